"""Bringing two people's changes to one text together, without losing a word of either.

A three-way merge as in diff3 (Khanna, Kunal and Pierce, "A Formal Investigation of Diff3", 2007), by words; by lines
where a text is long. What both put at the same place is kept twice, one after the other.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

MOST_PARTS = 1000
"""Above this many words from the first to the last change lines are compared, and above as many lines nothing is."""

_WORDS = re.compile(r"\S+|\s+")


@dataclass(frozen=True)
class _Change:
    """The parts from `start` to `end` of the base become `parts`."""

    start: int
    end: int
    parts: tuple[str, ...]


def merge(base: str, theirs: str, mine: str) -> str | None:
    """Both changes of `base` in one text, theirs first; None when they touch the same words."""
    if mine in (theirs, base):
        return theirs
    if theirs == base:
        return mine
    head, tail = _shared_ends(base, theirs, mine)
    middles = [text[head : len(text) - tail] for text in (base, theirs, mine)]
    for cut in (_WORDS.findall, lambda text: text.splitlines(keepends=True)):
        parts = [cut(middle) for middle in middles]
        if max(len(some) for some in parts) <= MOST_PARTS:
            merged = _merge(*parts)
            return None if merged is None else base[:head] + merged + base[len(base) - tail :]
    return None


def _shared_ends(*texts: str) -> tuple[int, int]:
    """How many characters all texts share at the beginning and at the end, up to whole words."""
    shortest = min(len(text) for text in texts)
    first = texts[0]
    head = 0
    while head < shortest and all(text[head] == first[head] for text in texts):
        head += 1
    while head and not first[head - 1].isspace():
        head -= 1
    tail = 0
    while tail < shortest - head and all(text[-1 - tail] == first[-1 - tail] for text in texts):
        tail += 1
    while tail and not first[-tail].isspace():
        tail -= 1
    return head, tail


def _merge(base: Sequence[str], theirs: Sequence[str], mine: Sequence[str]) -> str | None:
    merged: list[str] = []
    at = 0
    waiting = sorted(
        [(change.start, change.end, 0, change) for change in _changes(base, theirs)]
        + [(change.start, change.end, 1, change) for change in _changes(base, mine)],
        key=lambda item: item[:3],
    )
    last: _Change | None = None
    for _, _, _, change in waiting:
        if last is not None and change == last:
            continue
        if last is not None and change.start < last.end:
            return None
        merged += base[at : change.start]
        if last is not None and change.start == last.end and last.parts and change.parts:
            merged += _between(merged[-1], change.parts[0])
        merged += change.parts
        at = change.end
        last = change
    return "".join([*merged, *base[at:]])


def _between(before: str, after: str) -> list[str]:
    """A line break between two words that would otherwise grow together."""
    return [] if before[-1:].isspace() or after[:1].isspace() else ["\n"]


def _changes(base: Sequence[str], text: Sequence[str]) -> list[_Change]:
    matcher = SequenceMatcher(None, base, text)  # in long texts it leaves out what is everywhere: a matter of seconds
    return [_Change(i1, i2, tuple(text[j1:j2])) for tag, i1, i2, j1, j2 in matcher.get_opcodes() if tag != "equal"]
