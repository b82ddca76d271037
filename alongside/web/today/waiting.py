"""What waits for a person, of every kind, found in one query; at most one of it becomes a request (P11)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, IntegerField, OuterRef, QuerySet, Value
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from alongside.access.gate import rows
from alongside.evaluations.models import CheckIn
from alongside.kit import clock
from alongside.matching.models import Handover, LeadPath, SilentReply, StandIn, Suggestion, Trio
from alongside.pairs.models import Invite, Reply
from alongside.people.models import Person
from alongside.sealed.models import Envelope


@dataclass(frozen=True)
class Ask:
    """The one thing that waits for the reader: a sentence, why, and where to go."""

    title: str
    words: str
    action: str
    url: str
    person: Person | None = None


@dataclass(frozen=True)
class Source:
    """One kind of thing that can wait.

    `waits` gives the rows that wait for a person, by the gate; `since` is the column that holds the day since when;
    `ask` makes the request of one of them, with one query at most. What is `pressing` comes before our one thing.
    """

    waits: Callable[[Person], "QuerySet[Any]"]
    since: str
    ask: Callable[[Person, UUID], Ask | None]
    pressing: bool = False


@dataclass(frozen=True)
class Waiting:
    """The first thing that waits."""

    source: Source
    pk: UUID

    @property
    def pressing(self) -> bool:
        """Whether it comes before our one thing."""
        return self.source.pressing

    def ask(self, me: Person) -> Ask | None:
        """The request; None if it was answered just now."""
        return self.source.ask(me, self.pk)


def first_waiting(me: Person) -> Waiting | None:
    """The first thing that waits for this person: kinds in the order of SOURCES, the longest waiting first."""
    kinds = [
        source.waits(me)
        .order_by()
        .annotate(rank=Value(rank, IntegerField()), waits_since=F(source.since), what=F("pk"))
        .values_list("rank", "waits_since", "what")
        for rank, source in enumerate(SOURCES)
    ]
    found = (kinds[0].union(*kinds[1:], all=True) if len(kinds) > 1 else kinds[0]).order_by("rank", "waits_since")
    for rank, _since, pk in found[:1]:
        return Waiting(SOURCES[rank], pk)
    return None


def _invites(me: Person) -> "QuerySet[Invite]":
    return (
        rows(me, "answer", Invite)
        .filter(accepted_on=None, withdrawn_on=None, expires_on__gte=clock.today())
        .exclude(Exists(Reply.objects.filter(invite=OuterRef("pk"))))
    )


def _answer_invite(me: Person, pk: UUID) -> Ask | None:
    invite = _invites(me).select_related("inviter").filter(pk=pk).first()
    if invite is None:
        return None
    would = (
        _("%(name)s would like to be useful to you.")
        if invite.inviter_side == "coach"
        else _("%(name)s would like to be coached by you.")
    )
    return Ask(
        would % {"name": invite.inviter},
        _("You may say yes, not now, or nothing. The last two look the same to everybody."),
        _("Read it"),
        reverse("pairs:invitation", args=[invite.pk]),
        invite.inviter,
    )


def _check_ins(me: Person) -> "QuerySet[CheckIn]":
    """Those in which I have placed nothing yet. It hangs on my own envelope alone."""
    empty = rows(me, "see", Envelope).filter(placed=False, exchange=OuterRef("exchange"))
    return rows(me, "place", CheckIn).filter(
        Exists(empty), exchange__revealed_on=None, exchange__returned_on=None, exchange__closes_on__gte=clock.today()
    )


def _place_months(me: Person, pk: UUID) -> Ask | None:
    check_in = _check_ins(me).select_related("exchange", "pair__performer", "pair__coach").filter(pk=pk).first()
    if check_in is None:
        return None
    other = check_in.pair.other(me)
    return Ask(
        _("Where would you place the last two months?"),
        _("You and %(name)s, each alone; then you see both. It takes two minutes, and there is time until %(day)s.")
        % {"name": other, "day": date_format(check_in.exchange.closes_on, "j F")},
        _("Place it"),
        reverse("checkins:page", args=[check_in.pk]),
        other,
    )


def _quiet(me: Person) -> Exists:
    """What I answered already, of this row."""
    return Exists(rows(me, "see", SilentReply).filter(about=OuterRef("pk")))


def _trios(me: Person) -> "QuerySet[Trio]":
    standing = {"begun_on": None, "ended_on": None, "expires_on__gte": clock.today()}
    return rows(me, "take_part", Trio).filter(~_quiet(me), **standing)


def _answer_trio(me: Person, pk: UUID) -> Ask | None:
    trio = _trios(me).select_related("made_by").filter(pk=pk).first()
    if trio is None:
        return None
    return Ask(
        _("%(name)s asks you to practise as three.") % {"name": trio.made_by},
        _("One coaches, one brings something, one watches. Not now and no answer look the same."),
        _("Read it"),
        reverse("finding:trio", args=[trio.pk]),
        trio.made_by,
    )


def _stand_ins(me: Person) -> "QuerySet[StandIn]":
    standing = {"agreed_on": None, "ended_on": None, "expires_on__gte": clock.today()}
    return rows(me, "answer", StandIn).filter(~_quiet(me), **standing)


def _answer_stand_in(me: Person, pk: UUID) -> Ask | None:
    asked = _stand_ins(me).select_related("lead").filter(pk=pk).first()
    if asked is None:
        return None
    return Ask(
        _("%(name)s asks you to coach in their place.") % {"name": asked.lead},
        _("Not now and no answer look the same."),
        _("Read it"),
        reverse("finding:stand_in", args=[asked.pk]),
        asked.lead,
    )


def _handovers(me: Person) -> "QuerySet[Handover]":
    standing = {"agreed_on": None, "closed_on": None, "expires_on__gte": clock.today()}
    open_pair = {"pair__ended_at": None, "pair__paused_at": None}
    return rows(me, "answer", Handover).filter(~_quiet(me), **standing, **open_pair)


def _answer_handover(me: Person, pk: UUID) -> Ask | None:
    proposed = _handovers(me).select_related("by", "to").filter(pk=pk).first()
    if proposed is None:
        return None
    return Ask(
        _("%(name)s thinks that %(to)s could coach you.") % {"name": proposed.by, "to": proposed.to},
        _("You decide, and nothing changes until you do."),
        _("Read it"),
        reverse("finding:handover", args=[proposed.pk]),
        proposed.by,
    )


def _paths(me: Person) -> "QuerySet[LeadPath]":
    return rows(me, "see", LeadPath).filter(again_on__lte=clock.today())


def _read_again(me: Person, pk: UUID) -> Ask | None:
    path = _paths(me).filter(pk=pk).first()
    if path is None:
        return None
    return Ask(
        _("Some weeks ago you named what eats your time."), path.eats_time, _("How is it now?"), reverse("finding:path")
    )


def _suggestions(me: Person) -> "QuerySet[Suggestion]":
    return rows(me, "see", Suggestion).filter(~_quiet(me), until__gte=clock.today())


def _meet(me: Person, pk: UUID) -> Ask | None:
    suggestion = _suggestions(me).filter(pk=pk).first()
    if suggestion is None:
        return None
    there = reverse("finding:suggestion", args=[suggestion.pk])
    return Ask(_("There is somebody you may like to meet."), suggestion.because(), _("Look who"), there)


SOURCES = [
    Source(_invites, "sent_on", _answer_invite, pressing=True),
    Source(_check_ins, "asked_on", _place_months),
    Source(_handovers, "made_on", _answer_handover),
    Source(_stand_ins, "asked_on", _answer_stand_in),
    Source(_trios, "made_on", _answer_trio),
    Source(_paths, "again_on", _read_again),
    Source(_suggestions, "made_on", _meet),
]
"""Every kind, the most pressing first."""
