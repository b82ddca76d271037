"""Finding each other, for programs."""

from alongside.jobs.worker import work_off
from alongside.matching import directory
from alongside.matching.models import Trio
from alongside.matching.suggesting import suggest_all
from alongside.pairs.models import Invite, Side
from tests.api.test_base import is_problem
from tests.cast import enter


def test_the_directory(api, cast):
    cleo, otto = api(cast.cleo), api(cast.otto)
    line = cleo.put("/directory/help", {"topics": ["craft"], "words": "Circuit diagrams"})
    assert line["topics"] == [{"slug": "craft", "name": "A skill of my trade"}]
    assert [one["id"] for one in otto.get("/directory?q=circ")["items"]] == [line["id"]]
    assert otto.get("/directory?topic=writing")["items"] == []
    assert otto.get("/directory?side=performer")["items"] == []
    assert is_problem(cleo.put("/directory/help", {}), 409, "not-possible-now")
    assert cleo.delete("/directory/help").status == 204
    assert otto.get("/directory")["items"] == []
    assert len(otto.get("/directory/topics").json) > 10


def test_what_suits_me_and_suggestions(api, cast, clock, never_held_back):
    pia, toni = api(cast.pia), api(cast.toni)
    assert pia.get("/me/suits")["suggest"] is False
    directory.put_in_directory(by=cast.toni, side=Side.COACH, topics_=["craft"])
    directory.put_in_directory(by=cast.pia, side=Side.PERFORMER, topics_=["craft"])
    for one in (pia, toni):
        one.put("/me/suits", {"suggest": True})
    pia.post("/me/left-out", {"id": str(cast.toni.pk)})
    assert pia.get("/me/suits")["left_out"] == [{"id": str(cast.toni.pk), "name": "Toni Adeyemi"}]
    suggest_all()
    assert toni.get("/suggestions")["items"] == []
    assert is_problem(pia.delete(f"/me/left-out/{cast.otto.pk}"), 404, "not-here")
    assert pia.delete(f"/me/left-out/{cast.toni.pk}").status == 204
    suggest_all()
    mine = pia.get("/suggestions")["items"]
    assert mine[0]["person"]["name"] == "Toni Adeyemi" and mine[0]["side"] == "performer"
    theirs = toni.get("/suggestions").json
    assert pia.post(f"/suggestions/{mine[0]['id']}/put-aside")["put_aside"] is True
    assert toni.get("/suggestions").json == theirs
    assert is_problem(toni.post(f"/suggestions/{mine[0]['id']}/put-aside"), 404, "not-here")


def test_looking_for_everybody(api, cast):
    assert is_problem(api(cast.pia).post("/suggestions/look"), 404, "not-here")
    ada = api(cast.ada)
    begun = ada.post("/suggestions/look")
    work_off()
    assert ada.get(f"/suggestions/look/{begun['id']}")["state"] == "done"
    assert is_problem(api(cast.pia).get(f"/suggestions/look/{begun['id']}"), 404, "not-here")


def test_three(api, cast):
    otto, pia, cleo = api(cast.otto), api(cast.pia), api(cast.cleo)
    key = {"Idempotency-Key": "three-of-us"}
    asked = otto.post("/trios", {"people": [str(cast.pia.pk), str(cast.cleo.pk)]}, **key)
    assert otto.post("/trios", {"people": [str(cast.pia.pk), str(cast.cleo.pk)]}, **key)["id"] == asked["id"]
    there = f"/trios/{asked['id']}"
    before = otto.get(there).json
    assert pia.post(f"{there}/join")["my_answer"] == "yes"
    assert cleo.post(f"{there}/not-now")["my_answer"] == "not-now"
    assert otto.get(there).json == before
    assert cleo.post(f"{there}/join")["begun_on"]
    assert pia.post(f"{there}/turn", {"turn": 0})["turn"] == cleo.post(f"{there}/turn", {"turn": 0})["turn"] == 1
    assert pia.post(f"{there}/end")["ended_on"]
    assert Trio.objects.count() == 1


def test_a_leads_own_path(api, cast):
    lena, cleo, pia = api(cast.lena), api(cast.cleo), api(cast.pia)
    assert is_problem(pia.get("/me/path"), 404, "not-here")
    assert is_problem(pia.put("/me/path/step", {"step": "tried"}), 404, "not-here")
    assert is_problem(lena.put("/me/path/since-then", {"since_then": "Less."}), 404, "not-here")
    assert is_problem(lena.post("/stand-ins", {"person": str(cast.cleo.pk)}), 409, "coaches-too")
    lena.put("/me/path/step", {"step": "rather-not"})
    assert lena.put("/me/path/time", {"eats_time": "Night calls."})["again_on"]
    assert lena.put("/me/path/since-then", {"since_then": "Fewer."})["again_on"] is None
    asked = lena.post("/stand-ins", {"person": str(cast.cleo.pk)})
    assert pia.get("/stand-ins")["items"] == []
    before = lena.get("/stand-ins").json
    cleo.post(f"/stand-ins/{asked['id']}/not-now")
    assert lena.get("/stand-ins").json == before
    assert cleo.post(f"/stand-ins/{asked['id']}/agree")["holds"] is True
    assert [one["coach"]["name"] for one in pia.get("/stand-ins")["items"]] == ["Cleo Marchetti"]
    assert pia.get("/stand-ins")["items"][0]["can"] == ["see"]
    assert api(cast.otto).get("/stand-ins")["items"] == []
    lena.post(f"/stand-ins/{asked['id']}/end")
    assert pia.get("/stand-ins")["items"] == []


def test_handing_over(api, cast):
    grace = enter("Grace Obi")
    pia, cleo = api(cast.pia), api(cast.cleo)
    there = f"/pairs/{cast.pair.pk}/handovers"
    assert is_problem(pia.post(there, {"to": str(grace.pk)}), 404, "not-here")
    proposed = cleo.post(there, {"to": str(grace.pk), "words": "She knows nights."})
    assert is_problem(cleo.post(there, {"to": str(grace.pk)}), 409, "handover-open")
    before = cleo.get(f"/handovers/{proposed['id']}").json
    pia.post(f"/handovers/{proposed['id']}/not-now")
    assert cleo.get(f"/handovers/{proposed['id']}").json == before
    assert cleo.get("/handovers")["items"] == [before]
    assert is_problem(cleo.post(f"/handovers/{proposed['id']}/agree", {}), 404, "not-here")
    assert pia.post(f"/handovers/{proposed['id']}/agree", {})["agreed_on"]
    assert Invite.objects.filter(inviter=cast.pia, invited=grace).exists()
    assert cleo.post(f"/handovers/{proposed['id']}/take-back")["closed_on"]
