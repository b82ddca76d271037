"""Whom I may like to meet, what suits me, and looking for everybody at once."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.access.gate import one, rows
from alongside.jobs import progress
from alongside.jobs.models import Progress
from alongside.kit import clock
from alongside.kit.kept import Ids, first, kept
from alongside.kit.refusal import NotHere
from alongside.matching import directory
from alongside.matching.models import Handover, Listing, Preference, SilentReply, StandIn, Suggestion, Trio
from alongside.matching.tasks import look_for_everybody
from alongside.people.models import Membership, Person, Team
from alongside.vault.ring import unlock
from alongside.web.finding.forms import SuitsForm
from alongside.web.http import Request, back, id_in, invalid, page
from alongside.web.pairs.finding import find
from alongside.web.people.keeping import only_for_keepers

LOOKING = "suggestions"
ASKED: dict[type[Any], str] = {
    Trio: "finding:trio",
    StandIn: "finding:stand_in",
    Handover: "finding:handover",
}
"""What a colleague can ask, and the page of it."""


def standing(me: Person) -> list[tuple[Suggestion, Person]]:
    """What stands for me and I haven't put aside, with whom."""
    found = _standing(me.pk, clock.today())
    unlock([me.pk])
    ids = [one.other_id for one in found if one.other_id]
    people = {one.pk: one for one in _people(me.pk, ids)} if ids else {}
    return [(one, people[one.other_id]) for one in found if one.other_id in people and people[one.other_id].is_active]


@kept
def _standing(me: UUID, today: date) -> QuerySet[Suggestion]:
    aside = rows(me, "see", SilentReply).filter(about=OuterRef("pk"))
    return rows(me, "see", Suggestion).filter(~Exists(aside), until__gte=today).order_by("made_on", "pk")[:6]


@kept
def _people(me: UUID, ids: list[UUID]) -> QuerySet[Person]:
    return rows(me, "see", Person).filter(pk__in=Ids(ids))


@require_safe
def suggestion(request: Request, pk: UUID) -> HttpResponse:
    """Somebody I may like to meet, and why."""
    me = request.user
    mine = one(me, "see", Suggestion, pk)
    unlock([me.pk])
    other = first(_colleague(me.pk, mine.other_id)) if mine.other_id else None
    line = None
    if other is not None:
        line = first(_line(me.pk, other.pk, mine.side))
        unlock([other.pk])
    return page(
        request,
        "finding/suggestion.html",
        {
            "suggestion": mine,
            "other": other,
            "line": line,
            "learns": mine.side == "performer",
            "stands": other is not None and mine.until >= clock.today(),
            "aside": bool(_replies(me.pk, mine.pk)),
        },
    )


@kept
def _colleague(me: UUID, pk: UUID) -> QuerySet[Person]:
    return rows(me, "see", Person).filter(pk=pk, is_active=True)


@kept
def _line(me: UUID, author: UUID, side: str) -> QuerySet[Listing]:
    return rows(me, "see", Listing).filter(author=author).exclude(side=side).select_related("author")[:1]


@kept
def _replies(me: UUID, about: UUID) -> QuerySet[SilentReply, Any]:
    return rows(me, "see", SilentReply).filter(about=about).values("pk")[:1]


@require_POST
def put_aside(request: Request, pk: UUID) -> HttpResponse:
    """Not this one."""
    directory.put_aside(one(request.user, "see", Suggestion, pk), by=request.user)
    messages.success(request, _("Put aside. Nobody is told."))
    return back(request, "finding:page")


@require_http_methods(["GET", "HEAD", "POST"])
def suits(request: Request) -> HttpResponse:
    """What suits me, and whom never to suggest."""
    me = request.user
    mine = rows(me, "edit", Preference).first()
    form = SuitsForm(request.POST if request.method == "POST" else None, initial=_kept(mine))
    if form.is_valid():
        directory.keep_preference(by=me, **form.cleaned_data)
        messages.success(request, _("Kept, for you alone."))
        return back(request, "finding:suits")
    context = {"form": form, "left_out": _left_out(me, mine)}
    return page(request, "finding/suits.html", context, status=invalid(form))


@require_http_methods(["GET", "HEAD", "POST"])
def leave_out(request: Request) -> HttpResponse:
    """Never suggest this person, or anybody of this team."""
    me = request.user
    if request.method == "POST":
        row = _named(me, Person, "person", request) or _named(me, Team, "team", request)
        if row is not None:
            directory.leave_out(row, by=me)
            messages.success(request, _("Left out. Nobody learns of it."))
        return back(request, "finding:suits")
    found = find(request, me, leave_out={me.pk})
    members = Membership.objects.filter(person__in=[one.pk for one in found.people], ended_on=None)
    teams = {member.person_id: member.team for member in members.select_related("team")}
    context = {"found": found, "people": [(one, teams.get(one.pk)) for one in found.people]}
    return page(request, "finding/leave_out.html", context, part="found")


@require_POST
def leave_in(request: Request) -> HttpResponse:
    """No longer leave somebody out."""
    if "out" in request.POST:
        directory.leave_in(id_in(request.POST["out"]), by=request.user)
        messages.success(request, _("No longer left out."))
    return back(request, "finding:suits")


@require_safe
def asked(request: Request, pk: UUID) -> HttpResponse:
    """What a colleague asks me, wherever it stands: the address in a mail doesn't say what it is."""
    for kind, name in ASKED.items():
        if rows(request.user, "see", kind).filter(pk=pk).exists():
            return back(request, name, pk)
    raise NotHere


@require_http_methods(["GET", "HEAD", "POST"])
def look(request: Request) -> HttpResponse:
    """For those who keep the list of people: look for everybody who wants it, now. What comes of it they don't see."""
    only_for_keepers(request.user)
    if request.method == "POST":
        with transaction.atomic():
            begun = progress.begin(request.user.pk, LOOKING)
            look_for_everybody.enqueue(str(begun.pk))
        return back(request, f"{reverse('finding:look')}?how-far={begun.pk}")
    asked = request.GET.get("how-far")
    how_far = progress.of(request.user.pk, id_in(asked)) if asked else None
    context = {"how_far": how_far, "failed": how_far and how_far.state == Progress.State.FAILED}
    return page(request, "finding/look.html", context, part="how_far")


def _kept(mine: Preference | None) -> dict[str, Any]:
    if mine is None:
        return {"suggest": False, "whom": Preference.Whom.ANYBODY, "room": Preference.Room.ONE}
    return {
        "suggest": mine.suggest == "yes",
        "whom": mine.whom,
        "room": mine.room,
        "without_line": ("line", "") in mine.exclusions,
    }


def _left_out(me: Person, mine: Preference | None) -> list[Person | Team]:
    """Persons and teams, by name."""
    out = mine.exclusions if mine else []
    people = [rest for kind, rest in out if kind == "person"]
    teams = [rest for kind, rest in out if kind == "team"]
    found: list[Person | Team] = []
    if people:
        found += rows(me, "see", Person).filter(pk__in=people, is_active=True).order_by("name", "pk")
    if teams:
        found += rows(me, "see", Team).filter(pk__in=teams, ended_at=None).order_by("name", "pk")
    return found


def _named(me: Person, kind: Any, name: str, request: Request) -> Any:
    return rows(me, "see", kind).filter(pk=id_in(request.POST[name])).first() if name in request.POST else None
