"""Where would you place the last two months? Two canvases each, hidden until both are in; then both together."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alongside.access.gate import one, rows
from alongside.evaluations import checking_in
from alongside.evaluations.checking_in import About, Spots, whole
from alongside.evaluations.drawing import Mark, draw
from alongside.evaluations.gaps import Axis, Gap, question, worth_asking
from alongside.evaluations.models import Axes, CheckIn, Placement
from alongside.evaluations.questions import asked_of, for_anybody
from alongside.kit import clock
from alongside.kit.kept import Ids, kept
from alongside.kit.refusal import NotHere
from alongside.pairs.models import Pair, with_both
from alongside.people.models import Person, Team
from alongside.vault.ring import unlock
from alongside.web.checkins.forms import AxesForm, WhereForm
from alongside.web.http import Request, back, heard, invalid, page

FRESH = timedelta(days=28)
"""How long what both placed is shown before asking anew is offered."""

EARLIER = 3
"""How many earlier ones are seen faintly behind the newest."""


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: Request, pair: UUID) -> HttpResponse:
    """Ask both, the other and oneself; or go to what is asked already."""
    two = one(request.user, "check_in", with_both, pair)
    if request.method == "POST":
        return back(request, "checkins:page", checking_in.ask_where(two, by=request.user).pk)
    known = _newest(request.user.pk, two.pk)
    standing = next((one for one in known if one.exchange.takes_answers), None)
    if standing is None and "again" not in request.GET:
        standing = next((one for one in known if _is_fresh(one)), None)
    if standing:
        return back(request, "checkins:page", standing.pk)
    return page(
        request,
        "checkins/begin.html",
        {
            "pair": two,
            "other": two.other(request.user),
            "known": [one for one in known if one.exchange.revealed_on],
            "days": checking_in.DAYS.days,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def where(request: Request, pk: UUID) -> HttpResponse:
    """Place it; change it; see that mine is in; see both; or see that it came back."""
    check_in = _mine(request, pk)
    unlock([check_in.pair_id, request.user.pk])
    if check_in.exchange.revealed_on:
        return _both(request, check_in)
    placed = checking_in.mine(check_in, request.user)
    if not check_in.exchange.takes_answers or (placed and "change" not in request.GET and request.method != "POST"):
        return _placed(request, check_in, placed)
    asked = asked_of(check_in, request.user)
    form = WhereForm(request.POST or None, asked=asked, now=placed)
    if form.is_valid():
        with heard(form):
            checking_in.place_months(check_in, form.cleaned_data["spots"], by=request.user)
            return back(request, "checkins:page", check_in.pk)
    canvases = [_Canvas.of(check_in, about, request.user, asked) for about in About]
    for canvas in canvases:
        canvas.fill(form)
    return page(request, "checkins/place.html", _about(request, check_in, canvases, form=form), status=invalid(form))


@require_POST
def take_back(request: Request, pk: UUID) -> HttpResponse:
    """Take it back; nobody knows that it was there."""
    check_in = _mine(request, pk)
    checking_in.take_back(check_in, by=request.user)
    messages.success(request, _("Taken back. Nobody else knows that it was there."))
    return back(request, "pairs:page", check_in.pair_id)


@require_POST
def discard(request: Request, pk: UUID) -> HttpResponse:
    """Delete what came back."""
    check_in = _mine(request, pk)
    checking_in.discard(check_in, by=request.user)
    messages.success(request, _("Deleted."))
    return back(request, "pairs:page", check_in.pair_id)


@require_http_methods(["GET", "HEAD", "POST"])
def axes(request: Request, pk: UUID) -> HttpResponse:
    """A team's own questions, by whoever leads it or keeps the list of people."""
    team = one(request.user, "word_axes", Team, pk)
    if team.ended_at:
        raise NotHere
    now = rows(request.user, "see", Axes).filter(team=team).first()
    unlock([team.pk])
    names = [f"{about}_{axis}" for about, axis in checking_in.QUESTIONS]
    form = AxesForm(
        request.POST or None,
        house=for_anybody(),
        initial={name: getattr(now, name) for name in names} if now else {},
    )
    if form.is_valid():
        with heard(form):
            checking_in.word_axes(team, form.questions, by=request.user)
            messages.success(request, _("From the next time on it is asked like this."))
            return back(request, "people:team", team.pk)
    return page(request, "checkins/axes.html", {"team": team, "form": form}, status=invalid(form))


