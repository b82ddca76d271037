"""Two people talk: before, in it, at its end, and reading it again."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.access.gate import one, rows
from alongside.conversations import guidebook
from alongside.conversations.actions import (
    add_topic,
    answer_turn,
    cancel_talk,
    change_mode,
    close_talk,
    drop_topic,
    finish_topic,
    mark_primer_seen,
    move_talk,
    next_turn,
    note_phrase,
    plan_talk,
    previous_turn,
    reopen_topic,
    say_closing_words,
    say_part_first,
    skip_turn,
    start_talk,
    write_private_note,
    write_shared_notes,
)
from alongside.conversations.models import Answer, ClosingWords, Conversation, Topic, Turn
from alongside.conversations.rules import ask_first
from alongside.conversations.theming import set_themes, swap_theme, year_of
from alongside.focus.actions import say_word
from alongside.focus.models import Focus
from alongside.kit.refusal import NotHere, Refusal
from alongside.pairs.models import Pair, Side, with_both
from alongside.pairs.rules import must_be_open
from alongside.people.models import Team
from alongside.vault.ring import unlock
from alongside.web.finding.leading import has_path
from alongside.web.http import Request, back, heard, id_in, invalid, page
from alongside.web.talks import scene
from alongside.web.talks.forms import (
    CloseForm,
    CoachForm,
    NotesForm,
    PartForm,
    PhraseForm,
    PlanForm,
    StartForm,
    TopicForm,
    WordsForm,
    YearForm,
)
from alongside.web.templatetags.look import on_day


def _turns() -> QuerySet[Turn]:
    return Turn.objects.select_related("conversation__pair__performer", "conversation__pair__coach", "pair")


def _with_notes() -> QuerySet[Conversation]:
    return Conversation.objects.select_related("pair__performer", "pair__coach", "shared_notes")


# --- Before -----------------------------------------------------------------------------------------------------------


@require_safe
def begin(request: Request, pk: UUID) -> HttpResponse:
    """Before a talk: prepare, plan, begin. The performer's very first talk shows its first question at once."""
    pair = scene.pair_of(request.user, pk)
    must_be_open(pair)
    return _before(request, pair)


def _before(request: Request, pair: Pair, status: int = 200, **more: Any) -> HttpResponse:
    talks = scene.talks_of(request.user, pair)
    running = next((talk for talk in talks if talk.is_running), None)
    if running:
        return back(request, "talks:page", running.pk)
    turned = "turned" in request.GET
    at_once = not talks and pair.side_of(request.user) == Side.PERFORMER
    if at_once and not turned and "plan" not in request.GET and status == 200:
        opening = guidebook.guide("opening", request.user.language).steps[0]
        first = {"pair": pair, "other": pair.coach, "question": opening.question, "phrase_form": PhraseForm()}
        return page(request, "talks/first.html", first)
    ground = scene.before(
        request.user,
        pair,
        talks,
        all_guides="guides" in request.GET,
        turned=turned,
        wanted=request.GET.get("guide", ""),
    )
    return page(request, "talks/begin.html", ground | more, status=status)


@require_POST
def start(request: Request, pk: UUID) -> HttpResponse:
    """Begin now. Who begins while the other just did joins that talk."""
    pair = scene.pair_of(request.user, pk)
    form = StartForm(request.POST, language=request.user.language)
    if not form.is_valid():
        raise Refusal(_("There are no such questions. Choose others."))
    try:
        talk = start_talk(
            pair,
            by=request.user,
            mode=form.cleaned_data["mode"] or Conversation.Mode.TABLE,
            guide=form.cleaned_data["guide"] or "opening",
            turned=form.cleaned_data["turned"],
        )
    except Refusal as refusal:
        if refusal.code != "talk-running":
            raise
        return back(request, "talks:page", refusal.about["conversation"])
    if form.cleaned_data["phrase"]:
        note_phrase(talk.turns.get(position=0), by=request.user, text=form.cleaned_data["phrase"])
    if form.cleaned_data["leaf"]:
        next_turn(talk, by=request.user)
    on_table = talk.mode == Conversation.Mode.TABLE and "in_place" in request.POST
    return redirect("talks:page", talk.pk) if on_table else back(request, "talks:page", talk.pk)


