"""What somebody types in a reflection survives whatever happens to the line, the tab and the session."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from alongside.reflections.actions import begin_reflection, save_answer
from alongside.reflections.models import Card
from alongside.vault.ring import ring
from tests.browser import sign_in, wait_until
from tests.cast import gather

pytestmark = pytest.mark.journey

ON_THE_DEVICE = """() => new Promise((resolve) => {
    const open = indexedDB.open("alongside");
    open.onsuccess = () => {
        const all = open.result.transaction("drafts").objectStore("drafts").getAll();
        all.onsuccess = () => resolve(all.result.map((draft) => draft.text));
    };
})"""
SAVED, KEPT = "Saved", "Kept on this device"


@pytest.fixture
def cast(server):
    return gather()


@pytest.fixture
def card(cast):
    """Pia's first question, before a talk with Cleo."""
    with ring():
        return begin_reflection(by=cast.pia, pair=cast.pair).cards.order_by("position").first()


def address(card: Card) -> str:
    return f"/reflect/{card.reflection_id}/{card.slug}/"


def answer(card: Card) -> str:
    with ring():
        return Card.objects.get(pk=card.pk).answer


def type_on(page: Page, words: str) -> None:
    page.locator("textarea").press("Control+End")
    page.locator("textarea").press_sequentially(words)


def state(page: Page):
    return expect(page.locator("p.kept"))


def test_it_is_saved_while_typing(visit, cast, card):
    page = visit(cast.pia)
    page.goto(address(card))
    type_on(page, "The night desk.")
    state(page).to_have_text(SAVED)
    assert answer(card) == "The night desk."
    assert page.evaluate(ON_THE_DEVICE) == []


def test_a_cut_line_loses_nothing(visit, cast, card):
    page = visit(cast.pia)
    page.goto(address(card))
    page.context.set_offline(True)
    type_on(page, "The night desk.")
    state(page).to_contain_text(KEPT)
    page.get_by_role("button", name="Keep for me").click()
    state(page).to_contain_text(KEPT)  # had the line come back before, it would have gone on to the next question
    expect(page.locator("textarea")).to_have_value("The night desk.")
    page.context.set_offline(False)
    state(page).to_have_text(SAVED)
    assert answer(card) == "The night desk."


def test_a_closed_tab_loses_nothing(visit, cast, card):
    page = visit(cast.pia)
    page.goto(address(card))
    page.context.set_offline(True)
    type_on(page, "The night desk.")
    state(page).to_contain_text(KEPT)
    page.close()
    again = page.context.new_page()
    page.context.set_offline(False)
    again.goto(address(card))
    expect(again.locator("textarea")).to_have_value("The night desk.")
    state(again).to_have_text(SAVED)
    assert answer(card) == "The night desk."


def test_it_is_sent_from_any_other_page(visit, cast, card):
    page = visit(cast.pia)
    page.goto(address(card))
    page.context.set_offline(True)
    type_on(page, "The night desk.")
    state(page).to_contain_text(KEPT)
    page.close()
    again = page.context.new_page()
    page.context.set_offline(False)
    with again.expect_response("**/reflect/typing/**"):
        again.goto("/how/")
    wait_until(again, f"async () => (await ({ON_THE_DEVICE})()).length === 0")
    assert answer(card) == "The night desk."


def test_an_expired_session_loses_nothing(visit, server, cast, card):
    page = visit(cast.pia)
    page.goto(address(card))
    Session.objects.all().delete()
    type_on(page, "The night desk.")
    state(page).to_contain_text("Sign in again")
    assert answer(card) == ""
    sign_in(page.context, cast.pia, server.url)
    page.goto(address(card))
    state(page).to_have_text(SAVED)
    assert answer(card) == "The night desk."


def test_it_is_never_sent_as_somebody_else(visit, server, cast, card):
    page = visit(cast.pia)
    page.goto(address(card))
    sign_in(page.context, cast.cleo, server.url)
    type_on(page, "The night desk.")
    state(page).to_contain_text("Someone else is signed in")
    page.goto("/how/")
    assert page.evaluate(ON_THE_DEVICE) == ["The night desk."]
    assert answer(card) == ""


def test_two_versions_are_both_shown_and_both_kept(visit, cast, card):
    page = visit(cast.pia)
    page.goto(address(card))
    type_on(page, "From here.")
    state(page).to_have_text(SAVED)
    with ring():
        save_answer(card, by=cast.pia, text="From the other window.")
    type_on(page, " And more.")
    both = page.locator(".both")
    expect(both).to_contain_text("From the other window.")
    expect(both).to_contain_text("From here. And more.")
    both.get_by_role("button", name="Keep both").click()
    state(page).to_have_text(SAVED)
    assert answer(card).replace("\r\n", "\n") == "From the other window.\n\nFrom here. And more."


def test_signing_out_asks_about_what_is_unsent_and_leaves_nothing(visit, cast, card):
    page = visit(cast.pia)
    page.goto(address(card))
    page.route("**/reflect/typing/**", lambda route: route.abort())
    type_on(page, "The night desk.")
    state(page).to_contain_text(KEPT)
    page.goto("/how/")
    page.locator(".me > button").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.get_by_role("button", name="Not yet").click()
    assert page.evaluate(ON_THE_DEVICE) == ["The night desk."]
    page.locator(".me > button").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.get_by_role("button", name="Go on and lose them").click()
    expect(page.locator(".me > button")).to_have_count(0)
    assert page.evaluate(ON_THE_DEVICE) == []
