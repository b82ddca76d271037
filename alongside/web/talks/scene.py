"""What two people have before them: before a talk, in it, and when they read it again.

The coach's part comes from our one thing, which talks know nothing of; here the two are put together.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from alongside.access.gate import one, rows
from alongside.conversations import guidebook, offering, rhythm, themes
from alongside.conversations.guidebook import About, Guide, Moment
from alongside.conversations.models import (
    Answer,
    ClosingWords,
    Conversation,
    PrivateNote,
    StartHere,
    Topic,
    Turn,
)
from alongside.conversations.theming import ThisMonth, month_of, with_month
from alongside.evaluations import both_ways
from alongside.focus.models import Commitment, Focus, Word
from alongside.focus.rules import gap
from alongside.kit import clock
from alongside.kit.content import fill
from alongside.kit.kept import first, kept
from alongside.pairs.models import Agreement, Pair, Side, with_both
from alongside.people.models import Person
from alongside.reflections.models import BroughtCard
from alongside.vault.ring import unlock
from alongside.web.talks.forms import (
    CLOSED_SINCE,
    STATES,
    CoachForm,
    NotesForm,
    PartForm,
    PhraseForm,
    PlanForm,
    TopicForm,
    WordsForm,
)

# --- Before -----------------------------------------------------------------------------------------------------------


def pair_of(me: Person, pk: UUID) -> Pair:
    """The pair, if the person may talk in it, with all that a beginning hangs on, in one query."""
    return one(me, "talk", _pairs, pk, today=clock.today())


def _pairs(today: date) -> QuerySet[Pair]:
    signed = Agreement.objects.filter(pair=OuterRef("pk")).signed()
    turned = Conversation.objects.filter(pair=OuterRef("pk"), turned=True).held()
    return with_month(with_both(), today).annotate(
        every_weeks=Subquery(signed.values("every_weeks")[:1]),
        last_turned=Subquery(turned.values("closed_at")[:1]),
        last_coached=_last_coached("pk"),
        both_ways_due=Exists(both_ways.due_pairs(Pair.objects.filter(pk=OuterRef("pk")), today)),
    )


def _last_coached(pair: str) -> Subquery:
    """When the last talk was closed in which nobody had changed places, of the pair that this column names."""
    talks = Conversation.objects.filter(pair=OuterRef(pair), turned=False).held()
    return Subquery(talks.values("closed_at")[:1])


def talks_of(me: Person, pair: Pair) -> list[Conversation]:
    """The talk under way, the planned one and the last ones, newest first: all that a beginning needs to know."""
    return _talks(me.pk, pair.pk, clock.now())


@kept
def _talks(me: UUID, pair: UUID, now: datetime) -> QuerySet[Conversation]:
    found = rows(me, "see", Conversation).filter(pair=pair, cancelled_at=None)
    return found.order_by(Coalesce("started_at", now).desc(), "pk")[:8]


def before(
    me: Person,
    pair: Any,
    talks: list[Conversation],
    *,
    all_guides: bool = False,
    turned: bool = False,
    wanted: str = "",
) -> dict[str, Any]:
    """The page on which a talk is prepared, planned and begun; with `turned`, one with the roles turned.

    `wanted` is the guide for what the reader comes from, such as "check-in"; it is offered first.
    """
    held = [talk for talk in talks if talk.closed_at]
    planned = next((talk for talk in talks if talk.is_planned), None)
    focus, part = our_thing(me, pair, held[0].closed_at if held else None)
    cards = [] if turned else shown(me, pair, pair.last_coached)
    month = month_of(pair)
    unlock([pair.pk, me.pk])
    last = held[0].closed_at if held else None
    facts = offering.known_about(
        pair,
        held,
        month,
        look_back_on=focus.look_back_on if focus and not focus.closed_at else None,
        obstacle_named=any(card.slug == "harder" for card in cards),
        both_ways_due=pair.both_ways_due,
        last_turned=pair.last_turned,
    )
    offer = offering.offer_turned() if turned else offering.offer(facts)
    known = {guide.slug: guide for guide in guidebook.guides(me.language)}
    offered = [(known[one.slug], one.reason) for one in (offer.first, *offer.others)]
    if wanted in WANTED and not turned:
        others = [(guide, reason) for guide, reason in offered if guide.slug != wanted]
        offered = [(known[wanted], str(WANTED[wanted])), *others][: len(offered)]
    at_hand = [guide for guide, _reason in offered]
    rest = _rest(known.values(), at_hand, turned=turned)
    return {
        "pair": pair,
        "other": pair.other(me),
        "coaching": (pair.side_of(me) == Side.COACH) != turned,
        "turned": turned,
        "read_first": (pair.side_of(me) == Side.COACH) != turned and not me.primer_seen_on and (turned or not held),
        "month": month,
        "of_month": known[month.guide],
        "other_topics": [
            guide for guide in themes.topics(me.language) if guide.slug not in {month.guide, month.of_team}
        ],
        "of_team": known[month.of_team],
        "month_state": _month_state(month, facts, [guide.slug for guide in at_hand]),
        "both_ways_first": offer.first.slug == themes.BOTH_WAYS,
        "planned": planned,
        "their_time": _their_time(planned, me, pair.other(me)),
        "offered": offered,
        "rest": _shelves(rest) if all_guides else [],
        "has_rest": bool(rest) and not all_guides,
        "chosen": at_hand[0].slug,
        "focus": focus,
        "part": part if held and not turned else None,
        "gap": gap((clock.now() - last).days) if last and focus and not focus.closed_at and not turned else None,
        "cards": cards,
        "start_here": _start_here(me, pair, last, planned.planned_for if planned else None),
        "first": not held,
        "topics": open_topics(me, pair),
        "topic_form": TopicForm(),
        "plan_form": PlanForm(zone=me.time_zone, when=next_talk(me, pair, planned, last)),
    }


WANTED = {
    "check-in": _("You have both placed the last two months."),
    "closing": _("You're ending this together. A last talk makes a good end of it."),
}
"""Guides that another page leads to, and why they come first then."""


def next_talk(me: Person, pair: Any, planned: Conversation | None, last: datetime | None) -> datetime:
    """When the next talk could be: as planned, else the same weekday and time in the rhythm the two agreed on."""
    if planned and planned.planned_for:
        return planned.planned_for
    now = clock.now()
    return rhythm.next_time(last or now, zone=me.time_zone, weeks=pair.every_weeks or 2, now=now)


def _rest(known: Iterable[Guide], offered: list[Guide], *, turned: bool) -> list[Guide]:
    """What else there is, on request: with the roles turned only what does not hang on who the two are."""
    fits = {Moment.ANY, Moment.TURNED} if turned else set(Moment) - {Moment.TURNED}
    return [guide for guide in known if guide not in offered and guide.moment in fits]


ABOUT: dict[About, str | Promise] = {
    About.MIND: _("What is on your mind"),
    About.WORK: _("The work, and what surrounds it"),
    About.YOU: _("You"),
    About.TWO: _("The two of you, and the way you are going"),
}
"""How the shelves are called on which all guides stand."""


def _shelves(guides: list[Guide]) -> list[tuple[str | Promise, list[Guide]]]:
    """The guides by what they are about."""
    found = [(title, [guide for guide in guides if guide.about == about]) for about, title in ABOUT.items()]
    return [shelf for shelf in found if shelf[1]]


def _month_state(month: ThisMonth, facts: offering.Facts, offered: Iterable[str]) -> str:
    """Whether this month's topic is offered now, was talked about, or waits behind something else."""
    if not facts.theme:
        return "talked"
    return "offered" if month.guide in offered else "waits"


