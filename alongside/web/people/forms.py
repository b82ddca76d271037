"""What a keeper of the list types."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.people.cells import EMAIL_MOST, read_email
from alongside.people.models import Person, Team


class EmailLine(forms.CharField):
    """An e-mail address as lists of people hold them; letters beyond a to z are allowed before the @."""

    widget = forms.EmailInput

    def clean(self, value: Any) -> str:
        """The address in lower case."""
        email, doubt = read_email(super().clean(value))
        if doubt and doubt != "foreign-email":
            raise ValidationError(_("This is not an e-mail address."))
        return email


class PersonLine(forms.CharField):
    """Somebody who works here, typed by e-mail address or full name; None if left empty."""

    def clean(self, value: Any) -> Any:
        """The person."""
        typed = super().clean(value).strip()
        if not typed:
            return None
        here = Person.objects.filter(is_active=True)
        found = list(here.filter(Q(email=typed.lower()) | Q(name__iexact=typed))[:2])
        if not found:
            raise ValidationError(_("Nobody here has this name or address."))
        if len(found) > 1:
            raise ValidationError(_("Several people have this name. Type the e-mail address."))
        return found[0]


def named(person: Person | None) -> str:
    """How `PersonLine` shows somebody."""
    return person.email if person else ""


class PersonForm(forms.Form):
    name = forms.CharField(max_length=120, label=gettext_lazy("Full name"))
    email = EmailLine(max_length=EMAIL_MOST, label=gettext_lazy("E-mail address"))


class PlaceForm(forms.Form):
    team = forms.ModelChoiceField(
        Team.objects.none(), required=False, empty_label=gettext_lazy("No team"), label=gettext_lazy("Team")
    )
    lead = PersonLine(required=False, max_length=EMAIL_MOST, label=gettext_lazy("Reports to"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = Team.objects.filter(ended_at=None).order_by("name", "pk")
        cast("forms.ModelChoiceField[Team]", self.fields["team"]).queryset = teams
        self.fields["lead"].help_text = _("E-mail address or full name. Empty for nobody.")


class AlsoForm(forms.Form):
    also = PersonLine(max_length=EMAIL_MOST, label=gettext_lazy("Also reports to"))


class TeamForm(forms.Form):
    name = forms.CharField(max_length=120, label=gettext_lazy("Name"))
    parent = forms.ModelChoiceField(
        Team.objects.none(),
        required=False,
        empty_label=gettext_lazy("No other team"),
        label=gettext_lazy("Is a part of"),
    )
    lead = PersonLine(required=False, max_length=EMAIL_MOST, label=gettext_lazy("Who leads it"))

    def __init__(self, *args: Any, team: Team | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Team.objects.filter(ended_at=None)
        others = others.exclude(pk=team.pk) if team else others
        parents = cast("forms.ModelChoiceField[Team]", self.fields["parent"])
        parents.queryset = others.order_by("name", "pk")
        self.fields["lead"].help_text = _("E-mail address or full name. Empty for nobody.")
