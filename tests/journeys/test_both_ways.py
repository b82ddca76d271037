"""Two people answer about each other, each on a device of their own; both come out together, and they talk about it."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from alongside.evaluations import without_names
from alongside.kit import clock
from tests.browser import DESK, PHONE, check_axe, check_fits
from tests.cast import Cast, enter, gather, pair_up


@pytest.fixture
def cast(server) -> Cast:
    return gather()


def press(page: Page, name: str | re.Pattern[str]) -> None:
    page.get_by_role("button", name=name).click()


def heading(page: Page, words: str) -> None:
    """This screen is reached, and everybody can use it."""
    expect(page.get_by_role("heading", level=1)).to_have_text(words)
    check_axe(page)
    check_fits(page)


def choose(page: Page, question: str, word: str) -> None:
    page.get_by_role("group", name=question).get_by_role("radio", name=word, exact=True).check()


def test_both_ways_by_two_people(cast: Cast, visit) -> None:
    pia, cleo = visit(cast.pia, width=PHONE), visit(cast.cleo, width=DESK)

    pia.goto(f"/both-ways/with/{cast.pair.pk}/")
    heading(pia, "How are the two of you doing, both ways?")
    press(pia, "Ask us both")
    heading(pia, "How is it going with Cleo?")
    assert pia.locator("main input:checked").count() == 0
    for question, word in (
        ("How often did Cleo help you get on?", "mostly"),
        ("How often did Cleo help with what stood in your way?", "seldom"),
        ("How often did you learn something with Cleo?", "I can’t tell"),
    ):
        choose(pia, question, word)
    pia.get_by_label("One example").fill("You went to Otto with me.")
    expect(pia.get_by_text("Kept on this device")).to_be_visible()
    pia.reload()  # a tab closed by mistake, or a night between
    expect(pia.get_by_label("One example")).to_have_value("You went to Otto with me.")
    press(pia, "Show Cleo when both are in")
    expect(pia.get_by_text("Please choose.")).to_be_visible()
    check_axe(pia)
    choose(pia, "How often could you tell Cleo what you really think?", "always")
    pia.get_by_label("One request").fill("Ask me before you ask him.")
    press(pia, "Show Cleo when both are in")
    heading(pia, "Yours is in.")

    cleo.goto(f"/both-ways/with/{cast.pair.pk}/")
    heading(cleo, "How is it going with Pia?")
    expect(cleo.get_by_text("You went to Otto with me.")).to_have_count(0)
    for question in cleo.get_by_role("group").all():
        question.get_by_role("radio", name="mostly", exact=True).check()
    cleo.get_by_label("One example").fill("The list of parts was there on Tuesday.")
    cleo.get_by_label("One request").fill("Tell me when I talk too much.")
    cleo.get_by_label("One request").press("Tab")
    cleo.get_by_role("button", name="Show Pia when both are in").press("Enter")
    heading(cleo, "How you two are doing, both ways")
    expect(cleo.get_by_role("region", name="What Pia says about you")).to_contain_text("You went to Otto with me.")
    assert not re.search(r"\d", cleo.get_by_role("region", name="What Pia says about you").inner_text())

    pia.reload()
    heading(pia, "How you two are doing, both ways")
    expect(pia.get_by_role("region", name="What Cleo says about you")).to_contain_text("Tell me when I talk too much.")
    press(pia, "We have talked about it")
    heading(pia, "You and Cleo")


def test_the_performer_would_rather_talk(cast: Cast, visit) -> None:
    pia, cleo = visit(cast.pia), visit(cast.cleo, scheme="dark")
    cleo.goto(f"/both-ways/with/{cast.pair.pk}/")
    expect(cleo.get_by_role("button", name="Just talk about it")).to_have_count(0)
    press(cleo, "Ask us both")
    pia.goto(f"/both-ways/with/{cast.pair.pk}/")
    press(pia, "Just talk about it")
    heading(pia, "You two talk about it.")
    cleo.reload()
    heading(cleo, "You two talk about it.")
    press(cleo, "We have talked about it")
    heading(cleo, "You and Pia")


def test_five_people_join_and_their_coach_reads_words_without_names(cast: Cast, visit) -> None:
    """Each alone, on a device of their own; the half-year ends; the coach reads four words, and no number."""
    people = {cast.pia: cast.pair}
    people |= {
        one: pair_up(one, cast.cleo) for one in (enter(f"{name} Haldane") for name in ("Bo", "Dev", "Ena", "Gus"))
    }
    without_names.prepare_answers()
    for number, (person, pair) in enumerate(people.items()):
        page = visit(person)
        page.goto(f"/both-ways/with/{pair.pk}/without-names/")
        if number == 0:
            heading(page, "For Cleo, without names")
        for question in page.get_by_role("group", name="How often").all():
            question.get_by_role("radio", name="never" if number == 0 else "mostly", exact=True).check()
        press(page, "Join, without my name")
        expect(page.get_by_text("You have joined. Nobody else can read this, or tell that you did.")).to_be_visible()
        page.context.close()
    cleo = visit(cast.cleo, width=DESK)
    cleo.goto("/both-ways/readings/")
    heading(cleo, "Your coaching, without names")
    expect(cleo.get_by_text("mostly often")).to_have_count(0)
    with clock.at(clock.now() + timedelta(days=184)):
        without_names.publish_readings()
    cleo.reload()
    reading = cleo.get_by_role("region").filter(has_text="helped to get on")
    expect(reading.get_by_text("mostly often", exact=True)).to_have_count(4)
    assert not re.search(r"\d", reading.locator("dl").inner_text())
    check_axe(cleo)
