"""Planning, starting, asking and answering, keeping notes, closing."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from alongside.conversations import guidebook, rhythm
from alongside.conversations.merge import merge
from alongside.conversations.models import (
    Answer,
    ClosingWords,
    Conversation,
    NotesVersion,
    PrivateNote,
    SharedNotes,
    StartHere,
    Topic,
    Turn,
)
from alongside.journal.actions import record
from alongside.kit import clock
from alongside.kit.content import fill
from alongside.kit.refusal import NotHere, Refusal
from alongside.pairs.actions import held_open
from alongside.pairs.models import Pair, Side
from alongside.pairs.rules import must_be_open
from alongside.people.models import Person
from alongside.reflections.models import BroughtCard
from alongside.vault.fields import LONGEST

FARTHEST = timedelta(days=366)
"""How far ahead a talk can be planned."""

VERSIONS_KEPT = 40
"""How many earlier versions of shared notes are kept, for saves that come late."""


# --- Planning ---------------------------------------------------------------------------------------------------------


def plan_talk(pair: Pair, *, by: Person, when: datetime) -> Conversation:
    """Agree on a time for the next talk. A pair has one planned talk at a time; see `move_talk`.

    Raises:
        Refusal: one is planned already (code "talk-planned"), or the time can't be taken (field "when").
    """
    _must_be_ahead(when)
    with transaction.atomic():
        pair = held_open(pair.pk)
        _refuse_second_plan(pair)
        try:
            with transaction.atomic():
                talk = Conversation.objects.create(pair=pair, by=by, planned_for=when)
        except IntegrityError:
            _refuse_second_plan(pair)
            raise
        record(by, "talk.planned", talk)
    return talk


def move_talk(conversation: Conversation, *, by: Person, when: datetime) -> Conversation:
    """Find another time for a planned talk."""
    _must_be_ahead(when)
    with transaction.atomic():
        talk = _held_plan(conversation)
        if talk.planned_for != when:
            talk.planned_for = when
            talk.save(update_fields=["planned_for"])
            record(by, "talk.moved", talk)
    return talk


def cancel_talk(conversation: Conversation, *, by: Person) -> Conversation:
    """Call a planned talk off, also while the two rest. No reason is asked for; a cancelled talk is simply gone."""
    with transaction.atomic():
        talk = _held_plan(conversation, resting=True)
        talk.cancelled_at = clock.now()
        talk.save(update_fields=["cancelled_at"])
        record(by, "talk.cancelled", talk)
    return talk


def _must_be_ahead(when: datetime) -> None:
    now = clock.now()
    if when <= now:
        raise Refusal(_("That moment has passed. To talk right away, press “Start now”."), field="when")
    if when > now + FARTHEST:
        raise Refusal(_("That is more than a year ahead. Choose a nearer day; it can be moved."), field="when")


def _refuse_second_plan(pair: Pair) -> None:
    standing = Conversation.objects.filter(pair=pair).planned().first()
    if standing:
        raise Refusal(
            _("Your next talk is planned already. You can move it."),
            code="talk-planned",
            about={"conversation": standing.pk},
        )


def _held_plan(conversation: Conversation, *, resting: bool = False) -> Conversation:
    talk = _held_talk(conversation, resting=resting)
    if talk.cancelled_at:
        raise Refusal(_("This talk was called off. Plan another one."), code="talk-cancelled")
    if talk.started_at:
        raise Refusal(_("This talk has begun already."), code="talk-begun", about={"conversation": talk.pk})
    return talk


# --- The talk ---------------------------------------------------------------------------------------------------------


def start_talk(
    pair: Pair,
    *,
    by: Person,
    mode: str = Conversation.Mode.TABLE,
    guide: str = "opening",
    turned: bool = False,
) -> Conversation:
    """Begin a talk now, with one guide's questions on the table.

    A talk planned for now, or for a time that has passed, is the one that begins. What the performer has shown since
    the last talk is not asked again: its card goes on from there with the follow-up.

    With the roles turned the pair's performer coaches the pair's coach on something real: the same cards, the same
    order of writing, the other way round. It begins with the questions, since the one who coaches owes nothing yet.

    Args:
        pair: the two.
        by: who begins; the guide is taken in their language.
        mode: one of `Conversation.Mode`.
        guide: a guide's slug.
        turned: whether the two change places in this talk. A guide made for that turns them by itself.

    Raises:
        Refusal: a talk is under way (code "talk-running", about its id), or there is no such guide (field "guide").
    """
    try:
        chosen = guidebook.guide(guide, by.language)
    except LookupError:
        raise Refusal(_("There are no such questions. Choose others."), field="guide", code="no-guide") from None
    with transaction.atomic():
        pair = held_open(pair.pk)
        _refuse_second_talk(pair)
        talk = _planned_for_now(pair) or Conversation(pair=pair, by=by)
        talk.started_at = clock.now()
        talk.mode = Conversation.Mode(mode)
        talk.guide, talk.guide_language, talk.guide_version = chosen.slug, chosen.language, chosen.version
        talk.turned = talk.part_said = turned or chosen.moment == guidebook.Moment.TURNED
        try:
            with transaction.atomic():
                talk.save()
        except IntegrityError:
            _refuse_second_talk(pair)
            raise
        Turn.objects.bulk_create(_turns(talk, chosen, by))
        SharedNotes.objects.create(pair=pair, by=by, conversation=talk)
        record(by, "talk.started", talk)
    return talk


def _planned_for_now(pair: Pair) -> Conversation | None:
    planned = Conversation.objects.filter(pair=pair).planned().first()
    if planned and planned.planned_for and rhythm.is_for_now(planned.planned_for, clock.now()):
        return planned
    return None


def _refuse_second_talk(pair: Pair) -> None:
    if talk := Conversation.objects.filter(pair=pair).running().first():
        raise Refusal(
            _("You are in a talk already. Go on with it, or close it first."),
            code="talk-running",
            about={"conversation": talk.pk},
        )


def _turns(talk: Conversation, guide: guidebook.Guide, by: Person) -> list[Turn]:
    """The guide's questions as cards, with the names of the two in them."""
    performer, coach = str(talk.performer), str(talk.coach)
    shown = {} if talk.turned else {card.slug: card for card in shown_since_last_talk(talk.pair)}
    dealt: list[Turn] = []
    for step in guide.steps:
        card = shown.get(step.card or "")
        if card and not step.follow_ups:
            continue
        question = step.follow_ups[0] if card else step.question
        dealt.append(
            Turn(
                pair=talk.pair,
                by=by,
                conversation=talk,
                position=len(dealt),
                slug=step.slug,
                question=fill(question, coach=coach, performer=performer),
                brought=card,
                turned=talk.turned,
            )
        )
    return dealt


