"""One question a screen, for oneself; then what the other one may see."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from alongside.access.gate import one, rows
from alongside.conversations.actions import delete_private_note
from alongside.conversations.models import PrivateNote
from alongside.kit.kept import first, kept
from alongside.kit.refusal import NotHere, Refusal
from alongside.pairs.actions import accept
from alongside.pairs.models import Invite
from alongside.people.models import Person
from alongside.reflections import cards as deck
from alongside.reflections.actions import (
    begin_reflection,
    bring_card,
    delete_reflection,
    finish_reflection,
    keep_answer,
    next_card,
    prepare_for,
    save_answer,
    skip_card,
    take_back,
)
from alongside.reflections.models import BroughtCard, Card, Reflection
from alongside.web.context import open_pairs
from alongside.web.http import Request, back, heard, invalid, page, slice_of
from alongside.web.reflect.forms import AnswerForm, BeginForm, ShowForm
from alongside.web.solo.views import in_hand


@require_GET
def start(request: Request) -> HttpResponse:
    """Begin or take up notes; read earlier ones."""
    me = request.user.pk
    pairs = open_pairs(me)
    return page(
        request,
        "reflect/start.html",
        {
            "form": BeginForm(initial={"pair": request.GET.get("pair")}),
            "pairs": pairs,
            "my_pairs": pairs[:3],
            "open": _begun(me),
            "notes": slice_of(_finished.parts(me), request),
            "solo": first(in_hand(me)),
        },
    )


@kept
def _begun(me: UUID) -> QuerySet[Reflection]:
    return _mine(me).filter(finished_on=None)


@kept
def _finished(me: UUID) -> QuerySet[Reflection]:
    return _mine(me).exclude(finished_on=None).order_by("-began_on", "pk")


def _mine(me: UUID) -> QuerySet[Reflection]:
    return rows(me, "see", Reflection).select_related("pair__performer", "pair__coach")


@require_POST
def begin(request: Request) -> HttpResponse:
    """Begin, or take up what is open."""
    form = BeginForm(request.POST, pairs=open_pairs.anew(request.user.pk), invites=_invites(request.user))
    if not form.is_valid():
        raise Refusal(_("That talk or question is not there any more. Choose again."))
    reflection = begin_reflection(
        by=request.user,
        pair=form.cleaned_data["pair"],
        invite=form.cleaned_data["invite"],
        slugs=form.cleaned_data["questions"] or None,
    )
    return _onward(request, reflection)


@require_http_methods(["GET", "HEAD", "POST"])
def card(request: Request, pk: UUID, slug: str) -> HttpResponse:
    """One question: keep the answer, or skip."""
    reflection = one(request.user, "edit", _with_pair, pk)
    cards = _cards_of(reflection)
    here = _card_of(cards, slug)
    other = _other(reflection, request.user)
    form = AnswerForm(request.POST or None, card=here, coach="" if reflection.as_coach or not other else str(other))
    if request.method == "POST":
        if "skip" in request.POST:
            skip_card(here, by=request.user)
            return _onward(request, reflection, after=here)
        if form.is_valid():
            with heard(form):
                keep_answer(
                    here,
                    by=request.user,
                    text=form.cleaned_data["text"],
                    mover=form.cleaned_data.get("mover", ""),
                    version=form.cleaned_data["version"],
                )
                return _onward(request, reflection, after=here)
    return page(
        request,
        "reflect/card.html",
        {
            "reflection": reflection,
            "card": here,
            "form": form,
            "other": other,
            "step": cards.index(here) + 1,
            "steps": len(cards),
            "draft_key": f"card/{here.pk}",
            "before": cards[cards.index(here) - 1] if here is not cards[0] else None,
            "last_time": _last_time(request.user, here),
        },
        status=invalid(form),
    )


@require_POST
def save(request: Request, pk: UUID) -> HttpResponse:
    """Keep what is being typed (static/draft-keeper.js says how)."""
    here = one(request.user, "edit", Card, pk)
    form = AnswerForm(request.POST, card=here, coach="")
    form.fields.pop("mover", None)
    if not form.is_valid():
        return JsonResponse({"sentence": " ".join(str(error) for error in form.errors["text"])}, status=422)
    mover = request.POST.get("mover") if deck.card(here.slug).whose else None
    kept = save_answer(
        here,
        by=request.user,
        text=form.cleaned_data["text"],
        mover=mover if mover in deck.Whose else None,
        version=form.cleaned_data["version"],
    )
    return JsonResponse({"version": kept.version})


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: Request, pk: UUID) -> HttpResponse:
    """What may the other one see? All off at first. For an invitation this also says yes to it."""
    reflection = one(request.user, "edit", _with_pair, pk)
    other = _other(reflection, request.user)
    written = [card for card in _cards_of(reflection) if card.state == Card.State.WRITTEN]
    if other is None:
        finish_reflection(reflection, by=request.user)
        return back(request, "reflect:notes", reflection.pk)
    form = ShowForm(request.POST or None, shown=rows(request.user, "edit", Card).filter(reflection=reflection))
    if request.method == "POST" and form.is_valid():
        with heard(form):
            pair = reflection.pair or accept(_standing_invite(request.user, reflection), by=request.user)
            prepare_for(reflection, pair, by=request.user)
            if "just-talk" not in request.POST:
                for shown in form.cleaned_data["cards"]:
                    bring_card(shown, pair, by=request.user)
            finish_reflection(reflection, by=request.user)
            return back(request, "talks:begin" if reflection.pair is None else "pairs:page", pair.pk)
    return page(
        request,
        "reflect/show.html",
        {"reflection": reflection, "cards": written, "form": form, "other": other, "is_new": reflection.pair is None},
        status=invalid(form),
    )


@require_GET
def notes(request: Request, pk: UUID) -> HttpResponse:
    """Read one's own notes of a day again."""
    reflection = one(request.user, "see", _with_pair, pk)
    shown = {}
    if reflection.pair:
        theirs = rows(request.user, "see", BroughtCard).filter(pair=reflection.pair, by=request.user)
        shown = {brought.card_id: brought for brought in theirs.filter(card__reflection=reflection)}
    other = _other(reflection, request.user)
    words = dict(deck.whose_choices(str(other) if other else ""))
    cards = _cards_of(reflection)
    for one_card in cards:
        one_card.brought = shown.get(one_card.pk)  # type: ignore[attr-defined]
        one_card.mover_words = words.get(one_card.mover, "")  # type: ignore[attr-defined]
    return page(
        request,
        "reflect/notes.html",
        {"reflection": reflection, "cards": cards, "other": other},
    )


