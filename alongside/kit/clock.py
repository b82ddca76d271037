"""The one clock: what the deeds call "now". Tests and the demo set it; nothing else may."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.utils import timezone

_held: ContextVar[datetime | None] = ContextVar("held", default=None)


def now() -> datetime:
    """This moment, in UTC."""
    return _held.get() or timezone.now()


def today(zone: str = "UTC") -> date:
    """The date it is now in this time zone (an IANA name such as "Europe/Berlin")."""
    return now().astimezone(ZoneInfo(zone)).date()


@cache
def zones() -> tuple[str, ...]:
    """The time zones that people know where they are by, such as "Europe/Berlin", and UTC."""
    return ("UTC", *sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/")))


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Within this block it is `moment` (an aware datetime)."""
    token = _held.set(moment)
    try:
        yield
    finally:
        _held.reset(token)
