"""What came out: on the console, and as docs/performance.md."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

QUERIES, TIMES, THROUGHPUT, MEMORY, START = 10, 3.0, 0.3, 120.0, 2.0
REQUESTS, FIRST, AGAIN = 12, 150_000, 25_000
GROWTH = 1.25
"""Above this ratio a median at the largest size counts as grown; below lies what two runs differ by."""

HEAD = ["", "queries", "bytes", "median", "p95", "8 clients: median", "p95", "requests/s"]


def tell(found: dict[str, Any]) -> None:
    """Print everything, with what misses an aim."""
    out = Console(highlight=False, width=None if sys.stdout.isatty() else 140)
    for database in found["databases"].values():
        for size, measured in database["sizes"].items():
            table = Table(title=f"{database['database']}, {int(size):,} people", title_justify="left")
            for number, name in enumerate(HEAD):
                table.add_column(name, justify="right" if number else "left")
            for name, case in measured["cases"].items():
                table.add_row(*_row(name, case))
            out.print(table)
            out.print(_about(measured), markup=False)
        grown = list(_grown(database))
        out.print("Grown with the number of people: " + (", ".join(grown) or "nothing") + ".", markup=False)
    for sentence in _missed(found):
        out.print(sentence, markup=False)


def _row(name: str, case: dict[str, Any]) -> list[str]:
    product, floor = case["product"], case["floor"]

    def ratio(key: str) -> str:
        return f"{product[key] / max(floor[key], 0.001):.1f}"

    share = product["a_second"] / max(floor["a_second"], 0.001)
    return [
        name,
        str(case["queries"]),
        f"{product['size']:,}",
        ratio("median"),
        ratio("p95"),
        ratio("median8"),
        ratio("p95_8"),
        f"{share:.2f}",
    ]


def _about(measured: dict[str, Any]) -> str:
    floor = measured["cases"]["People"]["floor"]
    memory = ", ".join(f"{name} {held:.0f} MB" for name, held in measured["memory"].items())
    return (
        f"Floor (25 people): {floor['median']:.1f} ms alone, {floor['a_second']:.0f} requests a second at 8 clients. "
        f"Memory: {memory}. First answer after {measured['start']:.1f} s. "
        f"Filled in {measured['filling']:.0f} s; {measured['megabytes']:,} MB."
    )


def _ends(database: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    sizes = sorted(database["sizes"], key=int)
    return database["sizes"][sizes[0]], database["sizes"][sizes[-1]]


def _grown(database: dict[str, Any]) -> Iterator[str]:
    """Cases that take more queries, or a longer median beside the same floor, at the largest size."""
    small, large = _ends(database)
    for name, case in large["cases"].items():
        before = small["cases"][name]
        growth = _growth(before, case)
        if case["queries"] > before["queries"] or growth > GROWTH:
            yield f"{name} ({before['queries']} to {case['queries']} queries, {growth:.2f} x)"


def _growth(before: dict[str, Any], after: dict[str, Any]) -> float:
    """How much longer the median is, with the machine's own drift taken out by the floor."""
    drift: float = after["floor"]["median"] / before["floor"]["median"]
    grown: float = after["product"]["median"] / before["product"]["median"]
    return grown / drift


def _missed(found: dict[str, Any]) -> Iterator[str]:
    """A sentence for each aim that is missed."""
    for database in found["databases"].values():
        for size, measured in database["sizes"].items():
            where = f"{database['database']}, {int(size):,} people"
            for name, case in measured["cases"].items():
                product, floor = case["product"], case["floor"]
                if case["queries"] > QUERIES:
                    yield f"{where}: {name} takes {case['queries']} queries; the aim is {QUERIES}."
                if product["median"] > TIMES * floor["median"]:
                    yield f"{where}: {name} takes {product['median'] / floor['median']:.1f} times the floor."
                if product["a_second"] < THROUGHPUT * floor["a_second"]:
                    yield f"{where}: {name} reaches {product['a_second'] / floor['a_second']:.2f} of the floor."
            for process, held in measured["memory"].items():
                if held > MEMORY:
                    yield f"{where}: the {process} process holds {held:.0f} MB; the aim is {MEMORY:.0f}."
            if measured["start"] > START:
                yield f"{where}: the first answer comes after {measured['start']:.1f} s; the aim is {START:.0f}."
            yield from _heavy(measured.get("visits", {}))


