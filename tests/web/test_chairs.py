"""Sitting in somebody's chair: only in a database that was created by the demo."""

import pytest
from django.test import Client

from alongside.people.actions import organisation
from alongside.people.models import Person
from tests.cast import enter

SLUGS = ("pia", "cleo", "otto")


@pytest.fixture
def example(db: None) -> Person:
    """A database that looks as if the demo had made it, with one of the three in it."""
    house = organisation()
    house.is_demo = True
    house.save()
    return Person.objects.create(email="pia@haldane.example", name="Pia Marchetti", given_name="Pia")


@pytest.mark.parametrize("slug", [*SLUGS, "ada", "nobody"])
def test_elsewhere_there_are_no_chairs(cast, slug, settings):
    settings.DEMO = True  # a setting alone opens nothing
    Person.objects.filter(pk=cast.pia.pk).update(email="pia@haldane.example")
    for visitor in (Client(), _as(cast.ada)):
        before = visitor.session.get("_auth_user_id")
        assert visitor.post(f"/chairs/{slug}/").status_code == 404
        assert visitor.session.get("_auth_user_id") == before


def test_in_the_demo_one_sits_down_without_a_password(example):
    visitor = Client()
    answer = visitor.post("/chairs/pia/")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert visitor.session["_auth_user_id"] == str(example.pk)


def test_only_the_chairs_of_the_story_are_there(example):
    enter("Bronwen Ellis")
    Person.objects.filter(name="Bronwen Ellis").update(email="bronwen@haldane.example")
    assert Client().post("/chairs/bronwen/").status_code == 404
    assert Client().post("/chairs/otto/").status_code == 404  # not there in this database


def test_looking_does_not_seat_anybody(example):
    assert Client().get("/chairs/pia/").status_code == 405


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)", ""])
def test_one_never_leaves_for_another_host(example, elsewhere):
    assert Client().post("/chairs/pia/", {"next": elsewhere})["Location"] == "/"


def test_the_strip_is_shown_in_the_demo_only(example, settings):
    for demo, shown in ((False, False), (True, True)):
        settings.DEMO = demo
        page = _as(example).get("/how/")
        assert (b"/chairs/cleo/" in page.content) == shown
        assert b"/chairs/hanne/" not in page.content


def test_further_chairs_are_on_a_page_of_their_own(example, settings):
    settings.DEMO = True
    assert b"/chairs/hanne/" in Client().get("/chairs/").content


def test_elsewhere_that_page_is_not_there(cast, settings):
    settings.DEMO = True
    assert Client().get("/chairs/").status_code == 404


def _as(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client
