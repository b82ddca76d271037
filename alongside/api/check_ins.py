"""Where would you place the last two months? Words both ways, and nothing of the other's before both are in."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from ninja import Query
from pydantic import Field

from alongside.access.gate import one, rows
from alongside.api.fields import Sent, Short, Shown
from alongside.api.frame import Call, Noun
from alongside.api.paging import Listed, Paging, listed
from alongside.api.pairs import pair_for
from alongside.evaluations import checking_in
from alongside.evaluations.checking_in import About, Spots, whole
from alongside.evaluations.gaps import Apart, Axis, Gap, Spot, question, worth_asking
from alongside.evaluations.models import Axes, CheckIn, Placement
from alongside.evaluations.questions import asked_of, for_anybody
from alongside.evaluations.rules import HowOften
from alongside.kit.refusal import NotHere
from alongside.pairs.models import Pair
from alongside.people.models import Person, Team
from alongside.sealed.models import Envelope
from alongside.vault.ring import unlock

check_ins = Noun("check-ins")


# --- What goes in and out ---------------------------------------------------------------------------------------------


class SpotSent(Sent):
    """A word for each of the two questions."""

    across: HowOften
    up: HowOften

    @property
    def spot(self) -> Spot:
        """As the deed takes it."""
        return Spot(self.across, self.up)


class MonthsPlaced(Sent):
    """Where the last two months were, or null for what one can't tell."""

    work: SpotSent | None
    coaching: SpotSent | None


class SpotShown(Shown):
    """A word for each of the two questions."""

    across: HowOften
    up: HowOften


class SpotsShown(Shown):
    """What somebody placed; null for what they couldn't tell."""

    work: SpotShown | None
    coaching: SpotShown | None

    @classmethod
    def of(cls, spots: Spots) -> "SpotsShown":
        """This placement."""
        told = {
            about.value: SpotShown(across=spot.across, up=spot.up) if (spot := spots[about]) else None
            for about in About
        }
        return cls(**told)


class TwoQuestions(Shown):
    """The questions of one canvas, from never to always."""

    across: str
    up: str


class FourQuestions(Shown):
    """What is asked about the work and about the coaching."""

    work: TwoQuestions
    coaching: TwoQuestions


class BothShown(Shown):
    """What both placed. `performer` or `coach` is null if that person was forgotten.

    `work_apart` and `coaching_apart` say how far apart the two are; `question` is the one to ask aloud.
    """

    performer: SpotsShown | None
    coach: SpotsShown | None
    work_apart: Apart
    coaching_apart: Apart
    question: str


class CheckInShown(Shown):
    """A check-in of a pair. `mine` is what I placed; `both` is null until both are in.

    Whether the other has placed theirs is told nowhere before that. When the days are over, the state is "closed" and
    `mine` is mine alone.
    """

    id: UUID
    pair: UUID
    asked_by: UUID
    asked_on: date
    open_until: date
    state: Literal["open", "both-in", "closed"]
    questions: FourQuestions
    mine: SpotsShown | None
    both: BothShown | None


class TeamQuestions(Sent):
    """A team's own questions. An empty one is asked in the words of the house."""

    work_across: Annotated[Short, Field(max_length=checking_in.LONGEST)] = ""
    work_up: Annotated[Short, Field(max_length=checking_in.LONGEST)] = ""
    coaching_across: Annotated[Short, Field(max_length=checking_in.LONGEST)] = ""
    coaching_up: Annotated[Short, Field(max_length=checking_in.LONGEST)] = ""


class TeamQuestionsShown(Shown):
    """What a team asks; `own` says which of the four are its own words."""

    questions: FourQuestions
    own: list[str]


# --- Operations -------------------------------------------------------------------------------------------------------


@check_ins.read("/pairs/{uuid:pk}/check-ins", Listed[CheckInShown])
def list_check_ins(request: Call, pk: UUID, paging: Query[Paging]) -> Listed[CheckInShown]:
    """List the check-ins of a pair, the newest first."""
    pair = pair_for(request, "see", pk)
    found = rows(request.me, "see", whole().filter(pair=pair))
    return listed(found, paging, by="asked_on", kind=date, shown=lambda few: _shown(request.me, few), newest_first=True)


@check_ins.create("/pairs/{uuid:pk}/check-ins", CheckInShown)
def ask_where(request: Call, pk: UUID) -> CheckInShown:
    """Ask both where they would place the last two months. While one is open it is that one."""
    asked = checking_in.ask_where(pair_for(request, "check_in", pk), by=request.me)
    return get_check_in(request, asked.pk)


@check_ins.read("/check-ins/{uuid:pk}", CheckInShown)
def get_check_in(request: Call, pk: UUID) -> CheckInShown:
    """Show a check-in: mine, and both once both are in."""
    return _shown(request.me, [one(request.me, "see", whole(), pk)])[0]


