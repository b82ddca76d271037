"""Counts in the database: they count, and reading one never runs anything."""

import base64
import os
import pickle
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection

from alongside.kit.counts import Counts
from alongside.lifecycle.keeping import sweep


class Trap:
    """What somebody who can write to the database puts there instead of a count."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.file),)


@pytest.fixture
def counts(db: None, settings: Any) -> Counts:
    settings.CACHES = {"default": settings.CACHES["default"] | {"BACKEND": "alongside.kit.counts.Counts"}}
    settings.CACHES["default"]["LOCATION"] = "counts"
    call_command("createcachetable", verbosity=0)
    counts = caches["default"]
    assert isinstance(counts, Counts)
    return counts


def test_they_count(counts: Counts) -> None:
    assert counts.add("calls", 1, timeout=90) and not counts.add("calls", 1, timeout=90)
    assert counts.incr("calls") == 2 and counts.get("calls") == 2
    counts.set("tries", [1795413303.5, 1795413304.25])
    assert counts.get_many(["tries", "calls", "nothing"]) == {"tries": [1795413303.5, 1795413304.25], "calls": 2}
    counts.set("over", 1, timeout=-1)
    assert counts.get("over") is None and counts.get_many([]) == {}


def test_they_name_nobody_and_go_when_their_time_is_over(counts: Counts) -> None:
    """A table in the database, and so in every backup: from where somebody signed in, and when, stayed there."""
    counts.set("login:ip:192.0.2.7", [1795413303.5], timeout=-1)
    counts.set("login:ip:192.0.2.8", [1795413304.5], timeout=60)

    def lies_there() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT cache_key FROM counts")
            return " ".join(key for (key,) in cursor.fetchall())

    assert len(lies_there().split()) == 2 and "192.0.2" not in lies_there()
    sweep()
    assert len(lies_there().split()) == 1 and counts.get("login:ip:192.0.2.8") == [1795413304.5]


def test_a_sweep_before_the_first_start_finds_nothing(counts: Counts) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE counts")
    sweep()


def test_what_was_put_there_instead_is_not_run(counts: Counts, tmp_path: Path) -> None:
    counts.set("calls", 1)
    for trap in (pickle.dumps(Trap(tmp_path / "ran")), b"no pickle", b"", b"K\x01)R.", b"K\x01K\x02a."):
        with connection.cursor() as cursor:
            cursor.execute("UPDATE counts SET value = %s", [base64.b64encode(trap).decode()])
        assert counts.get("calls") is None and not (tmp_path / "ran").exists()
