"""Talking: planned or at once, the performer first, notes that lose nothing, an end that asks for nothing."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from alongside.access.gate import readers, rows
from alongside.conversations.actions import (
    VERSIONS_KEPT,
    add_topic,
    answer_turn,
    cancel_talk,
    change_mode,
    close_talk,
    drop_topic,
    finish_topic,
    mark_primer_seen,
    move_talk,
    next_turn,
    note_phrase,
    plan_talk,
    previous_turn,
    reopen_topic,
    say_closing_words,
    say_part_first,
    shown_since_last_talk,
    skip_turn,
    start_talk,
    write_private_note,
    write_shared_notes,
    write_start_here,
)
from alongside.conversations.models import (
    Answer,
    ClosingWords,
    Conversation,
    NotesVersion,
    PrivateNote,
    SharedNotes,
    StartHere,
    Topic,
    Turn,
)
from alongside.journal.models import Deed
from alongside.kit.refusal import NotHere, Refusal
from alongside.pairs.actions import end, pause
from alongside.pairs.models import Pair
from alongside.people.models import Person
from alongside.reflections.actions import begin_reflection, bring_card, keep_answer
from tests.cast import Cast
from tests.conftest import Clock
from tests.together import at_once

pytestmark = pytest.mark.usefixtures("clock")
SCREENS, TABLE = Conversation.Mode.SCREENS, Conversation.Mode.TABLE


@pytest.fixture
def talk(cast: Cast) -> Conversation:
    return start_talk(cast.pair, by=cast.cleo, mode=SCREENS)


def first(talk: Conversation) -> Turn:
    return Turn.objects.get(conversation=talk, position=0)


def refused(code: str, deed: Any, *args: Any, **kwargs: Any) -> Refusal:
    with pytest.raises(Refusal) as raised:
        deed(*args, **kwargs)
    assert raised.value.code == code
    return raised.value


def show(cast: Cast, slug: str = "harder", words: str = "I wait for the parts desk.") -> None:
    reflection = begin_reflection(by=cast.pia, pair=cast.pair)
    card = reflection.cards.get(slug=slug)
    bring_card(keep_answer(card, by=cast.pia, text=words), cast.pair, by=cast.pia)


class TestPlanning:
    def test_a_pair_plans_one_talk_at_a_time(self, cast: Cast, clock: Clock) -> None:
        planned = plan_talk(cast.pair, by=cast.pia, when=clock.now + timedelta(days=3))
        again = refused("talk-planned", plan_talk, cast.pair, by=cast.cleo, when=clock.now + timedelta(days=4))
        assert again.about == {"conversation": planned.pk}

    def test_it_can_be_moved_and_called_off_by_either(self, cast: Cast, clock: Clock) -> None:
        planned = plan_talk(cast.pair, by=cast.pia, when=clock.now + timedelta(days=3))
        assert move_talk(
            planned, by=cast.cleo, when=clock.now + timedelta(days=4)
        ).planned_for == clock.now + timedelta(days=4)
        cancel_talk(planned, by=cast.pia)
        refused("talk-cancelled", move_talk, planned, by=cast.cleo, when=clock.now + timedelta(days=5))
        assert plan_talk(cast.pair, by=cast.cleo, when=clock.now + timedelta(days=5)).is_planned

    @pytest.mark.parametrize("days", [-1, 0, 400])
    def test_the_time_is_ahead_and_not_years_away(self, cast: Cast, clock: Clock, days: int) -> None:
        with pytest.raises(Refusal) as raised:
            plan_talk(cast.pair, by=cast.pia, when=clock.now + timedelta(days=days))
        assert raised.value.field == "when"

    def test_a_plan_whose_time_has_passed_is_simply_the_talk_that_starts(self, cast: Cast, clock: Clock) -> None:
        planned = plan_talk(cast.pair, by=cast.pia, when=clock.now + timedelta(hours=1))
        clock.forward(days=40)
        assert start_talk(cast.pair, by=cast.cleo).pk == planned.pk

    def test_talking_now_leaves_next_week_as_it_is(self, cast: Cast, clock: Clock) -> None:
        planned = plan_talk(cast.pair, by=cast.pia, when=clock.now + timedelta(days=7))
        assert start_talk(cast.pair, by=cast.cleo).pk != planned.pk
        assert Conversation.objects.planned().get() == planned


class TestStarting:
    def test_the_guide_is_pinned_and_its_questions_copied(self, cast: Cast) -> None:
        talk = start_talk(cast.pair, by=cast.cleo, guide="in-the-way")
        assert (talk.guide, talk.guide_language, talk.guide_version) == ("in-the-way", "en", 1)
        assert first(talk).question == "What makes your work harder than it needs to be?"
        assert talk.mode == TABLE

    def test_it_begins_with_the_question_of_the_seed(self, cast: Cast) -> None:
        assert first(start_talk(cast.pair, by=cast.pia)).question == "How can I help you achieve better outcomes?"

    def test_an_unknown_guide_is_refused(self, cast: Cast) -> None:
        refused("no-guide", start_talk, cast.pair, by=cast.pia, guide="../opening")

    def test_a_second_talk_is_refused_and_names_the_first(self, cast: Cast, talk: Conversation) -> None:
        assert refused("talk-running", start_talk, cast.pair, by=cast.pia).about == {"conversation": talk.pk}

    def test_what_was_shown_is_not_asked_again(self, cast: Cast) -> None:
        show(cast)
        turn = first(start_talk(cast.pair, by=cast.cleo, guide="in-the-way"))
        assert turn.question == "Of all that, what would you clear away first?"
        assert turn.brought is not None
        assert turn.brought.answer == "I wait for the parts desk."

    def test_what_an_earlier_talk_stood_on_is_asked_anew_later(self, cast: Cast, clock: Clock) -> None:
        show(cast)
        close_talk(start_talk(cast.pair, by=cast.cleo, guide="in-the-way"), by=cast.cleo, ended_with="nothing")
        assert shown_since_last_talk(cast.pair) == []
        clock.forward(days=14)
        assert first(start_talk(cast.pair, by=cast.cleo, guide="in-the-way")).brought is None

    def test_nothing_begins_in_a_pair_that_rests_or_has_ended(self, cast: Cast, clock: Clock) -> None:
        pause(cast.pair, by=cast.cleo)
        refused("pair-paused", start_talk, cast.pair, by=cast.pia)
        end(cast.pair, by=cast.pia)
        refused("pair-ended", start_talk, cast.pair, by=cast.pia)
        refused("pair-ended", plan_talk, cast.pair, by=cast.pia, when=clock.now + timedelta(days=1))
        refused("pair-ended", add_topic, cast.pair, by=cast.pia, text="Rota")


class TestThePerformerGoesFirst:
    def test_the_coach_waits(self, cast: Cast, talk: Conversation) -> None:
        for kind in Answer.Kind:
            refused("performer-first", answer_turn, first(talk), by=cast.cleo, text="What then?", kind=kind)
        assert not Answer.objects.exists()

    def test_after_the_performer_wrote_the_coach_writes(self, cast: Cast, talk: Conversation) -> None:
        answer_turn(first(talk), by=cast.pia, text="By telling me what counts.")
        said = answer_turn(first(talk), by=cast.cleo, text="What counts for you?", kind="question")
        assert (said.kind, first(talk).coach_wrote) == ("question", True)

    def test_after_the_performer_skipped_too(self, cast: Cast, talk: Conversation) -> None:
        skip_turn(first(talk), by=cast.pia)
        assert answer_turn(first(talk), by=cast.cleo, text="Another time, then?", kind="question").version == 1

    def test_only_the_performer_skips(self, cast: Cast, talk: Conversation) -> None:
        refused("only-performer-skips", skip_turn, first(talk), by=cast.cleo)

    def test_skipping_is_not_for_ever(self, cast: Cast, talk: Conversation) -> None:
        skip_turn(first(talk), by=cast.pia)
        answer_turn(first(talk), by=cast.pia, text="Now I know.")
        assert first(talk).performer == "wrote"
        assert skip_turn(first(talk), by=cast.pia).performer == "wrote"

    def test_the_database_itself_refuses_a_coach_who_writes_first(self, talk: Conversation) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Turn.objects.filter(conversation=talk).update(coach_wrote=True)

    def test_the_coach_says_what_it_is(self, cast: Cast, talk: Conversation) -> None:
        skip_turn(first(talk), by=cast.pia)
        assert refused("say-what-it-is", answer_turn, first(talk), by=cast.cleo, text="Hm.").field == "kind"

    def test_at_their_own_screens_the_coach_does_not_leaf_on_over_the_performer(
        self, cast: Cast, talk: Conversation
    ) -> None:
        refused("performer-first", next_turn, talk, by=cast.cleo)
        assert next_turn(talk, by=cast.pia).position == 1
        change_mode(talk, by=cast.cleo, mode=TABLE)
        assert next_turn(talk, by=cast.cleo).position == 2

    def test_others_find_nothing(self, cast: Cast, talk: Conversation) -> None:
        for stranger in (cast.lena, cast.toni, cast.otto, cast.ada):
            with pytest.raises(NotHere):
                answer_turn(first(talk), by=stranger, text="Me too")
            with pytest.raises(NotHere):
                write_shared_notes(talk, by=stranger, text="Hm", version=0)
            with pytest.raises(NotHere):
                write_private_note(talk, by=stranger, text="Hm")
            with pytest.raises(NotHere):
                add_topic(cast.pair, by=stranger, text="Hm")

    def test_a_changed_answer_from_another_window_is_not_overwritten(self, cast: Cast, talk: Conversation) -> None:
        answer_turn(first(talk), by=cast.pia, text="One", version=0)
        answer_turn(first(talk), by=cast.pia, text="Two", version=1)
        assert refused("stale", answer_turn, first(talk), by=cast.pia, text="Three", version=1).about == {
            "version": 2,
            "text": "Two",
        }

    def test_words_that_are_none_are_refused(self, cast: Cast, talk: Conversation) -> None:
        assert refused("no-words", answer_turn, first(talk), by=cast.pia, text="  \n").field == "text"


class TestLeafing:
    def test_two_thumbs_at_once_turn_one_page(self, cast: Cast) -> None:
        talk = start_talk(cast.pair, by=cast.pia)
        next_turn(talk, by=cast.pia, position=0)
        assert next_turn(talk, by=cast.cleo, position=0).position == 1

    def test_it_stops_at_both_ends(self, cast: Cast) -> None:
        talk = start_talk(cast.pair, by=cast.pia)
        assert previous_turn(talk, by=cast.pia).position == 0
        for _ in range(20):
            next_turn(talk, by=cast.pia)
        talk.refresh_from_db()
        assert talk.position == talk.turns.count() - 1

    def test_the_part_of_the_coach_is_said_once(self, cast: Cast, talk: Conversation) -> None:
        assert say_part_first(talk, by=cast.cleo).part_said


class TestPhrases:
    def test_on_the_performers_phone_they_are_the_performers_words(self, cast: Cast) -> None:
        talk = start_talk(cast.pair, by=cast.pia)
        note_phrase(first(talk), by=cast.pia, text="I look like the slow one.")
        said = note_phrase(first(talk), by=cast.pia, text="Four times yesterday.")
        assert isinstance(said, Answer)
        assert said.text == "I look like the slow one.\nFour times yesterday."

    def test_on_the_coachs_phone_they_go_to_the_shared_notes(self, cast: Cast) -> None:
        talk = start_talk(cast.pair, by=cast.cleo)
        note_phrase(first(talk), by=cast.cleo, text="I look like the slow one.")
        note_phrase(first(talk), by=cast.cleo, text="Four times.")
        notes = SharedNotes.objects.get(conversation=talk)
        assert "“I look like the slow one.”" in notes.text
        assert "“Four times.”" in notes.text
        assert not Answer.objects.exists()


class TestSharedNotes:
    def test_a_save_from_the_newest_version_is_kept(self, cast: Cast, talk: Conversation) -> None:
        notes = write_shared_notes(talk, by=cast.pia, text="Parts desk.\n", version=0)
        assert (notes.version, notes.taken_as, notes.text) == (1, 1, "Parts desk.\n")

    def test_a_late_save_is_merged(self, cast: Cast, talk: Conversation) -> None:
        write_shared_notes(talk, by=cast.pia, text="One.\nTwo.\n", version=0)
        write_shared_notes(talk, by=cast.pia, text="Zero.\nOne.\nTwo.\n", version=1)
        notes = write_shared_notes(talk, by=cast.cleo, text="One.\nTwo.\nThree.\n", version=1)
        assert notes.text == "Zero.\nOne.\nTwo.\nThree.\n"

    def test_whoever_goes_on_typing_after_a_merge_loses_nothing_of_the_other(
        self, cast: Cast, talk: Conversation
    ) -> None:
        write_shared_notes(talk, by=cast.pia, text="One.\n", version=0)
        write_shared_notes(talk, by=cast.pia, text="Zero.\nOne.\n", version=1)
        notes = write_shared_notes(talk, by=cast.cleo, text="One.\nTwo.\n", version=1)
        notes = write_shared_notes(talk, by=cast.cleo, text="One.\nTwo.\nThree.\n", version=notes.taken_as)
        notes = write_shared_notes(talk, by=cast.cleo, text="One.\nTwo.\nThree!\n", version=notes.taken_as)
        assert notes.text == "Zero.\nOne.\nTwo.\nThree!\n"

    def test_changes_of_the_same_words_are_refused_with_both_versions(self, cast: Cast, talk: Conversation) -> None:
        write_shared_notes(talk, by=cast.pia, text="Ask Otto.", version=0)
        write_shared_notes(talk, by=cast.pia, text="Ask Lena.", version=1)
        said = refused("stale", write_shared_notes, talk, by=cast.cleo, text="Ask Ruth.", version=1)
        assert said.about == {"version": 2, "text": "Ask Lena."}
        assert SharedNotes.objects.get(conversation=talk).text == "Ask Lena."

    def test_the_same_save_twice_is_one(self, cast: Cast, talk: Conversation) -> None:
        write_shared_notes(talk, by=cast.pia, text="Ask Otto.", version=0)
        assert write_shared_notes(talk, by=cast.pia, text="Ask Otto.", version=0).version == 1

    def test_only_the_last_versions_are_kept(self, cast: Cast, talk: Conversation) -> None:
        for number in range(VERSIONS_KEPT + 10):
            write_shared_notes(talk, by=cast.pia, text=f"Line {number}", version=number)
        assert NotesVersion.objects.count() <= VERSIONS_KEPT + 1
        refused("stale", write_shared_notes, talk, by=cast.cleo, text="Very late", version=1)

    def test_a_line_can_be_added_after_the_end(self, cast: Cast, talk: Conversation) -> None:
        close_talk(talk, by=cast.pia, ended_with="nothing")
        assert write_shared_notes(talk, by=cast.cleo, text="Forgot this.", version=0).text == "Forgot this."


class TestPrivateNotes:
    def test_only_their_author_has_them_and_the_journal_knows_nothing(self, cast: Cast, talk: Conversation) -> None:
        deeds = Deed.objects.count()
        note = write_private_note(talk, by=cast.pia, text="I felt rushed.")
        assert readers(note) == [cast.pia]
        assert not rows(cast.cleo, "see", PrivateNote).exists()
        assert Deed.objects.count() == deeds

    def test_another_window_is_not_overwritten(self, cast: Cast, talk: Conversation) -> None:
        write_private_note(talk, by=cast.pia, text="One", version=0)
        assert refused("stale", write_private_note, talk, by=cast.pia, text="Two", version=0).about["text"] == "One"

    def test_they_can_be_written_when_the_pair_has_ended(self, cast: Cast, talk: Conversation) -> None:
        end(cast.pair, by=cast.cleo)
        assert write_private_note(talk, by=cast.pia, text="For me.").version == 1


class TestTopics:
    def test_they_stay_until_they_are_done(self, cast: Cast, clock: Clock) -> None:
        topic = add_topic(cast.pair, by=cast.pia, text="The night rota")
        clock.forward(days=100)
        assert rows(cast.cleo, "see", Topic).get().state == "open"
        assert finish_topic(topic, by=cast.cleo).closed_on is not None
        assert reopen_topic(topic, by=cast.pia).closed_on is None
        assert drop_topic(topic, by=cast.pia).state == "dropped"


class TestClosing:
    def test_nothing_today_and_that_is_fine(self, cast: Cast, talk: Conversation) -> None:
        closed = close_talk(talk, by=cast.pia, ended_with="nothing")
        assert (closed.is_closed, closed.ended_with) == (True, "nothing")
        refused("talk-closed", next_turn, talk, by=cast.pia)
        refused("talk-closed", answer_turn, first(talk), by=cast.pia, text="Late")

    def test_all_at_once(self, cast: Cast, talk: Conversation, clock: Clock) -> None:
        when = clock.now + timedelta(days=14)
        close_talk(
            talk,
            by=cast.cleo,
            ended_with="one-thing",
            worth="yes",
            different="Shorter",
            next_at=when,
            start_here="Otto",
        )
        assert Conversation.objects.planned().get().planned_for == when
        assert StartHere.objects.get().text == "Otto"

    def test_the_next_date_moves_what_was_planned(self, cast: Cast, talk: Conversation, clock: Clock) -> None:
        planned = plan_talk(cast.pair, by=cast.pia, when=clock.now + timedelta(days=20))
        close_talk(talk, by=cast.pia, ended_with="nothing", next_at=clock.now + timedelta(days=7))
        planned.refresh_from_db()
        assert planned.planned_for == clock.now + timedelta(days=7)

    def test_when_both_close_both_are_heard(self, cast: Cast, talk: Conversation) -> None:
        close_talk(talk, by=cast.pia, ended_with="one-thing", worth="yes")
        again = close_talk(talk, by=cast.cleo, ended_with="nothing", worth="partly")
        assert again.ended_with == "one-thing"
        assert ClosingWords.objects.count() == 2

    def test_closing_words_are_seen_once_both_have_spoken(self, cast: Cast, talk: Conversation) -> None:
        words = close_talk(talk, by=cast.pia, ended_with="nothing", worth="partly", different="Less haste")
        assert words.is_closed
        mine = rows(cast.pia, "see", ClosingWords).get()
        assert readers(mine) == [cast.pia]
        assert not rows(cast.cleo, "see", ClosingWords).exists()
        say_closing_words(talk, by=cast.cleo)
        assert rows(cast.cleo, "see", ClosingWords).filter(by=cast.pia).get().different == "Less haste"
        assert set(readers(ClosingWords.objects.get(by=cast.pia))) == {cast.pia, cast.cleo}
        say_closing_words(talk, by=cast.pia, worth="yes")
        assert rows(cast.pia, "see", ClosingWords).count() == 2

    def test_start_here_is_private_and_replaced(self, cast: Cast) -> None:
        deeds = Deed.objects.count()
        write_start_here(cast.pair, by=cast.cleo, text="Her rota")
        write_start_here(cast.pair, by=cast.cleo, text="Her week")
        assert [line.text for line in rows(cast.cleo, "see", StartHere)] == ["Her week"]
        assert not rows(cast.pia, "see", StartHere).exists()
        write_start_here(cast.pair, by=cast.cleo, text="")
        assert not StartHere.objects.exists()
        assert Deed.objects.count() == deeds

    def test_the_primer_is_read_once(self, cast: Cast, clock: Clock) -> None:
        mark_primer_seen(by=cast.cleo)
        clock.forward(days=3)
        mark_primer_seen(by=cast.cleo)
        assert Person.objects.get(pk=cast.cleo.pk).primer_seen_on == (clock.now - timedelta(days=3)).date()


@pytest.mark.django_db(transaction=True)
class TestAtTheSameMoment:
    def test_two_starts_leave_one_talk(self, cast: Cast) -> None:
        given = at_once(
            lambda: start_talk(cast.pair, by=cast.pia),
            lambda: start_talk(cast.pair, by=cast.cleo, mode=SCREENS),
            lambda: start_talk(cast.pair, by=cast.pia, guide="grow"),
        )
        talk = Conversation.objects.get()
        assert given.count(talk) == 1
        for other in given:
            if other != talk:
                assert isinstance(other, Refusal)
                assert (other.code, other.about) == ("talk-running", {"conversation": talk.pk})

    def test_without_the_lock_the_database_still_holds_one(self, cast: Cast, clock: Clock) -> None:
        def begin() -> Conversation:
            return Conversation.objects.create(pair=cast.pair, by=cast.pia, started_at=clock.now)

        given = at_once(begin, begin)
        assert Conversation.objects.count() == 1
        assert sum(isinstance(one, IntegrityError) for one in given) == 1

    def test_two_plans_leave_one(self, cast: Cast, clock: Clock) -> None:
        given = at_once(
            *(
                lambda d=days: plan_talk(cast.pair, by=cast.pia, when=clock.now + timedelta(days=d))
                for days in (1, 2, 3)
            )
        )
        assert Conversation.objects.count() == 1
        assert sum(isinstance(one, Refusal) for one in given) == 2

    def test_two_who_write_notes_lose_nothing(self, cast: Cast) -> None:
        talk = start_talk(cast.pair, by=cast.pia)

        def write(person: Person) -> None:
            version, text = 0, ""
            for number in range(6):
                text += f"{person}-{number}\n"
                version = write_shared_notes(talk, by=person, text=text, version=version).taken_as

        assert at_once(lambda: write(cast.pia), lambda: write(cast.cleo)) == [None, None]
        kept = SharedNotes.objects.get(conversation=talk).text.split()
        assert sorted(kept) == sorted(f"{person}-{number}" for person in (cast.pia, cast.cleo) for number in range(6))

    def test_however_they_race_the_coach_is_never_first(self, cast: Cast) -> None:
        for number in range(4):
            talk = start_talk(cast.pair, by=cast.pia, mode=SCREENS)
            turn = first(talk)
            given = at_once(
                partial(answer_turn, turn, by=cast.cleo, text="What then?", kind="question"),
                partial(skip_turn, turn, by=cast.pia),
            )
            assert isinstance(given[0], Answer | Refusal), number
            assert not Turn.objects.filter(coach_wrote=True, performer="").exists()
            close_talk(talk, by=cast.pia, ended_with="nothing")


def test_a_pair_of_others_keeps_its_talks_apart(cast: Cast) -> None:
    theirs = Pair.objects.create(performer=cast.lena, coach=cast.toni, kind="reverse", began_on=cast.pair.began_on)
    talk = start_talk(theirs, by=cast.lena)
    assert start_talk(cast.pair, by=cast.pia) != talk
    assert not rows(cast.pia, "see", Conversation).filter(pk=talk.pk).exists()
