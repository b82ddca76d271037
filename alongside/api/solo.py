"""One thing alone, without any coach. Nobody else learns of it."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from ninja import Query

from alongside.access.gate import one, rows
from alongside.api.fields import Day, Line, Sent, Shown
from alongside.api.frame import Call, Noun
from alongside.api.paging import Listed, Paging, listed
from alongside.reflections import solo as actions
from alongside.reflections.models import SoloFocus, SoloStep
from alongside.vault.ring import unlock

solo = Noun("alone")


class SoloStepShown(Shown):
    """A small step."""

    id: UUID
    text: str
    done_on: date | None
    dropped_on: date | None


class SoloShown(Shown):
    """One thing somebody takes on alone, and how it ended once it has."""

    id: UUID
    aim: str
    will: str
    look_back_on: date
    chosen_on: date
    closed_on: date | None
    ended_as: str
    learning: str
    helped: str
    hindered: str
    steps: list[SoloStepShown]

    @classmethod
    def of(cls, focus: SoloFocus) -> "SoloShown":
        """This one, for its author, its steps fetched."""
        return cls.telling(focus, steps=[SoloStepShown.telling(step) for step in focus.steps.all()])


class NewSolo(Sent):
    """The one thing, what I will do, and the day I look back: in three weeks at most."""

    aim: Line
    will: Line
    look_back_on: Day


class AloneReworded(Sent):
    """Other words."""

    aim: Line
    will: Line


class CarriedOn(Sent):
    """A later day."""

    look_back_on: Day


class NewSoloStep(Sent):
    """A small step."""

    text: Line


class AloneEnded(Sent):
    """How it ended, a sentence of learning, and what helped and hindered from outside."""

    how: actions.Ended
    learning: Line
    helped: Line
    hindered: Line


def _again(request: Call, pk: UUID) -> SoloShown:
    unlock([request.me.pk])
    return SoloShown.of(one(request.me, "see", SoloFocus.objects.prefetch_related("steps"), pk))


def _mine(request: Call, pk: UUID) -> SoloFocus:
    return one(request.me, "edit", SoloFocus, pk)


@solo.read("/alone", Listed[SoloShown])
def list_alone(request: Call, paging: Query[Paging]) -> Listed[SoloShown]:
    """List what I took on alone, the newest first."""
    unlock([request.me.pk])

    def shown(found: Sequence[SoloFocus]) -> list[SoloShown]:
        return [SoloShown.of(focus) for focus in found]

    mine = rows(request.me, "see", SoloFocus.objects.prefetch_related("steps"))
    return listed(mine, paging, by="chosen_on", kind=date, shown=shown, newest_first=True)


@solo.create("/alone", SoloShown)
def choose_alone(request: Call, sent: NewSolo) -> SoloShown:
    """Choose one thing for myself. One at a time: the refusal names the open one ("open-solo")."""
    focus = actions.choose_alone(by=request.me, aim=sent.aim, will=sent.will, look_back_on=sent.look_back_on)
    return _again(request, focus.pk)


@solo.read("/alone/{uuid:pk}", SoloShown)
def get_alone(request: Call, pk: UUID) -> SoloShown:
    """Show one thing of mine."""
    return _again(request, pk)


@solo.remove("/alone/{uuid:pk}")
def delete_alone(request: Call, pk: UUID) -> None:
    """Delete it and its steps for good."""
    actions.delete_alone(_mine(request, pk), by=request.me)


@solo.do("/alone/{uuid:pk}/reword", SoloShown)
def reword_alone(request: Call, pk: UUID, sent: AloneReworded) -> SoloShown:
    """Put it in other words."""
    actions.reword_alone(_mine(request, pk), by=request.me, aim=sent.aim, will=sent.will)
    return _again(request, pk)


@solo.do("/alone/{uuid:pk}/carry-on", SoloShown)
def carry_on_alone(request: Call, pk: UUID, sent: CarriedOn) -> SoloShown:
    """Look back on a later day."""
    actions.carry_on_alone(_mine(request, pk), by=request.me, look_back_on=sent.look_back_on)
    return _again(request, pk)


@solo.do("/alone/{uuid:pk}/look-back", SoloShown)
def look_back_alone(request: Call, pk: UUID, sent: AloneEnded) -> SoloShown:
    """Close it with a sentence of learning and how it ended."""
    actions.look_back_alone(
        _mine(request, pk),
        by=request.me,
        how=sent.how,
        learning=sent.learning,
        helped=sent.helped,
        hindered=sent.hindered,
    )
    return _again(request, pk)


@solo.create("/alone/{uuid:pk}/steps", SoloStepShown)
def take_step_alone(request: Call, pk: UUID, sent: NewSoloStep) -> SoloStepShown:
    """Take on a small step; at most three are in hand at once."""
    return SoloStepShown.telling(actions.take_step_alone(_mine(request, pk), by=request.me, text=sent.text))


@solo.do("/alone/steps/{uuid:pk}/finish", SoloStepShown)
def finish_step_alone(request: Call, pk: UUID) -> SoloStepShown:
    """The step is done."""
    actions.finish_step_alone(one(request.me, "edit", SoloStep, pk), by=request.me)
    return SoloStepShown.telling(one(request.me, "see", SoloStep, pk))


@solo.do("/alone/steps/{uuid:pk}/drop", SoloStepShown)
def drop_step_alone(request: Call, pk: UUID) -> SoloStepShown:
    """The step is no longer needed."""
    actions.drop_step_alone(one(request.me, "edit", SoloStep, pk), by=request.me)
    return SoloStepShown.telling(one(request.me, "see", SoloStep, pk))
