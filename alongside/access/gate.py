"""The one gate: every list, page, button, notice, export and API call asks here."""

from collections.abc import Callable
from functools import cache
from inspect import signature
from typing import Any, TypeVar, cast
from uuid import UUID

from django.db.models import BooleanField, Case, Model, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from alongside.access.branches import Branch
from alongside.access.models import Look
from alongside.access.rules import RULES
from alongside.feedback.models import Story
from alongside.focus.models import Focus
from alongside.kit import clock
from alongside.kit.kept import Kept, Slot, derived, first, made, put
from alongside.kit.refusal import NotHere
from alongside.pairs.models import Pair, Permission, What
from alongside.people.models import Person

M = TypeVar("M", bound=Model)
Source = type[M] | QuerySet[M]


ME = cast(UUID, Slot("me"))


def rows(me: Person | UUID, verb: str, source: Source[M]) -> QuerySet[M]:
    """The rows that `me` may `verb` (for example "see"), of a model or within a queryset of it.

    Each branch becomes ids that one index answers, joined as `root IN (a UNION ALL b)`: never an OR across joins.
    In a kept query `me` is a slot.
    """
    found = _queryset(source)
    branches = tuple(b for b in RULES[found.model].get(verb, []) if not b.for_keepers or _keeps(me))
    if not branches:
        return found.none()
    if any(branch.is_everything for branch in branches):
        return found
    return found.filter(_among(_pk(me), found, branches))


def one(me: Person, verb: str, source: Source[M] | Callable[..., QuerySet[M]], pk: UUID | str, **values: Any) -> M:
    """The row with this id, if `me` may `verb` it; it carries `.can`, the verbs `me` has on it.

    Of a model, and of a function that builds a queryset from `values`, the SQL is made once.

    Raises:
        NotHere: there is no such row, or not for this person; the two look the same. A look from outside a pair is
            noted where the two can see it.
    """
    if isinstance(source, QuerySet):
        found = with_verbs(me, source).filter(pk=pk).first()
    else:
        found = first(_one(source, me.keeps_people)(me=me.pk, pk=pk, **values))
    if found is None or verb not in found.can:  # type: ignore[attr-defined]
        raise NotHere
    _note_look(me, found)
    return found


@cache
def _one(source: type[M] | Callable[..., QuerySet[M]], keeps: bool) -> Kept[..., M]:  # noqa: FBT001 (a key)
    def build(me: Any, pk: Any, **values: Any) -> QuerySet[M]:
        found = _queryset(source) if isinstance(source, type) else source(**values)
        return _with_verbs(me, found, keeps=keeps).filter(pk=derived(pk, found.model._meta.pk.to_python)).order_by()[:1]

    return Kept(build, ("me", "pk", *(() if isinstance(source, type) else signature(source).parameters)))


def with_verbs(me: Person, found: QuerySet[M]) -> QuerySet[M]:
    """The same rows, each carrying `.can`: the verbs that `me` has on it, as a frozenset.

    Each branch is asked once, however many verbs it gives.
    """
    return _with_verbs(me.pk, found, keeps=me.keeps_people)


def _with_verbs(me: UUID, found: QuerySet[M], *, keeps: bool) -> QuerySet[M]:
    holding = {
        verb: [branch for branch in branches if keeps or not branch.for_keepers]
        for verb, branches in RULES[found.model].items()
    }
    always = {verb for verb, branches in holding.items() if any(branch.is_everything for branch in branches)}
    names: dict[Branch, str] = {}
    for verb in holding.keys() - always:
        for branch in holding[verb]:
            names.setdefault(branch, f"by_branch_{len(names)}")
    flags = {name: _flag(_among(me, found, (branch,))) for branch, name in names.items()}
    by = {verb: [names[branch] for branch in holding[verb]] for verb in holding.keys() - always}
    annotated = found.annotate(**flags)
    annotated._iterable_class = _carrying_verbs(always, by, annotated._iterable_class)
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


def for_everybody(row: Model) -> bool:
    """Whether everybody who works here can read this."""
    open_to_all = [
        branch for branch in RULES[type(row)].get("see", []) if branch.ids is None and not branch.for_keepers
    ]
    here = type(row)._default_manager.filter(pk=row.pk)
    return any(here.filter(branch.where).exists() for branch in open_to_all)


def shown_readers(row: Model) -> list[Person]:
    """The same for pages and programs. Of a story the receiver is named from the first moment, since they open it when
    they like: a list that changed when they do would tell the giver that they have read it.
    """
    return readers(row.feedback if isinstance(row, Story) else row)


def onlookers(row: Pair | Focus) -> list[Person]:
    """Who outside the pair may see the aim of this one thing, or of the one the pair would choose now. One query."""
    pair, chosen_at = (row.pair_id, row.chosen_at) if isinstance(row, Focus) else (row.pk, clock.now())
    given = Permission.objects.live(What.SEE_AIM).filter(pair=pair, since__lte=chosen_at)
    return list(Person.objects.filter(pk__in=given.values("reader"), is_active=True).order_by("name"))


def _queryset(source: Source[M]) -> QuerySet[M]:
    return source if isinstance(source, QuerySet) else source._default_manager.all()


def _keeps(me: Person | UUID) -> bool:
    if isinstance(me, Person):
        return me.keeps_people
    raise TypeError("A kept query is the same for everybody, and this rule is not.")


def _pk(me: Person | UUID) -> UUID:
    return me.pk if isinstance(me, Person) else me


def _among(me: UUID, found: QuerySet[Any], branches: tuple[Branch, ...]) -> Q:
    """The condition that a row is reached by one of these branches."""
    root, sql, params = _made(cast(Any, found.model), branches)
    return Q(**{f"{root}__in": RawSQL(sql, put(params, {"me": me}))})  # noqa: S611 (Django made it, from querysets of ours)


@cache
def _made(model: Any, branches: tuple[Branch, ...]) -> tuple[str, str, tuple[Any, ...]]:
    """The column and the SQL of the ids that these branches give to anybody; Django takes a millisecond to make it."""
    roots = {branch.root for branch in branches}
    if len(roots) == 1 and not any(branch.where or branch.ids is None for branch in branches):
        root = roots.pop()
        ids = [branch.ids(ME) for branch in branches if branch.ids]
    else:
        root = "pk"
        ids = [model._base_manager.filter(_where(branch)).order_by().values("pk") for branch in branches]
    union = ids[0].union(*ids[1:], all=True) if len(ids) > 1 else ids[0]
    return root, *made(union)[1:]


def _where(branch: Branch) -> Q:
    return Q(**{f"{branch.root}__in": branch.ids(ME)}) & branch.where if branch.ids else branch.where


def _flag(condition: Q) -> Case:
    return Case(When(condition, then=Value(1)), default=Value(0), output_field=BooleanField())


def _carrying_verbs(always: set[str], by: dict[str, list[str]], rows_class: Any) -> Any:
    class WithVerbs(rows_class):  # type: ignore[misc]
        def __iter__(self) -> Any:
            for row in super().__iter__():
                row.can = frozenset(
                    always.union(verb for verb, names in by.items() if any(map(row.__dict__.get, names)))
                )
                yield row

    return WithVerbs


def _note_look(me: Person, row: Model) -> None:
    pair = getattr(row, "pair", None) if "pair" in {field.name for field in row._meta.fields} else None
    if isinstance(pair, Pair) and not isinstance(row, Look) and me.pk not in {pair.performer_id, pair.coach_id}:
        Look.objects.get_or_create(
            reader=me, row=row.pk, on=clock.today(), defaults={"pair": pair, "model": row._meta.label_lower}
        )
