"""Bringing the list of people up to date: shown first, then all at once, and never the wrong person's rooms."""

import csv
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress

from alongside.jobs import progress
from alongside.jobs.worker import TRIES, give_back, take_task, work_off
from alongside.journal.models import Deed
from alongside.kit import clock
from alongside.kit.refusal import Refusal
from alongside.kit.tables import Limits, TableRefused, check_size
from alongside.lifecycle import roster_import, roster_upload
from alongside.lifecycle.leaving import let_go
from alongside.lifecycle.roster_import import (
    BEGINNINGS,
    apply_import,
    bring_file,
    drop_import,
    drop_imports_naming,
    forget_imports,
    forget_unread_files,
    left_out,
    look_again,
    look_into,
    read_preview,
    start_import,
)
from alongside.lifecycle.roster_upload import PART, kept_file
from alongside.lifecycle.tasks import _back_to_preview
from alongside.people.actions import add_person, open_line, put_in_team
from alongside.people.models import Line, Membership, Person, RosterImport, Team, UploadPart
from alongside.vault.models import Key
from tests.together import at_once

DATA = Path(__file__).parent.parent / "data"
HEAD = "id,name,email,team,manager id,start date"
THREE = (
    "1,Bo Day,bo@x.example,Care,,2020-01-01",
    "2,Ann Lee,ann@x.example,Care,1,2021-01-01",
    "3,Cy Fox,cy@x.example,Sales,1,2022-01-01",
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def still(clock):
    return clock


@pytest.fixture
def keeper():
    return add_person("ada@x.example", "Ada Kern", keeps_people=True)


@pytest.fixture
def look(tmp_path, keeper):
    """Look into a CSV given as lines."""

    def look(*lines, head=HEAD, **options):
        path = tmp_path / "people.csv"
        path.write_text("\n".join([head, *lines]))
        return look_into(path, by=keeper, file_name="people.csv", **options)

    return look


@pytest.fixture
def bring(look):
    """Look into a CSV and apply it at once; gives the preview."""

    def bring(*lines, leaving=(), **options):
        waiting = look(*lines, **options)
        RosterImport.objects.filter(pk=waiting.pk).update(leaving=[str(pk) for pk in leaving])
        apply_import(waiting.pk)
        return read_preview(waiting)

    return bring


def at(name):
    return Person.objects.get(email=f"{name}@x.example")


def lead(name):
    found = Line.objects.main().filter(person=at(name)).first()
    return found.lead.email.partition("@")[0] if found else ""


def team(name):
    found = Membership.objects.filter(person=at(name), ended_on=None).first()
    return found.team.name if found else ""


def codes(preview):
    return [(problem.row, problem.code) for problem in preview.problems]


def everything():
    """All rows that an import can touch, for comparing."""
    return [list(model.objects.order_by("pk").values()) for model in (Person, Team, Membership, Line)]


# --- The two sample files --------------------------------------------------------------------------------------------


def test_adventureworks(keeper):
    waiting = look_into(DATA / "adventureworks_employees.csv", by=keeper, file_name="aw.csv")
    preview = read_preview(waiting)
    assert (len(preview.joins), preview.changes, preview.former_rows) == (290, [], 6)
    assert [leaver[1] for leaver in preview.leavers] == ["Ada Kern"]
    assert Person.objects.count() == 1
    apply_import(waiting.pk)
    assert Person.objects.filter(is_active=True).count() == 291
    assert Line.objects.filter(ended_on=None).count() == 289
    assert Team.objects.filter(lead=None).count() == 16
    sheela = Person.objects.get(email="sheela0@adventure-works.com")
    assert Line.objects.filter(lead=sheela).count() == 11
    columns = [field.name for model in (Person, RosterImport) for field in model._meta.fields]
    assert not {"salary", "birth_date", "gender"} & set(columns)
    before = everything()
    again = look_into(DATA / "adventureworks_employees.csv", by=keeper, file_name="aw.csv")
    preview = read_preview(again)
    assert (preview.joins, preview.changes, preview.unchanged) == ([], [], 290)
    apply_import(again.pk)
    assert everything() == before


def test_oracle_needs_a_domain(keeper):
    waiting = look_into(DATA / "oracle_hr_employees.csv", by=keeper, file_name="hr.csv")
    preview = read_preview(waiting)
    assert (preview.joins, preview.leavers, preview.needs_domain) == ([], [], True)
    waiting = look_again(waiting, domain="@Haldane.example")
    preview = read_preview(waiting)
    assert (len(preview.joins), preview.needs_domain, preview.rows_left_out) == (107, False, 0)
    apply_import(waiting.pk)
    assert Person.objects.filter(email__endswith="@haldane.example").count() == 107


def test_nothing_of_pay_and_birth_is_anywhere_in_the_database(keeper):
    waiting = look_into(DATA / "adventureworks_employees.csv", by=keeper, file_name="aw.csv")
    kept = roster_import._unpack(waiting.taken)
    values = {value for row in kept["records"] for value in row[2:]}
    assert "guy1@adventure-works.com" in values
    assert not values & {"12/11/1981", "12.45", "14417807", "320-555-0195"}
    assert {"BirthDate", "BaseRate", "Gender"} <= set(kept["ignored"])


# --- Joins and changes -----------------------------------------------------------------------------------------------


def test_people_join_with_team_and_lead(bring):
    preview = bring(*THREE)
    assert [join[1] for join in preview.joins] == ["Bo Day", "Ann Lee", "Cy Fox"]
    ann = at("ann")
    assert (ann.name, ann.given_name, ann.external_key, ann.started_on) == ("Ann Lee", "Ann", "2", date(2021, 1, 1))
    assert not ann.has_usable_password()
    assert (lead("ann"), team("ann"), team("cy")) == ("bo", "Care", "Sales")
    assert Line.objects.get(person=ann).started_on == date(2021, 1, 1)
    assert preview.new_teams == ["Care", "Sales"]


def test_the_same_file_again_changes_nothing(bring):
    bring(*THREE)
    before = everything()
    preview = bring(*THREE)
    assert (preview.joins, preview.changes, preview.unchanged) == ([], [], 3)
    assert everything() == before


def test_a_changed_lead_ends_the_old_line_with_a_date(bring, clock):
    bring(*THREE)
    clock.forward(days=30)
    preview = bring(*THREE[:2], "3,Cy Fox,cy@x.example,Sales,2,2022-01-01")
    assert preview.changes == [[4, "Cy Fox", {"lead": ["Bo Day", "Ann Lee"]}]]
    old, new = Line.objects.filter(person=at("cy")).order_by("started_on")
    assert (old.lead, old.ended_on) == (at("bo"), clock.now.date())
    assert (new.lead, new.started_on, new.ended_on) == (at("ann"), clock.now.date(), None)


def test_a_change_holds_from_the_day_that_the_file_says(bring, clock):
    bring(*THREE)
    clock.forward(days=30)
    bring(*THREE[:2], "3,Cy Fox,cy@x.example,Care,2,2026-03-10")
    assert Line.objects.get(person=at("cy"), ended_on=None).started_on == date(2026, 3, 10)
    assert Membership.objects.get(person=at("cy"), ended_on=date(2026, 3, 10)).team.name == "Sales"


def test_no_lead_any_more_ends_the_line_and_no_column_leaves_it(bring):
    bring(*THREE)
    bring("2,Ann Lee,ann@x.example", head="id,name,email", partial=True)
    assert (lead("ann"), team("ann")) == ("bo", "Care")
    bring("2,Ann Lee,ann@x.example,,,2021-01-01", partial=True)
    assert (lead("ann"), team("ann")) == ("", "")


def test_a_lead_that_cannot_be_found_leaves_the_line(bring):
    bring(*THREE)
    preview = bring("2,Ann Lee,ann@x.example,Care,77,2021-01-01", partial=True)
    assert codes(preview) == [(2, "lead-unknown")]
    assert lead("ann") == "bo"


def test_names_addresses_and_keys_change(bring):
    bring(*THREE)
    ann = at("ann")
    EmailAddress.objects.create(user=ann, email=ann.email, verified=True, primary=True)
    preview = bring(THREE[0], "2,Ann Roe,ann@x.example,Care,1,2021-01-01", THREE[2])
    assert preview.changes == [[3, "Ann Roe", {"name": ["Ann Lee", "Ann Roe"]}]]
    bring(THREE[0], "2,Ann Roe,ann.roe@x.example,Care,1,2021-01-01", THREE[2])
    bring(THREE[0], "22,Ann Roe,ann.roe@x.example,Care,1,2021-01-01", THREE[2])
    ann.refresh_from_db()
    assert (ann.email, ann.external_key, ann.given_name) == ("ann.roe@x.example", "22", "Ann")
    assert not EmailAddress.objects.exists()


def test_whoever_has_been_here_keeps_their_address_until_they_say_yes(bring):
    bring(*THREE)
    Person.objects.filter(pk=at("ann").pk).update(last_login=clock.now())
    new = (THREE[0], "2,Ann Lee,mine@evil.example,Care,1,2021-01-01", "3,Cy Fox,cy.fox@x.example,Sales,2,2022-01-01")
    preview = bring(*new)
    assert [change[2]["email"] for change in preview.changes] == [
        ["ann@x.example", "mine@evil.example"],
        ["cy@x.example", "cy.fox@x.example"],
    ]
    assert codes(preview) == [(3, "email-waits")] and "waits for their yes" in preview.problems[0].what
    ann = at("ann")
    assert ann.proposed_email == "mine@evil.example" and lead("cy.fox") == "ann"
    before = everything()
    again = bring(*new)
    assert (again.joins, again.changes, codes(again)) == ([], [], [(3, "email-waits")]) and everything() == before
    bring(*THREE)
    assert (at("ann").proposed_email, at("cy").proposed_email) == ("", "")


def test_whoever_comes_back_keeps_the_address_they_had(bring, keeper):
    bring(*THREE)
    ann = at("ann")
    Person.objects.filter(pk=ann.pk).update(last_login=clock.now())
    let_go([ann], by=keeper)
    bring(THREE[0], "2,Ann Lee,mine@evil.example,Care,1,2021-01-01", THREE[2])
    ann.refresh_from_db()
    assert (ann.email, ann.proposed_email, ann.is_active) == ("ann@x.example", "mine@evil.example", True)


def test_an_address_somebody_keeps_is_nobody_elses(bring):
    bring("1,Bo Day,bo@x.example,,,", "2,Ann Lee,ann@x.example,,,")
    bo, ann = at("bo"), at("ann")
    Person.objects.filter(pk=ann.pk).update(last_login=clock.now())
    preview = bring("1,Bo Day,ann@x.example,,,", "2,Ann Lee,bo@x.example,,,")
    assert codes(preview) == [(2, "email-here"), (3, "email-here")]
    assert (at("bo").pk, at("ann").pk) == (bo.pk, ann.pk)


def test_what_people_call_themselves_stays(bring):
    bring(*THREE)
    Person.objects.filter(pk=at("ann").pk).update(given_name="Annie", time_zone="Europe/Berlin")
    bring(THREE[0], "2,Ann Roe,ann@x.example,Care,1,2021-01-01", THREE[2])
    assert (at("ann").given_name, at("ann").time_zone) == ("Annie", "Europe/Berlin")


def test_addresses_change_hands_within_one_list(bring):
    bring("1,Bo Day,bo@x.example,,,", "2,Ann Lee,ann@x.example,,,")
    bo, ann = at("bo"), at("ann")
    bring("1,Bo Day,ann@x.example,,,", "2,Ann Lee,bo@x.example,,,")
    assert (at("ann").pk, at("bo").pk) == (bo.pk, ann.pk)


def test_somebody_added_by_hand_is_taken_up_by_address(bring):
    ann = add_person("ann@x.example", "Ann")
    preview = bring(*THREE)
    assert len(preview.joins) == 2
    assert (at("ann").pk, at("ann").external_key, lead("ann")) == (ann.pk, "2", "bo")


def test_an_additional_lead_becomes_the_lead(bring):
    bring(*THREE)
    open_line(at("ann"), at("cy"), additional=True)
    bring(THREE[0], "2,Ann Lee,ann@x.example,Care,3,2021-01-01", THREE[2])
    assert lead("ann") == "cy"
    assert Line.objects.filter(person=at("ann"), ended_on=None).count() == 1


def test_who_was_put_into_a_part_of_the_department_stays_there(bring):
    bring(*THREE)
    night = Team.objects.create(name="Night", parent=Team.objects.get(name="Care"))
    put_in_team(at("ann"), night)
    assert bring(*THREE).changes == []
    assert team("ann") == "Night"


def test_a_renamed_team_is_still_that_department(bring):
    bring(*THREE)
    Team.objects.filter(name="Care").update(name="Customer Care")
    assert bring(*THREE).changes == []
    assert Team.objects.count() == 2


def test_a_team_made_by_hand_is_taken_up_by_name(bring):
    care = Team.objects.create(name="care")
    bring(*THREE)
    assert Membership.objects.filter(team=care).count() == 2
    assert bring(*THREE).changes == []


# --- Somebody else's rooms -------------------------------------------------------------------------------------------


def test_a_key_given_to_somebody_else_does_not_open_the_first_ones_rooms(bring):
    bring(*THREE)
    ann = at("ann")
    preview = bring(THREE[0], "2,Eve Ill,eve@x.example,Care,1,2021-01-01", THREE[2])
    assert codes(preview) == [(3, "key-here")]
    ann.refresh_from_db()
    assert (ann.name, ann.email) == ("Ann Lee", "ann@x.example")


def test_an_address_passed_on_does_not_either(bring):
    bring(*THREE)
    preview = bring(THREE[0], THREE[1], "9,Eve Ill,cy@x.example,Care,1,2021-01-01")
    assert codes(preview) == [(4, "email-here")]
    assert at("cy").name == "Cy Fox"


def test_the_old_address_of_one_in_a_row_without_a_key_is_not_that_one_again(bring):
    bring(*THREE)
    ann = at("ann")
    preview = bring("2,Ann Lee,ann.lee@x.example,Care,,", ",Anna New,ann@x.example,Care,,", partial=True)
    assert [join[1] for join in preview.joins] == ["Anna New"]
    assert at("ann.lee").pk == ann.pk and at("ann").pk != ann.pk


def test_the_address_of_somebody_who_left_goes_to_the_new_one(bring, keeper):
    bring(*THREE)
    cy = at("cy")
    let_go([cy], by=keeper)
    preview = bring(THREE[0], THREE[1], "9,Cyril New,cy@x.example,Care,1,2026-01-01")
    assert codes(preview) == [(4, "email-freed")]
    assert at("cy").pk != cy.pk
    cy.refresh_from_db()
    assert (cy.is_active, cy.email) == (False, f"{cy.pk}@left.invalid")


def test_who_comes_back_is_the_same_person(bring, keeper):
    bring(*THREE)
    cy = at("cy")
    let_go([cy], by=keeper)
    preview = bring(*THREE)
    assert "back" in preview.changes[0][2]
    cy.refresh_from_db()
    assert (cy.is_active, cy.ended_at, lead("cy"), team("cy")) == (True, None, "bo", "Sales")


# --- Leavers ---------------------------------------------------------------------------------------------------------


def test_who_is_missing_is_only_proposed(bring, keeper):
    bring(*THREE)
    preview = bring(*THREE[:2])
    assert [leaver[1] for leaver in preview.leavers] == ["Ada Kern", "Cy Fox"]
    assert at("cy").is_active
    bring(*THREE[:2], leaving=[at("cy").pk])
    assert not at("cy").is_active
    assert Deed.objects.filter(verb="person.left", row=at("cy").pk).exists()


def test_a_part_of_the_people_proposes_nobody(bring):
    bring(*THREE)
    assert bring(*THREE[:1], partial=True).leavers == []


def test_who_has_ended_in_the_file_is_proposed_even_then(bring):
    bring(*THREE)
    lines = ("3,Cy Fox,cy@x.example,Sales,1,2022-01-01,2026-02-01",)
    preview = bring(*lines, head=f"{HEAD},end date", partial=True)
    assert [leaver[1:4] for leaver in preview.leavers] == [["Cy Fox", "cy@x.example", "2026-02-01"]]


def test_whose_row_was_left_out_is_not_missing(bring):
    bring(*THREE)
    preview = bring(*THREE[:2], "3,Cy Fox,cy@,Sales,1,2022-01-01")
    assert codes(preview) == [(4, "bad-email")]
    assert [leaver[1] for leaver in preview.leavers] == ["Ada Kern"]


def test_only_proposed_leavers_can_be_ticked(look, bring, keeper):
    bring(*THREE)
    waiting = look(*THREE[:2])
    start_import(waiting, by=keeper, leaving=[at("cy").pk, at("bo").pk])
    assert RosterImport.objects.get(pk=waiting.pk).leaving == [str(at("cy").pk)]


# --- Preview, apply, drop --------------------------------------------------------------------------------------------


def test_in_the_background_with_progress(look, keeper):
    waiting = look(*THREE)
    begun = start_import(waiting, by=keeper)
    assert Person.objects.count() == 1
    assert work_off() == 1
    now = progress.of(keeper.pk, begun.pk)
    assert now and now.state == "done" and now.words == "3 people joined, 0 changed."
    done = RosterImport.objects.get(pk=waiting.pk)
    assert (done.state, done.taken) == ("done", None)
    assert Deed.objects.get(verb="roster.applied").row == done.pk
    before = everything()
    apply_import(done.pk)
    assert everything() == before


def test_a_second_yes_and_a_late_drop_are_refused(look, keeper):
    waiting = look(*THREE)
    start_import(waiting, by=keeper)
    for deed in (lambda: start_import(waiting, by=keeper), lambda: drop_import(waiting), lambda: look_again(waiting)):
        with pytest.raises(Refusal, match="already"):
            deed()


def test_people_who_changed_since_are_shown_anew(look, keeper):
    waiting = look(*THREE)
    begun = start_import(waiting, by=keeper)
    add_person("ann@x.example", "Ann Lee")
    work_off()
    now = progress.of(keeper.pk, begun.pk)
    assert now and now.state == "failed" and "once more" in now.words
    assert Person.objects.count() == 2
    again = RosterImport.objects.get(pk=waiting.pk)
    assert again.state == "preview"
    assert len(read_preview(again).joins) == 2
    assert roster_import.how_far(again) == now
    assert roster_import.how_far(look_again(again)) is None, "what failed was answered by this look"


def test_a_change_between_working_out_and_writing_is_noticed(look, keeper, monkeypatch):
    waiting = look(*THREE)
    real = roster_import._prepared
    turns: list[Person] = []

    def meanwhile(plan):
        if not turns:
            turns.append(add_person("zoe@x.example", "Zoe"))
        return real(plan)

    monkeypatch.setattr(roster_import, "_prepared", meanwhile)
    with pytest.raises(Refusal, match="once more"):
        apply_import(waiting.pk)
    assert Person.objects.count() == 2


def test_nothing_stays_of_what_goes_wrong_midway(look, monkeypatch):
    waiting = look(*THREE)
    before = everything()

    def stumble(*args, **options):
        raise ZeroDivisionError

    monkeypatch.setattr(roster_import, "let_go", stumble)
    with pytest.raises(ZeroDivisionError):
        apply_import(waiting.pk)
    assert everything() == before
    assert RosterImport.objects.get(pk=waiting.pk).state == "preview"


def test_a_program_error_is_told_in_a_sentence_and_can_be_tried_again(look, keeper, monkeypatch):
    waiting = look(*THREE)

    def stumble(*args, **options):
        raise ZeroDivisionError

    monkeypatch.setattr(roster_import, "let_go", stumble)
    begun = start_import(waiting, by=keeper)
    work_off()
    now = progress.of(keeper.pk, begun.pk)
    assert now and now.state == "failed" and "Nothing was changed" in now.words
    assert RosterImport.objects.get(pk=waiting.pk).state == "preview"


def test_dropping_keeps_nothing(look):
    drop_import(look(*THREE))
    assert not RosterImport.objects.exists()


def test_a_new_file_takes_the_place_of_one_that_waits(look):
    look(*THREE)
    look(*THREE[:2])
    assert RosterImport.objects.count() == 1


def test_after_a_week_nothing_of_it_is_kept(look, bring, clock):
    bring(*THREE)
    look(*THREE)
    clock.forward(days=8)
    forget_imports()
    assert not RosterImport.objects.exists()


def test_what_could_not_be_taken_is_a_file_no_spreadsheet_evaluates(look):
    preview = read_preview(look(*THREE[:1], "2,=1+1,ann@x.example,Care,1,", "3,Cy Fox,cy@x.example,Care,99,"))
    head, *rows = csv.reader("".join(left_out(preview)).removeprefix("\ufeff").splitlines())
    assert head[:3] == ["Row", "Column", "Value"]
    assert [row[:4] for row in rows] == [
        ["3", "name", "'=1+1", "Row left out"],
        ["4", "manager id", "99", "Value left out"],
    ]


@pytest.mark.parametrize("domain", ["no domain", "a@b@c", "x"])
def test_a_domain_that_is_none(look, domain):
    with pytest.raises(Refusal, match="Write the domain"):
        look(*THREE, domain=domain)


def test_a_bad_file_leaves_nothing(look):
    with pytest.raises(TableRefused):
        look(head="")
    assert not RosterImport.objects.exists()


def test_two_thousand_take_no_more_queries_than_twenty(look, django_assert_max_num_queries):
    def file(people):
        return [
            f"{n},Kim {n:04},kim{n}@x.example,Team {n % 30},{n // 8 or ''},2020-01-01" for n in range(1, people + 1)
        ]

    few = look(*file(20))
    with django_assert_max_num_queries(40) as queries:
        apply_import(few.pk)
    many = look(*file(2000))
    with django_assert_max_num_queries(len(queries.captured_queries) + 5):
        apply_import(many.pk)
    assert Line.objects.count() == 1993


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_bring_everybody_once(tmp_path, keeper):
    path = tmp_path / "people.csv"
    path.write_text("\n".join([HEAD, *THREE]))
    other = add_person("second@x.example", "Second", keeps_people=True)
    waiting = [look_into(path, by=who, file_name="people.csv") for who in (keeper, other)]
    answers = at_once(*(lambda one=one: apply_import(one.pk) for one in waiting))
    assert sum(isinstance(answer, RosterImport) for answer in answers) == 1
    assert sum(isinstance(answer, Refusal) for answer in answers) == 1
    assert Person.objects.count() == 5
    assert Line.objects.count() == 2


# --- Read in the background ------------------------------------------------------------------------------------------


@pytest.fixture
def send(keeper):
    """Upload a CSV given as lines."""

    def send(*lines, head=HEAD, by=keeper, **options):
        return bring_file(["\n".join([head, *lines]).encode()], by=by, file_name="people.csv", **options)

    return send


def nothing_is_kept_of_files():
    return not UploadPart.objects.exists() and not Key.objects.exists()


def test_an_uploaded_file_is_read_by_the_worker(send, keeper):
    waiting = send(*THREE)
    assert waiting.state == "reading" and waiting.taken is None
    assert work_off() == 1
    found = RosterImport.objects.get()
    assert (found.pk, found.state, len(read_preview(found).joins)) == (waiting.pk, "preview", 3)
    now = roster_import.how_far(found)
    assert now and now.state == "done"
    assert nothing_is_kept_of_files()
    apply_import(found.pk)
    assert Person.objects.count() == 4


def test_the_same_comes_of_it_as_of_a_file_read_at_once(keeper):
    file = DATA / "adventureworks_employees.csv"
    at_once_read = read_preview(look_into(file, by=None, file_name="a.csv"))
    waiting = bring_file([file.read_bytes()], by=keeper, file_name="a.csv")
    work_off()
    waiting.refresh_from_db()
    assert read_preview(waiting).packed() == at_once_read.packed()


def test_a_file_lies_encrypted_and_is_opened_a_part_at_a_time(keeper):
    content = b"name,email,salary\n" + b"Bo Day,bo@x.example,54321\n" * 100_000
    waiting = bring_file([content], by=keeper, file_name="a.csv")
    parts = UploadPart.objects.order_by("number")
    assert len(parts) == len(content) // PART + 1
    assert not any(b"54321" in bytes(part.sealed) or b"salary" in bytes(part.sealed) for part in parts)
    file = kept_file(waiting)
    with file.open() as opened:
        assert (file.size, opened.read()) == (len(content), content)
    Key.objects.all().delete()
    with file.open() as opened, pytest.raises(Refusal, match="gone"):
        opened.read()


@pytest.mark.parametrize(("content", "sentence"), [([], "empty"), ([b""], "empty"), ([b"x" * 100], "larger")])
def test_a_size_that_we_do_not_read_is_refused_at_once(content, sentence, keeper, monkeypatch):
    monkeypatch.setattr(roster_upload, "check_size", partial(check_size, limits=Limits(size=99)))
    with pytest.raises(TableRefused, match=sentence):
        bring_file(content, by=keeper, file_name="a.csv")
    assert not RosterImport.objects.exists() and nothing_is_kept_of_files()


def test_a_file_that_cannot_be_read_keeps_its_sentence_and_the_list_before_it(look, send):
    before = look(*THREE)
    waiting = send("Ann,1", head="name,salary")
    work_off()
    waiting.refresh_from_db()
    assert waiting.state == "refused" and "No column holds e-mail" in waiting.refused
    assert nothing_is_kept_of_files()
    assert RosterImport.objects.filter(pk=before.pk, state="preview").exists()
    send(*THREE)
    work_off()
    assert [one.state for one in RosterImport.objects.all()] == ["preview"]


def test_a_worker_that_was_cut_off_takes_it_up_again(send, monkeypatch):
    waiting = send(*THREE)
    assert take_task("cut off")
    give_back("cut off")
    assert work_off() == 1
    waiting.refresh_from_db()
    assert waiting.state == "preview"


def test_what_was_shown_anew_waits_for_a_yes_though_the_worker_was_cut_off(look, keeper, monkeypatch):
    waiting = look(*THREE)
    start_import(waiting, by=keeper)
    add_person("ann@x.example", "Ann Lee")

    def cut(*_args):
        raise KeyboardInterrupt

    monkeypatch.setattr("alongside.lifecycle.tasks._back_to_preview", cut)
    with pytest.raises(KeyboardInterrupt):
        work_off()
    assert RosterImport.objects.get(pk=waiting.pk).state == "preview"
    assert (give_back("at-once"), work_off()) == (1, 1)
    assert RosterImport.objects.get(pk=waiting.pk).state == "preview"
    assert not Person.objects.filter(email="bo@x.example").exists()


def test_a_refusal_that_comes_late_leaves_alone_what_was_begun_anew(look, keeper):
    waiting = look(*THREE)
    start_import(waiting, by=keeper)
    before = RosterImport.objects.get(pk=waiting.pk)
    _back_to_preview(before, "It rains.")
    begun = start_import(waiting, by=keeper)
    _back_to_preview(before, "It rains.")
    assert RosterImport.objects.get(pk=waiting.pk).state == "applying"
    now = progress.of(keeper.pk, begun.pk)
    assert now and now.state != "failed"


def test_what_cuts_its_worker_off_every_time_is_said(send, look, keeper, monkeypatch):
    class CutOff(BaseException):
        pass

    def cut(*_args, **_more):
        raise CutOff

    def be_cut_off():
        with pytest.raises(CutOff):
            work_off()
        assert give_back("at-once") == 1

    assert BEGINNINGS < TRIES
    monkeypatch.setattr(roster_import, "take_file", cut)
    monkeypatch.setattr("alongside.lifecycle.tasks.progress.finish", lambda pk: None)
    waiting = send(*THREE)
    for _turn in range(BEGINNINGS):
        be_cut_off()
        waiting.refresh_from_db()
        assert waiting.state == "reading"
    work_off()
    waiting.refresh_from_db()
    assert waiting.state == "refused" and "cut off three times" in waiting.refused and nothing_is_kept_of_files()
    monkeypatch.undo()
    shown = look(*THREE)
    begun = start_import(shown, by=keeper)
    monkeypatch.setattr("alongside.lifecycle.tasks.apply_import", cut)
    for _turn in range(BEGINNINGS):
        be_cut_off()
    work_off()
    shown.refresh_from_db()
    now = progress.of(keeper.pk, begun.pk)
    assert shown.state == "preview" and now and "cut off three times" in now.words


def test_a_program_error_while_reading_is_told_in_a_sentence(send, monkeypatch):
    monkeypatch.setattr(roster_import, "preview_of", lambda *_args: 1 / 0)
    waiting = send(*THREE)
    work_off()
    waiting.refresh_from_db()
    assert waiting.state == "refused" and "on our side" in waiting.refused and nothing_is_kept_of_files()


def test_nobody_reads_a_file_that_waited_for_a_day(send, clock):
    waiting = send(*THREE)
    clock.forward(hours=25)
    forget_unread_files()
    forget_imports()
    waiting.refresh_from_db()
    assert waiting.state == "refused" and "within a day" in waiting.refused and nothing_is_kept_of_files()
    work_off()
    waiting.refresh_from_db()
    assert waiting.state == "refused"
    clock.forward(days=7)
    forget_imports()
    assert not RosterImport.objects.exists()


def test_a_file_in_which_somebody_forgotten_may_stand_is_not_read(send):
    waiting = send(*THREE)
    drop_imports_naming(Person(name="Ann Lee", email="ann@x.example"))
    work_off()
    waiting.refresh_from_db()
    assert waiting.state == "refused" and nothing_is_kept_of_files()
    RosterImport.objects.update(refused="The columns are: Ann Lee, ...")
    drop_imports_naming(Person(name="Ann Lee", email="ann@x.example"))
    assert not RosterImport.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_and_somebody_who_drops_it_at_the_same_moment(send):
    waiting = send(*THREE)

    def read():
        return roster_import.read_file(waiting.pk, on_row=lambda rows: None, told=lambda done, of: None)

    answers = at_once(read, read)
    assert sum(isinstance(answer, RosterImport) for answer in answers) >= 1
    assert all(answer is None or isinstance(answer, RosterImport | Refusal) for answer in answers), answers
    waiting.refresh_from_db()
    assert waiting.state == "preview" and nothing_is_kept_of_files()
    waiting = send(*THREE)
    answers = at_once(read, lambda: drop_import(waiting))
    assert not [answer for answer in answers if isinstance(answer, Exception) and not isinstance(answer, Refusal)]
    assert not RosterImport.objects.filter(pk=waiting.pk).exists() and nothing_is_kept_of_files()
