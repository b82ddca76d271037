"""A small client that keeps its line open. Runs as a process of its own, knows nothing of Django.

Each line of its input is a job in JSON; each line of its output tells how long the answers took, in seconds.
"""

import base64
import json
import socket
import sys
import time
from typing import Any

Told = tuple[float, int, int]
"""Seconds until the whole answer was here, its status, its bytes with headers."""


class Line:
    """One connection to a server."""

    def __init__(self, host: str, port: int) -> None:
        self.socket = socket.create_connection((host, port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes) -> Told:
        """Send one request and wait for the whole answer."""
        began = time.perf_counter()
        self.socket.sendall(request)
        answer = b""
        while (end := answer.find(b"\r\n\r\n")) < 0:
            answer += self._more()
        status = int(answer[9:12])
        size = end + 4 + (0 if status in {204, 304} else _length(answer[:end]))
        got = len(answer)
        while got < size:
            got += len(self._more())
        return time.perf_counter() - began, status, size

    def _more(self) -> bytes:
        found = self.socket.recv(262_144)
        if not found:
            raise ConnectionError("The server hung up.")
        return found


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise ValueError("The answer does not say how long it is.")


def do(job: dict[str, Any]) -> list[list[Told]]:
    """What came back, for each set of requests.

    With "turns" the sets take turns, a request each, so many times; with "slices" each set in turn is asked as fast as
    answers come, for so many seconds, from the moment "at" on.
    """
    line = Line(job["host"], job["port"])
    sets = [[base64.b64decode(request) for request in requests] for requests in job["sets"]]
    told: list[list[Told]] = [[] for _ in sets]
    asked = [job.get("first", 0)] * len(sets)

    def ask(number: int) -> None:
        requests = sets[number]
        told[number].append(line.ask(requests[asked[number] % len(requests)]))
        asked[number] += 1

    if "turns" in job:
        for _ in range(job["turns"]):
            for number in range(len(sets)):
                ask(number)
    else:
        until = job["at"]
        time.sleep(max(0.0, until - time.time()))
        for _ in range(job["slices"]):
            for number in range(len(sets)):
                until += job["seconds"]
                while time.time() < until:
                    ask(number)
    line.socket.close()
    return told


def main() -> None:
    """Do jobs until the input ends."""
    for line in sys.stdin:
        sys.stdout.write(json.dumps(do(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
