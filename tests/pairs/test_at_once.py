"""Truly simultaneous: whoever is second finds what the first did."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from alongside.kit.refusal import Refusal
from alongside.pairs.actions import accept, allow, invite, propose_agreement, sign_agreement, withdraw_invite
from alongside.pairs.models import Agreement, Invite, Pair, Permission, Side, What
from tests.cast import gather

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast():
    return gather()


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """Do these in threads of their own, with connections of their own, at the same moment; a Refusal is an answer."""
    ready = Barrier(len(deeds))

    def go(deed: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            ready.wait(10)
            return deed()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(go, deeds))


def codes(answers: list[Any]) -> list[str]:
    return sorted(answer.code if isinstance(answer, Refusal) else "done" for answer in answers)


def test_the_same_invitation_accepted_four_times(cast):
    sent = invite(cast.toni, by=cast.otto, side=Side.COACH)
    answers = at_once(*[lambda: accept(sent, by=cast.toni)] * 4)
    assert len({answer.pk for answer in answers}) == 1
    assert Pair.objects.filter(performer=cast.toni).count() == 1


def test_two_invitations_of_the_same_two_accepted_at_once(cast):
    one = invite(cast.toni, by=cast.otto, side=Side.COACH)
    two = Invite.objects.create(
        inviter=cast.toni,
        invited=cast.otto,
        inviter_side=Side.PERFORMER,
        kind=one.kind,
        sent_on=one.sent_on,
        expires_on=one.expires_on,
    )
    answers = at_once(lambda: accept(one, by=cast.toni), lambda: accept(two, by=cast.otto))
    assert codes(answers) == ["done", "pair-open"]
    assert Pair.objects.filter(performer=cast.toni, coach=cast.otto).count() == 1


def test_two_invitations_at_once(cast):
    answers = at_once(*[lambda: invite(cast.toni, by=cast.otto, side=Side.COACH)] * 2)
    assert codes(answers) == ["done", "invited-already"]


def test_two_who_invite_each_other_at_once(cast):
    answers = at_once(
        lambda: invite(cast.toni, by=cast.otto, side=Side.COACH),
        lambda: invite(cast.otto, by=cast.toni, side=Side.PERFORMER),
    )
    assert codes(answers) == ["done", "invited-by-them"]


def test_taken_back_and_accepted_at_once(cast):
    sent = invite(cast.toni, by=cast.otto, side=Side.COACH)
    answers = at_once(lambda: accept(sent, by=cast.toni), lambda: withdraw_invite(sent, by=cast.otto))
    assert codes(answers) == ["done", "invite-over"]
    assert Pair.objects.filter(performer=cast.toni).exists() == (Invite.objects.get(pk=sent.pk).withdrawn_on is None)


def test_two_proposals_at_once(cast):
    answers = at_once(
        lambda: propose_agreement(cast.pair, by=cast.pia, words="mine"),
        lambda: propose_agreement(cast.pair, by=cast.cleo, words="hers"),
    )
    assert codes(answers) == ["agreement-proposed", "done"]


def test_two_counter_proposals_at_once(cast):
    first = propose_agreement(cast.pair, by=cast.pia, words="first")
    answers = at_once(
        lambda: propose_agreement(cast.pair, by=cast.cleo, words="one", instead_of=first),
        lambda: propose_agreement(cast.pair, by=cast.pia, words="two", instead_of=first),
    )
    assert codes(answers) == ["agreement-proposed", "done"]
    assert Agreement.objects.filter(set_aside_on=None).exclude(starter=True).count() == 1


def test_signed_and_answered_at_once(cast):
    first = propose_agreement(cast.pair, by=cast.pia, words="first")
    answers = at_once(
        lambda: sign_agreement(first, by=cast.cleo),
        lambda: propose_agreement(cast.pair, by=cast.pia, words="second", instead_of=first),
    )
    assert codes(answers)[0].startswith("agreement-") and codes(answers)[1] == "done"


def test_two_who_allow_at_once(cast):
    at_once(*[lambda who=who: allow(cast.pair, cast.lena, What.SEE_AIM, by=who) for who in (cast.pia, cast.cleo)])
    assert Permission.objects.count() == 1
