"""`make demo` and `make test` are all a newcomer has to know; and what they install is locked."""

import os
import re
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_make_alone_prints_the_menu():
    told = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    targets = set(re.findall(r"^ {2}make ([a-z]+)", told, flags=re.MULTILINE))
    assert {"demo", "test", "dev", "lint", "fix", "bench", "env", "lock"} <= targets
    known = (ROOT / "Makefile").read_text()
    assert all(re.search(rf"^[a-z ]*\b{target}\b[a-z ]*:", known, flags=re.MULTILINE) for target in targets)


def test_without_a_python_it_says_so(tmp_path):
    """On a machine whose Python is too old, the first command ends in a sentence, not in a traceback."""
    shutil.copytree(ROOT / "tools", tmp_path / "tools")
    old = tmp_path / "bin"
    old.mkdir()
    for name in ("python3", *(f"python3.{minor}" for minor in range(11, 20))):
        (old / name).write_text("#!/bin/sh\nexit 1\n")
        (old / name).chmod(0o755)
    path = f"{old}:/usr/bin:/bin"
    done = subprocess.run(
        ["tools/env", "base"], cwd=tmp_path, env={**os.environ, "PATH": path}, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "needs Python 3.11 or newer" in done.stderr
    assert not (tmp_path / ".venv").exists()


def test_the_environment_brings_the_command_along(tmp_path):
    """After `make env` the operator's manual holds as it is written, wherever one stands."""
    command = ROOT / ".venv" / "bin" / "alongside"
    told = subprocess.run([command, "--version"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert told.stdout.startswith("Alongside ")


def test_every_package_is_locked_with_its_hash_and_names_no_host():
    for name in ("base", "dev", "uv"):
        text = (ROOT / "requirements" / f"{name}.txt").read_text()
        assert "://" not in text
        assert not re.search(r"^--", text, flags=re.MULTILINE)
        for entry in re.split(r"\n(?=\S)", text):
            if "==" in entry.partition("\n")[0]:
                assert "--hash=sha256:" in entry, entry


def test_all_that_runs_has_a_reason():
    """Each package we ask for has its line in the decision on dependencies."""
    reasons = (ROOT / "docs" / "decisions" / "0001-dependencies.md").read_text().lower()
    for name in ("base", "dev"):
        for line in (ROOT / "requirements" / f"{name}.in").read_text().splitlines():
            package = re.split(r"[\[~=<>; ]", line)[0].lower()
            if package and package != "-r":
                family = re.sub(r"^types-.*", "types-*", package)
                assert re.search(rf"\b{re.escape(family)}", reasons), f"{package} has no reason yet"
