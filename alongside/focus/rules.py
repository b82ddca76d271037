"""Rules of our one thing: when a commitment is too vague to keep, when to look back, and how a gap is put. Pure."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

IN_HAND = 3
"""Steps that may be in hand at once, either side."""

LOOK_BACK_DAYS = 14
MOST_LOOK_BACK_DAYS = 21
REWORD_AFTER = 2
"""Extensions after which a focus is put in new words instead."""

LOW_CONFIDENCE = 6
"""Up to this confidence, on 0 to 10, the first twenty minutes are asked for."""

GAP_DAYS = 21
"""Quiet days after which a pair is asked how to go on: as long as the longest way to a look-back."""

WORKING_DAYS = frozenset({0, 1, 2, 3, 4})
"""Monday to Friday, as `date.weekday()` counts them."""


class CommitmentState(TextChoices):
    """What became of what somebody said they'd do; none of it is a verdict."""

    OPEN = "open", _("Open")
    HAPPENED = "happened", _("Happened")
    DIFFERENTLY = "differently", _("Happened differently")
    CAME_FIRST = "came-first", _("Something else came first")
    NO_LONGER = "no-longer", _("No longer matters")


class Ending(TextChoices):
    """How one thing ends."""

    HELPED = "helped", _("It helped")
    PARTLY = "partly", _("Partly")
    NOT_YET = "not-yet", _("Not yet")
    SET_ASIDE = "set-aside", _("Set aside")


def next_working_day(day: date, working: Collection[int] = WORKING_DAYS) -> date:
    """This day, or the next one on which people work (weekdays as `date.weekday()` counts them)."""
    for ahead in range(7):
        if (day + timedelta(ahead)).weekday() in working:
            return day + timedelta(ahead)
    return day


def look_back_day(today: date, working: Collection[int] = WORKING_DAYS) -> date:
    """The day that is filled in at first: in two weeks, on a working day."""
    return next_working_day(today + timedelta(LOOK_BACK_DAYS), working)


def last_look_back_day(today: date) -> date:
    """The furthest day that can be chosen: in three weeks."""
    return today + timedelta(MOST_LOOK_BACK_DAYS)


def look_back_problem(day: date, today: date) -> str | Promise | None:
    """Why this day can't be the look-back, as a sentence; None when it can."""
    if day <= today:
        return _("Choose a day that is still to come.")
    if day > last_look_back_day(today):
        return _("Three weeks at most. Looking back early keeps it small; you can always go on.")
    return None


def needs_rewording(extensions: int) -> bool:
    """Whether one thing that has been extended this often is to be put in new words before it goes on."""
    return extensions >= REWORD_AFTER


REWORD = _("You've carried this on twice. Put it in new words: smaller, or about what is really in the way.")
FIRST_TWENTY_MINUTES = _("What is the first 20 minutes of it?")


def first_twenty_minutes(confidence: int | None) -> str | Promise | None:
    """The question for someone who doubts that it will happen (0 to 10); None when they don't, or haven't said."""
    return FIRST_TWENTY_MINUTES if confidence is not None and confidence <= LOW_CONFIDENCE else None


def number_in_words(number: int) -> str:
    """A number as a sentence says it: in words up to twelve, in figures above."""
    words = (
        pgettext("a number", "no"),
        pgettext("a number", "one"),
        pgettext("a number", "two"),
        pgettext("a number", "three"),
        pgettext("a number", "four"),
        pgettext("a number", "five"),
        pgettext("a number", "six"),
        pgettext("a number", "seven"),
        pgettext("a number", "eight"),
        pgettext("a number", "nine"),
        pgettext("a number", "ten"),
        pgettext("a number", "eleven"),
        pgettext("a number", "twelve"),
    )
    return words[number] if 0 <= number < len(words) else str(number)


def _span(days: int) -> str:
    if days < 14:
        text, number = ngettext("{number} day", "{number} days", days), days
    elif days < 91:
        text, number = ngettext("{number} week", "{number} weeks", days // 7), days // 7
    elif days < 365:
        text, number = ngettext("{number} month", "{number} months", days * 12 // 365), days * 12 // 365
    else:
        text, number = ngettext("{number} year", "{number} years", days // 365), days // 365
    said = text.format(number=number_in_words(number))
    return said[:1].upper() + said[1:]


def _gap(days: int) -> str:
    return gettext("{span}. Pick up, shrink or set aside?").format(span=_span(days))


span: Callable[[int], str] = lazy(_span, str)
"""A number of days as people say it, to begin a sentence with: "Nine days", "Five weeks", "Three months", "One year"."""

_gap_lazily: Callable[[int], str] = lazy(_gap, str)


def gap(days: int) -> str | Promise | None:
    """How a pair is met that has left its one thing alone for `days`; None while that is no gap."""
    return _gap_lazily(days) if days >= GAP_DAYS else None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What could make a commitment easier to keep: a question, and the reason for asking."""

    question: str | Promise
    reason: str | Promise


def sharpen(text: str, language: str = "en") -> Suggestion | None:
    """A suggestion when a commitment is vague; None when it says what will be done, or for a language without rules.

    It is never a refusal: pressing again accepts the words as they are.
    """
    raise NotImplementedError
