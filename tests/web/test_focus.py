"""Our one thing, through its pages: both sides' sessions, strangers, the ones outside, simultaneous presses."""

import re
import threading
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from alongside.access.models import Look
from alongside.conversations.models import Answer, Conversation, Turn
from alongside.focus import actions, rules
from alongside.focus.models import (
    Commitment,
    Ending,
    Experiment,
    Focus,
    LookBack,
    Option,
    ParkedIdea,
    Sense,
    Sharpening,
    Step,
    Word,
)
from alongside.kit import clock as the_clock
from alongside.lifecycle.ending import end_together
from alongside.pairs.actions import pause
from alongside.pairs.models import Permission, Side, What
from alongside.reflections import solo
from tests.cast import gather, pair_up
from tests.conftest import MONDAY

TODAY = date(2026, 3, 2)
AIM = "Answer a ward without waiting for the parts desk"
MINE = "write down each call-back I wait for, Tuesday to Thursday"
THEIRS = "ask Otto for read access to the stock by Wednesday"


@pytest.fixture(autouse=True)
def _now(clock):
    """It is a Monday in March."""


def as_person(person):
    client = Client()
    client.force_login(person)
    return client


def filled(**changed):
    return {
        "aim": AIM,
        "performer_will": MINE,
        "coach_will": THEIRS,
        "look_back_on": (TODAY + timedelta(14)).isoformat(),
        **changed,
    }


def choose(cast, by=None, **changed):
    return actions.choose_focus(
        cast.pair,
        by=by or cast.pia,
        **{"aim": AIM, "performer_will": MINE, "coach_will": THEIRS, "look_back_on": TODAY + timedelta(14), **changed},
    )


@pytest.fixture
def focus(cast):
    return choose(cast)


def address(name, row):
    return reverse(f"focus:{name}", args=[row.pk])


def part(focus, side):
    return Commitment.objects.get(focus=focus, side=side)


def said(response):
    return " ".join(response.content.decode().split())


def look_back(focus, by, **changed):
    words = {"learning": "Asking takes a minute.", "helped": "Otto was in.", "hindered": "Nothing"} | changed
    return actions.look_back(focus, by=by, **words)


# --- Choosing ---


def test_four_inputs_and_one_of_them_is_filled_in(cast):
    page = said(as_person(cast.pia).get(address("choose", cast.pair)))
    assert "One thing until Monday, 16 March" in page
    assert 'value="2026-03-16"' in page
    assert 'max="2026-03-23"' in page
    assert page.count(" required") == 4
    assert "I will" in page and "Cleo will" in page
    assert "You and Cleo can read this." in page


def test_the_coach_reads_it_from_their_side_and_it_is_stored_by_side(cast):
    client = as_person(cast.cleo)
    page = said(client.get(address("choose", cast.pair)))
    assert "Pia will" in page and "I will" in page
    answer = client.post(address("choose", cast.pair), filled())
    focus = Focus.objects.get()
    assert answer["Location"] == address("page", focus)
    assert part(focus, Side.PERFORMER).text == MINE
    assert part(focus, Side.COACH).text == THEIRS
    assert (focus.sharpening.performer_agreed_on, focus.sharpening.coach_agreed_on) == (None, TODAY)


def test_what_is_missing_is_said_at_its_place(cast):
    answer = as_person(cast.pia).post(address("choose", cast.pair), filled(coach_will=" "))
    assert answer.status_code == 422
    assert "A few words are needed here." in said(answer)
    assert MINE in said(answer)
    assert not Focus.objects.exists()


def test_a_day_too_far_is_refused_kindly(cast):
    late = (TODAY + timedelta(22)).isoformat()
    answer = as_person(cast.pia).post(address("choose", cast.pair), filled(look_back_on=late))
    assert answer.status_code == 422
    assert "Three weeks at most." in said(answer)


def test_a_vague_part_gets_a_suggestion_and_pressing_again_accepts(cast):
    client = as_person(cast.pia)
    first = client.post(address("choose", cast.pair), filled(coach_will="check in"))
    suggestion = rules.sharpen("check in")
    assert suggestion and first.status_code == 422
    assert str(suggestion.question) in said(first).replace("&#x27;", "'")
    assert not Focus.objects.exists()
    other = client.post(address("choose", cast.pair), filled(coach_will="check in more", coach_will_seen="check in"))
    assert other.status_code == 422  # other words are looked at anew
    client.post(address("choose", cast.pair), filled(coach_will="check in", coach_will_seen="check in"))
    assert part(Focus.objects.get(), Side.COACH).text == "check in"


