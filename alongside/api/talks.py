"""Talks: planned, under way, closed; cards with the performer first, notes, topics, closing words."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from ninja import Query
from pydantic import Field

from alongside.access.gate import one, rows, with_verbs
from alongside.api.fields import WHOLE, Flag, Line, Moment, Page, Sent, Shown, Slug, Verbs, Version, Words
from alongside.api.frame import Call, Noun
from alongside.api.paging import Listed, Paging, listed
from alongside.api.pairs import pair_for
from alongside.conversations import actions
from alongside.conversations.models import (
    Answer,
    ClosingWords,
    Conversation,
    PrivateNote,
    SharedNotes,
    StartHere,
    Topic,
    Turn,
)
from alongside.kit.refusal import Refusal
from alongside.vault.ring import unlock

talks = Noun("talks")


class TalkShown(Shown):
    """A talk. `position` is the card on the table, from 0; `part_said`: the coach began with their own part.

    `performer` is coached in this talk and writes first, `coach` asks: with the roles `turned` the other way round than
    in the pair.
    """

    id: UUID
    pair: UUID
    by: UUID
    state: Literal["planned", "running", "closed", "cancelled"]
    planned_for: datetime | None
    started_at: datetime | None
    closed_at: datetime | None
    mode: Conversation.Mode
    guide: str
    position: int
    part_said: bool
    ended_with: Conversation.Ended
    turned: bool
    performer: UUID
    coach: UUID
    can: Verbs

    @classmethod
    def of(cls, talk: Conversation) -> "TalkShown":
        """This talk, as the gate gave it."""
        return cls.telling(talk, state=_state(talk), performer=talk.performer.pk, coach=talk.coach.pk)


def _state(talk: Conversation) -> Literal["planned", "running", "closed", "cancelled"]:
    if talk.cancelled_at:
        return "cancelled"
    if talk.is_closed:
        return "closed"
    return "running" if talk.is_running else "planned"


class AnswerShown(Shown):
    """What one of the two wrote on a card."""

    id: UUID
    by: UUID
    kind: Answer.Kind
    text: str
    version: int


class TurnShown(Shown):
    """One card of a talk. The coach writes on it once `performer` has written or skipped."""

    id: UUID
    talk: UUID
    position: int
    slug: str
    question: str
    brought: UUID | None
    performer: Turn.First
    answers: list[AnswerShown]
    can: Verbs

    @classmethod
    def of(cls, turn: Turn, answers: Sequence[Answer]) -> "TurnShown":
        """This card with what is written on it."""
        written = [AnswerShown.telling(answer) for answer in answers if answer.turn_id == turn.pk]
        return cls.telling(turn, talk=turn.conversation_id, answers=written)


class NotesShown(Shown):
    """Notes as they are now. After a save `taken_as` is the version that stands for exactly what was sent."""

    text: str
    version: int
    taken_as: int


class TopicShown(Shown):
    """Something to talk about."""

    id: UUID
    pair: UUID
    by: UUID
    text: str
    state: Topic.State
    raised_on: date
    closed_on: date | None


class ClosingShown(Shown):
    """What one of the two said at the end."""

    by: UUID
    worth: ClosingWords.Worth
    different: str


class StartHereShown(Shown):
    """One's own line for the next time; "" if there is none."""

    text: str
    written_on: date | None


class When(Sent):
    """A moment still to come, in a year at most."""

    when: Moment


class Begun(Sent):
    """Where the talk happens, what guides it, and whether the two change places in it."""

    mode: Conversation.Mode = Conversation.Mode.TABLE
    guide: Slug = "opening"
    turned: Flag = False


class OtherMode(Sent):
    """Where the talk goes on."""

    mode: Conversation.Mode


class At(Sent):
    """The card one looked at; if the other has leafed on meanwhile, nothing happens."""

    position: Annotated[int, Field(ge=0, le=100, strict=True), WHOLE] | None = None


class OnCard(Sent):
    """What I write on a card. A coach says what it is: a question, an observation or an offer."""

    text: Words
    kind: Answer.Kind = Answer.Kind.WORDS
    version: Version | None = None


class Phrase(Sent):
    """A phrase that was said."""

    text: Words


class Notes(Sent):
    """The whole notes as they stand for me, and the version they grew from."""

    text: Page
    version: Version


class OwnNotes(Sent):
    """My own notes. Leave `version` out to write over whatever is there."""

    text: Page
    version: Version | None = None


class NewTopic(Sent):
    """Something to talk about."""

    text: Words


class Closing(Sent):
    """How a talk ends. All but `ended_with` is optional; `start_here` is for me alone."""

    ended_with: Literal["one-thing", "nothing"]
    worth: ClosingWords.Worth = ClosingWords.Worth.NONE
    different: Words = ""
    next_at: Moment | None = None
    start_here: Line = ""


