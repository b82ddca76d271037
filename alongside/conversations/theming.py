"""Choosing what to talk about this month: a team for its year, a performer for one month of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery, UUIDField
from django.utils.translation import gettext as _

from alongside.conversations import themes
from alongside.conversations.models import OwnTheme, Theme
from alongside.journal.actions import record
from alongside.kit import clock
from alongside.kit.kept import derived
from alongside.kit.refusal import NotHere, Refusal
from alongside.pairs.actions import held_open
from alongside.pairs.models import Pair
from alongside.people.models import Membership, Person, Team


def year_of(team: Team) -> tuple[str, ...]:
    """The guides of a team's twelve months, January first: its own, else the usual ones."""
    own = dict(Theme.objects.filter(team=team).values_list("month", "guide"))
    year = tuple(themes.topic_or_usual(own.get(month), month) for month in range(1, themes.MONTHS + 1))
    return themes.usual_year() if themes.problem_of(year) else year


def set_themes(team: Team, year: Sequence[str], *, by: Person) -> None:
    """Choose what a team talks about in the twelve months, January first. Two stay check-ins, half a year apart.

    Raises:
        Refusal: a check-in is missing or lies elsewhere ("two-check-ins"), there is no such guide ("no-guide").
    """
    if refusal := themes.problem_of(year):
        raise refusal
    with transaction.atomic():
        Team.objects.select_for_update(of=("self",), no_key=True).get(pk=team.pk)
        if year_of(team) == tuple(year):
            return
        Theme.objects.filter(team=team).delete()
        Theme.objects.bulk_create(Theme(team=team, month=month, guide=slug) for month, slug in enumerate(year, 1))
        record(by, "themes.set", team)


@dataclass(frozen=True, slots=True)
class ThisMonth:
    """What a pair talks about this month. `team` is the performer's, by name; "" if they are in none."""

    month: date
    guide: str
    of_team: str
    team: str = ""
    team_id: UUID | None = None

    @property
    def is_own(self) -> bool:
        """Whether the performer chose something else than the team has."""
        return self.guide != self.of_team


def with_month(pairs: QuerySet[Pair], today: date) -> QuerySet[Pair]:
    """These pairs, each carrying what `month_of` needs; it costs no query of its own."""
    month, first = derived(today, lambda day: day.month), derived(today, lambda day: day.replace(day=1))
    member = Membership.objects.filter(person=OuterRef("performer"), ended_on=None)
    in_team = {"team__memberships__person": OuterRef("performer"), "team__memberships__ended_on": None}
    return pairs.annotate(
        month_team=Subquery(member.values("team__name")[:1]),
        month_team_id=Subquery(member.values("team")[:1], output_field=UUIDField()),
        month_of_team=Subquery(Theme.objects.filter(month=month, **in_team).values("guide")[:1]),
        month_own=Subquery(OwnTheme.objects.filter(pair=OuterRef("pk"), month=first).values("guide")[:1]),
    )


def month_of(pair: Any) -> ThisMonth:
    """This month's topic of a pair that came by `with_month`: the performer's own, their team's, or the usual one."""
    month = clock.today().replace(day=1)
    of_team = themes.topic_or_usual(pair.month_of_team, month.month)
    guide = themes.topic_or_usual(pair.month_own or of_team, month.month)
    return ThisMonth(month, guide, of_team, pair.month_team or "", pair.month_team_id)


def this_month(pair: Pair) -> ThisMonth:
    """This month's topic of a pair. One query."""
    return month_of(with_month(Pair.objects.filter(pk=pair.pk), clock.today()).get())


def swap_theme(pair: Pair, guide: str, *, by: Person) -> ThisMonth:
    """Talk about something else this month. The performer chooses, without asking; both see it.

    Choosing what the team has takes the swap back. It holds for this month alone.

    Raises:
        Refusal: there is no such topic ("no-guide"); the pair rests or has ended.
    """
    if by.pk != pair.performer_id:
        raise NotHere
    month = clock.today().replace(day=1)
    if guide not in {topic.slug for topic in themes.topics()} | {themes.CHECK_IN}:
        raise Refusal(_("There are no such questions. Choose others."), field="guide", code="no-guide")
    with transaction.atomic():
        held_open(pair.pk)
        now = this_month(pair)
        if guide == now.guide:
            return now
        OwnTheme.objects.filter(pair=pair, month=month).delete()
        if guide != now.of_team:
            OwnTheme.objects.create(pair=pair, by=by, month=month, guide=guide)
        record(by, "theme.swapped", pair)
    return this_month(pair)
