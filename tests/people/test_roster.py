"""From the tables of HR systems to people, and a sentence for each row that is odd."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.kit.tables import TableRefused, open_table
from alongside.people.cells import folded, in_order, read_domain, read_email
from alongside.people.columns import Says
from alongside.people.problems import _SAYINGS, Problem, Weight
from alongside.people.roster import Known, read_roster
from alongside.people.taken import Record, Taken, take

DATA = Path(__file__).parent.parent / "data"
TODAY = date(2026, 3, 2)
ANN = "1,Ann Lee,ann@x.example"


@pytest.fixture
def read(tmp_path):
    """The roster of a CSV given as lines."""

    def read(*lines, **options):
        path = tmp_path / "people.csv"
        path.write_text("\n".join(lines))
        return read_roster(take(open_table(path)), today=TODAY, **options)

    return read


def told(roster):
    return [(problem.row, problem.code) for problem in roster.problems]


def leads(roster):
    return {entry.email.partition("@")[0]: entry.lead and entry.lead.partition("@")[0] for entry in roster.entries}


# --- The two sample files --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def adventureworks():
    return read_roster(take(open_table(DATA / "adventureworks_employees.csv")), today=TODAY)


class TestAdventureWorks:
    @pytest.fixture
    def roster(self, adventureworks):
        return adventureworks

    def test_290_people(self, roster):
        assert len(roster.entries) == 290
        assert len({entry.email for entry in roster.entries}) == 290
        assert (roster.rows, roster.former_rows, roster.left) == (296, 6, [])

    def test_everyone_has_the_right_manager(self, roster):
        """Worked out another way: the file's rows by key, and the e-mail of whoever that row is about."""
        with (DATA / "adventureworks_employees.csv").open(encoding="utf-8-sig") as file:
            by_key = {row["EmployeeKey"]: row for row in csv.DictReader(file)}
        right = {
            row["EmailAddress"]: by_key[row["ParentEmployeeKey"]]["EmailAddress"]
            for row in by_key.values()
            if row["Status"] == "Current" and row["ParentEmployeeKey"] != "NULL"
        }
        assert len(right) == 289
        assert {entry.email: entry.lead for entry in roster.entries if entry.lead} == right

    def test_three_managers_are_named_by_the_key_of_a_former_row(self, roster):
        led = {"david0": 0, "laura1": 0, "sheela0": 0}
        for entry in roster.entries:
            name = (entry.lead or "").partition("@")[0]
            if name in led:
                led[name] += 1
        assert led == {"david0": 8, "laura1": 4, "sheela0": 11}

    def test_nothing_is_odd_about_it_but_two_addresses(self, roster):
        assert told(roster) == [(121, "foreign-email"), (289, "foreign-email")]
        assert [problem.value.partition("@")[0] for problem in roster.problems] == ["françois0", "josé1"]

    def test_dates_are_day_first_and_the_current_row_is_taken(self, roster):
        rob = next(entry for entry in roster.entries if entry.email.startswith("rob0@"))
        assert (rob.key, rob.name, rob.team) == ("5", "Rob Walters", "Tool Design")
        assert (rob.start, rob.hired) == (date(2009, 12, 28), date(2007, 7, 5))

    def test_departments(self, roster):
        assert len({entry.team for entry in roster.entries}) == 16


class TestOracle:
    def test_without_a_domain_it_asks_for_one(self):
        roster = read_roster(take(open_table(DATA / "oracle_hr_employees.csv")), today=TODAY)
        assert roster.needs_domain
        assert roster.entries == []
        assert {code for _row, code in told(roster)} == {"no-domain"}

    def test_107_people_with_a_domain(self):
        roster = read_roster(take(open_table(DATA / "oracle_hr_employees.csv")), today=TODAY, domain="haldane.example")
        assert len(roster.entries) == 107
        assert not roster.needs_domain
        assert told(roster) == []
        assert [entry.name for entry in roster.entries if not entry.lead] == ["Steven King"]
        king, yang = roster.entries[0], roster.entries[1]
        assert (king.email, yang.lead) == ("sking@haldane.example", "sking@haldane.example")
        assert (king.hired, yang.hired) == (date(2013, 6, 17), date(2015, 9, 21))
        assert next(entry for entry in roster.entries if entry.name == "Kimberely Grant").team == ""


