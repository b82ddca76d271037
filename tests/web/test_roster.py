"""An import in the browser: choose, look, say yes, watch, take along what was left out."""

import csv
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from alongside.jobs import progress
from alongside.jobs.models import Worker
from alongside.jobs.worker import work_off
from alongside.kit import clock as the_clock
from alongside.kit.tables import Limits
from alongside.lifecycle import roster_import
from alongside.people.actions import add_person
from alongside.people.models import Person, RosterImport, UploadPart

DATA = Path(__file__).parent.parent / "data"
WATCHES = {"HX-Request": "true"}
pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture(autouse=True)
def quick_worker(db, clock, monkeypatch):
    """A worker that is done while the page waits for it."""
    monkeypatch.setattr(roster_import, "sleep", lambda _seconds: work_off())
    return Worker.objects.create(pk="quick", started_at=the_clock.now(), seen_at=the_clock.now())


@pytest.fixture
def slow_worker(quick_worker, monkeypatch):
    """A worker that has something else to do at first."""
    monkeypatch.setattr(roster_import, "PATIENCE", 0)


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def said(answer) -> str:
    return " ".join(answer.content.decode().split())


def choose(client, content, name="people.csv", **typed):
    content = content.encode() if isinstance(content, str) else content
    return client.post("/people/import/", {"file": SimpleUploadedFile(name, content), **typed})


@pytest.fixture
def keeper(cast):
    return as_(cast.ada)


def test_adventureworks_from_the_file_to_the_list(cast, keeper):
    answer = choose(keeper, (DATA / "adventureworks_employees.csv").read_bytes(), "employees.csv")
    assert answer.status_code == 302
    path = answer["Location"]
    page = said(keeper.get(path))
    assert "<b>290</b> join" in page and "<b>6</b> may have left" in page
    assert "of which 6 are former rows" in page
    assert "BirthDate" in page and "12/11/1981" not in page
    assert Person.objects.count() == 6
    assert "Guy Gilbert" in said(keeper.get(path, {"show": "joins"}))
    assert len(keeper.get(path, {"show": "joins", "page": 12}).context["part"].rows) == 15
    assert keeper.post(f"{path}apply/").status_code == 302
    assert "<progress" in said(keeper.get(path))
    assert "<html" not in said(keeper.get(path, {"watch": ""}, headers={"HX-Request": "true"}))
    work_off()
    assert keeper.get(path, {"watch": ""}, headers={"HX-Request": "true"})["HX-Redirect"] == path
    assert "290 people joined, 0 changed." in said(keeper.get(path))
    assert Person.objects.filter(is_active=True).count() == 296
    again = choose(keeper, (DATA / "adventureworks_employees.csv").read_bytes())["Location"]
    assert "<b>0</b> join" in said(keeper.get(again)) and "<b>290</b> stay" in said(keeper.get(again))
    again = keeper.get(choose(keeper, (DATA / "adventureworks_employees.csv").read_bytes())["Location"])
    assert "Everything in it is here already" in said(again)


def test_oracle_asks_for_the_domain(keeper):
    path = choose(keeper, (DATA / "oracle_hr_employees.csv").read_bytes())["Location"]
    page = said(keeper.get(path))
    assert "Some addresses have no domain" in page and "<b>107</b> rows left out" in page and "SKING" in page
    wrong = keeper.post(f"{path}again/", {"domain": "no domain"})
    assert wrong.status_code == 422 and "Write the domain like" in said(wrong)
    assert keeper.post(f"{path}again/", {"domain": "haldane.example"}).status_code == 302
    page = said(keeper.get(path))
    assert "<b>107</b> join" in page and "no domain" not in page