class Said(Sent):
    """Was it worth the time, and what should be different? Both may stay empty."""

    worth: ClosingWords.Worth = ClosingWords.Worth.NONE
    different: Words = ""


class NextTime(Sent):
    """A private line for the next time; an empty one removes it."""

    text: Line


def _talks() -> QuerySet[Conversation]:
    return Conversation.objects.select_related("pair__performer", "pair__coach")


def _again(request: Call, pk: UUID) -> TalkShown:
    return TalkShown.of(one(request.me, "see", _talks(), pk))


def _lead(request: Call, pk: UUID) -> Conversation:
    return one(request.me, "lead", _talks(), pk)


def _turn(request: Call, pk: UUID) -> Turn:
    return one(request.me, "see", Turn.objects.select_related("conversation", "pair"), pk)


def _turn_again(request: Call, pk: UUID) -> TurnShown:
    turn = one(request.me, "see", Turn, pk)
    unlock([turn.pair_id])
    return TurnShown.of(turn, list(rows(request.me, "see", Answer).filter(turn=turn).order_by("turn", "pk")))


# --- Planning and leading ---------------------------------------------------------------------------------------------


@talks.read("/pairs/{uuid:pk}/talks", Listed[TalkShown])
def list_talks(request: Call, pk: UUID, paging: Query[Paging]) -> Listed[TalkShown]:
    """List the talks of a pair, the newest first; those called off are not among them."""
    pair = pair_for(request, "see", pk)
    found = rows(request.me, "see", _talks()).filter(pair=pair, cancelled_at=None)
    found = found.annotate(happens_at=Coalesce(F("started_at"), F("planned_for")))

    def shown(talks: Sequence[Conversation]) -> list[TalkShown]:
        return [TalkShown.of(talk) for talk in talks]

    with_can = with_verbs(request.me, found)
    return listed(with_can, paging, by="happens_at", kind=datetime, shown=shown, newest_first=True)


@talks.create("/pairs/{uuid:pk}/talks", TalkShown)
def plan_talk(request: Call, pk: UUID, sent: When) -> TalkShown:
    """Agree on a time for the next talk. One is planned at a time: the refusal names it ("talk-planned")."""
    talk = actions.plan_talk(pair_for(request, "talk", pk), by=request.me, when=sent.when)
    return _again(request, talk.pk)


@talks.create("/pairs/{uuid:pk}/talks/start", TalkShown)
def start_talk(request: Call, pk: UUID, sent: Begun) -> TalkShown:
    """Begin a talk now. If one is under way, the refusal names it ("talk-running")."""
    pair = pair_for(request, "talk", pk)
    talk = actions.start_talk(pair, by=request.me, mode=sent.mode, guide=sent.guide, turned=sent.turned)
    return _again(request, talk.pk)


@talks.read("/talks/{uuid:pk}", TalkShown)
def get_talk(request: Call, pk: UUID) -> TalkShown:
    """Show a talk."""
    return _again(request, pk)


@talks.do("/talks/{uuid:pk}/move", TalkShown)
def move_talk(request: Call, pk: UUID, sent: When) -> TalkShown:
    """Find another time for a planned talk."""
    actions.move_talk(_lead(request, pk), by=request.me, when=sent.when)
    return _again(request, pk)


@talks.do("/talks/{uuid:pk}/cancel", TalkShown)
def cancel_talk(request: Call, pk: UUID) -> TalkShown:
    """Call a planned talk off. No reason is asked for."""
    actions.cancel_talk(_lead(request, pk), by=request.me)
    return _again(request, pk)


@talks.do("/talks/{uuid:pk}/mode", TalkShown)
def change_mode(request: Call, pk: UUID, sent: OtherMode) -> TalkShown:
    """Put one phone on the table, or go each to their own screen."""
    actions.change_mode(_lead(request, pk), by=request.me, mode=sent.mode)
    return _again(request, pk)


@talks.do("/talks/{uuid:pk}/part-said", TalkShown)
def say_part_first(request: Call, pk: UUID) -> TalkShown:
    """The coach's own part was said; now the questions."""
    actions.say_part_first(_lead(request, pk), by=request.me)
    return _again(request, pk)


@talks.do("/talks/{uuid:pk}/next", TalkShown)
def next_turn(request: Call, pk: UUID, sent: At) -> TalkShown:
    """Lay the next card on the table; at the last one, stay there."""
    actions.next_turn(_lead(request, pk), by=request.me, position=sent.position)
    return _again(request, pk)