def _their_time(planned: Conversation | None, me: Person, other: Person) -> time | None:
    """The planned time on the other's wall, if their clocks differ."""
    if planned is None or planned.planned_for is None:
        return None
    here = planned.planned_for.astimezone(ZoneInfo(me.time_zone))
    there = planned.planned_for.astimezone(ZoneInfo(other.time_zone))
    return there.time() if there.replace(tzinfo=None) != here.replace(tzinfo=None) else None


def _start_here(me: Person, pair: Pair, last: datetime | None, planned_for: datetime | None) -> StartHere | None:
    """What the person wrote for the next time, when that is."""
    if last is None or not rhythm.start_here_shows(planned_for, clock.now()):
        return None
    return first(_lines(me.pk, pair.pk, last.date()))


@kept
def _lines(me: UUID, pair: UUID, since: date) -> QuerySet[StartHere]:
    return rows(me, "see", StartHere).filter(pair=pair, written_on__gte=since).order_by("pk")[:1]


def shown(me: Person, pair: Pair, since: datetime | None) -> list[BroughtCard]:
    """What the performer has shown since the day, theirs, on which the last talk was closed."""
    return _shown(me.pk, pair.pk, _day(since, pair.performer) if since else date.min)


@kept
def _shown(me: UUID, pair: UUID, since: date) -> QuerySet[BroughtCard]:
    return rows(me, "see", BroughtCard).filter(pair=pair, brought_on__gte=since).order_by("brought_on", "pk")[:12]