def _heavy(visits: dict[str, Any]) -> Iterator[str]:
    for name, visit in visits.items():
        (requests, size), (_, again) = visit["first"], visit["again"]
        if requests > REQUESTS or size > FIRST or again > AGAIN or visit["other_hosts"]:
            yield f"A visit of {name} takes {requests} requests, {size:,} bytes, {again:,} when repeated."


# --- The document -----------------------------------------------------------------------------------------------------

TEXT = """# What it costs

`make bench` fills an organisation, starts the real server on it and asks for each main page, call and write, by one
client and by eight, over lines that stay open. Each person performs in one pair and coaches in another; each pair has
three talks, a closed one thing and an open one; every text is encrypted. `make bench` prints all this;
`.venv/bin/python -m tests.bench --write` also keeps it here.

**Read it as ratios.** Requests take turns with those for the *floor*: the smallest signed-in page that lists 25 rows of
the same table through a template; for writes the smallest signed-in POST that inserts one row. Both run in the same
server with the same settings and middleware, so that the machine and its moods cancel out: a median of 2.0 is twice
the floor, requests/s of 0.5 are half as many as the floor answers. Queries include the two that find the session and
the person. Bytes are an answer with its headers, on the wire.

We aim at: at most {queries} queries, the same number and time at 100 and at 100,000 people; medians within {times:.0f}
times the floor, throughput at least {throughput} of it; at most {memory:.0f} MB a process, {start:.0f} seconds to the
first answer; a first visit of at most {requests} requests and {first} KB, a repeated one of {again} KB, nothing from
other hosts.

Measured on {on}: {machine}. Clients and server share the cores.
"""


def write(found: dict[str, Any], path: Path) -> None:
    """Keep the results as a document."""
    machine = ", ".join(found["machine"].values())
    parts = [
        TEXT.format(
            queries=QUERIES,
            times=TIMES,
            throughput=THROUGHPUT,
            memory=MEMORY,
            start=START,
            requests=REQUESTS,
            first=FIRST // 1000,
            again=AGAIN // 1000,
            on=found["on"],
            machine=machine,
        )
    ]
    parts += [_chapter(database) for database in found["databases"].values()]
    parts.append(_visits(found))
    missed = list(_missed(found))
    said = "\n".join(f"- {sentence}" for sentence in missed) if missed else "None."
    parts.append(f"## Aims missed\n\n{said}\n")
    path.write_text("\n".join(part for part in parts if part))


def _chapter(database: dict[str, Any]) -> str:
    """One database: the largest size against the floor, and what grew since the smallest."""
    small, large = _ends(database)
    sizes = sorted(map(int, database["sizes"]))
    lines = [f"## {database['database']}", "", f"At {sizes[-1]:,} people, in times the floor:", ""]
    head = [*HEAD, f"median since {sizes[0]:,} people"]
    lines += [f"| {' | '.join(head)} |", f"|---|{'---:|' * (len(head) - 1)}"]
    for name, case in large["cases"].items():
        before = small["cases"][name]
        same = "" if case["queries"] == before["queries"] else f", {before['queries']} queries then"
        lines.append(f"| {' | '.join([*_row(name, case), f'x {_growth(before, case):.2f}{same}'])} |")
    lines += ["", "| people | floor, ms | floor, requests/s | first answer, s | web, MB | worker, MB | database, MB |"]
    lines.append("|---:|---:|---:|---:|---:|---:|---:|")
    for size in sizes:
        one = database["sizes"].get(str(size)) or database["sizes"][size]
        floor = one["cases"]["People"]["floor"]
        told = [f"{size:,}", f"{floor['median']:.1f}", f"{floor['a_second']:.0f}", f"{one['start']:.1f}"]
        told += [f"{one['memory'].get(name, 0):.0f}" for name in ("web", "worker")] + [f"{one['megabytes']:,}"]
        lines.append(f"| {' | '.join(told)} |")
    return "\n".join([*lines, ""])


def _visits(found: dict[str, Any]) -> str:
    """What a browser fetches on a first and on a repeated visit."""
    for database in found["databases"].values():
        for measured in database["sizes"].values():
            if not measured.get("visits"):
                continue
            lines = ["## A visit in a browser", "", "| | requests | KB | KB when repeated | from other hosts |"]
            lines.append("|---|---:|---:|---:|---:|")
            for name, visit in measured["visits"].items():
                (requests, size), (_, again) = visit["first"], visit["again"]
                hosts = visit["other_hosts"] or "nothing"
                lines.append(f"| {name} | {requests} | {size / 1000:.0f} | {again / 1000:.0f} | {hosts} |")
            return "\n".join([*lines, ""])
    return ""
