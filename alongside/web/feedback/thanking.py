"""What you did, and what it did for me: straight to the person."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.access.gate import one, rows
from alongside.feedback import actions
from alongside.feedback.models import Appreciation, Hearing
from alongside.vault.ring import unlock
from alongside.web.feedback.forms import ThankForm
from alongside.web.feedback.views import BOTH, colleague
from alongside.web.http import Request, back, heard, invalid, page, slice_of


@require_http_methods(BOTH)
def thank(request: Request, pk: UUID) -> HttpResponse:
    """Thank a colleague."""
    me, to = request.user, colleague(request, pk)
    form = ThankForm(request.POST or None, language=me.language)
    if form.is_valid() and not form.look_again():
        with heard(form):
            said = {name: form.cleaned_data[name] for name in ("did", "meant")}
            actions.appreciate(to, by=me, **said)
            messages.success(request, _("%(name)s can read it now.") % {"name": to})
            return back(request, "feedback:from_me")
    found = form.hints() if form.is_bound else {}
    context = {"form": form, "to": to, "hints": bool(found)}
    return page(request, "feedback/thank.html", context, status=422 if found else invalid(form))


@require_safe
def all_thanks(request: Request) -> HttpResponse:
    """All thanks to me; with `?from-you` those I gave."""
    me, mine = request.user, "from-you" in request.GET
    found = rows(me, "see", Appreciation).filter(**{"author" if mine else "to": me}).select_related("author", "to")
    shown = slice_of(found.order_by("-given_on", "pk"), request, size=20)
    unlock([thank.author_id for thank in shown])
    return page(request, "feedback/all_thanks.html", {"thanks": shown, "mine": mine})


@require_safe
def thanks(request: Request, pk: UUID) -> HttpResponse:
    """What somebody appreciates."""
    me = request.user
    given = one(me, "see", Appreciation.objects.select_related("author", "to"), pk)
    unlock([given.author_id])
    arrived = rows(me, "see", Hearing).filter(appreciation=given).exists()
    context = {"thanks": given, "mine": given.author_id == me.pk, "new": given.to_id == me.pk and not arrived}
    return page(request, "feedback/thanks.html", context)


@require_POST
def arrived(request: Request, pk: UUID) -> HttpResponse:
    """It has arrived; whoever wrote it is not told."""
    actions.receive_appreciation(one(request.user, "receive", Appreciation, pk), by=request.user)
    return back(request, "today")


@require_POST
def remove(request: Request, pk: UUID) -> HttpResponse:
    """Take it away for both."""
    actions.remove_appreciation(one(request.user, "remove", Appreciation, pk), by=request.user)
    messages.success(request, _("Gone, for both of you."))
    return back(request, "feedback:list")
