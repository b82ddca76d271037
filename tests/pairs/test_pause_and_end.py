"""Formal matters rest the coaching (S21); either may stop, without giving a reason."""

from datetime import date

import pytest

from alongside.access.gate import may
from alongside.journal.models import Deed
from alongside.kit.refusal import Refusal
from alongside.pairs.actions import end, open_proposal, pause, propose_agreement, resume
from alongside.pairs.models import Pair, Pause
from alongside.pairs.rules import must_be_open, readable_until
from alongside.reflections.models import BroughtCard

pytestmark = pytest.mark.usefixtures("clock")


def now_of(pair: Pair) -> Pair:
    return Pair.objects.get(pk=pair.pk)


def told(cast) -> list[str]:
    deeds = Deed.objects.filter(row=cast.pair.pk).exclude(verb="pair.accepted")
    return list(deeds.order_by("pk").values_list("verb", flat=True))


def test_a_pause_rests_everything_until_the_performer_takes_it_up(cast):
    pause(cast.pair, by=cast.cleo)
    with pytest.raises(Refusal, match="Only Pia can take it up again") as refused:
        must_be_open(now_of(cast.pair))
    assert refused.value.code == "pair-paused"
    resume(cast.pair, by=cast.pia)
    must_be_open(now_of(cast.pair))
    assert Pause.objects.get().ended_at
    assert told(cast) == ["pair.paused", "pair.resumed"]


def test_only_the_coach_pauses_and_only_the_performer_resumes(cast):
    assert may(cast.cleo, "pause", cast.pair) and not may(cast.pia, "pause", cast.pair)
    assert may(cast.pia, "resume", cast.pair) and not may(cast.cleo, "resume", cast.pair)


def test_pausing_and_resuming_twice_is_once(cast):
    assert pause(cast.pair, by=cast.cleo) == pause(cast.pair, by=cast.cleo)
    resume(cast.pair, by=cast.pia)
    resume(cast.pair, by=cast.pia)
    assert told(cast) == ["pair.paused", "pair.resumed"]
    pause(cast.pair, by=cast.cleo)
    assert Pause.objects.count() == 2


def test_an_end_needs_no_reason_and_happens_once(cast, clock):
    pause(cast.pair, by=cast.cleo)
    propose = Pair.objects.filter(pk=cast.pair.pk)
    resume(cast.pair, by=cast.pia)
    propose_agreement(cast.pair, by=cast.pia)
    end(cast.pair, by=cast.pia)
    end(cast.pair, by=cast.cleo)
    assert propose.get().ended_at == clock.now and open_proposal(cast.pair) is None
    assert told(cast).count("pair.ended") == 1
    with pytest.raises(Refusal, match="have ended this") as refused:
        must_be_open(now_of(cast.pair))
    assert refused.value.code == "pair-ended"


def test_a_pause_ends_with_the_pair(cast):
    pause(cast.pair, by=cast.cleo)
    end(cast.pair, by=cast.pia)
    assert Pause.objects.get().ended_at and now_of(cast.pair).paused_at is None
    with pytest.raises(Refusal):
        resume(cast.pair, by=cast.pia)


def test_after_the_end_both_keep_what_was_shared_but_not_what_was_shown(cast, clock):
    shown = BroughtCard.objects.create(
        pair=cast.pair, by=cast.pia, slug="well", question="What is going well?", answer="x", brought_on=clock.now
    )
    assert may(cast.cleo, "see", shown)
    end(cast.pair, by=cast.cleo)
    assert not may(cast.cleo, "see", shown) and may(cast.pia, "see", shown)
    for one in (cast.pia, cast.cleo):
        assert may(one, "see", now_of(cast.pair))
    for stranger in (cast.lena, cast.toni, cast.otto, cast.ada):
        assert not may(stranger, "see", now_of(cast.pair))


def test_kept_for_three_years(cast, clock):
    assert readable_until(cast.pair) is None
    clock.set(clock.now.replace(year=2028, month=2, day=29))
    assert readable_until(end(cast.pair, by=cast.pia)) == date(2031, 2, 28)
