"""What holds between people who say something to each other: pure, no database, no clock."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ASKING_LASTS = timedelta(days=21)
"""How long an asking stands, and looks the same."""

CLOSING_LASTS = timedelta(days=90)
"""How long both can say whose view changed. After that each answer goes back to its author."""

DECIDED_AFTER = timedelta(days=7)
"""How long a team has to answer a proposal."""

PLACES = 5
"""Most agreements of a team at once, proposed ones included."""

MOST_MEMBERS = 40
"""Above this people don't know each other well enough to promise each other something."""

FEWEST = 3
"""Below so many closings nothing is said about them: one is no pattern."""


def own_view(changed: int, closed: int) -> str | Promise:
    """How often the own view changed, for that person alone, in words and never as a number."""
    if closed < FEWEST:
        return _("Too early to say. You have closed only a few together.")
    if changed == 0:
        return _("Not once so far. Was there ever something you could have missed?")
    share = changed / closed
    if share < 0.35:
        return _("Now and then your own view changed.")
    if share < 0.65:
        return _("About as often as not, your own view changed.")
    return _("Mostly your own view changed.") if changed < closed else _("Each time, your own view changed.")


@dataclass(frozen=True)
class Decision:
    """Whether a proposal holds now, is set aside now, or neither yet."""

    holds: bool = False
    set_aside: bool = False


def decided(*, others: int, yes_of_others: int, not_so: bool, over: bool) -> Decision:
    """What becomes of a proposal.

    Args:
        others: how many were asked, the proposer left out, who are still in the team.
        yes_of_others: how many of them said that they can keep it.
        not_so: somebody said "not like this".
        over: the days to answer are over.
    """
    if others and yes_of_others == others:
        return Decision(holds=True)
    if not over:
        return Decision()
    enough = bool(others) and yes_of_others >= min(2, others)
    return Decision(holds=True) if enough and not not_so else Decision(set_aside=True)


def asking_stands(today: date, *, expires_on: date, withdrawn_on: date | None) -> bool:
    """Whether an asking can still be answered."""
    return withdrawn_on is None and expires_on >= today


# Names that are words, too: they count as names only with a capital, and not where every word has one.
_WORDS_TOO = frozenset(
    re.findall(
        r"\w+",
        "art april august bill chase chip clay dawn dean drew earl faith frank gene grace grant guy hazel heather holly"
        " hope iris ivy jack joy june kit lance lily mark mason max may miles miller norm olive page pat pearl penny"
        " pierce ray reed rich rob robin rose ruby rusty sandy skip smith sue summer ted victor violet wade will young",
    )
)
_SENTENCE_BEGINS = re.compile(r"(?:^|[.!?:;…\n]\s*[“\"'‘(]?)\s*$")


def named_in(text: str, names: Iterable[str]) -> str | None:
    """The first of these names that stands in the text as a word, or None. Looks for each part of a name."""
    for whole in names:
        for part in re.split(r"[\s\-]+", whole):
            if len(part) < 2 or not part[0].isalpha() or part.lower() in {"de", "van", "von", "der", "la", "al", "bin"}:
                continue
            for found in re.finditer(rf"(?<!\w){re.escape(part)}(?:['’]s?)?(?!\w)", text, re.IGNORECASE):
                said = found.group()
                if part.lower() not in _WORDS_TOO:
                    return part
                if said[:1].isupper() and not _SENTENCE_BEGINS.search(text[: found.start()]):
                    return part
    return None
