"""The cards of a reflection: three at first, deeper ones when wanted, the coach's own, and some for one alone."""

import pytest

from alongside.kit.content import ContentError, read
from alongside.reflections.cards import Set, Whose, card, cards, deck, whose_choices


def test_the_first_three_are_asked_in_their_order():
    first = cards(Set.FIRST)
    assert [one.slug for one in first] == ["going-well", "harder", "different"]
    assert [one.whose for one in first] == [False, True, False]
    assert first[0].question == "What is going well?"


def test_the_deeper_ones_end_with_ones_own_performance_seen_again():
    deeper = cards(Set.DEEPER)
    assert [one.slug for one in deeper] == ["strengths", "struggle", "expected", "own-performance"]
    assert [one.seen_again for one in deeper] == [False, False, False, True]


def test_the_coach_and_those_without_one_have_cards_of_their_own():
    assert len(cards(Set.COACH)) == 2
    assert len(cards(Set.SOLO)) == 3


@pytest.mark.parametrize("which", Set)
def test_every_card_asks_and_helps_kindly(which):
    for one in cards(which):
        assert one.question.endswith("?")
        assert 0 < len(one.helper) <= 160


def test_another_language_falls_back_to_english():
    assert cards(Set.FIRST, "tlh") == cards(Set.FIRST)
    with pytest.raises(LookupError, match="There is no card"):
        card("nothing")


def test_who_could_move_it_names_the_coach():
    labels = [str(label) for _, label in whose_choices("Cleo")]
    assert labels == ["Me", "Both of us", "Cleo", "Above us", "Nobody here"]
    assert [value for value, _ in whose_choices()] == [Whose.ME, Whose.ABOVE, Whose.NOBODY]


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ("## one (first)\n\nWhat?", "the card “one” has no line of help"),
        ("## one (first)\n\n> Kind.", "the card “one” has no question"),
        ("## one\n\nWhat?\n\n> Kind.", "the card “one” must name one set in brackets"),
        ("## one (first, solo)\n\nWhat?\n\n> Kind.", "the card “one” must name one set in brackets"),
        ("## one (first, odd)\n\nWhat?\n\n> Kind.", "the card “one” has the unknown mark “odd”"),
    ],
)
def test_a_mistake_in_a_card_is_a_sentence(tmp_path, section, said):
    path = tmp_path / "en.md"
    path.write_text(f"---\ntitle: x\n---\n\n{section}\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"en\.md") as told:
        deck(read(path))
    assert said in str(told.value)
