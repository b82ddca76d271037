"""Something to try: a question, ways to try it, what was expected, what happened."""

from typing import Any
from uuid import UUID

from django.forms import CharField, Form
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from alongside.access.gate import one, rows
from alongside.focus import actions
from alongside.focus.models import Experiment, Option
from alongside.vault.ring import unlock
from alongside.web.focus.forms import LineForm, PickWayForm, TryForm, WhatHappenedForm
from alongside.web.focus.views import experiments_of, is_in_hand, mine
from alongside.web.http import Request, back, heard, invalid, page


@require_http_methods(["GET", "HEAD", "POST"])
def trying(request: Request, pk: UUID) -> HttpResponse:
    """What is being tried and how far it is; with nothing in hand, a question to begin with."""
    form = TryForm(request.POST or None)
    if form.is_valid():
        focus = mine(request, pk)
        with heard(form):
            ways = [form.cleaned_data[name] for name in ("first", "second", "third")]
            actions.begin_experiment(focus, by=request.user, question=form.cleaned_data["question"], options=ways)
            return back(request, "focus:trying", focus.pk)
    return _page(request, pk, begin=form)


@require_POST
def add_way(request: Request, pk: UUID) -> HttpResponse:
    """Add another way to try it; the coach's is stamped as suggested."""
    experiment = one(request.user, "work_on", Experiment, pk)
    form = LineForm(request.POST)
    if form.is_valid():
        with heard(form):
            actions.add_option(experiment, by=request.user, text=form.cleaned_data["text"])
            return back(request, "focus:trying", experiment.focus_id)
    return _page(request, experiment.focus_id, another=form)


@require_POST
def choose_way(request: Request, pk: UUID) -> HttpResponse:
    """The performer chooses, and says what they expect."""
    experiment = one(request.user, "decide", Experiment, pk)
    ways = {str(way.pk): way for way in rows(request.user, "see", Option).filter(experiment=experiment)}
    form = PickWayForm(request.POST, options=ways.values())
    if form.is_valid():
        with heard(form):
            way = ways[form.cleaned_data["option"]]
            actions.choose_option(way, by=request.user, expected=form.cleaned_data["expected"])
            return back(request, "focus:trying", experiment.focus_id)
    return _page(request, experiment.focus_id, choosing=form)


@require_POST
def end_trying(request: Request, pk: UUID) -> HttpResponse:
    """What happened, and whether to keep, adapt or drop it."""
    experiment = one(request.user, "decide", Experiment, pk)
    form = WhatHappenedForm(request.POST)
    if form.is_valid():
        with heard(form):
            verdict = Experiment.Verdict(form.cleaned_data["verdict"])
            actions.end_experiment(experiment, by=request.user, happened=form.cleaned_data["happened"], verdict=verdict)
            return back(request, "focus:trying", experiment.focus_id)
    return _page(request, experiment.focus_id, ending=form)


def _page(request: Request, pk: UUID, **forms: Form) -> HttpResponse:
    """The page; `forms` holds the one that was not taken, if any."""
    focus = mine(request, pk)
    unlock([focus.pair_id])
    tried = experiments_of(request.user, focus)
    open_one = next((experiment for experiment in tried if experiment.ended_on is None), None)
    ways = getattr(open_one, "ways", [])
    given = next(iter(forms.values()), None)
    return page(
        request,
        "focus/trying.html",
        {
            "focus": focus,
            "pair": focus.pair,
            "experiment": open_one,
            "tried": [experiment for experiment in tried if experiment.ended_on],
            "decides": focus.pair.performer_id == request.user.pk,
            "in_hand": is_in_hand(focus),
            "late": _late(given) if given else None,
            "begin": forms.get("begin") or TryForm(),
            "another": forms.get("another") or LineForm(),
            "choosing": forms.get("choosing") or PickWayForm(options=ways),
            "ending": forms.get("ending") or WhatHappenedForm(),
        },
        status=invalid(given) if given else 200,
    )


def _late(form: Form) -> dict[str, Any] | None:
    """A sentence and the words, of a form whose place the other's deed has taken meanwhile."""
    if not form.non_field_errors():
        return None
    words = [form.cleaned_data.get(name) for name, field in form.fields.items() if isinstance(field, CharField)]
    return {"refusal": form.non_field_errors()[0], "words": [each for each in words if each]}
