"""Groups of three, stand-ins and handing over, deed by deed; what an end of somebody does to them."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.access.gate import rows
from alongside.journal.models import Deed
from alongside.kit.refusal import NotHere, Refusal
from alongside.lifecycle.ending import end_together
from alongside.lifecycle.exporting import export
from alongside.lifecycle.forgetting import forget
from alongside.lifecycle.keeping import sweep
from alongside.lifecycle.leaving import let_go
from alongside.lifecycle.meeting import finish_handovers
from alongside.matching import leading, trios
from alongside.matching.models import Handover, LeadPath, Seat, SilentReply, StandIn, Trio
from alongside.pairs.actions import accept, invite, pause, say_not_now
from alongside.pairs.models import Invite, Pair, Side
from tests.cast import enter


@pytest.fixture
def trio(cast, clock):
    return trios.ask_two([cast.pia, cast.cleo], by=cast.otto)


@pytest.fixture
def grace(cast):
    return enter("Grace Obi")


def refused(deed, *args, **kwargs) -> str:
    with pytest.raises(Refusal) as refusal:
        deed(*args, **kwargs)
    return refusal.value.code


# --- Three ------------------------------------------------------------------------------------------------------------


def test_roles_go_round(cast, trio):
    for person in (cast.pia, cast.cleo):
        trio = trios.join(trio, by=person)
    rounds = [[trios.role_of(seat, turn) for seat in Seat.objects.order_by("place")] for turn in range(3)]
    assert all(set(roles) == set(Trio.Role) for roles in rounds)
    for place in range(3):
        assert {roles[place] for roles in rounds} == set(Trio.Role), "each does each once in three times"


def test_two_others_who_work_here(cast, grace):
    for others in ([cast.pia], [cast.pia, cast.pia], [cast.pia, cast.otto], [cast.pia, cast.cleo, grace]):
        with pytest.raises(Refusal):
            trios.ask_two(others, by=cast.otto)
    let_go([grace], by=None)
    grace.refresh_from_db()
    with pytest.raises(Refusal):
        trios.ask_two([cast.pia, grace], by=cast.otto)


def test_three_groups_at_once_are_enough(cast, clock):
    for _ in range(3):
        trios.ask_two([cast.pia, cast.cleo], by=cast.otto)
    assert refused(trios.ask_two, [cast.pia, cast.cleo], by=cast.otto) == "trios"
    clock.forward(days=22)
    trios.ask_two([cast.pia, cast.cleo], by=cast.otto)


def test_it_stands_for_three_weeks(cast, trio, clock):
    clock.forward(days=22)
    assert refused(trios.join, trio, by=cast.pia) == "trio-over"
    assert refused(trios.not_now, trio, by=cast.pia) == "trio-over"
    assert refused(trios.turn_roles, trio, by=cast.pia, turn=0) == "trio-over"


def test_it_ends_for_all_when_one_leaves_and_nobody_is_named(cast, trio):
    for person in (cast.pia, cast.cleo):
        trio = trios.join(trio, by=person)
    deeds = Deed.objects.count()
    trios.end_trio(trio, by=cast.pia)
    assert Deed.objects.count() == deeds
    assert Trio.objects.get().ended_on and not SilentReply.objects.exists()


@pytest.mark.parametrize("how", [lambda person: let_go([person], by=None), forget], ids=["leaves", "is forgotten"])
def test_who_leaves_is_in_no_group_and_in_nobodys_place(cast, grace, trio, clock, how):
    leading.choose_step(by=cast.lena, step=LeadPath.Step.RATHER_NOT)
    asked = leading.ask_stand_in(grace, by=cast.lena)
    leading.stand_in(asked, by=grace)
    other = trios.ask_two([grace, cast.toni], by=cast.lena)
    proposed = leading.propose_handover(cast.pair, grace, by=cast.cleo)
    how(grace)
    for row in (asked, other, proposed):
        row.refresh_from_db()
    assert asked.ended_on and not asked.holds and other.ended_on and proposed.closed_on
    trio.refresh_from_db()
    assert trio.ended_on is None


answers = st.lists(
    st.tuples(st.sampled_from(["pia", "cleo"]), st.sampled_from(["join", "not_now"])), min_size=1, max_size=6
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers)
def test_it_begins_when_the_last_words_of_both_are_yes_and_not_before(cast, said):
    trio = trios.ask_two([cast.pia, cast.cleo], by=cast.otto)
    latest: dict[str, str] = {}
    for who, what in said:
        begun = set(latest.values()) == {"join"} and len(latest) == 2
        before = Trio.objects.filter(pk=trio.pk).values().get()
        person = getattr(cast, who)
        if begun and what == "not_now":
            assert refused(trios.not_now, trio, by=person) == "trio-over"
            continue
        getattr(trios, what)(trio, by=person)
        latest[who] = what
        after = Trio.objects.filter(pk=trio.pk).values().get()
        now = set(latest.values()) == {"join"} and len(latest) == 2
        assert (after["begun_on"] is not None) == now
        if not now:
            assert after == before, "nothing that others see has changed"
    trios.end_trio(trio)


# --- In a lead's place ------------------------------------------------------------------------------------------------


def test_nobody_stands_in_for_who_coaches(cast, grace):
    assert refused(leading.ask_stand_in, grace, by=cast.lena) == "coaches-too"
    leading.choose_step(by=cast.lena, step=LeadPath.Step.RATHER_NOT)
    asked = leading.ask_stand_in(grace, by=cast.lena)
    assert leading.ask_stand_in(grace, by=cast.lena) == asked
    other = leading.ask_stand_in(cast.cleo, by=cast.lena)
    asked.refresh_from_db()
    assert asked.ended_on
    assert refused(leading.stand_in, asked, by=grace) == "stand-in-over"
    leading.stand_in(other, by=cast.cleo)
    leading.choose_step(by=cast.lena, step=LeadPath.Step.TRIED)
    assert not StandIn.objects.filter(holds=True).exists()


def test_whoever_was_only_asked_to_stand_in_ends_nothing_by_saying_no(cast, grace):
    """Not even through the deed that ends what holds: the lead would see that it no longer stands."""
    leading.choose_step(by=cast.lena, step=LeadPath.Step.RATHER_NOT)
    asked = leading.ask_stand_in(grace, by=cast.lena)
    before = StandIn.objects.filter(pk=asked.pk).values().get()
    leading.end_stand_in(asked, by=grace)
    assert StandIn.objects.filter(pk=asked.pk).values().get() == before
    assert rows(grace, "see", SilentReply).get().about == asked.pk
    leading.stand_in(asked, by=grace)
    leading.end_stand_in(asked, by=grace)
    asked.refresh_from_db()
    assert asked.ended_on


def test_where_a_lead_is_leaves_no_deed(cast):
    deeds = Deed.objects.count()
    leading.choose_step(by=cast.lena, step=LeadPath.Step.RATHER_NOT)
    leading.name_time(by=cast.lena, eats_time="Night calls.", success="")
    leading.look_again(by=cast.lena, since_then="Fewer.", again=True)
    assert Deed.objects.count() == deeds


# --- Handing over -----------------------------------------------------------------------------------------------------


def test_the_old_pair_ends_once_the_new_coach_says_yes(cast, grace, clock):
    proposed = leading.propose_handover(cast.pair, grace, by=cast.cleo)
    assert finish_handovers() == 0
    leading.agree_to_handover(proposed, by=cast.pia)
    assert finish_handovers() == 0
    say_not_now(Invite.objects.get(invited=grace), by=grace)
    assert finish_handovers() == 0 and Pair.objects.get(pk=cast.pair.pk).is_open
    accept(Invite.objects.get(invited=grace), by=grace)
    assert finish_handovers() == 1 and finish_handovers() == 0
    assert Pair.objects.get(pk=cast.pair.pk).ended_at
    assert Pair.objects.filter(performer=cast.pia, coach=grace, ended_at=None).exists()
    assert Handover.objects.get().closed_on


def test_a_yes_that_comes_months_later_ends_nothing(cast, grace, clock):
    leading.agree_to_handover(leading.propose_handover(cast.pair, grace, by=cast.cleo), by=cast.pia)
    clock.forward(days=40)
    accept(invite(cast.pia, by=grace, side=Side.COACH), by=cast.pia)
    assert finish_handovers() == 0 and Pair.objects.get(pk=cast.pair.pk).is_open


def test_nothing_is_handed_over_while_a_pair_rests_or_after_it_ended(cast, grace):
    proposed = leading.propose_handover(cast.pair, grace, by=cast.cleo)
    pause(cast.pair, by=cast.cleo)
    assert refused(leading.agree_to_handover, proposed, by=cast.pia) == "pair-paused"
    end_together(cast.pair, by=cast.pia)
    assert Handover.objects.get().closed_on
    assert refused(leading.propose_handover, cast.pair, grace, by=cast.cleo) == "pair-ended"


def test_asking_whom_one_asked_already_is_a_yes_all_the_same(cast, grace):
    invite(grace, by=cast.pia, side=Side.PERFORMER)
    proposed = leading.propose_handover(cast.pair, grace, by=cast.cleo)
    assert leading.agree_to_handover(proposed, by=cast.pia).agreed_on
    assert Invite.objects.filter(invited=grace).count() == 1


def test_whom_they_cant_be_handed_to(cast, grace):
    for person in (cast.pia, cast.cleo):
        with pytest.raises(Refusal):
            leading.propose_handover(cast.pair, person, by=cast.cleo)


# --- Afterwards -------------------------------------------------------------------------------------------------------


def test_what_is_over_goes_after_its_time(cast, grace, trio, clock):
    leading.propose_handover(cast.pair, grace, by=cast.cleo)
    leading.choose_step(by=cast.lena, step=LeadPath.Step.RATHER_NOT)
    leading.ask_stand_in(grace, by=cast.lena)
    clock.forward(days=400)
    sweep()
    assert not Trio.objects.exists() and not StandIn.objects.exists() and not Handover.objects.exists()


def test_the_archive_speaks_in_words_and_holds_nobody_elses(cast, stage):
    import io
    import zipfile

    def said(person) -> str:
        with zipfile.ZipFile(io.BytesIO(export(person))) as archive:
            return archive.read("everything.html").decode()

    mine = said(cast.pia)
    for words in ("Saying no to the ward", "Night calls.", "Otto Brandt", "Because you both named", "I have tried it"):
        assert words in mine, words
    assert "He knows the ward." not in mine, "Cleo's words are Cleo's"
    assert "Night calls." not in said(cast.cleo)
    assert "Saying no to the ward" not in said(cast.cleo)


def test_not_here(cast):
    from alongside.access.gate import one

    with pytest.raises(NotHere):
        one(cast.otto, "see", LeadPath, cast.pia.pk)
