"""What people help each other with, and what to watch for: words as data, in the reader's language."""

from functools import lru_cache
from pathlib import Path

from django.utils.translation import get_language

from alongside.kit.content import languages, read

HERE = Path(__file__).parent


def topics() -> dict[str, str]:
    """Every topic by its slug, as the reader calls it."""
    return _read("topics", get_language() or "en")


def watch_for(turn: int, *, how_many: int = 3) -> list[str]:
    """What somebody who watches may look for in this turn; the next turn has others."""
    prompts = list(_read("watching", get_language() or "en").values())
    return [prompts[(turn * how_many + number) % len(prompts)] for number in range(how_many)]


@lru_cache
def _read(folder: str, wanted: str) -> dict[str, str]:
    path = next(path for language in languages(wanted) if (path := HERE / folder / f"{language}.md").exists())
    return {section.heading: section.lead for section in read(path).sections}
