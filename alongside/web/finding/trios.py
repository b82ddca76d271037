"""The three of us."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.access.gate import one, rows
from alongside.kit import clock
from alongside.kit.refusal import Refusal
from alongside.matching import trios
from alongside.matching.models import SilentReply, Trio
from alongside.matching.topics import watch_for
from alongside.people.models import Person
from alongside.vault.ring import unlock
from alongside.web.http import Request, back, page, slice_of
from alongside.web.pairs.finding import chosen, find


@require_safe
def mine(request: Request) -> HttpResponse:
    """My groups of three, and those I am asked into."""
    me, today = request.user, clock.today()
    found = slice_of(rows(me, "see", trios.whole()).order_by("-made_on", "pk"), request, size=20)
    shown = [(trio, _others(trio, me)) for trio in found]
    context = {
        "going": [(trio, others, _role(trio, me)) for trio, others in shown if trio.is_open],
        "asked": [(trio, others) for trio, others in shown if trio.stands(today)],
        "past": [(trio, others) for trio, others in shown if trio.begun_on and trio.ended_on],
        "slice": found,
    }
    return page(request, "finding/three.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Request) -> HttpResponse:
    """Choose two others, one after the other, then ask both."""
    me = request.user
    first = chosen(request, me, leave_out={me.pk}, name="first")
    second = chosen(request, me, leave_out={me.pk} | ({first.pk} if first else set()))
    if second is not None and first is None:
        return back(request, f"{reverse('finding:ask_two')}?first={second.pk}")
    if first is None or second is None:
        out = {me.pk} | ({first.pk} if first else set())
        found = find(request, me, leave_out=out, keep=("first",))
        return page(request, "finding/ask_two.html", {"found": found, "first": first}, part="found")
    refused = None
    if request.method == "POST":
        try:
            asked = trios.ask_two([first, second], by=me)
            messages.success(request, _("Asked. It begins once all three of you said yes."))
            return back(request, "finding:trio", asked.pk)
        except Refusal as refusal:
            refused = refusal
    context = {"first": first, "second": second, "refused": refused}
    return page(request, "finding/ask_two.html", context, status=409 if refused else 200)


@require_safe
def trio(request: Request, pk: UUID) -> HttpResponse:
    """The three of us: who does what this time, and what to watch for."""
    me, today = request.user, clock.today()
    shown = one(me, "see", trios.whole(), pk)
    unlock([me.pk])
    reply = rows(me, "see", SilentReply).filter(about=shown.pk).first()
    seats = sorted(shown.seats.all(), key=lambda seat: list(Trio.Role).index(trios.role_of(seat, shown.turn)))
    mine = next(seat for seat in seats if seat.person_id == me.pk)
    context = {
        "trio": shown,
        "others": _others(shown, me),
        "roles": [(seat.person, trios.role_of(seat, shown.turn)) for seat in seats],
        "my_role": trios.role_of(mine, shown.turn).value,
        "watch": watch_for(shown.turn),
        "stands": shown.stands(today),
        "made": shown.made_by_id == me.pk,
        "said": reply.answer if reply else "",
    }
    return page(request, "finding/trio.html", context)


@require_POST
def yes(request: Request, pk: UUID) -> HttpResponse:
    """Yes, I'm in."""
    joined = trios.join(one(request.user, "take_part", Trio, pk), by=request.user)
    if not joined.is_open:
        messages.success(request, _("Good. It begins once all three of you said yes."))
    return back(request, "finding:trio", pk)


@require_POST
def not_now(request: Request, pk: UUID) -> HttpResponse:
    """Put it aside; nobody is told."""
    trios.not_now(one(request.user, "take_part", Trio, pk), by=request.user)
    messages.success(request, _("That is fine. Nobody is told."))
    return back(request, "today")


@require_POST
def turn(request: Request, pk: UUID) -> HttpResponse:
    """Turn the roles for the next time."""
    seen = request.POST.get("turn", "")
    trios.turn_roles(
        one(request.user, "take_part", Trio, pk), by=request.user, turn=int(seen) if seen.isdecimal() else -1
    )
    return back(request, "finding:trio", pk)


@require_POST
def stop(request: Request, pk: UUID) -> HttpResponse:
    """Stop, without a reason."""
    trios.end_trio(one(request.user, "take_part", Trio, pk), by=request.user)
    return back(request, "finding:trios")


def _others(trio: Trio, me: Person) -> list[Person]:
    return [seat.person for seat in trio.seats.all() if seat.person_id != me.pk]


def _role(trio: Trio, me: Person) -> str:
    return next(trios.role_of(seat, trio.turn).value for seat in trio.seats.all() if seat.person_id == me.pk)
