"""How we're doing, both ways: asking, answering about each other, or only talking; done once talked about."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import DateField, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext as _

from alongside.conversations.models import Conversation
from alongside.evaluations.models import BothWays, OneWay, PromisePlacement
from alongside.evaluations.rules import HowOften
from alongside.jobs.periodic import every
from alongside.journal.actions import record
from alongside.kit import clock
from alongside.kit.kept import derived
from alongside.kit.refusal import NotHere, Refusal
from alongside.pairs.actions import held, held_open
from alongside.pairs.models import Agreement, Pair, Promise, Side
from alongside.pairs.rules import BOTH_WAYS_WEEKS
from alongside.people.models import Person
from alongside.sealed import actions as sealed
from alongside.sealed.models import Envelope, Exchange
from alongside.vault.ring import ring

KIND = "both-ways"
WINDOW = timedelta(days=14)
"""How long both can answer; then an answer that nobody matched goes back to its author."""

State = BothWays.State
Said = dict[str, Any]
"""One's answer as it lies in its envelope: `placements` (words by promise), `example`, `request`."""


def whole() -> "QuerySet[BothWays]":
    """What was asked, with the two, who asked, and how far it is."""
    return BothWays.objects.select_related("pair__performer", "pair__coach", "exchange", "by")


def dimensions(pair: Pair, me: Person) -> list[Promise.About]:
    """What this person is asked about the other: the other's promises. The coach is never asked about candour."""
    theirs = (pair.side_of(me) or Side.COACH).other
    return [about for about in Promise.About if about.side == theirs]


# --- When it is time --------------------------------------------------------------------------------------------------


def due(pair: Pair, today: date) -> bool:
    """Whether it is time to look at how they are doing, both ways: it takes the place of the month's topic.

    It is when both are in, or want to talk about it, and have not yet; and when the weeks they agreed on have gone by
    and they have talked in them. One query.
    """
    return due_pairs(Pair.objects.filter(pk=pair.pk), today).exists()


def due_pairs(pairs: "QuerySet[Pair]", today: date) -> "QuerySet[Pair]":
    """Of these pairs those for whom it is time."""
    return pairs.filter(ended_at=None, paused_at=None).filter(
        Q(pk__in=to_talk_about().values("pair")) | Q(pk__in=_to_ask(pairs, today).values("pk"))
    )


def to_talk_about() -> "QuerySet[BothWays]":
    """What was answered by both, or is only to be talked about, and waits for its talk."""
    standing = BothWays.objects.filter(talked_about_on=None, passed_on=None)
    return standing.filter(Q(talk_only=True) | Q(exchange__revealed_on__isnull=False))


def to_ask(pairs: "QuerySet[Pair]", today: date) -> "QuerySet[Pair]":
    """Of these pairs those who could ask each other now: the weeks have gone by, they talked, and nothing is open."""
    return _to_ask(pairs.filter(ended_at=None, paused_at=None), today)


def _to_ask(pairs: "QuerySet[Pair]", today: date) -> "QuerySet[Pair]":
    mine = {"pair": OuterRef("pk")}
    before = BothWays.objects.filter(**mine).order_by("-asked_on")
    talks = Conversation.objects.filter(**mine, closed_at__isnull=False).order_by("-closed_at")
    found = pairs.annotate(
        last_asked=Coalesce(Subquery(before.values("asked_on")[:1], output_field=DateField()), "began_on"),
        rhythm=Subquery(Agreement.objects.filter(**mine).signed().values("both_ways_weeks")[:1]),
        last_talk=Subquery(talks.values(day=TruncDate("closed_at", tzinfo=UTC))[:1]),
    )
    gone_by = Q()
    for weeks in BOTH_WAYS_WEEKS:
        gone_by |= Q(rhythm=weeks, last_asked__lte=derived(today, partial(_weeks_before, weeks)))
    return found.filter(gone_by, last_talk__gt=F("last_asked")).exclude(pk__in=_standing(today).values("pair"))


def _weeks_before(weeks: int, day: date) -> date:
    return day - timedelta(weeks=weeks)


def _standing(today: date) -> "QuerySet[BothWays]":
    """Those in which something can still be done."""
    in_its_days = Q(exchange__returned_on=None, exchange__closes_on__gte=today)
    done_together = Q(talk_only=True) | Q(exchange__revealed_on__isnull=False)
    return BothWays.objects.filter(in_its_days | done_together, talked_about_on=None, passed_on=None)


def standing(pair: Pair) -> BothWays | None:
    """What the two have open, if anything."""
    return _standing(clock.today()).filter(pair=pair).select_related("exchange").first()


# --- Deeds ------------------------------------------------------------------------------------------------------------


