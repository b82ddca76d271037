"""Inviting, accepting, agreeing, allowing, pausing, ending."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from alongside.jobs.periodic import every
from alongside.journal.actions import record
from alongside.kit import clock
from alongside.kit.refusal import Refusal
from alongside.pairs.models import (
    Agreement,
    Consent,
    Invite,
    Kind,
    Pair,
    Pause,
    Permission,
    Promise,
    Reply,
    Side,
    What,
    with_both,
)
from alongside.pairs.rules import BOTH_WAYS_WEEKS, MOST_WEEKS, can_be_answered, must_be_open
from alongside.people.models import Line, Membership, Person

ANSWER_WITHIN = timedelta(days=21)
"""An invitation looks open for this long, whatever the answer (P7); only then can the inviter ask again."""


def held(pk: UUID) -> Pair:
    """The pair as it is now, with its two people, held until the transaction ends."""
    return with_both().select_for_update(of=("self",), no_key=True).get(pk=pk)


def held_open(pk: UUID) -> Pair:
    """The same, going on: `must_be_open` refuses others. Talking, choosing and agreeing begin with it."""
    pair = held(pk)
    must_be_open(pair)
    return pair


# --- Inviting ---------------------------------------------------------------------------------------------------------


def invite(invited: Person, *, by: Person, side: Side, words: str = "", kind: Kind | None = None) -> Invite:
    """Ask somebody to coach or be coached. `side` is the side the inviter would take.

    Raises:
        Refusal: they are a pair already; the inviter asked less than 21 days ago, whatever became of it; the other
            person has asked the same, which only needs a yes (code "invited-by-them"); or they have left.
    """
    if invited.pk == by.pk:
        raise Refusal(_("A pair needs two. To begin alone, write your notes and choose one thing for yourself."))
    if not invited.is_active:
        raise Refusal(_("%(name)s no longer works here.") % {"name": invited})
    performer, coach = (by, invited) if side == Side.PERFORMER else (invited, by)
    with transaction.atomic():
        list(Person.objects.select_for_update().filter(pk__in=[by.pk, invited.pk]).order_by("pk"))
        _refuse_second_pair(performer, coach)
        today = clock.today()
        _refuse_asking_twice(by, invited, side)
        sent = Invite.objects.create(
            inviter=by,
            invited=invited,
            inviter_side=side,
            kind=kind or kind_of(performer, coach),
            words=words.strip(),
            sent_on=today,
            expires_on=today + ANSWER_WITHIN,
        )
        record(by, "pair.invited", sent)
    return sent


def accept(sent: Invite, *, by: Person) -> Pair:
    """Say yes, which signs the starter agreement for both: the inviter signed it by asking. Twice is the same as once.

    Raises:
        Refusal: the invitation has run out or was taken back (code "invite-over"), or they are a pair already.
    """
    with transaction.atomic():
        sent = _held_invite(sent)
        if sent.accepted_on:
            standing = Pair.objects.filter(
                performer=sent.performer_id, coach=sent.coach_id, ended_at=None, began_on__gte=sent.accepted_on
            ).first()
            if standing:
                return standing
        _refuse_unanswerable(sent)
        if not sent.inviter.is_active:
            raise Refusal(_("%(name)s no longer works here.") % {"name": sent.inviter}, code="invite-over")
        performer = sent.inviter if sent.inviter_side == Side.PERFORMER else sent.invited
        coach = sent.invited if sent.inviter_side == Side.PERFORMER else sent.inviter
        _refuse_second_pair(performer, coach)
        today = clock.today()
        try:
            with transaction.atomic():
                pair = Pair.objects.create(performer=performer, coach=coach, kind=sent.kind, began_on=today)
        except IntegrityError:
            _refuse_second_pair(performer, coach)
            raise
        Agreement.objects.create(
            pair=pair,
            by=sent.inviter,
            version=1,
            starter=True,
            made_on=today,
            performer_signed_on=today,
            coach_signed_on=today,
        )
        sent.accepted_on = today
        sent.save(update_fields=["accepted_on"])
        Reply.objects.filter(invite=sent).delete()
        record(by, "pair.accepted", pair)
    return pair


def say_not_now(sent: Invite, *, by: Person) -> Reply:
    """Put an invitation aside. Nobody learns of it, and it can still be accepted while it stands."""
    return _reply(sent, Reply.NOT_NOW, by)


def ask_instead(sent: Invite, coach: Person, *, by: Person, words: str = "", tell: bool = False) -> Invite:
    """The invited performer asks another coach instead. The inviter learns of it only if the performer says so.

    Raises:
        Refusal: whatever `invite` refuses, or the invitation is to coach, where `suggest_coach` fits.
    """
    if sent.inviter_side != Side.COACH:
        raise Refusal(_("Here you were asked to coach. You can say who else might."), code="wrong-side")
    if coach.pk == sent.inviter_id:
        raise Refusal(_("%(name)s is the one who asked you. Choose somebody else.") % {"name": coach}, field="person")
    with transaction.atomic():
        sent = _held_invite(sent)
        _refuse_unanswerable(sent)
        asked = invite(coach, by=by, side=Side.PERFORMER, words=words)
        _reply(sent, Reply.OTHER, by)
        if tell and not sent.somebody_else:
            sent.somebody_else = True
            sent.save(update_fields=["somebody_else"])
            record(by, "invite.told", sent)
    return asked


def suggest_coach(sent: Invite, coach: Person, *, by: Person) -> None:
    """The invited coach names somebody who might coach instead; the inviter sees the name. Nobody is asked by it."""
    if sent.inviter_side != Side.PERFORMER:
        raise Refusal(_("Here you were asked to be coached. You can ask another coach yourself."), code="wrong-side")
    if coach.pk in {sent.inviter_id, sent.invited_id} or not coach.is_active:
        raise Refusal(_("Choose somebody else who works here."), field="person")
    with transaction.atomic():
        sent = _held_invite(sent)
        _refuse_unanswerable(sent)
        _reply(sent, Reply.OTHER, by)
        sent.suggested = coach
        sent.save(update_fields=["suggested"])
        record(by, "invite.told", sent)


def withdraw_invite(sent: Invite, *, by: Person) -> None:
    """Take an invitation back. Asking again waits for its 21 days all the same, so nothing can be learnt by trying."""
    with transaction.atomic():
        sent = _held_invite(sent)
        if sent.withdrawn_on:
            return
        if sent.accepted_on:
            raise Refusal(_("%(name)s has said yes. You are a pair now.") % {"name": sent.invited}, code="invite-over")
        sent.withdrawn_on = clock.today()
        sent.save(update_fields=["withdrawn_on"])
        record(by, "invite.withdrawn", sent)


def kind_of(performer: Person, coach: Person) -> Kind:
    """How the two stand to each other today: by reporting line first, then by team."""
    if Line.objects.filter(person=performer, lead=coach, ended_on=None).exists():
        return Kind.LINE
    if Line.objects.filter(person=coach, lead=performer, ended_on=None).exists():
        return Kind.REVERSE
    teams = set(Membership.objects.filter(person__in=[performer, coach], ended_on=None).values_list("team", flat=True))
    return Kind.PEER if len(teams) < 2 else Kind.ACROSS


def _held_invite(sent: Invite) -> Invite:
    """The invitation as it is now, held until the transaction ends."""
    return Invite.objects.select_for_update(of=("self",)).select_related("inviter", "invited").get(pk=sent.pk)


def _reply(sent: Invite, answer: str, by: Person) -> Reply:
    return Reply.objects.update_or_create(invite=sent, defaults={"author": by, "answer": answer, "on": clock.today()})[
        0
    ]


def _refuse_unanswerable(sent: Invite) -> None:
    if not can_be_answered(sent, clock.today()):
        raise Refusal(_("This invitation no longer stands. You can ask them yourself."), code="invite-over")


def _refuse_asking_twice(by: Person, invited: Person, side: Side) -> None:
    standing = Invite.objects.filter(expires_on__gte=clock.today())
    if standing.filter(inviter=by, invited=invited, inviter_side=side).exists():
        raise Refusal(_("You asked %(name)s already. Give it some time.") % {"name": invited}, code="invited-already")
    theirs = standing.filter(
        inviter=invited,
        invited=by,
        inviter_side=side.other,
        withdrawn_on=None,
        accepted_on=None,
    ).first()
    if theirs:
        raise Refusal(
            _("%(name)s has asked you the same. You only need to say yes.") % {"name": invited},
            code="invited-by-them",
            about={"invite": theirs.pk},
        )


def _refuse_second_pair(performer: Person, coach: Person) -> None:
    standing = Pair.objects.filter(performer=performer, coach=coach, ended_at=None).first()
    if standing:
        raise Refusal(_("You are a pair already."), code="pair-open", about={"pair": standing.pk})


# --- What the two agreed ----------------------------------------------------------------------------------------------


def open_proposal(pair: Pair) -> Agreement | None:
    """The version that waits for the second signature, if there is one."""
    unsigned = Agreement.objects.filter(pair=pair, set_aside_on=None).exclude(
        performer_signed_on__isnull=False, coach_signed_on__isnull=False
    )
    return unsigned.select_related("pair").first()


def propose_agreement(
    pair: Pair,
    *,
    by: Person,
    promises: Mapping[Promise.About, str] | None = None,
    every_weeks: int = 2,
    both_ways_weeks: int = 7,
    liked: str = "",
    words: str = "",
    keeps_words: bool = False,
    instead_of: Agreement | None = None,
) -> Agreement:
    """Put what the two agreed in own words: a new version that `by` signs now and the other may sign.

    Args:
        pair: the two.
        by: whose proposal it is.
        promises: what each side does for the other; empty ones are left out.
        every_weeks: how often they meet, 1 to 12 weeks.
        both_ways_weeks: how often they look at how they are doing, both ways, 6 to 8 weeks.
        liked: how the performer likes to be coached, one of `Agreement.Liked`.
        words: anything else.
        keeps_words: when one is forgotten, the other keeps what that one wrote here.
        instead_of: the open proposal that this one answers. Of two answers to the same proposal one stands.

    Raises:
        Refusal: another proposal is open that `by` has not answered (code "agreement-proposed").
    """
    if not 1 <= every_weeks <= MOST_WEEKS:
        raise Refusal(_("Choose a rhythm between one and twelve weeks."), field="every_weeks")
    if both_ways_weeks not in BOTH_WAYS_WEEKS:
        raise Refusal(_("Choose six, seven or eight weeks."), field="both_ways_weeks")
    with transaction.atomic():
        pair = held_open(pair.pk)
        standing = open_proposal(pair)
        if (standing.pk if standing else None) != (instead_of.pk if instead_of else None):
            raise _meanwhile(standing)
        today = clock.today()
        if standing:
            standing.set_aside_on = today
            standing.save(update_fields=["set_aside_on"])
        newest = Agreement.objects.filter(pair=pair).order_by("-version").values_list("version", flat=True)[0]
        mine = "performer_signed_on" if pair.side_of(by) == Side.PERFORMER else "coach_signed_on"
        proposed = Agreement.objects.create(
            pair=pair,
            by=by,
            version=newest + 1,
            every_weeks=every_weeks,
            both_ways_weeks=both_ways_weeks,
            liked=liked,
            keeps_words=keeps_words,
            words=words.strip(),
            made_on=today,
            **{mine: today},
        )
        for about, text in (promises or {}).items():
            if text.strip():
                about = Promise.About(about)
                Promise.objects.create(
                    pair=pair, by=by, agreement=proposed, side=about.side, about=about, words=text.strip()
                )
        record(by, "agreement.proposed", proposed)
    return proposed


def sign_agreement(proposed: Agreement, *, by: Person) -> Agreement:
    """Sign what the other proposed. With both signatures it holds from now on. Twice is the same as once."""
    with transaction.atomic():
        held_open(proposed.pair_id)
        proposed = Agreement.objects.select_related("pair").get(pk=proposed.pk)
        if proposed.signed_by(by):
            return proposed
        if proposed.set_aside_on:
            raise _meanwhile(open_proposal(proposed.pair))
        mine = "performer_signed_on" if proposed.pair.side_of(by) == Side.PERFORMER else "coach_signed_on"
        setattr(proposed, mine, clock.today())
        proposed.save(update_fields=[mine])
        record(by, "agreement.signed", proposed)
    return proposed


def set_proposal_aside(proposed: Agreement, *, by: Person) -> None:
    """Leave it as it was: take the own proposal back, or put the other's aside. What both signed before goes on."""
    with transaction.atomic():
        held(proposed.pair_id)
        proposed = Agreement.objects.get(pk=proposed.pk)
        if proposed.set_aside_on:
            return
        if proposed.is_signed:
            raise Refusal(_("Both of you have signed this. Propose other words instead."), code="agreement-signed")
        proposed.set_aside_on = clock.today()
        proposed.save(update_fields=["set_aside_on"])
        record(by, "agreement.set-aside", proposed)