def open_topics(me: Person, pair: Pair) -> list[Topic]:
    """What the two still want to talk about, oldest first."""
    return _open_topics(me.pk, pair.pk)


@kept
def _open_topics(me: UUID, pair: UUID) -> QuerySet[Topic]:
    found = rows(me, "see", Topic).filter(pair=pair, state=Topic.State.OPEN)
    return found.select_related("by").order_by("raised_on", "pk")[:30]


# --- The coach's part -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """What the coach took on, and where it stands, in words to be said aloud."""

    commitment: Commitment
    said: str
    state: Any
    word: Word | None


def our_thing(me: Person, pair: Pair, since: datetime | None) -> tuple[Focus | None, Part | None]:
    """The one thing of a pair and the coach's part in it; a closed one only if it was closed after `since`."""
    commitment = first(_took_on(me.pk, pair.pk))
    if commitment is None:
        return None, None
    focus = commitment.focus
    if focus.closed_at and (since is None or focus.closed_at < since):
        return None, None
    unlock([pair.pk, me.pk])
    word = first(_last_words(me.pk, commitment.pk, pair.coach_id))
    state = STATES.get(commitment.state, "") if commitment.state or not focus.closed_at else CLOSED_SINCE
    return focus, Part(commitment, in_a_sentence(commitment.text), state, word)


@kept
def _took_on(me: UUID, pair: UUID) -> QuerySet[Commitment]:
    found = rows(me, "see", Commitment).filter(pair=pair, side=Side.COACH).select_related("focus")
    return found.order_by("-focus__chosen_at")[:1]


@kept
def _last_words(me: UUID, commitment: UUID, by: UUID) -> QuerySet[Word]:
    return rows(me, "see", Word).filter(commitment=commitment, by=by).order_by("-said_at")[:1]


def in_a_sentence(text: str) -> str:
    """A commitment as it goes on after "I said I'd": small at first unless it is a name or “I”, without a full stop."""
    text = text.strip().rstrip(".")
    first = text.split(maxsplit=1)[0] if text else ""
    return text if first in {"I", "I'll", "I'd"} or first.isupper() else text[:1].lower() + text[1:]


# --- In the talk ------------------------------------------------------------------------------------------------------


