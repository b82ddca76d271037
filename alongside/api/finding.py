"""Finding each other: the directory, suggestions, groups of three, a lead's own path, handing over."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from ninja import Query
from pydantic import Field, StringConstraints

from alongside.access.gate import one, rows, with_verbs
from alongside.api.fields import WITHOUT_CONTROLS, Flag, Line, Sent, Short, Shown, Slug, Verbs, Version
from alongside.api.frame import Call, Noun
from alongside.api.paging import Listed, Paging, listed
from alongside.api.pairs import pair_for
from alongside.api.people import Named
from alongside.jobs import progress
from alongside.jobs.models import Progress
from alongside.kit import clock
from alongside.kit.refusal import NotHere
from alongside.matching import directory, leading, trios
from alongside.matching.models import (
    Handover,
    LeadPath,
    Listing,
    Preference,
    SilentReply,
    StandIn,
    Suggestion,
    Trio,
)
from alongside.matching.tasks import look_for_everybody
from alongside.matching.topics import topics, watch_for
from alongside.pairs.models import Side
from alongside.people.models import Person, Team
from alongside.vault.ring import unlock

finding = Noun("finding")

ShortLine = Annotated[str, StringConstraints(max_length=directory.LONGEST, pattern=WITHOUT_CONTROLS)]


# --- The directory ----------------------------------------------------------------------------------------------------


class DirectoryTopic(Shown):
    """A topic of the directory."""

    slug: str
    name: str


class ListingShown(Shown):
    """What somebody can help with (side "coach") or wants to learn ("performer")."""

    id: UUID
    person: Named
    side: Side
    topics: list[DirectoryTopic]
    words: str
    listed_on: date

    @classmethod
    def of(cls, line: Listing) -> "ListingShown":
        """This line."""
        known = topics()
        named = [DirectoryTopic(slug=slug, name=known[slug]) for slug in line.slugs if slug in known]
        return cls.telling(line, person=line.author, topics=named)


class Directory(Paging):
    """Which lines."""

    side: Side = Field(Side.COACH, description="coach: who can help; performer: who wants to learn.")
    q: Short = Field("", description="Words, or their beginnings.")
    topic: Annotated[str, StringConstraints(max_length=40)] = Field("", description="The slug of a topic.")


class MyLine(Sent):
    """A line of mine: topics by slug, five at most, or a few words, or both. Everybody who works here reads it."""

    topics: Annotated[list[Slug], Field(max_length=directory.MOST_TOPICS)] = []
    words: ShortLine = ""


@finding.read("/directory", Listed[ListingShown])
def list_directory(request: Call, paging: Query[Directory]) -> Listed[ListingShown]:
    """List who can help with what, or who wants to learn what, the newest first."""
    found = directory.search(rows(request.me, "see", Listing), side=paging.side, typed=paging.q, topic=paging.topic)

    def shown(lines: Sequence[Listing]) -> list[ListingShown]:
        unlock(line.author_id for line in lines)
        return [ListingShown.of(line) for line in lines]

    return listed(found.select_related("author"), paging, by="listed_on", kind=date, shown=shown, newest_first=True)


@finding.read("/directory/topics", list[DirectoryTopic])
def list_directory_topics(request: Call) -> list[DirectoryTopic]:
    """List what people help each other with, as the directory names it."""
    return [DirectoryTopic(slug=slug, name=name) for slug, name in topics().items()]


@finding.write("/directory/help", ListingShown)
def write_help(request: Call, sent: MyLine) -> ListingShown:
    """Say what I can help with; everybody who works here can find it."""
    return _put(request, Side.COACH, sent)


@finding.write("/directory/learn", ListingShown)
def write_learn(request: Call, sent: MyLine) -> ListingShown:
    """Say what I want to learn; everybody who works here can find it."""
    return _put(request, Side.PERFORMER, sent)


@finding.remove("/directory/help")
def remove_help(request: Call) -> None:
    """Take out what I can help with."""
    directory.take_out_of_directory(by=request.me, side=Side.COACH)


@finding.remove("/directory/learn")
def remove_learn(request: Call) -> None:
    """Take out what I want to learn."""
    directory.take_out_of_directory(by=request.me, side=Side.PERFORMER)


def _put(request: Call, side: Side, sent: MyLine) -> ListingShown:
    return ListingShown.of(directory.put_in_directory(by=request.me, side=side, topics_=sent.topics, words=sent.words))


# --- What suits me, and suggestions -----------------------------------------------------------------------------------


class SuitsMe(Shown):
    """What suits me. Nobody else reads it."""

    suggest: bool
    whom: Preference.Whom
    room: Preference.Room
    without_line: bool
    left_out: list[Named]
    """Persons and teams."""


class WhatSuits(Sent):
    """Whether I want suggestions, from where, for how many there is room, and whether my line is left out."""

    suggest: Flag
    whom: Preference.Whom = Preference.Whom.ANYBODY
    room: Preference.Room = Preference.Room.ONE
    without_line: Flag = False


class LeftOut(Sent):
    """Whom never to suggest: a person, or a team."""

    id: UUID
    kind: Literal["person", "team"] = "person"


class SuggestionShown(Shown):
    """Somebody I may like to meet: `side` is the one that I would take."""

    id: UUID
    person: Named
    side: Side
    because: str
    until: date
    put_aside: bool


class Looking(Shown):
    """How far looking for everybody is; never for how many."""

    id: UUID
    state: Progress.State
    done: int
    total: int


def _suits(request: Call) -> SuitsMe:
    unlock([request.me.pk])
    mine = rows(request.me, "see", Preference).first()
    if mine is None:
        return SuitsMe(
            suggest=False,
            whom=Preference.Whom.ANYBODY,
            room=Preference.Room.ONE,
            without_line=False,
            left_out=[],
        )
    out = {kind: [rest for found, rest in mine.exclusions if found == kind] for kind in ("person", "team")}
    people = rows(request.me, "see", Person).filter(pk__in=out["person"]).order_by("name", "pk")
    teams = rows(request.me, "see", Team).filter(pk__in=out["team"]).order_by("name", "pk")
    return SuitsMe(
        suggest=mine.suggest == "yes",
        whom=Preference.Whom(mine.whom),
        room=Preference.Room(mine.room),
        without_line=("line", "") in mine.exclusions,
        left_out=[*map(Named.of, people), *(Named(id=team.pk, name=team.name) for team in teams)],
    )


@finding.read("/me/suits", SuitsMe)
def get_what_suits(request: Call) -> SuitsMe:
    """Show what suits me; for me alone."""
    return _suits(request)


@finding.write("/me/suits", SuitsMe)
def write_what_suits(request: Call, sent: WhatSuits) -> SuitsMe:
    """Keep for myself whether I want suggestions, and which."""
    directory.keep_preference(by=request.me, **{name: getattr(sent, name) for name in WhatSuits.model_fields})
    return _suits(request)


@finding.do("/me/left-out", SuitsMe)
def leave_out(request: Call, sent: LeftOut) -> SuitsMe:
    """Never suggest this person or team to me, nor me to them. Nobody learns of it."""
    kind: type[Any] = Team if sent.kind == "team" else Person
    directory.leave_out(one(request.me, "see", kind, sent.id), by=request.me)
    return _suits(request)


@finding.remove("/me/left-out/{uuid:pk}")
def leave_in(request: Call, pk: UUID) -> None:
    """No longer leave this person or team out."""
    mine = rows(request.me, "edit", Preference).first()
    if mine is None or str(pk) not in {rest for _kind, rest in mine.exclusions}:
        raise NotHere
    directory.leave_in(pk, by=request.me)


def _suggestions(request: Call) -> QuerySet[Any]:
    aside = Exists(rows(request.me, "see", SilentReply).filter(about=OuterRef("pk")))
    return rows(request.me, "see", Suggestion).annotate(put_aside=aside)


def _suggested(request: Call, found: Sequence[Any]) -> list[SuggestionShown]:
    unlock([request.me.pk])
    ids = [row.other_id for row in found]
    people = {who.pk: who for who in rows(request.me, "see", Person).filter(pk__in=ids, is_active=True)}
    return [
        SuggestionShown.telling(row, person=people[row.other_id], because=row.because())
        for row in found
        if row.other_id in people
    ]


def _suggestion(request: Call, mine: Suggestion) -> SuggestionShown:
    shown = _suggested(request, list(_suggestions(request).filter(pk=mine.pk)))
    if not shown:
        raise NotHere
    return shown[0]


@finding.read("/suggestions", Listed[SuggestionShown])
def list_suggestions(request: Call, paging: Query[Paging]) -> Listed[SuggestionShown]:
    """List whom I may like to meet, as long as it stands, the newest first."""
    standing = _suggestions(request).filter(until__gte=clock.today())

    def shown(found: Sequence[Suggestion]) -> list[SuggestionShown]:
        return _suggested(request, found)

    return listed(standing, paging, by="made_on", kind=date, shown=shown, newest_first=True)


@finding.read("/suggestions/{uuid:pk}", SuggestionShown)
def get_suggestion(request: Call, pk: UUID) -> SuggestionShown:
    """Show whom I may like to meet, and why."""
    return _suggestion(request, one(request.me, "see", Suggestion, pk))


@finding.do("/suggestions/{uuid:pk}/put-aside", SuggestionShown)
def put_suggestion_aside(request: Call, pk: UUID) -> SuggestionShown:
    """Not this one. Nobody learns of it, and for the other nothing changes."""
    mine = one(request.me, "see", Suggestion, pk)
    directory.put_aside(mine, by=request.me)
    return _suggestion(request, mine)


@finding.do("/suggestions/look", Looking)
def look_for_everyone(request: Call) -> Looking:
    """Look for everybody who wants it, now; for those who keep the list of people. What is found they don't see."""
    one(request.me, "keep", Person, request.me.pk)
    with transaction.atomic():
        begun = progress.begin(request.me.pk, "suggestions")
        look_for_everybody.enqueue(str(begun.pk))
    return Looking.telling(begun)


