"""Every part of the look on one page, for those who change it."""

from django import forms
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from alongside.people.models import Person
from alongside.web.http import Request, open_door, page
from alongside.web.templatetags.look import ICONS


class PartsForm(forms.Form):
    """One of each kind of input."""

    text = forms.CharField(label="What makes your work harder than it needs to be?", widget=forms.Textarea)
    aim = forms.CharField(label="The one thing", widget=forms.Textarea)
    mine = forms.CharField(label="I will", widget=forms.Textarea)
    whose = forms.ChoiceField(
        label="Who could move it?",
        choices=[("me", "Me"), ("both", "Both of us"), ("above", "Above us")],
        widget=forms.RadioSelect,
    )
    email = forms.EmailField(label="Your e-mail address at work", help_text="We send you a code. No password needed.")
    day = forms.DateField(label="The day we look back", widget=forms.DateInput(attrs={"type": "date"}))
    part = forms.BooleanField(label="This file has only a part of the people", help_text="Then nobody counts as left.")


@open_door
@require_GET
def parts(request: Request) -> HttpResponse:
    """All parts; with `?bad` as they look when something is missing."""
    form = PartsForm({} if "bad" in request.GET else None)
    people = {
        "pia": Person(given_name="Pia", name="Pia Lund"),
        "cleo": Person(given_name="Cleo", name="Cleo Marchetti"),
    }
    return page(request, "style/style.html", {"form": form, "icons": ICONS, **people})
