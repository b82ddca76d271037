"""What the ways upward ask for."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.pairs.models import Pair
from alongside.people.cells import EMAIL_MOST
from alongside.people.models import Organisation, Person
from alongside.upward.naming import LONGEST_ABOUT
from alongside.upward.rules import LONGEST, Wanted, Wish
from alongside.web.people.forms import PersonLine, named

NAMED, NAMELESS = "named", "nameless"


def _words(label: Any, rows: int = 6) -> forms.CharField:
    """A sheet that the browser remembers nothing of."""
    return forms.CharField(
        label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": rows, "autocomplete": "off"})
    )


class TellForm(forms.Form):
    """What to tell a lead, and whether one's name goes with it."""

    text = _words(gettext_lazy("What would you like to say?"))
    how = forms.ChoiceField(
        label=gettext_lazy("Does your name go with it?"),
        widget=forms.RadioSelect,
        choices=[(NAMED, gettext_lazy("With my name")), (NAMELESS, gettext_lazy("Without my name"))],
    )


class LetterForm(forms.Form):
    """A message."""

    text = _words(gettext_lazy("Write on"), rows=3)


class OpenAnswerForm(forms.Form):
    """What a lead says to everybody in their line."""

    text = _words(gettext_lazy("Would you like to answer everybody in your line?"), rows=3)


class WishForm(forms.Form):
    """What a contact should do about one of my pairs."""

    wanted = forms.ChoiceField(required=False, widget=forms.RadioSelect, initial="")
    pair = forms.ModelChoiceField(Pair.objects.none(), required=False)
    coach = PersonLine(required=False, max_length=EMAIL_MOST)

    def __init__(self, *args: Any, me: Person, contact: Person, pairs: list[Pair], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = {"name": contact}
        wanted = cast(forms.ChoiceField, self.fields["wanted"])
        wanted.label = _("Is there something %(name)s should do?") % name
        wanted.choices = [
            (Wanted.NOTHING, _("Only hear me")),
            (Wanted.END, _("Stop one of my pairs for me")),
            (Wanted.MOVE, _("Let me go on with another coach")),
        ]
        pair = cast("forms.ModelChoiceField[Pair]", self.fields["pair"])
        pair.label, pair.empty_label = _("Which of your pairs?"), _("None")
        pair.queryset = Pair.objects.filter(pk__in=[one.pk for one in pairs])
        pair.choices = [("", _("None")), *((one.pk, _("You and %(name)s") % {"name": one.other(me)}) for one in pairs)]
        self.fields["coach"].label = _("With whom would you like to go on?")
        self.fields["coach"].help_text = _("Full name or e-mail address. They are asked in your name once it is done.")

    def wish(self) -> Wish:
        """What was chosen."""
        pair, coach = self.cleaned_data["pair"], self.cleaned_data["coach"]
        wanted = Wanted(self.cleaned_data["wanted"] or "")
        if not wanted:
            return Wish()
        moves = wanted == Wanted.MOVE
        return Wish(wanted, str(pair.pk) if pair else "", str(coach.pk) if coach and moves else "")


class BringForm(WishForm):
    """What to bring to a contact."""

    text = _words(gettext_lazy("What is it about?"))
    field_order = ("text", "wanted", "pair", "coach")


def wish_as_typed(wish: Wish) -> dict[str, str]:
    """A wish, as `WishForm` shows it."""
    coach = Person.objects.filter(pk=wish.coach).first() if wish.coach else None
    return {"wanted": wish.wanted, "pair": wish.pair, "coach": named(coach)}


class ProposeForm(forms.Form):
    """Whom to propose as a contact."""

    person = PersonLine(max_length=EMAIL_MOST, label=gettext_lazy("Whom do you propose?"))


class RepresentForm(forms.Form):
    """Who speaks for the employees."""

    person = PersonLine(max_length=EMAIL_MOST, label=gettext_lazy("Who speaks for the employees?"))


class BeingForm(forms.Form):
    """What a contact says of themselves."""

    about = forms.CharField(
        required=False,
        max_length=LONGEST_ABOUT,
        label=gettext_lazy("What should people know of you? How do they reach you?"),
        help_text=gettext_lazy("A line or two. Everybody here can read it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    away_until = forms.DateField(
        required=False,
        label=gettext_lazy("Away until, if you are"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )


class CallForm(forms.ModelForm[Organisation]):
    """Whom to call when it is more than work."""

    class Meta:
        model = Organisation
        fields = ("help_line",)
        labels = {"help_line": gettext_lazy("Whom can people call when it is more than work?")}
        help_texts = {"help_line": gettext_lazy("A name and a number. It is one click from every page.")}
        widgets = {"help_line": forms.Textarea}
