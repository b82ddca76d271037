"""Deeds at the very same moment, on separate connections: what the database holds, and what each person is told."""

import threading
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connections

from alongside.focus import actions
from alongside.focus.models import Commitment, Ending, Focus, Sharpening, Step
from alongside.kit import clock as the_clock
from alongside.kit.refusal import Refusal
from tests.cast import gather
from tests.conftest import MONDAY

TODAY = date(2026, 3, 2)
pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """Do these at the same moment, each in a thread with a connection of its own; what each gave, or its refusal."""
    gate = threading.Barrier(len(deeds))
    results: list[object] = [None] * len(deeds)

    def run(number: int, deed: Callable[[], object]) -> None:
        try:
            with the_clock.at(MONDAY):
                gate.wait(10)
                results[number] = deed()
        except Refusal as refused:
            results[number] = refused
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert None not in results
    return results


@pytest.fixture
def cast(clock):
    return gather()


def choose(cast, by, aim):
    return actions.choose_focus(
        cast.pair, by=by, aim=aim, performer_will="write", coach_will="ask", look_back_on=TODAY + timedelta(14)
    )


@pytest.mark.parametrize("held", [True, False], ids=["as it is", "with the constraint alone"])
def test_two_focuses_at_once_leave_one(cast, held, monkeypatch):
    if not held:  # take the row lock away: the constraint has to do
        monkeypatch.setattr(actions, "held_open", lambda pk: cast.pair)
    for _ in range(5):
        results = at_once(*(lambda by=by: choose(cast, by, str(by)) for by in (cast.pia, cast.cleo, cast.pia)))
        chosen = [result for result in results if isinstance(result, Focus)]
        refused = [result for result in results if isinstance(result, Refusal)]
        assert len(chosen) == 1
        assert {refusal.code for refusal in refused} == {"open-focus"}
        assert all(refusal.about == {"focus": chosen[0].pk} for refusal in refused)
        assert Focus.objects.filter(pair=cast.pair, closed_at=None).count() == 1
        assert Commitment.objects.filter(pair=cast.pair).count() == 2
        Focus.objects.all().delete()


def test_five_steps_at_once_leave_three(cast):
    focus = choose(cast, cast.pia, "One thing")
    people = [cast.pia, cast.cleo, cast.pia, cast.cleo, cast.pia]
    results = at_once(*(lambda by=by: actions.take_on_step(focus, by=by, text="x") for by in people))
    assert sum(isinstance(result, Step) for result in results) == 3
    assert sorted(Step.objects.filter(state="in-hand").values_list("place", flat=True)) == [1, 2, 3]
    assert {result.code for result in results if isinstance(result, Refusal)} == {"steps-in-hand"}


def test_two_endings_at_once_leave_one(cast):
    focus = choose(cast, cast.pia, "One thing")
    for by in (cast.pia, cast.cleo):
        actions.look_back(focus, by=by, learning="x", helped="x", hindered="x")
    results = at_once(
        lambda: actions.close_focus(focus, by=cast.pia, how=Ending.As.HELPED),
        lambda: actions.close_focus(focus, by=cast.cleo, how=Ending.As.NOT_YET),
    )
    assert sum(isinstance(result, Ending) for result in results) == 1
    assert next(result.code for result in results if isinstance(result, Refusal)) == "focus-closed"
    assert Ending.objects.count() == 1


def test_closing_and_extending_at_once_leave_it_closed_or_refuse(cast):
    focus = choose(cast, cast.pia, "One thing")
    results = at_once(
        lambda: actions.set_aside(focus, by=cast.pia, learning="x", helped="x", hindered="x"),
        lambda: actions.extend(focus, by=cast.cleo, look_back_on=TODAY + timedelta(21)),
    )
    assert isinstance(results[0], Ending)
    assert isinstance(results[1], Refusal) or Sharpening.objects.get(focus=focus).extended == 1
    assert Focus.objects.get(pk=focus.pk).closed_at is not None


def test_agreeing_and_rewording_at_once_never_mix_words_and_keys(cast):
    focus = choose(cast, cast.cleo, "One thing")
    at_once(
        lambda: actions.agree_to_focus(focus, by=cast.pia),
        lambda: actions.reword(focus, by=cast.cleo, aim="A smaller thing", look_back_on=TODAY + timedelta(7)),
    )
    assert Focus.objects.get(pk=focus.pk).aim == "A smaller thing"
    assert [part.text for part in Commitment.objects.filter(focus=focus).order_by("side")] == ["ask", "write"]
