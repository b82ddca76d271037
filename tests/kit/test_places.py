"""How many pages are made at once."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest, HttpResponse

from alongside.config.asgi import READERS, Handler


def most_under_way(*, until_posts: int, until_gets: int) -> dict[str, int]:
    """How many were answered at once, of three times as many of each; none is done before so many are under way."""
    handler = Handler()
    under_way = {"GET": 0, "POST": 0}
    most = dict(under_way)
    go_on = asyncio.Event()

    async def answer(self: ASGIHandler, request: HttpRequest) -> HttpResponse:
        method = str(request.method)
        under_way[method] += 1
        most[method] = max(most[method], under_way[method])
        if most["POST"] >= until_posts and most["GET"] >= until_gets:
            go_on.set()
        await go_on.wait()
        under_way[method] -= 1
        return HttpResponse()

    async def ask(method: str) -> None:
        request = HttpRequest()
        request.method = method
        await handler.get_response_async(request)

    async def all_at_once() -> None:
        await asyncio.gather(*[ask(method) for method in ["GET", "POST"] * 3 * READERS])

    # in a thread of its own: journeys in the same process have a loop running
    with patch.object(ASGIHandler, "get_response_async", answer), ThreadPoolExecutor(1) as aside:
        aside.submit(asyncio.run, asyncio.wait_for(all_at_once(), 10)).result()
    assert under_way == {"GET": 0, "POST": 0}
    return most


def test_a_few_pages_are_made_at_once_and_what_writes_waits_for_none_of_them() -> None:
    with patch("alongside.config.asgi.PATIENCE", 60):
        assert most_under_way(until_posts=3 * READERS, until_gets=READERS) == {"GET": READERS, "POST": 3 * READERS}


def test_nobody_waits_long_behind_pages_that_themselves_wait() -> None:
    assert most_under_way(until_posts=1, until_gets=3 * READERS)["GET"] == 3 * READERS
