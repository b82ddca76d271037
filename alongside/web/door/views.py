"""The door: in by the link of a mail. Looking never uses the link, since mail scanners look; the button does."""

from allauth.account.utils import perform_login
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods, require_safe

from alongside.access.gate import rows
from alongside.kit import clock
from alongside.pairs.actions import say_not_now
from alongside.pairs.models import Invite, Side
from alongside.pairs.rules import can_be_answered
from alongside.people.actions import find_sign_in_link, use_sign_in_link
from alongside.people.models import Person
from alongside.reflections.actions import begin_reflection, next_card
from alongside.web.http import id_in, open_door, page

GONE = 410


@open_door
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest, secret: str) -> HttpResponse:
    """Show who waits behind the link; let in, or take "not now", when the button says so."""
    link = find_sign_in_link(secret)
    if link is None:
        return _quietly(page(request, "door/gone.html", {"mail_works": settings.MAIL_CONFIGURED}, status=GONE))
    invite = _invite(link.person, request.GET.get("invite", ""))
    if request.method != "POST":
        return _quietly(page(request, "door/welcome.html", {"person": link.person, "invite": invite}))
    if invite and "not-now" in request.POST:
        say_not_now(invite, by=link.person)
        return _quietly(page(request, "door/not_now.html", {"invite": invite}))
    person = use_sign_in_link(secret)
    first = _first_page(person, invite)
    answer: HttpResponse = perform_login(request, person, email_verification="none", redirect_url=first)
    return answer


@open_door
@require_safe
def closed(request: HttpRequest) -> HttpResponse:
    """Nobody signs themselves up: says who can let one in."""
    return render(request, "door/closed.html")


def _invite(person: Person, asked: str) -> Invite | None:
    """The invitation the mail was about, if it still stands."""
    standing = rows(person, "answer", Invite).filter(
        accepted_on=None, withdrawn_on=None, expires_on__gte=clock.today(), inviter__is_active=True
    )
    found = standing.select_related("inviter", "invited").filter(pk=id_in(asked)).first() if asked else None
    return found if found and can_be_answered(found, clock.today()) else None


def _first_page(person: Person, invite: Invite | None) -> str:
    """Who was invited to be coached begins with three questions for themselves; who is asked to coach, by answering."""
    if invite is None:
        return reverse("today")
    if invite.inviter_side == Side.COACH:
        notes = begin_reflection(by=person, invite=invite)
        card = next_card(notes)
        return (
            reverse("reflect:card", args=[notes.pk, card.slug]) if card else reverse("reflect:choose", args=[notes.pk])
        )
    return reverse("pairs:invitation", args=[invite.pk])


def _quietly(response: HttpResponse) -> HttpResponse:
    """The address holds a secret: it stays out of caches. Other hosts never learn it, by the policy of every page.

    A stricter policy would make browsers send the form without an origin, which is then refused as forged.
    """
    add_never_cache_headers(response)
    return response
