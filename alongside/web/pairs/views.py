"""The two of you: what was agreed, how it went, what rests and what ends."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.access.gate import one, rows
from alongside.access.models import Look
from alongside.evaluations.both_ways import to_talk_about
from alongside.focus.models import Focus
from alongside.kit import clock
from alongside.kit.kept import kept
from alongside.lifecycle.ending import end_together, rest_together
from alongside.matching.models import Handover
from alongside.pairs import actions
from alongside.pairs.models import Agreement, Invite, Pair, Permission, Reply, with_both
from alongside.pairs.rules import looks_to_inviter, offers_own_words, readable_until
from alongside.people.models import Line, Person
from alongside.reflections.models import BroughtCard
from alongside.vault.ring import unlock
from alongside.web.context import has_others, pairs_beside
from alongside.web.http import Request, back, page, slice_of
from alongside.web.pairs.timeline import timeline

CARDS_SHOWN = 2


@require_safe
def pairs(request: Request) -> HttpResponse:
    """All pairs of mine, what waits for my answer, and what I sent."""
    me = request.user
    today = clock.today()
    mine = rows(me, "see", Pair).select_related("performer", "coach")
    standing = list(mine.filter(ended_at=None).order_by("began_on", "pk")[:50])
    sent = rows(me, "withdraw", Invite).filter(accepted_on=None, withdrawn_on=None, expires_on__gte=today)
    return page(
        request,
        "pairs/list.html",
        {
            "my_pairs": standing[:3],
            "pairs": standing,
            "coaches": any(pair.coach_id == me.pk for pair in standing),
            "ended": slice_of(mine.exclude(ended_at=None).order_by("-ended_at", "pk"), request, size=10),
            "asked": _asked(me)[:20],
            "let_see": _let_see(me, mine),
            "sent": [
                (invite, looks_to_inviter(invite, today).value)
                for invite in sent.select_related("invited", "suggested").order_by("-sent_on", "pk")[:20]
            ],
        },
    )


def _let_see(me: Person, mine: QuerySet[Pair]) -> QuerySet[Focus]:
    """The open one things of others that they let me see: whose, never the words, for reading those is a look."""
    theirs = rows(me, "see", Focus).filter(closed_at=None, pair__ended_at=None).exclude(pair__in=mine.values("pk"))
    return theirs.select_related("pair__performer", "pair__coach").defer("aim").order_by("chosen_at", "pk")[:20]


@require_safe
def pair_page(request: Request, pk: UUID) -> HttpResponse:
    """You and Cleo."""
    me = request.user
    pair = one(me, "see", _pairs, pk, reader=me.pk, today=clock.today())
    unlock([pair.pk])
    proposed, agreed = _agreed(me, pair)
    cards = _cards.parts(me.pk, pair.pk)[: CARDS_SHOWN + 1]
    went = timeline(request, me, pair)
    return page(
        request,
        "pairs/pair.html",
        {
            "pair": pair,
            **pairs_beside(pair, others=pair.has_others),
            "other": pair.other(me),
            "performs": pair.performer_id == me.pk,
            "agreed": agreed,
            "proposed": proposed,
            "to_sign": bool(proposed and not proposed.signed_by(me)),
            "offer_own_words": offers_own_words(agreed, sum(1 for past in went.past if past.talk)),
            "went": went,
            "cards": cards[:CARDS_SHOWN],
            "more_cards": len(cards) > CARDS_SHOWN,
            "third": _third(pair.pk) if pair.has_third else [],
            "until": readable_until(pair),
        },
    )


@require_safe
def shown(request: Request, pk: UUID) -> HttpResponse:
    """All that the performer showed, and the coach of theirs."""
    pair = one(request.user, "see", with_both, pk)
    unlock([pair.pk])
    found = _cards.parts(request.user.pk, pair.pk)
    return page(
        request,
        "pairs/shown.html",
        {"pair": pair, "other": pair.other(request.user), "cards": slice_of(found, request, size=20)},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def pause(request: Request, pk: UUID) -> HttpResponse:
    """Say "I must now speak as your manager"; coaching rests."""
    pair = one(request.user, "pause", with_both, pk)
    if request.method == "POST":
        rest_together(pair, by=request.user)
        messages.success(request, _("%(name)s is told. Coaching rests.") % {"name": pair.performer})
        return back(request, "pairs:page", pair.pk)
    return page(request, "pairs/pause.html", {"pair": pair, "other": pair.performer})


@require_POST
def resume(request: Request, pk: UUID) -> HttpResponse:
    """The performer takes coaching up again."""
    pair = one(request.user, "resume", Pair, pk)
    actions.resume(pair, by=request.user)
    return back(request, "pairs:page", pair.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Request, pk: UUID) -> HttpResponse:
    """Stop, knowing beforehand what stays."""
    pair = one(request.user, "end", with_both, pk)
    if request.method == "POST":
        end_together(pair, by=request.user)
        return back(request, "pairs:page", pair.pk)
    would = Pair(ended_at=clock.now())
    context = {"pair": pair, "other": pair.other(request.user), "until": readable_until(would)}
    return page(request, "pairs/end.html", context)


def _pairs(reader: UUID, today: date) -> QuerySet[Any]:
    """The pair, and what hangs on it: others of mine, whom I lead, who was proposed, who reads along. One query."""
    leads = Line.objects.filter(person=OuterRef("performer"), lead=reader, ended_on=None)
    proposed = rows(reader, "see", Handover).filter(pair=OuterRef("pk"), closed_on=None, expires_on__gte=today)
    allowed, looked = Permission.objects.filter(pair=OuterRef("pk")), Look.objects.filter(pair=OuterRef("pk"))
    return with_both().annotate(
        has_others=has_others(reader, "pk"),
        i_lead=Exists(leads),
        handover_pk=Subquery(proposed.values("pk")[:1]),
        to_talk_about=Subquery(to_talk_about().filter(pair=OuterRef("pk")).values("pk")[:1]),
        has_third=Exists(allowed) | Exists(looked),
    )


def _agreed(me: Person, pair: Pair) -> tuple[Agreement | None, Agreement]:
    """The open proposal, if any, and what holds."""
    versions = _versions(me.pk, pair.pk)
    for version in versions:
        version.pair = pair
    proposed = versions[0] if versions[0].is_proposed else None
    return proposed, versions[1] if proposed else versions[0]


@kept
def _versions(me: UUID, pair: UUID) -> QuerySet[Agreement]:
    return rows(me, "see", Agreement).filter(pair=pair, set_aside_on=None).order_by("-version")[:2]


@kept
def _cards(me: UUID, pair: UUID) -> QuerySet[BroughtCard]:
    return rows(me, "see", BroughtCard).filter(pair=pair).select_related("by").order_by("-brought_on", "pk")


@kept
def _third(pair: UUID) -> QuerySet[Any]:
    """Who from outside may read something here, or has looked."""
    allowed = Permission.objects.filter(pair=pair, reader=OuterRef("pk"))
    looked = Look.objects.filter(pair=pair, reader=OuterRef("pk"))
    found = Person.objects.filter(
        Q(pk__in=Permission.objects.filter(pair=pair).values("reader"))
        | Q(pk__in=Look.objects.filter(pair=pair).values("reader"))
    )
    return found.annotate(allowed=Exists(allowed), looked=Exists(looked)).order_by("name")[:10]


def _asked(me: Person) -> QuerySet[Any]:
    """Invitations that wait for me; those I put aside stay until they run out."""
    standing = rows(me, "answer", Invite).filter(
        accepted_on=None, withdrawn_on=None, expires_on__gte=clock.today(), inviter__is_active=True
    )
    aside = Reply.objects.filter(invite=OuterRef("pk"))
    return standing.select_related("inviter").annotate(put_aside=Exists(aside)).order_by("-sent_on", "pk")
