"""The server as an operator meets it: crashes, backups of the living, and sentences instead of traces."""

import io
import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.cookiejar import Cookie, CookieJar
from pathlib import Path
from typing import Any

import django_cache_url
import pytest
import typer
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from alongside.api.models import Creation
from alongside.cli import welcome
from alongside.cli.serving import UPGRADE, one_after_the_other, prepare
from alongside.config.serving import run
from alongside.jobs.models import Worker
from alongside.jobs.worker import say_alive
from alongside.kit import clock
from alongside.kit.refusal import Refusal
from alongside.lifecycle.backup import back_up, put_back
from alongside.lifecycle.health import checks
from alongside.people.actions import add_person, find_sign_in_link, find_token, make_sign_in_link, make_token
from alongside.people.models import Person, Token
from alongside.reflections.actions import begin_reflection, keep_answer
from alongside.reflections.models import Card, Reflection
from alongside.vault import masters
from alongside.vault.actions import rotate_master
from alongside.vault.ring import key_for_writing
from tests.cast import Cast
from tests.post import free_port
from tests.server import COMMAND, ROOT, Server, database_url
from tests.world import on_postgres


class Visitor:
    """A signed-in person with nothing but HTTP."""

    def __init__(self, person: Person, address: str) -> None:
        client = Client()
        client.force_login(person)
        jar = CookieJar()
        name = settings.SESSION_COOKIE_NAME
        host = urllib.parse.urlsplit(address).hostname or ""
        jar.set_cookie(_cookie(name, client.cookies[name].value, host))
        self.address = address
        self.jar = jar
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

    def get(self, path: str) -> str:
        body: bytes = self.opener.open(self.address + path, timeout=20).read()
        return body.decode()

    def post(self, path: str, **fields: str) -> int:
        """The status of the answer."""
        token = next(cookie.value or "" for cookie in self.jar if cookie.name == "csrftoken")
        data = urllib.parse.urlencode(fields).encode()
        request = urllib.request.Request(self.address + path, data, {"X-CSRFToken": token})
        status: int = self.opener.open(request, timeout=20).status
        return status


def _cookie(name: str, value: str, domain: str) -> Cookie:
    return Cookie(
        0, name, value, None, False, domain, True, False, "/", True, False, None, False, None, None, {}, False
    )


@pytest.fixture
def own_server(transactional_db: None, tmp_path: Path) -> Iterator[Server]:
    """A server that a test may kill."""
    server = Server(tmp_path, database_url(), ALONGSIDE_KEYS=str(settings.KEYS))
    yield server
    if server.process is not None:
        server.kill()


def test_every_acknowledged_write_survives_a_killed_server(own_server: Server, cast: Cast) -> None:
    cards = list(begin_reflection(by=cast.pia, slugs=["going-well", "harder", "different", "struggle"]).cards.all())
    acknowledged: dict[str, str] = {}
    for round_ in range(2):
        own_server.start()
        over = threading.Event()
        writers = [
            threading.Thread(target=_write_on, args=(own_server, cast.pia, card, round_, acknowledged, over))
            for card in cards
        ]
        for writer in writers:
            writer.start()
        time.sleep(1.5)
        own_server.kill()
        over.set()
        for writer in writers:
            writer.join(30)
    assert len(acknowledged) == len(cards), own_server.log
    for card in cards:
        kept = int(Card.objects.get(pk=card.pk).answer.rpartition(" ")[2])
        assert kept >= int(acknowledged[str(card.pk)].rpartition(" ")[2])


def _write_on(
    server: Server, person: Person, card: Card, round_: int, acknowledged: dict[str, str], over: threading.Event
) -> None:
    """Type one longer answer after the other until the line is cut; note what was acknowledged."""
    number = round_ * 10_000
    try:
        visitor = Visitor(person, server.url)
        visitor.get(f"/reflect/{card.reflection_id}/{card.slug}/")
        while not over.is_set():
            number += 1
            text = f"Written number {number}"
            if visitor.post(f"/reflect/typing/{card.pk}/", text=text) == 200:
                acknowledged[str(card.pk)] = text
    except (OSError, urllib.error.URLError):
        return
    finally:
        connection.close()


