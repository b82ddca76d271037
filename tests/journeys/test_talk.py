"""Two people talk, each in a browser of their own: the performer first, nothing typed gets lost."""

import re

import pytest
from playwright.sync_api import Page, expect

from alongside.conversations.actions import start_talk
from alongside.conversations.models import Answer, Conversation, SharedNotes
from tests.browser import DESK, PHONE, check_axe, check_fits
from tests.cast import Cast, gather

SOON = 15_000  # milliseconds within which the other's words must appear

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]


@pytest.fixture
def two(server) -> Cast:
    return gather()


def open_talk(page: Page, talk: Conversation) -> Page:
    page.goto(f"/talks/{talk.pk}/")
    return page


def test_the_first_talk_is_one_screen_on_a_phone_and_asks_for_no_typing(two, visit, complaints) -> None:
    page = visit(two.pia, width=PHONE)
    page.goto(f"/talks/with/{two.pair.pk}/")
    loads = []
    page.on("load", lambda: loads.append(page.url))
    expect(page.get_by_role("heading", level=1)).to_have_text("How can I help you achieve better outcomes?")
    page.get_by_role("button", name="Next question").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What is your work like, as it really is?")
    expect(page).to_have_url(re.compile(r"/talks/[0-9a-f-]{36}/$"))
    page.get_by_role("button", name="Note a phrase").click()
    page.get_by_label("The phrase").fill("I look like the slow one.")
    page.get_by_role("button", name="Keep it").click()
    expect(page.locator("blockquote")).to_contain_text("I look like the slow one.")
    for _ in range(6):
        question = page.get_by_role("heading", level=1).inner_text()
        page.get_by_role("button", name="Next question").click()
        expect(page.get_by_role("heading", level=1)).not_to_have_text(question)
    expect(page.get_by_role("link", name="To our one thing")).to_be_visible()
    check_axe(page)
    check_fits(page)
    assert loads == []
    assert Answer.objects.get().text == "I look like the slow one."


def test_the_performer_writes_then_the_coach_who_is_asked_first(two, visit, complaints) -> None:
    talk = start_talk(two.pair, by=two.cleo, mode=Conversation.Mode.SCREENS)
    pia, cleo = open_talk(visit(two.pia, width=PHONE), talk), open_talk(visit(two.cleo, width=DESK), talk)
    expect(cleo.get_by_text("Pia goes first.")).to_be_visible()
    pia.locator("#card textarea").fill("Get me access to the stock.")
    pia.get_by_role("button", name="Show Cleo").click()
    expect(cleo.get_by_text("Get me access to the stock.")).to_be_visible(timeout=SOON)
    cleo.locator("#card textarea").fill("You should talk to Otto.")
    cleo.get_by_role("button", name="Show Pia").click()
    expect(cleo.get_by_text("This sounds like advice.")).to_be_visible()
    check_axe(cleo)
    cleo.get_by_role("button", name="Put it like this").click()
    expect(cleo.locator("#card textarea")).to_have_value("May I share an idea? You could talk to Otto.")
    cleo.get_by_role("button", name="Show Pia").click()
    expect(pia.get_by_text("May I share an idea?")).to_be_visible(timeout=SOON)
    pia.get_by_role("button", name="Next question").click()
    expect(cleo.get_by_role("heading", level=1)).to_have_text("What is your work like, as it really is?", timeout=SOON)
    complaints[:] = []


def test_what_somebody_types_stays_when_the_other_goes_on(two, visit, complaints) -> None:
    talk = start_talk(two.pair, by=two.cleo, mode=Conversation.Mode.SCREENS)
    pia, cleo = open_talk(visit(two.pia), talk), open_talk(visit(two.cleo), talk)
    pia.get_by_role("button", name="Skip").click()
    expect(cleo.get_by_text("Pia skipped this one.")).to_be_visible(timeout=SOON)
    cleo.locator("#card textarea").fill("Half a thou")
    pia.get_by_role("button", name="Next question").click()
    expect(cleo.get_by_text("Something is new.")).to_be_visible(timeout=SOON)
    expect(cleo.locator("#card textarea")).to_have_value("Half a thou")


def test_both_write_in_the_notes_and_nothing_is_lost(two, visit, complaints) -> None:
    talk = start_talk(two.pair, by=two.cleo, mode=Conversation.Mode.SCREENS)
    pia, cleo = open_talk(visit(two.pia), talk), open_talk(visit(two.cleo, width=DESK), talk)
    for page, words in ((pia, "From Pia."), (cleo, "From Cleo.")):
        page.get_by_label("Our notes").last.press_sequentially(words)
    for page in (pia, cleo):
        expect(page.locator("[data-key^='shared/'] [data-kept]")).to_have_text("Saved", timeout=SOON)
    text = SharedNotes.objects.get(conversation=talk).text
    assert "From Pia." in text
    assert "From Cleo." in text
    with cleo.expect_response(lambda answer: answer.request.method == "POST" and "/shared/" in answer.url):
        cleo.get_by_label("Our notes").last.press_sequentially(" And more.", delay=5)
    expect(pia.get_by_text("Cleo wrote here, too.")).to_be_visible(timeout=SOON)
    pia.get_by_role("link", name="Show both").click()
    pia.wait_for_load_state("networkidle")  # words that wait on the device would have been put back by now
    expect(pia.get_by_label("Our notes").last).to_have_value(re.compile(r"From Cleo\. And more\."))
    expect(pia.get_by_label("Our notes").last).to_have_value(re.compile(r"From Pia\."))
