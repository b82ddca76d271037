"""Attacks: who wrote the message without a name? Each route is tried, and ends nowhere.

The strongest of them asks nothing about single columns: whoever of the group writes, by page or by program, every row
of every table is the same afterwards, but for ciphertext of one length; and the same as when nobody wrote and the sack
was only stirred. What these tests can't see stands in docs/decisions/0020-without-names.md.
"""

import io
import json
import logging
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from alongside.journal.models import Deed
from alongside.lifecycle.exporting import export
from alongside.lifecycle.forgetting import forget
from alongside.people.models import Person
from alongside.upward.models import Batch, Sack
from alongside.upward.nameless import publish, send_without_name, stir_now, texts_of
from alongside.vault.ring import ring
from tests.addresses import our_pages
from tests.api.conftest import Program, program
from tests.cast import Cast
from tests.upward.lines import fill_line
from tests.world import on_postgres

TEXT = "Zwischenlager: the rota is made for those who shout."

Rows = dict[str, list[str]]


@pytest.fixture
def line(cast: Cast, clock: Any) -> Cast:
    fill_line(cast)
    stir_now()
    return cast


def everything() -> Rows:
    """Every row of every table, as an attacker with the database reads it; of a sack's words the length alone."""
    found: Rows = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            names = [column[0] for column in cursor.description]
            masked = table == "upward_sack"
            found[table] = sorted(
                repr(
                    [
                        _length(value) if masked and name == "words" else value
                        for name, value in zip(names, row, strict=True)
                    ]
                )
                for row in cursor.fetchall()
            )
    return found


def _length(value: Any) -> str:
    return f"{len(bytes(value))} bytes"


def trace(write: Callable[[], Any]) -> Rows:
    """What the database holds after this, undone again."""
    with transaction.atomic():
        write()
        after = everything()
        transaction.set_rollback(True)
    return after


def by_page(client: Client, lead: Person) -> None:
    address = reverse("upward:tell", args=[lead.pk])
    assert client.get(address).status_code == 200
    said = {"text": TEXT, "how": "nameless"}
    assert "Send to Lena without my name" in client.post(address, said).content.decode()
    assert "on its way" in client.post(address, said | {"send": "1"}).content.decode()


def by_program(speaks: Program, lead: Person) -> None:
    headers = {"Idempotency-Key": "a-key-of-mine"}
    answer = speaks.post(f"/upward/leads/{lead.pk}/without-name", {"text": TEXT}, **headers)
    assert answer.status == 200, answer.json


@pytest.fixture
def clients(line: Cast) -> dict[str, Client]:
    signed_in = {}
    for person in (line.pia, line.toni):
        signed_in[str(person)] = Client()
        signed_in[str(person)].force_login(person)
    return signed_in


def test_the_database_is_the_same_whoever_wrote_and_whether_anybody_did(line: Cast, clients: dict[str, Client]) -> None:
    nothing = everything()
    assert trace(stir_now) == nothing
    assert trace(lambda: by_page(clients["Pia"], line.lena)) == nothing
    assert trace(lambda: by_page(clients["Toni"], line.lena)) == nothing


def test_a_program_leaves_no_more(line: Cast) -> None:
    speaks = {person: program(person) for person in (line.pia, line.toni)}
    for one in speaks.values():
        one.get("/me")  # a token notes the day it was used on, whatever it was used for
    nothing = everything()
    for one in speaks.values():
        assert trace(lambda one=one: by_program(one, line.lena)) == nothing  # type: ignore[misc]


def test_after_it_went_out_nothing_differs_either(line: Cast, clients: dict[str, Client], clock: Any) -> None:
    """The batch with its ids and ciphertext is random; all else is the same for both authors."""

    def written_by(name: str) -> Rows:
        def write() -> None:
            by_page(clients[name], line.lena)
            clock.forward(days=7)
            publish()
            clock.forward(days=-7)

        after = trace(write)
        return {table: rows for table, rows in after.items() if not re.match("upward_(batch|sack)|vault_", table)}

    assert written_by("Pia") == written_by("Toni")


