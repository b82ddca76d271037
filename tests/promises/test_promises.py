"""The rules keep what the table promises, for each of the six, on every kind of row."""

import pytest

from alongside.access.gate import may, readers, rows, with_verbs
from alongside.access.rules import RULES
from alongside.lifecycle.kept import KEPT
from alongside.pairs.actions import end, invite
from alongside.pairs.models import Pair, Side
from alongside.people.models import Person
from alongside.reflections.models import BroughtCard
from tests.cast import Cast, enter, pair_up
from tests.promises import privacy, table
from tests.stage import Stage

PROMISES = table.read()


def test_every_rule_has_its_line_and_every_line_its_rule() -> None:
    ruled = {(model.__name__, verb) for model, rule in RULES.items() for verb in rule}
    assert set(PROMISES) == ruled


def test_the_rules_keep_every_promise(cast: Cast, stage: Stage) -> None:
    kept = {
        (model.__name__, verb): {who: may(getattr(cast, who), verb, row) for who in table.WHO}
        for model, row in stage.items()
        for verb in RULES[model]
    }
    assert table.written({line: kept[line] for line in PROMISES}) == table.written(PROMISES)


def test_lists_single_rows_and_named_readers_agree(cast: Cast, stage: Stage) -> None:
    for model, row in stage.items():
        named = {person.pk for person in readers(row)}
        for me in cast:
            listed = set(rows(me, "see", model).values_list("pk", flat=True)) if "see" in RULES[model] else set()
            assert (row.pk in listed) == may(me, "see", row) == (me.pk in named), (model, me)
            for found in with_verbs(me, model._default_manager.filter(pk=row.pk)):
                assert found.can == {verb for verb in RULES[model] if may(me, verb, row)}  # type: ignore[attr-defined]


def test_a_superuser_sees_no_more_than_anybody(cast: Cast, stage: Stage) -> None:
    cast.ada.is_superuser = True  # type: ignore[attr-defined]
    for model, row in stage.items():
        assert may(cast.ada, "see", row) == (("see" in RULES[model]) and PROMISES[model.__name__, "see"]["ada"])


def _shared(stage: Stage) -> dict[str, object]:
    return {model.__name__: row for model, row in stage.items() if hasattr(row, "pair_id") or model is Pair}


def test_a_former_coach_reads_what_was_stated_and_nothing_newer(cast: Cast, stage: Stage) -> None:
    end(cast.pair, by=cast.pia)
    assert may(cast.cleo, "see", stage[Pair])
    assert not may(cast.cleo, "see", stage[BroughtCard])
    assert may(cast.pia, "see", stage[BroughtCard])
    newer = pair_up(cast.pia, enter("Grace Obi"))
    assert not may(cast.cleo, "see", newer)


def test_another_pair_of_the_same_coach_stays_apart(cast: Cast, stage: Stage) -> None:
    pair_up(cast.toni, cast.cleo)
    for row in _shared(stage).values():
        assert not may(cast.toni, "see", row)  # type: ignore[arg-type]


def test_another_pair_of_the_same_performer_stays_apart(cast: Cast, stage: Stage) -> None:
    grace = enter("Grace Obi")
    pair_up(cast.pia, grace)
    for row in _shared(stage).values():
        assert not may(grace, "see", row)  # type: ignore[arg-type]


def test_an_invitation_is_between_two(cast: Cast) -> None:
    sent = invite(cast.toni, by=cast.otto, side=Side.COACH)
    assert {person.pk for person in readers(sent)} == {cast.toni.pk, cast.otto.pk}


def test_somebody_who_left_reads_nothing(cast: Cast, stage: Stage) -> None:
    Person.objects.filter(pk=cast.cleo.pk).update(is_active=False)
    assert cast.cleo.pk not in {person.pk for person in readers(stage[Pair])}


def test_privacy_md_is_made_from_the_table() -> None:
    assert privacy.FILE.read_text() == privacy.page(), "Say: .venv/bin/python -m tests.promises.privacy"


@pytest.mark.parametrize("model", [model for model in RULES if model._meta.app_label == "reflections"])
def test_the_own_rooms_are_the_authors_alone(model: type) -> None:
    if model is not BroughtCard:
        assert all(
            marks == {who: who == "pia" for who in table.WHO}
            for line, marks in PROMISES.items()
            if line[0] == model.__name__
        )


def test_of_everything_that_can_be_seen_it_is_said_how_long_it_is_kept():
    assert set(KEPT) == {model for model, rule in RULES.items() if rule.get("see")}
