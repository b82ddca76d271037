"""One thing alone, without any coach: nobody else learns of it."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.access.gate import one, rows
from alongside.conversations.models import Answer
from alongside.focus import rules
from alongside.focus.models import Ending
from alongside.kit.kept import first, kept
from alongside.pairs.models import Pair
from alongside.reflections import solo
from alongside.reflections.models import SoloFocus, SoloStep
from alongside.vault.ring import unlock
from alongside.web.focus.forms import LineForm
from alongside.web.focus.views import said_day
from alongside.web.http import Request, back, heard, id_in, invalid, page, slice_of
from alongside.web.solo.forms import AloneForm, LaterForm, LookBackAloneForm, WordsForm


@kept
def in_hand(me: UUID) -> QuerySet[SoloFocus]:
    """The one thing somebody has alone, if there is one."""
    return rows(me, "see", SoloFocus).filter(closed_on=None).order_by("pk")[:1]


@require_http_methods(["GET", "HEAD", "POST"])
def alone(request: Request) -> HttpResponse:
    """The one in hand; with none, four quiet lines to choose one. Below, those looked back on."""
    me = request.user
    unlock([me.pk])
    focus = first(in_hand(me.pk))
    phrase = _phrase(request)
    form = AloneForm(request.POST or None, me=me, initial={"aim": phrase})
    if form.is_valid():
        with heard(form):
            solo.choose_alone(by=me, **form.cleaned_data)
            return back(request, "solo:page")
    if focus and not form.is_bound:
        step = LineForm(initial={"text": phrase}, auto_id="step_%s") if phrase else None
        return _in_hand_page(request, focus, step_form=step)
    past = rows(me, "see", SoloFocus).exclude(closed_on=None).order_by("-closed_on", "pk")
    return page(
        request,
        "solo/choose.html",
        {"form": form, "in_hand": focus, "past": slice_of(past, request, size=10), "until": said_day(form)},
        status=invalid(form),
    )


def _phrase(request: Request) -> str:
    """What somebody said when the roles were turned, and keeps as something of their own: `?phrase=`."""
    asked = request.GET.get("phrase")
    said = rows(request.user, "edit", Answer).filter(pk=id_in(asked)).first() if asked else None
    if said is None:
        return ""
    unlock([said.pair_id])
    return said.text


@require_safe
def one_alone(request: Request, pk: UUID) -> HttpResponse:
    """One that was looked back on, to be read again."""
    focus = one(request.user, "see", SoloFocus, pk)
    if focus.closed_on is None:
        return back(request, "solo:page")
    steps = list(rows(request.user, "see", SoloStep).filter(focus=focus).order_by("done_on", "pk"))
    how = dict(Ending.As.choices).get(focus.ended_as, "")
    return page(request, "solo/ended.html", {"focus": focus, "steps": steps, "how": how})


def _in_hand_page(request: Request, focus: SoloFocus, *, part: str = "", **forms: Any) -> HttpResponse:
    """The page of the one in hand; in `forms`, by its name, one that was not taken."""
    me = request.user
    steps = list(rows(me, "see", SoloStep).filter(focus=focus).order_by("done_on", "pk"))
    shown = next(iter(forms.values()), None)
    with_me_performing = rows(me, "choose", Pair).filter(performer=me, ended_at=None, paused_at=None)
    return page(
        request,
        "solo/alone.html",
        {
            "focus": focus,
            "steps": [step for step in steps if not step.done_on and not step.dropped_on],
            "past_steps": [step for step in steps if step.done_on or step.dropped_on],
            "most_steps": rules.IN_HAND,
            "time_to_look_back": focus.look_back_on <= me.today(),
            "pairs": list(with_me_performing.select_related("performer", "coach").order_by("began_on", "pk")[:12]),
            "step_form": forms.get("step_form") or LineForm(auto_id="step_%s"),
            "words_form": forms.get("words_form") or WordsForm(initial={"aim": focus.aim, "will": focus.will}),
            "later_form": forms.get("later_form") or LaterForm(me=me, auto_id="later_%s"),
        },
        part=part,
        status=invalid(shown) if shown else 200,
    )


@require_POST
def words(request: Request, pk: UUID) -> HttpResponse:
    """Put it in other words."""
    focus = one(request.user, "edit", SoloFocus, pk)
    form = WordsForm(request.POST)
    if form.is_valid():
        with heard(form):
            solo.reword_alone(focus, by=request.user, **form.cleaned_data)
            return back(request, "solo:page")
    return _in_hand_page(request, focus, words_form=form)


@require_POST
def carry_on(request: Request, pk: UUID) -> HttpResponse:
    """Look back on a later day."""
    focus = one(request.user, "edit", SoloFocus, pk)
    form = LaterForm(request.POST, me=request.user, auto_id="later_%s")
    if form.is_valid():
        with heard(form):
            solo.carry_on_alone(focus, by=request.user, look_back_on=form.cleaned_data["look_back_on"])
            return back(request, "solo:page")
    return _in_hand_page(request, focus, later_form=form)


@require_POST
def add_step(request: Request, pk: UUID) -> HttpResponse:
    """Take on a small step."""
    focus = one(request.user, "edit", SoloFocus, pk)
    form = LineForm(request.POST, auto_id="step_%s")
    if form.is_valid():
        with heard(form):
            solo.take_step_alone(focus, by=request.user, text=form.cleaned_data["text"])
            return _again(request, focus)
    return _in_hand_page(request, focus, part="steps", step_form=form)


@require_POST
def finish_step(request: Request, pk: UUID) -> HttpResponse:
    """A step is done."""
    step = one(request.user, "edit", SoloStep.objects.select_related("focus"), pk)
    solo.finish_step_alone(step, by=request.user)
    return _again(request, step.focus)


@require_POST
def drop_step(request: Request, pk: UUID) -> HttpResponse:
    """A step is no longer needed."""
    step = one(request.user, "edit", SoloStep.objects.select_related("focus"), pk)
    solo.drop_step_alone(step, by=request.user)
    return _again(request, step.focus)


def _again(request: Request, focus: SoloFocus) -> HttpResponse:
    return _in_hand_page(request, focus, part="steps") if request.htmx else back(request, "solo:page")


@require_http_methods(["GET", "HEAD", "POST"])
def look_back(request: Request, pk: UUID) -> HttpResponse:
    """Look back alone: one sentence, what helped and hindered, how it ended."""
    focus = one(request.user, "edit", SoloFocus, pk)
    form = LookBackAloneForm(request.POST or None)
    if form.is_valid():
        with heard(form):
            names = ("how", "learning", "helped", "hindered")
            solo.look_back_alone(focus, by=request.user, **{name: form.cleaned_data[name] for name in names})
            return back(request, "solo:one", focus.pk)
    return page(request, "solo/look_back.html", {"focus": focus, "form": form}, status=invalid(form))


@require_POST
def delete(request: Request, pk: UUID) -> HttpResponse:
    """Delete it for good."""
    solo.delete_alone(one(request.user, "edit", SoloFocus, pk), by=request.user)
    return back(request, "solo:page")