def test_what_is_under_sharpen_it_is_kept(cast):
    extras = {"proposed_by": "coach", "serves": "Wards wait less.", "coach_until": "2026-03-04"}
    as_person(cast.pia).post(address("choose", cast.pair), filled(**extras))
    sharp = Sharpening.objects.get()
    assert (sharp.proposed_by, sharp.serves) == ("coach", "Wards wait less.")
    assert part(Focus.objects.get(), Side.COACH).until == date(2026, 3, 4)


def test_with_one_open_the_refusal_names_it_and_keeps_what_was_typed(cast, focus):
    answer = as_person(cast.cleo).post(address("choose", cast.pair), filled(aim="Something quite different"))
    assert answer.status_code == 409
    page = said(answer)
    assert AIM in page and address("page", focus) in page
    assert "Something quite different" in page
    assert as_person(cast.cleo).get(address("choose", cast.pair))["Location"] == address("page", focus)


def test_the_performer_is_asked_before_a_second_one_elsewhere(cast, focus):
    with_otto = pair_up(cast.pia, cast.otto)
    client = as_person(cast.pia)
    asked = client.post(address("choose", with_otto), filled(aim="Another"))
    assert asked.status_code == 409
    assert "Two at a time is a lot." in said(asked) and "Yes, both" in said(asked)
    client.post(address("choose", with_otto), filled(aim="Another", second_ok="1"))
    assert Focus.objects.filter(pair=with_otto).exists()


def test_the_other_coach_never_learns_of_it_and_the_performer_is_asked_when_agreeing(cast, focus):
    with_otto = pair_up(cast.pia, cast.otto)
    answer = as_person(cast.otto).post(address("choose", with_otto), filled(aim="Another"))
    assert answer.status_code == 302
    second = Focus.objects.get(pair=with_otto)
    assert AIM not in said(as_person(cast.otto).get(address("page", second)))
    client = as_person(cast.pia)
    asked = client.post(address("agree", second))
    assert asked.status_code == 409 and AIM in said(asked)
    client.post(address("agree", second), {"second_ok": "1"})
    assert Sharpening.objects.get(focus=second).performer_agreed_on == TODAY


@pytest.fixture
def phrase(cast, clock):
    talk = Conversation.objects.create(pair=cast.pair, by=cast.cleo, started_at=clock.now, guide="opening")
    turn = Turn.objects.create(
        pair=cast.pair, by=cast.cleo, conversation=talk, position=0, slug="x", question="?", performer="wrote"
    )
    return Answer.objects.create(pair=cast.pair, by=cast.pia, turn=turn, text="To answer while they are on the line")


def test_a_phrase_of_the_performer_becomes_the_one_thing(cast, phrase):
    for who in (cast.pia, cast.cleo):
        page = said(as_person(who).get(address("choose", cast.pair), {"phrase": phrase.pk}))
        assert "To answer while they are on the line" in page


@pytest.mark.parametrize("name", ["phrase", "talk", "idea", "alone"])
def test_what_is_not_ones_own_can_not_be_named(cast, phrase, name):
    with_toni = pair_up(cast.toni, cast.otto)
    idea = actions.park_idea(cast.pair, by=cast.pia, text="Private to two")
    alone = solo.choose_alone(by=cast.pia, aim="Alone", will="x", look_back_on=TODAY + timedelta(3))
    row = {"phrase": phrase, "talk": phrase.turn.conversation, "idea": idea, "alone": alone}[name]
    url = address("choose", with_toni)
    assert as_person(cast.toni).get(url, {name: row.pk}).status_code == 404
    assert as_person(cast.toni).get(url, {name: uuid4()}).status_code == 404
    assert as_person(cast.toni).get(url, {name: "what"}).status_code == 404


def test_a_phrase_of_another_pair_of_hers_is_not_taken(cast, phrase):
    with_otto = pair_up(cast.pia, cast.otto)
    assert as_person(cast.pia).get(address("choose", with_otto), {"phrase": phrase.pk}).status_code == 404


def test_from_a_talk_it_leads_to_the_closing(cast, phrase):
    talk = phrase.turn.conversation
    url = address("choose", cast.pair) + f"?talk={talk.pk}"
    client = as_person(cast.pia)
    assert reverse("talks:close", args=[talk.pk]) in said(client.get(url))
    assert client.post(url, filled())["Location"] == reverse("talks:close", args=[talk.pk])
    assert Sharpening.objects.get().chosen_in == talk