def shown_since_last_talk(pair: Pair) -> list[BroughtCard]:
    """What the performer has shown that was not the ground of an earlier talk, in the order of showing."""
    before = Conversation.objects.filter(pair=pair, turned=False).held().first()
    cards = BroughtCard.objects.filter(pair=pair, by=pair.performer_id).order_by("brought_on", "pk")
    if before and before.closed_at:
        closed_on = before.closed_at.astimezone(ZoneInfo(pair.performer.time_zone)).date()
        used = Turn.objects.filter(conversation__pair=pair, brought__isnull=False).values("brought")
        cards = cards.filter(brought_on__gte=closed_on).exclude(pk__in=used)
    return list(cards)


def change_mode(conversation: Conversation, *, by: Person, mode: str) -> Conversation:
    """Put one phone on the table, or go each to their own screen."""
    with transaction.atomic():
        talk = _held_running(conversation)
        talk.mode = Conversation.Mode(mode)
        talk.save(update_fields=["mode"])
    return talk


def say_part_first(conversation: Conversation, *, by: Person) -> Conversation:
    """The coach's own part was said; now the questions. From the second talk on it comes first."""
    with transaction.atomic():
        talk = _held_running(conversation)
        talk.part_said = True
        talk.save(update_fields=["part_said"])
    return talk


