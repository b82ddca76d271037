"""The story of Haldane Beds, read from `story/*.yaml` and checked: who works there, and what happened between whom.

One file tells of the organisation, every other file one thread or several: what happened between the two of a pair
(`pair`), to somebody without anybody (`alone`), among some colleagues (`among`) or in a team (`team`). A thread is a
list of things that happened, in order, each with its moment and one verb:

    pair: {performer: pia, coach: cleo}
    story:
      - at: -31 weeks, Mon 09:20
        invites: {by: cleo, words: "..."}

People are named by their key ("pia"). A mistake raises `StoryError` with one sentence that names the file and place.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, Field, ValidationError, model_validator

from alongside.conversations.models import Answer, ClosingWords, Conversation
from alongside.demo import mutual
from alongside.demo.moments import Moment
from alongside.demo.told import Day, Deed, Key, Text, Told, When
from alongside.focus.models import Commitment, Ending, Experiment
from alongside.pairs.models import Agreement, Kind, Promise, Side
from alongside.reflections.cards import Whose

HERE = Path(__file__).resolve().parent / "story"
"""Where the story lies."""


class StoryError(ValueError):
    """The story has a mistake; the message is a sentence for whoever wrote it."""


# --- Who works there --------------------------------------------------------------------------------------------------


class FormerLead(Told):
    """Whom somebody reported to before."""

    lead: Key
    until: Day


class Person(Told):
    """One person. `since` is when they came to Haldane Beds, `also` names further leads."""

    name: Text
    given: Text
    team: Key | None = None
    lead: Key | None = None
    also: tuple[Key, ...] = ()
    before: FormerLead | None = None
    since: Day
    zone: str = "Europe/London"
    keeps_people: bool = False


class Team(Told):
    """One team; its people are those who name it."""

    name: Text
    lead: Key
    parent: Key | None = None


class Chair(Told):
    """A seat at the door: whose it is, and what a visitor sees from it."""

    person: Key
    says: Text


class Organisation(Told):
    """The organisation as a whole."""

    name: Text
    help_line: Text
    founded: Day
    keeper: Key
    chairs: tuple[Chair, ...]
    further_chairs: tuple[Chair, ...] = ()
    teams: Mapping[Key, Team]
    people: Mapping[Key, Person]

    @staticmethod
    def email(key: str) -> str:
        """The address of the person with this key, at a name that can never be anybody's."""
        return f"{key}@haldane.example"


# --- What happened between two ----------------------------------------------------------------------------------------


class Invites(Deed):
    """Invites the other of the two; the pair says who would coach."""

    words: str = ""


class Accepts(Deed):
    """Says yes, which signs the starter agreement."""


class SaysNotNow(Deed):
    """Says "not now"; nobody but them can tell it from no answer."""


class NamesAnother(Deed):
    """Asks another coach instead, and perhaps lets the inviter know."""

    instead: Key
    words: str = ""
    tells: bool = False


class ProposesWords(Deed):
    """Puts the agreement in own words: a new version that the other has yet to sign."""

    words: Text
    every_weeks: Annotated[int, Field(ge=1, le=12)] = 2
    both_ways_weeks: Annotated[int, Field(ge=6, le=8)] = 7
    liked: Agreement.Liked = Agreement.Liked.NONE
    promises: Mapping[Promise.About, Text] = {}


class Signs(Deed):
    """Signs the proposed version."""


class Allows(Deed):
    """Says yes to somebody seeing the aim of the one thing; it opens when both have."""

    reader: Key


class Disallows(Deed):
    """Turns that off again, alone and at once."""

    reader: Key


class Looks(Deed):
    """Somebody outside, whom both allowed it, looks at the aim of the one thing."""


class Pauses(Deed):
    """Must now speak as a manager: coaching rests."""


class TakesUp(Deed):
    """Takes coaching up again after a pause."""


class EndsPair(Deed):
    """Ends the pair."""


class OnCard(Told):
    """What stands on a card of a reflection. Without words the card was skipped."""

    says: Text
    mover: Whose | None = None


def _on_card(value: object) -> object:
    return {"says": value} if isinstance(value, str) else value


class Reflects(Deed):
    """Writes notes for themselves, and perhaps shows some answers to the other."""

    cards: Mapping[Key, Annotated[OnCard, BeforeValidator(_on_card)] | None]
    shows: tuple[Key, ...] = ()
    unfinished: bool = False

    @model_validator(mode="after")
    def _shows_what_is_written(self) -> "Reflects":
        for slug in self.shows:
            if self.cards.get(slug) is None:
                raise ValueError(f"shows the card “{slug}”, which has no words")
        return self


class Raises(Deed):
    """Puts something on the list of what to talk about."""

    topic: Text
    talked_about: When | None = None
    dropped: When | None = None


class Says(Told):
    """What the coach writes on a card: a question, an observation or an offer."""

    kind: Literal[Answer.Kind.QUESTION, Answer.Kind.OBSERVATION, Answer.Kind.OFFER]
    text: Text


