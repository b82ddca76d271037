"""`alongside people import`: what it shows, what it does, and how it ends."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from alongside.cli.app import app
from alongside.lifecycle.leaving import let_go
from alongside.people.actions import add_person
from alongside.people.models import Person, RosterImport

DATA = Path(__file__).parent.parent / "data"
pytestmark = pytest.mark.django_db


def run(*words):
    answer = CliRunner().invoke(app, ["people", *map(str, words)])
    assert answer.exception is None or isinstance(answer.exception, SystemExit), answer.exception
    return answer.exit_code, answer.output


def test_adventureworks_in_one_line():
    code, said = run("import", DATA / "adventureworks_employees.csv", "--apply")
    assert (code, Person.objects.count()) == (0, 290)
    assert "290 people joined" in said
    assert "Not read: SalesTerritoryKey" in said


def test_of_many_new_teams_it_says_how_many_more_there_are(tmp_path):
    file = tmp_path / "people.csv"
    rows = [f"Person {number},p{number}@example.org,Team {number}" for number in range(25)]
    file.write_text("\n".join(["name,email,team", *rows]))
    _code, said = run("import", file, "--dry-run")
    assert " and 5 more." in said


def test_who_joins_is_shown_with_team_and_lead(tmp_path):
    file = tmp_path / "people.csv"
    file.write_text(
        "name,email,team,manager\nLena Fox,lena@example.org,Care,\nPia Lund,pia@example.org,Care,Lena Fox\n"
    )
    _code, said = run("import", file, "--dry-run")
    assert re.search(r"3 +│ Pia Lund +│ pia@example.org +│ Care +│ lena@example.org", said), said


def test_a_domain_is_asked_for_and_rows_left_out_end_with_3():
    code, said = run("import", DATA / "oracle_hr_employees.csv", "--apply")
    assert (code, Person.objects.count()) == (3, 0)
    assert "107 addresses have no domain" in said
    code, said = run("import", DATA / "oracle_hr_employees.csv", "--apply", "--domain", "haldane.example")
    assert (code, Person.objects.count()) == (0, 107)


def test_one_address_without_a_domain_is_one(tmp_path):
    file = tmp_path / "people.csv"
    file.write_text("name,email\nPia Lund,pia\n")
    assert "1 address has no domain." in run("import", file, "--dry-run")[1]


@pytest.mark.parametrize("way", [["--dry-run"], []])
def test_without_a_yes_nothing_changes(way):
    code, said = run("import", DATA / "adventureworks_employees.csv", *way)
    assert (code, Person.objects.count(), RosterImport.objects.count()) == (0, 0, 0)
    assert "290 join" in said and "Nothing was changed" in said


def test_who_left_is_named_one_by_one(tmp_path):
    ann, _bo = add_person("ann@x.example", "Ann Lee"), add_person("bo@x.example", "Bo Day")
    file = tmp_path / "people.csv"
    file.write_text("name,email\nCy Fox,cy@x.example\n")
    code, said = run("import", file, "--apply", "--leave", "Ann@x.example")
    assert code == 0 and "Bo Day" in said
    assert set(Person.objects.filter(is_active=True).values_list("name", flat=True)) == {"Bo Day", "Cy Fox"}
    code, said = run("import", file, "--apply", "--leave", "cy@x.example")
    assert code == 2 and "not among those" in said
    let_go([ann], by=None)


def test_what_could_not_be_taken_is_written(tmp_path):
    file, problems = tmp_path / "people.csv", tmp_path / "problems.csv"
    file.write_text("name,email,boss\nCy Fox,cy@x.example,Nobody\n=1+1,ann@x.example,\n")
    code, _said = run("import", file, "--apply", "--problems", problems)
    assert (code, Person.objects.count()) == (3, 1)
    assert "Nobody" in problems.read_text() and "'=1+1" in problems.read_text()


def test_a_column_can_be_named(tmp_path):
    file = tmp_path / "people.csv"
    file.write_text("who,contact\nCy Fox,cy@x.example\n")
    assert run("import", file, "--apply")[0] == 1
    assert run("import", file, "--apply", "--column", "email=contact", "--column", "name=who")[0] == 0
    assert run("import", file, "--column", "email")[0] == 2
    assert run("import", file, "--column", "email=nothing")[0] == 1


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b'id,name\n1,"x'])
def test_a_bad_file_ends_with_1_and_a_sentence(tmp_path, content):
    file = tmp_path / "people.csv"
    file.write_bytes(content)
    code, said = run("import", file, "--apply")
    assert code == 1
    assert len(said.strip().splitlines()) == 1 and said.strip().endswith(".")


def test_wrong_use_ends_with_2(tmp_path):
    assert run("import", tmp_path / "none.csv")[0] == 2
    assert run("import", DATA / "oracle_hr_employees.csv", "--apply", "--dry-run")[0] == 2


def test_somebody_keeps_the_list_and_somebody_always_does():
    add_person("ann@x.example", "Ann Lee")
    assert run("keeper", "ann@x.example")[0] == 0
    assert Person.objects.get().keeps_people
    assert run("keeper", "ann@x.example", "--no-longer")[0] == 1
    assert run("keeper", "bo@x.example")[0] == 1
