"""How we're doing, both ways; and a coach's reading without names. In words, and nothing of the other's too early."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from alongside.access.gate import one, rows
from alongside.api.fields import WITHOUT_CONTROLS, Sent, Shown
from alongside.api.frame import Call, Noun
from alongside.api.paging import Listed, Paging, listed
from alongside.api.pairs import pair_for
from alongside.api.people import Named
from alongside.evaluations import both_ways as deeds
from alongside.evaluations import without_names
from alongside.evaluations.models import BothWays, NamelessAnswer, OneWay, Reading
from alongside.evaluations.pooling import Reads, first_day_of, half_year_of
from alongside.evaluations.rules import HowOften, how_often_asked
from alongside.kit import clock
from alongside.kit.refusal import NotHere, Refusal
from alongside.pairs.models import Promise
from alongside.people.models import Person
from alongside.sealed.actions import read
from alongside.sealed.models import Envelope
from alongside.vault.ring import unlock

both_ways = Noun("both-ways")
readings = Noun("readings")

State = BothWays.State


# --- What goes in and out ---------------------------------------------------------------------------------------------


class PromisePlaced(Sent):
    """How often a promise was kept; null for "I can't tell"."""

    about: Promise.About
    often: HowOften | None


class AnswerSent(Sent):
    """A word for each promise that is asked, one example, one request."""

    placements: Annotated[list[PromisePlaced], Field(max_length=len(Promise.About))]
    example: Annotated[str, Field(max_length=2_000, pattern=WITHOUT_CONTROLS)]
    request: Annotated[str, Field(max_length=2_000, pattern=WITHOUT_CONTROLS)]


class PlacementsSent(Sent):
    """A word for each promise of the coach."""

    placements: Annotated[list[PromisePlaced], Field(max_length=len(Promise.About))]


class Asked(Shown):
    """A promise of the other, and how it is asked about."""

    about: Promise.About
    question: str


class PlacedShown(Shown):
    """How often a promise was kept; null for "can't tell"."""

    about: Promise.About
    often: HowOften | None


class WayShown(Shown):
    """What one of the two says of the other."""

    by: Named
    placements: list[PlacedShown]
    example: str
    request: str


class BothWaysShown(Shown):
    """How the two are doing, both ways. `mine` is what I answered; `ways` is empty until both are in.

    Whether the other has answered is told nowhere before that. Once the days went by, or the performer chose to talk
    only, `mine` is mine alone. When the two write after all, `came_back` is what I had answered before: mine alone,
    until I answer anew or delete it.
    """

    id: UUID
    pair: UUID
    asked_by: UUID
    asked_on: date
    open_until: date | None
    state: State
    asked: list[Asked]
    mine: WayShown | None
    came_back: WayShown | None
    ways: list[WayShown]
    talked_about_on: date | None


class TalkOnly(Sent):
    """Whether nothing is to be written this time; the performer's choice."""

    talk_only: Annotated[bool, Field(strict=True)] = False


class NamelessShown(Shown):
    """Whether I join the coach's reading of this half-year, and what I would add. Mine alone."""

    coach: Named
    since: date
    until: date
    joined: bool
    placements: list[PlacedShown]


class ReadingShown(Shown):
    """How it reads, without names, in one half-year; `no-reading` in all four when there is none."""

    id: UUID
    since: date
    until: date
    progress: Reads
    obstacles: Reads
    learning: Reads
    candour: Reads


# --- Both ways --------------------------------------------------------------------------------------------------------


@both_ways.read("/pairs/{uuid:pk}/both-ways", Listed[BothWaysShown])
def list_both_ways(request: Call, pk: UUID, paging: Query[Paging]) -> Listed[BothWaysShown]:
    """List how the two were doing, both ways, the newest first."""
    pair = pair_for(request, "see", pk)
    found = rows(request.me, "see", deeds.whole().filter(pair=pair))
    return listed(found, paging, by="asked_on", kind=date, shown=lambda few: _shown(request.me, few), newest_first=True)


