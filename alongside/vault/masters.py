"""The master key file: one line per key, the newest first. It never enters the database or a backup."""

import base64
import contextlib
import os
import secrets
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from alongside.kit.refusal import Refusal

Masters = dict[str, bytes]

BYTES = 32
"""How long a master key is."""


def path() -> Path:
    """Where the master keys lie."""
    return Path(settings.KEYS) / "master.key"


def forgotten_log() -> Path:
    """Where forgotten keys are listed, so that a restored backup forgets them again."""
    return Path(settings.KEYS) / "forgotten.log"


def masters() -> Masters:
    """Every master key by its short name, the active one first. Makes the first one if there is none."""
    file = path()
    if not file.exists():
        add_master()
    return _read(file, file.stat().st_mtime_ns)


def active() -> tuple[str, bytes]:
    """The name and the bytes of the master key that wraps new data keys."""
    return next(iter(masters().items()))


def add_master() -> str:
    """Put a fresh master key first and return its name. The older ones stay until `drop_masters`."""
    file = path()
    name = secrets.token_hex(4)
    line = f"{name} {base64.urlsafe_b64encode(secrets.token_bytes(BYTES)).decode()}\n"
    _write(file, line + (file.read_text() if file.exists() else ""))
    return name


def drop_masters() -> None:
    """Keep only the active master key. Call it after every wrap uses that one."""
    _write(path(), path().read_text().splitlines(keepends=True)[0])


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    fresh.touch(mode=0o600)
    with fresh.open("w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    if not file.exists():
        with contextlib.suppress(FileExistsError):  # two first starts at once agree on one key
            os.link(fresh, file)
        fresh.unlink()
    else:
        fresh.replace(file)


@lru_cache(maxsize=2)
def _read(file: Path, changed: int) -> Masters:
    try:
        pairs = [line.split() for line in file.read_text().splitlines() if line.strip()]
        known = {name: base64.urlsafe_b64decode(key) for name, key in pairs}
    except ValueError:
        known = {}
    if not known or any(len(key) != BYTES for key in known.values()):
        raise Refusal(_("%(file)s is damaged. Put its copy back before anything else.") % {"file": file})
    return known


def note_forgotten(owners: list[str]) -> None:
    """Add the ids of forgotten persons to the log that `restore` replays. On disk before this returns."""
    file = forgotten_log()
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with file.open("a") as out:
        out.writelines(f"{owner}\n" for owner in owners)
        out.flush()
        os.fsync(out.fileno())


def forgotten() -> list[str]:
    """The ids in that log."""
    file = forgotten_log()
    return file.read_text().split() if file.exists() else []
