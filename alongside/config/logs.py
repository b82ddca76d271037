"""Logs say where something went wrong, never what somebody wrote."""

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from typing import Any

_SECRET = re.compile(r"(/welcome/)[^/\s?]+")
"""The part of an address that lets somebody in."""

_UPWARD = re.compile(r"(/upward/)[^\s?]+")
"""The part of an address that says whom somebody tells something, or turns to."""


class Lines(logging.Formatter):
    """A line of JSON for each record: what happened, when, and the `facts` that our own code gives in `extra`.

    Nothing else of a record is written, since a request hangs at those that Django makes. Of an exception its kind is
    told and the places it passed; its message could hold somebody's words.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line. Addresses in it don't say what would let somebody in, nor to whom somebody turns."""
        told: dict[str, Any] = {
            "event": _UPWARD.sub(r"\1…", _SECRET.sub(r"\1…", record.getMessage())),
            "level": record.levelname.lower(),
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info and record.exc_info[0]:
            kind, _problem, places = record.exc_info
            told["problem"] = f"{kind.__module__}.{kind.__qualname__}"
            told["at"] = [f"{at.filename}:{at.lineno} {at.name}" for at in traceback.extract_tb(places)[-12:]]
        return json.dumps(told, ensure_ascii=False)
