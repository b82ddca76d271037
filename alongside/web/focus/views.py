"""Our one thing: choosing it, agreeing, and what the two do while it is in hand."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Exists, Model, OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.access.gate import one, onlookers, rows
from alongside.access.models import Look
from alongside.conversations.models import Answer, Conversation
from alongside.focus import actions, rules
from alongside.focus.models import (
    Commitment,
    Experiment,
    Focus,
    LookBack,
    Option,
    ParkedIdea,
    Sense,
    Step,
    Word,
)
from alongside.kit.kept import kept
from alongside.kit.refusal import NotHere, Refusal
from alongside.pairs.models import Pair, Permission, Side, What, with_both
from alongside.pairs.rules import must_be_open
from alongside.people.models import Person
from alongside.reflections.models import SoloFocus
from alongside.vault.ring import unlock
from alongside.web.context import has_others, pairs_beside
from alongside.web.focus.forms import (
    AgreeForm,
    ChooseForm,
    LineForm,
    SenseForm,
    SharpenForm,
    StateForm,
)
from alongside.web.http import Request, back, heard, id_in, invalid, page

# --- Choosing ---------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: Request, pair: UUID) -> HttpResponse:
    """Choose our one thing: four inputs. `?talk=` leads on to its closing; `?phrase=`, `?idea=`, `?alone=` fill in."""
    two = one(request.user, "choose", with_both, pair)
    unlock([two.pk, request.user.pk])
    talk = _named(request, "talk", Conversation, two)
    standing = rows(request.user, "see", Focus).filter(pair=two, closed_at=None).first()
    if standing and request.method != "POST":
        return back(request, "focus:page", standing.pk)
    if request.method != "POST":  # what was typed before the two stopped or rest is refused with the words in place
        must_be_open(two)
    idea = _named(request, "idea", ParkedIdea, two)
    form = ChooseForm(request.POST or None, pair=two, me=request.user, initial=_filled_in(request, two, idea))
    if form.is_valid() and (standing or not form.look_again("performer_will", "coach_will")):
        with heard(form):
            chosen = actions.choose_focus(
                two,
                by=request.user,
                chosen_in=talk,
                second_ok="second_ok" in request.POST,
                **{**form.cleaned_data, "proposed_by": form.cleaned_data["proposed_by"] or None},
            )
            if idea:
                actions.drop_idea(idea, by=request.user)
            if talk and talk.closed_at is None:
                return back(request, "talks:close", talk.pk)
            return back(request, "focus:page", chosen.pk)
    return page(
        request,
        "focus/choose.html",
        {
            "form": form,
            "pair": two,
            "talk": talk if talk and talk.closed_at is None else None,
            "lookers": onlookers(two),
            "until": said_day(form),
            **_refused(getattr(form, "refusal", None)),
        },
        status=422 if form.suggestions else invalid(form),
    )


def said_day(form: Any) -> date | None:
    """The day in the heading: the one that was sent, or the one filled in at first."""
    if form.is_bound:
        sent: date | None = form.cleaned_data.get("look_back_on")
        return sent
    filled_in: date = form.fields["look_back_on"].initial
    return filled_in


def _filled_in(request: Request, pair: Pair, idea: ParkedIdea | None) -> dict[str, Any]:
    """What stands in the form at first: a phrase of the performer's, a parked idea, or what somebody had alone."""
    phrase = _named(request, "phrase", Answer, pair)
    if phrase and phrase.by_id == pair.performer_id:
        return {"aim": phrase.text, "proposed_by": Side.PERFORMER}
    if idea:
        return {"aim": idea.text, "proposed_by": pair.side_of(Person(pk=idea.by_id))}
    alone = _named(request, "alone", SoloFocus)
    if alone and request.user.pk == pair.performer_id:
        return {"aim": alone.aim, "performer_will": alone.will, "proposed_by": Side.PERFORMER}
    return {}


def _named(request: Request, name: str, model: type[Model], pair: Pair | None = None) -> Any:
    """The row that the address names as `?name=`, if this person may see it and it is of this pair."""
    asked = request.GET.get(name)
    if not asked:
        return None
    row: Any = one(request.user, "see", model, id_in(asked))
    if pair and row.pair_id != pair.pk:
        raise NotHere
    return row


