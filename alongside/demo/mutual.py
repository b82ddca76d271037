"""What the story tells of the two-way street: both ways between two, between colleagues, in a team, and upward."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from alongside.demo.told import Deed, Key, Text, Told, When
from alongside.evaluations.rules import HowOften
from alongside.feedback.models import ChangedView, Slip
from alongside.matching.models import LeadPath, Preference
from alongside.pairs.models import Promise

# --- Both ways, in a pair ---------------------------------------------------------------------------------------------


class AsksWhere(Deed):
    """Asks both where they would place the last two months."""


class Spot(Told):
    """Where somebody placed something: a word across and a word up."""

    across: HowOften
    up: HowOften


class Places(Deed):
    """Places the last two months, for the work and for the coaching; what is left out, they can't tell."""

    work: Spot | None = None
    coaching: Spot | None = None


class AsksBothWays(Deed):
    """Asks how the two are doing, both ways; or says, as the performer, that they only talk about it."""

    talk_only: bool = False


class AnswersBothWays(Deed):
    """Says how it is going with the other: a word for each of their promises, an example, a request."""

    promises: Mapping[Promise.About, HowOften | None]
    example: Text
    request: Text


class TalkedBothWays(Deed):
    """Says that they have talked about it."""


class SwapsTopic(Deed):
    """Chooses other questions for this month than the team has."""

    guide: Key


class ProposesHandover(Deed):
    """As the coach, asks the performer whether somebody else should coach from now on."""

    to: Key
    words: str = ""


# --- Between colleagues -----------------------------------------------------------------------------------------------


class GivesFeedback(Deed):
    """Tells the other what they saw, and what they made of it."""

    saw: Text
    story: Text
    otherwise: Text
    missing: str = ""
    question: str = ""
    offer: str = ""
    asked: bool = False


class AsksFeedback(Deed):
    """Asks the other what they see."""

    about: Text


class PutsAside(Deed):
    """Puts an asking aside; nobody else can tell it from no answer."""


class TellsOwnAccount(Deed):
    """Tells it from their own side; then the giver's story opens."""

    text: Text


class OpensStory(Deed):
    """Reads the giver's story without telling their own first."""


class SaysWhoseView(Deed):
    """Says whose view changed."""

    whose: ChangedView.Whose
    words: str = ""


class Thanks(Deed):
    """Says what the other did, and what it did for them. It arrives when they have read it."""

    did: Text
    meant: Text
    arrived: When | None = None


# --- In a team --------------------------------------------------------------------------------------------------------


class ProposesToTeam(Deed):
    """Proposes something to keep. `line` is what the story calls it."""

    line: Key
    words: Text


class CanKeep(Told):
    """These can keep it."""

    line: Key
    who: Annotated[tuple[Key, ...], Field(min_length=1)]


class Slips(Deed):
    """Notes when they slipped, or all of them."""

    line: Key
    whose: Slip.Whose
    words: Text


class SetsYear(Deed):
    """Chooses what the team talks about in the twelve months."""

    months: Annotated[tuple[Key, ...], Field(min_length=12, max_length=12)]


class WordsAxes(Deed):
    """Gives the team its own questions for the check-in."""

    work_across: str = ""
    work_up: str = ""
    coaching_across: str = ""
    coaching_up: str = ""


# --- Finding each other -----------------------------------------------------------------------------------------------


class InDirectory(Deed):
    """A line in the directory: topics, and it in their own words."""

    topics: tuple[Key, ...] = ()
    words: str = ""


class Offers(InDirectory):
    """Lets everybody read what they can help with."""


class LooksFor(InDirectory):
    """Lets everybody read what they want to learn."""


class Prefers(Deed):
    """Says for themselves alone what suits them, and whom to leave out: people or teams, by their keys."""

    suggest: bool = True
    whom: Preference.Whom = Preference.Whom.ANYBODY
    room: Preference.Room = Preference.Room.ONE
    without_line: bool = False
    leaves_out: tuple[Key, ...] = ()


class AsksIntoThree(Deed):
    """Asks the two others into a group of three."""


class JoinsThree(Deed):
    """Says yes to it."""


class TurnsRoles(Deed):
    """The roles go round."""


class GoesOn(Deed):
    """Says where they are on a lead's path."""

    step: LeadPath.Step


class NamesTime(Deed):
    """Names what eats their time, and what they would call success."""

    eats: Text
    success: Text


class LooksAgain(Deed):
    """Reads that again, and says how it is now."""

    now: Text
    again: bool = False


class AsksStandIn(Deed):
    """Asks somebody to coach their people in their place."""

    coach: Key


class StandsIn(Deed):
    """Says yes to it."""


# --- Upward -----------------------------------------------------------------------------------------------------------


class NamesRepresentative(Deed):
    """Says who speaks for the employees."""

    person: Key


class ProposesContact(Deed):
    """Proposes a confidential contact for management."""

    person: Key


class ConfirmsContact(Deed):
    """Confirms them for the employees."""

    person: Key


class IsWilling(Deed):
    """Is willing to be a confidential contact, and says where to find them."""

    about: Text


class ProposesHouseWords(Deed):
    """Proposes for management what this place is used for."""

    words: Text


class AgreesToHouseWords(Deed):
    """Agrees to them for the employees."""


class Brings(Deed):
    """Brings something to the other: to a lead with their name, or to a confidential contact."""

    words: Text
    in_confidence: bool = False


class WritesOn(Deed):
    """Writes on, or answers. Whoever wrote last has read what was there."""

    words: Text


class SeesAnswer(Deed):
    """Reads what came back."""


class WithoutName(Told):
    """Something reached this person without a name. Who wrote it is not told, not even here."""

    words: Text


class OpensBatch(Deed):
    """Reads what came without names."""


class AnswersOpenly(Deed):
    """Answers to everybody in their line."""

    words: Text


VERBS: Mapping[str, type[Told]] = {
    "asks_where": AsksWhere,
    "places": Places,
    "asks_both_ways": AsksBothWays,
    "answers_both_ways": AnswersBothWays,
    "talked_both_ways": TalkedBothWays,
    "swaps_topic": SwapsTopic,
    "proposes_handover": ProposesHandover,
    "gives_feedback": GivesFeedback,
    "asks_feedback": AsksFeedback,
    "puts_aside": PutsAside,
    "tells_own_account": TellsOwnAccount,
    "opens_story": OpensStory,
    "says_whose_view": SaysWhoseView,
    "thanks": Thanks,
    "proposes": ProposesToTeam,
    "can_keep": CanKeep,
    "slips": Slips,
    "sets_year": SetsYear,
    "words_axes": WordsAxes,
    "offers": Offers,
    "looks_for": LooksFor,
    "prefers": Prefers,
    "asks_into_three": AsksIntoThree,
    "joins_three": JoinsThree,
    "turns_roles": TurnsRoles,
    "goes_on": GoesOn,
    "names_time": NamesTime,
    "looks_again": LooksAgain,
    "asks_stand_in": AsksStandIn,
    "stands_in": StandsIn,
    "names_representative": NamesRepresentative,
    "proposes_contact": ProposesContact,
    "confirms_contact": ConfirmsContact,
    "proposes_house_words": ProposesHouseWords,
    "agrees_to_house_words": AgreesToHouseWords,
    "is_willing": IsWilling,
    "brings": Brings,
    "writes_on": WritesOn,
    "sees_answer": SeesAnswer,
    "without_name": WithoutName,
    "opens_batch": OpensBatch,
    "answers_openly": AnswersOpenly,
}
