"""This month's topic: a team's twelve, and what a performer talks about instead."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from alongside.access.gate import one
from alongside.api.fields import Sent, Shown, Slug
from alongside.api.frame import Call, Noun
from alongside.api.pairs import pair_for
from alongside.conversations import theming
from alongside.conversations.themes import MONTHS
from alongside.people.models import Team

themes = Noun("themes")

Year = Annotated[list[Slug], Field(min_length=MONTHS, max_length=MONTHS)]
"""Twelve guides, January first."""


class YearShown(Shown):
    """What a team talks about in the twelve months: guides, January first."""

    months: list[str]


class NewYear(Sent):
    """The twelve guides, January first. Two are "check-in", half a year apart."""

    months: Year


class MonthShown(Shown):
    """This month's topic of a pair. `guide` is what they talk about, `of_team` what the performer's team has."""

    month: date
    guide: str
    of_team: str
    own: bool

    @classmethod
    def of(cls, found: theming.ThisMonth) -> "MonthShown":
        """This topic."""
        return cls(month=found.month, guide=found.guide, of_team=found.of_team, own=found.is_own)


class OwnTopic(Sent):
    """What the performer wants to talk about this month; the team's own topic takes the swap back."""

    guide: Slug


@themes.read("/teams/{uuid:pk}/themes", YearShown)
def list_themes(request: Call, pk: UUID) -> YearShown:
    """Show what a team talks about in the twelve months."""
    return YearShown(months=list(theming.year_of(one(request.me, "see", Team, pk))))


@themes.write("/teams/{uuid:pk}/themes", YearShown)
def set_themes(request: Call, pk: UUID, sent: NewYear) -> YearShown:
    """Choose what a team talks about. A year without its two check-ins is refused ("two-check-ins")."""
    team = one(request.me, "set_themes", Team, pk)
    theming.set_themes(team, sent.months, by=request.me)
    return YearShown(months=list(theming.year_of(team)))


@themes.read("/pairs/{uuid:pk}/theme", MonthShown)
def get_theme(request: Call, pk: UUID) -> MonthShown:
    """Show this month's topic of a pair."""
    return MonthShown.of(theming.this_month(pair_for(request, "see", pk)))


@themes.write("/pairs/{uuid:pk}/theme", MonthShown)
def swap_theme(request: Call, pk: UUID, sent: OwnTopic) -> MonthShown:
    """Talk about something else this month. Only the performer chooses it, and needs to ask nobody."""
    return MonthShown.of(theming.swap_theme(pair_for(request, "swap_theme", pk), sent.guide, by=request.me))
