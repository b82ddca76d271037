"""Two answers come out together, or each goes back to whoever gave it."""

from datetime import timedelta
from typing import Any

import pytest

from alongside.access.gate import may, rows
from alongside.journal.models import Deed
from alongside.kit import clock as the_clock
from alongside.kit.refusal import NotHere, Refusal
from alongside.lifecycle.ending import end_together, rest_together
from alongside.lifecycle.forgetting import forget
from alongside.lifecycle.keeping import sweep
from alongside.lifecycle.leaving import let_go
from alongside.sealed.actions import (
    Answers,
    discard,
    mine,
    open_exchange,
    place,
    return_passed,
    take_back,
)
from alongside.sealed.models import Envelope, Exchange
from tests.cast import Cast


class Both:
    """Keeps what was revealed."""

    def __init__(self) -> None:
        self.out: list[Answers] = []

    def __call__(self, exchange: Exchange, answers: Answers) -> None:
        self.out.append(answers)


@pytest.fixture
def asked(cast: Cast, clock: Any) -> Exchange:
    return ask(cast)


def ask(cast: Cast) -> Exchange:
    closes_on = the_clock.today() + timedelta(days=14)
    return open_exchange("test", cast.pair.pk, cast.pia, cast.cleo, closes_on=closes_on, pair=cast.pair)


def test_both_come_out_together_and_the_envelopes_are_gone(cast: Cast, asked: Exchange) -> None:
    both = Both()
    assert not place(asked, {"it": "went well"}, by=cast.pia, reveal=both)
    assert not both.out
    assert place(asked, {"it": "went differently"}, by=cast.cleo, reveal=both)
    assert both.out == [{cast.pia.pk: {"it": "went well"}, cast.cleo.pk: {"it": "went differently"}}]
    assert not Envelope.objects.exists()
    asked.refresh_from_db()
    assert asked.revealed_on == the_clock.today()


def test_it_changes_until_both_are_in_and_not_after(cast: Cast, asked: Exchange) -> None:
    both = Both()
    for words in ("first", "second"):
        place(asked, {"it": words}, by=cast.pia, reveal=both)
    assert mine(asked, cast.pia) == {"it": "second"}
    take_back(asked, by=cast.pia)
    assert mine(asked, cast.pia) is None
    place(asked, {"it": "hers"}, by=cast.cleo, reveal=both)
    assert not both.out
    place(asked, {"it": "third"}, by=cast.pia, reveal=both)
    assert both.out[0][cast.pia.pk] == {"it": "third"}
    for deed in (lambda: place(asked, {}, by=cast.pia, reveal=both), lambda: take_back(asked, by=cast.cleo)):
        with pytest.raises(Refusal, match="Both answers are in"):
            deed()


def test_asking_again_is_the_same_question(cast: Cast, asked: Exchange) -> None:
    assert ask(cast) == asked
    assert Envelope.objects.count() == 2


def test_after_the_days_it_goes_back_to_its_author_alone(cast: Cast, asked: Exchange, clock: Any) -> None:
    place(asked, {"it": "mine alone"}, by=cast.pia, reveal=Both())
    clock.forward(days=15)
    for person in (cast.pia, cast.cleo):
        with pytest.raises(Refusal, match="yours alone"):
            place(asked, {}, by=person, reveal=Both())
    assert return_passed() == 1
    assert return_passed() == 0
    assert mine(asked, cast.pia) == {"it": "mine alone"}
    assert mine(asked, cast.cleo) is None
    assert not rows(cast.cleo, "see", Envelope).exists()
    assert ask(cast) != asked


def test_asking_anew_before_the_daily_round_gives_the_old_one_back(cast: Cast, asked: Exchange, clock: Any) -> None:
    place(asked, {"it": "mine"}, by=cast.pia, reveal=Both())
    clock.forward(days=15)
    assert ask(cast) != asked
    assert mine(asked, cast.pia) == {"it": "mine"}