def ask_both_ways(pair: Pair, *, by: Person, talk_only: bool = False) -> BothWays:
    """Ask the two how they are doing, both ways, or say that it is only talked about. Asking twice is asking once.

    Whoever asks has not answered by it: asking and answering are two deeds, so that the one tells nothing of the other.

    Args:
        pair: the two.
        by: who asks.
        talk_only: nothing is written this time; the performer's choice.

    Raises:
        Refusal: the pair ended or rests, both are in and nobody has said yet that it was talked about ("talk-first"),
            or somebody else than the performer chose to talk only.
    """
    with transaction.atomic():
        pair = held_open(pair.pk)
        _refuse_unless_theirs(pair, by, talk_only=talk_only)
        today = clock.today()
        if open_one := BothWays.objects.filter(pair=pair, talked_about_on=None, passed_on=None).first():
            _pass_if_over(open_one)
            if open_one.state in {State.IN, State.TALK_ONLY}:
                raise Refusal(
                    _("Talk about the last one first. Then say that you have."),
                    code="talk-first",
                    about={"both_ways": open_one.pk},
                )
            if open_one.passed_on is None:
                return just_talk(open_one, by=by) if talk_only else open_one
        asked = BothWays.objects.create(
            pair=pair,
            by=by,
            asked_on=today,
            talk_only=talk_only,
            exchange=None if talk_only else _open(pair),
        )
        record(by, "both-ways.talk-only" if talk_only else "both-ways.asked", asked)
    return asked


def answer(
    asked: BothWays,
    *,
    by: Person,
    placements: Mapping[Promise.About, HowOften | None],
    example: str,
    request: str,
) -> bool:
    """Answer about the other, or change it; returns whether both are in, which shows both to both.

    Args:
        asked: what was asked.
        by: one of the two.
        placements: a word for each promise of the other; None is "I can't tell".
        example: one example in all.
        request: one request in all.

    Raises:
        Refusal: the days are over or both are in ("not-open"), nothing is written this time ("talk-only"), the pair
            rests or ended, or something is left open (at its field).
    """
    wanted = dimensions(asked.pair, by)
    if set(placements) != set(wanted):
        raise Refusal(_("Choose a word for each, or “I can’t tell”."), field="placements")
    for field, words in (("example", example), ("request", request)):
        if not words.strip():
            raise Refusal(_("A few words are needed here."), field=field)
    said = {
        "placements": {about.value: word.value if word else "" for about, word in placements.items()},
        "example": example.strip(),
        "request": request.strip(),
    }
    with ring(), transaction.atomic():
        pair = held_open(asked.pair_id)
        asked = _fresh(asked)
        if asked.talk_only or asked.exchange is None:
            raise Refusal(_("You two only talk about it this time; nothing is written."), code="talk-only")

        def reveal(exchange: Exchange, answers: sealed.Answers) -> None:
            for person in (pair.performer, pair.coach):
                _write_one_way(asked, person, answers[person.pk])
            for person in (pair.performer, pair.coach):  # each is told; nothing says who was the last
                record(person, "both-ways.in", asked)

        both_in = sealed.place(asked.exchange, said, by=by, reveal=reveal)
        _discard_what_came_back(asked, by)
        return both_in


def take_back(asked: BothWays, *, by: Person) -> None:
    """Take one's answer out again while it waits; delete it for good once it came back. Nobody learns of it."""
    exchange = asked.exchange
    if exchange is None:
        raise NotHere
    with transaction.atomic():
        if exchange.takes_answers or exchange.revealed_on:
            sealed.take_back(exchange, by=by)
        else:
            sealed.give_back(exchange)
            sealed.discard(exchange, by=by)
        _discard_what_came_back(asked, by)


def my_answer(asked: BothWays, me: Person) -> Said | None:
    """What I answered and the other has not seen: it waits, or it came back to me."""
    return sealed.mine(asked.exchange, me) if asked.exchange else None


def came_back(few: Collection[BothWays], me: Person) -> dict[UUID, Said]:
    """What I had answered before the two wanted to talk, by the id of what was asked. Mine alone.

    When they write after all, I can send it again. It is there until I answer anew or delete it. One query.
    """
    waiting = [asked for asked in few if asked.exchange and not asked.exchange.revealed_on]
    mine = list(_before_asked_anew({asked.pair_id for asked in waiting}, me)) if waiting else []
    earlier = {asked.pk: _earlier(asked, mine) for asked in waiting}
    return {pk: said for pk, found in earlier.items() if found and (said := sealed.read(found[0]))}


