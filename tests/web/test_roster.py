"""An import in the browser: choose, look, say yes, watch, take along what was left out."""

import csv
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from alongside.jobs.worker import work_off
from alongside.people.actions import add_person
from alongside.people.models import Person, RosterImport

DATA = Path(__file__).parent.parent / "data"
pytestmark = pytest.mark.usefixtures("clock")


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
