"""Writing for oneself, and showing single answers to a pair. Only the showing leaves a trace in the journal."""

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from alongside.journal.actions import record
from alongside.kit.content import fill
from alongside.kit.refusal import Refusal
from alongside.pairs.models import Invite, Pair
from alongside.people.models import Person
from alongside.reflections import cards
from alongside.reflections.models import BroughtCard, Card, Reflection

LONGEST = 20_000
"""How many characters one answer may have."""


def begin_reflection(
    *, by: Person, pair: Pair | None = None, invite: Invite | None = None, slugs: list[str] | None = None
) -> Reflection:
    """Take up the open reflection for this pair (or for oneself), or begin one with the first three questions.

    Args:
        by: the author.
        pair: whom it prepares for, if anybody.
        invite: the invitation it answers, while there is no pair yet.
        slugs: other questions than the usual ones; they are added to an open reflection.
    """
    as_coach = bool(pair and pair.coach_id == by.pk)
    usual = [card.slug for card in cards.cards(cards.Set.COACH if as_coach else cards.Set.FIRST, by.language)]
    reflection = _open_reflection(by, pair, as_coach=as_coach)
    if reflection is None:
        try:
            with transaction.atomic():
                reflection = Reflection.objects.create(
                    author=by, pair=pair, invite=invite, as_coach=as_coach, began_on=by.today()
                )
                for slug in slugs or usual:
                    _add_card(reflection, slug, by)
        except IntegrityError:
            return Reflection.objects.get(author=by, pair=pair, as_coach=as_coach, finished_on=None)
        return reflection
    with transaction.atomic():
        if invite is not None and reflection.invite_id != invite.pk:
            reflection.invite = invite
            reflection.save(update_fields=["invite"])
        for slug in slugs or []:
            add_card(reflection, slug, by=by)
    return reflection


def _open_reflection(author: Person, pair: Pair | None, *, as_coach: bool) -> Reflection | None:
    return Reflection.objects.filter(author=author, pair=pair, as_coach=as_coach, finished_on=None).first()


def next_card(reflection: Reflection) -> Card | None:
    """The first question that is neither answered nor skipped."""
    return Card.objects.filter(reflection=reflection, state=Card.State.OPEN).order_by("position").first()


def add_card(reflection: Reflection, slug: str, *, by: Person) -> Card:
    """Put one more question on the pile; one that lies there already is returned."""
    with transaction.atomic():
        Reflection.objects.select_for_update().get(pk=reflection.pk)
        return Card.objects.filter(reflection=reflection, slug=slug).first() or _add_card(reflection, slug, by)


def _add_card(reflection: Reflection, slug: str, by: Person) -> Card:
    performer = reflection.pair.performer.given_name if reflection.pair else ""
    last = Card.objects.filter(reflection=reflection).aggregate(last=Max("position"))["last"]
    return Card.objects.create(
        reflection=reflection,
        author=by,
        slug=slug,
        position=0 if last is None else last + 1,
        question=fill(cards.card(slug, by.language).question, performer=performer),
    )


def save_answer(card: Card, *, by: Person, text: str, mover: str | None = None, version: int | None = None) -> Card:
    """Keep what was typed so far. It stays an open card until it is kept or skipped.

    Args:
        card: the author's card.
        by: the author.
        text: the whole answer as it stands.
        mover: whose it is to move, one of `cards.Whose`; None leaves it as it is.
        version: the version the typing began from; None writes over whatever is there.

    Raises:
        Refusal: `stale`, with the text and version kept meanwhile (another tab or device).
    """
    with transaction.atomic():
        kept = Card.objects.select_for_update().get(pk=card.pk, author=by)
        if version is not None and version != kept.version and text != kept.answer:
            raise Refusal(
                _("You wrote something else here meanwhile, in another window."),
                code="stale",
                about={"version": kept.version, "text": kept.answer},
            )
        mover = kept.mover if mover is None else mover
        if (text, mover) != (kept.answer, kept.mover):
            kept.version += text != kept.answer
            kept.answer, kept.mover = text, mover
            kept.save(update_fields=["answer", "mover", "version"])
    return kept


def keep_answer(card: Card, *, by: Person, text: str, mover: str = "", version: int | None = None) -> Card:
    """Write a card: the answer and, where it is asked, whose it is to move. An empty answer is a skip."""
    with transaction.atomic():
        kept = save_answer(card, by=by, text=text.strip(), mover=mover, version=version)
        kept.state = Card.State.WRITTEN if text.strip() else Card.State.SKIPPED
        kept.save(update_fields=["state"])
    return kept


def skip_card(card: Card, *, by: Person) -> None:
    """Leave a question. What was typed stays, for the author alone."""
    Card.objects.filter(pk=card.pk, author=by).exclude(state=Card.State.WRITTEN).update(state=Card.State.SKIPPED)


def finish_reflection(reflection: Reflection, *, by: Person) -> None:
    """Put the notes away; the author finds them among their notes."""
    Reflection.objects.filter(pk=reflection.pk, author=by, finished_on=None).update(finished_on=by.today())


def delete_reflection(reflection: Reflection, *, by: Person) -> None:
    """Delete one's notes for good. What was shown to a pair stays with the pair until it is taken back there."""
    Reflection.objects.filter(pk=reflection.pk, author=by).delete()


def prepare_for(reflection: Reflection, pair: Pair, *, by: Person) -> None:
    """These notes, begun for an invitation, now prepare for the pair it became."""
    if _open_reflection(by, pair, as_coach=False) is None:
        Reflection.objects.filter(pk=reflection.pk, author=by).update(pair=pair)


def bring_card(card: Card, pair: Pair, *, by: Person) -> BroughtCard:
    """Show one answer to the pair: a frozen copy. Showing it again changes nothing.

    Raises:
        Refusal: there is no answer on the card, or the two are not going on.
    """
    if not card.answer.strip():
        raise Refusal(_("There is nothing on this card to show."), code="empty-card")
    with transaction.atomic():
        pair = Pair.objects.select_for_update().get(pk=pair.pk)
        if not pair.is_open:
            raise Refusal(_("The two of you are not meeting as coach and performer just now, so nothing is shown."))
        shown = BroughtCard.objects.filter(pair=pair, card=card).first()
        if shown is None:
            shown = BroughtCard.objects.create(
                pair=pair,
                by=by,
                card=card,
                slug=card.slug,
                question=card.question,
                answer=card.answer,
                mover=card.mover,
                brought_on=by.today(),
            )
            record(by, "card.brought", shown)
    return shown


def take_back(brought: BroughtCard, *, by: Person) -> None:
    """No longer show this answer. The coach may remember it; the page does not."""
    BroughtCard.objects.filter(pk=brought.pk, by=by).delete()
