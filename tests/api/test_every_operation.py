"""Every operation: a token, its scope, nothing for strangers, other methods told so, problems written down."""

from uuid import UUID, uuid4

import pytest
from django.db.models import Model

from alongside.api.fields import Sent, Shown
from alongside.conversations.models import Theme
from alongside.evaluations.models import Axes
from alongside.matching.models import Listing
from alongside.people.models import HouseAgreement, Line, Membership, Person, RosterImport, Team, Token
from alongside.upward.models import Contact, Representative
from tests.api.conftest import Program, program
from tests.api.document import Operation, document, operations
from tests.api.test_base import is_problem
from tests.cast import Cast
from tests.stage import set_stage

OPERATIONS = operations()
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}
NOUNS = sorted({tag for operation in OPERATIONS for tag in operation.about["tags"]})
OPEN_TO_COLLEAGUES: dict[str, set[type[Model]]] = {
    "get_person": {Person},
    "get_team": {Team},
    "get_team_questions": {Team},
    "list_themes": {Team},
    "bring_to_contact": {Contact},
    "give_feedback": {Person},
    "get_feedback_draft": {Person},
    "keep_feedback_draft": {Person},
    "drop_feedback_draft": {Person},
    "ask_for_feedback": {Person},
    "appreciate": {Person},
    "get_readers": {Axes, Contact, HouseAgreement, Line, Listing, Membership, Person, Representative, Team, Theme},
}
"""Operations on single rows that everybody who works here may use, and on rows of which models."""

KEPT: dict[str, set[type[Model]]] = {
    "get_readers": {RosterImport},
    "put_person_in_team": {Person},
    "take_person_out_of_team": {Person},
    "let_person_go": {Person},
    "write_team": {Team},
    "remove_team": {Team},
    "end_line": {Line},
    "word_team_questions": {Team},
    "end_contact": {Contact},
    "take_back_house_agreement": {HouseAgreement},
    "end_representative": {Representative},
    "set_themes": {Team},
}
"""Operations for those who keep the list of people."""

KNOWN_TO_KEEPERS: set[type[Model]] = {RosterImport}
"""What those who keep the list of people work on together."""


def test_there_are_operations():
    assert len(OPERATIONS) > 90


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_every_problem_is_written_down(operation):
    answers = operation.about["responses"]
    assert {"400", "401", "403", "404", "405", "409", "422", "429"} <= set(answers)
    for status, answer in answers.items():
        if status >= "400":
            assert set(answer["content"]) == {"application/problem+json"}
    assert operation.about["summary"] and operation.scope in Token.Scope.values
    assert operation.about["security"] == [{"token": []}]


def test_the_document_is_of_3_1():
    assert document()["openapi"].startswith("3.1")
    names = [operation.about["operationId"] for operation in OPERATIONS]
    assert len(names) == len(set(names))


@pytest.mark.django_db
def test_without_a_token():
    for operation in OPERATIONS:
        answer = Program().call(operation.method, operation.address(), operation.body())
        assert is_problem(answer, 401, "token"), operation


def test_a_token_for_something_else(cast):
    for person in (cast.pia, None):
        speaks: dict[tuple[str, ...], Program] = {}
        for operation in OPERATIONS:
            others = [scope for scope in Token.Scope.values if scope != operation.scope]
            scopes = tuple(scope for scope in others if person or scope.startswith("people:"))
            speaks[scopes] = speaks.get(scopes) or program(person, *scopes)
            answer = speaks[scopes].call(operation.method, operation.address(), operation.body())
            assert is_problem(answer, 403, "scope"), operation


def test_a_wrong_method(cast):
    speaks = program(cast.pia)
    for operation in OPERATIONS:
        answered = {one.method for one in OPERATIONS if one.path == operation.path}
        for method in METHODS - answered:
            answer = speaks.call(method, operation.address())
            assert is_problem(answer, 405, "method"), operation
            assert set(answer.response["Allow"].split(", ")) - {"HEAD"} == answered


def test_what_is_not_there(cast):
    speaks = program(cast.ada)
    for operation in OPERATIONS:
        if operation.has_id:
            path = operation.address(model="focus", what="see_aim")
            answer = speaks.call(operation.method, path, operation.body())
            assert is_problem(answer, 404, "not-here"), operation


@pytest.mark.parametrize("noun", NOUNS)
def test_to_a_stranger_nothing_of_theirs_is_there(noun, cast):
    """Whatever row of Pia's and Cleo's an operation is tried with, by Otto or Ada: as if it did not exist.

    Most rows have the same id here, so that one call tries an operation with all of them.
    """
    tried = [one for one in OPERATIONS if one.has_id and noun in one.about["tags"]]
    open_to_some = set().union(KNOWN_TO_KEEPERS, *OPEN_TO_COLLEAGUES.values(), *KEPT.values())
    same = uuid4()
    stage = set_stage(cast, lambda kind: uuid4() if kind in open_to_some else same)
    for stranger in (cast.otto, cast.ada):
        speaks = program(stranger)
        for operation in tried:
            known = _known(stranger, cast, operation, noun)
            rows = [row for kind, row in stage.items() if kind not in known and isinstance(row.pk, UUID)]
            paths = {
                operation.address(pk=row.pk, reader=cast.lena.pk, what="see_aim", model=row._meta.model_name)
                for row in rows
            }
            for path in paths:
                answer = speaks.call(operation.method, path, operation.body())
                assert is_problem(answer, 404, "not-here"), f"{stranger}: {operation} at {path}"


def _known(stranger: Person, cast: Cast, operation: Operation, noun: str) -> set[type[Model]]:
    """The models whose rows are there for this stranger."""
    known = OPEN_TO_COLLEAGUES.get(operation.name, set())
    if stranger == cast.ada:
        known = known | KEPT.get(operation.name, set()) | (KNOWN_TO_KEEPERS if noun == "roster" else set())
    return known


def test_reading_alone_writes_nothing(cast):
    speaks = program(cast.pia, "loop:read", "people:read")
    for operation in OPERATIONS:
        if operation.scope.endswith(":write"):
            answer = speaks.call(operation.method, operation.address(pk=cast.pair.pk), operation.body())
            assert is_problem(answer, 403, "scope"), operation
    cast.pair.refresh_from_db()
    assert cast.pair.is_open


def test_each_schema_has_a_name_of_its_own():
    """The document knows schemas by name alone: of two with one name it would show one."""
    kinds = [*_all_of(Sent), *_all_of(Shown)]
    names = [kind.__name__ for kind in kinds if kind.__module__.startswith("alongside.")]
    assert sorted(names) == sorted(set(names))
    choices = {name for name, schema in document()["components"]["schemas"].items() if "enum" in schema}
    assert choices <= {"HowOften", "What"}


def _all_of(kind):
    for inner in kind.__subclasses__():
        yield inner
        yield from _all_of(inner)
