"""What the pair's pages ask for."""

from typing import Any, cast

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from alongside.pairs.models import Agreement, Promise, Side
from alongside.pairs.rules import BOTH_WAYS_WEEKS, MOST_WEEKS
from alongside.people.models import Person

LONGEST = 2_000


class InviteForm(forms.Form):
    side = forms.ChoiceField(widget=forms.RadioSelect, initial=Side.PERFORMER)
    words = forms.CharField(
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        label=_("A line to go with it, if you like"),
    )
    coaching = forms.BooleanField(required=False, label=_("It is about how I coach others, or how they do."))

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        side = cast(forms.ChoiceField, self.fields["side"])
        name = {"name": person}
        side.label = _("What would you like?")
        side.choices = [
            (Side.PERFORMER, _("I would like %(name)s to coach me") % name),
            (Side.COACH, _("I would like to be useful to %(name)s") % name),
        ]


class InsteadForm(forms.Form):
    words = forms.CharField(
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        label=_("A line to go with it, if you like"),
    )
    tell = forms.BooleanField(required=False)

    def __init__(self, *args: Any, inviter: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tell"].label = _("Tell %(name)s that I asked somebody else") % {"name": inviter}
        self.fields["tell"].help_text = _("Not who. Left open, nobody is told anything.")


class OwnWordsForm(forms.Form):
    liked = forms.ChoiceField(
        choices=Agreement.Liked.choices, required=False, widget=forms.RadioSelect, label=_("How I like to be coached")
    )
    every_weeks = forms.TypedChoiceField(
        coerce=int,
        choices=[(weeks, weeks) for weeks in range(1, MOST_WEEKS + 1)],
        label=_("We talk every so many weeks"),
    )
    both_ways_weeks = forms.TypedChoiceField(
        coerce=int,
        required=False,
        empty_value=BOTH_WAYS_WEEKS[1],  # type: ignore[arg-type]  # Django takes any value, the stubs only text
        choices=[(weeks, weeks) for weeks in BOTH_WAYS_WEEKS],
        initial=BOTH_WAYS_WEEKS[1],
        label=_("We ask each other how we’re doing, both ways, every so many weeks"),
    )
    words = forms.CharField(
        required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}), label=_("Anything else")
    )
    keeps_words = forms.BooleanField(
        required=False,
        label=_("When one of us is forgotten, the other keeps what that one wrote here."),
        help_text=_("Left open, the words of whoever is forgotten go for good."),
    )
    instead_of = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, like: Agreement | None = None, **kwargs: Any) -> None:
        initial = kwargs.setdefault("initial", {})
        if like is not None:
            initial |= {"liked": like.liked, "every_weeks": like.every_weeks, "words": like.words}
            initial |= {"keeps_words": like.keeps_words, "both_ways_weeks": like.both_ways_weeks}
            initial |= {promise.about: promise.words for promise in like.promises.all()}
        super().__init__(*args, **kwargs)
        for about in Promise.About:
            self.fields[about.value] = forms.CharField(
                required=False,
                max_length=LONGEST,
                widget=forms.Textarea(attrs={"rows": 1}),
                label=capfirst(about.label),
            )

    def of_side(self, side: Side) -> list[forms.BoundField]:
        """The inputs for what this side promises."""
        return [self[about.value] for about in Promise.About if about.side == side]

    @property
    def of_coach(self) -> list[forms.BoundField]:
        """What the coach promises."""
        return self.of_side(Side.COACH)

    @property
    def of_performer(self) -> list[forms.BoundField]:
        """What the performer promises."""
        return self.of_side(Side.PERFORMER)

    def promises(self) -> dict[Promise.About, str]:
        """What was written for each promise."""
        return {about: self.cleaned_data[about.value] for about in Promise.About}