def test_a_backup_of_the_living_comes_back_whole(own_server: Server, cast: Cast, tmp_path: Path) -> None:
    own_server.start()
    card = begin_reflection(by=cast.pia).cards.all()[0]
    over = threading.Event()
    acknowledged: dict[str, str] = {}
    writer = threading.Thread(target=_write_on, args=(own_server, cast.pia, card, 0, acknowledged, over))
    writer.start()
    until = time.monotonic() + 30
    while not acknowledged and time.monotonic() < until:
        time.sleep(0.1)
    written = back_up(tmp_path)
    over.set()
    writer.join(30)
    own_server.kill()
    raw = written.read_bytes()
    assert all(key not in raw for key in masters.masters().values())
    Reflection.objects.all().delete()
    Person.objects.filter(pk=cast.toni.pk).update(name="Changed after the backup")
    say_alive("a-worker-elsewhere")
    with pytest.raises(Refusal, match="Stop it"):
        put_back(written)
    assert not Reflection.objects.exists()
    Worker.objects.all().delete()
    assert put_back(written) == 0
    assert Card.objects.get(pk=card.pk).answer.startswith("Written number")
    assert Person.objects.get(pk=cast.toni.pk).name == "Toni Adeyemi"


def test_a_backup_during_a_rotation_opens_with_the_key_it_names(
    transactional_db: None, cast: Cast, tmp_path: Path
) -> None:
    keep_answer(
        begin_reflection(by=cast.pia).cards.get(slug="going-well"), by=cast.pia, text="The wards know my voice."
    )
    changed: list[int] = []

    def at_the_last_moment(done: int, of: int) -> None:
        if done == of and not changed:
            changed.append(rotate_master())

    written = back_up(tmp_path, told=at_the_last_moment)
    assert changed
    assert put_back(written) == 0
    assert Card.objects.get(slug="going-well").answer == "The wards know my voice."


def test_without_its_master_key_nothing_is_restored_and_no_other_key_lies_in_its_place(
    transactional_db: None, cast: Cast, tmp_path: Path, settings: Any
) -> None:
    key_for_writing(cast.pia.pk, cast.pia.pk)
    written = back_up(tmp_path)
    settings.KEYS = tmp_path / "elsewhere"
    with pytest.raises(Refusal, match="Put it there first"):
        put_back(written)
    assert not masters.path().exists()


def test_nothing_is_restored_while_the_master_key_changes(transactional_db: None, cast: Cast, tmp_path: Path) -> None:
    """The change ends by dropping the older key, which the words of the backup need."""
    key_for_writing(cast.pia.pk, cast.pia.pk)
    written = back_up(tmp_path)
    with masters.held(), pytest.raises(Refusal, match="being changed"):
        put_back(written)


def test_a_backup_of_an_earlier_version_comes_up_to_this_one(
    transactional_db: None, cast: Cast, tmp_path: Path
) -> None:
    call_command("migrate", "api", "zero", verbosity=0)
    try:
        written = back_up(tmp_path)
    finally:
        call_command("migrate", "api", verbosity=0)
    token, _secret = make_token(name="Payroll", scopes=["people:read"], person=None)
    Creation.objects.create(token=token, owner=token.pk, key="0" * 64, asked="x", made_on=clock.today())
    assert put_back(written) == 0
    assert Person.objects.filter(pk=cast.pia.pk).exists()
    assert not Creation.objects.exists() and not Token.objects.exists()


