"""Secrets that the first start makes: files only their owner can read, kept outside the database and its backups."""

import os
import secrets
from pathlib import Path


def read_or_make(path: Path) -> str:
    """The secret in this file, made with 256 random bits if there is none. Two starts at once agree on one."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        pass
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.touch(mode=0o600)
    fresh.write_text(secrets.token_urlsafe(32) + "\n")
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    return path.read_text().strip()
