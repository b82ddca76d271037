"""Ruth and Hanne are confidential contacts, named by Ada and, for the employees, by Otto."""

from dataclasses import dataclass
from typing import Any

import pytest

from alongside.people.models import Person
from alongside.upward.models import Contact
from alongside.upward.naming import be_contact, confirm_contact, name_representative, propose_contact
from tests.cast import Cast, enter
from tests.upward.lines import be_here


@dataclass(frozen=True)
class Contacts:
    """The two contacts and their persons."""

    ruth: Person
    hanne: Person
    as_contact: Contact
    another: Contact


def name_two(cast: Cast) -> Contacts:
    """Named by both sides, and willing."""
    name_representative(cast.otto, by=cast.ada)
    people = [enter("Ruth Adler"), enter("Hanne Lie")]
    be_here(people)
    named = []
    for person in people:
        contact = propose_contact(person, by=cast.ada)
        confirm_contact(contact, by=cast.otto)
        named.append(be_contact(contact, by=person, about=f"{person} has time on Fridays."))
    return Contacts(people[0], people[1], named[0], named[1])


@pytest.fixture
def contacts(cast: Cast, clock: Any) -> Contacts:
    return name_two(cast)
