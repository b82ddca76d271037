"""What finding each other asks for."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from alongside.matching.directory import LONGEST as LONGEST_LINE
from alongside.matching.leading import LONGEST
from alongside.matching.models import LeadPath, Preference
from alongside.matching.topics import topics


class LineForm(forms.Form):
    topics = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label=_("And what it belongs to, five at most")
    )
    words = forms.CharField(
        required=False,
        max_length=LONGEST_LINE,
        widget=forms.Textarea(attrs={"rows": 1}),
        label=_("In a few words"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.MultipleChoiceField, self.fields["topics"]).choices = list(topics().items())


class SuitsForm(forms.Form):
    suggest = forms.BooleanField(required=False, label=_("Suggest somebody to me now and then"))
    whom = forms.ChoiceField(
        choices=Preference.Whom.choices, widget=forms.RadioSelect, label=_("Where may they come from?")
    )
    room = forms.ChoiceField(
        choices=Preference.Room.choices,
        widget=forms.RadioSelect,
        label=_("For how many more people would you be there?"),
    )
    without_line = forms.BooleanField(required=False, label=_("Nobody I report to, and nobody who reports to me"))


class StepForm(forms.Form):
    step = forms.ChoiceField(choices=LeadPath.Step.choices, widget=forms.RadioSelect, label=_("Where are you with it?"))


class TimeForm(forms.Form):
    eats_time = forms.CharField(
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        label=_("What eats your time?"),
    )
    success = forms.CharField(
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        label=_("What would you call success?"),
    )


class AgainForm(forms.Form):
    since_then = forms.CharField(
        required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}), label=_("How is it now?")
    )
    again = forms.BooleanField(required=False, label=_("Show me this again in eight weeks"))


class WordsForm(forms.Form):
    words = forms.CharField(
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        label=_("A line to go with it, if you like"),
    )