# --- Agreeing ---


def test_the_other_is_asked_once(cast, focus):
    client = as_person(cast.cleo)
    assert "Is this what you said?" in said(client.get(address("page", focus)))
    assert "Is this what you said?" not in said(as_person(cast.pia).get(address("page", focus)))
    assert THEIRS in said(client.get(address("agree", focus)))
    client.post(address("agree", focus))
    assert "Is this what you said?" not in said(client.get(address("page", focus)))


def test_the_other_changes_their_part(cast, focus):
    client = as_person(cast.cleo)
    assert "I will" in said(client.get(address("agree", focus) + "?change"))
    vague = client.post(address("agree", focus), {"change": "1", "will": "check in"})
    assert vague.status_code == 422
    client.post(address("agree", focus), {"change": "1", "will": "phone Otto on Tuesday", "until": "2026-03-03"})
    theirs = part(focus, Side.COACH)
    assert (theirs.text, theirs.until, theirs.by) == ("phone Otto on Tuesday", date(2026, 3, 3), cast.cleo)


def test_the_performer_puts_the_one_thing_in_their_own_words(cast):
    focus = choose(cast, by=cast.cleo)
    as_person(cast.pia).post(address("agree", focus), {"change": "1", "aim": "Answer at once", "will": MINE})
    assert Focus.objects.get().aim == "Answer at once"


# --- The page, steps, lines ---


def test_the_page_speaks_to_its_reader(cast, focus):
    pias, cleos = (said(as_person(who).get(address("page", focus))) for who in (cast.pia, cast.cleo))
    assert "I will" in pias and "Cleo will" in pias
    assert "Pia will" in cleos and "I will" in cleos
    for page in (pias, cleos):
        assert AIM in page and MINE in page and THEIRS in page
        assert not re.search(r"\b(late|overdue|failed)\b", page.lower())


def test_steps_with_and_without_htmx(cast, focus):
    client = as_person(cast.pia)
    client.post(address("add_step", focus), {"text": "Open the list"})
    swapped = client.post(address("add_step", focus), {"text": "Show Cleo"}, headers={"HX-Request": "true"})
    assert swapped.status_code == 200
    assert "Show Cleo" in said(swapped) and "<html" not in said(swapped)
    step = Step.objects.get(place=1)
    assert client.post(address("finish_step", step))["Location"] == address("page", focus)
    assert Step.objects.get(pk=step.pk).state == Step.State.DONE
    as_person(cast.cleo).post(address("drop_step", Step.objects.get(place=2)))
    assert not Step.objects.filter(state=Step.State.IN_HAND).exists()


def test_a_fourth_step_is_refused_and_its_words_stay(cast, focus):
    for number in range(3):
        actions.take_on_step(focus, by=cast.pia, text=f"step {number}")
    answer = as_person(cast.cleo).post(address("add_step", focus), {"text": "One more"})
    assert answer.status_code == 409
    assert "Three steps are in hand already." in said(answer) and "One more" in said(answer)


def test_a_line_and_a_state_of_ones_own_part_only(cast, focus):
    theirs = part(focus, Side.COACH)
    cleo, pia = as_person(cast.cleo), as_person(cast.pia)
    cleo.post(address("say", theirs), {"text": "Not yet. He is back on Tuesday."})
    cleo.post(address("state", theirs), {"state": "something-else"})
    page = said(pia.get(address("page", focus)))
    assert "Not yet. He is back on Tuesday." in page and "Something else came first." in page
    assert pia.post(address("say", theirs), {"text": "x"}).status_code == 404
    assert pia.post(address("state", theirs), {"state": "happened"}).status_code == 404
    assert Word.objects.count() == 1
    part_only = cleo.post(address("state", theirs), {"state": "happened"}, headers={"HX-Request": "true"})
    assert "Happened." in said(part_only) and "<html" not in said(part_only)


def test_after_a_gap_it_asks_how_to_go_on(cast, focus, clock):
    clock.forward(days=35)
    page = said(as_person(cast.pia).get(address("page", focus)))
    assert "Five weeks. Pick up, shrink or set aside?" in page


