"""What a third person may see: both open it, either closes it, and closed looks like never opened."""

import pytest

from alongside.access.gate import may
from alongside.focus.models import Focus
from alongside.kit.refusal import Refusal
from alongside.pairs.actions import allow, disallow, end, lapse_permissions
from alongside.pairs.models import Consent, Permission, What
from alongside.people.actions import open_line

pytestmark = pytest.mark.usefixtures("clock")
AIM = What.SEE_AIM


@pytest.fixture
def choose(cast, clock):
    def choose() -> Focus:
        Focus.objects.filter(pair=cast.pair, closed_at=None).update(closed_at=clock.now)
        return Focus.objects.create(
            pair=cast.pair, by=cast.pia, aim="Answer at once", look_back_on=clock.now.date(), chosen_at=clock.now
        )

    return choose


@pytest.fixture
def opened(cast):
    allow(cast.pair, cast.lena, AIM, by=cast.pia)
    return allow(cast.pair, cast.lena, AIM, by=cast.cleo)


def test_it_takes_both(cast, choose):
    assert allow(cast.pair, cast.lena, AIM, by=cast.pia) is None
    assert allow(cast.pair, cast.lena, AIM, by=cast.pia) is None
    focus = choose()
    assert not may(cast.lena, "see", focus)
    assert allow(cast.pair, cast.lena, AIM, by=cast.cleo) is not None
    assert may(cast.lena, "see", choose())
    assert not may(cast.toni, "see", choose())


def test_it_covers_only_what_comes_after(cast, choose, clock, opened):
    clock.forward(minutes=-1)
    before = choose()
    clock.forward(minutes=2)
    assert not may(cast.lena, "see", before) and may(cast.lena, "see", choose())


@pytest.mark.parametrize("who", ["pia", "cleo"])
def test_either_closes_it_alone_and_at_once(cast, choose, opened, who):
    focus = choose()
    disallow(cast.pair, cast.lena, AIM, by=getattr(cast, who))
    assert not may(cast.lena, "see", focus)
    assert not Permission.objects.exists() and not Consent.objects.exists()


def test_a_yes_that_never_opened_is_taken_back_unnoticed(cast):
    allow(cast.pair, cast.lena, AIM, by=cast.pia)
    allow(cast.pair, cast.otto, AIM, by=cast.cleo)
    disallow(cast.pair, cast.lena, AIM, by=cast.pia)
    disallow(cast.pair, cast.otto, AIM, by=cast.pia)
    assert Consent.objects.get().by == cast.cleo


def test_after_closing_both_have_to_say_yes_anew(cast, opened):
    disallow(cast.pair, cast.lena, AIM, by=cast.pia)
    assert allow(cast.pair, cast.lena, AIM, by=cast.pia) is None


def test_the_leads_permission_lapses_with_the_line_and_does_not_come_back(cast, choose, opened):
    assert opened.as_lead
    focus = choose()
    open_line(cast.pia, cast.otto)
    assert not may(cast.lena, "see", focus)
    assert lapse_permissions() == 1
    open_line(cast.pia, cast.lena)
    assert not may(cast.lena, "see", focus) and not Consent.objects.exists()


def test_somebody_else_is_allowed_as_a_person(cast, choose):
    for one in (cast.pia, cast.cleo):
        allow(cast.pair, cast.otto, AIM, by=one)
    assert not Permission.objects.get().as_lead and lapse_permissions() == 0
    assert may(cast.otto, "see", choose())


def test_it_ends_with_the_pair(cast, choose, opened):
    focus = choose()
    end(cast.pair, by=cast.pia)
    assert not may(cast.lena, "see", focus) and not Permission.objects.exists()
    with pytest.raises(Refusal):
        allow(cast.pair, cast.lena, AIM, by=cast.pia)


def test_the_two_need_no_permission(cast):
    with pytest.raises(Refusal, match="can read it anyway"):
        allow(cast.pair, cast.cleo, AIM, by=cast.pia)
