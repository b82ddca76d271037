"""A lead's own path, what eats their time, who coaches in their place, and handing a pair over."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from alongside.journal.actions import record
from alongside.kit import clock
from alongside.kit.kept import kept
from alongside.kit.refusal import Refusal
from alongside.matching.directory import reply_silently
from alongside.matching.models import Handover, LeadPath, SilentReply, StandIn
from alongside.pairs.actions import held_open, invite
from alongside.pairs.models import Pair, Side
from alongside.pairs.rules import must_be_open
from alongside.people.models import Line, Person

ANSWER_WITHIN = timedelta(days=21)
SHOWN_AGAIN_AFTER = timedelta(weeks=8)
LONGEST = 2_000


def leads(person: Person) -> bool:
    """Whether somebody reports to this person."""
    return bool(_led(person.pk))


@kept
def _led(lead: UUID) -> "QuerySet[Line, Any]":
    return Line.objects.filter(lead=lead, ended_on=None).values("pk")[:1]


def choose_step(*, by: Person, step: LeadPath.Step) -> LeadPath:
    """Say where one is on the way; for oneself alone. Whoever coaches again needs nobody in their place."""
    with transaction.atomic():
        mine = _my_path(by)
        mine.step = LeadPath.Step(step)
        mine.save()
        if mine.step != LeadPath.Step.RATHER_NOT:
            for standing in StandIn.objects.filter(lead=by, ended_on=None):
                end_stand_in(standing, by=by)
    return mine


def name_time(*, by: Person, eats_time: str, success: str) -> LeadPath:
    """Name what eats one's time and what one would call success. Both are shown again after eight weeks.

    Raises:
        Refusal: nothing was written.
    """
    if not eats_time.strip() and not success.strip():
        raise Refusal(_("A few words are enough: one thing that eats your time."), field="eats_time")
    with transaction.atomic():
        mine = _my_path(by)
        mine.eats_time, mine.success, mine.since_then = eats_time.strip(), success.strip(), ""
        mine.named_on, mine.again_on = clock.today(), clock.today() + SHOWN_AGAIN_AFTER
        mine.save()
    return mine


def look_again(*, by: Person, since_then: str, again: bool = False) -> LeadPath:
    """Read again what one named, and say how it is now. With `again` it comes back after another eight weeks."""
    with transaction.atomic():
        mine = _my_path(by)
        mine.since_then = since_then.strip()
        mine.again_on = clock.today() + SHOWN_AGAIN_AFTER if again else None
        mine.save()
    return mine


def _my_path(by: Person) -> LeadPath:
    held = Person.objects.select_for_update().get(pk=by.pk)
    return LeadPath.objects.filter(author=held).first() or LeadPath(author=held)


# --- Somebody in my place ---------------------------------------------------------------------------------------------


def ask_stand_in(coach: Person, *, by: Person) -> StandIn:
    """Ask somebody to coach one's people in one's place. Whoever was asked before is asked no longer.

    Raises:
        Refusal: oneself, somebody who left, somebody who does so already, or the lead coaches (code "coaches-too").
    """
    if coach.pk == by.pk or not coach.is_active:
        raise Refusal(_("Choose somebody else who works here."), field="person")
    with transaction.atomic():
        mine = _my_path(by)
        if mine.step != LeadPath.Step.RATHER_NOT:
            raise Refusal(_("Say first that you'd rather not coach."), code="coaches-too")
        today = clock.today()
        for standing in StandIn.objects.filter(lead=by, ended_on=None):
            if standing.coach_id == coach.pk and (standing.holds or standing.stands(today)):
                return standing
            end_stand_in(standing, by=by)
        asked = StandIn.objects.create(lead=by, coach=coach, asked_on=today, expires_on=today + ANSWER_WITHIN)
        record(by, "stand-in.asked", asked)
    return asked


def stand_in(asked: StandIn, *, by: Person) -> StandIn:
    """Say yes: from now on the people of that lead read one's name. Nobody has to be coached by it.

    Raises:
        Refusal: it no longer stands (code "stand-in-over").
    """
    with transaction.atomic():
        asked = StandIn.objects.select_for_update().get(pk=asked.pk)
        if asked.holds:
            return asked
        _must_stand(asked)
        asked.agreed_on, asked.holds = clock.today(), True
        asked.save(update_fields=["agreed_on", "holds"])
        SilentReply.objects.filter(about=asked.pk).delete()
        record(by, "stand-in.agreed", asked)
    return asked


def not_in_their_place(asked: StandIn, *, by: Person) -> None:
    """Not now. It looks the same as no answer.

    Raises:
        Refusal: it no longer stands, or one said yes already: then it is ended (code "stand-in-over").
    """
    with transaction.atomic():
        asked = StandIn.objects.select_for_update().get(pk=asked.pk)
        _must_stand(asked)
        reply_silently(asked.pk, SilentReply.NOT_NOW, by=by)


def end_stand_in(standing: StandIn, *, by: Person | None) -> None:
    """No longer: the lead takes it back, or whoever stood in stops. Pairs that came of it go on.

    Whoever was only asked and has not said yes ends nothing by it, or the lead would learn that they won't: it is a not
    now, which looks the same as no answer.
    """
    with transaction.atomic():
        standing = StandIn.objects.select_for_update().get(pk=standing.pk)
        if by is not None and by.pk == standing.coach_id and not standing.holds:
            if standing.stands(clock.today()):
                reply_silently(standing.pk, SilentReply.NOT_NOW, by=by)
            return
        if standing.ended_on is None:
            held = standing.holds
            standing.ended_on, standing.holds = clock.today(), False
            standing.save(update_fields=["ended_on", "holds"])
            SilentReply.objects.filter(about=standing.pk).delete()
            if held and by is not None:
                record(by, "stand-in.ended", standing)


def end_stand_ins_of(people: Sequence[UUID]) -> None:
    """End what people who leave were asked for, or asked others for."""
    for standing in StandIn.objects.filter(Q(lead__in=people) | Q(coach__in=people), ended_on=None):
        end_stand_in(standing, by=None)


# --- Handing a pair over ----------------------------------------------------------------------------------------------


def propose_handover(pair: Pair, to: Person, *, by: Person, words: str = "") -> Handover:
    """As the coach, name somebody who could coach from now on. Nobody is asked by it; the performer decides.

    Raises:
        Refusal: not another person who works here, the pair rests or has ended, or a proposal stands already (code
            "handover-open").
    """
    if to.pk in {pair.performer_id, pair.coach_id} or not to.is_active:
        raise Refusal(_("Choose somebody else who works here."), field="person")
    with transaction.atomic():
        pair = held_open(pair.pk)
        today = clock.today()
        standing = Handover.objects.filter(pair=pair, closed_on=None).first()
        if standing and today <= standing.expires_on:
            raise Refusal(_("You proposed this already. Give it some time."), code="handover-open")
        if standing:
            close_handover(standing)
        proposed = Handover.objects.create(
            pair=pair, by=by, to=to, words=words.strip(), made_on=today, expires_on=today + ANSWER_WITHIN
        )
        record(by, "handover.proposed", proposed)
    return proposed


def agree_to_handover(proposed: Handover, *, by: Person, words: str = "") -> Handover:
    """As the performer, say yes: the new coach is asked. Once they say yes too, the old pair ends, and not before.

    Raises:
        Refusal: it no longer stands (code "handover-over"), or inviting is refused.
    """
    with transaction.atomic():
        proposed = _held_handover(proposed)
        if proposed.agreed_on and proposed.closed_on is None:
            return proposed
        _must_be_proposed(proposed)
        must_be_open(proposed.pair)
        try:
            invite(proposed.to, by=by, side=Side.PERFORMER, words=words)
        except Refusal as refusal:
            if refusal.code not in {"invited-already", "pair-open"}:  # both are what is wanted
                raise
        today = clock.today()
        proposed.agreed_on, proposed.expires_on = today, today + ANSWER_WITHIN
        proposed.save(update_fields=["agreed_on", "expires_on"])
        SilentReply.objects.filter(about=proposed.pk).delete()
        record(by, "handover.agreed", proposed)
    return proposed


def keep_coach(proposed: Handover, *, by: Person) -> None:
    """As the performer, not now. It looks the same as no answer.

    Raises:
        Refusal: it no longer stands (code "handover-over").
    """
    with transaction.atomic():
        _must_be_proposed(_held_handover(proposed))
        reply_silently(proposed.pk, SilentReply.NOT_NOW, by=by)


def take_handover_back(proposed: Handover, *, by: Person) -> None:
    """As the coach, go on as before. An invitation that the performer sent by then stays theirs."""
    with transaction.atomic():
        proposed = _held_handover(proposed)
        if proposed.closed_on is None:
            close_handover(proposed)
            record(by, "handover.taken-back", proposed)


def close_handover(proposed: Handover) -> None:
    """It is over, one way or the other."""
    proposed.closed_on = clock.today()
    proposed.save(update_fields=["closed_on"])
    SilentReply.objects.filter(about=proposed.pk).delete()


def close_handovers_of(pair: Pair) -> None:
    """The two have ended: nothing is left to hand over."""
    for proposed in Handover.objects.filter(pair=pair, closed_on=None):
        close_handover(proposed)


def handovers_to_finish() -> list[Handover]:
    """Those where performer and new coach both said yes, so that the old pair can end."""
    agreed = Handover.objects.filter(closed_on=None, agreed_on__isnull=False, pair__ended_at=None)
    found = []
    for one in agreed.select_related("pair", "pair__performer").order_by("agreed_on", "pk")[:200]:
        new = Pair.objects.filter(performer=one.pair.performer_id, coach=one.to_id, ended_at=None)
        if new.filter(began_on__lte=one.expires_on).exists():
            found.append(one)
    return found


def _must_stand(asked: StandIn) -> None:
    if not asked.stands(clock.today()):
        raise Refusal(_("This no longer stands. It may have been taken back."), code="stand-in-over")


def _must_be_proposed(proposed: Handover) -> None:
    if not proposed.stands(clock.today()):
        raise Refusal(_("This proposal no longer stands. You can ask whom you like."), code="handover-over")


def _held_handover(proposed: Handover) -> Handover:
    held = Handover.objects.select_for_update(of=("self",)).select_related("pair", "to")
    return held.get(pk=proposed.pk)
