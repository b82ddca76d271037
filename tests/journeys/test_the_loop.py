"""The main job, whole: from the invitation to the first one thing, and round the loop into the next talk."""

import re
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Locator, Page, expect

from alongside.focus.models import Focus
from alongside.pairs.models import Pair
from alongside.people.models import Person
from tests.browser import DESK, PHONE, check_axe, check_fits
from tests.cast import Cast, gather
from tests.post import Postbox, links_in

MOST_SCREENS = 7
MOST_REQUIRED = 7

pytestmark = [pytest.mark.journey, pytest.mark.timeout(420)]


@dataclass
class Budget:
    """Counts what P11 limits: each screen once, and every input on it that can't be left empty."""

    page: Page
    screens: list[str] = field(default_factory=list)
    required: list[str] = field(default_factory=list)

    def here(self, heading: str | re.Pattern[str]) -> None:
        """A screen with this heading is reached; it must be usable by everybody."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        self.screens.append(self.page.get_by_role("heading", level=1).inner_text())
        self.required += [
            f"{self.screens[-1]}: {name}"
            for name in self.page.evaluate(
                """[...new Set([...document.querySelectorAll("main :is(input, textarea, select)[required]")]
                    .filter((input) => input.checkVisibility()).map((input) => input.name))]"""
            )
        ]
        check_axe(self.page)
        check_fits(self.page)

    def check(self) -> None:
        assert len(self.screens) <= MOST_SCREENS, self.screens
        assert len(self.required) <= MOST_REQUIRED, self.required


@pytest.fixture
def cast(server) -> Cast:
    return gather()


def press(where: Page | Locator, name: str | re.Pattern[str]) -> None:
    where.get_by_role("button", name=name, exact=isinstance(name, str)).click()


def ask_toni(cleo: Page, cast: Cast) -> None:
    """Cleo offers to be useful to Toni."""
    cleo.goto(f"/pairs/invite/?with={cast.toni.pk}&side=coach")
    press(cleo, "Send to Toni")
    expect(cleo.get_by_role("heading", level=1)).to_have_text("Your pairs")


def first_ten_minutes(toni: Page, link: str) -> Budget:
    """From the link in the mail to the first one thing, as Toni goes it. No password, no page more than needed."""
    budget = Budget(toni)
    toni.goto(link)
    budget.here("Cleo would like to be useful to you.")
    press(toni, "Start")
    budget.here("What is going well?")
    toni.get_by_label("What is going well?").fill("The wards know my voice.")
    press(toni, "Keep for me")
    budget.here("What makes your work harder than it needs to be?")
    toni.get_by_label("What makes your work harder").fill("I wait for the parts desk to call back.")
    toni.get_by_role("radio", name="Above us").check()
    press(toni, "Keep for me")
    budget.here("What would you like to be different in three weeks?")
    press(toni, "Skip")
    budget.here("What may Cleo see?")
    assert toni.locator("main input[type=checkbox]:checked").count() == 0
    toni.get_by_role("checkbox", name=re.compile("harder")).check()
    press(toni, "Show Cleo 1 answer")
    budget.here("How can I help you achieve better outcomes?")
    asked = toni.get_by_role("heading", level=1)
    press(toni, "Next question")
    expect(asked).not_to_have_text("How can I help you achieve better outcomes?")
    toni.get_by_role("link", name="To our one thing").click()
    budget.here(re.compile(r"^One thing until"))
    toni.locator("textarea[name=aim]").fill("Answer a ward without waiting for the parts desk")
    toni.locator("textarea[name=performer_will]").fill("write down each call-back I wait for, Tuesday to Thursday")
    toni.locator("textarea[name=coach_will]").fill("ask Otto for read access to the stock, by Wednesday")
    press(toni, "We agree")
    expect(
        toni.get_by_text("Was it worth the time?", exact=False).or_(toni.get_by_text("Worth the time?"))
    ).to_be_visible()
    return budget


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_first_ten_minutes_and_once_round(width: int, cast: Cast, visit, postbox: Postbox) -> None:
    cleo, toni = visit(cast.cleo, width=width), visit(width=width)
    ask_toni(cleo, cast)
    mail = postbox.wait_for(cast.toni.email)
    budget = first_ten_minutes(toni, next(link for link in links_in(mail) if "/welcome/" in link))
    budget.check()
    assert Person.objects.get(pk=cast.toni.pk).time_zone == "Europe/Berlin", "as the browser says"
    toni.get_by_role("radio", name="Yes", exact=True).check()
    press(toni, "Done") if toni.get_by_role("button", name="Done", exact=True).count() else press(
        toni, "Close the talk"
    )
    expect(toni.get_by_text("Done. Nothing more")).to_be_visible()
    pair = Pair.objects.get(performer=cast.toni)
    focus = Focus.objects.get(pair=pair)

    cleo.goto("/")
    expect(cleo.get_by_text("Toni wrote down your one thing.")).to_be_visible()
    cleo.get_by_role("link", name="Is it what you said?").click()
    press(cleo, "Yes, I said that")

    toni.goto(f"/one-thing/{focus.pk}/")
    expect(toni.get_by_role("heading", level=1)).to_have_text("Answer a ward without waiting for the parts desk")
    toni.get_by_placeholder("A small step").fill("Put a sheet beside the telephone")
    press(toni, "Take it on")
    expect(toni.get_by_text("Put a sheet beside the telephone").first).to_be_visible()
    press(toni, re.compile("^Done"))
    expect(toni.get_by_text("Steps done and dropped")).to_be_visible()
    cleo.reload()
    expect(cleo.get_by_text("Steps done and dropped")).to_be_visible()
    say(cleo, "Not yet. He is back on Tuesday.")
    toni.goto("/")
    expect(toni.get_by_text("Not yet. He is back on Tuesday.")).to_be_visible()

    look_back(toni, focus, "I can answer at once when I see the stock.", "Toni's list", "No access yet")
    look_back(cleo, focus, "I had promised it too lightly.", "Otto was kind", "Holidays")
    toni.goto(f"/one-thing/{focus.pk}/looking-back/")
    expect(toni.get_by_text("I had promised it too lightly.")).to_be_visible()
    toni.get_by_role("radio", name="Partly").check()
    press(toni, "Close it")
    expect(toni.get_by_text("Partly").first).to_be_visible()
    check_axe(toni)

    cleo.goto(f"/pairs/{pair.pk}/")
    expect(cleo.get_by_text("Answer a ward without waiting for the parts desk").first).to_be_visible()
    check_axe(cleo)
    toni.goto(f"/talks/with/{pair.pk}/")
    expect(toni.get_by_text("ask Otto for read access to the stock", exact=False)).to_be_visible()


def say(page: Page, words: str) -> None:
    """A line about one's own part."""
    page.get_by_text("Add a line").first.click()
    page.get_by_label("A line about my part").fill(words)
    page.get_by_role("button", name=re.compile("^Tell ")).first.click()
    expect(page.get_by_text(words).first).to_be_visible()