def _meanwhile(standing: Agreement | None) -> Refusal:
    if standing is None:
        return Refusal(_("This was answered or taken back meanwhile. Look again."), code="agreement-changed")
    return Refusal(
        _("Other words were proposed meanwhile. Read them first."),
        code="agreement-proposed",
        about={"agreement": standing.pk},
    )


# --- What a third person may see --------------------------------------------------------------------------------------


def allow(pair: Pair, reader: Person, what: What, *, by: Person) -> Permission | None:
    """Say yes to a third person's reading. Opens once both have said it, for what is written after that.

    Returns:
        The permission if it is open now; None while the other has not said yes.
    """
    if reader.pk in {pair.performer_id, pair.coach_id}:
        raise Refusal(_("You two can read it anyway."), field="reader")
    if not reader.is_active:
        raise Refusal(_("%(name)s no longer works here.") % {"name": reader}, field="reader")
    with transaction.atomic():
        pair = held_open(pair.pk)
        Consent.objects.get_or_create(pair=pair, by=by, reader=reader, what=what)
        if Consent.objects.filter(pair=pair, reader=reader, what=what).exclude(by=by).exists():
            leads = Line.objects.main().filter(person=pair.performer_id, lead=reader)
            permission, fresh = Permission.objects.get_or_create(
                pair=pair,
                reader=reader,
                what=what,
                defaults={"as_lead": leads.exists(), "since": clock.now()},
            )
            if fresh:
                record(by, "permission.opened", permission)
            return permission
    return None


