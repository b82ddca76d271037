"""The guidebook: what two people can be guided by in a talk, and what a coach reads before the first one.

A guide is a file, `guides/<language>/<slug>.md`; whoever writes one finds the form of it in `kit.content`. Each section
is a step: its heading is the step's name and whom it is for, its first paragraph the question as it is said aloud, its
list the follow-ups (two at most), its quotation a word to the coach. `moment` says when a guide is meant to be used,
`about` on which shelf it stands among all of them. A talk pins slug, language and version: to change a guide that has
been used, copy it to `<slug>.<version>.md`, raise `version` in the other, and leave the copy as it is.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from alongside.kit.content import FrontMatter, Page, Section, html, languages, read, read_all

HERE = Path(__file__).resolve().parent
MOST_STEPS = 8
MOST_FOLLOW_UPS = 2


class Moment(StrEnum):
    """When in the life of a pair a guide is meant to be used."""

    OPENING = "opening"
    ANY = "any"
    CHECK_IN = "check-in"
    BOTH_WAYS = "both-ways"
    COACHING = "coaching"
    TURNED = "turned"
    BACK = "back"
    LOOKING_BACK = "looking-back"
    CLOSING = "closing"


class About(StrEnum):
    """What a guide is about, for whoever looks through all of them."""

    MIND = "mind"
    WORK = "work"
    YOU = "you"
    TWO = "two"


class To(StrEnum):
    """Whom a step asks first. The performer goes first in writing whatever it says."""

    PERFORMER = "performer"
    COACH = "coach"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Step:
    """One question of a guide. `card` names the reflection card that, when it was shown, is not asked again."""

    slug: str
    to: To
    question: str
    follow_ups: tuple[str, ...]
    hint: str
    card: str | None


@dataclass(frozen=True, slots=True)
class Guide:
    """One guide in one language and version. `prompts` are up to three things to have in mind before the talk."""

    slug: str
    language: str
    version: int
    title: str
    purpose: str
    minutes: int
    moment: Moment
    about: About
    prompts: tuple[str, ...]
    trap: str
    steps: tuple[Step, ...]

    @property
    def opening(self) -> str:
        """The first question, as it is said aloud."""
        return self.steps[0].question

    @property
    def gist(self) -> str:
        """The first sentence of the purpose, for a list."""
        return self.purpose.partition(". ")[0].rstrip(".") + "."

    def step(self, slug: str) -> Step:
        """The step of this name. Raises `LookupError` when the guide has none."""
        for step in self.steps:
            if step.slug == slug:
                return step
        raise LookupError(f"The guide “{self.slug}” has no step “{slug}”.")


class _GuideFields(FrontMatter):
    slug: str
    version: Annotated[int, Field(ge=1)]
    title: str
    purpose: str
    minutes: Annotated[int, Field(ge=5, le=90)]
    moment: str
    about: str
    prompts: Annotated[tuple[str, ...], Field(max_length=3)]
    trap: str


def guide(slug: str, language: str = "en", version: int | None = None) -> Guide:
    """One guide: in this language, else its wider one, else English; in this version, else the newest.

    Raises `LookupError` when there is no such guide, or no such version of it in any of these languages.
    """
    for tongue in languages(language):
        versions = _shelf(tongue).get(slug, {})
        if version is None and versions:
            return versions[max(versions)]
        if version is not None and version in versions:
            return versions[version]
    raise LookupError(f"There is no guide “{slug}”" + (f" in version {version}." if version else "."))


def guides(language: str = "en") -> tuple[Guide, ...]:
    """Every guide in its newest version, in this language where there is one, else in English; by title."""
    slugs = {slug for tongue in languages(language) for slug in _shelf(tongue)}
    return tuple(sorted((guide(slug, language) for slug in slugs), key=lambda found: found.title))


@cache
def _shelf(language: str) -> dict[str, dict[int, Guide]]:
    return shelf(HERE / "guides" / language, language)


def shelf(folder: Path, language: str) -> dict[str, dict[int, Guide]]:
    """All guides of a folder, by slug and version. Raises `ContentError` for the first mistake in one of them."""
    found: dict[str, dict[int, Guide]] = {}
    for page in read_all(folder):
        made = _guide(page, language)
        versions = found.setdefault(made.slug, {})
        if made.version in versions:
            raise page.error("the field “version”", f"says {made.version}, which another file of this guide has too")
        versions[made.version] = made
    return found


def _guide(page: Page, language: str) -> Guide:
    fields = page.fields(_GuideFields)
    if page.path.name not in (f"{fields.slug}.md", f"{fields.slug}.{fields.version}.md"):
        raise page.error("the field “slug”", f"says {fields.slug}, which is not the name of the file")
    if fields.moment not in list(Moment):
        raise page.error("the field “moment”", f"must be one of {', '.join(Moment)}")
    if fields.about not in list(About):
        raise page.error("the field “about”", f"must be one of {', '.join(About)}")
    if not 1 <= len(page.sections) <= MOST_STEPS:
        raise page.error("", f"must have one to {MOST_STEPS} steps, and has {len(page.sections)}")
    return Guide(
        slug=fields.slug,
        language=language,
        version=fields.version,
        title=fields.title,
        purpose=fields.purpose,
        minutes=fields.minutes,
        moment=Moment(fields.moment),
        about=About(fields.about),
        prompts=fields.prompts,
        trap=fields.trap,
        steps=tuple(_step(page, section) for section in page.sections),
    )


def _step(page: Page, section: Section) -> Step:
    where = f"the step “{section.heading}”"
    to, card = None, None
    for mark in section.marks:
        if mark in list(To):
            to = To(mark)
        elif mark.startswith("card "):
            card = mark.removeprefix("card ")
        else:
            raise page.error(where, f"has the unknown mark “{mark}”")
    if to is None:
        raise page.error(where, f"must say in brackets whom it asks: {', '.join(To)}")
    if not section.lead:
        raise page.error(where, "has no question")
    if len(section.items) > MOST_FOLLOW_UPS:
        raise page.error(where, f"has {len(section.items)} follow-ups, and {MOST_FOLLOW_UPS} are the most")
    return Step(section.heading, to, section.lead, section.items, section.aside, card)


@dataclass(frozen=True, slots=True)
class Screen:
    """One short screen of the primer. `text` is Markdown."""

    title: str
    text: str

    @property
    def html(self) -> str:
        """The screen's text for a page."""
        return html(self.text)


@dataclass(frozen=True, slots=True)
class Primer:
    """What someone reads before their first talk as a coach: three minutes, a few screens."""

    language: str
    title: str
    minutes: int
    screens: tuple[Screen, ...]


class _PrimerFields(FrontMatter):
    title: str
    minutes: Annotated[int, Field(ge=1, le=5)]


@cache
def primer(language: str = "en") -> Primer:
    """The primer in this language, else in English."""
    paths = ((tongue, HERE / "primer" / f"{tongue}.md") for tongue in languages(language))
    tongue, path = next((tongue, path) for tongue, path in paths if path.exists())
    page = read(path)
    fields = page.fields(_PrimerFields)
    screens = tuple(Screen(section.heading, section.text) for section in page.sections)
    return Primer(tongue, fields.title, fields.minutes, screens)