def test_writing_looks_like_stirring_to_whoever_watches_the_database(line: Cast) -> None:
    def writes(deed: Callable[[], Any]) -> list[str]:
        with CaptureQueriesContext(connection) as seen:
            deed()
        said = [re.sub(r"X?'[^']*'::?\w*|X?'[^']*'|%s|\$\d+|BLOB|b'[^']*'", "?", query["sql"]) for query in seen]
        return [sql.split("SET")[0] for sql in said if sql.startswith(("INSERT", "UPDATE", "DELETE"))]

    stirred = writes(stir_now)
    assert writes(lambda: send_without_name(line.lena, TEXT, by=line.pia)) == stirred
    assert stirred and all(sql.startswith('UPDATE "upward_sack"') for sql in stirred)


def test_with_the_key_there_is_no_author_either(line: Cast, clock: Any) -> None:
    send_without_name(line.lena, TEXT, by=line.pia)
    with ring():
        opened = Sack.objects.get().words
    assert json.loads(opened) == [[str(line.lena.pk), TEXT]]
    clock.forward(days=7)
    publish()
    batch = Batch.objects.get()
    assert {field.name for field in Batch._meta.fields} == {"id", "to", "week", "part", "people", "words", "opened_on"}
    assert texts_of(batch) == [TEXT]


@pytest.mark.parametrize("model", [Sack, Batch])
def test_the_rows_hold_a_week_and_no_day_hour_or_author(model: Any) -> None:
    kinds = {field.name: field.get_internal_type() for field in model._meta.fields}
    assert "DateTimeField" not in kinds.values()
    assert not {"author", "by", "person"} & set(kinds)
    assert [name for name, kind in kinds.items() if kind == "DateField" and name != "opened_on"] == ["week"]


def test_no_deed_no_cache_entry_no_session_says_so(line: Cast, clients: dict[str, Client]) -> None:
    deeds = Deed.objects.count()
    held = set(getattr(cache, "_cache", {}))
    by_page(clients["Pia"], line.lena)
    assert Deed.objects.count() == deeds
    assert set(getattr(cache, "_cache", {})) == held
    assert "messages" not in clients["Pia"].cookies


def test_the_archive_of_its_author_is_the_same(line: Cast, clients: dict[str, Client], clock: Any) -> None:
    def archive(person: Person) -> Any:
        return json.loads(zipfile.ZipFile(io.BytesIO(export(person))).read("everything.json"))

    before = archive(line.pia), archive(line.lena)
    by_page(clients["Pia"], line.lena)
    assert (archive(line.pia), archive(line.lena)) == before
    clock.forward(days=7)
    publish()
    assert TEXT not in json.dumps([archive(person) for person in line], ensure_ascii=False)


def pages_of(client: Client) -> dict[str, str]:
    """Every page without an id, without what changes with each request."""
    found = {}
    for address in our_pages():
        place = address.name.partition(":")[0]
        if address.has_id or place not in {"today", "upward", "me", "mydata"} or address.name == "mydata:take":
            continue
        answer = client.get(address.path())
        if answer.status_code == 200 and "html" in answer["Content-Type"]:
            found[address.path()] = re.sub(r'value="\w{64}"|"X-CSRFToken": "\w{64}"', "", answer.content.decode())
    return found


def test_no_page_of_anybody_shows_it_before_monday(line: Cast, clients: dict[str, Client]) -> None:
    for person in (line.lena, line.ada):
        clients[str(person)] = Client()
        clients[str(person)].force_login(person)
    before = {name: pages_of(client) for name, client in clients.items()}
    assert len(before["Pia"]) > 8
    by_page(clients["Pia"], line.lena)
    assert {name: pages_of(client) for name, client in clients.items()} == before


def test_on_monday_only_the_lead_finds_it(line: Cast, clients: dict[str, Client], clock: Any) -> None:
    by_page(clients["Pia"], line.lena)
    clock.forward(days=7)
    publish()
    address = reverse("upward:batch", args=[Batch.objects.get().pk])
    for person in line:
        client = Client()
        client.force_login(person)
        assert client.get(address).status_code == (200 if person == line.lena else 404)
        speaks = program(person)
        assert (TEXT in str(speaks.get("/upward/batches").json)) == (person == line.lena)
        for list_of in ("threads", "answers", "contacts"):
            assert TEXT not in str(speaks.get(f"/upward/{list_of}").json)


