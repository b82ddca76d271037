"""Inviting, accepting, agreeing, allowing, pausing, ending."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from alongside.journal.actions import record
from alongside.kit import clock
from alongside.kit.refusal import Refusal
from alongside.pairs.models import Agreement, Invite, Kind, Pair, Reply, Side
from alongside.people.models import Line, Membership, Person

ANSWER_WITHIN = timedelta(days=21)
"""An invitation looks open for this long, whatever the answer (P7); only then can the inviter ask again."""


def invite(invited: Person, *, by: Person, side: Side, words: str = "", kind: Kind | None = None) -> Invite:
    """Ask somebody to coach or be coached. `side` is the side the inviter would take.

    Raises:
        Refusal: they are a pair already, or the last invitation still stands, or the other person has left.
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
        if Invite.objects.filter(
            inviter=by, invited=invited, inviter_side=side, expires_on__gte=today, withdrawn_on=None, accepted_on=None
        ).exists():
            raise Refusal(
                _("You asked %(name)s already. Give it some time.") % {"name": invited}, code="invited-already"
            )
        sent = Invite.objects.create(
            inviter=by,
            invited=invited,
            inviter_side=side,
            kind=kind or kind_of(performer, coach),
            words=words,
            sent_on=today,
            expires_on=today + ANSWER_WITHIN,
        )
        record(by, "pair.invited", sent)
    return sent


def accept(sent: Invite, *, by: Person) -> Pair:
    """Say yes, which signs the starter agreement for both: the inviter signed it by asking."""
    with transaction.atomic():
        sent = Invite.objects.select_for_update().select_related("inviter", "invited").get(pk=sent.pk)
        if sent.accepted_on:
            return Pair.objects.get(performer=sent.performer_id, coach=sent.coach_id, ended_at=None)
        if sent.withdrawn_on or sent.expires_on < clock.today():
            raise Refusal(_("This invitation has run out. You can ask them yourself."), code="invite-over")
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
    return Reply.objects.update_or_create(
        invite=sent, defaults={"author": by, "answer": Reply.NOT_NOW, "on": clock.today()}
    )[0]


def kind_of(performer: Person, coach: Person) -> Kind:
    """How the two stand to each other today: by reporting line first, then by team."""
    if Line.objects.filter(person=performer, lead=coach, ended_on=None).exists():
        return Kind.LINE
    if Line.objects.filter(person=coach, lead=performer, ended_on=None).exists():
        return Kind.REVERSE
    teams = set(Membership.objects.filter(person__in=[performer, coach], ended_on=None).values_list("team", flat=True))
    return Kind.PEER if len(teams) < 2 else Kind.ACROSS


def _refuse_second_pair(performer: Person, coach: Person) -> None:
    standing = Pair.objects.filter(performer=performer, coach=coach, ended_at=None).first()
    if standing:
        raise Refusal(_("You are a pair already."), code="pair-open", about={"pair": standing.pk})
