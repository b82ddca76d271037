"""Being forgotten: on the raw files of the database, for restored backups, and kindly to the other one's words."""

import io
import json
import threading
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.urls import reverse

from alongside.access.gate import rows
from alongside.conversations.actions import start_talk, write_private_note, write_shared_notes
from alongside.conversations.models import PrivateNote
from alongside.focus.actions import agree_to_focus, choose_focus, reword, sharpen
from alongside.focus.models import Commitment, Focus, Sharpening
from alongside.journal.models import Deed
from alongside.kit import clock as the_clock
from alongside.kit.refusal import NotHere, Refusal
from alongside.lifecycle import forgetting
from alongside.lifecycle.exporting import export
from alongside.lifecycle.forgetting import forget, forget_again
from alongside.lifecycle.keeping import sweep
from alongside.lifecycle.roster_import import drop_imports_naming, look_into
from alongside.pairs.actions import allow, end, invite, propose_agreement, sign_agreement
from alongside.pairs.models import Pair, PairText, Side, What
from alongside.pairs.rules import readable_until
from alongside.people.actions import make_sign_in_link
from alongside.people.models import Person, RosterImport
from alongside.reflections.actions import begin_reflection, bring_card, keep_answer
from alongside.reflections.models import BroughtCard, Card, Reflection
from alongside.reflections.solo import choose_alone
from alongside.vault import masters
from alongside.vault.models import Key
from alongside.vault.ring import drop_from_ring
from alongside.vault.sessions import contents
from tests.cast import Cast
from tests.conftest import Clock
from tests.world import on_postgres

PRIVATE = "Xylophon-privat im Keller"
SHARED = "Xylophon-gezeigt der Kollegin"
CLEOS = "Zither-Zusage an Pia"


@pytest.fixture
def lived_in(cast: Cast) -> Cast:
    """Pia wrote for herself, showed one answer, and the two chose one thing."""
    cards = list(begin_reflection(by=cast.pia, pair=cast.pair).cards.all())
    keep_answer(cards[0], by=cast.pia, text=PRIVATE)
    bring_card(keep_answer(cards[1], by=cast.pia, text=SHARED), cast.pair, by=cast.pia)
    choose_focus(
        cast.pair,
        by=cast.pia,
        aim="Xylophon-Ziel",
        performer_will="write down each call-back on Tuesday",
        coach_will="ask Otto for read access by Wednesday",
        look_back_on=cast.pia.today() + timedelta(days=14),
    )
    begin = begin_reflection(by=cast.cleo, pair=cast.pair).cards.all()[0]
    keep_answer(begin, by=cast.cleo, text=CLEOS)
    return cast


def raw_files() -> bytes:
    """Every byte the database has on its disk, the write-ahead log included.

    Of PostgreSQL its own folder and the log: those of other tests' databases come and go meanwhile, and the server
    takes files away while one reads.
    """
    if connection.vendor == "sqlite":
        path = Path(str(connection.settings_dict["NAME"]))
        return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute(
            "SELECT current_setting('data_directory'), oid FROM pg_database WHERE datname = current_database()"
        )
        cluster, oid = cursor.fetchone()
    found = []
    for folder in (Path(cluster) / "base" / str(oid), Path(cluster) / "pg_wal"):
        for file in folder.iterdir():
            with suppress(FileNotFoundError, IsADirectoryError):
                found.append(file.read_bytes())
    return b"".join(found)


@pytest.mark.django_db(transaction=True)
def test_no_written_word_lies_in_the_files(lived_in: Cast) -> None:
    found = raw_files()
    assert lived_in.pia.email.encode() in found  # the search itself works
    for word in (PRIVATE, SHARED, CLEOS, "Xylophon-Ziel", "call-back on Tuesday"):
        assert word.encode() not in found


