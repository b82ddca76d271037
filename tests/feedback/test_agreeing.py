"""What a team agrees on: proposed, answered by each alone, held, slipped, set aside."""

from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from alongside.access.gate import rows
from alongside.feedback import agreeing
from alongside.feedback.models import Say, Slip, SlipReader, TeamAgreement
from alongside.feedback.rules import decided, named_in
from alongside.journal.models import Deed
from alongside.kit.refusal import NotHere, Refusal
from alongside.lifecycle.forgetting import forget
from alongside.lifecycle.keeping import sweep
from alongside.people.actions import leave_team, put_in_team
from alongside.people.models import Membership
from alongside.vault.models import Key
from tests.cast import enter, gather
from tests.conftest import Clock
from tests.together import at_once

YES, NOT_SO, NOTHING = Say.Answer.YES, Say.Answer.NOT_SO, Say.Answer.NOTHING
WORDS = "We call back the same day."


@pytest.fixture
def proposed(cast, clock) -> TeamAgreement:
    """Pia proposes it to Customer Care: Lena, Toni and herself."""
    return agreeing.propose(cast.customer_care, by=cast.pia, words=WORDS)


@pytest.fixture
def holding(cast, proposed) -> TeamAgreement:
    for who in (cast.lena, cast.toni):
        agreeing.say(proposed, by=who, answer=YES)
    proposed.refresh_from_db()
    return proposed


def seen_by(person) -> list[object]:
    """Everything that is shown to somebody of what their team agrees on, field by field."""
    return [
        (kind.__name__, [getattr(row, field.attname) for field in row._meta.fields])
        for kind in (TeamAgreement, Say, Slip, SlipReader)
        for row in rows(person, "see", kind).order_by("pk")
    ]


def test_it_holds_at_once_when_all_can_keep_it(cast, proposed):
    agreeing.say(proposed, by=cast.lena, answer=YES)
    assert TeamAgreement.objects.get().is_proposed
    agreeing.say(proposed, by=cast.toni, answer=YES)
    assert TeamAgreement.objects.get().holds
    assert not Say.objects.exists(), "who said what has done its work"


@pytest.mark.parametrize("answer", list(Say.Answer))
def test_nobody_learns_who_said_what(cast, proposed, answer):
    before = {who: seen_by(who) for who in (cast.pia, cast.lena)}
    deeds = Deed.objects.count()
    agreeing.say(proposed, by=cast.toni, answer=answer)
    assert {who: seen_by(who) for who in before} == before
    assert Deed.objects.count() == deeds
    with connection.cursor() as cursor:
        cursor.execute("SELECT answer FROM feedback_say")
        assert len({len(bytes(sealed)) for (sealed,) in cursor.fetchall()}) == 1, "length tells nothing"


def test_after_seven_days_two_others_are_enough_unless_somebody_says_not_like_this(cast, clock: Clock):
    put_in_team(cast.cleo, cast.customer_care)
    first = agreeing.propose(cast.customer_care, by=cast.pia, words=WORDS)
    second = agreeing.propose(cast.customer_care, by=cast.pia, words="We write the date first.")
    third = agreeing.propose(cast.customer_care, by=cast.pia, words="Nobody eats at the telephone.")
    for who in (cast.lena, cast.toni):
        agreeing.say(first, by=who, answer=YES)
        agreeing.say(second, by=who, answer=YES)
    agreeing.say(second, by=cast.cleo, answer=NOT_SO)
    agreeing.say(third, by=cast.lena, answer=YES)
    clock.forward(days=7)
    assert agreeing.settle_proposals() == 0
    clock.forward(days=1)
    assert agreeing.settle_proposals() == 3
    assert agreeing.settle_proposals() == 0
    for agreement in (first, second, third):
        agreement.refresh_from_db()
    assert first.holds and not second.holds and not third.holds
    ends = {(one.holds_since, one.set_aside_on, one.set_aside_by_id) for one in (second, third)}
    assert len(ends) == 1, "not like this and too few look the same"


@given(others=st.integers(0, 12), yes=st.integers(0, 12), not_so=st.booleans(), over=st.booleans())
def test_what_becomes_of_a_proposal(others, yes, not_so, over):
    yes = min(yes, others - not_so) if others else 0
    decision = decided(others=others, yes_of_others=max(yes, 0), not_so=not_so, over=over)
    assert not (decision.holds and decision.set_aside)
    if decision.holds:
        assert not not_so and yes >= min(2, others) > 0
    assert (decision.holds or decision.set_aside) or not over


def test_who_left_the_team_no_longer_counts_and_who_joined_was_not_asked(cast, proposed):
    agreeing.say(proposed, by=cast.toni, answer=YES)
    put_in_team(cast.cleo, cast.customer_care)
    with pytest.raises(NotHere):
        agreeing.say(proposed, by=cast.cleo, answer=YES)
    leave_team(cast.lena)
    agreeing.say(proposed, by=cast.toni, answer=YES)
    assert TeamAgreement.objects.get().holds


def test_at_most_five_stand_at_once(cast, clock):
    for number in range(5):
        agreeing.propose(cast.customer_care, by=cast.pia, words=f"Sentence {number}")
    with pytest.raises(Refusal) as refused:
        agreeing.propose(cast.customer_care, by=cast.toni, words="A sixth")
    assert refused.value.code == "five-already"
    agreeing.set_aside(TeamAgreement.objects.order_by("pk")[0], by=cast.pia)
    agreeing.propose(cast.customer_care, by=cast.toni, words="A sixth")