def test_the_order_within_a_batch_is_not_that_of_writing(line: Cast, clock: Any) -> None:
    written = [f"Message {number}" for number in range(14)]
    for number, text in enumerate(written):
        send_without_name(line.lena, text, by=[line.pia, line.toni][number % 2])
    clock.forward(days=7)
    publish()
    out = texts_of(Batch.objects.get())
    assert sorted(out) == sorted(written)
    assert out != written  # by chance once in 87,178,291,200 runs


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Everything that is logged, as the product's own formatter writes it, from the least important on."""
    root = logging.getLogger()
    ours = next(handler for handler in root.handlers if handler.name == "stderr")
    listening = logging.StreamHandler(said := io.StringIO())
    listening.setFormatter(ours.formatter)
    level = root.level
    root.addHandler(listening)
    root.setLevel(logging.INFO)
    yield said
    root.removeHandler(listening)
    root.setLevel(level)


def test_the_logs_know_nothing_not_even_when_something_breaks(
    line: Cast, logged: io.StringIO, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(line.pia)
    by_page(client, line.lena)

    def breaks(week: object, added: object = None) -> None:
        raise ValueError(f"{added} by {line.pia.pk}")

    monkeypatch.setattr("alongside.upward.nameless._rewrite", breaks)
    (closed := io.StringIO()).close()
    logging.getLogger().addHandler(broken := logging.StreamHandler(closed))
    address = reverse("upward:tell", args=[line.lena.pk])
    assert client.post(address, {"text": TEXT, "how": "nameless", "send": "1"}).status_code == 500
    logging.getLogger().removeHandler(broken)
    said = logged.getvalue() + "".join(capfd.readouterr())
    assert "ValueError" in said
    for secret in ("Zwischenlager", str(line.pia.pk), line.pia.pk.hex, str(line.lena.pk), "Pia", "nameless\\"):
        assert secret not in said, secret


def test_both_ways_of_telling_look_the_same_in_a_web_servers_log(line: Cast, clients: dict[str, Client]) -> None:
    """Method, address, status: what such a log holds."""
    address = reverse("upward:tell", args=[line.lena.pk])
    seen = []
    for how in ("named", "nameless"):
        said = {"text": TEXT, "how": how}
        first, second = clients["Pia"].post(address, said), clients["Pia"].post(address, said | {"send": "1"})
        seen.append([(answer.request["PATH_INFO"], answer.status_code) for answer in (first, second)])
    assert seen[0] == seen[1]


def test_the_browser_is_asked_to_keep_nothing(line: Cast, clients: dict[str, Client]) -> None:
    answer = clients["Pia"].get(reverse("upward:tell", args=[line.lena.pk]))
    assert "no-store" in answer["Cache-Control"]
    page = answer.content.decode()
    assert "draft-keeper data" not in page and 'autocomplete="off"' in page


def test_being_forgotten_neither_finds_nor_loses_it(line: Cast, clock: Any) -> None:
    send_without_name(line.lena, TEXT, by=line.pia)
    forget(line.pia)
    clock.forward(days=7)
    publish()
    assert texts_of(Batch.objects.get()) == [TEXT]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(on_postgres(), reason="reads SQLite's file")
def test_the_files_hold_not_a_word_and_no_hint_beside_it(clock: Any) -> None:
    from tests.cast import gather

    cast = gather()
    fill_line(cast)
    stir_now()
    client = Client()
    client.force_login(cast.pia)
    by_page(client, cast.lena)
    file = Path(str(connection.settings_dict["NAME"]))
    for part in file.parent.glob(f"{file.name}*"):
        assert b"Zwischenlager" not in part.read_bytes(), part
    clock.forward(days=7)
    publish()
    for part in file.parent.glob(f"{file.name}*"):
        assert b"Zwischenlager" not in part.read_bytes(), part
