"""Queries whose SQL is made once in a process; each call only puts its values in (decision 0027).

Django makes the SQL of a query anew each time it is asked, which takes longer than the database needs to answer it.
`@kept` turns a function that builds a queryset into one that answers with its rows.
"""

import copy
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, update_wrapper
from inspect import signature
from typing import Any, Generic, ParamSpec, TypeVar, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Expression, Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone

P = ParamSpec("P")
T = TypeVar("T")
V = TypeVar("V")
M = TypeVar("M", bound=Model)

_FROZEN = re.compile(r"\W*[0-9a-f]{32}(\W.*)?|\d{4}-\d\d-\d\d.*", re.DOTALL)
"""How SQLite is told ids, lists of them, dates and moments."""

NOWHERE = ZoneInfo("Antarctica/Troll")
"""In this time zone SQL is made: if it is found in it, that of whoever asked first would stay."""


class Slot(Expression):
    """Stands in a kept query for a value that differs from call to call."""

    def __init__(self, name: str, of: Callable[[Any], Any] | None = None) -> None:
        super().__init__()
        self.name, self.of = name, of

    def value(self, values: dict[str, Any]) -> Any:
        """The value itself."""
        value = values[self.name]
        return derived(value, self.of) if self.of else value

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """A placeholder, and this slot for the value to come."""
        return "%s", (self,)


class Ids(Expression):
    """Ids, however many, as one value: `filter(pk__in=Ids(ids))`."""

    def __init__(self, ids: Any) -> None:
        super().__init__()
        self.ids = ids

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """A list of them, which the database takes apart."""
        if connection.vendor == "postgresql":
            return "(SELECT unnest(%s::uuid[]))", (derived(self.ids, list),)
        return "(SELECT value FROM json_each(%s))", (derived(self.ids, _as_json),)


def _as_json(ids: Iterable[UUID]) -> str:
    return json.dumps([pk.hex for pk in ids])


def derived(value: T, of: Callable[[T], V]) -> V:
    """What `of` makes of a value, for example a date some weeks before; of a slot, once the value is there."""
    if not isinstance(value, Slot):
        return of(value)
    before = value.of
    return cast(V, Slot(value.name, (lambda given: of(before(given))) if before else of))


def put(params: Iterable[Any], values: dict[str, Any]) -> tuple[Any, ...]:
    """The parameters of a query with these values in their slots, as the database wants them."""
    return tuple(_prepared(one.value(values)) if isinstance(one, Slot) else one for one in params)


def _prepared(value: Any) -> Any:
    if isinstance(value, UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    return value


def made(found: "QuerySet[Any, Any]") -> tuple[SQLCompiler, str, tuple[Any, ...]]:
    """What made the SQL of a queryset, the SQL, and its parameters, some of them slots.

    Raises TypeError where one is a date, an id or the reader's time zone: it would stay the same for everybody.
    """
    compiler = found.query.get_compiler(connection=connection)
    with timezone.override(NOWHERE):
        sql, params = compiler.as_sql()
    for value in params:
        told = isinstance(value, str) and (value == NOWHERE.key or _FROZEN.fullmatch(value))
        if told or isinstance(value, UUID | date | list):
            raise TypeError("A date, an id or a time zone would be kept for good.")
    return compiler, sql, tuple(params)


class Kept(Generic[P, M]):
    """A query that is made once; calling it gives its rows. See `kept`; `names` are those of its parameters."""

    def __init__(self, build: Callable[P, "QuerySet[M, Any]"], names: Iterable[str] | None = None) -> None:
        self._build = cast(Callable[..., "QuerySet[Any, Any]"], build)
        self._names = tuple(names or signature(build).parameters)
        self._beginnings: dict[int, Kept[..., M]] = {}
        update_wrapper(self, build)

    def __call__(self, *args: P.args, **values: P.kwargs) -> list[M]:
        """The rows, for these values. One query."""
        found, (compiler, sql, params) = self._made
        return list(_told(found, compiler, sql, put(params, self._given(args, values))))

    def anew(self, *args: P.args, **values: P.kwargs) -> "QuerySet[M, Any]":
        """The query itself, for what is asked seldom."""
        return self._build(*args, **values)

    def parts(self, *args: P.args, **values: P.kwargs) -> "Parts[M]":
        """The same rows, to be asked for part by part."""
        return Parts(self, self._given(args, values))

    def part(self, part: slice, values: dict[str, Any]) -> list[M]:
        """A part of the rows. One query, made once where it is the first part; the others are asked for seldom."""
        if part.start:
            return list(self._build(**values)[part])
        if part.stop not in self._beginnings:
            self._beginnings[part.stop] = Kept(lambda **slots: self._build(**slots)[: part.stop], self._names)
        return self._beginnings[part.stop](**values)

    def _given(self, args: tuple[Any, ...], values: dict[str, Any]) -> dict[str, Any]:
        return dict(zip(self._names, args, strict=False)) | values

    @cached_property
    def _made(self) -> tuple["QuerySet[Any, Any]", tuple[SQLCompiler, str, tuple[Any, ...]]]:
        found = self._build(**{name: Slot(name) for name in self._names})
        return found, made(found)


@dataclass(frozen=True)
class Parts(Generic[M]):
    """The rows of a kept query for some values: `parts[:26]` asks for a part of them."""

    of: Kept[..., M]
    values: dict[str, Any]

    def __getitem__(self, part: slice) -> list[M]:
        """That part of them."""
        return self.of.part(part, self.values)


def kept(build: Callable[P, "QuerySet[M, Any]"]) -> Kept[P, M]:
    """Keep the SQL of the query that `build` describes; the decorated function answers with a list of its rows.

    `build` is called once, with a `Slot` for each of its parameters. It may use them wherever a queryset takes an
    expression, and must use nothing else that differs between calls: no `if` on one of them, no clock. A date, an id
    or the reader's time zone in its SQL is refused.
    """
    return Kept(build)


def first(found: list[M]) -> M | None:
    """The first of these rows, if there is one."""
    return found[0] if found else None


def _told(found: "QuerySet[Any, Any]", compiler: Any, sql: str, params: tuple[Any, ...]) -> "QuerySet[Any, Any]":
    """The queryset, told its SQL. It must not leave this module: a filter put on it would be ignored."""
    compiler = copy.copy(compiler)
    compiler.connection = connection
    compiler.as_sql = lambda *args, **options: (sql, params)
    query: Any = copy.copy(found.query)
    query.get_compiler = lambda *args, **options: compiler
    told = found.__class__.__new__(found.__class__)
    told.__dict__ = found.__dict__ | {"_query": query, "_result_cache": None}
    return told
