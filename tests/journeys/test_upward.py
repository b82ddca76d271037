"""Upward, in several browsers: contacts are named, a pair that hurts is ended, a lead hears what nobody says aloud."""

import pytest
from playwright.sync_api import Page, expect

from alongside.pairs.models import Pair
from alongside.upward.models import Batch, Sack
from alongside.upward.nameless import publish
from alongside.upward.naming import be_contact, confirm_contact, name_representative, propose_contact
from tests.browser import DESK, check_axe, check_fits
from tests.cast import Cast, enter, gather
from tests.upward.lines import be_here, fill_line

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]


@pytest.fixture
def here(server) -> Cast:
    cast = gather()
    fill_line(cast)
    return cast


def look(page: Page) -> None:
    check_axe(page)
    check_fits(page)


def test_two_sides_name_a_contact_who_stops_a_pair_for_somebody(here, visit) -> None:
    ruth = enter("Ruth Adler")
    be_here([ruth])

    ada = visit(here.ada, width=DESK)
    ada.goto("/upward/naming/")
    ada.get_by_label("Who speaks for the employees?").fill("Otto Brandt")
    ada.get_by_role("button", name="Name them").click()
    ada.get_by_label("Whom do you propose?").fill("Ruth Adler")
    ada.get_by_role("button", name="Propose for management").click()
    expect(ada.get_by_text("Waits for a yes of the employees.")).to_be_visible()
    expect(ada.get_by_role("button", name="Confirm for the employees")).to_have_count(0)
    look(ada)

    otto = visit(here.otto)
    otto.goto("/")
    otto.get_by_role("link", name="Look who").click()
    otto.get_by_role("button", name="Confirm for the employees").click()

    as_ruth = visit(ruth)
    as_ruth.goto("/")
    as_ruth.get_by_role("link", name="What it means").click()
    as_ruth.get_by_label("What should people know of you?").fill("Office, second floor. Come by.")
    as_ruth.get_by_role("button", name="Yes, I will be there").click()

    pia = visit(here.pia)
    pia.goto("/how/")
    pia.get_by_role("link", name="Confidential contacts").click()
    expect(pia.get_by_text("Named by Ada Kern for management and Otto Brandt for the employees")).to_be_visible()
    look(pia)
    pia.get_by_role("link", name="Write to Ruth").click()
    pia.get_by_label("What is it about?").fill("I dread the talks with Cleo.")
    look(pia)
    pia.get_by_role("button", name="Send to Ruth").click()
    expect(pia.get_by_role("heading", level=1)).to_have_text("You and Ruth")
    expect(pia.get_by_text("Ruth answers by")).to_be_visible()

    as_ruth.goto("/")
    expect(as_ruth.get_by_role("heading", name="Somebody has brought you something in confidence.")).to_be_visible()
    expect(as_ruth.get_by_text("Pia")).to_have_count(0)
    as_ruth.get_by_role("link", name="Read it alone").click()
    expect(as_ruth.get_by_text("I dread the talks with Cleo.")).to_be_visible()
    as_ruth.get_by_label("Answer").fill("Thank you for telling me. What would help?")
    as_ruth.get_by_role("button", name="Send to Pia").click()

    pia.goto("/")
    pia.get_by_role("link", name="Read it alone").click()
    pia.get_by_text("Something Ruth should do for you").click()
    pia.get_by_label("Stop one of my pairs for me").check()
    pia.get_by_text("Which pair, and with whom to go on").click()
    pia.get_by_label("Which of your pairs?").select_option(label="You and Cleo")
    pia.get_by_role("button", name="Tell Ruth").click()
    expect(pia.get_by_role("heading", name="Stop your pair with Cleo.")).to_be_visible()
    look(pia)

    as_ruth.reload()
    as_ruth.get_by_role("button", name="Do it for Pia").click()
    as_ruth.get_by_role("button", name="Yes, stop it now").click()
    expect(as_ruth.get_by_text("Done on")).to_be_visible()
    look(as_ruth)
    assert Pair.objects.get(pk=here.pair.pk).ended_at is not None

    cleo = visit(here.cleo)
    cleo.goto(f"/pairs/{here.pair.pk}/")
    expect(cleo.get_by_role("heading", name="You have stopped.")).to_be_visible()
    expect(cleo.get_by_text("Ruth")).to_have_count(0)

    pia.goto("/upward/")
    pia.get_by_role("link", name="Ruth Adler, in confidence").click()
    pia.get_by_role("button", name="Delete it now").click()
    pia.get_by_role("button", name="Delete it for good").click()
    expect(pia.get_by_role("heading", name="Whom would you like to tell?")).to_be_visible()
    as_ruth.goto("/upward/heard/")
    expect(as_ruth.get_by_text("Nothing has come to you yet")).to_be_visible()


