"""A real browser. Each visit is a context of its own, as if it were another person's device."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, Protocol
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request, sync_playwright

from alongside.people.models import Person
from tests.server import Server
from tools.chromium import find

PHONE, DESK = 390, 1280
Scheme = Literal["light", "dark"]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--force-color-profile=srgb",
    "--hide-scrollbars",
]
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
AXE_RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PATIENCE = 15_000  # milliseconds that a page may take on a busy machine


def launch(playwright: Playwright) -> Browser:
    """Start the system's Chromium without a window."""
    return playwright.chromium.launch(executable_path=find(), args=FLAGS)


def open_context(
    browser: Browser, address: str, *, width: int = PHONE, scheme: Scheme = "light", **more: Any
) -> BrowserContext:
    """A fresh device: 390 wide is a phone, 1280 a desk."""
    context = browser.new_context(
        base_url=address,
        viewport={"width": width, "height": 844 if width < 700 else 900},
        has_touch=width < 700,
        color_scheme=scheme,
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="Europe/Berlin",
        **more,
    )
    context.set_default_timeout(PATIENCE)
    return context


def sign_in(context: BrowserContext, person: Person, address: str) -> None:
    """Let this device be signed in as this person, by a session in the database that the server reads."""
    client = Client()
    client.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": address}])


class Complaints(list[str]):
    """What the browser complained about: errors in scripts, the content security policy, other hosts."""

    def watch(self, context: BrowserContext, address: str) -> None:
        host = urlsplit(address).netloc

        def on_console(message: ConsoleMessage) -> None:
            refused = re.search(r"Failed to load resource|net::ERR", message.text)
            if message.type == "error" and not refused:  # refusals are answers; the tests look at what the page says
                self.append(f"console: {message.text}")

        def on_request(request: Request) -> None:
            there = urlsplit(request.url)
            if there.scheme in {"http", "https"} and there.netloc != host:
                self.append(f"another host was asked: {request.url}")

        context.on("console", on_console)
        context.on("weberror", lambda error: self.append(f"script: {error.error}"))
        context.on("request", on_request)


class Visit(Protocol):
    """Opens a page as somebody, or as nobody: `visit(cast.pia, width=1280, scheme="dark")`."""

    def __call__(
        self, person: Person | None = None, *, width: int = PHONE, scheme: Scheme = "light", **more: Any
    ) -> Page: ...


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, one for all tests of this worker."""
    # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)


@pytest.fixture
def complaints() -> Complaints:
    """What the browser complained about so far; a test that expects one takes it out."""
    return Complaints()


@pytest.fixture
def visit(browser: Browser, server: Server, complaints: Complaints, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """Open pages of the real server, each on a device of its own. The test fails if a browser complained."""
    contexts: list[BrowserContext] = []

    def open_page(person: Person | None = None, *, width: int = PHONE, scheme: Scheme = "light", **more: Any) -> Page:
        context = open_context(browser, server.url, width=width, scheme=scheme, **more)
        contexts.append(context)
        complaints.watch(context, server.url)
        if person is not None:
            sign_in(context, person, server.url)
        return context.new_page()

    yield open_page

    report = request.node.stash.get(OUTCOME, None)
    for number, context in enumerate(contexts):
        if report is not None and report.failed:
            _keep_pictures(context, f"{request.node.name}-{number}")
        context.close()
    assert not complaints, "\n".join(complaints)


OUTCOME = pytest.StashKey[pytest.TestReport]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    report: pytest.TestReport = yield
    if report.when == "call":
        item.stash[OUTCOME] = report
    return report


def _keep_pictures(context: BrowserContext, name: str) -> None:
    """Leave what was on the screen when a test failed, in test-results/."""
    folder = Path("test-results")
    folder.mkdir(exist_ok=True)
    for number, page in enumerate(context.pages):
        if not page.is_closed():
            page.screenshot(path=folder / f"{re.sub(r'[^a-zA-Z0-9_-]+', '-', name)}-{number}.png", full_page=True)


def wait_until(page: Page, promise: str) -> None:
    """Wait until a function that answers with a promise says yes; for Playwright's own waiting any promise is one."""
    page.evaluate(
        f"""async () => {{
            const end = Date.now() + {PATIENCE};
            while (!(await ({promise})())) {{
                if (Date.now() > end) throw new Error("waited in vain");
                await new Promise((soon) => setTimeout(soon, 50));
            }}
        }}"""
    )


def check_axe(page: Page, *, leave_out: tuple[str, ...] = ()) -> None:
    """Fail if the page as it is now breaks a rule of WCAG 2.2 AA or one of axe's own.

    The program goes in through the debugger, since the content security policy lets no foreign script in.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    found = page.evaluate(
        """async ([runOnly, leaveOut]) => {
            const off = Object.fromEntries(leaveOut.map((rule) => [rule, {enabled: false}]));
            const told = await axe.run(document, {
                runOnly, rules: off, resultTypes: ["violations"],
                preload: {assets: ["media"]},  // its style sheets again serve only a rule that is an experiment
            });
            return told.violations.map((one) => ({
                rule: one.id, help: one.help, where: one.nodes.map((node) => `${node.target}: ${node.failureSummary}`)
            }));
        }""",
        [AXE_RULES, list(leave_out)],
    )
    told = [f"{one['rule']}: {one['help']}\n    " + "\n    ".join(one["where"][:5]) for one in found]
    assert not found, f"axe on {page.url}:\n" + "\n".join(told)


def check_fits(page: Page) -> None:
    """Fail if the page has to be scrolled sideways."""
    wide, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= room, f"{page.url} is {wide} px wide on {room} px"
