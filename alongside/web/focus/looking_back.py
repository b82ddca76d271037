"""Carrying on, putting in new words, looking back, closing, setting aside."""

from datetime import date
from typing import Any, cast
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from alongside.access.gate import rows
from alongside.focus import actions, rules
from alongside.focus.models import Commitment, Ending, Focus, LookBack
from alongside.kit.kept import first, kept
from alongside.people.models import Person
from alongside.vault.ring import unlock
from alongside.web.focus.forms import NOTHING, CarryOnForm, CloseForm, LookBackForm, RewordForm
from alongside.web.focus.views import is_in_hand, mine, parts_of, stands
from alongside.web.http import Request, back, heard, invalid, page


@require_http_methods(["GET", "HEAD", "POST"])
def carry_on(request: Request, pk: UUID) -> HttpResponse:
    """Pick up, shrink or set aside. After two extensions only new words go on."""
    focus = mine(request, pk)
    if not stands(request, focus):
        return back(request, "focus:page", focus.pk)
    if rules.needs_rewording(focus.sharpening.extended) and request.method != "POST":
        return back(request, "focus:reword", focus.pk)
    first = {"look_back_on": _day(focus, request.user)}
    form = CarryOnForm(request.POST or None, pair=focus.pair, me=request.user, initial=first)
    if form.is_valid():
        with heard(form):
            actions.extend(focus, by=request.user, look_back_on=form.cleaned_data["look_back_on"])
            return back(request, "focus:page", focus.pk)
    refusal = getattr(form, "refusal", None)
    if refusal and refusal.code == "reword":
        return _reword_page(request, focus, _reword_form(request, focus, None), 409)
    gap = rules.gap((request.user.today() - focus.sharpening.touched_on).days)
    return page(
        request,
        "focus/carry_on.html",
        {"focus": focus, "pair": focus.pair, "form": form, "gap": gap},
        status=invalid(form),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def reword(request: Request, pk: UUID) -> HttpResponse:
    """Put our one thing in new words."""
    focus = mine(request, pk)
    if not stands(request, focus):
        return back(request, "focus:page", focus.pk)
    form = _reword_form(request, focus, request.POST or None)
    in_hand = is_in_hand(focus)  # else nothing is asked any more; the deed says why not
    if form.is_valid() and not (in_hand and (form.newer or form.look_again("performer_will", "coach_will"))):
        with heard(form):
            actions.reword(focus, by=request.user, **form.cleaned_data)
            return back(request, "focus:page", focus.pk)
    return _reword_page(request, focus, form, 409 if form.newer else 422 if form.suggestions else invalid(form))


def _reword_form(request: Request, focus: Any, sent: Any) -> RewordForm:
    there = {"aim": focus.aim, "performer_will": focus.of_performer.text, "coach_will": focus.of_coach.text}
    first = {"look_back_on": _day(focus, request.user)}
    return RewordForm(sent, pair=focus.pair, me=request.user, there=there, initial=first)


def _day(focus: Any, me: Person) -> date:
    """The day that is offered: never before the one agreed on."""
    return max(rules.look_back_day(me.today()), cast(date, focus.look_back_on))


def _reword_page(request: Request, focus: Focus, form: RewordForm, status: int) -> HttpResponse:
    why = rules.REWORD if rules.needs_rewording(focus.sharpening.extended) else ""
    return page(
        request, "focus/reword.html", {"focus": focus, "pair": focus.pair, "form": form, "why": why}, status=status
    )


@require_http_methods(["GET", "HEAD", "POST"])
def look_back(request: Request, pk: UUID) -> HttpResponse:
    """One's own look back; what the other wrote; and, once both have, how it ended."""
    focus = mine(request, pk)
    form = _look_back_form(request, focus, request.POST or None)
    if form.is_valid():
        with heard(form):
            _say_state(request, focus, form)
            actions.look_back(focus, by=request.user, **_sentences(form))
            return back(request, "focus:look_back" if focus.closed_at is None else "focus:page", focus.pk)
    return _look_back_page(request, focus, form=form)


@require_POST
def close(request: Request, pk: UUID) -> HttpResponse:
    """It helped, partly, or not yet."""
    focus = mine(request, pk)
    closing = CloseForm(request.POST)
    if closing.is_valid():
        with heard(closing):
            actions.close_focus(focus, by=request.user, how=Ending.As(closing.cleaned_data["how"]))
            return back(request, "focus:page", focus.pk)
    return _look_back_page(request, focus, closing=closing)


@require_http_methods(["GET", "HEAD", "POST"])
def set_aside(request: Request, pk: UUID) -> HttpResponse:
    """Set it aside, with one's own look back. The other can add theirs afterwards."""
    focus = mine(request, pk)
    if not stands(request, focus):
        return back(request, "focus:page", focus.pk)
    form = _look_back_form(request, focus, request.POST or None)
    if form.is_valid():
        with heard(form):
            actions.set_aside(focus, by=request.user, **_sentences(form))
            return back(request, "focus:page", focus.pk)
    return page(
        request,
        "focus/set_aside.html",
        {"focus": focus, "pair": focus.pair, "form": form},
        status=invalid(form),
    )


def _look_back_form(request: Request, focus: Focus, sent: Any) -> LookBackForm:
    unlock([focus.pair_id])
    own, _theirs = parts_of(focus, request.user)
    written = first(_mine(request.user.pk, focus.pk))
    now: dict[str, Any] = {}
    if written:
        now = {"learning": written.learning, **_answered("helped", written.helped)}
        now |= _answered("hindered", written.hindered)
    return LookBackForm(sent, initial={"state": own.state, **now})


def _answered(name: str, said: str) -> dict[str, Any]:
    """One of the circumstances, as the form takes it: words, or the box that says there are none."""
    return {f"nothing_{name}": True} if said == str(NOTHING) else {name: said}


@kept
def _mine(me: UUID, focus: UUID) -> QuerySet[LookBack]:
    return rows(me, "edit", LookBack).filter(focus=focus)[:1]


def _sentences(form: LookBackForm) -> dict[str, str]:
    return {name: form.cleaned_data[name] for name in ("learning", "helped", "hindered")}


def _say_state(request: Request, focus: Focus, form: LookBackForm) -> None:
    """How one's own part went, if that was said and is new."""
    own, _theirs = parts_of(focus, request.user)
    said = form.cleaned_data["state"]
    if said and said != own.state and focus.closed_at is None:
        actions.set_state(own, by=request.user, state=Commitment.State(said))


def _look_back_page(
    request: Request, focus: Focus, *, form: LookBackForm | None = None, closing: CloseForm | None = None
) -> HttpResponse:
    unlock([focus.pair_id])
    own, theirs = parts_of(focus, request.user)
    written = _written(request.user.pk, focus.pk)
    by_me = next((row for row in written if row.by_id == request.user.pk), None)
    by_other = next((row for row in written if row.by_id != request.user.pk), None)
    return page(
        request,
        "focus/look_back.html",
        {
            "focus": focus,
            "pair": focus.pair,
            "own": own,
            "theirs": theirs,
            "by_me": by_me,
            "by_other": by_other,
            "form": form or _look_back_form(request, focus, None),
            "closing": closing or CloseForm(),
        },
        status=max(invalid(given) for given in (form, closing) if given) if form or closing else 200,
    )


@kept
def _written(me: UUID, focus: UUID) -> QuerySet[LookBack]:
    return rows(me, "see", LookBack).filter(focus=focus).select_related("by")
