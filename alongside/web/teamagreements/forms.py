"""What is asked of a team that agrees on something."""

from django import forms
from django.utils.translation import gettext_lazy as _

from alongside.feedback.agreeing import LONGEST, LONGEST_SLIP
from alongside.feedback.models import Say, Slip


class ProposeForm(forms.Form):
    """One sentence to keep."""

    words = forms.CharField(
        label=_("What would we keep to?"),
        help_text=_("One sentence that everybody can remember and notice when it slips: “We call back the same day.”"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": _("Say it shorter: one sentence that everybody can remember.")},
    )


class SayForm(forms.Form):
    """My say in it, for myself alone."""

    answer = forms.ChoiceField(
        choices=[
            (Say.Answer.YES, _("I can keep this")),
            (Say.Answer.NOT_SO, _("Not like this")),
            (Say.Answer.NOTHING, _("I'd like to think about it")),
        ]
    )


class SlipForm(forms.Form):
    """When we slipped: I, or we. There is no third choice."""

    whose = forms.ChoiceField(label=_("Whose slip was it?"), choices=Slip.Whose, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("What happened?"),
        help_text=_("What you did, or what all of you did. Never what somebody else did."),
        max_length=LONGEST_SLIP,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
