"""Reading several answers together so that nobody's can be told. Pure: words and digests in, words and digests out.

People are read together in groups of at least five. A group is formed once and enters a reading whole or not at all;
the only change it ever sees is to part into two groups of at least five each. So every reading of a coach, past and
coming, is made of whole groups, and whatever is compared or combined, nothing is said about fewer than five people.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from alongside.evaluations.rules import HowOften

LEAST = 5
"""A group of fewer people is never shown (P9)."""

Group = frozenset[str]


class Reads(TextChoices):
    """How answers read together. There is no word for "all of them", nor for how many."""

    OFTEN = "mostly-often", _("mostly often")
    MIXED = "mixed", _("mixed")
    SELDOM = "mostly-seldom", _("mostly seldom")
    CANNOT_TELL = "cannot-tell", _("cannot tell")
    NONE = "no-reading", _("no reading this time")


SELDOM_WORDS = {HowOften.NEVER, HowOften.HARDLY_EVER, HowOften.SELDOM, HowOften.NOW_AND_THEN}
OFTEN_WORDS = {HowOften.MORE_THAN_NOT, HowOften.MOSTLY, HowOften.NEARLY_ALWAYS, HowOften.ALWAYS}


def read_together(answers: Collection[HowOften | None]) -> Reads:
    """How these answers of at least five people read; None is "I can't tell".

    "Mostly" takes three quarters, rounded up, of everybody. That is never all of them: whatever is read, any one of
    them may have answered anything (tests/evaluations/test_pooling.py goes through the cases).

    Raises:
        ValueError: they are fewer than five.
    """
    if len(answers) < LEAST:
        raise ValueError("A small group is never read.")
    most = -(-3 * len(answers) // 4)
    if sum(answer in OFTEN_WORDS for answer in answers) >= most:
        return Reads.OFTEN
    if sum(answer in SELDOM_WORDS for answer in answers) >= most:
        return Reads.SELDOM
    if 2 * sum(answer is None for answer in answers) >= len(answers):
        return Reads.CANNOT_TELL
    return Reads.MIXED


@dataclass(frozen=True)
class Choice:
    """Whom to read together now, and all groups from now on."""

    read: Group
    groups: tuple[Group, ...]


def choose_whom(groups: Iterable[Group], joined: Group) -> Choice:
    """Choose whom to read of those who joined this time; nobody, when it would tell something about fewer than five.

    A group of which somebody is away is read only if at least five can stay out and at least five remain; who stays
    out to keep the one away company follows from the digests, which follow from nothing. Those who never were in a
    group wait until they are five.
    """
    read: Group = frozenset()
    after: list[Group] = []
    known: Group = frozenset()
    for group in groups:
        known |= group
        away = group - joined
        company = sorted(group & joined)[: max(LEAST - len(away), 0)] if away else []
        out = away.union(company)
        rest = group - out
        if out and len(out) >= LEAST and len(rest) >= LEAST:
            after += [out, rest]
            read |= rest
        else:
            after.append(group)
            read |= group if not away else frozenset()
    if len(new := joined - known) >= LEAST:
        after.append(new)
        read |= new
    return Choice(read, tuple(after))


def half_year_of(day: date) -> date:
    """The last day of the half-year that this day lies in."""
    return date(day.year, 6, 30) if day.month <= 6 else date(day.year, 12, 31)


def first_day_of(until: date) -> date:
    """The first day of the half-year that ends on this day."""
    return date(until.year, 1 if until.month == 6 else 7, 1)