def with_all() -> QuerySet[Conversation]:
    """Talks with the two people, their notes, and what is known of their one thing and their last talk."""
    earlier = Conversation.objects.filter(pair=OuterRef("pair"), closed_at__isnull=False).order_by("-closed_at")
    things = Focus.objects.filter(pair=OuterRef("pair"))
    to_tell = things.filter(Q(closed_at=None) | Q(closed_at__gte=OuterRef("last_closed_at")))
    return (
        Conversation.objects.select_related("pair__performer", "pair__coach", "shared_notes")
        .annotate(last_closed_at=Subquery(earlier.values("closed_at")[:1]), last_coached=_last_coached("pair"))
        .annotate(
            has_focus=Exists(things.filter(closed_at=None)),
            has_part=Exists(to_tell.filter(chosen_at__lte=OuterRef("last_closed_at"))),
            chosen=Subquery(things.filter(sharpening__chosen_in=OuterRef("pk")).values("pk")[:1]),
        )
    )


def in_talk(me: Person, talk: Any, form: WordsForm | None = None) -> dict[str, Any]:
    """The card on the table, or the coach's part before the first one."""
    pair, role = talk.pair, talk.role_of(me)
    scene = {
        "talk": talk,
        "pair": pair,
        "other": pair.other(me),
        "coaching": role == Side.COACH,
        "on_table": talk.mode == Conversation.Mode.TABLE,
        "has_focus": talk.has_focus or talk.turned,  # with the roles turned nothing for the two is chosen
        "began_on": talk.started_at if _day(talk.started_at, me) < me.today() else None,
        "stamp": stamp(talk, None),
    }
    if talk.has_part and not talk.part_said and talk.position == 0:
        part = our_thing(me, pair, talk.last_closed_at)[1]
        return scene | {"part": part, "part_form": PartForm()}
    turns = _turns(me.pk, talk.pk)
    turn = turns[min(talk.position, len(turns) - 1)]
    cards = [] if talk.turned else shown(me, pair, talk.last_coached)
    unlock([pair.pk, me.pk])
    answers = {answer.by_id: answer for answer in _answers(me.pk, turn.pk)}
    mine, theirs = answers.get(me.pk), answers.get(pair.other(me).pk)
    asks, hint = _asks(talk, turn)
    return scene | {
        "turn": turn,
        "step": turn.position + 1,
        "steps": len(turns),
        "last": turn.position + 1 >= len(turns),
        "asks": asks,
        "hint": hint if role == Side.COACH else "",
        "brought": next((card for card in cards if card.pk == turn.brought_id), None),
        "cards": [card for card in cards if card.pk not in {turn.brought_id for turn in turns}],
        "mine": mine,
        "theirs": theirs,
        "form": form or _form(me, role, mine),
        "open_form": form is not None,
        "phrase_form": PhraseForm(),
        "stamp": stamp(talk, turn, *answers.values()),
    }


@kept
def _turns(me: UUID, talk: UUID) -> QuerySet[Turn]:
    return rows(me, "see", Turn).filter(conversation=talk).order_by("position")


@kept
def _answers(me: UUID, turn: UUID) -> QuerySet[Answer]:
    return rows(me, "see", Answer).filter(turn=turn)


def _day(moment: datetime, me: Person) -> date:
    return moment.astimezone(ZoneInfo(me.time_zone)).date()


def _form(me: Person, role: Side | None, mine: Answer | None) -> WordsForm:
    initial = {"text": mine.text, "version": mine.version, "kind": mine.kind} if mine else {"version": 0}
    if role == Side.COACH:
        return CoachForm(initial={"kind": Answer.Kind.QUESTION} | initial, language=me.language)
    return WordsForm(initial=initial)


def _asks(talk: Conversation, turn: Turn) -> tuple[list[str], str]:
    """The follow-ups of the card, and the word to the coach, from the guide as it was when the talk began."""
    try:
        step = guidebook.guide(talk.guide, talk.guide_language, talk.guide_version).step(turn.slug)
    except LookupError:
        return [], ""
    names = {"coach": str(talk.coach), "performer": str(talk.performer)}
    asks = [fill(text, **names) for text in step.follow_ups]
    return [text for text in asks if text != turn.question], fill(step.hint, **names)