@finding.read("/suggestions/look/{uuid:pk}", Looking)
def get_looking(request: Call, pk: UUID) -> Looking:
    """Show how far it is."""
    begun = progress.of(request.me.pk, pk)
    if begun is None or begun.kind != "suggestions":
        raise NotHere
    return Looking.telling(begun)


# --- Three ------------------------------------------------------------------------------------------------------------


class SeatShown(Shown):
    """One of the three, and what they do next time."""

    person: Named
    role: Trio.Role


class TrioShown(Shown):
    """A group of three. Who said yes is shown to nobody before all three have."""

    id: UUID
    made_by: UUID
    made_on: date
    expires_on: date
    begun_on: date | None
    ended_on: date | None
    turn: int
    seats: list[SeatShown]
    watch_for: list[str]
    my_answer: Literal["", "yes", "not-now"]


class NewTrio(Sent):
    """The two others."""

    people: Annotated[list[UUID], Field(min_length=2, max_length=2)]


class TurnSeen(Sent):
    """The turn that I saw: two who turn at once turn once."""

    turn: Version


def _threes(request: Call, found: Sequence[Trio]) -> list[TrioShown]:
    unlock([request.me.pk])
    replies = rows(request.me, "see", SilentReply).filter(about__in=[trio.pk for trio in found])
    said = {reply.about: reply.answer for reply in replies}
    return [
        TrioShown.telling(
            trio,
            seats=[
                SeatShown(person=Named.of(seat.person), role=trios.role_of(seat, trio.turn))
                for seat in trio.seats.all()
            ],
            watch_for=watch_for(trio.turn),
            my_answer=said.get(trio.pk, ""),
        )
        for trio in found
    ]


