"""Finding each other, in a browser: three people who didn't know of each other, and a lead who'd rather not coach."""

import pytest
from playwright.sync_api import Page, expect

from alongside.jobs.worker import work_off
from alongside.matching.models import Trio
from alongside.pairs.models import Invite, Pair
from tests.browser import DESK, check_axe, check_fits
from tests.cast import enter, gather

pytestmark = pytest.mark.usefixtures("never_held_back")


@pytest.fixture
def cast(server):
    return gather()


def looked_at(page: Page) -> None:
    check_fits(page)
    check_axe(page)


def test_from_a_line_in_the_directory_to_a_pair(cast, visit):
    grace, toni, ada = visit(enter("Grace Obi"), width=DESK), visit(cast.toni), visit(cast.ada, width=DESK)
    for page, how, topic, words in (
        (grace, "Say what I can help with", "Saying no, and keeping it", "Nine years on call"),
        (toni, "learn", "Saying no, and keeping it", "Saying no at five to four"),
    ):
        page.goto("/finding/")
        if how == "learn":
            page.get_by_role("link", name="Say what you want to learn").click()
        else:
            page.get_by_role("link", name=how).click()
        expect(page.get_by_text("Everybody who works here can read and find this.")).to_be_visible()
        page.get_by_label("In a few words").fill(words)
        page.get_by_label(topic).check()
        looked_at(page)
        page.get_by_role("button", name="Show everybody here").click()
        page.get_by_role("link", name="Suggest somebody to me, or rather not").click()
        page.get_by_label("Suggest somebody to me now and then").check()
        looked_at(page)
        page.get_by_role("button", name="Keep for me").click()
        expect(page.get_by_text("Kept, for you alone.")).to_be_visible()

    ada.goto("/finding/look/")
    ada.get_by_role("button", name="Look now").click()
    expect(ada.get_by_text("Looking. You can go on with something else.")).to_be_visible()
    work_off()
    expect(ada.get_by_text("Done. Those who have somebody to meet see it on their own page.")).to_be_visible()

    toni.goto("/finding/")
    expect(toni.get_by_text("You may like to meet Grace.")).to_be_visible()
    toni.get_by_label("What is it about?").fill("nine")
    expect(toni.get_by_role("link", name="Grace Obi")).to_be_visible()
    toni.get_by_label("What is it about?").fill("nothing like it")
    expect(toni.get_by_text("Nobody wrote that yet.")).to_be_visible()
    toni.get_by_role("link", name="Look", exact=True).click()
    expect(toni.get_by_text("Because you both named “Saying no, and keeping it”.")).to_be_visible()
    looked_at(toni)
    toni.get_by_role("link", name="Ask Grace").click()
    toni.get_by_role("button", name="Send to Grace").click()
    expect(toni.get_by_text("Sent. Grace has three weeks")).to_be_visible()
    grace.goto("/")
    grace.get_by_role("link", name="Read it").click()
    grace.get_by_role("button", name="Yes, I'll coach Toni").click()
    expect(grace.get_by_role("heading", name="You and Toni")).to_be_visible()
    assert Invite.objects.get(inviter=cast.toni).accepted_on


def test_three_practise_and_a_lead_hands_over(cast, visit):
    grace = enter("Grace Obi")
    otto, pia, cleo, lena, hers = (visit(who) for who in (cast.otto, cast.pia, cast.cleo, cast.lena, grace))
    otto.goto("/finding/three/")
    otto.get_by_role("link", name="Ask two others").click()
    for name, whole in (("pi", "Pia Lund"), ("cl", "Cleo Marchetti")):
        otto.get_by_label("Whom? Type a name").press_sequentially(name)
        otto.get_by_role("link", name=whole).click()
    expect(otto.get_by_role("button", name="Ask Pia and Cleo")).to_be_visible()
    looked_at(otto)
    otto.get_by_role("button", name="Ask Pia and Cleo").click()
    for page in (pia, cleo):
        page.goto("/")
        expect(page.get_by_text("Otto asks you to practise as three.")).to_be_visible()
        page.get_by_role("link", name="Read it").press("Enter")
        page.get_by_role("button", name="Yes, I'm in").press("Enter")
        expect(
            page.get_by_role("heading", name="The three of you").or_(page.get_by_role("heading").first)
        ).to_be_visible()
    otto.reload()
    expect(otto.get_by_text("You coach: ask, wait, don't fix yet.")).to_be_visible()
    looked_at(otto)
    otto.get_by_role("button", name="We met: turn the roles").click()
    expect(otto.get_by_text("You bring something real")).to_be_visible()
    assert Trio.objects.get().turn == 1

    lena.goto("/me/")
    lena.get_by_role("link", name="Your own way as a lead").click()
    lena.get_by_label("I'd rather not coach").check()
    lena.get_by_role("button", name="Keep for me").first.click()
    lena.get_by_role("link", name="Name somebody").click()
    lena.get_by_label("Whom? Type a name").press_sequentially("gra")
    lena.get_by_role("link", name="Grace Obi").click()
    lena.get_by_role("button", name="Ask Grace").click()
    expect(lena.get_by_text("Until a yes your people read nothing.")).to_be_visible()
    looked_at(lena)
    pia.goto(f"/people/{cast.lena.pk}/")
    expect(pia.get_by_text("coaches in Lena's place")).to_have_count(0)
    hers.goto("/")
    hers.get_by_role("link", name="Read it").click()
    hers.get_by_role("button", name="Yes, they may ask me").click()
    pia.reload()
    expect(pia.get_by_text("Grace Obi coaches in Lena's place.")).to_be_visible()
    looked_at(pia)

    cleo.goto(f"/pairs/{cast.pair.pk}/")
    cleo.get_by_role("link", name="Somebody else could coach from now on").click()
    cleo.get_by_label("Whom? Type a name").press_sequentially("gra")
    cleo.get_by_role("link", name="Grace Obi").click()
    cleo.get_by_label("A line to go with it").fill("She knows nights.")
    expect(cleo.get_by_text("Kept on this device.")).to_be_visible()
    cleo.reload()
    expect(cleo.get_by_label("A line to go with it")).to_have_value("She knows nights.")
    cleo.get_by_role("button", name="Propose it to Pia").click()
    expect(cleo.get_by_text("Pia sees it and decides.")).to_be_visible()
    pia.goto("/")
    pia.get_by_role("link", name="Read it").click()
    pia.get_by_role("button", name="Yes, ask Grace").click()
    expect(pia.get_by_text("You said yes, and Grace is asked.")).to_be_visible()
    looked_at(pia)
    assert Pair.objects.get(pk=cast.pair.pk).is_open
