"""Who works here."""

from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from alongside.access.gate import one, rows
from alongside.kit.kept import first, kept
from alongside.kit.refusal import NotHere
from alongside.people.finding import Matches, typed_name
from alongside.people.models import Line, Membership, Person
from alongside.web.context import open_pairs
from alongside.web.finding.on_person import in_place_of, lines_of
from alongside.web.http import Request, page, slice_of

LED_SHOWN = 30


@require_safe
def people(request: Request) -> HttpResponse:
    """Everybody who works here, by name; with `?q=` those whose name or address begins like that."""
    typed = typed_name(request.GET.get("q", ""))
    me = request.user.pk
    shown = slice_of(Matches(_here, typed, {"me": me}) if typed else _by_name.parts(me), request)
    context = {
        "typed": typed,
        "people": shown,
        "alone": request.user.keeps_people and not typed and [one.pk for one in shown] == [me],
    }
    return page(request, "people/list.html", context, part="found")


def _here(me: UUID) -> QuerySet[Person]:
    team = Membership.objects.filter(person=OuterRef("pk"), ended_on=None).values("team__name")[:1]
    return rows(me, "see", Person).filter(is_active=True).annotate(team_name=Subquery(team))


@kept
def _by_name(me: UUID) -> QuerySet[Person]:
    return _here(me).order_by("name", "pk")


@require_safe
def person(request: Request, pk: UUID) -> HttpResponse:
    """One of us: their team, their lead, whom they lead, and how to ask them."""
    shown = one(request.user, "see", Person, pk)
    keeps = "keep" in shown.can  # type: ignore[attr-defined]
    if shown.forgotten_at or not (shown.is_active or keeps):
        raise NotHere
    led = [line.person for line in _led(shown.pk)]
    member = first(_places(shown.pk))
    mine = open_pairs(request.user.pk)
    instead = in_place_of(request.user, shown) if led and shown.pk != request.user.pk else None
    return page(
        request,
        "people/person.html",
        {
            "person": shown,
            "is_me": shown.pk == request.user.pk,
            "lines": _lines(shown.pk),
            "led": led,
            "led_shown": LED_SHOWN,
            "team": member and member.team,
            "offers": lines_of(request.user, shown) if shown.is_active else [],
            "instead": instead,
            "beside_me": next((pair for pair in mine if instead and pair.coach_id == instead.pk), None),
            "my_pairs": mine[:3],
            "pairs": [pair for pair in mine if shown.pk in {pair.performer_id, pair.coach_id}],
        },
    )


@kept
def _lines(person: UUID) -> QuerySet[Line]:
    return Line.objects.filter(person=person, ended_on=None).select_related("lead").order_by("additional")


@kept
def _led(lead: UUID) -> QuerySet[Line]:
    found = Line.objects.filter(lead=lead, ended_on=None).select_related("person")
    return found.order_by("person__name", "pk")[: LED_SHOWN + 1]


@kept
def _places(person: UUID) -> QuerySet[Membership]:
    return Membership.objects.filter(person=person, ended_on=None).select_related("team").order_by("pk")[:1]
