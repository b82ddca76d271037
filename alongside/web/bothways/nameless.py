"""A coach's reading without names: joining it or not, and, for the coach, reading it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from alongside.access.gate import one, rows
from alongside.evaluations import without_names as actions
from alongside.evaluations.models import NamelessAnswer, Reading
from alongside.evaluations.pooling import LEAST, Reads, first_day_of, half_year_of
from alongside.evaluations.rules import promise_kept
from alongside.kit import clock
from alongside.kit.refusal import NotHere
from alongside.pairs.models import Pair, with_both
from alongside.vault.ring import unlock
from alongside.web.bothways.forms import PlacementsForm
from alongside.web.http import Request, back, heard, invalid, page, slice_of


@require_http_methods(["GET", "HEAD", "POST"])
def without_names(request: Request, pk: UUID) -> HttpResponse:
    """Join the coach's reading of this half-year, stay out, or change what I would add."""
    me = request.user
    pair = one(me, "join_reading", with_both, pk)
    mine = rows(me, "edit", NamelessAnswer).filter(coach=pair.coach, until=half_year_of(clock.today())).first()
    if mine is None:
        raise NotHere
    unlock([me.pk])
    form = PlacementsForm(
        request.POST if request.method == "POST" and "out" not in request.POST else None,
        about=actions.ABOUT,
        other=pair.coach,
        placed=mine.words,
    )
    if request.method == "POST" and "out" in request.POST:
        actions.stay_out(mine, by=me)
        messages.success(request, _("Kept: you stay out of it. Nobody can tell."))
        return back(request, "both_ways:without_names", pair.pk)
    if form.is_valid():
        with heard(form):
            actions.join(mine, form.placements, by=me)
            messages.success(request, _("Kept: you join. Nobody can tell."))
            return back(request, "both_ways:without_names", pair.pk)
    return page(
        request,
        "bothways/without_names.html",
        {
            "pair": pair,
            "other": pair.coach,
            "form": form,
            "joined": mine.words is not None,
            "since": first_day_of(mine.until),
            "until": mine.until,
        },
        status=invalid(form),
    )


@require_safe
def readings(request: Request) -> HttpResponse:
    """How it reads, without names, to those whom I coach."""
    me = request.user
    unlock([me.pk])
    found = slice_of(rows(me, "see", Reading).order_by("-until"), request, size=8)
    coached = rows(me, "see", Pair).filter(coach=me, ended_at=None)[:LEAST]
    return page(
        request,
        "bothways/readings.html",
        {
            "found": found,
            "readings": [(reading, first_day_of(reading.until), _lines(reading)) for reading in found],
            "enough": len(coached) == LEAST,
            "until": half_year_of(clock.today()),
        },
    )


def _lines(reading: Reading) -> list[tuple[str, str]]:
    """Each promise with how it reads; nothing when there is no reading."""
    words = [(about, Reads(getattr(reading, about.value) or Reads.NONE)) for about in actions.ABOUT]
    return [] if words[0][1] == Reads.NONE else [(promise_kept(about), str(word.label)) for about, word in words]