def test_the_pages_cost_few_queries_whatever_has_been_written(cast, focus):
    client = as_person(cast.pia)

    def queries(url):
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    urls = [address(name, focus) for name in ("page", "sharpen", "look_back", "trying", "set_aside", "reword")]
    look_back(focus, cast.cleo)
    actions.take_on_step(focus, by=cast.pia, text="x")
    actions.say_word(part(focus, Side.COACH), by=cast.cleo, text="x")
    trying = actions.begin_experiment(focus, by=cast.pia, question="x", options=["a", "b"])
    few = [queries(url) for url in urls]
    for _ in range(8):
        step = actions.take_on_step(focus, by=cast.cleo, text="x")
        actions.finish_step(step, by=cast.cleo)
        actions.say_word(part(focus, Side.COACH), by=cast.cleo, text="x")
        actions.end_experiment(trying, by=cast.pia, happened="x", verdict=Experiment.Verdict.DROP)
        trying = actions.begin_experiment(focus, by=cast.pia, question="x", options=["a", "b", "c"])
        actions.park_idea(cast.pair, by=cast.pia, text="x")
    assert [queries(url) for url in urls] == few
    assert max(few) <= 10, dict(zip(urls, few, strict=True))
    assert queries(address("ideas", cast.pair)) <= 10


# --- Sharpening; what is for the performer alone ---


def test_both_correct_whose_idea_it_was(cast, focus):
    as_person(cast.cleo).post(address("sharpen", focus), {"proposed_by": "coach", "serves": "Wards wait less."})
    as_person(cast.pia).post(address("sharpen", focus), {"proposed_by": "performer", "serves": "Wards wait less."})
    assert Sharpening.objects.get().proposed_by == Side.PERFORMER
    assert "Wards wait less." in said(as_person(cast.cleo).get(address("page", focus)))


def test_confidence_is_the_performers_alone(cast, focus):
    pia, cleo = as_person(cast.pia), as_person(cast.cleo)
    answer = pia.post(address("weigh", focus), {"confidence": "4", "importance": "9", "first_minutes": ""})
    assert answer["Location"] == address("sharpen", focus)
    assert "What is the first 20 minutes of it?" in said(pia.get(address("sharpen", focus)))
    pia.post(address("weigh", focus), {"confidence": "4", "importance": "9", "first_minutes": "Open the list."})
    assert Sense.objects.get().first_minutes == "Open the list."
    for url in (address("sharpen", focus), address("page", focus)):
        page = said(cleo.get(url))
        assert "How sure" not in page and "Open the list." not in page
    assert cleo.post(address("weigh", focus), {"confidence": "1"}).status_code == 404


# --- Ideas ---


def test_an_idea_waits_and_becomes_the_one_thing(cast):
    client = as_person(cast.cleo)
    client.post(address("ideas", cast.pair), {"text": "Visit the parts desk"})
    idea = ParkedIdea.objects.get()
    assert "Visit the parts desk" in said(as_person(cast.pia).get(address("ideas", cast.pair)))
    assert "Visit the parts desk" in said(client.get(address("choose", cast.pair), {"idea": idea.pk}))
    client.post(address("choose", cast.pair) + f"?idea={idea.pk}", filled())
    assert ParkedIdea.objects.get().closed_on == TODAY


def test_an_idea_is_taken_off(cast):
    idea = actions.park_idea(cast.pair, by=cast.pia, text="x")
    as_person(cast.cleo).post(address("drop_idea", idea))
    assert ParkedIdea.objects.get().closed_on == TODAY


# --- Something to try ---


def test_something_to_try(cast, focus):
    pia, cleo = as_person(cast.pia), as_person(cast.cleo)
    one_way = cleo.post(address("trying", focus), {"question": "Does it help?", "first": "On paper", "second": ""})
    assert one_way.status_code == 422
    cleo.post(address("trying", focus), {"question": "Does it help?", "first": "On paper", "second": "In the list"})
    experiment = Experiment.objects.get()
    pia.post(address("add_way", experiment), {"text": "With Toni"})
    option = Option.objects.get(position=3)
    assert not option.suggested
    chosen = {"option": str(option.pk), "expected": "Fewer than five"}
    assert cleo.post(address("choose_way", experiment), chosen).status_code == 404
    pia.post(address("choose_way", experiment), chosen)
    assert "Fewer than five" in said(cleo.get(address("trying", focus)))
    ended = {"happened": "Eleven", "verdict": "adapt"}
    assert cleo.post(address("end_trying", experiment), ended).status_code == 404
    pia.post(address("end_trying", experiment), ended)
    assert Experiment.objects.get().verdict == "adapt"
    assert "Eleven" in said(cleo.get(address("page", focus)))


