"""Two people place the last two months, each alone; then both see both, and one question."""

import pytest
from playwright.sync_api import Locator, Page, Position, expect

from alongside.evaluations.models import CheckIn, Placement
from tests.browser import DESK, check_axe, check_fits
from tests.cast import Cast, gather

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]


@pytest.fixture
def cast(server) -> Cast:
    return gather()


def canvas(page: Page, number: int) -> Locator:
    return page.locator("two-axis").nth(number)


def tap(page: Page, number: int, across: int, up: int) -> None:
    """Tap on the lattice, `across` and `up` words away from never."""
    drawing = canvas(page, number).locator("svg.axes")
    drawing.scroll_into_view_if_needed()
    box = drawing.bounding_box()
    assert box
    unit = box["width"] / 344
    position: Position = {"x": (44 + 32 * across) * unit, "y": (344 - 44 - 32 * up) * unit}
    touch = (page.viewport_size or {"width": DESK})["width"] < DESK
    drawing.tap(position=position) if touch else drawing.click(position=position)


def test_two_people_place_the_last_two_months(server, cast, visit):
    pia, cleo = visit(cast.pia), visit(cast.cleo, width=DESK)
    pia.goto(f"/where/with/{cast.pair.pk}/")
    check_axe(pia)
    pia.get_by_role("button", name="Ask Cleo and me").click()
    expect(pia.get_by_role("heading", level=1)).to_have_text("Where would you place the last two months?")
    check_axe(pia)
    check_fits(pia)

    # Nothing is placed at first, and nothing is sent so.
    first = canvas(pia, 0)
    outstanding = first.get_by_role("slider", name="How often was my work outstanding?")
    assert outstanding.get_attribute("aria-valuetext") == "not placed yet"
    pia.get_by_role("button", name="Show Cleo when both are in").click()
    expect(pia.get_by_text("Place it, or say that you can't tell.").first).to_be_visible()

    # With a finger.
    tap(pia, 0, across=6, up=3)
    expect(first.locator("[data-word=across]")).to_have_text("mostly")
    expect(first.locator("[data-word=up]")).to_have_text("now and then")
    # With arrow keys: they go where they point, and what is said is a word.
    second = canvas(pia, 1)
    easier = second.get_by_role("slider", name="How often did Cleo make good work easier for me?")
    easier.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowUp", "ArrowDown", "ArrowDown"):
        pia.keyboard.press(key)
    assert easier.get_attribute("aria-valuetext") == "more often than not"
    thought = second.get_by_role("slider", name="How often did I leave our talks with a thought of my own?")
    assert thought.get_attribute("aria-valuetext") == "seldom"
    expect(thought).to_be_focused()
    check_axe(pia)
    pia.get_by_role("button", name="Show Cleo when both are in").click()
    expect(pia.get_by_role("heading", level=1)).to_have_text("Yours is in.")
    check_axe(pia)

    # Cleo is asked, and learns nothing.
    asked = CheckIn.objects.get()
    assert not Placement.objects.exists()
    cleo.goto(f"/where/{asked.pk}/")
    expect(cleo.get_by_role("heading", level=1)).to_have_text("Where would you place the last two months?")
    expect(cleo.locator("body")).not_to_contain_text("is in.")
    tap(cleo, 0, across=7, up=6)
    drawing = canvas(cleo, 1).locator("svg.axes")
    drawing.scroll_into_view_if_needed()
    box = drawing.bounding_box()
    assert box
    cleo.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    cleo.mouse.down()
    cleo.mouse.move(box["x"] + box["width"] * (44 + 32 * 5) / 344, box["y"] + box["height"] * (300 - 32 * 2) / 344)
    cleo.mouse.up()
    expect(canvas(cleo, 1).locator("[data-word=across]")).to_have_text("more often than not")
    expect(canvas(cleo, 1).locator("[data-word=up]")).to_have_text("seldom")
    check_axe(cleo)
    cleo.get_by_role("button", name="Show Pia when both are in").click()

    # Both see both, and one question.
    for page in (cleo, pia):
        page.goto(f"/where/{asked.pk}/")
        expect(page.get_by_role("heading", level=1)).to_have_text("The last two months, seen by both")
        expect(page.locator("#question")).to_contain_text("Cleo saw it more often than Pia felt it.")
        expect(page.get_by_text("Some way apart.")).to_be_visible()
        assert page.locator("svg.axes .gap").count() == 1
        check_axe(page)
        check_fits(page)