@require_GET
def of_talks(request: Request) -> HttpResponse:
    """Read one's own notes of talks again, also of those that are gone."""
    mine = rows(request.user, "see", PrivateNote)
    related = mine.select_related("conversation__pair__performer", "conversation__pair__coach")
    return page(request, "reflect/of_talks.html", {"notes": slice_of(related.order_by("-begun_on", "pk"), request)})


@require_POST
def delete_of_talk(request: Request, pk: UUID) -> HttpResponse:
    """Delete one's own notes of a talk for good."""
    delete_private_note(one(request.user, "edit", PrivateNote, pk), by=request.user)
    return back(request, "reflect:of_talks")


@require_POST
def delete(request: Request, pk: UUID) -> HttpResponse:
    """Delete one's own notes of a day for good."""
    delete_reflection(one(request.user, "edit", Reflection, pk), by=request.user)
    return back(request, "reflect:start")


@require_POST
def withdraw(request: Request, pk: UUID) -> HttpResponse:
    """No longer show an answer."""
    brought = one(request.user, "withdraw", BroughtCard, pk)
    take_back(brought, by=request.user)
    return back(request, "pairs:page", brought.pair_id)


def _with_pair() -> QuerySet[Reflection]:
    return Reflection.objects.select_related("pair__performer", "pair__coach", "invite__inviter", "invite__invited")


def _invites(me: Person) -> QuerySet[Invite]:
    return rows(me, "answer", Invite).filter(accepted_on=None, withdrawn_on=None)


def _other(reflection: Reflection, me: Person) -> Person | None:
    """Who would be shown something: the other of the pair, or whoever sent the invitation."""
    if reflection.pair:
        return reflection.pair.other(me)
    if reflection.invite:
        return reflection.invite.inviter if reflection.invite.inviter_id != me.pk else reflection.invite.invited
    return None


def _standing_invite(me: Person, reflection: Reflection) -> Invite:
    if reflection.invite is None:
        raise Refusal(_("This invitation was taken back. What you wrote stays yours."))
    return one(me, "answer", Invite, reflection.invite.pk)


def _cards_of(reflection: Reflection) -> list[Card]:
    """Its questions, in their order."""
    cards = _cards(reflection.pk)
    for found in cards:
        found.reflection = reflection
    return cards


@kept
def _cards(reflection: UUID) -> QuerySet[Card]:
    return Card.objects.filter(reflection=reflection).order_by("position")


def _card_of(cards: list[Card], slug: str) -> Card:
    for found in cards:
        if found.slug == slug:
            return found
    raise NotHere


def _onward(request: Request, reflection: Reflection, after: Card | None = None) -> HttpResponse:
    """To the next question; after the last one to what may be shown."""
    if after:
        following = reflection.cards.filter(position__gt=after.position).order_by("position").first()
    else:
        following = next_card(reflection)
    if following is None:
        return back(request, "reflect:choose", reflection.pk)
    return back(request, "reflect:card", reflection.pk, following.slug)


def _last_time(me: Person, here: Card) -> Card | None:
    """The answer to the same question before this one, for the questions that show it again."""
    if not deck.card(here.slug).seen_again:
        return None
    return first(_earlier(me.pk, here.slug, here.pk))


@kept
def _earlier(me: UUID, slug: str, but: UUID) -> QuerySet[Card]:
    found = rows(me, "see", Card).filter(slug=slug, state=Card.State.WRITTEN).exclude(pk=but)
    return found.select_related("reflection").order_by("-reflection__began_on")[:1]
