"""How we're doing, both ways: who is asked what, when it is time, and that nobody sees half of it."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from alongside.conversations.actions import close_talk, start_talk
from alongside.conversations.models import Conversation
from alongside.evaluations import both_ways as deeds
from alongside.evaluations.models import BothWays, OneWay, PromisePlacement
from alongside.evaluations.rules import HowOften
from alongside.journal.models import Deed
from alongside.kit.refusal import NotHere, Refusal
from alongside.lifecycle.ending import end_together, rest_together
from alongside.notices.mails import mail_for
from alongside.notices.models import Notice
from alongside.pairs.actions import end, pause, propose_agreement, resume, sign_agreement
from alongside.pairs.models import Promise
from alongside.sealed.actions import return_passed
from alongside.sealed.models import Envelope
from alongside.vault.ring import ring
from tests.together import at_once

About, State = Promise.About, BothWays.State
COACHS = [About.PROGRESS, About.OBSTACLES, About.LEARNING, About.CANDOUR]
PERFORMERS = [About.COMMITMENTS, About.OPENNESS, About.AIMS]


@pytest.fixture(autouse=True)
def _now(clock):
    """It is a Monday in March."""


@pytest.fixture
def asked(cast):
    return deeds.ask_both_ways(cast.pair, by=cast.cleo)


def say(asked, by, word=HowOften.MOSTLY, example="You asked Otto at once.", request="Ask me before you ask him."):
    placements = dict.fromkeys(deeds.dimensions(asked.pair, by), word)
    return deeds.answer(asked, by=by, placements=placements, example=example, request=request)


def my_example(asked, me):
    """The example in my own envelope."""
    mine = deeds.my_answer(asked, me)
    return mine and mine["example"]


def fresh(asked):
    return BothWays.objects.select_related("exchange", "pair").get(pk=asked.pk)


# --- Who is asked what ------------------------------------------------------------------------------------------------


def test_each_is_asked_about_the_other_and_the_coach_never_about_candour(cast):
    assert deeds.dimensions(cast.pair, cast.pia) == COACHS
    assert deeds.dimensions(cast.pair, cast.cleo) == PERFORMERS


@pytest.mark.parametrize("about", [COACHS, PERFORMERS[:2], []])
def test_the_coach_cannot_answer_about_something_else(cast, asked, about):
    with pytest.raises(Refusal) as refused:
        deeds.answer(asked, by=cast.cleo, placements=dict.fromkeys(about), example="x", request="x")
    assert refused.value.field == "placements"


@pytest.mark.parametrize("empty", ["example", "request"])
def test_one_example_and_one_request_belong_to_it(cast, asked, empty):
    with pytest.raises(Refusal) as refused:
        say(asked, cast.pia, **{empty: "  "})
    assert refused.value.field == empty


def test_strangers_are_not_asked(cast, asked):
    for stranger in (cast.lena, cast.toni):
        with pytest.raises(NotHere):
            deeds.answer(asked, by=stranger, placements=dict.fromkeys(PERFORMERS), example="x", request="x")
    with pytest.raises(NotHere):
        deeds.ask_both_ways(cast.pair, by=cast.lena)


# --- Both, or neither -------------------------------------------------------------------------------------------------


def test_both_come_out_together_in_words(cast, asked):
    assert not say(asked, cast.pia, word=None, example="You waited.")
    assert not OneWay.objects.exists() and fresh(asked).state == State.ASKED
    assert say(asked, cast.cleo, word=HowOften.ALWAYS, example="The list was there.")
    assert fresh(asked).state == State.IN and not Envelope.objects.exists()
    with ring():
        said = {
            way.by: (way.example, {one.about: one.often for one in way.placements.all()})
            for way in OneWay.objects.all()
        }
    assert said == {
        cast.pia: ("You waited.", dict.fromkeys(map(str, COACHS), "")),
        cast.cleo: ("The list was there.", dict.fromkeys(map(str, PERFORMERS), "always")),
    }


def test_an_answer_can_be_changed_and_taken_back_while_nobody_knows(cast, asked):
    say(asked, cast.pia)
    say(asked, cast.pia, example="Another.")
    assert my_example(asked, cast.pia) == "Another."
    assert deeds.my_answer(asked, cast.cleo) is None
    deeds.take_back(asked, by=cast.pia)
    assert deeds.my_answer(asked, cast.pia) is None
    assert not say(asked, cast.cleo)


def test_answering_leaves_no_line_in_the_journal(cast, asked):
    before = list(Deed.objects.values_list("verb", flat=True))
    say(asked, cast.pia)
    deeds.take_back(asked, by=cast.pia)
    say(asked, cast.pia)
    assert list(Deed.objects.values_list("verb", flat=True)) == before
    say(asked, cast.cleo)
    both_in = Deed.objects.order_by("pk")[len(before) :]
    assert [(deed.verb, deed.by) for deed in both_in] == [
        ("both-ways.in", cast.pia.pk),
        ("both-ways.in", cast.cleo.pk),
    ]


def test_nobody_can_tell_from_the_journal_who_was_the_last(cast, asked):
    say(asked, cast.cleo)
    say(asked, cast.pia)
    told = Deed.objects.filter(verb="both-ways.in").order_by("pk")
    assert list(told.values_list("by", flat=True)) == [cast.pia.pk, cast.cleo.pk]


def test_whether_a_mail_is_sent_does_not_hang_on_who_has_answered(cast, asked):
    """What becomes of a notice is on record for a month."""
    notice = Notice(kind=Notice.Kind.BOTH_WAYS, to=cast.pia, row=asked.pk)
    before = mail_for(notice)
    say(asked, cast.pia)
    assert before is not None and mail_for(notice) == before


def test_what_nobody_matched_goes_back_to_its_author_alone(cast, asked, clock):
    say(asked, cast.pia)
    clock.forward(days=15)
    with pytest.raises(Refusal):
        say(asked, cast.cleo)
    return_passed()
    assert deeds.pass_days() == 1 and deeds.pass_days() == 0
    assert fresh(asked).state == State.PASSED and not OneWay.objects.exists()
    assert my_example(fresh(asked), cast.pia)
    assert deeds.my_answer(fresh(asked), cast.cleo) is None
    with pytest.raises(Refusal):
        deeds.mark_talked_about(asked, by=cast.pia)
    assert deeds.ask_both_ways(cast.pair, by=cast.pia).pk != asked.pk


def test_it_can_be_asked_anew_before_the_daily_round(cast, asked, clock):
    clock.forward(days=15)
    again = deeds.ask_both_ways(cast.pair, by=cast.pia)
    assert again.pk != asked.pk and fresh(asked).passed_on


def test_asking_twice_is_asking_once(cast, asked):
    assert deeds.ask_both_ways(cast.pair, by=cast.pia).pk == asked.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        BothWays.objects.create(pair=cast.pair, by=cast.pia, asked_on=asked.asked_on, talk_only=True)


@pytest.mark.django_db(transaction=True)
def test_both_answer_at_the_very_same_moment(cast, asked):
    results = at_once(lambda: say(asked, cast.pia), lambda: say(asked, cast.cleo))
    assert sorted(results) == [False, True]
    assert OneWay.objects.count() == 2 and PromisePlacement.objects.count() == len(COACHS + PERFORMERS)
    assert fresh(asked).state == State.IN


@pytest.mark.django_db(transaction=True)
def test_both_ask_at_the_very_same_moment(cast):
    first, second = at_once(*(lambda by=by: deeds.ask_both_ways(cast.pair, by=by) for by in (cast.pia, cast.cleo)))
    assert first.pk == second.pk and BothWays.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_answering_and_only_talking_at_the_very_same_moment_never_leave_both(cast, asked):
    say(asked, cast.pia)
    at_once(lambda: say(asked, cast.cleo), lambda: deeds.just_talk(asked, by=cast.pia))
    now = fresh(asked)
    assert (now.state, OneWay.objects.count()) in {(State.IN, 2), (State.TALK_ONLY, 0)}


# --- Talking ----------------------------------------------------------------------------------------------------------


def test_only_the_performer_may_choose_to_talk_only(cast, asked):
    say(asked, cast.cleo)
    with pytest.raises(Refusal) as refused:
        deeds.just_talk(asked, by=cast.cleo)
    assert refused.value.code == "performers-choice"
    with pytest.raises(Refusal):
        deeds.ask_both_ways(cast.pair, by=cast.cleo, talk_only=True)
    assert deeds.just_talk(asked, by=cast.pia).state == State.TALK_ONLY
    assert my_example(fresh(asked), cast.cleo), "it came back to its author"
    with pytest.raises(Refusal):
        say(asked, cast.cleo)
    assert not OneWay.objects.exists()


def test_the_performer_can_write_after_all(cast, asked):
    deeds.just_talk(asked, by=cast.pia)
    deeds.write_after_all(asked, by=cast.pia)
    say(fresh(asked), cast.pia)
    assert say(fresh(asked), cast.cleo)


def test_talking_only_from_the_start(cast):
    asked = deeds.ask_both_ways(cast.pair, by=cast.pia, talk_only=True)
    assert asked.state == State.TALK_ONLY and not Envelope.objects.exists()
    assert deeds.mark_talked_about(asked, by=cast.cleo).state == State.TALKED


def test_it_is_done_only_once_talked_about(cast, asked):
    with pytest.raises(Refusal):
        deeds.mark_talked_about(asked, by=cast.pia)
    say(asked, cast.pia)
    say(asked, cast.cleo)
    with pytest.raises(Refusal) as refused:
        deeds.ask_both_ways(cast.pair, by=cast.pia)
    assert refused.value.code == "talk-first"
    deeds.mark_talked_about(asked, by=cast.cleo)
    assert deeds.mark_talked_about(asked, by=cast.pia).state == State.TALKED
    assert Deed.objects.filter(verb="both-ways.talked").count() == 1
    with pytest.raises(Refusal):
        say(asked, cast.pia)


# --- When it is time --------------------------------------------------------------------------------------------------


def talk(cast):
    started = start_talk(cast.pair, by=cast.pia, mode=Conversation.Mode.TABLE)
    close_talk(started, by=cast.pia, ended_with="nothing")


def is_due(cast, clock):
    return deeds.due(cast.pair, clock.now.date())


def test_it_is_time_after_the_weeks_they_agreed_on_if_they_talked(cast, clock):
    assert not is_due(cast, clock), "seven weeks since they began, and no talk yet"
    talk(cast)
    assert is_due(cast, clock)
    asked = deeds.ask_both_ways(cast.pair, by=cast.pia)
    assert not is_due(cast, clock), "both are asked, and answer in their own time"
    say(asked, cast.pia)
    say(asked, cast.cleo)
    assert is_due(cast, clock), "both are in: the next talk is about it"
    deeds.mark_talked_about(asked, by=cast.pia)
    assert not is_due(cast, clock)
    clock.forward(weeks=7)
    assert not is_due(cast, clock)
    talk(cast)
    assert is_due(cast, clock)


@pytest.mark.parametrize("weeks", [6, 7, 8])
def test_the_rhythm_is_the_agreements(cast, clock, weeks):
    proposed = propose_agreement(cast.pair, by=cast.pia, both_ways_weeks=weeks)
    sign_agreement(proposed, by=cast.cleo)
    deeds.mark_talked_about(deeds.ask_both_ways(cast.pair, by=cast.pia, talk_only=True), by=cast.pia)
    clock.forward(weeks=weeks, days=-1)
    talk(cast)
    assert not is_due(cast, clock)
    clock.forward(days=1)
    assert is_due(cast, clock)


@pytest.mark.parametrize("weeks", [5, 9])
def test_no_other_rhythm(cast, weeks):
    with pytest.raises(Refusal) as refused:
        propose_agreement(cast.pair, by=cast.pia, both_ways_weeks=weeks)
    assert refused.value.field == "both_ways_weeks"


def test_being_due_is_one_query(cast, clock, django_assert_num_queries):
    with django_assert_num_queries(1):
        is_due(cast, clock)


# --- Resting, ending --------------------------------------------------------------------------------------------------


def test_while_a_pair_rests_nothing_is_asked_or_answered(cast, asked, clock):
    pause(cast.pair, by=cast.cleo)
    for deed in (
        lambda: deeds.ask_both_ways(cast.pair, by=cast.pia),
        lambda: say(asked, cast.pia),
        lambda: deeds.just_talk(asked, by=cast.pia),
    ):
        with pytest.raises(Refusal, match="rests"):
            deed()
    assert not is_due(cast, clock)
    resume(cast.pair, by=cast.pia)


def test_when_the_two_stop_what_one_answered_goes_back(cast, asked):
    say(asked, cast.pia)
    end_together(cast.pair, by=cast.cleo)
    assert fresh(asked).state == State.PASSED and not OneWay.objects.exists()
    assert my_example(fresh(asked), cast.pia)
    deeds.pass_days()
    assert fresh(asked).passed_on


def test_after_an_end_what_both_saw_can_still_be_called_talked_about(cast, asked):
    say(asked, cast.pia)
    say(asked, cast.cleo)
    end(cast.pair, by=cast.pia)
    assert deeds.mark_talked_about(asked, by=cast.pia).state == State.TALKED


def test_words_lie_in_the_database_encrypted(cast, asked):
    say(asked, cast.pia, example="Heron by the lake.")
    say(asked, cast.cleo)
    with connection.cursor() as cursor:
        for model in (OneWay, PromisePlacement):
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            for row in cursor.fetchall():
                for value in row:
                    raw = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                    assert b"Heron" not in raw and b"mostly" not in raw


def test_days_are_dates(cast, asked):
    assert asked.exchange.closes_on - asked.asked_on == timedelta(days=14)


# --- In any order -----------------------------------------------------------------------------------------------------


def _days_pass(clock):
    clock.forward(days=15)
    return_passed()
    deeds.pass_days()


def _rest(cast):
    rest_together(cast.pair, by=cast.cleo)
    resume(cast.pair, by=cast.pia)


STEPS = {
    "asks": lambda asked, cast, clock: deeds.ask_both_ways(cast.pair, by=cast.pia),
    "Pia answers": lambda asked, cast, clock: say(asked, cast.pia, example=cast.pia.name),
    "Cleo answers": lambda asked, cast, clock: say(asked, cast.cleo, example=cast.cleo.name),
    "Pia takes back": lambda asked, cast, clock: deeds.take_back(asked, by=cast.pia),
    "Cleo takes back": lambda asked, cast, clock: deeds.take_back(asked, by=cast.cleo),
    "just talk": lambda asked, cast, clock: deeds.just_talk(asked, by=cast.pia),
    "write after all": lambda asked, cast, clock: deeds.write_after_all(asked, by=cast.pia),
    "talked": lambda asked, cast, clock: deeds.mark_talked_about(asked, by=cast.pia),
    "days pass": lambda asked, cast, clock: _days_pass(clock),
    "rests": lambda asked, cast, clock: _rest(cast),
    "ends": lambda asked, cast, clock: end_together(cast.pair, by=cast.cleo),
}


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(st.lists(st.sampled_from(sorted(STEPS)), min_size=3, max_size=14))
def test_in_whatever_order_nobody_sees_half_of_it(cast, clock, steps):
    """Asking, answering, taking back, talking, waiting, resting, stopping: both ways are written, or neither."""
    with transaction.atomic():
        for step in steps:
            asked = BothWays.objects.select_related("exchange", "pair").order_by("-asked_on").first()
            if asked or step == "asks":
                with suppress(Refusal, NotHere):
                    STEPS[step](asked, cast, clock)
            for one in BothWays.objects.select_related("exchange").prefetch_related("ways"):
                by = {way.by_id for way in one.ways.all()}
                assert by in (set(), {cast.pia.pk, cast.cleo.pk})
                assert bool(by) == (one.exchange is not None and one.exchange.revealed_on is not None)
                for me in (cast.pia, cast.cleo):
                    mine = deeds.my_answer(one, me)
                    assert not (by and mine), "what is out lies in no envelope"
                    assert mine is None or mine["example"] == me.name, "and nobody holds the other's"
        assert BothWays.objects.filter(talked_about_on=None, passed_on=None).count() <= 1
        transaction.set_rollback(True)