def test_an_option_of_another_question_can_not_be_chosen(cast, focus):
    old = actions.begin_experiment(focus, by=cast.pia, question="x", options=["a", "b"])
    actions.end_experiment(old, by=cast.pia, happened="x", verdict=Experiment.Verdict.DROP)
    new = actions.begin_experiment(focus, by=cast.pia, question="y", options=["c", "d"])
    foreign = Option.objects.filter(experiment=old).first()
    assert foreign
    answer = as_person(cast.pia).post(address("choose_way", new), {"option": str(foreign.pk), "expected": "x"})
    assert answer.status_code == 422
    assert not Option.objects.filter(chosen=True).exists()


# --- Carrying on, looking back ---


def test_two_extensions_then_new_words(cast, focus):
    client = as_person(cast.cleo)
    for days in (15, 21):
        client.post(address("carry_on", focus), {"look_back_on": (TODAY + timedelta(days)).isoformat()})
        if days == 15:
            assert f'value="{TODAY + timedelta(15)}"' in said(client.get(address("carry_on", focus)))
    assert Focus.objects.get().look_back_on == TODAY + timedelta(21)
    refused = client.post(address("carry_on", focus), {"look_back_on": (TODAY + timedelta(20)).isoformat()})
    assert refused.status_code == 409
    assert str(rules.REWORD) in said(refused).replace("&#x27;", "'")
    assert AIM in said(refused)  # with the form for new words
    assert client.get(address("carry_on", focus))["Location"] == address("reword", focus)
    client.post(address("reword", focus), filled(aim="Answer Ward 3 at once"))
    assert Focus.objects.get().aim == "Answer Ward 3 at once"
    assert "Is this what you said?" in said(as_person(cast.pia).get(address("page", focus)))


def answers(**changed):
    return {"learning": "Asking takes a minute.", "helped": "Otto was in.", "nothing_hindered": "on"} | changed


def test_looking_back_asks_for_the_circumstances(cast, focus):
    client = as_person(cast.pia)
    missing = client.post(address("look_back", focus), {"learning": "Ask.", "helped": " "})
    assert missing.status_code == 422
    assert said(missing).count("tick “Nothing I can think of”") == 2
    client.post(address("look_back", focus), answers(state="happened"))
    mine = LookBack.objects.get()
    assert (mine.helped, mine.hindered) == ("Otto was in.", "Nothing I can think of")
    assert part(focus, Side.PERFORMER).state == Commitment.State.HAPPENED


def test_each_looks_back_on_their_own_device_and_then_it_closes(cast, focus):
    pia, cleo = as_person(cast.pia), as_person(cast.cleo)
    pia.post(address("look_back", focus), answers())
    assert "It closes when Cleo has written a sentence" in said(pia.get(address("look_back", focus)))
    early = pia.post(address("close", focus), {"how": "helped"})
    assert early.status_code == 409
    assert "Cleo has not looked back yet." in said(early)
    assert "Pia has looked back already." in said(cleo.get(address("page", focus)))
    assert "Asking takes a minute." in said(cleo.get(address("look_back", focus)))
    cleo.post(address("look_back", focus), answers(learning="He waits for us, too."))
    assert cleo.post(address("close", focus), {}).status_code == 422
    cleo.post(address("close", focus), {"how": "partly"})
    assert Ending.objects.get().how == Ending.As.PARTLY
    page = said(pia.get(address("page", focus)))
    assert "Partly" in page and "He waits for us, too." in page
    again = pia.post(address("close", focus), {"how": "helped"})
    assert again.status_code == 409
    assert "Partly" in said(again)


def test_setting_aside_alone_and_a_sentence_afterwards(cast, focus):
    cleo, pia = as_person(cast.cleo), as_person(cast.pia)
    assert cleo.post(address("set_aside", focus), {"learning": "Too early."}).status_code == 422
    cleo.post(address("set_aside", focus), answers(learning="Too early."))
    assert Ending.objects.get().how == Ending.As.SET_ASIDE
    assert "Add my sentence" in said(pia.get(address("page", focus)))
    pia.post(address("look_back", focus), answers(learning="The flu came first."))
    assert LookBack.objects.count() == 2
    assert pia.post(address("look_back", focus), answers(learning="Else.")).status_code == 409


# --- Somebody whom both allowed to see the aim ---


