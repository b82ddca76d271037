"""Pictures of pages, for those who change them: `make screenshots WHO=pia PAGES='/ /people/'`.

Takes each address at both widths and in both schemes, from the database that `make demo` filled, into screenshots/.
"""

import argparse
import os
import re
import sys
from itertools import product
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alongside.config.settings")
os.environ.setdefault("ALONGSIDE_DATA", ".demo")
os.environ.setdefault("ALONGSIDE_DEMO", "true")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
django.setup()

from django.conf import settings  # noqa: E402
from django.db import DatabaseError, connection  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

import tests.signing_in  # noqa: E402, F401 (the cookie that the server believes)
from alongside.people.models import Person  # noqa: E402
from tests.browser import DESK, PHONE, Scheme, launch, open_context, sign_in  # noqa: E402
from tests.server import Server  # noqa: E402

FOLDER = Path("screenshots")
SCHEMES: tuple[Scheme, Scheme] = ("light", "dark")


def find_person(name: str) -> Person | None:
    """The person people call so, or nobody for "nobody"."""
    if name == "nobody":
        return None
    try:
        person = Person.objects.filter(given_name__iexact=name).order_by("name").first()
    except DatabaseError:
        sys.exit("There is no example organisation here yet. Run `make demo` once.")
    return person or sys.exit(f"Nobody here is called {name}.")


def take(url: str, who: str, pages: list[str], width: int | None) -> None:
    """Save a picture of every page for this person, and say where it is."""
    person = find_person(who)
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for wide, scheme in product([width] if width else [PHONE, DESK], SCHEMES):
            context = open_context(browser, url, width=wide, scheme=scheme)
            if person is not None:
                sign_in(context, person, url)
            page = context.new_page()
            for address in pages:
                answer = page.goto(address, wait_until="networkidle")
                name = re.sub(r"[^a-z0-9]+", "-", address.lower()).strip("-") or "home"
                path = FOLDER / f"{who}-{name}-{wide}-{scheme}.png"
                page.screenshot(path=path, full_page=True)
                print(answer.status if answer else "", path)  # noqa: T201
            context.close()
        browser.close()


def main() -> None:
    """Start a server on the database at hand, take the pictures, stop it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--who", default="pia", help="what people call them; nobody for a visitor")
    parser.add_argument("--width", type=int, help=f"one width in pixels, in place of {PHONE} and {DESK}")
    parser.add_argument("pages", nargs="*", default=["/"], metavar="PAGE")
    parser.add_argument("--at", metavar="ADDRESS", help="a server that runs already, in place of one just for this")
    asked = parser.parse_args()
    if asked.at:
        take(asked.at, asked.who, asked.pages, asked.width)
        return
    server = Server(Path(settings.DATA), _database()).start()
    try:
        take(server.url, asked.who, asked.pages, asked.width)
    finally:
        server.stop()


def _database() -> str:
    if connection.vendor == "sqlite":
        return f"sqlite:///{connection.settings_dict['NAME']}"
    return os.environ["DATABASE_URL"]


if __name__ == "__main__":
    main()