def next_turn(conversation: Conversation, *, by: Person, position: int | None = None) -> Conversation:
    """Lay the next card on the table; at the last one, stay there.

    Args:
        conversation: a talk under way.
        by: who leafs on. At their own screens the coach waits until the performer wrote or skipped.
        position: the card `by` looked at. If the other has leafed on meanwhile, nothing happens.
    """
    with transaction.atomic():
        talk = _held_running(conversation)
        if position is not None and position != talk.position:
            return talk
        here = Turn.objects.filter(conversation=talk, position=talk.position).first()
        if talk.mode == Conversation.Mode.SCREENS and here and not here.performer and _role(talk, by) == Side.COACH:
            raise _performer_first(talk)
        return _lay(talk, talk.position + 1)


def previous_turn(conversation: Conversation, *, by: Person, position: int | None = None) -> Conversation:
    """Go back to the card before."""
    with transaction.atomic():
        talk = _held_running(conversation)
        if position is not None and position != talk.position:
            return talk
        return _lay(talk, talk.position - 1)


def _lay(talk: Conversation, position: int) -> Conversation:
    if 0 <= position < Turn.objects.filter(conversation=talk).count():
        talk.position = position
        talk.save(update_fields=["position"])
    return talk


# --- Cards: the performer first (P1) ----------------------------------------------------------------------------------


def answer_turn(
    turn: Turn, *, by: Person, text: str, kind: str = Answer.Kind.WORDS, version: int | None = None
) -> Answer:
    """Write on a card, or change what one wrote. The performer goes first; the coach only after that (P1).

    Args:
        turn: a card of a talk under way.
        by: the author, on either side.
        text: the words; not empty.
        kind: for the coach one of `Answer.Kind` but WORDS: what they write is a question, an observation or an offer.
        version: the version the writing began from, 0 for a first one; None writes over one's own earlier words.

    Raises:
        Refusal: the performer has neither written nor skipped (code "performer-first"); the coach doesn't say what it
            is (field "kind"); nothing is written (field "text"); one wrote something else meanwhile (code "stale").
    """
    text = _written(text)
    with transaction.atomic():
        turn = _held_turn(turn)
        side = _role(turn.conversation, by)
        _go_first_or_after(turn, side, kind)
        answer = Answer.objects.filter(turn=turn, by=by).first() or Answer(turn=turn, pair=turn.pair, by=by)
        kind = Answer.Kind.WORDS if side == Side.PERFORMER else Answer.Kind(kind)
        if (answer.text, answer.kind) == (text, kind) and answer.version:
            return answer
        if version is not None and version != answer.version and answer.text != text:
            raise _stale(answer.text, answer.version)
        answer.text, answer.kind = text, kind
        answer.version += 1
        answer.save()
        record(by, "turn.answered", turn)
    return answer


def _go_first_or_after(turn: Turn, side: Side, kind: str) -> None:
    """Note that the performer wrote; let the coach write only after that."""
    if side == Side.PERFORMER:
        turn.performer = Turn.First.WROTE
        turn.save(update_fields=["performer"])
        return
    if not turn.performer:
        raise _performer_first(turn.conversation)
    if kind not in {Answer.Kind.QUESTION, Answer.Kind.OBSERVATION, Answer.Kind.OFFER}:
        raise Refusal(
            _("Say which it is: a question, something you saw with an example, or an offer."),
            field="kind",
            code="say-what-it-is",
        )
    if not turn.coach_wrote:
        turn.coach_wrote = True
        turn.save(update_fields=["coach_wrote"])


def skip_turn(turn: Turn, *, by: Person) -> Turn:
    """Leave a card unwritten. Only the performer skips; twice is the same as once."""
    with transaction.atomic():
        turn = _held_turn(turn)
        if _role(turn.conversation, by) != Side.PERFORMER:
            raise Refusal(
                _("Only %(name)s can skip a question.") % {"name": turn.conversation.performer},
                code="only-performer-skips",
            )
        if not turn.performer:
            turn.performer = Turn.First.SKIPPED
            turn.save(update_fields=["performer"])
            record(by, "turn.skipped", turn)
    return turn


