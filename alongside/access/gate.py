"""The one gate: every list, page, button, notice, export and API call asks here."""

from typing import Any, TypeVar, cast
from uuid import UUID

from django.db.models import BooleanField, Case, Model, Q, QuerySet, Value, When

from alongside.access.branches import live_permissions
from alongside.access.models import Look
from alongside.access.rules import RULES
from alongside.focus.models import Focus
from alongside.kit import clock
from alongside.kit.refusal import NotHere
from alongside.pairs.models import Pair, What
from alongside.people.models import Person

M = TypeVar("M", bound=Model)
Source = type[M] | QuerySet[M]


def rows(me: Person, verb: str, source: Source[M]) -> QuerySet[M]:
    """The rows that `me` may `verb` (for example "see"), of a model or within a queryset of it.

    Each branch becomes ids that one index answers, joined as `root IN (a UNION ALL b)`: never an OR across joins.
    """
    found = _queryset(source)
    branches = [branch for branch in RULES[found.model].get(verb, []) if branch.holds(me)]
    if not branches:
        return found.none()
    if any(branch.ids is None for branch in branches):
        return found
    roots = {branch.root for branch in branches}
    if len(roots) == 1 and not any(branch.where for branch in branches):
        ids = [branch.ids(me) for branch in branches if branch.ids]
        root = roots.pop()
    else:
        ids = [found.model._base_manager.filter(branch.q(me)).values("pk") for branch in branches]
        root = "pk"
    return found.filter(**{f"{root}__in": ids[0].union(*ids[1:], all=True) if len(ids) > 1 else ids[0]})


def one(me: Person, verb: str, source: Source[M], pk: UUID | str) -> M:
    """The row with this id, if `me` may `verb` it; it carries `.can`, the verbs `me` has on it.

    Raises:
        NotHere: there is no such row, or not for this person; the two look the same. A look from outside a pair is
            noted where the two can see it.
    """
    found = with_verbs(me, _queryset(source)).filter(pk=pk).first()
    if found is None or verb not in found.can:  # type: ignore[attr-defined]
        raise NotHere
    _note_look(me, found)
    return found


def with_verbs(me: Person, found: QuerySet[M]) -> QuerySet[M]:
    """The same rows, each carrying `.can`: the verbs that `me` has on it, as a frozenset."""
    rule = RULES[found.model]
    flags = {f"may_{verb}": _flag(me, verb, found.model) for verb in rule}
    annotated = found.annotate(**flags)
    annotated._iterable_class = _carrying_verbs(tuple(rule), annotated._iterable_class)
    return cast("QuerySet[M]", annotated)


def may(me: Person, verb: str, row: Model) -> bool:
    """Whether `me` may `verb` this row."""
    return rows(me, verb, type(row)).filter(pk=row.pk).exists()


def readers(row: Model) -> list[Person]:
    """Who can read this now, by name, from the live rules."""
    who: dict[UUID, Person] = {}
    for branch in RULES[type(row)].get("see", []):
        who |= {person.pk: person for person in branch.people(row)}
    return sorted(who.values(), key=lambda person: person.name)


def onlookers(row: Pair | Focus) -> list[Person]:
    """Who outside the pair may see the aim of this one thing, or of the one the pair would choose now. One query."""
    pair, chosen_at = (row.pair_id, row.chosen_at) if isinstance(row, Focus) else (row.pk, clock.now())
    given = live_permissions(What.SEE_AIM).filter(pair=pair, since__lte=chosen_at)
    return list(Person.objects.filter(pk__in=given.values("reader"), is_active=True).order_by("name"))


def _queryset(source: Source[M]) -> QuerySet[M]:
    return source if isinstance(source, QuerySet) else source._default_manager.all()


def _flag(me: Person, verb: str, model: type[Model]) -> Case:
    any_branch = Q(pk__in=[])
    for branch in RULES[model][verb]:
        any_branch |= branch.q(me) or ~Q(pk__in=[])
    return Case(When(any_branch, then=Value(1)), default=Value(0), output_field=BooleanField())


def _carrying_verbs(verbs: tuple[str, ...], rows_class: Any) -> Any:
    class WithVerbs(rows_class):  # type: ignore[misc]
        def __iter__(self) -> Any:
            for row in super().__iter__():
                row.can = frozenset(verb for verb in verbs if getattr(row, f"may_{verb}"))
                yield row

    return WithVerbs


def _note_look(me: Person, row: Model) -> None:
    pair = getattr(row, "pair", None) if "pair" in {field.name for field in row._meta.fields} else None
    if isinstance(pair, Pair) and not isinstance(row, Look) and me.pk not in {pair.performer_id, pair.coach_id}:
        Look.objects.get_or_create(
            reader=me, row=row.pk, on=clock.today(), defaults={"pair": pair, "model": row._meta.label_lower}
        )