@both_ways.create("/pairs/{uuid:pk}/both-ways", BothWaysShown)
def ask_both_ways(request: Call, pk: UUID, sent: TalkOnly) -> BothWaysShown:
    """Ask both how they are doing, or, as the performer, say that you only talk about it."""
    asked = deeds.ask_both_ways(pair_for(request, "both_ways", pk), by=request.me, talk_only=sent.talk_only)
    return get_both_ways(request, asked.pk)


@both_ways.read("/both-ways/{uuid:pk}", BothWaysShown)
def get_both_ways(request: Call, pk: UUID) -> BothWaysShown:
    """Show where it stands: mine, and both once both are in."""
    return _shown(request.me, [one(request.me, "see", deeds.whole(), pk)])[0]


@both_ways.write("/both-ways/{uuid:pk}/mine", BothWaysShown)
def answer_both_ways(request: Call, pk: UUID, sent: AnswerSent) -> BothWaysShown:
    """Answer about the other, or change it until both are in."""
    asked = one(request.me, "answer", deeds.whole(), pk)
    placements = _placements(sent.placements)
    deeds.answer(asked, by=request.me, placements=placements, example=sent.example, request=sent.request)
    return get_both_ways(request, pk)


@both_ways.remove("/both-ways/{uuid:pk}/mine")
def take_both_ways_back(request: Call, pk: UUID) -> None:
    """Take mine back while it waits; delete it once it came back to me."""
    deeds.take_back(one(request.me, "answer", deeds.whole(), pk), by=request.me)


@both_ways.do("/both-ways/{uuid:pk}/just-talk", BothWaysShown)
def just_talk_both_ways(request: Call, pk: UUID) -> BothWaysShown:
    """As the performer, choose to talk only; what was written goes back to its author."""
    deeds.just_talk(one(request.me, "just_talk", deeds.whole(), pk), by=request.me)
    return get_both_ways(request, pk)


@both_ways.do("/both-ways/{uuid:pk}/write", BothWaysShown)
def write_both_ways_after_all(request: Call, pk: UUID) -> BothWaysShown:
    """As the performer, choose to write after all."""
    deeds.write_after_all(one(request.me, "just_talk", deeds.whole(), pk), by=request.me)
    return get_both_ways(request, pk)


@both_ways.do("/both-ways/{uuid:pk}/talked-about", BothWaysShown)
def mark_both_ways_talked_about(request: Call, pk: UUID) -> BothWaysShown:
    """Say that the two have talked about it. That alone is done."""
    deeds.mark_talked_about(one(request.me, "answer", deeds.whole(), pk), by=request.me)
    return get_both_ways(request, pk)


# --- Without names ----------------------------------------------------------------------------------------------------


@readings.read("/pairs/{uuid:pk}/without-names", NamelessShown)
def get_without_names(request: Call, pk: UUID) -> NamelessShown:
    """Show whether I join my coach's reading of this half-year."""
    return _nameless(_mine(request, pk))


@readings.write("/pairs/{uuid:pk}/without-names", NamelessShown)
def join_without_names(request: Call, pk: UUID, sent: PlacementsSent) -> NamelessShown:
    """Join my coach's reading of this half-year, or change what I add. Nobody learns of it."""
    without_names.join(_mine(request, pk), _placements(sent.placements), by=request.me)
    return get_without_names(request, pk)


@readings.remove("/pairs/{uuid:pk}/without-names")
def stay_out_of_reading(request: Call, pk: UUID) -> None:
    """Stay out of it. It looks the same as having joined, to everybody."""
    without_names.stay_out(_mine(request, pk), by=request.me)


@readings.read("/readings", Listed[ReadingShown])
def list_readings(request: Call, paging: Query[Paging]) -> Listed[ReadingShown]:
    """List how my coaching reads, without names, half-year by half-year, the newest first."""
    unlock([request.me.pk])
    found = rows(request.me, "see", Reading)
    return listed(found, paging, by="until", kind=date, shown=_readings, newest_first=True)


# --- What the operations share ----------------------------------------------------------------------------------------


