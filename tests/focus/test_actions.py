"""Our one thing, deed by deed."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from alongside.focus import actions, rules
from alongside.focus.models import (
    Commitment,
    Ending,
    Experiment,
    Focus,
    LookBack,
    Option,
    Sense,
    Sharpening,
    Step,
    Word,
)
from alongside.journal.models import Deed
from alongside.kit.refusal import Refusal
from alongside.pairs.models import Side
from alongside.vault.models import Key
from tests.cast import pair_up

TODAY = date(2026, 3, 2)
AIM = "Answer a ward without waiting for the parts desk"


@pytest.fixture(autouse=True)
def _now(clock):
    """It is a Monday in March."""


def choose(pair, by, **changed):
    return actions.choose_focus(
        pair,
        by=by,
        **{
            "aim": AIM,
            "performer_will": "write down each call-back I wait for",
            "coach_will": "ask Otto for read access to the stock",
            "look_back_on": TODAY + timedelta(14),
            **changed,
        },
    )


@pytest.fixture
def focus(cast):
    return choose(cast.pair, cast.pia)


def part(focus, side):
    return Commitment.objects.get(focus=focus, side=side)


def refusal(code=None, field=None):
    return pytest.raises(Refusal, check=lambda refused: refused.field == field and code in {None, refused.code})


def look_back(focus, by, **changed):
    words = {"learning": "Asking takes a minute.", "helped": "Otto was in.", "hindered": "nothing"} | changed
    return actions.look_back(focus, by=by, **words)


# --- Choosing ---


def test_whoever_chooses_has_agreed_and_the_other_has_not(cast):
    focus = choose(cast.pair, cast.cleo, performer_until=TODAY + timedelta(3), proposed_by=Side.PERFORMER)
    fresh = Focus.objects.get(pk=focus.pk)
    assert fresh.aim == AIM
    assert fresh.by == cast.cleo
    assert (fresh.sharpening.performer_agreed_on, fresh.sharpening.coach_agreed_on) == (None, TODAY)
    assert fresh.sharpening.proposed_by == Side.PERFORMER
    assert part(fresh, Side.PERFORMER).until == TODAY + timedelta(3)
    assert part(fresh, Side.COACH).text == "ask Otto for read access to the stock"
    assert Deed.objects.filter(verb="focus.chosen", row=focus.pk, by=cast.cleo.pk).count() == 1


def test_nobody_says_whose_idea_it_was_for_us(cast, focus):
    assert focus.sharpening.proposed_by == ""


@pytest.mark.parametrize("field", ["aim", "performer_will", "coach_will"])
def test_the_three_texts_are_needed(cast, field):
    with refusal(field=field):
        choose(cast.pair, cast.pia, **{field: "  "})
    assert not Focus.objects.exists()


@pytest.mark.parametrize("days", [-1, 0, 22])
def test_the_day_is_to_come_and_within_three_weeks(cast, days):
    with refusal(field="look_back_on"):
        choose(cast.pair, cast.pia, look_back_on=TODAY + timedelta(days))


@pytest.mark.parametrize("days", [1, 21])
def test_tomorrow_and_three_weeks_do(cast, days):
    assert choose(cast.pair, cast.pia, look_back_on=TODAY + timedelta(days)).closed_at is None


def test_the_day_is_counted_where_the_person_is(cast, clock):
    cast.pia.time_zone = "Pacific/Auckland"
    cast.pia.save()
    clock.forward(hours=5)  # 14:00 in UTC, already Tuesday there
    assert choose(cast.pair, cast.pia, look_back_on=TODAY + timedelta(22))


def test_a_second_one_is_refused_and_the_open_one_named(cast, focus):
    with pytest.raises(Refusal) as refused:
        choose(cast.pair, cast.cleo, aim="Something else")
    assert refused.value.code == "open-focus"
    assert refused.value.about == {"focus": focus.pk}
    assert AIM in str(refused.value)


def test_the_database_itself_refuses_a_second_one(cast, focus, clock):
    with pytest.raises(IntegrityError), transaction.atomic():
        Focus.objects.create(pair=cast.pair, by=cast.pia, aim="x", look_back_on=TODAY, chosen_at=clock.now)


def test_the_performer_is_asked_before_having_one_with_somebody_else_too(cast, focus):
    with_otto = pair_up(cast.pia, cast.otto)
    with pytest.raises(Refusal) as asked:
        choose(with_otto, cast.pia)
    assert asked.value.code == "second-focus"
    assert asked.value.about == {"focus": focus.pk}
    assert choose(with_otto, cast.pia, second_ok=True)


def test_the_coach_does_not_learn_of_another_pair_but_the_performer_is_asked_when_agreeing(cast, focus):
    with_otto = pair_up(cast.pia, cast.otto)
    second = choose(with_otto, cast.otto)
    with refusal("second-focus"):
        actions.agree_to_focus(second, by=cast.pia)
    actions.agree_to_focus(second, by=cast.pia, second_ok=True)
    assert Sharpening.objects.get(focus=second).performer_agreed_on == TODAY


def test_one_with_an_ended_pair_does_not_count(cast, focus, clock):
    cast.pair.ended_at = clock.now
    cast.pair.save()
    assert choose(pair_up(cast.pia, cast.otto), cast.pia)


@pytest.mark.parametrize(("column", "code"), [("ended_at", "pair-ended"), ("paused_at", "pair-paused")])
def test_nothing_is_chosen_while_the_pair_rests_or_when_it_has_ended(cast, clock, column, code):
    setattr(cast.pair, column, clock.now)
    cast.pair.save()
    with refusal(code):
        choose(cast.pair, cast.pia)


def test_nothing_moves_while_the_pair_rests(cast, focus, clock):
    cast.pair.paused_at = clock.now
    cast.pair.save()
    mine = part(focus, Side.PERFORMER)
    for deed in (
        lambda: actions.agree_to_focus(focus, by=cast.cleo),
        lambda: actions.sharpen(focus, by=cast.cleo, serves="x"),
        lambda: actions.take_on_step(focus, by=cast.cleo, text="x"),
        lambda: actions.say_word(mine, by=cast.pia, text="x"),
        lambda: actions.set_state(mine, by=cast.pia, state=Commitment.State.HAPPENED),
        lambda: actions.extend(focus, by=cast.pia, look_back_on=TODAY + timedelta(5)),
        lambda: actions.begin_experiment(focus, by=cast.pia, question="x", options=["a", "b"]),
        lambda: look_back(focus, cast.pia),
        lambda: actions.set_aside(focus, by=cast.pia, learning="x", helped="x", hindered="x"),
        lambda: actions.park_idea(cast.pair, by=cast.pia, text="x"),
    ):
        with refusal("pair-paused"):
            deed()


def test_a_stranger_can_not_do_anything(cast, focus):
    for deed in (lambda: look_back(focus, cast.otto), lambda: actions.take_on_step(focus, by=cast.otto, text="x")):
        with pytest.raises(Refusal):
            deed()


# --- Agreeing ---


def test_yes_makes_the_words_ones_own(cast):
    focus = choose(cast.pair, cast.cleo)
    actions.agree_to_focus(focus, by=cast.pia)
    fresh = Focus.objects.get(pk=focus.pk)
    assert (fresh.by, fresh.aim) == (cast.pia, AIM)
    assert part(fresh, Side.PERFORMER).by == cast.pia
    assert part(fresh, Side.COACH).by == cast.cleo
    assert fresh.sharpening.performer_agreed_on == fresh.sharpening.coach_agreed_on == TODAY
    Key.objects.filter(owner=cast.pair.pk, voice=cast.pia.pk).delete()
    assert Focus.objects.get(pk=focus.pk).aim == ""  # hers to take along
    assert part(fresh, Side.COACH).text


def test_changing_my_part(cast, focus):
    actions.agree_to_focus(focus, by=cast.cleo, will="ask Otto on Tuesday", until=TODAY + timedelta(1))
    theirs = part(focus, Side.COACH)
    assert (theirs.text, theirs.by, theirs.until) == ("ask Otto on Tuesday", cast.cleo, TODAY + timedelta(1))
    fresh = Focus.objects.get(pk=focus.pk)
    assert fresh.aim == AIM
    assert fresh.sharpening.performer_agreed_on == TODAY  # her part is as she said it
    assert Deed.objects.filter(verb="focus.part-changed").count() == 1


def test_the_coach_is_asked_again_when_the_performer_says_the_aim_otherwise(cast):
    focus = choose(cast.pair, cast.cleo)
    actions.agree_to_focus(focus, by=cast.pia, aim="Answer a ward at once")
    fresh = Focus.objects.get(pk=focus.pk)
    assert fresh.aim == "Answer a ward at once"
    assert fresh.sharpening.coach_agreed_on is None


def test_the_coach_does_not_change_the_aim_by_agreeing(cast, focus):
    actions.agree_to_focus(focus, by=cast.cleo, aim="Be faster")
    assert Focus.objects.get(pk=focus.pk).aim == AIM


# --- Sharpening, and what is for the performer alone ---


def test_both_can_sharpen_and_correct_whose_idea_it_was(cast, focus):
    actions.sharpen(focus, by=cast.cleo, proposed_by=Side.COACH, serves="The wards wait less.")
    actions.sharpen(focus, by=cast.pia, proposed_by=Side.PERFORMER, first_sign="Nobody calls twice.")
    fresh = Sharpening.objects.get(focus=focus)
    assert fresh.proposed_by == Side.PERFORMER
    assert (fresh.serves, fresh.first_sign) == ("The wards wait less.", "Nobody calls twice.")


def test_confidence_is_kept_for_oneself_and_leaves_no_trace(cast, focus):
    before = Deed.objects.count()
    actions.weigh(focus, by=cast.pia, confidence=4, importance=9)
    actions.weigh(focus, by=cast.pia, confidence=5, importance=9, first_minutes="Open the list.")
    sense = Sense.objects.get(focus=focus)
    assert (sense.confidence, sense.importance, sense.first_minutes) == ("5", "9", "Open the list.")
    assert Deed.objects.count() == before
    with refusal(field="confidence"):
        actions.weigh(focus, by=cast.pia, confidence=11)


# --- Steps, lines, states ---


def test_three_steps_are_in_hand_either_side(cast, focus):
    first = actions.take_on_step(focus, by=cast.pia, text="one")
    actions.take_on_step(focus, by=cast.cleo, text="two")
    actions.take_on_step(focus, by=cast.pia, text="three")
    with refusal("steps-in-hand"):
        actions.take_on_step(focus, by=cast.cleo, text="four")
    actions.finish_step(first, by=cast.pia)
    assert actions.take_on_step(focus, by=cast.cleo, text="four").place == 1
    assert Step.objects.get(pk=first.pk).closed_on == TODAY


def test_a_step_is_done_or_dropped_once(cast, focus):
    step = actions.take_on_step(focus, by=cast.pia, text="one")
    actions.drop_step(step, by=cast.cleo)
    actions.drop_step(step, by=cast.cleo)
    with refusal("step-closed"):
        actions.finish_step(step, by=cast.pia)
    assert Deed.objects.filter(verb="step.dropped").count() == 1


def test_the_database_itself_holds_three_places(cast, focus):
    step = actions.take_on_step(focus, by=cast.pia, text="one")
    for place in (step.place, 4):
        with pytest.raises(IntegrityError), transaction.atomic():
            Step.objects.create(pair=cast.pair, by=cast.pia, focus=focus, text="x", place=place, taken_on=TODAY)


def test_both_commitments_have_lines_and_states_of_their_own(cast, focus):
    theirs = part(focus, Side.COACH)
    actions.say_word(theirs, by=cast.cleo, text="Not yet. He is back on Tuesday.")
    actions.set_state(theirs, by=cast.cleo, state=Commitment.State.SOMETHING_ELSE)
    assert Word.objects.get(commitment=theirs).text == "Not yet. He is back on Tuesday."
    assert part(focus, Side.COACH).get_state_display() == "something else came first"
    assert part(focus, Side.PERFORMER).state == Commitment.State.OPEN
    actions.set_state(theirs, by=cast.cleo, state=Commitment.State.OPEN)
    assert part(focus, Side.COACH).state == Commitment.State.OPEN


def test_deeds_say_when_it_last_moved(cast, focus, clock):
    clock.forward(days=9)
    actions.say_word(part(focus, Side.COACH), by=cast.cleo, text="He is back.")
    assert Sharpening.objects.get(focus=focus).touched_on == TODAY + timedelta(9)


# --- Something to try ---


def test_something_to_try_from_the_question_to_keeping_it(cast, focus):
    trying = actions.begin_experiment(
        focus, by=cast.pia, question="Does writing it down help?", options=["On paper", "In the list", " "]
    )
    actions.add_option(trying, by=cast.cleo, text="Ask Toni to count, too")
    options = list(Option.objects.filter(experiment=trying).order_by("position"))
    assert [option.suggested for option in options] == [False, False, True]
    actions.choose_option(options[1], by=cast.pia, expected="Fewer than five a day")
    with refusal("chosen-already"):
        actions.choose_option(options[0], by=cast.pia, expected="x")
    actions.end_experiment(trying, by=cast.pia, happened="Eleven", verdict=Experiment.Verdict.ADAPT)
    ended = Experiment.objects.get(pk=trying.pk)
    assert (ended.question, ended.expected, ended.happened) == (
        "Does writing it down help?",
        "Fewer than five a day",
        "Eleven",
    )
    with refusal("tried-already"):
        actions.end_experiment(trying, by=cast.pia, happened="x", verdict=Experiment.Verdict.KEEP)


def test_what_was_expected_is_in_the_performers_voice_whoever_asked(cast, focus):
    trying = actions.begin_experiment(focus, by=cast.cleo, question="What if?", options=["a", "b"])
    assert Option.objects.filter(experiment=trying, suggested=True).count() == 2
    actions.choose_option(Option.objects.get(experiment=trying, position=1), by=cast.pia, expected="Less waiting")
    Key.objects.filter(owner=cast.pair.pk, voice=cast.pia.pk).delete()
    fresh = Experiment.objects.get(pk=trying.pk)
    assert (fresh.question, fresh.expected) == ("What if?", "")


def test_one_way_is_no_choice_and_one_thing_is_tried_at_a_time(cast, focus):
    with refusal("two-options", field="options"):
        actions.begin_experiment(focus, by=cast.pia, question="What if?", options=["a", " "])
    trying = actions.begin_experiment(focus, by=cast.pia, question="What if?", options=["a", "b"])
    with refusal("trying-already"):
        actions.begin_experiment(focus, by=cast.cleo, question="Or if?", options=["a", "b"])
    with refusal("choose-first"):
        actions.end_experiment(trying, by=cast.pia, happened="x", verdict=Experiment.Verdict.KEEP)
    actions.end_experiment(trying, by=cast.pia, happened="Never mind", verdict=Experiment.Verdict.DROP)
    assert actions.begin_experiment(focus, by=cast.cleo, question="Or if?", options=["a", "b"]).ended_on is None


# --- Parking, extending, rewording ---


def test_ideas_wait_for_later(cast):
    idea = actions.park_idea(cast.pair, by=cast.cleo, text="Visit the parts desk")
    assert actions.drop_idea(idea, by=cast.pia).closed_on == TODAY


def test_after_two_extensions_it_is_put_in_new_words(cast, focus, clock):
    for _ in range(2):
        clock.forward(days=14)
        with refusal(field="look_back_on"):
            actions.extend(focus, by=cast.pia, look_back_on=cast.pia.today() + timedelta(22))
        actions.extend(focus, by=cast.pia, look_back_on=cast.pia.today() + timedelta(21))
    with pytest.raises(Refusal) as refused:
        actions.extend(focus, by=cast.cleo, look_back_on=cast.pia.today() + timedelta(3))
    assert refused.value.code == "reword"
    assert str(refused.value) == str(rules.REWORD)
    day = cast.pia.today() + timedelta(14)
    with refusal(field="aim"):
        actions.reword(focus, by=cast.cleo, aim=AIM, look_back_on=day)
    actions.reword(focus, by=cast.cleo, aim="Answer Ward 3 at once", coach_will="sit with Otto", look_back_on=day)
    fresh = Focus.objects.get(pk=focus.pk)
    assert (fresh.aim, fresh.look_back_on, fresh.sharpening.extended) == ("Answer Ward 3 at once", day, 0)
    assert (fresh.sharpening.performer_agreed_on, fresh.sharpening.coach_agreed_on) == (None, cast.pia.today())
    assert part(fresh, Side.COACH).text == "sit with Otto"
    assert part(fresh, Side.PERFORMER).by == cast.pia
    actions.extend(focus, by=cast.pia, look_back_on=cast.pia.today() + timedelta(21))


# --- Looking back ---


@pytest.mark.parametrize("field", ["learning", "helped", "hindered"])
def test_each_question_of_the_look_back_is_asked(cast, focus, field):
    with refusal(field=field):
        look_back(focus, cast.pia, **{field: " "})
    assert not LookBack.objects.exists()


def test_words_of_a_look_back_can_be_changed_until_it_is_closed(cast, focus):
    look_back(focus, cast.pia)
    look_back(focus, cast.pia, learning="Asking takes half a minute.")
    assert LookBack.objects.get(focus=focus).learning == "Asking takes half a minute."


@pytest.mark.parametrize("how", [Ending.As.HELPED, Ending.As.PARTLY, Ending.As.NOT_YET])
def test_closing_waits_for_both(cast, focus, how):
    with pytest.raises(Refusal) as refused:
        actions.close_focus(focus, by=cast.pia, how=how)
    assert refused.value.about == {"person": cast.pia.pk}
    look_back(focus, cast.pia)
    with pytest.raises(Refusal) as refused:
        actions.close_focus(focus, by=cast.pia, how=how)
    assert refused.value.code == "look-back-missing"
    assert refused.value.about == {"person": cast.cleo.pk}
    look_back(focus, cast.cleo)
    ending = actions.close_focus(focus, by=cast.pia, how=how)
    assert ending.how == how
    assert Focus.objects.get(pk=focus.pk).closed_at is not None
    assert choose(cast.pair, cast.cleo)


def test_either_can_set_it_aside_and_the_other_can_still_write(cast, focus):
    with refusal("look-back-missing"):
        actions.set_aside(focus, by=cast.cleo)
    with refusal(field="hindered"):
        actions.set_aside(focus, by=cast.cleo, learning="It was too early.", helped="nothing")
    actions.set_aside(focus, by=cast.cleo, learning="It was too early.", helped="nothing", hindered="The flu.")
    assert Ending.objects.get(focus=focus).how == Ending.As.SET_ASIDE
    look_back(focus, cast.pia)
    with refusal("focus-closed"):
        look_back(focus, cast.pia, learning="No, otherwise.")
    assert LookBack.objects.filter(focus=focus).count() == 2


def test_a_closed_one_stays_closed(cast, focus):
    look_back(focus, cast.pia)
    look_back(focus, cast.cleo)
    actions.close_focus(focus, by=cast.pia, how=Ending.As.HELPED)
    with pytest.raises(Refusal) as refused:
        actions.close_focus(focus, by=cast.cleo, how=Ending.As.NOT_YET)
    assert refused.value.code == "focus-closed"
    assert "It helped" in str(refused.value)
    with refusal("focus-closed"):
        actions.extend(focus, by=cast.cleo, look_back_on=TODAY + timedelta(3))
