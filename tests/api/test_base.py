"""Tokens and their scopes, problem documents, paging, what Django itself would answer."""

from datetime import date
from functools import partial

import pytest
from django.core.cache import cache
from django.test import Client

from alongside.api.frame import OurAPI
from alongside.people.actions import add_person, make_token
from alongside.people.models import Line, Token
from tests.api.conftest import Program
from tests.together import at_once


def is_problem(answer, status, code):
    assert answer.status == status
    assert answer.response["Content-Type"] == "application/problem+json"
    assert answer["status"] == status and answer["code"] == code and answer["detail"]
    assert not answer.response.cookies
    return True


def test_me(api, cast):
    answer = api(cast.pia).get("/me")
    assert answer.status == 200
    assert (answer["name"], answer["email"]) == ("Pia Lund", "pia@example.org")
    assert answer.response["Cache-Control"] == "no-store"
    assert not answer.response.cookies


@pytest.mark.parametrize("secret", ["", "along_nobody", "ü" * 5, " "])
def test_without_a_good_token(secret, cast):
    answer = Program(secret).get("/me")
    assert is_problem(answer, 401, "token")
    assert answer.response["WWW-Authenticate"].startswith("Bearer")


def test_a_token_that_has_run_out(cast):
    token, secret = make_token(name="old", scopes=[Token.Scope.LOOP_READ], person=cast.pia)
    Token.objects.filter(pk=token.pk).update(expires_on=date(2020, 1, 1))
    assert is_problem(Program(secret).get("/me"), 401, "token")


def test_a_session_is_no_token(cast):
    program = Program()
    program.client.force_login(cast.pia)
    assert is_problem(program.get("/me"), 401, "token")


def test_scopes(api, cast):
    assert is_problem(api(cast.pia, "people:read").get("/me"), 403, "scope")
    assert is_problem(api(None).get("/me"), 403, "scope")
    assert is_problem(api(cast.pia, "loop:read").post(f"/pairs/{cast.pair.pk}/end"), 403, "scope")
    cast.pair.refresh_from_db()
    assert cast.pair.ended_at is None


@pytest.mark.parametrize("path", ["/nothing", "", "/", "/pairs/", "/pairs/not-an-id", "/people/0"])
def test_addresses_that_are_not_there(path, api, cast):
    assert is_problem(api(cast.pia).get(path), 404, "not-here")
    assert is_problem(api(cast.pia).post(path, {}), 404, "not-here")


def test_even_outside_the_version(client, db):
    for path in ("/api/", "/api/v2/me", "/api/v1"):
        answer = client.get(path)
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_wrong_method(api, cast):
    answer = api(cast.pia).delete("/me")
    assert is_problem(answer, 405, "method")
    assert "GET" in answer.response["Allow"]


def test_a_stranger_finds_nothing(api, cast):
    assert is_problem(api(cast.otto).get(f"/pairs/{cast.pair.pk}"), 404, "not-here")
    assert is_problem(api(cast.cleo).post(f"/pairs/{cast.pair.pk}/resume"), 404, "not-here")


@pytest.mark.parametrize("body", ['{"email"', '"\\ud800', b"\xff\xfe", "[" * 10_000, '{"email": NaN}', "1" * 5_000])
def test_what_cannot_be_read(body, api, cast):
    assert is_problem(api(None).post("/people", body), 400, "unreadable")


def test_more_than_fits(api, cast):
    assert is_problem(api(None).post("/people", b"x" * 3_000_000), 413, "too-big")


@pytest.mark.parametrize(
    "sent",
    [
        None,
        [],
        "null",
        {},
        {"email": "x"},
        {"email": "a@b.org", "name": "A\0B"},
        {"email": "a@b.org", "name": " "},
        {"email": "a@b.org", "name": "x" * 121},
        {"email": "a@b.org", "name": "A B", "more": 1},
        '{"email": "a@b.org", "name": "\\ud800"}',
        '{"email": "a@b.org", "name": "A B", "\\ud800": 1}',
        {"email": "a@b.org", "name": 10**400},
    ],
)
def test_what_does_not_do(sent, api, cast):
    answer = api(None).post("/people", sent)
    assert is_problem(answer, 422, "invalid")
    assert answer["fields"]


def test_a_refusal_is_a_sentence(api, cast):
    answer = api(None).post("/people", {"email": "pia@example.org", "name": "Pia Lund"})
    assert is_problem(answer, 409, "email-taken")
    assert answer["fields"] == [{"name": "email", "detail": answer["detail"]}]


def test_too_often(api, cast, settings, clock):
    cache.clear()
    settings.API_CALLS_A_MINUTE = 3
    program = api(cast.pia)
    assert [program.get("/me").status for _ in range(4)] == [200, 200, 200, 429]
    answer = program.get("/me")
    assert is_problem(answer, 429, "too-many")
    assert 0 < int(answer.response["Retry-After"]) <= 60
    clock.forward(minutes=1)
    assert program.get("/me").status == 200