def _placements(sent: list[PromisePlaced]) -> dict[Promise.About, HowOften | None]:
    found = {placed.about: placed.often for placed in sent}
    if len(found) != len(sent):
        raise Refusal(_("One word for each, please."), field="placements")
    return found


def _shown(me: Person, few: Sequence[BothWays]) -> list[BothWaysShown]:
    """These, in a number of queries that does not grow with theirs."""
    unlock([me.pk, *{asked.pair_id for asked in few}])
    envelopes = rows(me, "see", Envelope).filter(exchange__in=[asked.exchange_id for asked in few], placed=True)
    answers = {envelope.exchange_id: read(envelope) for envelope in envelopes}
    back = deeds.came_back(few, me)
    ways: dict[UUID, list[OneWay]] = {}
    for way in rows(me, "see", OneWay).filter(both_ways__in=[asked.pk for asked in few]).prefetch_related("placements"):
        if way.example:
            ways.setdefault(way.both_ways_id, []).append(way)
    return [
        _one(
            me,
            asked,
            answers.get(asked.exchange_id) if asked.exchange_id else None,
            back.get(asked.pk),
            ways.get(asked.pk, []),
        )
        for asked in few
    ]


def _one(
    me: Person, asked: BothWays, said: deeds.Said | None, back: deeds.Said | None, ways: list[OneWay]
) -> BothWaysShown:
    pair, other = asked.pair, asked.pair.other(me)
    shown = [_way(pair.performer if way.by_id == pair.performer_id else pair.coach, way) for way in ways]
    return BothWaysShown(
        id=asked.pk,
        pair=asked.pair_id,
        asked_by=asked.by_id,
        asked_on=asked.asked_on,
        open_until=asked.exchange.closes_on if asked.exchange and not asked.talk_only else None,
        state=asked.state,
        asked=[Asked(about=about, question=how_often_asked(about, other)) for about in deeds.dimensions(pair, me)],
        mine=_said(me, said) if said else next((way for way in shown if way.by.id == me.pk), None),
        came_back=_said(me, back) if back and not said else None,
        ways=sorted(shown, key=lambda way: way.by.id != pair.performer_id),
        talked_about_on=asked.talked_about_on,
    )


def _said(me: Person, said: deeds.Said) -> WayShown:
    placements = {Promise.About(about): HowOften(word) if word else None for about, word in said["placements"].items()}
    return WayShown(by=Named.of(me), placements=_placed(placements), example=said["example"], request=said["request"])


def _way(by: Person, way: OneWay) -> WayShown:
    placements = {
        Promise.About(placed.about): HowOften(placed.often) if placed.often else None for placed in way.placements.all()
    }
    return WayShown(by=Named.of(by), placements=_placed(placements), example=way.example, request=way.request)


def _placed(words: dict[Promise.About, HowOften | None]) -> list[PlacedShown]:
    return [PlacedShown(about=about, often=words[about]) for about in Promise.About if about in words]


def _mine(request: Call, pk: UUID) -> NamelessAnswer:
    """Where I could join the reading of this half-year, in a pair in which I perform."""
    pair = pair_for(request, "join_reading", pk)
    unlock([request.me.pk])
    mine = rows(request.me, "edit", NamelessAnswer).filter(coach=pair.coach_id, until=half_year_of(clock.today()))
    found = mine.select_related("coach").first()
    if found is None:
        raise NotHere
    return found


def _nameless(mine: NamelessAnswer) -> NamelessShown:
    words = mine.words
    return NamelessShown(
        coach=Named.of(mine.coach),
        since=first_day_of(mine.until),
        until=mine.until,
        joined=words is not None,
        placements=_placed(words or {}),
    )


def _readings(few: Sequence[Reading]) -> list[ReadingShown]:
    return [
        ReadingShown(
            id=reading.pk,
            since=first_day_of(reading.until),
            until=reading.until,
            **{about.value: Reads(getattr(reading, about.value) or Reads.NONE) for about in without_names.ABOUT},
        )
        for reading in few
    ]