@require_POST
def plan(request: Request, pk: UUID) -> HttpResponse:
    """Agree on a time."""
    pair = scene.pair_of(request.user, pk)
    form = PlanForm(request.POST, zone=request.user.time_zone)
    if form.is_valid():
        with heard(form):
            plan_talk(pair, by=request.user, when=form.when)
            return back(request, "talks:begin", pair.pk)
    return _before(request, pair, status=invalid(form), plan_form=form, planning=True)


@require_POST
def move(request: Request, pk: UUID) -> HttpResponse:
    """Find another time."""
    talk = one(request.user, "lead", Conversation.objects.select_related("pair"), pk)
    form = PlanForm(request.POST, zone=request.user.time_zone)
    if form.is_valid():
        with heard(form):
            move_talk(talk, by=request.user, when=form.when)
            return back(request, "talks:begin", talk.pair_id)
    pair = scene.pair_of(request.user, talk.pair_id)
    return _before(request, pair, status=invalid(form), plan_form=form, planning=True)


@require_POST
def cancel(request: Request, pk: UUID) -> HttpResponse:
    """Call a planned talk off."""
    talk = cancel_talk(one(request.user, "lead", Conversation, pk), by=request.user)
    return back(request, "talks:begin", talk.pair_id)


@require_http_methods(["GET", "HEAD", "POST"])
def primer(request: Request) -> HttpResponse:
    """Three minutes before the first talk as a coach."""
    asked = request.GET.get("pair")
    going_on = rows(request.user, "talk", Pair).filter(pk=id_in(asked)).first() if asked else None
    if request.method == "POST":
        mark_primer_seen(by=request.user)
        if going_on is None:
            return back(request, "today")
        turned = "?turned=1" if "turned" in request.GET else ""
        return back(request, reverse("talks:begin", args=[going_on.pk]) + turned)
    context = {
        "primer": guidebook.primer(request.user.language),
        "pair": going_on,
        "leads": has_path(request.user),
    }
    return page(request, "talks/primer.html", context)


@require_POST
def theme(request: Request, pk: UUID) -> HttpResponse:
    """Another topic for this month, or back to the team's; the performer chooses it without asking."""
    pair = one(request.user, "swap_theme", Pair, pk)
    swap_theme(pair, request.POST.get("guide", ""), by=request.user)
    return back(request, f"{reverse('talks:begin', args=[pair.pk])}?plan=1#month")


@require_http_methods(["GET", "HEAD", "POST"])
def year(request: Request, pk: UUID) -> HttpResponse:
    """What a team talks about in the twelve months; its lead, and who keeps the list of people, can change it."""
    me = request.user
    team = one(me, "see", Team.objects.select_related("lead"), pk)
    if team.ended_at:
        raise NotHere
    can_change = "set_themes" in team.can  # type: ignore[attr-defined]
    if request.method == "POST" and not can_change:
        raise NotHere
    form = YearForm(request.POST or None, year=year_of(team), language=me.language)
    if form.is_valid():
        with heard(form):
            set_themes(team, form.year, by=me)
            messages.success(request, _("Kept. Each pair sees it from its next talk on."))
            return back(request, "talks:year", team.pk)
    context = {"team": team, "form": form, "can_change": can_change, "changing": can_change and "change" in request.GET}
    return page(request, "talks/year.html", context | {"now": me.today().month}, status=invalid(form))


# --- In the talk ------------------------------------------------------------------------------------------------------


@require_safe
def talk(request: Request, pk: UUID) -> HttpResponse:
    """The talk: under way, or to be read again."""
    found = one(request.user, "see", scene.with_all, pk)
    if found.is_closed:
        return page(request, "talks/read.html", scene.afterwards(request.user, found))
    if not found.is_running:
        return back(request, "talks:begin", found.pair_id)
    try:
        must_be_open(found.pair)
    except Refusal as refusal:
        return _show(request, found, refusal=str(refusal))
    return _show(request, found)


