"""What a person's page says about finding each other: what they offer, and who coaches in their place."""

from dataclasses import dataclass

from alongside.access.gate import rows
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
    found = list(rows(me, "see", Listing).filter(author=person).order_by("side"))
    unlock([person.pk] if found else [])
    known = topics()
    return [Line(one.side, [known[slug] for slug in one.slugs if slug in known], one.words) for one in found]


def in_place_of(me: Person, lead: Person) -> Person | None:
    """Who coaches in this lead's place, for those who report to them."""
    held = rows(me, "see", StandIn).filter(lead=lead, holds=True, coach__is_active=True).exclude(coach=me)
    standing = held.select_related("coach").first()
    return standing.coach if standing else None