def test_restoring_forgets_again(transactional_db: None, cast: Cast, tmp_path: Path) -> None:
    from alongside.lifecycle.forgetting import forget

    begin_reflection(by=cast.pia)
    written = back_up(tmp_path)
    forget(cast.pia)
    assert put_back(written) == 1
    pia = Person.objects.get(pk=cast.pia.pk)
    assert pia.name == "" and pia.forgotten_at is not None
    assert not Reflection.objects.filter(author=pia).exists()


def test_after_restoring_everybody_signs_in_again(transactional_db: None, cast: Cast, tmp_path: Path) -> None:
    client = Client()
    client.force_login(cast.pia)
    used = make_sign_in_link(cast.pia)
    _own, own = make_token(name="My notes", scopes=["loop:read"], person=cast.pia)
    _payroll, payroll = make_token(name="Payroll", scopes=["people:read"], person=None)
    written = back_up(tmp_path)
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    put_back(written)
    assert client.get("/me/").status_code == 302
    assert find_sign_in_link(used) is None
    assert find_token(own) is None and find_token(payroll) is not None


def command(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `alongside` as an operator would."""
    return subprocess.run(
        [sys.executable, "-m", "alongside", *words],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "alongside.config.settings", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_taken_port_and_a_second_start_end_in_a_sentence(own_server: Server, tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        taken = command("serve", "--port", str(port), ALONGSIDE_DATA=str(tmp_path / "elsewhere"))
    assert taken.returncode == 1
    assert re.fullmatch(rf"Port {port} on 127\.0\.0\.1 is taken.*PORT={port + 1}\.\n", taken.stderr)
    own_server.start()
    second = command("serve", "--port", "1", ALONGSIDE_DATA=str(own_server.folder))
    assert second.returncode == 1
    assert "running already" in second.stderr
    assert "Traceback" not in taken.stderr + second.stderr


@pytest.mark.skipif(not on_postgres(), reason="a folder of SQLite has one server: the second start is refused")
def test_servers_that_start_together_on_an_empty_database_bring_it_up_to_date_in_turn(
    transactional_db: None, tmp_path: Path
) -> None:
    name = f"{connection.settings_dict['NAME']}_empty"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    address = database_url().rpartition("/")[0] + f"/{name}"
    servers = [Server(tmp_path / which, address, ALONGSIDE_KEYS=str(tmp_path)) for which in ("one", "other")]
    try:
        with ThreadPoolExecutor() as both:
            list(both.map(Server.start, servers))
        assert not any("Traceback" in server.log for server in servers)
    finally:
        for server in servers:
            server.kill()
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.mark.skipif(not on_postgres(), reason="on SQLite no lock is needed")
def test_whoever_brings_it_up_to_date_leaves_no_lock_behind_a_pooler(transactional_db: None) -> None:
    """A pooler gives what is asked after a transaction to another session: a lock of the first would stay for ever."""
    with one_after_the_other():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [UPGRADE])
            assert cursor.fetchone() == (False,)
        connection.close()
    with connection.cursor() as cursor:
        cursor.execute(  # here only: other tests' servers start on databases beside this one
            "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database"
            " WHERE datname = current_database() AND locktype = 'advisory' AND objid = %s",
            [UPGRADE],
        )
        assert cursor.fetchone() == (0,)


def test_its_log_is_json_and_names_no_address_that_somebody_asked_for(own_server: Server) -> None:
    own_server.start()
    door = urllib.request.urlopen(own_server.url).read().decode()
    sheet = re.search(r"/static/look\S*?\.css", door)
    assert sheet
    urllib.request.urlopen(own_server.url + sheet.group()).close()
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(own_server.url + "/how/", b"x=1")
    own_server.stop()
    address, *lines = own_server.log.splitlines()
    assert own_server.url in address
    assert all(json.loads(line) for line in lines) and "/how/" not in own_server.log


@pytest.mark.parametrize("words", [["serve", "--port", "8"], ["work"]])
def test_without_the_master_key_of_its_database_it_does_not_start(
    words: list[str], transactional_db: None, cast: Cast, tmp_path: Path
) -> None:
    key_for_writing(cast.pia.pk, cast.pia.pk)
    elsewhere = {"ALONGSIDE_DATA": str(tmp_path), "ALONGSIDE_KEYS": str(tmp_path / "keys")}
    refused = command(*words, DATABASE_URL=database_url(), **elsewhere)
    assert refused.returncode == 1
    assert "is gone, and texts need it" in refused.stderr and "Traceback" not in refused.stderr
    assert not (tmp_path / "keys" / "master.key").exists()


WITH_A_CHILD = """
import os, sys, time
from alongside.cli.serving import become
child = os.fork()
if child:
    print(child, flush=True)
    become("127.0.0.1", 8, after=child)
{child}
"""


def test_a_server_that_is_ended_while_it_is_made_ready_ends_that_too() -> None:
    words = WITH_A_CHILD.format(child="time.sleep(60)")
    with subprocess.Popen([sys.executable, "-c", words], cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        child = int(server.stdout.readline())
        until = time.monotonic() + 20
        while "alongside.config.serving" not in Path(f"/proc/{server.pid}/cmdline").read_text():
            assert time.monotonic() < until
            time.sleep(0.01)
        server.send_signal(signal.SIGTERM)
        assert server.wait(20) == 128 + signal.SIGTERM
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_a_server_that_cannot_be_made_ready_ends_as_that_did() -> None:
    words = WITH_A_CHILD.format(child="sys.exit(3)")
    assert subprocess.run([sys.executable, "-c", words], cwd=ROOT, stdout=subprocess.PIPE, timeout=60).returncode == 3


def test_it_ends_when_asked_to(own_server: Server) -> None:
    own_server.start()
    assert own_server.stop() in {0, -signal.SIGTERM}
    assert "Traceback" not in own_server.log and "Fatal" not in own_server.log


def test_the_first_person_comes_in_by_command(tmp_path: Path) -> None:
    here = {"ALONGSIDE_DATA": str(tmp_path), "ALONGSIDE_KEYS": str(tmp_path / "keys"), "DATABASE_URL": ""}
    here["DATABASE_URL"] = f"sqlite:///{tmp_path / 'alongside.sqlite3'}"
    server = Server(tmp_path, here["DATABASE_URL"])
    server.start()
    try:
        added = command("people", "add", "Ada Kern", "ada@example.org", "--keeps-people", **here)
        assert added.returncode == 0, added.stderr
        link = command("invite", "ada@example.org", **here)
        assert re.search(r"http\S+/welcome/\S+/", link.stdout), link.stderr
        token = command("token", "HR system", **here)
        assert token.stdout.startswith("along_")
        made = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.rglob("*") if file.is_file()}
        assert {"alongside.sqlite3", "secret.key"} <= set(made)
        assert not {name for name, mode in made.items() if mode & 0o077 and name != "server.log"}
        examined = command("doctor", **here)
        assert examined.returncode == 0, examined.stdout
        assert "none is sent" in examined.stdout
        assert "somebody works in the background" in examined.stdout
        twice = command("people", "add", "Ada Kern", "ADA@example.org", **here)
        assert twice.returncode == 1
        assert twice.stderr == "Somebody with this e-mail address is here already.\n"
    finally:
        server.kill()


def alone(folder: Path) -> dict[str, str]:
    """Settings of an installation that has nothing but this folder."""
    return {
        "ALONGSIDE_DATA": str(folder),
        "ALONGSIDE_KEYS": str(folder / "keys"),
        "DATABASE_URL": f"sqlite:///{folder / 'alongside.sqlite3'}",
    }


@pytest.mark.parametrize(
    "words", ["people add Ada ada@example.org", "invite ada@example.org", "token HR", "tokens", "sweep", "rotate-keys"]
)
def test_before_the_first_start_a_command_says_what_to_do(words: str, tmp_path: Path) -> None:
    refused = command(*words.split(), **alone(tmp_path))
    assert refused.returncode == 1
    assert re.fullmatch(
        r"The database is not ready: \d+ steps to this version are waiting. `alongside serve` takes them.\n",
        refused.stderr,
    )


@pytest.mark.parametrize("words", ["people add Ada ada@example.org", "backup", "doctor"])
def test_where_no_folder_is_yet_a_command_says_so(words: str, tmp_path: Path) -> None:
    here = alone(tmp_path / "away") | {"ALONGSIDE_KEYS": str(tmp_path / "keys")}
    refused = command(*words.split(), **here)
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"There is no folder {tmp_path / 'away'} yet. `alongside serve` makes it.")


def test_nothing_is_not_backed_up(tmp_path: Path) -> None:
    refused = command("backup", str(tmp_path), **alone(tmp_path))
    assert refused.returncode == 1
    assert "no database here yet" in refused.stderr and not list(tmp_path.glob("*.backup"))


def test_the_doctor_looks_at_a_database_of_an_earlier_version(tmp_path: Path) -> None:
    here = alone(tmp_path)
    early = "import django; django.setup(); from django.core.management import call_command as call;"
    subprocess.run(
        [sys.executable, "-c", early + "[call('migrate', app, verbosity=0) for app in ('people', 'vault')]"],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "alongside.config.settings", **here},
        check=True,
    )
    examined = command("doctor", **here)
    assert examined.returncode == 0, examined.stderr
    assert "are waiting" in examined.stdout and "Mail: none is sent" in examined.stdout


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALONGSIDE_URL", "alongside.example.org"),
        ("ALONGSIDE_URL", "https://[zz"),
        ("ALONGSIDE_URL", "https://?x"),
        ("ALONGSIDE_HOSTS", " , "),
        ("ALONGSIDE_MAIL", "mail.example.org:587"),
        ("ALONGSIDE_SECRET", "sesame"),
        ("ALONGSIDE_TIME_ZONE", "Middle/Earth"),
        ("ALONGSIDE_LOG", "LOUD"),
        ("ALONGSIDE_CACHE", "redis://cache"),
        ("ALONGSIDE_CACHE", "memory"),
        ("ALONGSIDE_DEBUG", "maybe"),
        ("ALONGSIDE_PROXIES", "two"),
        ("ALONGSIDE_PROXIES", "1" * 5000),
        ("DATABASE_URL", "somewhere"),
        ("DATABASE_URL", "mysql://somebody@somewhere/alongside"),
        ("DATABASE_URL", "timescale://somebody@somewhere/alongside"),
        ("DATABASE_URL", "postgres://somebody@somewhere"),
        ("ALONGSIDE_DATA", "/proc/nowhere"),
    ],
)
def test_a_setting_that_cannot_be_meant_gets_a_sentence(name: str, value: str, tmp_path: Path) -> None:
    here = alone(tmp_path) | {name: value}
    if name == "ALONGSIDE_DATA":
        here |= {"ALONGSIDE_KEYS": f"{value}/keys", "ALONGSIDE_SECRET": ""}
    refused = command("doctor", **here)
    assert refused.returncode == 1
    assert name in refused.stderr and refused.stderr.count("\n") == 1, refused.stderr


def test_blanks_around_a_setting_are_not_meant(tmp_path: Path) -> None:
    here = {"ALONGSIDE_SECRET": "  ", "ALONGSIDE_URL": " https://alongside.example.org/ ", "ALONGSIDE_LOG": "INFO "}
    looked = command("doctor", **alone(tmp_path) | here)
    assert "not usable" not in looked.stderr and (tmp_path / "keys" / "secret.key").exists()


@pytest.mark.parametrize("words", ["doctor", "people add Ada ada@example.org", "serve"])
def test_a_database_out_of_reach_is_told_at_once_and_why(words: str, tmp_path: Path) -> None:
    here = alone(tmp_path) | {"DATABASE_URL": "postgres://u:p@127.0.0.1:1/x", "PORT": str(free_port())}
    refused = command(*words.split(), **here)
    assert refused.returncode == 1 and "pool" not in refused.stderr
    assert "Connection refused" in refused.stdout + refused.stderr and refused.stderr.count("\n") <= 1


def test_no_trace_tells_a_password(tmp_path: Path) -> None:
    here = os.environ | alone(tmp_path) | {"ALONGSIDE_MAIL": "smtp://somebody:open/sesame@mail.example.org:25"}
    words = [sys.executable, "-c", "import alongside.config.settings"]
    refused = subprocess.run(words, cwd=ROOT, env=here, capture_output=True, text=True)
    assert refused.returncode and "ALONGSIDE_MAIL" in refused.stderr and "open" not in refused.stderr


def test_starting_lists_no_time_zones() -> None:
    """Every command starts with the settings; the list of all zones takes as long as the rest of them."""
    early = "import zoneinfo; zoneinfo.available_timezones = None; import alongside.config.settings"
    subprocess.run([sys.executable, "-c", early], cwd=ROOT, check=True, timeout=60)


def test_the_doctor_names_files_that_others_can_read(tmp_path: Path) -> None:
    here = alone(tmp_path)
    command("doctor", **here)
    for name in ("master.key", "secret.key", "forgotten.log"):
        (tmp_path / "keys").mkdir(exist_ok=True)
        (tmp_path / "keys" / name).touch()
        (tmp_path / "keys" / name).chmod(0o640)
    examined = command("doctor", **here)
    assert examined.returncode == 1
    assert re.findall(r"can read \S+/(\S+)\. Say", examined.stdout) == ["forgotten.log", "master.key", "secret.key"]


def test_the_doctor_says_that_nobody_works_in_the_background(db: None) -> None:
    assert [check.state for check in checks() if check.name == "Worker"] == ["hint"]


def test_it_answers_to_the_address_people_open(tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-c", "from alongside.config import settings; print(settings.ALLOWED_HOSTS)"],
        cwd=ROOT,
        env=os.environ | alone(tmp_path) | {"ALONGSIDE_URL": "https://alongside.example.org/"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "'alongside.example.org'" in said.stdout


def test_a_services_token_is_listed_and_revoked_by_its_name(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    welcome.token("HR system")
    assert "HR system: people:read, good until" in told(capsys, welcome.tokens)
    with pytest.raises(Refusal, match="a name of its own"):
        make_token(name="HR system", scopes=["people:read"], person=None)
    assert "can do nothing any more" in told(capsys, lambda: welcome.revoke("HR system"))
    assert not Token.objects.exists()
    with pytest.raises(typer.Exit):
        welcome.revoke("HR system")


def told(capsys: pytest.CaptureFixture[str], command: Callable[[], None]) -> str:
    """What this command prints."""
    capsys.readouterr()
    command()
    return capsys.readouterr().out


def packed(note: str, database: bytes) -> bytes:
    """A file like a backup, of this note and this database."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as out:
        out.writestr("backup.json", note)
        out.writestr("database", database)
    return whole.getvalue()


NOTE = '{"made_at": "2026-03-31T15:00:00+00:00", "vendor": "sqlite", "masters": []}'


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no backup at all",
        b"PK\x05\x06" + b"\0" * 18,
        packed("[]", b""),
        packed("{}", b""),
        packed(NOTE, b""),
        packed(NOTE, b"x" * 100),
    ],
)
def test_what_is_no_backup_is_not_restored(content: bytes, tmp_path: Path) -> None:
    file, live = tmp_path / "file", tmp_path / "a.sqlite3"
    file.write_bytes(content)
    live.write_bytes(b"what was here before")
    here = {"ALONGSIDE_DATA": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path / 'a.sqlite3'}"}
    refused = command("restore", str(file), "--yes", **here)
    assert refused.returncode == 1
    assert "no backup of Alongside" in refused.stderr and refused.stderr.count("\n") < 4
    assert live.read_bytes() == b"what was here before"


