"""The branches of finding each other: the three of a group, and who coaches in a lead's place."""

from functools import cache
from typing import Any

from django.db.models import Q, QuerySet

from alongside.access.branches import Branch
from alongside.matching.models import Seat, StandIn
from alongside.people.models import Line, Person


@cache
def among_three(column: str) -> Branch:
    """Rows of the groups of three in which the person has a seat."""

    def people(row: Any) -> "QuerySet[Person]":
        trio = row.pk if column == "pk" else getattr(row, f"{column}_id")
        return Person.objects.filter(pk__in=Seat.objects.filter(trio=trio).values("person"), is_active=True)

    return Branch(root=column, ids=lambda me: Seat.objects.filter(person=me).values("trio"), people=people)


@cache
def in_my_leads_place() -> Branch:
    """Who coaches in the place of the person's leads, once both have said yes and as long as it holds."""

    def people(row: StandIn) -> "QuerySet[Person]":
        led = Line.objects.filter(lead=row.lead_id, ended_on=None) if row.holds else Line.objects.none()
        return Person.objects.filter(pk__in=led.values("person"), is_active=True)

    return Branch(
        root="lead",
        ids=lambda me: Line.objects.filter(person=me, ended_on=None).values("lead"),
        where=Q(holds=True),
        people=people,
    )
