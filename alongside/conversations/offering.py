"""Which guide is offered for the next talk, and why: one to begin with and two alternatives."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alongside.conversations import rhythm
from alongside.conversations.models import Conversation
from alongside.conversations.theming import ThisMonth
from alongside.kit import clock
from alongside.pairs.models import Kind, Pair


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about a pair when a talk begins: simple facts, no content.

    `recent` are the guides of their last talks, newest first. `weeks_since` is None before the first talk. `theme` is
    this month's topic while they have not talked about it, `team` whose it is. `coaching`: one coaches the other on
    their coaching.
    """

    talks_had: int = 0
    weeks_since: int | None = None
    open_focus: bool = False
    look_back_due: bool = False
    obstacle_named: bool = False
    recent: tuple[str, ...] = ()
    theme: str = ""
    team: str = ""
    both_ways_due: bool = False
    turn_due: bool = False
    coaching: bool = False


def known_about(
    pair: Pair,
    held: Sequence[Conversation],
    month: ThisMonth,
    *,
    look_back_on: date | None,
    obstacle_named: bool,
    both_ways_due: bool,
    last_turned: datetime | None,
) -> Facts:
    """The facts about a pair.

    Args:
        pair: the pair.
        held: their last talks, newest first.
        month: what they talk about this month.
        look_back_on: when they look back on their one thing, if one is open.
        obstacle_named: whether the performer has shown that the work was harder than it need be.
        both_ways_due: whether it is time to ask how they are doing.
        last_turned: when they last closed a talk with the roles turned.
    """
    talked = {talk.guide for talk in held if talk.started_at and talk.started_at.date() >= month.month}
    closed_at = held[0].closed_at if held else None
    return Facts(
        talks_had=len(held),
        weeks_since=rhythm.weeks_since(closed_at, clock.now()) if closed_at else None,
        open_focus=look_back_on is not None,
        look_back_due=look_back_on is not None and look_back_on <= pair.performer.today(),
        obstacle_named=obstacle_named,
        recent=tuple(talk.guide for talk in held),
        theme="" if month.guide in talked else month.guide,
        team="" if month.is_own else month.team,
        both_ways_due=bool(held) and both_ways_due,
        turn_due=bool(held) and rhythm.turn_is_due(pair.began_on, last_turned, clock.today()),
        coaching=pair.kind == Kind.COACHING,
    )


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A guide, by slug, and why it is offered: one sentence for both people."""

    slug: str
    reason: str | Promise


@dataclass(frozen=True, slots=True)
class Offer:
    """One guide and two alternatives; the rest only when asked for."""

    first: Suggestion
    others: tuple[Suggestion, Suggestion]


LONG_GAP = 5
"""Weeks after which a pair is offered a fresh look rather than the next topic."""

AWAY = 9
"""Weeks after which somebody was probably away, and coming back is the topic."""

_EVERYDAY: tuple[Suggestion, ...] = (
    Suggestion("grow", _("You have something on your mind and want to leave with a next step.")),
    Suggestion("in-the-way", _("For when the work is harder than it needs to be.")),
    Suggestion("strengths", _("Start from what works. There is usually more of it than one thinks.")),
    Suggestion("who-i-depend-on", _("For when your work waits for others, or others wait for yours.")),
)

_TURNED: tuple[Suggestion, ...] = (
    Suggestion("role-swap", _("You change places: whoever usually asks brings something real this time.")),
    Suggestion("grow", _("There is something on the mind that wants a next step.")),
    Suggestion("in-the-way", _("For when the work is harder than it needs to be.")),
)


def offer(facts: Facts) -> Offer:
    """The guide to begin with and two alternatives, each with its reason. Guides used lately come last."""
    distinct: dict[str, Suggestion] = {}
    for suggestion in (*_fitting(facts), *_rested(facts.recent)):
        distinct.setdefault(suggestion.slug, suggestion)
    first, second, third, *_rest = distinct.values()
    if facts.turn_due:
        second = third if third.slug == facts.theme else second
        third = Suggestion("role-swap", _("A quarter has gone by. Turn the roles for once, on something real."))
    return Offer(first, (second, third))


def offer_turned() -> Offer:
    """What to begin with when the roles are turned."""
    first, second, third = _TURNED
    return Offer(first, (second, third))


def _fitting(facts: Facts) -> Sequence[Suggestion]:
    """What the facts ask for, most pressing first."""
    weeks = facts.weeks_since or 0
    pressing: list[tuple[bool, Sequence[Suggestion]]] = [
        (not facts.talks_had, _AT_FIRST),
        (weeks >= AWAY, _LONG_AWAY),
        (facts.look_back_due, _LOOK_BACK),
        (weeks >= LONG_GAP, _PICK_UP if facts.open_focus else _AFRESH),
        (facts.coaching, _ABOUT_COACHING),
        (facts.talks_had > 0, _of_the_month(facts)),
        (facts.obstacle_named, _IN_THE_WAY),
        (facts.open_focus and not facts.look_back_due, _ON_THE_WAY),
    ]
    return [suggestion for holds, suggestions in pressing if holds for suggestion in suggestions]


_AT_FIRST = [
    Suggestion("opening", _("It's your first talk. This is where it starts.")),
    Suggestion("first-talk", _("If you hardly know each other yet: how you'd like to work together.")),
]
_LONG_AWAY = [Suggestion("back-after-absence", _("It's been a long while. Arrive first, then look at the work."))]
_LOOK_BACK = [Suggestion("looking-back", _("The day you chose to look back has come."))]
_PICK_UP = [Suggestion("looking-back", _("It's been a while. See first where your one thing stands."))]
_AFRESH = [Suggestion("opening", _("It's been a while. Start afresh, with the widest question."))]
_ABOUT_COACHING = [Suggestion("about-my-coaching", _("You both coach. Bring a moment of your own, and no names."))]
_IN_THE_WAY = [Suggestion("in-the-way", _("Something is in the way, and you've both seen it."))]
_ON_THE_WAY = [Suggestion("halfway", _("For your one thing, if it doesn't want to get going."))]


def _of_the_month(facts: Facts) -> Sequence[Suggestion]:
    """This month's topic; how the two are doing takes its place when that is due."""
    if facts.both_ways_due:
        return [Suggestion("both-ways", _("Some weeks have gone by. How are you doing, the two of you?"))]
    if not facts.theme:
        return []
    if facts.team:
        return [Suggestion(facts.theme, gettext("This month's topic in %(team)s.") % {"team": facts.team})]
    return [Suggestion(facts.theme, _("This month's topic."))]


def _rested(recent: tuple[str, ...]) -> Sequence[Suggestion]:
    """The everyday guides; those used longest ago, or never, first."""
    return sorted(_EVERYDAY, key=lambda one: -recent.index(one.slug) if one.slug in recent else -len(recent) - 1)
