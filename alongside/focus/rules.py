"""Rules of our one thing: when a commitment is too vague to keep, when to look back, and how a gap is put. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise, lazy
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

IN_HAND = 3
"""Steps that may be in hand at once, either side."""

LOOK_BACK_DAYS = 14
MOST_LOOK_BACK_DAYS = 21
REWORD_AFTER = 2
"""Extensions after which a focus is put in new words instead."""

LOW_CONFIDENCE = 6
"""Up to this confidence, on 0 to 10, the first twenty minutes are asked for."""

GAP_DAYS = 21
"""Quiet days after which a pair is asked how to go on: as long as the longest way to a look-back."""


def look_back_day(today: date) -> date:
    """The day that is filled in at first: in two weeks, or the Monday after if that is a weekend."""
    day = today + timedelta(LOOK_BACK_DAYS)
    return day + timedelta(7 - day.weekday()) if day.weekday() > 4 else day


def last_look_back_day(today: date) -> date:
    """The furthest day that can be chosen: in three weeks."""
    return today + timedelta(MOST_LOOK_BACK_DAYS)


def look_back_problem(day: date, today: date) -> str | Promise | None:
    """Why this day can't be the look-back, as a sentence; None when it can."""
    if day <= today:
        return _("Choose a day that is still to come.")
    if day > last_look_back_day(today):
        return _("Three weeks at most. Looking back early keeps it small; you can always go on.")
    return None


def needs_rewording(extensions: int) -> bool:
    """Whether one thing that has been extended this often is to be put in new words before it goes on."""
    return extensions >= REWORD_AFTER


REWORD = _("You've carried this on twice. Put it in new words: smaller, or about what is really in the way.")
FIRST_TWENTY_MINUTES = _("What is the first 20 minutes of it?")


def first_twenty_minutes(confidence: int | None) -> str | Promise | None:
    """The question for someone who doubts that it will happen (0 to 10); None when they don't, or haven't said."""
    return FIRST_TWENTY_MINUTES if confidence is not None and confidence <= LOW_CONFIDENCE else None


def number_in_words(number: int) -> str:
    """A number as a sentence says it: in words up to twelve, in figures above."""
    words = (
        pgettext("a number", "no"),
        pgettext("a number", "one"),
        pgettext("a number", "two"),
        pgettext("a number", "three"),
        pgettext("a number", "four"),
        pgettext("a number", "five"),
        pgettext("a number", "six"),
        pgettext("a number", "seven"),
        pgettext("a number", "eight"),
        pgettext("a number", "nine"),
        pgettext("a number", "ten"),
        pgettext("a number", "eleven"),
        pgettext("a number", "twelve"),
    )
    return words[number] if 0 <= number < len(words) else str(number)


