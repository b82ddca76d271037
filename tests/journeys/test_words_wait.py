"""Words that others will read wait on the device until the button: no line, no tab and no session loses them."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from alongside.conversations.actions import close_talk, next_turn, skip_turn, start_talk
from alongside.conversations.models import Answer, Conversation, Turn
from alongside.focus.actions import choose_focus, reword, set_aside
from alongside.focus.models import Commitment, Focus, LookBack
from tests.browser import sign_in, wait_until
from tests.cast import gather
from tests.journeys.test_drafts import ON_THE_DEVICE

KEPT, BACK, NO_LINE = "Kept on this device. Nobody sees it", "What you wrote before is back", "No line just now"
FIELDS = ON_THE_DEVICE.replace("draft.text", "Object.fromEntries(draft.fields)")


@pytest.fixture
def cast(server):
    return gather()


@pytest.fixture
def talk(cast) -> Conversation:
    return start_talk(cast.pair, by=cast.cleo, mode=Conversation.Mode.SCREENS)


@pytest.fixture
def focus(cast) -> Focus:
    return choose_focus(
        cast.pair,
        by=cast.pia,
        aim="See the stock myself.",
        performer_will="List ten parts.",
        coach_will="Ask Otto.",
        look_back_on=cast.pia.today() + timedelta(days=14),
    )


def kept(page: Page):
    return expect(page.locator("device-draft [data-kept]").first)


def again(page: Page, address: str) -> Page:
    """The tab is closed, and another one opened."""
    context = page.context
    page.close()
    fresh = context.new_page()
    fresh.goto(address)
    return fresh


def test_a_card_keeps_what_is_typed_and_shows_nobody(visit, cast, talk):
    page = visit(cast.pia)
    page.goto(f"/talks/{talk.pk}/")
    page.locator("#card textarea").press_sequentially("Get me access.")
    kept(page).to_contain_text(KEPT)
    wait_until(page, f"async () => (await ({FIELDS})())[0]?.text === 'Get me access.'")
    page = again(page, f"/talks/{talk.pk}/")
    expect(page.locator("#card textarea")).to_have_value("Get me access.")
    kept(page).to_contain_text(BACK)
    assert not Answer.objects.exists()
    page.get_by_role("button", name="Show Cleo").click()
    expect(page.locator("#card blockquote")).to_contain_text("Get me access.")
    assert Answer.objects.get().text == "Get me access."
    assert page.evaluate(FIELDS) == []


def test_going_back_a_card_keeps_what_is_half_written(visit, cast, talk):
    skip_turn(Turn.objects.get(conversation=talk, position=0), by=cast.pia)
    next_turn(talk, by=cast.pia)
    page = visit(cast.pia)
    page.goto(f"/talks/{talk.pk}/")
    page.locator("#card textarea").press_sequentially("Half of it.")
    kept(page).to_contain_text(KEPT)
    page.get_by_role("button", name="Back").click()
    expect(page.get_by_text("You skipped this one.")).to_be_visible()
    page.get_by_role("button", name="Next question").click()
    expect(page.locator("#card textarea")).to_have_value("Half of it.")


def test_a_card_of_a_talk_that_was_closed_meanwhile_keeps_its_words(visit, cast, talk, complaints):
    page = visit(cast.pia)
    page.goto(f"/talks/{talk.pk}/")
    page.locator("#card textarea").press_sequentially("Third and more.")
    kept(page).to_contain_text(KEPT)
    close_talk(talk, by=cast.cleo, ended_with="nothing")
    page.get_by_role("button", name="Show Cleo").click()
    kept(page).to_contain_text("This talk is closed.")
    expect(page.locator("#card textarea")).to_have_value("Third and more.")
    assert page.evaluate(FIELDS)[0]["text"] == "Third and more."
    complaints[:] = []  # about the refusal


def test_a_card_without_a_line_stays_and_is_sent_later(visit, cast, talk, complaints):
    skip_turn(Turn.objects.get(conversation=talk, position=0), by=cast.pia)
    page = visit(cast.cleo)
    page.goto(f"/talks/{talk.pk}/")
    page.context.set_offline(True)
    page.locator("#card textarea").press_sequentially("When was it easy?")
    page.get_by_role("button", name="Show Pia").click()
    kept(page).to_contain_text(NO_LINE)
    page.context.set_offline(False)
    page.get_by_role("button", name="Show Pia").click()
    expect(page.locator("#card blockquote").last).to_contain_text("When was it easy?")
    assert page.evaluate(FIELDS) == []
    complaints[:] = []  # about the line


def test_our_one_thing_survives_a_cut_line_a_slip_and_a_closed_tab(visit, cast, complaints):
    there = f"/one-thing/with/{cast.pair.pk}/"
    page = visit(cast.pia)
    page.goto(there)
    page.locator("[name=aim]").fill("See the stock myself.")
    page.locator("[name=performer_will]").fill("List ten parts by Friday.")
    page.context.set_offline(True)
    page.get_by_role("button", name="We agree").click()
    kept(page).to_contain_text(NO_LINE)
    page.context.set_offline(False)
    page = again(page, there)
    expect(page.locator("[name=aim]")).to_have_value("See the stock myself.")
    page.get_by_role("button", name="We agree").click()
    expect(page.get_by_text("A few words are needed here.")).to_be_visible()
    expect(page.locator("[name=coach_will]")).to_be_focused()
    page = again(page, there)
    expect(page.locator("[name=performer_will]")).to_have_value("List ten parts by Friday.")
    page.locator("[name=coach_will]").fill("Ask Otto for access on Thursday.")
    page.get_by_role("button", name="We agree").click()
    expect(page.get_by_role("heading", name="See the stock myself.")).to_be_visible()
    assert Focus.objects.get().aim == "See the stock myself."
    complaints[:] = []  # about the line
    assert page.evaluate(FIELDS) == []


def test_every_form_of_ours_keeps_what_is_typed(visit, cast, focus):
    ideas = f"/one-thing/with/{cast.pair.pk}/later/"
    fields = {
        ideas: "text",
        f"/one-thing/{focus.pk}/reword/": "aim",
        f"/one-thing/{focus.pk}/sharpen/": "serves",
        f"/one-thing/{focus.pk}/trying/": "question",
        f"/one-thing/{focus.pk}/": "text >> nth=1",
        "/alone/": "aim",
    }
    page = visit(cast.pia)
    for there, name in fields.items():
        page.goto(there)
        name, _, which = name.partition(" >> ")
        field = f"[name={name}]" + (f" >> {which}" if which else "")
        page.locator(field).fill(f"Half a thought for {name}")
        kept(page).to_contain_text("until you press the button" if there == "/alone/" else KEPT)
        page = again(page, there)
        expect(page.locator(field)).to_have_value(f"Half a thought for {name}")
    page.goto(ideas)
    expect(page.locator("[name=text]")).to_have_value("Half a thought for text")
    page.get_by_role("button", name="Park it").click()
    expect(page.locator("main .said")).to_have_text("Half a thought for text")
    expect(page.locator("[name=text]")).to_have_value("")
    assert len(page.evaluate(FIELDS)) == len(fields) - 1


def test_a_line_that_came_too_late_stays_in_sight_with_the_reason(visit, cast, focus):
    page = visit(cast.pia)
    page.goto(f"/one-thing/{focus.pk}/")
    page.get_by_text("Add a line").click()
    page.locator("#parts [name=text]").fill("Not yet: Otto is ill.")
    page.locator("#steps [name=text]").fill("Ask Ravi")
    set_aside(focus, by=cast.cleo, learning="It solved itself.", helped="A list.", hindered="Nothing.")
    for part, button, words in (("#parts", "Tell Cleo", "Not yet: Otto is ill."), ("#steps", "Take it on", "Ask Ravi")):
        page.locator(part).get_by_role("button", name=button).click()
        expect(page.locator(part).get_by_text("Cleo closed this with “Set aside”.")).to_be_visible()
        expect(page.locator(part).locator("[name=text]")).to_be_visible()
        expect(page.locator(part).locator("[name=text]")).to_have_value(words)


def test_what_is_typed_after_something_was_sent_is_kept_like_the_first(visit, cast, focus):
    page = visit(cast.pia)
    page.goto(f"/one-thing/{focus.pk}/")
    page.locator("#steps [name=text]").fill("Ask Ravi")
    page.locator("#steps").get_by_role("button", name="Take it on").click()
    expect(page.locator("#steps li")).to_contain_text("Ask Ravi")
    page.locator("#steps [name=text]").fill("Call the depot")
    wait_until(page, f"async () => (await ({FIELDS})())[0]?.text === 'Call the depot'")
    page.reload()
    expect(page.locator("#steps [name=text]")).to_have_value("Call the depot")


def test_words_that_another_tab_has_sent_are_not_sent_twice(visit, cast):
    there = f"/one-thing/with/{cast.pair.pk}/later/"
    one = visit(cast.pia)
    one.goto(there)
    one.locator("[name=text]").fill("A list in the van")
    kept(one).to_contain_text(KEPT)
    wait_until(one, f"async () => (await ({FIELDS})())[0]?.text === 'A list in the van'")
    two = one.context.new_page()
    two.goto(there)
    expect(two.locator("[name=text]")).to_have_value("A list in the van")
    one.get_by_role("button", name="Park it").click()
    expect(one.locator("main .said")).to_have_text("A list in the van")
    expect(two.locator("[name=text]")).to_have_value("")
    kept(two).to_have_text("")


def test_what_comes_back_leaves_the_newer_words_of_the_other(visit, cast, focus):
    there = f"/one-thing/{focus.pk}/reword/"
    page = visit(cast.pia)
    page.goto(there)
    page.locator("[name=aim]").fill("See a part of the stock.")
    page.locator("[name=performer_will]").fill("")
    page.get_by_role("button", name="Go on with these words").click()
    expect(page.get_by_text("A few words are needed here.")).to_be_visible()
    page.locator("[name=performer_will]").fill("List five parts.")
    wait_until(page, f"async () => (await ({FIELDS})())[0]?.performer_will === 'List five parts.'")
    reword(focus, by=cast.cleo, aim=focus.aim, coach_will="Phone Otto.", look_back_on=focus.look_back_on)
    page = again(page, there)
    kept(page).to_contain_text(BACK)
    for name, words in {
        "aim": "See a part of the stock.",
        "performer_will": "List five parts.",
        "coach_will": "Phone Otto.",
    }.items():
        expect(page.locator(f"[name={name}]")).to_have_value(words)
    page.locator("[name=performer_will]").fill("List five parts by Friday.")
    page.get_by_role("button", name="Go on with these words").click()
    expect(page.get_by_role("heading", name="See a part of the stock.")).to_be_visible()
    parts = Commitment.objects.filter(focus=focus).order_by("side").select_related("by")
    assert [(part.text, part.by) for part in parts] == [
        ("Phone Otto.", cast.cleo),
        ("List five parts by Friday.", cast.pia),
    ]


def test_looking_back_survives_a_session_that_ran_out_and_is_never_sent_as_another(visit, cast, focus, server):
    there = f"/one-thing/{focus.pk}/looking-back/"
    page = visit(cast.pia)
    page.goto(there)
    page.locator("[name=learning]").fill("Ask earlier.")
    page.locator("[name=nothing_helped]").check()
    page.locator("[name=nothing_hindered]").check()
    Session.objects.all().delete()
    page.get_by_role("button", name="Show Cleo").click()
    kept(page).to_contain_text("Sign in again")
    sign_in(page.context, cast.cleo, server.url)
    page.get_by_role("button", name="Show Cleo").click()
    kept(page).to_contain_text("Someone else is signed in here now")
    assert not LookBack.objects.exists()
    sign_in(page.context, cast.pia, server.url)
    page = again(page, there)
    expect(page.locator("[name=learning]")).to_have_value("Ask earlier.")
    expect(page.locator("[name=nothing_helped]")).to_be_checked()
    page.get_by_role("button", name="Show Cleo").click()
    expect(page.get_by_text("Thank you. It closes when Cleo has written a sentence, too.")).to_be_visible()
    assert LookBack.objects.get().learning == "Ask earlier."
    assert page.evaluate(FIELDS) == []


def test_signing_out_asks_about_words_that_wait(visit, cast, talk):
    page = visit(cast.pia)
    page.goto(f"/talks/{talk.pk}/")
    page.locator("#card textarea").press_sequentially("Half a thought")
    kept(page).to_contain_text(KEPT)
    page.goto("/account/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Some words are not sent yet.")).to_be_visible()
    page.get_by_role("button", name="Go on and lose them").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
    assert page.evaluate(FIELDS) == []
