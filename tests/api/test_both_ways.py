"""How we're doing, both ways, and the reading without names, by programs; and what a program must not learn."""

import pytest

from alongside.api.models import Creation
from alongside.evaluations import without_names
from tests.api.test_base import is_problem
from tests.cast import enter, pair_up

COACHS = ["progress", "obstacles", "learning", "candour"]
PERFORMERS = ["commitments", "openness", "aims"]


@pytest.fixture(autouse=True)
def _now(clock):
    """It is a Monday in March."""


@pytest.fixture
def two(api, cast):
    """Pia performs, Cleo coaches."""
    return api(cast.pia), api(cast.cleo)


def placed(abouts, often="mostly"):
    return [{"about": about, "often": often} for about in abouts]


def said(abouts, often="mostly", **words):
    return {"placements": placed(abouts, often), "example": "You waited.", "request": "Ask me first."} | words


def test_both_ways_by_two_programs(two, cast):
    pia, cleo = two
    asked = cleo.post(f"/pairs/{cast.pair.pk}/both-ways", {})
    assert asked.status == 201 and asked["state"] == "asked"
    assert [one["about"] for one in asked["asked"]] == PERFORMERS
    mine = f"/both-ways/{asked['id']}/mine"
    assert is_problem(cleo.put(mine, said(COACHS)), 409, "not-possible-now")
    assert is_problem(pia.put(mine, said(COACHS, example=" ")), 409, "not-possible-now")
    before = cleo.get(f"/both-ways/{asked['id']}").json
    assert pia.put(mine, said(COACHS, None))["mine"]["placements"] == placed(COACHS, None)
    assert cleo.get(f"/both-ways/{asked['id']}").json == before
    assert pia.delete(mine).status == 204
    assert pia.get(f"/both-ways/{asked['id']}")["mine"] is None
    pia.put(mine, said(COACHS, "nearly-always"))
    both = cleo.put(mine, said(PERFORMERS))
    assert both["state"] == "in" and [way["by"]["name"] for way in both["ways"]] == ["Pia Lund", "Cleo Marchetti"]
    assert both["ways"][0]["placements"] == placed(COACHS, "nearly-always")
    assert is_problem(pia.put(mine, said(COACHS)), 409, "not-open")
    assert pia.post(f"/both-ways/{asked['id']}/talked-about")["state"] == "talked-about"
    listed = pia.get(f"/pairs/{cast.pair.pk}/both-ways")["items"]
    assert [one["id"] for one in listed] == [asked["id"]]


def test_the_performer_chooses_to_talk(two, cast):
    pia, cleo = two
    assert is_problem(cleo.post(f"/pairs/{cast.pair.pk}/both-ways", {"talk_only": True}), 409, "performers-choice")
    asked = pia.post(f"/pairs/{cast.pair.pk}/both-ways", {"talk_only": True})
    assert asked["state"] == "talk-only" and asked["open_until"] is None
    assert is_problem(cleo.put(f"/both-ways/{asked['id']}/mine", said(PERFORMERS)), 409, "talk-only")
    assert cleo.post(f"/both-ways/{asked['id']}/write").status == 404
    assert pia.post(f"/both-ways/{asked['id']}/write")["state"] == "asked"
    assert pia.post(f"/both-ways/{asked['id']}/just-talk")["state"] == "talk-only"


def test_what_came_back_can_be_sent_again_when_they_write_after_all(two, cast):
    pia, cleo = two
    asked = f"/both-ways/{pia.post(f'/pairs/{cast.pair.pk}/both-ways', {})['id']}"
    cleo.put(f"{asked}/mine", said(PERFORMERS))
    before = pia.get(asked)
    for deed in ("just-talk", "write"):
        pia.post(f"{asked}/{deed}")
    now = cleo.get(asked)
    assert (now["state"], now["mine"], now["came_back"]["example"]) == ("asked", None, "You waited.")
    assert pia.get(asked).json == before.json and before["came_back"] is None
    assert cleo.put(f"{asked}/mine", said(PERFORMERS))["came_back"] is None
    assert cleo.delete(f"{asked}/mine").status == 204
    assert (cleo.get(asked)["mine"], cleo.get(asked)["came_back"]) == (None, None)


def test_what_came_back_is_deleted_when_its_author_says_so(two, cast, clock):
    pia, cleo = two
    asked = pia.post(f"/pairs/{cast.pair.pk}/both-ways", {})
    mine = f"/both-ways/{asked['id']}/mine"
    pia.put(mine, said(COACHS))
    clock.forward(days=15)
    assert pia.get(f"/both-ways/{asked['id']}")["mine"]["example"] == "You waited."
    assert cleo.get(f"/both-ways/{asked['id']}")["mine"] is None
    assert pia.delete(mine).status == 204
    assert pia.get(f"/both-ways/{asked['id']}")["mine"] is None


def test_a_reading_without_names(api, cast, clock):
    people = [cast.pia, *(enter(f"{name} Haldane") for name in ("Grace", "Dev", "Samira", "Marek"))]
    pairs = {cast.pia: cast.pair} | {person: pair_up(person, cast.cleo) for person in people[1:]}
    pia = api(cast.pia)
    address = f"/pairs/{cast.pair.pk}/without-names"
    assert is_problem(pia.get(address), 404, "not-here")
    without_names.prepare_answers()
    assert pia.get(address)["joined"] is False
    assert is_problem(pia.put(address, {"placements": placed(COACHS[:3])}), 409, "not-possible-now")
    twice = [*placed(COACHS[:3]), *placed(COACHS[:1])]
    assert is_problem(pia.put(address, {"placements": twice}), 409, "not-possible-now")
    for person, pair in pairs.items():
        joined = api(person).put(f"/pairs/{pair.pk}/without-names", {"placements": placed(COACHS)})
        assert joined["joined"] and joined["placements"] == placed(COACHS)
    assert not Creation.objects.exists(), "nothing is kept of it that a key could open elsewhere"
    assert api(cast.cleo).get(address).status == 404
    assert pia.delete(address).status == 204
    assert pia.get(address)["joined"] is False
    pia.put(address, {"placements": placed(COACHS, None)})
    clock.set(clock.now.replace(month=7, day=1))
    without_names.publish_readings()
    (reading,) = api(cast.cleo).get("/readings")["items"]
    assert {reading[about] for about in COACHS} == {"mostly-often"}
    assert set(reading) == {"id", "since", "until", *COACHS}
    assert pia.get("/readings")["items"] == []
