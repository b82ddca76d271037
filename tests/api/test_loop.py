"""The whole loop by two people, through the API alone, and each rule's sentence on the way."""

from datetime import timedelta

import pytest

from tests.api.test_base import is_problem


@pytest.fixture
def two(api, cast, clock):
    """Toni performs; Otto would like to be useful."""
    return api(cast.toni), api(cast.otto)


def day(clock, days):
    return (clock.now + timedelta(days=days)).date().isoformat()


def moment(clock, **ahead):
    return (clock.now + timedelta(**ahead)).isoformat()


def paired(toni, otto, cast):
    sent = otto.post("/invitations", {"person": str(cast.toni.pk), "side": "coach", "words": "How can I help?"})
    assert sent.status == 201
    assert sent["looks"] == "sent"
    got = toni.get("/invitations")["items"]
    assert [one["words"] for one in got] == ["How can I help?"]
    pair = toni.post(f"/invitations/{sent['id']}/accept")
    assert pair.status == 200
    return pair["id"]


def test_inviting_without_pressure(two, cast, clock, api):
    toni, otto = two
    sent = otto.post("/invitations", {"person": str(cast.toni.pk), "side": "coach"})
    invitation = f"/invitations/{sent['id']}"
    before = otto.get(invitation).json
    assert toni.post(f"{invitation}/not-now")["reply"] == "not-now"
    assert otto.get(invitation).json == before
    assert is_problem(otto.post("/invitations", {"person": str(cast.toni.pk), "side": "coach"}), 409, "invited-already")
    asked = toni.post(f"{invitation}/ask-instead", {"person": str(cast.cleo.pk)})
    assert asked.status == 201 and asked["invited"]["name"] == "Cleo Marchetti"
    assert otto.get(invitation).json == before
    cleo = api(cast.cleo)
    suggested = cleo.post(f"/invitations/{asked['id']}/suggest", {"person": str(cast.lena.pk)})
    assert suggested["reply"] == "somebody-else"
    assert toni.get(f"/invitations/{asked['id']}")["suggested"]["name"] == "Lena Vogt"
    assert toni.post(f"/invitations/{asked['id']}/withdraw")["looks"] == "taken-back"
    assert is_problem(cleo.post(f"/invitations/{asked['id']}/accept"), 409, "invite-over")


def test_agreeing_and_allowing(two, cast, clock, api):
    toni, otto = two
    pair = f"/pairs/{paired(toni, otto, cast)}"
    first = otto.get(f"{pair}/agreements")["items"]
    assert [one["state"] for one in first] == ["signed"] and len(first[0]["starter_lines"]) == 4
    words = {
        "promises": [{"about": "obstacles", "words": "I clear one a month."}],
        "every_weeks": 3,
        "words": "Thursdays.",
    }
    proposed = otto.post(f"{pair}/agreements", words)
    assert proposed.status == 201 and proposed["state"] == "proposed"
    answer = toni.post(f"{pair}/agreements", {"words": "Fridays."})
    assert is_problem(answer, 409, "agreement-proposed") and answer["about"] == {"agreement": proposed["id"]}
    countered = toni.post(f"{pair}/agreements", {"words": "Fridays.", "instead_of": proposed["id"]})
    assert otto.post(f"/agreements/{countered['id']}/sign")["state"] == "signed"
    assert is_problem(otto.post(f"/agreements/{countered['id']}/set-aside"), 409, "agreement-signed")
    assert [one["version"] for one in otto.get(f"{pair}/agreements")["items"]] == [3, 2, 1]

    yes = {"reader": str(cast.lena.pk)}
    assert toni.post(f"{pair}/permissions", yes)["open"] == []
    assert otto.get(f"{pair}/permissions").json == {"open": [], "mine": []}
    assert [one["reader"]["name"] for one in otto.post(f"{pair}/permissions", yes)["open"]] == ["Lena Vogt"]
    clock.forward(days=1)
    chosen = _choose(toni, pair, clock)
    lena = api(cast.lena)
    assert [one["id"] for one in lena.get("/focuses/allowed")["items"]] == [chosen["id"]]
    assert otto.get(f"{pair}/looks")["items"] == []
    assert lena.get(f"/focuses/{chosen['id']}")["aim"] == "Walk the night shift"
    assert lena.get(f"/focuses/{chosen['id']}/whole").status == 404
    assert [one["reader"]["name"] for one in toni.get(f"{pair}/looks")["items"]] == ["Lena Vogt"]
    assert {one["name"] for one in toni.get(f"/readers/focus/{chosen['id']}")["readers"]} == {
        "Lena Vogt",
        "Otto Brandt",
        "Toni Adeyemi",
    }
    assert toni.delete(f"{pair}/permissions/{cast.lena.pk}/see_aim").status == 204
    assert lena.get(f"/focuses/{chosen['id']}").status == 404