def _says(value: object) -> object:
    if isinstance(value, Mapping) and len(value) == 1 and (kind := next(iter(value))) in set(Answer.Kind):
        return {"kind": kind, "text": value[kind]}
    return value


class OnTheTable(Told):
    """One card of a talk: the performer wrote or skipped, then perhaps the coach wrote."""

    performer: str | None = None
    coach: Annotated[Says, BeforeValidator(_says)] | None = None


class Will(Told):
    """What one side will do, and until when."""

    will: Text
    until: Day


class Sharpened(Told):
    """What makes the one thing clearer."""

    proposed_by: Side = Side.PERFORMER
    serves: str = ""
    where_and_when: str = ""
    first_sign: str = ""


class Sure(Told):
    """How sure the performer is and how much it matters, 0 to 10, for their eyes alone."""

    confidence: Annotated[int, Field(ge=0, le=10)]
    importance: Annotated[int, Field(ge=0, le=10)]
    first_minutes: str = ""


class Chooses(Told):
    """The one thing, with a commitment of each side."""

    aim: Text
    performer: Will
    coach: Will
    look_back: Day
    sharpened: Sharpened | None = None
    sure: Sure | None = None


class Hindsight(Told):
    """What one of the two learnt, and what helped or hindered from outside."""

    learning: Text
    helped: Text = "Nothing."
    hindered: Text = "Nothing."


class LooksBack(Told):
    """Both look back; the one thing is closed with one of four endings."""

    performer: Hindsight
    coach: Hindsight
    ending: Ending.As


class MyPart(Told):
    """How a talk opens: the coach speaks first of their own commitment."""

    says: Text
    state: Commitment.State = Commitment.State.OPEN


class Went(Told):
    """How the performer's commitment went."""

    state: Commitment.State
    says: str = ""


class Extends(Told):
    """The same one thing, a little longer."""

    look_back: Day


class Rewords(Told):
    """The one thing in new words, with new commitments; asked for after two extensions."""

    aim: Text
    performer_will: Text
    coach_will: Text
    look_back: Day
    coach_kept_at_once: bool = False


class Worth(Told):
    """What one of the two says at the end of a talk."""

    worth: ClosingWords.Worth = ClosingWords.Worth.NONE
    different: str = ""


class Words(Told):
    """What each of the two has, where both may have something."""

    performer: str = ""
    coach: str = ""


class Closing(Told):
    """The words of both at the end of a talk."""

    performer: Worth | None = None
    coach: Worth | None = None


class Talks(Told):
    """One talk, from its first minute to its last.

    With the roles `turned` "performer" and "coach" are those of this talk: the pair's coach is the performer.
    """

    guide: Key
    turned: bool = False
    minutes: Annotated[int, Field(ge=10, le=90)] = 40
    mode: Conversation.Mode = Conversation.Mode.TABLE
    my_part: MyPart | None = None
    my_side: Went | None = None
    cards: Mapping[Key, OnTheTable] = {}
    notes: str = ""
    private: Words = Words()
    looks_back: LooksBack | None = None
    extends: Extends | None = None
    rewords: Rewords | None = None
    chooses: Chooses | None = None
    closing: Closing = Closing()
    start_here: Words = Words()
    next: When | None = None


class CallsOff(Deed):
    """Calls the planned talk off."""


class Plans(Deed):
    """Plans a talk."""

    for_: Annotated[When, Field(alias="for")]


class TakesStep(Deed):
    """Takes on a small step; perhaps does it or drops it later."""

    step: Text
    done: When | None = None
    dropped: When | None = None


class Option(Told):
    """One way to try it; `suggested` when it came from the coach."""

    text: Text
    suggested: bool = False
    chosen: bool = False


def _option(value: object) -> object:
    return {"text": value} if isinstance(value, str) else value


class Tried(Told):
    """What came of something tried."""

    at: When
    happened: Text
    verdict: Experiment.Verdict


class Tries(Deed):
    """Something to try: a question, at least two options, one chosen by the performer."""

    question: Text
    options: Annotated[tuple[Annotated[Option, BeforeValidator(_option)], ...], Field(min_length=2)]
    expects: str = ""
    result: Tried | None = None

    @model_validator(mode="after")
    def _one_is_chosen(self) -> "Tries":
        if sum(option.chosen for option in self.options) > 1:
            raise ValueError("has more than one chosen option")
        return self


class Parks(Deed):
    """Parks an idea for later."""

    idea: Text


class SaysOf(Deed):
    """A line about one's own commitment while it is in hand."""

    text: Text


# --- What somebody does alone -----------------------------------------------------------------------------------------


class TakesOnAlone(Deed):
    """One thing taken on without a coach, for nobody else's eyes."""

    aim: Text
    will: Text
    look_back: Day


class StepsAlone(Deed):
    """A small step of it."""

    step: Text
    done: When | None = None


class LooksBackAlone(Deed):
    """Looks back on it alone."""

    learning: Text
    helped: Text = "Nothing."
    hindered: Text = "Nothing."
    ending: Ending.As