def _show(
    request: Request, found: Conversation | UUID, status: int = 200, form: WordsForm | None = None, **more: Any
) -> HttpResponse:
    """The card on the table; the whole page, or the card alone when it is swapped in place."""
    me = request.user
    if isinstance(found, UUID):
        found = one(me, "see", scene.with_all, found)
        if found.is_closed:
            return back(request, "talks:close", found.pk)
    context = scene.in_talk(me, found, form)
    if not request.htmx and not context["on_table"]:
        context |= scene.beside(me, found) | {"start_here": scene.start_here_in(me, found)}
    return page(request, "talks/page.html", context | more, part="card", status=status)


def _after(request: Request, talk_id: UUID, deed: Callable[[], object], *, wrote: bool = False) -> HttpResponse:
    """Do it, then show the card; what is not possible now is said above it.

    Of a talk that is closed no card is shown: what somebody `wrote` is refused, so that it stays where it was typed.
    """
    try:
        deed()
    except Refusal as refusal:
        if wrote and refusal.code == "talk-closed":
            raise
        return _show(request, talk_id, status=409, refusal=str(refusal))
    return _show(request, talk_id) if request.htmx else redirect("talks:page", talk_id)


@require_POST
def leaf(request: Request, pk: UUID) -> HttpResponse:
    """The next question, or the one before."""
    found = one(request.user, "lead", Conversation, pk)
    turn_page = previous_turn if request.POST.get("way") == "back" else next_turn
    seen = request.POST.get("position", "")
    position = int(seen) if seen.isdecimal() and len(seen) < 4 else None
    return _after(request, pk, lambda: turn_page(found, by=request.user, position=position))


@require_POST
def part(request: Request, pk: UUID) -> HttpResponse:
    """The coach's own part has been said; perhaps with a line on where it stands."""
    found = one(request.user, "lead", scene.with_all, pk)
    form = PartForm(request.POST)
    said = form.cleaned_data["text"].strip() if form.is_valid() else ""

    def say() -> None:
        mine = scene.our_thing(request.user, found.pair, found.last_closed_at)[1]  # type: ignore[attr-defined]
        if said and mine and found.pair.coach_id == request.user.pk:
            say_word(mine.commitment, by=request.user, text=said)
        say_part_first(found, by=request.user)

    return _after(request, pk, say, wrote=bool(said))


@require_POST
def mode(request: Request, pk: UUID) -> HttpResponse:
    """One phone on the table, or each at their own screen."""
    found = one(request.user, "lead", Conversation, pk)
    wanted = request.POST.get("mode", "")
    if wanted in Conversation.Mode:
        change_mode(found, by=request.user, mode=wanted)
    return back(request, "talks:page", pk)


@require_POST
def answer(request: Request, pk: UUID) -> HttpResponse:
    """Write on a card: the performer first, then the coach, who is asked "Ask first?" when it sounds like advice."""
    me = request.user
    turn = one(me, "see", _turns, pk)
    coaching = "write_after" in turn.can  # type: ignore[attr-defined]
    form = CoachForm(request.POST, language=me.language) if coaching else WordsForm(request.POST)
    if form.is_valid() and "swap" in request.POST:
        return _show(request, turn.conversation_id, form=_asking_first(form, me.language))
    if form.is_valid() and form.nudge is None:
        with heard(form):
            answer_turn(
                turn,
                by=me,
                text=form.cleaned_data["text"],
                kind=form.cleaned_data.get("kind", Answer.Kind.WORDS),
                version=form.cleaned_data["version"],
            )
            return _after(request, turn.conversation_id, lambda: None)
    refusal: Refusal | None = getattr(form, "refusal", None)
    if refusal and refusal.code == "talk-closed":
        raise refusal
    return _show(request, turn.conversation_id, status=invalid(form) if form.errors else 422, form=form)


def _asking_first(form: WordsForm, language: str) -> CoachForm:
    """The same words as an offer that one is free to leave; nothing is sent yet."""
    nudge = ask_first(form.cleaned_data["text"], language)
    text = nudge.swapped if nudge else form.cleaned_data["text"]
    return CoachForm(
        initial={"text": text, "kind": Answer.Kind.OFFER, "version": form.cleaned_data["version"]}, language=language
    )


@require_POST
def skip(request: Request, pk: UUID) -> HttpResponse:
    """Leave this card unwritten; only the performer does."""
    turn = one(request.user, "see", _turns, pk)
    return _after(request, turn.conversation_id, lambda: skip_turn(turn, by=request.user))


