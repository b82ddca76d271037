"""What a keeper of the list does by hand: people, lines, teams."""

from datetime import timedelta

import pytest

from alongside.journal.models import Deed
from alongside.kit import clock
from alongside.kit.refusal import Refusal
from alongside.people.actions import (
    accept_address,
    add_person,
    change_person,
    change_team,
    end,
    end_team,
    find_sign_in_link,
    keep_address,
    leave_team,
    let_keep_people,
    make_sign_in_link,
    make_team,
    open_line,
    put_in_team,
)
from alongside.people.models import Line, Membership, Person
from tests.together import at_once


def test_an_address_or_a_key_is_one_persons(cast):
    add_person("new@example.org", " Nia  Okoro ", key="7", by=cast.ada)
    assert Person.objects.get(external_key="7").name == "Nia Okoro"
    with pytest.raises(Refusal) as refused:
        add_person("PIA@example.org", "Somebody Else")
    assert (refused.value.code, refused.value.field) == ("email-taken", "email")
    with pytest.raises(Refusal) as refused:
        add_person("else@example.org", "Somebody Else", key="7")
    assert refused.value.code == "key-taken"
    with pytest.raises(Refusal, match="name"):
        add_person("blank@example.org", "  ")
    assert Deed.objects.filter(verb="person.added").count() == 1


@pytest.mark.django_db(transaction=True)
def test_added_twice_at_once_is_added_once():
    answers = at_once(*(lambda: add_person("nia@example.org", "Nia Okoro") for _ in range(3)))
    assert sum(isinstance(answer, Person) for answer in answers) == 1
    assert sum(isinstance(answer, Refusal) for answer in answers) == 2


def test_with_a_new_address_old_links_let_nobody_in(cast):
    secret = make_sign_in_link(cast.pia)
    change_person(cast.pia, name="Pia Berg", email=cast.pia.email, by=cast.ada)
    assert find_sign_in_link(secret)
    change_person(cast.pia, name="Pia Berg", email="Pia.Berg@example.org", by=cast.ada)
    pia = Person.objects.get(pk=cast.pia.pk)
    assert (pia.name, pia.email, pia.given_name) == ("Pia Berg", "pia.berg@example.org", "Pia")
    assert find_sign_in_link(secret) is None
    with pytest.raises(Refusal, match="already"):
        change_person(pia, name="Pia Berg", email="otto@example.org", by=cast.ada)


@pytest.fixture
def used(cast):
    """Pia has been here."""
    Person.objects.filter(pk=cast.pia.pk).update(last_login=clock.now())
    return Person.objects.get(pk=cast.pia.pk)


def test_whoever_has_been_here_keeps_their_address_until_they_say_yes(cast, used):
    secret = make_sign_in_link(used)
    pia = change_person(used, name="Pia Berg", email="Pia.Berg@example.org", by=cast.ada)
    assert (pia.name, pia.email, pia.proposed_email) == ("Pia Berg", "pia@example.org", "pia.berg@example.org")
    assert find_sign_in_link(secret)
    with pytest.raises(Refusal, match="not the address"):
        accept_address(pia, "pia@example.org")
    accept_address(pia, "pia.berg@example.org")
    pia.refresh_from_db()
    assert (pia.email, pia.proposed_email) == ("pia.berg@example.org", "")
    assert find_sign_in_link(secret) is None
    with pytest.raises(Refusal, match="not the address"):
        accept_address(pia, "")


def test_a_yes_is_to_the_address_that_was_shown(cast, used):
    change_person(used, name="Pia Lund", email="shown@example.org", by=cast.ada)
    change_person(used, name="Pia Lund", email="other@example.org", by=cast.ada)
    with pytest.raises(Refusal, match="not the address"):
        accept_address(used, "shown@example.org")
    keep_address(used)
    with pytest.raises(Refusal, match="not the address"):
        accept_address(used, "other@example.org")
    assert Person.objects.get(pk=used.pk).email == "pia@example.org"


def test_an_address_that_waits_can_be_taken_back_and_none_is_somebody_elses(cast, used):
    change_person(used, name="Pia Lund", email="other@example.org", by=cast.ada)
    pia = change_person(used, name="Pia Lund", email="pia@example.org", by=cast.ada)
    assert (pia.email, pia.proposed_email) == ("pia@example.org", "")
    with pytest.raises(Refusal, match="already"):
        change_person(pia, name="Pia Lund", email="otto@example.org", by=cast.ada)
    change_person(pia, name="Pia Lund", email="nia@example.org", by=cast.ada)
    add_person("nia@example.org", "Nia Okoro")
    with pytest.raises(Refusal, match="already"):
        accept_address(pia, "nia@example.org")
    assert Person.objects.get(pk=pia.pk).email == "pia@example.org"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_say_yes_to_one_address_at_once_one_gets_it():
    both = [add_person(f"{name}@example.org", name) for name in ("nia", "bo")]
    Person.objects.update(proposed_email="care@example.org", last_login=clock.now())
    answers = at_once(*(lambda person=person: accept_address(person, "care@example.org") for person in both))
    assert sorted(type(answer).__name__ for answer in answers) == ["NoneType", "Refusal"]
    assert Person.objects.filter(email="care@example.org").count() == 1


def test_nobody_reports_to_those_who_report_to_them(cast):
    open_line(cast.lena, cast.otto)
    with pytest.raises(Refusal, match="already"):
        open_line(cast.otto, cast.pia)
    with pytest.raises(Refusal, match="themselves"):
        open_line(cast.otto, cast.otto)
    open_line(cast.otto, cast.pia, additional=True)
    assert not Line.objects.main().filter(person=cast.otto).exists()


def test_an_additional_lead_becomes_the_main_one(cast):
    open_line(cast.pia, cast.otto, additional=True)
    open_line(cast.pia, cast.otto)
    assert [line.lead for line in Line.objects.filter(person=cast.pia, ended_on=None)] == [cast.otto]
    assert open_line(cast.pia, cast.otto, additional=True).additional is False


def test_what_has_ended_keeps_its_day(cast):
    line = open_line(cast.pia, cast.otto)
    end(line, on=line.started_on)
    end(line, on=line.started_on + timedelta(days=9))
    assert Line.objects.get(pk=line.pk).ended_on == line.started_on


def test_somebody_always_keeps_the_list(cast):
    with pytest.raises(Refusal, match="Somebody has to"):
        let_keep_people(cast.ada, keeps=False)
    let_keep_people(cast.otto, keeps=True, by=cast.ada)
    let_keep_people(cast.ada, keeps=False, by=cast.otto)
    assert list(Person.objects.filter(keeps_people=True)) == [cast.otto]


def test_teams_are_made_renamed_and_ended(cast):
    night = make_team("Night shift", parent=cast.customer_care, by=cast.ada)
    with pytest.raises(Refusal, match="already"):
        make_team("night SHIFT")
    with pytest.raises(Refusal, match="part of itself"):
        change_team(cast.customer_care, name="Customer Care", parent=night, lead=None)
    cast.customer_care.refresh_from_db()
    put_in_team(cast.pia, night)
    with pytest.raises(Refusal, match="still in"):
        end_team(night)
    with pytest.raises(Refusal, match="part of it"):
        end_team(cast.customer_care)
    leave_team(cast.pia)
    assert not Membership.objects.filter(person=cast.pia, ended_on=None).exists()
    end_team(night, by=cast.ada)
    assert make_team("Night shift").pk != night.pk
