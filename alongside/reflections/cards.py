"""The cards of a reflection: one question on each, read from `cards/<language>.md`.

A section of that file is a card: its heading is the card's name and its set, the first paragraph the question, the
quotation a kind line of help. The mark `whose` asks in addition who could move it; `seen again` shows the earlier
answer beside a new one.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from alongside.kit.content import FrontMatter, Page, Section, languages, read

HERE = Path(__file__).resolve().parent


class Whose(TextChoices):
    """Who could move what makes the work hard."""

    ME = "me", _("Me")
    BOTH = "both", _("Both of us")
    COACH = "coach", _("My coach")
    ABOVE = "above", _("Above us")
    NOBODY = "nobody", _("Nobody here")


class Set(StrEnum):
    """Which cards belong together: the first three, the deeper ones, the coach's own, and those for one alone."""

    FIRST = "first"
    DEEPER = "deeper"
    COACH = "coach"
    SOLO = "solo"


@dataclass(frozen=True, slots=True)
class Card:
    """One question a person answers for themselves, or skips."""

    slug: str
    set: Set
    question: str
    helper: str
    whose: bool
    seen_again: bool


def card(slug: str, language: str = "en") -> Card:
    """One card. Raises `LookupError` when there is none of this name in this language or in English."""
    for tongue in languages(language):
        for found in _deck(tongue):
            if found.slug == slug:
                return found
    raise LookupError(f"There is no card “{slug}”.")


def cards(which: Set, language: str = "en") -> tuple[Card, ...]:
    """The cards of a set, in the order in which they are asked; those not yet translated in English."""
    return tuple(card(found.slug, language) for found in _deck("en") if found.set is which)


def whose_choices(coach: str = "") -> list[tuple[str, str | Promise]]:
    """Who could move it, as values and labels: with the coach by name, or for someone on their own."""
    if not coach:
        return [(str(one), one.label) for one in (Whose.ME, Whose.ABOVE, Whose.NOBODY)]
    return [(str(one), coach if one is Whose.COACH else one.label) for one in Whose]


class _DeckFields(FrontMatter):
    title: str


@cache
def _deck(language: str) -> tuple[Card, ...]:
    path = HERE / "cards" / f"{language}.md"
    return deck(read(path)) if path.exists() else ()


def deck(page: Page) -> tuple[Card, ...]:
    """All cards of a file. Raises `ContentError` for the first mistake."""
    page.fields(_DeckFields)
    return tuple(_card(page, section) for section in page.sections)


def _card(page: Page, section: Section) -> Card:
    where = f"the card “{section.heading}”"
    marks = set(section.marks)
    named = [one for one in Set if one in marks]
    if len(named) != 1:
        raise page.error(where, f"must name one set in brackets: {', '.join(Set)}")
    for mark in marks - {named[0], "whose", "seen again"}:
        raise page.error(where, f"has the unknown mark “{mark}”")
    if not section.lead:
        raise page.error(where, "has no question")
    if not section.aside:
        raise page.error(where, "has no line of help")
    return Card(section.heading, named[0], section.lead, section.aside, "whose" in marks, "seen again" in marks)
