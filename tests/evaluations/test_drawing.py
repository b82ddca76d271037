"""The picture of a check-in: what it shows, and that no number in it is for reading."""

import re
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as some

from alongside.evaluations.drawing import SIZE, Mark, draw
from alongside.evaluations.gaps import Spot
from alongside.evaluations.rules import HowOften

SPOT = some.builds(Spot, some.sampled_from(HowOften), some.sampled_from(HowOften))


def mark(spot: Spot, whose: str = "me") -> Mark:
    return Mark("You" if whose == "me" else "<Cleo>", "P" if whose == "me" else "C", whose, spot)


@given(mine=SPOT, theirs=SPOT, earlier=some.lists(some.tuples(SPOT, SPOT), max_size=3))
def test_two_marks_with_names_a_line_and_the_earlier_ones(
    mine: Spot, theirs: Spot, earlier: list[tuple[Spot, Spot]]
) -> None:
    former = [[mark(one), mark(other, "other")] for one, other in earlier]
    drawing = ElementTree.fromstring(draw([mark(mine), mark(theirs, "other")], former))
    names = [text.text for text in drawing.iter("text") if text.get("class") == "name"]
    assert names == ["You", "<Cleo>"]
    assert len(drawing.findall("g[@class='disc me']")) == len(drawing.findall("g[@class='disc other']")) == 1
    assert len(drawing.findall("line[@class='gap']")) == (mine != theirs)
    assert [group.get("class") for group in drawing if "earlier" in (group.get("class") or "")] == [
        f"earlier ago-{number + 1}" for number in range(len(earlier))
    ]
    for circle in drawing.iter("circle"):
        assert 0 < int(circle.get("cx", "")) < SIZE
        assert 0 < int(circle.get("cy", "")) < SIZE
    for text in drawing.iter("text"):
        assert 0 < int(text.get("y", "")) < SIZE
        assert not re.search(r"[0-9]", text.text or "")


def test_one_mark_alone_and_none() -> None:
    alone = ElementTree.fromstring(draw([mark(Spot(HowOften.NEVER, HowOften.ALWAYS))], said="never, always"))
    assert alone.get("role") == "img"
    assert alone.get("aria-label") == "never, always"
    assert not alone.findall("line")
    empty = ElementTree.fromstring(draw([]))
    assert empty.get("aria-hidden") == "true"
    assert not empty.findall("g[@class='disc me']")
