"""What the API needs around its operations: problem documents for every no, no cookie, nothing kept on the way."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from types import ModuleType

from django.http import HttpRequest, HttpResponse

PREFIX = "/api/"


class ApiDoor:
    """Stands outermost, so that what Django itself refuses is a problem document, too.

    The API has addresses of its own, so that whoever runs only the pages does not wait for it, nor hold it in memory.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        with _without_tests():
            from alongside.api.problems import MEDIA_TYPE, in_place_of

        request.urlconf = "alongside.api.v1"
        request.META.pop("HTTP_COOKIE", None)
        response = self.get_response(request)
        if response.status_code >= 400 and not response.get("Content-Type", "").startswith(MEDIA_TYPE):
            response = in_place_of(response)
        if response.status_code == 204:
            del response["Content-Type"]
        response.cookies.clear()
        response["Cache-Control"] = "no-store"
        return response


@contextmanager
def _without_tests() -> Iterator[None]:
    """Within this block `django.test.signals`, for which django-ninja asks, comes without all of `django.test`.

    That and what it loads no request ever needs, and every process would hold.
    """
    name = "django.test"
    if "ninja" in sys.modules or name in sys.modules:
        yield
        return
    spec = find_spec(name)
    stand_in = ModuleType(name)
    stand_in.__path__ = list(spec.submodule_search_locations or []) if spec else []
    sys.modules[name] = stand_in
    try:
        yield
    finally:
        sys.modules.pop(name, None)
