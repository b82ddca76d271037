"""This month's topic: twelve guides a year, for every team the usual ones until it chooses its own.

Two of the twelve months are for the two-axis check-in, half a year apart. Pure; `theming` has the deeds.
"""

from collections.abc import Sequence
from functools import cache
from typing import Annotated

from django.utils.translation import gettext as _
from pydantic import Field

from alongside.conversations import guidebook
from alongside.conversations.guidebook import Guide, Moment
from alongside.kit.content import FrontMatter, read
from alongside.kit.refusal import Refusal

MONTHS = 12
HALF_A_YEAR = 6
CHECK_IN = "check-in"
"""The guide of the two months in which both place the last two months on two axes."""

BOTH_WAYS = "both-ways"
"""The guide that takes the place of the month's topic when it is time to look at how we're doing."""


class _Year(FrontMatter):
    months: Annotated[tuple[str, ...], Field(min_length=MONTHS, max_length=MONTHS)]


@cache
def usual_year() -> tuple[str, ...]:
    """The guides of the usual twelve months, January first (themes.md)."""
    page = read(guidebook.HERE / "themes.md")
    year = page.fields(_Year).months
    if refusal := problem_of(year):
        raise page.error("the field “months”", str(refusal))
    return year


def topics(language: str = "en") -> tuple[Guide, ...]:
    """The guides that can be the topic of a month, by title."""
    return tuple(guide for guide in guidebook.guides(language) if guide.moment == Moment.ANY)


def topic_or_usual(slug: str | None, month: int) -> str:
    """This topic if there is such a guide; else the usual one of this month, 1 to 12."""
    known = {guide.slug for guide in topics()} | {CHECK_IN}
    return slug if slug in known else usual_year()[month - 1]


def check_in_month(year: Sequence[str]) -> int:
    """The first of the two months with a check-in, 1 to 6; the other comes half a year later."""
    return year.index(CHECK_IN) + 1


def move_check_ins(year: Sequence[str], first: int) -> tuple[str, ...]:
    """The same year with the check-ins in month `first` and half a year later; what was there goes where they were."""
    moved, before = list(year), check_in_month(year)
    for later in (0, HALF_A_YEAR):
        here, there = before - 1 + later, first - 1 + later
        moved[here], moved[there] = moved[there], moved[here]
    return tuple(moved)


def problem_of(year: Sequence[str]) -> Refusal | None:
    """Why these can't be the topics of a year, or None."""
    if len(year) != MONTHS:
        return Refusal(_("A year has twelve topics."), code="twelve-themes", field="months")
    placed = [month for month, slug in enumerate(year) if slug == CHECK_IN]
    if len(placed) != 2 or placed[1] - placed[0] != HALF_A_YEAR:
        return Refusal(
            _("Two months are for placing the last two months, half a year apart. Move them rather than drop them."),
            code="two-check-ins",
            field="months",
        )
    known = {guide.slug for guide in topics()} | {CHECK_IN}
    if set(year) - known:
        return Refusal(_("There are no such questions. Choose others."), code="no-guide", field="months")
    return None