def test_a_lead_hears_what_came_without_a_name_and_answers_everybody(here, visit, clock) -> None:
    clock.release()  # the server lives in real time
    pia = visit(here.pia)
    pia.goto("/")
    pia.get_by_role("link", name="Something hard to say?").click()
    pia.get_by_role("link", name="Tell Lena Vogt").click()
    pia.get_by_label("Without my name").check()
    expect(pia.get_by_text("This could have come from any of 6 people.").first).to_be_visible()
    pia.get_by_label("What would you like to say?").fill("I am the only one who stays for the late calls.")
    look(pia)
    pia.get_by_role("button", name="Read it once more").click()
    expect(pia.get_by_text("It says that something is true of one person only.")).to_be_visible()
    look(pia)
    pia.get_by_role("button", name="Change it").click()
    pia.get_by_label("What would you like to say?").fill("Late calls always land on the same people.")
    pia.get_by_role("button", name="Read it once more").click()
    expect(pia.get_by_text("Look at these once more")).to_have_count(0)
    pia.get_by_role("button", name="Send to Lena without my name").click()
    expect(pia.get_by_role("heading", name="It is on its way, without your name.")).to_be_visible()
    assert Sack.objects.count() == 1

    from datetime import timedelta

    from alongside.kit import clock as the_clock

    with the_clock.at(the_clock.now() + timedelta(days=7)):
        publish()
    assert Batch.objects.get().people == 6
    lena = visit(here.lena, width=DESK)
    lena.goto("/")
    lena.get_by_role("link", name="Read it").click()
    expect(lena.get_by_text("Late calls always land on the same people.")).to_be_visible()
    look(lena)
    lena.get_by_label("Would you like to answer everybody in your line?").fill("We'll take turns from March on.")
    lena.get_by_role("button", name="Show everybody in my line").click()

    toni = visit(here.toni)
    toni.goto("/upward/")
    expect(toni.get_by_text("We'll take turns from March on.")).to_be_visible()
    expect(toni.get_by_text("Late calls always land")).to_have_count(0)


def test_in_a_small_line_it_says_why_not_and_the_keyboard_is_enough(server, visit, clock) -> None:
    clock.release()
    cast = gather()
    be_here(list(cast))
    ruth = enter("Ruth Adler")
    name_representative(cast.otto, by=cast.ada)
    contact = propose_contact(ruth, by=cast.ada)
    confirm_contact(contact, by=cast.otto)
    be_contact(contact, by=ruth)
    pia = visit(cast.pia, width=DESK)
    pia.goto(f"/upward/to/{cast.lena.pk}/")
    expect(pia.get_by_text("fewer than 5 people could have written it, so Lena could guess")).to_be_visible()
    expect(pia.get_by_label("Without my name")).to_be_disabled()
    pia.get_by_label("With my name").focus()
    pia.keyboard.press("Space")
    pia.get_by_label("What would you like to say?").focus()
    pia.keyboard.type("The rota is unfair.")
    pia.get_by_role("button", name="Read it once more").focus()
    pia.keyboard.press("Enter")
    pia.get_by_role("button", name="Send to Lena with my name").focus()
    pia.keyboard.press("Enter")
    expect(pia.get_by_role("heading", name="Lena has it.")).to_be_visible()
    lena = visit(cast.lena)
    lena.goto("/")
    lena.get_by_role("link", name="Read it").click()
    expect(lena.get_by_text("The rota is unfair.")).to_be_visible()
    look(lena)
