"""The test database. SQLite's migrated file is kept from run to run and copied: a focused test starts at once."""

import hashlib
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / ".pytest_cache" / "migrated"


def _kept() -> Path:
    """Where the migrated file is kept: a name that changes with any migration of ours and any package."""
    known = hashlib.sha256((ROOT / "requirements" / "base.txt").read_bytes())
    for app in apps.get_app_configs():
        known.update(app.name.encode())
        if app.name.startswith("alongside."):
            for file in sorted(Path(app.path).glob("migrations/*.py")):
                known.update(file.name.encode() + file.read_bytes())
    return KEPT / f"{known.hexdigest()[:20]}.sqlite3"


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Let Django use the file it finds. It goes with the folder of the run."""
    return connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Put the kept file, if there is one, where this worker's database will be."""
    if connection.vendor == "sqlite":
        with suppress(FileNotFoundError):
            shutil.copyfile(_kept(), settings.DATABASES["default"]["TEST"]["NAME"])


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Keep the file that was migrated just now. Of two workers at once the last one's stays; they are alike."""
    if connection.vendor != "sqlite" or _kept().exists():
        return
    KEPT.mkdir(parents=True, exist_ok=True)
    fresh = _kept().with_suffix(f".{os.getpid()}")
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(fresh)])
    fresh.replace(_kept())
    for old in set(KEPT.glob("*.sqlite3")) - {_kept()}:
        old.unlink(missing_ok=True)
