"""What the two agreed: reading it, putting it in own words, signing."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.access.gate import one, rows
from alongside.pairs.actions import propose_agreement, set_proposal_aside, sign_agreement
from alongside.pairs.models import Agreement, Pair, with_both
from alongside.vault.ring import unlock
from alongside.web.http import Request, back, heard, invalid, page
from alongside.web.pairs.forms import OwnWordsForm

SHOWN = 12
"""How many versions are shown; older ones are in one's export."""


@require_safe
def agreement(request: Request, pk: UUID) -> HttpResponse:
    """What holds, what is proposed, and what held before."""
    pair = one(request.user, "see", with_both, pk)
    unlock([pair.pk])
    proposed, held = _versions(request, pair)
    return page(
        request,
        "pairs/agreement.html",
        {
            "pair": pair,
            "other": pair.other(request.user),
            "agreed": held[0],
            "before": held[1:],
            "proposed": proposed,
            "signed_by_me": bool(proposed and proposed.signed_by(request.user)),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def our_words(request: Request, pk: UUID) -> HttpResponse:
    """Propose own words, starting from what is proposed or holds."""
    pair = one(request.user, "agree", with_both, pk)
    unlock([pair.pk])
    proposed, held = _versions(request, pair)
    seen = {"instead_of": proposed.pk if proposed else None}
    form = OwnWordsForm(request.POST or None, like=proposed or held[0], initial=seen)
    if form.is_valid():
        said = form.cleaned_data
        with heard(form):
            propose_agreement(
                pair,
                by=request.user,
                promises=form.promises(),
                every_weeks=said["every_weeks"],
                both_ways_weeks=said["both_ways_weeks"],
                liked=said["liked"],
                words=said["words"],
                keeps_words=said["keeps_words"],
                instead_of=_seen(request, pair, said["instead_of"]),
            )
            other = pair.other(request.user)
            messages.success(request, _("You have signed. It holds once %(name)s does, too.") % {"name": other})
            return back(request, "pairs:agreement", pair.pk)
    context = {"pair": pair, "other": pair.other(request.user), "form": form, "proposed": proposed}
    return page(request, "pairs/our_words.html", context, status=invalid(form))


@require_POST
def sign(request: Request, pk: UUID) -> HttpResponse:
    """Sign what the other proposed."""
    signed = sign_agreement(one(request.user, "sign", _agreements(), pk), by=request.user)
    messages.success(request, _("Signed by both. This is what holds now."))
    return back(request, "pairs:agreement", signed.pair_id)


@require_POST
def set_aside(request: Request, pk: UUID) -> HttpResponse:
    """Leave it as it was."""
    proposed = one(request.user, "sign", _agreements(), pk)
    set_proposal_aside(proposed, by=request.user)
    messages.success(request, _("It stays as it was."))
    return back(request, "pairs:agreement", proposed.pair_id)


def _versions(request: Request, pair: Pair) -> tuple[Agreement | None, list[Agreement]]:
    """The open proposal, and what both signed, newest first."""
    found = rows(request.user, "see", Agreement).filter(pair=pair, set_aside_on=None)
    versions = list(found.select_related("by").prefetch_related("promises").order_by("-version")[: SHOWN + 1])
    for version in versions:
        version.pair = pair
    proposed = next((version for version in versions if version.is_proposed), None)
    return proposed, [version for version in versions if version.is_signed]


def _seen(request: Request, pair: Pair, pk: UUID | None) -> Agreement | None:
    return rows(request.user, "sign", Agreement).filter(pair=pair, pk=pk).first() if pk else None


def _agreements() -> QuerySet[Agreement]:
    return Agreement.objects.select_related("pair__performer", "pair__coach")
