"""How this works here, what it is never used for, and who can read a thing."""

from uuid import UUID

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt

from alongside.access.gate import one, readers
from alongside.access.rules import RULES
from alongside.kit.refusal import NotHere
from alongside.people.models import Organisation, Person
from alongside.web.http import Request, open_door, page

UNTIL_DELETED = _("It stays until its author deletes it.")
KEPT_AFTER_CLOSING = _("It is kept until twelve months after it was closed; then it is deleted.")
KEPT_WITH_PAIR = _("It is kept as long as the two go on, and three years after; then it is deleted.")
SEVEN_DAYS = _("It goes seven days after the file was brought, or sooner.")
WHILE_HERE = _("It is kept as long as somebody works here, and stays with the account until that is forgotten.")
UNTIL_TAKEN_BACK = _("It stays until its author takes it back, and closes for the coach when the two stop.")

A_YEAR_AT_MOST = _("It goes when whoever began it deletes it, and a year after the last word at the latest.")
UNTIL_ONE_REMOVES = _("It stays until one of the two takes it away.")
TWELVE_MONTHS = _("It is kept for twelve months; then it is deleted.")
UNTIL_CLOSED_BY_BOTH = _("It is kept until twelve months after both closed it; fifteen months at the latest.")
TWELVE_WEEKS = _("It is kept for twelve weeks; then it is deleted.")

PRIVATE = {
    "reflection",
    "card",
    "solofocus",
    "solostep",
    "privatenote",
    "starthere",
    "sense",
    "reply",
    "consent",
    "token",
    "listing",
    "preference",
    "suggestion",
    "silentreply",
    "leadpath",
    "feedbackdraft",
    "hearing",
    "notnow",
    "say",
}
PEOPLE = {"contact", "representative", "organisation", "person", "team", "membership", "line", "rosterimport"}
WITH_PAIR = {"pair", "agreement", "promise", "permission", "pause", "look", "invite"}


@open_door
@require_safe
def how(request: HttpRequest) -> HttpResponse:
    """What management and employees agreed about this place; open to anybody."""
    here = Organisation.objects.filter(pk=1).first() or Organisation()
    return page(request, "how/how.html", {"organisation": here, "own_words": _markdown(here.how_we_use_it)})


@require_safe
def who(request: Request, model: str, pk: UUID) -> HttpResponse:
    """Everybody who can read this now, by name, and how long it is kept."""
    kind = next((known for known in RULES if known._meta.model_name == model), None)
    if kind is None:
        raise NotHere
    row = one(request.user, "see", kind, pk)
    anybody = Person()  # with no rights of their own
    everybody = any(branch.ids is None and branch.holds(anybody) for branch in RULES[kind]["see"])
    return page(
        request,
        "how/who.html",
        {
            "readers": [] if everybody else readers(row),
            "everybody": everybody,
            "kept": kept(kind),
            "pair": getattr(row, "pair", None),
        },
    )


def kept(kind: type[Model]) -> str | Promise:
    """How long rows of this kind are kept, in a sentence."""
    name = kind._meta.model_name
    if name == "broughtcard":
        return UNTIL_TAKEN_BACK
    if name in {"thread", "letter"}:
        return A_YEAR_AT_MOST
    if name in {"batch", "openanswer"}:
        return TWELVE_WEEKS
    if name == "appreciation":
        return UNTIL_ONE_REMOVES
    if name == "slip":
        return TWELVE_MONTHS
    if name in {"feedback", "story", "ownaccount", "changedview"}:
        return UNTIL_CLOSED_BY_BOTH
    if name in PRIVATE:
        return UNTIL_DELETED
    if name in PEOPLE:
        return SEVEN_DAYS if name == "rosterimport" else WHILE_HERE
    return KEPT_WITH_PAIR if name in WITH_PAIR else KEPT_AFTER_CLOSING


def _markdown(text: str) -> SafeString:
    """The organisation's own words; raw HTML in them stays text."""
    return SafeString(MarkdownIt("commonmark", {"html": False}).render(text)) if text else SafeString("")
