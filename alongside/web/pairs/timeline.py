"""How it went: talks and one things of a pair, newest first."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q
from django.http import HttpRequest
from django.utils.dateparse import parse_datetime

from alongside.access.gate import rows
from alongside.conversations.guidebook import guide
from alongside.conversations.models import Conversation
from alongside.focus.models import Focus
from alongside.pairs.models import Pair
from alongside.people.models import Person

SHOWN = 8
"""How many things of the past stand on one page."""


@dataclass(frozen=True)
class Past:
    """A talk or a one thing that is closed."""

    at: datetime
    talk: Conversation | None = None
    focus: Focus | None = None
    title: str = ""


@dataclass(frozen=True)
class Timeline:
    """What is now, and what was; `older` is the address of what was before that."""

    focus: Focus | None  # our one thing, in hand
    talk: Conversation | None  # under way or planned
    past: list[Past]
    older: str


def timeline(request: HttpRequest, me: Person, pair: Pair) -> Timeline:
    """In three queries, however long the two have been going on."""
    before = parse_datetime(request.GET.get("before", "").replace(" ", "+"))
    focuses = _focuses(me, pair, before)
    talks = _talks(me, pair, before)
    past = [Past(at=focus.closed_at, focus=focus) for focus in focuses if focus.closed_at]
    past += [
        Past(at=talk.started_at, talk=talk, title=_title(talk, me))
        for talk in talks
        if talk.closed_at and talk.started_at
    ]
    past.sort(key=lambda thing: thing.at, reverse=True)
    more = len(past) > SHOWN
    return Timeline(
        focus=next((focus for focus in focuses if focus.closed_at is None), None),
        talk=next((talk for talk in talks if talk.closed_at is None), None),
        past=past[:SHOWN],
        older=f"?before={past[SHOWN - 1].at.isoformat().replace('+', '%2B')}" if more else "",
    )


def _focuses(me: Person, pair: Pair, before: datetime | None) -> list[Focus]:
    found = rows(me, "work_on", Focus).filter(pair=pair)
    if before is not None:
        found = found.filter(Q(closed_at=None) | Q(closed_at__lt=before))
    found = found.select_related("ending").prefetch_related("look_backs")
    return list(found.order_by(F("closed_at").desc(nulls_first=True))[: SHOWN + 2])


def _talks(me: Person, pair: Pair, before: datetime | None) -> list[Conversation]:
    found = rows(me, "see", Conversation).filter(pair=pair, cancelled_at=None)
    if before is not None:
        found = found.filter(Q(closed_at=None) | Q(started_at__lt=before))
    return list(found.order_by(F("started_at").desc(nulls_first=True))[: SHOWN + 3])


def _title(talk: Conversation, me: Person) -> str:
    try:
        return guide(talk.guide, me.language, talk.guide_version or None).title
    except LookupError:
        return ""
