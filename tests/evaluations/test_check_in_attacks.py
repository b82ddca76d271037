"""Attacks: what did Pia place, and did she? Cleo, who has placed nothing yet, tries every route; none tells.

Each world differs in what Pia did: nothing, this, that, "I can't tell", placed and taken back. Whatever anybody else
can look at is the same in all of them, letter by letter.
"""

import io
import logging
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alongside.evaluations.checking_in import About, Spots, ask_where, place_months, take_back
from alongside.evaluations.gaps import Spot
from alongside.evaluations.models import CheckIn
from alongside.evaluations.rules import HowOften
from alongside.jobs.worker import work_off
from alongside.journal.models import Deed
from alongside.lifecycle.exporting import export
from alongside.notices.models import Notice
from alongside.notices.tasks import gather
from alongside.people.models import Person
from alongside.sealed.models import Envelope
from alongside.vault.ring import ring
from tests.addresses import our_pages
from tests.api.conftest import Program, program
from tests.api.document import operations
from tests.cast import Cast
from tests.world import on_postgres

HIGH: Spots = {
    About.WORK: Spot(HowOften.NEARLY_ALWAYS, HowOften.MORE_THAN_NOT),
    About.COACHING: Spot(HowOften.HARDLY_EVER, HowOften.NOW_AND_THEN),
}
LOW: Spots = {
    About.WORK: Spot(HowOften.NEVER, HowOften.NEVER),
    About.COACHING: Spot(HowOften.ALWAYS, HowOften.ALWAYS),
}
UNSURE: Spots = dict.fromkeys(About)

Deeds = dict[str, Callable[[], object]]


@pytest.fixture(autouse=True)
def quiet(request: pytest.FixtureRequest) -> Iterator[None]:
    """Thousands of addresses are tried; that they are not there need not be logged each time."""
    if "caplog" not in request.fixturenames:
        logging.disable()
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def asked(cast: Cast, clock: Any) -> CheckIn:
    """Pia asked both; whoever is to hear of it has."""
    asked = ask_where(cast.pair, by=cast.pia)
    gather()
    work_off()
    return asked


def worlds(check_in: CheckIn, pia: Person) -> Deeds:
    def placed_and_taken_back() -> None:
        place_months(check_in, HIGH, by=pia)
        take_back(check_in, by=pia)

    return {
        "nothing": lambda: None,
        "taken back": placed_and_taken_back,
        "high": partial(place_months, check_in, HIGH, by=pia),
        "low": partial(place_months, check_in, LOW, by=pia),
        "unsure": partial(place_months, check_in, UNSURE, by=pia),
    }


