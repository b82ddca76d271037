"""Finding a colleague by name, among however many there are."""

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest

from alongside.access.gate import rows
from alongside.kit.kept import Ids
from alongside.people.finding import Matches, typed_name
from alongside.people.models import Person
from alongside.web.http import id_in

SHOWN = 8
LEAST = 2
"""From so many letters on we look."""


@dataclass(frozen=True)
class Found:
    """What a search gave: `people` to choose from, `typed` as it was typed, `more` when there are others."""

    typed: str
    people: list[Person]
    more: bool
    keeps: str  # the query that a choice goes on with, such as "&side=coach"


def find(request: HttpRequest, me: Person, *, leave_out: set[UUID], keep: tuple[str, ...] = ()) -> Found:
    """People whose first or family name, or whose address, begins with what was typed in `q`; a handful."""
    typed = typed_name(request.GET.get("q", ""))
    keeps = urlencode({name: request.GET[name] for name in keep if name in request.GET})
    people: list[Person] = []
    if len(typed) >= LEAST:
        people = Matches(_but, typed, {"me": me.pk, "leave_out": leave_out})[: SHOWN + 1]
    return Found(typed, people[:SHOWN], len(people) > SHOWN, f"&{keeps}" if keeps else "")


def _but(me: UUID, leave_out: set[UUID]) -> QuerySet[Person]:
    return rows(me, "see", Person).filter(is_active=True).exclude(pk__in=Ids(leave_out))


def chosen(request: HttpRequest, me: Person, *, leave_out: set[UUID], name: str = "with") -> Person | None:
    """The colleague that `?with=` names; None for nobody, or for somebody who can't be chosen."""
    if name not in request.GET:
        return None
    found = rows(me, "see", Person).filter(pk=id_in(request.GET[name]), is_active=True)
    return found.exclude(pk__in=leave_out).first()