def test_the_lead_who_is_allowed_sees_the_aim_and_the_days_and_the_look_is_shown(cast, clock):
    Permission.objects.create(
        pair=cast.pair, reader=cast.lena, what=What.SEE_AIM, as_lead=True, since=clock.now - timedelta(1)
    )
    choosing = said(as_person(cast.pia).get(address("choose", cast.pair)))
    assert "Lena may see the one thing and its days, nothing else." in choosing
    focus = choose(cast)
    actions.take_on_step(focus, by=cast.pia, text="A step for two")
    page = said(as_person(cast.lena).get(address("page", focus)))
    assert AIM in page and "16 March 2026" in page
    assert not any(words in page for words in (MINE, THEIRS, "A step for two", "Small steps"))
    look = Look.objects.get()
    assert (look.reader, look.row) == (cast.lena, focus.pk)
    pias = said(as_person(cast.pia).get(address("page", focus)))
    assert "Lena looked at the one thing and its days on 2 March." in pias
    for name in ("agree", "sharpen", "look_back", "set_aside", "carry_on", "reword", "trying"):
        assert as_person(cast.lena).get(address(name, focus)).status_code == 404
    assert as_person(cast.lena).post(address("weigh", focus)).status_code == 404
    assert as_person(cast.lena).get(address("choose", cast.pair)).status_code == 404


# --- Strangers and wrong methods ---

BY_FOCUS = ("page", "agree", "sharpen", "weigh", "add_step", "carry_on", "reword", "look_back", "close", "set_aside")
ONLY_POST = ("weigh", "add_step", "close", "finish_step", "drop_step", "say", "state", "drop_idea", "add_way")


def every_address(focus):
    """Each route of the slice, with a real row behind it."""
    pair, pia = focus.pair, focus.pair.performer
    step = actions.take_on_step(focus, by=pia, text="x")
    trying = actions.begin_experiment(focus, by=pia, question="x", options=["a", "b"])
    idea = actions.park_idea(pair, by=pia, text="x")
    found = {name: address(name, focus) for name in (*BY_FOCUS, "trying")}
    found |= {name: address(name, pair) for name in ("choose", "ideas")}
    found |= {name: address(name, step) for name in ("finish_step", "drop_step")}
    found |= {name: address(name, part(focus, Side.PERFORMER)) for name in ("say", "state")}
    found |= {name: address(name, trying) for name in ("add_way", "choose_way", "end_trying")}
    return found | {"drop_idea": address("drop_idea", idea)}


@pytest.mark.parametrize("name", ["lena", "toni", "otto", "ada"])
def test_strangers_find_nothing(cast, focus, name):
    pair_up(cast.toni, cast.otto)
    client = as_person(getattr(cast, name))
    for route, url in every_address(focus).items():
        answers = {client.get(url).status_code, client.post(url, {"text": "x"}).status_code}
        assert answers <= {404, 405} and 404 in answers, route
    assert not Look.objects.exists()


def test_a_former_coach_finds_nothing_of_what_came_after(cast, clock):
    former = pair_up(cast.pia, cast.otto)
    actions.choose_focus(
        former, by=cast.pia, aim="Then", performer_will=MINE, coach_will=THEIRS, look_back_on=TODAY + timedelta(3)
    )
    former.ended_at = clock.now
    former.save()
    focus = choose(cast)
    client = as_person(cast.otto)
    for route, url in every_address(focus).items():
        assert {client.get(url).status_code, client.post(url).status_code} <= {404, 405}, route
    old = Focus.objects.get(pair=former)
    refused = client.post(address("add_step", old), {"text": "x"})
    assert refused.status_code == 409
    assert "Take it on" not in said(client.get(address("page", old)))


def test_wrong_methods_and_rows_that_are_not_there(cast, focus):
    client = as_person(cast.pia)
    for route, url in every_address(focus).items():
        assert client.put(url).status_code == 405, route
        if route in ONLY_POST:
            assert client.get(url).status_code == 405, route
    for name in every_address(choose_again(focus)):
        args = [uuid4()]
        answers = {
            client.get(reverse(f"focus:{name}", args=args)).status_code,
            client.post(reverse(f"focus:{name}", args=args)).status_code,
        }
        assert answers <= {404, 405} and 404 in answers, name


def choose_again(focus):
    """The same one with nothing in hand, so that every route has a row again."""
    Experiment.objects.all().delete()
    return focus


def test_while_the_pair_rests_nothing_is_taken_and_the_words_stay(cast, focus, clock):
    cast.pair.paused_at = clock.now
    cast.pair.save()
    client = as_person(cast.pia)
    assert client.get(address("page", focus)).status_code == 200
    answer = client.post(address("look_back", focus), answers(learning="A whole sentence."))
    assert answer.status_code == 409
    assert "Coaching rests while a formal matter is open." in said(answer) and "A whole sentence." in said(answer)


