"""What views are made of: the request with its person, pages and parts, sentences at the right input."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from alongside.kit.kept import Parts
from alongside.kit.refusal import Refusal
from alongside.people.finding import Matches
from alongside.people.models import Person

Item = TypeVar("Item")
View = TypeVar("View", bound=Callable[..., Any])


class Request(HttpRequest):
    """A request that came through the door: its user is a person."""

    user: Person
    htmx: HtmxDetails


def open_door(view: View) -> View:
    """Let people in who have not signed in. Everything else asks for it."""
    view.open_door = True  # type: ignore[attr-defined]
    return view


def page(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, part: str = "", status: int = 200
) -> HttpResponse:
    """The page; or, when htmx asks and `part` names one, that part of it."""
    if part and getattr(request, "htmx", False):
        template = f"{template}#{part}"
    return render(request, template, context, status=status)


def back(request: HttpRequest, to: Any, *args: Any, **kwargs: Any) -> HttpResponse:
    """Go on to another page after a deed, with or without htmx."""
    answer = redirect(to, *args, **kwargs)
    return HttpResponseClientRedirect(answer.url) if getattr(request, "htmx", False) else answer


def id_in(text: str) -> UUID:
    """The id that an address or a form names; for what is none, an id that no row has."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


@contextmanager
def heard(form: BaseForm) -> Iterator[None]:
    """Within this block a refusal becomes a sentence of the form, so that what was typed stays."""
    try:
        yield
    except Refusal as refusal:
        form.refusal = refusal  # type: ignore[attr-defined]
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


@dataclass(frozen=True)
class Slice(Generic[Item]):
    """One page of a list, without a total: nobody counts (P9)."""

    items: list[Item]
    newer: str = ""
    older: str = ""

    def __iter__(self) -> Iterator[Item]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


def slice_of(found: QuerySet[Any] | Parts[Any] | Matches, request: HttpRequest, *, size: int = 25) -> Slice[Any]:
    """The page of this list that `?page=` asks for, from 1; never the whole list, whatever its length."""
    asked = request.GET.get("page", "1")
    number = min(max(int(asked), 1), 10_000) if asked.isdecimal() and len(asked) < 6 else 1
    first = (number - 1) * size
    items = list(found[first : first + size + 1])

    def address(page: int) -> str:
        wanted = request.GET.copy()
        wanted["page"] = str(page)
        return f"?{wanted.urlencode()}"

    return Slice(
        items[:size],
        newer=address(number - 1) if number > 1 else "",
        older=address(number + 1) if len(items) > size else "",
    )


def invalid(form: BaseForm) -> int:
    """The status of a page that shows this form again: 422 when it has errors, 409 when it is not possible now."""
    refusal: Refusal | None = getattr(form, "refusal", None)
    if refusal and refusal.field not in form.fields:
        return 409
    return 422 if form.is_bound and not form.is_valid() else 200
