"""Saying something upward: to a lead with or without a name, or to a confidential contact."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.access.gate import one, rows
from alongside.kit import clock
from alongside.kit.kept import kept
from alongside.pairs.models import Pair
from alongside.people.models import Line, Person
from alongside.upward import nameless, threads
from alongside.upward.lines import circles_above
from alongside.upward.models import Batch, Contact, Letter, OpenAnswer, Representative, Thread
from alongside.upward.naming import LEAST
from alongside.upward.rules import FEWEST, Wanted, answer_day, giveaways, goes_out, monday, wish_of
from alongside.vault.ring import unlock
from alongside.web.http import Request, back, heard, id_in, invalid, page, slice_of
from alongside.web.upward.forms import NAMELESS, BringForm, LetterForm, TellForm, WishForm, wish_as_typed

BOTH = ["GET", "HEAD", "POST"]
LETTERS_SHOWN = 200
PAIRS_SHOWN = 30


@require_safe
def start(request: Request) -> HttpResponse:
    """Whom to tell: the lead, the lead's lead, a confidential contact; and what one has told before."""
    me = request.user
    answers = _answers(me.pk)
    unlock([me.pk, *(answer.author_id for answer in answers)])
    return page(
        request,
        "upward/start.html",
        {
            "leads": _leads(me),
            "threads": slice_of(_told.parts(me.pk), request, size=10),
            "answers": answers,
            "hears": bool(_heard(me.pk)),
        },
    )


@kept
def _told(me: UUID) -> QuerySet[Thread]:
    return rows(me, "see", Thread).filter(author=me).select_related("to", "contact").order_by("-touched_on", "pk")


@kept
def _answers(me: UUID) -> QuerySet[OpenAnswer]:
    found = rows(me, "see", OpenAnswer).exclude(author=me).select_related("author", "batch")
    return found.order_by("-written_on", "pk")[:3]


@kept
def _heard(me: UUID) -> QuerySet[Batch, Any]:
    batches, told = rows(me, "see", Batch), rows(me, "see", Thread).filter(to=me)
    return batches.order_by().values("pk").union(told.order_by().values("pk"))[:1]


def _leads(me: Person) -> list[tuple[Person, int]]:
    """My lead and my lead's lead, nearest first, each with the number of people it could come from; 0 if too few."""
    found = _leads_of(me.pk)
    groups = circles_above(me.pk, [lead.pk for lead in found], monday(clock.today())) if found else {}
    return [(lead, _people(groups[lead.pk], me)) for lead in found]


@kept
def _leads_of(me: UUID) -> QuerySet[Person]:
    mine = Line.objects.main().filter(person=me, lead=OuterRef("pk"))
    return rows(me, "tell", Person).annotate(is_mine=Exists(mine)).order_by("-is_mine", "name", "pk")


def _people(group: set[UUID], me: Person) -> int:
    """From how many people something without my name could come; 0 when it can't go without."""
    return len(group) if len(group) >= FEWEST and me.pk in group else 0


@require_http_methods(BOTH)
def tell(request: Request, pk: UUID) -> HttpResponse:
    """Write, read it once as the lead would, send. One address for both ways, so that no log tells them apart."""
    me, lead = request.user, one(request.user, "tell", Person, pk)
    form = TellForm(request.POST or None)
    group = nameless.could_have_written(lead, clock.today())
    shown: dict[str, Any] = {"lead": lead, "form": form, "people": _people(group, me), "fewest": FEWEST}
    shown["few"] = len(group) < FEWEST
    shown["goes_out"] = goes_out(clock.today())
    if form.is_valid() and "again" not in request.POST:
        text, how = form.cleaned_data["text"], form.cleaned_data["how"]
        shown |= {"text": text, "without": how == NAMELESS}
        with heard(form):
            if how == NAMELESS:
                nameless.check(lead, text, by=me)
            if "send" not in request.POST:
                shown["hints"] = list(giveaways(text, me.given_name, me.name, me.name.split()[-1]))
                return page(request, "upward/read_once.html", shown)
            if how == NAMELESS:
                nameless.send_without_name(lead, text, by=me)
            else:
                shown["thread"] = threads.tell(lead, text, by=me)
            return page(request, "upward/sent.html", shown)
    return page(request, "upward/tell.html", shown, status=invalid(form) if "again" not in request.POST else 200)


@require_safe
def contacts(request: Request) -> HttpResponse:
    """The confidential contacts: who they are, who named them, and who is free to hear this person."""
    standing, not_free, named = _contacts(request.user)
    today = request.user.today()
    representatives = rows(request.user, "see", Representative).filter(ended_on=None).select_related("person")
    return page(
        request,
        "upward/contacts.html",
        {
            "here": [contact for contact in standing if not _is_away(contact, today)],
            "away": [contact for contact in standing if _is_away(contact, today)],
            "not_free": not_free,
            "mine": next((contact for contact in named if contact.person_id == request.user.pk), None),
            "enough": len(named) >= LEAST,
            "names": request.user.keeps_people or any(one.person_id == request.user.pk for one in representatives),
        },
    )


def _contacts(me: Person) -> tuple[list[Contact], list[Contact], list[Contact]]:
    """Those this person can turn to, those who stand in their line, and all there are; by name."""
    named = _named(me.pk)
    unlock(contact.person_id for contact in named)
    others = [contact for contact in named if contact.person_id != me.pk]
    in_line = threads.in_line_with(me, others)
    free = [contact for contact in others if contact.person_id not in in_line]
    return free, [contact for contact in others if contact.person_id in in_line], named


@kept
def _named(me: UUID) -> QuerySet[Contact]:
    found = rows(me, "bring", Contact).select_related("person", "proposed_by", "confirmed_by")
    return found.order_by("person__name", "pk")


