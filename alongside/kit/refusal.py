"""How the product says no: with one sentence that the person reads."""

from collections.abc import Mapping

from django.http import Http404
from django.utils.functional import Promise


class Refusal(Exception):  # noqa: N818 (it is no error to be told why not)
    """A deed that is not possible now.

    Args:
        sentence: what the person reads; says what is so and what they can do.
        field: the input it belongs to, if it belongs to one.
        code: a short name for programs, in kebab case.
        about: ids that help a program go on, for example the focus that is already open.
    """

    def __init__(
        self,
        sentence: str | Promise,
        *,
        field: str | None = None,
        code: str = "not-possible-now",
        about: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
        self.code = code
        self.about = dict(about or {})

    def __str__(self) -> str:
        return str(self.sentence)


class NotHere(Http404):
    """What is not there, or not there for this person: the two look the same."""
