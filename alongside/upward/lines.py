"""Who stands above whom, and from how many people something without a name could have come."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, cast
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from alongside.kit.kept import kept
from alongside.people.models import Line, Person

DEEPEST = 30
"""More levels than any organisation has."""


def leads_of(person: UUID) -> "QuerySet[Person]":
    """The lead and the lead's lead: whom one can tell something."""
    above = Line.objects.main().filter(person=person).values("lead")
    further = Line.objects.main().filter(person__in=above).values("lead")
    return Person.objects.filter(pk__in=above.union(further), is_active=True).exclude(pk=person)


def circle(lead: Person, since: date) -> set[UUID]:
    """Who could have written to this lead without a name in the week from that Monday: a group fixed on that day.

    Those who reported to the lead, or to somebody who does, before that day and still do; who work here; and whose
    account was ever signed in with, for nobody else could have written (a key of theirs is no sign: one is made when a
    colleague tells them what they saw, or a team they are in proposes something). Both who may write and how many there
    are come from it.
    """
    return _circles([lead.pk], _below(lead.pk, since))[lead.pk]


def circles_above(person: UUID, leads: Iterable[UUID], since: date) -> dict[UUID, set[UUID]]:
    """The same for each of these, who are among the `leads_of` this person, in one query."""
    return _circles(leads, _below_leads_of(person, since))


def _circles(leads: Iterable[UUID], edges: Iterable[Line]) -> dict[UUID, set[UUID]]:
    below: dict[UUID, set[UUID]] = defaultdict(set)
    writes = set()
    for lead, person, is_here in cast("list[tuple[UUID, UUID, bool]]", edges):
        below[lead].add(person)
        if is_here:
            writes.add(person)
    return {
        lead: (below[lead].union(*(below.get(person, set()) for person in below[lead])) & writes) - {lead}
        for lead in leads
    }


@kept
def _below(lead: UUID, since: date) -> "QuerySet[Line, Any]":
    return _edges(Person.objects.filter(pk=lead), since)


@kept
def _below_leads_of(person: UUID, since: date) -> "QuerySet[Line, Any]":
    return _edges(leads_of(person), since)


def _edges(leads: "QuerySet[Person]", since: date) -> "QuerySet[Line, Any]":
    """Who reports to these, or to somebody who does: the lead, the person, and whether they could have written."""
    standing = Line.objects.main().filter(started_on__lte=since)
    here = Q(person__last_login__isnull=False, person__is_active=True)
    # One list of leads, which an index answers; an OR would read every line of the organisation.
    direct = standing.filter(lead__in=leads.values("pk"))
    edges = standing.filter(lead__in=leads.values("pk").union(direct.values("person"), all=True))
    return edges.annotate(here=here).values_list("lead", "person", "here")


def above(people: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """For each of these everybody above them, by main and additional lines up to the top. One query."""
    wanted = list(people)
    found: dict[UUID, set[UUID]] = {pk: set() for pk in wanted}
    if not wanted:
        return found
    key = Person._meta.pk
    marks = ", ".join(["%s"] * len(wanted))
    table = connection.ops.quote_name(Line._meta.db_table)
    sql = f"""
        WITH RECURSIVE up(start, person, depth) AS (
            SELECT person_id, lead_id, 1 FROM {table} WHERE ended_on IS NULL AND person_id IN ({marks})
            UNION
            SELECT up.start, line.lead_id, up.depth + 1 FROM {table} line JOIN up ON line.person_id = up.person
            WHERE line.ended_on IS NULL AND up.depth < {DEEPEST}
        )
        SELECT DISTINCT start, person FROM up
    """  # noqa: S608 (names of ours and marks)
    with connection.cursor() as cursor:
        cursor.execute(sql, [key.get_db_prep_value(pk, connection) for pk in wanted])
        for start, person in cursor.fetchall():
            found[UUID(str(start))].add(UUID(str(person)))
    return found