def _three(request: Call, pk: UUID) -> TrioShown:
    return _threes(request, [one(request.me, "see", trios.whole(), pk)])[0]


@finding.read("/trios", Listed[TrioShown])
def list_trios(request: Call, paging: Query[Paging]) -> Listed[TrioShown]:
    """List my groups of three and those I am asked into, the newest first."""

    def shown(found: Sequence[Trio]) -> list[TrioShown]:
        return _threes(request, found)

    mine = rows(request.me, "see", trios.whole())
    return listed(mine, paging, by="made_on", kind=date, shown=shown, newest_first=True)


@finding.create("/trios", TrioShown)
def ask_two(request: Call, sent: NewTrio) -> TrioShown:
    """Ask two others to practise as three. It begins once all three have said yes."""
    others = [one(request.me, "invite", Person, pk) for pk in sent.people]
    return _three(request, trios.ask_two(others, by=request.me).pk)


@finding.read("/trios/{uuid:pk}", TrioShown)
def get_trio(request: Call, pk: UUID) -> TrioShown:
    """Show a group of three."""
    return _three(request, pk)


@finding.do("/trios/{uuid:pk}/join", TrioShown)
def join_trio(request: Call, pk: UUID) -> TrioShown:
    """Say yes."""
    trios.join(one(request.me, "take_part", Trio, pk), by=request.me)
    return _three(request, pk)