@pytest.mark.parametrize(("when", "told"), [("paused_at", "Your coaching rests."), ("ended_at", "You have stopped.")])
def test_looking_back_is_not_offered_to_two_who_rest_or_have_stopped(cast, focus, clock, when, told):
    setattr(cast.pair, when, clock.now)
    cast.pair.save()
    shown = said(as_person(cast.pia).get(address("look_back", focus)))
    assert told in shown and 'name="learning"' not in shown


def closed(cast, focus):
    actions.set_aside(focus, by=cast.pia, learning="It solved itself.", helped="A new list.", hindered="Nothing.")


def at_rest(cast, focus):
    pause(cast.pair, by=cast.pia)


HTMX = {"HX-Request": "true"}


@pytest.mark.parametrize("htmx", [{}, HTMX])
@pytest.mark.parametrize("meanwhile", [closed, at_rest])
def test_what_is_not_taken_any_more_stays_with_a_sentence(cast, focus, meanwhile, htmx):
    cleo = as_person(cast.cleo)
    meanwhile(cast, focus)
    sentence = "Pia closed this" if meanwhile is closed else "Coaching rests"
    places = [address("say", part(focus, Side.COACH)), address("add_step", focus)]
    if meanwhile is at_rest:
        places.append(reverse("focus:ideas", args=[cast.pair.pk]))
    for place in places:
        answer = cleo.post(place, {"text": "Otto is ill until Tuesday"}, headers=htmx)
        assert answer.status_code == 409, place
        assert sentence in said(answer) and "Otto is ill until Tuesday</textarea>" in said(answer)


@pytest.mark.parametrize("meanwhile", [closed, at_rest])
@pytest.mark.parametrize("name", ["agree", "sharpen", "carry_on", "reword", "set_aside"])
def test_no_form_stands_for_what_is_not_in_hand(cast, focus, meanwhile, name):
    meanwhile(cast, focus)
    for person in (cast.pia, cast.cleo):
        assert as_person(person).get(address(name, focus))["Location"] == address("page", focus)


def test_nobody_sharpens_words_for_a_place_that_is_taken(cast, focus):
    vague = filled(aim="Another", performer_will="communicate better")
    answer = as_person(cast.pia).post(reverse("focus:choose", args=[cast.pair.pk]), vague)
    assert answer.status_code == 409 and AIM in said(answer) and "communicate better" in said(answer)


def test_who_has_agreed_is_not_asked_again(cast, focus):
    assert as_person(cast.cleo).get(address("agree", focus)).status_code == 200
    assert as_person(cast.pia).get(address("agree", focus))["Location"] == address("page", focus)


def test_newer_words_are_shown_before_older_ones_take_their_place(cast, focus):
    pia = as_person(cast.pia)
    opened = pia.get(address("reword", focus)).context["form"]
    actions.reword(focus, by=cast.cleo, aim=AIM, coach_will="phone Otto at 11", look_back_on=focus.look_back_on)
    mine = filled(aim="Answer Ward 3 at once", saw=opened.stamp)
    shown = pia.post(address("reword", focus), mine)
    assert shown.status_code == 409
    assert "It was changed while you wrote." in said(shown) and "<dd>phone Otto at 11</dd>" in said(shown)
    assert f"<dd>{AIM}</dd>" not in said(shown)  # that nobody else has changed
    assert "Answer Ward 3 at once</textarea>" in said(shown) and part(focus, Side.COACH).text == "phone Otto at 11"
    again = mine | {"coach_will": "phone Otto at 11", "saw": shown.context["form"].stamp}
    assert pia.post(address("reword", focus), again).status_code == 302
    assert Focus.objects.get().aim == "Answer Ward 3 at once" and part(focus, Side.COACH).text == "phone Otto at 11"


def test_what_makes_it_clearer_is_not_written_over_unseen(cast, focus):
    pia = as_person(cast.pia)
    opened = pia.get(address("sharpen", focus)).context["form"]
    actions.sharpen(focus, by=cast.cleo, serves="Wards wait less.")
    mine = {"serves": "Fewer calls.", "saw": opened.stamp}
    shown = pia.post(address("sharpen", focus), mine)
    assert shown.status_code == 409 and "<dd>Wards wait less.</dd>" in said(shown)
    assert Sharpening.objects.get().serves == "Wards wait less."
    pia.post(address("sharpen", focus), mine | {"saw": shown.context["form"].stamp})
    assert Sharpening.objects.get().serves == "Fewer calls."


