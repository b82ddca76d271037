"""Advice is met with "Ask first?"; a question, an observation and an offer are left alone."""

from pathlib import Path
from time import perf_counter

import pytest

from alongside.conversations.guidebook import guides
from alongside.conversations.rules import DIRECT, DISGUISED, OWN_STORY, ask_first
from tests.corpus import Corpus, collected

CORPUS: Corpus = collected(Path(__file__).parent / "advice.md")
ADVICE, FINE = CORPUS["advice"], CORPUS["fine"]


def test_most_advice_is_noticed_and_hardly_anything_else():
    noticed = [text for text in ADVICE if ask_first(text)]
    wrongly = [text for text in FINE if ask_first(text)]
    assert min(len(ADVICE), len(FINE)) >= 60
    assert len(noticed) / len(ADVICE) >= 0.9, sorted(set(ADVICE) - set(noticed))
    assert len(noticed) / (len(noticed) + len(wrongly)) >= 0.9, wrongly


@pytest.mark.parametrize("text", ADVICE)
def test_what_one_tap_swaps_in_is_left_alone(text):
    nudge = ask_first(text)
    if nudge:
        assert "May I share an idea?" in nudge.swapped
        assert ask_first(nudge.swapped) is None


@pytest.mark.parametrize(
    ("text", "swapped", "reason"),
    [
        ("You should ask Otto.", "May I share an idea? You could ask Otto.", DIRECT),
        ("Just ask him.", "May I share an idea? You could ask him.", DIRECT),
        ("Have you tried writing it down?", "May I share an idea? One way could be writing it down.", DISGUISED),
        ("Why don’t you ring them?", "May I share an idea? You could ring them.", DISGUISED),
        ("Have you talked to Otto yet?", "May I share an idea? You could talk to Otto.", DISGUISED),
        (
            "If I were you, I'd wait.",
            "May I share an idea? You could wait.",
            OWN_STORY,
        ),
        (
            "That’s a lot. You need to rest! Shall we?",
            "That’s a lot. May I share an idea? You could rest. Shall we?",
            DIRECT,
        ),
    ],
)
def test_the_swap_asks_for_permission_first(text, swapped, reason):
    nudge = ask_first(text)
    assert nudge is not None
    assert nudge.swapped == swapped
    assert nudge.reason is reason


@pytest.mark.parametrize(
    "text", ["You should never start with the bad news.", "You must not take every call.", "I'd never tell them."]
)
def test_the_swap_never_turns_the_meaning_round(text):
    nudge = ask_first(text)
    assert nudge is not None
    assert text in nudge.swapped


def test_our_own_guides_pass():
    for found in guides():
        for step in found.steps:
            for said in (step.question, *step.follow_ups):
                assert ask_first(said) is None, said


def test_a_language_without_patterns_gets_no_nudge():
    assert ask_first("You should ask Otto.", "de") is None
    assert ask_first("You should ask Otto.", "en-GB") is not None


@pytest.mark.parametrize("text", ["", " \n", "?", "...", "“", "You said “you should” and “you must” and “you need to"])
def test_odd_texts_are_left_alone(text):
    assert ask_first(text) is None


def test_a_long_text_takes_no_time():
    began = perf_counter()
    ask_first("i can you have really just simply " * 2000)
    assert perf_counter() - began < 1