@pytest.mark.django_db(transaction=True)
def test_forgetting_destroys_the_keys_in_the_files_too(lived_in: Cast) -> None:
    wrapped = [
        bytes(wrap) for wrap in Key.objects.filter(voice=lived_in.pia.pk).values_list("wraps__wrapped", flat=True)
    ]
    assert len(wrapped) == 2
    assert all(wrap in raw_files() for wrap in wrapped)
    forget(lived_in.pia)
    if connection.vendor == "sqlite":  # PostgreSQL's write-ahead log is recycled by the server: docs/operate.md
        assert not any(wrap in raw_files() for wrap in wrapped)
    assert not Key.objects.filter(voice=lived_in.pia.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_what_stays_has_no_name_and_the_others_words_stay(lived_in: Cast) -> None:
    forget(lived_in.pia)
    pia = Person.objects.get(pk=lived_in.pia.pk)
    assert (pia.name, pia.is_active, str(pia)) == ("", False, "somebody who left")
    assert not Reflection.objects.filter(author=pia).exists()
    assert BroughtCard.objects.get(by=pia).answer == ""
    assert Focus.objects.get().aim == ""
    assert Card.objects.get(author=lived_in.cleo, state="written").answer == CLEOS
    assert Pair.objects.get(pk=lived_in.pair.pk).ended_at is not None
    assert not Deed.objects.filter(by=pia.pk).exclude(verb="pair.ended").exists()
    assert masters.forgotten()[-1] == str(pia.pk)


@pytest.mark.django_db(transaction=True)
def test_nobody_takes_over_the_words_of_the_other_by_changing_something_beside_them(lived_in: Cast) -> None:
    focus = Focus.objects.get()
    agree_to_focus(focus, by=lived_in.pia, aim=SHARED)
    sharpen(focus, by=lived_in.pia, serves=SHARED)
    sharpen(focus, by=lived_in.cleo, first_sign="Nobody calls twice")
    day = lived_in.cleo.today() + timedelta(days=7)
    reword(focus, by=lived_in.cleo, aim=SHARED, look_back_on=day, coach_will="Ask once more")
    forget(lived_in.pia)
    assert Commitment.objects.get(side="coach").text == "Ask once more"
    assert (Focus.objects.get().aim, Sharpening.objects.get().serves) == ("", "")


@pytest.mark.django_db
def test_what_one_had_sharpened_is_read_after_it_went_under_the_key_of_the_two(lived_in: Cast) -> None:
    row = Sharpening.objects.select_related("pair").get()
    before = PairText()
    before.set_attributes_from_name("serves")
    Sharpening.objects.update(serves=before.seal(row, SHARED))
    then = MigrationExecutor(connection).loader.project_state(("focus", "0002_how_it_went")).apps
    import_module("alongside.focus.migrations.0003_sharpened_by_both").write_anew(then, None)
    assert Sharpening.objects.get().serves == SHARED


@pytest.mark.django_db
def test_without_the_master_key_nothing_goes_under_the_key_of_the_two(
    lived_in: Cast, settings: Any, tmp_path: Path
) -> None:
    drop_from_ring()
    settings.KEYS = tmp_path / "elsewhere"
    then = MigrationExecutor(connection).loader.project_state(("focus", "0002_how_it_went")).apps
    with pytest.raises(Refusal, match="is gone, and texts need it"):
        import_module("alongside.focus.migrations.0003_sharpened_by_both").write_anew(then, None)
    assert not masters.path().exists()


@pytest.mark.django_db(transaction=True)
def test_what_was_still_on_its_way_from_another_device_is_not_kept(lived_in: Cast) -> None:
    talk = start_talk(lived_in.pair, by=lived_in.pia)
    forget(lived_in.pia)
    with pytest.raises(NotHere):
        write_private_note(talk, by=lived_in.pia, text=PRIVATE)
    assert not PrivateNote.objects.exists() and not Key.objects.filter(voice=lived_in.pia.pk).exists()


@pytest.mark.skipif(not on_postgres(), reason="on SQLite one writes after the other")
@pytest.mark.django_db(transaction=True)
def test_what_is_written_while_its_author_is_being_forgotten_goes_too(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    under_way, waits = threading.Event(), drop_imports_naming
    writer = ThreadPoolExecutor(max_workers=1)

    def write() -> None:
        under_way.wait(10)
        try:
            with transaction.atomic():
                choose_alone(by=cast.pia, aim=PRIVATE, will=PRIVATE, look_back_on=cast.pia.today() + timedelta(days=14))
        finally:
            connections.close_all()

    def meanwhile(person: Person) -> None:
        under_way.set()
        time.sleep(0.5)  # the other has made a key, and waits for the row of its author
        waits(person)

    monkeypatch.setattr(forgetting, "drop_imports_naming", meanwhile)
    written = writer.submit(write)
    forget(cast.pia)
    with suppress(NotHere):
        written.result(10)
    assert not Key.objects.filter(voice=cast.pia.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_no_session_and_no_list_names_them_any_more(lived_in: Cast, client: Client, tmp_path: Path) -> None:
    client.force_login(lived_in.pia)
    Client().post("/account/login/", {"login": "pia@example.org"})  # a code was asked for, and not yet typed
    Client().force_login(lived_in.toni)
    of_an_earlier_version = db.SessionStore()
    of_an_earlier_version["account_login"] = {"email": lived_in.pia.email}
    of_an_earlier_version.save()
    for who in ("Pia Lund,PIA@example.org", "Toni Adeyemi,toni@example.org"):
        (tmp_path / "list.csv").write_text(f"name,email\n{who}\nNew Person,new@example.org\n")
        look_into(tmp_path / "list.csv", by=lived_in.ada if "Pia" in who else None, file_name="list.csv", partial=True)
    assert (Session.objects.count(), RosterImport.objects.count()) == (4, 2)
    forget(lived_in.pia)
    assert [contents(kept.session_data)["_auth_user_id"] for kept in Session.objects.all()] == [str(lived_in.toni.pk)]
    assert RosterImport.objects.get().made_by is None


@pytest.mark.django_db(transaction=True)
def test_words_stay_where_the_two_agreed_so(lived_in: Cast) -> None:
    sign_agreement(propose_agreement(lived_in.pair, by=lived_in.cleo, keeps_words=True), by=lived_in.pia)
    forget(lived_in.pia)
    assert BroughtCard.objects.get(by=lived_in.pia).answer == SHARED
    assert not Card.objects.filter(author=lived_in.pia).exists()


@pytest.mark.django_db(transaction=True)
def test_a_backup_put_back_forgets_again(lived_in: Cast) -> None:
    """The rows as an older backup holds them; only the log beside the master key knows better."""
    masters.note_forgotten([str(lived_in.pia.pk)])
    assert forget_again() == 1
    assert forget_again() == 0
    assert Person.objects.get(pk=lived_in.pia.pk).forgotten_at is not None


def test_everything_of_mine_and_nothing_of_hers(lived_in: Cast) -> None:
    archive = zipfile.ZipFile(io.BytesIO(export(lived_in.pia)))
    page, data = archive.read("everything.html").decode(), json.loads(archive.read("everything.json"))
    assert data["person"]["given_name"] == "Pia" and "What people call you" in page and "British English" in page
    assert PRIVATE in page and SHARED in page
    assert CLEOS not in page
    assert data["card"][0]["answer"] == PRIVATE
    assert "hashed" not in page
    assert "You and Cleo" in page, "a person reads names, not keys"
    assert str(lived_in.pair.pk) not in page
    assert PRIVATE not in zipfile.ZipFile(io.BytesIO(export(lived_in.cleo))).read("everything.html").decode()


def test_what_two_wrote_together_is_in_the_archives_of_both(lived_in: Cast) -> None:
    notes, serves, promised = "Xylophon notes", "Xylophon serves", "Xylophon promised"
    write_shared_notes(start_talk(lived_in.pair, by=lived_in.cleo), by=lived_in.cleo, text=notes, version=0)
    sharpen(Focus.objects.get(), by=lived_in.cleo, serves=serves)
    proposed = propose_agreement(lived_in.pair, by=lived_in.cleo, words=promised)
    assert [word in in_archive(lived_in.pia) for word in (notes, serves, promised)] == [True, True, False]
    sign_agreement(proposed, by=lived_in.pia)
    for by in (lived_in.pia, lived_in.cleo):
        for what in What:
            allow(lived_in.pair, lived_in.lena, what, by=by)
    for person, has in ((lived_in.pia, True), (lived_in.cleo, True), (lived_in.lena, False)):
        assert all((word in in_archive(person)) is has for word in (notes, serves, promised))


def in_archive(person: Person) -> str:
    return zipfile.ZipFile(io.BytesIO(export(person))).read("everything.html").decode()


@pytest.mark.django_db
def test_of_an_invitation_only_its_writer_takes_the_line_along(cast: Cast) -> None:
    invite(cast.toni, by=cast.otto, side=Side.COACH, words=SHARED)
    for person, holds in ((cast.otto, True), (cast.toni, False)):
        archive = zipfile.ZipFile(io.BytesIO(export(person)))
        for name in ("everything.html", "everything.json"):
            assert (SHARED in archive.read(name).decode()) is holds
        assert len(json.loads(archive.read("everything.json"))["invite"]) == 1


@pytest.mark.parametrize("stranger", ["lena", "toni", "otto", "ada"])
def test_a_strangers_export_has_nothing_of_the_pair(lived_in: Cast, stranger: str) -> None:
    archive = zipfile.ZipFile(io.BytesIO(export(getattr(lived_in, stranger))))
    text = archive.read("everything.json").decode()
    assert "Xylophon" not in text and str(lived_in.pair.pk) not in text


def test_sessions_go_when_they_have_run_out(lived_in: Cast, client: Client, clock: Clock) -> None:
    client.force_login(lived_in.pia)
    Session.objects.update(expire_date=clock.now + timedelta(days=30))
    clock.forward(days=29)
    sweep()
    assert Session.objects.exists()
    clock.forward(days=2)
    sweep()
    assert not Session.objects.exists()


def test_closed_things_go_after_a_year_and_open_ones_stay(lived_in: Cast, clock: Clock) -> None:
    focus = Focus.objects.get()
    clock.forward(days=400)
    sweep()
    assert Focus.objects.filter(pk=focus.pk).exists()
    Focus.objects.update(closed_at=the_clock.now())
    clock.forward(days=364)
    sweep()
    assert Focus.objects.filter(pk=focus.pk).exists()
    clock.forward(days=2)
    sweep()
    assert not Focus.objects.exists()
    assert not Commitment.objects.exists()


def test_an_ended_pair_goes_after_three_years_with_its_keys(lived_in: Cast, clock: Clock) -> None:
    """Not before the last day that the page names is over, also where a leap day lies between."""
    ended = end(lived_in.pair, by=lived_in.pia)
    until = readable_until(ended)
    assert until is not None
    days = (until - the_clock.today()).days
    assert days == 3 * 365 + 1
    clock.forward(days=days)
    sweep()
    assert rows(lived_in.cleo, "see", Pair).exists()
    clock.forward(days=2)
    sweep()
    assert not Pair.objects.exists()
    assert not Key.objects.filter(owner=lived_in.pair.pk).exists()


@pytest.mark.django_db
def test_from_where_somebody_signed_in_is_not_kept_longer_than_the_session(cast: Cast) -> None:
    out, still_in = Client(), Client()
    for client in (out, still_in):
        client.post(reverse("door:welcome", args=[make_sign_in_link(cast.pia)]), {"start": "1"})
    out.post(reverse("account_logout"))
    with the_clock.at(the_clock.now() + timedelta(days=2)):
        sweep()
    assert [one.session_key for one in UserSession.objects.all()] == [still_in.session.session_key]
    with the_clock.at(the_clock.now() + timedelta(days=32)):
        sweep()
    assert not UserSession.objects.exists()
