"""Writing for oneself: kept while typing, never overwritten unseen, shown only answer by answer."""

import pytest

from alongside.journal.models import Deed
from alongside.kit.refusal import Refusal
from alongside.pairs.actions import pause
from alongside.pairs.models import Pair
from alongside.reflections.actions import (
    begin_reflection,
    bring_card,
    delete_reflection,
    finish_reflection,
    keep_answer,
    save_answer,
    skip_card,
    take_back,
)
from alongside.reflections.models import BroughtCard, Card, Reflection
from tests.cast import Cast


def first_card(cast: Cast) -> Card:
    card = begin_reflection(by=cast.pia, pair=cast.pair).cards.first()
    assert card is not None
    return card


def test_the_first_time_there_are_three_questions(cast: Cast) -> None:
    reflection = begin_reflection(by=cast.pia, pair=cast.pair)
    assert [card.slug for card in reflection.cards.all()] == ["going-well", "harder", "different"]


def test_beginning_again_takes_up_the_open_one(cast: Cast) -> None:
    assert begin_reflection(by=cast.pia, pair=cast.pair) == begin_reflection(by=cast.pia, pair=cast.pair)
    assert begin_reflection(by=cast.pia) != begin_reflection(by=cast.pia, pair=cast.pair)


def test_a_coach_is_asked_about_their_own_part(cast: Cast) -> None:
    reflection = begin_reflection(by=cast.cleo, pair=cast.pair)
    assert reflection.as_coach
    assert reflection.cards.first().question == "What did I do that helped Pia?"  # type: ignore[union-attr]


def test_typing_is_kept_and_a_stale_save_loses_neither_text(cast: Cast) -> None:
    card = first_card(cast)
    kept = save_answer(card, by=cast.pia, text="The ward was glad.", version=0)
    assert kept.version == 1
    with pytest.raises(Refusal) as refused:
        save_answer(card, by=cast.pia, text="Something else", version=0)
    assert refused.value.about == {"version": 1, "text": "The ward was glad."}
    assert Card.objects.get(pk=card.pk).answer == "The ward was glad."


def test_the_same_text_again_is_no_conflict(cast: Cast) -> None:
    card = first_card(cast)
    save_answer(card, by=cast.pia, text="Same", version=0)
    assert save_answer(card, by=cast.pia, text="Same", version=0).version == 1


def test_an_empty_answer_is_a_skip(cast: Cast) -> None:
    assert keep_answer(first_card(cast), by=cast.pia, text="  ").state == Card.State.SKIPPED


def test_skipping_never_unwrites(cast: Cast) -> None:
    card = keep_answer(first_card(cast), by=cast.pia, text="Written")
    skip_card(card, by=cast.pia)
    assert Card.objects.get(pk=card.pk).state == Card.State.WRITTEN


def test_what_is_shown_is_a_frozen_copy(cast: Cast) -> None:
    card = keep_answer(first_card(cast), by=cast.pia, text="As it was", mover="above")
    shown = bring_card(card, cast.pair, by=cast.pia)
    keep_answer(card, by=cast.pia, text="As it is now", mover="me")
    again = BroughtCard.objects.get(pk=shown.pk)
    assert (again.answer, again.mover) == ("As it was", "above")
    assert bring_card(card, cast.pair, by=cast.pia) == shown


def test_nothing_is_shown_to_whoever_has_just_begun_to_speak_as_a_manager(cast: Cast) -> None:
    card = keep_answer(begin_reflection(by=cast.pia, pair=cast.pair).cards.all()[0], by=cast.pia, text="Yes.")
    as_it_was = Pair.objects.get(pk=cast.pair.pk)
    pause(cast.pair, by=cast.cleo)
    with pytest.raises(Refusal, match="nothing is shown"):
        bring_card(card, as_it_was, by=cast.pia)


def test_an_empty_card_is_not_shown(cast: Cast) -> None:
    with pytest.raises(Refusal):
        bring_card(first_card(cast), cast.pair, by=cast.pia)


def test_only_the_showing_leaves_a_trace(cast: Cast) -> None:
    before = Deed.objects.count()
    card = keep_answer(first_card(cast), by=cast.pia, text="Private")
    finish_reflection(card.reflection, by=cast.pia)
    assert Deed.objects.count() == before
    bring_card(card, cast.pair, by=cast.pia)
    assert Deed.objects.count() == before + 1


def test_taking_back_and_deleting(cast: Cast) -> None:
    card = keep_answer(first_card(cast), by=cast.pia, text="Words")
    shown = bring_card(card, cast.pair, by=cast.pia)
    delete_reflection(card.reflection, by=cast.pia)
    assert not Reflection.objects.exists()
    assert BroughtCard.objects.get(pk=shown.pk).answer == "Words"
    take_back(shown, by=cast.pia)
    assert not BroughtCard.objects.exists()


def test_another_person_changes_nothing_by_accident(cast: Cast) -> None:
    card = keep_answer(first_card(cast), by=cast.pia, text="Pia's")
    delete_reflection(card.reflection, by=cast.toni)
    skip_card(card, by=cast.toni)
    with pytest.raises(Card.DoesNotExist):
        save_answer(card, by=cast.toni, text="Toni's")
    assert Card.objects.get(pk=card.pk).answer == "Pia's"