@require_POST
def phrase(request: Request, pk: UUID) -> HttpResponse:
    """Keep a phrase that was said, with one phone on the table."""
    turn = one(request.user, "see", _turns, pk)
    form = PhraseForm(request.POST)
    if not form.is_valid():
        return _show(request, turn.conversation_id, status=422, refusal=_("A few words are needed for that."))
    return _after(
        request,
        turn.conversation_id,
        lambda: note_phrase(turn, by=request.user, text=form.cleaned_data["text"]),
        wrote=True,
    )


@require_safe
def pulse(request: Request, pk: UUID) -> HttpResponse:
    """Asked every few seconds: has the other one written, skipped, gone on or closed? Nothing new is an empty answer.

    What somebody is typing stays: then only a line says what is new.
    """
    me = request.user
    found = one(me, "see", Conversation.objects.select_related("pair__performer", "pair__coach"), pk)
    typing = request.GET.get("typing") == "1"
    if not request.htmx:
        return redirect("talks:page", pk)
    if found.is_closed and not typing:
        return back(request, "talks:close", pk)
    turn = rows(me, "see", Turn).filter(conversation=found, position=found.position).first()
    answers = rows(me, "see", Answer).filter(turn=turn).only("version", "by_id") if turn else []
    if not found.is_closed and scene.stamp(found, turn, *answers) == request.GET.get("seen"):
        return HttpResponse(status=204)
    if typing:
        news = page(request, "talks/page.html", {"talk": found}, part="news")
        news["HX-Retarget"], news["HX-Reswap"] = "#news", "innerHTML"
        return news
    answer = _show(request, pk, came_by_itself=True)
    answer["HX-Retarget"], answer["HX-Reswap"] = "#card", "outerHTML"
    return answer


# --- Notes and topics -------------------------------------------------------------------------------------------------


@require_safe
def notes(request: Request, pk: UUID) -> HttpResponse:
    """The notes of both, one's own, and what is to be talked about; beside the phone on the table."""
    found = one(request.user, "see", scene.with_all, pk)
    if found.is_planned or found.cancelled_at:
        return back(request, "talks:begin", found.pair_id)
    context = {"talk": found, "pair": found.pair, "other": found.pair.other(request.user)}
    return page(request, "talks/notes.html", context | scene.beside(request.user, found))


@require_http_methods(["GET", "HEAD", "POST"])
def shared(request: Request, pk: UUID) -> HttpResponse:
    """Keep the notes of both (static/draft-keeper.js says how). A late save is merged, or both versions are shown.

    Asked every few seconds whether the other wrote, it answers with a line, or with nothing.
    """
    found = one(request.user, "see", _with_notes, pk)
    if request.method != "POST":
        return _notes_news(request, found)
    form = NotesForm(request.POST)
    if not form.is_valid():
        return _not_kept(request, form)
    kept = write_shared_notes(
        found, by=request.user, text=form.cleaned_data["text"], version=form.cleaned_data["version"]
    )
    return _kept(request, pk, kept.taken_as)


@require_POST
def private(request: Request, pk: UUID) -> HttpResponse:
    """Keep one's own notes."""
    found = one(request.user, "see", Conversation, pk)
    form = NotesForm(request.POST)
    if not form.is_valid():
        return _not_kept(request, form)
    kept = write_private_note(
        found, by=request.user, text=form.cleaned_data["text"], version=form.cleaned_data["version"]
    )
    return _kept(request, pk, kept.version)


def _notes_news(request: Request, found: Conversation) -> HttpResponse:
    if not request.htmx:
        return redirect("talks:notes", found.pk)
    notes = getattr(found, "shared_notes", None)
    if notes is None or str(notes.version) == request.GET.get("version"):
        return HttpResponse(status=204)
    return page(request, "talks/page.html", {"talk": found, "other": found.pair.other(request.user)}, part="notes_news")


def _kept(request: Request, talk_id: UUID, version: int) -> HttpResponse:
    if request.headers.get("X-Person"):
        return JsonResponse({"version": version})
    messages.success(request, _("Kept."))
    return redirect("talks:notes", talk_id)


