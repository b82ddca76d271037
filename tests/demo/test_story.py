"""The story can be played on any day, and reads like people's lives."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.demo import script
from alongside.demo.script import HERE, StoryError, read, story
from tests.demo.checking import problems

MONDAY = date(2026, 11, 23)
GIVES = "gives_feedback: {by: pia, saw: A., story: B., otherwise: C.}"
PROPOSES = "proposes: {by: pia, line: rings, words: We ring.}"
KEPT = "can_keep: {line: rings, who: [lena, toni, bronwen, kofi, agnieszka, yusuf]}"
SLIPS = "slips: {by: pia, line: rings, whose: we, words: Toni did not ring.}"
YEAR = f"sets_year: {{by: toni, months: {[*['grow'] * 2, 'check-in', *['grow'] * 5, 'check-in', *['grow'] * 3]}}}"
PAIR = {"performer": "pia", "coach": "cleo", "kind": "across"}
UNTIMELY = (
    "January|February|March|April|June|July|August|September|October|November|December|"
    "spring|summer|autumn|winter|Christmas|Easter|20[0-9][0-9]"
)
"""Words that would be wrong on most days of the year."""
NOT_A_LIFE = "lorem|ipsum|foo|bar|asdf|TODO|test user|John Doe|synergy|stakeholder|leverage|rock ?star|ninja"


@pytest.mark.parametrize("days", range(7))
def test_it_can_be_played_on_every_day_of_the_week(days: int) -> None:
    assert problems(story(), MONDAY + timedelta(days=days)) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(today=st.dates(date(2024, 1, 1), date(2040, 12, 31)))
def test_it_can_be_played_on_any_day_of_any_year(today: date) -> None:
    assert problems(story(), today) == []


def test_about_forty_people_in_six_teams() -> None:
    told = story().organisation
    assert len(told.teams) == 6
    assert 38 <= len(told.people) <= 46
    assert {chair.person for chair in told.chairs} == {"pia", "cleo", "otto"}
    assert {chair.person for chair in told.further_chairs} <= set(told.people)
    in_no_team = [key for key, person in told.people.items() if person.team is None]
    assert in_no_team == [told.keeper]


def test_names_are_as_different_as_people() -> None:
    people = story().organisation.people.values()
    assert max(Counter(person.given for person in people).values()) == 1
    assert max(Counter(person.name.split()[-1] for person in people).values()) == 1


def test_everybody_but_the_one_who_runs_the_server_has_something_of_their_own() -> None:
    told = story()
    written = {author for author, _ in _texts()}
    assert set(told.organisation.people) - written == {told.organisation.keeper}


def test_every_team_lives() -> None:
    """In each team some talk is still to come, and one thing is open."""
    told = story()
    teams = {key: person.team for key, person in told.organisation.people.items()}
    meeting = {
        teams[who]
        for thread in told.threads
        for act in thread.acts
        if (when := getattr(act.verb, "next", None) or getattr(act.verb, "for_", None)) and when.day(MONDAY) > MONDAY
        for who in thread.people
    }
    assert meeting == set(told.organisation.teams)


def test_nothing_in_it_belongs_to_a_season_or_a_year() -> None:
    for where, text in _lines():
        assert not re.search(rf"\b({UNTIMELY})\b", text), f"{where}: {text}"


def test_it_reads_like_lives() -> None:
    for where, text in _lines():
        assert not re.search(rf"\b({NOT_A_LIFE})\b", text, re.IGNORECASE), f"{where}: {text}"


def test_nobody_says_the_same_twice() -> None:
    """Short answers may be alike; whole sentences are somebody's own."""
    said = Counter(text for _, text in _texts() if len(text) > 40)
    assert [text for text, times in said.items() if times > 1] == []


