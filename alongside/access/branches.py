"""The branches a rule is made of: from a person to the rows they reach, and from a row back to the persons."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from alongside.feedback.models import Hearing, Slip, SlipReader, Story
from alongside.focus.models import Focus
from alongside.pairs.models import Pair, Permission, Side, What
from alongside.people.models import Membership, Person, Team

Ids = Callable[[UUID], "QuerySet[Any, Any]"]
"""From a person's id to the ids they reach. It hangs on nothing else: its SQL is made once, with a `Slot` (gate.py)."""


@dataclass(frozen=True)
class Branch:
    """Rows whose `root` column is among the ids that `ids` gives for a person, and for which `where` holds.

    `people` is the way back: who reaches this row by this branch. `ids` None means every row, and `for_keepers` that it
    holds only for those who keep the list of people.
    """

    root: str
    ids: Ids | None
    people: Callable[[Any], "QuerySet[Person]"]
    where: Q = field(default_factory=Q)
    for_keepers: bool = False

    @property
    def is_everything(self) -> bool:
        """Every row, for those for whom it holds."""
        return self.ids is None and not self.where


def _people(*ids: Any) -> "QuerySet[Person]":
    return Person.objects.filter(pk__in=ids, is_active=True)


@cache
def own(column: str) -> Branch:
    """Rows whose `column` is the person."""
    return Branch(
        root=column,
        ids=lambda me: Person.objects.filter(pk=me).values("pk"),
        people=lambda row: _people(getattr(row, f"{column}_id") if column != "pk" else row.pk),
    )


@cache
def everyone() -> Branch:
    """Every row, for everybody who is signed in."""
    return Branch(root="pk", ids=None, people=lambda row: Person.objects.filter(is_active=True))


@cache
def keepers() -> Branch:
    """Every row, for those who keep the list of people."""
    return Branch(
        root="pk",
        ids=None,
        people=lambda row: Person.objects.filter(keeps_people=True, is_active=True),
        for_keepers=True,
    )


@cache
def leading(column: str) -> Branch:
    """Rows of teams that the person leads."""
    return Branch(
        root=column,
        ids=lambda me: Team.objects.filter(lead=me).values("pk"),
        people=lambda row: _people((row if isinstance(row, Team) else getattr(row, column)).lead_id),
    )


def _pair_of(row: Model, column: str) -> Pair:
    return row if isinstance(row, Pair) else getattr(row, column)


@cache
def as_performer(column: str) -> Branch:
    """Rows of pairs in which the person performs."""
    return Branch(
        root=column,
        ids=lambda me: Pair.objects.filter(performer=me).values("pk"),
        people=lambda row: _people(_pair_of(row, column).performer_id),
    )


@cache
def as_coach(column: str) -> Branch:
    """Rows of pairs in which the person coaches, ended ones too."""
    return Branch(
        root=column,
        ids=lambda me: Pair.objects.filter(coach=me).values("pk"),
        people=lambda row: _people(_pair_of(row, column).coach_id),
    )


@cache
def as_present_coach(column: str) -> Branch:
    """Rows of pairs in which the person coaches and that have not ended."""
    return Branch(
        root=column,
        ids=lambda me: Pair.objects.filter(coach=me, ended_at=None).values("pk"),
        people=lambda row: (
            _people(_pair_of(row, column).coach_id) if _pair_of(row, column).ended_at is None else Person.objects.none()
        ),
    )


def both(column: str) -> list[Branch]:
    """Rows of the person's pairs, on either side."""
    return [as_performer(column), as_coach(column)]


def own_side(column: str) -> list[Branch]:
    """Rows of the person's pairs that are about their own side."""
    return [where(as_performer(column), side=Side.PERFORMER), where(as_coach(column), side=Side.COACH)]


def once(flag: str, branches: list[Branch]) -> list[Branch]:
    """The branches for rows whose `flag` is set, for example once both have said theirs."""
    return [where(branch, **{flag: True}) for branch in branches]


@cache
def where(branch: Branch, **said: object) -> Branch:
    """The branch for rows whose columns say this."""

    def people(row: Any) -> "QuerySet[Person]":
        holds = all(getattr(row, column) == value for column, value in said.items())
        return branch.people(row) if holds else Person.objects.none()

    return replace(branch, where=branch.where & Q(**said), people=people)


def as_coached(column: str) -> list[Branch]:
    """Rows of talks in which the person is coached: as the performer, or as the coach where the roles are turned."""
    return [where(as_performer(column), turned=False), where(as_coach(column), turned=True)]


def as_coaching(column: str) -> list[Branch]:
    """Rows of talks in which the person coaches: as the coach, or as the performer where the roles are turned."""
    return [where(as_coach(column), turned=False), where(as_performer(column), turned=True)]


@cache
def allowed(what: What) -> Branch:
    """Focuses that a pair chose after both had allowed the person to see them."""

    def ids(me: UUID) -> "QuerySet[Any, Any]":
        mine = Permission.objects.live(what).filter(reader=me)
        return Focus.objects.filter(
            Exists(mine.filter(pair=OuterRef("pair"), since__lte=OuterRef("chosen_at"))), pair__in=mine.values("pair")
        ).values("pk")

    def people(row: Focus) -> "QuerySet[Person]":
        given = Permission.objects.live(what).filter(pair=row.pair_id, since__lte=row.chosen_at)
        return Person.objects.filter(pk__in=given.values("reader"), is_active=True)

    return Branch(root="pk", ids=ids, people=people)


@cache
def as_member(column: str) -> Branch:
    """Rows of the team in which the person is now."""

    def people(row: Any) -> "QuerySet[Person]":
        team = row.pk if column == "pk" else getattr(row, f"{column}_id")
        here = Membership.objects.filter(team=team, ended_on=None)
        return Person.objects.filter(pk__in=here.values("person"), is_active=True)

    return Branch(
        root=column, ids=lambda me: Membership.objects.filter(person=me, ended_on=None).values("team"), people=people
    )


@cache
def once_read_on() -> Branch:
    """Stories that came with something said to the person, once they read on."""

    def people(row: Story) -> "QuerySet[Person]":
        return Person.objects.filter(
            pk__in=Hearing.objects.filter(feedback=row.feedback_id, author=row.to_id, opened=True).values("author"),
            is_active=True,
        )

    return Branch(
        root="feedback",
        ids=lambda me: Hearing.objects.filter(author=me, opened=True, feedback__to=me).values("feedback"),
        people=people,
    )


@cache
def there_when_noted() -> Branch:
    """Slips of the person's team, noted while they were in it."""

    def people(row: Slip) -> "QuerySet[Person]":
        here = Membership.objects.filter(team=row.team_id, ended_on=None)
        then = SlipReader.objects.filter(slip=row.pk, person__in=here.values("person"))
        return Person.objects.filter(pk__in=then.values("person"), is_active=True)

    def ids(me: UUID) -> "QuerySet[Any, Any]":
        here = {"slip__team__memberships__person": me, "slip__team__memberships__ended_on": None}
        return SlipReader.objects.filter(person=me, **here).values("slip")

    return Branch(root="pk", ids=ids, people=people)
