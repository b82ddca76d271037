"""What is asked of somebody who says something to somebody else."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.feedback.actions import LONGEST, OPTIONAL, PARTS, REQUIRED
from alongside.feedback.language import Hint, hints
from alongside.feedback.models import ChangedView
from alongside.people.models import Person


class Sheet(forms.CharField):
    """A few sentences."""

    def __init__(self, label: Any, hint: Any = "", *, required: bool = True, rows: int = 2) -> None:
        super().__init__(
            label=label,
            help_text=hint,
            required=required,
            max_length=LONGEST,
            widget=forms.Textarea(attrs={"rows": rows}),
            error_messages={"max_length": gettext_lazy("That is a lot at once. Say it shorter.")},
        )


class Looked(forms.Form):
    """A form whose words are looked at by the language check: once, kindly, and never in the way."""

    watched: tuple[str, ...] = ()

    def __init__(self, *args: Any, language: str = "en", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language = language

    def hints(self) -> dict[str, list[Hint]]:
        """For each part that has some: what to look at again."""
        found = {name: hints(str(self[name].value() or ""), name, self.language) for name in self.watched}
        return {name: some for name, some in found.items() if some}

    def look_again(self) -> bool:
        """Whether there are hints that were not shown yet; then the page shows them, and pressing again sends."""
        sent: Any = self.data
        shown = set(sent.getlist("seen"))
        return any(f"{name}:{hint.phrase}" not in shown for name, some in self.hints().items() for hint in some)

    def with_hints(self, *names: str) -> list[tuple[Any, list[Hint]]]:
        """These parts, each with what to look at again."""
        found = self.hints() if self.is_bound else {}
        return [(self[name], found.get(name, [])) for name in names]


class GiveForm(Looked):
    """Six parts, three of them asked for."""

    watched = PARTS
    saw = Sheet(
        gettext_lazy("What I saw"),
        gettext_lazy("As a camera would have it: when, where, who did or said what."),
        rows=3,
    )
    story = Sheet(
        gettext_lazy("The story I made of it"), gettext_lazy("What I thought, and what it did to me."), rows=3
    )
    otherwise = Sheet(
        gettext_lazy("What else could explain it"),
        gettext_lazy("At least one story in which nobody is to blame."),
        rows=3,
    )
    missing = Sheet(
        gettext_lazy("What I may be missing or adding"),
        gettext_lazy("What I wasn't there for. What I bring along from somewhere else."),
        required=False,
    )
    question = Sheet(
        gettext_lazy("A question I don't know the answer to"),
        gettext_lazy("If you know what you would like to hear, it is no question."),
        required=False,
    )
    offer = Sheet(
        gettext_lazy("What I offer"), gettext_lazy("Something in my own hands, to be taken or left."), required=False
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def parts(self) -> dict[str, str]:
        """The six texts."""
        return {name: self.cleaned_data[name] for name in PARTS}

    @property
    def has_more(self) -> bool:
        """Something stands in the parts that are not asked for."""
        return any(self[name].value() or self[name].errors for name in OPTIONAL)

    @property
    def asked_for(self) -> list[tuple[Any, list[Hint]]]:
        """The three parts, and what to look at again in each."""
        return self.with_hints(*REQUIRED)

    @property
    def on_request(self) -> list[tuple[Any, list[Hint]]]:
        """The other three."""
        return self.with_hints(*OPTIONAL)


class DraftForm(forms.Form):
    """What is being written: the first part is called `text` on its way (static/draft-keeper.js)."""

    text = forms.CharField(required=False, max_length=LONGEST)
    version = forms.IntegerField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in PARTS[1:]:
            self.fields[name] = forms.CharField(required=False, max_length=LONGEST)

    def parts(self) -> dict[str, str]:
        """The parts that were sent."""
        sent = {"saw": self.cleaned_data["text"]}
        return sent | {name: self.cleaned_data[name] for name in PARTS[1:] if name in self.data}


class AccountForm(forms.Form):
    """How it was from my side."""

    text = Sheet(gettext_lazy("How was it from your side?"), rows=4)

    def __init__(self, *args: Any, giver: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = _("Before you read what %(name)s made of it, if you like.") % {"name": giver}


class ClosingForm(forms.Form):
    """Whose view changed."""

    whose = forms.ChoiceField(label=gettext_lazy("Whose view changed?"), widget=forms.RadioSelect)
    words = Sheet(gettext_lazy("What do you see now that you didn't before?"), required=False)

    def __init__(self, *args: Any, other: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["whose"].choices = self.whose_words(other)  # type: ignore[attr-defined]

    @staticmethod
    def whose_words(other: Person) -> list[tuple[str, str]]:
        """The four answers, as they are said of these two."""
        whose = ChangedView.Whose
        return [
            (whose.MINE.value, _("Mine")),
            (whose.THEIRS.value, _("%(name)s’s") % {"name": other}),
            (whose.BOTH.value, _("Both")),
            (whose.NEITHER.value, _("Neither")),
        ]


class ThankForm(Looked):
    """What somebody did, and what it did for me."""

    watched = ("did",)
    did = Sheet(gettext_lazy("What you did"), gettext_lazy("The one thing, as it happened."), rows=3)
    meant = Sheet(gettext_lazy("What it did for me"), gettext_lazy("What became possible or lighter by it."), rows=3)

    @property
    def what(self) -> list[tuple[Any, list[Hint]]]:
        """What they did, and what to look at again in it."""
        return self.with_hints("did")


class AskForm(forms.Form):
    """What I would like to know."""

    about = Sheet(gettext_lazy("What would you like to know?"), rows=3)
