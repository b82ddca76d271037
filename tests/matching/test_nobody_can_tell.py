"""Somebody would like to know why nobody was suggested. Every way to look gives the same, whatever the reason was."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.access.gate import readers
from alongside.journal.models import Deed
from alongside.kit import clock as the_clock
from alongside.lifecycle.exporting import export
from alongside.matching import directory, leading
from alongside.matching.models import LeadPath, Preference, Suggestion
from alongside.matching.suggesting import suggest_all
from alongside.pairs.models import Side
from alongside.people.models import Person
from tests.api.conftest import Program, program
from tests.cast import Cast, enter
from tests.web.test_every_address import as_person

REASONS: dict[str, Callable[[Person, Person, Cast], object]] = {
    "she wants no suggestions": lambda me, other, cast: directory.keep_preference(by=me, suggest=False),
    "she has no room": lambda me, other, cast: directory.keep_preference(by=me, suggest=True, room="none"),
    "she leaves him out": lambda me, other, cast: directory.leave_out(other, by=me),
    "she leaves his team out": lambda me, other, cast: directory.leave_out(cast.customer_care, by=me),
    "she wants her own team": lambda me, other, cast: directory.keep_preference(by=me, suggest=True, whom="own-team"),
    "she would rather not coach": lambda me, other, cast: leading.choose_step(by=me, step=LeadPath.Step.RATHER_NOT),
}


@pytest.fixture
def grace(cast, clock, never_held_back):
    """Grace could help Toni; both want suggestions."""
    grace = enter("Grace Obi")
    directory.put_in_directory(by=cast.toni, side=Side.PERFORMER, topics_=["saying-no"])
    directory.put_in_directory(by=grace, side=Side.COACH, topics_=["saying-no"])
    for person in (cast.toni, grace):
        directory.keep_preference(by=person, suggest=True)
    return grace


PAGES = ["/", "/finding/", "/finding/?side=performer", "/finding/?q=saying", "/finding/suits/", "/finding/three/"]
PAGES += ["/people/", "/pairs/", "/me/"]
CALLS = ["/directory", "/suggestions", "/trios", "/stand-ins", "/me/suits", "/invitations", "/handovers"]


def all_that(me: Person, client: Client, speaks: Program, about: Person) -> str:
    """Everything that somebody can look at, without what differs from one request to the next."""
    seen = [client.get(path).content.decode() for path in [*PAGES, f"/people/{about.pk}/"]]
    seen += [json.dumps(speaks.get(path).json) for path in [*CALLS, f"/people/{about.pk}"]]
    with zipfile.ZipFile(io.BytesIO(export(me))) as archive:
        seen += [archive.read(name).decode() for name in archive.namelist()]
    return re.sub(r"[A-Za-z0-9]{64}", "", "\n".join(seen))


def test_why_nobody_was_suggested_can_t_be_told(cast, grace):
    curious = [(one, as_person(one), program(one)) for one in (cast.toni, cast.otto, cast.ada)]
    seen: dict[str, list[str]] = {}
    for reason, draw_a_line in REASONS.items():
        with transaction.atomic():
            draw_a_line(grace, cast.toni, cast)
            suggest_all()
            assert not Suggestion.objects.exists(), reason
            seen[reason] = [all_that(*one, about=grace) for one in curious]
            seen[reason].append(str(list(Deed.objects.order_by("pk").values_list("by", "verb", "model", "row"))))
            transaction.set_rollback(True)
    first, *others = seen.values()
    assert "Grace Obi" in first[0]
    for reason, other in zip(list(seen)[1:], others, strict=True):
        assert other == first, reason


deeds = st.lists(
    st.sampled_from(["leave out", "leave in", "off", "on", "no room", "out", "in", "aside", "rather not", "a day"]),
    max_size=8,
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds)
def test_what_was_suggested_stands_in_whatever_order_things_are_done(cast, grace, done):
    toni = cast.toni
    now = the_clock.now()
    with transaction.atomic():
        suggest_all()
        before = _seen(grace)
        for deed in done:
            if deed == "leave out":
                directory.leave_out(grace, by=toni)
            elif deed == "leave in":
                directory.leave_in(grace.pk, by=toni)
            elif deed in {"off", "on", "no room"}:
                directory.keep_preference(by=toni, suggest=deed != "off", room="none" if deed == "no room" else "one")
            elif deed == "out":
                directory.take_out_of_directory(by=toni, side=Side.PERFORMER)
            elif deed == "in":
                directory.put_in_directory(by=toni, side=Side.PERFORMER, topics_=["craft"])
            elif deed == "aside":
                directory.put_aside(Suggestion.objects.get(author=toni, side=Side.PERFORMER), by=toni)
            elif deed == "rather not":
                leading.choose_step(by=toni, step=LeadPath.Step.RATHER_NOT)
            else:
                now += timedelta(days=1)
            with the_clock.at(now):
                suggest_all()
                assert _seen(grace) == before
        transaction.set_rollback(True)


def _seen(grace: Person) -> str:
    """Her suggestions, by the API and by row."""
    rows = list(Suggestion.objects.filter(author=grace).values_list("pk", "side", "made_on", "until"))
    return json.dumps(program(grace).get("/suggestions").json) + str(rows)


def test_a_row_does_not_tell_whether_anybody_is_left_out(cast, grace):
    def size() -> int:
        return len(Preference.objects.filter(author=cast.pia).values_list("left_out", flat=True).get())

    directory.keep_preference(by=cast.pia, suggest=True)
    sizes = {size()}
    directory.keep_preference(by=cast.pia, suggest=True, without_line=True)
    sizes.add(size())
    for row in (cast.lena, cast.customer_care, *(enter(f"Somebody{number} Else") for number in range(48))):
        directory.leave_out(row, by=cast.pia)
        sizes.add(size())
        if len(Preference.objects.get(author=cast.pia).exclusions) == directory.MOST_LEFT_OUT:
            break
    directory.leave_in(cast.lena.pk, by=cast.pia)
    assert sizes | {size()} == {size()}
    assert len(Preference.objects.get(author=cast.pia).exclusions) == directory.MOST_LEFT_OUT - 1


def test_nobody_else_can_read_it(cast, grace):
    suggest_all()
    for one in Suggestion.objects.all():
        assert [person.pk for person in readers(one)] == [one.author_id]
