"""What two people agreed, version by version, and what third persons may see."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from ninja import Query
from pydantic import Field

from alongside.access.gate import one, rows
from alongside.access.models import Look
from alongside.api.fields import WHOLE, Flag, Line, Sent, Shown
from alongside.api.frame import Call, Noun
from alongside.api.paging import Listed, Paging, listed
from alongside.api.pairs import pair_for
from alongside.api.people import Named
from alongside.pairs import actions
from alongside.pairs.models import Agreement, Consent, Permission, Promise, Side, What
from alongside.pairs.rules import STARTER_LINES
from alongside.people.models import Person
from alongside.vault.ring import unlock

agreements = Noun("agreements")
permissions = Noun("permissions")


class PromiseShown(Shown):
    """What one side does for the other."""

    about: Promise.About
    side: Side
    words: str


class AgreementShown(Shown):
    """One version of what two people agreed. The starter lines hold in every version."""

    id: UUID
    pair: UUID
    by: UUID
    version: int
    state: Literal["signed", "proposed", "set-aside"]
    starter_lines: list[str]
    every_weeks: int
    both_ways_weeks: int
    liked: Agreement.Liked
    keeps_words: bool
    words: str
    promises: list[PromiseShown]
    made_on: date
    performer_signed_on: date | None
    coach_signed_on: date | None

    @classmethod
    def of(cls, agreement: Agreement) -> "AgreementShown":
        """This version, its promises fetched."""
        return cls.telling(
            agreement,
            state="signed" if agreement.is_signed else "proposed" if agreement.is_proposed else "set-aside",
            starter_lines=[str(line) for line in STARTER_LINES],
            promises=[PromiseShown.telling(said) for said in agreement.promises.all()],
        )


class NewPromise(Sent):
    """What one side does for the other; whose it is follows from what it is about."""

    about: Promise.About
    words: Line


class NewAgreement(Sent):
    """What the two agreed, in own words. Proposing signs it for oneself."""

    promises: Annotated[list[NewPromise], Field(max_length=len(Promise.About))] = []
    every_weeks: Annotated[int, Field(ge=1, le=12, strict=True), WHOLE] = 2
    both_ways_weeks: Annotated[int, Field(ge=6, le=8, strict=True), WHOLE] = 7
    liked: Agreement.Liked = Agreement.Liked.NONE
    words: Line = ""
    keeps_words: Flag = False
    instead_of: Annotated[UUID | None, Field(description="The open proposal that this one answers.")] = None


def _versions() -> QuerySet[Agreement]:
    return Agreement.objects.select_related("pair").prefetch_related(
        Prefetch("promises", Promise.objects.order_by("about"))
    )


def _again(request: Call, pk: UUID) -> AgreementShown:
    found = one(request.me, "see", _versions(), pk)
    unlock([found.pair_id])
    return AgreementShown.of(found)


@agreements.read("/pairs/{uuid:pk}/agreements", Listed[AgreementShown])
def list_agreements(request: Call, pk: UUID, paging: Query[Paging]) -> Listed[AgreementShown]:
    """List the versions of what a pair agreed, the newest first."""
    pair = pair_for(request, "see", pk)
    unlock([pair.pk])

    def shown(found: Sequence[Agreement]) -> list[AgreementShown]:
        return [AgreementShown.of(agreement) for agreement in found]

    found = rows(request.me, "see", _versions()).filter(pair=pair)
    return listed(found, paging, by="version", kind=int, shown=shown, newest_first=True)


@agreements.create("/pairs/{uuid:pk}/agreements", AgreementShown)
def propose_agreement(request: Call, pk: UUID, sent: NewAgreement) -> AgreementShown:
    """Put what the two agreed in own words. Until both have signed, the old words stand."""
    pair = pair_for(request, "agree", pk)
    before = one(request.me, "sign", Agreement, sent.instead_of) if sent.instead_of else None
    proposed = actions.propose_agreement(
        pair,
        by=request.me,
        promises={promise.about: promise.words for promise in sent.promises},
        every_weeks=sent.every_weeks,
        both_ways_weeks=sent.both_ways_weeks,
        liked=sent.liked,
        words=sent.words,
        keeps_words=sent.keeps_words,
        instead_of=before,
    )
    return _again(request, proposed.pk)


@agreements.read("/agreements/{uuid:pk}", AgreementShown)
def get_agreement(request: Call, pk: UUID) -> AgreementShown:
    """Show one version."""
    return _again(request, pk)


@agreements.do("/agreements/{uuid:pk}/sign", AgreementShown)
def sign_agreement(request: Call, pk: UUID) -> AgreementShown:
    """Sign what the other proposed."""
    actions.sign_agreement(one(request.me, "sign", Agreement.objects.select_related("pair"), pk), by=request.me)
    return _again(request, pk)


@agreements.do("/agreements/{uuid:pk}/set-aside", AgreementShown)
def set_agreement_aside(request: Call, pk: UUID) -> AgreementShown:
    """Leave it as it was: take the own proposal back, or put the other's aside."""
    actions.set_proposal_aside(one(request.me, "sign", Agreement.objects.select_related("pair"), pk), by=request.me)
    return _again(request, pk)


