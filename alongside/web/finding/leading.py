"""A lead's own path; what eats their time; who coaches in their place."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.access.gate import one, rows
from alongside.kit import clock
from alongside.kit.kept import first, kept
from alongside.kit.refusal import NotHere
from alongside.matching import leading
from alongside.matching.models import LeadPath, SilentReply, StandIn
from alongside.pairs.models import Pair
from alongside.people.models import Person
from alongside.vault.ring import unlock
from alongside.web.finding.forms import AgainForm, StepForm, TimeForm
from alongside.web.http import Request, back, heard, invalid, page
from alongside.web.pairs.finding import chosen, find

BOTH = ["GET", "HEAD", "POST"]


@require_http_methods(BOTH)
def path(request: Request) -> HttpResponse:
    """Where I am with coaching. Nobody else reads it."""
    me = request.user
    mine = _mine(me)
    form = StepForm(request.POST if request.method == "POST" else None, initial={"step": mine.step if mine else ""})
    if form.is_valid():
        leading.choose_step(by=me, step=LeadPath.Step(form.cleaned_data["step"]))
        messages.success(request, _("Kept, for you alone."))
        return back(request, "finding:path")
    return _page(request, mine, form=form)


@require_POST
def time(request: Request) -> HttpResponse:
    """Name what eats my time and what I would call success."""
    mine = _mine(request.user)
    form = TimeForm(request.POST)
    if form.is_valid():
        with heard(form):
            leading.name_time(by=request.user, **form.cleaned_data)
            messages.success(request, _("Kept, for you alone. In eight weeks you will see it again."))
            return back(request, "finding:path")
    return _page(request, mine, time=form)


@require_POST
def again(request: Request) -> HttpResponse:
    """How is it now?"""
    mine = _mine(request.user)
    form = AgainForm(request.POST)
    if form.is_valid() and mine is not None and mine.named_on:
        leading.look_again(by=request.user, **form.cleaned_data)
        messages.success(request, _("Kept, for you alone."))
        return back(request, "finding:path")
    return _page(request, mine, again=form)


@require_http_methods(BOTH)
def choose_stand_in(request: Request) -> HttpResponse:
    """Ask somebody to coach my people in my place."""
    me = request.user
    _mine(me)
    person = chosen(request, me, leave_out={me.pk})
    if person is None:
        found = find(request, me, leave_out={me.pk})
        return page(request, "finding/choose_stand_in.html", {"found": found}, part="found")
    if request.method == "POST":
        leading.ask_stand_in(person, by=me)
        messages.success(request, _("%(name)s is asked. Your people read nothing until the yes.") % {"name": person})
        return back(request, "finding:path")
    return page(request, "finding/choose_stand_in.html", {"person": person})


@require_safe
def stand_in(request: Request, pk: UUID) -> HttpResponse:
    """What somebody is asked, or does: coaching in a lead's place."""
    me = request.user
    shown = one(me, "see", StandIn.objects.select_related("lead", "coach"), pk)
    context = {
        "stand_in": shown,
        "stands": shown.stands(clock.today()),
        "aside": rows(me, "see", SilentReply).filter(about=shown.pk).exists(),
    }
    return page(request, "finding/stand_in.html", context)


@require_POST
def yes(request: Request, pk: UUID) -> HttpResponse:
    """Yes: their people read my name."""
    leading.stand_in(one(request.user, "answer", StandIn, pk), by=request.user)
    return back(request, "finding:stand_in", pk)


@require_POST
def not_now(request: Request, pk: UUID) -> HttpResponse:
    """Put it aside; nobody is told."""
    asked = one(request.user, "answer", StandIn.objects.select_related("lead"), pk)
    leading.not_in_their_place(asked, by=request.user)
    messages.success(request, _("That is fine. %(name)s is not told.") % {"name": asked.lead})
    return back(request, "today")


@require_POST
def end(request: Request, pk: UUID) -> HttpResponse:
    """No longer in their place, or in mine."""
    standing = one(request.user, "end", StandIn, pk)
    leading.end_stand_in(standing, by=request.user)
    messages.success(request, _("Ended. Pairs that came of it go on."))
    return back(request, "finding:path" if standing.lead_id == request.user.pk else "finding:page")


def has_path(me: Person) -> bool:
    """Whether there is a path for this person: they lead somebody, or once wrote on theirs."""
    return leading.leads(me) or bool(_paths(me.pk))


@kept
def _paths(me: UUID) -> "QuerySet[LeadPath]":
    return rows(me, "edit", LeadPath).order_by("pk")[:1]


def _mine(me: Person) -> LeadPath | None:
    """My path; somebody who leads nobody and never did has none."""
    mine = first(_paths(me.pk))
    if mine is None and not leading.leads(me):
        raise NotHere
    unlock([me.pk])
    return mine


def _coached(me: Person) -> "QuerySet[Pair]":
    """The pairs in which I coach, which I could hand over."""
    mine = rows(me, "hand_over", Pair).filter(ended_at=None, paused_at=None).select_related("performer")
    return mine.order_by("began_on", "pk")[:20]


def _page(
    request: Request,
    mine: LeadPath | None,
    *,
    form: StepForm | None = None,
    time: TimeForm | None = None,
    again: AgainForm | None = None,
) -> HttpResponse:
    me, today = request.user, clock.today()
    asked = rows(me, "end", StandIn).filter(lead=me, ended_on=None).select_related("coach").first()
    named: dict[str, Any] = {"eats_time": mine.eats_time, "success": mine.success} if mine else {}
    sent = next((sent for sent in (time, again, form) if sent is not None and sent.is_bound), None)
    return page(
        request,
        "finding/path.html",
        {
            "path": mine,
            "form": form or StepForm(initial={"step": mine.step if mine else ""}),
            "time": time or TimeForm(initial=named),
            "again": again or AgainForm(),
            "look_again": bool(mine and mine.again_on and mine.again_on <= today),
            "rather_not": bool(mine and mine.step == LeadPath.Step.RATHER_NOT),
            "asked": asked,
            "coached": list(_coached(me)) if mine and mine.step == LeadPath.Step.RATHER_NOT else [],
            "asked_stands": bool(asked and (asked.holds or asked.stands(today))),
        },
        status=invalid(sent) if sent else 200,
    )
