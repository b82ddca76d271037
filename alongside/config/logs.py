"""Logs say where something went wrong, never what somebody wrote."""

import sys
import traceback
from collections.abc import MutableMapping
from typing import Any


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
