"""What is asked about each other: a word for each promise, one example, one request."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from alongside.evaluations.both_ways import Said
from alongside.evaluations.rules import HowOften, how_often_asked
from alongside.pairs.models import Promise
from alongside.people.models import Person

LONGEST = 2_000
CANNOT_TELL = "cannot-tell"
FIVE = [HowOften.NEVER, HowOften.SELDOM, HowOften.HALF, HowOften.MOSTLY, HowOften.ALWAYS]
"""Of the nine words, those that do for a promise."""


class PlacementsForm(forms.Form):
    """A word for each promise of the other. None is chosen at first; "I can't tell" is a word, too."""

    def __init__(
        self,
        *args: Any,
        about: list[Promise.About],
        other: Person,
        placed: Mapping[Promise.About, HowOften | None] | None = None,
        promised: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.about, self.promised = about, dict(promised or {})
        for one in about:
            word = placed.get(one) if placed else None
            self.fields[one.value] = forms.ChoiceField(
                label=how_often_asked(one, other),
                help_text=_now("As you two agreed: “%(words)s”") % {"words": self.promised[one.value]}
                if self.promised.get(one.value)
                else "",
                choices=_with(word),
                widget=forms.RadioSelect,
                initial=word.value if word else CANNOT_TELL if placed is not None else None,
            )

    @property
    def asked(self) -> list[forms.BoundField]:
        """The inputs for the promises."""
        return [self[one.value] for one in self.about]

    @property
    def placements(self) -> dict[Promise.About, HowOften | None]:
        """What was chosen."""
        chosen = {one: self.cleaned_data[one.value] for one in self.about}
        return {one: None if word == CANNOT_TELL else HowOften(word) for one, word in chosen.items()}


def _with(word: HowOften | None) -> list[tuple[str, Any]]:
    """The choices in their order, with a finer word that a program placed."""
    offered = [one for one in HowOften if one in FIVE or one == word]
    return [*((one.value, one.label) for one in offered), (CANNOT_TELL, _("I can’t tell"))]


class BothWaysForm(PlacementsForm):
    """The same, with one example and one request in all."""

    example = forms.CharField(label=_("One example"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}))
    request = forms.CharField(label=_("One request"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, said: Said | None = None, **kwargs: Any) -> None:
        if said:
            kwargs["placed"] = placed_in(said)
            kwargs["initial"] = {"example": said["example"], "request": said["request"]}
        super().__init__(*args, **kwargs)
        self.order_fields([*(one.value for one in self.about), "example", "request"])


def placed_in(said: Said) -> dict[Promise.About, HowOften | None]:
    """The words of an answer by promise."""
    return {Promise.About(about): HowOften(word) if word else None for about, word in said["placements"].items()}
