"""When to talk, what is said on a card, what is left at the end."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.dates import MONTHS as NAMES
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from alongside.conversations import guidebook, themes
from alongside.conversations.models import Answer, ClosingWords, Conversation
from alongside.conversations.rules import Nudge, ask_first

MONTHS = tuple(NAMES.items())
"""The twelve months by number and name."""

LONGEST = 4_000
LINE = 300


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d", attrs={"class": "short"})


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M", attrs={"class": "short"})


def at_the_wall(day: date, moment: time, zone: str) -> datetime:
    """This day and time where the person is."""
    return datetime.combine(day, moment, tzinfo=ZoneInfo(zone))


class PlanForm(forms.Form):
    """A day and a time, where the person is."""

    day = forms.DateField(label=_("Day"), widget=DayInput)
    time = forms.TimeField(label=_("Time"), widget=TimeInput)

    def __init__(self, *args: Any, zone: str, when: datetime | None = None, **kwargs: Any) -> None:
        if when:
            there = when.astimezone(ZoneInfo(zone))
            kwargs.setdefault("initial", {"day": there.date(), "time": there.time()})
        super().__init__(*args, **kwargs)
        self.zone = zone

    @property
    def when(self) -> datetime:
        """The moment that was chosen."""
        return at_the_wall(self.cleaned_data["day"], self.cleaned_data["time"], self.zone)


class StartForm(forms.Form):
    """With which questions, and where."""

    guide = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    mode = forms.ChoiceField(
        choices=Conversation.Mode.choices, required=False, initial=Conversation.Mode.TABLE, widget=forms.RadioSelect
    )
    phrase = forms.CharField(required=False, max_length=LONGEST)
    leaf = forms.BooleanField(required=False, widget=forms.HiddenInput)
    turned = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(guide.slug, guide.title) for guide in guidebook.guides(language)]
        self.fields["guide"].choices = known  # type: ignore[attr-defined]


class YearForm(forms.Form):
    """What a team talks about in the twelve months. The two check-ins can be moved, and can't get lost."""

    check_ins = forms.TypedChoiceField(label=_("Both place the last two months in"), coerce=int)

    def __init__(self, *args: Any, year: Sequence[str], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before = tuple(year)
        self.titles = {guide.slug: guide.title for guide in guidebook.guides(language)}
        topics = [(guide.slug, guide.title) for guide in themes.topics(language)]
        name = dict(MONTHS)
        half = themes.HALF_A_YEAR
        between = _("%(one)s and %(other)s")
        self.fields["check_ins"].choices = [  # type: ignore[attr-defined]
            (month, between % {"one": name[month], "other": name[month + half]}) for month in range(1, half + 1)
        ]
        self.fields["check_ins"].initial = themes.check_in_month(year)
        for month, slug in enumerate(year, 1):
            if slug != themes.CHECK_IN:
                self.fields[f"month_{month}"] = forms.ChoiceField(label=name[month], choices=topics, initial=slug)

    @property
    def months(self) -> list[tuple[int, Any, str, Any]]:
        """Number and name of each month, the title of its questions, and the field that changes it, if there is one."""
        return [
            (month, name, self.titles[slug], self[f"month_{month}"] if f"month_{month}" in self.fields else None)
            for (month, name), slug in zip(MONTHS, self.before, strict=True)
        ]

    @property
    def year(self) -> tuple[str, ...]:
        """The twelve guides that were chosen, the check-ins moved where they were wanted."""
        chosen = [self.cleaned_data.get(f"month_{month}", themes.CHECK_IN) for month in range(1, themes.MONTHS + 1)]
        return themes.move_check_ins(chosen, self.cleaned_data["check_ins"])


class WordsForm(forms.Form):
    """What the performer writes on a card."""

    text = forms.CharField(
        label=_("Your words"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4, "class": "answer"})
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    nudge: Nudge | None = None


class CoachForm(WordsForm):
    """What the coach writes: a question, an observation or an offer. Advice is met with "Ask first?" once."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[choice for choice in Answer.Kind.choices if choice[0] != Answer.Kind.WORDS],
        initial=Answer.Kind.QUESTION,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say which it is.")},
    )
    asked = forms.CharField(required=False, max_length=LONGEST, strip=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, language: str = "en", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language = language

    def clean(self) -> dict[str, Any]:
        """Look whether it sounds like advice; the same text sent again is kept as it is."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        text = cleaned.get("text", "")
        if text and _plain(text) != _plain(cleaned.get("asked", "")):
            self.nudge = ask_first(text, self.language)
        return cleaned


def _plain(text: str) -> str:
    return " ".join(text.split())


class PartForm(forms.Form):
    """Where the coach's own part stands."""

    text = forms.CharField(
        label=_("Where it stands, and why"), required=False, max_length=LINE, widget=forms.Textarea(attrs={"rows": 1})
    )


class TopicForm(forms.Form):
    text = forms.CharField(label=_("Something to talk about"), max_length=LINE)


class PhraseForm(forms.Form):
    text = forms.CharField(label=_("The phrase"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}))


class NotesForm(forms.Form):
    text = forms.CharField(required=False, max_length=50_000, strip=False, widget=forms.Textarea(attrs={"rows": 6}))
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class CloseForm(forms.Form):
    """The end of a talk. Nothing has to be said."""

    worth = forms.ChoiceField(
        label=_("Worth the time?"),
        choices=[choice for choice in ClosingWords.Worth.choices if choice[0]],
        required=False,
        widget=forms.RadioSelect,
    )
    different = forms.CharField(
        label=_("What should be different?"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 1}),
    )
    day = forms.DateField(label=_("Next time"), required=False, widget=DayInput)
    time = forms.TimeField(label=_("At"), required=False, widget=TimeInput)
    start_here = forms.CharField(
        label=_("Next time, start here"), required=False, max_length=LINE, widget=forms.Textarea(attrs={"rows": 1})
    )

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone

    def clean(self) -> dict[str, Any]:
        """A day needs a time; no day means that the next talk stays open."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("day") and not cleaned.get("time") and "time" not in self.errors:
            self.add_error("time", _("At what time?"))
        return cleaned

    @property
    def next_at(self) -> datetime | None:
        """The moment of the next talk, if one was chosen."""
        day, moment = self.cleaned_data.get("day"), self.cleaned_data.get("time")
        return at_the_wall(day, moment, self.zone) if day and moment else None


STATES: dict[str, str | Promise] = {
    "": _("Not done yet. Here's why:"),
    "happened": _("It happened."),
    "differently": _("It happened differently."),
    "something-else": _("Something else came first. Here's why:"),
    "no-longer": _("It no longer matters. Here's why:"),
}
"""How the coach says aloud where their part stands, by the state of the commitment."""

CLOSED_SINCE = _("We have closed our one thing since then.")
"""The same for a part whose one thing was closed without a word on it."""
