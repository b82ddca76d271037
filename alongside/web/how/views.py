"""How this works here, what it is never used for, in whose words; and who can read a thing."""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.access.gate import for_everybody, may, one, rows, shown_readers
from alongside.access.rules import RULES
from alongside.kit.content import html
from alongside.kit.refusal import NotHere
from alongside.lifecycle.kept import KEPT
from alongside.people import house
from alongside.people.actions import organisation
from alongside.people.models import HouseAgreement, Organisation
from alongside.web.http import Request, back, heard, invalid, open_door, page


@open_door
@require_safe
def how(request: HttpRequest) -> HttpResponse:
    """What management and employees agreed about this place; open to anybody."""
    here = Organisation.objects.filter(pk=1).first() or Organisation()
    agreed = HouseAgreement.objects.filter(state=HouseAgreement.State.STANDING).first()
    return page(
        request,
        "how/how.html",
        {"organisation": here, "agreed": agreed, "own_words": agreed and html(agreed.words)},
    )


class WordsForm(forms.Form):
    """What management proposes."""

    words = forms.CharField(
        max_length=house.LONGEST,
        label=gettext_lazy("Your words"),
        help_text=gettext_lazy("As in a mail; **bold** and lists with a dash are understood."),
        widget=forms.Textarea(attrs={"rows": 12}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def words(request: Request) -> HttpResponse:
    """What management and employees agreed on, and what waits for a yes; keepers propose."""
    proposes = may(request.user, "edit", organisation())
    if request.method == "POST" and not proposes:
        raise NotHere
    found = rows(request.user, "see", HouseAgreement.objects.select_related("proposed_by", "agreed_by"))
    by_state = {each.state: each for each in found}
    standing = by_state.get(HouseAgreement.State.STANDING)
    waiting = by_state.get(HouseAgreement.State.WAITING)
    newest = waiting or standing
    form = WordsForm(request.POST or None, initial={"words": newest.words if newest else ""})
    if form.is_valid():
        with heard(form):
            house.propose_words(form.cleaned_data["words"], by=request.user)
            return back(request, "how:words")
    context = {
        "standing": standing,
        "waiting": waiting,
        "shown": waiting and html(waiting.words),
        "stood": standing and html(standing.words),
        "agrees": waiting and waiting.proposed_by_id != request.user.pk and may(request.user, "agree", waiting),
        "keeps": proposes,
        "form": form,
    }
    return page(request, "how/words.html", context, status=invalid(form))


@require_POST
def agree(request: Request, pk: UUID) -> HttpResponse:
    """Say yes for the employees."""
    house.agree(one(request.user, "agree", HouseAgreement, pk), by=request.user)
    return back(request, "how:page")


@require_POST
def take_back(request: Request, pk: UUID) -> HttpResponse:
    """Propose it no longer."""
    house.take_back(one(request.user, "keep", HouseAgreement, pk), by=request.user)
    return back(request, "how:words")


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