def _choose(program, pair, clock, **more):
    sent = {
        "aim": "Walk the night shift",
        "performer_will": "I walk it on Tuesday and write down what waits.",
        "coach_will": "I tell the night lead that you come.",
        "look_back_on": day(clock, 14),
    }
    return program.post(f"{pair}/focuses", sent | more)


def test_notes_for_oneself(two, cast, clock, api):
    toni, otto = two
    begun = toni.post("/reflections", {})
    assert begun.status == 201 and len(begun["cards"]) == 3
    assert toni.post("/reflections", {})["id"] == begun["id"]
    card = begun["cards"][0]
    saved = toni.put(f"/cards/{card['id']}", {"text": "Waiting for", "version": 0})
    assert (saved["answer"], saved["version"], saved["state"]) == ("Waiting for", 1, "")
    stale = toni.put(f"/cards/{card['id']}", {"text": "Something else", "version": 0})
    assert is_problem(stale, 409, "stale") and stale["about"] == {"version": 1, "text": "Waiting for"}
    kept = toni.post(f"/cards/{card['id']}/keep", {"text": "Waiting for call-backs.", "version": 1})
    assert kept["state"] == "written"
    assert toni.post(f"/cards/{begun['cards'][1]['id']}/skip")["state"] == "skipped"
    more = next(one["slug"] for one in toni.get("/questions").json if one["set"] == "deeper")
    assert toni.post(f"/reflections/{begun['id']}/cards", {"slug": more}).status == 201
    assert toni.post(f"/reflections/{begun['id']}/cards", {"slug": "none-such"}).status == 404

    pair = paired(toni, otto, cast)
    assert toni.post(f"/reflections/{begun['id']}/prepare", {"pair": pair})["pair"] == pair
    assert otto.get(f"/reflections/{begun['id']}").status == 404
    assert otto.get(f"/pairs/{pair}/shown")["items"] == []
    shown = toni.post(f"/cards/{card['id']}/show", {"pair": pair})
    assert shown.status == 201
    assert [one["answer"] for one in otto.get(f"/pairs/{pair}/shown")["items"]] == ["Waiting for call-backs."]
    assert is_problem(toni.post(f"/cards/{begun['cards'][2]['id']}/show", {"pair": pair}), 409, "empty-card")
    assert otto.delete(f"/shown/{shown['id']}").status == 404
    assert toni.delete(f"/shown/{shown['id']}").status == 204
    assert otto.get(f"/pairs/{pair}/shown")["items"] == []
    assert toni.post(f"/reflections/{begun['id']}/finish")["finished_on"]
    assert [one["id"] for one in toni.get("/reflections")["items"]] == [begun["id"]]
    assert toni.delete(f"/reflections/{begun['id']}").status == 204
    assert toni.get("/reflections")["items"] == []


