"""Naming confidential contacts: proposed for management, confirmed for the employees, and willing themselves."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from alongside.journal.actions import record
from alongside.kit import clock
from alongside.kit.refusal import Refusal
from alongside.people.actions import organisation
from alongside.people.models import Person
from alongside.upward.models import Contact, Representative

LEAST = 2
"""So many contacts there should be."""

LONGEST_ABOUT = 300


def name_representative(person: Person, *, by: Person) -> Representative:
    """Say who speaks for the employees when contacts are named. Everybody can see it.

    Raises:
        Refusal: they keep the list of people, as management does, or have left.
    """
    if not person.is_active:
        raise Refusal(_("%(name)s no longer works here.") % {"name": person}, field="person")
    if person.keeps_people or person.pk == by.pk:
        raise Refusal(
            _("Whoever keeps the list of people can't speak for the employees here. Somebody else has to."),
            field="person",
            code="keeps-people",
        )
    try:
        with transaction.atomic():
            named = Representative.objects.create(person=person, named_by=by, named_on=clock.today())
            record(by, "representative.named", named)
    except IntegrityError:
        return Representative.objects.get(person=person, ended_on=None)
    return named


def end_representative(named: Representative, *, by: Person) -> None:
    """They no longer speak for the employees; whom they confirmed stays named."""
    with transaction.atomic():
        if Representative.objects.filter(pk=named.pk, ended_on=None).update(ended_on=clock.today()):
            record(by, "representative.ended", named)


def propose_contact(person: Person, *, by: Person) -> Contact:
    """Propose somebody for management. They are a contact once a representative confirms it and they are willing.

    Raises:
        Refusal: they keep the list of people (contacts are outside HR), have left, or are oneself.
    """
    if not person.is_active:
        raise Refusal(_("%(name)s no longer works here.") % {"name": person}, field="person")
    if person.keeps_people:
        raise Refusal(
            _("%(name)s keeps the list of people. Confidential contacts are outside HR.") % {"name": person},
            field="person",
            code="keeps-people",
        )
    try:
        with transaction.atomic():
            contact = Contact.objects.create(person=person, proposed_by=by, proposed_on=clock.today())
            record(by, "contact.proposed", contact)
    except IntegrityError:
        return Contact.objects.get(person=person, ended_on=None)
    return contact


def confirm_contact(contact: Contact, *, by: Person) -> Contact:
    """Confirm for the employees. Twice is the same as once.

    Raises:
        Refusal: it is oneself, or one proposed them.
    """
    with transaction.atomic():
        contact = _held(contact)
        if contact.confirmed_on:
            return contact
        if by.pk in {contact.person_id, contact.proposed_by_id}:
            raise Refusal(_("Another representative has to confirm this."), code="not-oneself")
        contact.confirmed_by, contact.confirmed_on = by, clock.today()
        contact.save(update_fields=["confirmed_by", "confirmed_on"])
        record(by, "contact.confirmed", contact)
    return contact


def be_contact(contact: Contact, *, by: Person, about: str = "", away_until: date | None = None) -> Contact:
    """Say yes to being one, and what people should know of oneself; or change that, or say until when one is away."""
    about = about.strip()
    if len(about) > LONGEST_ABOUT:
        raise Refusal(_("Say it in a line or two."), field="about")
    with transaction.atomic():
        contact = _held(contact)
        contact.willing_on = contact.willing_on or clock.today()
        contact.about, contact.away_until = about, away_until
        contact.save(update_fields=["willing_on", "about", "away_until"])
    return contact


def end_contact(contact: Contact, *, by: Person) -> None:
    """No longer a contact, by their own word or a keeper's. What was brought to them closes for them at once."""
    with transaction.atomic():
        if Contact.objects.filter(pk=contact.pk, ended_on=None).update(ended_on=clock.today()):
            record(by, "contact.ended", contact)


def say_whom_to_call(words: str, *, by: Person) -> None:
    """What stands on every page for whom it is more than work."""
    with transaction.atomic():
        here = organisation()
        here.help_line = " ".join(words.split())
        here.save(update_fields=["help_line"])
        record(by, "organisation.changed", by)


def _held(contact: Contact) -> Contact:
    found = Contact.objects.select_for_update(of=("self",)).select_related("person").get(pk=contact.pk)
    if found.ended_on:
        raise Refusal(_("This is over. They would have to be proposed anew."), code="contact-over")
    return found
