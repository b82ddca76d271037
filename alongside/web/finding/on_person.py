"""What a person's page says about finding each other: what they offer, and who coaches in their place."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from alongside.access.gate import rows
from alongside.kit.kept import first, kept
from alongside.matching.models import Listing, StandIn
from alongside.matching.topics import topics
from alongside.people.models import Person
from alongside.vault.ring import unlock


@dataclass(frozen=True)
class Line:
    """A line of the directory: the topics by name, and the words."""

    side: str
    topics: list[str]
    words: str


def lines_of(me: Person, person: Person) -> list[Line]:
    """What this person can help with and wants to learn, if they chose to say so. Two queries."""
    found = _listings(me.pk, person.pk)
    unlock([person.pk] if found else [])
    known = topics()
    return [Line(one.side, [known[slug] for slug in one.slugs if slug in known], one.words) for one in found]


@kept
def _listings(me: UUID, author: UUID) -> QuerySet[Listing]:
    return rows(me, "see", Listing).filter(author=author).order_by("side")


def in_place_of(me: Person, lead: Person) -> Person | None:
    """Who coaches in this lead's place, for those who report to them."""
    standing = first(_standing(me.pk, lead.pk))
    return standing.coach if standing else None


@kept
def _standing(me: UUID, lead: UUID) -> QuerySet[StandIn]:
    held = rows(me, "see", StandIn).filter(lead=lead, holds=True, coach__is_active=True).exclude(coach=me)
    return held.select_related("coach").order_by("pk")[:1]
