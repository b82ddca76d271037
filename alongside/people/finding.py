"""Finding somebody by the beginning of a name or of an address, as fast among a hundred thousand as among ten.

Each way to be found has an index of its own (see `Person.Meta`). They are asked one after the other until
there are enough, and what they give is joined in that order: by first name, by what people call them, by family name,
by address.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from inspect import signature
from typing import Any

from django.db import connection
from django.db.models import CharField, Func, QuerySet
from django.db.models.functions import Lower

from alongside.kit.kept import Kept

LONGEST = 80


class Plainly(Func):
    """Compared letter by letter, the same on every database: only so an index serves for beginnings."""

    template = "%(expressions)s"
    arity = 1
    output_field = CharField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """With the collation that compares so."""
        return self.as_sql(compiler, connection, template='(%(expressions)s) COLLATE "C"', **context)


class LastWord(Func):
    """What follows the last blank of a name."""

    # Blanks apart, all letters of the name are taken off its end, which leaves what has to go from its beginning.
    template = "REPLACE(%(expressions)s, RTRIM(%(expressions)s, REPLACE(%(expressions)s, ' ', '')), '')"
    arity = 1
    output_field = CharField()


class AfterFirstWord(Func):
    """What follows the first blank of a name."""

    # Written out instead of composed: SQLite uses an index only for an expression without parameters.
    template = "SUBSTR(%(expressions)s, INSTR(%(expressions)s, ' ') + 1)"
    arity = 1
    output_field = CharField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """With its own word for it."""
        template = "SUBSTR(%(expressions)s, STRPOS(%(expressions)s, ' ') + 1)"
        return self.as_sql(compiler, connection, template=template, **context)


WAYS = {
    "person_by_name": Plainly(Lower("name")),
    "person_by_called": Plainly(Lower("given_name")),
    "person_by_family": Plainly(Lower(AfterFirstWord("name"))),
    "person_by_last_word": Plainly(Lower(LastWord("name"))),
    "person_by_address": Plainly(Lower("email")),
}
"""The names of the indexes, and what each compares."""


def typed_name(text: str) -> str:
    """What somebody typed into a search, without what no name has."""
    return " ".join(text.replace("\0", "").split())[:LONGEST]


@dataclass(frozen=True)
class Matches:
    """Whoever of these people is found by what was typed. Only a part can be asked for: `matches[:26]`.

    `among` builds the queryset of these people from `values`.
    """

    among: "Callable[..., QuerySet[Any]]"
    typed: str
    values: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, part: slice) -> list[Any]:
        """That part of them; a query for each way to be found, until there are enough."""
        begins, ends = _bounds(self.typed)
        values = {"begins": begins, "ends": ends, **self.values}
        found: dict[Any, Any] = {}
        for way in _ways(self.among):
            if len(found) >= part.stop:
                break
            people: Any = way.anew(**values) if part.start else way.parts(**values)
            for person in people[: 2 * part.stop if found else part.stop]:
                found.setdefault(person.pk, person)
        return list(found.values())[part]


@cache
def _ways(among: "Callable[..., QuerySet[Any]]") -> list[Kept[..., Any]]:
    def found_by(way: Func) -> Kept[..., Any]:
        def build(begins: Any, ends: Any, **values: Any) -> "QuerySet[Any]":
            found: QuerySet[Any] = among(**values).annotate(_way=way)
            return found.filter(_way__gte=begins, _way__lt=ends).order_by("_way", "pk")

        return Kept(build, ("begins", "ends", *signature(among).parameters))

    return [found_by(way) for way in WAYS.values()]


def _bounds(typed: str) -> tuple[str, str]:
    """From where to where those stand that begin like this. SQLite knows capitals of a to z only."""
    small = typed.lower()
    if connection.vendor == "sqlite":
        small = "".join(sign.lower() if sign.isascii() else sign for sign in typed)
    return small, small[:-1] + chr(ord(small[-1]) + 1) if small else "\U0010ffff"
