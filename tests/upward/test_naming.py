"""Two sides name a contact, who says yes: nobody becomes one otherwise."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from alongside.access.gate import may, rows
from alongside.kit import clock as the_clock
from alongside.kit.refusal import Refusal
from alongside.lifecycle.health import checks
from alongside.people.actions import let_keep_people, make_token
from alongside.people.models import Organisation, Person, Token
from alongside.upward.models import Contact, Representative
from alongside.upward.naming import (
    be_contact,
    confirm_contact,
    end_contact,
    end_representative,
    name_representative,
    propose_contact,
    say_whom_to_call,
)
from tests.cast import enter


def standing():
    return set(Contact.objects.standing().values_list("person__given_name", flat=True))


def test_it_takes_three_yeses(cast, clock):
    name_representative(cast.otto, by=cast.ada)
    contact = propose_contact(cast.toni, by=cast.ada)
    assert standing() == set()
    assert not may(cast.pia, "see", contact)
    assert may(cast.otto, "confirm", contact) and may(cast.toni, "be", contact)
    confirm_contact(contact, by=cast.otto)
    assert standing() == set()
    be_contact(contact, by=cast.toni)
    assert standing() == {"Toni"}
    assert may(cast.pia, "bring", contact)


def test_yes_and_confirmation_come_in_any_order(cast, clock):
    contact = propose_contact(cast.toni, by=cast.ada)
    be_contact(contact, by=cast.toni, about="By the window.")
    assert standing() == set()
    name_representative(cast.otto, by=cast.ada)
    confirm_contact(contact, by=cast.otto)
    assert standing() == {"Toni"}


def test_contacts_are_outside_hr(cast, clock):
    keeper = enter("Kim Keeper", keeps_people=True)
    with pytest.raises(Refusal, match="outside HR"):
        propose_contact(keeper, by=cast.ada)


def test_whoever_keeps_people_speaks_for_nobody(cast, clock):
    keeper = enter("Kim Keeper", keeps_people=True)
    for person in (keeper, cast.ada):
        with pytest.raises(Refusal, match="can't speak for the employees"):
            name_representative(person, by=cast.ada)


def test_nobody_confirms_themselves(cast, clock):
    name_representative(cast.otto, by=cast.ada)
    contact = propose_contact(cast.otto, by=cast.ada)
    with pytest.raises(Refusal, match="Another representative"):
        confirm_contact(contact, by=cast.otto)


def test_the_database_holds_the_two_sides_apart(cast, clock):
    today = the_clock.today()
    for named in (
        {"proposed_by": cast.ada, "confirmed_by": cast.ada, "confirmed_on": today},
        {"proposed_by": cast.toni},
        {"proposed_by": cast.ada, "confirmed_by": cast.toni, "confirmed_on": today},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Contact.objects.create(person=cast.toni, proposed_on=today, **named)


def test_naming_twice_is_naming_once(cast, clock):
    assert propose_contact(cast.toni, by=cast.ada) == propose_contact(cast.toni, by=cast.ada)
    assert name_representative(cast.otto, by=cast.ada) == name_representative(cast.otto, by=cast.ada)


def test_a_former_representative_confirms_nothing(cast, clock):
    named = name_representative(cast.otto, by=cast.ada)
    contact = propose_contact(cast.toni, by=cast.ada)
    end_representative(named, by=cast.ada)
    assert not may(cast.otto, "confirm", contact)
    assert Representative.objects.filter(ended_on=None).count() == 0


def test_a_representative_who_begins_to_keep_people_confirms_nothing(cast, clock):
    """Two who keep the list would name a contact among themselves."""
    name_representative(cast.otto, by=cast.ada)
    contact = propose_contact(cast.toni, by=cast.ada)
    let_keep_people(cast.otto, keeps=True, by=cast.ada)
    otto = Person.objects.get(pk=cast.otto.pk)
    assert may(otto, "see", contact) and not may(otto, "confirm", contact)
    client = Client()
    client.force_login(otto)
    assert client.post(reverse("upward:confirm", args=[contact.pk])).status_code == 404
    assert "Confirm for the employees" not in client.get(reverse("upward:naming")).content.decode()


def test_what_is_over_stays_over_and_can_begin_anew(cast, clock):
    name_representative(cast.otto, by=cast.ada)
    contact = propose_contact(cast.toni, by=cast.ada)
    end_contact(contact, by=cast.toni)
    for deed in (lambda: confirm_contact(contact, by=cast.otto), lambda: be_contact(contact, by=cast.toni)):
        with pytest.raises(Refusal, match="This is over"):
            deed()
    assert propose_contact(cast.toni, by=cast.ada) != contact


def test_everybody_sees_who_stands_and_those_who_name_see_who_is_proposed(cast, contacts, clock):
    proposed = propose_contact(cast.toni, by=cast.ada)
    assert {contact.person for contact in rows(cast.pia, "see", Contact)} == {contacts.ruth, contacts.hanne}
    for person in (cast.ada, cast.otto, cast.toni):
        assert may(person, "see", proposed)


def test_whom_to_call_is_said_once_for_all(cast, clock):
    say_whom_to_call("  Dr. Maas,\n 555 0100 ", by=cast.ada)
    assert Organisation.objects.get().help_line == "Dr. Maas, 555 0100"


def test_the_doctor_asks_for_two(cast, contacts, clock):
    def said():
        return next(check.state for check in checks() if check.name == "Contacts")

    assert said() == "ok"
    end_contact(contacts.another, by=cast.ada)
    assert said() == "hint"


def test_who_is_only_proposed_is_not_said_to_be_read_by_everybody(cast, contacts, clock):
    proposed = propose_contact(cast.toni, by=cast.ada)
    _token, secret = make_token(name="x", scopes=[Token.Scope.LOOP_READ], person=cast.ada)
    for contact, everybody in ((proposed, False), (Contact.objects.get(person=contacts.ruth), True)):
        client = Client(headers={"Authorization": f"Bearer {secret}"})
        assert client.get(f"/api/v1/readers/contact/{contact.pk}").json()["everybody"] is everybody
        client.force_login(cast.ada)
        shown = client.get(reverse("readers", args=["contact", contact.pk])).content.decode()
        assert ("Everybody who works here." in shown) is everybody