VERBS: Mapping[str, type[Told]] = {
    "invites": Invites,
    "accepts": Accepts,
    "says_not_now": SaysNotNow,
    "names_another": NamesAnother,
    "proposes_words": ProposesWords,
    "signs": Signs,
    "allows": Allows,
    "disallows": Disallows,
    "looks": Looks,
    "pauses": Pauses,
    "takes_up": TakesUp,
    "ends": EndsPair,
    "reflects": Reflects,
    "raises": Raises,
    "talks": Talks,
    "plans": Plans,
    "calls_off": CallsOff,
    "takes_step": TakesStep,
    "tries": Tries,
    "parks": Parks,
    "says": SaysOf,
    "takes_on_alone": TakesOnAlone,
    "steps_alone": StepsAlone,
    "looks_back_alone": LooksBackAlone,
    **mutual.VERBS,
}


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that happened, and when."""

    at: Moment
    verb: Any


class PairOf(Told):
    """The two of a thread, and how they stand to each other when it begins."""

    performer: Key
    coach: Key
    kind: Kind


@dataclass(frozen=True, slots=True)
class Thread:
    """What happened between the two of a pair, in a team, among some colleagues, or to one person alone.

    `name` is the file's, `people` are those whose thread it is; of a team everybody who is or leads it.
    """

    name: str
    people: tuple[str, ...]
    acts: tuple[Act, ...]
    pair: PairOf | None = None
    team: str | None = None

    def told(self, kind: type["Found"]) -> Iterator[tuple[Moment, "Found"]]:
        """Everything of this kind that happens in it, with its moment."""
        return ((act.at, act.verb) for act in self.acts if isinstance(act.verb, kind))


Found = TypeVar("Found", bound=Told)


@dataclass(frozen=True, slots=True)
class Story:
    """The whole story."""

    organisation: Organisation
    threads: tuple[Thread, ...]


@cache
def story() -> Story:
    """The story of Haldane Beds. Raises `StoryError` for the first mistake in one of its files."""
    return read(HERE)


@cache
def organisation() -> Organisation:
    """Only who works there."""
    return _organisation(HERE)


def read(folder: Path) -> Story:
    """The story told in a folder: `organisation.yaml`, and one file for each thread."""
    paths = sorted(path for path in folder.glob("*.yaml") if path.name != "organisation.yaml")
    told = _organisation(folder)
    return Story(told, tuple(thread for path in paths for thread in _threads(path, told)))


def _organisation(folder: Path) -> Organisation:
    return _checked(Organisation, _yaml(folder / "organisation.yaml"), "organisation.yaml")


Read = TypeVar("Read", bound=BaseModel)


def _yaml(path: Path) -> Any:
    try:
        with path.open(encoding="utf-8") as file:
            # The C loader reads the whole story in a fraction of a second; the Python one takes several.
            return yaml.load(file, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    except yaml.YAMLError as error:
        raise StoryError(f"{path.name} can't be understood: {error}") from None


def _checked(kind: type[Read], found: object, where: str) -> Read:
    try:
        return kind.model_validate(found)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise StoryError(f"{where}: {place}: {first['msg']}") from None


KINDS = {"pair", "alone", "among", "team"}
"""Whose thread it can be: two who become a pair, one person, some colleagues, a team."""


def _threads(path: Path, told: Organisation) -> Iterator[Thread]:
    found = _yaml(path)
    for number, one in enumerate(found if isinstance(found, list) else [found], start=1):
        name = path.stem if not isinstance(found, list) else f"{path.stem}-{number}"
        kinds = set(one) - {"story"} if isinstance(one, dict) else set()
        if len(kinds) != 1 or not kinds <= KINDS or "story" not in one:
            raise StoryError(f"{name}: a thread has a pair, a team, some (among) or somebody alone, and a story.")
        pair = _checked(PairOf, one["pair"], f"{name}: pair") if "pair" in one else None
        acts = tuple(_act(each, f"{name}, {place}") for place, each in enumerate(one["story"], start=1))
        yield Thread(name, _people(one, pair, told, name), acts, pair, one.get("team"))


def _people(one: Mapping[str, Any], pair: PairOf | None, told: Organisation, name: str) -> tuple[str, ...]:
    if pair:
        return (pair.performer, pair.coach)
    if "team" not in one:
        return tuple(one.get("among") or [one["alone"]])
    if one["team"] not in told.teams:
        raise StoryError(f"{name}: there is no team “{one['team']}”.")
    return tuple(key for key, person in told.people.items() if person.team == one["team"])


def _act(told: Any, where: str) -> Act:
    verbs = [key for key in told if key != "at"] if isinstance(told, dict) else []
    if len(verbs) != 1 or verbs[0] not in VERBS or "at" not in told:
        raise StoryError(f"{where}: needs a moment (“at”) and one verb of: {', '.join(VERBS)}.")
    try:
        at = Moment(told["at"])
    except (ValueError, TypeError) as error:
        raise StoryError(f"{where}: {error}") from None
    if not at.has_time:
        raise StoryError(f"{where}: “{at.said}” needs a time of day")
    return Act(at, _checked(VERBS[verbs[0]], told[verbs[0]], f"{where} ({verbs[0]})"))
