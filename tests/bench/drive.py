"""Asks a running server, by one client and by eight, product and floor in turn so that drifts cancel out."""

import base64
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

CLIENTS = 8


@dataclass(frozen=True)
class Pace:
    """How long one case is asked for."""

    turns: int  # requests of one client, product and floor each
    slices: int  # of eight clients, product and floor each
    seconds: float  # a slice


CAREFUL, QUICK = Pace(turns=80, slices=3, seconds=0.7), Pace(turns=1, slices=1, seconds=0.02)


@dataclass(frozen=True)
class Times:
    """Of one side, product or floor: milliseconds at one and at eight clients, requests a second, bytes."""

    median: float
    p95: float
    median8: float
    p95_8: float
    a_second: float
    size: int


class Clients:
    """Eight small processes that ask."""

    def __init__(self) -> None:
        program = [sys.executable, "-S", "-E", str(Path(__file__).with_name("client.py"))]
        self.all = [
            subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(CLIENTS)
        ]

    def ask(self, clients: int, sets: Sequence[list[bytes]], url: str, **job: Any) -> list[list[list[float]]]:
        """What came back for each set, of all clients together: seconds, status, bytes."""
        where = urlsplit(url)
        job |= {"host": where.hostname, "port": where.port}
        job["sets"] = [[base64.b64encode(one).decode() for one in requests] for requests in sets]
        asking = self.all[:clients]
        for number, client in enumerate(asking):
            assert client.stdin is not None
            client.stdin.write(json.dumps(job | {"first": number * 3}) + "\n")
            client.stdin.flush()
        told: list[list[list[float]]] = [[] for _ in sets]
        for client in asking:
            assert client.stdout is not None
            line = client.stdout.readline()
            if not line:
                raise RuntimeError("A client gave up.")
            for together, one in zip(told, json.loads(line), strict=True):
                together += one
        return told


@contextmanager
def clients() -> Iterator[Clients]:
    """Eight clients, for as long as the block lasts."""
    ours = Clients()
    try:
        yield ours
    finally:
        for client in ours.all:
            assert client.stdin is not None
            client.stdin.close()
            client.wait(10)


def measure(asking: Clients, url: str, product: list[bytes], floor: list[bytes], pace: Pace) -> dict[str, Any]:
    """Times of the product and of the floor."""
    sets = [product, floor]
    asking.ask(1, sets, url, turns=min(4, pace.turns))
    alone = asking.ask(1, sets, url, turns=pace.turns)
    together = asking.ask(CLIENTS, sets, url, slices=pace.slices, seconds=pace.seconds, at=time.time() + 0.05)
    told = {}
    for name, one, many in zip(("product", "floor"), alone, together, strict=True):
        wrong = {int(status) for _, status, _ in [*one, *many] if status >= 400}
        if wrong:
            raise RuntimeError(f"The {name} answered {sorted(wrong)}.")
        if not many:
            many = one
        times = Times(
            **_two([took for took, _, _ in one]),
            **{
                f"{key}{'8' if key == 'median' else '_8'}": ms
                for key, ms in _two([took for took, _, _ in many]).items()
            },
            a_second=len(many) / (pace.slices * pace.seconds),
            size=int(statistics.median(size for _, _, size in one)),
        )
        told[name] = asdict(times)
    return told


def _two(seconds: list[float]) -> dict[str, float]:
    """Median and 95th percentile, in milliseconds."""
    ordered = sorted(seconds)
    return {
        "median": 1000 * statistics.median(ordered),
        "p95": 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))],
    }
