"""The pair's pages: asking and answering, what was agreed, how it went, who may look, resting and stopping."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from alongside.conversations.actions import answer_turn, close_talk, next_turn, plan_talk, start_talk
from alongside.conversations.models import Conversation
from alongside.evaluations.both_ways import ask_both_ways
from alongside.focus.actions import choose_focus
from alongside.focus.models import Ending, Focus, LookBack
from alongside.journal.models import Deed
from alongside.kit import clock as the_clock
from alongside.pairs.actions import allow, invite, open_proposal, pause, propose_agreement
from alongside.pairs.models import Agreement, Consent, Invite, Pair, Permission, Side, What
from alongside.people.actions import open_line
from alongside.people.models import Person
from alongside.reflections.models import BroughtCard
from tests.cast import enter, pair_up


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture(autouse=True)
def on_monday(clock):
    return clock


@pytest.fixture
def pia(cast):
    return client_of(cast.pia)


@pytest.fixture
def cleo(cast):
    return client_of(cast.cleo)


def text(answer) -> str:
    """What the page itself says, without the furniture around it and the tokens that change with every answer."""
    whole = answer.content.decode()
    inside = re.search(r"<main.*?</main>", whole, re.DOTALL)
    notes = re.search(r'<div class="notes".*?</div></div>', whole, re.DOTALL)
    shown = (notes.group() if notes else "") + (inside.group() if inside else whole)
    return " ".join(re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", shown).split())


def at(name: str, *args) -> str:
    return reverse(f"pairs:{name}", args=args)


def standing_proposal(pair: Pair) -> Agreement:
    proposed = open_proposal(pair)
    assert proposed
    return proposed


# --- Asking -----------------------------------------------------------------------------------------------------------


def test_finding_a_colleague_by_either_name_a_handful_at_a_time(cast, pia):
    for number in range(12):
        enter(f"Brigitte{number} Muster")
    assert "Otto Brandt" in text(pia.get(at("invite"), {"q": "bran"}))
    assert "Otto Brandt" in text(pia.get(at("invite"), {"q": "Otto"}))
    many = text(pia.get(at("invite"), {"q": "must"}))
    assert many.count('class="person"') == 8 and "There are more" in many
    assert "Pia Lund" not in text(pia.get(at("invite"), {"q": "Pia"}))
    assert 'class="person"' not in text(pia.get(at("invite"), {"q": "b"}))


def test_as_one_types_only_the_list_comes_back(cast, pia):
    part = pia.get(at("invite"), {"q": "bran", "side": "coach"}, headers={"HX-Request": "true"})
    assert text(part).startswith('<div id="found"') and f"?with={cast.otto.pk}&amp;side=coach" in text(part)


def test_asking_and_being_told_why_not(cast, pia):
    address = f"{at('invite')}?with={cast.otto.pk}"
    assert "Send to Otto" in text(pia.get(address))
    answer = pia.post(address, {"side": "performer", "words": "You ask well."}, follow=True)
    assert "Otto has three weeks" in text(answer) and "Otto Brandt" in text(answer)
    sent = Invite.objects.get(invited=cast.otto)
    assert sent.words == "You ask well." and sent.inviter_side == Side.PERFORMER
    again = pia.post(address, {"side": "performer", "words": "Please"})
    assert again.status_code == 409 and "You asked Otto already" in text(again) and "Please" in text(again)


def test_the_invited_person_answers(cast, pia):
    sent = invite(cast.otto, by=cast.pia, side=Side.PERFORMER, words="You ask well.")
    otto = client_of(cast.otto)
    assert "would like you as a coach" in text(otto.get(at("list")))
    there = text(otto.get(at("invitation", sent.pk)))
    assert "You ask well." in there and "Either of us may stop" in there
    answer = otto.post(at("accept", sent.pk))
    pair = Pair.objects.get(performer=cast.pia, coach=cast.otto)
    assert answer["Location"] == at("page", pair.pk)
    assert otto.get(answer["Location"]).status_code == 200
    assert pia.get(at("invitation", sent.pk))["Location"] == at("page", pair.pk)


def test_not_now_looks_like_no_answer_to_the_inviter(cast, pia):
    sent = invite(cast.otto, by=cast.pia, side=Side.PERFORMER)
    before = [text(pia.get(at("list"))), text(pia.get(at("invitation", sent.pk)))]
    otto = client_of(cast.otto)
    assert "is not told" in text(otto.post(at("not_now", sent.pk), follow=True))
    assert [text(pia.get(at("list"))), text(pia.get(at("invitation", sent.pk)))] == before
    assert "You put this aside" in text(otto.get(at("invitation", sent.pk)))


def test_who_was_invited_to_be_coached_can_ask_somebody_else(cast):
    sent = invite(cast.toni, by=cast.lena, side=Side.COACH)
    toni, address = client_of(cast.toni), at("somebody_else", sent.pk)
    assert "Otto Brandt" in text(toni.get(address, {"q": "otto"}))
    assert "Lena Vogt" not in text(toni.get(address, {"q": "lena"}))
    toni.post(f"{address}?with={cast.otto.pk}", {"words": "Would you?"})
    assert Invite.objects.get(invited=cast.otto).words == "Would you?"
    assert "asked somebody else" not in text(client_of(cast.lena).get(at("invitation", sent.pk)))
    toni.post(f"{address}?with={cast.cleo.pk}", {"words": "", "tell": "on"})
    assert "asked somebody else" in text(client_of(cast.lena).get(at("invitation", sent.pk)))


def test_who_was_invited_to_coach_can_name_somebody(cast, pia):
    sent = invite(cast.otto, by=cast.pia, side=Side.PERFORMER)
    otto = client_of(cast.otto)
    otto.post(f"{at('somebody_else', sent.pk)}?with={cast.toni.pk}")
    assert "Otto thinks of Toni Adeyemi" in text(pia.get(at("invitation", sent.pk)))


def test_taking_back(cast, pia):
    sent = invite(cast.otto, by=cast.pia, side=Side.PERFORMER)
    pia.post(at("withdraw", sent.pk))
    assert "no longer stands" in text(client_of(cast.otto).get(at("invitation", sent.pk)))
    assert "You took it back" in text(pia.get(at("invitation", sent.pk)))
    again = pia.post(f"{at('invite')}?with={cast.otto.pk}", {"side": "performer"})
    assert again.status_code == 409


def test_only_the_invited_person_answers_and_only_the_inviter_takes_back(cast, pia):
    sent = invite(cast.otto, by=cast.pia, side=Side.PERFORMER)
    for name in ("accept", "not_now", "somebody_else"):
        assert pia.post(at(name, sent.pk)).status_code == 404
    assert client_of(cast.otto).post(at("withdraw", sent.pk)).status_code == 404
    for stranger in (cast.cleo, cast.lena, cast.toni, cast.ada):
        for name in ("invitation", "accept", "not_now", "somebody_else", "withdraw"):
            client = client_of(stranger)
            assert {client.get(at(name, sent.pk)).status_code, client.post(at(name, sent.pk)).status_code} <= {404, 405}


def test_a_person_with_no_pair_yet_is_helped(cast):
    there = text(client_of(cast.ada).get(at("list")))
    assert "Nobody beside you yet" in there and at("invite") in there and reverse("reflect:start") in there


def test_whoever_has_asked_sees_that_first_and_what_helps_in_the_meantime(cast):
    invite(cast.otto, by=cast.ada, side=Side.PERFORMER)
    there = text(client_of(cast.ada).get(at("list")))
    assert "Nobody beside you yet" not in there
    assert (
        there.index("Sent")
        < there.index("In the meantime")
        < there.index(reverse("reflect:start"), there.index("Sent"))
    )


# --- The page of the two ----------------------------------------------------------------------------------------------


@pytest.fixture
def went(cast, clock):
    """Two talks, one thing that helped, one in hand, a card that was shown."""
    pair = cast.pair
    for days, guide in ((60, "opening"), (30, "in-the-way")):
        moment = clock.now - timedelta(days=days)
        Conversation.objects.create(
            pair=pair, by=cast.pia, started_at=moment, closed_at=moment + timedelta(minutes=40), guide=guide
        )
    closed = Focus.objects.create(
        pair=pair,
        by=cast.pia,
        aim="Say no to a fourth ticket",
        look_back_on=clock.now.date(),
        chosen_at=clock.now - timedelta(days=50),
        closed_at=clock.now - timedelta(days=32),
    )
    Ending.objects.create(pair=pair, by=cast.pia, focus=closed, how=Ending.As.HELPED)
    for who, words in ((cast.pia, "I can."), (cast.cleo, "I had handed it over.")):
        LookBack.objects.create(pair=pair, by=who, focus=closed, learning=words, written_on=clock.now.date())
    Focus.objects.create(
        pair=pair,
        by=cast.pia,
        aim="Answer without waiting",
        look_back_on=clock.now.date() + timedelta(days=9),
        chosen_at=clock.now,
    )
    BroughtCard.objects.create(
        pair=pair, by=cast.pia, slug="harder", question="What is hard?", answer="Waiting.", brought_on=clock.now.date()
    )
    return pair


def test_the_page_tells_how_it_went(cast, pia, cleo, went):
    hers = text(pia.get(at("page", went.pk)))
    for words in ("You and Cleo", "Answer without waiting", "Say no to a fourth ticket", "I can.", "It helped."):
        assert words in hers
    assert "What you showed Cleo" in hers and "Waiting." in hers and "Nobody else" in hers
    steps = ["Answer without waiting", "Between the two of you", "How it went", "in the way", "Say no to"]
    assert sorted(steps, key=hers.index) == steps
    assert "What Pia showed you" in text(cleo.get(at("page", went.pk)))
    assert "Our one thing, until" in hers


def test_a_talk_under_way_comes_before_one_that_is_planned(cast, pia, clock):
    plan_talk(cast.pair, by=cast.cleo, when=clock.now + timedelta(days=9))
    start_talk(cast.pair, by=cast.pia)
    assert "Your talk is under way" in text(pia.get(at("page", cast.pair.pk)))


def test_a_day_gone_by_is_not_named_as_an_end(cast, pia, went, clock):
    clock.forward(days=10)
    there = text(pia.get(at("page", went.pk)))
    assert "Our one thing, since" in there and "Our one thing, until" not in there


def test_older_things_stand_on_further_pages(cast, pia, clock):
    for number in range(20):
        moment = clock.now - timedelta(days=number + 1)
        Conversation.objects.create(pair=cast.pair, by=cast.pia, started_at=moment, closed_at=moment, guide="opening")
    seen, address = 0, at("page", cast.pair.pk)
    for _page in range(5):
        answer = pia.get(address)
        seen += text(answer).count("A talk: ")
        older = answer.context["went"].older
        if not older:
            break
        address = at("page", cast.pair.pk) + older
    assert seen == 20
    assert pia.get(at("page", cast.pair.pk), {"before": "nonsense"}).status_code == 200


def test_ten_queries_however_much_there_is(cast, pia, went, clock, django_assert_max_num_queries):
    allow(cast.pair, cast.lena, What.SEE_AIM, by=cast.pia)
    allow(cast.pair, cast.lena, What.SEE_AIM, by=cast.cleo)
    propose_agreement(cast.pair, by=cast.cleo, words="On Thursdays.")
    for name in ("page", "shown", "agreement", "our_words", "permissions", "end"):
        pia.get(at(name, went.pk))
        with django_assert_max_num_queries(10):
            assert pia.get(at(name, went.pk)).status_code == 200
    for number in range(12):
        other = enter(f"Number{number} Muster")
        pair_up(cast.pia, other) if number % 2 else invite(cast.pia, by=other, side=Side.COACH)
        moment = clock.now - timedelta(days=number + 100)
        Conversation.objects.create(pair=went, by=cast.pia, started_at=moment, closed_at=moment)
    with django_assert_max_num_queries(10):
        pia.get(at("page", went.pk))
    with django_assert_max_num_queries(10):
        pia.get(at("list"))


def test_what_was_shown(cast, pia, cleo, went):
    assert "Waiting." in text(pia.get(at("shown", went.pk))) and "Take it back" in text(pia.get(at("shown", went.pk)))
    assert "Waiting." in text(cleo.get(at("shown", went.pk)))
    cleo.post(at("end", went.pk))
    assert "Waiting." not in text(cleo.get(at("shown", went.pk)))
    assert "Waiting." in text(pia.get(at("shown", went.pk)))


# --- What was agreed --------------------------------------------------------------------------------------------------

WORDS = {"every_weeks": "3", "liked": "listen", "progress": "Ask me first.", "words": "Thursdays", "instead_of": ""}


def test_own_words_are_offered_at_the_third_talk_and_signed_by_both(cast, pia, cleo, went):
    assert "Put it in our own words" in text(pia.get(at("page", went.pk)))
    answer = pia.post(at("our_words", went.pk), WORDS, follow=True)
    assert "You have signed" in text(answer) and "wait for Cleo" in text(answer)
    assert "Read them" in text(cleo.get(at("page", went.pk)))
    there = text(cleo.get(at("agreement", went.pk)))
    assert "Ask me first." in there and "Sign these words" in there
    proposed = open_proposal(went)
    assert proposed
    cleo.post(at("sign", proposed.pk))
    assert Agreement.objects.filter(pair=went).signed()[0] == proposed
    there = text(pia.get(at("agreement", went.pk)))
    assert "Thursdays" in there and "What held before" in there


def test_the_form_begins_with_what_is_proposed_and_an_answer_takes_its_place(cast, pia, cleo):
    pia.post(at("our_words", cast.pair.pk), WORDS)
    first = standing_proposal(cast.pair)
    form = cleo.get(at("our_words", cast.pair.pk)).context["form"]
    assert form["progress"].value() == "Ask me first." and str(form["instead_of"].value()) == str(first.pk)
    cleo.post(at("our_words", cast.pair.pk), WORDS | {"progress": "Yes.", "instead_of": str(first.pk)})
    assert standing_proposal(cast.pair).version == 3


def test_who_missed_a_proposal_keeps_what_was_typed(cast, pia, cleo):
    pia.post(at("our_words", cast.pair.pk), WORDS)
    answer = cleo.post(at("our_words", cast.pair.pk), WORDS | {"progress": "Mine."})
    assert answer.status_code == 409 and "Read them first" in text(answer) and "Mine." in text(answer)


def test_leaving_it_as_it_was(cast, pia, cleo):
    pia.post(at("our_words", cast.pair.pk), WORDS)
    cleo.post(at("set_aside", standing_proposal(cast.pair).pk))
    assert open_proposal(cast.pair) is None


# --- Others -----------------------------------------------------------------------------------------------------------


def test_letting_somebody_see_takes_both_and_the_others_yes_is_not_shown(cast, pia, cleo):
    address = at("permissions", cast.pair.pk)
    assert "Lena Vogt" in text(pia.get(address))
    pia.post(f"{address}?with={cast.lena.pk}")
    assert "You said yes" in text(pia.get(address)) and "You said yes" not in text(cleo.get(address))
    cleo.post(f"{address}?with={cast.lena.pk}")
    assert Permission.objects.get().reader == cast.lena
    assert "may see the aim" in text(pia.get(at("page", cast.pair.pk)))
    cleo.post(f"{at('disallow', cast.pair.pk)}?with={cast.lena.pk}")
    assert not Permission.objects.exists() and not Consent.objects.exists()


def test_who_may_see_it_finds_it_and_is_not_offered_again(cast, pia):
    for one in (cast.pia, cast.cleo):
        allow(cast.pair, cast.lena, What.SEE_AIM, by=one)
    assert f'href="?with={cast.lena.pk}"' not in text(pia.get(at("permissions", cast.pair.pk)))

    def list_of_lena() -> str:
        return text(client_of(cast.lena).get(at("list")))

    assert "let you see" not in list_of_lena()
    focus = choose_focus(
        cast.pair,
        by=cast.pia,
        aim="Answer a ward without waiting",
        performer_will="write down each call-back on Tuesday",
        coach_will="ask Otto for access by Wednesday",
        look_back_on=cast.pia.today() + timedelta(days=14),
    )
    assert reverse("focus:page", args=[focus.pk]) in list_of_lena()
    assert "without waiting" not in list_of_lena()
    assert "let you see" not in text(pia.get(at("list"))), "one's own is not what others let one see"


def test_finding_somebody_to_allow(cast, pia):
    address = at("permissions", cast.pair.pk)
    part = pia.get(address, {"q": "otto"}, headers={"HX-Request": "true"})
    assert text(part).startswith('<div id="found"') and "Otto Brandt" in text(part)
    assert "Cleo" not in text(pia.get(address, {"q": "cleo"}, headers={"HX-Request": "true"}))


# --- Resting, stopping ------------------------------------------------------------------------------------------------


def test_only_who_leads_the_performer_is_offered_to_speak_as_a_manager(cast, cleo):
    assert "speak as Pia's manager" not in unescape(text(cleo.get(at("page", cast.pair.pk))))
    open_line(cast.pia, cast.cleo, additional=True)
    assert "speak as Pia's manager" in unescape(text(cleo.get(at("page", cast.pair.pk))))


def test_speaking_as_a_manager(cast, pia, cleo):
    assert "Let coaching rest and tell Pia" in text(cleo.get(at("pause", cast.pair.pk)))
    cleo.post(at("pause", cast.pair.pk))
    hers = text(pia.get(at("page", cast.pair.pk)))
    assert "has to speak with you as a manager" in hers and "Ask another coach" in hers and "bring somebody" in hers
    his = text(cleo.get(at("page", cast.pair.pk)))
    assert "Take coaching up again" not in his and "You speak as a manager now" in his
    assert cleo.post(at("resume", cast.pair.pk)).status_code == 404
    assert pia.get(at("pause", cast.pair.pk)).status_code == 404
    assert "Plan or begin a talk" not in hers
    pia.post(at("resume", cast.pair.pk))
    assert "Plan or begin a talk" in text(pia.get(at("page", cast.pair.pk)))


def test_stopping_says_what_stays_beforehand_and_afterwards(cast, pia, cleo, went, clock):
    Conversation.objects.create(pair=went, by=cast.pia, planned_for=clock.now + timedelta(days=3))
    before = text(pia.get(at("end", went.pk)))
    assert "until 2 March 2029" in before and "A closing talk first" in before
    answer = pia.post(at("end", went.pk), follow=True)
    assert "You have stopped" in text(answer) and "As it stood" in text(answer)
    assert Conversation.objects.filter(cancelled_at__isnull=False).count() == 1
    there = text(cleo.get(at("page", went.pk)))
    assert "Say no to a fourth ticket" in there and "Waiting." not in there and "Stop, without" not in there
    assert "You have stopped already" in text(cleo.get(at("end", went.pk)))
    assert "Ended" in text(cleo.get(at("list")))
    answer = cleo.post(at("our_words", went.pk), WORDS)
    assert answer.status_code == 409


def test_a_pair_that_ended_in_a_first_talk_keeps_it_and_has_nothing_before_it(cast, pia, cleo):
    talk = start_talk(cast.pair, by=cast.pia)
    Pair.objects.update(began_on=the_clock.today())
    pia.post(at("end", cast.pair.pk))
    for side in (pia, cleo):
        there = side.get(at("page", cast.pair.pk)).content.decode()
        assert there.count(reverse("talks:page", args=[talk.pk])) == 1 and "How it went" in there
        assert "is under way" not in there and "Everything is still before you" not in there
        assert f"In {the_clock.today():%B %Y}." in there and "From " not in there
        assert side.get(reverse("talks:page", args=[talk.pk])).status_code == 200


def test_a_talk_that_the_end_cut_short_can_be_read_again(cast, pia, cleo):
    talk = start_talk(cast.pair, by=cast.pia)
    answer_turn(talk.turns.get(position=0), by=cast.pia, text="Waiting for call-backs.")
    next_turn(talk, by=cast.pia)
    pia.post(at("end", cast.pair.pk))
    pia.post(at("end", cast.pair.pk))
    for side in (pia, cleo):
        for name in ("page", "close"):
            there = side.get(reverse(f"talks:{name}", args=[talk.pk]), follow=True)
            assert there.status_code == 200
            told = text(there)
            assert "Waiting for call-backs." in told and "It was under way when the two of you stopped" in told
            assert "Worth the time" not in told and "Next question" not in told and "that was fine" not in told
    assert Deed.objects.filter(verb="talk.closed", row=talk.pk).count() == 1


def test_an_ended_pair_is_nobody_elses(cast, pia, went):
    pia.post(at("end", went.pk))
    for stranger in (cast.lena, cast.toni, cast.otto, cast.ada):
        for name in ("page", "shown", "agreement", "our_words", "permissions", "end"):
            assert client_of(stranger).get(at(name, went.pk)).status_code == 404


def test_a_former_coach_of_another_pair_sees_nothing_of_this_one(cast, pia):
    former = pair_up(cast.pia, cast.otto)
    pia.post(at("end", former.pk))
    otto = client_of(cast.otto)
    assert otto.get(at("page", former.pk)).status_code == 200
    for name in ("page", "shown", "agreement", "permissions", "end", "pause"):
        assert otto.get(at(name, cast.pair.pk)).status_code == 404


def test_a_paused_pair_cannot_be_paused_by_a_lead(cast):
    pause(cast.pair, by=cast.cleo)
    assert client_of(cast.lena).post(at("resume", cast.pair.pk)).status_code == 404


def test_who_has_stopped_is_not_asked_whom_to_let_in(cast, pia):
    address = at("permissions", cast.pair.pk)
    assert "Let somebody see it" in text(pia.get(address))
    pia.post(at("end", cast.pair.pk))
    for shown in (text(pia.get(address)), text(pia.get(address, {"with": cast.lena.pk}))):
        assert "Who has looked" in shown and "Let somebody see it" not in shown and "May Lena" not in shown


def test_what_both_would_rather_talk_about_stands_on_their_page_until_they_have(cast, pia):
    close_talk(start_talk(cast.pair, by=cast.cleo), by=cast.pia, ended_with=Conversation.Ended.NOTHING)
    page = at("page", cast.pair.pk)
    assert "To talk about, when you like." not in text(pia.get(page))
    asked = ask_both_ways(cast.pair, by=cast.pia, talk_only=True)
    shown = text(pia.get(page))
    assert "To talk about, when you like." in shown and f"/both-ways/{asked.pk}/" in shown


@pytest.mark.parametrize("before", ["x", "2026-13-45T00:00", "0001-01-01T00:00:00+14:00", "2026-02-01T00:00"])
def test_the_past_of_a_moment_that_is_none_is_all_of_it(cast, pia, before):
    assert pia.get(reverse("pairs:page", args=[cast.pair.pk]), {"before": before}).status_code == 200
