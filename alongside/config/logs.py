"""Logs say where something went wrong, never what somebody wrote."""

import re
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

_SECRET = re.compile(r"(/welcome/)[^/\s?]+")
"""The part of an address that lets somebody in."""

_UPWARD = re.compile(r"(/upward/)[^\s?]+")
"""The part of an address that says whom somebody tells something, or turns to."""


def without_content(logger: object, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace an exception by its kind and the places it passed; its message could hold somebody's words."""
    told = event.pop("exc_info", None)
    problem = sys.exc_info() if told is True else told
    if isinstance(problem, BaseException):
        problem = (type(problem), problem, problem.__traceback__)
    if problem and problem[0] is not None:
        event["problem"] = f"{problem[0].__module__}.{problem[0].__qualname__}"
        event["at"] = [
            f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(problem[2])[-12:]
        ]
    return event


def without_secrets(logger: object, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Take what would let somebody in, and to whom somebody turns, out of the addresses that Django names."""
    event["event"] = _UPWARD.sub(r"\1…", _SECRET.sub(r"\1…", str(event.get("event", ""))))
    return event
