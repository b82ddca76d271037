"""What lies in one's envelopes stands in one's own archive in words, whichever of the three questions it answers."""

import io
import zipfile
from typing import Any

import pytest

from alongside.kit import clock as the_clock
from alongside.lifecycle.exporting import export
from alongside.sealed.actions import open_exchange, place
from tests.cast import Cast


def page_of(person: Any) -> str:
    with zipfile.ZipFile(io.BytesIO(export(person))) as archive:
        return archive.read("everything.html").decode().replace("&#x27;", "'")


@pytest.mark.parametrize(
    ("kind", "answer", "said"),
    [
        (
            "both-ways",
            {"placements": {"progress": "mostly", "learning": ""}, "example": "The rota.", "request": "Ask me first."},
            ["How often did Cleo help you get on?", "mostly", "I can't tell", "The rota.", "Ask me first."],
        ),
        ("feedback", {"whose": "mine", "words": "I had not seen the rota."}, ["mine", "I had not seen the rota."]),
    ],
)
def test_ones_own_envelope_in_ones_own_archive(
    cast: Cast, clock: Any, kind: str, answer: dict[str, Any], said: list[str]
) -> None:
    asked = open_exchange(kind, cast.pair.pk, cast.pia, cast.cleo, closes_on=the_clock.today(), pair=cast.pair)
    before = page_of(cast.cleo)
    place(asked, answer, by=cast.pia, reveal=lambda exchange, answers: None)
    page = page_of(cast.pia)
    for words in said:
        assert words in page
    assert "Cleo Marchetti" in page
    assert page_of(cast.cleo) == before
