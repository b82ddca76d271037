"""The roles turned: who usually coaches is coached for once, by the same rules the other way round."""

from datetime import timedelta
from typing import Any

import pytest

from alongside.access.gate import may, one, readers
from alongside.conversations import rhythm
from alongside.conversations.actions import (
    answer_turn,
    change_mode,
    close_talk,
    next_turn,
    note_phrase,
    plan_talk,
    say_closing_words,
    shown_since_last_talk,
    skip_turn,
    start_talk,
)
from alongside.conversations.models import Answer, Conversation, SharedNotes, Turn
from alongside.focus.actions import choose_focus
from alongside.focus.models import Focus
from alongside.kit.refusal import Refusal
from alongside.pairs.actions import end, pause, resume
from alongside.pairs.models import Side
from alongside.reflections.actions import begin_reflection, bring_card, keep_answer
from alongside.vault.ring import unlock
from tests.cast import Cast, gather
from tests.conftest import Clock
from tests.together import at_once

pytestmark = pytest.mark.usefixtures("clock")
SCREENS = Conversation.Mode.SCREENS


@pytest.fixture
def talk(cast: Cast) -> Conversation:
    return start_talk(cast.pair, by=cast.pia, mode=SCREENS, guide="role-swap")


def first(talk: Conversation) -> Turn:
    return Turn.objects.get(conversation=talk, position=0)


def refused(deed: Any, *args: Any, **kwargs: Any) -> Refusal:
    with pytest.raises(Refusal) as told:
        deed(*args, **kwargs)
    return told.value


def show(cast: Cast) -> None:
    reflection = begin_reflection(by=cast.pia, pair=cast.pair)
    card = next(card for card in reflection.cards.all() if card.slug == "harder")
    bring_card(keep_answer(card, by=cast.pia, text="I wait for the parts desk."), cast.pair, by=cast.pia)


def test_the_guide_made_for_it_turns_the_roles_and_any_other_can(cast: Cast, talk: Conversation) -> None:
    assert talk.turned and talk.part_said
    assert (talk.performer, talk.coach) == (cast.cleo, cast.pia)
    assert (talk.role_of(cast.cleo), talk.role_of(cast.pia)) == (Side.PERFORMER, Side.COACH)
    assert talk.role_of(cast.otto) is None
    assert all(turn.turned for turn in talk.turns.all())
    close_talk(talk, by=cast.pia, ended_with="nothing")
    assert start_talk(cast.pair, by=cast.cleo, guide="grow", turned=True).turned


def test_a_planned_talk_can_be_the_one(cast: Cast, clock: Clock) -> None:
    planned = plan_talk(cast.pair, by=cast.cleo, when=clock.now + timedelta(hours=2))
    talk = start_talk(cast.pair, by=cast.pia, guide="role-swap")
    assert talk.pk == planned.pk
    assert talk.turned


def test_who_is_coached_goes_first(cast: Cast, talk: Conversation) -> None:
    turn = first(talk)
    told = refused(answer_turn, turn, by=cast.pia, text="What is it?", kind=Answer.Kind.QUESTION)
    assert told.code == "performer-first"
    assert "Cleo goes first" in str(told)
    assert refused(next_turn, talk, by=cast.pia).code == "performer-first"
    answer_turn(turn, by=cast.cleo, text="I am never at my desk.")
    assert refused(answer_turn, turn, by=cast.pia, text="Sit down.").code == "say-what-it-is"
    answer_turn(turn, by=cast.pia, text="When were you last?", kind=Answer.Kind.QUESTION)
    unlock([cast.pair.pk])
    assert {answer.by_id: answer.kind for answer in Answer.objects.all()} == {
        cast.cleo.pk: Answer.Kind.WORDS,
        cast.pia.pk: Answer.Kind.QUESTION,
    }


def test_only_who_is_coached_skips(cast: Cast, talk: Conversation) -> None:
    assert "Only Cleo can skip" in str(refused(skip_turn, first(talk), by=cast.pia))
    assert skip_turn(first(talk), by=cast.cleo).performer == Turn.First.SKIPPED


def test_the_rules_of_access_turn_with_them(cast: Cast, talk: Conversation) -> None:
    turn = first(talk)
    assert one(cast.cleo, "see", Turn, turn.pk).can == {"see", "write_first"}  # type: ignore[attr-defined]
    assert one(cast.pia, "see", Turn, turn.pk).can == {"see", "write_after"}  # type: ignore[attr-defined]
    assert {person.name for person in readers(turn)} == {"Pia Lund", "Cleo Marchetti"}
    for stranger in (cast.lena, cast.toni, cast.otto, cast.ada):
        assert not any(may(stranger, verb, turn) for verb in ("see", "write_first", "write_after"))