def _span(days: int) -> str:
    if days < 14:
        text, number = ngettext("{number} day", "{number} days", days), days
    elif days < 91:
        text, number = ngettext("{number} week", "{number} weeks", days // 7), days // 7
    elif days < 365:
        text, number = ngettext("{number} month", "{number} months", days * 12 // 365), days * 12 // 365
    else:
        text, number = ngettext("{number} year", "{number} years", days // 365), days // 365
    said = text.format(number=number_in_words(number))
    return said[:1].upper() + said[1:]


def _gap(days: int) -> str:
    return gettext("{span}. Pick up, shrink or set aside?").format(span=_span(days))


span: Callable[[int], str] = lazy(_span, str)
"""A number of days as people say it, to begin a sentence with: "Nine days", "Five weeks", "Three months"."""

_gap_lazily: Callable[[int], str] = lazy(_gap, str)


def gap(days: int) -> str | Promise | None:
    """How a pair is met that has left its one thing alone for `days`; None while that is no gap."""
    return _gap_lazily(days) if days >= GAP_DAYS else None


@dataclass(frozen=True, slots=True, eq=False)
class Suggestion:
    """What could make a commitment easier to keep: a question, and the reason for asking."""

    question: str | Promise
    reason: str | Promise


CONTACT = Suggestion(
    _("With whom, on which day, and about what?"),
    _("This can mean a look through the door or an hour of your time; the other person can't know which."),
)
EFFORT = Suggestion(
    _("What will you do the first time, and when?"),
    _("Trying can't be seen, and it is never finished. One small deed can be seen."),
)
QUALITY = Suggestion(
    _("In which moment of the next two weeks would somebody notice?"),
    _("“Better” and “more” have no end. One moment has."),
)
THINKING = Suggestion(
    _("What will be there at the end of it that you can show?"),
    _("As it stands, nobody can tell whether it happened, you included."),
)
HELP = Suggestion(
    _("What exactly will you do, and on which day?"),
    _("Help is what the other person makes of it. Naming it lets them say whether it would be one."),
)
BARE = Suggestion(
    _("What will somebody see you do, and when?"),
    _("This is a subject. It isn't yet something one can do."),
)


def sharpen(text: str, language: str = "en") -> Suggestion | None:
    """A suggestion when a commitment is vague; None when it says what will be done, or in a language without patterns.

    Vague words alone don't make a commitment vague: “support Pia by taking the Friday calls” says enough. It is never a
    refusal: pressing again accepts the words as they are.
    """
    said = " ".join(text.replace("’", "'").split())
    if not said or not language.lower().startswith("en"):
        return None
    for pattern, suggestion in _VAGUE:
        if pattern.search(said):
            rest = pattern.sub(" ", said)
            return None if _says_enough(rest, suggestion) else suggestion
    return None if _DEED.search(said) or _WHEN.search(said) or len(said.split()) > _FEW_WORDS else BARE


_FEW_WORDS = 3


def _says_enough(rest: str, suggestion: Suggestion) -> bool:
    """Whether what stands beside the vague words is a deed one could see, or a meeting with a day and a subject."""
    if _SPELT_OUT.search(rest):
        return True
    when = _WHEN.search(rest) is not None
    if suggestion in (CONTACT, HELP) and when and _ABOUT.search(rest):
        return True
    return suggestion is not CONTACT and _DEED.search(rest) is not None and (when or len(rest.split()) > _FEW_WORDS)


def _any(*phrases: str, end: bool = False) -> re.Pattern[str]:
    """One pattern for several phrases that begin where a word begins and, if so wished, end where one ends."""
    return re.compile(r"(?<![\w'])(?:" + "|".join(phrases) + ")" + (r"(?!\w)" if end else ""), re.IGNORECASE)


_VAGUE = (
    (
        _any(
            r"check(?:ing)? in\b(?: (?:more often|regularly|often))?",
            r"touch base\b",
            r"follow(?:ing)? up\b",
            r"(?:keep|stay) in (?:touch|contact)\b",
            r"catch up\b",
            r"coordinate\b",
        ),
        CONTACT,
    ),
    (
        _any(
            r"(?:try|aim|hope|attempt) (?:to|harder)\b",
            r"(?:do|give) my (?:best|all)\b",
            r"make (?:an|more of an) effort\b",
            r"see (?:what i can do|how it goes)\b",
            r"(?:keep going|carry on|hang in)\b",
            r"push for\b",
            r"stay (?:positive|on top of|focused|calm|motivated)\b",
        ),
        EFFORT,
    ),
    (
        _any(
            r"(?:be|become|get|stay) (?:a )?(?:more|better|less|clearer|quicker|faster|calmer|nicer|stronger|firmer)\b",
            r"(?:be|get) (?:available|there for|organi[sz]ed|proactive|patient|supportive|open|honest|present)\b",
            r"have an open (?:door|ear)\b",
            r"(?:communicate|talk|speak|listen|work|delegate)\b.{0,60}\b(?:better|more|harder|clearly)\b(?! than)",
            r"make (?:it|things|this|that) (?:better|easier)\b",
            r"have (?:more|some) (?:patience|courage|trust|confidence)\b",
            r"improve\b",
            r"(?:give|offer|take|show|ask for|plan) (?:more|better)\b",
            r"(?:give|ask for) feedback (?:more|regularly)",
            r"learn more about\b",
        ),
        QUALITY,
    ),
    (
        _any(
            r"look(?:ing)? (?:into|at)\b",
            r"think (?:about|over|through)\b",
            r"(?:consider|explore|address|understand|reflect on|investigate|prioriti[sz]e|optimi[sz]e|manage)\b",
            r"(?:work|focus|concentrate) on\b",
            r"deal with\b",
            r"(?:take care|be aware|be mindful) of\b",
            r"pay (?:more |better |closer )?attention\b",
            r"keep (?:an eye on|track of|on top of|in mind)\b",
            r"raise awareness\b",
            r"find (?:a|some) (?:solution|way|time)s?\b",
            r"sort (?:things|it|this|that) out\b",
            r"take (?:ownership|responsibility|initiative)\b",
        ),
        THINKING,
    ),
    (
        _any(
            r"(?:give |offer )?support(?:ing)?\b",
            r"help(?:ing)?(?: out)?\b",
            r"(?:encourage|assist|motivate|empower)\b",
        ),
        HELP,
    ),
)

# A deed is something a third person in the room would see or hear.
_DEED = _any(
    r"(?:answer|ask|attend|block|book|bring|build|buy|call|cancel|check|clean|clear|close|collect|copy|count|cut|decide)",
    r"(?:draft|draw|drive|drop|explain|fetch|fill|find out|finish|fix|get|give|go|hand|hang|install|introduce)",
    r"(?:invite|join|keep|lead|leave|let|list|load|mail|make|meet|measure|move|name|note|offer|open|order|pack|pay|phone|pick|plan)",
    r"(?:post|practise|print|put|read|record|remove|repair|reply|report|return|ring|run|say|see|sell|send|set|show|sign)",
    r"(?:sit|sort|speak|spend|stand|start|stop|swap|take|talk|teach|tell|test|train|try|turn|unpack|update|use|visit)",
    r"(?:wait|walk|wash|watch|wear|write)",
    r"(?:calling|closing|leaving|making|moving|naming|removing|sharing|taking|using|writing|driving|bringing|putting)",
    r"(?:asking|sending|sitting|showing|telling|ringing|giving|covering|standing|walking|reading|checking|handing)",
    r"(?:a|one|two|three|four|five|ten|\d+) (?:draft|call|hour|minute|list|page|question|line)s?",
    r"(?:one|two|three|four|five|ten|\d+) (?:a|each|every|per) (?:day|week|shift|call)",
    end=True,
)

_WHEN = _any(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?(?:'s)?",
    r"(?:today|tonight|tomorrow|noon|midnight|lunch|(?:morning|afternoon|evening)s?)",
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december) \d{1,2}",
    r"\d{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*",
    r"(?:\d{1,2}[.:/]\d{2}|the \d{1,2}[a-z]{2})",
    r"(?:at|before|after|until|from|by) (?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)",
    r"(?:every|each|after|before|during|in) (?:(?:the|each|every|our) )?(?:shift|call|meeting|day|week|talk|round)s?",
    r"(?:this|next) (?:week|month)",
    r"within (?:an?|the|two|three|\d+)",
    end=True,
)

_ABOUT = _any(
    r"(?:about|on the|with the|whether|and (?:ask|tell|show|bring|agree)|to (?:ask|tell|agree|see))", end=True
)

# After a colon people say what they mean: “work on the handover: one draft by Thursday”.
_SPELT_OUT = re.compile(r": ?\S+ \S+ \S+")
