"""`make test`: every check in stages, each timed, all run even if one fails. Exits 1 if one did.

    tools/test.py                    everything
    tools/test.py --stage journeys   one stage
    tools/test.py --only tests/focus tests of a path, on SQLite (journeys only if the path is theirs)
    tools/test.py --only "focus"     tests whose names hold a word
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
WORKERS = str(min(4, os.cpu_count() or 2))

CHECKS: list[tuple[str, list[str]]] = [
    ("style", ["ruff", "check", "--quiet", "alongside", "tests", "tools"]),
    ("format", ["ruff", "format", "--check", "--quiet", "alongside", "tests", "tools"]),
    ("floors", ["lint-imports", "--no-logo"]),
    ("spelling", ["codespell", "alongside", "tests", "tools", "docs", "requirements", "--", *[p.name for p in ROOT.glob("*.md")]]),
    ("templates", ["djlint", "alongside", "--lint", "--quiet"]),
    ("migrations", ["python", "-W", "ignore", "-m", "django", "makemigrations", "--check", "--dry-run"]),
    ("types", ["mypy"]),
]


def run(*command: str) -> bool:
    """Run one of the environment's programs from the project's root; whether it went well."""
    env = {**os.environ, "PYTHONWARNINGS": "", "DJANGO_SETTINGS_MODULE": "tests.settings", "NO_COLOR": os.environ.get("NO_COLOR", "")}
    if not env["NO_COLOR"]:
        del env["NO_COLOR"]
    return subprocess.run([str(BIN / command[0]), *command[1:]], cwd=ROOT, env=env, stdin=subprocess.DEVNULL).returncode == 0


def lint() -> bool:
    """Style, types, floors, spelling, templates: all are shown, quiet ones by name only."""
    good = True
    for name, command in CHECKS:
        started = time.monotonic()
        fine = run(*command)
        print(f"  {name:<12}{'fine' if fine else 'NOT FINE':<10}{time.monotonic() - started:4.0f} s", flush=True)
        good = good and fine
    return good


def sqlite() -> bool:
    return run("pytest", "-q", "-n", WORKERS, "--dist", "loadgroup", "--ignore=tests/journeys")


def postgres() -> bool:
    return run("pytest", "-q", "-n", WORKERS, "--dist", "loadgroup", "--ignore=tests/journeys", "--db=postgres")


def journeys() -> bool:
    if not run("python", "tools/chromium.py"):
        return False
    return run("pytest", "-q", "-n", WORKERS, "--dist", "loadfile", "tests/journeys")


STAGES: dict[str, Callable[[], bool]] = {"lint": lint, "sqlite": sqlite, "postgres": postgres, "journeys": journeys}


def only(what: str) -> bool:
    """A focused run: style of what changed would only stand in the way."""
    if "journeys" in what and not run("python", "tools/chromium.py"):
        return False
    if (ROOT / what.split("::")[0]).exists():
        return run("pytest", "-q", what)
    return run("pytest", "-q", "--ignore=tests/journeys", "-k", what)


def main() -> int:
    parser = argparse.ArgumentParser(description="Check and test Alongside.")
    parser.add_argument("--stage", choices=STAGES)
    parser.add_argument("--only")
    asked = parser.parse_args()
    if asked.only:
        return 0 if only(asked.only) else 1

    told = []
    for name, stage in STAGES.items():
        if asked.stage and name != asked.stage:
            continue
        print(f"\n── {name} {'─' * (60 - len(name))}", flush=True)
        started = time.monotonic()
        good = stage()
        told.append((name, good, time.monotonic() - started))
    print()
    for name, good, seconds in told:
        print(f"{name:<12}{'fine' if good else 'NOT FINE':<10}{seconds:4.0f} s")
    return 0 if all(good for _, good, _ in told) else 1


if __name__ == "__main__":
    sys.exit(main())