def disallow(pair: Pair, reader: Person, what: What, *, by: Person) -> None:
    """Take a yes back: it closes at once, alone, without a reason, and looks as if it had never been given.

    Where it was open, both would have to say yes anew.
    """
    with transaction.atomic():
        held(pair.pk)
        same = {"pair": pair, "reader": reader, "what": what}
        closed, _which = Permission.objects.filter(**same).delete()
        said = Consent.objects.filter(**same)
        (said if closed else said.filter(by=by)).delete()


@every(timedelta(days=1))
def lapse_permissions() -> int:
    """Close what somebody could read as the performer's lead and no longer is, for good; returns how many.

    The access rules let it lapse at once; this sees to it that it does not come back with a second change of lead.
    """
    lapsed = list(Permission.objects.lapsed())
    for permission in lapsed:
        with transaction.atomic():
            Consent.objects.filter(pair=permission.pair_id, reader=permission.reader_id, what=permission.what).delete()
            permission.delete()
    return len(lapsed)


# --- Formal matters, and the end --------------------------------------------------------------------------------------


def pause(pair: Pair, *, by: Person) -> Pause:
    """Say "I must now speak as your manager": coaching rests, and the performer is told. Twice is the same as once."""
    with transaction.atomic():
        pair = held(pair.pk)
        standing = Pause.objects.filter(pair=pair, ended_at=None).first()
        if standing:
            return standing
        must_be_open(pair)
        pair.paused_at = clock.now()
        pair.save(update_fields=["paused_at"])
        begun = Pause.objects.create(pair=pair, by=by, began_at=pair.paused_at)
        record(by, "pair.paused", pair)
    return begun


