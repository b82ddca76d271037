"""What may be suggested to whom, and how well it suits both. Pure: no database, no clock.

A number here says how well two wishes fit each other. It belongs to neither person, is kept nowhere, shown to nobody.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from alongside.matching.models import Preference

SHARED_TOPIC, SHARED_WORD, BOTH_WAYS = 10, 6, 5
MOST_TOPICS, MOST_WORDS = 3, 2
WORKING_DAY = 8
LEAST_HOURS = 3
"""So many hours of the working day two people have in common, or nobody suggests them to each other."""

Whom = Preference.Whom


@dataclass(frozen=True)
class Seeker:
    """Somebody who wants suggestions: what they offer and look for, where they are, what they would rather not."""

    id: UUID
    zone: str = "UTC"
    team: UUID | None = None
    offers: frozenset[str] = frozenset()
    wishes: frozenset[str] = frozenset()
    offered_words: frozenset[str] = frozenset()
    wished_words: frozenset[str] = frozenset()
    whom: str = Whom.ANYBODY
    left_out: frozenset[UUID] = frozenset()
    """Persons and teams."""
    line: frozenset[UUID] = frozenset()
    """Their leads upwards and who reports to them, if they leave their line out."""
    room: int = 1
    load: int = 0
    """How many they coach now."""
    met: frozenset[UUID] = field(default=frozenset())
    """With whom they are or were lately a pair, have an invitation open, or were suggested lately."""


def may_meet(learner: Seeker, helper: Seeker) -> bool:
    """Whether the two may be suggested to each other: neither left the other out, and they share enough of the day."""
    return (
        learner.id != helper.id
        and helper.id not in learner.met
        and not _leaves_out(learner, helper)
        and not _leaves_out(helper, learner)
        and _from_where(learner, helper)
        and _from_where(helper, learner)
        and shared_hours(learner.zone, helper.zone) >= LEAST_HOURS
    )


def _leaves_out(me: Seeker, other: Seeker) -> bool:
    return other.id in me.left_out or other.id in me.line or (other.team is not None and other.team in me.left_out)


def _from_where(me: Seeker, other: Seeker) -> bool:
    same = me.team is not None and me.team == other.team
    return me.whom == Whom.ANYBODY or same == (me.whom == Whom.OWN)


def fit(learner: Seeker, helper: Seeker) -> int:
    """How well the wish of one and the offer of the other suit each other; 0 if they have nothing in common."""
    topics = learner.wishes & helper.offers
    words = learner.wished_words & helper.offered_words
    if not topics and not words:
        return 0
    both_ways = bool(helper.wishes & learner.offers)
    return (
        SHARED_TOPIC * min(len(topics), MOST_TOPICS)
        + SHARED_WORD * min(len(words), MOST_WORDS)
        + BOTH_WAYS * both_ways
        + shared_hours(learner.zone, helper.zone)
    )


@lru_cache(maxsize=20_000)
def shared_hours(one: str, other: str) -> int:
    """How many hours of a working day in January two time zones have in common, 0 to 8."""
    hours = abs(_noon(one) - _noon(other)) / timedelta(hours=1)
    return max(0, WORKING_DAY - round(min(hours, 24 - hours)))


def _noon(zone: str) -> datetime:
    return datetime(2026, 1, 15, 12, tzinfo=ZoneInfo(zone))


def words_of(text: str) -> set[str]:
    """The words of a text by which it is found: three letters and more, without capitals and punctuation."""
    plain = "".join(sign if sign.isalnum() else " " for sign in text.casefold())
    return {word[:LONGEST_WORD] for word in plain.split() if len(word) >= SHORTEST_WORD}


SHORTEST_WORD, LONGEST_WORD = 3, 12


def beginnings(words: Iterable[str]) -> set[str]:
    """Every beginning of these words that can be searched for."""
    return {word[:length] for word in words for length in range(SHORTEST_WORD, len(word) + 1)}