@pytest.mark.parametrize("file", sorted(DATA.glob("*.csv")), ids=lambda path: path.stem)
def test_pay_birth_dates_and_the_like_are_not_even_carried_along(file):
    with file.open(encoding="utf-8-sig") as stream:
        rows = list(csv.DictReader(stream))
    unwanted = ["Salary", "SALARY", "COMMISSION_PCT", "PHONE_NUMBER", "Phone", "EmergencyContactPhone", "BirthDate"]
    unwanted += ["BaseRate", "Gender", "MaritalStatus", "EmployeeNationalIDAlternateKey"]
    words = {row[name] for row in rows for name in unwanted if name in row and len(row[name]) > 4}
    assert len(words) > 40
    taken = take(open_table(file))
    carried = {value for record in taken.records for value in record.values}
    dates = {row.get(name, "") for row in rows for name in ("HireDate", "StartDate", "EndDate")}
    assert not words & carried - dates
    assert Taken.from_data(taken.as_data()) == taken


# --- Rows of the same person -----------------------------------------------------------------------------------------

HISTORY = "id,name,email,national id,manager id,start date,end date"


def test_a_former_row_is_told_by_national_number_even_when_all_else_changed(read):
    roster = read(
        HISTORY,
        "1,Ann Lee,ann.lee@x.example,AA,,2019-01-01,2024-12-31",
        "9,Ann Roe,ann.roe@x.example,AA,,2025-01-01,",
        "2,Bo Day,bo@x.example,BB,1,2020-01-01,",
    )
    assert leads(roster) == {"ann.roe": "", "bo": "ann.roe"}
    assert (roster.former_rows, told(roster)) == (1, [])


def test_a_manager_named_by_a_former_address_is_found(read):
    roster = read(
        "id,name,email,manager,end date",
        "1,Ann Lee,old@x.example,,2020-01-01",
        "1,Ann Lee,new@x.example,,",
        "2,Bo Day,bo@x.example,old@x.example,",
    )
    assert leads(roster) == {"new": "", "bo": "new"}


def test_who_has_only_former_rows_has_left(read):
    roster = read(HISTORY, "1,Ann Lee,ann@x.example,,,2019-01-01,2024-12-31", "2,Bo Day,bo@x.example,,1,2020-01-01,")
    assert [(left.email, left.ended) for left in roster.left] == [("ann@x.example", date(2024, 12, 31))]
    assert told(roster) == [(3, "lead-left")]
    assert leads(roster) == {"bo": None}


def test_an_address_passed_on_to_somebody_else_is_no_history(read):
    roster = read(HISTORY, "1,Jo Old,jo@x.example,,,2010-01-01,2015-01-01", "2,Jo New,jo@x.example,,,2020-01-01,")
    assert [entry.name for entry in roster.entries] == ["Jo New"]
    assert [left.name for left in roster.left] == ["Jo Old"]


def test_of_several_current_rows_the_last_to_start_counts(read):
    roster = read(
        "id,name,email,team,start date",
        "1,Ann Lee,ann@x.example,Care,2020-01-01",
        "1,Ann Lee,ann@x.example,Sales,2022-01-01",
    )
    assert [(entry.team, entry.row) for entry in roster.entries] == [("Sales", 3)]
    assert told(roster) == [(3, "several-rows")]


def test_somebody_still_to_come_waits_and_a_role_to_come_does_too(read):
    roster = read(
        "id,name,email,team,start date",
        "1,Ann Lee,ann@x.example,Care,2020-01-01",
        "1,Ann Lee,ann@x.example,Sales,2027-01-01",
        "2,Bo Day,bo@x.example,Care,2026-03-03",
    )
    assert [(entry.name, entry.team) for entry in roster.entries] == [("Ann Lee", "Care")]
    assert told(roster) == [(4, "not-yet")]
    assert "2026-03-03" in roster.problems[0].what


