"""`alongside demo`: one command, and Haldane Beds is open."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from alongside.cli.demo import is_usable
from tests.post import free_port
from tests.server import ROOT

TODAY = date(2026, 11, 25)


def command(folder: Path, port: int) -> "subprocess.Popen[str]":
    """Start the demo in a folder, as a visitor would, whatever is set for a real installation."""
    env = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    env |= {"PYTHONPATH": str(ROOT), "DATABASE_URL": "sqlite:////nowhere/at/all.sqlite3"}
    env |= {"ALONGSIDE_HOSTS": "alongside.example.org", "ALONGSIDE_PROXIES": "2"}
    return subprocess.Popen(
        [sys.executable, "-m", "alongside", "demo", "--port", str(port)],
        cwd=folder,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@contextmanager
def open_house(folder: Path) -> Iterator[tuple[str, int]]:
    """The door of the running demo as a visitor gets it, and its port."""
    port = free_port()
    process = command(folder, port)
    try:
        yield _door(process, port), port
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)


def _door(process: "subprocess.Popen[str]", port: int) -> str:
    for _ in range(1000):
        assert process.poll() is None, process.communicate()[0]
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
                page: str = answer.read().decode()
                return page
        except urllib.error.URLError:
            time.sleep(0.2)
    raise AssertionError("nobody opened")


@pytest.mark.timeout(400)
def test_one_command_opens_the_house_and_a_second_one_is_told_so(tmp_path: Path) -> None:
    with open_house(tmp_path) as (door, _):
        assert "/chairs/pia/" in door
        again, said = _ends(command(tmp_path, free_port()))
        assert again == 1
        assert "running already" in said
        assert "Traceback" not in said
    made = tmp_path / ".demo" / "made"
    before = made.stat().st_mtime_ns
    with open_house(tmp_path) as (door, port):
        assert "/chairs/otto/" in door
        taken, said = _ends(command(_elsewhere(tmp_path), port))
        assert taken == 1
        assert f"Port {port}" in said
        assert "Traceback" not in said
    assert made.stat().st_mtime_ns == before  # the second start found all as it was


def _ends(process: "subprocess.Popen[str]") -> tuple[int, str]:
    said, _ = process.communicate(timeout=120)
    return process.returncode, said


def _elsewhere(folder: Path) -> Path:
    other = folder / "elsewhere"
    other.mkdir()
    return other


@pytest.mark.parametrize(
    ("stamp", "keep", "usable"),
    [
        ("2026-11-25\nthis\n", False, True),
        ("2026-11-24\nthis\n", False, False),  # told for yesterday
        ("2026-11-24\nthis\n", True, True),
        ("2026-11-25\nanother\n", False, False),  # an older story, or an older form of the database
        ("2026-11-25\nanother\n", True, False),
        ("", False, False),
        (None, True, False),  # the filling was interrupted
    ],
)
def test_it_is_made_anew_for_another_day_or_story(tmp_path: Path, stamp: str | None, keep: bool, usable: bool) -> None:
    path = tmp_path / "made"
    if stamp is not None:
        path.write_text(stamp)
    assert is_usable(path, TODAY, "this", keep=keep) == usable
