"""A line of people who have all been here: what a message without a name takes."""

from alongside.people.models import Person
from tests.cast import Cast, enter, in_team

NAMES = ("Nia Okoro", "Ben Salo", "Ivo Horvat", "Mei Tan")


def fill_line(cast: Cast) -> list[Person]:
    """Give Lena's line four more people, so that with Pia and Toni there are six; all of them have signed in."""
    more = [enter(name) for name in NAMES]
    for person in more:
        in_team(person, cast.customer_care, cast.lena)
    be_here([*cast, *more])
    return more


def be_here(people: list[Person]) -> None:
    """They have signed in once: nobody else could have written anything."""
    Person.objects.filter(pk__in=[person.pk for person in people]).update(last_login="2026-01-12T09:00Z")
