"""One page of a list after the other, by cursor and without totals: nobody counts (P9)."""

import base64
import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from pydantic import BaseModel, Field, StringConstraints

from alongside.api.fields import Shown, Told
from alongside.kit.refusal import NotHere

M = TypeVar("M", bound=Model)
Item = TypeVar("Item", bound=BaseModel)


class Paging(Told):
    """Which page of a list."""

    limit: int = Field(25, ge=1, le=100, description="How many at once.")
    after: Annotated[str, StringConstraints(max_length=600)] = Field(
        "", description="`next` of the page before; leave it out for the first one. No such place in this list: 404."
    )


class Listed(Shown, Generic[Item]):
    """One page of a list. `next` goes into `after` for the next one; null on the last."""

    items: list[Item]
    next: str | None


def listed(
    found: QuerySet[M],
    paging: Paging,
    *,
    by: str,
    kind: type,
    shown: Callable[[Sequence[M]], list[Item]],
    newest_first: bool = False,
) -> Listed[Item]:
    """One page of these rows, ordered by a time or a name and nothing else (P5).

    Args:
        found: the rows this person may see.
        paging: which page.
        by: a column or annotation that is a time or a name, and never null.
        kind: what that is: datetime, date, str, or int for a version.
        shown: makes of the rows what is answered, in a number of queries that does not grow with theirs.
        newest_first: from the last to the first.
    """
    sign, beyond = ("-", "lt") if newest_first else ("", "gt")
    if paging.after:
        value, pk = _read(paging.after, kind)
        found = found.filter(**{f"{by}__{beyond}e": value}).filter(
            Q(**{f"{by}__{beyond}": value}) | Q(**{f"pk__{beyond}": pk})
        )
    rows = list(found.order_by(f"{sign}{by}", f"{sign}pk")[: paging.limit + 1])
    more, rows = len(rows) > paging.limit, rows[: paging.limit]
    return Listed(items=shown(rows), next=_cursor(rows[-1], by) if more else None)


def _cursor(row: Model, by: str) -> str:
    value: Any = row
    for step in by.split("__"):
        value = getattr(value, step)
    said = value.isoformat() if isinstance(value, date) else value
    return base64.urlsafe_b64encode(json.dumps([said, str(row.pk)]).encode()).decode().rstrip("=")


def _read(after: str, kind: type) -> tuple[Any, UUID]:
    try:
        said, pk = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
        return _value(said, kind), UUID(pk)
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise NotHere from None


def _value(said: Any, kind: type) -> Any:
    if kind is int:
        return int(said) if 0 <= said < 2**31 else None
    if kind is datetime:
        return datetime.fromisoformat(said).astimezone(UTC)
    if kind is date:
        return date.fromisoformat(said)
    if "\0" in said:
        raise ValueError
    said.encode()
    return said
