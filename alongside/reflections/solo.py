"""One thing alone: chosen, stepped, looked back on without any coach. Nobody else learns of it; no deed is recorded."""

from datetime import date, timedelta
from enum import StrEnum

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from alongside.kit.refusal import Refusal
from alongside.kit.words import written
from alongside.people.models import Person
from alongside.reflections.models import SoloFocus, SoloStep

LONGEST_WAY = timedelta(days=21)
"""How far ahead the look back may lie, as for two."""

IN_HAND = 3
"""Steps in hand at once, as for two."""

LONGEST = 2_000
"""How many characters one text may have."""


class Ended(StrEnum):
    """How one thing alone ends; kept encrypted, in the same words as for two."""

    HELPED = "helped"
    PARTLY = "partly"
    NOT_YET = "not-yet"
    SET_ASIDE = "set-aside"


def choose_alone(*, by: Person, aim: str, will: str, look_back_on: date) -> SoloFocus:
    """Take on one thing alone. `look_back_on` is at most 21 days from today.

    Raises:
        Refusal: there is one already ("open-solo", about its id), or the day does not do.
    """
    today = by.today()
    _refuse_day(look_back_on, today)
    _refuse_second(by)
    try:
        with transaction.atomic():
            return SoloFocus.objects.create(
                author=by, aim=_said(aim, "aim"), will=_said(will, "will"), look_back_on=look_back_on, chosen_on=today
            )
    except IntegrityError:
        _refuse_second(by)
        raise


def reword_alone(focus: SoloFocus, *, by: Person, aim: str, will: str) -> SoloFocus:
    """Put it in other words."""
    with transaction.atomic():
        focus = _in_hand(focus)
        focus.aim, focus.will = _said(aim, "aim"), _said(will, "will")
        focus.save(update_fields=["aim", "will"])
    return focus


def carry_on_alone(focus: SoloFocus, *, by: Person, look_back_on: date) -> SoloFocus:
    """Look back on a later day, at most 21 days from today."""
    with transaction.atomic():
        focus = _in_hand(focus)
        _refuse_day(look_back_on, by.today())
        focus.look_back_on = look_back_on
        focus.save(update_fields=["look_back_on"])
    return focus


def take_step_alone(focus: SoloFocus, *, by: Person, text: str) -> SoloStep:
    """Take on a small step. Refuses a fourth one in hand ("steps-in-hand")."""
    with transaction.atomic():
        focus = _in_hand(focus)
        if SoloStep.objects.filter(focus=focus, done_on=None, dropped_on=None).count() >= IN_HAND:
            raise Refusal(_("Three steps are in hand already. Finish or drop one."), code="steps-in-hand")
        return SoloStep.objects.create(focus=focus, author=by, text=_said(text, "text"))


def finish_step_alone(step: SoloStep, *, by: Person) -> SoloStep:
    """The step is done."""
    SoloStep.objects.filter(pk=step.pk, done_on=None, dropped_on=None).update(done_on=by.today())
    return step


def drop_step_alone(step: SoloStep, *, by: Person) -> SoloStep:
    """The step is no longer needed."""
    SoloStep.objects.filter(pk=step.pk, done_on=None, dropped_on=None).update(dropped_on=by.today())
    return step


def look_back_alone(
    focus: SoloFocus, *, by: Person, how: Ended | str, learning: str, helped: str, hindered: str
) -> SoloFocus:
    """Close it with a sentence of learning, what helped and hindered from outside (P4), and how it ended."""
    with transaction.atomic():
        focus = _in_hand(focus)
        focus.ended_as = Ended(how).value
        focus.learning = _said(learning, "learning")
        focus.helped = _said(helped, "helped", _("Did anything from outside help? “Nothing” is an answer."))
        focus.hindered = _said(
            hindered, "hindered", _("Did anything from outside get in the way? “Nothing” is an answer.")
        )
        focus.closed_on = by.today()
        focus.save()
    return focus


def delete_alone(focus: SoloFocus, *, by: Person) -> None:
    """Delete it and its steps for good."""
    SoloFocus.objects.filter(pk=focus.pk, author=by).delete()


def _in_hand(focus: SoloFocus) -> SoloFocus:
    held = SoloFocus.objects.select_for_update().get(pk=focus.pk)
    if held.closed_on:
        raise Refusal(_("You have looked back on this one. Begin another when you like."), code="solo-closed")
    return held


def _refuse_second(by: Person) -> None:
    standing = SoloFocus.objects.filter(author=by, closed_on=None).first()
    if standing:
        raise Refusal(
            _("You have one thing of your own already: “%(aim)s”. Look back on it first.") % {"aim": standing.aim},
            code="open-solo",
            about={"focus": standing.pk},
        )


def _refuse_day(day: date, today: date) -> None:
    if day <= today:
        raise Refusal(_("Choose a day that is still to come."), field="look_back_on")
    if day > today + LONGEST_WAY:
        raise Refusal(_("Three weeks at most. You can always go on."), field="look_back_on")


def _said(text: str, field: str, ask: str = "") -> str:
    return written(text, field, most=LONGEST, too_long=_("That is a lot for one thing. Say it shorter."), ask=ask)
