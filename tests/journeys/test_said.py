"""Two people and something one of them saw: written, heard, closed together; asked for, thanked; agreed as a team."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from alongside.feedback.models import TeamAgreement
from tests.browser import DESK, PHONE, check_axe, check_fits
from tests.cast import Cast, gather

PICTURES = os.environ.get("PICTURES", "")
"""A folder: then every screen of this journey is kept there as a picture, in both widths and schemes."""


@pytest.fixture
def cast(server) -> Cast:
    return gather()


def here(page: Page, heading: str, picture: str = "") -> None:
    """The screen with this heading; usable by everybody."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    check_axe(page)
    check_fits(page)
    if PICTURES and picture:
        wide = page.evaluate("innerWidth")
        for width in (PHONE, DESK):
            page.set_viewport_size({"width": width, "height": 844 if width == PHONE else 900})
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                page.screenshot(path=Path(PICTURES) / f"{picture}-{width}-{scheme}.png", full_page=True)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": wide, "height": 900})


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_something_pia_saw(cast: Cast, visit) -> None:
    pia, toni = visit(cast.pia, width=DESK), visit(cast.toni, width=PHONE)

    pia.goto(f"/people/{cast.toni.pk}/")
    here(pia, "Toni Adeyemi", "person")
    pia.get_by_role("link", name="Tell Toni something you saw").click()
    here(pia, "Something you saw, for Toni", "write-empty")
    press(pia, "Show Toni")
    expect(pia.get_by_text("A few words are needed here.").first).to_be_visible()

    pia.get_by_label("What I saw").fill("You always take a call while I speak.")
    hint = pia.locator("#hints-saw")
    expect(hint).to_contain_text("One exception, and you two talk about the exception.")
    pia.get_by_label("The story I made of it").fill("I thought that my point was not worth much, and I went quiet.")
    pia.get_by_label("What else could explain it").fill("The ward may have been waiting for that call.")
    here(pia, "Something you saw, for Toni", "write-hint")
    pia.get_by_label("What I saw").fill("On Tuesday at the handover you took a call while I was speaking.")
    expect(hint).to_have_text("")
    expect(pia.get_by_text("Saved", exact=True)).to_be_visible()
    pia.goto(f"/feedback/to/{cast.toni.pk}/")
    expect(pia.get_by_label("What I saw")).to_have_value(
        "On Tuesday at the handover you took a call while I was speaking."
    )
    press(pia, "Show Toni")
    here(pia, "Something you saw, for Toni", "given")

    toni.goto("/feedback/")
    here(toni, "Said to you", "to-me")
    toni.get_by_role("link", name="Pia Lund").click()
    here(toni, "Something Pia saw", "heard")
    expect(toni.get_by_text("On Tuesday at the handover")).to_be_visible()
    assert "not worth much" not in toni.content()
    toni.get_by_label("How was it from your side?").fill("Ward four had rung three times, and I felt bad about it.")
    press(toni, "Show Pia, and read on")
    expect(toni.get_by_text("not worth much")).to_be_visible()
    here(toni, "Something Pia saw", "opened")

    pia.reload()
    expect(pia.get_by_text("Ward four had rung three times")).to_be_visible()
    before = pia.locator("main").inner_text()
    toni.get_by_role("radio", name="Both", exact=True).check()
    toni.get_by_label("What do you see now that you didn't before?").fill("That going quiet is not agreeing.")
    press(toni, "Keep it until both are in")
    here(toni, "Something Pia saw", "placed")
    pia.reload()
    assert pia.locator("main").inner_text() == before, "nobody learns that the other has answered"
    pia.get_by_role("radio", name="Mine", exact=True).check()
    press(pia, "Keep it until both are in")
    expect(pia.get_by_text("That going quiet is not agreeing.")).to_be_visible()
    here(pia, "Something you saw, for Toni", "closed")
    toni.reload()
    expect(toni.get_by_text("Pia’s.")).to_be_visible()

    pia.goto("/feedback/from-you/")
    here(pia, "What you said", "from-me")


