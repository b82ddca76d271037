"""What every test may ask for. See CONTRIBUTING.md, "Tests"."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest

from alongside.kit import clock as the_clock

pytest_plugins = [
    "tests.database",
    "tests.signing_in",
    "tests.cast",
    "tests.stage",
    "tests.post",
    "tests.server",
    "tests.browser",
]

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Clock:
    """The product's clock, held still: moves only when a test moves it."""

    def __init__(self) -> None:
        self._held = ExitStack()
        self.set(MONDAY)

    @property
    def now(self) -> datetime:
        return the_clock.now()

    def set(self, moment: datetime) -> None:
        self._held.close()
        self._held.enter_context(the_clock.at(moment))

    def forward(self, **time: float) -> None:
        """Let time pass: `clock.forward(days=14)`."""
        self.set(self.now + timedelta(**time))

    def release(self) -> None:
        self._held.close()


@pytest.fixture
def never_held_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the lot that holds some meetings back, so that a test knows what comes."""
    monkeypatch.setattr("alongside.matching.suggesting._lot", lambda: lambda one, other: False)


@pytest.fixture
def clock() -> Iterator[Clock]:
    """The product's clock, held at nine on a Monday in March."""
    clock = Clock()
    yield clock
    clock.release()
