"""How it went: talks and one things of a pair, newest first."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils.dateparse import parse_datetime

from alongside.access.gate import rows
from alongside.conversations.guidebook import guide
from alongside.conversations.models import Conversation
from alongside.focus.models import Focus, LookBack
from alongside.kit.kept import kept
from alongside.pairs.models import Pair
from alongside.people.models import Person

SHOWN = 8
"""How many things of the past stand on one page."""

NO_END = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Past:
    """A talk or a one thing that is closed."""

    at: datetime
    talk: Conversation | None = None
    focus: Focus | None = None
    looked_back: list[LookBack] = field(default_factory=list)
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
    before = _moment(request.GET.get("before", ""))
    focuses = _focuses(me.pk, pair.pk, before)
    talks = _talks(me.pk, pair.pk, before)
    looked_back = defaultdict(list)
    for words in _look_backs(me.pk, pair.pk, before) if focuses else []:
        looked_back[words.focus_id].append(words)
    past = [
        Past(at=focus.closed_at, focus=focus, looked_back=looked_back[focus.pk]) for focus in focuses if focus.closed_at
    ]
    past += [
        Past(at=talk.started_at, talk=talk, title=_title(talk, me))
        for talk in talks
        if talk.closed_at and talk.started_at
    ]
    past.sort(key=lambda thing: thing.at, reverse=True)
    more = len(past) > SHOWN
    return Timeline(
        focus=next((focus for focus in focuses if focus.closed_at is None), None),
        talk=min((talk for talk in talks if talk.closed_at is None), key=lambda talk: talk.is_planned, default=None),
        past=past[:SHOWN],
        older=f"?before={past[SHOWN - 1].at.isoformat().replace('+', '%2B')}" if more else "",
    )


def _moment(text: str) -> datetime:
    """The moment that an address names; the end of time for what is none."""
    try:
        found = parse_datetime(text.replace(" ", "+"))
        return found.astimezone(UTC) if found else NO_END
    except (ValueError, OverflowError):
        return NO_END


@kept
def _focuses(me: UUID, pair: UUID, before: datetime) -> QuerySet[Focus]:
    return _newest_focuses(me, pair, before).select_related("ending")


@kept
def _look_backs(me: UUID, pair: UUID, before: datetime) -> QuerySet[LookBack]:
    return LookBack.objects.filter(focus__in=_newest_focuses(me, pair, before).values("pk"))


def _newest_focuses(me: UUID, pair: UUID, before: datetime) -> QuerySet[Focus]:
    found = rows(me, "work_on", Focus).filter(Q(closed_at=None) | Q(closed_at__lt=before), pair=pair)
    return found.order_by(F("closed_at").desc(nulls_first=True))[: SHOWN + 2]


@kept
def _talks(me: UUID, pair: UUID, before: datetime) -> QuerySet[Conversation]:
    found = rows(me, "see", Conversation).filter(
        Q(closed_at=None) | Q(started_at__lt=before), pair=pair, cancelled_at=None
    )
    return found.order_by(F("started_at").desc(nulls_first=True))[: SHOWN + 3]


def _title(talk: Conversation, me: Person) -> str:
    try:
        return guide(talk.guide, me.language, talk.guide_version or None).title
    except LookupError:
        return ""
