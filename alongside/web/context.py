"""What every page knows."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from alongside.access.gate import rows
from alongside.kit.kept import first, kept
from alongside.pairs.models import Pair, with_both
from alongside.people.models import Organisation, Person
from alongside.web.chairs.seats import seats


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """The person (`me`), the organisation, the open pairs, the demo's chairs; looked up only when shown."""
    me = getattr(request, "user", None)
    return {
        "me": me,
        "organisation": SimpleLazyObject(lambda: first(_organisation()) or Organisation()),
        "my_pairs": SimpleLazyObject(lambda: open_pairs.parts(me.pk)[:3] if isinstance(me, Person) else []),
        "chairs": SimpleLazyObject(lambda: seats(request)),
    }


@kept
def _organisation() -> QuerySet[Organisation]:
    return Organisation.objects.filter(pk=1)


@kept
def open_pairs(me: UUID) -> QuerySet[Pair]:
    """My open pairs; the navigation shows the first three."""
    return rows(me, "see", with_both()).filter(ended_at=None).order_by("began_on", "pk")


def has_others(me: Person | UUID, pair: str) -> Exists:
    """Whether there is another open pair of mine than the one that this column names: said in the query of a page."""
    return Exists(Pair.objects.filter(Q(performer=me) | Q(coach=me), ended_at=None).exclude(pk=OuterRef(pair)))


def pairs_beside(pair: Pair, *, others: bool) -> dict[str, Any]:
    """For the navigation of a page about this pair, without asking again. Where it has ended, `everywhere` asks."""
    return {} if pair.ended_at else {"my_pairs": [pair] * (2 if others else 1)}
