"""Placing between never and always, in words; a team's own questions."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alongside.evaluations.checking_in import LONGEST, QUESTIONS, About, Spots
from alongside.evaluations.gaps import Axis, Spot
from alongside.evaluations.rules import HowOften


class WhereForm(forms.Form):
    """Four questions from never to always, two about the work and two about the coaching; or "I can't tell".

    `cleaned_data["spots"]` holds what was placed.
    """

    def __init__(self, sent: Any = None, *, asked: Mapping[About, Mapping[Axis, str]], now: Spots | None = None):
        super().__init__(sent, initial=_as_sent(now or {}))
        for about, axis in QUESTIONS:
            self.fields[f"{about}_{axis}"] = forms.ChoiceField(
                label=asked[about][axis], choices=HowOften.choices, widget=forms.RadioSelect, required=False
            )
        for about in About:
            self.fields[f"{about}_unsure"] = forms.BooleanField(label=_("I can't tell"), required=False)

    def clean(self) -> dict[str, Any]:
        """Each of the two placed whole, or said that one can't tell."""
        sent = super().clean() or {}
        spots: Spots = {}
        for about in About:
            across, up = (sent.get(f"{about}_{axis}") for axis in Axis)
            if sent.get(f"{about}_unsure"):
                spots[about] = None
            elif across and up:
                spots[about] = Spot(HowOften(across), HowOften(up))
            else:
                self.add_error(f"{about}_unsure", _("Place it, or say that you can't tell."))
        return sent | {"spots": spots}


def _as_sent(spots: Spots) -> dict[str, Any]:
    """What was placed, as the form sends it."""
    sent: dict[str, Any] = {}
    for about, spot in spots.items():
        if spot is None:
            sent[f"{about}_unsure"] = True
        else:
            sent |= {f"{about}_across": spot.across, f"{about}_up": spot.up}
    return sent


class AxesForm(forms.Form):
    """A team's own questions. What is left empty is asked in the words of the house."""

    def __init__(self, *args: Any, house: Mapping[About, Mapping[Axis, str]], **more: Any):
        super().__init__(*args, **more)
        for about, axis in QUESTIONS:
            self.fields[f"{about}_{axis}"] = forms.CharField(
                label=house[about][axis], max_length=LONGEST, required=False, widget=forms.TextInput
            )

    @property
    def questions(self) -> dict[tuple[About, Axis], str]:
        """What was typed."""
        return {(about, axis): self.cleaned_data[f"{about}_{axis}"] for about, axis in QUESTIONS}