def _refused(refusal: Refusal | None) -> dict[str, Any]:
    """For the page: whether the performer is asked about a second one (P2), or which one is open already."""
    return {
        "refusal": refusal,
        "second": refusal is not None and refusal.code == "second-focus",
        "open_focus": refusal.about["focus"] if refusal and refusal.code == "open-focus" else None,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: Request, pk: UUID) -> HttpResponse:
    """Is this what you said? Yes, or the own part in other words."""
    focus = mine(request, pk)
    part, theirs = parts_of(focus, request.user)
    if not stands(request, focus) or (request.method != "POST" and focus.sharpening.agreed_on(part.side)):
        return back(request, "focus:page", focus.pk)
    change = "change" in request.POST
    form = AgreeForm(request.POST if change else None, pair=focus.pair, me=request.user, focus=focus, part=part)
    refusal: Refusal | None = None
    if request.method == "POST" and (
        not change or (form.is_valid() and not (is_in_hand(focus) and form.look_again("will")))
    ):
        try:
            words = form.cleaned_data if change else {}
            actions.agree_to_focus(focus, by=request.user, second_ok="second_ok" in request.POST, **words)
            return back(request, "focus:page", focus.pk)
        except Refusal as refused:
            refusal = refused
    return page(
        request,
        "focus/agree.html",
        {
            "focus": focus,
            "pair": focus.pair,
            "part": part,
            "theirs": theirs,
            "form": form,
            "change": change or "change" in request.GET,
            **_refused(refusal),
        },
        status=409 if refusal else 422 if form.suggestions else invalid(form),
    )


# --- The page ---------------------------------------------------------------------------------------------------------


@require_safe
def focus_page(request: Request, pk: UUID) -> HttpResponse:
    """Our one thing; to somebody whom both allowed, its aim and its days and no more."""
    focus = one(request.user, "see", _with_neighbours, pk, reader=request.user.pk)
    if "work_on" not in focus.can:  # type: ignore[attr-defined]
        return page(request, "focus/aim.html", {"focus": focus, "pair": focus.pair})
    return _focus_page(request, focus)


def _focus_page(request: Request, focus: Focus, *, form: LineForm | None = None, at: str = "steps") -> HttpResponse:
    """The page of the two. `form` is one that was not taken, `at` the part of the page where it stands."""
    me, pair = request.user, focus.pair
    unlock([pair.pk])
    own, theirs = parts_of(focus, me)
    for part in (own, theirs):
        part.words = []
    for word in _words(me.pk, focus.pk):
        (own if word.commitment_id == own.pk else theirs).words.append(word)
    steps = _steps(me.pk, focus.pk)
    look_backs = _look_backs(me.pk, focus.pk)
    for row in (*steps, *look_backs):
        row.by = pair.performer if row.by_id == pair.performer_id else pair.coach
    beside = pairs_beside(pair, others=focus.has_others) if hasattr(focus, "has_others") else {}
    today, moved = me.today(), focus.sharpening.touched_on
    in_hand = is_in_hand(focus)
    performer_first = own.side == Side.PERFORMER
    return page(
        request,
        "focus/focus.html",
        {
            "focus": focus,
            "pair": pair,
            "own": own,
            "parts": [own, theirs] if performer_first else [theirs, own],
            "agreed": focus.sharpening.agreed_on(Side(own.side)),
            "they_agreed": focus.sharpening.agreed_on(Side(theirs.side)),
            "in_hand": in_hand,
            "steps": [step for step in steps if step.state == Step.State.IN_HAND],
            "past_steps": [step for step in steps if step.state != Step.State.IN_HAND],
            "most_steps": rules.IN_HAND,
            "experiments": experiments_of(me, focus),
            "look_backs": look_backs,
            "looked_back": next((one for one in look_backs if one.by_id == me.pk), None),
            "gap": rules.gap((today - moved).days) if in_hand else None,
            "time_to_look_back": in_hand and focus.look_back_on <= today,
            "lookers": onlookers(focus) if getattr(focus, "has_onlookers", True) else [],
            **beside,
            "state_form": StateForm(initial={"state": own.state}),
            "step_form": form if form and at == "steps" else LineForm(auto_id="step_%s"),
            "line_form": form if form and at == "parts" else LineForm(auto_id="line_%s"),
        },
        part=at,
        status=invalid(form) if form else 200,
    )


@kept
def _words(me: UUID, focus: UUID) -> QuerySet[Word]:
    return rows(me, "see", Word).filter(commitment__focus=focus).order_by("said_at")


@kept
def _steps(me: UUID, focus: UUID) -> QuerySet[Step]:
    return rows(me, "see", Step).filter(focus=focus).order_by("place", "closed_on")


