"""The story's days: never on a weekend, never on the wrong side of today."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.demo.moments import Moment

a_day = st.dates(date(2024, 1, 1), date(2040, 12, 31))
weekdays = st.sampled_from(["Mon", "Tue", "Wed", "Thu", "Fri"])


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(today=a_day, weekday=weekdays, weeks=st.integers(1, 40))
def test_weeks_ago_are_past_and_weeks_ahead_to_come(today: date, weekday: str, weeks: int) -> None:
    assert Moment(f"-{weeks} weeks, {weekday}").day(today) < today < Moment(f"+{weeks} weeks, {weekday}").day(today)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(today=a_day, weekday=weekdays)
def test_next_and_last_are_within_a_week_of_today(today: date, weekday: str) -> None:
    last, coming = Moment(f"last {weekday}").day(today), Moment(f"next {weekday}").day(today)
    week = timedelta(days=7)
    assert today - week <= last < today < coming <= today + week
    assert last.strftime("%a") == coming.strftime("%a") == weekday


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(today=a_day, count=st.integers(1, 15))
def test_working_days_skip_the_weekend_and_never_change_order(today: date, count: int) -> None:
    before, ahead = Moment(f"-{count} days").day(today), Moment(f"+{count} days").day(today)
    assert before < today < ahead
    assert before.weekday() < 5 and ahead.weekday() < 5
    assert Moment(f"-{count + 1} days").day(today) < before
    assert ahead < Moment(f"+{count + 1} days").day(today)


def test_a_time_of_day_is_haldanes() -> None:
    assert Moment("-2 weeks, Thu 10:30").at(date(2026, 11, 23)).isoformat() == "2026-11-12T10:30:00+00:00"
    assert Moment("-20 weeks, Thu 10:30").at(date(2026, 11, 23)).isoformat() == "2026-07-09T10:30:00+01:00"


@pytest.mark.parametrize(
    "said", ["soon", "-2 weeks, Sat", "0 weeks, Thu", "-0 days", "2 weeks, Thu", "-2 weeks Thu", "next Thu 9:00"]
)
def test_what_is_not_understood_is_refused(said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Moment(said)