def test_the_next_talk_is_as_ever(cast: Cast, talk: Conversation) -> None:
    close_talk(talk, by=cast.cleo, ended_with="nothing")
    turn = first(start_talk(cast.pair, by=cast.cleo, mode=SCREENS))
    assert one(cast.pia, "see", Turn, turn.pk).can == {"see", "write_first"}  # type: ignore[attr-defined]
    assert refused(answer_turn, turn, by=cast.cleo, text="?", kind=Answer.Kind.QUESTION).code == "performer-first"


def test_a_phrase_of_who_is_coached_is_theirs_and_the_others_phone_does_not_speak_for_them(cast: Cast) -> None:
    talk = start_talk(cast.pair, by=cast.pia, guide="role-swap")
    assert isinstance(note_phrase(first(talk), by=cast.cleo, text="Never at my desk."), Answer)
    assert isinstance(note_phrase(first(talk), by=cast.pia, text="Everybody comes to me."), SharedNotes)
    assert not Answer.objects.filter(by=cast.pia).exists()


def test_what_pia_showed_is_no_ground_for_it_and_waits_for_her_own_talk(cast: Cast) -> None:
    show(cast)
    talk = start_talk(cast.pair, by=cast.pia, guide="in-the-way", turned=True)
    assert not talk.turns.exclude(brought=None).exists()
    close_talk(talk, by=cast.pia, ended_with="nothing")
    assert len(shown_since_last_talk(cast.pair)) == 1
    own = start_talk(cast.pair, by=cast.pia, guide="in-the-way")
    assert own.turns.exclude(brought=None).count() == 1


def test_nothing_for_the_two_comes_out_of_it(cast: Cast, talk: Conversation, clock: Clock) -> None:
    told = refused(
        choose_focus,
        cast.pair,
        by=cast.cleo,
        aim="Be at my desk.",
        performer_will="Come at two.",
        coach_will="Sit there at two.",
        look_back_on=clock.now.date() + timedelta(days=14),
        chosen_in=talk,
    )
    assert told.code == "turned-talk"
    assert "belongs to Cleo alone" in str(told)
    assert not Focus.objects.exists()
    closed = close_talk(talk, by=cast.cleo, ended_with="one-thing")
    assert closed.ended_with == Conversation.Ended.NOTHING


def test_closing_words_of_both_open_together_as_ever(cast: Cast, talk: Conversation) -> None:
    close_talk(talk, by=cast.cleo, ended_with="nothing", worth="yes")
    assert not say_closing_words(talk, by=cast.cleo, worth="yes").both_in
    assert say_closing_words(talk, by=cast.pia, worth="partly").both_in


def test_it_rests_and_ends_with_the_pair(cast: Cast, talk: Conversation) -> None:
    answer_turn(first(talk), by=cast.cleo, text="I am never at my desk.")
    pause(cast.pair, by=cast.cleo)
    assert refused(next_turn, talk, by=cast.pia).code == "pair-paused"
    assert refused(answer_turn, first(talk), by=cast.cleo, text="More.").code == "pair-paused"
    assert refused(start_talk, cast.pair, by=cast.pia, guide="role-swap").code == "pair-paused"
    resume(cast.pair, by=cast.pia)
    assert change_mode(talk, by=cast.pia, mode=Conversation.Mode.TABLE).turned
    end(cast.pair, by=cast.pia)
    assert refused(next_turn, talk, by=cast.cleo).code == "pair-ended"


@pytest.mark.django_db(transaction=True)
def test_begun_both_ways_at_once_it_is_one_talk_with_its_cards_one_way_round(clock: Clock) -> None:
    cast = gather()
    gave = at_once(
        lambda: start_talk(cast.pair, by=cast.pia, guide="role-swap"),
        lambda: start_talk(cast.pair, by=cast.cleo, guide="grow"),
    )
    assert [told.code for told in gave if isinstance(told, Refusal)] == ["talk-running"]
    talk = Conversation.objects.get()
    assert {turn.turned for turn in talk.turns.all()} == {talk.turned}


def test_it_is_offered_once_a_quarter_and_never_pressed(clock: Clock) -> None:
    today = clock.now.date()
    assert not rhythm.turn_is_due(today - timedelta(weeks=12), None, today)
    assert rhythm.turn_is_due(today - timedelta(weeks=13), None, today)
    assert not rhythm.turn_is_due(today - timedelta(weeks=60), clock.now - timedelta(weeks=12), today)
    assert rhythm.turn_is_due(today - timedelta(weeks=60), clock.now - timedelta(weeks=13), today)
