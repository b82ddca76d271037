"""The master key file: one line per key, the newest first. It never enters the database or a backup."""

import base64
import contextlib
import fcntl
import logging
import os
import secrets
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from alongside.kit.refusal import Refusal

Masters = dict[str, bytes]

log = logging.getLogger(__name__)

BYTES = 32
"""How long a master key is."""


def path() -> Path:
    """Where the master keys lie."""
    return Path(settings.KEYS) / "master.key"


def forgotten_log() -> Path:
    """Where forgotten keys are listed, so that a restored backup forgets them again."""
    return Path(settings.KEYS) / "forgotten.log"


def masters() -> Masters:
    """Every master key by its short name, the active one first. Raises Refusal when there is none."""
    file = path()
    try:
        changed = file.stat().st_mtime_ns
    except FileNotFoundError:
        log.error("the master key is gone; `alongside doctor` says which file is missed")
        raise Refusal(
            _("Nothing can be read or kept just now, and nothing is lost. Please tell whoever runs this server.")
        ) from None
    return _read(file, changed)


def active() -> tuple[str, bytes]:
    """The name and the bytes of the master key that wraps new data keys."""
    return next(iter(masters().items()))


def make_first() -> None:
    """Make the first master key. Of two first starts at once both get the same."""
    fresh = _beside(path(), _line(secrets.token_hex(4)))
    with contextlib.suppress(FileExistsError):
        os.link(fresh, path())
    fresh.unlink()


@contextlib.contextmanager
def held() -> Iterator[None]:
    """Within this block nobody else changes the master keys, or puts a database back that needs those of its time.

    Raises:
        Refusal: somebody is at it just now.
    """
    file = path().with_name("master.lock")
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with file.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Refusal(_("The master key is being changed, or a backup put back, just now. Wait for it.")) from None
        yield


def add_master() -> str:
    """Put a fresh master key first and return its name. The older ones stay until `drop_masters`."""
    name = secrets.token_hex(4)
    _put(_line(name) + path().read_text())
    return name


def drop_masters() -> None:
    """Keep only the active master key. Call it after every wrap uses that one."""
    _put(path().read_text().splitlines(keepends=True)[0])


def _line(name: str) -> str:
    return f"{name} {base64.urlsafe_b64encode(secrets.token_bytes(BYTES)).decode()}\n"


def _put(text: str) -> None:
    _beside(path(), text).replace(path())


def _beside(file: Path, text: str) -> Path:
    """A file with this text, on disk, that may take the place of the other."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = file.with_name(f".{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    fresh.touch(mode=0o600)
    with fresh.open("w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    return fresh


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
