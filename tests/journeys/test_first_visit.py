"""A first visit is light, and everything in it comes from us; a second one is lighter still."""

import pytest
from playwright.sync_api import Page

from tests.cast import gather

pytestmark = pytest.mark.journey

FIRST, AGAIN, REQUESTS = 150_000, 25_000, 12


@pytest.fixture
def cast(server):
    return gather()


def over_the_wire(page: Page, path: str) -> tuple[int, int]:
    """Requests that reached the server, and bytes they took with their headers, for one look at this page."""
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    asked: set[str] = set()
    cached: set[str] = set()
    took: list[float] = []
    network.on("Network.requestWillBeSent", lambda event: asked.add(event["requestId"]))
    network.on("Network.requestServedFromCache", lambda event: cached.add(event["requestId"]))
    network.on("Network.loadingFinished", lambda event: took.append(event["encodedDataLength"]))
    page.goto(path)
    page.wait_for_load_state("networkidle")
    network.detach()
    return len(asked - cached), int(sum(took))


@pytest.mark.parametrize(("name", "path"), [(None, "/"), (None, "/how/"), ("pia", "/"), ("pia", "/how/")], ids=str)
def test_a_visit_is_light(name, path, visit, cast):
    page = visit(getattr(cast, name) if name else None)
    requests, size = over_the_wire(page, path)
    assert requests <= REQUESTS
    assert size <= FIRST
    page.goto("about:blank")
    requests, size = over_the_wire(page, path)
    assert size <= AGAIN
