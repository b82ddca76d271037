"""The language check on the sentences collected for it: what it notices and leaves alone, counted for each rule."""

from pathlib import Path
from time import perf_counter

import pytest

from alongside.feedback.language import LONGEST, REASONS, WATCHED, Rule, hints
from tests.corpus import Corpus, collected

HERE = Path(__file__).parent
Labelled = list[tuple[str, set[Rule]]]


def labelled(corpus: Corpus) -> Labelled:
    """Each sentence with the rules that should point at it."""
    return [
        (sentence, {Rule(name) for name in kind.split(", ") if name != "fine"})
        for kind, sentences in corpus.items()
        for sentence in sentences
    ]


CORPUS = collected(HERE / "sentences.md")
LABELLED = labelled(CORPUS)
UNSEEN = labelled(collected(HERE / "unseen.md"))


def pointed_at(sentence: str) -> set[Rule]:
    return {hint.rule for hint in hints(sentence)}


def test_there_are_enough_sentences_for_each_rule():
    assert len(LABELLED) >= 150
    assert len({sentence for sentence, _ in LABELLED}) == len(LABELLED)
    for rule in Rule:
        assert sum(rule in labels for _, labels in LABELLED) >= 25
    assert len(CORPUS["fine"]) >= 60


def counted(rule: Rule, sentences: Labelled) -> tuple[float, float, str]:
    """Precision and recall of a rule on these sentences, and both with what went wrong, to be read."""
    found = {sentence for sentence, _ in sentences if rule in pointed_at(sentence)}
    meant = {sentence for sentence, labels in sentences if rule in labels}
    precision, recall = len(found & meant) / len(found), len(found & meant) / len(meant)
    told = f"{rule}: precision {precision:.2f}, recall {recall:.2f}; wrongly {found - meant}; missed {meant - found}"
    print(told)  # noqa: T201 (shown with -rP)
    return precision, recall, told


@pytest.mark.parametrize("rule", Rule)
def test_precision_and_recall(rule):
    precision, recall, told = counted(rule, LABELLED)
    assert precision >= 0.95 and recall >= 0.9, told


@pytest.mark.parametrize("rule", Rule)
def test_on_sentences_that_mended_no_rule(rule):
    """Rather silent than wrong: a hint that is wrong teaches people to look past all of them."""
    precision, recall, told = counted(rule, UNSEEN)
    assert precision >= 0.85 and recall >= 0.5, told


def test_sentences_without_fault_are_left_alone():
    wrongly = [sentence for sentence in CORPUS["fine"] if pointed_at(sentence)]
    assert len(wrongly) / len(CORPUS["fine"]) <= 0.05, wrongly


def test_a_hint_shows_the_phrase_and_why():
    text = "On Monday you were late. You’re always so negative, and you did it on purpose."
    for hint in hints(text):
        assert text[hint.start : hint.end].strip() == hint.phrase
        assert hint.reason == str(REASONS[hint.rule])
    assert [hint.rule for hint in hints(text)] == [Rule.TRAIT, Rule.ABSOLUTE, Rule.MIND]


def test_in_a_story_one_may_say_what_one_thought_went_on_in_somebody():
    assert not hints("I thought: you don't care about the late shift.", "story")
    assert [hint.rule for hint in hints("You don't care.", "saw")] == [Rule.MIND]
    assert [hint.rule for hint in hints("You are lazy.", "story")] == [Rule.TRAIT]


def test_quoted_words_are_somebody_elses():
    assert not hints("You said “you are always lazy” to the driver.")


def test_other_languages_and_unknown_parts_get_no_hints():
    assert not hints("You are lazy.", "saw", "de")
    assert not hints("You are lazy.", "nowhere")
    assert hints("You are lazy.", "saw", "en-GB")


@pytest.mark.parametrize(
    "text", ["", " ", "?", "…", "“", "you" * 500, "you are " * 900, "never " * 900, "you are " + "really a bit " * 300]
)
def test_odd_and_long_texts_take_no_time(text):
    began = perf_counter()
    for part in WATCHED:
        hints(text + " " * LONGEST, part)
    assert perf_counter() - began < 2