@finding.do("/trios/{uuid:pk}/not-now", TrioShown)
def say_not_now_to_trio(request: Call, pk: UUID) -> TrioShown:
    """Put it aside. It looks the same as no answer, and can still become a yes."""
    trios.not_now(one(request.me, "take_part", Trio, pk), by=request.me)
    return _three(request, pk)


@finding.do("/trios/{uuid:pk}/turn", TrioShown)
def turn_roles(request: Call, pk: UUID, sent: TurnSeen) -> TrioShown:
    """Turn the roles for the next time."""
    trios.turn_roles(one(request.me, "take_part", Trio, pk), by=request.me, turn=sent.turn)
    return _three(request, pk)


@finding.do("/trios/{uuid:pk}/end", TrioShown)
def end_trio(request: Call, pk: UUID) -> TrioShown:
    """Stop; before it has begun, only whoever asked takes it back. Who stopped is shown to nobody."""
    trios.end_trio(one(request.me, "take_part", Trio, pk), by=request.me)
    return _three(request, pk)


# --- A lead's own path ------------------------------------------------------------------------------------------------


class PathShown(Shown):
    """Where I am with coaching, what eats my time, what I would call success. Nobody else reads it."""

    step: LeadPath.Step | None
    eats_time: str
    success: str
    since_then: str
    named_on: date | None
    again_on: date | None


class NewStep(Sent):
    """Where I am with it."""

    step: LeadPath.Step


class NamedTime(Sent):
    """What eats my time, and what I would call success."""

    eats_time: Line = ""
    success: Line = ""


class SinceThen(Sent):
    """How it is now."""

    since_then: Line
    again: Annotated[Flag, Field(description="Show it again in another eight weeks.")] = False


class StandInShown(Shown):
    """Who coaches in a lead's place; `holds` once both have said yes, and then their people see it."""

    id: UUID
    lead: Named
    coach: Named
    asked_on: date
    expires_on: date
    holds: bool
    ended_on: date | None
    can: Verbs


class NewStandIn(Sent):
    """Whom I ask to coach in my place."""

    person: UUID


def _path(request: Call) -> PathShown:
    mine = rows(request.me, "see", LeadPath).first()
    if mine is None and not leading.leads(request.me):
        raise NotHere
    mine = mine or LeadPath(author=request.me)
    unlock([request.me.pk])
    return PathShown.telling(mine, step=mine.step or None)


@finding.read("/me/path", PathShown)
def get_path(request: Call) -> PathShown:
    """Show my own way as a lead; for me alone."""
    return _path(request)


@finding.write("/me/path/step", PathShown)
def choose_path_step(request: Call, sent: NewStep) -> PathShown:
    """Say where I am with it. None is better than another."""
    _path(request)
    leading.choose_step(by=request.me, step=sent.step)
    return _path(request)


@finding.write("/me/path/time", PathShown)
def name_time(request: Call, sent: NamedTime) -> PathShown:
    """Name what eats my time and what I would call success; both are shown again after eight weeks."""
    _path(request)
    leading.name_time(by=request.me, eats_time=sent.eats_time, success=sent.success)
    return _path(request)


@finding.write("/me/path/since-then", PathShown)
def look_at_time_again(request: Call, sent: SinceThen) -> PathShown:
    """Say how it is now."""
    if _path(request).named_on is None:
        raise NotHere
    leading.look_again(by=request.me, since_then=sent.since_then, again=sent.again)
    return _path(request)


def _stand_in(request: Call, pk: UUID) -> StandInShown:
    return StandInShown.telling(one(request.me, "see", StandIn.objects.select_related("lead", "coach"), pk))


@finding.read("/stand-ins", Listed[StandInShown])
def list_stand_ins(request: Call, paging: Query[Paging]) -> Listed[StandInShown]:
    """List who coaches in the place of my leads, whom I asked, and who asked me, the newest first."""
    found = with_verbs(request.me, rows(request.me, "see", StandIn.objects.select_related("lead", "coach")))

    def shown(standing: Sequence[StandIn]) -> list[StandInShown]:
        return [StandInShown.telling(row) for row in standing]

    return listed(found, paging, by="asked_on", kind=date, shown=shown, newest_first=True)


@finding.read("/stand-ins/{uuid:pk}", StandInShown)
def get_stand_in(request: Call, pk: UUID) -> StandInShown:
    """Show who coaches, or is asked to coach, in whose place."""
    return _stand_in(request, pk)


