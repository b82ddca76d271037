"""Naming confidential contacts: by a keeper, by a representative of the employees, and by their own yes."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.access.gate import may, one, rows
from alongside.kit.refusal import NotHere
from alongside.people.actions import organisation
from alongside.upward import naming as deeds
from alongside.upward.models import Contact, Representative
from alongside.vault.ring import unlock
from alongside.web.http import Request, back, heard, invalid, page
from alongside.web.upward.forms import BeingForm, CallForm, ProposeForm, RepresentForm


@require_safe
def naming(request: Request) -> HttpResponse:
    """Who is proposed, confirmed and willing; for those who name them."""
    return _page(request)


def _page(
    request: Request,
    *,
    propose: ProposeForm | None = None,
    represent: RepresentForm | None = None,
    call: CallForm | None = None,
) -> HttpResponse:
    me = request.user
    representatives = list(
        rows(me, "see", Representative).filter(ended_on=None).select_related("person", "named_by").order_by("named_on")
    )
    keeps = me.keeps_people
    represents = not keeps and any(named.person_id == me.pk for named in representatives)
    if not (keeps or represents):
        raise NotHere
    named = Contact.objects.filter(ended_on=None).select_related("person", "proposed_by", "confirmed_by")
    contacts = list(rows(me, "see", named).order_by("person__name", "pk"))
    typed = next((form for form in (propose, represent, call) if form is not None), None)
    return page(
        request,
        "upward/naming.html",
        {
            "keeps": keeps,
            "represents": represents,
            "contacts": contacts,
            "representatives": representatives,
            "standing": sum(contact.stands for contact in contacts) >= deeds.LEAST,
            "propose": propose or ProposeForm(auto_id="propose_%s"),
            "represent": represent or RepresentForm(auto_id="represent_%s"),
            "call": call or CallForm(instance=organisation()),
        },
        status=invalid(typed) if typed else 200,
    )


def _only_for_keepers(request: Request) -> None:
    if not may(request.user, "edit", organisation()):
        raise NotHere


@require_POST
def call(request: Request) -> HttpResponse:
    """Say whom people can call when it is more than work."""
    _only_for_keepers(request)
    form = CallForm(request.POST, instance=organisation())
    if form.is_valid():
        deeds.say_whom_to_call(form.cleaned_data["help_line"], by=request.user)
        return back(request, "upward:naming")
    return _page(request, call=form)


@require_POST
def propose(request: Request) -> HttpResponse:
    """Propose somebody for management."""
    _only_for_keepers(request)
    form = ProposeForm(request.POST, auto_id="propose_%s")
    if form.is_valid():
        with heard(form):
            deeds.propose_contact(form.cleaned_data["person"], by=request.user)
            return back(request, "upward:naming")
    return _page(request, propose=form)


@require_POST
def represent(request: Request) -> HttpResponse:
    """Say who speaks for the employees."""
    _only_for_keepers(request)
    form = RepresentForm(request.POST, auto_id="represent_%s")
    if form.is_valid():
        with heard(form):
            deeds.name_representative(form.cleaned_data["person"], by=request.user)
            return back(request, "upward:naming")
    return _page(request, represent=form)


@require_POST
def confirm(request: Request, pk: UUID) -> HttpResponse:
    """Confirm for the employees."""
    deeds.confirm_contact(one(request.user, "confirm", Contact, pk), by=request.user)
    return back(request, "upward:naming")


@require_POST
def end(request: Request, pk: UUID) -> HttpResponse:
    """Take a naming back."""
    deeds.end_contact(one(request.user, "keep", Contact, pk), by=request.user)
    return back(request, "upward:naming")


@require_POST
def end_representing(request: Request, pk: UUID) -> HttpResponse:
    """Somebody no longer speaks for the employees."""
    deeds.end_representative(one(request.user, "keep", Representative, pk), by=request.user)
    return back(request, "upward:naming")


@require_safe
def asked(request: Request, pk: UUID) -> HttpResponse:
    """Whether I would be a contact: the address in a mail doesn't say what it is."""
    return back(request, "upward:being", one(request.user, "be", Contact, pk).pk)


@require_http_methods(["GET", "HEAD", "POST"])
def being(request: Request, pk: UUID) -> HttpResponse:
    """Say yes to being a contact; say what people should know, and until when one is away."""
    contact = one(request.user, "be", Contact.objects.select_related("person", "proposed_by", "confirmed_by"), pk)
    unlock([request.user.pk])
    form = BeingForm(request.POST or None, initial={"about": contact.about, "away_until": contact.away_until})
    if form.is_valid():
        with heard(form):
            deeds.be_contact(contact, by=request.user, **form.cleaned_data)
            return back(request, "upward:being", contact.pk)
    return page(request, "upward/being.html", {"contact": contact, "form": form}, status=invalid(form))


@require_POST
def stop(request: Request, pk: UUID) -> HttpResponse:
    """No longer be a contact, or don't become one. No reason is asked."""
    deeds.end_contact(one(request.user, "be", Contact, pk), by=request.user)
    return back(request, "upward:contacts")
