"""Leaving: who no longer works here is archived, their pairs end, every way in closes."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.feedback.actions import stop_asking
from alongside.journal.actions import record
from alongside.kit import clock
from alongside.kit.refusal import Refusal
from alongside.lifecycle.ending import end_together
from alongside.lifecycle.meeting import stop_meeting
from alongside.pairs.models import Consent, Invite, Pair, Permission
from alongside.people.actions import close_ways_in, end
from alongside.people.models import Line, Membership, Person, Team
from alongside.sealed.actions import return_of
from alongside.upward.keeping import stop_hearing

WHAT_STAYS = (
    gettext_lazy("They can no longer sign in. Their sessions and keys for programs end at once."),
    gettext_lazy(
        "Their pairs end. The other person keeps what the two wrote together for three years, talks and one things for "
        "twelve months; what was only shown to them closes."
    ),
    gettext_lazy("What they wrote for themselves stays locked. Nobody else can read it, before or after."),
    gettext_lazy("Before their last day they can take everything of theirs along: Me, “My data”."),
)
"""Told before anybody is let go, to the one who does it and to the one who goes."""


def let_go(people: Sequence[Person], *, by: Person | None) -> None:
    """Archive these people. Whoever has left already stays as they are.

    Args:
        people: who no longer works here.
        by: who says so; None when a program does.

    Raises:
        Refusal: nobody would be left who keeps the list of people, or `by` is one of them.
    """
    with transaction.atomic():
        ids = [person.pk for person in people]
        going = list(Person.objects.select_for_update().filter(pk__in=ids, is_active=True).order_by("pk"))
        gone = [person.pk for person in going]
        _refuse_last_keeper(gone, by)
        for pair in Pair.objects.filter(Q(performer__in=gone) | Q(coach__in=gone), ended_at=None):
            end_together(pair, by=next(person for person in going if person.pk in {pair.performer_id, pair.coach_id}))
        for person in going:
            return_of(person)
        stop_asking(gone)
        stop_meeting(gone)
        stop_hearing(gone)
        _end_lines_and_teams(gone)
        _close_ways_in(gone)
        now = clock.now()
        Person.objects.filter(pk__in=gone).update(is_active=False, keeps_people=False, ended_at=now)
        for person in going:
            record(by or person, "person.left", person)


def _refuse_last_keeper(gone: Sequence[UUID], by: Person | None) -> None:
    if by is not None and by.pk in gone:
        raise Refusal(_("Somebody else has to let you go."), code="not-oneself")
    keepers = Person.objects.filter(keeps_people=True, is_active=True)
    if keepers.filter(pk__in=gone).exists() and not keepers.exclude(pk__in=gone).exists():
        raise Refusal(_("Somebody has to keep the list of people. Let another person do so first."), code="last-keeper")


def _end_lines_and_teams(gone: Sequence[UUID]) -> None:
    for line in Line.objects.filter(Q(person__in=gone) | Q(lead__in=gone), ended_on=None):
        end(line)
    for membership in Membership.objects.filter(person__in=gone, ended_on=None):
        end(membership)
    Team.objects.filter(lead__in=gone).update(lead=None)


def _close_ways_in(gone: Sequence[UUID]) -> None:
    close_ways_in(gone)
    Invite.objects.filter(inviter__in=gone, accepted_on=None, withdrawn_on=None).update(withdrawn_on=clock.today())
    Permission.objects.filter(reader__in=gone).delete()
    Consent.objects.filter(reader__in=gone).delete()
