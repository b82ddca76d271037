"""Leaving: every way in closes, pairs end, and what others have stays theirs."""

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client

from alongside.journal.models import Deed
from alongside.kit.refusal import Refusal
from alongside.lifecycle.leaving import let_go
from alongside.pairs.actions import invite
from alongside.pairs.models import Invite, Pair, Side
from alongside.people.actions import add_person, find_token, make_sign_in_link, make_token
from alongside.people.models import Line, Membership, Person, SignInLink, Team, Token


def test_who_left_is_archived_and_cannot_sign_in(cast, clock):
    client = Client()
    client.force_login(cast.pia)
    UserSession.objects.get_or_create(
        session_key=client.session.session_key, defaults={"user": cast.pia, "ip": "127.0.0.1", "user_agent": ""}
    )
    make_sign_in_link(cast.pia)
    _token, secret = make_token(name="mine", scopes=[Token.Scope.LOOP_READ], person=cast.pia)
    let_go([cast.pia], by=cast.ada)
    pia = Person.objects.get(pk=cast.pia.pk)
    assert (pia.is_active, pia.ended_at, pia.name) == (False, clock.now, "Pia Lund")
    assert not Session.objects.exists() and not UserSession.objects.exists()
    assert not client.get("/how/").wsgi_request.user.is_authenticated
    assert find_token(secret) is None and not SignInLink.objects.exists()
    assert Deed.objects.get(verb="person.left").row == pia.pk


def test_pairs_end_and_the_other_side_keeps_the_pair(cast, clock):
    let_go([cast.cleo], by=cast.ada)
    pair = Pair.objects.get(pk=cast.pair.pk)
    assert pair.ended_at == clock.now


def test_lines_memberships_and_led_teams_end_with_that_day(cast, clock):
    let_go([cast.lena], by=cast.ada)
    assert not Line.objects.filter(lead=cast.lena, ended_on=None).exists()
    assert set(Line.objects.filter(lead=cast.lena).values_list("ended_on", flat=True)) == {clock.now.date()}
    assert not Membership.objects.filter(person=cast.lena, ended_on=None).exists()
    assert Team.objects.get(pk=cast.customer_care.pk).lead is None


def test_own_invitations_are_taken_back_and_those_of_others_look_as_before(cast, clock):
    mine = invite(cast.otto, by=cast.toni, side=Side.PERFORMER)
    theirs = invite(cast.toni, by=cast.lena, side=Side.PERFORMER)
    let_go([cast.toni], by=cast.ada)
    assert Invite.objects.get(pk=mine.pk).withdrawn_on == clock.now.date()
    assert Invite.objects.get(pk=theirs.pk).withdrawn_on is None


def test_twice_is_the_same_as_once(cast, clock):
    let_go([cast.pia], by=cast.ada)
    clock.forward(days=1)
    let_go([cast.pia], by=cast.ada)
    assert Deed.objects.filter(verb="person.left").count() == 1
    assert Person.objects.get(pk=cast.pia.pk).ended_at != clock.now


def test_nobody_lets_themselves_go_and_somebody_keeps_the_list(cast):
    second = add_person("second@example.org", "Second Keeper", keeps_people=True)
    with pytest.raises(Refusal, match="Somebody else"):
        let_go([cast.ada], by=cast.ada)
    let_go([cast.ada], by=second)
    with pytest.raises(Refusal, match="keep the list"):
        let_go([second], by=None)
    assert Person.objects.get(pk=second.pk).is_active
