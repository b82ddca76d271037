"""Something somebody saw: given, heard, closed together; asked for; thanked."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.access.gate import may, rows
from alongside.feedback import actions
from alongside.feedback.models import (
    Appreciation,
    Asking,
    ChangedView,
    Feedback,
    FeedbackDraft,
    Hearing,
    NotNow,
    OwnAccount,
    Story,
)
from alongside.feedback.rules import own_view
from alongside.journal.models import Deed
from alongside.kit.refusal import NotHere, Refusal
from alongside.lifecycle.keeping import sweep
from alongside.sealed.models import Envelope, Exchange
from alongside.vault.ring import ring
from tests.cast import gather
from tests.conftest import Clock
from tests.together import at_once

Whose = ChangedView.Whose
SAID: dict[str, Any] = {
    "saw": "On Tuesday you took a call while I was speaking.",
    "story": "I thought that my point was not worth much.",
    "otherwise": "The ward was waiting.",
}


@pytest.fixture
def feedback(cast, clock) -> Feedback:
    """Pia told Toni something she saw. They are no pair."""
    return actions.give_feedback(cast.toni, by=cast.pia, **SAID)


def test_what_was_seen_opens_at_once_and_the_story_does_not(cast, feedback):
    assert rows(cast.toni, "see", Feedback).get().saw == SAID["saw"]
    assert not rows(cast.toni, "see", Story).exists()
    assert rows(cast.pia, "see", Story).get().story == SAID["story"]
    for stranger in (cast.lena, cast.cleo, cast.otto, cast.ada):
        for model in (Feedback, Story, OwnAccount, ChangedView, Hearing):
            assert not rows(stranger, "see", model).exists()


def test_the_own_account_first_then_the_story(cast, feedback):
    told = actions.tell_own_account(feedback, by=cast.toni, text="Ward four had rung three times.")
    assert rows(cast.pia, "see", OwnAccount).get() == told
    assert rows(cast.toni, "see", Story).get().otherwise == SAID["otherwise"]
    with pytest.raises(Refusal, match="already"):
        actions.tell_own_account(feedback, by=cast.toni, text="And again.")


def test_reading_on_without_it_is_told_to_nobody(cast, feedback):
    before = seen_by(cast.pia)
    actions.put_away(feedback, by=cast.toni)
    assert seen_by(cast.pia) == before
    actions.open_story(feedback, by=cast.toni)
    assert rows(cast.toni, "see", Story).exists()
    assert not rows(cast.toni, "see", Hearing).get().put_away
    actions.put_away(feedback, by=cast.toni)
    actions.take_out(feedback, by=cast.toni)
    assert seen_by(cast.pia) == before
    assert [deed.verb for deed in Deed.objects.filter(row=feedback.pk)] == ["feedback.given"]


@pytest.mark.parametrize("name", ["pia", "otto"])
def test_only_the_receiver_hears(cast, feedback, name):
    for deed in (actions.open_story, actions.put_away, actions.take_out):
        with pytest.raises(NotHere):
            deed(feedback, by=getattr(cast, name))
    with pytest.raises(NotHere):
        actions.tell_own_account(feedback, by=getattr(cast, name), text="No.")


def seen_by(person) -> list[object]:
    """Everything that these rules show somebody of what was said, field by field."""
    kinds = (Feedback, Story, OwnAccount, ChangedView, Hearing, Exchange, Envelope, Asking, NotNow, Appreciation)
    return [
        (kind.__name__, [getattr(row, field.attname) for field in row._meta.fields])
        for kind in kinds
        for row in rows(person, "see", kind).order_by("pk")
    ]


def test_nobody_learns_whose_view_changed_before_both_are_in(cast, feedback):
    actions.open_story(feedback, by=cast.toni)
    before, deeds = seen_by(cast.pia), Deed.objects.count()
    assert not actions.say_whose_view_changed(feedback, by=cast.toni, whose=Whose.BOTH, words="Quiet is no yes.")
    assert seen_by(cast.pia) == before
    assert Deed.objects.count() == deeds
    assert actions.my_answer(feedback, cast.toni) == {"whose": "both", "words": "Quiet is no yes."}
    assert actions.my_answer(feedback, cast.pia) is None
    actions.take_back_answer(feedback, by=cast.toni)
    assert actions.my_answer(feedback, cast.toni) is None
    assert not actions.say_whose_view_changed(feedback, by=cast.pia, whose=Whose.MINE)
    assert not ChangedView.objects.exists()
    assert actions.say_whose_view_changed(feedback, by=cast.toni, whose=Whose.THEIRS)
    assert Deed.objects.count() == deeds, "who was last would say who was first"
    with ring():
        said = {view.by_id: view.whose for view in rows(cast.pia, "see", ChangedView)}
    assert said == {cast.pia.pk: "mine", cast.toni.pk: "theirs"}
    feedback.refresh_from_db()
    assert feedback.closed_on == cast.pia.today()
    with pytest.raises(Refusal, match="Both"):
        actions.say_whose_view_changed(feedback, by=cast.pia, whose=Whose.NEITHER)


def test_first_read_on_then_say(cast, feedback):
    with pytest.raises(Refusal) as refused:
        actions.say_whose_view_changed(feedback, by=cast.toni, whose=Whose.MINE)
    assert refused.value.code == "read-on-first"


def test_what_the_other_never_answered_stays_mine(cast, feedback, clock: Clock):
    actions.say_whose_view_changed(feedback, by=cast.pia, whose=Whose.BOTH)
    clock.forward(days=91)
    actions.open_story(feedback, by=cast.toni)
    with pytest.raises(Refusal, match="over"):
        actions.say_whose_view_changed(feedback, by=cast.toni, whose=Whose.BOTH)
    assert actions.my_answer(feedback, cast.pia) == {"whose": "both", "words": ""}
    assert not rows(cast.toni, "see", ChangedView).exists()


def test_words_taken_back_are_gone_for_both_and_the_others_stay(cast, feedback):
    actions.take_back_feedback(feedback, by=cast.pia)
    assert not Feedback.objects.exists() and not Story.objects.exists() and not Exchange.objects.exists()
    again = actions.give_feedback(cast.toni, by=cast.pia, **SAID)
    actions.tell_own_account(again, by=cast.toni, text="Ward four.")
    actions.take_back_feedback(again, by=cast.pia)
    assert rows(cast.toni, "see", Feedback).get().saw == ""
    assert not rows(cast.toni, "see", Story).exists()
    assert rows(cast.toni, "see", OwnAccount).get().text == "Ward four."
    with pytest.raises(Refusal, match="taken back"):
        actions.open_story(again, by=cast.toni)
    with pytest.raises(NotHere):
        actions.take_back_feedback(again, by=cast.toni)


def test_three_parts_are_needed_and_three_are_not(cast, clock):
    for missing in SAID:
        with pytest.raises(Refusal) as refused:
            actions.give_feedback(cast.toni, by=cast.pia, **(SAID | {missing: "  "}))
        assert refused.value.field == missing
    with pytest.raises(Refusal, match="yourself"):
        actions.give_feedback(cast.pia, by=cast.pia, **SAID)
    cast.toni.is_active = False
    with pytest.raises(Refusal, match="no longer"):
        actions.give_feedback(cast.toni, by=cast.pia, **SAID)


def test_a_draft_is_its_authors_alone_and_goes_when_it_is_shown(cast, clock):
    kept = actions.keep_draft(cast.toni, by=cast.pia, version=0, saw="On Tuesday")
    assert kept.version == 1
    with pytest.raises(Refusal) as stale:
        actions.keep_draft(cast.toni, by=cast.pia, version=0, saw="On Wednesday")
    assert stale.value.about == {"version": 1, "text": "On Tuesday"}
    actions.keep_draft(cast.toni, by=cast.pia, version=1, story="I thought")
    assert rows(cast.pia, "see", FeedbackDraft).get().saw == "On Tuesday"
    assert not rows(cast.toni, "see", FeedbackDraft).exists()
    assert not Deed.objects.filter(model="feedback.feedbackdraft").exists()
    actions.give_feedback(cast.toni, by=cast.pia, **SAID)
    assert not FeedbackDraft.objects.exists()


def test_asking_looks_the_same_whatever_comes_but_words(cast, clock: Clock):
    asking = actions.ask_for_feedback(cast.toni, by=cast.pia, about="What did you notice yesterday?")
    before = seen_by(cast.pia)
    actions.say_not_now(asking, by=cast.toni)
    assert seen_by(cast.pia) == before
    with pytest.raises(Refusal) as refused:
        actions.ask_for_feedback(cast.toni, by=cast.pia, about="And today?")
    assert refused.value.code == "asked-already"
    given = actions.give_feedback(cast.pia, by=cast.toni, asking=asking, **SAID)
    assert given.asking == asking
    with pytest.raises(NotHere):
        actions.give_feedback(cast.lena, by=cast.toni, asking=asking, **SAID)
    clock.forward(days=22)
    actions.ask_for_feedback(cast.toni, by=cast.pia, about="And today?")
    assert [deed.verb for deed in Deed.objects.filter(by=cast.toni.pk)] == ["feedback.given"]


def test_thanks_go_straight_to_the_person(cast, clock):
    thanks = actions.appreciate(cast.toni, by=cast.pia, did="You stayed.", meant="I could go home.")
    before = seen_by(cast.pia)
    actions.receive_appreciation(thanks, by=cast.toni)
    assert seen_by(cast.pia) == before
    assert not any(rows(who, "see", Appreciation).exists() for who in (cast.lena, cast.cleo, cast.otto, cast.ada))
    with pytest.raises(NotHere):
        actions.receive_appreciation(thanks, by=cast.pia)
    actions.remove_appreciation(thanks, by=cast.toni)
    assert not Appreciation.objects.exists()


@pytest.mark.parametrize(
    ("changed", "closed", "begins"),
    [
        (0, 0, "Too early"),
        (2, 2, "Too early"),
        (0, 3, "Not once"),
        (1, 4, "Now and then"),
        (2, 4, "About"),
        (3, 4, "Mostly"),
        (4, 4, "Each"),
    ],
)
def test_how_often_my_view_changed_is_said_in_words(changed, closed, begins):
    said = str(own_view(changed, closed))
    assert said.startswith(begins) and not any(sign.isdigit() for sign in said)


def test_my_view_counts_only_what_i_told_and_only_for_me(cast, clock):
    for whose in (Whose.MINE, Whose.BOTH, Whose.NEITHER):
        feedback = actions.give_feedback(cast.toni, by=cast.pia, **SAID)
        actions.open_story(feedback, by=cast.toni)
        actions.say_whose_view_changed(feedback, by=cast.pia, whose=whose)
        actions.say_whose_view_changed(feedback, by=cast.toni, whose=Whose.MINE)
    with ring():
        assert actions.how_often_my_view_changed(cast.pia).startswith("Mostly")
        assert actions.how_often_my_view_changed(cast.toni).startswith("Too early")


def test_it_is_kept_twelve_months_after_it_was_closed(cast, feedback, clock: Clock):
    clock.forward(days=90 + 364)
    sweep()
    assert Feedback.objects.exists()
    clock.forward(days=3)
    sweep()
    assert not Feedback.objects.exists() and not Story.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_both_say_it_at_the_very_same_moment(clock):
    cast = gather()
    for _ in range(3):
        feedback = actions.give_feedback(cast.toni, by=cast.pia, **SAID)
        actions.open_story(feedback, by=cast.toni)
        both = at_once(
            lambda: actions.say_whose_view_changed(feedback, by=cast.pia, whose=Whose.MINE),  # noqa: B023
            lambda: actions.say_whose_view_changed(feedback, by=cast.toni, whose=Whose.BOTH),  # noqa: B023
        )
        assert sorted(both, key=str) == [False, True], both
        assert ChangedView.objects.filter(feedback=feedback).count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_accounts_at_the_very_same_moment_leave_one(clock):
    cast = gather()
    feedback = actions.give_feedback(cast.toni, by=cast.pia, **SAID)
    told = at_once(*[lambda text=text: actions.tell_own_account(feedback, by=cast.toni, text=text) for text in "ab"])
    assert sum(isinstance(one, OwnAccount) for one in told) == 1, told
    asked = at_once(*[lambda: actions.ask_for_feedback(cast.toni, by=cast.pia, about="What?") for _ in range(2)])
    assert sum(isinstance(one, Asking) for one in asked) == 1, asked


DEEDS = st.lists(
    st.sampled_from(["open", "account", "away", "out", "pia", "toni", "pia-back", "toni-back", "wait"]), max_size=9
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(deeds=DEEDS)
def test_in_no_order_of_deeds_is_anything_seen_too_early(cast, clock, deeds):
    """Whatever the two do, in whatever order: Pia sees no more of Toni than he showed, until both have closed it."""
    clock.set(clock.now.replace(year=2026, month=3, day=2))
    feedback = actions.give_feedback(cast.toni, by=cast.pia, **SAID)
    opened, said = False, set()

    def say(who, whose):
        actions.say_whose_view_changed(feedback, by=who, whose=whose)
        said.add(who.pk)

    def take_out(who):
        actions.take_back_answer(feedback, by=who)
        said.discard(who.pk)

    does = {
        "open": lambda: actions.open_story(feedback, by=cast.toni),
        "account": lambda: actions.tell_own_account(feedback, by=cast.toni, text="Ward four."),
        "away": lambda: actions.put_away(feedback, by=cast.toni),
        "out": lambda: actions.take_out(feedback, by=cast.toni),
        "pia": lambda: say(cast.pia, Whose.MINE),
        "toni": lambda: say(cast.toni, Whose.THEIRS),
        "pia-back": lambda: take_out(cast.pia),
        "toni-back": lambda: take_out(cast.toni),
        "wait": lambda: clock.forward(days=40),
    }
    for deed in deeds:
        try:
            does[deed]()
        except Refusal:
            continue
        opened = opened or deed in {"open", "account"}
        both = len(said) == 2
        assert may(cast.toni, "see", Story.objects.get(feedback=feedback)) == opened
        for who in (cast.pia, cast.toni):
            views = rows(who, "see", ChangedView).filter(feedback=feedback)
            assert views.count() == (2 if both else 0)
            assert not rows(who, "see", Envelope).exclude(author=who).exists()
        assert not rows(cast.pia, "see", Hearing).filter(feedback=feedback).exists()
        if both:
            break


def test_a_page_of_what_was_said_takes_few_queries(cast, client, clock):
    for _ in range(12):
        actions.give_feedback(cast.toni, by=cast.pia, **SAID)
        actions.appreciate(cast.toni, by=cast.pia, did="You stayed.", meant="I could go home.")
    given_one = Feedback.objects.order_by("pk")[0]
    for who, paths in (
        (cast.toni, ["/feedback/", f"/feedback/{given_one.pk}/"]),
        (cast.pia, ["/feedback/from-you/", f"/feedback/{given_one.pk}/", f"/feedback/to/{cast.toni.pk}/"]),
    ):
        client.force_login(who)
        for path in paths:
            client.get(path)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(path).status_code == 200
            assert len(asked) <= 10, (path, [one["sql"][:120] for one in asked])
