"""The six people of every test.

Pia performs, Cleo coaches her, Lena leads Pia's team, Toni is her team mate, Otto works elsewhere, Ada runs the server.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime

import pytest

from alongside.kit import clock
from alongside.pairs.actions import accept, invite
from alongside.pairs.models import Pair, Side
from alongside.people.actions import add_person, open_line, put_in_team
from alongside.people.models import Person, Team

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


@pytest.fixture
def cast(db: None) -> Cast:
    """The six people, the pair of Pia and Cleo, and their teams."""
    return gather()
