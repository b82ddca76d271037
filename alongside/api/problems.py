"""How the API says no: problem documents (RFC 9457), never a page, never a trace."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, AuthorizationError, HttpError, Throttled, ValidationError
from pydantic import BaseModel, ConfigDict

from alongside.kit.refusal import Refusal
from alongside.kit.tables import TableRefused

MEDIA_TYPE = "application/problem+json"


class Field(BaseModel):
    """One thing about one member of what was sent."""

    name: str
    detail: str


class Problem(BaseModel):
    """What was not possible and what to do, as RFC 9457 has it.

    `detail` is a sentence for a person. `code` is for programs: "open-focus", "performer-first", "stale" and so on.
    `about` helps to go on: the id of the focus that is open, the text that was kept meanwhile.
    """

    model_config = ConfigDict(json_schema_extra={"title": "Problem"})

    type: str
    title: str
    status: int
    detail: str
    code: str
    about: dict[str, Any] | None = None
    fields: list[Field] | None = None


STATUSES = {
    400: "What was sent cannot be read.",
    401: "The token is missing, unknown or has run out.",
    403: "The token was not made for this.",
    404: "There is nothing here, or not for you; the two look the same.",
    405: "This address does not answer this method.",
    409: "Not possible now; `detail` says why, and what to do.",
    413: "More was sent than fits.",
    422: "Something sent does not do; `fields` says which.",
    429: "Too many requests; `Retry-After` says for how many seconds to wait.",
}
"""What every operation may answer besides what it is for."""


def problem(
    status: int,
    detail: str,
    *,
    code: str,
    about: Mapping[str, object] | None = None,
    fields: Sequence[Field] = (),
) -> HttpResponse:
    """The one way in which the API says no."""
    said: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
    }
    if about:
        said["about"] = dict(about)
    if fields:
        said["fields"] = [field.model_dump() for field in fields]
    return JsonResponse(said, status=status, content_type=MEDIA_TYPE)


def speak_problems(api: NinjaAPI) -> None:
    """Have every exception of an operation answered by a problem document; what is unforeseen goes on to Django."""
    api.add_exception_handler(Refusal, _refused)
    api.add_exception_handler(Http404, _not_here)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(HttpError, _http_error)
    api.add_exception_handler(RequestDataTooBig, _too_big)
    api.add_exception_handler(Exception, _unforeseen)


def in_place_of(response: HttpResponse) -> HttpResponse:
    """The problem document for an answer that something before the operations gave, such as a page."""
    sentences = {
        400: (_("What was sent cannot be read."), "unreadable"),
        404: (_("There is nothing here."), "not-here"),
        405: (_("This address does not answer this method."), "method"),
        413: (_("More was sent than fits."), "too-big"),
    }
    detail, code = sentences.get(
        response.status_code, (_("That went wrong on our side. Nothing was changed; try again later."), "unforeseen")
    )
    made = problem(response.status_code, detail, code=code)
    for name in ("Allow", "Retry-After"):
        if name in response:
            made[name] = response[name]
    return made


def _refused(request: HttpRequest, refusal: Any) -> HttpResponse:
    status = 422 if isinstance(refusal, TableRefused) else 409
    fields = [Field(name=refusal.field, detail=str(refusal))] if refusal.field else []
    return problem(status, str(refusal), code=refusal.code, about=refusal.about, fields=fields)


def _not_here(request: HttpRequest, exception: Http404 | type[Http404]) -> HttpResponse:
    return problem(404, _("There is nothing here."), code="not-here")


def _invalid(request: HttpRequest, exception: Any) -> HttpResponse:
    fields = [Field(name=_place(error["loc"]), detail=str(error["msg"])) for error in exception.errors[:50]]
    return problem(422, _("Something in this does not do."), code="invalid", fields=fields)


def _place(path: Sequence[object]) -> str:
    """Where it is: "body.look_back_on"; the name under which an operation takes its body is left out."""
    steps = [str(step)[:80] for step in path if step not in {"sent", "paging"}]
    return ".".join(steps).encode("utf-8", "replace").decode()


def _http_error(request: HttpRequest, error: Any) -> HttpResponse:
    if isinstance(error, AuthenticationError):
        answer = problem(401, _("This needs a token that is still good."), code="token")
        answer["WWW-Authenticate"] = 'Bearer realm="alongside"'
        return answer
    if isinstance(error, AuthorizationError):
        return problem(403, str(error), code="scope")
    if isinstance(error, Throttled):
        answer = problem(429, _("That is a lot at once. Wait a moment."), code="too-many")
        answer["Retry-After"] = str(error.wait or 1)
        return answer
    return problem(error.status_code, _("What was sent cannot be read."), code="unreadable")


def _too_big(request: HttpRequest, exception: RequestDataTooBig | type[RequestDataTooBig]) -> HttpResponse:
    return problem(413, _("More was sent than fits."), code="too-big")


def _unforeseen(request: HttpRequest, exception: Exception | type[Exception]) -> HttpResponse:
    raise exception
