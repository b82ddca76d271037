"""What people say to each other and what a team agrees on, through the API alone."""

import pytest

from alongside.feedback.models import Story
from tests.api.test_base import is_problem

SAID = {
    "saw": "You took a call while I was speaking.",
    "story": "I thought it did not matter.",
    "otherwise": "The ward.",
}


@pytest.fixture
def two(api, cast, clock):
    """Pia and Toni, who are no pair."""
    return api(cast.pia), api(cast.toni)


def test_who_can_read_a_story_does_not_tell_whether_it_was_read(two, cast):
    """The giver knows its id from their archive; the list of its readers is the same before and after."""
    pia, toni = two
    given = pia.post(f"/people/{cast.toni.pk}/feedback", SAID)
    there = f"/readers/story/{Story.objects.get().pk}"
    before = pia.get(there).json
    assert {person["name"] for person in before["readers"]} == {"Pia Lund", "Toni Adeyemi"}
    assert is_problem(toni.get(there), 404, "not-here")
    toni.post(f"/feedback/{given['id']}/read-on")
    assert pia.get(there).json == before == toni.get(there).json


def test_something_seen_from_the_first_word_to_the_last(two, cast):
    pia, toni = two
    draft = pia.put(f"/people/{cast.toni.pk}/feedback-draft", {"version": 0, "saw": "You took"})
    assert (draft.status, draft["version"]) == (200, 1)
    stale = pia.put(f"/people/{cast.toni.pk}/feedback-draft", {"version": 0, "saw": "You"})
    assert is_problem(stale, 409, "stale") and stale["about"] == {"version": 1, "text": "You took"}
    hints = pia.post("/feedback/look", {"text": "You always do that.", "part": "saw"})["hints"]
    assert [(hint["rule"], hint["phrase"]) for hint in hints] == [("absolute", "always")]
    given = pia.post(f"/people/{cast.toni.pk}/feedback", SAID)
    assert given.status == 201 and given["story"]["story"] == SAID["story"]
    assert is_problem(pia.get(f"/people/{cast.toni.pk}/feedback-draft"), 404, "not-here")

    there = f"/feedback/{given['id']}"
    assert toni.get(there)["saw"] == SAID["saw"]
    assert toni.get(there)["story"] is None
    assert is_problem(toni.put(f"{there}/whose-view", {"whose": "both"}), 409, "read-on-first")
    opened = toni.post(f"{there}/own-account", {"text": "Ward four had rung."})
    assert opened["story"]["otherwise"] == "The ward."
    assert pia.get(there)["own_account"] == "Ward four had rung."
    before = pia.get(there).json
    mine = toni.put(f"{there}/whose-view", {"whose": "both", "words": "Quiet is no yes."})
    assert mine["my_answer"]["whose"] == "both" and mine["changed_views"] == []
    assert pia.get(there).json == before
    assert toni.delete(f"{there}/whose-view").status == 204
    assert toni.get(there)["my_answer"] is None
    toni.put(f"{there}/whose-view", {"whose": "both"})
    closed = pia.put(f"{there}/whose-view", {"whose": "mine"})
    assert {view["by"]: view["whose"] for view in closed["changed_views"]} == {
        str(cast.pia.pk): "mine",
        str(cast.toni.pk): "both",
    }
    assert is_problem(pia.put(f"{there}/whose-view", {"whose": "mine"}), 409, "not-open")
    assert pia.get("/feedback/my-view")["words"].startswith("Too early")


def test_put_away_and_taken_back(two, cast):
    pia, toni = two
    there = f"/feedback/{pia.post(f'/people/{cast.toni.pk}/feedback', SAID)['id']}"
    toni.post(f"{there}/put-away")
    assert toni.get("/feedback")["items"] == []
    toni.post(f"{there}/take-out")
    assert len(toni.get("/feedback?to_me=true")["items"]) == 1 and toni.get("/feedback?to_me=false")["items"] == []
    assert is_problem(toni.delete(there), 404, "not-here")
    assert pia.delete(there).status == 204
    assert is_problem(toni.get(there), 404, "not-here")


def test_a_question_put_aside_looks_like_no_answer(two, cast):
    pia, toni = two
    asked = pia.post(f"/people/{cast.toni.pk}/askings", {"about": "What did you notice?"})
    before = pia.get("/askings").json
    assert toni.post(f"/askings/{asked['id']}/not-now")["put_aside"] is True
    assert pia.get("/askings").json == before and pia.get(f"/askings/{asked['id']}")["put_aside"] is False
    again = pia.post(f"/people/{cast.toni.pk}/askings", {"about": "And today?"})
    assert is_problem(again, 409, "asked-already") and again["about"] == {"asking": asked["id"]}
    answer = toni.post(f"/people/{cast.pia.pk}/feedback", SAID | {"asking": asked["id"]})
    assert answer["asking"] == asked["id"]
    assert is_problem(toni.post(f"/people/{cast.lena.pk}/feedback", SAID | {"asking": asked["id"]}), 404, "not-here")
    assert pia.post(f"/askings/{asked['id']}/withdraw")["withdrawn_on"]


def test_thanks(two, cast, api):
    pia, toni = two
    sent = {"did": "You stayed.", "meant": "I could go home."}
    key = {"Idempotency-Key": "once"}
    thanks = pia.call("POST", f"/people/{cast.toni.pk}/appreciations", sent, **key)
    assert pia.call("POST", f"/people/{cast.toni.pk}/appreciations", sent, **key).json == thanks.json
    assert [one["did"] for one in toni.get("/appreciations")["items"]] == ["You stayed."]
    assert api(cast.lena).get("/appreciations")["items"] == []
    assert toni.post(f"/appreciations/{thanks['id']}/arrived").status == 200
    assert toni.delete(f"/appreciations/{thanks['id']}").status == 204
    assert pia.get("/appreciations")["items"] == []


def test_what_a_team_agrees_on(two, cast, api):
    pia, toni = two
    team = f"/teams/{cast.customer_care.pk}/agreements"
    made = pia.post(team, {"words": "We call back the same day."})
    assert (made.status, made["mine"], made["holds_since"]) == (201, "yes", None)
    there = f"/team-agreements/{made['id']}"
    assert toni.get(there)["mine"] == "nothing"
    before = pia.get(team).json
    assert toni.put(f"{there}/say", {"answer": "not-so"})["mine"] == "not-so"
    assert pia.get(team).json == before
    assert is_problem(toni.post(f"{there}/set-aside"), 409, "say-instead")
    toni.put(f"{there}/say", {"answer": "yes"})
    held = api(cast.lena).put(f"{there}/say", {"answer": "yes"})
    assert held["holds_since"] and held["untested"] and held["mine"] is None
    assert is_problem(toni.put(f"{there}/say", {"answer": "yes"}), 409, "decided")
    assert is_problem(toni.post(f"{there}/slips", {"whose": "we", "words": "Pia forgot."}), 409, "somebodys-name")
    slip = toni.post(f"{there}/slips", {"whose": "i", "words": "I forgot."})
    assert [one["words"] for one in pia.get(f"{there}/slips")["items"]] == ["I forgot."]
    assert pia.get(there)["untested"] is False
    assert is_problem(pia.delete(f"/slips/{slip['id']}"), 404, "not-here")
    assert toni.delete(f"/slips/{slip['id']}").status == 204
    assert pia.post(f"{there}/set-aside")["set_aside_by"]["name"] == "Pia Lund"
    assert is_problem(api(cast.cleo).get(team), 404, "not-here")