@talks.do("/talks/{uuid:pk}/back", TalkShown)
def previous_turn(request: Call, pk: UUID, sent: At) -> TalkShown:
    """Go back to the card before."""
    actions.previous_turn(_lead(request, pk), by=request.me, position=sent.position)
    return _again(request, pk)


# --- Cards ------------------------------------------------------------------------------------------------------------


@talks.read("/talks/{uuid:pk}/turns", list[TurnShown])
def list_turns(request: Call, pk: UUID) -> list[TurnShown]:
    """List the cards of a talk with what is written on them, in their order."""
    talk = one(request.me, "see", Conversation, pk)
    turns = with_verbs(request.me, rows(request.me, "see", Turn).filter(conversation=talk)).order_by("position")
    answers = list(rows(request.me, "see", Answer).filter(turn__conversation=talk).order_by("turn", "pk"))
    unlock([talk.pair_id])
    return [TurnShown.of(turn, answers) for turn in turns]


@talks.do("/turns/{uuid:pk}/answer", TurnShown)
def answer_turn(request: Call, pk: UUID, sent: OnCard) -> TurnShown:
    """Write on a card, or change what I wrote. The performer goes first (refused as "performer-first")."""
    actions.answer_turn(_turn(request, pk), by=request.me, text=sent.text, kind=sent.kind, version=sent.version)
    return _turn_again(request, pk)


@talks.do("/turns/{uuid:pk}/skip", TurnShown)
def skip_turn(request: Call, pk: UUID) -> TurnShown:
    """Leave a card unwritten. Only the performer skips."""
    actions.skip_turn(_turn(request, pk), by=request.me)
    return _turn_again(request, pk)


@talks.do("/turns/{uuid:pk}/phrase", TurnShown)
def note_phrase(request: Call, pk: UUID, sent: Phrase) -> TurnShown:
    """Keep a phrase that was said: the performer's on the card, the coach's in the shared notes."""
    actions.note_phrase(_turn(request, pk), by=request.me, text=sent.text)
    return _turn_again(request, pk)


# --- Notes ------------------------------------------------------------------------------------------------------------


@talks.read("/talks/{uuid:pk}/notes", NotesShown)
def get_notes(request: Call, pk: UUID) -> NotesShown:
    """Show the notes both write in a talk."""
    talk = one(request.me, "see", Conversation, pk)
    notes = rows(request.me, "see", SharedNotes).filter(conversation=talk).first()
    if notes is None:
        return NotesShown(text="", version=0, taken_as=0)
    return NotesShown(text=notes.text, version=notes.version, taken_as=notes.version)


@talks.write("/talks/{uuid:pk}/notes", NotesShown)
def write_notes(request: Call, pk: UUID, sent: Notes) -> NotesShown:
    """Keep the notes both write. A late save is merged; if both changed the same words it is refused as "stale".

    Then `about.text` is what is kept now, `about.version` its version, and `about.sent` what was sent.
    """
    talk = one(request.me, "see", Conversation, pk)
    try:
        notes = actions.write_shared_notes(talk, by=request.me, text=sent.text, version=sent.version)
    except Refusal as refusal:
        if refusal.code == "stale":
            refusal.about["sent"] = sent.text
        raise
    return NotesShown(text=notes.text, version=notes.version, taken_as=notes.taken_as)


@talks.read("/talks/{uuid:pk}/private-note", NotesShown)
def get_private_note(request: Call, pk: UUID) -> NotesShown:
    """Show my own notes in a talk. Nobody else can read them, or see that there are any."""
    talk = one(request.me, "see", Conversation, pk)
    note = rows(request.me, "see", PrivateNote).filter(conversation=talk).first()
    version = note.version if note else 0
    return NotesShown(text=note.text if note else "", version=version, taken_as=version)


@talks.write("/talks/{uuid:pk}/private-note", NotesShown)
def write_private_note(request: Call, pk: UUID, sent: OwnNotes) -> NotesShown:
    """Keep my own notes in a talk."""
    talk = one(request.me, "see", Conversation, pk)
    note = actions.write_private_note(talk, by=request.me, text=sent.text, version=sent.version)
    return NotesShown(text=note.text, version=note.version, taken_as=note.version)


class NoteOfTalk(Shown):
    """What I wrote only for myself in a talk; `talk` is null when the talk is gone."""

    id: UUID
    talk: UUID | None
    begun_on: date
    text: str


@talks.read("/private-notes", Listed[NoteOfTalk])
def list_private_notes(request: Call, paging: Query[Paging]) -> Listed[NoteOfTalk]:
    """List my own notes of talks, the newest first, also of talks that are gone."""
    unlock([request.me.pk])

    def shown(found: Sequence[PrivateNote]) -> list[NoteOfTalk]:
        return [NoteOfTalk.telling(note, talk=note.conversation_id) for note in found]

    found = rows(request.me, "see", PrivateNote)
    return listed(found, paging, by="begun_on", kind=date, shown=shown, newest_first=True)


