"""Today: at most one request, our one thing, the next talk; the door for whoever has not signed in."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from alongside.conversations.actions import plan_talk, start_talk
from alongside.conversations.models import Conversation
from alongside.focus.actions import agree_to_focus, choose_focus, look_back
from alongside.focus.models import Focus
from alongside.kit import clock as the_clock
from alongside.pairs.actions import invite, pause, propose_agreement, say_not_now, set_proposal_aside
from alongside.pairs.models import Side
from alongside.reflections.solo import choose_alone
from tests.cast import Cast, enter, pair_up
from tests.conftest import Clock

ASK = 'class="card ask"'


def today(client: Client, person: object) -> str:
    client.force_login(person)  # type: ignore[arg-type]
    answer = client.get("/")
    assert answer.status_code == 200
    return answer.content.decode()


def chosen(cast: Cast) -> Focus:
    return choose_focus(
        cast.pair,
        by=cast.pia,
        aim="Answer a ward without waiting",
        performer_will="write down each call-back on Tuesday",
        coach_will="ask Otto for access by Wednesday",
        look_back_on=cast.pia.today() + timedelta(days=14),
    )


def test_nobody_unsigned_sees_anything_but_the_door(client: Client, cast: Cast) -> None:
    page = client.get("/").content.decode()
    assert "Sign in" in page
    assert "Pia" not in page


def test_a_person_with_no_pair_is_helped_on(client: Client, cast: Cast) -> None:
    page = today(client, cast.otto)
    assert "Who would you like to think with?" in page
    assert ASK not in page


def test_a_pair_without_a_one_thing_is_asked_to_talk(client: Client, cast: Cast) -> None:
    assert "No one thing just now." in today(client, cast.pia)


def test_the_one_thing_stands_first_with_both_parts(client: Client, cast: Cast) -> None:
    chosen(cast)
    page = today(client, cast.pia)
    assert "Answer a ward without waiting" in page
    assert "I will" in page and "Cleo will" in page
    assert ASK not in page


def test_the_other_one_is_asked_whether_it_is_what_they_said(client: Client, cast: Cast) -> None:
    focus = chosen(cast)
    assert "Pia wrote down your one thing." in today(client, cast.cleo)
    agree_to_focus(focus, by=cast.cleo)
    assert ASK not in today(client, cast.cleo)


def test_looking_back_is_offered_on_its_day_and_never_called_late(client: Client, cast: Cast, clock: Clock) -> None:
    chosen(cast)
    assert "Time to look back?" not in today(client, cast.pia)
    clock.forward(days=14)
    assert "Time to look back?" in today(client, cast.pia)


def test_who_has_not_looked_back_hears_that_the_other_did_and_then_both_may_close(client: Client, cast: Cast) -> None:
    focus = chosen(cast)
    agree_to_focus(focus, by=cast.cleo)
    words = {"learning": "Ringing first is quicker.", "helped": "Nothing", "hindered": "Nothing"}
    look_back(focus, by=cast.pia, **words)
    assert "Pia has looked back." in today(client, cast.cleo)
    assert ASK not in today(client, cast.pia)
    look_back(focus, by=cast.cleo, **words)
    assert "Read both, and close it" in today(client, cast.pia)
    assert "Read both, and close it" in today(client, cast.cleo)


def test_after_a_long_gap_three_ways_on_are_offered(client: Client, cast: Cast, clock: Clock) -> None:
    chosen(cast)
    clock.forward(days=40)
    page = today(client, cast.pia)
    assert "Pick up, shrink or set aside?" in page
    assert "overdue" not in page


def test_both_are_told_a_month_before_something_goes(client: Client, cast: Cast, clock: Clock) -> None:
    focus = chosen(cast)
    Focus.objects.filter(pk=focus.pk).update(closed_at=the_clock.now())
    clock.forward(days=334)
    assert "Soon gone" not in today(client, cast.pia)
    clock.forward(days=3)
    for person in (cast.pia, cast.cleo):
        assert "Soon gone" in today(client, person)
    assert "Soon gone" not in today(client, cast.lena)


def test_one_thing_alone_is_on_the_page_of_its_author(client: Client, cast: Cast) -> None:
    choose_alone(
        by=cast.otto,
        aim="Walk the night shift",
        will="go on Tuesday",
        look_back_on=cast.otto.today() + timedelta(days=7),
    )
    assert "Walk the night shift" in today(client, cast.otto)
    assert "Walk the night shift" not in today(client, cast.ada)


def test_there_is_one_request_at_most(client: Client, cast: Cast, clock: Clock) -> None:
    chosen(cast)
    propose_agreement(cast.pair, by=cast.cleo, words="We meet on Thursdays.")
    invite(cast.pia, by=cast.toni, side=Side.COACH)
    clock.forward(days=20)
    page = today(client, cast.pia)
    assert page.count(ASK) == 1
    assert "Toni would like to be useful to you." in page


def test_an_invitation_put_aside_is_not_shown_again(client: Client, cast: Cast) -> None:
    sent = invite(cast.otto, by=cast.toni, side=Side.PERFORMER)
    assert "Toni would like to be coached by you." in today(client, cast.otto)
    say_not_now(sent, by=cast.otto)
    assert ASK not in today(client, cast.otto)


def test_the_next_talk_is_shown_in_the_persons_time(client: Client, cast: Cast, clock: Clock) -> None:
    cast.pia.time_zone = "Europe/Berlin"
    cast.pia.save()
    plan_talk(cast.pair, by=cast.cleo, when=the_clock.now() + timedelta(days=3))
    assert "10:00, with Cleo" in today(client, cast.pia)


def test_a_talk_next_year_is_told_with_its_year(client: Client, cast: Cast, clock: Clock) -> None:
    talk = plan_talk(cast.pair, by=cast.cleo, when=clock.now + timedelta(days=340))
    year = str(talk.planned_for.year) if talk.planned_for else ""
    assert year != str(clock.now.year) and f"{year}, " in today(client, cast.pia)


def test_words_that_were_set_aside_wait_for_nobody(client: Client, cast: Cast) -> None:
    proposed = propose_agreement(cast.pair, by=cast.cleo, words="On Thursdays.")
    assert "put what you agreed" in today(client, cast.pia)
    set_proposal_aside(proposed, by=cast.cleo)
    assert "put what you agreed" not in today(client, cast.pia)


def test_a_planned_talk_is_not_offered_twice(client: Client, cast: Cast) -> None:
    assert "Talk with Cleo" in today(client, cast.pia)
    plan_talk(cast.pair, by=cast.cleo, when=the_clock.now() + timedelta(days=1))
    page = today(client, cast.pia)
    assert "Talk with Cleo" not in page and "Prepare or begin" in page


def test_a_day_gone_by_is_not_named_as_an_end(client: Client, cast: Cast, clock: Clock) -> None:
    focus = chosen(cast)
    until, since = (f"{day.day} {day:%B}" for day in (focus.look_back_on, the_clock.now()))
    assert f"Our one thing with Cleo, until {until}" in today(client, cast.pia)
    clock.forward(days=15)
    assert f"Our one thing with Cleo, since {since}" in today(client, cast.pia)


def test_a_planned_talk_that_did_not_come_about_is_not_the_next_one(client: Client, cast: Cast, clock: Clock) -> None:
    plan_talk(cast.pair, by=cast.cleo, when=the_clock.now() + timedelta(days=1))
    clock.forward(days=3)
    page = today(client, cast.pia)
    assert "You had planned to talk" in page and "Talk now, or find another day" in page
    assert "Next talk" not in page and "is planned" not in page
    for address in ("pairs:page", "talks:begin"):
        assert "You had planned to talk" in client.get(reverse(address, args=[cast.pair.pk])).content.decode()
    plan_talk(pair_up(cast.pia, cast.toni), by=cast.pia, when=the_clock.now() + timedelta(days=2))
    page = today(client, cast.pia)
    assert "Next talk" in page and "with Toni" in page and "You had planned" not in page


def test_on_other_pages_a_day_gone_by_is_no_end_either(client: Client, cast: Cast, clock: Clock) -> None:
    chosen(cast)
    tomorrow = cast.toni.today() + timedelta(days=1)
    choose_alone(by=cast.toni, aim="Less mail", will="Close it until ten", look_back_on=tomorrow)
    clock.forward(days=16)
    client.force_login(cast.pia)
    page = client.get(reverse("pairs:page", args=[cast.pair.pk])).content.decode()
    assert "Our one thing, since" in page and "Our one thing, until" not in page
    assert "One thing, just for you, since" in today(client, cast.toni)
    assert "one thing since" in client.get(reverse("solo:page")).content.decode()


def test_a_talk_today_is_called_so(client: Client, cast: Cast, clock: Clock) -> None:
    plan_talk(cast.pair, by=cast.cleo, when=the_clock.now() + timedelta(days=1))
    assert "Today, " not in today(client, cast.pia)
    clock.forward(days=1)
    assert "Today, 09:00, with Cleo" in today(client, cast.pia)


def test_who_keeps_the_list_finds_it_before_there_is_a_pair(client: Client, cast: Cast) -> None:
    assert "The list of people" in today(client, cast.ada)
    assert "The list of people" not in today(client, cast.otto)


def test_a_resting_pair_is_said_kindly(client: Client, cast: Cast) -> None:
    pair = pair_up(cast.toni, cast.lena)
    plan_talk(pair, by=cast.lena, when=the_clock.now() + timedelta(days=1))
    start_talk(pair, by=cast.lena, mode=Conversation.Mode.TABLE)
    pause(pair, by=cast.lena)
    for person in (cast.toni, cast.lena):
        page = today(client, person)
        assert "are resting." in page
        for asked in ("is under way", "No one thing just now.", "Prepare or begin", "Who would you like"):
            assert asked not in page


@pytest.mark.parametrize("pairs", [1, 8])
def test_it_costs_the_same_with_many_pairs(client: Client, cast: Cast, pairs: int) -> None:
    for number in range(pairs):
        with_pair = pair_up(enter(f"Person{number} X"), cast.cleo)
        choose_focus(
            with_pair,
            by=with_pair.performer,
            aim=f"Aim {number}",
            performer_will="write each call down on Tuesday",
            coach_will="ask Otto by Wednesday",
            look_back_on=cast.pia.today() + timedelta(days=10),
        )
    client.force_login(cast.cleo)
    client.get("/")
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/").status_code == 200
    assert len(queries) <= 10, "\n".join(query["sql"][:160] for query in queries)


def test_a_wrong_method_is_refused(client: Client, cast: Cast) -> None:
    client.force_login(cast.pia)
    assert client.post("/").status_code == 405
    assert client.post(reverse("how:page")).status_code == 405
