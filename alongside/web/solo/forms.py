"""What one thing alone asks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alongside.focus import rules
from alongside.focus.models import Ending
from alongside.people.models import Person
from alongside.web.focus.forms import CircumstancesForm, day, text


class LaterForm(forms.Form):
    """The day I look back."""

    look_back_on = day(_("I look back on"))

    def __init__(self, *args: Any, me: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = me.today()
        self.fields["look_back_on"].widget.attrs["max"] = rules.last_look_back_day(today).isoformat()
        self.fields["look_back_on"].initial = rules.look_back_day(today)


class AloneForm(LaterForm):
    """The one thing, what I will do, the day I look back."""

    aim = text(_("The one thing"))
    will = text(_("I will"))
    field_order = ("aim", "will", "look_back_on")


class WordsForm(forms.Form):
    """Other words."""

    aim = text(_("The one thing"))
    will = text(_("I will"))


class LookBackAloneForm(CircumstancesForm):
    """The same questions as for two, and how it ended."""

    how = forms.ChoiceField(
        label=_("All in all?"),
        choices=[(how.value, how.label) for how in Ending.As],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the four.")},
    )