def test_a_backup_that_cannot_be_written_gets_a_sentence(transactional_db: None) -> None:
    for there in ("/proc/a.backup", f"/tmp/{'a' * 300}"):
        with pytest.raises(Refusal, match="can't be written"):
            back_up(Path(there))


def test_a_database_of_a_later_version_is_left_alone(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    MigrationRecorder(connection).record_applied("people", "9999_of_tomorrow")
    assert [(check.state, "later version" in check.words) for check in checks()] == [("bad", True)]
    with pytest.raises(typer.Exit):
        prepare()
    assert "later version" in capsys.readouterr().err


def test_words_that_are_not_utf8_and_names_that_are_too_long_get_a_sentence(db: None, tmp_path: Path) -> None:
    refused = command("invite", os.fsdecode(b"J\xf6rg@example.org"), **alone(tmp_path))
    assert refused.returncode == 2 and refused.stderr == "Write this in UTF-8.\n"
    for name, email in (("a" * 121, "a@example.org"), ("Ann", f"{'a' * 250}@example.org")):
        with pytest.raises(Refusal, match="too long"):
            add_person(email, name)
    with pytest.raises(Refusal, match="too long"):
        make_token(person=None, name="a" * 81, scopes=[Token.Scope.PEOPLE_READ])


def test_the_database_can_count_sign_ins_for_several_machines(
    transactional_db: None, cast: Cast, tmp_path: Path
) -> None:
    server = Server(tmp_path, database_url(), ALONGSIDE_CACHE="db://counts").start()
    try:
        jar = CookieJar()
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        page = opener.open(f"{server.url}/account/login/").read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token
        typed = {"csrfmiddlewaretoken": token.group(1), "email": cast.pia.email}
        assert opener.open(f"{server.url}/account/login/", urllib.parse.urlencode(typed).encode()).status == 200
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM counts")
            assert cursor.fetchone()[0] > 0
    finally:
        server.kill()
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS counts")


def test_several_processes_end_with_the_one_that_began_them(tmp_path: Path) -> None:
    port = str(free_port())
    with (tmp_path / "log").open("wb") as log:
        first = subprocess.Popen(
            [*COMMAND, port, "--processes", "2", "--no-worker"],
            cwd=ROOT,
            env=os.environ | alone(tmp_path),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        wait_until(lambda: answers(int(port)))
        first.kill()
        first.wait()
        wait_until(lambda: not answers(int(port)))
    finally:
        with suppress(ProcessLookupError):
            os.killpg(first.pid, signal.SIGKILL)


def wait_until(so: Callable[[], bool]) -> None:
    """Until it is so; a minute at most."""
    until = time.monotonic() + 60
    while not so():
        assert time.monotonic() < until
        time.sleep(0.1)


def answers(port: int) -> bool:
    """Whether somebody listens there."""
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


def test_several_processes_count_sign_ins_together(monkeypatch: pytest.MonkeyPatch) -> None:
    told: dict[str, object] = {}
    monkeypatch.setenv("ALONGSIDE_CACHE", "")
    monkeypatch.setattr("uvicorn.run", lambda app, **how: told.update(how))
    run("127.0.0.1", 1, processes=1, worker=False)
    assert os.environ["ALONGSIDE_CACHE"] == ""
    run("127.0.0.1", 1, processes=3, worker=False)
    cache = django_cache_url.parse(os.environ["ALONGSIDE_CACHE"])
    assert told["workers"] == 3
    assert cache["BACKEND"].endswith("FileBasedCache") and cache["LOCATION"] == f"{settings.DATA}/cache"
    monkeypatch.setenv("ALONGSIDE_CACHE", "db://counts")
    run("127.0.0.1", 1, processes=3, worker=False)
    assert os.environ["ALONGSIDE_CACHE"] == "db://counts"
