"""Something somebody saw: writing it, hearing it, closing it together."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.access.gate import one, rows
from alongside.feedback import actions
from alongside.feedback.language import WATCHED, hints
from alongside.feedback.models import (
    Appreciation,
    Asking,
    ChangedView,
    Feedback,
    FeedbackDraft,
    Hearing,
    NotNow,
    OwnAccount,
    Story,
)
from alongside.feedback.rules import asking_stands
from alongside.kit import clock
from alongside.kit.kept import first, kept
from alongside.kit.refusal import NotHere, Refusal
from alongside.people.models import Person
from alongside.sealed.actions import read
from alongside.vault.ring import unlock
from alongside.web.feedback.forms import AccountForm, ClosingForm, DraftForm, GiveForm
from alongside.web.http import Request, back, heard, id_in, invalid, page, slice_of
from alongside.web.pairs.finding import find

BOTH = ["GET", "HEAD", "POST"]
SHOWN = 8

# --- What there is ----------------------------------------------------------------------------------------------------


@require_safe
def to_me(request: Request) -> HttpResponse:
    """What others said to me, and what they would like to know."""
    me = request.user
    away = "away" in request.GET
    shown = slice_of((_away if away else _here).parts(me.pk), request, size=12)
    asked = _asked(me.pk, clock.today())
    kind_words = _thanks(me.pk)
    writers = {one.by_id for one in shown} | {one.author_id for one in kind_words} | {one.author_id for one in asked}
    unlock(writers)
    return page(
        request,
        "feedback/to_me.html",
        {
            "came": shown,
            "thanks": kind_words[:SHOWN],
            "more_thanks": len(kind_words) > SHOWN,
            "asked": asked,
            "away": away,
            "some_away": away or bool(_some_away(me.pk)),
        },
    )


@kept
def _here(me: UUID) -> QuerySet[Feedback]:
    return _came(me).exclude(_heard(me, put_away=True))


@kept
def _away(me: UUID) -> QuerySet[Feedback]:
    return _came(me).filter(_heard(me, put_away=True))


def _came(me: UUID) -> QuerySet[Feedback]:
    came = rows(me, "hear", Feedback).filter(Q(taken_back_on=None) | Exists(_told(me)))
    return came.annotate(read=_heard(me, opened=True)).select_related("by").order_by("-given_on", "pk")


def _heard(me: UUID, **how: bool) -> Exists:
    return Exists(Hearing.objects.filter(author=me, feedback=OuterRef("pk"), **how))


@kept
def _some_away(me: UUID) -> QuerySet[Hearing, Any]:
    return Hearing.objects.filter(author=me, put_away=True).values("pk")[:1]


@kept
def _asked(me: UUID, today: date) -> QuerySet[Asking]:
    found: QuerySet[Asking] = waiting_askings(me, today)
    return found.select_related("author").order_by("asked_on", "pk")[:20]


@kept
def _thanks(me: UUID) -> QuerySet[Appreciation]:
    found = rows(me, "receive", Appreciation).select_related("author")
    return found.order_by("-given_on", "pk")[: SHOWN + 1]


@require_safe
def from_me(request: Request) -> HttpResponse:
    """What I said, asked and began to write; and how often my own view changed, for me alone."""
    me = request.user
    today = clock.today()
    gave = rows(me, "take_back", Feedback).filter(taken_back_on=None).select_related("to")
    shown = slice_of(
        gave.annotate(told=Exists(OwnAccount.objects.filter(feedback=OuterRef("pk")))).order_by("-given_on", "pk"),
        request,
        size=12,
    )
    thanks = rows(me, "see", Appreciation).filter(author=me).select_related("to").order_by("-given_on", "pk")
    asked = rows(me, "withdraw", Asking).filter(withdrawn_on=None, expires_on__gte=today).select_related("to")
    drafts = rows(me, "edit", FeedbackDraft).select_related("to").order_by("-on", "pk")
    kind_words = list(thanks[: SHOWN + 1])
    unlock([me.pk])
    return page(
        request,
        "feedback/from_me.html",
        {
            "gave": shown,
            "thanks": kind_words[:SHOWN],
            "more_thanks": len(kind_words) > SHOWN,
            "asked": list(asked.order_by("-asked_on", "pk")[:20]),
            "drafts": list(drafts[:20]),
            "my_view": actions.how_often_my_view_changed(me),
        },
    )


@require_safe
def somebody(request: Request) -> HttpResponse:
    """To whom? Find a colleague, then say what you saw, thank them, or ask."""
    found = find(request, request.user, leave_out={request.user.pk})
    chosen = colleague(request, id_in(request.GET["with"])) if "with" in request.GET else None
    return page(request, "feedback/somebody.html", {"found": found, "person": chosen}, part="" if chosen else "found")


# --- Saying what one saw ----------------------------------------------------------------------------------------------


@require_http_methods(BOTH)
def write(request: Request, pk: UUID) -> HttpResponse:
    """Tell a colleague what you saw. Phrases to look at again are pointed at once; pressing again sends."""
    me, to = request.user, colleague(request, pk)
    asking = _answered(request, to)
    draft = rows(me, "edit", FeedbackDraft).filter(to=to).first()
    unlock([me.pk, to.pk])
    began = {name: getattr(draft, name) for name in actions.PARTS} if draft else {}
    version = draft.version if draft else 0
    form = GiveForm(request.POST or None, initial={**began, "version": version}, language=me.language)
    if form.is_valid() and not form.look_again():
        with heard(form):
            given = actions.give_feedback(to, by=me, asking=asking, **form.parts())
            messages.success(request, _("%(name)s can read it now.") % {"name": to})
            return back(request, "feedback:page", given.pk)
    found = form.hints() if form.is_bound else {}
    return page(
        request,
        "feedback/write.html",
        {
            "form": form,
            "to": to,
            "asking": asking,
            "hints": bool(found),
            "version": version,
            "draft_key": f"feedback/{to.pk}",
            "has_draft": draft is not None,
        },
        status=422 if found else invalid(form),
    )


@require_POST
def draft(request: Request, pk: UUID) -> HttpResponse:
    """Keep what is being written, for its author alone (static/draft-keeper.js says how)."""
    to = colleague(request, pk)
    form = DraftForm(request.POST)
    if not form.is_valid():
        sentence = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return JsonResponse({"sentence": sentence}, status=422)
    try:
        kept = actions.keep_draft(to, by=request.user, version=form.cleaned_data["version"], **form.parts())
    except Refusal as refusal:
        if refusal.code != "stale":
            return JsonResponse({"sentence": str(refusal)}, status=422)
        return JsonResponse(refusal.about, status=409)
    return JsonResponse({"version": kept.version})


@require_POST
def drop(request: Request, pk: UUID) -> HttpResponse:
    """Throw away what was begun."""
    to = colleague(request, pk)
    actions.drop_draft(to, by=request.user)
    messages.success(request, _("Gone."))
    return back(request, "feedback:from_me")


@require_POST
def look(request: Request) -> HttpResponse:
    """The language check while somebody types: about one part, and nothing of it is kept."""
    part = request.POST.get("part", "")
    found = hints(request.POST.get(part, ""), part, request.user.language)
    return page(request, "feedback/hints.html", {"name": part if part in WATCHED else "", "hints": found})


# --- Hearing it -------------------------------------------------------------------------------------------------------


@require_safe
def said(request: Request, pk: UUID) -> HttpResponse:
    """What was seen, and as much of the rest as is open to the reader."""
    return _said_page(request, _feedback(request, "see", pk))


@require_POST
def my_side(request: Request, pk: UUID) -> HttpResponse:
    """Tell it from your side; then the rest opens."""
    feedback = _feedback(request, "hear", pk)
    form = AccountForm(request.POST, giver=feedback.by)
    if form.is_valid():
        with heard(form):
            actions.tell_own_account(feedback, by=request.user, text=form.cleaned_data["text"])
            return back(request, "feedback:page", feedback.pk)
    return _said_page(request, feedback, account=form)


@require_POST
def read_on(request: Request, pk: UUID) -> HttpResponse:
    """Read the rest without your own account first; nobody is told."""
    actions.open_story(_feedback(request, "hear", pk), by=request.user)
    return back(request, "feedback:page", pk)


@require_POST
def put_away(request: Request, pk: UUID) -> HttpResponse:
    """Put it away; nobody is told."""
    feedback = _feedback(request, "hear", pk)
    actions.put_away(feedback, by=request.user)
    messages.success(request, _("Put away. %(name)s is not told.") % {"name": feedback.by})
    return back(request, "feedback:list")


@require_POST
def take_out(request: Request, pk: UUID) -> HttpResponse:
    """Take it out again after all."""
    actions.take_out(_feedback(request, "hear", pk), by=request.user)
    return back(request, "feedback:page", pk)


# --- Closing it together ----------------------------------------------------------------------------------------------


@require_POST
def whose_view(request: Request, pk: UUID) -> HttpResponse:
    """Say whose view changed; both see it when both are in."""
    feedback = _feedback(request, "close", pk)
    form = ClosingForm(request.POST, other=_other(feedback, request.user))
    if form.is_valid():
        with heard(form):
            whose = ChangedView.Whose(form.cleaned_data["whose"])
            words = form.cleaned_data["words"]
            both = actions.say_whose_view_changed(feedback, by=request.user, whose=whose, words=words)
            if not both:
                messages.success(request, _("Kept. You both see it when both are in."))
            return back(request, "feedback:page", feedback.pk)
    return _said_page(request, feedback, closing=form)


@require_POST
def not_yet(request: Request, pk: UUID) -> HttpResponse:
    """Take out what you said about whose view changed."""
    actions.take_back_answer(_feedback(request, "close", pk), by=request.user)
    messages.success(request, _("Taken out again."))
    return back(request, "feedback:page", pk)


@require_POST
def take_back(request: Request, pk: UUID) -> HttpResponse:
    """Take your words back."""
    actions.take_back_feedback(_feedback(request, "take_back", pk), by=request.user)
    messages.success(request, _("Taken back."))
    return back(request, "feedback:from_me")


def _said_page(request: Request, feedback: Feedback, **forms: Any) -> HttpResponse:
    """The page; `forms` holds one that was not taken, if any."""
    me = request.user
    other = _other(feedback, me)
    unlock([feedback.by_id, feedback.to_id])
    story = first(_stories(me.pk, feedback.pk))
    views = _views(me.pk, feedback.pk)
    account = first(_accounts(me.pk, feedback.pk))
    hearing = first(_hearings(me.pk, feedback.pk))
    mine = None if views or feedback.taken_back_on else actions.my_envelope(feedback, me)
    placed = read(mine) if mine and mine.placed else None
    given = next(iter(forms.values()), None)
    return page(
        request,
        "feedback/said.html",
        {
            "feedback": feedback,
            "other": other,
            "hears": feedback.to_id == me.pk,
            "story": story,
            "account": account,
            "away": bool(hearing and hearing.put_away),
            "views": sorted(views, key=lambda view: view.by_id != me.pk),
            "placed": placed,
            "placed_words": dict(ClosingForm.whose_words(other)).get(placed["whose"]) if placed else "",
            "open": bool(mine and mine.exchange.takes_answers),
            "until": mine and mine.exchange.closes_on,
            "account_form": forms.get("account") or AccountForm(giver=feedback.by),
            "closing_form": forms.get("closing") or ClosingForm(other=other, initial=placed or {}),
            "change": "change" in request.GET or "closing" in forms,
        },
        status=invalid(given) if given else 200,
    )


@kept
def _stories(me: UUID, feedback: UUID) -> QuerySet[Story]:
    return rows(me, "see", Story).filter(feedback=feedback)[:1]


@kept
def _views(me: UUID, feedback: UUID) -> QuerySet[ChangedView]:
    return rows(me, "see", ChangedView).filter(feedback=feedback).select_related("by")


@kept
def _accounts(me: UUID, feedback: UUID) -> QuerySet[OwnAccount]:
    return rows(me, "see", OwnAccount).filter(feedback=feedback)[:1]


@kept
def _hearings(me: UUID, feedback: UUID) -> QuerySet[Hearing]:
    return rows(me, "see", Hearing).filter(feedback=feedback)[:1]


# --- What the views share ---------------------------------------------------------------------------------------------


def colleague(request: Request, pk: UUID) -> Person:
    """Somebody one can write to; oneself, and who has left, are not here."""
    person = one(request.user, "write_to", Person, pk)
    if person.pk == request.user.pk or not person.is_active:
        raise NotHere
    return person


def waiting_askings(me: Person | UUID, today: date) -> Any:
    """What others would like to know from me: neither answered nor put aside, and still standing today."""
    answered = Feedback.objects.filter(asking=OuterRef("pk"))
    aside = NotNow.objects.filter(asking=OuterRef("pk"))
    standing = rows(me, "answer", Asking).filter(withdrawn_on=None, expires_on__gte=today)
    return standing.exclude(Exists(answered)).exclude(Exists(aside))


def _told(me: UUID) -> Any:
    return OwnAccount.objects.filter(feedback=OuterRef("pk"), by=me)


def _feedback(request: Request, verb: str, pk: UUID) -> Feedback:
    return one(request.user, verb, _with_people, pk)


def _with_people() -> QuerySet[Feedback]:
    return Feedback.objects.select_related("by", "to", "asking")


def _other(feedback: Feedback, me: Person) -> Person:
    return feedback.to if feedback.by_id == me.pk else feedback.by


def _answered(request: Request, to: Person) -> Asking | None:
    """The asking that `?asked=` names, if this colleague asked me and it still stands."""
    asked = request.GET.get("asked")
    if not asked:
        return None
    asking = one(request.user, "answer", Asking, id_in(asked))
    stands = asking_stands(clock.today(), expires_on=asking.expires_on, withdrawn_on=asking.withdrawn_on)
    return asking if stands and asking.author_id == to.pk else None
