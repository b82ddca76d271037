"""Whether an installation is well: for `doctor` and for the health address."""

import shutil
import smtplib
import sqlite3
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from django.apps import apps
from django.conf import settings
from django.core.mail import get_connection
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from alongside.jobs.worker import somebody_works
from alongside.kit.refusal import Refusal
from alongside.people.models import Organisation, Person
from alongside.upward.models import Contact
from alongside.upward.naming import LEAST
from alongside.vault import masters
from alongside.vault.actions import check_master


@dataclass(frozen=True)
class Check:
    """One thing looked at: `ok`, a `hint`, or `bad`, with a sentence that says what to do."""

    name: str
    state: Literal["ok", "hint", "bad"]
    words: str


def checks() -> Iterator[Check]:
    """Everything that is worth a look, in the order in which one would mend it."""
    try:
        waiting = steps_waiting()
    except Error as problem:
        yield Check("Database", "bad", f"cannot be reached: {str(problem).strip().splitlines()[0]}")
        return
    if is_of_a_later_version():
        yield Check("Database", "bad", LATER)
        return
    yield _database(waiting)
    if connection.vendor == "sqlite" and sqlite3.sqlite_version_info < (3, 35):
        yield Check("SQLite", "bad", f"{sqlite3.sqlite_version} is too old; 3.35 or newer is needed.")
    if not waiting:
        yield _master_key()
    yield from _readable_by_others()
    yield _disk()
    yield _address()
    yield _mail()
    if not waiting:
        yield _worker()
        yield _people()
        yield _contacts()


def steps_waiting() -> int:
    """How many steps the database is behind this version. Raises Django's `Error` when it is out of reach."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def is_of_a_later_version() -> bool:
    """Whether a later version of Alongside has changed this database: this one would misread it."""
    loader = MigrationLoader(connection, load=False)
    loader.load_disk()
    known = MigrationRecorder(connection).applied_migrations()
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("alongside.")}
    return any(app in ours for app, _name in known.keys() - loader.disk_migrations.keys())


LATER = "a later version of Alongside has changed it. Install that one, or put back a backup from before."


def _database(waiting: int) -> Check:
    if waiting:
        return Check("Database", "hint", f"{waiting} steps to this version are waiting; `alongside serve` takes them.")
    where = Path(str(connection.settings_dict["NAME"])).name
    return Check("Database", "ok", f"{connection.display_name} ({where}), up to date.")


def _master_key() -> Check:
    file = masters.path()
    try:
        check_master()
    except Refusal as refusal:
        return Check("Master key", "bad", str(refusal))
    if not file.exists():
        return Check("Master key", "ok", "will be made at the first start.")
    inside = Path(settings.DATA) in file.parents
    note = (
        " Keep a copy apart from the backups." if not inside else " It lies beside the database: keep a copy elsewhere."
    )
    return Check("Master key", "ok", f"{file} opens what is written.{note}")


def _readable_by_others() -> Iterator[Check]:
    """Files that an earlier version or a copy by hand left open to other accounts of this machine."""
    database = [Path(str(connection.settings_dict["NAME"]))] if connection.vendor == "sqlite" else []
    for file in (*database, *sorted(Path(settings.KEYS).glob("*"))):
        if file.is_file() and stat.S_IMODE(file.stat().st_mode) & 0o077:
            yield Check("Files", "bad", f"others on this machine can read {file}. Say: chmod 600 {file}")


def _disk() -> Check:
    folder = Path(settings.DATA)
    there = next(above for above in (folder, *folder.parents) if above.exists())
    free = shutil.disk_usage(there).free / 1_000_000_000
    state: Literal["ok", "bad"] = "ok" if free > 1 else "bad"
    return Check("Disk", state, f"{free:.0f} GB free in {folder}.")


def _address() -> Check:
    if settings.DEBUG:
        return Check("Address", "hint", "ALONGSIDE_DEBUG is on; never for real people.")
    if not settings.HTTPS:
        return Check(
            "Address", "hint", f"{settings.BASE_URL} is not encrypted; fine on this machine alone. See ALONGSIDE_URL."
        )
    return Check("Address", "ok", settings.BASE_URL)


def _mail() -> Check:
    if not settings.MAIL_CONFIGURED:
        return Check(
            "Mail",
            "hint",
            "none is sent: set ALONGSIDE_MAIL=smtp://user:password@host:587/?tls=True. Until then "
            "the first link of a new account is shown on the console.",
        )
    try:
        sender = get_connection()
        sender.open()
        sender.close()
    except (OSError, ValueError, smtplib.SMTPException) as problem:
        return Check("Mail", "bad", f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT} does not take mail: {problem}")
    return Check("Mail", "ok", f"{settings.EMAIL_HOST} takes mail.")


def _worker() -> Check:
    if not somebody_works():
        return Check(
            "Worker",
            "hint",
            "nobody works in the background just now: no mail goes out, no list is read. `alongside serve` runs one "
            "by itself, `alongside work` another.",
        )
    return Check("Worker", "ok", "somebody works in the background.")


def _people() -> Check:
    here = Organisation.objects.filter(pk=1).first()
    if here and here.is_demo:
        return Check("People", "hint", "this is the demo: anybody can sit in anybody's chair.")
    if not Person.objects.filter(keeps_people=True, is_active=True).exists():
        return Check(
            "People", "hint", "nobody keeps the list of people yet. Say: alongside people add NAME EMAIL --keeps-people"
        )
    return Check("People", "ok", "somebody keeps the list.")


def _contacts() -> Check:
    if Contact.objects.standing().count() < LEAST:
        return Check(
            "Contacts",
            "hint",
            "fewer than two confidential contacts; they are named at /upward/naming/.",
        )
    return Check("Contacts", "ok", "there are confidential contacts to choose from.")
