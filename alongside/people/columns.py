"""Which column of an HR export says what, by its heading: a list of what may be taken, so that all else stays outside.

Pay, birth dates, gender and whatever else a file holds have no place here, and nothing reads a column without a place.
The words are in `columns.yaml` beside this file.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum
from itertools import product
from pathlib import Path

import yaml


class Says(StrEnum):
    """What a column can tell us about a person."""

    KEY = "key"
    ALTERNATE = "alternate"
    EMAIL = "email"
    NAME = "name"
    FIRST = "first"
    LAST = "last"
    CALLED = "called"
    TEAM = "team"
    LEAD = "lead"
    LEAD_KEY = "lead_key"
    LEAD_ALTERNATE = "lead_alternate"
    LEAD_EMAIL = "lead_email"
    LEAD_NAME = "lead_name"
    HIRED = "hired"
    START = "start"
    END = "end"
    STATUS = "status"
    CURRENT = "current"


_ABOUT_LEAD = {
    Says.KEY: Says.LEAD_KEY,
    Says.ALTERNATE: Says.LEAD_ALTERNATE,
    Says.EMAIL: Says.LEAD_EMAIL,
    Says.NAME: Says.LEAD_NAME,
}
_VAGUE = 1000


def words_of(text: str) -> list[str]:
    """The words of a heading, whatever its capitals, accents, underscores or camel case."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", plain)
    return re.findall(r"[^\W_]+|\+", apart.lower().replace("ß", "ss"))


def squashed(text: str) -> str:
    """The words of a heading as one."""
    return "".join(words_of(text))


class _Words:
    """What `columns.yaml` says, as dictionaries from squashed words."""

    def __init__(self, path: Path) -> None:
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
        self.person = told["person"]
        self.manager = told["manager"]
        self.filling = told["filling"]
        self.either = told["either"]
        self.here = {squashed(word) for word in told["here"]}
        self.gone = {squashed(word) for word in told["gone"]}
        self.ranks: dict[str, tuple[Says, int]] = {}
        spelt = {Says(says): [squashed(heading) for heading in headings] for says, headings in told["columns"].items()}
        for says, headings in spelt.items():
            for rank, heading in enumerate(headings):
                self.ranks.setdefault(heading, (says, rank))
        keys = spelt[Says.KEY] + told["numbers"]
        for rank, (key, person) in enumerate(product(keys, self.person)):
            self.ranks.setdefault(person + key, (Says.KEY, rank))
        for says, about_lead in _ABOUT_LEAD.items():
            for rank, (heading, manager) in enumerate(product(keys if says is Says.KEY else spelt[says], self.manager)):
                self.ranks.setdefault(manager + heading, (about_lead, rank))
                self.ranks.setdefault(heading + manager, (about_lead, rank))


WORDS = _Words(Path(__file__).with_suffix(".yaml"))


def meaning(heading: str) -> tuple[Says, int] | None:
    """What a heading says, and how good a word for it this is (0 is best); None: we take nothing from such a column."""
    words = words_of(heading)
    if found := WORDS.ranks.get("".join(words)):
        return found
    words = [word for word in words if word not in WORDS.person]
    if found := WORDS.ranks.get("".join(words)):
        return found
    if not any(word in WORDS.manager for word in words):
        return None
    rest = "".join(word for word in words if word not in WORDS.manager and word not in WORDS.filling)
    if not rest:
        return Says.LEAD, _VAGUE
    says, rank = WORDS.ranks.get(rest, (None, 0))
    return (_ABOUT_LEAD[says], rank) if says in _ABOUT_LEAD else None


def places(headings: Sequence[str], *, named: Mapping[str, str] | None = None) -> dict[Says, int]:
    """Where each thing stands: the best column for each, as an index into `headings`.

    Args:
        headings: the headings of the table.
        named: what the operator says instead, `{"email": "Contact"}`: from our word to the heading in the file.
    """
    best: dict[Says, tuple[int, int]] = {}
    for index, heading in enumerate(headings):
        if (found := meaning(heading)) and (found[0] not in best or found[1] < best[found[0]][0]):
            best[found[0]] = (found[1], index)
    placed = {says: index for says, (_rank, index) in best.items()}
    _settle_names(placed, headings)
    for word, heading in (named or {}).items():
        index = list(headings).index(heading)
        placed = {says: place for says, place in placed.items() if place != index}
        placed[Says(word)] = index
    return placed


def _settle_names(placed: dict[Says, int], headings: Sequence[str]) -> None:
    """Beside "Vorname" a "Name" is the last name, beside "Apellidos" a "Nombre" is the first."""
    if Says.NAME not in placed or squashed(headings[placed[Says.NAME]]) not in WORDS.either:
        return
    if Says.FIRST in placed and Says.LAST not in placed:
        placed[Says.LAST] = placed.pop(Says.NAME)
    elif Says.LAST in placed and Says.FIRST not in placed:
        placed[Says.FIRST] = placed.pop(Says.NAME)
