"""Who can read this: by name, from the live rules."""

from uuid import UUID

from alongside.access.gate import for_everybody, one, shown_readers
from alongside.access.rules import RULES
from alongside.api.fields import Shown
from alongside.api.frame import Call, Noun
from alongside.api.people import Named
from alongside.kit.refusal import NotHere
from alongside.lifecycle.kept import KEPT

who = Noun("readers")

KINDS = {str(model._meta.model_name): model for model, rule in RULES.items() if rule.get("see")}


class Readers(Shown):
    """Who can read it now, `everybody` who works here or those named; and how long it is kept, in a sentence."""

    everybody: bool
    kept: str
    readers: list[Named]


@who.read("/readers/{model}/{uuid:pk}", Readers)
def get_readers(request: Call, model: str, pk: UUID) -> Readers:
    """Show who can read a thing that I can read; `model` is its kind, such as `reflection` or `focus`."""
    kind = KINDS.get(model)
    if kind is None or not _has_uuid(kind):
        raise NotHere
    row = one(request.me, "see", kind, pk)
    everybody = for_everybody(row)
    named = [] if everybody else [Named.of(person) for person in shown_readers(row)]
    return Readers(everybody=everybody, kept=str(KEPT[kind]), readers=named)


def _has_uuid(kind: type) -> bool:
    return kind._meta.pk.get_internal_type() == "UUIDField"  # type: ignore[attr-defined,no-any-return]
