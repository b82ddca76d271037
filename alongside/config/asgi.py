"""The ASGI application that `alongside serve` runs."""

import gc
import os
import signal
from asyncio import Semaphore, wait_for
from collections.abc import Awaitable, Callable, Mapping
from importlib import import_module
from multiprocessing import parent_process
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import IO, Any, cast

import django
from django.conf import settings
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from alongside.kit.tables import LIMITS, MB
from alongside.vault.spool import Spool

MOST = LIMITS.size + 2 * MB
"""Bytes that are kept of one request: a file a little larger than we read, and what is sent around it."""
READERS = 3
"""Pages that are made at once, as a rule."""
PATIENCE = 0.2
"""Seconds after which a page is made nevertheless."""


class Handler(ASGIHandler):
    """Django's, but what is sent lies nowhere in clear while it comes in, and only a few pages are made at once."""

    def __init__(self) -> None:
        super().__init__()
        self._places = Semaphore(READERS)

    async def read_body(self, receive: Callable[[], Awaitable[Mapping[str, Any]]]) -> IO[bytes]:
        """What is sent with a request; what is beyond all measure is let go of, so that nobody fills the disk with it.

        Raises RequestAborted when the other end is gone.
        """
        body = Spool()
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                body.close()
                raise RequestAborted
            if body.tell() < MOST:
                body.write(message.get("body", b""))
            more = message.get("more_body", False)
        body.seek(0)
        return cast("IO[bytes]", body)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """Answer; of those who only read, a few at a time: more at once are not faster, and each holds its memory.

        Nobody waits long for a place, since those before may themselves wait for a database that is busy or away.
        """
        if request.method not in {"GET", "HEAD"}:
            return await super().get_response_async(request)
        try:
            await wait_for(self._places.acquire(), PATIENCE)
        except TimeoutError:
            return await super().get_response_async(request)
        try:
            return await super().get_response_async(request)
        finally:
            self._places.release()


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)


if one_of_several := parent_process():  # which holds the lock, and may be killed
    Thread(target=_end_with, args=[one_of_several], daemon=True).start()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alongside.config.settings")
django.setup(set_prefix=False)
application = Handler()
import_module(settings.ROOT_URLCONF)  # now rather than with the first request
gc.collect()
gc.freeze()  # what is here stays: looking through it again and again would only let real litter pile up
gc.set_threshold(700, 5, 2)  # and so looking for that is cheap, and is done more often
