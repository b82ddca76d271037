"""Either of the two may stop, at any time, without giving a reason."""

from datetime import timedelta

import pytest

from alongside.conversations.actions import plan_talk
from alongside.conversations.models import Conversation
from alongside.kit import clock as the_clock
from alongside.lifecycle.ending import end_together
from alongside.lifecycle.leaving import let_go
from alongside.pairs.actions import pause
from tests.cast import Cast


@pytest.mark.parametrize("who", ["pia", "cleo"])
def test_a_resting_pair_with_a_planned_talk_can_stop(cast: Cast, who: str) -> None:
    plan_talk(cast.pair, by=cast.pia, when=the_clock.now() + timedelta(days=3))
    pause(cast.pair, by=cast.cleo)
    assert end_together(cast.pair, by=getattr(cast, who)).ended_at is not None
    assert Conversation.objects.get().cancelled_at is not None


def test_who_leaves_while_the_two_rest_is_let_go(cast: Cast) -> None:
    plan_talk(cast.pair, by=cast.pia, when=the_clock.now() + timedelta(days=3))
    pause(cast.pair, by=cast.cleo)
    let_go([cast.pia], by=cast.ada)
    assert Conversation.objects.get().cancelled_at is not None