def test_one_thing_alone(two, clock):
    toni, otto = two
    sent = {"aim": "Leave on time once", "will": "I leave at five on Thursday.", "look_back_on": day(clock, 7)}
    alone = toni.post("/alone", sent)
    assert alone.status == 201
    again = toni.post("/alone", sent)
    assert is_problem(again, 409, "open-solo") and again["about"] == {"focus": alone["id"]}
    path = f"/alone/{alone['id']}"
    step = toni.post(f"{path}/steps", {"text": "Tell Lena."})
    assert toni.post(f"/alone/steps/{step['id']}/finish")["done_on"]
    second = toni.post(f"{path}/steps", {"text": "Set a bell."})
    assert toni.post(f"/alone/steps/{second['id']}/drop")["dropped_on"]
    assert toni.post(f"{path}/reword", {"aim": "Leave on time", "will": "Thursday."})["aim"] == "Leave on time"
    assert toni.post(f"{path}/carry-on", {"look_back_on": day(clock, 20)})["look_back_on"] == day(clock, 20)
    assert otto.get(path).status == 404
    done = toni.post(
        f"{path}/look-back", {"how": "helped", "learning": "It goes.", "helped": "Lena.", "hindered": "Nothing"}
    )
    assert done["closed_on"] and done["ended_as"] == "helped" and len(done["steps"]) == 2
    assert [one["id"] for one in toni.get("/alone")["items"]] == [alone["id"]]
    assert toni.delete(path).status == 204
    assert toni.get(path).status == 404


def test_two_people_go_round(two, cast, clock):
    toni, otto = two
    pair = f"/pairs/{paired(toni, otto, cast)}"
    first = _first_talk(toni, otto, pair, clock)
    chosen = _one_thing(toni, otto, pair, clock, first)
    _carried_on(toni, otto, chosen, clock)
    _looked_back(toni, otto, pair, chosen, clock)
    _second_talk(toni, otto, pair, clock)
    assert otto.post(f"{pair}/end")["ended_at"]
    assert is_problem(_choose(toni, pair, clock), 409, "pair-ended")
    assert toni.get(f"/focuses/{chosen}/whole").status == 200


def _first_talk(toni, otto, pair, clock):
    assert otto.get("/primer")["screens"]
    assert otto.post("/primer/seen").status == 200
    assert otto.get("/me")["primer_seen_on"]
    assert toni.get(f"{pair}/guide-offer")["first"]["slug"] == "opening"
    assert {"grow", "opening"} <= {guide["slug"] for guide in otto.get("/guides").json}
    assert otto.get("/guides/opening")["steps"][0]["question"] == "How can I help you achieve better outcomes?"
    planned = otto.post(f"{pair}/talks", {"when": moment(clock, days=2)})
    assert planned.status == 201 and planned["state"] == "planned"
    second = toni.post(f"{pair}/talks", {"when": moment(clock, days=3)})
    assert is_problem(second, 409, "talk-planned") and second["about"] == {"conversation": planned["id"]}
    assert toni.post(f"/talks/{planned['id']}/move", {"when": moment(clock, days=3)}).status == 200
    assert is_problem(
        toni.post(f"/talks/{planned['id']}/move", {"when": moment(clock, days=-3)}), 409, "not-possible-now"
    )
    clock.forward(days=3)
    talk = toni.post(f"{pair}/talks/start", {"mode": "screens", "guide": "opening"})
    assert talk.status == 201 and talk["id"] == planned["id"] and talk["state"] == "running"
    running = otto.post(f"{pair}/talks/start", {})
    assert is_problem(running, 409, "talk-running") and running["about"] == {"conversation": talk["id"]}
    path = f"/talks/{talk['id']}"
    turns = otto.get(f"{path}/turns").json
    assert turns[0]["question"] == "How can I help you achieve better outcomes?"
    turn = f"/turns/{turns[0]['id']}"
    assert is_problem(
        otto.post(f"{turn}/answer", {"text": "Have you tried?", "kind": "question"}), 409, "performer-first"
    )
    assert is_problem(otto.post(f"{path}/next", {"position": 0}), 409, "performer-first")
    assert is_problem(otto.post(f"{turn}/skip"), 409, "only-performer-skips")
    said = toni.post(f"{turn}/answer", {"text": "Let me see the night shift.", "version": 0})
    assert said["performer"] == "wrote" and said["answers"][0]["text"] == "Let me see the night shift."
    assert is_problem(otto.post(f"{turn}/answer", {"text": "What is it like?"}), 409, "say-what-it-is")
    assert len(otto.post(f"{turn}/answer", {"text": "What is it like?", "kind": "question"})["answers"]) == 2
    assert otto.post("/ask-first", {"text": "You should ask Lena."})["swapped"]
    assert otto.post("/ask-first", {"text": "What is it like?"}).json == {"reason": None, "swapped": None}
    assert otto.post(f"{path}/next", {"position": 0})["position"] == 1
    assert toni.post(f"/turns/{turns[1]['id']}/skip")["performer"] == "skipped"
    assert toni.post(f"{path}/back", {})["position"] == 0
    assert toni.post(f"{turn}/phrase", {"text": "The night shift waits for keys."}).status == 200
    assert toni.post(f"{path}/mode", {"mode": "table"})["mode"] == "table"
    _notes(toni, otto, path)
    topic = otto.post(f"{pair}/topics", {"text": "Keys"})
    assert [one["text"] for one in toni.get(f"{pair}/topics?state=open")["items"]] == ["Keys"]
    assert toni.post(f"/topics/{topic['id']}/finish")["state"] == "done"
    assert toni.post(f"/topics/{topic['id']}/reopen")["state"] == "open"
    assert toni.post(f"/topics/{topic['id']}/drop")["state"] == "dropped"
    return talk["id"]


