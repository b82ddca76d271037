"""Our one thing: choosing it, agreeing, carrying it on, looking back, closing it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from ninja import Query
from pydantic import Field

from alongside.access.gate import one, rows, with_verbs
from alongside.api.fields import WHOLE, Day, Flag, Line, Sent, Shown, Verbs
from alongside.api.frame import Call, Noun
from alongside.api.paging import Listed, Paging, listed
from alongside.api.pairs import pair_for
from alongside.api.people import Named
from alongside.conversations.models import Conversation
from alongside.focus import actions
from alongside.focus.models import (
    Commitment,
    Ending,
    Experiment,
    Focus,
    LookBack,
    Option,
    ParkedIdea,
    Sense,
    Step,
    Word,
)
from alongside.focus.rules import first_twenty_minutes
from alongside.pairs.models import Side
from alongside.vault.ring import unlock

focus = Noun("focus")

WORDS_SHOWN = 20
"""Of the lines said about a commitment the newest."""


# --- What is answered -------------------------------------------------------------------------------------------------


class WordShown(Shown):
    """A line said about a commitment."""

    id: UUID
    by: UUID
    text: str
    said_at: datetime


class CommitmentShown(Shown):
    """What one side will do, and how it went, in words. `words` are the newest lines said about it."""

    id: UUID
    side: Side
    by: UUID
    text: str
    until: date | None
    state: Commitment.State
    words: list[WordShown]

    @classmethod
    def of(cls, part: Commitment) -> "CommitmentShown":
        """This commitment, its words fetched."""
        return cls.telling(part, words=[WordShown.telling(word) for word in list(part.said.all())[:WORDS_SHOWN]])


class StepShown(Shown):
    """A small step of either side."""

    id: UUID
    by: UUID
    text: str
    state: Step.State
    taken_on: date
    closed_on: date | None


class OptionShown(Shown):
    """One way to try it; `suggested` if it came from the coach."""

    id: UUID
    text: str
    suggested: bool
    chosen: bool


class ExperimentShown(Shown):
    """Something to try."""

    id: UUID
    focus: UUID
    by: UUID
    question: str
    options: list[OptionShown]
    expected: str
    happened: str
    verdict: Experiment.Verdict
    begun_on: date
    ended_on: date | None

    @classmethod
    def of(cls, experiment: Experiment) -> "ExperimentShown":
        """This one, its options fetched."""
        return cls.telling(experiment, options=[OptionShown.telling(option) for option in experiment.options.all()])


class LookBackShown(Shown):
    """What one of the two learnt, and what helped or hindered from outside."""

    by: UUID
    learning: str
    helped: str
    hindered: str
    written_on: date


class SharpeningShown(Shown):
    """What makes it clearer, and whether both said yes to the words as they are."""

    chosen_in: UUID | None
    proposed_by: Side | None
    serves: str
    where_and_when: str
    first_sign: str
    performer_agreed_on: date | None
    coach_agreed_on: date | None
    extended: int


class EndingShown(Shown):
    """How it ended, in words."""

    by: UUID
    how: Ending.As


class FocusShown(Shown):
    """The one thing of a pair. A third person whom both allowed sees this much."""

    id: UUID
    pair: UUID
    by: UUID
    aim: str
    look_back_on: date
    chosen_at: datetime
    closed_at: datetime | None
    can: Verbs


class AllowedShown(Shown):
    """Whose one thing I may see. Opening it is a look, which the two can see."""

    id: UUID
    performer: Named
    coach: Named


class WholeFocus(FocusShown):
    """The one thing with all that the two have of it."""

    sharpening: SharpeningShown
    commitments: list[CommitmentShown]
    steps: list[StepShown]
    experiments: list[ExperimentShown]
    look_backs: list[LookBackShown]
    ending: EndingShown | None


class SenseShown(Shown):
    """How sure I am and how much it matters, 0 to 10, for my eyes alone. `ask` is a question if I doubt it."""

    confidence: int | None
    importance: int | None
    first_minutes: str
    ask: str | None


class IdeaShown(Shown):
    """An idea for later."""

    id: UUID
    pair: UUID
    by: UUID
    text: str
    parked_on: date
    closed_on: date | None


# --- What is sent -----------------------------------------------------------------------------------------------------


class NewFocus(Sent):
    """The one thing, what each will do, and the day the two look back: in three weeks at most."""

    aim: Line
    performer_will: Line
    coach_will: Line
    look_back_on: Day
    performer_until: Day | None = None
    coach_until: Day | None = None
    proposed_by: Side | None = None
    chosen_in: Annotated[UUID | None, Field(description="The talk in which it was chosen.")] = None
    serves: Line = ""
    where_and_when: Line = ""
    first_sign: Line = ""
    second_ok: Annotated[Flag, Field(description="I have one with somebody else and want both.")] = False


class Agreed(Sent):
    """My own part in other words; left out it stays. Only the performer changes the aim."""

    will: Line | None = None
    until: Day | None = None
    aim: Line | None = None
    second_ok: Flag = False


class Sharper(Sent):
    """What is sent changes, what is left out stays."""

    proposed_by: Side | None = None
    serves: Line | None = None
    where_and_when: Line | None = None
    first_sign: Line | None = None


class Weighed(Sent):
    """How sure I am and how much it matters; left out they are unsaid."""

    confidence: Annotated[int, Field(ge=0, le=10, strict=True), WHOLE] | None = None
    importance: Annotated[int, Field(ge=0, le=10, strict=True), WHOLE] | None = None
    first_minutes: Line | None = None


class Text(Sent):
    """A line."""

    text: Line


class HowItWent(Sent):
    """How a commitment went; "" takes it up again."""

    state: Commitment.State


class Until(Sent):
    """A later day."""

    look_back_on: Day


class Reworded(Sent):
    """New words: smaller, or about what is really in the way. A part that is left out stays."""

    aim: Line
    look_back_on: Day
    performer_will: Line | None = None
    coach_will: Line | None = None


class NewExperiment(Sent):
    """Something that can be tried, with at least two ways to try it."""

    question: Line
    options: Annotated[list[Line], Field(min_length=2, max_length=10)]


class Expected(Sent):
    """What I expect."""

    expected: Line


class Happened(Sent):
    """What happened, and what becomes of it."""

    happened: Line
    verdict: Experiment.Verdict


class LookedBack(Sent):
    """One sentence of learning, and what helped and hindered from outside; "nothing" is an answer."""

    learning: Line
    helped: Line
    hindered: Line


class HowItEnds(Sent):
    """How it ends; none of the four is a mark."""

    how: Ending.As


class SetAside(Sent):
    """My sentence, unless I have written it already."""

    learning: Line | None = None
    helped: Line | None = None
    hindered: Line | None = None


# --- Finding ----------------------------------------------------------------------------------------------------------


def _parts() -> QuerySet[Commitment]:
    return Commitment.objects.order_by("-side").prefetch_related(
        Prefetch("said", Word.objects.order_by("-said_at", "pk"))
    )


def _wholes() -> QuerySet[Focus]:
    return Focus.objects.select_related("pair", "sharpening", "ending").prefetch_related(
        Prefetch("commitments", _parts()),
        Prefetch("steps", Step.objects.order_by("taken_on", "pk")),
        Prefetch("experiments", Experiment.objects.order_by("begun_on", "pk")),
        Prefetch("experiments__options", Option.objects.order_by("position")),
        Prefetch("look_backs", LookBack.objects.order_by("written_on", "pk")),
    )


def _whole(request: Call, pk: UUID) -> WholeFocus:
    row = one(request.me, "work_on", _wholes(), pk)
    unlock([row.pair_id])
    clearer = row.sharpening
    ending: Ending | None = getattr(row, "ending", None)
    return WholeFocus.telling(
        row,
        sharpening=SharpeningShown.telling(clearer, proposed_by=clearer.proposed_by or None),
        commitments=[CommitmentShown.of(part) for part in row.commitments.all()],
        steps=[StepShown.telling(step) for step in row.steps.all()],
        experiments=[ExperimentShown.of(experiment) for experiment in row.experiments.all()],
        look_backs=[LookBackShown.telling(written) for written in row.look_backs.all()],
        ending=EndingShown.telling(ending) if ending else None,
    )


def _ours(request: Call, pk: UUID) -> Focus:
    return one(request.me, "work_on", Focus.objects.select_related("pair"), pk)


def _part(request: Call, pk: UUID, verb: str) -> Commitment:
    return one(request.me, verb, _parts(), pk)


def _experiment(request: Call, pk: UUID) -> ExperimentShown:
    found = Experiment.objects.prefetch_related(Prefetch("options", Option.objects.order_by("position")))
    row = one(request.me, "see", found, pk)
    unlock([row.pair_id])
    return ExperimentShown.of(row)


# --- Choosing ---------------------------------------------------------------------------------------------------------


class Focuses(Paging):
    """Which ones."""

    open: bool | None = Field(None, description="Only those in hand, or only those that are closed.")
    pair: UUID | None = Field(None, description="Only those of this pair.")


@focus.read("/focuses", Listed[FocusShown])
def list_focuses(request: Call, paging: Query[Focuses]) -> Listed[FocusShown]:
    """List the one things of my pairs, the newest first."""
    found = rows(request.me, "work_on", Focus)
    if paging.open is not None:
        found = found.filter(closed_at__isnull=paging.open)
    if paging.pair is not None:
        found = found.filter(pair=paging.pair)

    def shown(focuses: Sequence[Focus]) -> list[FocusShown]:
        unlock([row.pair_id for row in focuses])
        return [FocusShown.telling(row) for row in focuses]

    with_can = with_verbs(request.me, found)
    return listed(with_can, paging, by="chosen_at", kind=datetime, shown=shown, newest_first=True)


@focus.read("/focuses/allowed", Listed[AllowedShown])
def list_allowed_focuses(request: Call, paging: Query[Paging]) -> Listed[AllowedShown]:
    """List the one things of others that both allowed me to see, the newest first; without what they are about."""
    me = request.me
    theirs = rows(me, "see", Focus).exclude(pair__performer=me).exclude(pair__coach=me)

    def shown(focuses: Sequence[Focus]) -> list[AllowedShown]:
        return [
            AllowedShown(id=row.pk, performer=Named.of(row.pair.performer), coach=Named.of(row.pair.coach))
            for row in focuses
        ]

    with_both = theirs.select_related("pair__performer", "pair__coach")
    return listed(with_both, paging, by="chosen_at", kind=datetime, shown=shown, newest_first=True)


@focus.create("/pairs/{uuid:pk}/focuses", WholeFocus)
def choose_focus(request: Call, pk: UUID, sent: NewFocus) -> WholeFocus:
    """Choose the one thing of a pair. If one is open, the refusal names it ("open-focus")."""
    pair = pair_for(request, "choose", pk)
    sent_of = {name: getattr(sent, name) for name in NewFocus.model_fields if name != "chosen_in"}
    talk = one(request.me, "lead", Conversation, sent.chosen_in) if sent.chosen_in else None
    chosen = actions.choose_focus(pair, by=request.me, chosen_in=talk, **sent_of)
    return _whole(request, chosen.pk)


@focus.read("/focuses/{uuid:pk}", FocusShown)
def get_focus(request: Call, pk: UUID) -> FocusShown:
    """Show the aim of a one thing and the day of looking back. A look from outside the pair is noted for the two."""
    row = one(request.me, "see", Focus.objects.select_related("pair"), pk)
    return FocusShown.telling(row)


@focus.read("/focuses/{uuid:pk}/whole", WholeFocus)
def get_whole_focus(request: Call, pk: UUID) -> WholeFocus:
    """Show all that the two have of their one thing: commitments, steps, what is tried, looking back."""
    return _whole(request, pk)


@focus.do("/focuses/{uuid:pk}/agree", WholeFocus)
def agree_to_focus(request: Call, pk: UUID, sent: Agreed) -> WholeFocus:
    """Say "Yes, this is what I said", or put my own part into other words."""
    actions.agree_to_focus(
        _ours(request, pk), by=request.me, will=sent.will, until=sent.until, aim=sent.aim, second_ok=sent.second_ok
    )
    return _whole(request, pk)


@focus.change("/focuses/{uuid:pk}/sharpening", WholeFocus)
def sharpen_focus(request: Call, pk: UUID, sent: Sharper) -> WholeFocus:
    """Make it clearer: whose idea it was, what it serves, where and when, what will be seen first."""
    actions.sharpen(_ours(request, pk), by=request.me, **{name: getattr(sent, name) for name in Sharper.model_fields})
    return _whole(request, pk)


@focus.read("/focuses/{uuid:pk}/sense", SenseShown)
def get_sense(request: Call, pk: UUID) -> SenseShown:
    """Show how sure I am. Nobody else learns of it, or that it is there."""
    row = one(request.me, "weigh", Focus.objects.select_related("pair"), pk)
    return _sense(rows(request.me, "see", Sense).filter(focus=row).first())


@focus.write("/focuses/{uuid:pk}/sense", SenseShown)
def weigh(request: Call, pk: UUID, sent: Weighed) -> SenseShown:
    """Keep for myself how sure I am and how much it matters."""
    row = one(request.me, "weigh", Focus.objects.select_related("pair"), pk)
    return _sense(
        actions.weigh(
            row,
            by=request.me,
            confidence=sent.confidence,
            importance=sent.importance,
            first_minutes=sent.first_minutes,
        )
    )


def _sense(sense: Sense | None) -> SenseShown:
    confidence = int(sense.confidence) if sense and sense.confidence else None
    ask = first_twenty_minutes(confidence)
    return SenseShown(
        confidence=confidence,
        importance=int(sense.importance) if sense and sense.importance else None,
        first_minutes=sense.first_minutes if sense else "",
        ask=str(ask) if ask else None,
    )


# --- While it is in hand ----------------------------------------------------------------------------------------------


@focus.create("/commitments/{uuid:pk}/words", WordShown)
def say_word(request: Call, pk: UUID, sent: Text) -> WordShown:
    """Add a line to a commitment, such as "Not yet. He is back on Tuesday"."""
    return WordShown.telling(actions.say_word(_part(request, pk, "see"), by=request.me, text=sent.text))


@focus.write("/commitments/{uuid:pk}/state", CommitmentShown)
def set_state(request: Call, pk: UUID, sent: HowItWent) -> CommitmentShown:
    """Say how my own commitment went, in words."""
    actions.set_state(_part(request, pk, "say"), by=request.me, state=sent.state)
    part = _part(request, pk, "see")
    unlock([part.pair_id])
    return CommitmentShown.of(part)


@focus.create("/focuses/{uuid:pk}/steps", StepShown)
def take_on_step(request: Call, pk: UUID, sent: Text) -> StepShown:
    """Take on a small step. At most three are in hand ("steps-in-hand")."""
    return StepShown.telling(actions.take_on_step(_ours(request, pk), by=request.me, text=sent.text))


@focus.do("/steps/{uuid:pk}/finish", StepShown)
def finish_step(request: Call, pk: UUID) -> StepShown:
    """The step is done."""
    return StepShown.telling(actions.finish_step(one(request.me, "work_on", Step, pk), by=request.me))


@focus.do("/steps/{uuid:pk}/drop", StepShown)
def drop_step(request: Call, pk: UUID) -> StepShown:
    """The step is no longer needed."""
    return StepShown.telling(actions.drop_step(one(request.me, "work_on", Step, pk), by=request.me))


@focus.do("/focuses/{uuid:pk}/extend", WholeFocus)
def extend(request: Call, pk: UUID, sent: Until) -> WholeFocus:
    """Carry it on. After two times it is put in new words first ("reword")."""
    actions.extend(_ours(request, pk), by=request.me, look_back_on=sent.look_back_on)
    return _whole(request, pk)


@focus.do("/focuses/{uuid:pk}/reword", WholeFocus)
def reword(request: Call, pk: UUID, sent: Reworded) -> WholeFocus:
    """Put it in new words. The other is asked whether that is it."""
    actions.reword(
        _ours(request, pk),
        by=request.me,
        aim=sent.aim,
        look_back_on=sent.look_back_on,
        performer_will=sent.performer_will,
        coach_will=sent.coach_will,
    )
    return _whole(request, pk)


# --- Something to try -------------------------------------------------------------------------------------------------


@focus.create("/focuses/{uuid:pk}/experiments", ExperimentShown)
def begin_experiment(request: Call, pk: UUID, sent: NewExperiment) -> ExperimentShown:
    """Ask something that can be tried, with at least two ways to try it."""
    begun = actions.begin_experiment(_ours(request, pk), by=request.me, question=sent.question, options=sent.options)
    return _experiment(request, begun.pk)


@focus.create("/experiments/{uuid:pk}/options", OptionShown)
def add_option(request: Call, pk: UUID, sent: Text) -> OptionShown:
    """Add another way to try it. One of the coach's is stamped as suggested."""
    experiment = one(request.me, "work_on", Experiment, pk)
    return OptionShown.telling(actions.add_option(experiment, by=request.me, text=sent.text))