@finding.create("/stand-ins", StandInShown)
def ask_stand_in(request: Call, sent: NewStandIn) -> StandInShown:
    """Ask somebody to coach my people in my place, once I said that I'd rather not."""
    coach = one(request.me, "invite", Person, sent.person)
    return _stand_in(request, leading.ask_stand_in(coach, by=request.me).pk)


@finding.do("/stand-ins/{uuid:pk}/agree", StandInShown)
def agree_to_stand_in(request: Call, pk: UUID) -> StandInShown:
    """Say yes: the people of that lead read my name."""
    leading.stand_in(one(request.me, "answer", StandIn, pk), by=request.me)
    return _stand_in(request, pk)


@finding.do("/stand-ins/{uuid:pk}/not-now", StandInShown)
def say_not_now_to_stand_in(request: Call, pk: UUID) -> StandInShown:
    """Put it aside. It looks the same as no answer."""
    leading.not_in_their_place(one(request.me, "answer", StandIn, pk), by=request.me)
    return _stand_in(request, pk)


@finding.do("/stand-ins/{uuid:pk}/end", StandInShown)
def end_stand_in(request: Call, pk: UUID) -> StandInShown:
    """No longer. Pairs that came of it go on."""
    leading.end_stand_in(one(request.me, "end", StandIn, pk), by=request.me)
    return _stand_in(request, pk)


# --- Handing over -----------------------------------------------------------------------------------------------------


class HandoverShown(Shown):
    """A coach names somebody who could coach from now on; the performer decides."""

    id: UUID
    pair: UUID
    by: UUID
    to: Named
    words: str
    made_on: date
    expires_on: date
    agreed_on: date | None
    closed_on: date | None
    can: Verbs


class NewHandover(Sent):
    """Who could coach from now on."""

    to: UUID
    words: Line = ""


class AskedNext(Sent):
    """A line for the new coach."""

    words: Line = ""


def _handovers(found: Sequence[Handover]) -> list[HandoverShown]:
    unlock(row.pair_id for row in found)
    return [HandoverShown.telling(row) for row in found]


def _handover(request: Call, pk: UUID) -> HandoverShown:
    return _handovers([one(request.me, "see", Handover.objects.select_related("pair", "to"), pk)])[0]


@finding.read("/handovers", Listed[HandoverShown])
def list_handovers(request: Call, paging: Query[Paging]) -> Listed[HandoverShown]:
    """List what was proposed in my pairs, the newest first."""
    found = with_verbs(request.me, rows(request.me, "see", Handover.objects.select_related("to")))
    return listed(found, paging, by="made_on", kind=date, shown=_handovers, newest_first=True)


@finding.read("/handovers/{uuid:pk}", HandoverShown)
def get_handover(request: Call, pk: UUID) -> HandoverShown:
    """Show what was proposed."""
    return _handover(request, pk)


@finding.create("/pairs/{uuid:pk}/handovers", HandoverShown)
def propose_handover(request: Call, pk: UUID, sent: NewHandover) -> HandoverShown:
    """As the coach, name somebody who could coach from now on. Nobody is asked by it."""
    pair = pair_for(request, "hand_over", pk)
    to = one(request.me, "see", Person, sent.to)
    return _handover(request, leading.propose_handover(pair, to, by=request.me, words=sent.words).pk)


@finding.do("/handovers/{uuid:pk}/agree", HandoverShown)
def agree_to_handover(request: Call, pk: UUID, sent: AskedNext) -> HandoverShown:
    """As the performer, say yes: the new coach is asked, and the pair ends once they have said yes too."""
    leading.agree_to_handover(one(request.me, "answer", Handover, pk), by=request.me, words=sent.words)
    return _handover(request, pk)


@finding.do("/handovers/{uuid:pk}/not-now", HandoverShown)
def keep_coach(request: Call, pk: UUID) -> HandoverShown:
    """As the performer, not now. It looks the same as no answer."""
    leading.keep_coach(one(request.me, "answer", Handover, pk), by=request.me)
    return _handover(request, pk)


@finding.do("/handovers/{uuid:pk}/take-back", HandoverShown)
def take_handover_back(request: Call, pk: UUID) -> HandoverShown:
    """As the coach, go on as before."""
    leading.take_handover_back(one(request.me, "take_back", Handover, pk), by=request.me)
    return _handover(request, pk)
