"""How we're doing, both ways: asking, answering, seeing both when both are in, having talked about it."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet, Subquery
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alongside.access.gate import one, rows
from alongside.evaluations import both_ways as actions
from alongside.evaluations.models import BothWays, OneWay, PromisePlacement
from alongside.evaluations.rules import HowOften, how_often_asked, promise_kept
from alongside.evaluations.without_names import may_join
from alongside.kit.kept import kept
from alongside.kit.refusal import Refusal
from alongside.pairs.models import Agreement, Pair, Promise, with_both
from alongside.people.models import Person
from alongside.vault.ring import unlock
from alongside.web.bothways.forms import BothWaysForm, placed_in
from alongside.web.context import has_others, pairs_beside
from alongside.web.http import Request, back, heard, invalid, page

State = BothWays.State
BEFORE = 6
"""How many earlier ones are listed."""


@dataclass(frozen=True)
class Placed:
    """A promise, what it was in the words of the two, and how often it was kept."""

    kept: str
    promised: str
    often: str


@dataclass(frozen=True)
class Way:
    """What one of the two said of the other."""

    by: Person
    about: Person
    placements: list[Placed]
    example: str
    request: str


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: Request, pk: UUID) -> HttpResponse:
    """What it is; and asking both, or only talking about it."""
    pair = one(request.user, "both_ways", with_both, pk)
    if request.method == "POST":
        asked = actions.ask_both_ways(pair, by=request.user, talk_only="talk" in request.POST)
        return back(request, "both_ways:page", asked.pk)
    before = _before(request.user.pk, pair.pk)
    going_on = next((one for one in before if one.state in {State.ASKED, State.IN, State.TALK_ONLY}), None)
    if going_on:
        return back(request, "both_ways:page", going_on.pk)
    other = pair.other(request.user)
    return page(
        request,
        "bothways/begin.html",
        {
            "pair": pair,
            "other": other,
            "performs": pair.performer_id == request.user.pk,
            "questions": [how_often_asked(about, other) for about in actions.dimensions(pair, request.user)],
            "before": [asked for asked in before if asked.state == State.TALKED],
            "nameless": _nameless(pair, request.user),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def both_ways(request: Request, pk: UUID) -> HttpResponse:
    """Where it stands: to answer, to wait, to read both, to talk about it."""
    asked = one(request.user, "see", _rounds_beside, pk, reader=request.user.pk)
    me, pair = request.user, asked.pair
    unlock([pair.pk, me.pk])
    if asked.state in {State.IN, State.TALKED} and request.method != "POST":
        return _both(request, asked)
    said = actions.my_answer(asked, me)
    written = said or actions.came_back([asked], me).get(asked.pk)
    about, other = actions.dimensions(pair, me), pair.other(me)
    form = BothWaysForm(request.POST or None, about=about, other=other, said=written, promised=_promised(me, pair))
    if request.method == "POST":
        if asked.state != State.ASKED:
            raise Refusal(_not_asked(asked), code="not-open")
        if form.is_valid():
            with heard(form):
                _answer(asked, me, form)
                return back(request, "both_ways:page", asked.pk)
    answering = asked.state == State.ASKED and (said is None or "change" in request.GET or form.is_bound)
    return page(
        request,
        f"bothways/{'answer' if answering else TEMPLATES[asked.state]}.html",
        {
            "asked": asked,
            "pair": pair,
            "other": other,
            "performs": pair.performer_id == me.pk,
            "form": form,
            "placed": said is not None,
            "mine": _way(me, other, written["example"], written["request"], placed_in(written), {})
            if written
            else None,
            "nameless": _nameless(pair, me) if not answering else False,
        },
        status=invalid(form) if request.method == "POST" else 200,
    )


TEMPLATES = {State.ASKED: "waiting", State.TALK_ONLY: "talk_only", State.PASSED: "passed"}


def _both(request: Request, asked: Any) -> HttpResponse:
    """What both said, to be talked about."""
    me, pair = request.user, asked.pair
    return page(
        request,
        "bothways/both.html",
        {
            **pairs_beside(pair, others=asked.has_others),
            "asked": asked,
            "pair": pair,
            "other": pair.other(me),
            "ways": _ways(me, asked, _promised(me, pair)),
            "nameless": _nameless(pair, me),
        },
    )


def _not_asked(asked: BothWays) -> str:
    if asked.state == State.TALK_ONLY:
        return _("You two only talk about it this time; nothing is written.")
    return _("Both answers are in, or the days are over. Nothing changes any more.")


def _answer(asked: BothWays, me: Person, form: BothWaysForm) -> None:
    actions.answer(
        asked,
        by=me,
        placements=form.placements,
        example=form.cleaned_data["example"],
        request=form.cleaned_data["request"],
    )


@require_POST
def take_back(request: Request, pk: UUID) -> HttpResponse:
    """Take my answer out again; delete it once it came back to me."""
    asked = one(request.user, "answer", actions.whole, pk)
    waits = asked.state == State.ASKED and not actions.came_back([asked], request.user)
    actions.take_back(asked, by=request.user)
    messages.success(request, _("Taken back. It is as if you had not answered.") if waits else _("Deleted."))
    return back(request, "both_ways:page", asked.pk)


@require_POST
def just_talk(request: Request, pk: UUID) -> HttpResponse:
    """The performer would rather only talk."""
    asked = one(request.user, "just_talk", actions.whole, pk)
    return back(request, "both_ways:page", actions.just_talk(asked, by=request.user).pk)


@require_POST
def write(request: Request, pk: UUID) -> HttpResponse:
    """The performer would rather write after all."""
    asked = one(request.user, "just_talk", actions.whole, pk)
    return back(request, "both_ways:page", actions.write_after_all(asked, by=request.user).pk)


@require_POST
def talked_about(request: Request, pk: UUID) -> HttpResponse:
    """We have talked about it."""
    asked = one(request.user, "answer", actions.whole, pk)
    actions.mark_talked_about(asked, by=request.user)
    messages.success(request, _("Done. You ask each other again in some weeks."))
    return back(request, "pairs:page", asked.pair_id)


# --- What pages need --------------------------------------------------------------------------------------------------


def _rounds_beside(reader: UUID) -> QuerySet[Any]:
    return actions.whole().annotate(has_others=has_others(reader, "pair"))


def _nameless(pair: Pair, me: Person) -> bool:
    """Whether this performer could join their coach's reading without names."""
    return pair.performer_id == me.pk and may_join(pair, me) is not None


