"""Asking somebody, and answering: yes, not now, somebody else, or nothing."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.access.gate import one, rows
from alongside.kit import clock
from alongside.pairs import actions
from alongside.pairs.models import Invite, Kind, Pair, Reply, Side
from alongside.pairs.rules import can_be_answered, looks_to_inviter
from alongside.people.models import Person
from alongside.vault.ring import unlock
from alongside.web.finding.on_person import in_place_of
from alongside.web.http import Request, back, heard, invalid, page
from alongside.web.pairs.finding import chosen, find
from alongside.web.pairs.forms import InsteadForm, InviteForm


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: Request) -> HttpResponse:
    """Find a colleague, then say what you would like of each other."""
    me = request.user
    person = chosen(request, me, leave_out={me.pk})
    if person is None:
        found = find(request, me, leave_out={me.pk}, keep=("side",))
        return page(request, "pairs/invite.html", {"found": found, "side": request.GET.get("side")}, part="found")
    sides = {"side": request.GET.get("side", Side.PERFORMER)}
    form = InviteForm(request.POST or None, person=person, initial=sides)
    if form.is_valid():
        said = form.cleaned_data
        with heard(form):
            actions.invite(
                person,
                by=me,
                side=Side(said["side"]),
                words=said["words"],
                kind=Kind.COACHING if said["coaching"] else None,
            )
            messages.success(request, _("Sent. %(name)s has three weeks, and may say nothing.") % {"name": person})
            return back(request, "pairs:list")
    context = {"form": form, "person": person, "instead": in_place_of(me, person)}
    return page(request, "pairs/invite_person.html", context, status=invalid(form))


@require_safe
def invitation(request: Request, pk: UUID) -> HttpResponse:
    """An invitation, as the one who sent it or the one who got it sees it."""
    sent = one(request.user, "see", _invites(), pk)
    if sent.accepted_on:
        return _to_the_pair(request, sent)
    today = clock.today()
    unlock([sent.inviter_id])
    return page(
        request,
        "pairs/invitation.html",
        {
            "invite": sent,
            "mine": sent.inviter_id == request.user.pk,
            "looks": looks_to_inviter(sent, today).value,
            "stands": can_be_answered(sent, today),
            "to_coach": sent.coach_id == request.user.pk,
            "put_aside": rows(request.user, "see", Reply).filter(invite=sent).exists(),
        },
    )


@require_POST
def say_yes(request: Request, pk: UUID) -> HttpResponse:
    """Accept; the two are a pair."""
    pair = actions.accept(one(request.user, "answer", _invites(), pk), by=request.user)
    return back(request, "pairs:page", pair.pk)


@require_POST
def not_now(request: Request, pk: UUID) -> HttpResponse:
    """Put it aside; nobody is told."""
    sent = one(request.user, "answer", _invites(), pk)
    actions.say_not_now(sent, by=request.user)
    messages.success(request, _("That is fine. %(name)s is not told.") % {"name": sent.inviter})
    return back(request, "today")


@require_http_methods(["GET", "HEAD", "POST"])
def somebody_else(request: Request, pk: UUID) -> HttpResponse:
    """Who was to be coached asks another coach; who was to coach may name one."""
    me = request.user
    sent = one(me, "answer", _invites(), pk)
    leave_out = {me.pk, sent.inviter_id}
    person = chosen(request, me, leave_out=leave_out)
    if person is None:
        found = find(request, me, leave_out=leave_out)
        return page(request, "pairs/somebody_else.html", {"invite": sent, "found": found}, part="found")
    form = InsteadForm(request.POST if request.method == "POST" else None, inviter=sent.inviter)
    if request.method == "POST" and form.is_valid():
        with heard(form):
            return _ask_or_name(request, sent, person, form)
    return page(
        request,
        "pairs/somebody_else_person.html",
        {"invite": sent, "form": form, "person": person, "to_coach": sent.coach_id == me.pk},
        status=invalid(form),
    )


def _ask_or_name(request: Request, sent: Invite, person: Person, form: InsteadForm) -> HttpResponse:
    if sent.coach_id == request.user.pk:
        actions.suggest_coach(sent, person, by=request.user)
        messages.success(request, _("%(name)s sees whom you thought of.") % {"name": sent.inviter})
    else:
        said = form.cleaned_data
        actions.ask_instead(sent, person, by=request.user, words=said["words"], tell=said["tell"])
        messages.success(request, _("Sent to %(name)s.") % {"name": person})
    return back(request, "pairs:list")


@require_POST
def take_back(request: Request, pk: UUID) -> HttpResponse:
    """Withdraw an invitation."""
    actions.withdraw_invite(one(request.user, "withdraw", _invites(), pk), by=request.user)
    messages.success(request, _("Taken back."))
    return back(request, "pairs:list")


def _to_the_pair(request: Request, sent: Invite) -> HttpResponse:
    """An accepted invitation leads to what became of it."""
    theirs = rows(request.user, "see", Pair).filter(performer=sent.performer_id, coach=sent.coach_id)
    pair = theirs.order_by("-began_on", "-ended_at").first()
    return back(request, "pairs:page", pair.pk) if pair else back(request, "pairs:list")


def _invites() -> QuerySet[Invite]:
    return Invite.objects.select_related("inviter", "invited", "suggested")
