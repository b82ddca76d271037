"""This month's topic and turned roles, through the API alone."""

import pytest

from alongside.conversations import themes
from tests.api.test_base import is_problem


@pytest.fixture
def two(api, cast, clock):
    """Pia performs, Cleo coaches."""
    return api(cast.pia), api(cast.cleo)


def test_a_teams_year(api, cast, clock):
    there = f"/teams/{cast.customer_care.pk}/themes"
    lena, pia = api(cast.lena), api(cast.pia)
    assert pia.get(there)["months"] == list(themes.usual_year())
    year = list(themes.move_check_ins(themes.usual_year(), 1))
    assert lena.put(there, {"months": year})["months"] == year
    assert lena.put(there, {"months": year})["months"] == year
    assert is_problem(pia.put(there, {"months": year}), 404, "not-here")
    assert is_problem(lena.put(there, {"months": ["energy"] * 12}), 409, "two-check-ins")
    assert lena.put(there, {"months": year[:11]}).status == 422
    assert pia.get(there)["months"] == year


def test_the_performer_swaps_this_months_topic(two, cast):
    pia, cleo = two
    there = f"/pairs/{cast.pair.pk}/theme"
    assert cleo.get(there)["guide"] == themes.usual_year()[2]
    assert pia.put(there, {"guide": "career"})["own"] is True
    assert cleo.get(there)["guide"] == "career"
    assert is_problem(cleo.put(there, {"guide": "energy"}), 404, "not-here")
    assert is_problem(pia.put(there, {"guide": "closing"}), 409, "no-guide")
    assert pia.put(there, {"guide": themes.usual_year()[2]})["own"] is False


def test_the_roles_are_turned(two, cast):
    pia, cleo = two
    talk = pia.post(f"/pairs/{cast.pair.pk}/talks/start", {"guide": "grow", "turned": True, "mode": "screens"})
    assert (talk["turned"], talk["performer"], talk["coach"]) == (True, str(cast.cleo.pk), str(cast.pia.pk))
    turn = pia.get(f"/talks/{talk['id']}/turns").json[0]
    assert turn["can"] == ["see", "write_after"]
    there = f"/turns/{turn['id']}/answer"
    assert is_problem(pia.post(there, {"text": "What is it?", "kind": "question"}), 409, "performer-first")
    assert cleo.post(there, {"text": "I am never at my desk."})["performer"] == "wrote"
    assert pia.post(there, {"text": "When were you last?", "kind": "question"}).status == 200
    assert cleo.post(f"/talks/{talk['id']}/close", {"ended_with": "one-thing"})["ended_with"] == "nothing"
    offered = cleo.get(f"/pairs/{cast.pair.pk}/guide-offer")
    assert "role-swap" not in {one["slug"] for one in offered["others"]}