# --- What the views share ---------------------------------------------------------------------------------------------


def _mine(request: Request, pk: UUID) -> CheckIn:
    return one(request.user, "place", whole, pk)


def _is_fresh(check_in: CheckIn) -> bool:
    """Both placed it some days ago."""
    on = check_in.exchange.revealed_on
    return on is not None and on >= clock.today() - FRESH


def _of(me: UUID, pair: UUID) -> QuerySet[CheckIn]:
    return rows(me, "see", CheckIn).select_related("exchange").filter(pair=pair).order_by("-asked_on", "pk")


@kept
def _newest(me: UUID, pair: UUID) -> QuerySet[CheckIn]:
    return _of(me, pair)[:10]


Said = list[tuple[str, str, str]]
"""Who, in whose colour, and the word."""


@dataclass
class _Canvas:
    """One of the two: about the work, or about the coaching."""

    about: About
    title: str
    across: str
    up: str
    picture: str = ""
    said_across: Said = field(default_factory=list)
    said_up: Said = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    apart: str = ""
    fields: Any = None

    @classmethod
    def of(cls, check_in: CheckIn, about: About, me: Person, asked: dict[About, dict[Axis, str]]) -> "_Canvas":
        pair = check_in.pair
        whose = pair.performer if about == About.WORK else pair.coach
        if whose.pk == me.pk:
            title = _("Your work") if about == About.WORK else _("Your coaching")
        else:
            title = (_("%(name)s's work") if about == About.WORK else _("%(name)s's coaching")) % {"name": whose}
        return cls(about, title, asked[about][Axis.ACROSS], asked[about][Axis.UP])

    def fill(self, form: WhereForm) -> None:
        """The empty canvas, and its inputs."""
        self.picture = draw([])
        self.fields = {name: form[f"{self.about}_{name}"] for name in ("across", "up", "unsure")}

    def say(self, person: Person, me: Person, spots: Spots | None) -> Mark | None:
        """Take what somebody placed into the words around the picture; their mark, if there is one."""
        mine = person.pk == me.pk
        name, whose = (_("You"), "me") if mine else (str(person), "other")
        if spots is None:
            self.beside.append(_("What %(name)s placed went with them.") % {"name": person})
            return None
        spot = spots[self.about]
        if spot is None:
            self.beside.append(_("You couldn't tell.") if mine else _("%(name)s couldn't tell.") % {"name": person})
            return None
        self.said_across.append((name, whose, str(spot.across.label)))
        self.said_up.append((name, whose, str(spot.up.label)))
        return Mark(name, person.initial, whose, spot)


def _about(request: Request, check_in: CheckIn, canvases: list[_Canvas], **more: Any) -> dict[str, Any]:
    pair = check_in.pair
    return {"check_in": check_in, "pair": pair, "other": pair.other(request.user), "canvases": canvases, **more}


def _placed(request: Request, check_in: CheckIn, spots: Spots | None) -> HttpResponse:
    """Mine is in; or the days are over, and it is mine alone."""
    me = request.user
    asked = asked_of(check_in, me)
    canvases = []
    for about in About if spots else ():
        canvas = _Canvas.of(check_in, about, me, asked)
        mark = canvas.say(me, me, spots)
        canvas.picture = draw([mark]) if mark else ""
        canvases.append(canvas)
    template = "checkins/in.html" if check_in.exchange.takes_answers else "checkins/returned.html"
    return page(request, template, _about(request, check_in, canvases, placed=spots is not None))


