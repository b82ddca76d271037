"""The six people of every test.

Pia performs, Cleo coaches her, Lena leads Pia's team, Toni is her team mate, Otto works elsewhere, Ada runs the server.
"""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import AutoField, Model

from alongside.kit import clock
from alongside.pairs.actions import accept, invite
from alongside.pairs.models import Pair, Side
from alongside.people.actions import add_person, open_line, put_in_team
from alongside.people.models import Person, Team
from alongside.vault import masters

BEGINNING = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Cast:
    """Who is who. Iterating gives the six people, in the order of the promise table."""

    pia: Person
    cleo: Person
    lena: Person
    toni: Person
    otto: Person
    ada: Person
    pair: Pair  # Pia and Cleo, with the starter agreement signed by both
    customer_care: Team  # Lena leads; Pia and Toni are in it
    field_service: Team  # Cleo is in it
    operations: Team  # Otto leads and is in it

    def __iter__(self) -> Iterator[Person]:
        return (who for field in fields(self) if isinstance(who := getattr(self, field.name), Person))


def enter(name: str, *, keeps_people: bool = False) -> Person:
    """A person of this name with an address at example.org."""
    return add_person(f"{name.split()[0].lower()}@example.org", name, keeps_people=keeps_people)


def in_team(person: Person, team: Team, lead: Person | None = None) -> None:
    """Put a person into a team and, if a lead is given, under that lead."""
    put_in_team(person, team, on=BEGINNING.date())
    if lead is not None:
        open_line(person, lead, on=BEGINNING.date())


def pair_up(performer: Person, coach: Person) -> Pair:
    """An open pair: the coach asked, the performer accepted, which signs the starter agreement for both."""
    with clock.at(BEGINNING):
        return accept(invite(performer, by=coach, side=Side.COACH), by=performer)


def gather() -> Cast:
    """Bring the six onto the stage of an empty database."""
    pia, cleo, lena = enter("Pia Lund"), enter("Cleo Marchetti"), enter("Lena Vogt")
    toni, otto, ada = enter("Toni Adeyemi"), enter("Otto Brandt"), enter("Ada Kern", keeps_people=True)
    customer_care = Team.objects.create(name="Customer Care", lead=lena)
    field_service = Team.objects.create(name="Field Service")
    operations = Team.objects.create(name="Operations", lead=otto)
    in_team(lena, customer_care)
    in_team(pia, customer_care, lena)
    in_team(toni, customer_care, lena)
    in_team(cleo, field_service)
    in_team(otto, operations)
    return Cast(
        pia=pia,
        cleo=cleo,
        lena=lena,
        toni=toni,
        otto=otto,
        ada=ada,
        pair=pair_up(pia, cleo),
        customer_care=customer_care,
        field_service=field_service,
        operations=operations,
    )


@dataclass(frozen=True)
class _Kept:
    """The six as they were the first time: the rows of each table, and the objects that a test holds."""

    tables: list[tuple[str, list[tuple[Any, ...]]]]
    cast: Cast


_kept: list[_Kept] = []

MODELS = [model for model in reversed(apps.get_models()) if model.__module__.startswith("alongside.")]
"""Children before parents (references are looked at when a transaction ends): a promise is there before its agreement,
which takes no more of them once it is signed."""


def _keep(cast: Cast) -> None:
    """Remember all rows there are, for the next tests of this worker."""
    _kept.append(_Kept([(_inserting(model), rows) for model in MODELS if (rows := _rows(model))], deepcopy(cast)))


def _rows(model: type[Model]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {_columns(model)} FROM "{model._meta.db_table}"')
        return cursor.fetchall()


def _inserting(model: type[Model]) -> str:
    marks = ", ".join("%s" for _ in _columns(model).split(", "))
    return f'INSERT INTO "{model._meta.db_table}" ({_columns(model)}) VALUES ({marks})'


def _columns(model: type[Model]) -> str:
    fields = [field for field in model._meta.local_fields if not isinstance(field, AutoField)]
    return ", ".join(f'"{field.column}"' for field in fields)


def _gather_again() -> Cast:
    """The same six, as rows: their deeds were done the first time, and take ten times as long.

    Whoever was forgotten in a test before has the same id again, and is not forgotten.
    """
    masters.forgotten_log().unlink(missing_ok=True)
    with transaction.atomic(), connection.cursor() as cursor:
        for insert, rows in _kept[0].tables:
            cursor.executemany(insert, rows)
    return deepcopy(_kept[0].cast)


@pytest.fixture
def cast(db: None) -> Cast:
    """The six people, the pair of Pia and Cleo, and their teams."""
    if _kept:
        return _gather_again()
    first = not any(map(_rows, MODELS))
    cast = gather()
    if first:
        _keep(cast)
    return cast