@kept
def _look_backs(me: UUID, focus: UUID) -> QuerySet[LookBack]:
    return rows(me, "see", LookBack).filter(focus=focus)


def experiments_of(me: Person, focus: Focus) -> list[Experiment]:
    """What was and is being tried, the newest first, each with its `ways`. One query: each has at least two ways."""
    found: dict[UUID, Experiment] = {}
    for way in _ways(me.pk, focus.pk):
        experiment = found.setdefault(way.experiment_id, way.experiment)
        experiment.ways = [*getattr(experiment, "ways", []), way]  # type: ignore[attr-defined]
        if way.chosen:
            experiment.way = way  # type: ignore[attr-defined]
    return sorted(found.values(), key=lambda one: one.ended_on is not None)


@kept
def _ways(me: UUID, focus: UUID) -> QuerySet[Option]:
    found = rows(me, "see", Option).filter(experiment__focus=focus).select_related("experiment")
    return found.order_by("-experiment__begun_on", "experiment", "position")


# --- While it is in hand ----------------------------------------------------------------------------------------------


@require_POST
def add_step(request: Request, pk: UUID) -> HttpResponse:
    """Take on a small step."""
    focus = mine(request, pk)
    form = LineForm(request.POST, auto_id="step_%s")
    if form.is_valid():
        with heard(form):
            actions.take_on_step(focus, by=request.user, text=form.cleaned_data["text"])
            return again(request, focus, "steps")
    return _focus_page(request, focus, form=form, at="steps")


@require_POST
def finish_step(request: Request, pk: UUID) -> HttpResponse:
    """A step is done."""
    step = one(request.user, "work_on", Step, pk)
    actions.finish_step(step, by=request.user)
    return again(request, step.focus_id, "steps")


@require_POST
def drop_step(request: Request, pk: UUID) -> HttpResponse:
    """A step is no longer needed."""
    step = one(request.user, "work_on", Step, pk)
    actions.drop_step(step, by=request.user)
    return again(request, step.focus_id, "steps")


@require_POST
def say(request: Request, pk: UUID) -> HttpResponse:
    """Add a line to one's own part."""
    part = one(request.user, "say", Commitment, pk)
    form = LineForm(request.POST, auto_id="line_%s")
    if form.is_valid():
        with heard(form):
            actions.say_word(part, by=request.user, text=form.cleaned_data["text"])
            return again(request, part.focus_id, "parts")
    return _focus_page(request, mine(request, part.focus_id), form=form, at="parts")


@require_POST
def state(request: Request, pk: UUID) -> HttpResponse:
    """Say how one's own part went."""
    part = one(request.user, "say", Commitment, pk)
    form = StateForm(request.POST)
    if form.is_valid():
        actions.set_state(part, by=request.user, state=Commitment.State(form.cleaned_data["state"]))
    return again(request, part.focus_id, "parts")


