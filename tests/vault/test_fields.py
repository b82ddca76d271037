"""A column that only ever holds ciphertext, and the ring that opens it."""

import base64
import io
import threading
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from alongside.kit.refusal import Refusal
from alongside.lifecycle.health import checks
from alongside.people.models import Person
from alongside.reflections.models import SoloFocus
from alongside.vault import masters
from alongside.vault.actions import check_master, destroy_keys, rotate_master
from alongside.vault.fields import EncryptedText
from alongside.vault.models import Key, Wrap
from alongside.vault.ring import renew, ring, unlock
from tests.cast import Cast

WORDS = "I wait for the parts desk. Grüße, 你好"


def solo(cast: Cast, aim: str = WORDS) -> SoloFocus:
    return SoloFocus.objects.create(author=cast.pia, aim=aim, look_back_on=cast.pia.today(), chosen_on=cast.pia.today())


def raw(row: SoloFocus) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT aim FROM reflections_solofocus")
        return bytes(cursor.fetchone()[0])


def test_the_author_finds_their_words_and_the_database_does_not(cast: Cast) -> None:
    row = solo(cast)
    assert SoloFocus.objects.get(pk=row.pk).aim == WORDS
    assert b"parts desk" not in raw(row)
    assert len(raw(row)) == 1 + 16 + 12 + 64 + 16


def test_saving_again_changes_only_what_changed(cast: Cast) -> None:
    row = SoloFocus.objects.get(pk=solo(cast).pk)
    before = raw(row)
    row.will = "write it down"
    row.save()
    assert raw(row) == before
    row.aim = "Something new"
    assert row.aim == "Something new"
    row.save()
    assert raw(row) != before
    assert SoloFocus.objects.get(pk=row.pk).aim == "Something new"


def test_an_empty_text_needs_no_key(cast: Cast) -> None:
    solo(cast, aim="")
    assert not Key.objects.filter(owner=cast.pia.pk).exists()


def test_texts_are_never_filtered_or_updated_in_bulk(cast: Cast) -> None:
    solo(cast)
    with pytest.raises(TypeError):
        SoloFocus.objects.filter(aim=WORDS).exists()
    with pytest.raises(TypeError):
        SoloFocus.objects.update(aim=WORDS)


def test_a_destroyed_key_leaves_silence(cast: Cast) -> None:
    row = solo(cast)
    destroy_keys([cast.pia.pk])
    assert SoloFocus.objects.get(pk=row.pk).aim == ""


def test_a_renewed_key_writes_the_new_and_reads_the_old(cast: Cast) -> None:
    row = solo(cast)
    renew(cast.pia.pk, cast.pia.pk)
    again = SoloFocus.objects.get(pk=row.pk)
    again.will = "new words"
    again.save()
    again = SoloFocus.objects.get(pk=row.pk)
    assert (again.aim, again.will) == (WORDS, "new words")


def test_rotation_keeps_every_text_and_drops_the_old_master(cast: Cast) -> None:
    row = solo(cast)
    before = Wrap.objects.get(key__owner=cast.pia.pk)
    rotate_master()
    after = Wrap.objects.get(key__owner=cast.pia.pk)
    assert before.master != after.master
    assert SoloFocus.objects.get(pk=row.pk).aim == WORDS


@pytest.mark.django_db(transaction=True)
def test_a_key_that_is_being_made_while_the_master_changes_still_opens(cast: Cast) -> None:
    made, go_on = threading.Event(), threading.Event()

    def write() -> None:
        try:
            with transaction.atomic():
                solo(cast)
                made.set()
                go_on.wait(10)
        finally:
            connections.close_all()

    writer, patience = threading.Thread(target=write), threading.Timer(0.5, go_on.set)
    writer.start()
    made.wait(10)
    patience.start()
    rotate_master()
    writer.join()
    patience.join()
    assert SoloFocus.objects.get().aim == WORDS


@pytest.mark.django_db(transaction=True)
def test_two_who_change_the_master_key_at_once_lose_nothing(cast: Cast) -> None:
    """The second put its key before the first one's, which then was dropped as the older: no word could be read."""
    solo(cast)
    start = threading.Barrier(2)
    refused: list[Refusal] = []

    def rotate() -> None:
        start.wait(10)
        try:
            rotate_master()
        except Refusal as refusal:
            refused.append(refusal)
        finally:
            connections.close_all()

    for _ in range(5):
        both = [threading.Thread(target=rotate) for _ in range(2)]
        for one in both:
            one.start()
        for one in both:
            one.join()
        check_master()
        assert len(masters.masters()) == 1
    assert SoloFocus.objects.get().aim == WORDS
    with masters.held(), pytest.raises(Refusal, match="being changed"):
        rotate_master()


