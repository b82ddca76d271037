"""Sitting down in somebody's chair: only in a database that was created by the demo."""

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from alongside.kit.refusal import NotHere
from alongside.web.chairs.seats import made_by_the_demo, whose
from alongside.web.http import open_door, page


@open_door
@require_safe
def everybody(request: HttpRequest) -> HttpResponse:
    """Further chairs, for those who want to see more lives than three."""
    if not made_by_the_demo():
        raise NotHere
    return page(request, "chairs/all.html", {"everybody": True})


@open_door
@require_POST
def sit(request: HttpRequest, slug: str) -> HttpResponse:
    """Sign in as this person, and stay on the same page; there it says so if nothing on it is for them."""
    login(request, whose(slug), backend="allauth.account.auth_backends.AuthenticationBackend")
    here = request.POST.get("next", "")
    return redirect(here if url_has_allowed_host_and_scheme(here, {request.get_host()}) else "/")
