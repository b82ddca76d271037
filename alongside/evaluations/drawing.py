"""Two axes from never to always, drawn as SVG: for a page, and for the archive a person takes along. No number in it
that somebody reads.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from alongside.evaluations.gaps import Spot
from alongside.evaluations.rules import HowOften

SIZE, EDGE, STEP = 344, 44, 32
"""The drawing is SIZE units wide and high; the first dot is EDGE from its sides, and dots are STEP apart."""

_WORDS = list(HowOften)


@dataclass(frozen=True)
class Mark:
    """Where one person placed it. `whose` is "me" for the reader, "other" for the other of the two."""

    name: str
    letter: str
    whose: str
    spot: Spot

    @property
    def at(self) -> tuple[int, int]:
        """The middle of the mark, in units of the drawing."""
        across, up = _WORDS.index(self.spot.across), _WORDS.index(self.spot.up)
        return EDGE + STEP * across, SIZE - EDGE - STEP * up


def draw(marks: Sequence[Mark], earlier: Sequence[Sequence[Mark]] = (), *, said: str = "") -> SafeString:
    """The picture: the marks with their names, a line between two, earlier ones faint.

    Args:
        marks: one or two; none for an empty canvas.
        earlier: those of former times, the newest first.
        said: what the picture says, for those who listen; without it the picture is for the eyes alone.
    """
    role = format_html('role="img" aria-label="{}"', said) if said else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="axes" viewBox="0 0 {} {}" {}>{}{}{}</svg>',
        SIZE,
        SIZE,
        role,
        _room(),
        format_html_join("", "{}", ((_earlier(few, number),) for number, few in enumerate(earlier))),
        _marks(list(marks)),
    )


def _room() -> SafeString:
    """The room between never and always."""
    inner = EDGE - 20
    return format_html(
        '<rect class="room" x="{0}" y="{0}" width="{1}" height="{1}" rx="14"/><g class="dots">{2}</g>'
        '<g class="ends"><text x="{0}" y="{3}">{4}</text><text x="{5}" y="{3}" text-anchor="end">{6} →</text>'
        '<text x="{0}" y="16">↑ {6}</text></g>',
        inner,
        SIZE - 2 * inner,
        _dots(),
        SIZE - 6,
        HowOften.NEVER.label,
        SIZE - inner,
        HowOften.ALWAYS.label,
    )


@cache
def _dots() -> SafeString:
    first, last = EDGE, EDGE + STEP * 8
    return format_html_join(
        "",
        '<circle cx="{}" cy="{}" r="1.6"/>',
        ((x, y) for x in range(first, last + 1, STEP) for y in range(first, last + 1, STEP)),
    )


def _earlier(marks: Sequence[Mark], number: int) -> SafeString:
    """A former time: small rings and a thin line."""
    rings = format_html_join("", '<circle class="{}" cx="{}" cy="{}" r="5"/>', ((one.whose, *one.at) for one in marks))
    return format_html('<g class="earlier ago-{}">{}{}</g>', number + 1, _line(marks), rings)


def _marks(marks: list[Mark]) -> SafeString:
    """The discs with names. Two at the same place overlap, like the two discs of our mark."""
    together = len(marks) == 2 and marks[0].at == marks[1].at
    sides = (-9, 9) if together else (0, 0)
    discs = format_html_join(
        "", "{}", ((_disc(*told),) for told in zip(marks, sides, _names_above(marks), strict=False))
    )
    return format_html("{}{}", _line(marks), discs)


def _disc(mark: Mark, aside: int, name_above: bool) -> SafeString:  # noqa: FBT001
    x, y = mark.at[0] + aside, mark.at[1]
    return format_html(
        '<g class="disc {}"><circle cx="{}" cy="{}" r="13"/><text class="letter" x="{}" y="{}">{}</text>'
        '<text class="name" x="{}" y="{}" text-anchor="{}">{}</text></g>',
        *(mark.whose, x, y),
        *(x, y + 5, mark.letter),
        *_name_at(x, y, name_above),
        mark.name,
    )


def _names_above(marks: list[Mark]) -> list[bool]:
    """Whose name stands above its disc: the upper one's; of two at the same height the first one's."""
    if len(marks) < 2:
        return [True] * len(marks)
    (_x, first), (_x, second) = marks[0].at, marks[1].at
    return [first <= second, second < first]


def _name_at(x: int, y: int, above: bool) -> tuple[int, int, str]:  # noqa: FBT001
    anchor = "start" if x < EDGE + STEP else "end" if x > SIZE - EDGE - STEP else "middle"
    aside = {"start": -12, "end": 12, "middle": 0}[anchor]
    return x + aside, y - 19 if above else y + 29, anchor


def _line(marks: Sequence[Mark]) -> SafeString:
    """The gap."""
    if len(marks) != 2 or marks[0].at == marks[1].at:
        return SafeString("")
    (x1, y1), (x2, y2) = marks[0].at, marks[1].at
    return format_html('<line class="gap" x1="{}" y1="{}" x2="{}" y2="{}"/>', x1, y1, x2, y2)
