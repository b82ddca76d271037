"""The ASGI application that `alongside serve` runs."""

import os
from collections.abc import Awaitable, Callable, Mapping
from typing import IO, Any, cast

import django
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler

from alongside.vault.spool import Spool


class Handler(ASGIHandler):
    """Django's, but what is sent lies nowhere in clear while it comes in."""

    async def read_body(self, receive: Callable[[], Awaitable[Mapping[str, Any]]]) -> IO[bytes]:
        """All of what is sent with a request. Raises RequestAborted when the other end is gone."""
        body = Spool()
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                body.close()
                raise RequestAborted
            body.write(message.get("body", b""))
            more = message.get("more_body", False)
        body.seek(0)
        return cast("IO[bytes]", body)


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alongside.config.settings")
django.setup(set_prefix=False)
application = Handler()
