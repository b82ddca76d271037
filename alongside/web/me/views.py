"""Me: how I am called, how I sign in, on which devices, and which programs act for me."""

from uuid import UUID

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.access.gate import one, rows
from alongside.kit import clock
from alongside.kit.kept import first, kept
from alongside.notices.actions import tell_of_password, tell_of_token
from alongside.people import actions
from alongside.people.actions import change_profile, make_token, revoke_token
from alongside.people.actions import remove_password as without_password
from alongside.people.models import Line, Membership, Person, Token
from alongside.web.finding.leading import has_path
from alongside.web.http import Request, back, heard, invalid, page
from alongside.web.me.devices import device
from alongside.web.me.forms import ProfileForm, TokenForm

DEVICES_SHOWN = 30


@require_http_methods(["GET", "HEAD", "POST"])
def me(request: Request) -> HttpResponse:
    """My page."""
    form = ProfileForm.of(request.user, request.POST or None)
    if form.is_valid():
        change_profile(request.user, **form.cleaned_data)
        messages.success(request, _("Kept."))
        return back(request, "me:page")
    line, member = first(_lines(request.user.pk)), first(_places(request.user.pk))
    context = {
        "form": form,
        "lead": line and line.lead,
        "team": member and member.team,
        "leads": has_path(request.user),
    }
    return page(request, "me/me.html", context, status=invalid(form))


@kept
def _lines(me: UUID) -> QuerySet[Line]:
    return Line.objects.main().filter(person=me).select_related("lead").order_by("pk")[:1]


@kept
def _places(me: UUID) -> QuerySet[Membership]:
    return Membership.objects.filter(person=me, ended_on=None).select_related("team").order_by("pk")[:1]


@require_safe
def address(request: Request) -> HttpResponse:
    """Is this my new address?"""
    if not request.user.proposed_email:
        return back(request, "me:page")
    return page(request, "me/address.html")


@require_POST
def accept_address(request: Request) -> HttpResponse:
    """Yes: I sign in with it from now on."""
    actions.accept_address(request.user, request.POST.get("address", ""))
    logout(request)
    messages.success(request, _("From now on you sign in with your new address. Begin here."))
    return back(request, "account_login")


@require_POST
def keep_address(request: Request) -> HttpResponse:
    """No: I keep mine."""
    actions.keep_address(request.user)
    messages.success(request, _("Your address stays as it is."))
    return back(request, "me:page")


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: Request) -> HttpResponse:
    """Set a password, or another one. Nobody needs one."""
    kind = PasswordChangeForm if request.user.has_usable_password() else SetPasswordForm
    form = kind(request.user, request.POST or None)
    if form.is_valid():
        form.save()
        _stay_signed_in(request)
        messages.success(request, _("Your password is set. You are signed out on your other devices."))
        return back(request, "me:page")
    return page(request, "me/password.html", {"form": form}, status=invalid(form))


@require_POST
def remove_password(request: Request) -> HttpResponse:
    """Back to codes and links alone."""
    if not request.user.has_usable_password():  # a second press
        return back(request, "me:page")
    without_password(request.user)
    _stay_signed_in(request)
    messages.success(request, _("Your password is gone. A code or link by mail lets you in."))
    return back(request, "me:page")


@require_safe
def sessions(request: Request) -> HttpResponse:
    """Where I am signed in."""
    mine = UserSession.objects.filter(user=request.user).order_by("-last_seen_at")[:DEVICES_SHOWN]
    found = list(mine)
    keys = [one.session_key for one in found]
    living = set(
        Session.objects.filter(session_key__in=keys, expire_date__gt=clock.now()).values_list("session_key", flat=True)
    )
    devices = [
        {"row": one, "name": device(one.user_agent), "here": one.session_key == request.session.session_key}
        for one in found
        if one.session_key in living
    ]
    elsewhere = len(devices) > 1 or actions.unused_links(request.user).exists()
    return page(request, "me/sessions.html", {"devices": devices, "elsewhere": elsewhere})


@require_POST
def sign_out(request: Request) -> HttpResponse:
    """Sign out on one other device; or on all of them, and let nobody in by a link that lies in a mail."""
    others = UserSession.objects.filter(user=request.user).exclude(session_key=request.session.session_key)
    if "device" in request.POST:
        asked = request.POST["device"]
        others = others.filter(pk=int(asked)) if asked.isdecimal() and len(asked) < 18 else others.none()
    else:
        actions.drop_links(request.user)
    for session in others:
        session.end()
    messages.success(request, _("Signed out there."))
    return back(request, "me:sessions")


@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: Request) -> HttpResponse:
    """Programs that act for me. A new token's secret is shown on this answer and never again."""
    form = TokenForm(request.POST or None, person=request.user)
    secret = ""
    if form.is_valid():
        said = form.cleaned_data
        with heard(form):
            made, secret = make_token(
                name=said["name"], scopes=said["scopes"], person=request.user, lasts_days=said["lasts"]
            )
            tell_of_token(made)
            form = TokenForm(person=request.user)
    mine = rows(request.user, "see", Token).order_by("-made_on", "name")
    labels = dict(Token.Scope.choices)
    listed = [(token, [labels.get(scope, scope) for scope in token.scopes]) for token in mine]
    answer = page(request, "me/tokens.html", {"form": form, "tokens": listed, "secret": secret}, status=invalid(form))
    add_never_cache_headers(answer)
    return answer


@require_POST
def revoke(request: Request, pk: UUID) -> HttpResponse:
    """Make a token useless, at once."""
    revoke_token(one(request.user, "edit", Token, pk))
    messages.success(request, _("It does nothing any more."))
    return back(request, "me:tokens")


def _stay_signed_in(request: Request) -> None:
    """A changed password signs out everywhere; this device stays, under a new key. A mail says it to its owner."""
    person: Person = request.user
    tell_of_password(person)
    actions.drop_links(person)
    UserSession.objects.filter(session_key=request.session.session_key or "").delete()
    update_session_auth_hash(request, person)
    UserSession.objects.create_from_request(request)
