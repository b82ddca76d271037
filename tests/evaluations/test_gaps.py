"""How far apart, in words, and the one question that fits."""

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as some

from alongside.evaluations.gaps import _QUESTIONS, Apart, Gap, Spot, question, worth_asking
from alongside.evaluations.rules import HowOften, steps_between

SPOTS = some.none() | some.builds(Spot, some.sampled_from(HowOften), some.sampled_from(HowOften))
GAPS = some.builds(Gap, SPOTS, SPOTS)
NAMES = {"performer": "Pia", "coach": "Cleo"}


def spot(across: int, up: int) -> Spot:
    words = list(HowOften)
    return Spot(words[across], words[up])


@pytest.mark.parametrize(
    ("own", "others", "apart", "key"),
    [
        (spot(6, 3), spot(6, 3), Apart.SAME, "same-often"),
        (spot(4, 3), spot(4, 3), Apart.SAME, "same-seldom"),
        (spot(6, 3), spot(7, 4), Apart.A_STEP, "a-step"),
        (spot(6, 3), spot(7, 6), Apart.SOME_WAY, "other-more-up"),
        (spot(6, 6), spot(7, 3), Apart.SOME_WAY, "own-more-up"),
        (spot(3, 3), spot(5, 5), Apart.SOME_WAY, "other-more-across"),
        (spot(5, 3), spot(2, 4), Apart.SOME_WAY, "own-more-across"),
        (spot(1, 3), spot(5, 3), Apart.FAR, "other-more-far"),
        (spot(8, 8), spot(8, 0), Apart.FAR, "own-more-far"),
        (None, spot(8, 0), Apart.UNSURE, "own-unsure"),
        (spot(8, 0), None, Apart.UNSURE, "other-unsure"),
        (None, None, Apart.UNSURE, "neither-tells"),
    ],
)
def test_size_and_direction_in_words(own: Spot | None, others: Spot | None, apart: Apart, key: str) -> None:
    gap = Gap(own, others)
    assert gap.apart == apart
    assert gap.key == key


@given(work=GAPS, coaching=GAPS)
def test_there_is_one_question_and_never_a_number(work: Gap, coaching: Gap) -> None:
    about = worth_asking(work, coaching)
    said = question(about, work if about == "work" else coaching, **NAMES)
    assert said
    assert not re.search(r"[0-9{}%]", said)
    assert not re.search(r"[0-9]", f"{work.apart.words} {coaching.apart.words}")


@given(own=SPOTS, others=SPOTS)
def test_it_is_as_far_from_either_side(own: Spot | None, others: Spot | None) -> None:
    here, there = Gap(own, others), Gap(others, own)
    assert here.apart == there.apart
    turned = {"own": "other", "other": "own"}
    assert there.key == re.sub(r"^(own|other)\b", lambda side: turned[side[0]], here.key)


def test_the_coaching_comes_first_when_both_are_as_far_apart() -> None:
    for gap in (Gap(spot(1, 1), spot(1, 1)), Gap(spot(1, 1), spot(3, 1)), Gap(None, None)):
        assert worth_asking(gap, gap) == "coaching"
    assert worth_asking(Gap(spot(1, 1), spot(6, 1)), Gap(spot(1, 1), spot(3, 1))) == "work"
    assert worth_asking(Gap(None, spot(1, 1)), Gap(spot(1, 1), spot(1, 1))) == "work"


def test_every_question_is_reached_and_there_is_one_for_every_gap() -> None:
    spots = [None, *(spot(*at) for at in product(range(9), repeat=2))]
    keys = {Gap(own, others).key for own, others in product(spots, repeat=2)}
    assert {(about, key) for about in ("work", "coaching") for key in keys} == set(_QUESTIONS)


def test_the_words_are_a_scale() -> None:
    said = [str(word.label) for word in HowOften]
    assert (said[0], said[4], said[-1]) == ("never", "about half the time", "always")
    assert steps_between(HowOften.NEVER, HowOften.ALWAYS) == 8
    assert steps_between(HowOften.MOSTLY, HowOften.SELDOM) == -4
