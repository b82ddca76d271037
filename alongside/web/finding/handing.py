"""Handing a pair over to another coach: the performer decides."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.access.gate import one, rows
from alongside.kit import clock
from alongside.matching import leading
from alongside.matching.models import Handover, SilentReply
from alongside.pairs.models import Pair, with_both
from alongside.people.models import Person
from alongside.vault.ring import unlock
from alongside.web.finding.forms import WordsForm
from alongside.web.http import Request, back, heard, invalid, page
from alongside.web.pairs.finding import chosen, find


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: Request, pk: UUID) -> HttpResponse:
    """As the coach, name somebody who could coach from now on."""
    me = request.user
    pair = one(me, "hand_over", with_both, pk)
    out = {pair.performer_id, pair.coach_id}
    person = chosen(request, me, leave_out=out)
    if person is None:
        found = find(request, me, leave_out=out)
        return page(request, "finding/hand_over.html", {"pair": pair, "found": found}, part="found")
    form = WordsForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with heard(form):
            leading.propose_handover(pair, person, by=me, words=form.cleaned_data["words"])
            messages.success(request, _("%(name)s sees it and decides.") % {"name": pair.performer})
            return back(request, "pairs:page", pair.pk)
    context = {"pair": pair, "person": person, "form": form}
    return page(request, "finding/hand_over.html", context, status=invalid(form))


@require_safe
def handover(request: Request, pk: UUID) -> HttpResponse:
    """What was proposed, for the two."""
    me = request.user
    proposed = one(me, "see", Handover.objects.select_related("pair__performer", "pair__coach", "to"), pk)
    unlock([proposed.pair_id])
    context = {
        "handover": proposed,
        "pair": proposed.pair,
        "stands": proposed.stands(clock.today()) and proposed.pair.is_open,
        "open": proposed.closed_on is None and proposed.pair.ended_at is None,
        "aside": rows(me, "see", SilentReply).filter(about=proposed.pk).exists(),
        "pair_already": _coached_by(me, proposed.to_id),
    }
    return page(request, "finding/handover.html", context)


def _coached_by(me: Person, coach: UUID) -> bool:
    """Whether this person coaches me already: then a yes ends the other pair at once, and shows it."""
    return rows(me, "see", Pair).filter(performer=me, coach=coach, ended_at=None).exists()


@require_POST
def yes(request: Request, pk: UUID) -> HttpResponse:
    """As the performer: yes, ask them."""
    proposed = one(request.user, "answer", Handover.objects.select_related("to"), pk)
    leading.agree_to_handover(proposed, by=request.user)
    messages.success(request, _("%(name)s is asked. Until then everything stays as it is.") % {"name": proposed.to})
    return back(request, "finding:handover", pk)


@require_POST
def not_now(request: Request, pk: UUID) -> HttpResponse:
    """As the performer: not now; nobody is told."""
    proposed = one(request.user, "answer", Handover.objects.select_related("pair"), pk)
    leading.keep_coach(proposed, by=request.user)
    messages.success(request, _("That is fine. Nobody is told."))
    return back(request, "pairs:page", proposed.pair_id)


@require_POST
def take_back(request: Request, pk: UUID) -> HttpResponse:
    """As the coach: go on as before."""
    proposed = one(request.user, "take_back", Handover, pk)
    leading.take_handover_back(proposed, by=request.user)
    messages.success(request, _("Taken back."))
    return back(request, "pairs:page", proposed.pair_id)