def look_back(page: Page, focus: Focus, learning: str, helped: str, hindered: str) -> None:
    """One sentence, and what came from outside."""
    page.goto(f"/one-thing/{focus.pk}/looking-back/")
    page.locator("[name=learning]").fill(learning)
    page.locator("[name=helped]").fill(helped)
    page.locator("[name=hindered]").fill(hindered)
    page.get_by_role("radio", name="happened differently").check()
    press(page, re.compile("^Show "))
    expect(page.locator("blockquote").get_by_text(learning)).to_be_visible()


def test_the_keyboard_is_enough(cast: Cast, visit, postbox: Postbox) -> None:
    """From the mail round the loop without a mouse: tab, space, enter and letters."""
    cleo, toni = visit(cast.cleo), visit(width=DESK)
    ask_toni(cleo, cast)
    toni.goto(next(link for link in links_in(postbox.wait_for(cast.toni.email)) if "/welcome/" in link))
    heading = toni.get_by_role("heading", level=1)
    reach(toni, toni.get_by_role("button", name="Start")).press("Enter")
    for words in ("The wards know my voice.", "I wait for the parts desk."):
        expect(toni.locator("textarea")).to_be_focused()
        toni.keyboard.type(words)
        reach(toni, toni.get_by_role("button", name="Keep for me")).press("Enter")
    expect(heading).to_have_text("What would you like to be different in three weeks?")
    reach(toni, toni.get_by_role("button", name="Skip")).press("Enter")
    expect(heading).to_have_text("What may Cleo see?")
    reach(toni, toni.get_by_role("checkbox", name=re.compile("What is going well"))).press("Space")
    reach(toni, toni.get_by_role("button", name="Show Cleo 1 answer")).press("Enter")

    expect(heading).to_have_text("How can I help you achieve better outcomes?")
    reach(toni, toni.get_by_role("button", name="Next question")).press("Enter")
    expect(heading).not_to_have_text("How can I help you achieve better outcomes?")
    reach(toni, toni.get_by_role("link", name="To our one thing")).press("Enter")
    expect(heading).to_have_text(re.compile(r"^One thing until"))
    for name, words in {"aim": "A free morning", "performer_will": "list it daily", "coach_will": "ask Otto"}.items():
        reach(toni, toni.locator(f"textarea[name={name}]")).press_sequentially(words)
    reach(toni, toni.get_by_role("button", name="We agree")).press("Enter")
    expect(toni.get_by_text("Worth the time?")).to_be_visible()
    reach(toni, toni.get_by_role("radio", name="Yes", exact=True), by="ArrowDown").press("Space")
    reach(toni, toni.get_by_role("button", name=re.compile("Close the talk|Done"))).press("Enter")
    expect(toni.get_by_text("Done. Nothing more")).to_be_visible()

    focus = Focus.objects.get(pair__performer=cast.toni)
    toni.goto(f"/one-thing/{focus.pk}/")
    reach(toni, toni.get_by_placeholder("A small step")).press_sequentially("Put a sheet there")
    reach(toni, toni.get_by_role("button", name="Take it on")).press("Enter")
    reach(toni, toni.get_by_role("button", name=re.compile("^Done"))).press("Enter")
    expect(toni.get_by_text("Steps done and dropped")).to_be_visible()
    reach(toni, toni.get_by_role("link", name="Look back now")).press("Enter")
    reach(toni, toni.locator("[name=learning]")).press_sequentially("I can answer at once.")
    for circumstances in toni.get_by_role("checkbox", name="Nothing I can think of").all():
        reach(toni, circumstances).press("Space")
    reach(toni, toni.get_by_role("radio", name="Happened differently"), by="ArrowDown").press("Space")
    reach(toni, toni.get_by_role("button", name=re.compile("^Show "))).press("Enter")
    expect(toni.locator("blockquote").get_by_text("I can answer at once.")).to_be_visible()


def reach(page: Page, wanted: Locator, *, by: str = "Tab") -> Locator:
    """Press the tab key until this is focused; within a choice the arrows, as everywhere."""
    expect(wanted).to_be_visible()
    for _ in range(60):
        if wanted.evaluate("(one) => one === document.activeElement"):
            return wanted
        among = by if page.evaluate("() => document.activeElement?.type === 'radio'") else "Tab"
        page.keyboard.press(among)
    pytest.fail(f"The tab key never reaches {wanted}.")
