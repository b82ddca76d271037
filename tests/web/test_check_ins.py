"""The pages of the check-in, without JavaScript: words to choose, what is said before and after, who words the axes."""

from typing import Any

import pytest
from django.test import Client

from alongside.evaluations.checking_in import About, Spots, ask_where, mine, place_months
from alongside.evaluations.gaps import Spot
from alongside.evaluations.models import Axes, CheckIn
from alongside.evaluations.rules import HowOften
from alongside.lifecycle.ending import end_together
from alongside.lifecycle.forgetting import forget
from tests.cast import Cast

SENT = {"work_across": "mostly", "work_up": "seldom", "coaching_across": "always", "coaching_up": "half-the-time"}
SPOTS: Spots = {
    About.WORK: Spot(HowOften.MOSTLY, HowOften.SELDOM),
    About.COACHING: Spot(HowOften.ALWAYS, HowOften.HALF),
}


@pytest.fixture
def pia(cast: Cast, clock: Any) -> Client:
    return signed_in(cast.pia)


@pytest.fixture
def asked(cast: Cast, clock: Any) -> CheckIn:
    return ask_where(cast.pair, by=cast.cleo)


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def said(answer: Any) -> str:
    return str(answer.content.decode()).replace("&#x27;", "'")


def test_asking_both(cast: Cast, pia: Client) -> None:
    begin = f"/where/with/{cast.pair.pk}/"
    page = said(pia.get(begin))
    assert "Cleo sees that you ask." in page
    assert "Ask Cleo and me" in page
    asked = pia.post(begin)
    check_in = CheckIn.objects.get()
    assert asked["Location"] == f"/where/{check_in.pk}/"
    assert pia.get(begin)["Location"] == f"/where/{check_in.pk}/"


def test_placing_in_words(cast: Cast, pia: Client, asked: CheckIn) -> None:
    here = f"/where/{asked.pk}/"
    page = said(pia.get(here))
    assert page.count('type="radio"') == 36
    assert "checked" not in page
    assert "Only you, until both are in; then both of you." in page
    assert pia.post(here, SENT, follow=True).status_code == 200
    page = said(pia.get(here))
    assert "Yours is in." in page
    assert "You both see it when both are in." in page
    assert "about half the time" in page
    assert mine(asked, cast.pia) == SPOTS
    changing = said(pia.get(f"{here}?change"))
    assert changing.count("checked") == 4
    pia.post(here, SENT | {"work_unsure": "on"})
    assert mine(asked, cast.pia) == SPOTS | {About.WORK: None}
    pia.post(f"{here}take-back/")
    assert mine(asked, cast.pia) is None


def test_half_of_it_is_not_placed_and_stays_typed(cast: Cast, pia: Client, asked: CheckIn) -> None:
    answer = pia.post(f"/where/{asked.pk}/", {"work_across": "mostly", "coaching_unsure": "on"})
    assert answer.status_code == 422
    assert said(answer).count("Place it, or say that you can't tell.") == 1
    assert said(answer).count("checked") == 2
    answer = pia.post(f"/where/{asked.pk}/", SENT | {"work_up": "7"})
    assert answer.status_code == 422
    assert mine(asked, cast.pia) is None


def test_changing_it_after_both_are_in_says_so(cast: Cast, pia: Client, asked: CheckIn) -> None:
    place_months(asked, SPOTS, by=cast.pia)
    place_months(asked, SPOTS, by=cast.cleo)
    answer = pia.post(f"/where/{asked.pk}/", SENT)
    assert "The last two months, seen by both" in said(answer)


def test_both_with_the_gap_one_question_and_the_last_times(
    cast: Cast, pia: Client, clock: Any, django_assert_max_num_queries: Any
) -> None:
    far = SPOTS | {About.COACHING: Spot(HowOften.SELDOM, HowOften.HALF)}
    asked = None
    for _time in range(5):
        asked = ask_where(cast.pair, by=cast.cleo)
        place_months(asked, SPOTS, by=cast.pia)
        place_months(asked, far, by=cast.cleo)
        clock.forward(days=60)
    assert asked
    with django_assert_max_num_queries(10):
        page = said(pia.get(f"/where/{asked.pk}/"))
    assert page.count('class="gap"') == 1 + 3  # now, and the last three times; on the work there is none
    assert page.count('class="earlier ago-') == 6
    assert "In the same place." in page
    assert "Far apart." in page
    assert page.count('id="question"') == 1
    assert "Pia found so far more often than Cleo did. Cleo, what do you hold against yourself?" in page
    assert "Talk about it" in page
    begin = said(pia.get(f"/where/with/{cast.pair.pk}/"))
    assert begin.count("/where/") >= 5
    assert "Ask Cleo and me" in begin


