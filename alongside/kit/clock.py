"""The one clock: what the deeds call "now". Tests and the demo set it; nothing else may."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

_held: ContextVar[datetime | None] = ContextVar("held", default=None)


def now() -> datetime:
    """This moment, in UTC."""
    return _held.get() or timezone.now()


def today(zone: str = "UTC") -> date:
    """The date it is now in this time zone (an IANA name such as "Europe/Berlin")."""
    return now().astimezone(ZoneInfo(zone)).date()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Within this block it is `moment` (an aware datetime)."""
    token = _held.set(moment)
    try:
        yield
    finally:
        _held.reset(token)
