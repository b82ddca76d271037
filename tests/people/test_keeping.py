"""What a keeper of the list does by hand: people, lines, teams."""

import pytest

from alongside.journal.models import Deed
from alongside.kit.refusal import Refusal
from alongside.people.actions import (
    add_person,
    change_person,
    change_team,
    end_team,
    find_sign_in_link,
    lead_of,
    leave_team,
    let_keep_people,
    make_sign_in_link,
    make_team,
    open_line,
    put_in_team,
)
from alongside.people.models import Membership, Person
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


def test_nobody_reports_to_those_who_report_to_them(cast):
    open_line(cast.lena, cast.otto)
    with pytest.raises(Refusal, match="already"):
        open_line(cast.otto, cast.pia)
    with pytest.raises(Refusal, match="themselves"):
        open_line(cast.otto, cast.otto)
    open_line(cast.otto, cast.pia, additional=True)
    assert lead_of(cast.otto) is None


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