def just_talk(asked: BothWays, *, by: Person) -> BothWays:
    """The performer would rather only talk about it. What was answered goes back to its author. Twice is once.

    Raises:
        Refusal: both are in already, or the days are over ("not-open"); or it is not the performer who says so.
    """
    with transaction.atomic():
        pair = held_open(asked.pair_id)
        _refuse_unless_theirs(pair, by, talk_only=True)
        asked = _fresh(asked)
        if asked.talk_only and asked.talked_about_on is None:
            return asked
        if asked.state != State.ASKED or asked.exchange is None:
            raise Refusal(_("Both answers are in, or the days are over."), code="not-open")
        asked.talk_only = True
        asked.save(update_fields=["talk_only"])
        sealed.give_back(asked.exchange)
        record(by, "both-ways.talk-only", asked)
    return asked


def write_after_all(asked: BothWays, *, by: Person) -> BothWays:
    """The performer would rather write after all: both are asked anew. Twice is once.

    Raises:
        Refusal: it was talked about already ("not-open"), or it is not the performer who says so.
    """
    with transaction.atomic():
        pair = held_open(asked.pair_id)
        _refuse_unless_theirs(pair, by, talk_only=True)
        asked = _fresh(asked)
        if asked.state == State.ASKED:
            return asked
        if asked.state != State.TALK_ONLY:
            raise Refusal(_("This was talked about. You can ask each other anew."), code="not-open")
        asked.talk_only, asked.exchange = False, _open(pair)
        asked.save(update_fields=["talk_only", "exchange"])
        record(by, "both-ways.asked", asked)
    return asked


def mark_talked_about(asked: BothWays, *, by: Person) -> BothWays:
    """Say that the two have talked about it. That alone is done. Twice is once.

    Raises:
        Refusal: not both are in yet ("not-in"), or the days went by.
    """
    with transaction.atomic():
        held(asked.pair_id)
        asked = _fresh(asked)
        if asked.state == State.TALKED:
            return asked
        if asked.state not in {State.IN, State.TALK_ONLY}:
            raise Refusal(_("There is nothing to talk about until both are in."), code="not-in")
        asked.talked_about_on = clock.today()
        asked.save(update_fields=["talked_about_on"])
        record(by, "both-ways.talked", asked)
    return asked


@every(timedelta(days=1))
def pass_days() -> int:
    """Close those whose days went by before both were in; returns how many."""
    over = BothWays.objects.filter(
        Q(exchange__closes_on__lt=clock.today()) | Q(exchange__returned_on__isnull=False),
        exchange__revealed_on=None,
        talk_only=False,
        talked_about_on=None,
        passed_on=None,
    )
    passed: Sequence[BothWays] = list(over.select_related("pair")[:1000])
    for asked in passed:
        with transaction.atomic():
            held(asked.pair_id)
            _pass_if_over(_fresh(asked))
    return len(passed)


# --- Inside -----------------------------------------------------------------------------------------------------------


def _fresh(asked: BothWays) -> BothWays:
    return whole().get(pk=asked.pk)


def _open(pair: Pair) -> Exchange:
    return sealed.open_exchange(KIND, pair.pk, pair.performer, pair.coach, closes_on=clock.today() + WINDOW, pair=pair)


def _before_asked_anew(pairs: Collection[UUID], me: Person) -> "QuerySet[Envelope]":
    """My answers that were given back and to whose question the two were asked anew."""
    standing = BothWays.objects.filter(pair__in=pairs, exchange__isnull=False).values("exchange")
    return sealed.came_back(KIND, pairs, me).exclude(exchange__in=standing)


def _earlier(asked: BothWays, mine: Iterable[Envelope]) -> list[Envelope]:
    """Of these answers those to this question."""
    now = asked.exchange
    return [one for one in mine if now and asked.asked_on <= one.exchange.opened_on <= now.opened_on]


def _discard_what_came_back(asked: BothWays, by: Person) -> None:
    for envelope in _earlier(asked, _before_asked_anew({asked.pair_id}, by)):
        envelope.delete()


def _pass_if_over(asked: BothWays) -> None:
    if asked.state == State.PASSED and asked.passed_on is None:
        asked.passed_on = clock.today()
        asked.save(update_fields=["passed_on"])


def _refuse_unless_theirs(pair: Pair, by: Person, *, talk_only: bool) -> None:
    if pair.side_of(by) is None:
        raise NotHere
    if talk_only and pair.side_of(by) != Side.PERFORMER:
        raise Refusal(_("That is for %(name)s to choose.") % {"name": pair.performer}, code="performers-choice")


def _write_one_way(asked: BothWays, by: Person, said: Said) -> None:
    way = OneWay.objects.create(
        pair=asked.pair, by=by, both_ways=asked, example=said["example"], request=said["request"]
    )
    for about, word in said["placements"].items():
        PromisePlacement.objects.create(pair=asked.pair, by=by, one_way=way, about=about, often=word)