def _notes(toni, otto, path):
    assert toni.get(f"{path}/notes").json == {"text": "", "version": 0, "taken_as": 0}
    first = toni.put(f"{path}/notes", {"text": "Keys are with the porter.\n", "version": 0})
    assert first["version"] == 1
    assert otto.put(f"{path}/notes", {"text": "Keys are with Jan.\n", "version": 1})["version"] == 2
    stale = toni.put(f"{path}/notes", {"text": "Keys are with Ada.\n", "version": 1})
    assert is_problem(stale, 409, "stale")
    assert stale["about"] == {"version": 2, "text": "Keys are with Jan.\n", "sent": "Keys are with Ada.\n"}
    merged = toni.put(f"{path}/notes", {"text": "Keys are with the porter.\nAnd the map.\n", "version": 1})
    assert merged["text"] == "Keys are with Jan.\nAnd the map.\n" and merged["taken_as"] < merged["version"]
    assert toni.put(f"{path}/private-note", {"text": "He listened.", "version": 0})["version"] == 1
    assert toni.get(f"{path}/private-note")["text"] == "He listened."
    assert otto.get(f"{path}/private-note").json == {"text": "", "version": 0, "taken_as": 0}


def _one_thing(toni, otto, pair, clock, talk):
    assert toni.post("/make-clearer", {"text": "check in"})["question"]
    too_far = _choose(toni, pair, clock, look_back_on=day(clock, 40))
    assert is_problem(too_far, 409, "not-possible-now") and too_far["fields"][0]["name"] == "look_back_on"
    chosen = _choose(toni, pair, clock, chosen_in=talk, serves="Fewer calls at night")
    assert chosen.status == 201
    second = _choose(otto, pair, clock)
    assert is_problem(second, 409, "open-focus") and second["about"] == {"focus": chosen["id"]}
    path = f"/focuses/{chosen['id']}"
    agreed = otto.post(f"{path}/agree", {"will": "I ring the night lead on Monday.", "until": day(clock, 4)})
    assert agreed["sharpening"]["coach_agreed_on"] and agreed["sharpening"]["chosen_in"] == talk
    assert (
        otto.patch(f"{path}/sharpening", {"proposed_by": "performer"})["sharpening"]["serves"] == "Fewer calls at night"
    )
    assert toni.put(f"{path}/sense", {"confidence": 4, "importance": 9})["ask"]
    assert otto.get(f"{path}/sense").status == 404
    closing = {
        "ended_with": "one-thing",
        "worth": "yes",
        "next_at": moment(clock, days=14),
        "start_here": "Keys first.",
    }
    assert toni.post(f"/talks/{talk}/close", closing)["state"] == "closed"
    assert otto.get(f"/talks/{talk}/closing-words").json == []
    both = otto.put(f"/talks/{talk}/closing-words", {"worth": "partly", "different": "Less haste."}).json
    assert {words["worth"] for words in both} == {"yes", "partly"}
    assert toni.get(f"{pair}/start-here")["text"] == "Keys first."
    assert otto.get(f"{pair}/start-here")["text"] == ""
    assert toni.put(f"{pair}/start-here", {"text": ""}).json == {"text": "", "written_on": None}
    return chosen["id"]