@pytest.mark.parametrize(
    ("status", "end", "here", "codes"),
    [
        ("Active", "", True, []),
        ("Terminated", "", False, []),
        ("ausgeschieden", "", False, []),
        ("Active", "2020-01-01", True, ["past-end"]),
        ("NULL", "2020-01-01", False, []),
        ("Something", "", True, []),
        ("Active", "9999-12-31", True, []),
        ("Active", "0000-00-00", True, []),
        ("Active", "one day", True, ["bad-date"]),
        ("Active", "2026-03-02", True, []),
        ("", "2026-03-01", False, []),
    ],
)
def test_who_works_here_by_status_and_end_date(read, status, end, here, codes):
    roster = read("name,email,status,end date", f"Ann Lee,ann@x.example,{status},{end}")
    assert (len(roster.entries), len(roster.left)) == ((1, 0) if here else (0, 1))
    assert [code for _row, code in told(roster)] == codes


# --- Leads -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("manager id", "0042"),
        ("manager id", "42"),
        ("manager id", "42.0"),
        ("manager email", "BO@X.example"),
        ("manager", "bo@x.example"),
        ("manager", "Bo Day"),
        ("manager", "Day, Bo"),
        ("manager", "BO  DAY"),
        ("manager name", "Bo M. Day"),
        ("manager", "Bo Day (0042)"),
        ("manager", "42"),
    ],
)
def test_a_manager_given_by_key_by_email_or_by_name(read, heading, said):
    roster = read(f"id;name;email;{heading}", f"1;Ann Lee;ann@x.example;{said}", "0042;Bo Day;bo@x.example;")
    assert leads(roster) == {"ann": "bo", "bo": ""}
    assert told(roster) == []


def test_the_second_column_helps_where_the_first_does_not(read):
    roster = read(
        "id,name,email,manager id,manager email",
        "1,Ann Lee,ann@x.example,77,bo@x.example",
        "2,Bo Day,bo@x.example,,",
    )
    assert leads(roster) == {"ann": "bo", "bo": ""}


def test_unknown_and_ambiguous_managers_leave_the_lead_as_it_is(read):
    roster = read(
        "id,name,email,manager",
        "1,Ann Lee,ann@x.example,77",
        "2,Bo Day,bo@x.example,Sam Fox",
        "3,Sam Fox,sam@x.example,",
        "4,Sam Fox,sam2@x.example,3",
    )
    assert leads(roster) == {"ann": None, "bo": None, "sam": "", "sam2": "sam"}
    assert told(roster) == [(2, "lead-unknown"), (3, "lead-ambiguous")]
    assert (roster.problems[0].heading, roster.problems[0].value) == ("manager", "77")


def test_without_a_column_for_it_nothing_is_said_of_leads_and_teams(read):
    roster = read("name,email", "Ann Lee,ann@x.example")
    assert (roster.entries[0].lead, roster.entries[0].team) == (None, None)


def test_the_own_name_as_lead_means_none(read):
    roster = read("id,name,email,manager id", "1,Ann Lee,ann@x.example,1")
    assert (leads(roster), told(roster)) == ({"ann": ""}, [(2, "own-lead")])


def test_circles_are_left_open_and_named(read):
    roster = read(
        "id,name,email,manager id",
        "1,Ann Lee,ann@x.example,2",
        "2,Bo Day,bo@x.example,3",
        "3,Cy Fox,cy@x.example,1",
        "4,Di Elm,di@x.example,1",
    )
    assert leads(roster) == {"ann": None, "bo": None, "cy": None, "di": "ann"}
    assert told(roster) == [(2, "lead-circle"), (3, "lead-circle"), (4, "lead-circle")]
    assert "Ann Lee → Bo Day → Cy Fox → Ann Lee" in roster.problems[0].what
    assert roster.problems[0].value == "Bo Day"


def test_a_circle_that_closes_outside_the_file_is_seen(read):
    known = [Known("bo@x.example", "Bo Day", "2", "ann@x.example")]
    roster = read("id,name,email,manager id", "1,Ann Lee,ann@x.example,2", known=known)
    assert leads(roster) == {"ann": None}
    assert "lead-circle" in {code for _row, code in told(roster)}


