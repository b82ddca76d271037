"""Upward for programs: the same gates and sentences as on the pages."""

from alongside.upward import nameless
from alongside.upward.models import Batch, Sack, Thread
from alongside.upward.naming import name_representative
from tests.api.test_base import is_problem
from tests.upward.conftest import contacts  # noqa: F401 (a fixture)
from tests.upward.lines import be_here, fill_line


def test_leads_and_from_how_many_it_could_come(cast, api, clock):
    be_here(list(cast))
    assert [lead["people"] for lead in api(cast.pia).get("/upward/leads").json] == [None]
    fill_line(cast)
    (lead,) = api(cast.pia).get("/upward/leads").json
    assert (lead["name"], lead["people"], lead["goes_out_on"]) == ("Lena Vogt", 6, "2026-03-09")


def test_too_few_is_refused_without_a_number(cast, api, clock):
    be_here(list(cast))
    answer = api(cast.pia).post(f"/upward/leads/{cast.lena.pk}/without-name", {"text": "The rota."})
    assert is_problem(answer, 409, "too-few")
    assert answer.json.get("about") is None


def test_without_a_name_has_no_id_to_come_back_to(cast, api, clock):
    fill_line(cast)
    answer = api(cast.pia).post(f"/upward/leads/{cast.lena.pk}/without-name", {"text": "The rota."})
    assert answer.status == 200 and answer.json == {"goes_out_on": "2026-03-09", "people": 6}
    assert Sack.objects.count() == 1
    clock.forward(days=7)
    nameless.publish()
    (batch,) = api(cast.lena).get("/upward/batches")["items"]
    assert batch["texts"] == ["The rota."]
    answer = api(cast.lena).call("PUT", f"/upward/batches/{batch['id']}/answer", {"text": "We take turns."})
    assert answer["answer"] == "We take turns."
    assert [said["text"] for said in api(cast.toni).get("/upward/answers").json] == ["We take turns."]
    assert api(cast.otto).get("/upward/answers").json == []
    assert Batch.objects.count() == 1


def test_with_a_name_once_however_often_it_is_sent(cast, api, clock):
    speaks = api(cast.pia)
    sent = {"path": f"/upward/leads/{cast.lena.pk}/threads", "sent": {"text": "The rota."}}
    first, second = (speaks.post(sent["path"], sent["sent"], **{"Idempotency-Key": "k"}) for _ in range(2))
    assert first.status == second.status == 201 and first.json == second.json
    whole = api(cast.lena).get(f"/upward/threads/{first['id']}")
    assert [letter["text"] for letter in whole["letters"]] == ["The rota."]
    assert not whole["in_confidence"] and whole["answer_by"] is None


def test_in_confidence_from_the_naming_to_the_end_of_a_pair(cast, api, clock):
    ada, otto, toni, pia = api(cast.ada), api(cast.otto), api(cast.toni), api(cast.pia)
    assert ada.post("/upward/representatives", {"person": str(cast.otto.pk)}).status == 201
    contact = ada.post("/upward/contacts", {"person": str(cast.toni.pk)}).json
    assert not contact["stands"]
    assert is_problem(pia.post(f"/upward/contacts/{contact['id']}/threads", {"text": "Hello"}), 404, "not-here")
    assert otto.post(f"/upward/contacts/{contact['id']}/confirm").status == 200
    being = toni.call("PUT", f"/upward/contacts/{contact['id']}/being", {"about": "By the window."})
    assert being["stands"] and being["about"] == "By the window."

    wish = {"wanted": "end", "pair": str(cast.pair.pk)}
    made = pia.post(f"/upward/contacts/{contact['id']}/threads", {"text": "I dread the talks.", "wish": wish})
    assert made.status == 201
    (shown,) = toni.get("/upward/threads")["items"]
    assert shown["wish"]["pair"] == str(cast.pair.pk) and shown["answer_by"] == "2026-03-05"
    assert shown["can"] == ["act", "see", "write"]
    assert is_problem(toni.get(f"/pairs/{cast.pair.pk}"), 404, "not-here")
    assert is_problem(pia.post(f"/upward/threads/{shown['id']}/act"), 404, "not-here")
    done = toni.post(f"/upward/threads/{shown['id']}/act")
    assert (done["acted_on"], done["answer_by"]) == ("2026-03-02", None)
    assert toni.post(f"/upward/threads/{shown['id']}/letters", {"text": "I did."}).status == 201
    cast.pair.refresh_from_db()
    assert cast.pair.ended_at is not None
    assert pia.get(f"/upward/threads/{shown['id']}")["has_news"]
    assert pia.delete(f"/upward/threads/{shown['id']}").status == 204
    assert not Thread.objects.exists()


def test_who_keeps_no_list_names_nobody(cast, api, clock):
    for place in ("representatives", "contacts"):
        assert is_problem(api(cast.lena).post(f"/upward/{place}", {"person": str(cast.toni.pk)}), 404, "not-here")


def test_what_this_place_is_used_for_is_agreed_by_two(cast, api, clock):
    ada, otto, pia = api(cast.ada), api(cast.otto), api(cast.pia)
    name_representative(cast.otto, by=cast.ada)
    for person in (otto, pia):
        assert is_problem(person.post("/house-agreements", {"words": "Nothing here counts."}), 404, "not-here")
    proposed = ada.post("/house-agreements", {"words": "We help each other."})
    assert proposed.status == 201 and proposed.json["state"] == "waiting" and proposed.json["can"] == ["keep", "see"]
    place = f"/house-agreements/{proposed.json['id']}"
    for person in (ada, pia):
        assert is_problem(person.post(f"{place}/agree"), 404, "not-here")
    assert is_problem(pia.delete(place), 404, "not-here")
    assert otto.post(f"{place}/agree").json["agreed_by"]["name"] == cast.otto.name
    (stands,) = pia.get("/house-agreements")
    assert (stands["state"], stands["words"], stands["can"]) == ("standing", "We help each other.", ["see"])
    other = ada.post("/house-agreements", {"words": "And we say so."}).json
    assert [each["state"] for each in pia.get("/house-agreements")] == ["standing", "waiting"]
    assert ada.delete(f"/house-agreements/{other['id']}").status == 204
    assert is_problem(otto.post(f"/house-agreements/{other['id']}/agree"), 404, "not-here")
    assert ada.post("/house-agreements", {"words": "  "}).status in {409, 422}