def test_a_mistake_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "organisation.yaml").write_text((HERE / "organisation.yaml").read_text(encoding="utf-8"))
    (tmp_path / "two.yaml").write_text(
        "pair: {performer: pia, coach: cleo, kind: across}\nstory:\n  - at: -2 weeks, Thu 10:30\n    sings: {by: pia}\n"
    )
    with pytest.raises(StoryError, match=r"two, 1: needs a moment .* and one verb of"):
        read(tmp_path)


def test_what_the_deeds_would_refuse_is_found() -> None:
    told = story()
    thread = next(thread for thread in told.threads if thread.name == "pia-cleo")
    backwards = replace(thread, acts=tuple(reversed(thread.acts)))
    found = problems(script.Story(told.organisation, (backwards,)), MONDAY)
    assert any("comes before what stands above it" in problem for problem in found)
    assert any("they are no pair" in problem for problem in found)
    assert any("nothing is told of toni" in problem for problem in found)


@pytest.mark.parametrize(
    ("whose", "lines", "problem"),
    [
        ({"among": ["pia", "toni"]}, ["says_whose_view: {by: toni, whose: mine}"], "there is nothing to close"),
        (
            {"among": ["pia", "toni"]},
            [GIVES, "says_whose_view: {by: toni, whose: mine}"],
            "more to read first",
        ),
        ({"among": ["hanne"]}, ["without_name: {words: Said softly.}"], "fewer than five people"),
        (
            {"among": ["kofi", "marek"]},
            ["brings: {by: kofi, words: Listen.}"],
            "nor that lead's lead",
        ),
        ({"among": ["lena", "otto"]}, ["brings: {by: lena, words: Listen., in_confidence: true}"], "in lena's line"),
        ({"team": "customer-care"}, [PROPOSES, KEPT, SLIPS], "“Toni” is in it"),
        ({"team": "customer-care"}, [PROPOSES, SLIPS], "this does not hold"),
        ({"team": "customer-care"}, [YEAR], "toni does not lead this team"),
        ({"alone": "toni"}, ["offers: {by: toni, topics: [cooking]}"], "there is no topic “cooking”"),
        ({"alone": "toni"}, ["goes_on: {by: toni, step: tried}"], "nobody reports to toni"),
        ({"among": ["noor", "dev", "ingrid"]}, ["turns_roles: {by: dev}"], "they are no three yet"),
        ({"pair": PAIR}, ["places: {by: pia}"], "they are no pair"),
    ],
)
def test_what_would_be_refused_on_the_two_way_street_is_found(
    tmp_path: Path, whose: dict[str, object], lines: list[str], problem: str
) -> None:
    told = [{"at": f"-{9 - day} weeks, Tue 10:00"} | yaml.safe_load(line) for day, line in enumerate(lines)]
    (tmp_path / "organisation.yaml").write_text((HERE / "organisation.yaml").read_text(encoding="utf-8"))
    (tmp_path / "one.yaml").write_text(yaml.safe_dump(whose | {"story": told}))
    assert any(problem in found for found in problems(read(tmp_path), MONDAY))


def _texts() -> Iterator[tuple[str, str]]:
    """Everything somebody wrote in the story, with the key of who wrote it."""
    for thread in story().threads:
        for act in thread.acts:
            by = getattr(act.verb, "by", "")
            told = act.verb.model_dump()
            if by:
                yield from ((by, text) for text in _strings(told))
            elif thread.pair:
                for side in ("performer", "coach"):
                    yield from ((getattr(thread.pair, side), text) for text in _strings(told, side))


def _strings(told: object, side: str = "") -> Iterator[str]:
    """All texts within, or only those of one side."""
    if isinstance(told, str):
        if not side and " " in told:
            yield told
    elif isinstance(told, dict):
        for key, value in told.items():
            yield from _strings(value, "" if key == side else side)
    elif isinstance(told, (list, tuple)):
        for value in told:
            yield from _strings(value, side)


def _lines() -> Iterator[tuple[str, str]]:
    for path in sorted(HERE.glob("*.yaml")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            yield f"{path.name}:{number}", line
