"""The roles turned: the performer coaches the coach, on the same screens, who is coached goes first."""

import pytest
from playwright.sync_api import expect

from alongside.conversations.actions import close_talk, start_talk
from alongside.conversations.models import Conversation, Turn
from alongside.focus.models import Focus
from alongside.reflections.models import SoloFocus
from alongside.vault.ring import ring
from tests.browser import DESK, PHONE, check_axe, check_fits
from tests.cast import Cast, gather

SOON = 15_000  # milliseconds within which the other's words must appear
TO_CLEO = "I tell people to come to me with everything, and then I am never at my desk."


@pytest.fixture
def two(server) -> Cast:
    cast = gather()
    close_talk(start_talk(cast.pair, by=cast.cleo), by=cast.pia, ended_with="nothing")
    return cast


def test_pia_coaches_cleo_for_once(two, visit, complaints) -> None:
    pia, cleo = visit(two.pia, width=DESK), visit(two.cleo, width=PHONE)
    pia.goto(f"/talks/with/{two.pair.pk}/")
    pia.get_by_role("link", name="Turn the roles for once").click()
    expect(pia.get_by_role("heading", level=1)).to_have_text("Ask. Wait. Don't fix yet.")
    expect(pia.get_by_text("Today Cleo brings something real, and you ask.")).to_be_visible()
    expect(pia.get_by_role("link", name="Read it")).to_be_visible()
    check_axe(pia)
    pia.get_by_label("Each at our own screen").check()
    pia.get_by_role("button", name="Start now").click()
    expect(pia.get_by_text("Cleo goes first.")).to_be_visible()

    cleo.goto("/")
    cleo.get_by_role("link", name="Go on").click()
    expect(cleo.get_by_role("heading", level=1)).to_have_text(
        "What would you like to think about that is really yours, and really open?"
    )
    check_axe(cleo)
    check_fits(cleo)
    cleo.locator("#card textarea").fill(TO_CLEO)
    cleo.get_by_role("button", name="Show Pia").click()
    expect(pia.get_by_text(TO_CLEO)).to_be_visible(timeout=SOON)

    pia.locator("#card textarea").fill("You should sit at your desk more often.")
    pia.get_by_role("button", name="Show Cleo").click()
    expect(pia.get_by_text("This sounds like advice.")).to_be_visible()
    pia.locator("#card textarea").fill("When were you last at your desk when somebody came?")
    pia.get_by_role("button", name="Send it as it is").click()
    expect(cleo.get_by_text("When were you last at your desk")).to_be_visible(timeout=SOON)

    cleo.get_by_role("link", name="Keep this as a thing of my own").click()
    expect(cleo.get_by_label("The one thing")).to_have_value(TO_CLEO)
    cleo.get_by_label("I will").fill("Be at my desk on Tuesdays from two to three.")
    cleo.get_by_role("button", name="Take it on").click()
    expect(cleo.locator("p.voice", has_text="Be at my desk on Tuesdays")).to_be_visible()

    talk = Conversation.objects.running().get()
    cleo.goto(f"/talks/{talk.pk}/close/")
    expect(cleo.get_by_text("What comes of it is yours.")).to_be_visible()
    check_axe(cleo)
    cleo.get_by_role("button", name="Close the talk").click()
    expect(cleo).to_have_url("/")
    cleo.goto(f"/talks/{talk.pk}/")
    expect(cleo.get_by_text("The roles turned · Pia asked, Cleo was asked.")).to_be_visible()
    check_axe(cleo)

    assert Turn.objects.filter(conversation=talk, turned=True, performer="wrote", coach_wrote=True).count() == 1
    assert not Focus.objects.exists()
    with ring():
        assert [alone.author_id for alone in SoloFocus.objects.all()] == [two.cleo.pk]
    complaints[:] = []
