"""What a keeper of the list types."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
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


class TeamLine(forms.CharField):
    """A team, typed by its name; None if left empty. Some names are offered, never the list of all teams."""

    def clean(self, value: Any) -> Any:
        """The team."""
        typed = " ".join(super().clean(value).split())
        if not typed:
            return None
        found = list(Team.objects.filter(Q(name=typed) | Q(name__iexact=typed), ended_at=None)[:2])
        if not found:
            raise ValidationError(_("There is no team of this name. Teams are made under “Teams”."))
        if len(found) > 1:
            raise ValidationError(_("Several teams have this name. Give one of them another name first."))
        return found[0]


OFFERED = 50


def team_names(*, but: Team | None = None) -> "QuerySet[Team, str]":
    """Names to choose from while typing; where there are more teams, one types the name."""
    teams = Team.objects.filter(ended_at=None)
    teams = teams.exclude(pk=but.pk) if but else teams
    return teams.order_by("name").values_list("name", flat=True)[:OFFERED]


def named(person: Person | None) -> str:
    """How `PersonLine` shows somebody."""
    return person.email if person else ""


class PersonForm(forms.Form):
    name = forms.CharField(max_length=120, label=gettext_lazy("Full name"))
    email = EmailLine(max_length=EMAIL_MOST, label=gettext_lazy("E-mail address"))


class PlaceForm(forms.Form):
    team = TeamLine(required=False, max_length=120, label=gettext_lazy("Team"))
    lead = PersonLine(required=False, max_length=EMAIL_MOST, label=gettext_lazy("Reports to"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].help_text = _("Its name. Empty for no team.")
        self.fields["lead"].help_text = _("E-mail address or full name. Empty for nobody.")


class AlsoForm(forms.Form):
    also = PersonLine(max_length=EMAIL_MOST, label=gettext_lazy("Also reports to"))


class TeamForm(forms.Form):
    name = forms.CharField(max_length=120, label=gettext_lazy("Name"))
    parent = TeamLine(required=False, max_length=120, label=gettext_lazy("Is a part of"))
    lead = PersonLine(required=False, max_length=EMAIL_MOST, label=gettext_lazy("Who leads it"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].help_text = _("The name of another team. Empty for none.")
        self.fields["lead"].help_text = _("E-mail address or full name. Empty for nobody.")
