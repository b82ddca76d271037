"""Asking somebody to coach or be coached, and answering without pressure."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from django.db.models import QuerySet
from ninja import Query
from pydantic import Field

from alongside.access.gate import one, rows, with_verbs
from alongside.api.fields import Flag, Line, Sent, Shown, Verbs
from alongside.api.frame import Call, Noun
from alongside.api.paging import Listed, Paging, listed
from alongside.api.pairs import PairShown, pair_for
from alongside.api.people import Named
from alongside.kit import clock
from alongside.pairs import actions
from alongside.pairs.models import Invite, Kind, Reply, Side
from alongside.pairs.rules import Looks, looks_to_inviter
from alongside.people.models import Person
from alongside.vault.ring import unlock

invitations = Noun("invitations")


class InvitationShown(Shown):
    """An invitation. `looks` is the same for "not now", no answer and not read yet; `reply` only its author sees."""

    id: UUID
    inviter: Named
    invited: Named
    inviter_side: Side
    kind: Kind
    words: str
    sent_on: date
    expires_on: date
    looks: Looks
    suggested: Named | None
    reply: Literal["not-now", "somebody-else"] | None
    can: Verbs


class NewInvitation(Sent):
    """Whom I ask, and the side that I would take."""

    person: UUID
    side: Side
    words: Line = ""
    about_coaching: Annotated[Flag, Field(description="It is coaching for coaches.")] = False


class Instead(Sent):
    """Another coach to ask; the inviter learns that I asked somebody else only if `tell`."""

    person: UUID
    words: Line = ""
    tell: Flag = False


class SuggestedCoach(Sent):
    """Who might coach instead of me; the inviter sees the name."""

    person: UUID


def _invites() -> QuerySet[Invite]:
    return Invite.objects.select_related("inviter", "invited", "suggested")


def _shown(request: Call, found: Sequence[Invite]) -> list[InvitationShown]:
    unlock([request.me.pk, *(invite.inviter_id for invite in found)])
    replies = {reply.invite_id: reply.answer for reply in rows(request.me, "see", Reply).filter(invite__in=found)}
    today = clock.today()
    return [
        InvitationShown.telling(invite, looks=looks_to_inviter(invite, today), reply=replies.get(invite.pk))
        for invite in found
    ]


def _again(request: Call, pk: UUID) -> InvitationShown:
    return _shown(request, [one(request.me, "see", _invites(), pk)])[0]


@invitations.read("/invitations", Listed[InvitationShown])
def list_invitations(request: Call, paging: Query[Paging]) -> Listed[InvitationShown]:
    """List the invitations I sent and those I was sent, the newest first."""
    mine = with_verbs(request.me, rows(request.me, "see", _invites()))

    def shown(found: Sequence[Invite]) -> list[InvitationShown]:
        return _shown(request, found)

    return listed(mine, paging, by="sent_on", kind=date, shown=shown, newest_first=True)


@invitations.create("/invitations", InvitationShown)
def send_invitation(request: Call, sent: NewInvitation) -> InvitationShown:
    """Ask somebody to coach me, or offer to be useful to them."""
    person = one(request.me, "invite", Person, sent.person)
    kind = Kind.COACHING if sent.about_coaching else None
    invite = actions.invite(person, by=request.me, side=sent.side, words=sent.words, kind=kind)
    return _again(request, invite.pk)


@invitations.read("/invitations/{uuid:pk}", InvitationShown)
def get_invitation(request: Call, pk: UUID) -> InvitationShown:
    """Show an invitation that I sent or was sent."""
    return _again(request, pk)


@invitations.do("/invitations/{uuid:pk}/accept", PairShown)
def accept_invitation(request: Call, pk: UUID) -> PairShown:
    """Say yes, which signs the starter agreement: its four lines are in the agreement of the pair."""
    pair = actions.accept(one(request.me, "answer", Invite, pk), by=request.me)
    return PairShown.of(pair_for(request, "see", pair.pk), request)


@invitations.do("/invitations/{uuid:pk}/not-now", InvitationShown)
def say_not_now(request: Call, pk: UUID) -> InvitationShown:
    """Put it aside. Nobody learns of it, and it can still be accepted while it stands."""
    actions.say_not_now(one(request.me, "answer", Invite, pk), by=request.me)
    return _again(request, pk)


@invitations.create("/invitations/{uuid:pk}/ask-instead", InvitationShown)
def ask_another_coach(request: Call, pk: UUID, sent: Instead) -> InvitationShown:
    """Ask another coach instead of whoever offered; answers with the invitation to them."""
    invite = one(request.me, "answer", Invite.objects.select_related("inviter"), pk)
    coach = one(request.me, "invite", Person, sent.person)
    asked = actions.ask_instead(invite, coach, by=request.me, words=sent.words, tell=sent.tell)
    return _again(request, asked.pk)


@invitations.do("/invitations/{uuid:pk}/suggest", InvitationShown)
def suggest_another_coach(request: Call, pk: UUID, sent: SuggestedCoach) -> InvitationShown:
    """Asked to coach, name somebody who might instead. Nobody is asked by it."""
    invite = one(request.me, "answer", Invite, pk)
    actions.suggest_coach(invite, one(request.me, "see", Person, sent.person), by=request.me)
    return _again(request, pk)


@invitations.do("/invitations/{uuid:pk}/withdraw", InvitationShown)
def withdraw_invitation(request: Call, pk: UUID) -> InvitationShown:
    """Take an invitation back."""
    actions.withdraw_invite(one(request.me, "withdraw", Invite, pk), by=request.me)
    return _again(request, pk)
