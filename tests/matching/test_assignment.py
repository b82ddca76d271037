"""What is suggested is the best that can be: compared with trying everything."""

from itertools import product
from json import loads

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.jobs.aside import aside
from alongside.matching.assignment import Chance, Room, assign, worth


def total(taken: list[Chance], rooms: list[Room]) -> int:
    """What these meetings are worth together: whoever suits a helper best has their first place, and so on."""
    places = [0] * len(rooms)
    whole = 0
    for chance in taken:
        whole += worth(chance, rooms[chance.helper], places[chance.helper])
        places[chance.helper] += 1
    return whole


def best(learners: int, rooms: list[Room], chances: list[Chance]) -> int:
    """The greatest total of all ways to give each learner one helper or none."""
    mine = [[None, *(chance for chance in chances if chance.learner == one)] for one in range(learners)]
    found = 0
    for way in product(*mine):
        taken = [chance for chance in way if chance]
        helped = [chance.helper for chance in taken]
        if all(helped.count(at) <= room.places for at, room in enumerate(rooms)):
            found = max(found, total(taken, rooms))
    return found


@st.composite
def towns(draw: st.DrawFn) -> tuple[int, list[Room], list[Chance]]:
    learners, helpers = draw(st.integers(0, 5)), draw(st.integers(0, 4))
    rooms = [Room(draw(st.integers(0, 3)), draw(st.integers(0, 3))) for _ in range(helpers)]
    chances = [
        Chance(learner, helper, draw(st.integers(1, 40)))
        for learner in range(learners)
        for helper in range(helpers)
        if draw(st.booleans())
    ]
    return learners, rooms, chances


@settings(deadline=None)  # the first one loads the solver
@given(towns())
def test_it_is_the_best_of_all_ways(town):
    learners, rooms, chances = town
    taken = assign(learners, rooms, chances)
    assert set(taken) <= set(chances)
    assert len({chance.learner for chance in taken}) == len(taken), "nobody is suggested two helpers"
    for at, room in enumerate(rooms):
        assert sum(chance.helper == at for chance in taken) <= room.places
    assert total(taken, rooms) == best(learners, rooms, chances)


def test_two_who_help_share_what_there_is():
    chances = [Chance(learner, helper, 20) for learner in range(4) for helper in range(2)]
    taken = assign(4, [Room(3), Room(3)], chances)
    assert sorted(chance.helper for chance in taken) == [0, 0, 1, 1]


def test_whoever_coaches_three_already_comes_later():
    taken = assign(1, [Room(3, load=3), Room(1)], [Chance(0, 0, 25), Chance(0, 1, 20)])
    assert [chance.helper for chance in taken] == [1]


def test_nobody_is_suggested_for_its_own_sake():
    assert assign(2, [Room(2, load=5)], [Chance(0, 0, 10), Chance(1, 0, 10)]) == []
    assert assign(0, [], []) == []
    assert assign(3, [], []) == []


def test_aside_it_is_the_same():
    chances = [Chance(learner, helper, 20 + learner) for learner in range(4) for helper in range(2)]
    assert aside(assign, 4, [Room(3), Room(1)], chances) == assign(4, [Room(3), Room(1)], chances)


def test_what_goes_wrong_aside_goes_wrong_here():
    with pytest.raises(ValueError, match="Expecting value"):
        aside(loads, "brackets")
