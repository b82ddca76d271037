"""What came to a lead or to a confidential contact, and answering it."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.access.gate import one, rows
from alongside.lifecycle.acting import act_for
from alongside.upward import nameless
from alongside.upward.models import Batch, OpenAnswer, Thread
from alongside.vault.ring import unlock
from alongside.web.http import Request, back, heard, invalid, page, slice_of
from alongside.web.upward.forms import OpenAnswerForm


@require_safe
def heard_by_me(request: Request) -> HttpResponse:
    """What came with a name, what was brought in confidence, and, week by week, what came without names."""
    me = request.user
    threads = rows(me, "see", Thread).filter(to=me).select_related("author", "contact")
    batches = rows(me, "see", Batch).defer("words").order_by("-week", "part", "pk")
    return page(
        request,
        "upward/heard.html",
        {
            "threads": slice_of(threads.order_by("-touched_on", "pk"), request, size=15),
            "batches": list(batches[:12]),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def batch(request: Request, pk: UUID) -> HttpResponse:
    """What came without names in one week; below, a word to everybody it could have come from."""
    me = request.user
    found = one(me, "answer" if request.method == "POST" else "see", Batch, pk)
    answer = rows(me, "see", OpenAnswer).filter(batch=found).first()
    form = OpenAnswerForm(request.POST or None, initial={"text": answer.text if answer else ""})
    if form.is_valid():
        with heard(form):
            nameless.answer_openly(found, form.cleaned_data["text"], by=me)
            return back(request, "upward:batch", found.pk)
    unlock([me.pk])
    nameless.open_batch(found)
    return page(
        request,
        "upward/batch.html",
        {"batch": found, "texts": nameless.texts_of(found), "form": form, "answer": answer},
        status=invalid(form),
    )


@require_POST
def act(request: Request, pk: UUID) -> HttpResponse:
    """Do what somebody wishes about one of their pairs, in their name."""
    found = one(request.user, "act", Thread, pk)
    act_for(found, by=request.user)
    return back(request, "upward:thread", found.pk)
