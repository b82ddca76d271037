"""Whether the story can be played on a given day: what the deeds would refuse, found without a database.

The story is told relative to today, so its order can break on one weekday and hold on another. `problems` looks at one
day; a test asks it about every day of several years.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import singledispatchmethod
from itertools import pairwise

from alongside.conversations import guidebook
from alongside.demo import mutual, script
from alongside.demo.moments import ZONE, Moment
from alongside.demo.script import Act, PairOf, Story, Thread
from alongside.demo.told import Told
from alongside.focus.rules import IN_HAND, REWORD_AFTER, look_back_problem
from alongside.reflections import cards
from tests.demo import mutual_checks

IN_A_PAIR = (
    mutual.AsksWhere,
    mutual.Places,
    mutual.AsksBothWays,
    mutual.AnswersBothWays,
    mutual.TalkedBothWays,
    mutual.SwapsTopic,
    mutual.ProposesHandover,
)
"""What goes both ways and only two who are a pair do; the rest of it needs none."""

NEVER = datetime.max.replace(tzinfo=UTC)
WITHOUT_A_PAIR: tuple[type[Told], ...] = (
    script.Invites,
    script.Accepts,
    script.SaysNotNow,
    script.NamesAnother,
    script.Reflects,
    script.TakesOnAlone,
    script.StepsAlone,
    script.LooksBackAlone,
    *(verb for verb in mutual.VERBS.values() if not issubclass(verb, IN_A_PAIR)),
)


def problems(story: Story, today: date) -> list[str]:
    """Every problem the story has when it is `today`, one sentence each; empty when it can be played."""
    found: list[str] = []
    checks = [_Check(thread, story, today) for thread in story.threads]
    for check in checks:
        check.run()
        found += check.found
    found += _at_two_places(checks)
    found += _two_things_at_once(checks)
    found += _left_out(story)
    return found


@dataclass
class _Focus:
    """The open one thing, as far as the rules care."""

    chosen: datetime
    extended: int = 0
    coach_done: bool = False


@dataclass
class _Check:
    """One thread on one day, followed from beginning to end."""

    thread: Thread
    story: Story
    today: date
    found: list[str] = field(default_factory=list)
    talks: list[tuple[str, datetime, datetime]] = field(default_factory=list)
    things: list[tuple[str, datetime, datetime]] = field(default_factory=list)
    paired: bool = False
    invited: bool = False
    paused: bool = False
    proposed: bool = False
    talks_held: int = 0
    planned: Moment | None = None
    focus: _Focus | None = None
    in_hand: list[datetime] = field(default_factory=list)
    trying_until: datetime | None = None
    here: str = ""
    mutual: mutual_checks.Following = field(init=False)

    def __post_init__(self) -> None:
        """Follow what goes both ways beside it."""
        self.mutual = mutual_checks.Following(self.thread, self.story.organisation, self.today, self.say)

    def say(self, problem: str) -> None:
        """Note a problem at this place of the story."""
        self.found.append(f"{self.thread.name}, {self.here}: {problem}")

    def run(self) -> None:
        """Follow the thread."""
        self.invited = any(
            isinstance(act.verb, script.NamesAnother) and _is_between(self.thread.pair, act.verb)
            for other in self.story.threads
            for act in other.acts
        )
        before = datetime.min.replace(tzinfo=ZONE)
        for act in self.thread.acts:
            self.here = f"{act.at.said} ({type(act.verb).__name__})"
            now = act.at.at(self.today)
            if now < before:
                self.say("comes before what stands above it")
            if now.date() >= self.today:
                self.say("has not happened yet")
            self._by(act)
            self._later(act, now)
            self._follow(act, now)
            before = now
        self.here = "at the end"
        if self.planned and self.planned.day(self.today) <= self.today:
            self.say(f"the planned talk ({self.planned.said}) lies in the past")
        if self.focus:
            self._closed(NEVER)

    def _by(self, act: Act) -> None:
        people = self.story.organisation.people
        by = getattr(act.verb, "by", None)
        outside = isinstance(act.verb, script.Looks)
        if by is not None and (by in self.thread.people) == outside:
            self.say(f"{by} has no part in this")
        for name in ("reader", "instead", "person", "coach"):
            other = getattr(act.verb, name, None)
            if other is not None and other not in people:
                self.say(f"nobody is called {other}")

    def _later(self, act: Act, now: datetime) -> None:
        """What the same line of the story tells of a later moment has happened, and after the rest of it."""
        told = [getattr(act.verb, name, None) for name in ("done", "dropped", "talked_about", "arrived")]
        result = getattr(act.verb, "result", None)
        for later in [*told, result.at if result else None]:
            if later is not None and not now < later.at(self.today) < self._midnight():
                self.say(f"“{later.said}” is not between this and today")

    def _midnight(self) -> datetime:
        return datetime.combine(self.today, datetime.min.time(), ZONE)

    def _follow(self, act: Act, now: datetime) -> None:
        if not isinstance(act.verb, WITHOUT_A_PAIR):
            if not self.paired:
                self.say("they are no pair")
                return
            if self.paused and not isinstance(act.verb, script.TakesUp):
                self.say("coaching rests")
        self.check(act.verb, act.at, now)

    @singledispatchmethod
    def check(self, verb: Told, at: Moment, now: datetime) -> None:
        """Whether this can happen now, and what follows from it; most things just can."""
        mutual_checks.check(verb, self.mutual, now)

    @check.register
    def _(self, verb: script.Invites, at: Moment, now: datetime) -> None:
        self.invited = True

    @check.register
    def _(self, verb: script.Accepts, at: Moment, now: datetime) -> None:
        if not self.invited:
            self.say("nobody was invited")
        self.paired = True

    @check.register
    def _(self, verb: script.ProposesWords, at: Moment, now: datetime) -> None:
        self.proposed = True

    @check.register
    def _(self, verb: script.Signs, at: Moment, now: datetime) -> None:
        if not self.proposed:
            self.say("nothing is proposed")
        self.proposed = False

    @check.register
    def _(self, verb: script.Pauses | script.EndsPair, at: Moment, now: datetime) -> None:
        if self.planned:
            self.say("a talk is planned; call it off first")
        self.paused = isinstance(verb, script.Pauses)
        self.paired = self.paused

    @check.register
    def _(self, verb: script.TakesUp, at: Moment, now: datetime) -> None:
        self.paused = False

    @check.register
    def _(self, verb: script.CallsOff, at: Moment, now: datetime) -> None:
        if self.planned is None:
            self.say("no talk is planned")
        self.planned = None

    @check.register
    def _(self, verb: script.Plans, at: Moment, now: datetime) -> None:
        self._plan(verb.for_, now)

    @check.register
    def _(self, verb: script.TakesOnAlone, at: Moment, now: datetime) -> None:
        self._day(verb.look_back, now)

    # --- Talks ---

    @check.register
    def _(self, talk: script.Talks, at: Moment, now: datetime) -> None:
        if self.planned and self.planned.at(self.today) != now:
            self.say(f"the talk was planned for {self.planned.said}")
        self.planned = None
        until = now + timedelta(minutes=talk.minutes)
        self.talks += [(who, now, until) for who in self.thread.people]
        self._cards(talk)
        self._parts(talk)
        if talk.turned and (talk.chooses or talk.extends or talk.rewords or talk.my_part):
            self.say("a talk with the roles turned has no part in their one thing")
        if talk.my_part and self.talks_held == 0:
            self.say("the coach's part comes first from the second talk on")
        if talk.looks_back:
            self._closed(now)
        if talk.extends:
            self._extends(talk.extends.look_back, now)
        if talk.rewords:
            self._rewords(talk.rewords, now)
        if talk.chooses:
            self._chooses(talk.chooses, now)
        if talk.next:
            self._plan(talk.next, until)
        self.talks_held += 1

    def _plan(self, when: Moment, now: datetime) -> None:
        if self.planned:
            self.say("a talk is planned already")
        if when.at(self.today) <= now:
            self.say(f"the next talk ({when.said}) is not ahead")
        self.planned = when

    def _cards(self, talk: script.Talks) -> None:
        try:
            steps = {step.slug for step in guidebook.guide(talk.guide).steps}
        except LookupError as error:
            self.say(str(error))
            return
        for slug in talk.cards:
            if slug not in steps:
                self.say(f"the guide “{talk.guide}” has no card “{slug}”")

    def _parts(self, talk: script.Talks) -> None:
        if (talk.my_part or talk.my_side) and self.focus is None:
            self.say("a part is spoken of, and there is no one thing")
        if talk.my_part and self.focus and self.focus.coach_done:
            self.say("the coach's part was done already")
        if talk.my_part and self.focus and talk.my_part.state:
            self.focus.coach_done = True

    # --- Our one thing ---

    def _chooses(self, chosen: script.Chooses, now: datetime) -> None:
        if self.focus:
            self.say("there is one thing already")
        self.focus = _Focus(now)
        self.in_hand, self.trying_until = [], None
        self._day(chosen.look_back, now)
        for will in (chosen.performer, chosen.coach):
            if not now.date() <= will.until.day(self.today) <= chosen.look_back.day(self.today):
                self.say(f"“{will.will}” is due {will.until.said}, which is not before the look-back")

    def _extends(self, look_back: Moment, now: datetime) -> None:
        if self.focus is None:
            self.say("there is no one thing")
            return
        self.focus.extended += 1
        if self.focus.extended > REWORD_AFTER:
            self.say("it was extended twice and wants new words")
        self._day(look_back, now)

    def _rewords(self, new: script.Rewords, now: datetime) -> None:
        if self.focus is None:
            self.say("there is no one thing")
            return
        self.focus.extended, self.focus.coach_done = 0, False
        self._day(new.look_back, now)

    def _closed(self, now: datetime) -> None:
        if self.focus is None:
            self.say("there is nothing to look back on")
            return
        if self.thread.pair:
            self.things.append((self.thread.pair.performer, self.focus.chosen, now))
        if any(now < step < NEVER for step in self.in_hand):
            self.say("a step of it ends after it was closed")
        if self.trying_until and now < self.trying_until < NEVER:
            self.say("what came of a try is told after it was closed")
        self.focus = None

    def _day(self, look_back: Moment, now: datetime) -> None:
        problem = look_back_problem(look_back.day(self.today), now.date())
        if problem:
            self.say(f"looking back {look_back.said}: {problem}")

    @check.register
    def _(self, verb: script.SaysOf | script.Looks, at: Moment, now: datetime) -> None:
        self._has_focus()

    @check.register
    def _(self, verb: script.TakesStep, at: Moment, now: datetime) -> None:
        self._has_focus()
        over = verb.done or verb.dropped
        self.in_hand = [end for end in self.in_hand if end > now] + [over.at(self.today) if over else NEVER]
        if len(self.in_hand) > IN_HAND:
            self.say("three steps are in hand already")

    @check.register
    def _(self, verb: script.Tries, at: Moment, now: datetime) -> None:
        self._has_focus()
        if self.trying_until and self.trying_until > now:
            self.say("something is being tried already")
        if sum(not option.suggested for option in verb.options) < 2:
            self.say("the performer names two ways of their own")
        self.trying_until = verb.result.at.at(self.today) if verb.result else NEVER

    def _has_focus(self) -> None:
        if self.focus is None:
            self.say("there is no one thing")

    # --- Notes for oneself ---

    @check.register
    def _(self, notes: script.Reflects, at: Moment, now: datetime) -> None:
        as_coach = bool(self.paired and self.thread.pair and notes.by == self.thread.pair.coach)
        for slug in notes.cards:
            try:
                kind = cards.card(slug).set
            except LookupError as error:
                self.say(str(error))
                continue
            if (kind == cards.Set.COACH) != as_coach:
                self.say(f"the card “{slug}” is not for this side")
        if notes.shows and (not self.paired or self.paused):
            self.say("nothing can be shown now")


def _is_between(pair: PairOf | None, named: script.NamesAnother) -> bool:
    return bool(pair and pair.performer == named.by and pair.coach == named.instead)


def _at_two_places(checks: list[_Check]) -> Iterator[str]:
    talks = sorted((who, begins, ends, check.thread.name) for check in checks for who, begins, ends in check.talks)
    for (who, _, ends, one), (other, begins, _, two) in pairwise(talks):
        if who == other and begins < ends:
            yield f"{who} is in two talks at once on {begins:%Y-%m-%d} ({one}, {two})"


def _two_things_at_once(checks: list[_Check]) -> Iterator[str]:
    things = sorted((who, begins, ends, check.thread.name) for check in checks for who, begins, ends in check.things)
    for (who, _, ends, one), (other, begins, _, two) in pairwise(things):
        if who == other and begins < ends:
            yield f"{who} has two things at once ({one}, {two})"


def _left_out(story: Story) -> Iterator[str]:
    told = {who for thread in story.threads if thread.team is None for who in thread.people}
    people = story.organisation.people
    for who in told - set(people):
        yield f"nobody is called {who}"
    for who in people:
        if who not in told and who != story.organisation.keeper:
            yield f"nothing is told of {who}"