# --- What a third person may see --------------------------------------------------------------------------------------


class PermissionShown(Shown):
    """Somebody who may see something, because both said yes; what is written after `since`."""

    reader: Named
    what: What
    since: datetime


class MyConsent(Shown):
    """What I said yes to. Whether the other has, shows only once it is open."""

    reader: Named
    what: What


class Permissions(Shown):
    """Who may see what, and what I said yes to."""

    open: list[PermissionShown]
    mine: list[MyConsent]


class Yes(Sent):
    """A yes of mine to somebody's reading."""

    reader: UUID
    what: What = What.SEE_AIM


class LookShown(Shown):
    """Somebody outside the pair looked at something of it on that day."""

    id: UUID
    reader: Named
    model: str
    row: UUID
    on: date


@permissions.read("/pairs/{uuid:pk}/permissions", Permissions)
def list_permissions(request: Call, pk: UUID) -> Permissions:
    """Show who may see what of a pair, and what I said yes to."""
    pair = pair_for(request, "see", pk)
    opened = rows(request.me, "see", Permission).filter(pair=pair).select_related("reader").order_by("since", "pk")
    mine = rows(request.me, "see", Consent).filter(pair=pair).select_related("reader").order_by("reader__name", "pk")
    return Permissions(
        open=[PermissionShown.telling(one) for one in opened],
        mine=[MyConsent.telling(one) for one in mine],
    )


@permissions.do("/pairs/{uuid:pk}/permissions", Permissions)
def allow(request: Call, pk: UUID, sent: Yes) -> Permissions:
    """Say yes to somebody's reading. It opens once both have, for what is written after that."""
    pair = pair_for(request, "permit", pk)
    actions.allow(pair, one(request.me, "see", Person, sent.reader), sent.what, by=request.me)
    return list_permissions(request, pk)


@permissions.remove("/pairs/{uuid:pk}/permissions/{uuid:reader}/{what}")
def disallow(request: Call, pk: UUID, reader: UUID, what: What) -> None:
    """Take a yes back. It closes at once, alone, without a reason."""
    pair = pair_for(request, "permit", pk)
    actions.disallow(pair, one(request.me, "see", Person, reader), what, by=request.me)


@permissions.read("/pairs/{uuid:pk}/looks", Listed[LookShown])
def list_looks(request: Call, pk: UUID, paging: Query[Paging]) -> Listed[LookShown]:
    """List who from outside looked at something of a pair, the newest first."""
    pair = pair_for(request, "see", pk)

    def shown(found: Sequence[Look]) -> list[LookShown]:
        return [LookShown.telling(look) for look in found]

    found = rows(request.me, "see", Look).filter(pair=pair).select_related("reader")
    return listed(found, paging, by="on", kind=date, shown=shown, newest_first=True)
