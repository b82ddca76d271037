"""A confidential contact acts for somebody who wishes it: ends a pair, or moves it to another coach."""

from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from alongside.kit import clock
from alongside.kit.refusal import Refusal
from alongside.lifecycle.ending import end_together
from alongside.pairs.actions import invite
from alongside.pairs.models import Pair, Side
from alongside.people.models import Person
from alongside.upward.models import Thread
from alongside.upward.rules import Wanted, wish_of
from alongside.upward.threads import check_wish


def act_for(thread: Thread, *, by: Person) -> None:
    """Do what the author of this thread wishes about one of their pairs, in their name.

    The other of the two sees what they see after any end: that it has stopped, without who or why. The journal holds
    the author's name, as if they had stopped themselves; of the contact there is no trace beside the thread.

    Raises:
        Refusal: nothing is wished (any more), or it can't be done now.
    """
    with transaction.atomic():
        thread = Thread.objects.select_for_update(of=("self",)).select_related("author").get(pk=thread.pk)
        wish = wish_of(thread.wish)
        if not wish.wanted or wish.done:
            raise Refusal(
                _("%(name)s has asked for nothing that is still to be done.") % {"name": thread.author}, code="no-wish"
            )
        check_wish(wish, thread.author)
        pair = Pair.objects.get(pk=UUID(wish.pair))
        end_together(pair, by=thread.author)
        if wish.wanted == Wanted.MOVE:
            _ask(Person.objects.get(pk=UUID(wish.coach)), thread.author)
        thread.wish, thread.news = replace(wish, done=clock.today().isoformat()).packed(), True
        thread.save(update_fields=["wish", "news"])


def _ask(coach: Person, performer: Person) -> None:
    """Ask the new coach; if the two have asked each other or are a pair, that is theirs, and not for the contact."""
    try:
        invite(coach, by=performer, side=Side.PERFORMER)
    except Refusal as refusal:
        if refusal.code not in {"invited-already", "invited-by-them", "pair-open"}:
            raise
