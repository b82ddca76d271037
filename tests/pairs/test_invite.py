"""Inviting and being invited: nobody is forced, and "not now" looks like no answer (P7)."""

from datetime import date, timedelta

import pytest

from alongside.journal.models import Deed
from alongside.kit.refusal import Refusal
from alongside.pairs.actions import (
    accept,
    ask_instead,
    end,
    invite,
    kind_of,
    say_not_now,
    suggest_coach,
    withdraw_invite,
)
from alongside.pairs.models import Agreement, Invite, Kind, Pair, Reply, Side
from alongside.pairs.rules import Looks, can_be_answered, looks_to_inviter

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def sent(cast):
    """Otto would like to coach Toni."""
    return invite(cast.toni, by=cast.otto, side=Side.COACH, words="Shall we?")


def test_accepting_makes_a_pair_whose_starter_agreement_both_signed(cast, sent):
    pair = accept(sent, by=cast.toni)
    assert (pair.performer, pair.coach, pair.kind) == (cast.toni, cast.otto, Kind.ACROSS)
    agreement = Agreement.objects.filter(pair=pair).signed()[0]
    assert agreement.starter and agreement.is_signed and agreement.version == 1


def test_the_words_of_an_invitation_can_be_read_by_both(cast, sent):
    assert Invite.objects.get(pk=sent.pk).words == "Shall we?"


def test_accepting_twice_is_accepting_once(cast, sent):
    assert accept(sent, by=cast.toni) == accept(sent, by=cast.toni)
    assert Pair.objects.filter(performer=cast.toni).count() == 1
    assert Deed.objects.filter(verb="pair.accepted").exclude(row=cast.pair.pk).count() == 1


def test_not_now_leaves_no_trace_that_the_inviter_could_see(cast, sent, clock):
    before = Invite.objects.filter(pk=sent.pk).values().get()
    deeds = Deed.objects.count()
    say_not_now(sent, by=cast.toni)
    assert Invite.objects.filter(pk=sent.pk).values().get() == before
    assert Deed.objects.count() == deeds
    assert looks_to_inviter(Invite.objects.get(pk=sent.pk), clock.now.date()) == Looks.SENT


def test_not_now_can_become_yes_while_it_stands(cast, sent, clock):
    say_not_now(sent, by=cast.toni)
    clock.forward(days=21)
    accept(sent, by=cast.toni)
    assert not Reply.objects.exists()


def test_after_three_weeks_it_has_run_out_for_everybody(cast, sent, clock):
    clock.forward(days=22)
    assert looks_to_inviter(sent, clock.now.date()) == Looks.RUN_OUT
    assert not can_be_answered(sent, clock.now.date())
    with pytest.raises(Refusal, match="no longer stands"):
        accept(sent, by=cast.toni)


@pytest.mark.parametrize("answer", ["nothing", "not now", "taken back", "somebody else"])
def test_asking_again_waits_for_three_weeks_whatever_the_answer(cast, sent, clock, answer):
    if answer == "not now":
        say_not_now(sent, by=cast.toni)
    if answer == "taken back":
        withdraw_invite(sent, by=cast.otto)
    if answer == "somebody else":
        ask_instead(sent, cast.cleo, by=cast.toni)
    clock.forward(days=21)
    with pytest.raises(Refusal, match="You asked Toni already") as refused:
        invite(cast.toni, by=cast.otto, side=Side.COACH)
    assert refused.value.code == "invited-already"
    clock.forward(days=1)
    invite(cast.toni, by=cast.otto, side=Side.COACH)


def test_asking_the_other_way_round_points_at_the_invitation_that_stands(cast, sent):
    with pytest.raises(Refusal) as refused:
        invite(cast.otto, by=cast.toni, side=Side.PERFORMER)
    assert refused.value.code == "invited-by-them" and refused.value.about == {"invite": sent.pk}


def test_asking_somebody_else_tells_the_inviter_nothing_unless_wanted(cast, sent, clock):
    before = Invite.objects.filter(pk=sent.pk).values().get()
    asked = ask_instead(sent, cast.cleo, by=cast.toni, words="You know the ward.")
    assert (asked.performer_id, asked.coach_id) == (cast.toni.pk, cast.cleo.pk)
    assert Invite.objects.filter(pk=sent.pk).values().get() == before


def test_asking_somebody_else_and_saying_so(cast, sent, clock):
    ask_instead(sent, cast.cleo, by=cast.toni, tell=True)
    assert looks_to_inviter(Invite.objects.get(pk=sent.pk), clock.now.date()) == Looks.TOLD


def test_asking_somebody_else_means_somebody_else(cast, sent):
    with pytest.raises(Refusal, match="Choose somebody else"):
        ask_instead(sent, cast.otto, by=cast.toni)


def test_a_coach_who_was_asked_can_name_another_one(cast, clock):
    sent = invite(cast.otto, by=cast.toni, side=Side.PERFORMER)
    with pytest.raises(Refusal):
        ask_instead(sent, cast.cleo, by=cast.otto)
    suggest_coach(sent, cast.cleo, by=cast.otto)
    sent.refresh_from_db()
    assert looks_to_inviter(sent, clock.now.date()) == Looks.SUGGESTED and sent.suggested == cast.cleo
    assert not Invite.objects.filter(invited=cast.cleo).exists()


def test_taken_back_it_cannot_be_accepted_and_accepted_it_cannot_be_taken_back(cast, sent):
    withdraw_invite(sent, by=cast.otto)
    with pytest.raises(Refusal, match="no longer stands"):
        accept(sent, by=cast.toni)
    other = invite(cast.otto, by=cast.cleo, side=Side.COACH)
    accept(other, by=cast.otto)
    with pytest.raises(Refusal, match="has said yes"):
        withdraw_invite(other, by=cast.cleo)


def test_nobody_pairs_with_themselves_or_with_somebody_who_left(cast):
    with pytest.raises(Refusal, match="A pair needs two"):
        invite(cast.toni, by=cast.toni, side=Side.COACH)
    cast.toni.is_active = False
    with pytest.raises(Refusal, match="no longer works here"):
        invite(cast.toni, by=cast.otto, side=Side.COACH)


def test_a_pair_is_not_made_twice(cast):
    with pytest.raises(Refusal) as refused:
        invite(cast.cleo, by=cast.pia, side=Side.PERFORMER)
    assert refused.value.code == "pair-open" and refused.value.about == {"pair": cast.pair.pk}
    invite(cast.cleo, by=cast.pia, side=Side.COACH)  # the other way round is another pair


def test_an_accepted_invitation_does_not_reopen_a_pair_that_ended(cast, sent, clock):
    end(accept(sent, by=cast.toni), by=cast.toni)
    with pytest.raises(Refusal, match="no longer stands"):
        accept(sent, by=cast.toni)
    assert Agreement.objects.filter(pair__performer=cast.toni).count() == 1


def test_kinds(cast):
    assert kind_of(cast.pia, cast.lena) == Kind.LINE
    assert kind_of(cast.lena, cast.toni) == Kind.REVERSE
    assert kind_of(cast.pia, cast.toni) == Kind.PEER
    assert kind_of(cast.pia, cast.otto) == Kind.ACROSS


def test_dates(cast, sent, clock):
    assert sent.sent_on == date(2026, 3, 2) and sent.expires_on == sent.sent_on + timedelta(days=21)
