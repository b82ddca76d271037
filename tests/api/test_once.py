"""The same request with the same key makes one thing: again, at the same moment, with other words, after a day."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from alongside.api.models import Creation
from alongside.api.sweep import sweep_creations
from alongside.conversations.models import Topic
from alongside.kit import clock as the_clock
from alongside.lifecycle.forgetting import forget
from alongside.people.models import Person
from tests.api.conftest import program
from tests.api.test_base import is_problem
from tests.cast import gather

KEY = {"Idempotency-Key": "a-key-of-mine"}


def test_again_is_the_same_answer(api, cast, clock):
    pia = api(cast.pia)
    path = f"/pairs/{cast.pair.pk}/topics"
    first = pia.post(path, {"text": "Keys"}, **KEY)
    again = pia.post(path, {"text": "Keys"}, **KEY)
    assert first.status == again.status == 201
    assert first.json == again.json
    assert again.response["Idempotent-Replayed"] == "true"
    assert Topic.objects.count() == 1
    assert pia.post(path, {"text": "Keys"}).json["id"] != first["id"]


def test_notes_that_were_deleted_lie_in_no_answer_that_is_kept(api, cast):
    """Beginning notes answers with those that are begun already, so its answer holds more than was sent."""
    pia = api(cast.pia)
    notes = pia.post("/reflections", {}, **KEY)
    pia.call("PUT", f"/cards/{notes['cards'][0]['id']}", {"text": "The wards know my voice."})
    assert pia.post("/reflections", {}, **KEY)["id"] == notes["id"]
    pia.call("DELETE", f"/reflections/{notes['id']}")
    assert "The wards" not in str(pia.post("/reflections", {}, **KEY).json)
    assert not Creation.objects.exists()


def test_another_body_with_the_same_key(api, cast):
    pia = api(cast.pia)
    path = f"/pairs/{cast.pair.pk}/topics"
    pia.post(path, {"text": "Keys"}, **KEY)
    assert is_problem(pia.post(path, {"text": "Doors"}, **KEY), 422, "key-used")
    assert is_problem(pia.post(f"/pairs/{cast.pair.pk}/ideas", {"text": "Keys"}, **KEY), 422, "key-used")
    assert Topic.objects.count() == 1


def test_keys_are_of_one_token(api, cast):
    path = f"/pairs/{cast.pair.pk}/topics"
    for person in (cast.pia, cast.cleo):
        assert api(person).post(path, {"text": "Keys"}, **KEY).status == 201
    assert Topic.objects.count() == 2


@pytest.mark.parametrize("key", ["", "x" * 201, "two words", "ü"])
def test_a_key_that_is_none(key, api, cast):
    answer = api(cast.pia).post(f"/pairs/{cast.pair.pk}/topics", {"text": "Keys"}, **{"Idempotency-Key": key})
    assert is_problem(answer, 422, "invalid")


def test_a_refusal_is_not_remembered(api, cast):
    pia = api(cast.pia)
    path = f"/pairs/{cast.pair.pk}/topics"
    pia.post(f"/pairs/{cast.pair.pk}/pause")
    api(cast.cleo).post(f"/pairs/{cast.pair.pk}/pause")
    assert is_problem(pia.post(path, {"text": "Keys"}, **KEY), 409, "pair-paused")
    pia.post(f"/pairs/{cast.pair.pk}/resume")
    assert pia.post(path, {"text": "Keys"}, **KEY).status == 201


def test_what_was_made_is_not_shown_to_whoever_lost_the_right(api, cast):
    """A key answers its own token alone; when the person is forgotten, nothing of it is left."""
    api(cast.pia).post(f"/pairs/{cast.pair.pk}/topics", {"text": "Keys"}, **KEY)
    assert Creation.objects.count() == 1
    forget(cast.pia)
    assert Creation.objects.count() == 0


def test_nothing_of_it_lies_there_in_the_clear(api, cast):
    api(cast.pia).post(f"/pairs/{cast.pair.pk}/topics", {"text": "Keys at the porter"}, **KEY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM api_creation")
        row = b"|".join(
            bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
            for value in cursor.fetchone()
        )
    assert b"porter" not in row and b"topics" not in row and b"a-key" not in row


def test_kept_for_a_day(api, cast, clock):
    pia, path = api(cast.pia), f"/pairs/{cast.pair.pk}/topics"
    first = pia.post(path, {"text": "Keys"}, **KEY)
    clock.forward(hours=30)
    assert sweep_creations() == 0
    assert pia.post(path, {"text": "Keys"}, **KEY).json == first.json
    clock.forward(hours=24)
    assert sweep_creations() == 1


def test_services_too(api, cast):
    service = api(None)
    sent = {"email": "new@example.org", "name": "New Person"}
    first, again = (service.post("/people", sent, **KEY) for _ in range(2))
    assert first.json == again.json and again.status == 201
    assert Person.objects.filter(email="new@example.org").count() == 1


@pytest.mark.django_db(transaction=True)
def test_at_the_same_moment():
    cast = gather()
    speaks = program(cast.pia)
    ready, moment = Barrier(4), the_clock.now() + timedelta(0)

    def send(_number):
        try:
            connection.ensure_connection()
            with the_clock.at(moment):
                ready.wait(10)
                return program_like(speaks).post(f"/pairs/{cast.pair.pk}/topics", {"text": "Keys"}, **KEY)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(send, range(4)))
    assert {answer.status for answer in answers} == {201}
    assert len({answer["id"] for answer in answers}) == 1
    assert Topic.objects.count() == 1
    assert Creation.objects.count() == 1


def program_like(other):
    """The same token, a connection of its own."""
    return type(other)(other.secret)
