"""Backups of a live database, without the master key; and putting one back, where forgotten people stay forgotten."""

import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import Error, connection
from django.utils.translation import gettext as _

from alongside import __version__
from alongside.jobs.models import Worker
from alongside.jobs.worker import somebody_works
from alongside.kit import clock
from alongside.kit.refusal import Refusal
from alongside.lifecycle.forgetting import forget_again
from alongside.people.models import SignInLink, Token
from alongside.vault import masters
from alongside.vault.models import Wrap

Told = Callable[[int, int], None]
"""Hears how many of how many steps are done."""

NOTE = "backup.json"


def back_up(to: Path, *, told: Told = lambda done, of: None) -> Path:
    """Write one file with the whole database as it is at one moment; people go on working meanwhile.

    Args:
        to: the file to write; a folder gets a file named after the moment.
        told: hears the progress, in database pages (SQLite) or as 0 and 1 (PostgreSQL).

    Returns:
        The file. It is complete: it gets its name only when all is on disk.
    """
    if not connection.introspection.table_names():
        raise Refusal(_("There is no database here yet. Is it the right ALONGSIDE_DATA or DATABASE_URL?"))
    with _written(to):
        return _back_up(to, told)


@contextmanager
def _written(file: Path) -> Iterator[None]:
    """Within this block a disk that is full, or takes nothing, is told in a sentence."""
    try:
        yield
    except (OSError, sqlite3.Error) as problem:
        why = getattr(problem, "strerror", None) or problem
        raise Refusal(_("%(file)s can't be written: %(why)s.") % {"file": file, "why": why}) from None


def _back_up(to: Path, told: Told) -> Path:
    if to.is_dir():
        to = to / f"alongside-{clock.now():%Y-%m-%d-%H%M%S}.backup"
    if to.exists():
        raise Refusal(_("%(file)s is there already. Choose another name.") % {"file": to})
    if not to.parent.is_dir():
        raise Refusal(_("There is no folder %(folder)s.") % {"folder": to.parent})
    with tempfile.TemporaryDirectory(dir=to.parent, prefix=".backup-") as folder:
        copy = Path(folder) / "database"
        needed: list[str] | None = None
        while needed != (needed := _masters_in_use()):  # again if the master key was changed while it was copied
            _copy_sqlite(copy, told) if connection.vendor == "sqlite" else _dump_postgres(copy, told)
        packed = Path(folder) / "packed"
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
            out.writestr(NOTE, json.dumps(_note(needed), indent=2))
            out.write(copy, "database")
        packed.chmod(0o600)
        with packed.open("rb") as whole:
            os.fsync(whole.fileno())
        packed.rename(to)
    return to


def put_back(file: Path) -> int:
    """Replace the whole database by a backup, bring it up to this version, and forget again whom it still knew.

    Nothing may be running on the database. The master key that the backup was made under must be in place.

    Returns:
        How many persons were forgotten again.

    Raises:
        Refusal: it is no backup for here, its key is missing, a worker is still at work, here or elsewhere, or the
            master key is being changed.
    """
    note = read_note(file)
    _refuse_beside_workers()
    if note["vendor"] != connection.vendor:
        raise Refusal(
            _("This backup is of %(theirs)s, and DATABASE_URL names %(ours)s.")
            % {"theirs": note["vendor"], "ours": connection.vendor}
        )
    with masters.held():
        return _put_back(file, note)


def _put_back(file: Path, note: dict[str, Any]) -> int:
    known = masters.masters() if masters.path().exists() else {}
    if not set(note["masters"]) <= set(known):
        raise Refusal(
            _("The master key of this backup is not in %(file)s. Put it there first; without it, no word can be read.")
            % {"file": masters.path()}
        )
    with _written(Path(str(connection.settings_dict["NAME"]))), tempfile.TemporaryDirectory(prefix="along") as folder:
        with zipfile.ZipFile(file) as packed:
            copy = Path(packed.extract("database", folder))
        connection.close()
        if connection.vendor == "sqlite":
            if not _is_whole(copy):
                raise _no_backup(file)
            _load_sqlite(copy)
        else:
            _load_postgres(copy)
    call_command("migrate", verbosity=0, interactive=False)
    Worker.objects.all().delete()
    _let_nobody_in_as_of_then()
    return forget_again()


def _refuse_beside_workers() -> None:
    try:
        at_work = somebody_works()
    except Error:  # a database that is empty or broken, which is why one restores
        connection.close()
        return
    if at_work:
        raise Refusal(
            _("A worker was at work on this database within the last minute. Stop it; if it fell over, wait a minute.")
        )