def test_a_count_that_was_thrown_out_between_two_looks_begins_anew(api, cast, settings, monkeypatch):
    cache.clear()
    settings.API_CALLS_A_MINUTE = 3
    with monkeypatch.context() as just_then:
        just_then.setattr(cache, "add", lambda *there, **still: False)
        assert api(cast.pia).get("/me").status == 200
    assert [api(cast.pia).get("/me").status for _ in range(2)] == [200, 200]


def test_what_went_wrong_on_our_side_leaves_no_trace(api, cast, monkeypatch, settings):
    settings.DEBUG = True

    def broken(*args, **kwargs):
        raise RuntimeError("a private word")

    monkeypatch.setattr("alongside.api.me.export", broken)
    program = api(cast.pia)
    program.client.raise_request_exception = False
    answer = program.get("/me/export")
    assert is_problem(answer, 500, "unforeseen")
    assert b"private word" not in answer.response.content


def test_people_by_the_page(api, cast):
    names = sorted(person.name for person in cast)
    program, path, seen = api(cast.pia), "/people?limit=2", []
    for _ in range(4):
        answer = program.get(path)
        assert set(answer.json) == {"items", "next"}
        seen += [person["name"] for person in answer["items"]]
        if answer["next"] is None:
            break
        path = f"/people?limit=2&after={answer['next']}"
    assert seen == names


@pytest.mark.parametrize("query", ["after=x", "after=WzEsMl0", "after=bnVsbA", "after=%F1%8E%B3%AC"])
def test_places_that_are_in_no_list(query, api, cast):
    for path in ("/people", "/lines", "/pairs"):
        assert is_problem(api(cast.pia).get(f"{path}?{query}"), 404, "not-here")


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "team=1", "order_by=name"])
def test_pages_that_are_not_there(query, api, cast):
    assert is_problem(api(cast.pia).get(f"/people?{query}"), 422, "invalid")
    assert is_problem(api(cast.pia).get(f"/lines?{query.replace('team', 'lead')}"), 422, "invalid")


def test_pages_of_the_same_name(api, cast):
    for number in range(5):
        add_person(f"ann{number}@example.org", "Ann Lee")
    program = api(None)
    first = program.get("/people?name=ann&limit=3")
    second = program.get(f"/people?name=ann&limit=3&after={first['next']}")
    assert len({person["id"] for person in [*first["items"], *second["items"]]}) == 5
    assert second["next"] is None


def test_queries_do_not_grow(api, cast, django_assert_max_num_queries):
    program = api(cast.pia)
    program.get("/me")
    for path in ("/me", "/people", f"/people/{cast.pia.pk}", "/teams", "/lines", "/pairs", f"/pairs/{cast.pair.pk}"):
        with django_assert_max_num_queries(8):
            assert program.get(path).status == 200


def test_a_service_keeps_people(api, cast):
    service = api(None)
    added = service.post("/people", {"email": "NEW@example.org", "name": "New Person"})
    assert added.status == 201 and added["given_name"] == "New"
    line = service.post("/lines", {"person": added["id"], "lead": str(cast.lena.pk)})
    assert line.status == 201
    placed = service.put(f"/people/{added['id']}/team", {"team": str(cast.customer_care.pk)})
    assert (placed["team"], placed["lead"]) == (str(cast.customer_care.pk), str(cast.lena.pk))
    assert service.post(f"/lines/{line['id']}/close", {}).status == 200
    assert not Line.objects.filter(person=added["id"], ended_on=None).exists()


def test_only_those_who_keep_people_change_them(api, cast):
    sent = {"person": str(cast.toni.pk), "lead": str(cast.otto.pk)}
    assert api(cast.pia).post("/lines", sent).status == 404
    assert api(cast.pia).post("/people", {"email": "x@example.org", "name": "X"}).status == 404
    assert api(cast.ada).post("/lines", sent).status == 201


@pytest.mark.django_db(transaction=True)
def test_the_document_is_made_once(monkeypatch):
    """However many ask at the same moment: it holds a thousand schemas, and takes its room each time."""
    made = []
    real = OurAPI.get_openapi_schema

    def make(api, **how):
        made.append(1)
        return real(api, **how)

    monkeypatch.setattr(OurAPI, "get_openapi_schema", make)
    ask = partial(Client().get, "/api/v1/openapi.json")
    answers = at_once(ask, ask, ask)
    assert len({answer.content for answer in answers}) == 1 and len(made) <= 1
    assert answers[0].json()["openapi"].startswith("3.1") and answers[0]["Content-Type"].startswith("application/json")
