"""What we agreed as a team, and when we slipped."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.access.gate import one, rows
from alongside.feedback import agreeing
from alongside.feedback.models import Say, Slip, TeamAgreement
from alongside.feedback.rules import PLACES
from alongside.kit.kept import kept
from alongside.people.models import Team
from alongside.vault.ring import unlock
from alongside.web.http import Request, back, heard, invalid, page, slice_of
from alongside.web.teamagreements.forms import ProposeForm, SayForm, SlipForm

BOTH = ["GET", "HEAD", "POST"]


@require_safe
def agreements(request: Request, pk: UUID) -> HttpResponse:
    """What the team keeps to, what is proposed, and what was set aside."""
    me = request.user
    team = one(me, "agree", Team, pk)
    unlock([team.pk, me.pk])
    shown = _standing(me.pk, team.pk)
    mine = {one.agreement_id: one for one in _says(me.pk, team.pk)}
    for agreement in shown:
        agreement.mine = mine.get(agreement.pk)  # type: ignore[attr-defined]
    return page(
        request,
        "teamagreements/list.html",
        {
            "team": team,
            "holding": [one for one in shown if one.holds],
            "proposed": [one for one in shown if one.is_proposed],
            "room": len(shown) < PLACES,
            "aside": slice_of(_aside.parts(me.pk, team.pk), request, size=5),
        },
    )


@kept
def _standing(me: UUID, team: UUID) -> QuerySet[TeamAgreement]:
    return rows(me, "see", agreeing.whole()).filter(team=team, set_aside_on=None).order_by("place")


@kept
def _says(me: UUID, team: UUID) -> QuerySet[Say]:
    return rows(me, "see", Say).filter(agreement__team=team, agreement__set_aside_on=None)


@kept
def _aside(me: UUID, team: UUID) -> QuerySet[TeamAgreement]:
    found = rows(me, "see", TeamAgreement).filter(team=team).exclude(set_aside_on=None)
    return found.select_related("set_aside_by").order_by("-set_aside_on", "pk")


@require_http_methods(BOTH)
def propose(request: Request, pk: UUID) -> HttpResponse:
    """Propose something to keep to."""
    team = one(request.user, "agree", Team, pk)
    form = ProposeForm(request.POST or None)
    if form.is_valid():
        with heard(form):
            agreeing.propose(team, by=request.user, words=form.cleaned_data["words"])
            messages.success(request, _("Proposed. Each answers for themselves."))
            return back(request, "team_agreements:list", team.pk)
    return page(request, "teamagreements/propose.html", {"form": form, "team": team}, status=invalid(form))


@require_safe
def agreement(request: Request, pk: UUID) -> HttpResponse:
    """One agreement, and when we slipped."""
    return _page(request, _agreement(request, pk), SlipForm())


@require_POST
def say(request: Request, pk: UUID) -> HttpResponse:
    """Your say, for yourself alone."""
    found = _agreement(request, pk)
    form = SayForm(request.POST)
    if form.is_valid():
        agreeing.say(found, by=request.user, answer=Say.Answer(form.cleaned_data["answer"]))
        messages.success(request, _("Kept for you alone. You can change it until it is decided."))
    return back(request, "team_agreements:list", found.team_id)


@require_POST
def slip(request: Request, pk: UUID) -> HttpResponse:
    """Note when we slipped: I, or we."""
    found = _agreement(request, pk)
    form = SlipForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        with heard(form):
            agreeing.note_slip(found, by=request.user, whose=Slip.Whose(said["whose"]), words=said["words"])
            return back(request, "team_agreements:page", found.pk)
    return _page(request, found, form)


@require_POST
def set_aside(request: Request, pk: UUID) -> HttpResponse:
    """Set it aside, by name."""
    found = _agreement(request, pk)
    agreeing.set_aside(found, by=request.user)
    messages.success(request, _("Set aside."))
    return back(request, "team_agreements:list", found.team_id)


@require_POST
def remove_slip(request: Request, pk: UUID) -> HttpResponse:
    """Take your own note away again."""
    found = one(request.user, "remove", Slip, pk)
    agreeing.remove_slip(found, by=request.user)
    return back(request, "team_agreements:page", found.agreement_id)


def _page(request: Request, found: TeamAgreement, form: SlipForm) -> HttpResponse:
    me = request.user
    unlock([found.team_id, me.pk])
    slips = rows(me, "see", Slip).filter(agreement=found).select_related("author").order_by("-noted_on", "pk")
    return page(
        request,
        "teamagreements/agreement.html",
        {
            "agreement": found,
            "team": found.team,
            "slips": slice_of(slips, request, size=10),
            "mine": rows(me, "see", Say).filter(agreement=found).first() if found.is_proposed else None,
            "untested": not found.slipped,  # type: ignore[attr-defined]
            "form": form,
        },
        status=invalid(form),
    )


def _agreement(request: Request, pk: UUID) -> TeamAgreement:
    return one(request.user, "keep_to", agreeing.whole, pk)
