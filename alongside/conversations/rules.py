"""What a coach writes is a question, an observation with an example, or an offer. Advice is met with "Ask first?" Pure."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Nudge:
    """Why a text sounds like advice, and the same text as an offer that asks first."""

    reason: str | Promise
    swapped: str


def ask_first(text: str, language: str = "en") -> Nudge | None:
    """A nudge when the text sounds like advice; None when it doesn't, or for a language without rules."""
    raise NotImplementedError
