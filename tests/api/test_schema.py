"""Schemathesis sends what the OpenAPI document allows, and what it doesn't; every answer must be as the document says.

Bounded and always the same: a few examples of each operation, each undone afterwards.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.api.conftest import Program, program
from tests.api.test_every_operation import NOUNS, OPERATIONS
from tests.world import on_postgres

EXAMPLES = 4 if on_postgres() else 2
"""Of each operation, of what is allowed and of what is not. PostgreSQL is the stricter of the two: it is asked more."""


@cache
def schema() -> Any:
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


@pytest.fixture
def connected() -> Iterator[None]:
    """The connection of the test stays open from call to call, as with Django's own test client."""
    moments = (request_started, request_finished)
    for moment in moments:
        moment.disconnect(close_old_connections)
    yield
    for moment in moments:
        moment.connect(close_old_connections)


@pytest.mark.parametrize("noun", NOUNS)
def test_every_answer_is_as_documented(noun, cast, stage, settings, connected):
    settings.API_CALLS_A_MINUTE = 0
    settings.ALLOWED_HOSTS = ["*"]
    speaks = program(cast.pia), program(None)
    known = [row.pk for row in stage.values()]
    tried = 0
    for found in schema().include(tag=noun).get_all_operations():
        operation = found.ok()
        speaker = speaks[operation.definition.raw["x-scope"].startswith("people:")]
        for mode in GenerationMode:
            _try(operation, mode, speaker, known)
        tried += 1
    assert tried == sum(noun in one.about["tags"] for one in OPERATIONS)


def _try(operation: Any, mode: GenerationMode, speaker: Program, known: list[Any]) -> None:
    ids = some.sampled_from(known)

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), pk=ids)
    def answers(case: Any, pk: Any) -> None:
        if mode is GenerationMode.POSITIVE and "pk" in case.path_parameters:
            case.path_parameters["pk"] = str(pk)
        with transaction.atomic():
            case.call_and_validate(
                headers={"Authorization": f"Bearer {speaker.secret}"},
                # A file may be anything; what is no list of people is refused with a sentence.
                excluded_checks=[positive_data_acceptance] if operation.path == "/api/v1/imports" else None,
            )
            transaction.set_rollback(True)

    answers()
