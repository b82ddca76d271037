"""Every screen, on a phone by day and at a desk by night: nobody is kept out, nothing has to be scrolled sideways."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.test import Client
from playwright.sync_api import Page

from alongside.conversations.actions import start_talk
from alongside.conversations.models import Conversation
from alongside.people.models import Person
from alongside.vault.ring import ring
from tests.addresses import pages
from tests.browser import DESK, PHONE, Scheme, check_axe, check_fits
from tests.cast import gather
from tests.stage import Stage, set_stage

NARROW = 320
LONG = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewis"


def screens(person: Person | None, stage: Stage) -> Iterator[str]:
    """The addresses of all pages that this person can open, each with a row of the stage if it needs one.

    Most rows share one id, so that an address need not be tried with each of them.
    """
    client = Client()
    if person is not None:
        client.force_login(person)
    for address in pages():
        if client.get(address.path()).status_code == 405:
            continue
        for path in dict.fromkeys(map(address.path, stage.values() if address.has_id else [None])):
            answer = client.get(path)
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                yield path
                break  # one row shows the screen; another would show it again


Look = tuple[int, Scheme]
EACH: list[Look] = [(PHONE, "light"), (DESK, "dark")]
OTHERS: list[Look] = [(PHONE, "dark"), (DESK, "light")]
"""What lies around every screen is looked at in these, too, once."""


def look_at(page: Page, width: int, scheme: Scheme) -> None:
    """In this width and scheme."""
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme=scheme)
    check_fits(page)
    check_axe(page)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", ["pia", "cleo", "ada", "nobody"])
def test_a_screen_keeps_nobody_out(name, server, visit):
    cast = gather()
    same = uuid4()
    stage = set_stage(cast, lambda kind: same)
    person = getattr(cast, name, None)
    page = visit(person)
    paths = list(screens(person, stage))
    for path in paths:
        page.goto(path)
        for width, scheme in [*EACH, *(OTHERS if path == paths[0] else [])]:
            look_at(page, width, scheme)
        page.set_viewport_size({"width": NARROW, "height": 700})
        check_fits(page)
    assert len(paths) > 3


@pytest.mark.parametrize("path", ["/", "/pairs/{pair}/", "/pairs/{pair}/end/", "/who/pair/{pair}/", "/talks/{talk}/"])
def test_a_name_of_one_long_word_leaves_room_for_the_rest(path, server, visit):
    cast = gather()
    Person.objects.filter(pk__in=[cast.pia.pk, cast.cleo.pk]).update(given_name=LONG, name=LONG)
    with ring():
        talk = start_talk(cast.pair, by=cast.cleo, mode=Conversation.Mode.TABLE)
    page = visit(cast.pia, width=NARROW)
    page.goto(path.format(pair=cast.pair.pk, talk=talk.pk))
    for height in (700, 300):  # held upright; zoomed in
        page.set_viewport_size({"width": NARROW, "height": height})
        check_fits(page)
        for place in page.locator(".places a").all():
            box = place.bounding_box()
            assert box and box["width"] >= 56 and box["x"] + box["width"] <= NARROW, place.inner_text()
