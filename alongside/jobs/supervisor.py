"""Keeps one worker running beside a server, as a process of its own: a worker can't live in a thread."""

import logging
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

LONGEST_WAIT = 30.0
"""Seconds between two starts of a worker that keeps falling over; the first waits are shorter."""
PATIENCE = 15.0
"""Seconds a worker has to finish its task when the server stops."""

log = logging.getLogger(__name__)


@contextmanager
def worker_beside() -> Iterator[None]:
    """Within this block a worker runs; when it falls over it is started again and takes up what it had in hand."""
    over = threading.Event()
    keeper = threading.Thread(target=_keep, args=[over], daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join(PATIENCE + 5)


def _keep(over: threading.Event) -> None:
    name = f"beside-{secrets.token_hex(8)}"
    wait = 1.0
    while not over.is_set():
        began = time.monotonic()
        code = _run(name, over)
        if over.is_set():
            return
        wait = 1.0 if time.monotonic() - began > 60 else min(wait * 2, LONGEST_WAIT)
        if code != 0:  # 0: it was asked to end, as everything on a terminal is by Ctrl+C
            log.error("the background worker fell over; it is started again", extra={"facts": {"seconds": wait}})
        over.wait(wait)


def _run(name: str, over: threading.Event) -> int | None:
    """Start a worker; say how it ended, by itself or with the block. Its input is a pipe that closes with us."""
    child = subprocess.Popen([sys.executable, "-m", "alongside.jobs", name, "--beside"], stdin=subprocess.PIPE)
    try:
        while child.poll() is None and not over.wait(0.5):
            pass
    finally:
        if child.poll() is None:
            child.terminate()
            try:
                child.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        if child.stdin:
            child.stdin.close()
    return child.returncode
