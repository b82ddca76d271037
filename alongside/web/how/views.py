"""How this works here, what it is never used for, and who can read a thing."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from alongside.access.gate import for_everybody, one, shown_readers
from alongside.access.rules import RULES
from alongside.kit.content import html
from alongside.kit.refusal import NotHere
from alongside.lifecycle.kept import KEPT
from alongside.people.models import Organisation
from alongside.web.http import Request, open_door, page


@open_door
@require_safe
def how(request: HttpRequest) -> HttpResponse:
    """What management and employees agreed about this place; open to anybody."""
    here = Organisation.objects.filter(pk=1).first() or Organisation()
    return page(request, "how/how.html", {"organisation": here, "own_words": html(here.how_we_use_it)})


@require_safe
def who(request: Request, model: str, pk: UUID) -> HttpResponse:
    """Everybody who can read this now, by name, and how long it is kept."""
    kind = next((known for known in RULES if known._meta.model_name == model), None)
    if kind is None:
        raise NotHere
    row = one(request.user, "see", kind, pk)
    everybody = for_everybody(row)
    return page(
        request,
        "how/who.html",
        {
            "readers": [] if everybody else shown_readers(row),
            "everybody": everybody,
            "kept": KEPT[kind],
            "pair": getattr(row, "pair", None),
        },
    )