def _carried_on(toni, otto, focus, clock):
    path = f"/focuses/{focus}"
    parts = {part["side"]: part for part in toni.get(f"{path}/whole")["commitments"]}
    assert parts["coach"]["text"] == "I ring the night lead on Monday."
    said = otto.post(f"/commitments/{parts['coach']['id']}/words", {"text": "Not yet. He is back on Tuesday."})
    assert said.status == 201
    assert otto.put(f"/commitments/{parts['coach']['id']}/state", {"state": "differently"})["words"]
    assert toni.put(f"/commitments/{parts['coach']['id']}/state", {"state": "happened"}).status == 404
    steps = [toni.post(f"{path}/steps", {"text": f"step {number}"}) for number in range(4)]
    assert [step.status for step in steps] == [201, 201, 201, 409] and steps[3]["code"] == "steps-in-hand"
    assert toni.post(f"/steps/{steps[0]['id']}/finish")["state"] == "done"
    assert otto.post(f"/steps/{steps[1]['id']}/drop")["state"] == "dropped"
    tried = toni.post(
        f"{path}/experiments", {"question": "Do keys at the door help?", "options": ["One night", "A week"]}
    )
    assert tried.status == 201
    added = otto.post(f"/experiments/{tried['id']}/options", {"text": "Two nights"})
    assert added["suggested"]
    assert otto.post(f"/options/{added['id']}/choose", {"expected": "Less walking"}).status == 404
    assert toni.post(f"/options/{added['id']}/choose", {"expected": "Less walking"})["expected"] == "Less walking"
    ended = toni.post(f"/experiments/{tried['id']}/end", {"happened": "Half the walking", "verdict": "keep"})
    assert ended["verdict"] == "keep" and ended["ended_on"]
    for _ in range(2):
        assert otto.post(f"{path}/extend", {"look_back_on": day(clock, 20)}).status == 200
    assert is_problem(otto.post(f"{path}/extend", {"look_back_on": day(clock, 20)}), 409, "reword")
    new = {"aim": "Two nights", "look_back_on": day(clock, 7)}
    assert toni.post(f"{path}/reword", new)["sharpening"]["extended"] == 0


def _looked_back(toni, otto, pair, focus, clock):
    path = f"/focuses/{focus}"
    clock.forward(days=7)
    sentence = {"learning": "Keys matter.", "helped": "Otto.", "hindered": "Nothing"}
    assert is_problem(toni.post(f"{path}/close", {"how": "helped"}), 409, "look-back-missing")
    assert toni.put(f"{path}/look-back", sentence)["learning"] == "Keys matter."
    missing = toni.post(f"{path}/close", {"how": "helped"})
    assert is_problem(missing, 409, "look-back-missing") and missing["about"]["person"]
    assert otto.put(f"{path}/look-back", sentence).status == 200
    closed = otto.post(f"{path}/close", {"how": "helped"})
    assert closed["ending"]["how"] == "helped" and len(closed["look_backs"]) == 2
    idea = toni.post(f"{pair}/ideas", {"text": "The same for Assembly"})
    assert [one["text"] for one in otto.get(f"{pair}/ideas")["items"]] == ["The same for Assembly"]
    assert otto.post(f"/ideas/{idea['id']}/drop")["closed_on"]
    again = _choose(otto, pair, clock)
    aside = otto.post(f"/focuses/{again['id']}/set-aside", sentence)
    assert aside["ending"]["how"] == "set-aside"
    assert len(toni.get("/focuses?open=false")["items"]) == 2
    assert toni.get("/focuses?open=true")["items"] == []