def note_phrase(turn: Turn, *, by: Person, text: str) -> Answer | SharedNotes:
    """Keep a phrase that was said, with one phone on the table.

    The performer's own phone adds it to their words on this card. The coach's phone can't speak for the performer:
    there it goes into the shared notes, under the question.
    """
    text = _written(text)
    with transaction.atomic():
        turn = _held_turn(turn)
        if _role(turn.conversation, by) == Side.PERFORMER:
            said = Answer.objects.filter(turn=turn, by=by).first()
            return answer_turn(turn, by=by, text=f"{said.text}\n{text}" if said else text)
        notes = SharedNotes.objects.get(conversation=turn.conversation_id)
        line = f"{turn.question}\n“{text}”"
        whole = f"{notes.text.rstrip()}\n\n{line}\n" if notes.text.strip() else f"{line}\n"
        return write_shared_notes(turn.conversation, by=by, text=whole, version=notes.version)


def _performer_first(talk: Conversation) -> Refusal:
    return Refusal(
        _("%(name)s goes first. When %(name)s has written or skipped, it is your turn.") % {"name": talk.performer},
        code="performer-first",
    )


# --- Notes ------------------------------------------------------------------------------------------------------------


def write_shared_notes(conversation: Conversation, *, by: Person, text: str, version: int) -> SharedNotes:
    """Keep the notes both write. A save that comes late is merged with what the other wrote meanwhile.

    Args:
        conversation: a talk that has begun; notes can be added after its end, too.
        by: who writes.
        text: the whole notes as they stand for `by`.
        version: the version they grew from.

    Returns:
        The notes as they are now. `taken_as` is the version that stands for exactly `text`; if the notes were merged it
        is not the newest, and the next save may well name it.

    Raises:
        Refusal: both changed the same words (code "stale", about the other's "text" and its "version").
    """
    text = _fitting(text)
    with transaction.atomic():
        talk = _held_talk(conversation)
        _must_have_begun(talk)
        _side(talk.pair, by)
        notes = SharedNotes.objects.get(conversation=talk)
        before = notes.text
        if text == before:
            notes.taken_as = notes.version
            return notes
        merged = text if version == notes.version else _merged(notes, text, version)
        _keep_version(notes, by, before, notes.version)
        notes.taken_as = notes.version + 1
        if merged != text:
            _keep_version(notes, by, text, notes.taken_as)
        first_words = notes.version == 0 or notes.by_id != by.pk
        notes.version = notes.taken_as if merged == text else notes.taken_as + 1
        notes.text, notes.by = merged, by
        notes.save(update_fields=["text", "version", "by"])
        NotesVersion.objects.filter(notes=notes, version__lt=notes.version - VERSIONS_KEPT).delete()
        if first_words:
            record(by, "notes.written", notes)
    return notes


def _merged(notes: SharedNotes, text: str, version: int) -> str:
    """The notes with what changed between `version` and `text` put into them."""
    base = NotesVersion.objects.filter(notes=notes, version=version).first()
    merged = merge(base.text if base else "", notes.text, text) if base or version == 0 else None
    if merged is None:
        raise _stale(notes.text, notes.version)
    return merged


def _keep_version(notes: SharedNotes, by: Person, text: str, version: int) -> None:
    """Keep how the notes read at this version, for saves that began from it."""
    NotesVersion.objects.update_or_create(
        notes=notes, version=version, defaults={"pair_id": notes.pair_id, "by": by, "text": text}
    )


def write_private_note(conversation: Conversation, *, by: Person, text: str, version: int | None = None) -> PrivateNote:
    """Keep notes for oneself. Nobody else can read them, or see that there are any.

    Raises:
        Refusal: one wrote something else in another window meanwhile (code "stale").
    """
    text = _fitting(text)
    with transaction.atomic():
        _side(Pair.objects.get(pk=conversation.pair_id), by)
        note, fresh = PrivateNote.objects.select_for_update().get_or_create(
            conversation=conversation, author=by, defaults={"begun_on": by.today()}
        )
        if note.text == text:
            return note
        if version is not None and version != note.version and not fresh:
            raise _stale(note.text, note.version)
        note.text = text
        note.version += 1
        note.save(update_fields=["text", "version"])
    return note


