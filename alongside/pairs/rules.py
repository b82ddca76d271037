"""What holds between two people: the starter lines, when own words are offered, how an invitation looks."""

from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.kit.refusal import Refusal
from alongside.pairs.models import Agreement, Invite, Pair

STARTER_LINES = (
    gettext_lazy("What we say stays between us, except danger or legal duty."),
    gettext_lazy("Either of us may stop, without giving a reason."),
    gettext_lazy("Nothing here goes into pay or a file unless you send it."),
    gettext_lazy("If I must speak as your manager, I'll say so first."),
)
"""What accepting signs. These four hold in every later version, too; own words come beside them."""

OWN_WORDS_AT = 3
"""The talk at which the two are offered to put it in their own words. Before that it would be a form to fill in."""

ENDED_PAIR_KEPT_YEARS = 3
"""How long both keep what they shared after an end."""

MOST_WEEKS = 12
"""The longest rhythm of talks that an agreement can name, in weeks."""

BOTH_WAYS_WEEKS = (6, 7, 8)
"""After how many weeks two people can agree to ask each other how they are doing, both ways."""


def offers_own_words(agreement: Agreement, talks_closed: int) -> bool:
    """Whether to offer own words now: from the third talk on, while the starter lines are all there is."""
    return agreement.starter and talks_closed >= OWN_WORDS_AT - 1


def readable_until(pair: Pair) -> date | None:
    """The last day on which an ended pair's shared things can be read by both; None while it goes on."""
    if pair.ended_at is None:
        return None
    ended = pair.ended_at.date()
    year = ended.year + ENDED_PAIR_KEPT_YEARS
    try:
        return ended.replace(year=year)
    except ValueError:  # 29 February
        return ended.replace(year=year, day=28)


def must_be_open(pair: Pair) -> None:
    """Coaching goes on here. Ask it before any deed of talking, choosing or agreeing.

    Raises:
        Refusal: the pair has ended (code "pair-ended") or rests for a formal matter (code "pair-paused").
    """
    if pair.ended_at is not None:
        raise Refusal(_("The two of you have ended this. What you shared stays readable."), code="pair-ended")
    if pair.paused_at is not None:
        raise Refusal(
            _("Coaching rests while a formal matter is open. Only %(name)s can take it up again.")
            % {"name": pair.performer},
            code="pair-paused",
        )


class Looks(StrEnum):
    """How an invitation looks to the person who sent it."""

    SENT = "sent"
    TOLD = "told"  # the invited person chose to say that they asked somebody else
    SUGGESTED = "suggested"  # the invited coach chose to name somebody else
    TAKEN_BACK = "taken-back"
    ACCEPTED = "accepted"
    RUN_OUT = "run-out"


def looks_to_inviter(sent: Invite, today: date) -> Looks:
    """What the inviter sees. "Not now", no answer and not read yet are all "sent", until it has run out (P7)."""
    if sent.accepted_on:
        return Looks.ACCEPTED
    if sent.withdrawn_on:
        return Looks.TAKEN_BACK
    if sent.suggested_id:
        return Looks.SUGGESTED
    if sent.somebody_else:
        return Looks.TOLD
    return Looks.SENT if today <= sent.expires_on else Looks.RUN_OUT


def can_be_answered(sent: Invite, today: date) -> bool:
    """Whether it still stands: neither accepted, taken back nor run out. A "not now" leaves it standing."""
    return sent.accepted_on is None and sent.withdrawn_on is None and today <= sent.expires_on
