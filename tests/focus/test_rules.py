"""Vague commitments get a suggestion; days, gaps and doubts are put in plain words."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.focus import rules
from alongside.focus.rules import sharpen
from tests.corpus import Corpus, collected

CORPUS: Corpus = collected(Path(__file__).parent / "commitments.md")
VAGUE, CLEAR = CORPUS["vague"], CORPUS["clear"]
DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2050, 1, 1))


def test_most_vague_commitments_are_noticed_and_hardly_any_other():
    noticed = [text for text in VAGUE if sharpen(text)]
    wrongly = [text for text in CLEAR if sharpen(text)]
    assert min(len(VAGUE), len(CLEAR)) >= 60
    assert len(noticed) / len(VAGUE) >= 0.9, sorted(set(VAGUE) - set(noticed))
    assert len(noticed) / (len(noticed) + len(wrongly)) >= 0.9, wrongly


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("check in", rules.CONTACT),
        ("Try to communicate better", rules.EFFORT),
        ("be more proactive", rules.QUALITY),
        ("look into it by Friday", rules.THINKING),
        ("support Pia", rules.HELP),
        ("communication", rules.BARE),
    ],
)
def test_the_suggestion_fits_what_is_missing(text: str, suggestion: rules.Suggestion) -> None:
    assert sharpen(text) is suggestion
    assert str(suggestion.question).endswith("?")
    assert str(suggestion.reason).endswith(".")


def test_nothing_written_and_other_languages_get_no_suggestion():
    assert sharpen("  ") is None
    assert sharpen("check in", "de") is None


@given(st.text(max_size=300))
def test_any_text_is_taken(text):
    sharpen(text)


@given(DAYS)
def test_the_day_to_look_back_is_a_working_day_in_two_to_three_weeks(today):
    day = rules.look_back_day(today)
    assert 14 <= (day - today).days <= 16
    assert day.weekday() < 5
    assert rules.look_back_problem(day, today) is None


def test_a_day_that_is_past_or_too_far_is_refused_in_a_sentence():
    today = date(2026, 11, 23)
    assert "still to come" in str(rules.look_back_problem(today, today))
    assert rules.look_back_problem(today + timedelta(21), today) is None
    assert "Three weeks at most" in str(rules.look_back_problem(today + timedelta(22), today))


@pytest.mark.parametrize(("extensions", "needed"), [(0, False), (1, False), (2, True), (3, True)])
def test_extended_twice_it_is_reworded(extensions, needed):
    assert rules.needs_rewording(extensions) is needed


@pytest.mark.parametrize(("confidence", "asked"), [(None, False), (0, True), (6, True), (7, False), (10, False)])
def test_low_confidence_asks_for_the_first_twenty_minutes(confidence, asked):
    assert (rules.first_twenty_minutes(confidence) is not None) is asked


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (21, "Three weeks. Pick up, shrink or set aside?"),
        (37, "Five weeks. Pick up, shrink or set aside?"),
        (90, "Twelve weeks. Pick up, shrink or set aside?"),
        (100, "Three months. Pick up, shrink or set aside?"),
        (364, "Eleven months. Pick up, shrink or set aside?"),
        (365, "One year. Pick up, shrink or set aside?"),
        (800, "Two years. Pick up, shrink or set aside?"),
    ],
)
def test_a_gap_is_put_kindly(days, said):
    assert str(rules.gap(days)) == said


@pytest.mark.parametrize("days", [0, 1, 20])
def test_a_short_pause_is_no_gap(days):
    assert rules.gap(days) is None


def test_numbers_are_words_up_to_twelve():
    assert [rules.number_in_words(number) for number in (1, 12, 13)] == ["one", "twelve", "13"]
    assert [str(rules.span(days)) for days in (1, 9, 13, 14)] == ["One day", "Nine days", "13 days", "Two weeks"]