def delete_private_note(note: PrivateNote, *, by: Person) -> None:
    """Delete one's own notes of a talk for good."""
    if by.pk != note.author_id:
        raise NotHere
    note.delete()


# --- Topics -----------------------------------------------------------------------------------------------------------


def add_topic(pair: Pair, *, by: Person, text: str) -> Topic:
    """Put something on the list of the two, in a talk or at any other time. It stays until it is done."""
    text = _written(text)
    with transaction.atomic():
        pair = held_open(pair.pk)
        _side(pair, by)
        topic = Topic.objects.create(pair=pair, by=by, text=text, raised_on=by.today())
        record(by, "topic.added", topic)
    return topic


def finish_topic(topic: Topic, *, by: Person) -> Topic:
    """It has been talked about."""
    return _close_topic(topic, by, Topic.State.DONE)


def drop_topic(topic: Topic, *, by: Person) -> Topic:
    """It is no longer needed."""
    return _close_topic(topic, by, Topic.State.DROPPED)


def reopen_topic(topic: Topic, *, by: Person) -> Topic:
    """Put it on the list again."""
    return _close_topic(topic, by, Topic.State.OPEN)


def _close_topic(topic: Topic, by: Person, state: Topic.State) -> Topic:
    with transaction.atomic():
        held_open(topic.pair_id)
        topic = Topic.objects.select_related("pair").get(pk=topic.pk)
        if topic.state != state:
            topic.state = state
            topic.closed_on = None if state == Topic.State.OPEN else by.today()
            topic.save(update_fields=["state", "closed_on"])
            verb = {"open": "reopened", "done": "finished", "dropped": "dropped"}[state]
            record(by, f"topic.{verb}", topic)
    return topic


# --- Closing ----------------------------------------------------------------------------------------------------------


def close_talk(
    conversation: Conversation,
    *,
    by: Person,
    ended_with: str,
    worth: str = "",
    different: str = "",
    next_at: datetime | None = None,
    start_here: str = "",
) -> Conversation:
    """End a talk: with one thing, or with nothing today, and that is fine. All else is optional.

    What comes out of a talk with the roles turned belongs to the one who was coached, and is no one thing of the two:
    such a talk always ends with "nothing".

    Args:
        conversation: a talk under way. If the other has closed it meanwhile, what `by` says is still kept.
        by: who closes.
        ended_with: "one-thing" or "nothing".
        worth: was it worth the time, one of `ClosingWords.Worth`.
        different: what should be different.
        next_at: when to talk next; a planned talk is moved there.
        start_here: a private line for the next time.
    """
    with transaction.atomic():
        talk = _held_talk(conversation)
        _must_have_begun(talk)
        must_be_open(talk.pair)
        if not talk.closed_at:
            if ended_with not in {Conversation.Ended.ONE_THING, Conversation.Ended.NOTHING}:
                raise Refusal(_("Say what it ends with: one thing, or nothing today."), field="ended_with")
            talk.closed_at = max(clock.now(), talk.started_at or clock.now())
            talk.ended_with = Conversation.Ended.NOTHING if talk.turned else ended_with
            talk.save(update_fields=["closed_at", "ended_with"])
            record(by, "talk.closed", talk)
        if worth or different.strip():
            say_closing_words(talk, by=by, worth=worth, different=different)
        if start_here.strip():
            write_start_here(talk.pair, by=by, text=start_here)
        if next_at is not None:
            _plan_or_move(talk.pair, by, next_at)
    return talk


def cut_short(pair: Pair, *, by: Person) -> None:
    """Close the talk under way of two who have stopped, as it stands: what it ended with is not asked."""
    running = Conversation.objects.filter(pair=pair, started_at__isnull=False, closed_at=None).first()
    if running and running.started_at:
        running.closed_at = max(clock.now(), running.started_at)
        running.save(update_fields=["closed_at"])
        record(by, "talk.closed", running)


def _plan_or_move(pair: Pair, by: Person, when: datetime) -> None:
    planned = Conversation.objects.filter(pair=pair).planned().first()
    if planned:
        move_talk(planned, by=by, when=when)
    else:
        plan_talk(pair, by=by, when=when)