def test_newer_words_beside_ones_own_are_no_reason_to_ask(cast, focus):
    pia = as_person(cast.pia)
    opened = pia.get(address("reword", focus)).context["form"]
    actions.reword(focus, by=cast.cleo, aim=AIM, coach_will="phone Otto at 11", look_back_on=focus.look_back_on)
    mine = filled(aim="Answer Ward 3 at once", coach_will="phone Otto at 11", saw=opened.stamp)
    assert pia.post(address("reword", focus), mine).status_code == 302
    assert part(focus, Side.COACH).by == cast.cleo


def test_two_kinds_of_line_ends_are_the_same_words(cast, focus):
    actions.reword(focus, by=cast.cleo, aim=AIM, coach_will="phone Otto\r\nat 11", look_back_on=focus.look_back_on)
    as_person(cast.pia).post(address("reword", focus), filled(aim="Another", coach_will="phone Otto\nat 11"))
    assert (part(focus, Side.COACH).text, part(focus, Side.COACH).by) == ("phone Otto\nat 11", cast.cleo)
    as_person(cast.pia).post(address("reword", focus), filled(aim="A third", coach_will="phone Otto\r\nat 11"))
    assert (Focus.objects.get().aim, part(focus, Side.COACH).by) == ("A third", cast.cleo)


def test_what_was_written_about_a_try_that_went_on_stays_in_sight(cast, focus):
    pia, cleo = as_person(cast.pia), as_person(cast.cleo)
    first = actions.begin_experiment(focus, by=cast.pia, question="Does it help?", options=["On paper", "In a list"])
    late = {"question": "Cleo's question", "first": "One way of Cleo", "second": "Another of hers"}
    answer = cleo.post(address("trying", focus), late)
    assert answer.status_code == 409 and "Cleo&#x27;s question" in said(answer) and "One way of Cleo" in said(answer)
    actions.end_experiment(first, by=cast.pia, happened="Nothing", verdict=Experiment.Verdict.DROP)
    answer = cleo.post(address("add_way", first), {"text": "With Toni on Friday"}, headers=HTMX)
    assert answer.status_code == 409 and "With Toni on Friday" in said(answer) and 'role="alert"' in said(answer)
    assert f'action="{address("trying", focus)}"' in said(pia.post(address("end_trying", first), {"happened": "x"}))


def test_a_form_that_another_deed_shows_goes_where_it_belongs(cast, focus):
    pia = as_person(cast.pia)
    look_back(focus, cast.pia)
    look_back(focus, cast.cleo)
    shown = pia.post(address("close", focus), {})
    assert shown.status_code == 422 and not shown.context["form"].is_bound
    assert f'action="{address("look_back", focus)}"' in said(shown)
    shown = pia.post(address("weigh", focus), {"confidence": "7", "first_minutes": "x" * 3000})
    assert f'action="{address("sharpen", focus)}"' in said(shown)


def test_nothing_from_outside_comes_back_as_the_box(cast, focus):
    look_back(focus, cast.pia, hindered="Nothing I can think of")
    form = as_person(cast.pia).get(address("look_back", focus)).context["form"]
    assert form["nothing_hindered"].value() and not form["hindered"].value()
    assert form["helped"].value() == "Otto was in." and not form["nothing_helped"].value()


# --- At the very same moment ---


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_leave_one_and_the_other_is_told_which():
    with the_clock.at(MONDAY):
        cast = gather()
    clients = [as_person(cast.pia), as_person(cast.cleo)]
    gate, answered = threading.Barrier(2), {}

    def press(number):
        try:
            with the_clock.at(MONDAY):
                gate.wait(10)
                url = reverse("focus:choose", args=[cast.pair.pk])
                answered[number] = clients[number].post(url, filled(aim=f"From chair {number}"))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=[number]) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    focus = Focus.objects.get(pair=cast.pair, closed_at=None)
    assert sorted(answer.status_code for answer in answered.values()) == [302, 409]
    refused = next(number for number, answer in answered.items() if answer.status_code == 409)
    page = said(answered[refused])
    assert focus.aim in page and address("page", focus) in page
    assert f"From chair {refused}" in page


def test_two_who_have_stopped_are_not_asked_to_choose(cast):
    end_together(cast.pair, by=cast.pia)
    told = as_person(cast.pia).get(reverse("focus:choose", args=[cast.pair.pk]))
    assert told.status_code == 409 and "ended this" in said(told)