def test_every_problem_is_named_by_row_and_taken_along(cast, keeper):
    lines = ["name,email,boss", "Nia Okoro,nia@example.org,Nobody", "=1+1,x@example.org,", "Bo,bo@,"]
    path = choose(keeper, "\n".join(lines), partial="on")["Location"]
    page = said(keeper.get(path))
    for words in ("Nobody in this file", "begins like a formula", "not an e-mail address", "may have left"):
        assert words in page
    file = keeper.get(f"{path}not-taken.csv")
    assert file["Content-Type"].startswith("text/csv") and "attachment" in file["Content-Disposition"]
    rows = list(csv.reader(file.content.decode("utf-8-sig").splitlines()))
    assert [row[0] for row in rows] == ["Row", "3", "4", "2"] and rows[1][2] == "'=1+1"
    keeper.post(f"{path}apply/")
    work_off()
    assert "Some of it could not be taken" in said(keeper.get(path))
    assert Person.objects.filter(email="nia@example.org").exists()


def test_only_who_is_ticked_has_left(cast, keeper):
    path = choose(keeper, "name,email\nPia Lund,pia@example.org")["Location"]
    assert "Toni Adeyemi" in said(keeper.get(path)) and "Pia Lund" not in said(keeper.get(path))
    keeper.post(f"{path}apply/", {"left": [str(cast.toni.pk), str(cast.pia.pk), "nonsense"]})
    work_off()
    left = Person.objects.filter(is_active=False)
    assert [person.name for person in left] == ["Toni Adeyemi"]
    assert "1 left" in said(keeper.get(path))


def test_changes_are_shown_with_what_was(cast, keeper):
    path = choose(keeper, "name,email,manager\nPia Berg,pia@example.org,Otto Brandt", partial="on")["Location"]
    page = said(keeper.get(path, {"show": "changes"}))
    assert "<del>Pia Lund</del> <ins>Pia Berg</ins>" in page
    assert "<del>Lena Vogt</del> <ins>Otto Brandt</ins>" in page


def test_no_leaves_everything_as_it_is(keeper):
    path = choose(keeper, "name,email\nNia Okoro,nia@example.org")["Location"]
    assert keeper.post(f"{path}drop/").status_code == 302
    assert not RosterImport.objects.exists() and Person.objects.count() == 6
    assert keeper.get(path).status_code == 404


def test_a_second_yes_gets_a_sentence(keeper):
    path = choose(keeper, "name,email\nNia Okoro,nia@example.org", partial="on")["Location"]
    keeper.post(f"{path}apply/")
    assert keeper.post(f"{path}apply/").status_code == 409


def test_people_changed_meanwhile_it_is_shown_once_more(keeper):
    path = choose(keeper, "name,email\nNia Okoro,nia@example.org", partial="on")["Location"]
    keeper.post(f"{path}apply/")
    add_person("nia@example.org", "Nia Okoro")
    work_off()
    page = said(keeper.get(path))
    assert "changed since you looked" in page and "<b>1</b> stay" in page


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The submitted file is empty"),
        (b"%PDF-1.7", "PDF"),
        (b"PK\x03\x04 nothing", "damaged"),
        (b'name,email\n1,"x', "quotation mark"),
        (b"\xef\xbb\xbfname,email\nM\xfcller,m@x.example", "row 2"),
        (b"name,salary\nAnn,1", "No column holds e-mail"),
        (b"name,email\n", "no row beneath"),
    ],
)
def test_a_bad_file_gets_a_sentence_at_its_line(keeper, content, sentence):
    answer = choose(keeper, content)
    assert answer.status_code == 422 and sentence in said(answer)
    assert 'aria-invalid="true"' in said(answer)
    assert not RosterImport.objects.exists()


def test_nothing_chosen_asks_for_a_file(keeper):
    answer = keeper.post("/people/import/", {})
    assert answer.status_code == 422 and "choose a file" in said(answer)


def test_the_encoding_can_be_named(keeper):
    content = "id,name,email\n1,Γιώργος,g@x.example".encode("cp1253")
    path = choose(keeper, content, encoding="cp1253", partial="on")["Location"]
    assert "Γιώργος" in said(keeper.get(path, {"show": "joins"}))


def test_who_can_read_it_and_for_how_long(cast, keeper):
    choose(keeper, "name,email\nNia Okoro,nia@example.org")
    page = said(keeper.get(f"/who/rosterimport/{RosterImport.objects.get().pk}/"))
    assert "Ada" in page and "Otto" not in page and "seven days" in page
    assert "until somebody changes it" in said(as_(cast.otto).get(f"/who/team/{cast.operations.pk}/"))


