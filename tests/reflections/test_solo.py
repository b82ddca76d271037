"""One thing alone: private, small, without any coach."""

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connections

from alongside.access.gate import readers, rows
from alongside.focus import rules
from alongside.focus.models import Ending
from alongside.journal.models import Deed
from alongside.kit import clock as the_clock
from alongside.kit.refusal import Refusal
from alongside.reflections import solo
from alongside.reflections.models import SoloFocus, SoloStep
from tests.cast import gather
from tests.conftest import MONDAY

TODAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _now(clock):
    """It is a Monday in March."""


def begin(pia, **changed):
    words: dict[str, Any] = {"aim": "Say no once a week", "will": "say it", "look_back_on": TODAY + timedelta(14)}
    return solo.choose_alone(by=pia, **(words | changed))


def refusal(code=None, field=None):
    return pytest.raises(Refusal, check=lambda refused: refused.field == field and code in {None, refused.code})


def test_from_choosing_to_looking_back_without_a_trace(cast):
    before = Deed.objects.count()
    focus = begin(cast.pia)
    step = solo.take_step_alone(focus, by=cast.pia, text="Write the sentence down")
    solo.finish_step_alone(step, by=cast.pia)
    solo.reword_alone(focus, by=cast.pia, aim="Say no to a fourth ticket", will="say it at once")
    solo.carry_on_alone(focus, by=cast.pia, look_back_on=TODAY + timedelta(21))
    solo.look_back_alone(focus, by=cast.pia, how="helped", learning="Nobody minded.", helped="Toni", hindered="nothing")
    fresh = SoloFocus.objects.get(pk=focus.pk)
    assert (fresh.aim, fresh.ended_as, fresh.learning) == ("Say no to a fourth ticket", "helped", "Nobody minded.")
    assert SoloStep.objects.get(pk=step.pk).done_on == TODAY
    assert Deed.objects.count() == before
    with refusal("solo-closed"):
        solo.take_step_alone(focus, by=cast.pia, text="x")
    assert begin(cast.pia).closed_on is None


def test_only_its_author_reads_it(cast):
    focus = begin(cast.pia)
    assert readers(focus) == [cast.pia]
    assert [who for who in cast if rows(who, "see", SoloFocus).exists()] == [cast.pia]


def test_one_alone_at_a_time(cast):
    focus = begin(cast.pia)
    with pytest.raises(Refusal) as refused:
        begin(cast.pia)
    assert refused.value.about == {"focus": focus.pk}


def test_three_steps_in_hand(cast):
    focus = begin(cast.pia)
    steps = [solo.take_step_alone(focus, by=cast.pia, text="x") for _ in range(3)]
    with refusal("steps-in-hand"):
        solo.take_step_alone(focus, by=cast.pia, text="x")
    solo.drop_step_alone(steps[0], by=cast.pia)
    solo.take_step_alone(focus, by=cast.pia, text="x")


@pytest.mark.parametrize("field", ["learning", "helped", "hindered"])
def test_circumstances_are_asked_alone_too(cast, field):
    focus = begin(cast.pia)
    words = {"learning": "x", "helped": "x", "hindered": "x"} | {field: " "}
    with refusal(field=field):
        solo.look_back_alone(focus, by=cast.pia, how="partly", **words)


@pytest.mark.parametrize("days", [0, 22])
def test_the_day_is_near(cast, days):
    with refusal(field="look_back_on"):
        begin(cast.pia, look_back_on=TODAY + timedelta(days))


def test_deleting_is_for_good(cast):
    focus = begin(cast.pia)
    solo.take_step_alone(focus, by=cast.pia, text="x")
    solo.delete_alone(focus, by=cast.otto)
    assert SoloFocus.objects.exists()
    solo.delete_alone(focus, by=cast.pia)
    assert not SoloFocus.objects.exists()
    assert not SoloStep.objects.exists()


def test_the_measures_are_those_of_two():
    assert solo.LONGEST_WAY.days == rules.MOST_LOOK_BACK_DAYS
    assert solo.IN_HAND == rules.IN_HAND
    assert {ended.value for ended in solo.Ended} == set(Ending.As.values)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_leave_one():
    pia, gate, answers = gather().pia, threading.Barrier(2), []

    def run():
        try:
            with the_clock.at(MONDAY):
                gate.wait(10)
                answers.append(begin(pia))
        except Refusal as refused:
            answers.append(refused)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(type(answer).__name__ for answer in answers) == ["Refusal", "SoloFocus"]
    assert SoloFocus.objects.count() == 1
