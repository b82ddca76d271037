"""Asking a colleague what they see; writing, not now, or nothing."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.access.gate import one, rows
from alongside.feedback import actions
from alongside.feedback.models import Asking, Feedback
from alongside.feedback.rules import asking_stands
from alongside.kit import clock
from alongside.vault.ring import unlock
from alongside.web.feedback.forms import AskForm
from alongside.web.feedback.views import BOTH, colleague, waiting_askings
from alongside.web.http import Request, back, heard, invalid, page


@require_http_methods(BOTH)
def ask(request: Request, pk: UUID) -> HttpResponse:
    """Ask a colleague what they see."""
    to = colleague(request, pk)
    form = AskForm(request.POST or None)
    if form.is_valid():
        with heard(form):
            actions.ask_for_feedback(to, by=request.user, about=form.cleaned_data["about"])
            messages.success(request, _("Asked. %(name)s may write, or say nothing.") % {"name": to})
            return back(request, "feedback:from_me")
    return page(request, "feedback/ask.html", {"form": form, "to": to}, status=invalid(form))


@require_safe
def asked(request: Request, pk: UUID) -> HttpResponse:
    """What somebody would like to know, as the one who asked or the one who was asked sees it."""
    me = request.user
    asking = one(me, "see", Asking.objects.select_related("author", "to"), pk)
    unlock([asking.author_id])
    return page(
        request,
        "feedback/asked.html",
        {
            "asking": asking,
            "mine": asking.author_id == me.pk,
            "stands": asking_stands(clock.today(), expires_on=asking.expires_on, withdrawn_on=asking.withdrawn_on),
            "waits": waiting_askings(me, clock.today()).filter(pk=asking.pk).exists(),
            "came": rows(me, "see", Feedback).filter(asking=asking, taken_back_on=None).first(),
        },
    )


@require_POST
def not_now(request: Request, pk: UUID) -> HttpResponse:
    """Put it aside; nobody is told."""
    asking = one(request.user, "answer", Asking.objects.select_related("author"), pk)
    actions.say_not_now(asking, by=request.user)
    messages.success(request, _("That is fine. %(name)s is not told.") % {"name": asking.author})
    return back(request, "today")


@require_POST
def take_back(request: Request, pk: UUID) -> HttpResponse:
    """Take the question back."""
    actions.withdraw_asking(one(request.user, "withdraw", Asking, pk), by=request.user)
    messages.success(request, _("Taken back."))
    return back(request, "feedback:from_me")