@pytest.mark.django_db(transaction=True)
def test_the_fifth_and_the_sixth_at_the_very_same_moment(clock):
    cast = gather()
    for number in range(4):
        agreeing.propose(cast.customer_care, by=cast.pia, words=f"Sentence {number}")
    made = at_once(
        *[
            lambda who=who: agreeing.propose(cast.customer_care, by=who, words=WORDS)
            for who in (cast.pia, cast.toni, cast.lena)
        ]
    )
    assert sum(isinstance(one, TeamAgreement) for one in made) == 1, made
    assert TeamAgreement.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_the_last_two_say_yes_at_the_very_same_moment(clock):
    cast = gather()
    agreement = agreeing.propose(cast.customer_care, by=cast.pia, words=WORDS)
    at_once(*[lambda who=who: agreeing.say(agreement, by=who, answer=YES) for who in (cast.lena, cast.toni)])
    assert TeamAgreement.objects.get().holds


def test_only_the_proposer_takes_a_proposal_back_and_anybody_sets_aside_what_holds(cast, proposed):
    with pytest.raises(Refusal) as refused:
        agreeing.set_aside(proposed, by=cast.toni)
    assert refused.value.code == "say-instead"
    for who in (cast.lena, cast.toni):
        agreeing.say(proposed, by=who, answer=YES)
    assert agreeing.set_aside(proposed, by=cast.toni).set_aside_by == cast.toni
    with pytest.raises(NotHere):
        agreeing.set_aside(proposed, by=cast.otto)


def test_it_takes_a_team(cast, clock):
    with pytest.raises(Refusal, match="alone"):
        agreeing.propose(cast.operations, by=cast.otto, words=WORDS)
    with pytest.raises(NotHere):
        agreeing.propose(cast.customer_care, by=cast.otto, words=WORDS)


# --- When we slipped --------------------------------------------------------------------------------------------------


def test_a_slip_is_read_by_who_was_there_and_nobody_who_joins_later(cast, holding, clock: Clock):
    agreeing.note_slip(holding, by=cast.pia, whose=Slip.Whose.I, words="I forgot ward four.")
    put_in_team(cast.otto, cast.customer_care, on=clock.now.date() - timedelta(days=400))
    assert rows(cast.otto, "see", TeamAgreement).exists()
    assert not rows(cast.otto, "see", Slip).exists(), "even if the list says that he has been here for long"
    assert rows(cast.toni, "see", Slip).get().words == "I forgot ward four."
    leave_team(cast.toni)
    assert not rows(cast.toni, "see", Slip).exists() and not rows(cast.toni, "see", TeamAgreement).exists()
    with pytest.raises(NotHere):
        agreeing.remove_slip(Slip.objects.get(), by=cast.lena)
    agreeing.remove_slip(Slip.objects.get(), by=cast.pia)


@pytest.mark.parametrize("words", ["Toni forgot ward four.", "It was toni’s turn.", "Lena was late", "Ask Adeyemi."])
def test_a_slip_is_never_somebody_elses(cast, holding, words):
    with pytest.raises(Refusal) as refused:
        agreeing.note_slip(holding, by=cast.pia, whose=Slip.Whose.WE, words=words)
    assert refused.value.code == "somebodys-name"


@pytest.mark.parametrize(
    "words", ["I, Pia, forgot it.", "We forgot ward four.", "The tonic water ran out, and we left it."]
)
def test_ones_own_name_and_plain_words_are_fine(cast, holding, words):
    assert agreeing.note_slip(holding, by=cast.pia, whose=Slip.Whose.WE, words=words).words == words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I will do it.", None),
        ("We asked Will to do it.", "Will"),
        ("May is full of holidays.", None),
        ("Then May left.", "May"),
        ("anne-marie did it", "anne"),
        ("The planner crashed", None),
    ],
)
def test_names_that_are_words_too(text, found):
    assert (named_in(text, ["Will Young", "May", "Anne-Marie", "Ann"]) or "").lower() == (found or "").lower()


def test_what_does_not_hold_cannot_slip(cast, proposed):
    with pytest.raises(Refusal) as refused:
        agreeing.note_slip(proposed, by=cast.pia, whose=Slip.Whose.I, words="I forgot.")
    assert refused.value.code == "does-not-hold"


def test_slips_go_after_twelve_months_and_with_their_author(cast, holding, clock: Clock):
    agreeing.note_slip(holding, by=cast.pia, whose=Slip.Whose.I, words="I forgot ward four.")
    agreeing.note_slip(holding, by=cast.toni, whose=Slip.Whose.WE, words="We all forgot ward five.")
    assert Key.objects.filter(owner=cast.customer_care.pk, voice=cast.pia.pk).exists()
    forget(cast.pia)
    assert not Key.objects.filter(voice=cast.pia.pk).exists()
    assert rows(cast.lena, "see", Slip).get().words == "We all forgot ward five."
    assert TeamAgreement.objects.get().words == WORDS, "what the team agreed stays the team's"
    clock.forward(days=366)
    sweep()
    assert not Slip.objects.exists() and TeamAgreement.objects.exists()


def test_a_large_team_is_told_why_not(cast, clock):
    for number in range(40):
        person = enter(f"Nobody{number} Here")
        Membership.objects.create(person=person, team=cast.customer_care, started_on=clock.now.date())
    with pytest.raises(Refusal, match="forty"):
        agreeing.propose(cast.customer_care, by=cast.pia, words=WORDS)
