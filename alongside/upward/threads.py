"""Telling a lead something with one's name; bringing something to a confidential contact; answering."""

from django.db import transaction
from django.utils.translation import gettext as _

from alongside.journal.actions import record
from alongside.kit import clock
from alongside.kit.refusal import Refusal
from alongside.kit.words import written
from alongside.pairs.models import Pair
from alongside.people.models import Person
from alongside.upward.lines import above
from alongside.upward.models import Contact, Letter, Thread
from alongside.upward.rules import LONGEST, Wanted, Wish, wish_of, written_again
from alongside.vault.actions import destroy_keys, scrub


def tell(to: Person, text: str, *, by: Person) -> Thread:
    """Tell a lead something, with one's name. They are told that something waits, and can answer."""
    with transaction.atomic():
        thread = _begin(to, by=by)
        _add(thread, text, by=by)
        record(by, "upward.told", thread)
    return thread


def bring(contact: Contact, text: str, *, by: Person, wish: Wish | None = None) -> Thread:
    """Bring something to a confidential contact. No journal knows of it; the two rows know the day.

    Raises:
        Refusal: they are no longer there (code "not-a-contact"), stand in one's line ("in-line"), or it is empty.
    """
    with transaction.atomic():
        contact = Contact.objects.select_for_update(of=("self",)).select_related("person").get(pk=contact.pk)
        refuse_unless_free(contact, by)
        thread = _begin(contact.person, by=by, contact=contact)
        _add(thread, text, by=by)
        if wish is not None and wish.wanted:
            thread.wish = wish.packed()
            thread.save(update_fields=["wish"])
    return thread


def refuse_unless_free(contact: Contact, asker: Person) -> None:
    """A contact has to stand, and must be above or below nobody who turns to them."""
    if not contact.stands or contact.person_id == asker.pk:
        raise Refusal(
            _("%(name)s is not there for this now. Choose another one.") % {"name": contact.person},
            code="not-a-contact",
        )
    if contact.person_id in in_line_with(asker, [contact]):
        raise Refusal(
            _("%(name)s stands in your line. Choose another one, who is free to hear you.") % {"name": contact.person},
            code="in-line",
        )


def in_line_with(asker: Person, contacts: list[Contact]) -> set[object]:
    """The ids of the persons among these contacts who stand above or below the asker."""
    over = above([asker.pk, *(contact.person_id for contact in contacts)])
    people = {contact.person_id for contact in contacts}
    return {pk for pk in people if pk in over[asker.pk] or asker.pk in over[pk]}


def write(thread: Thread, text: str, *, by: Person) -> Letter:
    """Write on, or answer.

    Raises:
        Refusal: whoever it goes to is no longer there, or it is empty or too long.
    """
    with transaction.atomic():
        thread = _held(thread)
        _refuse_gone(thread)
        return _add(thread, text, by=by)


def seen(thread: Thread, *, by: Person) -> None:
    """The author has the answer before them."""
    if by.pk == thread.author_id and thread.news:
        Thread.objects.filter(pk=thread.pk).update(news=False)


def wish_for(thread: Thread, wish: Wish, *, by: Person) -> Thread:
    """Say what the contact should do about a pair of one's own, or that they should do nothing.

    Raises:
        Refusal: the pair is over or not one's own, there is nobody to go on with, or it was done already.
    """
    with transaction.atomic():
        thread = _held(thread)
        _refuse_gone(thread)
        if thread.contact is None:
            raise Refusal(_("A lead can't do this. A confidential contact can."), code="not-a-contact")
        check_wish(wish, by)
        thread.wish = wish.packed()
        thread.save(update_fields=["wish"])
    return thread


def check_wish(wish: Wish, author: Person) -> None:
    """Refuse what can't be done."""
    if not wish.wanted:
        return
    pair = Pair.objects.filter(pk=wish.pair, ended_at=None).first() if wish.pair else None
    if pair is None or pair.side_of(author) is None:
        raise Refusal(_("Choose which of your pairs it is about."), field="pair")
    if wish.wanted == Wanted.MOVE:
        if pair.performer_id != author.pk:
            raise Refusal(_("Whom you coach chooses another coach. You can stop."), field="wanted")
        coach = Person.objects.filter(pk=wish.coach, is_active=True).first() if wish.coach else None
        if coach is None or coach.pk in {pair.coach_id, author.pk}:
            raise Refusal(_("Say with whom you would like to go on."), field="coach")


def hand_on(thread: Thread, contact: Contact, *, by: Person) -> Thread:
    """Take what one wrote oneself to another contact; what the first one answered stays where it is."""
    with transaction.atomic():
        thread = _held(thread)
        first, *more = [letter.text for letter in thread.letters.filter(by=by).order_by("position")]
        anew = bring(contact, first, by=by)
        for text in more:
            _add(anew, text, by=by)
        return anew


def delete_thread(thread: Thread, *, by: Person) -> None:
    """Delete it for good, for both, with the answers: its key is destroyed."""
    with transaction.atomic():
        _held(thread)
        Thread.objects.filter(pk=thread.pk).delete()
        destroy_keys([thread.pk])
    scrub()


def _begin(to: Person, *, by: Person, contact: Contact | None = None) -> Thread:
    today = clock.today()
    if not to.is_active:
        raise Refusal(_("%(name)s no longer works here.") % {"name": to})
    wish = Wish().packed()
    return Thread.objects.create(author=by, to=to, contact=contact, wish=wish, begun_on=today, touched_on=today)


def _add(thread: Thread, text: str, *, by: Person) -> Letter:
    text = written(text, most=LONGEST, too_long=_("That is too long for one message. Send it in two."))
    today = clock.today()
    newest = thread.letters.order_by("-position").values_list("position", flat=True).first() or 0
    letter = Letter.objects.create(thread=thread, by=by, text=text, written_on=today, position=newest + 1)
    if by.pk == thread.author_id:
        if thread.waits_since is None:
            thread.waits_since, thread.told_on = today, None
        thread.wish = written_again(wish_of(thread.wish), today).packed()  # each time, so that it tells nothing
    else:
        thread.waits_since, thread.news = None, True
    thread.touched_on = today
    thread.save(update_fields=["waits_since", "told_on", "news", "touched_on", "wish"])
    return letter


def _held(thread: Thread) -> Thread:
    return Thread.objects.select_for_update(of=("self",)).select_related("to", "contact__person").get(pk=thread.pk)


def is_there(thread: Thread) -> bool:
    """Whether whoever it went to can still read and answer it."""
    return thread.to.is_active and (thread.contact is None or thread.contact.stands)


def _refuse_gone(thread: Thread) -> None:
    if not is_there(thread):
        raise Refusal(
            _("%(name)s can no longer read this. You can take it to somebody else.") % {"name": thread.to}, code="gone"
        )
