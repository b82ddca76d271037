"""How far apart two people placed the same thing, in words, and the one question that is worth asking about it.

Pure. Steps are counted here to choose a sentence; they are never shown, told or kept.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from alongside.evaluations.rules import HowOften, steps_between


@dataclass(frozen=True)
class Spot:
    """Where somebody placed something: a word across and a word up."""

    across: HowOften
    up: HowOften


class Apart(StrEnum):
    """How far apart two spots are."""

    SAME = "same"
    A_STEP = "a-step"
    SOME_WAY = "some-way"
    FAR = "far"
    UNSURE = "unsure"  # one of the two could not tell, or neither

    @property
    def words(self) -> str:
        """As a page says it."""
        return str(_APART[self])


_APART = {
    Apart.SAME: _("In the same place."),
    Apart.A_STEP: _("A step apart."),
    Apart.SOME_WAY: _("Some way apart."),
    Apart.FAR: _("Far apart."),
    Apart.UNSURE: "",
}


class Axis(StrEnum):
    """One of the two questions of a canvas."""

    ACROSS = "across"
    UP = "up"


@dataclass(frozen=True)
class Gap:
    """Between whoever it is about (`own`) and the other (`others`); None is somebody who could not tell."""

    own: Spot | None
    others: Spot | None

    @property
    def apart(self) -> Apart:
        """How far, by the axis on which they differ more."""
        if self.own is None or self.others is None:
            return Apart.UNSURE
        steps = max(abs(self._steps(Axis.ACROSS)), abs(self._steps(Axis.UP)))
        return Apart.SAME if steps == 0 else Apart.A_STEP if steps == 1 else Apart.SOME_WAY if steps < 4 else Apart.FAR

    @property
    def axis(self) -> Axis:
        """The axis on which they differ more; across, if they differ alike."""
        return Axis.UP if abs(self._steps(Axis.UP)) > abs(self._steps(Axis.ACROSS)) else Axis.ACROSS

    @property
    def key(self) -> str:
        """Which question fits: size and direction, as a word."""
        if self.own is None or self.others is None:
            return "neither-tells" if self.own is self.others else "own-unsure" if self.own is None else "other-unsure"
        apart = self.apart
        if apart == Apart.SAME:
            return "same-often" if steps_between(HowOften.HALF, self.own.across) > 0 else "same-seldom"
        if apart == Apart.A_STEP:
            return "a-step"
        direction = "other-more" if self._steps(self.axis) > 0 else "own-more"
        return f"{direction}-far" if apart == Apart.FAR else f"{direction}-{self.axis}"

    def _steps(self, axis: Axis) -> int:
        """How many words the other placed it higher; for choosing only."""
        if self.own is None or self.others is None:
            return 0
        return steps_between(getattr(self.own, axis), getattr(self.others, axis))


_WEIGHT = [Apart.SAME, Apart.A_STEP, Apart.UNSURE, Apart.SOME_WAY, Apart.FAR]


def worth_asking(work: Gap, coaching: Gap) -> str:
    """About which of the two to ask, "work" or "coaching": where they are further apart; else about the coaching."""
    return "work" if _WEIGHT.index(work.apart) > _WEIGHT.index(coaching.apart) else "coaching"


def question(about: str, gap: Gap, *, performer: str, coach: str) -> str:
    """The one question about a gap, to be asked aloud. Both read the same words."""
    return str(format_lazy(str(_QUESTIONS[about, gap.key]), performer=performer, coach=coach))


_QUESTIONS = {
    ("work", "same-often"): _("You both see it alike. What made that possible, and is it still there?"),
    ("work", "same-seldom"): _("You both see it alike. What would one good day more have needed?"),
    ("work", "a-step"): _("You are close. Which moment of these two months does each of you think of first?"),
    ("work", "other-more-across"): _(
        "{coach} saw it more often than {performer} did. {coach}, which piece of work do you think of?"
    ),
    ("work", "own-more-across"): _(
        "{performer} saw it more often than {coach} did. {performer}, which piece of work may {coach} not have seen?"
    ),
    ("work", "other-more-up"): _(
        "{coach} saw it more often than {performer} felt it. What looks bold from outside and ordinary from inside?"
    ),
    ("work", "own-more-up"): _(
        "{performer} felt it more often than {coach} saw it. {performer}, where did it cost you something unseen?"
    ),
    ("work", "other-more-far"): _(
        "{coach} saw it far more often than {performer} did. {performer}, what do you measure yourself by?"
    ),
    ("work", "own-more-far"): _(
        "{performer} saw it far more often than {coach} did. Before anything else: what does each of you mean by it?"
    ),
    ("work", "other-unsure"): _("{coach} couldn't tell. What would {coach} have to be there for, to see it?"),
    ("work", "own-unsure"): _("{performer} couldn't tell. {coach}, what did you see? One thing, as it happened."),
    ("work", "neither-tells"): _("Neither of you could tell. By what would you notice, in the next two months?"),
    ("coaching", "same-often"): _("You both see it alike. {performer}, which moment would you like more of?"),
    ("coaching", "same-seldom"): _("You both see it alike. {performer}, what is one thing that would help?"),
    ("coaching", "a-step"): _("You are close. {performer}, which moment with {coach} do you think of first?"),
    ("coaching", "other-more-across"): _(
        "{performer} found so more often than {coach} did. {performer}, what did {coach} do without noticing?"
    ),
    ("coaching", "own-more-across"): _(
        "{coach} thought so more often than {performer} did. {coach}, ask what was missing, and only listen."
    ),
    ("coaching", "other-more-up"): _(
        "{performer} found so more often than {coach} did. {performer}, in which talk was that?"
    ),
    ("coaching", "own-more-up"): _(
        "{coach} thought so more often than {performer} did. {performer}, when would a question have been better?"
    ),
    ("coaching", "other-more-far"): _(
        "{performer} found so far more often than {coach} did. {coach}, what do you hold against yourself?"
    ),
    ("coaching", "own-more-far"): _(
        "{coach} thought so far more often than {performer} did. What does each of you mean by it?"
    ),
    ("coaching", "other-unsure"): _("{performer} couldn't tell. {performer}, what would you have to notice first?"),
    ("coaching", "own-unsure"): _("{coach} couldn't tell. {performer}, what was there? One thing, as it happened."),
    ("coaching", "neither-tells"): _("Neither of you could tell. By what would you notice, in the next two months?"),
}
