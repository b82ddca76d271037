"""Groups of three: asking two others, saying yes, turning the roles, stopping."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from alongside.journal.actions import record
from alongside.kit import clock
from alongside.kit.refusal import Refusal
from alongside.matching.directory import reply_silently
from alongside.matching.models import Seat, SilentReply, Trio
from alongside.people.models import Person

ANSWER_WITHIN = timedelta(days=21)
MOST_OPEN = 3


def whole() -> "QuerySet[Trio]":
    """Groups of three with who sits where."""
    return Trio.objects.prefetch_related(Prefetch("seats", Seat.objects.order_by("place").select_related("person")))


def ask_two(others: Sequence[Person], *, by: Person) -> Trio:
    """Ask two people into a group of three. It begins when both have said yes; until then nobody learns who has.

    Raises:
        Refusal: not two others who work here, or the maker has three groups going or asked for.
    """
    if len({person.pk for person in others} - {by.pk}) != 2 or not all(person.is_active for person in others):
        raise Refusal(_("Choose two others who work here."), field="person")
    with transaction.atomic():
        list(Person.objects.select_for_update().filter(pk=by.pk))
        today = clock.today()
        mine = Trio.objects.filter(made_by=by, ended_on=None).exclude(begun_on=None, expires_on__lt=today)
        if len(mine[:MOST_OPEN]) == MOST_OPEN:
            raise Refusal(_("Three groups at once are enough. End one first, or let its days pass."), code="trios")
        trio = Trio.objects.create(made_by=by, made_on=today, expires_on=today + ANSWER_WITHIN)
        for place, person in enumerate([by, *others]):
            seat = Seat.objects.create(trio=trio, person=person, place=place)
            if person.pk != by.pk:
                record(by, "trio.asked", seat)
        reply_silently(trio.pk, SilentReply.YES, by=by)
    return trio


def join(trio: Trio, *, by: Person) -> Trio:
    """Say yes. With the third yes the group begins. Twice is the same as once.

    Raises:
        Refusal: it no longer stands (code "trio-over").
    """
    with transaction.atomic():
        trio = _held(trio)
        if trio.is_open:
            return trio
        _must_stand(trio)
        reply_silently(trio.pk, SilentReply.YES, by=by)
        people = list(Seat.objects.filter(trio=trio).values_list("person", flat=True))
        replies = SilentReply.objects.filter(about=trio.pk, author__in=people)
        if {reply.author_id for reply in replies if reply.answer == SilentReply.YES} == set(people):
            trio.begun_on = clock.today()
            trio.save(update_fields=["begun_on"])
            replies.delete()
    return trio


def not_now(trio: Trio, *, by: Person) -> None:
    """Put it aside. It looks the same as no answer, and can become a yes while it stands.

    Raises:
        Refusal: it no longer stands (code "trio-over").
    """
    with transaction.atomic():
        _must_stand(_held(trio))
        reply_silently(trio.pk, SilentReply.NOT_NOW, by=by)


def turn_roles(trio: Trio, *, by: Person, turn: int) -> Trio:
    """Everybody does next what the person before them did. `turn` is the one that `by` saw: two who press turn once.

    Raises:
        Refusal: it has not begun or has ended (code "trio-over").
    """
    with transaction.atomic():
        trio = _held(trio)
        if not trio.is_open:
            raise _over()
        if trio.turn == turn:
            trio.turn += 1
            trio.save(update_fields=["turn"])
            record(by, "trio.turned", trio)
    return trio


def end_trio(trio: Trio, *, by: Person | None = None) -> None:
    """Stop, without a reason; three are needed, so it ends for all. Who stopped is written down nowhere.

    Before it has begun, only whoever asked takes it back; what anybody else does then changes nothing.
    """
    with transaction.atomic():
        trio = _held(trio)
        if trio.ended_on is None and (by is None or trio.is_open or trio.made_by_id == by.pk):
            trio.ended_on = clock.today()
            trio.save(update_fields=["ended_on"])
            SilentReply.objects.filter(about=trio.pk).delete()


def end_trios_of(people: Sequence[UUID]) -> None:
    """End all groups of people who leave or are forgotten."""
    for trio in Trio.objects.filter(seats__person__in=people, ended_on=None).distinct():
        end_trio(trio)


def role_of(seat: Seat, turn: int) -> Trio.Role:
    """What the one on this seat does in this turn."""
    return list(Trio.Role)[(seat.place + turn) % 3]


def _held(trio: Trio) -> Trio:
    return Trio.objects.select_for_update().get(pk=trio.pk)


def _must_stand(trio: Trio) -> None:
    if not trio.stands(clock.today()):
        raise _over()


def _over() -> Refusal:
    return Refusal(_("This group of three no longer stands. You can ask for another."), code="trio-over")
