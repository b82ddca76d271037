"""What the API needs around its operations: problem documents for every no, no cookie, nothing kept on the way."""

from collections.abc import Callable

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
