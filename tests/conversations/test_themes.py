"""This month's topic: a team's year with its two check-ins, and the performer's own choice for one month."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from alongside.conversations import themes
from alongside.conversations.guidebook import guide
from alongside.conversations.models import OwnTheme, Theme
from alongside.conversations.offering import Facts, offer
from alongside.conversations.theming import set_themes, swap_theme, this_month, year_of
from alongside.journal.models import Deed
from alongside.kit.refusal import NotHere, Refusal
from alongside.lifecycle.keeping import sweep
from alongside.pairs.actions import end, pause
from tests.cast import Cast, gather, pair_up
from tests.conftest import Clock
from tests.together import at_once

MARCH, APRIL = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 4, 6, 9, tzinfo=UTC)
TOPICS = [topic.slug for topic in themes.topics()]


def a_year(check_in: int = 3, topic: str = "energy") -> tuple[str, ...]:
    placed = {check_in, check_in + themes.HALF_A_YEAR}
    return tuple(themes.CHECK_IN if month in placed else topic for month in range(1, 13))


def refused(deed: Any, *args: Any, **kwargs: Any) -> Refusal:
    with pytest.raises(Refusal) as told:
        deed(*args, **kwargs)
    return told.value


class TestTheYear:
    def test_the_usual_one_has_two_check_ins_half_a_year_apart_and_ten_different_topics(self) -> None:
        year = themes.usual_year()
        assert themes.problem_of(year) is None
        assert len(set(year)) == 11
        for slug in year:
            assert guide(slug).slug == slug

    def test_there_are_at_least_eighteen_guides_to_choose_a_month_from_or_for_a_moment(self) -> None:
        assert len(TOPICS) >= 18
        assert not {
            "opening",
            "closing",
            "both-ways",
            "role-swap",
            "looking-back",
            "check-in",
            "about-my-coaching",
        } & set(TOPICS)

    @given(some.permutations([*([themes.CHECK_IN] * 2), *(["energy", "career"] * 5)]))
    def test_a_year_is_taken_only_with_its_check_ins_half_a_year_apart(self, year: list[str]) -> None:
        placed = [month for month, slug in enumerate(year) if slug == themes.CHECK_IN]
        assert (themes.problem_of(year) is None) == (placed[1] - placed[0] == 6)

    @given(some.data())
    def test_however_it_is_edited_no_check_in_and_no_topic_gets_lost(self, data: some.DataObject) -> None:
        year = themes.usual_year()
        for _ in range(data.draw(some.integers(1, 6))):
            if data.draw(some.booleans()):
                before = sorted(year)
                year = themes.move_check_ins(year, data.draw(some.integers(1, 6)))
                assert sorted(year) == before
            else:
                month = data.draw(some.sampled_from([n for n in range(12) if year[n] != themes.CHECK_IN]))
                year = (*year[:month], data.draw(some.sampled_from(TOPICS)), *year[month + 1 :])
            assert themes.problem_of(year) is None

    @pytest.mark.parametrize(
        ("year", "code"),
        [
            (a_year()[:11], "twelve-themes"),
            (("energy",) * 12, "two-check-ins"),
            (("check-in",) * 12, "two-check-ins"),
            (a_year(topic="opening"), "no-guide"),
            (a_year(topic="horoscope"), "no-guide"),
        ],
    )
    def test_what_is_no_year_is_said(self, year: tuple[str, ...], code: str) -> None:
        found = themes.problem_of(year)
        assert found is not None
        assert found.code == code


@pytest.mark.usefixtures("clock")
class TestATeam:
    def test_without_a_choice_it_has_the_usual_year(self, cast: Cast) -> None:
        assert year_of(cast.customer_care) == themes.usual_year()

    def test_its_own_is_kept_whole_and_said_once(self, cast: Cast) -> None:
        for _ in range(2):
            set_themes(cast.customer_care, a_year(5), by=cast.lena)
        assert year_of(cast.customer_care) == a_year(5)
        assert year_of(cast.field_service) == themes.usual_year()
        assert Deed.objects.filter(verb="themes.set").count() == 1
        assert refused(set_themes, cast.customer_care, ("energy",) * 12, by=cast.lena).code == "two-check-ins"
        assert year_of(cast.customer_care) == a_year(5)

    def test_a_guide_that_is_no_more_gives_way_to_the_usual_one(self, cast: Cast) -> None:
        set_themes(cast.customer_care, a_year(3), by=cast.lena)
        Theme.objects.filter(team=cast.customer_care, month=1).update(guide="gone")
        assert year_of(cast.customer_care)[0] == themes.usual_year()[0]


class TestAMonth:
    @pytest.fixture(autouse=True)
    def march(self, clock: Clock) -> None:
        clock.set(MARCH)

    def test_it_is_the_performers_teams(self, cast: Cast) -> None:
        set_themes(cast.customer_care, a_year(2, "career"), by=cast.lena)
        set_themes(cast.field_service, a_year(2, "energy"), by=cast.ada)
        found = this_month(cast.pair)
        assert (found.guide, found.team, found.team_id) == ("career", "Customer Care", cast.customer_care.pk)
        assert not found.is_own

    def test_who_is_in_no_team_has_the_usual_one(self, cast: Cast) -> None:
        found = this_month(pair_up(cast.ada, cast.cleo))
        assert (found.guide, found.team) == (themes.usual_year()[2], "")

    def test_the_performer_swaps_it_without_asking_for_this_month_alone(self, cast: Cast, clock: Clock) -> None:
        assert swap_theme(cast.pair, "career", by=cast.pia).is_own
        assert this_month(cast.pair).guide == "career"
        assert this_month(pair_up(cast.toni, cast.cleo)).guide == "check-in"
        assert Deed.objects.filter(verb="theme.swapped").count() == 1
        clock.set(APRIL)
        assert this_month(cast.pair).guide == themes.usual_year()[3]

    def test_back_to_the_teams_leaves_nothing(self, cast: Cast) -> None:
        swap_theme(cast.pair, "career", by=cast.pia)
        swap_theme(cast.pair, "energy", by=cast.pia)
        assert OwnTheme.objects.get().guide == "energy"
        assert not swap_theme(cast.pair, "check-in", by=cast.pia).is_own
        assert not OwnTheme.objects.exists()

    def test_nobody_else_swaps_it(self, cast: Cast) -> None:
        for other in (cast.cleo, cast.lena, cast.ada):
            with pytest.raises(NotHere):
                swap_theme(cast.pair, "career", by=other)

    def test_what_is_no_topic_is_said(self, cast: Cast) -> None:
        for slug in ("closing", "both-ways", "nothing", ""):
            assert refused(swap_theme, cast.pair, slug, by=cast.pia).code == "no-guide"

    def test_it_rests_and_ends_with_the_pair(self, cast: Cast) -> None:
        pause(cast.pair, by=cast.cleo)
        assert refused(swap_theme, cast.pair, "career", by=cast.pia).code == "pair-paused"
        end(cast.pair, by=cast.pia)
        assert refused(swap_theme, cast.pair, "career", by=cast.pia).code == "pair-ended"

    def test_a_swap_is_kept_a_year(self, cast: Cast, clock: Clock) -> None:
        swap_theme(cast.pair, "career", by=cast.pia)
        clock.forward(days=360)
        sweep()
        assert OwnTheme.objects.exists()
        clock.forward(days=20)
        sweep()
        assert not OwnTheme.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_swapping_and_choosing_at_once_leave_one_of_each(clock: Clock) -> None:
    cast = gather()
    assert not [
        gave
        for gave in at_once(
            lambda: swap_theme(cast.pair, "career", by=cast.pia),
            lambda: swap_theme(cast.pair, "energy", by=cast.pia),
            lambda: set_themes(cast.customer_care, a_year(1), by=cast.lena),
            lambda: set_themes(cast.customer_care, a_year(6, "career"), by=cast.ada),
        )
        if isinstance(gave, Exception)
    ]
    assert OwnTheme.objects.count() <= 1
    assert year_of(cast.customer_care) in {a_year(1), a_year(6, "career")}


TALKED: dict[str, Any] = {"talks_had": 3, "weeks_since": 2}


@pytest.mark.parametrize(
    ("facts", "three"),
    [
        (Facts(**TALKED, theme="energy", team="Customer Care"), ["energy"]),
        (Facts(**TALKED, theme="energy", look_back_due=True), ["looking-back", "energy"]),
        (Facts(**TALKED, theme="energy", both_ways_due=True), ["both-ways"]),
        (Facts(**TALKED, theme="energy", turn_due=True), ["energy", "grow", "role-swap"]),
        (
            Facts(talks_had=3, weeks_since=6, theme="energy", look_back_due=True, open_focus=True, turn_due=True),
            ["looking-back", "energy", "role-swap"],
        ),
        (Facts(talks_had=3, weeks_since=12, theme="energy"), ["back-after-absence", "opening", "energy"]),
        (Facts(theme="energy"), ["opening", "first-talk"]),
        (Facts(coaching=True), ["opening", "first-talk", "about-my-coaching"]),
        (Facts(**TALKED, coaching=True, theme="energy"), ["about-my-coaching", "energy"]),
    ],
)
def test_a_talk_begins_with_this_months_topic_unless_something_presses(facts: Facts, three: list[str]) -> None:
    found = offer(facts)
    assert [found.first.slug, *(other.slug for other in found.others)][: len(three)] == three
    if facts.both_ways_due:
        assert "energy" not in {other.slug for other in found.others}


def test_it_says_whose_topic_it_is() -> None:
    assert str(offer(Facts(**TALKED, theme="energy", team="Customer Care")).first.reason) == (
        "This month's topic in Customer Care."
    )


def test_the_month_begins_on_its_first_day(cast: Cast, clock: Clock) -> None:
    clock.set(datetime(2026, 3, 31, 23, 30, tzinfo=UTC))
    assert this_month(cast.pair).month == date(2026, 3, 1)
