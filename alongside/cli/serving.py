"""`serve` and `work`."""

import fcntl
import hashlib
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from alongside.cli.say import out, plainly, ready, settle, stop

HOST, PORT = "127.0.0.1", 8000
SPARING = {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": "32768",
    "MALLOC_TRIM_THRESHOLD_": "32768",
    "PYTHONNODEBUGRANGES": "1",
}
"""Has the GNU C library keep one store of memory for all threads, and give back at once what lies free (bytes); and
Python keep of each instruction its line, without the columns that our log doesn't tell."""
UPGRADE = 4128
"""What PostgreSQL calls the lock that a server holds while it brings the database up to date."""


def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = HOST,
    port: Annotated[int, typer.Option(envvar="PORT", min=1, max=65535, help="The port to listen on.")] = PORT,
    processes: Annotated[int, typer.Option(min=1, max=32, help="Web processes.")] = 1,
    worker: Annotated[bool, typer.Option(help="Also run the background worker.")] = True,  # noqa: FBT002
    reload: Annotated[bool, typer.Option("--reload", hidden=True)] = False,  # noqa: FBT002
) -> None:
    """Serve Alongside: bring the database up to date, then answer until told to stop."""
    settle()
    with only_one():
        refuse_taken(host, port)
        if child := os.fork():
            become(host, port, processes=processes, worker=worker, reload=reload, after=child)
        ready()
        prepare()


def work() -> None:
    """Work in the background: send mail, import people, tidy up. `serve` runs one by itself."""
    from alongside.jobs.worker import run_worker
    from alongside.vault.actions import check_master

    with plainly():
        check_master()
    out.print("Working in the background. Stop it with Ctrl+C.")
    run_worker()


@contextmanager
def only_one() -> Iterator[None]:
    """Hold this data folder; a second server or a restore on it is refused with a sentence."""
    from django.conf import settings

    folder = Path(settings.DATA)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "serving.lock").open("a")
    except OSError as problem:
        stop(f"The data folder {folder} can't be used: {problem.strerror}.")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        stop(f"Alongside is running already on {folder}. Stop that one first.")
    os.set_inheritable(lock.fileno(), True)  # noqa: FBT003 (the server that this process becomes goes on holding it)
    with lock:
        yield


def refuse_taken(host: str, port: int) -> None:
    """End with a sentence when another program has this port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            stop(
                f"Port {port} on {host} is taken or not allowed ({problem.strerror}). Choose another: PORT={port + 1}."
            )


def prepare() -> None:
    """Bring the database up to date and lay out the files we serve, if that is not done yet."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import Error, connection

    from alongside.lifecycle.health import LATER, is_of_a_later_version
    from alongside.vault.actions import check_master

    try:
        connection.ensure_connection()
    except Error as problem:
        stop(f"The database can't be reached: {str(problem).strip().splitlines()[0]}")
    with one_after_the_other(), plainly():
        if is_of_a_later_version():
            stop(f"The database: {LATER}")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)  # if the database counts sign-ins and calls
    with plainly():
        check_master()
    static = Path(settings.STATIC_ROOT)
    stamp, wanted = static / ".laid-out", _fingerprint(Path(settings.PACKAGE) / "web" / "static")
    if not stamp.exists() or stamp.read_text() != wanted:
        call_command("collectstatic", verbosity=0, interactive=False, clear=static.exists())
        stamp.write_text(wanted)
    connection.close()


@contextmanager
def one_after_the_other() -> Iterator[None]:
    """Within this block no other server brings the same PostgreSQL up to date; on SQLite there is no other."""
    from django.db import connection

    if connection.vendor != "postgresql":
        yield
        return
    aside = connection.copy()  # a transaction is one session for a pooler between, too; what is done inside has its own
    try:
        aside.set_autocommit(False)
        with aside.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [UPGRADE])
        yield
    finally:
        aside.rollback()
        aside.close()


def _fingerprint(folder: Path) -> str:
    """Changes whenever a file we serve does."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    known = "".join(f"{file}{file.stat().st_mtime_ns}{file.stat().st_size}" for file in files)
    return hashlib.sha256(known.encode()).hexdigest()


def become(
    host: str, port: int, *, processes: int = 1, worker: bool = True, reload: bool = False, after: int = 0
) -> NoReturn:
    """Replace this process by the web server; it answers when the child with the id `after` has ended well."""
    flags = [*["--no-worker"] * (not worker), *["--reload"] * reload]
    numbers = ["--processes", str(processes), "--after", str(after)]
    for name, value in SPARING.items():
        os.environ.setdefault(name, value)
    sys.stdout.flush()
    if after:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})  # until it can end that child, too
    os.execv(  # noqa: S606
        sys.executable,
        [sys.executable, "-m", "alongside.config.serving", host, str(port), *numbers, *flags],
    )