def test_a_lead_who_is_here_but_not_in_the_file(read):
    roster = read("id,name,email,manager id", "1,Ann Lee,ann@x.example,2", known=[Known("bo@x.example", "Bo Day", "2")])
    assert (leads(roster), told(roster)) == ({"ann": "bo"}, [(2, "lead-elsewhere")])


def test_a_lead_named_by_the_address_that_they_have_here(read):
    known = [Known("old@x.example", "Bo Day", "2")]
    roster = read("id,name,email,boss", "1,Ann Lee,ann@x.example,old@x.example", "2,Bo Day,new@x.example,", known=known)
    assert leads(roster) == {"ann": "new", "new": ""}


def test_a_lead_whose_row_was_left_out(read):
    roster = read("id,name,email,manager id", "1,Ann Lee,ann@x.example,2", "2,Bo Day,nonsense@,")
    assert told(roster) == [(2, "lead-left-out"), (3, "bad-email")]
    assert leads(roster) == {"ann": None}


# --- Rows and values left out ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("1,Ann Lee,", "no-email"),
        ("1,Ann Lee,ann", "no-domain"),
        ("1,Ann Lee,ann@", "bad-email"),
        ("1,Ann Lee,ann lee@x.example", "bad-email"),
        ("1,Ann Lee,=cmd|' /C calc'!A0@x.example", "bad-email"),
        ("1,,ann@x.example", "no-name"),
        ("1,NULL,ann@x.example", "no-name"),
        (f"1,{'A' * 121},ann@x.example", "long-name"),
        ("1,=1+1,ann@x.example", "formula-name"),
        ("1,@SUM(A1),ann@x.example", "formula-name"),
        ("1,Lee,Ann,ann@x.example", "surplus"),
    ],
)
def test_a_row_that_cannot_be_taken_says_why(read, line, code):
    roster = read("id,name,email", line, "2,Bo Day,bo@x.example")
    assert [entry.name for entry in roster.entries] == ["Bo Day"]
    assert told(roster) == [(2, code)]
    assert roster.problems[0].weight is Weight.ROW
    assert roster.problems[0].what.endswith(".")
    assert roster.problems[0].todo.endswith(".")


def test_the_same_address_or_key_twice(read):
    roster = read("id,name,email", ANN, "2,Bo Day,ANN@x.example", "1,Cy Fox,cy@x.example")
    assert [entry.name for entry in roster.entries] == ["Ann Lee"]
    assert told(roster) == [(3, "same-email"), (4, "same-key")]
    assert "Ann Lee in row 2" in roster.problems[0].what
    assert "Row 2" in roster.problems[1].what


def test_values_that_are_left_out_leave_the_person_in(read):
    roster = read("id,name,email,team,hired", f"{'9' * 81},Ann Lee,ann@x.example,=TEAM(),31/31/2020")
    entry = roster.entries[0]
    assert (entry.key, entry.team, entry.hired) == ("", None, None)
    assert [code for _row, code in told(roster)] == ["bad-date", "long-key", "formula-team"]


def test_teams_that_differ_in_capitals_only_are_one(read):
    roster = read(
        "name,email,team", "Ann,ann@x.example,Field Service", "Bo,bo@x.example,FIELD  service", "Cy,cy@x.example,"
    )
    assert [entry.team for entry in roster.entries] == ["Field Service", "Field Service", ""]


def test_wrapped_numbers_are_unwrapped(read):
    roster = read("id,name,email,manager id", '"=""0042""",Ann Lee,ann@x.example,', '7,Bo Day,bo@x.example,"=""0042"""')
    assert (roster.entries[0].key, leads(roster)["bo"]) == ("0042", "ann")


def test_dates_that_can_be_read_both_ways_are_said_once(read):
    roster = read("name,email,hired", "Ann,ann@x.example,03/04/2020", "Bo,bo@x.example,05/06/2020")
    assert told(roster) == [(2, "open-dates")]
    assert roster.entries[0].hired == date(2020, 4, 3)


