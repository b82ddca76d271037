"""What somebody writes for themselves, and what of it they show."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alongside.pairs.models import Invite, Pair
from alongside.reflections import cards
from alongside.reflections.actions import LONGEST
from alongside.reflections.models import Card


class AnswerForm(forms.Form):
    """One answer; where it is asked, whose it is to move."""

    text = forms.CharField(
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5, "autofocus": True}),
        error_messages={"max_length": _("That is longer than a card holds. Perhaps two cards?")},
    )
    mover = forms.ChoiceField(label=_("Who could move it?"), required=False, widget=forms.RadioSelect)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, card: Card, coach: str, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"text": card.answer, "mover": card.mover, "version": card.version})
        super().__init__(*args, **kwargs)
        known = cards.card(card.slug)
        self.fields["text"].label = card.question
        self.fields["text"].help_text = known.helper
        if known.whose:
            self.fields["mover"].choices = cards.whose_choices(coach)  # type: ignore[attr-defined]
        else:
            del self.fields["mover"]


class BeginForm(forms.Form):
    """Which questions somebody wants now, and for which talk they prepare.

    Once they have chosen, `pairs` and `invites` are those they can choose from.
    """

    pair = forms.ModelChoiceField(Pair.objects.none(), required=False)
    invite = forms.ModelChoiceField(Invite.objects.none(), required=False)
    questions = forms.MultipleChoiceField(
        label=_("Questions that go deeper"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, pairs: Any = None, invites: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound:
            self.fields["pair"].queryset = pairs  # type: ignore[attr-defined]
            self.fields["invite"].queryset = invites  # type: ignore[attr-defined]
        self.fields["questions"].choices = [  # type: ignore[attr-defined]
            (card.slug, card.question) for card in (*cards.cards(cards.Set.FIRST), *cards.cards(cards.Set.DEEPER))
        ]


class ShowForm(forms.Form):
    """Which answers the other one sees: all off at first."""

    cards = forms.ModelMultipleChoiceField(Card.objects.none(), required=False)

    def __init__(self, *args: Any, shown: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cards"].queryset = shown  # type: ignore[attr-defined]