def test_what_came_back_is_deleted_by_its_author_or_after_a_year(cast: Cast, asked: Exchange, clock: Any) -> None:
    place(asked, {"it": "mine"}, by=cast.pia, reveal=Both())
    with pytest.raises(Refusal, match="still open"):
        discard(asked, by=cast.pia)
    clock.forward(days=15)
    return_passed()
    discard(asked, by=cast.cleo)
    assert mine(asked, cast.pia)
    discard(asked, by=cast.pia)
    assert not Envelope.objects.exists()
    clock.forward(days=364)
    sweep()
    assert Exchange.objects.exists()
    clock.forward(days=2)
    sweep()
    assert not Exchange.objects.exists()


@pytest.mark.parametrize("how", ["ends", "rests", "leaves", "is forgotten"])
def test_when_the_two_stop_or_rest_it_goes_back(cast: Cast, asked: Exchange, how: str) -> None:
    place(asked, {"it": "mine alone"}, by=cast.pia, reveal=Both())
    if how == "ends":
        end_together(cast.pair, by=cast.cleo)
    elif how == "rests":
        rest_together(cast.pair, by=cast.cleo)
    elif how == "leaves":
        let_go([cast.cleo], by=cast.ada)
    else:
        forget(cast.cleo)
    asked.refresh_from_db()
    assert asked.returned_on
    assert mine(asked, cast.pia) == {"it": "mine alone"}
    assert list(Envelope.objects.values_list("author", flat=True)) == [cast.pia.pk]
    with pytest.raises(Refusal):
        place(asked, {}, by=cast.cleo, reveal=Both())


@pytest.mark.parametrize("how", ["leaves", "is forgotten"])
def test_without_a_pair_too(cast: Cast, how: str) -> None:
    asked = open_exchange("test", cast.otto.pk, cast.toni, cast.otto, closes_on=the_clock.today())
    place(asked, {"it": "mine"}, by=cast.toni, reveal=Both())
    let_go([cast.otto], by=cast.ada) if how == "leaves" else forget(cast.otto)
    asked.refresh_from_db()
    assert asked.returned_on
    assert mine(asked, cast.toni) == {"it": "mine"}


def test_who_is_forgotten_takes_their_answer_along(cast: Cast, asked: Exchange) -> None:
    place(asked, {"it": "mine"}, by=cast.pia, reveal=Both())
    forget(cast.pia)
    assert not Envelope.objects.exists()


def test_it_is_for_the_two_who_were_asked(cast: Cast, asked: Exchange) -> None:
    for stranger in (cast.lena, cast.toni, cast.otto, cast.ada):
        with pytest.raises(NotHere):
            place(asked, {}, by=stranger, reveal=Both())
        with pytest.raises(NotHere):
            take_back(asked, by=stranger)
        assert not may(stranger, "see", asked)


def test_what_cannot_be_revealed_was_not_placed(cast: Cast, asked: Exchange) -> None:
    def breaks(exchange: Exchange, answers: Answers) -> None:
        raise ValueError

    place(asked, {"it": "hers"}, by=cast.cleo, reveal=breaks)
    with pytest.raises(ValueError):  # noqa: PT011
        place(asked, {"it": "mine"}, by=cast.pia, reveal=breaks)
    asked.refresh_from_db()
    assert asked.takes_answers
    assert mine(asked, cast.pia) is None
    assert mine(asked, cast.cleo) == {"it": "hers"}


def test_no_deed_of_it_is_in_the_journal(cast: Cast, asked: Exchange, clock: Any) -> None:
    Deed.objects.all().delete()
    place(asked, {}, by=cast.pia, reveal=Both())
    take_back(asked, by=cast.pia)
    place(asked, {}, by=cast.pia, reveal=Both())
    clock.forward(days=15)
    return_passed()
    assert not Deed.objects.exists()