@contextmanager
def undone() -> Iterator[None]:
    with ring(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def in_each(deeds: Deeds, look: Callable[[], Any]) -> dict[str, Any]:
    """What `look` gives after each of the deeds, each in a world of its own."""
    found = {}
    for name, deed in deeds.items():
        with undone():
            deed()
            gather()
            found[name] = look()
    return found


def everywhere(deeds: Deeds, look: Callable[[set[str]], dict[str, Any]]) -> dict[str, Any]:
    """What `look` finds at all addresses after nothing and after "high"; in the other worlds at those that answered."""
    first = {name: deeds[name] for name in ("nothing", "high")}
    found = in_each(first, lambda: look(set()))
    known = set().union(*found.values())
    rest = {name: deed for name, deed in deeds.items() if name not in first}
    return found | in_each(rest, lambda: look(known))


def assert_same(found: dict[str, Any]) -> None:
    nothing = found["nothing"]
    for name, one in found.items():
        if isinstance(one, dict):
            different = [key for key in nothing.keys() | one.keys() if one.get(key) != nothing.get(key)]
            assert not different, f"{name} looks different from nothing at {different}"
        assert one == nothing, f"{name} looks different from nothing"


def _plain(page: str) -> str:
    """A page without what is drawn by lot for each request."""
    return re.sub(r"[A-Za-z0-9]{64}|nonce-[\w+/=-]+", "", page)


def pages_of(person: Person, rows: list[Any], only: set[str]) -> dict[str, tuple[int, str, int]]:
    """Every address of the product with these rows: its status, its letters, how often it asked the database."""
    client = Client()
    client.force_login(person)
    found = {}
    for address in our_pages():
        # Each address with each row is tried by strangers in tests/web/test_every_address.py.
        for row in (rows if address.name == "readers" else rows[:2]) if address.has_id else [None]:
            path = address.path(row)
            if only and path not in only:
                continue
            with CaptureQueriesContext(
                connection,
            ) as queries:
                answer = client.get(path)
            if answer.status_code == 200 and not answer.streaming and "zip" not in answer["Content-Type"]:
                found[path] = (answer.status_code, _plain(answer.content.decode()), len(queries))
            else:
                found[path] = (answer.status_code, "", 0)
    return {path: seen for path, seen in found.items() if seen[0] not in {404, 405}}


def test_no_page_tells(cast: Cast, asked: CheckIn) -> None:
    rows = [asked, cast.pair, asked.exchange, Envelope.objects.get(author=cast.pia)]
    found = everywhere(worlds(asked, cast.pia), partial(pages_of, cast.cleo, rows))
    assert f"/where/{asked.pk}/" in found["nothing"]
    assert f"/who/exchange/{asked.exchange_id}/" in found["nothing"]
    assert_same(found)


def operations_of(speaks: Program, rows: list[Any], only: set[str]) -> dict[str, Any]:
    found = {}
    for operation in operations():
        if operation.method == "GET":
            for row in (rows if "readers" in operation.path else rows[:2]) if operation.has_id else rows[:1]:
                path = operation.address(pk=row.pk, model=row._meta.model_name)
                if only and path not in only:
                    continue
                answer = speaks.call("GET", path)
                if answer.status == 200:
                    body = answer.json if answer.json is not None else "a file"
                    found[path] = body
    return found


def test_no_operation_of_the_api_tells(cast: Cast, asked: CheckIn) -> None:
    rows = [asked, cast.pair, asked.exchange, Envelope.objects.get(author=cast.pia)]
    speaks = program(cast.cleo, "loop:read", "people:read")
    found = everywhere(worlds(asked, cast.pia), partial(operations_of, speaks, rows))
    assert f"/check-ins/{asked.pk}" in found["nothing"]
    assert f"/pairs/{cast.pair.pk}/check-ins" in found["nothing"]
    assert_same(found)


def test_no_archive_tells(cast: Cast, asked: CheckIn) -> None:
    def archives() -> list[tuple[bytes, bytes]]:
        return [_opened(export(person)) for person in cast if person != cast.pia]

    assert_same(in_each(worlds(asked, cast.pia), archives))


def _opened(archive: bytes) -> tuple[bytes, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return opened.read("everything.html"), opened.read("everything.json")


def test_no_notice_and_no_deed_tells(cast: Cast, asked: CheckIn) -> None:
    def told() -> list[Any]:
        return [list(Deed.objects.values_list().order_by("pk")), list(Notice.objects.values_list().order_by("pk"))]

    assert_same(in_each(worlds(asked, cast.pia), told))


def test_trying_to_take_back_or_delete_tells_nothing(cast: Cast, asked: CheckIn) -> None:
    """Cleo takes back what she has not placed, tries to delete it, asks again: the same answers in all worlds."""

    def tries() -> list[Any]:
        client = Client()
        client.force_login(cast.cleo)
        answers = [client.post(f"/where/{asked.pk}/{deed}/", {}, follow=True) for deed in ("take-back", "delete")] + [
            client.post(f"/where/with/{cast.pair.pk}/", {}, follow=True),
            client.post(f"/where/{asked.pk}/", {}),
        ]
        return [(answer.status_code, _plain(answer.content.decode())) for answer in answers]

    assert_same(in_each(worlds(asked, cast.pia), tries))


BY_THE_CLOCK = {"journal_deed", "notices_notice", "django_tasks_database_dbtaskresult"}
"""What is compared on its own, and the queue of the workers: it holds ids of notices and the machine's own time."""


def dump() -> dict[str, list[tuple[Any, ...]]]:
    """The database in the order in which it lies, as somebody without the key reads it: of ciphertext the length."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table.startswith(("django_session", "usersessions")):
                continue
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = [
                tuple(len(value) if isinstance(value, bytes | memoryview) else value for value in row)
                for row in cursor.fetchall()
            ]
    return found


def test_the_database_tells_no_more_than_placed(cast: Cast, asked: CheckIn) -> None:
    found = in_each(worlds(asked, cast.pia), lambda: {name: sorted(map(repr, rows)) for name, rows in dump().items()})
    assert found["taken back"] == found["nothing"]
    assert found["high"] == found["low"] == found["unsure"]
    different = {name for name in found["nothing"] if found["nothing"][name] != found["high"][name]}
    assert different == {"sealed_envelope"}
    with undone():
        before: dict[Any, Any] = {row["author_id"]: row for row in Envelope.objects.values()}
        place_months(asked, HIGH, by=cast.pia)
        after: dict[Any, Any] = {row["author_id"]: row for row in Envelope.objects.values()}
        changed = {name for name in before[cast.pia.pk] if before[cast.pia.pk][name] != after[cast.pia.pk][name]}
        assert changed == {"placed", "answer"}
        assert before[cast.cleo.pk] == after[cast.cleo.pk]


@pytest.mark.skipif(not on_postgres(), reason="PostgreSQL marks each row with its transaction")
def test_no_mark_of_a_row_tells_whose_hand_it_was(cast: Cast, asked: CheckIn) -> None:
    place_months(asked, HIGH, by=cast.pia)
    with connection.cursor() as cursor:
        cursor.execute("SELECT xmin::text FROM sealed_envelope")
        assert len(set(cursor.fetchall())) == 1


def test_afterwards_nothing_tells_who_was_first(cast: Cast, asked: CheckIn) -> None:
    """Ids are drawn by lot and ciphertext is new; everything else, and the order in which it lies, is the same."""
    known = {str(value) for rows in dump().values() for row in rows for value in row}

    def without_lots() -> dict[str, Any]:
        """New ids become "new"; the numbers of keys go, as PostgreSQL does not take a number back with a savepoint."""
        return {
            name: [
                tuple(
                    value if str(value) in known or not _is_id(value) else "new"
                    for value in (row[1:] if name == "vault_wrap" else row)
                )
                for row in rows
            ]
            for name, rows in dump().items()
        }

    def in_this_order(*people: Person) -> None:
        for person in people:
            place_months(asked, HIGH if person == cast.pia else LOW, by=person)

    last = Deed.objects.order_by("-pk").values_list("pk", flat=True)[0]
    found = in_each(
        {
            "nothing": partial(in_this_order, cast.pia, cast.cleo),  # Pia first
            "the other": partial(in_this_order, cast.cleo, cast.pia),
        },
        lambda: (
            {name: rows for name, rows in without_lots().items() if name not in BY_THE_CLOCK}
            | {
                "deeds": list(
                    Deed.objects.filter(pk__gt=last).order_by("pk").values_list("by", "verb", "model", "row", "at")
                ),
                "notices": sorted(
                    Notice.objects.filter(kind=Notice.Kind.BOTH_IN).values_list("to", "row", "state", "made_at")
                ),
            }
        ),
    )
    assert_same(found)
    assert len(found["nothing"]["deeds"]) == 2


def _is_id(value: object) -> bool:
    return bool(re.fullmatch(r"[0-9a-f]{32}|[0-9a-f-]{36}", str(value)))


def test_no_line_of_the_log_tells(
    cast: Cast, asked: CheckIn, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    client = Client()
    client.force_login(cast.pia)
    sent = {"work_across": "nearly-always", "work_up": "hardly-ever", "coaching_unsure": "on"}
    with caplog.at_level(logging.DEBUG), undone():
        connection.force_debug_cursor = False
        assert client.post(f"/where/{asked.pk}/", sent).status_code == 302
        assert client.post(f"/where/{asked.pk}/", sent | {"work_up": "no such word"}).status_code == 422
    said = "\n".join(
        record.getMessage() for record in caplog.records if not record.name.startswith("django.db")
    ) + "".join(capfd.readouterr())
    assert not re.search(rf"nearly.always|hardly.ever|{asked.exchange_id}|placed", said)


def test_the_one_who_placed_finds_all_of_it(cast: Cast, asked: CheckIn) -> None:
    """So that the tests above look at something."""
    here = f"/where/{asked.pk}/"
    found = in_each(worlds(asked, cast.pia), lambda: pages_of(cast.pia, [asked], {here})[here][1])
    assert len(set(found.values())) == 4  # taken back looks like nothing
    assert found["taken back"] == found["nothing"]
    assert "nearly always" in found["high"]
    told = in_each(worlds(asked, cast.pia), lambda: _opened(export(cast.pia)))
    assert b"nearly always" in told["high"][0]
    assert b"nearly-always" in told["high"][1]
    assert b"<svg" in told["high"][0]
