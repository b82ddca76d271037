"""One thing alone, through its pages."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from alongside.focus.models import Commitment, Focus
from alongside.pairs.models import Side
from alongside.reflections import solo
from alongside.reflections.models import SoloFocus, SoloStep
from tests.cast import pair_up

TODAY = date(2026, 3, 2)
PAGE = "/alone/"


@pytest.fixture(autouse=True)
def _now(clock):
    """It is a Monday in March."""


def as_person(person):
    client = Client()
    client.force_login(person)
    return client


def address(name, row):
    return reverse(f"solo:{name}", args=[row.pk])


def said(response):
    return " ".join(response.content.decode().split())


def filled(**changed):
    day = (TODAY + timedelta(14)).isoformat()
    return {"aim": "Say no to a fourth ticket", "will": "say it at once", "look_back_on": day} | changed


@pytest.fixture
def focus(cast):
    return solo.choose_alone(
        by=cast.pia, aim="Say no to a fourth ticket", will="say it at once", look_back_on=TODAY + timedelta(14)
    )


def test_from_nothing_to_looking_back(cast):
    client = as_person(cast.pia)
    page = said(client.get(PAGE))
    assert "One thing until Monday, 16 March, just for you" in page
    assert "Only you can read this." in page
    assert client.post(PAGE, filled(will=" ")).status_code == 422
    assert client.post(PAGE, filled())["Location"] == PAGE
    focus = SoloFocus.objects.get()
    client.post(address("add_step", focus), {"text": "Write the sentence down"})
    client.post(address("add_step", focus), {"text": "Say it to Toni first"})
    done, dropped = SoloStep.objects.filter(focus=focus)
    client.post(address("finish_step", done))
    client.post(address("drop_step", dropped))
    client.post(address("words", focus), {"aim": "Say no", "will": "say it at once"})
    client.post(address("carry_on", focus), {"look_back_on": (TODAY + timedelta(20)).isoformat()})
    page = said(client.get(PAGE))
    assert "Say no" in page and "Sunday, 22 March" in page and "Write the sentence down" in page
    assert client.post(address("look_back", focus), {"learning": "x", "how": "helped"}).status_code == 422
    told = {"learning": "Nobody minded.", "helped": "Toni", "nothing_hindered": "on", "how": "helped"}
    assert client.post(address("look_back", focus), told)["Location"] == address("one", focus)
    page = said(client.get(address("one", focus)))
    assert "It helped" in page and "Nobody minded." in page
    assert address("one", focus) in said(client.get(PAGE))


def test_a_second_one_keeps_the_page_and_says_so(cast, focus):
    answer = as_person(cast.pia).post(PAGE, filled(aim="Something else"))
    assert answer.status_code == 409
    assert "You have one thing of your own already" in said(answer)
    assert "Something else" in said(answer) and f'href="{PAGE}"' in said(answer)


def test_a_fourth_step_and_a_far_day_are_refused(cast, focus):
    client = as_person(cast.pia)
    for _ in range(3):
        client.post(address("add_step", focus), {"text": "x"})
    answer = client.post(address("add_step", focus), {"text": "A fourth"})
    assert answer.status_code == 409 and "A fourth" in said(answer)
    assert client.post(address("carry_on", focus), {"look_back_on": "2027-01-01"}).status_code == 422


def test_steps_come_back_alone_with_htmx(cast, focus):
    answer = as_person(cast.pia).post(address("add_step", focus), {"text": "x"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200 and "<html" not in said(answer)


def test_taken_to_a_pair_it_is_copied_and_stays_ones_own(cast, focus):
    client = as_person(cast.pia)
    there = reverse("focus:choose", args=[cast.pair.pk])
    assert f"{there}?alone={focus.pk}" in said(client.get(PAGE))
    page = said(client.get(there, {"alone": focus.pk}))
    assert "Say no to a fourth ticket" in page and "say it at once" in page
    shown = {
        "aim": "Say no to a fourth ticket",
        "performer_will": "say it on Tuesday at nine",
        "coach_will": "stand in for you on Tuesday at nine",
        "look_back_on": (TODAY + timedelta(14)).isoformat(),
    }
    client.post(f"{there}?alone={focus.pk}", shown)
    assert Focus.objects.get().aim == "Say no to a fourth ticket"
    assert Commitment.objects.get(side=Side.PERFORMER).text == "say it on Tuesday at nine"
    assert SoloFocus.objects.get().closed_on is None


def test_it_is_not_offered_where_one_coaches(cast):
    pair_up(cast.otto, cast.pia)
    solo.choose_alone(by=cast.cleo, aim="Wait", will="count to ten", look_back_on=TODAY + timedelta(3))
    page = said(as_person(cast.cleo).get(PAGE))
    assert "?alone=" not in page


@pytest.mark.parametrize("name", ["cleo", "lena", "toni", "otto", "ada"])
def test_to_everybody_else_it_is_not_there(cast, focus, name):
    step = solo.take_step_alone(focus, by=cast.pia, text="x")
    client = as_person(getattr(cast, name))
    urls = [address(each, focus) for each in ("one", "words", "carry_on", "add_step", "look_back", "delete")]
    for url in [*urls, address("finish_step", step), address("drop_step", step)]:
        answers = {client.get(url).status_code, client.post(url).status_code}
        assert answers <= {404, 405} and 404 in answers
    assert "fourth ticket" not in said(client.get(PAGE))
    assert SoloFocus.objects.exists()


def test_wrong_methods_and_what_is_not_there(cast, focus):
    client = as_person(cast.pia)
    for name in ("words", "carry_on", "add_step", "delete", "finish_step", "drop_step"):
        assert client.get(reverse(f"solo:{name}", args=[uuid4()])).status_code == 405
        assert client.post(reverse(f"solo:{name}", args=[uuid4()])).status_code == 404
    assert client.post(address("one", focus)).status_code == 405
    assert client.put(PAGE).status_code == 405


def test_deleting(cast, focus):
    as_person(cast.pia).post(address("delete", focus))
    assert not SoloFocus.objects.exists()


def test_few_queries(cast, focus):
    client = as_person(cast.pia)
    client.get(PAGE)
    for url in (PAGE, address("look_back", focus)):
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        assert len(captured) <= 10