@pytest.mark.django_db(transaction=True)
def test_keys_are_destroyed_while_the_master_key_changes(cast: Cast) -> None:
    """A key that was on the list of the change, and was gone by then, cut the change short."""
    over = threading.Event()
    problems: list[Exception] = []

    def forget_some() -> None:
        try:
            while not over.is_set():
                row = solo(cast)
                destroy_keys([cast.pia.pk])
                row.delete()
        except Exception as problem:  # noqa: BLE001
            problems.append(problem)
        finally:
            connections.close_all()

    forgetting = threading.Thread(target=forget_some)
    forgetting.start()
    try:
        for _ in range(40):
            rotate_master()
    finally:
        over.set()
        forgetting.join()
    assert not problems


def test_a_master_key_that_goes_away_while_it_runs_is_not_made_anew(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A folder that is not mounted for a minute: what was written then could not be read afterwards, nor what was."""
    row = solo(cast)
    monkeypatch.setattr(settings, "KEYS", tmp_path)
    for deed in (lambda: SoloFocus.objects.get(pk=row.pk).aim, lambda: renew(cast.pia.pk, cast.pia.pk)):
        with pytest.raises(Refusal, match="nothing is lost"):
            deed()
    assert not masters.path().exists()


def test_a_text_that_is_read_while_the_master_changes_is_there(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    row = solo(cast)
    real = masters.masters

    def changed_meanwhile() -> masters.Masters:
        monkeypatch.setattr(masters, "masters", real)
        rotate_master()
        return real()

    with ring():
        monkeypatch.setattr(masters, "masters", changed_meanwhile)
        unlock([cast.pia.pk])
        assert SoloFocus.objects.get(pk=row.pk).aim == WORDS


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "is gone"),
        (b"", "is damaged"),
        (b"hello", "is damaged"),
        (b"\xff\xfe", "is damaged"),
        (b"abcd1234 " + base64.urlsafe_b64encode(bytes(32)), "is not the one"),
    ],
)
def test_without_the_right_master_key_nothing_begins(
    content: bytes | None, said: str, cast: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    solo(cast)
    monkeypatch.setattr(settings, "KEYS", tmp_path)
    if content is not None:
        masters.path().write_bytes(content)
    for begin in (check_master, rotate_master):
        with pytest.raises(Refusal, match=said):
            begin()
    assert [check.state for check in checks() if check.name == "Master key"] == ["bad"]
    assert (masters.path().read_bytes() if masters.path().exists() else None) == content


def test_a_list_costs_one_query_for_its_keys(cast: Cast) -> None:
    for person in cast:
        SoloFocus.objects.create(author=person, aim=WORDS, look_back_on=person.today(), chosen_on=person.today())
    found = list(SoloFocus.objects.all())
    with (
        ring(),
        CaptureQueriesContext(
            connection,
        ) as queries,
    ):
        unlock(row.author_id for row in found)
        assert {row.aim for row in found} == {WORDS}
    assert len(queries) == 1


def test_a_key_that_was_rolled_back_is_not_used_again(cast: Cast) -> None:
    with ring():
        with transaction.atomic():
            solo(cast)
            transaction.set_rollback(True)
        row = solo(cast)
    assert SoloFocus.objects.get(pk=row.pk).aim == WORDS


@pytest.mark.django_db(transaction=True)
def test_two_first_writes_at_once_share_one_key(cast: Cast) -> None:
    start = threading.Barrier(4)
    problems: list[Exception] = []

    def write(author: Person) -> None:
        try:
            start.wait()
            with ring():
                SoloFocus.objects.create(
                    author=author,
                    aim=WORDS,
                    look_back_on=cast.pia.today(),
                    chosen_on=cast.pia.today(),
                    closed_on=cast.pia.today(),
                )
        except Exception as problem:  # noqa: BLE001
            problems.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=(cast.pia,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems
    assert Key.objects.filter(owner=cast.pia.pk).count() == 1
    assert {row.aim for row in SoloFocus.objects.all()} == {WORDS}


def test_a_dump_of_the_database_has_no_words(cast: Cast) -> None:
    solo(cast)
    dump = io.StringIO()
    call_command("dumpdata", "reflections", stdout=dump)
    assert str(cast.pia.pk) in dump.getvalue() and "parts desk" not in dump.getvalue()


def test_a_migration_knows_the_voice_of_every_text() -> None:
    """A field is cloned for a migration's models; with another voice it could not open what lies there."""
    texts = [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.fields
        if isinstance(field, EncryptedText)
    ]
    assert len(texts) > 50
    for model, field in texts:
        assert field.clone().voice == field.voice, f"{model.__name__}.{field.name}"
