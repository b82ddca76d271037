"""What the two agreed: own words in versions that both sign, and that nobody can change afterwards."""

import pytest
from django.db import Error, transaction

from alongside.kit.refusal import Refusal
from alongside.pairs.actions import (
    end,
    open_proposal,
    pause,
    propose_agreement,
    set_proposal_aside,
    sign_agreement,
)
from alongside.pairs.models import Agreement, Pair, Promise
from alongside.pairs.rules import offers_own_words

pytestmark = pytest.mark.usefixtures("clock")
About = Promise.About


def holds(pair: Pair) -> Agreement:
    return Agreement.objects.filter(pair=pair).signed()[0]


@pytest.fixture
def proposed(cast):
    return propose_agreement(
        cast.pair,
        by=cast.pia,
        promises={About.PROGRESS: "Ask me first.", About.COMMITMENTS: "I say so when I can't.", About.AIMS: "  "},
        every_weeks=3,
        liked="think",
        words="On Thursdays.",
    )


def test_a_proposal_holds_once_both_have_signed(cast, proposed):
    assert holds(cast.pair).version == 1 and open_proposal(cast.pair) == proposed
    signed = sign_agreement(proposed, by=cast.cleo)
    assert signed.is_signed and holds(cast.pair) == signed and open_proposal(cast.pair) is None
    assert {promise.about: (promise.side, promise.words) for promise in signed.promises.all()} == {
        "progress": ("coach", "Ask me first."),
        "commitments": ("performer", "I say so when I can't."),
    }
    assert signed.words == "On Thursdays." and signed.every_weeks == 3


def test_signing_twice_is_signing_once(cast, proposed):
    assert not sign_agreement(proposed, by=cast.pia).is_signed
    sign_agreement(proposed, by=cast.cleo)
    assert sign_agreement(proposed, by=cast.cleo).is_signed


def test_a_counter_proposal_takes_the_place_of_the_first(cast, proposed):
    other = propose_agreement(cast.pair, by=cast.cleo, every_weeks=2, instead_of=proposed)
    assert other.version == 3 and open_proposal(cast.pair) == other
    with pytest.raises(Refusal, match="Other words were proposed meanwhile") as refused:
        sign_agreement(proposed, by=cast.cleo)
    assert refused.value.about == {"agreement": other.pk}
    assert sign_agreement(other, by=cast.pia).is_signed


def test_who_has_not_read_the_open_proposal_cannot_pass_it_over(cast, proposed):
    with pytest.raises(Refusal) as refused:
        propose_agreement(cast.pair, by=cast.cleo)
    assert refused.value.code == "agreement-proposed" and refused.value.about == {"agreement": proposed.pk}


@pytest.mark.parametrize("who", ["pia", "cleo"])
def test_either_can_leave_it_as_it_was(cast, proposed, who):
    set_proposal_aside(proposed, by=getattr(cast, who))
    assert open_proposal(cast.pair) is None and holds(cast.pair).version == 1
    with pytest.raises(Refusal, match="answered or taken back"):
        sign_agreement(proposed, by=cast.cleo)
    assert propose_agreement(cast.pair, by=cast.cleo).version == 3


def test_what_both_signed_is_not_put_aside(cast, proposed):
    sign_agreement(proposed, by=cast.cleo)
    with pytest.raises(Refusal, match="Both of you have signed"):
        set_proposal_aside(proposed, by=cast.pia)


def test_the_rhythm_is_one_to_twelve_weeks(cast):
    for weeks in (0, 13):
        with pytest.raises(Refusal, match="one and twelve"):
            propose_agreement(cast.pair, by=cast.pia, every_weeks=weeks)


@pytest.mark.parametrize("stop", [pause, end])
def test_nothing_is_agreed_while_coaching_rests_or_after_its_end(cast, proposed, stop):
    stop(cast.pair, by=cast.cleo)
    with pytest.raises(Refusal):
        propose_agreement(cast.pair, by=cast.pia)
    with pytest.raises(Refusal):
        sign_agreement(proposed, by=cast.cleo)


def try_to_change(signed: Agreement, change: str) -> None:
    rows = Agreement.objects.filter(pk=signed.pk)
    match change:
        case "words":
            signed.words = "Something else."
            signed.save(update_fields=["words"])
        case "signature":
            rows.update(coach_signed_on="2020-01-01")
        case "unsigned":
            rows.update(coach_signed_on=None)
        case "keeps_words":
            rows.update(keeps_words=True)
        case "liked":
            rows.update(liked="do")
        case _:
            rows.update(**{change: 9})


@pytest.mark.parametrize(
    "change", ["words", "every_weeks", "both_ways_weeks", "liked", "keeps_words", "signature", "unsigned", "version"]
)
def test_the_database_itself_refuses_to_change_what_was_signed(cast, proposed, change):
    signed = sign_agreement(proposed, by=cast.cleo)
    with pytest.raises(Error, match="does not change once made"), transaction.atomic():
        try_to_change(signed, change)
    signed.refresh_from_db()
    assert signed.words == "On Thursdays."


def test_the_database_refuses_other_promises_after_signing(cast, proposed):
    sign_agreement(proposed, by=cast.cleo)
    promise = proposed.promises.get(about=About.PROGRESS)
    promise.words = "Never mind."
    with pytest.raises(Error, match="does not change once made"), transaction.atomic():
        promise.save()
    with pytest.raises(Error, match="does not change once made"), transaction.atomic():
        Promise.objects.create(
            pair=cast.pair, by=cast.cleo, agreement=proposed, side="coach", about=About.CANDOUR, words="No."
        )


def test_an_agreement_goes_with_its_pair(cast, proposed):
    sign_agreement(proposed, by=cast.cleo)
    cast.pair.delete()
    assert not Agreement.objects.exists() and not Promise.objects.exists()


def test_own_words_are_offered_at_the_third_talk(cast, proposed):
    starter = holds(cast.pair)
    assert [offers_own_words(starter, closed) for closed in (0, 1, 2, 9)] == [False, False, True, True]
    sign_agreement(proposed, by=cast.cleo)
    assert not offers_own_words(holds(cast.pair), 9)


def test_sides_of_promises():
    assert [about.side for about in About] == ["coach"] * 4 + ["performer"] * 3
