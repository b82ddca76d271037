"""What our one thing asks: four inputs to choose it, everything else only on request."""

from datetime import date
from hashlib import sha256
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.focus import rules
from alongside.focus.models import Commitment, Ending, Experiment, Focus
from alongside.pairs.models import Pair, Side
from alongside.people.models import Person

LONGEST = 2_000


def text(label: Any = "", *, rows: int = 1, hint: Any = "", required: bool = True) -> forms.CharField:
    """Some words of a person."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def day(label: Any, *, required: bool = True) -> forms.DateField:
    """A day, picked with the browser's own calendar."""
    return forms.DateField(
        label=label, required=required, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )


def whose_idea(pair: Pair, me: Person) -> list[tuple[str, str]]:
    """Whose idea it was, by name, the reader as "Mine"."""
    return [
        (side, _("Mine") if person.pk == me.pk else _("%(name)s’s") % {"name": person})
        for side, person in ((Side.PERFORMER, pair.performer), (Side.COACH, pair.coach))
    ]


class _ForPair(forms.Form):
    """A form that speaks to one of the two. Knows `today` where they are."""

    def __init__(self, *args: Any, pair: Pair, me: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pair, self.me, self.today = pair, me, me.today()
        self.suggestions: dict[str, rules.Suggestion] = {}

    def name_parts(self) -> None:
        """Label both parts: "I will" for the reader, the name for the other."""
        for person, field in ((self.pair.performer, "performer_will"), (self.pair.coach, "coach_will")):
            mine = person.pk == self.me.pk
            self.fields[field].label = _("I will") if mine else _("%(name)s will") % {"name": person}

    def bound_days(self) -> None:
        """Let the calendar offer the days that do, in two weeks at first."""
        attrs = self.fields["look_back_on"].widget.attrs
        attrs |= {
            "min": (self.today.fromordinal(self.today.toordinal() + 1)).isoformat(),
            "max": rules.last_look_back_day(self.today).isoformat(),
        }
        self.fields["look_back_on"].initial = rules.look_back_day(self.today)

    def clean_look_back_on(self) -> date:
        """Within three weeks from today."""
        chosen: date = self.cleaned_data["look_back_on"]
        if problem := rules.look_back_problem(chosen, self.today):
            raise forms.ValidationError(str(problem))
        return chosen

    def look_again(self, *fields: str) -> bool:
        """Whether something is worth a second look: a vague part whose words were not seen with their suggestion yet.

        Pressing again sends the same words with the suggestion seen (`<field>_seen`), which accepts them.
        """
        for field in fields:
            words = self.cleaned_data.get(field, "")
            suggestion = rules.sharpen(words, self.me.language)
            if suggestion and self.data.get(f"{field}_seen", "").split() != words.split():
                self.suggestions[field] = suggestion
        return bool(self.suggestions)

    @property
    def seen(self) -> dict[str, str]:
        """The words a suggestion was made for, to be sent along with the next press."""
        return {field: self.cleaned_data.get(field, "") for field in self.suggestions}


class _OnWhatIsThere(_ForPair):
    """A form that begins with words which both can change, `there`. It knows whether they changed while one wrote."""

    def __init__(self, *args: Any, there: dict[str, Any], initial: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, initial={**there, **(initial or {})}, **kwargs)
        self.there = {name: words or "" for name, words in there.items()}
        marks = [sha256(words.encode()).hexdigest()[:8] for words in self.there.values()]
        self.stamp = ".".join(marks)
        saw = self.data.get("saw", self.stamp).split(".")
        self._changed = [name for name, mark, seen in zip(self.there, marks, saw, strict=False) if mark != seen]

    @property
    def newer(self) -> list[tuple[str, str]]:
        """Label and words of what reads otherwise now than when this form was opened, and than what is in it."""
        asked = ((name, self.there[name], self.data.get(name, "")) for name in self._changed)
        return [(str(self[name].label), words) for name, words, said in asked if words.split() != said.split()]


class ChooseForm(_ForPair):
    """The one thing, what each will do, the day we look back. The rest is under "Sharpen it"."""

    aim = text(gettext_lazy("The one thing"))
    performer_will = text()
    coach_will = text()
    look_back_on = day(gettext_lazy("We look back on"))
    proposed_by = forms.ChoiceField(label=gettext_lazy("Whose idea was it?"), required=False, widget=forms.RadioSelect)
    serves = text(gettext_lazy("What is it good for?"), required=False)
    where_and_when = text(gettext_lazy("Where and when will it happen?"), required=False)
    first_sign = text(gettext_lazy("What will we see first, when it works?"), required=False)
    performer_until = day("", required=False)
    coach_until = day("", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name_parts()
        self.bound_days()
        self.fields["proposed_by"].choices = whose_idea(self.pair, self.me)  # type: ignore[attr-defined]
        for person, field in ((self.pair.performer, "performer_until"), (self.pair.coach, "coach_until")):
            self.fields[field].label = (
                _("My part, by") if person.pk == self.me.pk else _("%(name)s’s part, by") % {"name": person}
            )

    @property
    def is_sharpened(self) -> bool:
        """Whether anything under "Sharpen it" is filled in or to be mended."""
        below = ("proposed_by", "serves", "where_and_when", "first_sign", "performer_until", "coach_until")
        return any(self[name].value() or self[name].errors for name in below)


class AgreeForm(_ForPair):
    """One's own part in other words; the performer's one thing, too."""

    aim = text(gettext_lazy("The one thing"))
    will = text(gettext_lazy("I will"))
    until = day(gettext_lazy("By when, if you want to say"), required=False)

    def __init__(self, *args: Any, focus: Focus, part: Commitment, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"aim": focus.aim, "will": part.text, "until": part.until})
        super().__init__(*args, **kwargs)
        if part.side == Side.COACH:
            del self.fields["aim"]


class SharpenForm(_OnWhatIsThere):
    """What makes it clearer, for the two."""

    proposed_by = forms.ChoiceField(label=gettext_lazy("Whose idea was it?"), required=False, widget=forms.RadioSelect)
    serves = text(gettext_lazy("What is it good for?"), required=False)
    where_and_when = text(gettext_lazy("Where and when will it happen?"), required=False)
    first_sign = text(gettext_lazy("What will we see first, when it works?"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proposed_by"].choices = whose_idea(self.pair, self.me)  # type: ignore[attr-defined]


HOW_SURE = [
    ("", gettext_lazy("I'd rather not say")),
    ("0", gettext_lazy("0 · It won't happen")),
    ("1", gettext_lazy("1 · Hardly")),
    ("2", gettext_lazy("2 · Very doubtful")),
    ("3", gettext_lazy("3 · Doubtful")),
    ("4", gettext_lazy("4 · Rather not")),
    ("5", gettext_lazy("5 · Could go either way")),
    ("6", gettext_lazy("6 · Rather yes")),
    ("7", gettext_lazy("7 · Likely")),
    ("8", gettext_lazy("8 · Very likely")),
    ("9", gettext_lazy("9 · Almost sure")),
    ("10", gettext_lazy("10 · Sure")),
]
HOW_MUCH = [
    ("", gettext_lazy("I'd rather not say")),
    ("0", gettext_lazy("0 · Not at all")),
    ("1", gettext_lazy("1 · Hardly")),
    ("2", gettext_lazy("2 · Very little")),
    ("3", gettext_lazy("3 · A little")),
    ("4", gettext_lazy("4 · Somewhat")),
    ("5", gettext_lazy("5 · Half and half")),
    ("6", gettext_lazy("6 · More than a bit")),
    ("7", gettext_lazy("7 · Quite a lot")),
    ("8", gettext_lazy("8 · A lot")),
    ("9", gettext_lazy("9 · Very much")),
    ("10", gettext_lazy("10 · As much as anything here")),
]


def _number(value: str) -> int | None:
    return int(value) if value else None


class SenseForm(forms.Form):
    """How sure the performer is, and how much it matters: words for each number, nothing else asked."""

    confidence = forms.TypedChoiceField(
        label=gettext_lazy("How sure are you that it will happen?"),
        choices=HOW_SURE,
        coerce=_number,
        empty_value=None,
        required=False,
    )
    importance = forms.TypedChoiceField(
        label=gettext_lazy("How much does it matter to you?"),
        choices=HOW_MUCH,
        coerce=_number,
        empty_value=None,
        required=False,
    )
    first_minutes = text(gettext_lazy("What is the first 20 minutes of it?"), required=False)


class LineForm(forms.Form):
    """One line: a small step, a word about a commitment, an idea, a way to try it."""

    text = text()


class StateForm(forms.Form):
    """How a commitment went."""

    state = forms.ChoiceField(
        label=gettext_lazy("How did my part go?"),
        choices=[(state.value, state.label.capitalize()) for state in Commitment.State],
        required=False,
        widget=forms.RadioSelect,
    )


class CarryOnForm(_ForPair):
    """A later day to look back."""

    look_back_on = day(gettext_lazy("We look back on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bound_days()


class RewordForm(_OnWhatIsThere):
    """The one thing in new words."""

    aim = text(gettext_lazy("The one thing"))
    performer_will = text()
    coach_will = text()
    look_back_on = day(gettext_lazy("We look back on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name_parts()
        self.bound_days()


class TryForm(forms.Form):
    """A question, and two or three ways to try it."""

    question = text(gettext_lazy("What would you like to find out?"))
    first = text(gettext_lazy("One way to try it"))
    second = text(gettext_lazy("Another way"))
    third = text(gettext_lazy("And a third, if there is one"), required=False)


class PickWayForm(forms.Form):
    """The way the performer chooses, and what they expect."""

    option = forms.ChoiceField(label=gettext_lazy("Which way?"), widget=forms.RadioSelect)
    expected = text(gettext_lazy("What do I expect?"))

    def __init__(self, *args: Any, options: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["option"].choices = [(str(option.pk), option.text) for option in options]  # type: ignore[attr-defined]


class WhatHappenedForm(forms.Form):
    """What happened, and what becomes of it."""

    happened = text(gettext_lazy("What happened?"))
    verdict = forms.ChoiceField(
        label=gettext_lazy("What becomes of it?"),
        choices=[
            (Experiment.Verdict.KEEP.value, gettext_lazy("Keep it")),
            (Experiment.Verdict.ADAPT.value, gettext_lazy("Adapt it")),
            (Experiment.Verdict.DROP.value, gettext_lazy("Drop it")),
        ],
        widget=forms.RadioSelect,
    )


NOTHING = gettext_lazy("Nothing I can think of")


class CircumstancesForm(forms.Form):
    """One sentence of learning, and what helped and hindered from outside. "Nothing" is an answer (P4)."""

    learning = text(gettext_lazy("What did I learn? One sentence."), rows=2)
    helped = text(gettext_lazy("What helped from outside?"), required=False)
    nothing_helped = forms.BooleanField(label=NOTHING, required=False)
    hindered = text(gettext_lazy("What got in the way from outside?"), required=False)
    nothing_hindered = forms.BooleanField(label=NOTHING, required=False)

    def clean(self) -> dict[str, Any]:
        """Ask about the circumstances; ticking "nothing" answers."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for field in ("helped", "hindered"):
            if not cleaned.get(field) and not self.errors.get(field):
                if cleaned.get(f"nothing_{field}"):
                    cleaned[field] = str(NOTHING)
                else:
                    self.add_error(field, _("A few words, or tick “Nothing I can think of”."))
        return cleaned


class LookBackForm(CircumstancesForm, StateForm):
    """The same, and how one's own part went."""


class CloseForm(forms.Form):
    """How it ended."""

    how = forms.ChoiceField(
        label=gettext_lazy("All in all?"),
        choices=[(how.value, how.label) for how in Ending.As if how != Ending.As.SET_ASIDE],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of the three.")},
    )
