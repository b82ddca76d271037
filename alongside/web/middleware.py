"""The one door: signed in or public, in the person's language and time, with their keys held for one request."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from alongside.kit.refusal import Refusal
from alongside.vault.ring import ring
from alongside.web.http import page

OPEN_PREFIXES = (settings.STATIC_URL, "/api/")
"""Addresses with a door of their own: files everybody may have, and the API with its tokens."""


class OneDoor:
    """Asks everybody to sign in unless the view is open; turns a refusal into its sentence."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        with ring():
            response = self.get_response(request)
        if "no-store" not in response.get("Cache-Control", ""):
            response["Cache-Control"] = "no-store, private"  # signed out, "back" shows nothing on a shared device
        if request.method == "POST" and request.user.is_authenticated:
            response["X-Person"] = str(request.user.pk)  # a draft is only acknowledged by its own person's session
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Send those to the sign-in who have not signed in, and remember where they were going."""
        if request.path.startswith(OPEN_PREFIXES):
            return None
        writer = request.headers.get("X-Person")  # a draft from a device: never taken as somebody else's
        if writer and request.method == "POST" and writer != str(request.user.pk):
            return JsonResponse({"sentence": _("Sign in again as yourself, and it will be sent.")}, status=401)
        if request.user.is_authenticated:
            timezone.activate(ZoneInfo(request.user.time_zone))
            translation.activate(request.user.language)
            return None
        if getattr(view, "open_door", False) or view.__module__.startswith("allauth."):
            return None
        sign_in = resolve_url(settings.LOGIN_URL)
        if getattr(request, "htmx", False):
            return HttpResponseClientRedirect(sign_in)
        going_to = request.get_full_path() if request.method == "GET" else "/"
        return redirect(f"{sign_in}?{urlencode({'next': going_to})}")

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Show a refusal as a page with its sentence."""
        if isinstance(exception, Refusal) and not request.path.startswith("/api/"):
            if request.headers.get("X-Person"):  # a draft: the script shows the sentence, or both versions
                return JsonResponse({"sentence": str(exception), **exception.about}, status=409)
            return page(request, "refused.html", {"sentence": str(exception)}, status=409)
        return None