def _second_talk(toni, otto, pair, clock):
    clock.forward(days=7)
    talk = otto.post(f"{pair}/talks/start", {"guide": "grow"})
    assert talk.status == 201
    assert otto.post(f"/talks/{talk['id']}/part-said")["part_said"]
    assert otto.post(f"/talks/{talk['id']}/close", {"ended_with": "nothing"})["ended_with"] == "nothing"
    planned = toni.post(f"{pair}/talks", {"when": moment(clock, days=20)})
    assert toni.post(f"/talks/{planned['id']}/cancel")["state"] == "cancelled"
    assert [one["state"] for one in toni.get(f"{pair}/talks")["items"]] == ["closed", "closed"]
    page = toni.get(f"{pair}/talks?limit=1")
    assert toni.get(f"{pair}/talks?limit=1&after={page['next']}")["items"][0]["guide"] == "opening"
    assert otto.post(f"{pair}/pause")["paused_at"]
    assert is_problem(toni.post(f"{pair}/talks/start", {}), 409, "pair-paused")
    assert otto.post(f"{pair}/resume").status == 404
    assert toni.post(f"{pair}/resume")["paused_at"] is None


def test_everything_of_mine_as_a_file(two):
    answer = two[0].get("/me/export")
    assert answer.status == 200
    assert answer.response["Content-Type"] == "application/zip" and answer.response.content.startswith(b"PK")


def test_changing_myself_and_a_token_that_ends_itself(two):
    toni, otto = two
    assert toni.patch("/me", {"given_name": "T", "time_zone": "Europe/Berlin"})["time_zone"] == "Europe/Berlin"
    assert is_problem(toni.patch("/me", {"time_zone": "Mars/Crater"}), 422, "invalid")
    token = toni.get("/me/tokens")["items"][0]
    assert "hashed" not in token
    assert otto.delete(f"/me/tokens/{token['id']}").status == 404
    assert toni.delete(f"/me/tokens/{token['id']}").status == 204
    assert is_problem(toni.get("/me"), 401, "token")


def test_reading_costs_few_queries(two, cast, clock, django_assert_max_num_queries):
    toni, otto = two
    pair = paired(toni, otto, cast)
    path = f"/pairs/{pair}"
    talk = toni.post(f"{path}/talks/start", {})["id"]
    turns = toni.get(f"/talks/{talk}/turns").json
    toni.post(f"/turns/{turns[0]['id']}/answer", {"text": "Keys"})
    focus = _choose(toni, path, clock)
    parts = focus["commitments"]
    for part in parts:
        toni.post(f"/commitments/{part['id']}/words", {"text": "Not yet"})
    for number in range(3):
        toni.post(f"/focuses/{focus['id']}/steps", {"text": str(number)})
    toni.post(f"/focuses/{focus['id']}/experiments", {"question": "?", "options": ["a", "b"]})
    toni.post("/reflections", {"pair": pair})
    paths = ["/me", "/invitations", "/pairs", path, "/reflections", "/alone", "/focuses", "/questions", "/guides"]
    paths += [f"{path}/{part}" for part in ("agreements", "permissions", "looks", "shown", "talks", "topics", "ideas")]
    paths += [f"{path}/guide-offer", f"{path}/start-here", f"/talks/{talk}", f"/talks/{talk}/turns"]
    paths += [f"/talks/{talk}/notes", f"/talks/{talk}/private-note", f"/talks/{talk}/closing-words"]
    paths += [f"/focuses/{focus['id']}", f"/focuses/{focus['id']}/whole", f"/focuses/{focus['id']}/sense"]
    paths += [f"/readers/focus/{focus['id']}", f"/readers/pair/{pair}"]
    for one in paths:
        with django_assert_max_num_queries(10):
            assert toni.get(one).status == 200, one
