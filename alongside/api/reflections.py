"""Writing for oneself, and showing single answers to a pair."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from django.db.models import QuerySet
from ninja import Query
from pydantic import Field

from alongside.access.gate import one, rows
from alongside.api.fields import Answer, Sent, Shown, Slug, Version
from alongside.api.frame import Call, Noun
from alongside.api.paging import Listed, Paging, listed
from alongside.api.pairs import pair_for
from alongside.kit.refusal import NotHere
from alongside.pairs.models import Invite
from alongside.people.models import Person
from alongside.reflections import actions
from alongside.reflections import cards as deck
from alongside.reflections.models import BroughtCard, Card, Reflection
from alongside.vault.ring import unlock

reflections = Noun("reflections")


class QuestionShown(Shown):
    """A question one can ask oneself. `whose` asks in addition who could move it."""

    slug: str
    set: deck.Set
    question: str
    helper: str
    whose: bool


class CardShown(Shown):
    """One question and its answer. `version` counts saves; `mover` is who could move it, "" if nobody said."""

    id: UUID
    reflection: UUID
    slug: str
    question: str
    answer: str
    mover: str
    state: Card.State
    version: int


class ReflectionShown(Shown):
    """Notes for oneself. Nobody else can read them, or see that there are any."""

    id: UUID
    pair: UUID | None
    invitation: UUID | None
    as_coach: bool
    began_on: date
    finished_on: date | None

    @classmethod
    def of(cls, reflection: Reflection) -> "ReflectionShown":
        """These notes, for their author."""
        return cls.telling(reflection, invitation=reflection.invite_id)


class WithCards(ReflectionShown):
    """Notes for oneself, with the cards."""

    cards: list[CardShown]


class BroughtShown(Shown):
    """A frozen copy of one answer, shown to a pair by its author."""

    id: UUID
    pair: UUID
    by: UUID
    slug: str
    question: str
    answer: str
    mover: str
    brought_on: date


class NewReflection(Sent):
    """For whom I prepare, if for anybody, and other questions than the usual three."""

    pair: UUID | None = None
    invitation: UUID | None = None
    questions: Annotated[list[Slug], Field(max_length=20)] = []


class NewCard(Sent):
    """A question to add."""

    slug: Slug


class Written(Sent):
    """The whole answer as it stands. Leave `version` out to write over whatever is there."""

    text: Answer
    mover: deck.Whose | None = None
    version: Version | None = None


class ForPair(Sent):
    """Which pair."""

    pair: UUID


def _notes() -> QuerySet[Reflection]:
    return Reflection.objects.select_related("pair__performer")


def _whole(request: Call, pk: UUID) -> WithCards:
    reflection = one(request.me, "see", Reflection, pk)
    unlock([request.me.pk])
    cards = rows(request.me, "see", Card).filter(reflection=reflection).order_by("position")
    found = [CardShown.telling(card) for card in cards]
    return WithCards.telling(reflection, invitation=reflection.invite_id, cards=found)


def _known(slugs: list[str], me: Person) -> list[str]:
    """The names of these questions; one nobody knows is not there."""
    try:
        return [deck.card(slug, me.language).slug for slug in slugs]
    except LookupError:
        raise NotHere from None


def _card(request: Call, pk: UUID) -> Card:
    return one(request.me, "edit", Card, pk)


@reflections.read("/questions", list[QuestionShown])
def list_questions(request: Call) -> list[QuestionShown]:
    """List the questions one can ask oneself: the first three, deeper ones, the coach's own, those for one alone."""
    found = [card for which in deck.Set for card in deck.cards(which, request.me.language)]
    return [QuestionShown.telling(card) for card in found]


@reflections.read("/reflections", Listed[ReflectionShown])
def list_reflections(request: Call, paging: Query[Paging]) -> Listed[ReflectionShown]:
    """List my notes, the newest first."""

    def shown(found: Sequence[Reflection]) -> list[ReflectionShown]:
        return [ReflectionShown.of(reflection) for reflection in found]

    mine = rows(request.me, "see", Reflection)
    return listed(mine, paging, by="began_on", kind=date, shown=shown, newest_first=True)


