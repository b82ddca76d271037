"""Who works here."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from alongside.access.gate import one, rows
from alongside.kit.refusal import NotHere
from alongside.pairs.models import Pair
from alongside.people.finding import Matches, typed_name
from alongside.people.models import Line, Membership, Person
from alongside.web.finding.on_person import in_place_of, lines_of
from alongside.web.http import Request, page, slice_of

LED_SHOWN = 30


@require_safe
def people(request: Request) -> HttpResponse:
    """Everybody who works here, by name; with `?q=` those whose name or address begins like that."""
    typed = typed_name(request.GET.get("q", ""))
    here = rows(request.user, "see", Person).filter(is_active=True)
    shown = slice_of(Matches(here, typed) if typed else here.order_by("name", "pk"), request)
    teams = Membership.objects.filter(person__in=[one.pk for one in shown], ended_on=None).select_related("team")
    team_of = {member.person_id: member.team for member in teams}
    context = {
        "typed": typed,
        "people": [(one, team_of.get(one.pk)) for one in shown],
        "slice": shown,
        "alone": request.user.keeps_people and not typed and [one.pk for one in shown] == [request.user.pk],
    }
    return page(request, "people/list.html", context, part="found")


@require_safe
def person(request: Request, pk: UUID) -> HttpResponse:
    """One of us: their team, their lead, whom they lead, and how to ask them."""
    shown = one(request.user, "see", Person, pk)
    keeps = "keep" in shown.can  # type: ignore[attr-defined]
    if shown.forgotten_at or not (shown.is_active or keeps):
        raise NotHere
    lines = list(Line.objects.filter(person=shown, ended_on=None).select_related("lead").order_by("additional"))
    reports = Line.objects.filter(lead=shown, ended_on=None).select_related("person").order_by("person__name", "pk")
    led = [line.person for line in reports[: LED_SHOWN + 1]]
    member = Membership.objects.filter(person=shown, ended_on=None).select_related("team").first()
    mine = rows(request.user, "see", Pair).filter(ended_at=None).select_related("performer", "coach")
    instead = in_place_of(request.user, shown) if led and shown.pk != request.user.pk else None
    return page(
        request,
        "people/person.html",
        {
            "person": shown,
            "is_me": shown.pk == request.user.pk,
            "lines": lines,
            "led": led,
            "led_shown": LED_SHOWN,
            "team": member and member.team,
            "offers": lines_of(request.user, shown) if shown.is_active else [],
            "instead": instead,
            "beside_me": next((pair for pair in mine if instead and pair.coach_id == instead.pk), None),
            "pairs": [pair for pair in mine if shown.pk in {pair.performer_id, pair.coach_id}],
        },
    )
