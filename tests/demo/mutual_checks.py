"""What the deeds of the two-way street would refuse, found without a database."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import singledispatch

from alongside.conversations import themes
from alongside.demo import mutual
from alongside.demo.script import Organisation, Thread
from alongside.demo.told import Told
from alongside.evaluations import both_ways, checking_in
from alongside.feedback.rules import ASKING_LASTS, CLOSING_LASTS, DECIDED_AFTER, PLACES, named_in
from alongside.matching.directory import LONGEST as LONGEST_LINE
from alongside.matching.directory import MOST_TOPICS
from alongside.matching.models import LeadPath
from alongside.matching.topics import topics
from alongside.matching.trios import ANSWER_WITHIN
from alongside.pairs.models import Side
from alongside.upward.rules import FEWEST, monday


@dataclass
class Asked:
    """Something asked of two, and who has answered so far."""

    until: date
    answered: set[str] = field(default_factory=set)


@dataclass
class Line:
    """Something a team agrees on."""

    decides: date
    can_keep: set[str]
    holds_since: date | None = None


@dataclass
class Following:
    """One thread followed from beginning to end, as far as the two-way street goes."""

    thread: Thread
    told: Organisation
    today: date
    say: Callable[[str], None]
    check_in: Asked | None = None
    both_ways: Asked | None = None
    both_in: bool = False
    asking: tuple[str, date] | None = None
    feedback: tuple[str, date] | None = None
    read_on: bool = False
    views: set[str] = field(default_factory=set)
    lines: dict[str, Line] = field(default_factory=dict)
    three: Asked | None = None
    step: dict[str, LeadPath.Step] = field(default_factory=dict)
    stand_in: tuple[str, date] | None = None
    named: dict[str, str] = field(default_factory=dict)
    confirmed: set[str] = field(default_factory=set)
    brought: bool = False
    without_name: date | None = None


@singledispatch
def check(verb: Told, so_far: Following, now: datetime) -> None:
    """Whether this can happen now, and what follows from it; most things just can."""


def _open(asked: Asked | None, so_far: Following, now: datetime) -> Asked | None:
    if asked is None or now.date() > asked.until:
        so_far.say("nothing is asked, or the days for it are over")
        return None
    return asked


# --- Both ways, in a pair ---------------------------------------------------------------------------------------------


@check.register
def _(verb: mutual.AsksWhere, so_far: Following, now: datetime) -> None:
    if so_far.check_in and now.date() <= so_far.check_in.until:
        so_far.say("this is asked already")
    so_far.check_in = Asked(now.date() + checking_in.DAYS)


@check.register
def _(verb: mutual.Places, so_far: Following, now: datetime) -> None:
    if asked := _open(so_far.check_in, so_far, now):
        asked.answered.add(verb.by)
        if len(asked.answered) == 2:
            so_far.check_in = None


@check.register
def _(verb: mutual.AsksBothWays, so_far: Following, now: datetime) -> None:
    if so_far.both_in:
        so_far.say("the last one is not talked about yet")
    if verb.talk_only and so_far.thread.pair and verb.by != so_far.thread.pair.performer:
        so_far.say("only the performer chooses to talk only")
    so_far.both_ways = None if verb.talk_only else Asked(now.date() + both_ways.WINDOW)
    so_far.both_in = verb.talk_only


@check.register
def _(verb: mutual.AnswersBothWays, so_far: Following, now: datetime) -> None:
    pair = so_far.thread.pair
    about_coach = bool(pair and verb.by == pair.performer)
    if {about.side == Side.COACH for about in verb.promises} != {about_coach}:
        so_far.say("these are not the promises of the other")
    if len(verb.promises) != (4 if about_coach else 3):
        so_far.say("each promise of the other wants a word")
    if asked := _open(so_far.both_ways, so_far, now):
        asked.answered.add(verb.by)
        if len(asked.answered) == 2:
            so_far.both_ways, so_far.both_in = None, True


@check.register
def _(verb: mutual.TalkedBothWays, so_far: Following, now: datetime) -> None:
    if not so_far.both_in:
        so_far.say("not both are in")
    so_far.both_in = False


@check.register
def _(verb: mutual.SwapsTopic, so_far: Following, now: datetime) -> None:
    if so_far.thread.pair and verb.by != so_far.thread.pair.performer:
        so_far.say("the performer chooses the topic")
    if verb.guide not in {guide.slug for guide in themes.topics()}:
        so_far.say(f"“{verb.guide}” is no topic")


@check.register
def _(verb: mutual.ProposesHandover, so_far: Following, now: datetime) -> None:
    if so_far.thread.pair and verb.by != so_far.thread.pair.coach:
        so_far.say("the coach proposes to hand over")
    if verb.to not in so_far.told.people or verb.to in so_far.thread.people:
        so_far.say(f"{verb.to} can't coach here in their place")


# --- Between colleagues -----------------------------------------------------------------------------------------------


def _two(so_far: Following) -> None:
    if len(so_far.thread.people) != 2 or so_far.thread.pair:
        so_far.say("this happens between two colleagues; tell it “among” them")


@check.register
def _(verb: mutual.AsksFeedback, so_far: Following, now: datetime) -> None:
    _two(so_far)
    so_far.asking = (verb.by, now.date() + ASKING_LASTS)


@check.register
def _(verb: mutual.PutsAside, so_far: Following, now: datetime) -> None:
    if so_far.asking is None or verb.by == so_far.asking[0] or now.date() > so_far.asking[1]:
        so_far.say("nobody asks them")


@check.register
def _(verb: mutual.GivesFeedback, so_far: Following, now: datetime) -> None:
    _two(so_far)
    if verb.asked and (so_far.asking is None or verb.by == so_far.asking[0] or now.date() > so_far.asking[1]):
        so_far.say("nobody asks for it")
    so_far.feedback = (verb.by, now.date() + CLOSING_LASTS)
    so_far.read_on, so_far.views = False, set()


@check.register
def _(verb: mutual.TellsOwnAccount | mutual.OpensStory, so_far: Following, now: datetime) -> None:
    if so_far.feedback is None or verb.by == so_far.feedback[0]:
        so_far.say("nothing was said to them")
    so_far.read_on = True


@check.register
def _(verb: mutual.SaysWhoseView, so_far: Following, now: datetime) -> None:
    if so_far.feedback is None or now.date() > so_far.feedback[1]:
        so_far.say("there is nothing to close")
    elif verb.by != so_far.feedback[0] and not so_far.read_on:
        so_far.say("there is more to read first")
    if len(so_far.views) == 2:
        so_far.say("both have said it")
    so_far.views.add(verb.by)


@check.register
def _(verb: mutual.Thanks, so_far: Following, now: datetime) -> None:
    _two(so_far)


# --- In a team --------------------------------------------------------------------------------------------------------


@check.register
def _(verb: mutual.ProposesToTeam, so_far: Following, now: datetime) -> None:
    if verb.line in so_far.lines:
        so_far.say(f"“{verb.line}” was proposed already")
    if len(so_far.lines) == PLACES:
        so_far.say("five are there already")
    so_far.lines[verb.line] = Line(now.date() + DECIDED_AFTER, {verb.by})


@check.register
def _(verb: mutual.CanKeep, so_far: Following, now: datetime) -> None:
    for who in verb.who:
        if who not in so_far.thread.people:
            so_far.say(f"{who} is not in this team")
    line = _line(verb.line, so_far, now)
    if line is None:
        return
    if line.holds_since or now.date() > line.decides:
        so_far.say("this is decided already")
    line.can_keep |= set(verb.who)
    if line.can_keep == set(so_far.thread.people):
        line.holds_since = now.date()


def _line(name: str, so_far: Following, now: datetime) -> Line | None:
    """This agreement as it is now: what had its days and enough who can keep it holds."""
    line = so_far.lines.get(name)
    if line is None:
        so_far.say(f"“{name}” was never proposed")
        return None
    others = len(so_far.thread.people) - 1
    if line.holds_since is None and now.date() > line.decides and len(line.can_keep) - 1 >= min(2, others):
        line.holds_since = line.decides + timedelta(days=1)
    return line


@check.register
def _(verb: mutual.Slips, so_far: Following, now: datetime) -> None:
    line = _line(verb.line, so_far, now)
    if line and line.holds_since is None:
        so_far.say("this does not hold, so nobody can slip")
    people = [so_far.told.people[key] for key in so_far.thread.people if key != verb.by]
    if found := named_in(verb.words, [name for person in people for name in (person.name, person.given)]):
        so_far.say(f"“{found}” is in it; a slip names nobody else")


@check.register
def _(verb: mutual.SetsYear, so_far: Following, now: datetime) -> None:
    _leads(verb.by, so_far)
    if problem := themes.problem_of(verb.months):
        so_far.say(str(problem))


@check.register
def _(verb: mutual.WordsAxes, so_far: Following, now: datetime) -> None:
    _leads(verb.by, so_far)
    for text in (verb.work_across, verb.work_up, verb.coaching_across, verb.coaching_up):
        if len(text) > checking_in.LONGEST:
            so_far.say(f"“{text}” is too long for a question")


def _leads(who: str, so_far: Following) -> None:
    if so_far.thread.team is None or so_far.told.teams[so_far.thread.team].lead != who:
        so_far.say(f"{who} does not lead this team")


# --- Finding each other -----------------------------------------------------------------------------------------------


@check.register
def _(verb: mutual.InDirectory, so_far: Following, now: datetime) -> None:
    for topic in set(verb.topics) - set(topics()):
        so_far.say(f"there is no topic “{topic}”")
    if not verb.topics and not verb.words:
        so_far.say("there is nothing in it")
    if len(verb.topics) > MOST_TOPICS or len(verb.words) > LONGEST_LINE:
        so_far.say("it is too much for a line")


@check.register
def _(verb: mutual.Prefers, so_far: Following, now: datetime) -> None:
    for key in verb.leaves_out:
        if key == verb.by or (key not in so_far.told.people and key not in so_far.told.teams):
            so_far.say(f"{key} can't be left out")


@check.register
def _(verb: mutual.AsksIntoThree, so_far: Following, now: datetime) -> None:
    if len(set(so_far.thread.people)) != 3:
        so_far.say("three people are needed")
    so_far.three = Asked(now.date() + ANSWER_WITHIN, {verb.by})


@check.register
def _(verb: mutual.JoinsThree, so_far: Following, now: datetime) -> None:
    if asked := _open(so_far.three, so_far, now):
        asked.answered.add(verb.by)


@check.register
def _(verb: mutual.TurnsRoles, so_far: Following, now: datetime) -> None:
    if so_far.three is None or len(so_far.three.answered) != 3:
        so_far.say("they are no three yet")


@check.register
def _(verb: mutual.GoesOn, so_far: Following, now: datetime) -> None:
    _somebody_reports_to(verb.by, so_far)
    so_far.step[verb.by] = verb.step


@check.register
def _(verb: mutual.NamesTime, so_far: Following, now: datetime) -> None:
    _somebody_reports_to(verb.by, so_far)


def _somebody_reports_to(who: str, so_far: Following) -> None:
    if not any(person.lead == who for person in so_far.told.people.values()):
        so_far.say(f"nobody reports to {who}")


@check.register
def _(verb: mutual.AsksStandIn, so_far: Following, now: datetime) -> None:
    if so_far.step.get(verb.by) != LeadPath.Step.RATHER_NOT:
        so_far.say("they coach themselves")
    so_far.stand_in = (verb.coach, now.date() + ANSWER_WITHIN)


@check.register
def _(verb: mutual.StandsIn, so_far: Following, now: datetime) -> None:
    if so_far.stand_in is None or so_far.stand_in[0] != verb.by or now.date() > so_far.stand_in[1]:
        so_far.say("nobody asked them")


# --- Upward -----------------------------------------------------------------------------------------------------------


@check.register
def _(verb: mutual.NamesRepresentative | mutual.ProposesContact, so_far: Following, now: datetime) -> None:
    named = so_far.told.people.get(verb.person)
    keeps = so_far.told.people[verb.by].keeps_people
    if named is None or named.keeps_people or verb.person == verb.by or not keeps:
        so_far.say(f"{verb.by} can't name {verb.person}")
    if isinstance(verb, mutual.ProposesContact):
        so_far.named[verb.person] = verb.by
    else:
        so_far.confirmed.add(verb.person)


@check.register
def _(verb: mutual.ConfirmsContact, so_far: Following, now: datetime) -> None:
    if verb.by not in so_far.confirmed or verb.by == verb.person:
        so_far.say(f"{verb.by} can't confirm {verb.person} for the employees")
    if so_far.named.get(verb.person) in {None, verb.by}:
        so_far.say(f"{verb.person} was not proposed by somebody else")


@check.register
def _(verb: mutual.IsWilling, so_far: Following, now: datetime) -> None:
    if verb.by not in so_far.named:
        so_far.say(f"{verb.by} was not proposed")


@check.register
def _(verb: mutual.Brings, so_far: Following, now: datetime) -> None:
    _two(so_far)
    so_far.brought = True
    people = so_far.told.people
    other = next(key for key in so_far.thread.people if key != verb.by)
    over = people[verb.by].lead
    if not verb.in_confidence and other not in {over, people[over].lead if over else None}:
        so_far.say(f"{other} is neither {verb.by}'s lead nor that lead's lead")
    if verb.in_confidence and (other in _above(verb.by, so_far.told) or verb.by in _above(other, so_far.told)):
        so_far.say(f"{other} stands in {verb.by}'s line")


def _above(who: str, told: Organisation) -> set[str]:
    found: set[str] = set()
    ahead = {who}
    while ahead:
        people = [told.people[key] for key in ahead]
        ahead = {key for person in people for key in (person.lead, *person.also) if key} - found
        found |= ahead
    return found


@check.register
def _(verb: mutual.WritesOn | mutual.SeesAnswer, so_far: Following, now: datetime) -> None:
    if not so_far.brought:
        so_far.say("nothing was brought to anybody")


@check.register
def _(verb: mutual.WithoutName, so_far: Following, now: datetime) -> None:
    to, week = so_far.thread.people[0], monday(now.date())
    group = _reports(to, so_far, week)
    group |= {key for one in list(group) for key in _reports(one, so_far, week)}
    if len(group - {to}) < FEWEST:
        so_far.say(f"fewer than five people could have written to {to}")
    so_far.without_name = week


def _reports(lead: str, so_far: Following, since: date) -> set[str]:
    """Whose main line leads to them since that day or longer."""
    found = set()
    for key, person in so_far.told.people.items():
        began = (person.before.until if person.before else person.since).day(so_far.today)
        if person.lead == lead and began <= since:
            found.add(key)
    return found


@check.register
def _(verb: mutual.OpensBatch | mutual.AnswersOpenly, so_far: Following, now: datetime) -> None:
    if so_far.without_name is None or now.date() < so_far.without_name + timedelta(days=7):
        so_far.say("nothing has come out of the week yet")