def _let_nobody_in_as_of_then() -> None:
    """Devices that signed out since the backup stay out, links that were used since then stay used, and what people
    took from their programs stays taken. Services' tokens stay: whoever runs the server revokes those.
    """
    for kind in (UserSession, Session, SignInLink):
        kind._default_manager.all().delete()
    Token.objects.exclude(person=None).delete()


def read_note(file: Path) -> dict[str, Any]:
    """What a backup says of itself. Raises Refusal when it is none of ours."""
    try:
        with zipfile.ZipFile(file) as packed:
            if packed.testzip() is None and "database" in packed.namelist():
                note = json.loads(packed.read(NOTE))
                if isinstance(note, dict) and {"made_at", "vendor", "masters"} <= note.keys():
                    return note
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error, KeyError, ValueError, RuntimeError):
        pass
    raise _no_backup(file)


def _no_backup(file: Path) -> Refusal:
    return Refusal(_("%(file)s is no backup of Alongside, or it is damaged. Nothing was changed.") % {"file": file})


def _masters_in_use() -> list[str]:
    """The names of the master keys without which some word could not be read."""
    return sorted(Wrap.objects.order_by().values_list("master", flat=True).distinct())


def _note(needed: list[str]) -> dict[str, Any]:
    return {
        "made_at": clock.now().isoformat(timespec="seconds"),
        "version": __version__,
        "vendor": connection.vendor,
        "masters": needed,
    }


def _copy_sqlite(copy: Path, told: Told) -> None:
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as live, closing(sqlite3.connect(copy)) as out:
        live.backup(out, pages=2000, progress=lambda status, left, of: told(of - left, of), sleep=0.001)
        out.execute("PRAGMA journal_mode=DELETE")
        (verdict,) = out.execute("PRAGMA quick_check").fetchone()
    if verdict != "ok":
        raise Refusal(_("The copy of the database is damaged: %(why)s") % {"why": verdict})


def _is_whole(copy: Path) -> bool:
    """Whether this file is a database of SQLite that Django has laid out, and no page of it is damaged."""
    try:
        with closing(sqlite3.connect(copy)) as found:
            found.execute("SELECT 1 FROM django_migrations LIMIT 1")
            return bool(found.execute("PRAGMA quick_check").fetchone() == ("ok",))
    except sqlite3.Error:
        return False


def _load_sqlite(copy: Path) -> None:
    live = Path(str(connection.settings_dict["NAME"]))
    fresh = live.with_name(f".{live.name}.restored")
    try:
        shutil.copyfile(copy, fresh)
        with fresh.open("rb") as whole:
            os.fsync(whole.fileno())
        for beside in ("-wal", "-shm"):
            live.with_name(live.name + beside).unlink(missing_ok=True)
        fresh.replace(live)
    finally:
        fresh.unlink(missing_ok=True)


def _dump_postgres(copy: Path, told: Told) -> None:
    told(0, 1)
    _run("pg_dump", "--format=custom", "--no-owner", f"--file={copy}", f"--dbname={_postgres()}")
    told(1, 1)


def _load_postgres(copy: Path) -> None:
    """All at once or not at all. The tables go first: an older backup knows nothing of those that came since."""
    script = copy.with_suffix(".sql")
    _run("pg_restore", "--clean", "--if-exists", "--no-owner", f"--file={script}", str(copy))
    tables = [
        connection.ops.quote_name(name) for name in connection.introspection.django_table_names(only_existing=True)
    ]
    connection.close()
    first = [f"--command=DROP TABLE {', '.join(tables)} CASCADE"] if tables else []
    at_once = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction"]
    _run("psql", *at_once, f"--dbname={_postgres()}", *first, f"--file={script}")


def _postgres() -> str:
    known = {"dbname": "NAME", "user": "USER", "host": "HOST", "port": "PORT"}
    given = {word: connection.settings_dict[name] for word, name in known.items() if connection.settings_dict[name]}
    return " ".join(f"{word}={value}" for word, value in given.items())


def _run(program: str, *words: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise Refusal(_("%(program)s is missing. Install PostgreSQL's client programs.") % {"program": program})
    password = str(connection.settings_dict["PASSWORD"] or "")
    # Not on the command line, which all on a machine can read.
    environment = os.environ | ({"PGPASSWORD": password} if password else {})
    done = subprocess.run([found, *words], capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        raise Refusal(f"{program}: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else done.returncode}")
