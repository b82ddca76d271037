"""What a third person may see of the two, and who has looked."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alongside.access.gate import one, rows
from alongside.access.models import Look
from alongside.pairs.actions import allow, disallow
from alongside.pairs.models import Consent, Pair, Permission, What, with_both
from alongside.people.models import Line, Person
from alongside.web.http import Request, back, page
from alongside.web.pairs.finding import chosen, find

LOOKS_SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
def permissions(request: Request, pk: UUID) -> HttpResponse:
    """Who may see our one thing; both open it, either closes it."""
    me = request.user
    pair = one(me, "permit", with_both, pk)
    two = {pair.performer_id, pair.coach_id}
    person = chosen(request, me, leave_out=two)
    if request.method == "POST" and person is not None:
        opened = allow(pair, person, What.SEE_AIM, by=me)
        name = {"name": person, "other": pair.other(me)}
        messages.success(
            request,
            _("Open from now on.") if opened else _("You said yes. It opens if %(other)s does, too.") % name,
        )
        return back(request, "pairs:permissions", pair.pk)
    shown, waiting = open_permissions(me, pair), _waiting(me, pair)
    asked = {row.reader_id for row in shown} | {row.reader_id for row in waiting}
    found = find(request, me, leave_out=two | asked)
    if request.htmx:
        return page(request, "pairs/permissions.html", {"pair": pair, "found": found}, part="found")
    return page(
        request,
        "pairs/permissions.html",
        {
            "pair": pair,
            "other": pair.other(me),
            "person": person,
            "found": found,
            "open": shown,
            "mine": waiting,
            "lead": _lead(pair, two | asked),
            "looks": rows(me, "see", Look).filter(pair=pair).select_related("reader").order_by("-on")[:LOOKS_SHOWN],
        },
    )


@require_POST
def close(request: Request, pk: UUID) -> HttpResponse:
    """Take the own yes back, at once."""
    pair = one(request.user, "permit", Pair, pk)
    person = chosen(request, request.user, leave_out=set())
    if person is not None:
        disallow(pair, person, What.SEE_AIM, by=request.user)
    messages.success(request, _("Closed."))
    return back(request, "pairs:permissions", pair.pk)


def open_permissions(me: Person, pair: Pair) -> QuerySet[Permission]:
    """What is open to third persons now."""
    return rows(me, "see", Permission.objects.live(What.SEE_AIM)).filter(pair=pair).select_related("reader")


def _waiting(me: Person, pair: Pair) -> QuerySet[Consent]:
    """What only the reader of the page has said yes to."""
    opened = Permission.objects.filter(pair=pair).values("reader")
    return rows(me, "see", Consent).filter(pair=pair).exclude(reader__in=opened).select_related("reader")


def _lead(pair: Pair, two: set[UUID]) -> Person | None:
    """The performer's lead, who is asked about most often."""
    line = Line.objects.main().filter(person=pair.performer_id).exclude(lead__in=two).select_related("lead").first()
    return line.lead if line else None