@check_ins.write("/check-ins/{uuid:pk}/mine", CheckInShown)
def place_months(request: Call, pk: UUID, sent: MonthsPlaced) -> CheckInShown:
    """Place the last two months, or change it until both are in."""
    check_in = one(request.me, "place", whole(), pk)
    spots = {about: getattr(sent, about.value) for about in About}
    checking_in.place_months(
        check_in, {about: placed.spot if placed else None for about, placed in spots.items()}, by=request.me
    )
    return get_check_in(request, pk)


@check_ins.remove("/check-ins/{uuid:pk}/mine")
def take_placement_back(request: Call, pk: UUID) -> None:
    """Take mine back while it is open; delete it once it came back to me."""
    check_in = one(request.me, "place", whole(), pk)
    if check_in.exchange.takes_answers or check_in.exchange.revealed_on:
        checking_in.take_back(check_in, by=request.me)
    else:
        checking_in.discard(check_in, by=request.me)


@check_ins.read("/teams/{uuid:pk}/check-in-questions", TeamQuestionsShown)
def get_team_questions(request: Call, pk: UUID) -> TeamQuestionsShown:
    """Show what a team asks in its check-ins."""
    return _questions_of(request.me, one(request.me, "see", Team, pk))


@check_ins.write("/teams/{uuid:pk}/check-in-questions", TeamQuestionsShown)
def word_team_questions(request: Call, pk: UUID, sent: TeamQuestions) -> TeamQuestionsShown:
    """Give a team its own questions; they hold from the next asking. For its lead, and who keeps the list of people."""
    team = one(request.me, "word_axes", Team, pk)
    if team.ended_at:
        raise NotHere
    words = {(about, axis): getattr(sent, f"{about}_{axis}") for about, axis in checking_in.QUESTIONS}
    checking_in.word_axes(team, words, by=request.me)
    return _questions_of(request.me, team)


# --- What the operations share ----------------------------------------------------------------------------------------


def _shown(me: Person, few: Sequence[CheckIn]) -> list[CheckInShown]:
    """These check-ins, in a number of queries that does not grow with theirs."""
    unlock([me.pk, *{asked.pair_id for asked in few}])
    mine = rows(me, "see", Envelope).filter(exchange__in=[asked.exchange_id for asked in few], placed=True)
    answers = {envelope.exchange_id: checking_in.read_mine(envelope) for envelope in mine}
    placements: dict[UUID, list[Placement]] = {}
    for placement in rows(me, "see", Placement).filter(check_in__in=[asked.pk for asked in few]).order_by("pk"):
        placements.setdefault(placement.check_in_id, []).append(placement)
    return [_one(me, asked, answers.get(asked.exchange_id), placements.get(asked.pk, [])) for asked in few]


def _one(me: Person, check_in: CheckIn, answer: Spots | None, placements: list[Placement]) -> CheckInShown:
    exchange = check_in.exchange
    both = checking_in.placed(check_in, placements) if exchange.revealed_on else {}
    mine = both.get(me.pk) if both else answer
    return CheckInShown(
        id=check_in.pk,
        pair=check_in.pair_id,
        asked_by=check_in.by_id,
        asked_on=check_in.asked_on,
        open_until=exchange.closes_on,
        state="both-in" if exchange.revealed_on else "open" if exchange.takes_answers else "closed",
        questions=_four(asked_of(check_in, me)),
        mine=SpotsShown.of(mine) if mine else None,
        both=_both(check_in.pair, both) if both else None,
    )


def _both(pair: Pair, spots: dict[UUID, Spots | None]) -> BothShown:
    performer, coach = spots[pair.performer_id], spots[pair.coach_id]
    gaps = {
        About.WORK: Gap((performer or {}).get(About.WORK), (coach or {}).get(About.WORK)),
        About.COACHING: Gap((coach or {}).get(About.COACHING), (performer or {}).get(About.COACHING)),
    }
    about = About(worth_asking(gaps[About.WORK], gaps[About.COACHING]))
    ask = question(about, gaps[about], performer=str(pair.performer), coach=str(pair.coach))
    return BothShown(
        performer=SpotsShown.of(performer) if performer else None,
        coach=SpotsShown.of(coach) if coach else None,
        work_apart=gaps[About.WORK].apart,
        coaching_apart=gaps[About.COACHING].apart,
        question=ask if performer and coach else "",
    )


def _four(asked: dict[About, dict[Axis, str]]) -> FourQuestions:
    work, coaching = (
        TwoQuestions(across=asked[about][Axis.ACROSS], up=asked[about][Axis.UP])
        for about in (About.WORK, About.COACHING)
    )
    return FourQuestions(work=work, coaching=coaching)


def _questions_of(me: Person, team: Team) -> TeamQuestionsShown:
    unlock([team.pk])
    axes = rows(me, "see", Axes).filter(team=team).first()
    own = {
        name: text
        for about, axis in checking_in.QUESTIONS
        if axes and (text := getattr(axes, (name := f"{about}_{axis}")))
    }
    house = for_anybody()
    asked = {about: {axis: own.get(f"{about}_{axis}") or house[about][axis] for axis in Axis} for about in About}
    return TeamQuestionsShown(questions=_four(asked), own=sorted(own))
