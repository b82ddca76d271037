"""The chairs of the example organisation: who sits in which, and whether there are any."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from alongside.kit.refusal import NotHere
from alongside.people.models import Organisation, Person


@dataclass(frozen=True, slots=True)
class Seat:
    """One chair: whose it is, a line about what is seen from it, and whether the visitor sits in it.

    Three stand at the door; the others are on a page of their own.
    """

    slug: str
    name: str
    thread: str
    at_the_door: bool
    here: bool


def seats(request: HttpRequest) -> list[Seat]:
    """The chairs a visitor can choose from; none outside the demo."""
    if not settings.DEMO or not made_by_the_demo():
        return []
    from alongside.demo.script import Organisation as Told
    from alongside.demo.script import organisation

    told = organisation()
    mine = getattr(getattr(request, "user", None), "email", "")
    return [
        Seat(
            chair.person,
            told.people[chair.person].given,
            chair.says,
            at_the_door=chair in told.chairs,
            here=mine == Told.email(chair.person),
        )
        for chair in (*told.chairs, *told.further_chairs)
    ]


def whose(slug: str) -> Person:
    """Who sits in this chair.

    Raises:
        NotHere: this database was not made by the demo, or there is no such chair.
    """
    if not made_by_the_demo():
        raise NotHere
    from alongside.demo.script import organisation

    told = organisation()
    if slug not in {chair.person for chair in (*told.chairs, *told.further_chairs)}:
        raise NotHere
    person = Person.objects.filter(email=told.email(slug), is_active=True).first()
    if person is None:
        raise NotHere
    return person


def made_by_the_demo() -> bool:
    """Whether this database was created by the demo. A setting alone opens no chair."""
    return Organisation.objects.filter(pk=1, is_demo=True).exists()