def test_nobody_else_finds_an_import(cast, keeper):
    path = choose(keeper, "name,email\nNia Okoro,nia@example.org")["Location"]
    for person in (cast.pia, cast.lena, cast.otto):
        client = as_(person)
        for ending in ("", "not-taken.csv"):
            assert client.get(path + ending).status_code == 404
        for ending in ("again/", "apply/", "drop/"):
            assert client.post(path + ending).status_code == 404
    assert RosterImport.objects.get().state == "preview"


# --- In the background -----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("slow_worker")
def test_a_page_shows_how_far_the_reading_is(cast, keeper):
    path = choose(keeper, "name,email\nNia Okoro,nia@example.org", partial="on")["Location"]
    page = said(keeper.get(path))
    assert "The file is being read" in page and "<progress" in page and "people.csv" in page and "Look again" in page
    assert "It has to wait" not in page
    begun = RosterImport.objects.get().progress
    assert begun
    progress.advance(begun, done=7000, words="7000 rows read")
    watched = said(keeper.get(path, {"watch": ""}, headers=WATCHES))
    assert "7000 rows read" in watched and "<html" not in watched
    for ending in ("again/", "apply/"):
        assert keeper.post(path + ending, {"domain": "haldane.example"}).status_code == 409
    assert keeper.get(f"{path}not-taken.csv").status_code == 409
    work_off()
    assert keeper.get(path, {"watch": ""}, headers=WATCHES)["HX-Redirect"] == path
    assert "<b>1</b> join" in said(keeper.get(path))


def test_without_a_worker_the_page_says_what_is_missing(quick_worker, keeper, monkeypatch):
    monkeypatch.setattr(roster_import, "sleep", lambda _seconds: pytest.fail("there is nobody to wait for"))
    quick_worker.delete()
    path = choose(keeper, "name,email\nNia Okoro,nia@example.org", partial="on")["Location"]
    missing = "nothing works in the background"
    assert missing in said(keeper.get(path)) and missing in said(keeper.get(path, {"watch": ""}, headers=WATCHES))
    quick_worker.save(force_insert=True)
    assert missing not in said(keeper.get(path))
    work_off()
    keeper.post(f"{path}apply/")
    quick_worker.delete()
    assert missing in said(keeper.get(path))


@pytest.mark.usefixtures("slow_worker")
def test_a_bad_file_found_later_gets_its_sentence_on_the_same_form(keeper):
    typed = {"partial": "on", "encoding": "cp1253", "domain": "haldane.example"}
    path = choose(keeper, b"name,salary\nAnn,1", **typed)["Location"]
    work_off()
    page = said(keeper.get(path))
    assert "No column holds e-mail" in page and 'aria-invalid="true"' in page
    assert 'value="haldane.example"' in page and 'value="cp1253" selected' in page and "checked" in page
    assert 'action="/people/import/"' in page
    for ending in ("again/", "apply/"):
        assert keeper.post(path + ending, {"domain": "haldane.example"}).status_code == 409
    choose(keeper, "name,email\nNia Okoro,nia@example.org")
    assert RosterImport.objects.count() == 1 and keeper.get(path).status_code == 404


@pytest.mark.usefixtures("slow_worker")
def test_it_can_be_dropped_while_it_is_read(keeper):
    path = choose(keeper, "name,email\nNia Okoro,nia@example.org")["Location"]
    assert keeper.post(f"{path}drop/").status_code == 302
    assert not RosterImport.objects.exists() and not UploadPart.objects.exists()
    work_off()
    assert not RosterImport.objects.exists()


def test_a_file_too_large_for_memory_arrives_whole(keeper, settings, monkeypatch):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
    lines = [f"Person {number},person{number}@example.org" for number in range(3000)]
    path = choose(keeper, "\n".join(["name,email", *lines]), partial="on")["Location"]
    assert "<b>3000</b> join" in said(keeper.get(path))
    for place in ("alongside.web.uploads", "alongside.web.roster.forms"):
        monkeypatch.setattr(f"{place}.LIMITS", Limits(size=100))
    assert "larger than" in said(choose(keeper, "\n".join(["name,email", *lines])))
