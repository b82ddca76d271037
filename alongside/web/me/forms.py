"""What one says about oneself."""

from functools import cache
from typing import Any, cast

from django import forms
from django.conf import settings
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from alongside.kit import clock
from alongside.people.models import Person, Token


class ZoneSelect(forms.Select):
    """A select of all time zones. They are drawn once: drawing hundreds takes longer than the rest of the page."""

    def use_required_attribute(self, initial: Any) -> bool:
        """No: something is always chosen."""
        return False

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The select with its options."""
        zone = str(value)
        options = _options().replace(_option(zone), _option(zone, chosen=True))
        around = flatatt(self.build_attrs(self.attrs, {"name": name, **(attrs or {})}))
        return format_html("<select{}>{}</select>", around, SafeString(options))


@cache
def _options() -> str:
    return "".join(map(_option, clock.zones()))


def _option(zone: str, *, chosen: bool = False) -> SafeString:
    """One option; it says its value only where its words don't."""
    label, mark = zone.replace("_", " "), SafeString(" selected" if chosen else "")
    said = SafeString("") if label == zone else format_html(' value="{}"', zone)
    return format_html("<option{}{}>{}</option>", said, mark, label)


class ProfileForm(forms.Form):
    given_name = forms.CharField(max_length=60, label=_("What people call you"))
    time_zone = forms.ChoiceField(
        choices=lambda: [(zone, zone) for zone in clock.zones()], widget=ZoneSelect, label=_("Your time zone")
    )
    language = forms.ChoiceField(choices=settings.LANGUAGES, label=_("Language"))

    @classmethod
    def of(cls, person: Person, data: Any = None) -> "ProfileForm":
        """The form as this person has it now."""
        now = {"given_name": person.given_name, "time_zone": person.time_zone, "language": person.language}
        return cls(data, initial=now)


class TokenForm(forms.Form):
    name = forms.CharField(max_length=80, label=_("What is it for?"))
    scopes = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, label=_("What may it do?"))
    lasts = forms.TypedChoiceField(
        coerce=int,
        choices=[(30, _("a month")), (90, _("three months")), (365, _("a year"))],
        initial=90,
        widget=forms.RadioSelect,
        label=_("How long is it good for?"),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = [Token.Scope.LOOP_READ, Token.Scope.LOOP_WRITE, Token.Scope.PEOPLE_READ]
        if person.keeps_people:
            mine.append(Token.Scope.PEOPLE_WRITE)
        cast(forms.MultipleChoiceField, self.fields["scopes"]).choices = [(scope.value, scope.label) for scope in mine]
