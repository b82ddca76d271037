"""One screen: at most one request, our one thing, the next talk, a way to reflect now."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alongside.access.gate import rows
from alongside.conversations.models import Conversation
from alongside.focus.models import Commitment, Focus, LookBack, Word
from alongside.focus.rules import gap
from alongside.kit import clock
from alongside.kit.kept import derived, first, kept
from alongside.lifecycle.keeping import SHARED, TOLD_BEFORE
from alongside.pairs.models import Agreement, Pair
from alongside.people.models import Person
from alongside.vault.ring import unlock
from alongside.web.http import open_door, page
from alongside.web.solo.views import in_hand
from alongside.web.today.waiting import Ask, first_waiting


@open_door
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """The day of whoever signed in; the door for everybody else."""
    me = request.user
    if not isinstance(me, Person):
        return page(request, "door/door.html")
    pairs: list[Any] = _pairs(me.pk, clock.now())
    going_on = [pair for pair in pairs if not pair.paused_at]
    focuses: list[Any] = _focuses(me.pk)
    talks = _talks(me.pk)
    unlock([me.pk, *(pair.pk for pair in pairs)])
    return page(
        request,
        "today/today.html",
        {
            "greeting": greeting(clock.now().astimezone(ZoneInfo(me.time_zone))),
            "day": me.today(),
            "my_pairs": going_on[:3],
            "has_pair": bool(pairs),
            "ask": _ask(me, going_on, focuses, talks),
            "focus": focuses[0] if focuses else None,
            "commitments": _commitments_of(focuses[0]) if focuses else [],
            "more": focuses[1:],
            "solo": None if focuses else first(in_hand(me.pk)),
            "talk": _next_of(me, talks),
            "soon_gone": [pair for pair in pairs if pair.soon_gone],
            "resting": next((pair for pair in pairs if pair.paused_at), None),
        },
    )


def greeting(local: datetime) -> str:
    """Good morning until noon, good afternoon until six, good evening after."""
    if local.hour < 12:
        return _("Good morning")
    return _("Good afternoon") if local.hour < 18 else _("Good evening")


@kept
def _pairs(me: UUID, now: datetime) -> QuerySet[Pair]:
    waiting = Agreement.objects.filter(pair=OuterRef("pk"), set_aside_on=None).exclude(by=me)
    unsigned = Q(performer_signed_on=None, pair__performer=me) | Q(coach_signed_on=None, pair__coach=me)
    soon_gone = {"pair": OuterRef("pk"), "closed_at__lt": derived(now, _nearly_a_year_before)}
    return (
        rows(me, "see", Pair)
        .filter(ended_at=None)
        .select_related("performer", "coach")
        .annotate(
            to_sign=Exists(waiting.filter(unsigned)),
            soon_gone=Exists(Conversation.objects.filter(**soon_gone)) | Exists(Focus.objects.filter(**soon_gone)),
        )
        .order_by("began_on", "pk")[:30]
    )


def _nearly_a_year_before(now: datetime) -> datetime:
    return now - SHARED + TOLD_BEFORE


@kept
def _focuses(me: UUID) -> QuerySet[Focus]:
    looks = LookBack.objects.filter(focus=OuterRef("pk"))
    return (
        rows(me, "work_on", Focus)
        .filter(closed_at=None, pair__ended_at=None, pair__paused_at=None)
        .select_related("pair__performer", "pair__coach", "sharpening")
        .annotate(looked_back=Exists(looks.filter(by=me)), other_looked_back=Exists(looks.exclude(by=me)))
        .order_by("look_back_on", "pk")[:12]
    )


def _commitments_of(focus: Focus) -> list[tuple[Commitment, Word | None]]:
    """What each of the two will do, and what was last said about it."""
    newest = {word.commitment_id: word for word in _newest_words(focus.pk)}
    return [(commitment, newest.get(commitment.pk)) for commitment in _commitments(focus.pk)]


@kept
def _commitments(focus: UUID) -> QuerySet[Commitment]:
    return Commitment.objects.filter(focus=focus).order_by("-side")


@kept
def _newest_words(focus: UUID) -> QuerySet[Word]:
    about_the_same = Word.objects.filter(commitment=OuterRef("commitment")).order_by("-said_at")
    return Word.objects.filter(commitment__focus=focus, pk=Subquery(about_the_same.values("pk")[:1]))


@kept
def _talks(me: UUID) -> QuerySet[Conversation]:
    return (
        rows(me, "see", Conversation)
        .filter(closed_at=None, cancelled_at=None, pair__ended_at=None, pair__paused_at=None)
        .select_related("pair__performer", "pair__coach")
        .order_by("planned_for")[:12]
    )


def _next_of(me: Person, talks: list[Conversation]) -> Conversation | None:
    """The next talk; where none lies ahead, the last one that was planned and did not come about."""
    planned = [(talk.planned_for, talk) for talk in talks if talk.started_at is None and talk.planned_for]
    ahead = (talk for at, talk in planned if at.astimezone(ZoneInfo(me.time_zone)).date() >= me.today())
    return next(ahead, planned[-1][1] if planned else None)


def _ask(me: Person, pairs: list[Any], focuses: list[Any], talks: list[Conversation]) -> Ask | None:
    """What comes first: a talk under way, a new address, what presses, new words, our one thing, then the rest."""
    for talk in talks:
        if talk.started_at:
            other = talk.pair.other(me)
            return Ask(
                _("Your talk with %(name)s is under way.") % {"name": other},
                _("It is where you left it."),
                _("Go on"),
                reverse("talks:page", args=[talk.pk]),
                other,
            )
    if me.proposed_email:
        return Ask(
            _("Is this your new address?"),
            _("%(email)s. You sign in with it only if you say yes.") % {"email": me.proposed_email},
            _("Answer"),
            reverse("me:address"),
        )
    waiting = first_waiting(me)
    if waiting and waiting.pressing and (asked := waiting.ask(me)):
        return asked
    for pair in pairs:
        if pair.to_sign:
            other = pair.other(me)
            return Ask(
                _("%(name)s put what you agreed in new words.") % {"name": other},
                _("Until you both sign, the old words stand."),
                _("Read them"),
                reverse("pairs:agreement", args=[pair.pk]),
                other,
            )
    for focus in focuses:
        other = focus.pair.other(me)
        agreed = (
            focus.sharpening.performer_agreed_on
            if me.pk == focus.pair.performer_id
            else focus.sharpening.coach_agreed_on
        )
        if not agreed:
            return Ask(
                _("%(name)s wrote down your one thing.") % {"name": other},
                focus.aim,
                _("Is it what you said?"),
                reverse("focus:page", args=[focus.pk]),
                other,
            )
        if asked := _look_back(me, focus, other):
            return asked
    return waiting.ask(me) if waiting and not waiting.pressing else None


def _look_back(me: Person, focus: Any, other: Person) -> Ask | None:
    """What the other one wrote waits, or a long gap, or the day on which both look back."""
    there = reverse("focus:look_back", args=[focus.pk])
    if focus.other_looked_back and focus.looked_back:
        return Ask(_("You have both looked back."), focus.aim, _("Read both, and close it"), there, other)
    if focus.other_looked_back:
        return Ask(_("%(name)s has looked back.") % {"name": other}, focus.aim, _("Add my sentence"), there, other)
    if pause := gap((me.today() - focus.sharpening.touched_on).days):
        return Ask(str(pause), focus.aim, _("Choose"), reverse("focus:page", args=[focus.pk]), other)
    if focus.look_back_on <= me.today() and not focus.looked_back:
        return Ask(_("Time to look back?"), focus.aim, _("Look back"), there, other)
    return None
