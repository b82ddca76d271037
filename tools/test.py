"""`make test`: every check and test in stages, each timed, all run even if one fails. Exits 1 if one did.

With --stage NAME one of them; with --only a path or words in test names, those tests on SQLite.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
PYTEST = ["pytest", "-q", "-n", str(min(4, os.cpu_count() or 2)), "--dist", "worksteal"]
CODE = ["alongside", "tests", "tools"]

CHECKS: dict[str, list[str]] = {
    "style": ["ruff", "check", "--quiet", *CODE],
    "format": ["ruff", "format", "--check", "--quiet", *CODE],
    "floors": ["lint-imports", "--no-logo"],
    "spelling": ["codespell", *CODE, "docs", *(path.name for path in sorted(ROOT.glob("*.md")))],
    "templates": ["djlint", "alongside", "--lint", "--quiet"],
    "settings": ["python", "-W", "ignore", "-m", "django", "check", "--fail-level", "WARNING"],
    "types": ["mypy"],
}


def run(*command: str) -> subprocess.CompletedProcess[str]:
    """Run one of the environment's programs from the project's root, with its output on ours."""
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    sys.stdout.flush()
    return subprocess.run([BIN / command[0], *command[1:]], cwd=ROOT, env=env, stdin=subprocess.DEVNULL, text=True)


def well(*command: str) -> bool:
    """Run it; whether it went well."""
    return run(*command).returncode == 0


def lint() -> bool:
    """Style, floors, spelling, templates, settings, types."""
    good = True
    for name, command in CHECKS.items():
        started = time.monotonic()
        fine = well(*command)
        print(f"{name:<12}{'fine' if fine else 'NOT FINE':<10}{time.monotonic() - started:4.0f} s")
        good = good and fine
    return good


def sqlite() -> bool:
    """All but the journeys, on a SQLite file."""
    return well(*PYTEST, "--ignore=tests/journeys")


def postgres() -> bool:
    """What meets the database, on a real PostgreSQL."""
    return well(*PYTEST, "--ignore=tests/journeys", "--db=postgres")


def journeys() -> bool:
    """People's ways through the product, in a real browser."""
    return well("python", "tools/chromium.py") and well(*PYTEST, "tests/journeys")


STAGES: dict[str, Callable[[], bool]] = {"lint": lint, "sqlite": sqlite, "postgres": postgres, "journeys": journeys}


def only(what: str) -> bool:
    """A focused run, in one process: a path, or words in the names of tests."""
    if "journeys" in what and not well("python", "tools/chromium.py"):
        return False
    if (ROOT / what.split("::", maxsplit=1)[0]).exists():
        return well("pytest", "-q", what)
    return well("pytest", "-q", "--ignore=tests/journeys", "-k", what)


def main() -> int:
    """Run what was asked for and tell how it went; return the exit code."""
    parser = argparse.ArgumentParser(description="Check and test Alongside.")
    parser.add_argument("--stage", choices=STAGES)
    parser.add_argument("--only")
    asked = parser.parse_args()
    if asked.only:
        return 0 if only(asked.only) else 1

    told: list[tuple[str, bool, float]] = []
    for name, stage in STAGES.items():
        if asked.stage in (None, name):
            print(f"\n{name} {'─' * (60 - len(name))}")
            started = time.monotonic()
            told.append((name, stage(), time.monotonic() - started))
    print()
    for name, good, seconds in told:
        print(f"{name:<12}{'fine' if good else 'NOT FINE':<10}{seconds:4.0f} s")
    return 0 if all(good for _, good, _ in told) else 1


if __name__ == "__main__":
    sys.exit(main())