def resume(pair: Pair, *, by: Person) -> None:
    """Take coaching up again. Only the performer does that, whenever they want to."""
    with transaction.atomic():
        pair = held(pair.pk)
        if pair.ended_at is not None:
            must_be_open(pair)
        if pair.paused_at is None:
            return
        _end_pause(pair)
        pair.save(update_fields=["paused_at"])
        record(by, "pair.resumed", pair)


def end(pair: Pair, *, by: Person) -> Pair:
    """Stop, without giving a reason. Both keep the agreement, the one things and the talks for three years.

    What the performer showed closes for the coach at once, so do all permissions; a proposal is set aside. An open one
    thing stays as it stands. Twice is the same as once.
    """
    with transaction.atomic():
        pair = held(pair.pk)
        if pair.ended_at is not None:
            return pair
        if pair.paused_at is not None:
            _end_pause(pair)
        pair.ended_at = clock.now()
        pair.save(update_fields=["ended_at", "paused_at"])
        Permission.objects.filter(pair=pair).delete()
        Consent.objects.filter(pair=pair).delete()
        if proposed := open_proposal(pair):
            proposed.set_aside_on = clock.today()
            proposed.save(update_fields=["set_aside_on"])
        record(by, "pair.ended", pair)
    return pair


def _end_pause(pair: Pair) -> None:
    Pause.objects.filter(pair=pair, ended_at=None).update(ended_at=clock.now())
    pair.paused_at = None
