"""Moments of the story, told relative to today, so that the example organisation is alive on whatever day it is opened.

Four ways to say a day; a time of day may follow ("-34 weeks, Thu 10:30"):

- ``-34 weeks, Thu``   the Thursday of the calendar week 34 weeks before this one
- ``last Thu``, ``next Thu``   the nearest Thursday before today, after today
- ``-3 days``, ``+3 days``   the third working day (Monday to Friday) before today, after today
- ``-22 years``   the Monday of that week so many years ago

"This week" cannot be said on purpose: whether its Thursday has been depends on the day one looks.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from alongside.kit import clock

ZONE = ZoneInfo("Europe/London")
"""Where Haldane Beds is: the zone in which the story's times of day are meant."""

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")
_DAY = "|".join(_WEEKDAYS)
_SAID = re.compile(
    rf"(?:(?P<weeks>[+-]\d+) weeks?, (?P<of_week>{_DAY})"
    rf"|(?P<near>last|next) (?P<weekday>{_DAY})"
    r"|(?P<days>[+-]\d+) days?"
    r"|-(?P<years>\d+) years?)"
    r"(?: (?P<hour>\d\d):(?P<minute>\d\d))?"
)


def today() -> date:
    """The day it is at Haldane Beds."""
    return clock.today(ZONE.key)


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, and perhaps a time of day, as the story says it."""

    said: str

    def __post_init__(self) -> None:
        """Refuse what cannot be understood. Raises ValueError."""
        found = self._parts()
        if (found["weeks"] and int(found["weeks"]) == 0) or (found["days"] and int(found["days"]) == 0):
            raise ValueError(f"“{self.said}” may have been or not; say “last”, “next” or a number of days")

    def _parts(self) -> re.Match[str]:
        found = _SAID.fullmatch(self.said)
        if found is None:
            raise ValueError(
                f"“{self.said}” is no moment; say “-34 weeks, Thu 10:30”, “next Thu”, “-3 days” or “-22 years”"
            )
        return found

    @property
    def has_time(self) -> bool:
        """Whether a time of day was said."""
        return ":" in self.said

    def day(self, today: date) -> date:
        """The date this is when it is `today`. Always a Monday to Friday."""
        found = self._parts()
        monday = today - timedelta(days=today.weekday())
        if found["weeks"]:
            return monday + timedelta(weeks=int(found["weeks"]), days=_WEEKDAYS.index(found["of_week"]))
        if found["near"]:
            return _nearest(_WEEKDAYS.index(found["weekday"]), today, forward=found["near"] == "next")
        if found["days"]:
            return _working_days_on(today, int(found["days"]))
        return monday - timedelta(weeks=52 * int(found["years"]))

    def at(self, today: date) -> datetime:
        """The moment this is when it is `today`, in Haldane's zone. Raises ValueError when no time of day was said."""
        found = self._parts()
        if found["hour"] is None:
            raise ValueError(f"“{self.said}” needs a time of day")
        return datetime.combine(self.day(today), time(int(found["hour"]), int(found["minute"])), ZONE)


def _nearest(weekday: int, today: date, *, forward: bool) -> date:
    if forward:
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    return today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)


def _working_days_on(today: date, count: int) -> date:
    step = timedelta(days=1 if count > 0 else -1)
    day, left = today, abs(count)
    while left:
        day += step
        left -= day.weekday() < 5
    return day