def _is_away(contact: Contact, today: date) -> bool:
    return contact.away_until is not None and contact.away_until >= today


@kept
def _my_pairs(me: UUID) -> QuerySet[Pair]:
    found = rows(me, "end", Pair).filter(ended_at=None).select_related("performer", "coach")
    return found.order_by("began_on", "pk")[:PAIRS_SHOWN]


def _with_person() -> QuerySet[Contact]:
    return Contact.objects.select_related("person")


@require_http_methods(BOTH)
def bring(request: Request, pk: UUID) -> HttpResponse:
    """Bring something to a contact, and say whether they should do something."""
    me, contact = request.user, one(request.user, "bring", _with_person, pk)
    threads.refuse_unless_free(contact, me)
    pairs = _my_pairs(me.pk)
    form = BringForm(request.POST or None, me=me, contact=contact.person, pairs=pairs)
    if form.is_valid():
        with heard(form):
            wish = form.wish()
            threads.check_wish(wish, me)
            begun = threads.bring(contact, form.cleaned_data["text"], by=me, wish=wish)
            return back(request, "upward:thread", begun.pk)
    return page(
        request,
        "upward/bring.html",
        {
            "contact": contact,
            "form": form,
            "pairs": pairs,
            "is_away": _is_away(contact, me.today()),
            "answer_by": answer_day(me.today()),
        },
        status=invalid(form),
    )


def _threads() -> QuerySet[Thread]:
    return Thread.objects.select_related("author", "to", "contact__person")


@require_http_methods(BOTH)
def thread(request: Request, pk: UUID) -> HttpResponse:
    """What was written, and what came back; below, a sheet to write on."""
    form = LetterForm(request.POST or None)
    found = one(request.user, "write" if form.is_bound else "see", _threads, pk)
    if form.is_valid():
        with heard(form):
            threads.write(found, form.cleaned_data["text"], by=request.user)
            return back(request, "upward:thread", found.pk)
    threads.seen(found, by=request.user)
    return _thread_page(request, found, form=form)


def _thread_page(
    request: Request, found: Thread, *, form: LetterForm | None = None, wish_form: WishForm | None = None
) -> HttpResponse:
    me = request.user
    unlock([found.pk, found.author_id])
    wish = wish_of(found.wish)
    is_mine = found.author_id == me.pk
    in_confidence = is_mine and found.contact_id is not None
    pairs = _my_pairs(me.pk) if in_confidence else []
    if pairs and wish_form is None:
        wish_form = WishForm(initial=wish_as_typed(wish), me=me, contact=found.to, pairs=pairs)
    bound = next((one for one in (wish_form, form) if one is not None and one.is_bound), None)
    return page(
        request,
        "upward/thread.html",
        {
            "thread": found,
            "other": found.to if is_mine else found.author,
            "is_mine": is_mine,
            "is_there": threads.is_there(found),
            "in_line": is_mine and _came_into_line(found, me),
            "letters": _letters(me.pk, found.pk),
            "form": form or LetterForm(),
            "wish": _said(wish, found),
            "wish_form": wish_form,
            "pairs": pairs,
            "answer_by": answer_day(found.word_awaited) if found.word_awaited else None,
            "today": me.today(),
            **({"my_pairs": pairs[:3]} if in_confidence else {}),
        },
        status=invalid(bound) if bound else 200,
    )


@kept
def _letters(me: UUID, thread: UUID) -> QuerySet[Letter]:
    found = rows(me, "see", Letter).filter(thread=thread).select_related("by")
    return found.order_by("position")[:LETTERS_SHOWN]


def _came_into_line(found: Thread, me: Person) -> bool:
    """Whether the contact, who stood outside my line when I turned to them, stands in it now."""
    contact = found.contact
    return contact is not None and threads.is_there(found) and bool(threads.in_line_with(me, [contact]))


def _said(wish: Any, found: Thread) -> dict[str, Any] | None:
    """A wish with its people: which pair, and with whom to go on."""
    if not wish.wanted:
        return None
    pair = Pair.objects.select_related("performer", "coach").filter(pk=wish.pair).first()
    coach = Person.objects.filter(pk=wish.coach).first() if wish.coach else None
    if pair is None:
        return None
    open_still = pair.ended_at is None and found.acted_on is None
    return {
        "partner": pair.other(found.author),
        "moves": wish.wanted == Wanted.MOVE,
        "coach": coach,
        "open": open_still,
    }


@require_POST
def wish(request: Request, pk: UUID) -> HttpResponse:
    """Say what the contact should do, or that they should do nothing any more."""
    me, found = request.user, one(request.user, "wish", _threads, pk)
    form = WishForm(request.POST, me=me, contact=found.to, pairs=_my_pairs(me.pk))
    if form.is_valid():
        with heard(form):
            threads.wish_for(found, form.wish(), by=me)
            return back(request, "upward:thread", found.pk)
    return _thread_page(request, found, wish_form=form)


@require_http_methods(BOTH)
def hand_on(request: Request, pk: UUID) -> HttpResponse:
    """Take what one wrote to another contact."""
    me, found = request.user, one(request.user, "delete", _threads, pk)
    if request.method == "POST":
        contact = one(me, "bring", Contact, id_in(request.POST.get("contact", "")))
        taken = threads.hand_on(found, contact, by=me)
        return back(request, "upward:thread", taken.pk)
    free = [contact for contact in _contacts(me)[0] if contact.person_id != found.to_id]
    return page(request, "upward/hand_on.html", {"thread": found, "free": free, "today": me.today()})


@require_POST
def delete(request: Request, pk: UUID) -> HttpResponse:
    """Delete it for good, for both."""
    threads.delete_thread(one(request.user, "delete", Thread, pk), by=request.user)
    return back(request, "upward:page")
