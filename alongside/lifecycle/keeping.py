"""How long things are kept. Counted from the day a thing was closed; what is open does not expire."""

from datetime import timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet

from alongside.access.models import Look
from alongside.conversations.models import Conversation, OwnTheme, Topic
from alongside.evaluations.models import BothWays, Reading
from alongside.feedback.models import Asking, Feedback, Slip, TeamAgreement
from alongside.feedback.rules import CLOSING_LASTS
from alongside.focus.models import Focus, ParkedIdea
from alongside.jobs.periodic import every
from alongside.journal.actions import thin_journal
from alongside.kit import clock
from alongside.kit.counts import drop_over
from alongside.matching.models import Handover, SilentReply, StandIn, Suggestion, Trio
from alongside.matching.suggesting import NOT_AGAIN
from alongside.pairs.models import Invite, Pair
from alongside.people.models import SignInLink, Token
from alongside.reflections.models import BroughtCard
from alongside.sealed.models import Exchange
from alongside.vault.actions import destroy_keys

SHARED = timedelta(days=365)
"""Talks, one things, topics, shown answers and what two people answered at once: twelve months after closing."""

TOLD_BEFORE = timedelta(days=30)
"""How long before something goes both are told, on their page of the day."""

ENDED_PAIR = timedelta(days=3 * 365 + 2)
"""A pair that ended: three years, to the end of the day that its page names, leap day or not."""

ANSWERED = timedelta(days=90)
"""Invitations and tokens that ran out, and links that were used."""

A_DAY = timedelta(days=1)
"""From where and with what somebody signed in goes with the session; one that has just begun may not be written yet."""


@every(timedelta(days=1))
def sweep() -> dict[str, int]:
    """Delete what has been kept long enough and say how much of each kind. Runs daily; twice changes nothing."""
    now, today = clock.now(), clock.today()
    swept: dict[str, int] = {}
    doomed: QuerySet[Any]
    for doomed in (
        Conversation.objects.filter(Q(closed_at__lt=now - SHARED) | Q(cancelled_at__lt=now - SHARED)),
        Focus.objects.filter(closed_at__lt=now - SHARED),
        Topic.objects.filter(closed_on__lt=today - SHARED),
        OwnTheme.objects.filter(month__lt=today - SHARED),
        ParkedIdea.objects.filter(closed_on__lt=today - SHARED),
        BroughtCard.objects.filter(pair__ended_at__lt=now - SHARED),
        Exchange.objects.filter(Q(revealed_on__lt=today - SHARED) | Q(returned_on__lt=today - SHARED)),
        BothWays.objects.filter(Q(talked_about_on__lt=today - SHARED) | Q(passed_on__lt=today - SHARED)),
        Reading.objects.filter(published_on__lt=today - SHARED),
        Look.objects.filter(on__lt=today - SHARED),
        Invite.objects.filter(expires_on__lt=today - ANSWERED),
        SignInLink.objects.filter(expires_at__lt=now - ANSWERED),
        Token.objects.filter(expires_on__lt=today - ANSWERED),
        Suggestion.objects.filter(until__lt=today - NOT_AGAIN),
        SilentReply.objects.filter(on__lt=today - SHARED),
        Trio.objects.filter(Q(ended_on__lt=today - SHARED) | Q(begun_on=None, expires_on__lt=today - ANSWERED)),
        StandIn.objects.filter(Q(ended_on__lt=today - SHARED) | Q(agreed_on=None, expires_on__lt=today - ANSWERED)),
        Handover.objects.filter(Q(closed_on__lt=today - SHARED) | Q(agreed_on=None, expires_on__lt=today - ANSWERED)),
        Feedback.objects.filter(
            Q(closed_on__lt=today - SHARED)
            | Q(taken_back_on__lt=today - SHARED)
            | Q(closed_on=None, given_on__lt=today - CLOSING_LASTS - SHARED)
        ),
        Asking.objects.filter(expires_on__lt=today - ANSWERED),
        TeamAgreement.objects.filter(set_aside_on__lt=today - SHARED),
        Slip.objects.filter(noted_on__lt=today - SHARED),
        Session.objects.filter(expire_date__lt=now),
        UserSession.objects.filter(created_at__lt=now - A_DAY).exclude(session_key__in=Session.objects.values("pk")),
    ):
        deleted, _ = doomed.delete()
        swept[doomed.model._meta.model_name or ""] = deleted
    over = list(Pair.objects.filter(ended_at__lt=now - ENDED_PAIR).values_list("pk", flat=True)[:500])
    swept["pair"], _ = Pair.objects.filter(pk__in=over).delete()
    destroy_keys(over)
    thin_journal()
    drop_over()
    return swept
