"""Measures one database, in a process of its own, since settings are read once. Writes what it found as JSON."""

import json
import os
import platform
import sqlite3
import sys
import time
from pathlib import Path
from typing import Any

import psutil
from rich.console import Console

from tests.bench.drive import CAREFUL, QUICK, clients, measure
from tests.server import Server

PEOPLE = 16
out = Console(highlight=False, soft_wrap=True, stderr=True)


def main(sizes: list[int], found: Path, *, quick: bool) -> None:
    """Fill, serve, ask; for each size in turn."""
    import django

    django.setup()
    from django.db import connection

    from alongside.cli.serving import prepare

    prepare()
    result: dict[str, Any] = {"database": _version(), "sizes": {}}
    for before, size in zip([0, *sizes], sizes, strict=False):
        result["sizes"][size] = _measure(size, before, quick=quick)
        result["sizes"][size]["megabytes"] = round(_megabytes())
        found.write_text(json.dumps(result))
    connection.close()


def _measure(size: int, before: int, *, quick: bool) -> dict[str, Any]:
    from tests.bench import fill
    from tests.bench.cases import CASES, queries, requests, stands

    began = time.monotonic()
    with fill.in_haste():
        fill.fill(size, out.print, processes=2)
    filled = time.monotonic() - began
    out.print(f"{size:,} people are there after {filled:.0f} s.")
    step = max(1, (size - before) // PEOPLE) | 1  # odd steps meet running and planned talks in turn
    those = stands(range(before, size, step))[:PEOPLE]
    result: dict[str, Any] = {"filling": filled, "cases": {}}
    for case in CASES:
        result["cases"][case.name] = {"queries": queries(case, those[:4])}
    server = _server()
    try:
        result["start"] = _start(server, times=1 if quick else 4)
        with clients() as asking:
            for case in CASES:
                product, floor = requests(case, those)
                told = measure(asking, server.url, product, floor, QUICK if quick else CAREFUL)
                result["cases"][case.name] |= told
                out.print(_line(case.name, result["cases"][case.name]))
        result["memory"] = _memory(server)
        if before == 0 and not quick:
            result["visits"] = _visits(server, those[0].person)
    finally:
        server.stop()
    return result


def _line(name: str, found: dict[str, Any]) -> str:
    product, floor = found["product"], found["floor"]
    return (
        f"  {name:<26}{found['queries']:>3} queries {product['median']:7.1f} ms"
        f" {product['median'] / floor['median']:5.1f} x {product['a_second'] / max(floor['a_second'], 0.001):5.2f}"
        f" {product['size']:>7,} bytes"
    )


def _server() -> Server:
    return Server(
        Path(os.environ["ALONGSIDE_DATA"]),
        os.environ["DATABASE_URL"],
        DJANGO_SETTINGS_MODULE="tests.bench.settings",
        ALONGSIDE_API_CALLS_A_MINUTE="1000000000",  # counted as always, never enough
        ALONGSIDE_LOG="ERROR",
    )


def _start(server: Server, times: int) -> float:
    """Seconds from the command to the first answer, the best of some; leaves it running."""
    best = float("inf")
    for number in range(times):
        began = time.monotonic()
        server.start()
        best = min(best, time.monotonic() - began)
        if number + 1 < times:
            server.stop()
    return best


def _memory(server: Server) -> dict[str, float]:
    """MB that each process holds after all that."""
    assert server.process is not None
    web = psutil.Process(server.process.pid)
    return {"web": _held(web), "worker": sum(map(_held, web.children()))}


def _held(process: psutil.Process) -> float:
    """Resident memory, without the mapped parts of SQLite's file: the system takes those back when it likes."""
    mapped = sum(part.rss for part in process.memory_maps() if ".sqlite3" in part.path)
    return float(process.memory_info().rss - mapped) / 1e6


def _visits(server: Server, person: Any) -> dict[str, Any]:
    """Requests and bytes of a first and a repeated visit in a real browser; nothing without one."""
    from playwright.sync_api import sync_playwright

    from tests.browser import Complaints, launch, open_context, sign_in
    from tests.journeys.test_first_visit import over_the_wire
    from tools.chromium import find

    if not find():
        return {}
    told: dict[str, Any] = {}
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for name, who in (("the door", None), ("Today", person)):
            context = open_context(browser, server.url)
            complaints = Complaints()
            complaints.watch(context, server.url)
            if who is not None:
                sign_in(context, who, server.url)
            page = context.new_page()
            first = over_the_wire(page, "/")
            page.goto("about:blank")
            told[name] = {"first": first, "again": over_the_wire(page, "/"), "other_hosts": len(complaints)}
            context.close()
        browser.close()
    return told


def _version() -> str:
    from django.db import connection

    if connection.vendor == "sqlite":
        return f"SQLite {sqlite3.sqlite_version}"
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {cursor.fetchone()[0].split()[0]}"


def _megabytes() -> float:
    from django.db import connection

    if connection.vendor == "sqlite":
        return Path(str(connection.settings_dict["NAME"])).stat().st_size / 1e6
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return float(cursor.fetchone()[0]) / 1e6


def machine() -> dict[str, str]:
    """What a reader needs to know of the machine, and no more."""
    cores = psutil.cpu_count() or 1
    return {
        "cores": f"{cores} {platform.machine()} cores",
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GB of memory",
        "python": f"Python {platform.python_version()}",
        "system": platform.system(),
    }


if __name__ == "__main__":
    main([int(size) for size in sys.argv[2].split(",")], Path(sys.argv[1]), quick="--quick" in sys.argv)