def say_closing_words(conversation: Conversation, *, by: Person, worth: str = "", different: str = "") -> ClosingWords:
    """Was it worth the time, and what should be different? The other sees it once both have said theirs (P3).

    Both may stay empty: "nothing to add" is an answer, too.
    """
    with transaction.atomic():
        talk = _held_talk(conversation)
        _must_have_begun(talk)
        must_be_open(talk.pair)
        _side(talk.pair, by)
        words = ClosingWords.objects.filter(conversation=talk, by=by).first() or ClosingWords(
            conversation=talk, pair=talk.pair, by=by
        )
        words.worth, words.different = ClosingWords.Worth(worth), _fitting(different.strip())
        others = ClosingWords.objects.filter(conversation=talk).exclude(by=by)
        words.both_in = bool(others.update(both_in=True))
        words.save()
        if words.both_in:
            record(by, "talk.words-open", talk)
    return words


def write_start_here(pair: Pair, *, by: Person, text: str) -> StartHere | None:
    """Ten private seconds: "next time, start here". It replaces the earlier one; an empty line removes it."""
    text = _fitting(text.strip())
    _side(pair, by)
    if not text:
        StartHere.objects.filter(pair=pair, author=by).delete()
        return None
    with transaction.atomic():
        line, _fresh = StartHere.objects.select_for_update().get_or_create(
            pair=pair, author=by, defaults={"written_on": clock.today()}
        )
        line.text, line.written_on = text, clock.today()
        line.save(update_fields=["text", "written_on"])
    return line


def mark_primer_seen(*, by: Person) -> None:
    """The three minutes before the first talk as a coach were read."""
    Person.objects.filter(pk=by.pk, primer_seen_on=None).update(primer_seen_on=by.today())


# --- What every deed asks first ---------------------------------------------------------------------------------------


def _held_talk(conversation: Conversation, *, resting: bool = False) -> Conversation:
    """The talk as it is now, of a pair that goes on (or, with `resting`, rests), held until the transaction ends."""
    held = Conversation.objects.select_for_update(of=("self",), no_key=True)
    talk = held.select_related("pair__performer", "pair__coach").get(pk=conversation.pk)
    if not (resting and talk.pair.ended_at is None):
        must_be_open(talk.pair)
    return talk


def _held_running(conversation: Conversation) -> Conversation:
    talk = _held_talk(conversation)
    _must_have_begun(talk)
    if talk.closed_at:
        raise Refusal(
            _("This talk is closed. Put it on the list for the next one."),
            code="talk-closed",
            about={"pair": talk.pair_id},
        )
    return talk


def _held_turn(turn: Turn) -> Turn:
    """A card of a talk under way, as it is now."""
    talk = _held_running(turn.conversation)
    found = Turn.objects.get(pk=turn.pk)
    found.conversation, found.pair = talk, talk.pair
    return found


def _must_have_begun(talk: Conversation) -> None:
    if not talk.started_at:
        raise Refusal(_("This talk has not begun yet."), code="talk-not-begun", about={"pair": talk.pair_id})


def _side(pair: Pair, by: Person) -> Side:
    side = pair.side_of(by)
    if side is None:
        raise NotHere
    return side


def _role(talk: Conversation, by: Person) -> Side:
    """Which part `by` has in this talk; turned roles count."""
    role = talk.role_of(by)
    if role is None:
        raise NotHere
    return role


def _written(text: str) -> str:
    text = _fitting(text.strip())
    if not text:
        raise Refusal(_("A few words are needed here."), field="text", code="no-words")
    return text


def _fitting(text: str) -> str:
    text = text.replace("\r\n", "\n")
    if len(text) > LONGEST:
        raise Refusal(_("This is longer than a page holds. Please shorten it."), field="text", code="too-long")
    return text


def _stale(text: str, version: int) -> Refusal:
    return Refusal(
        _("This was changed meanwhile. Nothing is lost: both versions are here."),
        code="stale",
        about={"version": version, "text": text},
    )
