"""Teams: who works together."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.access.gate import one, rows
from alongside.kit.kept import kept
from alongside.kit.refusal import NotHere
from alongside.people import actions
from alongside.people.models import Membership, Team
from alongside.web.http import Request, back, heard, invalid, page, slice_of
from alongside.web.people.forms import TeamForm, named, team_names
from alongside.web.people.keeping import BOTH, only_for_keepers


@require_safe
def teams(request: Request) -> HttpResponse:
    """All teams by name."""
    found = rows(request.user, "see", Team).filter(ended_at=None).select_related("lead").order_by("name", "pk")
    return page(request, "people/teams.html", {"teams": slice_of(found, request)})


@require_safe
def team(request: Request, pk: UUID) -> HttpResponse:
    """Who works together in a team, whose part it is and which parts it has."""
    shown = one(request.user, "see", _with_lead_and_parent, pk)
    if shown.ended_at:
        raise NotHere
    context = {
        "team": shown,
        "members": slice_of(_members.parts(shown.pk), request),
        "parts": _parts(request.user.pk, shown.pk),
    }
    return page(request, "people/team.html", context)


def _with_lead_and_parent() -> QuerySet[Team]:
    return Team.objects.select_related("lead", "parent")


@kept
def _members(team: UUID) -> QuerySet[Membership]:
    found = Membership.objects.filter(team=team, ended_on=None).select_related("person")
    return found.order_by("person__name", "pk")


@kept
def _parts(me: UUID, team: UUID) -> QuerySet[Team]:
    return rows(me, "see", Team).filter(parent=team, ended_at=None).order_by("name", "pk")[:50]


@require_http_methods(BOTH)
def add(request: Request) -> HttpResponse:
    """A new team."""
    only_for_keepers(request.user)
    form = TeamForm(request.POST or None)
    if form.is_valid():
        with heard(form):
            made = actions.make_team(**form.cleaned_data, by=request.user)
            return back(request, "people:team", made.pk)
    return page(request, "people/change_team.html", {"form": form, "team_names": team_names()}, status=invalid(form))


@require_http_methods(BOTH)
def change(request: Request, pk: UUID) -> HttpResponse:
    """Its name, whose part it is, who leads it."""
    team = one(request.user, "keep", _with_lead_and_parent, pk)
    now = {"name": team.name, "parent": team.parent.name if team.parent else "", "lead": named(team.lead)}
    form = TeamForm(request.POST or None, initial=now)
    if form.is_valid():
        with heard(form):
            actions.change_team(team, **form.cleaned_data, by=request.user)
            messages.success(request, _("Kept."))
            return back(request, "people:team", team.pk)
    context = {"form": form, "team": team, "team_names": team_names(but=team)}
    return page(request, "people/change_team.html", context, status=invalid(form))


@require_POST
def end(request: Request, pk: UUID) -> HttpResponse:
    """A team that is no more."""
    team = one(request.user, "keep", Team, pk)
    actions.end_team(team, by=request.user)
    messages.success(request, _("%(name)s is no longer a team.") % {"name": team.name})
    return back(request, "people:teams")
