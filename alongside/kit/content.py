"""Content as data: Markdown files with front matter, read once, checked when read.

Whoever writes a guide, a card or a lesson needs no Python. A file looks like this; below the second line of dashes,
every heading of the second level begins a section, and words in brackets behind it are its marks:

    ---
    title: Looking back
    minutes: 30
    ---

    ## what-happened (performer)

    What happened?

    - What did you do that you'd do again?
    - What came out differently?

    > Let them finish. Then wait a moment longer.

A mistake in a file raises `ContentError` with one sentence that names the file, and the field or the section.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import TypeVar

import yaml
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from pydantic import BaseModel, ConfigDict, ValidationError

NAMES = frozenset({"coach", "performer"})
"""The placeholders a text may hold: `{coach}` and `{performer}` become the names of two people."""


class ContentError(ValueError):
    """A file of content has a mistake; the message is a sentence for the person who wrote it."""

    def __init__(self, path: Path, where: str, problem: str) -> None:
        place = f"{path.parent.name}/{path.name}"
        super().__init__(f"{place}: {where} {problem}." if where else f"{place} {problem}.")
        self.path = path
        self.where = where


class FrontMatter(BaseModel):
    """What the lines between the dashes may say; each kind of content declares its fields in a subclass."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, str_strip_whitespace=True, str_min_length=1)


Fields = TypeVar("Fields", bound=FrontMatter)


@dataclass(frozen=True, slots=True)
class Section:
    """One heading of the second level with what stands below it, as it was written.

    `lead` is the first paragraph, `items` the list, `aside` the quotation; each is empty where there is none. `text` is
    all of it as Markdown, for content that is shown as a page.
    """

    heading: str
    marks: tuple[str, ...]
    text: str
    lead: str
    items: tuple[str, ...]
    aside: str


@dataclass(frozen=True, slots=True)
class Page:
    """One file: its front matter, unchecked, and its sections."""

    path: Path
    meta: Mapping[str, object]
    intro: str
    sections: tuple[Section, ...]

    def fields(self, kind: type[Fields]) -> Fields:
        """The front matter as `kind`. Raises `ContentError` for the first field that is missing, unknown or wrong."""
        try:
            return kind.model_validate(self.meta)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            field = ".".join(str(part) for part in first["loc"])
            raise self.error(f"the field “{field}”", _PROBLEMS.get(first["type"], first["msg"].lower())) from None

    def error(self, where: str, problem: str) -> ContentError:
        """A mistake at `where` in this file, to be raised."""
        return ContentError(self.path, where, problem)


_PROBLEMS = {
    "missing": "is missing",
    "extra_forbidden": "is not known here",
    "string_type": "must be a text",
    "string_too_short": "is empty",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "tuple_type": "must be a list",
    "list_type": "must be a list",
}

_DASHES = re.compile(r"\A---\s*\n(?P<meta>.*?)^---\s*$\n?(?P<body>.*)\Z", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"(?P<heading>.+?)(?:\s+\((?P<marks>[^()]*)\))?\s*")


def read(path: Path) -> Page:
    """Read one file. Raises `ContentError` when it is not text, has no front matter or can't be understood."""
    try:
        found = _DASHES.match(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise ContentError(path, "", "is not written in UTF-8") from None
    if found is None:
        raise ContentError(path, "", "does not begin with front matter between two lines of dashes")
    try:
        meta = yaml.safe_load(found["meta"]) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"line {mark.line + 2}" if mark else "the front matter"
        raise ContentError(path, line, "can't be understood; a text with a colon in it needs quotation marks") from None
    if not isinstance(meta, dict):
        raise ContentError(path, "the front matter", "must have one “field: value” a line")
    intro, *parts = re.split(r"^##[ \t]+", found["body"], flags=re.MULTILINE)
    return Page(
        path, {_name(key): _listed(value) for key, value in meta.items()}, intro.strip(), _sections(path, parts)
    )


def read_all(folder: Path) -> tuple[Page, ...]:
    """Read every Markdown file of a folder, in the order of their names."""
    return tuple(read(path) for path in sorted(folder.glob("*.md")))


def languages(wanted: str) -> tuple[str, ...]:
    """The languages in which to look for content, best first: "de-at" gives de-at, de, en."""
    whole = wanted.lower().replace("_", "-")
    return tuple(dict.fromkeys((whole, whole.split("-")[0], "en")))


def fill(text: str, *, coach: str = "", performer: str = "") -> str:
    """The text with `{coach}` and `{performer}` replaced by the names of the two people."""
    return text.replace("{coach}", coach).replace("{performer}", performer)


def html(markdown: str) -> SafeString:
    """Markdown as HTML, for a page. HTML inside the Markdown is shown as text, never passed on."""
    return SafeString(_MARKDOWN.render(markdown))


_MARKDOWN = MarkdownIt("commonmark", {"html": False, "typographer": False})


def _name(key: object) -> str:
    return str(key).strip().replace("-", "_")


def _listed(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _sections(path: Path, parts: list[str]) -> tuple[Section, ...]:
    sections = tuple(_section(path, part) for part in parts)
    headings = [section.heading for section in sections]
    for heading in headings:
        if headings.count(heading) > 1:
            raise ContentError(path, f"the section “{heading}”", "is there twice")
    return sections


def _section(path: Path, part: str) -> Section:
    first, _, rest = part.partition("\n")
    found = _HEADING.fullmatch(first.strip())
    if found is None:
        raise ContentError(path, "a section", "has no heading")
    marks = tuple(mark.strip() for mark in (found["marks"] or "").split(",") if mark.strip())
    section = Section(found["heading"], marks, rest.strip(), *_parts(rest))
    for name in _placeholders(path, section):
        if name not in NAMES:
            raise ContentError(path, f"the section “{section.heading}”", f"holds the unknown placeholder {{{name}}}")
    return section


def _parts(text: str) -> tuple[str, tuple[str, ...], str]:
    """The first paragraph, the list and the quotation of a section, each with its lines joined."""
    lead, items, aside = "", [], ""
    for block in re.split(r"\n\s*\n", text.strip()):
        if block.startswith("- "):
            items += [_joined(item) for item in re.split(r"^- ", block, flags=re.MULTILINE) if item.strip()]
        elif block.startswith(">"):
            aside = aside or _joined(re.sub(r"^> ?", "", block, flags=re.MULTILINE))
        else:
            lead = lead or _joined(block)
    return lead, tuple(items), aside


def _joined(text: str) -> str:
    return " ".join(text.split())


def _placeholders(path: Path, section: Section) -> list[str]:
    try:
        return [name for _, name, _, _ in Formatter().parse(section.text) if name is not None]
    except ValueError:
        raise ContentError(
            path, f"the section “{section.heading}”", "has a bracket { or } without its partner"
        ) from None
