"""What a line of the log says, and what it leaves out."""

import json
import logging
import sys

from alongside.config.logs import Lines


def line(message: str, *values: object, problem: bool = False, **more: object) -> dict[str, object]:
    record = logging.getLogger("here").makeRecord(
        "here", logging.ERROR, "here.py", 1, message, values, sys.exc_info() if problem else None, extra=more
    )
    told: dict[str, object] = json.loads(Lines().format(record))
    return told


def test_a_line_says_what_when_how_grave_and_the_facts_it_was_given() -> None:
    told = line("a mail to %s waits", "the server", facts={"seconds": 3.5})
    assert told.pop("timestamp")
    assert told == {"event": "a mail to the server waits", "level": "error", "seconds": 3.5}


def test_of_an_exception_only_its_kind_and_its_places_are_told() -> None:
    try:
        raise ValueError("I can't sleep since the reorganisation")
    except ValueError:
        told = line("it failed", problem=True)
    assert told["problem"] == "builtins.ValueError"
    assert "test_of_an_exception" in str(told["at"]) and "sleep" not in str(told)


def test_what_hangs_at_a_record_is_not_told() -> None:
    assert set(line("no", request="POST /reflect/ answer=secret", status_code=500)) == {"event", "level", "timestamp"}


def test_an_address_does_not_say_what_lets_in_nor_whom_one_turns_to() -> None:
    told = line("Not Found: %s", "/welcome/3fK9/now?x=1")["event"], line("Broken: %s", "/upward/new/lena/?x")["event"]
    assert told == ("Not Found: /welcome/…/now?x=1", "Broken: /upward/…?x")
