"""The list of people, brought by a service: shown, applied, told what was left out."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from alongside.jobs import progress
from alongside.jobs.models import Worker
from alongside.jobs.worker import work_off
from alongside.kit import clock as the_clock
from alongside.lifecycle import roster_import, tasks
from alongside.people.actions import add_person
from alongside.people.models import Line, Person, RosterImport
from tests.api.conftest import Answer, Program, program
from tests.api.test_base import is_problem

CSV = b"Name,Email,Team,Manager\nNora Ash,nora@example.org,Night,pia@example.org\nBad Row,,Night,\n"


@pytest.fixture(autouse=True)
def quick_worker(db, clock, monkeypatch):
    """A worker that is done while the program waits for its answer."""
    monkeypatch.setattr(roster_import, "sleep", lambda _seconds: work_off())
    return Worker.objects.create(pk="quick", started_at=the_clock.now(), seen_at=the_clock.now())


def bring(speaks: Program, content: bytes, name: str = "people.csv", **about: object) -> Answer:
    sent = {"file": SimpleUploadedFile(name, content), "partial": "true", **about}
    headers = {"Authorization": f"Bearer {speaks.secret}"}
    return Answer(speaks.client.post("/api/v1/imports", sent, headers=headers))


def apply(speaks: Program, shown: Answer, **sent: object) -> Answer:
    """Say yes, and ask again once the worker has done it."""
    answer = speaks.post(f"/imports/{shown['id']}/apply", sent)
    assert (answer.status, answer["state"]) == (202, "applying")
    assert work_off() == 1
    done = speaks.get(f"/imports/{shown['id']}")
    assert done["state"] == "done"
    return done


@pytest.mark.parametrize("who", ["service", "keeper"])
def test_shown_then_applied(who, cast):
    speaks = program(None if who == "service" else cast.ada)
    shown = bring(speaks, CSV)
    assert shown.status == 201
    assert (shown["rows"], shown["joining"], shown["rows_left_out"]) == (2, 1, 1)
    assert shown["joins"][0]["lead"] == "pia@example.org"
    assert shown["problems"][0]["what"] and shown["new_teams"] == ["Night"]
    assert not Person.objects.filter(email="nora@example.org").exists()
    path = f"/imports/{shown['id']}"
    assert speaks.get(path).json == shown.json
    assert (
        b"Bad Row" in speaks.get(f"{path}/not-taken").response.content or speaks.get(f"{path}/not-taken").status == 200
    )
    assert apply(speaks, shown)["words"] == "1 person joined, 0 changed."
    again = speaks.post(f"{path}/apply", {})
    assert (again.status, again["state"]) == (200, "done")
    assert work_off() == 0
    assert Line.objects.filter(person__email="nora@example.org", lead=cast.pia).count() == 1
    assert is_problem(speaks.delete(path), 409, "import-over")


@pytest.mark.parametrize("who", ["service", "keeper"])
def test_it_is_applied_in_the_background_and_says_how_far_it_is(who, cast, quick_worker, monkeypatch):
    speaks = program(None if who == "service" else cast.ada)
    shown = bring(speaks, CSV)
    path = f"/imports/{shown['id']}"
    assert shown["how_far"] is None
    for answer in (speaks.post(f"{path}/apply", {}), speaks.post(f"{path}/apply", {}), speaks.get(path)):
        assert (answer["state"], answer["how_far"]) == ("applying", {"done": 0, "total": 2})
    assert speaks.post(f"{path}/apply", {}).status == 202
    assert not Person.objects.filter(email="nora@example.org").exists()
    assert is_problem(speaks.delete(path), 409, "import-over")
    quick_worker.delete()
    assert "nothing works in the background" in speaks.get(path)["words"]
    seen = []
    real = roster_import.apply_import

    def watched(pk, *, told):
        progress.advance(str(RosterImport.objects.get(pk=pk).progress), done=1)
        seen.append(speaks.get(path)["how_far"])
        return real(pk, told=told)

    monkeypatch.setattr(tasks, "apply_import", watched)
    assert work_off() == 1
    assert seen == [{"done": 1, "total": 2}]
    assert (speaks.get(path)["state"], speaks.get(path)["how_far"]) == ("done", None)


def test_what_hinders_it_is_said_and_nothing_was_changed(cast):
    speaks = program(None)
    shown = bring(speaks, CSV)
    path = f"/imports/{shown['id']}"
    assert speaks.post(f"{path}/apply", {}).status == 202
    add_person("nora@example.org", "Nora Ash")
    work_off()
    now = speaks.get(path)
    assert (now["state"], now["joining"]) == ("preview", 0) and "once more" in now["words"]
    assert apply(speaks, shown)["words"] == "0 people joined, 1 changed."


def test_nobody_but_the_keepers_applies_it(cast):
    shown = bring(program(None), CSV)
    assert is_problem(program(cast.pia).post(f"/imports/{shown['id']}/apply", {}), 404, "not-here")
    assert is_problem(program(None, "people:read").post(f"/imports/{shown['id']}/apply", {}), 403, "scope")
    assert RosterImport.objects.get().state == "preview"


@pytest.mark.parametrize("who", ["service", "keeper"])
def test_what_takes_longer_is_asked_for_again(who, cast, quick_worker, monkeypatch):
    monkeypatch.setattr(roster_import, "PATIENCE", 0)
    speaks = program(None if who == "service" else cast.ada)
    shown = bring(speaks, CSV)
    path = f"/imports/{shown['id']}"
    assert (shown.status, shown["state"], shown["rows"], shown["words"]) == (202, "reading", 0, "")
    assert is_problem(speaks.post(f"{path}/apply", {}), 409, "import-not-read")
    assert is_problem(speaks.get(f"{path}/not-taken"), 409, "import-not-read")
    quick_worker.delete()
    assert "nothing works in the background" in speaks.get(path)["words"]
    work_off()
    assert (speaks.get(path)["state"], speaks.get(path)["joining"]) == ("preview", 1)
    refused = bring(speaks, b"no table at all")
    assert refused.status == 202
    work_off()
    now = speaks.get(f"/imports/{refused['id']}")
    assert now["state"] == "refused" and "not a table" in now["words"]
    assert speaks.get(path)["state"] == "preview"
    assert speaks.delete(f"/imports/{refused['id']}").status == 204


def test_put_aside(cast):
    speaks = program(None)
    shown = bring(speaks, CSV)
    assert speaks.delete(f"/imports/{shown['id']}").status == 204
    assert not RosterImport.objects.exists()


def test_who_left_is_named(cast):
    speaks = program(None)
    everybody = "".join(f"{one.name},{one.email}\n" for one in cast if one != cast.otto)
    shown = bring(speaks, f"Name,Email\n{everybody}".encode(), partial="false")
    assert [one["name"] for one in shown["leavers"]] == ["Otto Brandt"]
    assert apply(speaks, shown, leaving=[str(cast.otto.pk)])["words"].endswith("1 left.")
    cast.otto.refresh_from_db()
    assert not cast.otto.is_active


@pytest.mark.parametrize("content", [b"", b"no table", b"\x00\x01\x02", b"PK\x03\x04", b"a,b\n1,2\n"])
def test_files_that_do_not_do_get_a_sentence(content, cast):
    answer = bring(program(None), content)
    assert answer.status == 422 and answer["detail"]


def test_only_those_who_keep_the_list(cast):
    assert bring(program(cast.pia), CSV).status == 404
    assert is_problem(program(None).post("/imports", {}), 422, "invalid")


def test_teams_and_leaving(cast):
    speaks = program(None)
    team = speaks.post("/teams", {"name": "Night", "lead": str(cast.otto.pk)})
    assert team.status == 201
    changed = speaks.put(f"/teams/{team['id']}", {"name": "Night shift", "parent": str(cast.operations.pk)})
    assert (changed["name"], changed["parent"], changed["lead"]) == ("Night shift", str(cast.operations.pk), None)
    assert is_problem(speaks.delete(f"/teams/{cast.operations.pk}"), 409, "team-in-use")
    assert speaks.delete(f"/teams/{team['id']}").status == 204
    assert speaks.delete(f"/people/{cast.toni.pk}/team").status == 204
    assert speaks.get(f"/people/{cast.toni.pk}")["team"] is None
    assert speaks.post(f"/people/{cast.toni.pk}/leave")["name"] == "Toni Adeyemi"
    assert speaks.get(f"/people/{cast.toni.pk}").status == 404
