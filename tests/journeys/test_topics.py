"""This month's topic: a lead moves the year, a performer takes another topic, the coach sees it."""

import pytest
from playwright.sync_api import expect

from alongside.conversations import themes
from alongside.conversations.actions import close_talk, start_talk
from alongside.conversations.theming import year_of
from alongside.kit import clock
from alongside.pairs.models import Pair
from tests.browser import DESK, PHONE, check_axe, check_fits
from tests.cast import Cast, gather


@pytest.fixture
def two(server) -> Cast:
    cast = gather()
    Pair.objects.update(began_on=clock.today())  # so that nothing else presses
    close_talk(start_talk(cast.pair, by=cast.cleo), by=cast.pia, ended_with="nothing")
    return cast


def test_a_team_has_its_year_and_two_people_their_month(two, visit) -> None:
    lena = visit(two.lena, width=DESK)
    lena.goto(f"/people/teams/{two.customer_care.pk}/")
    lena.get_by_role("link", name="A topic a month").click()
    lena.get_by_role("link", name="Change the year").click()
    check_axe(lena)
    lena.get_by_label("Both place the last two months in").select_option("May and November")
    lena.get_by_label("June").select_option("Half a step up")
    lena.get_by_role("button", name="Keep this year").click()
    expect(lena.get_by_text("Kept. Each pair sees it from its next talk on.")).to_be_visible()
    year = year_of(two.customer_care)
    assert (year[4], year[10], year[5]) == (themes.CHECK_IN, themes.CHECK_IN, "oskar")

    pia, cleo = visit(two.pia, width=PHONE), visit(two.cleo, width=DESK)
    pia.goto(f"/talks/with/{two.pair.pk}/")
    pia.get_by_text("Another topic this month").click()
    pia.get_by_label("Another topic", exact=True).select_option("Handing something over")
    check_axe(pia)
    check_fits(pia)
    pia.get_by_role("button", name="Take this one").click()
    expect(pia.get_by_role("radio", name="Handing something over")).to_be_checked()
    cleo.goto(f"/talks/with/{two.pair.pk}/")
    expect(cleo.get_by_text("Pia chose it for the two of you")).to_be_visible()
    expect(cleo.get_by_role("radio", name="Handing something over")).to_be_checked()
    expect(cleo.get_by_text("Another topic this month")).to_have_count(0)
    check_axe(cleo)
    cleo.get_by_role("button", name="Start now").click()
    expect(cleo.get_by_role("heading", level=1)).to_have_text(
        "What do you still do yourself that somebody else could do?"
    )
