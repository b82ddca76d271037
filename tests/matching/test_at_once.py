"""Truly simultaneous: whoever is second finds what the first did."""

import pytest

from alongside.kit.refusal import Refusal
from alongside.matching import directory, leading, suggesting, trios
from alongside.matching.models import Handover, LeadPath, Listing, Mark, Preference, StandIn, Suggestion, Trio
from alongside.pairs.models import Invite, Side
from alongside.vault.ring import ring
from tests.cast import enter, gather
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast():
    return gather()


def codes(answers):
    return sorted(answer.code if isinstance(answer, Refusal) else type(answer).__name__ for answer in answers)


def test_the_last_two_yeses_at_once(cast):
    trio = trios.ask_two([cast.pia, cast.cleo], by=cast.otto)
    at_once(lambda: trios.join(trio, by=cast.pia), lambda: trios.join(trio, by=cast.cleo))
    assert Trio.objects.get().is_open


def test_turned_by_all_three_at_once_is_turned_once(cast):
    trio = trios.ask_two([cast.pia, cast.cleo], by=cast.otto)
    for person in (cast.pia, cast.cleo):
        trios.join(trio, by=person)
    at_once(*[lambda who=who: trios.turn_roles(trio, by=who, turn=0) for who in (cast.pia, cast.cleo, cast.otto)])
    assert Trio.objects.get().turn == 1


def test_the_same_line_written_twice_at_once(cast):
    put = directory.put_in_directory
    answers = at_once(
        lambda: put(by=cast.pia, side=Side.COACH, topics_=["craft"], words="Rosters"),
        lambda: put(by=cast.pia, side=Side.COACH, topics_=["craft"], words="Wards"),
    )
    assert codes(answers) == ["Listing", "Listing"]
    with ring():
        line = Listing.objects.get()
        words = line.words.lower()
    found = {answer.words for answer in answers}
    assert found == {"Rosters", "Wards"} and Mark.objects.filter(listing=line).exists()
    assert len(directory.search(Listing.objects.all(), side=Side.COACH, typed=words)) == 1
    other = next(iter({"rosters", "wards"} - {words}))
    assert len(directory.search(Listing.objects.all(), side=Side.COACH, typed=other)) == 0


def test_two_left_out_at_once_are_both_left_out(cast):
    at_once(*[lambda who=who: directory.leave_out(who, by=cast.pia) for who in (cast.toni, cast.otto)])
    with ring():
        assert len(Preference.objects.get().exclusions) == 2


def test_two_asked_to_stand_in_at_once(cast):
    leading.choose_step(by=cast.lena, step=LeadPath.Step.RATHER_NOT)
    at_once(*[lambda who=who: leading.ask_stand_in(who, by=cast.lena) for who in (cast.cleo, cast.otto)])
    assert StandIn.objects.filter(ended_on=None).count() == 1


def test_said_yes_while_it_is_taken_back(cast):
    leading.choose_step(by=cast.lena, step=LeadPath.Step.RATHER_NOT)
    asked = leading.ask_stand_in(cast.cleo, by=cast.lena)
    at_once(lambda: leading.stand_in(asked, by=cast.cleo), lambda: leading.end_stand_in(asked, by=cast.lena))
    asked.refresh_from_db()
    assert asked.ended_on and not asked.holds


def test_two_handovers_at_once(cast):
    grace = enter("Grace Obi")
    answers = at_once(
        *[lambda who=who: leading.propose_handover(cast.pair, who, by=cast.cleo) for who in (grace, cast.toni)]
    )
    assert codes(answers) == ["Handover", "handover-open"]


def test_one_yes_twice_at_once_asks_once(cast):
    grace = enter("Grace Obi")
    proposed = leading.propose_handover(cast.pair, grace, by=cast.cleo)
    at_once(*[lambda: leading.agree_to_handover(proposed, by=cast.pia)] * 2)
    assert Handover.objects.get().agreed_on and Invite.objects.filter(invited=grace).count() == 1


def test_two_rounds_at_once_suggest_once(cast, never_held_back):
    directory.put_in_directory(by=cast.toni, side=Side.PERFORMER, topics_=["craft"])
    directory.put_in_directory(by=cast.otto, side=Side.COACH, topics_=["craft"])
    for person in (cast.toni, cast.otto):
        directory.keep_preference(by=person, suggest=True, room="three")
    answers = at_once(*[suggesting.suggest_all] * 3)
    assert answers == [None, None, None]
    assert Suggestion.objects.count() == 2
