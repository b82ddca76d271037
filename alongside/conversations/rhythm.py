"""When two people talk next. Pure; by state and by the clock on their walls, never by a cycle."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

JUST_BEFORE = timedelta(minutes=5)
"""How long before a planned talk "start here" is shown to its author."""

FOR_NOW = timedelta(hours=12)
"""Whoever starts a talk within this time of a planned one, or after it, starts that one."""


def next_time(last: datetime, *, zone: str, weeks: int, now: datetime) -> datetime:
    """The same weekday and time of day, `weeks` later, where this person is; further on if that is past.

    The time is rounded down to a quarter of an hour, as people plan.
    """
    there = last.astimezone(ZoneInfo(zone))
    on_the_wall = there.replace(tzinfo=None, minute=there.minute // 15 * 15, second=0, microsecond=0)
    step = timedelta(weeks=max(weeks, 1))
    found = on_the_wall + step
    while found.replace(tzinfo=ZoneInfo(zone)) <= now:
        found += step
    return found.replace(tzinfo=ZoneInfo(zone))


def is_for_now(planned_for: datetime, now: datetime) -> bool:
    """Whether a talk that begins now is the planned one."""
    return planned_for - now <= FOR_NOW


def start_here_shows(planned_for: datetime | None, now: datetime) -> bool:
    """Whether "next time, start here" is due: five minutes before a planned talk, or at any time when none is."""
    return planned_for is None or planned_for - now <= JUST_BEFORE


A_QUARTER = timedelta(weeks=13)
"""After this long the two are offered to turn the roles for once. Nobody has to."""


def turn_is_due(began_on: date, last_turned: datetime | None, today: date) -> bool:
    """Whether a quarter has gone by since the roles were turned, or since the two began."""
    since = last_turned.date() if last_turned else began_on
    return today - since >= A_QUARTER


def weeks_since(then: datetime, now: datetime) -> int:
    """Whole weeks."""
    return max((now - then).days, 0) // 7
