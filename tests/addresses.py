"""All addresses of the product, read from where they are routed: a test over them forgets none."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter, UUIDConverter
from django.urls.resolvers import RoutePattern


@dataclass(frozen=True)
class Address:
    """One route of the product."""

    name: str
    route: str
    view: Callable[..., Any]
    converters: dict[str, Any]

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> str:
        """Where in the product it is: "focus" of "focus:page"; for those that stand alone, their first word."""
        return self.name.partition(":")[0] if ":" in self.name else self.route.partition("/")[0] or "today"

    @property
    def has_id(self) -> bool:
        """Whether it is the address of a row."""
        return any(isinstance(converter, UUIDConverter) for converter in self.converters.values())

    def path(self, row: Model | None = None) -> str:
        """The address of this row; without one, of something that is not there."""
        path = self.route
        for name, converter in self.converters.items():
            before, _, after = path.partition(f"{name}>")
            path = before[: before.rindex("<")] + str(_value(name, converter, row)) + after
        return "/" + path


def _value(name: str, converter: Any, row: Model | None) -> object:
    if isinstance(converter, UUIDConverter):
        return row.pk if row else uuid4()
    if isinstance(converter, IntConverter):
        return 1
    if row is not None and name == "model":
        return row._meta.model_name
    return getattr(row, name, None) or "none"


def pages() -> list[Address]:
    """All addresses but the API's, which has a door of its own."""
    return list(_walk(get_resolver().url_patterns, "", "", {}))


def our_pages() -> list[Address]:
    """Those whose views are ours."""
    return [address for address in pages() if address.view.__module__.startswith("alongside.")]


def _walk(patterns: Any, route: str, space: str, converters: dict[str, Any]) -> Iterator[Address]:
    for one in patterns:
        if not isinstance(one.pattern, RoutePattern):  # allauth's own addresses with a regular expression
            continue
        here, kinds = route + str(one.pattern), converters | one.pattern.converters
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from _walk(one.url_patterns, here, inner, kinds)
        elif isinstance(one, URLPattern):
            yield Address(space + (one.name or here), here, one.callback, kinds)
