"""Placing an answer; both come out together; what nobody matched goes back."""

import json
from collections.abc import Callable, Collection
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from alongside.jobs.periodic import every
from alongside.kit import clock
from alongside.kit.kept import first, kept
from alongside.kit.refusal import NotHere, Refusal
from alongside.pairs.models import Pair
from alongside.people.models import Person
from alongside.sealed.models import Envelope, Exchange
from alongside.vault.ring import ring

Answers = dict[UUID, dict[str, Any]]
"""What each of the two answered, by the person's id."""

Reveal = Callable[[Exchange, Answers], object]
"""Writes what both said where both can read it. It runs within the transaction that opens the envelopes."""

BUCKET = 8 * 1024
"""Every envelope is this long, in bytes, the empty one too; a very long answer takes twice as much, or more."""


def open_exchange(
    kind: str, about: UUID, first: Person, second: Person, *, closes_on: date, pair: Pair | None = None
) -> Exchange:
    """Ask two people the same; when it is asked already, the exchange that is open.

    Args:
        kind: what is asked, such as "check-in".
        about: the id of the row it is asked about; there is one open exchange of a kind about it.
        first: one of the two.
        second: the other.
        closes_on: the last day on which an answer can be placed.
        pair: whose exchange it is; it goes back when they stop or rest.
    """
    asked = Exchange.objects.filter(kind=kind, about=about, revealed_on=None, returned_on=None)
    for pk in asked.filter(closes_on__lt=clock.today()).values_list("pk", flat=True):
        _return(pk)
    with transaction.atomic():
        try:
            with transaction.atomic():
                exchange = Exchange.objects.create(
                    kind=kind,
                    about=about,
                    pair=pair,
                    first=first,
                    second=second,
                    opened_on=clock.today(),
                    closes_on=closes_on,
                )
        except IntegrityError:
            return asked.get()
        for person in (first, second):
            Envelope.objects.create(exchange=exchange, author=person, answer=_of_one_size("null"))
        return exchange


def place(exchange: Exchange, answer: dict[str, Any], *, by: Person, reveal: Reveal) -> bool:
    """Place one's answer, or change it; returns whether both are in and were revealed.

    Raises:
        NotHere: it is not this person who was asked.
        Refusal: the days are over, or both are in already ("not-open").
    """
    with ring(), transaction.atomic():
        exchange, mine = _held(exchange, by)
        _write(mine, answer)
        envelopes = list(Envelope.objects.filter(exchange=exchange))
        if not all(envelope.placed for envelope in envelopes):
            return False
        exchange.revealed_on = clock.today()
        exchange.save(update_fields=["revealed_on"])
        reveal(exchange, {envelope.author_id: read(envelope) or {} for envelope in envelopes})
        Envelope.objects.filter(exchange=exchange).delete()
        return True


def take_back(exchange: Exchange, *, by: Person) -> None:
    """Take one's answer out again, as if it had never been placed.

    Raises:
        NotHere: it is not this person who was asked.
        Refusal: the days are over, or both are in already ("not-open").
    """
    with transaction.atomic():
        _exchange, mine = _held(exchange, by)
        _write(mine, None)


def mine(exchange: Exchange, me: Person) -> dict[str, Any] | None:
    """What I placed, as long as it is in its envelope or came back; None if I placed nothing."""
    envelope = first(_placed(exchange.pk, me.pk))
    return read(envelope) if envelope else None


@kept
def _placed(exchange: UUID, author: UUID) -> QuerySet[Envelope]:
    return Envelope.objects.filter(exchange=exchange, author=author, placed=True)


def read(envelope: Envelope) -> dict[str, Any] | None:
    """What lies in an envelope; None if its key was destroyed. Ask only for whoever may see it."""
    found: dict[str, Any] | None = json.loads(envelope.answer or "null")
    return found


def discard(exchange: Exchange, *, by: Person) -> None:
    """Delete one's own answer that came back, for good.

    Raises:
        Refusal: it is still open; then it is taken back instead ("open"). Or both are in ("not-open").
    """
    with transaction.atomic():
        exchange = Exchange.objects.select_for_update().get(pk=exchange.pk)
        if exchange.revealed_on is not None:
            raise _both_in()
        if exchange.takes_answers:
            raise Refusal(_("This is still open. You can take yours back."), code="open")
        _return(exchange.pk)
        Envelope.objects.filter(exchange=exchange, author=by).delete()


def came_back(kind: str, about: Collection[UUID], me: Person) -> "QuerySet[Envelope]":
    """My own answers that were given back, with their exchanges, the last first."""
    mine = Envelope.objects.filter(author=me, placed=True, exchange__kind=kind, exchange__about__in=about)
    returned = mine.filter(exchange__returned_on__isnull=False).select_related("exchange")
    return returned.order_by("-exchange__opened_on", "-exchange__returned_on")


@every(timedelta(days=1))
def return_passed() -> int:
    """Give answers back to their authors when the days are over; returns how many exchanges that were."""
    passed = Exchange.objects.filter(closes_on__lt=clock.today(), revealed_on=None, returned_on=None)
    return sum(_return(pk) for pk in list(passed.values_list("pk", flat=True)))


def give_back(exchange: Exchange) -> None:
    """Give answers back because the two would rather talk."""
    _return(exchange.pk)


def return_all(pair: Pair) -> None:
    """Give answers back because the two stop or rest."""
    _return_each(Q(pair=pair))


def return_of(person: Person) -> None:
    """Give answers back because one of the two left or is forgotten, whether it was within a pair or not."""
    _return_each(Q(first=person) | Q(second=person))


def _return_each(which: Q) -> None:
    standing = Exchange.objects.filter(which, revealed_on=None, returned_on=None)
    for pk in sorted(standing.values_list("pk", flat=True)):
        _return(pk)


def _return(pk: UUID) -> bool:
    with transaction.atomic():
        exchange = Exchange.objects.select_for_update().get(pk=pk)
        if not exchange.is_open:
            return False
        exchange.returned_on = clock.today()
        exchange.save(update_fields=["returned_on"])
        Envelope.objects.filter(exchange=exchange, placed=False).delete()
        return True


def _held(exchange: Exchange, by: Person) -> tuple[Exchange, Envelope]:
    """The exchange under a lock, and this person's envelope."""
    exchange = Exchange.objects.select_for_update().get(pk=exchange.pk)
    if by.pk not in {exchange.first_id, exchange.second_id}:
        raise NotHere
    if exchange.revealed_on is not None:
        raise _both_in()
    if not exchange.takes_answers:
        raise Refusal(_("The days for this are over. What you wrote is yours alone."), code="not-open")
    return exchange, Envelope.objects.get(exchange=exchange, author=by)


def _both_in() -> Refusal:
    return Refusal(_("Both answers are in, and neither changes any more."), code="not-open")


def _write(mine: Envelope, answer: dict[str, Any] | None) -> None:
    """Put an answer into the envelope, or take it out.

    Both envelopes of the exchange are written anew, so that not even the database's own marks on a row (xmin in
    PostgreSQL) tell whose hand it was.
    """
    mine.placed = answer is not None
    mine.answer = _of_one_size(json.dumps(answer, ensure_ascii=False))
    mine.save(update_fields=["answer", "placed"])
    Envelope.objects.filter(exchange=mine.exchange_id).update(exchange=mine.exchange_id)


def _of_one_size(text: str) -> str:
    """The same JSON with room behind it. Four bytes are for the cipher, which fills up nothing then."""
    return text + " " * (-(len(text.encode()) + 4) % BUCKET)