@reflections.take_up("/reflections", WithCards)
def begin_reflection(request: Call, sent: NewReflection) -> WithCards:
    """Begin notes for myself, or take up the open ones for the same pair."""
    pair = pair_for(request, "see", sent.pair) if sent.pair else None
    invite = one(request.me, "see", Invite, sent.invitation) if sent.invitation and not pair else None
    slugs = _known(sent.questions, request.me) or None
    reflection = actions.begin_reflection(by=request.me, pair=pair, invite=invite, slugs=slugs)
    return _whole(request, reflection.pk)


@reflections.read("/reflections/{uuid:pk}", WithCards)
def get_reflection(request: Call, pk: UUID) -> WithCards:
    """Show notes of mine with their cards."""
    return _whole(request, pk)


@reflections.remove("/reflections/{uuid:pk}")
def delete_reflection(request: Call, pk: UUID) -> None:
    """Delete notes of mine for good. What was shown stays with the pair until it is taken back."""
    actions.delete_reflection(one(request.me, "edit", Reflection, pk), by=request.me)


@reflections.create("/reflections/{uuid:pk}/cards", CardShown)
def add_card(request: Call, pk: UUID, sent: NewCard) -> CardShown:
    """Put one more question on the pile; one that lies there already is returned."""
    reflection = one(request.me, "edit", _notes(), pk)
    return CardShown.telling(actions.add_card(reflection, _known([sent.slug], request.me)[0], by=request.me))


@reflections.do("/reflections/{uuid:pk}/finish", WithCards)
def finish_reflection(request: Call, pk: UUID) -> WithCards:
    """Put the notes away; they stay among my notes."""
    actions.finish_reflection(one(request.me, "edit", Reflection, pk), by=request.me)
    return _whole(request, pk)


@reflections.do("/reflections/{uuid:pk}/prepare", WithCards)
def prepare_for(request: Call, pk: UUID, sent: ForPair) -> WithCards:
    """Have notes begun for an invitation prepare for the pair it became."""
    reflection = one(request.me, "edit", Reflection, pk)
    actions.prepare_for(reflection, pair_for(request, "see", sent.pair), by=request.me)
    return _whole(request, pk)


@reflections.write("/cards/{uuid:pk}", CardShown)
def save_card(request: Call, pk: UUID, sent: Written) -> CardShown:
    """Keep what was typed so far. A save that began from an older version is refused with what is there ("stale")."""
    card = actions.save_answer(
        _card(request, pk), by=request.me, text=sent.text, mover=_mover(sent), version=sent.version
    )
    return CardShown.telling(card)


@reflections.do("/cards/{uuid:pk}/keep", CardShown)
def keep_card(request: Call, pk: UUID, sent: Written) -> CardShown:
    """Write a card. An empty answer is a skip."""
    card = _card(request, pk)
    mover = card.mover if sent.mover is None else sent.mover.value
    return CardShown.telling(
        actions.keep_answer(card, by=request.me, text=sent.text, mover=mover, version=sent.version)
    )


@reflections.do("/cards/{uuid:pk}/skip", CardShown)
def skip_card(request: Call, pk: UUID) -> CardShown:
    """Leave a question. What was typed stays, for me alone."""
    actions.skip_card(_card(request, pk), by=request.me)
    return CardShown.telling(_card(request, pk))


@reflections.create("/cards/{uuid:pk}/show", BroughtShown)
def show_card(request: Call, pk: UUID, sent: ForPair) -> BroughtShown:
    """Show one answer to a pair: a frozen copy. Showing it again changes nothing."""
    card, pair = _card(request, pk), pair_for(request, "bring", sent.pair)
    return BroughtShown.telling(actions.bring_card(card, pair, by=request.me))


def _mover(sent: Written) -> str | None:
    return None if sent.mover is None else sent.mover.value


@reflections.read("/pairs/{uuid:pk}/shown", Listed[BroughtShown])
def list_shown(request: Call, pk: UUID, paging: Query[Paging]) -> Listed[BroughtShown]:
    """List what was shown in a pair, the newest first."""
    pair = pair_for(request, "see", pk)
    unlock([pair.pk])

    def shown(found: Sequence[BroughtCard]) -> list[BroughtShown]:
        return [BroughtShown.telling(brought) for brought in found]

    found = rows(request.me, "see", BroughtCard).filter(pair=pair)
    return listed(found, paging, by="brought_on", kind=date, shown=shown, newest_first=True)


@reflections.remove("/shown/{uuid:pk}")
def take_back(request: Call, pk: UUID) -> None:
    """No longer show an answer."""
    actions.take_back(one(request.me, "withdraw", BroughtCard, pk), by=request.me)
