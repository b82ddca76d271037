"""When two people stop or rest: what hangs on their pair on other floors stops with it."""

from django.db import transaction

from alongside.conversations.actions import cancel_talk, cut_short
from alongside.conversations.models import Conversation
from alongside.matching.leading import close_handovers_of
from alongside.pairs.actions import end, pause
from alongside.pairs.models import Pair, Pause
from alongside.people.models import Person
from alongside.sealed.actions import return_all


def end_together(pair: Pair, *, by: Person) -> Pair:
    """End a pair, take the talk that was planned out of both calendars and close the one under way.

    What only one of them had answered goes back to whoever answered it. Their one thing stays as it stands: nothing is
    closed without asking what helped and hindered (P4).
    """
    with transaction.atomic():
        planned = Conversation.objects.filter(pair=pair).planned().first()
        if planned is not None and pair.ended_at is None:
            cancel_talk(planned, by=by)
        ended = end(pair, by=by)
        cut_short(pair, by=by)
        return_all(pair)
        close_handovers_of(pair)
        return ended


def rest_together(pair: Pair, *, by: Person) -> Pause:
    """Let coaching rest for a formal matter. What only one of the two had answered goes back to them at once."""
    with transaction.atomic():
        begun = pause(pair, by=by)
        return_all(pair)
        return begun
