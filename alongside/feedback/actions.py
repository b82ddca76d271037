"""Saying what one saw, hearing it, closing it together; asking for it; thanking."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from alongside.feedback import rules
from alongside.feedback.models import (
    Appreciation,
    Asking,
    ChangedView,
    Feedback,
    FeedbackDraft,
    Hearing,
    NotNow,
    OwnAccount,
    Story,
)
from alongside.journal.actions import record
from alongside.kit import clock
from alongside.kit.kept import first, kept
from alongside.kit.refusal import NotHere, Refusal
from alongside.kit.words import written
from alongside.people.models import Person
from alongside.sealed.actions import Answers, open_exchange, place, read, take_back
from alongside.sealed.models import Envelope, Exchange
from alongside.vault.ring import unlock

LONGEST = 4_000
"""How many characters one text may have."""

KIND = "feedback"
"""What the exchange of whose view changed is called."""

REQUIRED = ("saw", "story", "otherwise")
OPTIONAL = ("missing", "question", "offer")
PARTS = (*REQUIRED, *OPTIONAL)

# --- Saying what one saw ----------------------------------------------------------------------------------------------


def give_feedback(
    to: Person,
    *,
    by: Person,
    saw: str,
    story: str,
    otherwise: str,
    missing: str = "",
    question: str = "",
    offer: str = "",
    asking: Asking | None = None,
) -> Feedback:
    """Tell a colleague what one saw. They read that at once; the rest opens after their own account, if they like.

    Args:
        to: whom it is for; no pair is needed.
        by: who saw it.
        saw: what could be seen or heard.
        story: what one made of it.
        otherwise: what else could explain it.
        missing: what one may be missing or adding.
        question: something one really does not know.
        offer: what one offers.
        asking: what `to` had asked, if this answers it.

    Raises:
        Refusal: one of the first three is empty or too long, it is oneself, or they have left.
    """
    _refuse_nobody(to, by)
    said = {name: _said(text, name) for name, text in (("saw", saw), ("story", story), ("otherwise", otherwise))}
    perhaps = {"missing": missing, "question": question, "offer": offer}
    said |= {name: _perhaps(text, name) for name, text in perhaps.items()}
    with transaction.atomic():
        if asking is not None and (asking.to_id, asking.author_id) != (by.pk, to.pk):
            raise NotHere
        today = clock.today()
        feedback = Feedback.objects.create(by=by, to=to, asking=asking, saw=said.pop("saw"), given_on=today)
        Story.objects.create(feedback=feedback, by=by, to=to, **said)
        open_exchange(KIND, feedback.pk, by, to, closes_on=today + rules.CLOSING_LASTS)
        FeedbackDraft.objects.filter(author=by, to=to).delete()
        record(by, "feedback.given", feedback)
    return feedback


def keep_draft(to: Person, *, by: Person, version: int | None = None, **parts: str) -> FeedbackDraft:
    """Keep what is being written to a colleague, for its author alone.

    Raises:
        Refusal: it was changed somewhere else meanwhile ("stale", about the version and text kept), or is too long.
    """
    _refuse_nobody(to, by)
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(pk=by.pk)
        draft = FeedbackDraft.objects.filter(author=by, to=to).first() or FeedbackDraft(author=by, to=to)
        if version is not None and version != draft.version:
            raise Refusal(
                _("This was changed somewhere else meanwhile."),
                code="stale",
                about={"version": draft.version, "text": draft.saw},
            )
        for name in PARTS:
            if name in parts:
                setattr(draft, name, _perhaps(parts[name], name))
        draft.version, draft.on = draft.version + 1, by.today()
        draft.save()
    return draft


def drop_draft(to: Person, *, by: Person) -> None:
    """Throw away what was being written."""
    FeedbackDraft.objects.filter(author=by, to=to).delete()


def take_back_feedback(feedback: Feedback, *, by: Person) -> None:
    """Take one's words back. They are gone for both; what the other one wrote stays with its author.

    Whether they had been read is not told, before or after.
    """
    with transaction.atomic():
        feedback = _held(feedback.pk)
        if by.pk != feedback.by_id:
            raise NotHere
        if feedback.taken_back_on:
            return
        _return_exchange(feedback)
        if not OwnAccount.objects.filter(feedback=feedback).exists():
            feedback.delete()
            return
        Story.objects.filter(feedback=feedback).delete()
        ChangedView.objects.filter(feedback=feedback, by=by).delete()
        feedback.saw, feedback.taken_back_on = "", clock.today()
        feedback.save(update_fields=["saw", "taken_back_on"])


# --- Hearing it -------------------------------------------------------------------------------------------------------


def tell_own_account(feedback: Feedback, *, by: Person, text: str) -> OwnAccount:
    """Tell it from one's own side; then the giver's story opens. The giver reads the account at once.

    Raises:
        Refusal: there is nothing in it, one has told it already ("told-already"), or it was taken back.
    """
    text = _said(text, "text")
    with transaction.atomic():
        feedback = _heard_by(feedback, by)
        try:
            with transaction.atomic():
                told = OwnAccount.objects.create(
                    feedback=feedback, by=by, to_id=feedback.by_id, text=text, told_on=clock.today()
                )
        except IntegrityError:
            raise Refusal(_("You have told it from your side already."), code="told-already") from None
        _note(by, opened=True, feedback=feedback)
        record(by, "feedback.own-account", feedback)
    return told


def open_story(feedback: Feedback, *, by: Person) -> None:
    """Read the giver's story without one's own account first. Nobody is told."""
    with transaction.atomic():
        _note(by, opened=True, feedback=_heard_by(feedback, by))


def put_away(feedback: Feedback, *, by: Person) -> None:
    """Put it away, read or not. It no longer waits; nobody is told. It can be taken out again."""
    with transaction.atomic():
        _note(by, put_away=True, feedback=_heard_by(feedback, by))


def take_out(feedback: Feedback, *, by: Person) -> None:
    """Take it out again after all."""
    with transaction.atomic():
        _note(by, put_away=False, feedback=_heard_by(feedback, by))


# --- Closing it together ----------------------------------------------------------------------------------------------


def say_whose_view_changed(feedback: Feedback, *, by: Person, whose: ChangedView.Whose, words: str = "") -> bool:
    """Say whose view changed; it can be changed until both have. Returns whether both are in and were revealed.

    Raises:
        Refusal: both are in already, or the days for it are over ("not-open"); the receiver has not read on yet
            ("read-on-first").
    """
    answer = {"whose": ChangedView.Whose(whose).value, "words": _perhaps(words, "words")}
    with transaction.atomic():
        feedback = _of_the_two(feedback, by)
        if by.pk == feedback.to_id and not Hearing.objects.filter(feedback=feedback, author=by, opened=True).exists():
            raise Refusal(_("There is more to read first."), code="read-on-first")

        def reveal(exchange: Exchange, answers: Answers) -> None:
            for person, other in ((feedback.by_id, feedback.to_id), (feedback.to_id, feedback.by_id)):
                ChangedView.objects.create(feedback=feedback, by_id=person, to_id=other, **answers[person])
            feedback.closed_on = clock.today()
            feedback.save(update_fields=["closed_on"])

        return place(_exchange(feedback), answer, by=by, reveal=reveal)


def take_back_answer(feedback: Feedback, *, by: Person) -> None:
    """Take out what one said about whose view changed, while not both are in."""
    with transaction.atomic():
        feedback = _of_the_two(feedback, by)
        take_back(_exchange(feedback), by=by)


def my_answer(feedback: Feedback, me: Person) -> dict[str, Any] | None:
    """What I said about whose view changed, as long as it is mine alone; None if I said nothing."""
    envelope = my_envelope(feedback, me)
    return read(envelope) if envelope and envelope.placed else None


def my_envelope(feedback: Feedback, me: Person) -> Envelope | None:
    """Mine, with its exchange: empty, placed, or come back. None when both are in, or I let it pass."""
    return first(_envelopes(me.pk, feedback.pk))


@kept
def _envelopes(author: UUID, about: UUID) -> QuerySet[Envelope]:
    found = Envelope.objects.filter(author=author, exchange__kind=KIND, exchange__about=about)
    return found.select_related("exchange").order_by("pk")[:1]


def how_often_my_view_changed(me: Person) -> str:
    """How often, after what I told others, my own view changed: for me alone, in words."""
    changed = list(ChangedView.objects.filter(by=me, feedback__by=me))
    unlock([me.pk])
    mine_too = {ChangedView.Whose.MINE, ChangedView.Whose.BOTH}
    return str(rules.own_view(sum(view.whose in mine_too for view in changed), len(changed)))


# --- Asking for it ----------------------------------------------------------------------------------------------------


def ask_for_feedback(to: Person, *, by: Person, about: str) -> Asking:
    """Ask a colleague what they see. Until it runs out it looks the same, whatever comes back but words.

    Raises:
        Refusal: one has asked them already ("asked-already", about the id), it is oneself, or they have left.
    """
    _refuse_nobody(to, by)
    about = _said(about, "about")
    with transaction.atomic():
        Person.objects.select_for_update(no_key=True).get(pk=by.pk)
        today = clock.today()
        standing = Asking.objects.filter(author=by, to=to, expires_on__gte=today, withdrawn_on=None).first()
        if standing:
            raise Refusal(
                _("You have asked %(name)s already. It stands until %(day)s; then you can ask again.")
                % {"name": to, "day": f"{standing.expires_on:%-d %B}"},
                code="asked-already",
                about={"asking": standing.pk},
            )
        asking = Asking.objects.create(
            author=by, to=to, about=about, asked_on=today, expires_on=today + rules.ASKING_LASTS
        )
        record(by, "feedback.asked", asking)
    return asking


def say_not_now(asking: Asking, *, by: Person) -> None:
    """Put an asking aside. Nobody is told: it looks like no answer."""
    with transaction.atomic():
        asking = Asking.objects.select_for_update().get(pk=asking.pk)
        if by.pk != asking.to_id:
            raise NotHere
        NotNow.objects.get_or_create(asking=asking, defaults={"author": by, "on": by.today()})


def withdraw_asking(asking: Asking, *, by: Person) -> Asking:
    """Take an asking back. What was already written as an answer stays."""
    with transaction.atomic():
        asking = Asking.objects.select_for_update().get(pk=asking.pk)
        if by.pk != asking.author_id:
            raise NotHere
        if asking.withdrawn_on is None:
            asking.withdrawn_on = clock.today()
            asking.save(update_fields=["withdrawn_on"])
    return asking


# --- Thanking ---------------------------------------------------------------------------------------------------------


def appreciate(to: Person, *, by: Person, did: str, meant: str) -> Appreciation:
    """Tell somebody what they did, and what it did for oneself.

    Raises:
        Refusal: one of the two is empty or too long, it is oneself, or they have left.
    """
    _refuse_nobody(to, by)
    did, meant = _said(did, "did"), _said(meant, "meant")
    with transaction.atomic():
        thanks = Appreciation.objects.create(author=by, to=to, did=did, meant=meant, given_on=clock.today())
        record(by, "appreciation.given", thanks)
    return thanks


def receive_appreciation(thanks: Appreciation, *, by: Person) -> None:
    """It has arrived, and no longer waits. Whoever wrote it is not told."""
    if by.pk != thanks.to_id:
        raise NotHere
    with transaction.atomic():
        Appreciation.objects.select_for_update().get(pk=thanks.pk)
        _note(by, opened=True, appreciation=thanks)


def remove_appreciation(thanks: Appreciation, *, by: Person) -> None:
    """Take it away for both: whoever wrote it, or whom it was for, may."""
    if by.pk not in {thanks.author_id, thanks.to_id}:
        raise NotHere
    thanks.delete()


# --- When somebody leaves or is forgotten -----------------------------------------------------------------------------


def stop_asking(gone: Sequence[UUID]) -> None:
    """Askings of and to people who left no longer stand."""
    standing = Asking.objects.filter(Q(author__in=gone) | Q(to__in=gone), withdrawn_on=None)
    standing.update(withdrawn_on=clock.today())


def forget_what_was_said(person: Person) -> None:
    """What this person said goes. What others said stays with them; a row with nothing of theirs goes, too."""
    with transaction.atomic():
        for row in (OwnAccount, ChangedView, Story):
            row._default_manager.filter(by=person).delete()
        given = Feedback.objects.filter(by=person)
        given.exclude(pk__in=OwnAccount.objects.filter(to=person).values("feedback")).delete()
        given.filter(taken_back_on=None).update(taken_back_on=clock.today())


# --- What the deeds share ---------------------------------------------------------------------------------------------


def _refuse_nobody(to: Person, by: Person) -> None:
    if to.pk == by.pk:
        raise Refusal(_("That would be to yourself. Notes for yourself have a place of their own."), code="not-oneself")
    if not to.is_active:
        raise Refusal(_("%(name)s no longer works here.") % {"name": to}, code="person-left")


def _held(pk: UUID) -> Feedback:
    return Feedback.objects.select_for_update(no_key=True).get(pk=pk)


def _of_the_two(feedback: Feedback, by: Person) -> Feedback:
    held = _held(feedback.pk)
    if by.pk not in {held.by_id, held.to_id}:
        raise NotHere
    if held.taken_back_on:
        raise Refusal(_("This was taken back."), code="taken-back")
    return held


def _heard_by(feedback: Feedback, by: Person) -> Feedback:
    held = _of_the_two(feedback, by)
    if by.pk != held.to_id:
        raise NotHere
    return held


def _note(by: Person, **what: Any) -> None:
    """How far the receiver is. Reading on is never undone; reading on takes a thing out again."""
    about = {name: row for name, row in what.items() if name in {"feedback", "appreciation"}}
    hearing = Hearing.objects.filter(**about).first() or Hearing(author=by, **about)
    hearing.opened = hearing.opened or what.get("opened", False)
    hearing.put_away = what.get("put_away", False)
    hearing.save()


def _exchange(feedback: Feedback) -> Exchange:
    exchange = Exchange.objects.filter(kind=KIND, about=feedback.pk).order_by("-opened_on").first()
    if exchange is None:
        raise Refusal(_("The days for this are over. What you wrote is yours alone."), code="not-open")
    return exchange


def _return_exchange(feedback: Feedback) -> None:
    """Nobody closes this any more, since what it was about is gone: what each had said of it goes, too."""
    Exchange.objects.filter(kind=KIND, about=feedback.pk, revealed_on=None).delete()


def _said(text: str, field: str) -> str:
    return written(text, field, most=LONGEST, too_long=_("That is a lot at once. Say it shorter."))


def _perhaps(text: str, field: str) -> str:
    return _said(text, field) if text.strip() else ""
