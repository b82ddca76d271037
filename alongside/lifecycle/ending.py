"""When two people stop: what hangs on their pair on other floors stops with it."""

from django.db import transaction

from alongside.conversations.actions import cancel_talk
from alongside.conversations.models import Conversation
from alongside.pairs.actions import end
from alongside.pairs.models import Pair
from alongside.people.models import Person


def end_together(pair: Pair, *, by: Person) -> Pair:
    """End a pair, and take the talk that was planned out of both calendars.

    Their one thing stays as it stands: nothing is closed without asking what helped and hindered (P4). A talk under
    way can still be closed by its words.
    """
    with transaction.atomic():
        planned = Conversation.objects.filter(pair=pair, started_at=None, cancelled_at=None).first()
        if planned is not None and pair.ended_at is None:
            cancel_talk(planned, by=by)
        return end(pair, by=by)
