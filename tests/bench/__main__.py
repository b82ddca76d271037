"""`python -m tests.bench`: measures both databases, tells what came out, and with --write keeps it in docs."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench import tell
from tests.bench.one import machine, out
from tests.world import start_postgres

ROOT = Path(__file__).resolve().parent.parent.parent
DOCUMENT = ROOT / "docs" / "performance.md"
SIZES = "100,1000,10000,100000"


def main() -> int:
    """Measure what was asked for; return the exit code. The aims are printed beside, and never decide it."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure Alongside against its floor.")
    parser.add_argument("--sizes", default=SIZES, help=f"people, in multiples of ten and growing (default: {SIZES})")
    parser.add_argument("--databases", default="sqlite,postgres")
    parser.add_argument("--quick", action="store_true", help="a few requests each: only to see that it works")
    parser.add_argument(
        "--write", type=Path, nargs="?", const=DOCUMENT, help="keep the results in docs/performance.md, or elsewhere"
    )
    asked = parser.parse_args()
    sizes = sorted(int(size) for size in asked.sizes.split(","))
    found: dict[str, Any] = {"machine": machine(), "on": f"{datetime.now(UTC):%-d %B %Y}", "databases": {}}
    for database in asked.databases.split(","):
        with world(database) as (folder, environment):
            answer = folder / "found.json"
            command = [sys.executable, "-m", "tests.bench.one", str(answer), ",".join(map(str, sizes))]
            out.rule(database)
            done = subprocess.run([*command, *(["--quick"] * asked.quick)], cwd=ROOT, env=environment, check=False)
            if done.returncode:
                return done.returncode
            found["databases"][database] = json.loads(answer.read_text())
    tell.tell(found)
    if asked.write:
        tell.write(found, asked.write)
    return 0


@contextmanager
def world(database: str) -> Iterator[tuple[Path, dict[str, str]]]:
    """A folder of its own and an environment whose settings lead there; gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="alongside-bench-"))
    stop = None
    try:
        address = f"sqlite:///{folder / 'alongside.sqlite3'}"
        if database == "postgres":
            address, stop = start_postgres(folder)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ALONGSIDE_")} | {
            "ALONGSIDE_DATA": str(folder),
            "ALONGSIDE_KEYS": str(folder / "keys"),
            "DATABASE_URL": address,
            "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        }
        yield folder, environment
    finally:
        if stop:
            stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
