"""How many pages are made at once."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest, HttpResponse

from alongside.config.asgi import READERS, Handler


def test_a_few_pages_are_made_at_once_and_what_writes_waits_for_none_of_them() -> None:
    handler = Handler()
    under_way = {"GET": 0, "POST": 0}
    most = dict(under_way)
    go_on = asyncio.Event()

    async def answer(self: ASGIHandler, request: HttpRequest) -> HttpResponse:
        method = str(request.method)
        under_way[method] += 1
        most[method] = max(most[method], under_way[method])
        if most["POST"] == 3 * READERS:
            go_on.set()
        await go_on.wait()
        under_way[method] -= 1
        return HttpResponse()

    async def ask(method: str) -> None:
        request = HttpRequest()
        request.method = method
        await handler.get_response_async(request)

    async def all_at_once() -> None:
        asked = [asyncio.create_task(ask(method)) for method in ["GET", "POST"] * 3 * READERS]
        await asyncio.gather(*asked)

    # in a thread of its own: journeys in the same process have a loop running
    with patch.object(ASGIHandler, "get_response_async", answer), ThreadPoolExecutor(1) as aside:
        aside.submit(asyncio.run, asyncio.wait_for(all_at_once(), 10)).result()
    assert most == {"GET": READERS, "POST": 3 * READERS} and under_way == {"GET": 0, "POST": 0}