@focus.do("/options/{uuid:pk}/choose", ExperimentShown)
def choose_option(request: Call, pk: UUID, sent: Expected) -> ExperimentShown:
    """Choose this way, and say what I expect. Only the performer chooses."""
    option = one(request.me, "see", Option.objects.select_related("experiment"), pk)
    one(request.me, "decide", Experiment, option.experiment_id)
    actions.choose_option(option, by=request.me, expected=sent.expected)
    return _experiment(request, option.experiment_id)


@focus.do("/experiments/{uuid:pk}/end", ExperimentShown)
def end_experiment(request: Call, pk: UUID, sent: Happened) -> ExperimentShown:
    """Say what happened, and what becomes of it: keep, adapt or drop."""
    experiment = one(request.me, "decide", Experiment, pk)
    actions.end_experiment(experiment, by=request.me, happened=sent.happened, verdict=sent.verdict)
    return _experiment(request, pk)


# --- Looking back -----------------------------------------------------------------------------------------------------


@focus.write("/focuses/{uuid:pk}/look-back", LookBackShown)
def look_back(request: Call, pk: UUID, sent: LookedBack) -> LookBackShown:
    """Write my sentence of learning, and what helped and hindered from outside."""
    written = actions.look_back(
        _ours(request, pk), by=request.me, learning=sent.learning, helped=sent.helped, hindered=sent.hindered
    )
    return LookBackShown.telling(written)


