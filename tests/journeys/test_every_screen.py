"""Every screen at every width and in both schemes: nobody is kept out, nothing has to be scrolled sideways."""

import pytest
from django.test import Client

from tests.addresses import our_pages
from tests.browser import DESK, PHONE, check_axe, check_fits
from tests.cast import gather
from tests.stage import set_stage

NARROW = 320
LOOKS = [(PHONE, "light"), (PHONE, "dark"), (DESK, "light"), (DESK, "dark")]


def screens(person, stage):
    """The addresses of all pages that this person can open, each with a row of the stage if it needs one."""
    client = Client()
    client.force_login(person)
    for address in our_pages():
        for row in stage.values() if address.has_id else [None]:
            path = address.path(row)
            answer = client.get(path)
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                yield path
                break  # one row shows the screen; another would show it again


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", ["pia", "cleo", "ada"])
@pytest.mark.parametrize(("width", "scheme"), LOOKS, ids=[f"{scheme}-{width}" for width, scheme in LOOKS])
def test_a_screen_keeps_nobody_out(name, width, scheme, server, visit):
    cast = gather()
    stage = set_stage(cast)
    person = getattr(cast, name)
    page = visit(person, width=width, scheme=scheme)
    opened = 0
    for path in screens(person, stage):
        page.goto(path)
        check_axe(page)
        check_fits(page)
        if width == PHONE and scheme == "light":
            page.set_viewport_size({"width": NARROW, "height": 700})
            check_fits(page)
            page.set_viewport_size({"width": PHONE, "height": 844})
        opened += 1
    assert opened > 3
