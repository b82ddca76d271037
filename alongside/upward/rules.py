"""Pure: weeks and working days, what gives somebody away, what somebody wishes."""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FEWEST = 5
"""From fewer people nothing goes out without names (P9)."""

ANSWER_DAYS = 3
"""In so many working days a confidential contact answers."""

LONGEST = 4_000
"""How many characters one message may have."""


PACKED = 200
"""And so many a wish has, with or without anything in it."""


class Wanted(StrEnum):
    """What a confidential contact is asked to do."""

    NOTHING = ""
    END = "end"
    MOVE = "move"


@dataclass(frozen=True)
class Wish:
    """What somebody wishes to be done about one of their pairs; ids and days as texts.

    `done` is the day it was done on, `again` the day on which they wrote again after it.
    """

    wanted: Wanted = Wanted.NOTHING
    pair: str = ""
    coach: str = ""
    done: str = ""
    again: str = ""

    def packed(self) -> str:
        """As it is kept: always as long, so that the row doesn't tell whether anything is wished, or was done."""
        return json.dumps(asdict(self)).ljust(PACKED)


def wish_of(packed: str) -> Wish:
    """The wish that `packed` kept."""
    if not packed:
        return Wish()
    known = json.loads(packed)
    return Wish(Wanted(known["wanted"]), known["pair"], known["coach"], known.get("done", ""), known.get("again", ""))


def written_again(wish: Wish, day: date) -> Wish:
    """The wish after its author wrote on this day: what was done before was no answer to that."""
    return replace(wish, again=wish.again or day.isoformat()) if wish.done else wish


def word_awaited(waits_since: date | None, wish: Wish) -> date | None:
    """Since when a word is awaited; None when there is one, or when what was wished was done and nothing written since.

    That it was done stands in the wish alone, so that `waits_since` tells nobody else of it.
    """
    if waits_since is None or not wish.done:
        return waits_since
    if wish.again:
        return max(waits_since, date.fromisoformat(wish.again))
    return waits_since if waits_since > date.fromisoformat(wish.done) else None


def monday(day: date) -> date:
    """The Monday of this day's week."""
    return day - timedelta(days=day.weekday())


def goes_out(day: date) -> date:
    """The day on which what is written without names on this day goes out: the next Monday."""
    return monday(day) + timedelta(days=7)


def answer_day(day: date) -> date:
    """The day by which a contact answers what came on this one: three working days on, Monday to Friday."""
    left = ANSWER_DAYS
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    return day


_HINTS: tuple[tuple[str, Promise], ...] = (
    (
        r"\b(?:the|as|am|was) (?:the )?only (?:one|person|woman|man)\b|\bas the (?:newest|youngest|oldest)\b",
        _("It says that something is true of one person only."),
    ),
    (
        r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\byesterday\b|\bthis morning\b|\b\d{1,2}[:.]\d\d\b",
        _("It names a day or an hour. Who was there then?"),
    ),
    (
        r"\b(?:told|said to|asked|wrote to|shouted at|blamed|promised) me\b|\bin my (?:talk|meeting|one-to-one)\b",
        _("It tells what was said to you. Whoever said it remembers to whom."),
    ),
    (
        r"\bmy (?:child|children|son|daughter|husband|wife|pregnancy|illness|holiday|leave|desk|shift|project)\b",
        _("It tells something of yours that others may know."),
    ),
    (
        r"\bas I (?:said|wrote|told)\b|\bagain\b.{0,20}\bas before\b",
        _("It refers to something you said before. What is linked is easier to guess."),
    ),
)


def giveaways(text: str, *names: str) -> Iterator[str | Promise]:
    """What in this text may give its author away, as sentences; `names` are what the author is called."""
    for name in names:
        if len(name) > 1 and re.search(rf"\b{re.escape(name)}\b", text, re.IGNORECASE):
            yield _("Your own name is in it.")
            break
    for pattern, sentence in _HINTS:
        if re.search(pattern, text, re.IGNORECASE | re.DOTALL):
            yield sentence
