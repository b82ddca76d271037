"""Every address of the product: signed in, or named here; a stranger finds nothing; a wrong method is told so."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter, UUIDConverter
from django.urls.resolvers import RoutePattern

from alongside.access.rules import RULES
from alongside.people.models import Person

OPEN = {
    "account_email_verification_sent",
    "account_inactive",
    "account_login",
    "account_logout",
    "account_request_login_code",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_signup",  # says that people are invited
    "how:page",  # how this works here, and what it is never used for
}
"""Names of addresses that answer somebody who has not signed in. Each stands here on purpose."""

OPEN_TO_COLLEAGUES: dict[str, set[type]] = {}
"""Addresses of rows that everybody who works here may open, and of which models."""


@dataclass(frozen=True)
class Address:
    """One route of the product."""

    name: str
    route: str
    view: Callable[..., Any]
    converters: dict[str, Any]

    @property
    def ids(self) -> list[str]:
        return [name for name, converter in self.converters.items() if isinstance(converter, UUIDConverter)]

    def path(self, **ids: UUID) -> str:
        """The address, with these ids; other places are filled with something that is not there."""
        path = self.route
        for name, converter in self.converters.items():
            value = ids.get(name) or (
                uuid4()
                if isinstance(converter, UUIDConverter)
                else 1
                if isinstance(converter, IntConverter)
                else "none"
            )
            path = _fill(path, name, str(value))
        return "/" + path


def _found(name: str, converter: Any, row: Model) -> object:
    if isinstance(converter, UUIDConverter):
        return row.pk
    if name == "model":
        return row._meta.model_name
    return getattr(row, name, None) or _nothing(converter)


def _nothing(converter: Any) -> object:
    if isinstance(converter, UUIDConverter):
        return uuid4()
    return 1 if isinstance(converter, IntConverter) else "none"


def _fill(route: str, name: str, value: str) -> str:
    before, _, rest = route.partition(f"{name}>")
    return before[: before.rindex("<")] + value + rest


def addresses() -> list[Address]:
    return list(_walk(get_resolver().url_patterns, "", "", {}))


def _walk(patterns: Any, route: str, space: str, converters: dict[str, Any]) -> Iterator[Address]:
    for one in patterns:
        if not isinstance(one.pattern, RoutePattern):  # allauth's own addresses with a regular expression
            continue
        here, kinds = route + str(one.pattern), converters | one.pattern.converters
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from _walk(one.url_patterns, here, inner, kinds)
        elif isinstance(one, URLPattern) and one.name:
            yield Address(space + one.name, here, one.callback, kinds)


def pages() -> list[Address]:
    """All but the API, which has a door of its own."""
    return [address for address in addresses() if not address.route.startswith("api/")]


def our_pages() -> list[Address]:
    """Those whose views are ours."""
    return [address for address in pages() if address.view.__module__.startswith("alongside.")]


def as_person(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.django_db
@pytest.mark.parametrize("address", pages(), ids=lambda address: address.name)
def test_who_has_not_signed_in_is_asked_to(address):
    for method in ("get", "post"):
        answer = getattr(Client(), method)(address.path())
        sent_away = answer.status_code == 302 and answer["Location"].startswith("/account/login/")
        assert sent_away != (address.name in OPEN), f"{method} {address.path()} answered {answer.status_code}"


@pytest.mark.parametrize("address", our_pages(), ids=lambda address: address.name)
def test_a_wrong_method_is_told_so(address, cast):
    answer = as_person(cast.pia).delete(address.path())
    assert answer.status_code == 405, f"DELETE {address.path()} answered {answer.status_code}"


@pytest.mark.parametrize("address", [one for one in pages() if one.ids], ids=lambda address: address.name)
def test_what_is_not_there_is_not_there(address, cast):
    client = as_person(cast.pia)
    answers = {client.get(address.path()).status_code, client.post(address.path()).status_code}
    assert answers <= {404, 405}, f"{address.path()} answered {answers}"
    assert 404 in answers


@pytest.mark.parametrize("address", [one for one in pages() if one.ids], ids=lambda address: address.name)
def test_to_a_stranger_nothing_of_theirs_is_there(address, cast, stage):
    """Whatever row of Pia's and Cleo's an address is tried with, by Otto or Ada: as if it did not exist."""
    shown = OPEN_TO_COLLEAGUES.get(address.name, set())
    for stranger, row in product((cast.otto, cast.ada), stage.values()):
        if type(row) in shown or not isinstance(row.pk, UUID):
            continue
        client, path = as_person(stranger), address.path(row)
        answers = {client.get(path).status_code, client.post(path).status_code}
        assert answers <= {404, 405}, f"{stranger} asks {address.name} for {type(row).__name__}: {answers}"


@pytest.mark.django_db
def test_the_stage_has_a_row_for_every_rule(stage):
    assert set(stage) == set(RULES)
