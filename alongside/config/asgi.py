"""The ASGI application that `alongside serve` runs."""

import gc
import os
from collections.abc import Awaitable, Callable, Mapping
from importlib import import_module
from typing import IO, Any, cast

import django
from django.conf import settings
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler

from alongside.kit.tables import LIMITS, MB
from alongside.vault.spool import Spool

MOST = LIMITS.size + 2 * MB
"""Bytes that are kept of one request: a file a little larger than we read, and what is sent around it."""


class Handler(ASGIHandler):
    """Django's, but what is sent lies nowhere in clear while it comes in."""

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


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alongside.config.settings")
django.setup(set_prefix=False)
application = Handler()
import_module(settings.ROOT_URLCONF)  # now rather than with the first request
gc.collect()
gc.freeze()  # what is here stays: looking through it again and again would only let real litter pile up
