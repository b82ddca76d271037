"""Every address of the product: signed in, or named here; a stranger finds nothing; a wrong method is told so."""

from uuid import uuid4

import pytest
from django.test import Client

from alongside.access.rules import RULES
from alongside.conversations.models import Theme
from alongside.evaluations.models import Axes
from alongside.matching.models import Listing
from alongside.people.models import HouseAgreement, Line, Membership, Person, RosterImport, Team
from alongside.upward.models import Contact, Representative
from tests.addresses import Address, our_pages, pages
from tests.cast import Cast
from tests.stage import set_stage

OPEN = {
    "account_inactive",
    "account_login",
    "account_logout",
    "account_request_login_code",
    "account_signup",  # says that people are invited
    "chairs:all",
    "chairs:sit",  # in a database made by the demo; anywhere else there is no chair
    "door:welcome",  # the link of an invitation
    "health",  # for whoever watches the server
    "how:page",  # how this works here, and what it is never used for
    "today",  # the door
}
"""Names of addresses that answer somebody who has not signed in. Each stands here on purpose."""

OPEN_TO_COLLEAGUES: dict[str, set[type]] = {
    **{f"feedback:{name}": {Person} for name in ("write", "draft", "drop_draft", "ask", "thank")},
    "people:person": {Person},
    "people:team": {Team},
    "talks:year": {Team},
    "upward:bring": {Contact},
    "readers": {Axes, Contact, HouseAgreement, Line, Listing, Membership, Person, Representative, Team, Theme},
}
"""Addresses of rows that everybody who works here may open, and of which models."""

KEPT: dict[str, set[type]] = {
    **{f"people:{name}": {Person} for name in ("change", "place", "also_reports", "keeper", "welcome", "left")},
    **{f"people:{name}": {Team} for name in ("change_team", "end_team")},
    **{f"roster:{name}": {RosterImport} for name in ("look", "again", "apply", "drop", "not_taken")},
    "people:end_line": {Line},
    "checkins:axes": {Team},
    "how:take_back": {HouseAgreement},
    "upward:end": {Contact},
    "upward:end_representing": {Representative},
    "readers": {RosterImport},
}
"""Addresses of rows that are there for Ada, who keeps the list of people, and of which models."""


def as_person(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


PLACES = sorted({address.place for address in pages()})
"""Tests take all addresses of one place, so that people are gathered once for each place."""


@pytest.mark.django_db
@pytest.mark.parametrize("place", PLACES)
def test_who_has_not_signed_in_is_asked_to(place):
    for address in at(place, pages()):
        for method in ("get", "post"):
            answer = getattr(Client(), method)(address.path())
            sent_away = answer.status_code == 302 and answer["Location"].startswith("/account/login/")
            assert sent_away != (address.name in OPEN), f"{method} {address.path()} answered {answer.status_code}"


@pytest.mark.parametrize("place", PLACES)
def test_a_wrong_method_is_told_so(place, cast):
    client = as_person(cast.pia)
    for address in at(place, our_pages()):
        answer = client.delete(address.path())
        assert answer.status_code == 405, f"DELETE {address.path()} answered {answer.status_code}"


@pytest.mark.parametrize("place", PLACES)
def test_what_is_not_there_is_not_there(place, cast):
    client = as_person(cast.pia)
    for address in with_id(place):
        answers = {client.get(address.path()).status_code, client.post(address.path()).status_code}
        assert answers <= {404, 405}, f"{address.path()} answered {answers}"
        assert 404 in answers, address.path()


@pytest.mark.parametrize("place", PLACES)
def test_to_a_stranger_nothing_of_theirs_is_there(place, cast):
    """Whatever row of Pia's and Cleo's an address is tried with, by Otto or Ada: as if it did not exist.

    Most rows have the same id here, so that one request tries an address with all of them.
    """
    addresses = with_id(place)
    some_know = set().union(*(known_of(address, cast.ada, cast) for address in addresses))
    same = uuid4()
    stage = set_stage(cast, lambda kind: uuid4() if kind in some_know else same)
    for stranger in (cast.otto, cast.ada):
        client = as_person(stranger)
        for address in addresses:
            methods = [method for method in (client.get, client.post) if method(address.path()).status_code != 405]
            assert methods
            known = known_of(address, stranger, cast)
            for path in {address.path(row) for kind, row in stage.items() if kind not in known}:
                answers = {method(path).status_code for method in methods}
                assert answers == {404}, f"{stranger} asks for {path}, and gets {answers}"


def at(place: str, addresses: list[Address]) -> list[Address]:
    return [address for address in addresses if address.place == place]


def with_id(place: str) -> list[Address]:
    return [address for address in at(place, our_pages()) if address.has_id]


def known_of(address: Address, stranger: Person, cast: Cast) -> set[type]:
    """The models whose rows this stranger may open at this address."""
    kept = KEPT.get(address.name, set()) if stranger == cast.ada else set()
    return OPEN_TO_COLLEAGUES.get(address.name, set()) | kept


def test_the_stage_has_a_row_for_every_rule(stage):
    assert set(stage) == set(RULES)
