"""Where would you place the last two months, through the API: words both ways, and nothing before both are in."""

import json
import re

import pytest

from tests.api.test_base import is_problem

WORK = {"across": "mostly", "up": "seldom"}
COACHING = {"across": "always", "up": "half-the-time"}


@pytest.fixture
def two(api, cast, clock):
    return api(cast.pia), api(cast.cleo)


def test_two_programs_place_the_last_two_months(two, cast):
    pia, cleo = two
    here = f"/pairs/{cast.pair.pk}/check-ins"
    key = {"Idempotency-Key": "once"}
    asked = pia.post(here, **key)
    assert (asked.status, asked["state"], asked["mine"], asked["both"]) == (201, "open", None, None)
    assert pia.post(here, **key).json == asked.json
    assert cleo.post(here)["id"] == asked["id"]
    assert asked["questions"]["work"]["across"] == "How often was my work outstanding?"

    mine = f"/check-ins/{asked['id']}/mine"
    before = cleo.get(f"/check-ins/{asked['id']}").json
    placed = pia.put(mine, {"work": WORK, "coaching": None})
    assert (placed.status, placed["state"], placed["mine"]) == (200, "open", {"work": WORK, "coaching": None})
    assert cleo.get(f"/check-ins/{asked['id']}").json == before
    assert pia.delete(mine).status == 204
    assert pia.get(f"/check-ins/{asked['id']}")["mine"] is None
    pia.put(mine, {"work": WORK, "coaching": COACHING})

    both = cleo.put(mine, {"work": COACHING, "coaching": COACHING})
    assert both["state"] == "both-in"
    assert both["both"]["performer"] == {"work": WORK, "coaching": COACHING}
    assert (both["both"]["work_apart"], both["both"]["coaching_apart"]) == ("some-way", "same")
    assert "Cleo saw it more often than Pia" in both["both"]["question"]
    assert pia.get(here)["items"][0]["both"] == both["both"]
    assert is_problem(pia.put(mine, {"work": WORK, "coaching": None}), 409, "not-open")
    assert is_problem(pia.delete(mine), 409, "not-open")
    without_ids = re.sub(r'"[0-9a-f-]{36}"|"\d{4}-\d\d-\d\d"', "", json.dumps(both.json))
    assert not re.search(r"\d", without_ids)


def test_what_came_back_is_deleted_the_same_way(two, cast, clock):
    pia, cleo = two
    asked = cleo.post(f"/pairs/{cast.pair.pk}/check-ins")
    mine = f"/check-ins/{asked['id']}/mine"
    pia.put(mine, {"work": WORK, "coaching": None})
    clock.forward(days=15)
    assert pia.get(f"/check-ins/{asked['id']}")["state"] == "closed"
    assert pia.get(f"/check-ins/{asked['id']}")["mine"] == {"work": WORK, "coaching": None}
    assert cleo.get(f"/check-ins/{asked['id']}")["mine"] is None
    assert is_problem(cleo.put(mine, {"work": WORK, "coaching": None}), 409, "not-open")
    assert pia.delete(mine).status == 204
    assert pia.get(f"/check-ins/{asked['id']}")["mine"] is None


def test_only_words_are_taken(two, cast):
    pia, _cleo = two
    asked = pia.post(f"/pairs/{cast.pair.pk}/check-ins")
    mine = f"/check-ins/{asked['id']}/mine"
    for sent in ({"work": {"across": 6, "up": 2}, "coaching": None}, {"work": WORK}, {"work": {"across": "mostly"}}):
        assert is_problem(pia.put(mine, sent), 422, "invalid")


def test_a_teams_own_questions(api, cast, clock):
    here = f"/teams/{cast.customer_care.pk}/check-in-questions"
    worded = api(cast.lena).put(here, {"work_up": "How often did somebody smile?"})
    assert worded["own"] == ["work_up"]
    assert api(cast.otto).get(here)["questions"]["work"]["up"] == "How often did somebody smile?"
    assert is_problem(api(cast.toni).put(here, {"work_up": "How often?"}), 404, "not-here")
    assert api(cast.ada).put(here, {})["own"] == []


def test_a_list_asks_the_database_no_more_for_many(two, cast, clock, django_assert_max_num_queries):
    pia, _cleo = two
    here = f"/pairs/{cast.pair.pk}/check-ins"
    for _time in range(4):
        asked = pia.post(here)
        for speaks in two:
            speaks.put(f"/check-ins/{asked['id']}/mine", {"work": WORK, "coaching": COACHING})
        clock.forward(days=60)
    with django_assert_max_num_queries(12):
        assert len(pia.get(here)["items"]) == 4
