"""Whatever two people do, in whatever order: each knows their own, and nothing of the other's before both are in."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from alongside.access.gate import rows
from alongside.kit import clock as the_clock
from alongside.kit.refusal import Refusal
from alongside.lifecycle.ending import end_together, rest_together
from alongside.lifecycle.leaving import let_go
from alongside.sealed.actions import Answers, discard, mine, open_exchange, place, read, return_passed, take_back
from alongside.sealed.models import Envelope, Exchange
from tests.cast import Cast
from tests.conftest import MONDAY

WORDS = some.sampled_from(["", "well", "not so well", "a long tale, " * 900])
TWO = some.sampled_from([0, 1])
OVER = ["days pass", "the daily round", "end", "rest", "one leaves", "the other leaves"]
STEPS = some.lists(
    some.one_of(
        some.tuples(some.just("place"), TWO, WORDS),
        some.tuples(some.just("take back"), TWO, some.just("")),
        some.tuples(some.just("discard"), TWO, some.just("")),
        some.tuples(some.sampled_from(OVER), TWO, some.just("")),
    ),
    max_size=10,
)


class Play:
    """One exchange, with what has to be so after every step. `placed` is what each placed last, by their own deeds."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.two = (cast.pia, cast.cleo)
        self.days = 0
        closes_on = the_clock.today() + timedelta(days=14)
        self.exchange = open_exchange("test", cast.pair.pk, *self.two, closes_on=closes_on, pair=cast.pair)
        self.placed: list[dict[str, Any] | None] = [None, None]
        self.out: list[Answers] = []
        self.over = self.returned = False

    def step(self, what: str, who: int, words: str) -> None:
        """Do it as late as it is, and look at everything."""
        with the_clock.at(MONDAY + timedelta(days=self.days)):
            try:
                self._do(what, who, words)
            except Refusal:
                assert self.over or self.out or what == "discard"
            else:
                assert not (self.out and what in {"discard", "take back"})
            self._look()

    def _do(self, what: str, who: int, words: str) -> None:
        me = self.two[who]
        if what == "place":
            assert place(self.exchange, {"it": words}, by=me, reveal=self._reveal) == bool(self.out)
            self.placed[who] = {"it": words}
        elif what == "take back":
            take_back(self.exchange, by=me)
            self.placed[who] = None
        elif what == "discard":
            discard(self.exchange, by=me)
            self.placed[who] = None
            self.returned = True
        elif what == "days pass":
            self.days += 15
            self.over = True
        elif what == "the daily round":
            return_passed()
            self.returned |= self.days > 0
        else:
            self._stop(what, who)

    def _stop(self, what: str, who: int) -> None:
        if "leaves" in what:
            let_go([self.two[who]], by=self.cast.ada)
        elif what == "end":
            end_together(self.cast.pair, by=self.two[who])
        else:
            self.cast.pair.refresh_from_db()
            if self.cast.pair.ended_at is None:
                rest_together(self.cast.pair, by=self.cast.cleo)
        self.over = self.returned = True

    def _reveal(self, exchange: Exchange, answers: Answers) -> None:
        self.out.append(answers)

    def _look(self) -> None:
        now = Exchange.objects.get(pk=self.exchange.pk)
        assert len(self.out) <= 1
        assert bool(self.out) == bool(now.revealed_on)
        assert not (now.revealed_on and now.returned_on)
        if self.out:
            assert not Envelope.objects.exists()
            return
        assert bool(now.returned_on) == self.returned
        for who, me in enumerate(self.two):
            seen = rows(me, "see", Envelope)
            assert {envelope.author_id for envelope in seen} <= {me.pk}
            assert [read(envelope) for envelope in seen if envelope.placed] == [self.placed[who]] * bool(
                self.placed[who]
            )
            assert mine(self.exchange, me) == self.placed[who]
        assert None in self.placed


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_each_knows_their_own_alone_until_both_are_in(
    cast: Cast, clock: Any, steps: list[tuple[str, int, str]]
) -> None:
    with transaction.atomic():
        play = Play(cast)
        for step in steps:
            play.step(*step)
        if play.out:
            assert play.out[0] == dict(zip([cast.pia.pk, cast.cleo.pk], play.placed, strict=True))
        transaction.set_rollback(True)
