"""Collected sentences that a rule is tried on: a Markdown file with a heading for each kind and a list below it."""

from pathlib import Path

Corpus = dict[str, list[str]]


def collected(path: Path) -> Corpus:
    """The sentences of a file by their heading."""
    found: Corpus = {}
    kind = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            kind = line.removeprefix("## ")
        elif line.startswith("- "):
            found.setdefault(kind, []).append(line.removeprefix("- "))
    return found
