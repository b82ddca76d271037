"""Doing things at the very same moment, each with a database connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from threading import Barrier
from typing import Any

from django.db import connection

PATIENCE = 60  # seconds


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """Do all of these at the same moment; return what each gave or raised, in their order."""
    start = Barrier(len(deeds))

    def do(deed: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            start.wait(PATIENCE)
            return deed()
        except Exception as raised:  # noqa: BLE001 - what was raised is the answer
            return raised
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        # The clock that a test holds still is held still for every thread, too.
        return [job.result(PATIENCE) for job in [pool.submit(copy_context().run, do, deed) for deed in deeds]]