@talks.remove("/private-notes/{uuid:pk}")
def delete_private_note(request: Call, pk: UUID) -> None:
    """Delete my own notes of a talk for good."""
    actions.delete_private_note(one(request.me, "edit", PrivateNote, pk), by=request.me)


# --- Topics -----------------------------------------------------------------------------------------------------------


class Topics(Paging):
    """Which topics."""

    state: Topic.State | None = Field(None, description="Only those in this state.")


@talks.read("/pairs/{uuid:pk}/topics", Listed[TopicShown])
def list_topics(request: Call, pk: UUID, paging: Query[Topics]) -> Listed[TopicShown]:
    """List what the two want to talk about, the oldest first."""
    pair = pair_for(request, "see", pk)
    unlock([pair.pk])
    found = rows(request.me, "see", Topic).filter(pair=pair)
    if paging.state is not None:
        found = found.filter(state=paging.state)

    def shown(topics: Sequence[Topic]) -> list[TopicShown]:
        return [TopicShown.telling(topic) for topic in topics]

    return listed(found, paging, by="raised_on", kind=date, shown=shown)


@talks.create("/pairs/{uuid:pk}/topics", TopicShown)
def add_topic(request: Call, pk: UUID, sent: NewTopic) -> TopicShown:
    """Put something on the list of the two. It stays until it is done."""
    return TopicShown.telling(actions.add_topic(pair_for(request, "talk", pk), by=request.me, text=sent.text))


def _topic(request: Call, pk: UUID) -> Topic:
    return one(request.me, "edit", Topic.objects.select_related("pair"), pk)


@talks.do("/topics/{uuid:pk}/finish", TopicShown)
def finish_topic(request: Call, pk: UUID) -> TopicShown:
    """It has been talked about."""
    return TopicShown.telling(actions.finish_topic(_topic(request, pk), by=request.me))


@talks.do("/topics/{uuid:pk}/drop", TopicShown)
def drop_topic(request: Call, pk: UUID) -> TopicShown:
    """It is no longer needed."""
    return TopicShown.telling(actions.drop_topic(_topic(request, pk), by=request.me))


@talks.do("/topics/{uuid:pk}/reopen", TopicShown)
def reopen_topic(request: Call, pk: UUID) -> TopicShown:
    """Put it on the list again."""
    return TopicShown.telling(actions.reopen_topic(_topic(request, pk), by=request.me))


# --- Closing ----------------------------------------------------------------------------------------------------------


@talks.do("/talks/{uuid:pk}/close", TalkShown)
def close_talk(request: Call, pk: UUID, sent: Closing) -> TalkShown:
    """End a talk: with one thing, or with nothing today, and that is fine."""
    actions.close_talk(
        _lead(request, pk),
        by=request.me,
        ended_with=sent.ended_with,
        worth=sent.worth,
        different=sent.different,
        next_at=sent.next_at,
        start_here=sent.start_here,
    )
    return _again(request, pk)


@talks.read("/talks/{uuid:pk}/closing-words", list[ClosingShown])
def list_closing_words(request: Call, pk: UUID) -> list[ClosingShown]:
    """Show what was said at the end: my words, and the other's once both have said theirs."""
    talk = one(request.me, "see", Conversation, pk)
    unlock([talk.pair_id])
    found = rows(request.me, "see", ClosingWords).filter(conversation=talk).order_by("by")
    return [ClosingShown.telling(words) for words in found]


@talks.write("/talks/{uuid:pk}/closing-words", list[ClosingShown])
def say_closing_words(request: Call, pk: UUID, sent: Said) -> list[ClosingShown]:
    """Say whether it was worth the time, and what should be different."""
    actions.say_closing_words(_lead(request, pk), by=request.me, worth=sent.worth, different=sent.different)
    return list_closing_words(request, pk)


@talks.read("/pairs/{uuid:pk}/start-here", StartHereShown)
def get_start_here(request: Call, pk: UUID) -> StartHereShown:
    """Show my own line for the next talk. Nobody else sees it."""
    line = rows(request.me, "see", StartHere).filter(pair=pair_for(request, "see", pk)).first()
    return StartHereShown(text=line.text if line else "", written_on=line.written_on if line else None)


@talks.write("/pairs/{uuid:pk}/start-here", StartHereShown)
def write_start_here(request: Call, pk: UUID, sent: NextTime) -> StartHereShown:
    """Write a line for the next talk; it replaces the earlier one."""
    line = actions.write_start_here(pair_for(request, "talk", pk), by=request.me, text=sent.text)
    return StartHereShown(text=line.text if line else "", written_on=line.written_on if line else None)