def test_asking_and_thanking(cast: Cast, visit) -> None:
    pia, toni = visit(cast.pia, width=PHONE), visit(cast.toni, width=DESK)
    pia.goto("/feedback/somebody/")
    pia.get_by_label("Whom? Type a name").fill("Ton")
    pia.get_by_role("link", name="Toni Adeyemi").click()
    here(pia, "You and Toni", "somebody")
    pia.get_by_role("link", name="Ask Toni what they see").click()
    here(pia, "Ask Toni what they see", "ask")
    pia.get_by_label("What would you like to know?").fill("What did you notice when ward four rang yesterday?")
    press(pia, "Ask Toni")
    expect(pia.get_by_text("Asked. Toni may write, or say nothing.")).to_be_visible()
    pia.get_by_role("link", name="Toni Adeyemi").click()
    here(pia, "You asked Toni what they see.", "asked-mine")
    before = pia.locator("main").inner_text()

    toni.goto("/feedback/")
    toni.get_by_role("link", name="Pia Lund").click()
    here(toni, "Pia would like to know what you see.", "asked")
    press(toni, "Not now")
    expect(toni.get_by_text("That is fine. Pia is not told.")).to_be_visible()
    pia.reload()
    assert pia.locator("main").inner_text() == before, "not now looks like no answer"

    toni.goto(f"/feedback/thank/{cast.pia.pk}/")
    here(toni, "Thank Pia", "thank")
    toni.get_by_label("What you did").fill("You stayed until the last crate was in.")
    toni.get_by_label("What it did for me").fill("I could go home and see my daughter.")
    press(toni, "Show Pia")
    expect(toni.get_by_text("Pia can read it now.")).to_be_visible()
    pia.goto("/feedback/")
    pia.get_by_role("link", name="Toni Adeyemi").click()
    here(pia, "Toni thanks you.", "thanks")
    press(pia, "It has arrived")
    expect(pia.get_by_role("heading", level=1)).to_contain_text("Pia")


def test_what_we_agreed_as_a_team(cast: Cast, visit) -> None:
    pia, toni = visit(cast.pia, width=DESK), visit(cast.toni, width=PHONE)
    pia.goto(f"/people/teams/{cast.customer_care.pk}/")
    pia.get_by_role("link", name="What we agreed as a team").click()
    here(pia, "What we agreed as a team", "team-empty")
    pia.get_by_role("link", name="Propose one").click()
    here(pia, "What would we keep to?", "team-propose")
    pia.get_by_label("What would we keep to?").fill("We call back the same day.")
    press(pia, "Propose it to Customer Care")
    here(pia, "What we agreed as a team", "team-proposed")
    before = pia.locator("main").inner_text()

    toni.goto(f"/agreements/of/{cast.customer_care.pk}/")
    here(toni, "What we agreed as a team", "team-say")
    press(toni, "Not like this")
    expect(toni.get_by_text("You said: not like this.")).to_be_visible()
    pia.reload()
    assert pia.locator("main").inner_text() == before, "nobody learns who said what"
    press(toni, "I can keep this")
    lena = visit(cast.lena, width=PHONE)
    lena.goto(f"/agreements/of/{cast.customer_care.pk}/")
    press(lena, "I can keep this")
    lena.get_by_role("link", name="We call back the same day.").click()
    here(lena, "We call back the same day.", "team-agreement")
    lena.get_by_role("radio", name="I slipped").check()
    lena.get_by_label("What happened?").fill("Toni forgot ward four.")
    press(lena, "Show the team")
    expect(lena.get_by_text("“Toni” is in it.")).to_be_visible()
    here(lena, "We call back the same day.", "team-name")
    lena.get_by_label("What happened?").fill("I forgot ward four on Tuesday.")
    press(lena, "Show the team")
    expect(lena.get_by_text("I forgot ward four on Tuesday.")).to_be_visible()
    toni.goto(f"/agreements/{TeamAgreement.objects.get().pk}/")
    here(toni, "We call back the same day.", "team-slipped")
    expect(toni.get_by_text("I forgot ward four on Tuesday.")).to_be_visible()
