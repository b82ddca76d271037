"""Changing the list of people by hand; for those who keep it."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alongside.access.gate import one
from alongside.kit.refusal import NotHere
from alongside.lifecycle.leaving import WHAT_STAYS, let_go
from alongside.notices.actions import welcome as send_welcome
from alongside.people import actions
from alongside.people.models import Line, Membership, Person
from alongside.web.http import Request, back, heard, invalid, page
from alongside.web.people.forms import AlsoForm, PersonForm, PlaceForm, named, team_names

BOTH = ["GET", "HEAD", "POST"]


def only_for_keepers(me: Person) -> None:
    """Whoever does not keep the list finds nothing here."""
    one(me, "keep", Person, me.pk)


def kept(me: Person, pk: UUID) -> Person:
    """Somebody on the list, for the one who keeps it."""
    person = one(me, "keep", Person, pk)
    if person.forgotten_at:
        raise NotHere
    return person


@require_http_methods(BOTH)
def add(request: Request) -> HttpResponse:
    """Add one person."""
    only_for_keepers(request.user)
    form = PersonForm(request.POST or None)
    if form.is_valid():
        with heard(form):
            person = actions.add_person(form.cleaned_data["email"], form.cleaned_data["name"], by=request.user)
            messages.success(
                request, _("%(name)s is in the list. Team and lead are next, then a link.") % {"name": person.name}
            )
            return back(request, "people:change", person.pk)
    return page(request, "people/add.html", {"form": form}, status=invalid(form))


@require_http_methods(BOTH)
def change(request: Request, pk: UUID) -> HttpResponse:
    """Name and address; beside it the team, the leads, and who keeps the list."""
    person = kept(request.user, pk)
    form = PersonForm(request.POST or None, initial=_as_listed(person))
    if form.is_valid():
        with heard(form):
            actions.change_person(person, **form.cleaned_data, by=request.user)
            return _changed(request, person)
    return _page(request, person, form=form)


@require_POST
def place(request: Request, pk: UUID) -> HttpResponse:
    """The team somebody is in, and whom they report to."""
    person = kept(request.user, pk)
    form = PlaceForm(request.POST)
    if form.is_valid():
        with heard(form):
            _put(person, form)
            return _changed(request, person)
    return _page(request, person, place=form)


@require_POST
def also_reports(request: Request, pk: UUID) -> HttpResponse:
    """An additional lead beside the main one."""
    person = kept(request.user, pk)
    form = AlsoForm(request.POST)
    if form.is_valid():
        with heard(form):
            actions.open_line(person, form.cleaned_data["also"], additional=True)
            return _changed(request, person)
    return _page(request, person, also=form)


@require_POST
def end_line(request: Request, pk: UUID) -> HttpResponse:
    """Somebody no longer reports to this lead."""
    line = one(request.user, "keep", Line.objects.select_related("person"), pk)
    actions.end(line)
    return _changed(request, line.person)


@require_POST
def keeper(request: Request, pk: UUID) -> HttpResponse:
    """Let somebody keep the list, or no longer."""
    person = kept(request.user, pk)
    actions.let_keep_people(person, keeps="keeps" in request.POST, by=request.user)
    return _changed(request, person)


@require_POST
def welcome(request: Request, pk: UUID) -> HttpResponse:
    """Send somebody the link with which they come in for the first time."""
    person = kept(request.user, pk)
    if not person.is_active:
        raise NotHere
    sent = send_welcome(person)
    if not settings.MAIL_CONFIGURED:
        words = _(
            "No mail is set up here. A first link for %(name)s stands on the console of the server: "
            "whoever runs it can pass it on."
        )
        messages.warning(request, words % {"name": person})
    else:
        messages.success(
            request,
            _("A link is on its way to %(name)s.") % {"name": person}
            if sent
            else _("A link is on its way to %(name)s already.") % {"name": person},
        )
    return back(request, "people:person", person.pk)


@require_http_methods(BOTH)
def left(request: Request, pk: UUID) -> HttpResponse:
    """What it means when somebody has left, said first; then it is done."""
    person = kept(request.user, pk)
    if request.method == "POST":
        let_go([person], by=request.user)
        messages.success(request, _("%(name)s is no longer in the list.") % {"name": person.name})
        return back(request, "people:list")
    if not person.is_active:
        return back(request, "people:person", person.pk)
    return page(request, "people/left.html", {"person": person, "what_stays": WHAT_STAYS})


def _put(person: Person, form: PlaceForm) -> None:
    team, lead = form.cleaned_data["team"], form.cleaned_data["lead"]
    if lead:
        actions.open_line(person, lead)
    else:
        for line in Line.objects.main().filter(person=person):
            actions.end(line)
    if team:
        actions.put_in_team(person, team)
    else:
        actions.leave_team(person)


def _as_listed(person: Person) -> dict[str, str]:
    return {"name": person.name, "email": person.proposed_email or person.email}


def _changed(request: Request, person: Person) -> HttpResponse:
    messages.success(request, _("Kept."))
    return back(request, "people:change", person.pk)


def _page(
    request: Request,
    person: Person,
    *,
    form: PersonForm | None = None,
    place: PlaceForm | None = None,
    also: AlsoForm | None = None,
) -> HttpResponse:
    lines = list(Line.objects.filter(person=person, ended_on=None).select_related("lead").order_by("started_on", "pk"))
    member = Membership.objects.filter(person=person, ended_on=None).select_related("team").first()
    main = next((line for line in lines if not line.additional), None)
    now = {"team": member.team.name if member else "", "lead": named(main.lead) if main else ""}
    typed = next((one for one in (place, also, form) if one is not None and one.is_bound), None)
    return page(
        request,
        "people/change.html",
        {
            "person": person,
            "form": form or PersonForm(initial=_as_listed(person)),
            "is_theirs": actions.is_theirs(person),
            "team_names": team_names(),
            "place": place or PlaceForm(initial=now),
            "also": also or AlsoForm(),
            "others": [line for line in lines if line.additional],
        },
        status=invalid(typed) if typed else 200,
    )
