"""When the next talk is: the same weekday and time on the wall, also when the clocks change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from alongside.conversations.rhythm import is_for_now, next_time, start_here_shows, weeks_since

BERLIN = "Europe/Berlin"


def berlin(*when: int) -> datetime:
    return datetime(*when, tzinfo=ZoneInfo(BERLIN))  # type: ignore[misc,arg-type]


def test_two_weeks_later_at_the_same_time() -> None:
    last = berlin(2026, 3, 5, 10, 37)
    assert next_time(last, zone=BERLIN, weeks=2, now=last) == berlin(2026, 3, 19, 10, 30)


def test_the_wall_clock_counts_when_summer_time_begins() -> None:
    found = next_time(berlin(2026, 3, 19, 10, 30), zone=BERLIN, weeks=2, now=berlin(2026, 3, 19, 11, 0))
    assert found.astimezone(ZoneInfo(BERLIN)).strftime("%H:%M") == "10:30"
    assert found.astimezone(UTC).hour == 8


def test_after_a_long_gap_it_is_still_ahead() -> None:
    found = next_time(berlin(2026, 1, 8, 10, 0), zone=BERLIN, weeks=2, now=berlin(2026, 3, 2, 9, 0))
    assert found == berlin(2026, 3, 5, 10, 0)


def test_a_talk_of_today_is_the_planned_one_and_one_of_next_week_is_not() -> None:
    now = datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert is_for_now(now - timedelta(days=3), now)
    assert is_for_now(now + timedelta(hours=6), now)
    assert not is_for_now(now + timedelta(days=3), now)


def test_start_here_waits_for_the_last_five_minutes() -> None:
    now = datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert start_here_shows(None, now)
    assert start_here_shows(now + timedelta(minutes=5), now)
    assert not start_here_shows(now + timedelta(minutes=6), now)


def test_weeks_are_whole() -> None:
    now = datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert weeks_since(now - timedelta(days=36), now) == 5
    assert weeks_since(now - timedelta(days=34), now) == 4
