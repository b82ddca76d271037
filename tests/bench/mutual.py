"""What people say to each other, in an organisation of any size: the other half of `fill`."""

import json
import uuid
from datetime import timedelta
from functools import cache
from typing import Any

from alongside.evaluations.models import BothWays, CheckIn, OneWay, Placement, PromisePlacement
from alongside.evaluations.rules import HowOften
from alongside.feedback.models import (
    Feedback,
    Hearing,
    OwnAccount,
    Say,
    Slip,
    SlipReader,
    Story,
    TeamAgreement,
)
from alongside.matching.directory import _mark
from alongside.matching.models import LeadPath, Listing, Mark, Preference, Suggestion
from alongside.pairs.models import Promise, Side
from alongside.sealed.models import Envelope, Exchange
from alongside.upward.models import Batch, Contact, Letter, Thread
from alongside.vault.ring import ring

TOPICS = ["listening", "delegating"]
CONTACT = uuid.UUID("c0c0c0c0-0000-4000-8000-000000000001")
"""The confidential contact, and, below, which of the people it is."""
CONTACT_PERSON, CONTACT_NUMBER = uuid.UUID("c0c0c0c0-0000-4000-8000-000000000002"), 3


@cache
def marks(side: str) -> list[str]:
    """What a listing with the usual topics is found by."""
    with ring():
        return [_mark(side, f"#{slug}") for slug in TOPICS]


def for_all(part: Any) -> None:
    """The one confidential contact of them all."""
    day = part.today
    named = {"proposed_on": day, "confirmed_on": day, "willing_on": day}
    part.put(Contact, id=CONTACT, person_id=CONTACT_PERSON, about=next(part.words), **named)


def in_team(part: Any, team: Any, people: list[Any]) -> None:
    """Four team agreements, one of them proposed, two with a slip; a batch without names to the lead; their path."""
    part.key(team.pk, team.pk, *(person.pk for person in people))
    day = part.today - timedelta(days=60)
    for place in range(1, 5):
        began = part.today if place == 4 else day
        agreed = part.put(
            TeamAgreement,
            team=team,
            by=people[place],
            words=next(part.words),
            place=place,
            proposed_on=began,
            decides_on=began + timedelta(days=7),
            holds_since=None if place == 4 else began + timedelta(days=8),
        )
        if place == 4:
            for person in people:
                part.put(Say, agreement=agreed, author=person, asked=person is not people[place])
        elif place < 3:
            slip = {"agreement": agreed, "team": team, "author": people[1], "whose": Slip.Whose.WE}
            noted = part.put(Slip, **slip, words=next(part.words), noted_on=part.today)
            for person in people:
                part.put(SlipReader, slip=noted, person=person)
    held = json.dumps([next(part.words), next(part.words)])
    part.put(Batch, to=people[0], week=part.today - timedelta(days=14), people=9, words=held)
    part.put(LeadPath, author=people[0], step=LeadPath.Step.TRIED, eats_time=next(part.words), named_on=day)


def of_person(part: Any, person: Any, mate: Any) -> None:
    """Two lines in the directory, a suggestion, something a team mate saw, a thread with the confidential contact."""
    day = part.today - timedelta(days=10)
    for side in Side:
        listed = {"side": side, "topics": "\n".join(TOPICS), "words": next(part.words), "listed_on": day}
        line = part.put(Listing, author=person, **listed)
        for digest in marks(side):
            part.put(Mark, listing=line, digest=digest, listed_on=day)
    part.put(Preference, author=person, suggest="yes", whom=Preference.Whom.ANYBODY, room="one", kept_on=day)
    what = json.dumps({"person": str(mate.pk), "topics": TOPICS[:1]})
    suggested = {"side": Side.PERFORMER, "what": what, "made_on": day, "until": part.today + timedelta(days=20)}
    part.put(Suggestion, author=person, **suggested)
    _seen(part, mate, person)
    if person.pk != CONTACT_PERSON:
        thread = part.put(Thread, author=person, to_id=CONTACT_PERSON, contact_id=CONTACT, begun_on=day, touched_on=day)
        part.key(thread.pk, person.pk, CONTACT_PERSON)
        for position, by in enumerate([person.pk, CONTACT_PERSON]):
            letter = {"by_id": by, "text": next(part.words), "written_on": day, "position": position}
            part.put(Letter, thread=thread, **letter)


def _seen(part: Any, by: Any, to: Any) -> None:
    """Feedback that was read and answered; who changed their view is still open."""
    two = {"by": by, "to": to}
    told = part.put(Feedback, **two, saw=next(part.words), given_on=part.today)
    part.put(Story, **two, feedback=told, story=next(part.words), otherwise=next(part.words))
    part.put(Hearing, author=to, feedback=told, opened=True)
    part.put(OwnAccount, by=to, to=by, feedback=told, text=next(part.words), told_on=part.today)
    _exchange(part, "feedback", told.pk, by, to)


def _exchange(
    part: Any, kind: str, about: uuid.UUID, first: Any, second: Any, pair: Any = None, over: Any = None
) -> Any:
    """Two envelopes, one of them filled; or neither, once both were in."""
    days = {"opened_on": part.today, "closes_on": part.today + timedelta(days=14), "revealed_on": over}
    exchange = part.put(Exchange, kind=kind, about=about, first=first, second=second, pair_id=pair, **days)
    if over is None:
        part.put(Envelope, exchange=exchange, author=first, placed=True, answer=json.dumps({"of": "one size" * 100}))
        part.put(Envelope, exchange=exchange, author=second)
    return exchange


def of_pair(part: Any, pair: Any) -> None:
    """Three check-ins that both placed and one that waits; how they are doing, both ways, talked about."""
    two = (pair.performer, pair.coach)
    for ago in (200, 140, 70, 0):
        day = part.today - timedelta(days=ago)
        exchange = _exchange(part, "check-in", pair.pk, *two, pair=pair.pk, over=day if ago else None)
        asked = part.put(CheckIn, pair=pair, by=pair.coach, exchange=exchange, asked_on=day)
        for who in two if ago else ():
            for about in Placement.About:
                where = {"across": HowOften.MOSTLY, "up": HowOften.SELDOM}
                part.put(Placement, pair=pair, by=who, check_in=asked, about=about, **where)
    day = part.today - timedelta(days=30)
    exchange = _exchange(part, "both-ways", pair.pk, *two, pair=pair.pk, over=day)
    told = {"exchange": exchange, "asked_on": day, "talked_about_on": day}
    both = part.put(BothWays, pair=pair, by=pair.coach, **told)
    for who, side in zip(two, (Side.COACH, Side.PERFORMER), strict=True):
        said = {"example": next(part.words), "request": next(part.words)}
        way = part.put(OneWay, pair=pair, by=who, both_ways=both, **said)
        for promise in Promise.About:
            if promise.side == side:
                part.put(PromisePlacement, pair=pair, by=who, one_way=way, about=promise, often=HowOften.MOSTLY)
