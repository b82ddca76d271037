"""The talk in the browser's eyes: what each side is shown, who may not, what is said when it is not possible now."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from alongside.conversations.actions import (
    add_topic,
    answer_turn,
    change_mode,
    close_talk,
    next_turn,
    plan_talk,
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
    PrivateNote,
    SharedNotes,
    StartHere,
    Topic,
    Turn,
)
from alongside.focus.actions import choose_focus, say_word, set_aside
from alongside.focus.models import Commitment, Focus, Word
from alongside.lifecycle.ending import end_together
from alongside.lifecycle.forgetting import forget
from alongside.pairs.actions import end, pause
from alongside.people.models import Person
from alongside.reflections.actions import begin_reflection, bring_card, keep_answer
from tests.cast import Cast, pair_up
from tests.conftest import MONDAY, Clock

pytestmark = pytest.mark.usefixtures("clock")
TABLE, SCREENS = Conversation.Mode.TABLE, Conversation.Mode.SCREENS
HTMX = {"HX-Request": "true"}


def as_person(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def pia(cast: Cast) -> Client:
    return as_person(cast.pia)


@pytest.fixture
def cleo(cast: Cast) -> Client:
    return as_person(cast.cleo)


@pytest.fixture
def talk(cast: Cast) -> Conversation:
    return start_talk(cast.pair, by=cast.cleo, mode=SCREENS)


def at(name: str, row: Any) -> str:
    return reverse(f"talks:{name}", args=[row.pk])


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def first(talk: Conversation) -> Turn:
    return Turn.objects.get(conversation=talk, position=0)


def have_talked(cast: Cast, clock: Clock, *, days: int = 14) -> None:
    """One talk with one thing that came out of it, some time ago."""
    talk = start_talk(cast.pair, by=cast.cleo)
    choose_focus(
        cast.pair,
        by=cast.pia,
        aim="Answer a ward without waiting for the parts desk",
        performer_will="write down each call-back",
        coach_will="Ask Otto for read access to the stock.",
        look_back_on=(clock.now + timedelta(days=14)).date(),
        chosen_in=talk,
    )
    close_talk(talk, by=cast.pia, ended_with="one-thing")
    clock.forward(days=days)


class TestBefore:
    def test_the_first_time_the_performer_sees_the_first_question_at_once(self, cast: Cast, pia: Client) -> None:
        said = text_of(pia.get(at("begin", cast.pair)))
        assert "How can I help you achieve better outcomes?" in said
        assert "No typing needed. Silence is fine." in said

    def test_going_on_begins_the_talk_at_the_second_question(self, cast: Cast, pia: Client) -> None:
        answer = pia.post(at("start", cast.pair), {"in_place": "1", "leaf": "1"}, follow=True)
        talk = Conversation.objects.get()
        assert (talk.position, talk.mode) == (1, "table")
        assert "What is your work like, as it really is?" in text_of(answer)

    def test_a_first_phrase_begins_the_talk_too(self, cast: Cast, pia: Client) -> None:
        pia.post(at("start", cast.pair), {"in_place": "1", "phrase": "By listening."})
        assert Answer.objects.get().text == "By listening."

    def test_the_coach_is_told_to_ask_and_wait(self, cast: Cast, cleo: Client) -> None:
        said = text_of(cleo.get(at("begin", cast.pair)))
        assert "Ask. Wait. Don't fix yet." in said
        assert "Pia may show you something, or nothing." in said
        assert "Three minutes before your first talk as a coach" in said

    def test_the_primer_is_offered_until_it_was_read(self, cast: Cast, cleo: Client) -> None:
        address = f"{reverse('talks:primer')}?pair={cast.pair.pk}"
        assert "count silently to seven" in text_of(cleo.get(address))
        assert cleo.post(address)["Location"] == at("begin", cast.pair)
        assert "Three minutes before" not in text_of(cleo.get(at("begin", cast.pair)))

    def test_what_was_shown_lies_on_the_table(self, cast: Cast, cleo: Client) -> None:
        card = begin_reflection(by=cast.pia, pair=cast.pair).cards.get(slug="harder")
        bring_card(keep_answer(card, by=cast.pia, text="I wait for the parts desk."), cast.pair, by=cast.pia)
        assert "I wait for the parts desk." in text_of(cleo.get(at("begin", cast.pair)))
        cleo.post(at("start", cast.pair), {"guide": "in-the-way", "mode": "screens"})
        said = text_of(cleo.get(at("page", Conversation.objects.get())))
        assert "Of all that, what would you clear away first?" in said
        assert "<h1>What makes your work harder" not in said

    def test_one_guide_and_two_more_are_offered_and_the_rest_on_request(self, cast: Cast, cleo: Client) -> None:
        assert text_of(cleo.get(at("begin", cast.pair))).count('name="guide"') == 3
        assert text_of(cleo.get(at("begin", cast.pair) + "?guides=all")).count('name="guide"') >= 7

    def test_planning_is_in_the_persons_own_time(self, cast: Cast, pia: Client, cleo: Client) -> None:
        Person.objects.filter(pk=cast.pia.pk).update(time_zone="Europe/Berlin")
        pia.post(at("plan", cast.pair), {"day": "2026-03-05", "time": "10:30"})
        planned = Conversation.objects.get()
        assert planned.planned_for is not None
        assert planned.planned_for.isoformat() == "2026-03-05T09:30:00+00:00"
        assert "Thursday, 5 March, 10:30" in text_of(pia.get(at("begin", cast.pair)))
        said = text_of(cleo.get(at("begin", cast.pair)))
        assert "Thursday, 5 March, 09:30" in said
        assert "That is 10:30 where Pia is." in said

    def test_a_day_that_is_past_is_said_at_the_form(self, cast: Cast, pia: Client) -> None:
        answer = pia.post(at("plan", cast.pair), {"day": "2026-02-05", "time": "10:30"})
        assert answer.status_code == 409
        assert "That moment has passed." in text_of(answer)
        assert 'value="2026-02-05"' in text_of(answer)

    def test_it_is_moved_and_called_off(self, cast: Cast, clock: Clock, cleo: Client) -> None:
        planned = plan_talk(cast.pair, by=cast.pia, when=clock.now + timedelta(days=2))
        cleo.post(at("move", planned), {"day": "2026-03-09", "time": "09:00"})
        planned.refresh_from_db()
        assert planned.planned_for == clock.now + timedelta(days=7)
        cleo.post(at("cancel", planned))
        assert not Conversation.objects.planned().exists()

    def test_after_a_gap_nothing_is_late(self, cast: Cast, clock: Clock, pia: Client) -> None:
        have_talked(cast, clock, days=37)
        said = text_of(pia.get(at("begin", cast.pair)))
        assert "Five weeks. Pick up, shrink or set aside?" in said
        for word in ("late", "overdue", "missed", "failed"):
            assert f" {word}" not in said.lower().replace("later", "")

    def test_start_here_comes_back_five_minutes_before(self, cast: Cast, clock: Clock, cleo: Client) -> None:
        have_talked(cast, clock)
        write_start_here(cast.pair, by=cast.cleo, text="Ask about the rota")
        plan_talk(cast.pair, by=cast.pia, when=clock.now + timedelta(minutes=6))
        assert "Ask about the rota" not in text_of(cleo.get(at("begin", cast.pair)))
        clock.forward(minutes=1)
        assert "Ask about the rota" in text_of(cleo.get(at("begin", cast.pair)))
        assert "Ask about the rota" not in text_of(as_person(cast.pia).get(at("begin", cast.pair)))

    def test_what_was_shown_after_a_talk_is_there_wherever_the_two_are(self, cast: Cast, clock: Clock) -> None:
        """Where the performer is it is still the day of the talk; in UTC, where the coach is, the day after."""
        cast.pia.time_zone = "America/Los_Angeles"
        cast.pia.save()
        harder = begin_reflection(by=cast.pia, pair=cast.pair).cards.get(slug="harder")
        clock.set(MONDAY.replace(hour=23))
        talk = start_talk(cast.pair, by=cast.cleo)
        clock.forward(hours=2)
        close_talk(talk, by=cast.cleo, ended_with="nothing")
        bring_card(keep_answer(harder, by=cast.pia, text="I wait for the parts desk."), cast.pair, by=cast.pia)
        for who in (cast.cleo, cast.pia, cast.cleo):
            assert "I wait for the parts desk." in text_of(as_person(who).get(at("begin", cast.pair)))
        clock.forward(days=1)
        close_talk(start_talk(cast.pair, by=cast.cleo), by=cast.cleo, ended_with="nothing")
        for who in (cast.cleo, cast.pia):
            assert "I wait for the parts desk." not in text_of(as_person(who).get(at("begin", cast.pair)))

    def test_who_wants_to_stop_is_offered_the_closing_talk_that_the_page_leads_to(
        self, cast: Cast, pia: Client, clock: Clock
    ) -> None:
        have_talked(cast, clock)
        before = text_of(pia.get(at("begin", cast.pair)))
        assert 'value="closing"' not in before
        there = f"{at('begin', cast.pair)}?guide=closing"
        assert there in text_of(pia.get(reverse("pairs:end", args=[cast.pair.pk])))
        said = text_of(pia.get(there))
        assert 'value="closing" checked' in said and "You&#x27;re ending this together." in said

    def test_who_begins_while_the_other_just_did_joins(self, cast: Cast, talk: Conversation, pia: Client) -> None:
        assert pia.post(at("start", cast.pair))["Location"] == at("page", talk)
        assert pia.get(at("begin", cast.pair))["Location"] == at("page", talk)

    def test_a_pair_that_rests_or_has_ended_gets_a_sentence(self, cast: Cast, pia: Client) -> None:
        pause(cast.pair, by=cast.cleo)
        answer = pia.post(at("start", cast.pair))
        assert answer.status_code == 409
        assert "Coaching rests" in text_of(answer)
        end(cast.pair, by=cast.pia)
        assert pia.get(at("begin", cast.pair)).status_code == 409
        assert not Conversation.objects.exists()

    def test_a_talk_that_was_under_way_then_says_so_at_once(self, cast: Cast, talk: Conversation, cleo: Client) -> None:
        end(cast.pair, by=cast.pia)
        answer = cleo.get(at("page", talk))
        assert answer.status_code == 200
        assert "The two of you have ended this." in text_of(answer)


class TestTheCard:
    def test_the_coach_waits_for_the_performer(self, cast: Cast, talk: Conversation, cleo: Client) -> None:
        said = text_of(cleo.get(at("page", talk)))
        assert "Pia goes first." in said
        assert "<textarea" not in said.split('id="card"')[1].split("<aside")[0]
        answer = cleo.post(at("answer", first(talk)), {"text": "What then?", "kind": "question", "version": "0"})
        assert answer.status_code == 409
        assert not Answer.objects.exists()

    def test_then_it_is_the_coachs_turn(self, cast: Cast, talk: Conversation, pia: Client, cleo: Client) -> None:
        pia.post(at("answer", first(talk)), {"text": "Get me access to the stock.", "version": "0"})
        said = text_of(cleo.get(at("page", talk)))
        assert "Get me access to the stock." in said
        assert "Show Pia" in said
        cleo.post(at("answer", first(talk)), {"text": "What would change?", "kind": "question", "version": "0"})
        assert "What would change?" in text_of(pia.get(at("page", talk)))

    def test_a_skip_is_seen_and_only_the_performer_skips(self, talk: Conversation, pia: Client, cleo: Client) -> None:
        assert cleo.post(at("skip", first(talk))).status_code == 409
        pia.post(at("skip", first(talk)))
        assert "Pia skipped this one." in text_of(cleo.get(at("page", talk)))

    def test_advice_is_met_with_ask_first(self, cast: Cast, talk: Conversation, cleo: Client) -> None:
        skip_turn(first(talk), by=cast.pia)
        advice = {"text": "You should talk to Otto.", "kind": "observation", "version": "0"}
        answer = cleo.post(at("answer", first(talk)), advice)
        assert answer.status_code == 422
        assert "Ask first?" in text_of(answer)
        assert not Answer.objects.exists()
        swapped = text_of(cleo.post(at("answer", first(talk)), advice | {"swap": "1"}))
        assert "May I share an idea? You could talk to Otto." in swapped
        assert not Answer.objects.exists()

    def test_sending_it_again_keeps_it(self, cast: Cast, talk: Conversation, cleo: Client) -> None:
        skip_turn(first(talk), by=cast.pia)
        advice = {"text": "You should talk to Otto.", "kind": "offer", "version": "0"}
        cleo.post(at("answer", first(talk)), advice | {"asked": advice["text"]})
        assert Answer.objects.get().text == "You should talk to Otto."

    def test_other_advice_is_asked_about_again(self, cast: Cast, talk: Conversation, cleo: Client) -> None:
        skip_turn(first(talk), by=cast.pia)
        advice = {
            "text": "You should talk to Ruth.",
            "kind": "offer",
            "version": "0",
            "asked": "You should talk to Otto.",
        }
        assert "Ask first?" in text_of(cleo.post(at("answer", first(talk)), advice))

    def test_what_was_typed_stays_when_it_can_not_be_taken(self, cast: Cast, talk: Conversation, pia: Client) -> None:
        answer_turn(first(talk), by=cast.pia, text="From the other window")
        answer = pia.post(at("answer", first(talk)), {"text": "From this one", "version": "0"})
        assert answer.status_code == 409
        said = text_of(answer)
        assert "From this one" in said
        assert "From the other window" in said

    def test_a_phrase_leads_to_the_one_thing(self, cast: Cast, talk: Conversation, pia: Client, cleo: Client) -> None:
        said = answer_turn(first(talk), by=cast.pia, text="No more call-backs")
        way = f"?talk={talk.pk}&amp;phrase={said.pk}"
        assert way in text_of(pia.get(at("page", talk)))
        assert way in text_of(cleo.get(at("page", talk)))

    def test_a_talk_left_open_is_not_late(self, cast: Cast, talk: Conversation, clock: Clock, pia: Client) -> None:
        assert "This talk began on" not in text_of(pia.get(at("page", talk)))
        clock.forward(days=9)
        assert "This talk began on 2 March. Go on with it, or" in text_of(pia.get(at("page", talk)))

    def test_on_the_table_nothing_need_be_typed(self, cast: Cast, talk: Conversation, cleo: Client) -> None:
        change_mode(talk, by=cast.cleo, mode=TABLE)
        answer = cleo.post(at("leaf", talk), {"position": "0", "way": "on"}, headers=HTMX)
        assert text_of(answer).startswith('<div id="card"')
        assert "What is your work like, as it really is?" in text_of(answer)
        cleo.post(at("leaf", talk), {"position": "1", "way": "back"})
        talk.refresh_from_db()
        assert talk.position == 0

    def test_a_phrase_is_noted_on_either_phone(self, cast: Cast, talk: Conversation, pia: Client, cleo: Client) -> None:
        pia.post(at("phrase", first(talk)), {"text": "I look like the slow one."})
        cleo.post(at("phrase", first(talk)), {"text": "Four times."})
        assert Answer.objects.get().text == "I look like the slow one."
        assert "“Four times.”" in SharedNotes.objects.get().text

    def test_it_can_be_moved_between_table_and_screens(self, talk: Conversation, pia: Client) -> None:
        pia.post(at("mode", talk), {"mode": "table"})
        talk.refresh_from_db()
        assert talk.mode == "table"
        assert "No typing needed." in text_of(pia.get(at("page", talk)))

    def test_private_lines_do_not_lie_on_the_table(self, cast: Cast, clock: Clock, cleo: Client) -> None:
        have_talked(cast, clock)
        write_start_here(cast.pair, by=cast.cleo, text="Ask about the rota")
        talk = start_talk(cast.pair, by=cast.cleo, mode=TABLE)
        write_private_note(talk, by=cast.cleo, text="She looks tired.")
        said = text_of(cleo.get(at("page", talk)))
        assert "Ask about the rota" not in said
        assert "She looks tired." not in said


class TestThePulse:
    def seen(self, said: str) -> str:
        return said.split("?seen=")[1].split('"')[0].split("&amp;")[0]

    def test_nothing_new_is_an_empty_answer(self, talk: Conversation, cleo: Client) -> None:
        seen = self.seen(text_of(cleo.get(at("page", talk))))
        assert cleo.get(at("pulse", talk), {"seen": seen}, headers=HTMX).status_code == 204

    def test_the_others_words_appear(self, cast: Cast, talk: Conversation, cleo: Client) -> None:
        seen = self.seen(text_of(cleo.get(at("page", talk))))
        answer_turn(first(talk), by=cast.pia, text="By listening.")
        answer = cleo.get(at("pulse", talk), {"seen": seen}, headers=HTMX)
        assert answer["HX-Retarget"] == "#card"
        assert "By listening." in text_of(answer)

    def test_who_is_typing_keeps_the_words(self, cast: Cast, talk: Conversation, pia: Client) -> None:
        seen = self.seen(text_of(pia.get(at("page", talk))))
        change_mode(talk, by=cast.cleo, mode=TABLE)
        next_turn(talk, by=cast.cleo)
        answer = pia.get(at("pulse", talk), {"seen": seen, "typing": "1"}, headers=HTMX)
        assert "Something is new." in text_of(answer)
        assert (answer["HX-Retarget"], answer["HX-Reswap"]) == (
            "#news",
            "innerHTML",
        )  # never the card, where the words are

    def test_what_comes_by_itself_takes_nobody_from_their_notes(
        self, cast: Cast, talk: Conversation, cleo: Client
    ) -> None:
        seen = self.seen(text_of(cleo.get(at("page", talk))))
        answer_turn(first(talk), by=cast.pia, text="By listening.")
        assert "autofocus" not in text_of(cleo.get(at("pulse", talk), {"seen": seen}, headers=HTMX))

    def test_the_end_is_seen_too(self, cast: Cast, talk: Conversation, pia: Client) -> None:
        close_talk(talk, by=cast.cleo, ended_with="nothing")
        assert pia.get(at("pulse", talk), {"seen": ""}, headers=HTMX)["HX-Redirect"] == at("close", talk)

    def test_words_for_a_talk_that_was_closed_meanwhile_stay_where_they_are(
        self, cast: Cast, talk: Conversation, pia: Client
    ) -> None:
        close_talk(talk, by=cast.cleo, ended_with="nothing")
        for name in ("answer", "phrase"):
            refused = pia.post(
                reverse(f"talks:{name}", args=[first(talk).pk]),
                {"text": "Third and more.", "version": 0},
                headers=HTMX | {"X-Person": str(cast.pia.pk)},
            )
            assert refused.status_code == 409 and "This talk is closed." in refused.json()["sentence"]

    def test_what_should_be_different_needs_no_word_on_the_worth(
        self, cast: Cast, talk: Conversation, pia: Client
    ) -> None:
        close_talk(talk, by=cast.pia, ended_with="nothing", different="Less hurry")
        told = text_of(pia.get(at("page", talk)))
        assert "Less hurry" in told and "Nothing to add" not in told

    def test_notes_of_an_ended_pair_are_read_and_not_written(self, cast: Cast, talk: Conversation, pia: Client) -> None:
        write_shared_notes(talk, by=cast.pia, text="Ask Otto first.", version=0)
        end_together(cast.pair, by=cast.pia)
        told = pia.get(at("page", talk)).content.decode()
        assert "Ask Otto first." in told and 'id="ours-form"' not in told and "read and write" not in told


class TestThePartOfTheCoach:
    def test_it_opens_with_the_coachs_commitment(self, cast: Cast, clock: Clock, cleo: Client, pia: Client) -> None:
        have_talked(cast, clock)
        say_word(Commitment.objects.get(side="coach"), by=cast.cleo, text="He is back on Tuesday.")
        talk = start_talk(cast.pair, by=cast.cleo, guide="grow")
        for client in (cleo, pia):
            said = text_of(client.get(at("page", talk)))
            assert "First, my part: I said I'd ask Otto for read access to the stock." in said.replace("&#x27;", "'")
            assert "Not done yet. Here's why:" in said.replace("&#x27;", "'")
            assert "He is back on Tuesday." in said
        assert first(talk).question in text_of(cleo.post(at("part", talk), headers=HTMX))

    def test_why_can_be_said_right_there(self, cast: Cast, clock: Clock, cleo: Client) -> None:
        have_talked(cast, clock)
        talk = start_talk(cast.pair, by=cast.cleo, mode=SCREENS)
        cleo.post(at("part", talk), {"text": "Otto was ill."})
        assert Word.objects.get().text == "Otto was ill."

    def test_of_a_closed_one_thing_it_says_so_and_asks_for_nothing(
        self, cast: Cast, clock: Clock, cleo: Client, pia: Client
    ) -> None:
        have_talked(cast, clock)
        sentences = {"learning": "It solved itself.", "helped": "A new list.", "hindered": "Nothing."}
        set_aside(Focus.objects.get(), by=cast.pia, **sentences)
        talk = start_talk(cast.pair, by=cast.cleo, mode=SCREENS)
        for client in (cleo, pia):
            told = text_of(client.get(at("page", talk)))
            assert "We have closed our one thing since then." in told and "Not done yet" not in told
            assert "can read this, with your one thing" not in told

    def test_the_performer_can_not_say_it_for_the_coach(self, cast: Cast, clock: Clock, pia: Client) -> None:
        have_talked(cast, clock)
        talk = start_talk(cast.pair, by=cast.cleo, mode=SCREENS)
        pia.post(at("part", talk), {"text": "She forgot."})
        assert not Word.objects.exists()

    def test_the_first_talk_opens_with_the_question(self, talk: Conversation, cleo: Client) -> None:
        assert "First, my part" not in text_of(cleo.get(at("page", talk)))


class TestNotes:
    def save(self, client: Client, person: Person, name: str, talk: Conversation, text: str, version: int) -> Any:
        return client.post(at(name, talk), {"text": text, "version": version}, headers={"X-Person": str(person.pk)})

    def test_they_keep_themselves(self, cast: Cast, talk: Conversation, pia: Client) -> None:
        answer = self.save(pia, cast.pia, "shared", talk, "Parts desk.", 0)
        assert (answer.status_code, answer.json(), answer["X-Person"]) == (200, {"version": 1}, str(cast.pia.pk))

    def test_a_late_save_is_merged_and_typing_goes_on(
        self, cast: Cast, talk: Conversation, pia: Client, cleo: Client
    ) -> None:
        self.save(pia, cast.pia, "shared", talk, "Hers.\n", 0)
        version = self.save(cleo, cast.cleo, "shared", talk, "Mine.\n", 0).json()["version"]
        self.save(cleo, cast.cleo, "shared", talk, "Mine.\nMore.\n", version)
        assert SharedNotes.objects.get().text == "Hers.\nMine.\nMore.\n"

    def test_where_both_changed_the_same_both_versions_are_given(
        self, cast: Cast, talk: Conversation, pia: Client, cleo: Client
    ) -> None:
        write_shared_notes(talk, by=cast.pia, text="Ask Otto.", version=0)
        self.save(pia, cast.pia, "shared", talk, "Ask Lena.", 1)
        answer = self.save(cleo, cast.cleo, "shared", talk, "Ask Ruth.", 1)
        assert answer.status_code == 409
        assert answer.json()["text"] == "Ask Lena."
        assert answer.json()["version"] == 2

    def test_a_line_says_that_the_other_wrote(self, cast: Cast, talk: Conversation, pia: Client) -> None:
        assert pia.get(at("shared", talk), {"version": "0"}, headers=HTMX).status_code == 204
        write_shared_notes(talk, by=cast.cleo, text="Ask Otto.", version=0)
        assert "Cleo wrote here, too." in text_of(pia.get(at("shared", talk), {"version": "0"}, headers=HTMX))

    def test_someone_elses_draft_is_not_taken(self, cast: Cast, talk: Conversation, pia: Client) -> None:
        assert self.save(pia, cast.cleo, "private", talk, "Hm", 0).status_code == 401
        assert not PrivateNote.objects.exists()

    def test_private_notes_are_the_authors(self, cast: Cast, talk: Conversation, pia: Client, cleo: Client) -> None:
        self.save(cleo, cast.cleo, "private", talk, "She looks tired.", 0)
        for page in ("page", "notes"):
            assert "She looks tired." in text_of(cleo.get(at(page, talk)))
            assert "She looks tired." not in text_of(pia.get(at(page, talk)))

    def test_without_a_script_a_form_keeps_them(self, talk: Conversation, pia: Client) -> None:
        answer = pia.post(at("shared", talk), {"text": "Parts desk.", "version": "0"}, follow=True)
        assert "Parts desk." in text_of(answer)

    def test_topics_are_put_on_the_list_and_taken_off(self, cast: Cast, pia: Client) -> None:
        answer = pia.post(at("topics", cast.pair), {"text": "The night rota"}, headers=HTMX)
        assert "The night rota" in text_of(answer)
        answer = pia.post(at("topic", Topic.objects.get()), {"state": "done"}, headers=HTMX)
        assert "The night rota" not in text_of(answer)
        assert pia.post(at("topic", Topic.objects.get()), {"state": "sideways"}).status_code == 409


class TestTheEnd:
    def test_it_asks_two_questions_and_prefills_the_next_date(
        self, cast: Cast, talk: Conversation, pia: Client
    ) -> None:
        said = text_of(pia.get(at("close", talk)))
        assert "Worth the time?" in said
        assert "What should be different?" in said
        assert "Nothing today, and that is fine." in said
        assert 'value="2026-03-16"' in said
        assert 'value="09:00"' in said

    def test_nothing_is_required(self, talk: Conversation, pia: Client) -> None:
        answer = pia.post(at("close", talk), follow=True)
        talk.refresh_from_db()
        assert (talk.is_closed, talk.ended_with) == (True, "nothing")
        assert "Done. Nothing more for now." in text_of(answer)

    def test_all_of_it(self, cast: Cast, talk: Conversation, pia: Client) -> None:
        given = {
            "worth": "partly",
            "different": "Less haste",
            "day": "2026-03-12",
            "time": "10:30",
            "start_here": "Rota",
        }
        answer = pia.post(at("close", talk), given, follow=True)
        assert "Done. Nothing more until Thursday, 12 March." in text_of(answer)
        assert ClosingWords.objects.get().different == "Less haste"
        assert StartHere.objects.get().author == cast.pia

    def test_it_ends_with_the_one_thing_that_was_chosen(self, cast: Cast, clock: Clock, pia: Client) -> None:
        have_talked(cast, clock)
        talk = start_talk(cast.pair, by=cast.pia)
        assert "Answer a ward without waiting" in text_of(pia.get(at("close", talk)))
        pia.post(at("close", talk))
        talk.refresh_from_db()
        assert talk.ended_with == "one-thing"

    def test_the_second_to_close_says_their_own_words(
        self, cast: Cast, talk: Conversation, pia: Client, cleo: Client
    ) -> None:
        pia.post(at("close", talk), {"worth": "partly", "different": "Less haste"})
        assert "Less haste" not in text_of(cleo.get(at("page", talk)))
        assert cleo.get(at("close", talk)).status_code == 200
        cleo.post(at("close", talk))
        assert "Less haste" in text_of(cleo.get(at("page", talk)))
        assert cleo.get(at("close", talk))["Location"] == at("page", talk)

    def test_a_day_without_a_time_is_asked_about(self, talk: Conversation, pia: Client) -> None:
        answer = pia.post(at("close", talk), {"day": "2026-03-12", "different": "Less haste"})
        assert answer.status_code == 422
        assert "At what time?" in text_of(answer)
        assert "Less haste" in text_of(answer)


class TestReadingItAgain:
    def test_what_was_said_is_there_and_ones_own_note(
        self, cast: Cast, talk: Conversation, pia: Client, cleo: Client
    ) -> None:
        answer_turn(first(talk), by=cast.pia, text="Get me access.")
        answer_turn(first(talk), by=cast.cleo, text="To what exactly?", kind="question")
        write_shared_notes(talk, by=cast.pia, text="Parts desk.", version=0)
        write_private_note(talk, by=cast.pia, text="I was nervous.")
        close_talk(talk, by=cast.pia, ended_with="nothing", worth="yes")
        said, theirs = text_of(pia.get(at("page", talk))), text_of(cleo.get(at("page", talk)))
        for words in ("Get me access.", "To what exactly?", "Parts desk.", "Nothing that day, and that was fine"):
            assert words in said
            assert words in theirs
        assert "I was nervous." in said
        assert "I was nervous." not in theirs

    def test_who_was_forgotten_leaves_no_empty_words_behind(self, cast: Cast, talk: Conversation, pia: Client) -> None:
        answer_turn(first(talk), by=cast.pia, text="Get me access.")
        answer_turn(first(talk), by=cast.cleo, text="To what exactly?", kind="question")
        close_talk(talk, by=cast.pia, ended_with="nothing", worth="yes")
        forget(cast.cleo)
        said = text_of(pia.get(at("page", talk)))
        assert "Get me access." in said
        assert "A question" not in said
        assert "opens here" not in said

    def test_a_former_coach_reads_the_talk_and_writes_nothing_more(
        self, cast: Cast, talk: Conversation, cleo: Client
    ) -> None:
        card = begin_reflection(by=cast.pia, pair=cast.pair).cards.get(slug="harder")
        bring_card(keep_answer(card, by=cast.pia, text="I wait for the parts desk."), cast.pair, by=cast.pia)
        close_talk(talk, by=cast.pia, ended_with="nothing")
        again = start_talk(cast.pair, by=cast.pia, guide="in-the-way")
        close_talk(again, by=cast.pia, ended_with="nothing")
        assert "I wait for the parts desk." in text_of(cleo.get(at("page", again)))
        end(cast.pair, by=cast.pia)
        said = cleo.get(at("page", again))
        assert said.status_code == 200
        assert "I wait for the parts desk." not in text_of(said)
        shared = cleo.post(at("shared", again), {"text": "More", "version": "0"})
        assert shared.status_code == 409
        assert cleo.post(at("topics", cast.pair), {"text": "More"}).status_code in {404, 409}


@pytest.fixture
def everything(cast: Cast, talk: Conversation, clock: Clock) -> dict[str, Any]:
    """Every address of talks with a row of Pia's and Cleo's."""
    add_topic(cast.pair, by=cast.pia, text="Rota")
    plan_talk(cast.pair, by=cast.pia, when=clock.now + timedelta(days=7))
    turn, planned = first(talk), Conversation.objects.planned().get()
    return {
        "begin": cast.pair,
        "start": cast.pair,
        "plan": cast.pair,
        "topics": cast.pair,
        "topic": Topic.objects.get(),
        "answer": turn,
        "skip": turn,
        "phrase": turn,
        "page": talk,
        "move": planned,
        "cancel": planned,
        "leaf": talk,
        "part": talk,
        "mode": talk,
        "pulse": talk,
        "notes": talk,
        "shared": talk,
        "private": talk,
        "close": talk,
    }


READ = {"begin", "page", "pulse", "notes", "close", "shared"}


@pytest.mark.parametrize("who", ["lena", "toni", "otto", "ada"])
def test_nobody_else_finds_anything(who: str, cast: Cast, everything: dict[str, Any]) -> None:
    """The lead, a team mate, somebody elsewhere, whoever runs the server; one of them coached Pia once, and coaches."""
    former = pair_up(cast.pia, cast.toni)
    end(former, by=cast.pia)
    pair_up(cast.lena, cast.otto)
    client = as_person(getattr(cast, who))
    for name, row in everything.items():
        answers = {client.get(at(name, row)).status_code, client.post(at(name, row), {"text": "x"}).status_code}
        assert answers <= {404, 405}, f"{who} asks {name}: {answers}"
        assert 404 in answers


def test_a_wrong_method_is_told_so(cast: Cast, everything: dict[str, Any], pia: Client) -> None:
    for name, row in everything.items():
        wrong = pia.put(at(name, row)) if name in READ else pia.get(at(name, row))
        assert wrong.status_code == 405, name


def test_pages_ask_the_database_ten_times_at_most(cast: Cast, clock: Clock, django_assert_max_num_queries: Any) -> None:
    have_talked(cast, clock)
    write_start_here(cast.pair, by=cast.cleo, text="Rota")
    for number in range(12):
        add_topic(cast.pair, by=cast.pia, text=f"Topic {number}")
    card = begin_reflection(by=cast.pia, pair=cast.pair).cards.get(slug="harder")
    bring_card(keep_answer(card, by=cast.pia, text="I wait for the parts desk."), cast.pair, by=cast.pia)
    client = as_person(cast.cleo)
    with django_assert_max_num_queries(10):
        client.get(at("begin", cast.pair))
    talk = start_talk(cast.pair, by=cast.cleo, mode=SCREENS, guide="in-the-way")
    for deed in (lambda: None, lambda: client.post(at("part", talk)), lambda: skip_turn(first(talk), by=cast.pia)):
        deed()
        for name in ("page", "notes", "pulse", "close"):
            with django_assert_max_num_queries(10):
                assert client.get(at(name, talk), headers=HTMX if name == "pulse" else {}).status_code == 200
    answer_turn(first(talk), by=cast.pia, text="All of it")
    answer_turn(first(talk), by=cast.cleo, text="And then?", kind="question")
    close_talk(talk, by=cast.pia, ended_with="one-thing", worth="yes")
    for name in ("page", "notes", "close"):
        with django_assert_max_num_queries(10):
            assert client.get(at(name, talk)).status_code == 200, name
