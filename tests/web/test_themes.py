"""This month's topic and turned roles in the browser's eyes, and for programs."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from alongside.conversations import themes
from alongside.conversations.actions import answer_turn, close_talk, start_talk
from alongside.conversations.models import Conversation, OwnTheme, Turn
from alongside.conversations.theming import set_themes, swap_theme, this_month, year_of
from alongside.pairs.actions import pause
from alongside.people.models import Person
from alongside.reflections import solo
from tests.cast import Cast
from tests.conftest import Clock

FEBRUARY = datetime(2026, 2, 9, 9, tzinfo=UTC)  # the usual topic is strengths


@pytest.fixture(autouse=True)
def february(clock: Clock) -> Clock:
    clock.set(FEBRUARY)
    return clock


def as_person(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


@pytest.fixture
def two(cast: Cast, clock: Clock) -> Cast:
    """They have talked once, in January."""
    clock.set(datetime(2026, 1, 26, 9, tzinfo=UTC))
    close_talk(start_talk(cast.pair, by=cast.cleo), by=cast.pia, ended_with="nothing")
    clock.set(FEBRUARY)
    return cast


def begin(cast: Cast, who: Person, more: str = "") -> str:
    answer = as_person(who).get(reverse("talks:begin", args=[cast.pair.pk]) + more)
    assert answer.status_code == 200
    return text_of(answer)


class TestThisMonth:
    def test_a_talk_is_offered_with_it_and_says_from_where(self, two: Cast) -> None:
        for who in (two.pia, two.cleo):
            page = begin(two, who)
            assert 'value="strengths" checked' in page
            assert "This month&#x27;s topic in Customer Care." in page
            assert reverse("talks:year", args=[two.customer_care.pk]) in page

    def test_the_performer_takes_another_one_and_both_see_it(self, two: Cast) -> None:
        swap = reverse("talks:theme", args=[two.pair.pk])
        assert swap in begin(two, two.pia)
        assert swap not in begin(two, two.cleo)
        assert as_person(two.pia).post(swap, {"guide": "energy"}).status_code == 302
        assert "You chose it for the two of you, instead of “Strengths”." in begin(two, two.pia)
        page = begin(two, two.cleo)
        assert 'value="energy" checked' in page
        assert "Pia chose it for the two of you" in page
        as_person(two.pia).post(swap, {"guide": "strengths"})
        assert not OwnTheme.objects.exists()

    def test_the_coach_and_everybody_else_cannot(self, two: Cast) -> None:
        for who in (two.cleo, two.lena, two.otto, two.ada):
            answer = as_person(who).post(reverse("talks:theme", args=[two.pair.pk]), {"guide": "energy"})
            assert answer.status_code == 404
        assert this_month(two.pair).guide == "strengths"

    def test_what_was_talked_about_is_not_pressed_again(self, two: Cast) -> None:
        close_talk(start_talk(two.pair, by=two.cleo, guide="strengths"), by=two.pia, ended_with="nothing")
        page = begin(two, two.pia)
        assert 'value="strengths" checked' not in page
        assert "You have talked about it." in page

    def test_a_month_of_placing_leads_there(self, two: Cast) -> None:
        swap_theme(two.pair, "check-in", by=two.pia)
        assert reverse("checkins:begin", args=[two.pair.pk]) in begin(two, two.cleo)
        talk = start_talk(two.pair, by=two.pia, guide="check-in")
        for mode in Conversation.Mode.values:
            Conversation.objects.filter(pk=talk.pk).update(mode=mode)
            page = text_of(as_person(two.pia).get(reverse("talks:page", args=[talk.pk])))
            assert reverse("checkins:begin", args=[two.pair.pk]) in page

    def test_while_it_rests_the_sentence_is_said(self, two: Cast) -> None:
        pause(two.pair, by=two.cleo)
        answer = as_person(two.pia).post(reverse("talks:theme", args=[two.pair.pk]), {"guide": "energy"})
        assert answer.status_code == 409
        assert "Coaching rests" in text_of(answer)

    def test_how_we_are_doing_takes_its_place_when_it_is_due(self, two: Cast, clock: Clock) -> None:
        clock.forward(weeks=3)
        close_talk(start_talk(two.pair, by=two.cleo), by=two.pia, ended_with="nothing")
        clock.forward(weeks=1)  # seven since they began
        for who in (two.pia, two.cleo):
            page = begin(two, who)
            assert 'value="both-ways" checked' in page
            assert "It waits: how you are doing, both ways, comes first this time." in page
            assert reverse("both_ways:begin", args=[two.pair.pk]) in page

    def test_all_guides_stand_on_their_shelves(self, two: Cast) -> None:
        page = begin(two, two.pia, "?guides=all")
        for slug in ("oskar", "clear", "career", "feedforward", "both-ways", "first-talk", "back-after-absence"):
            assert f'value="{slug}"' in page
        assert "The work, and what surrounds it" in page


class TestTheYear:
    def test_everybody_sees_it_and_the_lead_and_keepers_change_it(self, cast: Cast) -> None:
        there = reverse("talks:year", args=[cast.customer_care.pk])
        for who in cast:
            page = text_of(as_person(who).get(there))
            assert "Who I depend on" in page
            assert ("?change=1" in page) == (who in (cast.lena, cast.ada))
        for who in (cast.pia, cast.cleo, cast.toni, cast.otto):
            assert as_person(who).post(there, self._as_sent(cast)).status_code == 404
        assert year_of(cast.customer_care) == themes.usual_year()

    def _as_sent(self, cast: Cast, **other: object) -> dict[str, object]:
        year = year_of(cast.customer_care)
        kept = {f"month_{month}": slug for month, slug in enumerate(year, 1) if slug != themes.CHECK_IN}
        return kept | {"check_ins": themes.check_in_month(year)} | other

    def test_the_check_ins_move_and_cannot_be_lost(self, cast: Cast) -> None:
        there, lena = reverse("talks:year", args=[cast.customer_care.pk]), as_person(cast.lena)
        before = themes.usual_year()
        sent = self._as_sent(cast, check_ins=4, month_6="career", month_3="energy", month_9="energy")
        assert lena.post(there, sent).status_code == 302
        year = year_of(cast.customer_care)
        assert (year[3], year[9]) == (themes.CHECK_IN, themes.CHECK_IN)
        assert (year[2], year[8]) == (before[3], before[9])
        assert year[5] == "career"
        assert themes.problem_of(year) is None

    @pytest.mark.parametrize(
        "other", [{"month_1": "check-in"}, {"month_1": "closing"}, {"check_ins": "7"}, {"check_ins": ""}]
    )
    def test_what_is_no_year_is_said(self, cast: Cast, other: dict[str, object]) -> None:
        there = reverse("talks:year", args=[cast.customer_care.pk])
        assert as_person(cast.lena).post(there, self._as_sent(cast, **other)).status_code == 422
        assert year_of(cast.customer_care) == themes.usual_year()

    def test_it_asks_the_database_ten_times_at_most(self, cast: Cast, django_assert_max_num_queries: Any) -> None:
        set_themes(cast.customer_care, themes.usual_year()[::-1], by=cast.lena)
        client = as_person(cast.lena)
        client.get("/")
        with django_assert_max_num_queries(10):
            client.get(reverse("talks:year", args=[cast.customer_care.pk]) + "?change=1")


class TestTurned:
    def test_the_page_before_speaks_to_each_in_their_part(self, two: Cast) -> None:
        pia, cleo = begin(two, two.pia, "?turned=1"), begin(two, two.cleo, "?turned=1")
        assert "Today Cleo brings something real, and you ask." in pia
        assert "Today you bring something real. Pia asks, and listens; you write first." in cleo
        for page in (pia, cleo):
            assert 'name="turned" value="on"' in page
            assert 'value="role-swap" checked' in page
            assert "This month&#x27;s topic" not in page
        assert "Three minutes before your first talk as a coach" in pia
        assert "Three minutes" not in cleo

    def test_after_the_primer_the_roles_are_still_turned(self, two: Cast) -> None:
        read_it = f"{reverse('talks:primer')}?pair={two.pair.pk}&turned=1"
        assert read_it.replace("&", "&amp;") in begin(two, two.pia, "?turned=1")
        answer = as_person(two.pia).post(read_it)
        assert answer["Location"].endswith(f"{reverse('talks:begin', args=[two.pair.pk])}?turned=1")
        assert "Three minutes" not in begin(two, two.pia, "?turned=1")

    def test_it_is_offered_when_a_quarter_has_gone_by(self, two: Cast, clock: Clock) -> None:
        assert "A quarter has gone by" not in begin(two, two.pia)
        clock.forward(weeks=10)
        assert "A quarter has gone by" in begin(two, two.pia)  # they began in January
        close_talk(start_talk(two.pair, by=two.pia, guide="role-swap"), by=two.pia, ended_with="nothing")
        assert "A quarter has gone by" not in begin(two, two.pia)
        clock.forward(weeks=14)
        assert "A quarter has gone by" in begin(two, two.cleo)

    def test_any_questions_can_be_asked_the_other_way_round(self, two: Cast) -> None:
        as_person(two.pia).post(
            reverse("talks:start", args=[two.pair.pk]), {"guide": "grow", "mode": "screens", "turned": "on"}
        )
        talk = Conversation.objects.running().get()
        assert talk.turned
        there = reverse("talks:page", args=[talk.pk])
        coaching, coached = text_of(as_person(two.pia).get(there)), text_of(as_person(two.cleo).get(there))
        assert "Cleo goes first." in coaching
        assert "Show Pia" in coached
        for page in (coaching, coached):
            assert reverse("focus:choose", args=[two.pair.pk]) not in page

    def test_what_was_said_becomes_a_thing_of_ones_own_and_nobody_elses(self, two: Cast) -> None:
        talk = start_talk(two.pair, by=two.pia, mode="screens", guide="role-swap")
        turn = Turn.objects.get(conversation=talk, position=0)
        said = answer_turn(turn, by=two.cleo, text="I am never at my desk.")
        keep = f"{reverse('solo:page')}?phrase={said.pk}"
        assert keep in text_of(as_person(two.cleo).get(reverse("talks:page", args=[talk.pk])))
        assert "I am never at my desk." in text_of(as_person(two.cleo).get(keep))
        assert "I am never at my desk." not in text_of(as_person(two.pia).get(keep))
        solo.choose_alone(
            by=two.cleo, aim="Be at my desk.", will="Sit there.", look_back_on=two.cleo.today().replace(day=20)
        )
        assert "I am never at my desk." in text_of(as_person(two.cleo).get(keep))  # now as a small step of it
        assert as_person(two.cleo).get(f"{reverse('solo:page')}?phrase=nonsense").status_code == 200

    def test_the_end_says_whose_it_is(self, two: Cast) -> None:
        talk = start_talk(two.pair, by=two.pia, guide="role-swap")
        there = reverse("talks:close", args=[talk.pk])
        assert "What comes of it is yours." in text_of(as_person(two.cleo).get(there))
        assert "belongs to Cleo" in text_of(as_person(two.pia).get(there))
        as_person(two.cleo).post(there, {"worth": "yes"})
        page = text_of(as_person(two.pia).get(reverse("talks:page", args=[talk.pk])))
        assert "Pia asked, Cleo was asked." in page
        pair_page = text_of(as_person(two.pia).get(reverse("pairs:page", args=[two.pair.pk])))
        assert "A talk: The roles turned" in pair_page
