"""The six people of every test.

Pia performs, Cleo coaches her, Lena leads Pia's team, Toni is her team mate, Otto works elsewhere, Ada runs the server.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date

import pytest

from alongside.pairs.models import Agreement, Kind, Pair
from alongside.people.models import Line, Membership, Person, Team

BEGINNING = date(2026, 1, 12)


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


def enter(name: str, **more: object) -> Person:
    """A person of this name with an address at example.org."""
    given = name.split()[0]
    return Person.objects.create(
        email=f"{given.lower()}@example.org", name=name, given_name=given, started_on=date(2020, 1, 1), **more
    )


def in_team(person: Person, team: Team, lead: Person | None = None) -> None:
    """Put a person into a team and, if a lead is given, under that lead."""
    Membership.objects.create(person=person, team=team, started_on=BEGINNING)
    if lead is not None:
        Line.objects.create(person=person, lead=lead, started_on=BEGINNING)


def pair_up(performer: Person, coach: Person, kind: Kind = Kind.PEER) -> Pair:
    """An open pair whose starter agreement both have signed."""
    pair = Pair.objects.create(performer=performer, coach=coach, kind=kind, began_on=BEGINNING)
    Agreement.objects.create(
        pair=pair,
        by=coach,
        version=1,
        starter=True,
        words="",
        made_on=BEGINNING,
        performer_signed_on=BEGINNING,
        coach_signed_on=BEGINNING,
    )
    return pair


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
        pair=pair_up(pia, cleo, Kind.ACROSS),
        customer_care=customer_care,
        field_service=field_service,
        operations=operations,
    )


@pytest.fixture
def cast(db: None) -> Cast:
    """The six people, the pair of Pia and Cleo, and their teams."""
    return gather()