def _not_kept(request: Request, form: NotesForm) -> HttpResponse:
    sentence = " ".join(str(error) for errors in form.errors.values() for error in errors)
    if request.headers.get("X-Person"):
        return JsonResponse({"sentence": sentence}, status=422)
    raise Refusal(sentence)


@require_POST
def topics(request: Request, pk: UUID) -> HttpResponse:
    """Put something on the list."""
    pair = one(request.user, "talk", with_both, pk)
    form = TopicForm(request.POST)
    if form.is_valid():
        with heard(form):
            add_topic(pair, by=request.user, text=form.cleaned_data["text"])
            form = TopicForm()
    return _list(request, pair, form)


@require_POST
def topic(request: Request, pk: UUID) -> HttpResponse:
    """It has been talked about, it is no longer needed, or it is open again."""
    found = one(request.user, "edit", Topic.objects.select_related("pair__performer", "pair__coach"), pk)
    deeds = {Topic.State.DONE: finish_topic, Topic.State.DROPPED: drop_topic, Topic.State.OPEN: reopen_topic}
    state = request.POST.get("state", "")
    if state not in Topic.State:
        raise Refusal(_("Say what became of it: talked about, or no longer needed."))
    deeds[Topic.State(state)](found, by=request.user)
    return _list(request, found.pair, TopicForm())


def _list(request: Request, pair: Pair, form: TopicForm) -> HttpResponse:
    """The list in place; without htmx the page one came from, or the one before a talk."""
    if request.htmx:
        listed = scene.open_topics(request.user, pair)
        unlock([pair.pk])
        context = {"pair": pair, "topics": listed, "topic_form": form}
        return page(request, "talks/topics.html", context, status=invalid(form))
    if form.is_bound:
        raise Refusal(_("A few words are needed for that."))
    running = rows(request.user, "see", Conversation).filter(pair=pair, closed_at=None, started_at__isnull=False)
    found = running.first()
    return back(request, "talks:notes", found.pk) if found else back(request, "talks:begin", pair.pk)


# --- The end ----------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: Request, pk: UUID) -> HttpResponse:
    """The end of a talk: two questions, the next date, a private line. When the other closed it, one's own words."""
    me = request.user
    found = one(me, "lead", scene.with_all, pk)
    if not found.started_at:
        return back(request, "talks:begin", found.pair_id)
    said = rows(me, "edit", ClosingWords).filter(conversation=found).first()
    if found.closed_at and (said or found.pair.ended_at) and request.method != "POST":
        return back(request, "talks:page", pk)
    must_be_open(found.pair)
    pair = scene.pair_of(me, found.pair_id)
    planned = rows(me, "see", Conversation).filter(pair=pair, started_at=None, cancelled_at=None).first()
    there = timezone.localtime(scene.next_talk(me, pair, planned, found.planned_for or found.started_at))
    first = {"day": there.date(), "time": there.time()}
    form = CloseForm(request.POST if request.method == "POST" else None, zone=me.time_zone, initial=first)
    if request.method == "POST" and form.is_valid():
        with heard(form):
            _close(found, form, request)
            return back(request, "today")
    thing = rows(me, "work_on", Focus).filter(pair=pair, closed_at=None).first()
    unlock([pair.pk])
    coached = found.role_of(me) == Side.PERFORMER
    context = {
        "talk": found,
        "pair": pair,
        "other": pair.other(me),
        "form": form,
        "thing": thing,
        "coached": coached,
    }
    return page(request, "talks/close.html", context, status=invalid(form))


def _close(found: Any, form: CloseForm, request: Request) -> None:
    data = form.cleaned_data
    ended_with = Conversation.Ended.ONE_THING if found.has_focus and not found.turned else Conversation.Ended.NOTHING
    say_closing_words_anyway = found.closed_at is not None
    close_talk(
        found,
        by=request.user,
        ended_with=ended_with,
        worth=data["worth"],
        different=data["different"],
        next_at=form.next_at,
        start_here=data["start_here"],
    )
    if say_closing_words_anyway and not data["worth"] and not data["different"]:
        say_closing_words(found, by=request.user)
    if form.next_at:
        messages.success(
            request, _("Done. Nothing more until %(day)s.") % {"day": on_day(timezone.localtime(form.next_at))}
        )
    else:
        messages.success(request, _("Done. Nothing more for now."))