def _both(request: Request, check_in: CheckIn) -> HttpResponse:
    """Both together, the gap, one question about it, and the last times faintly behind."""
    me, pair = request.user, check_in.pair
    asked = asked_of(check_in, me)
    former = [check_in, *_earlier(me, check_in)]
    by_check_in: dict[UUID, list[Placement]] = {}
    for placement in _placements(me.pk, [each.pk for each in former]):
        by_check_in.setdefault(placement.check_in_id, []).append(placement)
    times = [(one, checking_in.placed(one, by_check_in.get(one.pk, []))) for one in former]
    spots = times[0][1]
    canvases = []
    for about in About:
        canvas = _Canvas.of(check_in, about, me, asked)
        same = [then for one, then in times[1:] if _asked_alike(one, check_in, about)]
        marks = [mark for person in _in_order(pair, me) if (mark := canvas.say(person, me, spots[person.pk]))]
        canvas.picture = draw(marks, [_marks(pair, me, then, about) for then in same]) if marks else ""
        canvas.apart = _gap(pair, spots, about).apart.words
        canvases.append(canvas)
    return page(
        request,
        "checkins/both.html",
        _about(
            request,
            check_in,
            canvases,
            former=[one for one, _then in times[1:]],
            **_question(check_in, spots, canvases),
        ),
    )


def _earlier(me: Person, check_in: CheckIn) -> list[CheckIn]:
    """The last times that both had placed before this one."""
    found = _former(me.pk, check_in.pair_id, check_in.pk, check_in.exchange.opened_on)
    for one_ in found:
        one_.pair = check_in.pair
    return found


@kept
def _former(me: UUID, pair: UUID, but: UUID, until: date) -> QuerySet[CheckIn]:
    before = _of(me, pair).filter(exchange__revealed_on__isnull=False, exchange__opened_on__lte=until)
    return before.exclude(pk=but)[:EARLIER]


@kept
def _placements(me: UUID, check_ins: list[UUID]) -> QuerySet[Placement]:
    return rows(me, "see", Placement).filter(check_in__in=Ids(check_ins)).order_by("pk")


def _asked_alike(one: CheckIn, other: CheckIn, about: About) -> bool:
    """Whether both times the same was asked; only then one may lie behind the other."""
    return all(getattr(one, f"{about}_{axis}") == getattr(other, f"{about}_{axis}") for axis in Axis)


def _in_order(pair: Pair, me: Person) -> list[Person]:
    """The reader first."""
    return [me, pair.other(me)]


def _marks(pair: Pair, me: Person, spots: dict[UUID, Spots | None], about: About) -> list[Mark]:
    """The marks of an earlier time."""
    found = [(person, (spots[person.pk] or {}).get(about)) for person in _in_order(pair, me)]
    return [
        Mark(str(person), person.initial, "me" if person.pk == me.pk else "other", spot)
        for person, spot in found
        if spot
    ]


def _gap(pair: Pair, spots: dict[UUID, Spots | None], about: About) -> Gap:
    own, others = (pair.performer_id, pair.coach_id) if about == About.WORK else (pair.coach_id, pair.performer_id)
    return Gap((spots[own] or {}).get(about), (spots[others] or {}).get(about))


def _question(check_in: CheckIn, spots: dict[UUID, Spots | None], canvases: list[_Canvas]) -> dict[str, Any]:
    """The one question, and what it is about; none if somebody's placements are gone."""
    if None in spots.values():
        return {}
    gaps = {about: _gap(check_in.pair, spots, about) for about in About}
    about = About(worth_asking(gaps[About.WORK], gaps[About.COACHING]))
    names = {"performer": str(check_in.pair.performer), "coach": str(check_in.pair.coach)}
    canvas = next(one for one in canvases if one.about == about)
    axis = canvas.up if gaps[about].axis == Axis.UP else canvas.across
    return {"question": question(about, gaps[about], **names), "question_about": axis, "question_on": canvas.title}