@pytest.mark.parametrize(
    ("line", "name", "called"),
    [
        ("Ann Maria,Lee,", "Ann Maria Lee", "Ann Maria"),
        ("Ann,Lee,Annie", "Ann Lee", "Annie"),
        ("Ann,,", "Ann", "Ann"),
        (",Lee,", "Lee", "Lee"),
        ("Ann,Null,", "Ann Null", "Ann"),
    ],
)
def test_names_and_what_people_are_called(read, line, name, called):
    roster = read("first name,last name,known as,email", f"{line},ann@x.example")
    assert (roster.entries[0].name, roster.entries[0].given_name) == (name, called)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Gilbert, Guy", "Guy Gilbert"),
        ("Guy Gilbert", "Guy Gilbert"),
        ("King, Jr.", "King, Jr."),
        ("a, b, c", "a, b, c"),
    ],
)
def test_names_are_turned_round(said, name):
    assert in_order(said) == name


@pytest.mark.parametrize(
    ("said", "email"),
    [
        ("Ann@X.Example", ("ann@x.example", "")),
        ("mailto:ann@x.example", ("ann@x.example", "")),
        ("Ann Lee <ann@x.example>", ("ann@x.example", "")),
        ("ann@x.example; lee@x.example", ("ann@x.example", "two-emails")),
        ("ann", ("ann@d.example", "")),
        ("ann lee", ("ann lee@d.example", "bad-email")),
    ],
)
def test_addresses_as_they_are_written(said, email):
    assert read_email(said, "d.example") == email


@pytest.mark.parametrize(
    ("typed", "domain"),
    [
        ("@Haldane.example ", "haldane.example"),
        ("haldane.example", "haldane.example"),
        ("no domain", ""),
        ("", ""),
        ("a@b", ""),
    ],
)
def test_the_domain_that_somebody_types(typed, domain):
    assert read_domain(typed) == domain


def test_names_are_compared_whatever_their_order_and_accents():
    assert folded("Müller, Jürgen K.") == folded("jurgen muller")
    assert folded("山田 太郎") == folded("太郎 山田") != ""


@pytest.mark.parametrize(
    ("heading", "says"),
    [
        ("id,name,team", "No column holds e-mail"),
        ("id,email,team", "No column holds names"),
        ("salary,gender", "No column"),
    ],
)
def test_a_missing_column_refuses_the_file(read, heading, says):
    with pytest.raises(TableRefused, match=says):
        read(heading, "1,2,3")


@pytest.mark.parametrize("code", _SAYINGS)
def test_every_problem_has_two_sentences(code):
    about = {"name": "Ann", "email": "a@x.example", "other": 2, "date": "2026-03-31", "count": 2, "names": "Ann → Bo"}
    problem = Problem(2, "name", "x", code, about)
    for sentence in (problem.what, problem.todo):
        assert sentence.endswith(".")
        assert "%" not in sentence
    assert problem.weight.label


cell = st.sampled_from(
    ["", "1", "2", "3", "Ann Lee", "Bo Day", "a@x.example", "b@x.example", "2020-01-01", "gone", "=1"]
)


@settings(max_examples=200, deadline=None)
@given(rows=st.lists(st.lists(cell, min_size=9, max_size=9), max_size=12))
def test_whatever_the_rows_the_roster_holds_together(rows):
    says = [
        Says.KEY,
        Says.ALTERNATE,
        Says.EMAIL,
        Says.NAME,
        Says.LEAD,
        Says.LEAD_KEY,
        Says.START,
        Says.END,
        Says.STATUS,
    ]
    taken = Taken({one: one.value for one in says}, [], [Record(n, 0, tuple(row)) for n, row in enumerate(rows, 2)])
    roster = read_roster(taken, today=TODAY)
    by_email = {entry.email: entry for entry in roster.entries}
    assert len(by_email) == len(roster.entries)
    assert len({entry.key for entry in roster.entries if entry.key}) == sum(bool(entry.key) for entry in roster.entries)
    for entry in roster.entries:
        seen = {entry.email}
        at = entry
        while at.lead:
            at = by_email[at.lead]
            assert at.email not in seen
            seen.add(at.email)
    for problem in roster.problems:
        assert problem.what