def _promised(me: Person, pair: Pair) -> dict[str, str]:
    """What the two promised each other in their own words, by promise."""
    return {promise.about: promise.words for promise in _promises(me.pk, pair.pk)}


@kept
def _promises(me: UUID, pair: UUID) -> QuerySet[Promise]:
    signed = Agreement.objects.filter(pair=pair).signed()
    return rows(me, "see", Promise).filter(agreement=Subquery(signed.values("pk")[:1]))


@kept
def _before(me: UUID, pair: UUID) -> QuerySet[BothWays]:
    found = rows(me, "see", BothWays).filter(pair=pair).select_related("exchange")
    return found.order_by("-asked_on", "pk")[:BEFORE]


def _ways(me: Person, asked: Any, promised: dict[str, str]) -> list[Way]:
    """What both said, the reader's first."""
    found = _said_in(me.pk, asked.pk)
    words: dict[UUID, dict[Promise.About, HowOften | None]] = defaultdict(dict)
    for place in _placements_in(asked.pk) if found else []:
        words[place.one_way_id][Promise.About(place.about)] = HowOften(place.often) if place.often else None
    people = {asked.pair.performer_id: asked.pair.performer, asked.pair.coach_id: asked.pair.coach}
    ways = []
    for said in found:
        if not said.example:  # whoever wrote it was forgotten
            continue
        by = people[said.by_id]
        ways.append(_way(by, asked.pair.other(by), said.example, said.request, words[said.pk], promised))
    return sorted(ways, key=lambda way: way.by.pk != me.pk)


@kept
def _said_in(me: UUID, asked: UUID) -> QuerySet[OneWay]:
    return rows(me, "see", OneWay).filter(both_ways=asked)


@kept
def _placements_in(asked: UUID) -> QuerySet[PromisePlacement]:
    return PromisePlacement.objects.filter(one_way__both_ways=asked)


def _way(
    by: Person,
    about: Person,
    example: str,
    asks: str,
    placed: dict[Promise.About, HowOften | None],
    promised: dict[str, str],
) -> Way:
    in_order = [about for about in Promise.About if about in placed]
    return Way(
        by=by,
        about=about,
        placements=[Placed(promise_kept(one), promised.get(one.value, ""), _said(placed[one])) for one in in_order],
        example=example,
        request=asks,
    )


def _said(word: HowOften | None) -> str:
    return str(word.label) if word else _("can’t tell")
