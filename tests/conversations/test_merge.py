"""Two people change one text: nothing either wrote is lost, or the merge says that it can't."""

from random import Random
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.conversations.merge import merge

BASE = "Parts desk: four call-backs.\nAsk Otto.\n"


@pytest.mark.parametrize(
    ("theirs", "mine", "together"),
    [
        (BASE, BASE + "Rota?\n", BASE + "Rota?\n"),
        (BASE + "Rota?\n", BASE, BASE + "Rota?\n"),
        ("First: " + BASE, BASE + "Last.\n", "First: " + BASE + "Last.\n"),
        (BASE.replace("four", "five"), BASE.replace("Otto", "Lena"), "Parts desk: five call-backs.\nAsk Lena.\n"),
        (BASE + "Hers.\n", BASE + "Mine.\n", BASE + "Hers.\nMine.\n"),
        (BASE + "Hers", BASE + "Mine", BASE + "Hers\nMine"),
        (BASE + "Same.\n", BASE + "Same.\n", BASE + "Same.\n"),
        (BASE.replace("Ask Otto.\n", ""), BASE + "Rota?\n", "Parts desk: four call-backs.\nRota?\n"),
    ],
)
def test_changes_at_different_places_come_together(theirs: str, mine: str, together: str) -> None:
    assert merge(BASE, theirs, mine) == together


def test_two_first_lines_are_both_kept() -> None:
    assert merge("", "What Pia said", "What Cleo said") == "What Pia said\nWhat Cleo said"


@pytest.mark.parametrize(
    ("theirs", "mine"),
    [
        (BASE.replace("four", "five"), BASE.replace("four", "three")),
        (BASE.replace("Ask Otto.\n", ""), BASE.replace("Otto", "Lena")),
        ("", BASE.replace("Otto", "Lena")),
    ],
)
def test_changes_of_the_same_words_are_left_to_people(theirs: str, mine: str) -> None:
    assert merge(BASE, theirs, mine) is None


texts = st.lists(st.sampled_from(["Pia", "waits", "Otto", "parts", "\n", " "]), max_size=14).map(" ".join)


@given(texts, texts, texts)
@settings(max_examples=400, deadline=None)
def test_whatever_is_typed_no_new_word_is_lost(base: str, theirs: str, mine: str) -> None:
    merged = merge(base, theirs, mine)
    if merged is not None:
        for word in {*theirs.split(), *mine.split()} - set(base.split()):
            assert word in merged
    assert merge(base, theirs, base) == theirs
    assert merge(base, base, mine) == mine
    assert merge(base, mine, mine) == mine


def test_long_and_hostile_texts_take_no_time() -> None:
    base = "a " * 25_000
    began = perf_counter()
    merge(base, "b " + base[:-4] + "a b ", "a b " * 12_000)
    merge("a\n" * 1000, "b\na\n" * 500, "a\nb\n" * 500)
    dice = Random(7)
    merge(*(" ".join(str(dice.randrange(100)) for _ in range(490)) for _ in range(3)))
    assert perf_counter() - began < 5
