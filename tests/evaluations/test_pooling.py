"""Reading together gives nobody away: every case counted out, and groups under random joining and leaving."""

from datetime import date
from itertools import combinations, combinations_with_replacement, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.evaluations.pooling import LEAST, Choice, Reads, choose_whom, half_year_of, read_together
from alongside.evaluations.rules import HowOften

NEVER, HALF, ALWAYS = HowOften.NEVER, HowOften.HALF, HowOften.ALWAYS
KINDS = (NEVER, HALF, ALWAYS, None)
"""One answer of each kind that reading tells apart; within a kind it makes no difference which word it was."""

answers = st.lists(st.one_of(st.none(), st.sampled_from(HowOften)), min_size=LEAST, max_size=12)


# --- What a reading says ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("people", range(LEAST, 13))
def test_whatever_is_read_any_one_of_them_may_have_said_anything(people):
    """For each reading and each answer there are others with whom this answer gives this reading."""
    read_with = {
        (one, read_together([one, *others]))
        for others in combinations_with_replacement(KINDS, people - 1)
        for one in KINDS
    }
    assert read_with == set(product(KINDS, set(Reads) - {Reads.NONE}))


@pytest.mark.parametrize("people", range(LEAST, 13))
def test_all_of_them_reads_like_most_of_them(people):
    for all_say, reads in ((ALWAYS, Reads.OFTEN), (NEVER, Reads.SELDOM), (None, Reads.CANNOT_TELL)):
        assert read_together([all_say] * people) == reads
        for one in KINDS:
            assert read_together([all_say] * (people - 1) + [one]) == reads


@given(answers, st.randoms())
def test_a_reading_knows_no_order(said, random):
    shuffled = random.sample(said, len(said))
    assert read_together(shuffled) == read_together(said)


@given(answers.map(lambda said: said[: LEAST - 1]))
def test_fewer_than_five_are_never_read(said):
    with pytest.raises(ValueError, match="small group"):
        read_together(said)


def test_there_is_no_number_among_the_words():
    assert not any(character.isdigit() for word in Reads for character in f"{word.value} {word.label}")


# --- Who is read together ---------------------------------------------------------------------------------------------

people = st.sampled_from([f"{number:02d}" for number in range(24)])
crowds = st.lists(st.frozensets(people, max_size=24), min_size=1, max_size=10)
"""Who joined, half-year after half-year: anybody may come, stay away, and come back."""


def half_years(joining):
    """What is chosen in each half-year."""
    groups: tuple[frozenset[str], ...] = ()
    for joined in joining:
        choice = choose_whom(groups, joined)
        yield joined, choice
        groups = choice.groups


@given(crowds)
def test_only_who_joined_is_read_and_never_fewer_than_five(joining):
    for joined, choice in half_years(joining):
        assert choice.read <= joined
        assert not choice.read or len(choice.read) >= LEAST


@given(crowds)
def test_any_two_readings_differ_by_nobody_or_by_five_at_least(joining):
    read = [choice.read for _joined, choice in half_years(joining) if choice.read]
    for one, other in combinations(read, 2):
        assert len(one - other) == 0 or len(one - other) >= LEAST
        assert len(other - one) == 0 or len(other - one) >= LEAST


@given(crowds)
def test_however_readings_are_combined_nothing_is_said_of_fewer_than_five(joining):
    """People whom no reading tells apart: there are at least five of each kind, all readings taken together."""
    read = [choice.read for _joined, choice in half_years(joining) if choice.read]
    cells: dict[tuple[bool, ...], int] = {}
    for person in frozenset().union(*read):
        seen_in = tuple(person in reading for reading in read)
        cells[seen_in] = cells.get(seen_in, 0) + 1
    assert all(size >= LEAST for size in cells.values())


@given(crowds)
def test_groups_only_ever_part_into_groups_of_five_at_least(joining):
    before: tuple[frozenset[str], ...] = ()
    for _joined, choice in half_years(joining):
        assert all(len(group) >= LEAST for group in choice.groups)
        assert sum(map(len, choice.groups)) == len(frozenset().union(*choice.groups)), "nobody is in two"
        for group in before:
            parts = [part for part in choice.groups if part & group]
            assert frozenset().union(*parts) == group
        before = choice.groups


@given(crowds, people)
def test_somebody_new_changes_nothing_until_they_are_five(joining, new):
    """Whether a newcomer joins cannot be seen: with them or without them, the same people are read."""
    joining = [joined - {new} for joined in joining]
    for joined, choice in half_years(joining):
        with_them = choose_whom(choice.groups, joined | {new})
        without = choose_whom(choice.groups, joined)
        waiting = (joined | {new}) - frozenset().union(*choice.groups)
        if len(waiting) < LEAST:
            assert with_them == without


@given(crowds)
def test_what_was_not_read_leaves_no_trace(joining):
    groups: tuple[frozenset[str], ...] = ()
    for joined, choice in half_years(joining):
        if not choice.read:
            assert choice.groups == groups
        assert choose_whom(choice.groups, joined).read == choice.read, "the same people again: the same group again"
        groups = choice.groups


def crowd(names):
    return frozenset(names)


def test_the_one_who_left_is_not_read_off_from_the_others():
    five = crowd("abcde")
    assert choose_whom((), five) == Choice(five, (five,))
    assert choose_whom((five,), crowd("abcd")).read == frozenset()
    assert choose_whom((five,), crowd("abcdf")).read == frozenset(), "four of before and one who is new"
    assert choose_whom((five,), crowd("abcdefghi")).read == five, "the four who are new wait"
    assert choose_whom((five,), crowd("abcdefghij")).read == crowd("abcdefghij")
    assert choose_whom((five,), crowd("fghij")).read == crowd("fghij")


def test_a_large_group_goes_on_when_somebody_stays_away():
    ten = crowd("abcdefghij")
    choice = choose_whom((ten,), ten - {"j"})
    assert choice.read == crowd("efghi")
    assert set(choice.groups) == {crowd("abcdj"), crowd("efghi")}
    assert choose_whom(choice.groups, ten).read == ten
    assert choose_whom((crowd("abcdefghi"),), crowd("abcdefgh")).read == frozenset(), "nine can't part into fives"


def test_half_years():
    assert half_year_of(date(2026, 6, 30)) == date(2026, 6, 30)
    assert half_year_of(date(2026, 7, 1)) == date(2026, 12, 31)
