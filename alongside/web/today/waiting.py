"""What waits for a person, of every kind, found in one query; at most one of it becomes a request (P11)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Exists, F, IntegerField, Model, OuterRef, Q, QuerySet, Value
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from alongside.access.gate import rows
from alongside.evaluations.both_ways import to_ask, to_talk_about
from alongside.evaluations.models import BothWays, CheckIn
from alongside.feedback.models import Appreciation, Asking, Feedback, Hearing, Say, TeamAgreement
from alongside.kit import clock
from alongside.kit.kept import Kept, first, kept
from alongside.matching.models import Handover, LeadPath, SilentReply, StandIn, Suggestion, Trio
from alongside.pairs.models import Invite, Pair, Reply
from alongside.people.models import HouseAgreement, Person
from alongside.sealed.models import Envelope
from alongside.upward.models import Batch, Contact, Thread
from alongside.upward.rules import answer_day
from alongside.web.feedback.views import waiting_askings

M = TypeVar("M", bound=Model)
Waits = Callable[[UUID, date], "QuerySet[M]"]


@dataclass(frozen=True)
class Ask:
    """The one thing that waits for the reader: a sentence, why, and where to go."""

    title: str
    words: str
    action: str
    url: str
    person: Person | None = None


@dataclass(frozen=True)
class Source:
    """One kind of thing that can wait.

    `waits` gives the rows that wait for a person on a day, by the gate; `since` is the column that holds the day since
    when; `ask` makes the request of one of them, with one query at most, and one for a key. What is `pressing` comes
    before our one thing.
    """

    waits: "Waits[Any]"
    since: str
    ask: Callable[[Person, UUID], Ask | None]
    pressing: bool = False


@dataclass(frozen=True)
class Waiting:
    """The first thing that waits."""

    source: Source
    pk: UUID

    @property
    def pressing(self) -> bool:
        """Whether it comes before our one thing."""
        return self.source.pressing

    def ask(self, me: Person) -> Ask | None:
        """The request; None if it was answered just now."""
        return self.source.ask(me, self.pk)


def first_waiting(me: Person) -> Waiting | None:
    """The first thing that waits for this person: kinds in the order of SOURCES, the longest waiting first."""
    for rank, _since, pk in _first_of_all(me.pk, clock.today()):
        return Waiting(SOURCES[rank], pk)
    return None


@kept
def _first_of_all(me: UUID, today: date) -> "QuerySet[Any, Any]":
    kinds = [
        source.waits(me, today)
        .order_by()
        .annotate(its_rank=Value(rank, IntegerField()), its_day=F(source.since), its_pk=F("pk"))
        .values_list("its_rank", "its_day", "its_pk")
        for rank, source in enumerate(SOURCES)
    ]
    found: QuerySet[Any, Any] = kinds[0].union(*kinds[1:], all=True).order_by("its_rank", "its_day")
    return found[:1]


def _still(waits: "Waits[M]", me: Person, pk: UUID, *beside: str) -> M | None:
    """The row that waits, with these `beside` it; None if it was answered just now."""
    return first(_one_of(waits, beside)(me.pk, clock.today(), pk))


@cache
def _one_of(waits: "Waits[M]", beside: tuple[str, ...]) -> Kept[[UUID, date, UUID], M]:
    def build(me: UUID, today: date, pk: UUID) -> "QuerySet[M]":
        found = waits(me, today).filter(pk=pk)
        return found.select_related(*beside) if beside else found

    return Kept(build)


def _invites(me: UUID, today: date) -> "QuerySet[Invite]":
    return (
        rows(me, "answer", Invite)
        .filter(accepted_on=None, withdrawn_on=None, expires_on__gte=today)
        .exclude(Exists(Reply.objects.filter(invite=OuterRef("pk"))))
    )


def _answer_invite(me: Person, pk: UUID) -> Ask | None:
    invite = _still(_invites, me, pk, "inviter")
    if invite is None:
        return None
    would = (
        _("%(name)s would like to be useful to you.")
        if invite.inviter_side == "coach"
        else _("%(name)s would like to be coached by you.")
    )
    return Ask(
        would % {"name": invite.inviter},
        _("You may say yes, not now, or nothing. The last two look the same to everybody."),
        _("Read it"),
        reverse("pairs:invitation", args=[invite.pk]),
        invite.inviter,
    )


def _check_ins(me: UUID, today: date) -> "QuerySet[CheckIn]":
    """Those in which I have placed nothing yet. It hangs on my own envelope alone."""
    empty = rows(me, "see", Envelope).filter(placed=False, exchange=OuterRef("exchange"))
    return rows(me, "place", CheckIn).filter(
        Exists(empty), exchange__revealed_on=None, exchange__returned_on=None, exchange__closes_on__gte=today
    )


def _place_months(me: Person, pk: UUID) -> Ask | None:
    check_in = _still(_check_ins, me, pk, "exchange", "pair__performer", "pair__coach")
    if check_in is None:
        return None
    other = check_in.pair.other(me)
    return Ask(
        _("Where would you place the last two months?"),
        _("You and %(name)s, each alone; then you see both. It takes two minutes, and there is time until %(day)s.")
        % {"name": other, "day": date_format(check_in.exchange.closes_on, "j F")},
        _("Place it"),
        reverse("checkins:page", args=[check_in.pk]),
        other,
    )


def _both_ways(me: UUID, today: date) -> "QuerySet[BothWays]":
    """Those in which I have answered nothing yet. It hangs on my own envelope alone."""
    empty = rows(me, "see", Envelope).filter(placed=False, exchange=OuterRef("exchange"))
    return rows(me, "answer", BothWays).filter(
        Exists(empty), exchange__revealed_on=None, exchange__returned_on=None, exchange__closes_on__gte=today
    )


def _answer_both_ways(me: Person, pk: UUID) -> Ask | None:
    asked = _still(_both_ways, me, pk, "exchange", "pair__performer", "pair__coach")
    if asked is None or asked.exchange is None:
        return None
    other = asked.pair.other(me)
    return Ask(
        _("How are you and %(name)s doing, both ways?") % {"name": other},
        _("You answer about each other, and see both when both are in. There is time until %(day)s.")
        % {"day": date_format(asked.exchange.closes_on, "j F")},
        _("Have a look"),
        reverse("both_ways:page", args=[asked.pk]),
        other,
    )


def _both_said(me: UUID, today: date) -> "QuerySet[BothWays]":
    """What the two have not talked about yet."""
    return rows(me, "answer", BothWays).filter(pk__in=to_talk_about().values("pk"), pair__ended_at=None)


def _talk_both_ways(me: Person, pk: UUID) -> Ask | None:
    asked = _still(_both_said, me, pk, "pair__performer", "pair__coach")
    if asked is None:
        return None
    other = asked.pair.other(me)
    return Ask(
        _("How you and %(name)s are doing, both ways") % {"name": other},
        _("You two would rather talk than write. Have you?")
        if asked.talk_only
        else _("Both are in. Read them, then talk about it."),
        _("Open it"),
        reverse("both_ways:page", args=[asked.pk]),
        other,
    )


def _time_for_both_ways(me: UUID, today: date) -> "QuerySet[Pair]":
    """Pairs in which nobody has asked yet, though it is time."""
    return rows(me, "both_ways", to_ask(Pair.objects.all(), today))


def _ask_both_ways(me: Person, pk: UUID) -> Ask | None:
    pair: Any = _still(_time_for_both_ways, me, pk, "performer", "coach")
    if pair is None:
        return None
    other = pair.other(me)
    return Ask(
        _("How are you and %(name)s doing, both ways?") % {"name": other},
        _("You agreed to ask each other every %(weeks)s weeks. Now would be a good time, or whenever you talk next.")
        % {"weeks": pair.rhythm},
        _("Have a look"),
        reverse("both_ways:begin", args=[pair.pk]),
        other,
    )


def _quiet(me: UUID) -> Exists:
    """What I answered already, of this row."""
    return Exists(rows(me, "see", SilentReply).filter(about=OuterRef("pk")))


def _trios(me: UUID, today: date) -> "QuerySet[Trio]":
    standing = {"begun_on": None, "ended_on": None, "expires_on__gte": today}
    return rows(me, "take_part", Trio).filter(~_quiet(me), **standing)


def _answer_trio(me: Person, pk: UUID) -> Ask | None:
    trio = _still(_trios, me, pk, "made_by")
    if trio is None:
        return None
    return Ask(
        _("%(name)s asks you to practise as three.") % {"name": trio.made_by},
        _("One coaches, one brings something, one watches. Not now and no answer look the same."),
        _("Read it"),
        reverse("finding:trio", args=[trio.pk]),
        trio.made_by,
    )


def _stand_ins(me: UUID, today: date) -> "QuerySet[StandIn]":
    standing = {"agreed_on": None, "ended_on": None, "expires_on__gte": today}
    return rows(me, "answer", StandIn).filter(~_quiet(me), **standing)


def _answer_stand_in(me: Person, pk: UUID) -> Ask | None:
    asked = _still(_stand_ins, me, pk, "lead")
    if asked is None:
        return None
    return Ask(
        _("%(name)s asks you to coach in their place.") % {"name": asked.lead},
        _("Not now and no answer look the same."),
        _("Read it"),
        reverse("finding:stand_in", args=[asked.pk]),
        asked.lead,
    )


def _handovers(me: UUID, today: date) -> "QuerySet[Handover]":
    standing = {"agreed_on": None, "closed_on": None, "expires_on__gte": today}
    open_pair = {"pair__ended_at": None, "pair__paused_at": None}
    return rows(me, "answer", Handover).filter(~_quiet(me), **standing, **open_pair)


def _answer_handover(me: Person, pk: UUID) -> Ask | None:
    proposed = _still(_handovers, me, pk, "by", "to")
    if proposed is None:
        return None
    return Ask(
        _("%(name)s thinks that %(to)s could coach you.") % {"name": proposed.by, "to": proposed.to},
        _("You decide, and nothing changes until you do."),
        _("Read it"),
        reverse("finding:handover", args=[proposed.pk]),
        proposed.by,
    )


def _paths(me: UUID, today: date) -> "QuerySet[LeadPath]":
    return rows(me, "see", LeadPath).filter(again_on__lte=today)


def _read_again(me: Person, pk: UUID) -> Ask | None:
    path = _still(_paths, me, pk)
    if path is None:
        return None
    return Ask(
        _("Some weeks ago you named what eats your time."), path.eats_time, _("How is it now?"), reverse("finding:path")
    )


def _suggestions(me: UUID, today: date) -> "QuerySet[Suggestion]":
    return rows(me, "see", Suggestion).filter(~_quiet(me), until__gte=today)


def _meet(me: Person, pk: UUID) -> Ask | None:
    suggestion = _still(_suggestions, me, pk)
    if suggestion is None:
        return None
    there = reverse("finding:suggestion", args=[suggestion.pk])
    return Ask(_("There is somebody you may like to meet."), suggestion.because(), _("Look who"), there)


def _brought(me: UUID, today: date) -> "QuerySet[Thread]":
    return rows(me, "see", Thread).filter(to=me, waits_since__isnull=False)


def _answer_thread(me: Person, pk: UUID) -> Ask | None:
    thread = _still(_brought, me, pk, "author")
    if thread is None:
        return None
    there = reverse("upward:thread", args=[pk])
    if thread.contact_id:
        since = thread.word_awaited
        return Ask(
            _("Somebody has brought you something in confidence."),
            _("They hope for a word by %(day)s, if only to say when you have time.")
            % {"day": date_format(answer_day(since), "l, j F")}
            if since
            else _("A word from you would be kind."),
            _("Read it alone"),
            there,
        )
    name = {"name": thread.author}
    return Ask(
        _("%(name)s has told you something.") % name,
        _("Unasked, which takes some courage."),
        _("Read it"),
        there,
        thread.author,
    )


def _answered(me: UUID, today: date) -> "QuerySet[Thread]":
    return rows(me, "wish", Thread).filter(news=True)


def _read_answer(me: Person, pk: UUID) -> Ask | None:
    return Ask(
        _("There is an answer for you."),
        _("To something you told somebody."),
        _("Read it alone"),
        reverse("upward:thread", args=[pk]),
    )


def _batches(me: UUID, today: date) -> "QuerySet[Batch]":
    return rows(me, "see", Batch).filter(opened_on=None)


def _read_batch(me: Person, pk: UUID) -> Ask | None:
    return Ask(
        _("Something has come to you without names."),
        _("It could have come from any of several people in your line. Take a quiet minute for it."),
        _("Read it"),
        reverse("upward:batch", args=[pk]),
    )


def _proposed(me: UUID, today: date) -> "QuerySet[Contact]":
    return rows(me, "be", Contact).filter(willing_on=None, ended_on=None)


def _say_yes(me: Person, pk: UUID) -> Ask | None:
    return Ask(
        _("Would you be a confidential contact?"),
        _("Somebody thinks people would trust you. You can say no without a reason."),
        _("What it means"),
        reverse("upward:being", args=[pk]),
    )


def _to_confirm(me: UUID, today: date) -> "QuerySet[Contact]":
    return rows(me, "confirm", Contact).filter(confirmed_on=None, ended_on=None).exclude(person=me)


def _confirm(me: Person, pk: UUID) -> Ask | None:
    return Ask(
        _("A confidential contact is proposed."),
        _("You speak for the employees: would they trust this person?"),
        _("Look who"),
        reverse("upward:naming"),
    )


def _to_agree(me: UUID, today: date) -> "QuerySet[HouseAgreement]":
    waiting = rows(me, "agree", HouseAgreement).filter(state=HouseAgreement.State.WAITING)
    return waiting.exclude(proposed_by=me)


def _agree(me: Person, pk: UUID) -> Ask | None:
    return Ask(
        _("What this place is used for is proposed in new words."),
        _("They stand once you say yes for the employees."),
        _("Read them"),
        reverse("how:words"),
    )


def _heard(me: UUID, **what: Any) -> Exists:
    """What I have read on, put away or received; theirs alone who read."""
    return Exists(Hearing.objects.filter(Q(opened=True) | Q(put_away=True), author=me, **what))


def _seen(me: UUID, today: date) -> "QuerySet[Feedback]":
    return rows(me, "hear", Feedback).filter(~_heard(me, feedback=OuterRef("pk")), taken_back_on=None)


def _hear(me: Person, pk: UUID) -> Ask | None:
    said = _still(_seen, me, pk, "by", "asking")
    if said is None:
        return None
    return Ask(
        _("%(name)s saw something, and tells you.") % {"name": said.by},
        _("You had asked. You can tell it from your side first.")
        if said.asking
        else _("You can tell it from your side first. Nobody is told whether you read it."),
        _("Read it"),
        reverse("feedback:page", args=[pk]),
        said.by,
    )


def _thanks(me: UUID, today: date) -> "QuerySet[Appreciation]":
    return rows(me, "receive", Appreciation).filter(~_heard(me, appreciation=OuterRef("pk")))


def _read_thanks(me: Person, pk: UUID) -> Ask | None:
    given = _still(_thanks, me, pk, "author")
    if given is None:
        return None
    return Ask(
        _("%(name)s thanks you.") % {"name": given.author},
        _("For something you did, and what it did for them."),
        _("Read it"),
        reverse("feedback:thanks", args=[pk]),
        given.author,
    )


def _askings(me: UUID, today: date) -> "QuerySet[Asking]":
    found: QuerySet[Asking] = waiting_askings(me, today)
    return found


def _tell(me: Person, pk: UUID) -> Ask | None:
    asking = _still(_askings, me, pk, "author")
    if asking is None:
        return None
    return Ask(
        _("%(name)s would like to know what you see.") % {"name": asking.author},
        _("You may write, say not now, or nothing. The last two look the same."),
        _("Read it"),
        reverse("feedback:asked", args=[pk]),
        asking.author,
    )


def _says(me: UUID, today: date) -> "QuerySet[Say]":
    """Proposals of my team that I have not answered."""
    mine = rows(me, "keep_to", TeamAgreement).filter(holds_since=None, set_aside_on=None)
    return rows(me, "edit", Say).filter(asked=True, agreement__in=mine.values("pk"))


def _say(me: Person, pk: UUID) -> Ask | None:
    said = _still(_says, me, pk, "agreement__by", "agreement__team")
    if said is None:
        return None
    proposed = said.agreement
    return Ask(
        _("%(name)s proposes something to keep to in %(team)s.") % {"name": proposed.by, "team": proposed.team},
        _("There is time until %(day)s. Nobody sees what you answer.")
        % {"day": date_format(proposed.decides_on, "j F")},
        _("Read it"),
        reverse("team_agreements:list", args=[proposed.team_id]),
        proposed.by,
    )


SOURCES = [
    Source(_brought, "waits_since", _answer_thread, pressing=True),
    Source(_answered, "touched_on", _read_answer, pressing=True),
    Source(_invites, "sent_on", _answer_invite, pressing=True),
    Source(_check_ins, "asked_on", _place_months),
    Source(_both_ways, "asked_on", _answer_both_ways),
    Source(_seen, "given_on", _hear),
    Source(_thanks, "given_on", _read_thanks),
    Source(_askings, "asked_on", _tell),
    Source(_says, "agreement__proposed_on", _say),
    Source(_handovers, "made_on", _answer_handover),
    Source(_stand_ins, "asked_on", _answer_stand_in),
    Source(_trios, "made_on", _answer_trio),
    Source(_both_said, "asked_on", _talk_both_ways),
    Source(_time_for_both_ways, "last_asked", _ask_both_ways),
    Source(_paths, "again_on", _read_again),
    Source(_suggestions, "made_on", _meet),
    Source(_batches, "week", _read_batch),
    Source(_proposed, "proposed_on", _say_yes),
    Source(_to_confirm, "proposed_on", _confirm),
    Source(_to_agree, "proposed_on", _agree),
]
"""Every kind, the most pressing first."""