@focus.do("/focuses/{uuid:pk}/close", WholeFocus)
def close_focus(request: Call, pk: UUID, sent: HowItEnds) -> WholeFocus:
    """Close it, once both have looked back ("look-back-missing")."""
    actions.close_focus(_ours(request, pk), by=request.me, how=sent.how)
    return _whole(request, pk)


@focus.do("/focuses/{uuid:pk}/set-aside", WholeFocus)
def set_aside(request: Call, pk: UUID, sent: SetAside) -> WholeFocus:
    """Set it aside, which either of the two can do alone."""
    actions.set_aside(
        _ours(request, pk), by=request.me, learning=sent.learning, helped=sent.helped, hindered=sent.hindered
    )
    return _whole(request, pk)


# --- For later --------------------------------------------------------------------------------------------------------


@focus.read("/pairs/{uuid:pk}/ideas", Listed[IdeaShown])
def list_ideas(request: Call, pk: UUID, paging: Query[Paging]) -> Listed[IdeaShown]:
    """List the ideas a pair keeps for later, the oldest first."""
    pair = pair_for(request, "see", pk)
    unlock([pair.pk])

    def shown(ideas: Sequence[ParkedIdea]) -> list[IdeaShown]:
        return [IdeaShown.telling(idea) for idea in ideas]

    found = rows(request.me, "see", ParkedIdea).filter(pair=pair, closed_on=None)
    return listed(found, paging, by="parked_on", kind=date, shown=shown)


@focus.create("/pairs/{uuid:pk}/ideas", IdeaShown)
def park_idea(request: Call, pk: UUID, sent: Text) -> IdeaShown:
    """Keep an idea for later."""
    return IdeaShown.telling(actions.park_idea(pair_for(request, "choose", pk), by=request.me, text=sent.text))


@focus.do("/ideas/{uuid:pk}/drop", IdeaShown)
def drop_idea(request: Call, pk: UUID) -> IdeaShown:
    """Take an idea off the list."""
    return IdeaShown.telling(actions.drop_idea(one(request.me, "edit", ParkedIdea, pk), by=request.me))