def stamp(talk: Conversation, turn: Turn | None, *answers: Answer) -> str:
    """Changes whenever the other side would see something else."""
    versions = "-".join(str(answer.version) for answer in sorted(answers, key=lambda one: str(one.by_id)))
    return f"{talk.position}.{talk.mode}.{int(talk.part_said)}.{turn.performer if turn else ''}.{versions}"


def beside(me: Person, talk: Conversation) -> dict[str, Any]:
    """What lies beside the card: topics, the notes of both, one's own."""
    topics = open_topics(me, talk.pair)
    return notes_of(me, talk) | {"topics": topics, "topic_form": TopicForm()}


def notes_of(me: Person, talk: Conversation) -> dict[str, Any]:
    """The notes of both and one's own, each as a form that keeps itself."""
    note = first(_private_notes(me.pk, talk.pk))
    unlock([talk.pair_id, me.pk])
    ours = talk.shared_notes
    return {
        "notes": ours,
        "notes_form": NotesForm(auto_id="ours_%s", initial={"text": ours.text, "version": ours.version}),
        "note_form": NotesForm(
            auto_id="mine_%s", initial={"text": note.text if note else "", "version": note.version if note else 0}
        ),
    }


@kept
def _private_notes(me: UUID, talk: UUID) -> QuerySet[PrivateNote]:
    return rows(me, "see", PrivateNote).filter(conversation=talk)[:1]


def start_here_in(me: Person, talk: Any) -> StartHere | None:
    """One's own line for this talk, at its start."""
    if talk.position or not talk.last_closed_at:
        return None
    return first(_lines(me.pk, talk.pair_id, talk.last_closed_at.date()))


# --- Afterwards -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Exchange:
    """One card of a closed talk, with what was said on it."""

    turn: Turn
    brought: BroughtCard | None
    answers: list[Answer]


def afterwards(me: Person, talk: Conversation) -> dict[str, Any]:
    """A closed talk to be read: what was said, the notes, the closing words, one's own note."""
    turns = _turns(me.pk, talk.pk)
    answers = _all_answers(me.pk, talk.pk)
    brought = any(turn.brought_id for turn in turns)
    cards = {card.pk: card for card in _cards_brought(me.pk, talk.pk)} if brought else {}
    words = {said.by_id: said for said in _closing_words(me.pk, talk.pk)}
    unlock([talk.pair_id, me.pk])
    pair = talk.pair
    exchanges = []
    for turn in turns:
        said = [answer for answer in answers if answer.turn_id == turn.pk]
        said.sort(key=lambda answer: answer.by_id != talk.performer_id)
        if said or turn.brought_id in cards:
            exchanges.append(Exchange(turn, cards.get(turn.brought_id) if turn.brought_id else None, said))
    return notes_of(me, talk) | {
        "talk": talk,
        "pair": pair,
        "other": pair.other(me),
        "guide_title": _title(talk),
        "exchanges": exchanges,
        "my_words": words.get(me.pk),
        "their_words": words.get(pair.other(me).pk),
        "people": {pair.performer_id: pair.performer, pair.coach_id: pair.coach},
    }


@kept
def _all_answers(me: UUID, talk: UUID) -> QuerySet[Answer]:
    return rows(me, "see", Answer).filter(turn__conversation=talk).order_by("pk")


@kept
def _cards_brought(me: UUID, talk: UUID) -> QuerySet[BroughtCard]:
    return rows(me, "see", BroughtCard).filter(pk__in=Turn.objects.filter(conversation=talk).values("brought"))


@kept
def _closing_words(me: UUID, talk: UUID) -> QuerySet[ClosingWords]:
    return rows(me, "see", ClosingWords).filter(conversation=talk)


def _title(talk: Conversation) -> str:
    try:
        return guidebook.guide(talk.guide, talk.guide_language, talk.guide_version).title
    except LookupError:
        return ""
