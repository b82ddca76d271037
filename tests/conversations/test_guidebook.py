"""Guides are data that is checked when read, pinned by version, and offered one at a time with two alternatives."""

from itertools import product

import pytest

from alongside.conversations.guidebook import Moment, To, guide, guides, primer, shelf
from alongside.conversations.offering import Facts, offer
from alongside.kit.content import ContentError
from alongside.reflections.cards import card

GOOD = """---
slug: {slug}
version: {version}
title: A talk
purpose: To try this out.
moment: any
about: work
minutes: 20
prompts: [One, Two]
trap: Talking too much.
---

## first (performer)

What is it?

- What else?

## mine (coach)

What is my part?
"""


@pytest.fixture
def folder(tmp_path):
    def put(name="a-talk.md", *, slug="a-talk", version=1, old="", new=""):
        (tmp_path / name).write_text(GOOD.format(slug=slug, version=version).replace(old, new, 1), encoding="utf-8")
        return tmp_path

    return put


def test_the_first_guides_are_there():
    assert {found.slug for found in guides()} >= {
        "opening",
        "grow",
        "in-the-way",
        "who-i-depend-on",
        "strengths",
        "looking-back",
        "closing",
    }


def test_the_opening_conversation_follows_the_seed():
    opening = guide("opening")
    assert opening.opening == "How can I help you achieve better outcomes?"
    assert opening.moment is Moment.OPENING
    assert [step.slug for step in opening.steps] == [
        "help",
        "the-work",
        "works-well",
        "tension",
        "strengths",
        "what-moves-you",
        "seen-again",
        "one-thing",
    ]
    assert opening.steps[-1].to is To.BOTH


@pytest.mark.parametrize("found", guides(), ids=lambda found: found.slug)
def test_every_guide_keeps_to_its_form(found):
    assert len(found.prompts) <= 3
    assert found.steps[0].to is To.PERFORMER, "the performer goes first"
    for step in found.steps:
        assert len(step.follow_ups) <= 2
        assert step.hint, f"{step.slug} says nothing to the coach"
        assert len(step.question) <= 110, f"{step.slug} is too long to be read from a phone on the table"
        for said in (step.question, *step.follow_ups):
            assert not said.lower().startswith("why"), "why makes people defend themselves"


@pytest.mark.parametrize("found", guides(), ids=lambda found: found.slug)
def test_a_shown_card_that_stands_for_a_question_exists(found):
    named = [step.card for step in found.steps if step.card]
    assert [card(slug).slug for slug in named] == named
    assert len(set(named)) == len(named)


def test_a_language_without_the_guide_falls_back_to_english():
    assert guide("opening", "tlh-qo").language == "en"
    assert guides("tlh-qo") == guides("en")


def test_a_version_stays_as_it_was_pinned(folder):
    folder("a-talk.1.md", version=1)
    found = shelf(folder(version=2, old="What is it?", new="What is it now?"), "en")["a-talk"]
    assert (found[1].opening, found[2].opening) == ("What is it?", "What is it now?")


@pytest.mark.parametrize("wanted", [("nothing", "en", None), ("opening", "en", 99)])
def test_what_is_not_there_is_said(wanted):
    with pytest.raises(LookupError, match="There is no guide"):
        guide(*wanted)
    with pytest.raises(LookupError, match="has no step"):
        guide("opening").step("nothing")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"old": "about: work", "new": "about: life"}, "the field “about” must be one of mind, work, you, two"),
        ({"slug": "another"}, "the field “slug” says another, which is not the name of the file"),
        ({"old": "moment: any", "new": "moment: noon"}, "the field “moment” must be one of opening, any"),
        ({"old": "(performer)", "new": "(boss)"}, "the step “first” has the unknown mark “boss”"),
        ({"old": " (performer)", "new": ""}, "the step “first” must say in brackets whom it asks"),
        ({"old": "What is it?\n", "new": ""}, "the step “first” has no question"),
        ({"old": "- What else?", "new": "- a\n- b\n- c"}, "the step “first” has 3 follow-ups, and 2 are the most"),
        ({"old": "[One, Two]", "new": "[One, Two, Three, Four]"}, "the field “prompts”"),
        ({"old": GOOD[GOOD.index("## first") :], "new": ""}, "must have one to 8 steps, and has 0"),
    ],
)
def test_a_mistake_in_a_guide_is_a_sentence(folder, change, said):
    with pytest.raises(ContentError) as told:
        shelf(folder(**change), "en")
    assert "a-talk.md" in str(told.value)
    assert said in str(told.value)


def test_the_same_version_twice_is_a_mistake(folder):
    folder("a-talk.1.md")
    with pytest.raises(ContentError, match="another file of this guide has too"):
        shelf(folder(), "en")


@pytest.mark.parametrize(
    ("facts", "first"),
    [
        (Facts(), "opening"),
        (Facts(talks_had=3, weeks_since=2, look_back_due=True, obstacle_named=True), "looking-back"),
        (Facts(talks_had=3, weeks_since=2, obstacle_named=True, recent=("in-the-way",)), "in-the-way"),
        (Facts(talks_had=3, weeks_since=7, open_focus=True), "looking-back"),
        (Facts(talks_had=3, weeks_since=7), "opening"),
        (Facts(talks_had=3, weeks_since=2, recent=("strengths", "grow", "in-the-way")), "who-i-depend-on"),
        (
            Facts(talks_had=4, weeks_since=2, recent=("strengths", "grow", "in-the-way", "who-i-depend-on")),
            "who-i-depend-on",
        ),
    ],
)
def test_what_fits_is_offered_first(facts, first):
    assert offer(facts).first.slug == first


def test_there_are_always_three_different_guides_with_a_reason():
    yes_no = (False, True)
    for talks, weeks, focus, due, obstacle in product((0, 1, 9), (None, 0, 12), yes_no, yes_no, yes_no):
        facts = Facts(talks, weeks, focus, due, obstacle, recent=("grow",))
        chosen = offer(facts)
        suggestions = [chosen.first, *chosen.others]
        assert len({one.slug for one in suggestions}) == 3
        for one in suggestions:
            assert guide(one.slug).slug == one.slug
            assert str(one.reason).endswith(".")


def test_the_primer_reads_in_three_minutes_on_a_few_screens():
    read_first = primer("tlh")
    words = sum(len(screen.text.split()) for screen in read_first.screens)
    assert read_first.language == "en"
    assert 5 <= len(read_first.screens) <= 6
    assert words <= 3 * 200
    assert read_first.screens[0].title == "Ask. Wait. Don't fix yet."
    assert "<p>" in read_first.screens[0].html