def test_what_both_placed_stands_there_for_some_weeks(cast: Cast, pia: Client, asked: CheckIn, clock: Any) -> None:
    begin = f"/where/with/{cast.pair.pk}/"
    place_months(asked, SPOTS, by=cast.pia)
    place_months(asked, SPOTS, by=cast.cleo)
    assert pia.get(begin)["Location"] == f"/where/{asked.pk}/"
    assert "Ask Cleo and me" in said(pia.get(f"{begin}?again"))
    talk = said(pia.get(f"/talks/with/{cast.pair.pk}/?guide=check-in&plan"))
    assert "You have both placed the last two months." in talk
    assert 'value="check-in" checked' in talk
    clock.forward(days=29)
    assert "Ask Cleo and me" in said(pia.get(begin))


def test_earlier_ones_under_another_question_are_not_laid_behind(cast: Cast, pia: Client, clock: Any) -> None:
    asked = None
    for number in range(2):
        asked = ask_where(cast.pair, by=cast.cleo)
        place_months(asked, SPOTS, by=cast.pia)
        place_months(asked, SPOTS, by=cast.cleo)
        if not number:
            Axes.objects.create(team=cast.customer_care, work_up="How often did somebody smile?")
            clock.forward(days=60)
    assert asked
    page = said(pia.get(f"/where/{asked.pk}/"))
    assert "How often did somebody smile?" in page
    assert page.count('class="earlier ago-') == 1


def test_after_the_days(cast: Cast, pia: Client, asked: CheckIn, clock: Any) -> None:
    place_months(asked, SPOTS, by=cast.pia)
    clock.forward(days=15)
    page = said(pia.get(f"/where/{asked.pk}/"))
    assert "It stays with you." in page
    assert "mostly" in page
    cleos = said(signed_in(cast.cleo).get(f"/where/{asked.pk}/"))
    assert "Nobody saw anything." in cleos
    assert "mostly" not in cleos
    assert pia.post(f"/where/{asked.pk}/", SENT).status_code == 200
    pia.post(f"/where/{asked.pk}/delete/")
    assert "Nobody saw anything." in said(pia.get(f"/where/{asked.pk}/"))


def test_after_the_end_and_when_somebody_is_gone(cast: Cast, pia: Client, asked: CheckIn) -> None:
    place_months(asked, SPOTS, by=cast.pia)
    place_months(asked, SPOTS, by=cast.cleo)
    end_together(cast.pair, by=cast.pia)
    page = said(pia.get(f"/where/{asked.pk}/"))
    assert "Talk about it" not in page
    assert "In the same place." in page
    assert "Ask Cleo and me" not in said(pia.get(f"/where/with/{cast.pair.pk}/"))
    forget(cast.cleo)
    page = said(pia.get(f"/where/{asked.pk}/"))
    assert "went with them." in page
    assert 'id="question"' not in page
    assert page.count('class="disc me"') == 2


def test_no_page_asks_the_database_often(
    cast: Cast, pia: Client, asked: CheckIn, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(10):
        pia.get(f"/where/{asked.pk}/")
    place_months(asked, SPOTS, by=cast.pia)
    with django_assert_max_num_queries(10):
        pia.get(f"/where/{asked.pk}/")
    with django_assert_max_num_queries(10):
        pia.get(f"/where/with/{cast.pair.pk}/", follow=True)


def test_the_lead_and_whoever_keeps_the_list_word_a_teams_questions(cast: Cast, clock: Any) -> None:
    here = f"/where/team/{cast.customer_care.pk}/"
    team = f"/people/teams/{cast.customer_care.pk}/"
    for person in (cast.lena, cast.ada):
        client = signed_in(person)
        assert here in said(client.get(team))
        answer = client.post(here, {"work_across": f"How often did {person} smile?"})
        assert answer["Location"] == team
        assert f"How often did {person} smile?" in said(client.get(here))
    for person in (cast.pia, cast.toni, cast.otto):
        assert here not in said(signed_in(person).get(team))
        assert signed_in(person).get(here).status_code == 404
    assert signed_in(cast.lena).post(here, {"work_up": "x" * 121}).status_code == 422