def again(request: Request, focus: Focus | UUID, part: str) -> HttpResponse:
    """After a deed: that part of the page as it is now, or the whole page without htmx."""
    pk = focus.pk if isinstance(focus, Focus) else focus
    if request.htmx:
        return _focus_page(request, mine(request, pk), at=part)
    return back(request, "focus:page", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def sharpen(request: Request, pk: UUID) -> HttpResponse:
    """Make it clearer for the two; below, what is for the performer's eyes alone."""
    focus = mine(request, pk)
    unlock([focus.pair_id, request.user.pk])
    if not stands(request, focus):
        return back(request, "focus:page", focus.pk)
    form = _sharpen_form(request, focus, request.POST or None)
    if form.is_valid() and not (is_in_hand(focus) and form.newer):
        with heard(form):
            words = form.cleaned_data | {"proposed_by": form.cleaned_data["proposed_by"] or None}
            actions.sharpen(focus, by=request.user, **words)
            return back(request, "focus:page", focus.pk)
    return _sharpen_page(request, focus, form, _sense_form(request, focus))


@require_POST
def weigh(request: Request, pk: UUID) -> HttpResponse:
    """Keep for oneself how sure one is, and how much it matters."""
    focus = one(request.user, "weigh", whole, pk)
    unlock([focus.pair_id, request.user.pk])
    form = SenseForm(request.POST)
    if form.is_valid():
        sense = actions.weigh(focus, by=request.user, **form.cleaned_data)
        unsure = rules.first_twenty_minutes(form.cleaned_data["confidence"])
        if unsure and not sense.first_minutes:
            return back(request, "focus:sharpen", focus.pk)
        messages.success(request, _("Kept for you alone."))
        return back(request, "focus:page", focus.pk)
    return _sharpen_page(request, focus, _sharpen_form(request, focus, None), form)


def _sharpen_form(request: Request, focus: Focus, sent: Any) -> SharpenForm:
    there = {name: getattr(focus.sharpening, name) for name in ("serves", "where_and_when", "first_sign")}
    first = {"proposed_by": focus.sharpening.proposed_by}
    return SharpenForm(sent, pair=focus.pair, me=request.user, there=there, initial=first)


def _sense_form(request: Request, focus: Focus) -> SenseForm | None:
    """For the performer, what they kept; nothing for the coach."""
    if "weigh" not in focus.can:  # type: ignore[attr-defined]
        return None
    sense = rows(request.user, "see", Sense).filter(focus=focus).first()
    names = SenseForm.base_fields
    return SenseForm(auto_id="sense_%s", initial={name: getattr(sense, name) for name in names} if sense else {})


def _sharpen_page(request: Request, focus: Focus, form: SharpenForm, sense: SenseForm | None) -> HttpResponse:
    confidence = str(sense["confidence"].value() or "") if sense else ""
    return page(
        request,
        "focus/sharpen.html",
        {
            "focus": focus,
            "pair": focus.pair,
            "form": form,
            "sense": sense,
            "unsure": rules.first_twenty_minutes(int(confidence)) if confidence.isdecimal() else None,
        },
        status=409 if form.newer else max(invalid(form), invalid(sense) if sense else 200),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def ideas(request: Request, pair: UUID) -> HttpResponse:
    """Ideas for later, of the two: one thing at a time, and nothing gets lost."""
    two = one(request.user, "choose", with_both, pair)
    unlock([two.pk])
    form = LineForm(request.POST or None)
    if form.is_valid():
        with heard(form):
            actions.park_idea(two, by=request.user, text=form.cleaned_data["text"])
            return back(request, "focus:ideas", two.pk)
    parked = rows(request.user, "see", ParkedIdea).filter(pair=two, closed_on=None)
    return page(
        request,
        "focus/ideas.html",
        {
            "pair": two,
            "form": form,
            "ideas": list(parked.select_related("by").order_by("-parked_on", "pk")[:50]),
            "standing": rows(request.user, "see", Focus).filter(pair=two, closed_at=None).first(),
        },
        status=invalid(form),
    )


@require_POST
def drop_idea(request: Request, pk: UUID) -> HttpResponse:
    """Take an idea off the list."""
    idea = one(request.user, "edit", ParkedIdea, pk)
    actions.drop_idea(idea, by=request.user)
    return back(request, "focus:ideas", idea.pair_id)


# --- What the views share ---------------------------------------------------------------------------------------------


def whole() -> QuerySet[Focus]:
    """Our one thing with everything that is one per focus, and the newest look from outside."""
    looks = Look.objects.filter(row=OuterRef("pk"), pair=OuterRef("pair")).order_by("-on")
    return Focus.objects.whole().annotate(
        looked_on=Subquery(looks.values("on")[:1]), looked_by=Subquery(looks.values("reader__given_name")[:1])
    )


def _with_neighbours(reader: UUID) -> QuerySet[Focus]:
    """The same, and whether the reader has other pairs and somebody outside may read along, in the same query."""
    seen = Permission.objects.live(What.SEE_AIM).filter(pair=OuterRef("pair"), since__lte=OuterRef("chosen_at"))
    return whole().annotate(has_others=has_others(reader, "pair"), has_onlookers=Exists(seen))


def mine(request: Request, pk: UUID) -> Focus:
    """Our one thing, for one of the two."""
    return one(request.user, "work_on", whole, pk)


def is_in_hand(focus: Focus) -> bool:
    """Neither closed, nor do the two rest, nor have they stopped."""
    return focus.closed_at is None and focus.pair.is_open


def stands(request: Request, focus: Focus) -> bool:
    """Whether a form about it is shown: while it is in hand; later only to who sends one, with their words."""
    return request.method == "POST" or is_in_hand(focus)


def parts_of(focus: Focus, me: Person) -> tuple[Any, Any]:
    """One's own part and the other's."""
    parts = {Side.PERFORMER: focus.of_performer, Side.COACH: focus.of_coach}  # type: ignore[attr-defined]
    side = focus.pair.side_of(me) or Side.PERFORMER
    return parts[side], parts[side.other]
