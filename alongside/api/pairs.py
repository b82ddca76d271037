"""Two people: who they are, and how a pair rests, goes on and ends."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from ninja import Query
from pydantic import Field

from alongside.access.gate import one, rows, with_verbs
from alongside.api.fields import Shown, Verbs
from alongside.api.frame import Call, Noun
from alongside.api.paging import Listed, Paging, listed
from alongside.api.people import Named
from alongside.lifecycle.ending import end_together, rest_together
from alongside.pairs import actions
from alongside.pairs.models import Kind, Pair, Side, with_both

pairs = Noun("pairs")


class PairShown(Shown):
    """A performer and a coach. `side` is the side of whoever asks; `can` is what they may do with it."""

    id: UUID
    performer: Named
    coach: Named
    side: Side
    kind: Kind
    began_on: date
    paused_at: datetime | None
    ended_at: datetime | None
    can: Verbs

    @classmethod
    def of(cls, pair: Pair, request: Call) -> "PairShown":
        """This pair, as the gate gave it."""
        return cls.telling(pair, side=Side.PERFORMER if pair.performer_id == request.me.pk else Side.COACH)


def pair_for(request: Call, verb: str, pk: UUID) -> Pair:
    """The pair with this id, if the person may so treat it."""
    return one(request.me, verb, with_both, pk)


class Pairs(Paging):
    """Which of my pairs."""

    open: bool | None = Field(None, description="Only those that go on, or only those that have ended.")


@pairs.read("/pairs", Listed[PairShown])
def list_pairs(request: Call, paging: Query[Pairs]) -> Listed[PairShown]:
    """List my pairs, the newest first."""
    mine = rows(request.me, "see", with_both())
    if paging.open is not None:
        mine = mine.filter(ended_at__isnull=paging.open)

    def shown(found: Sequence[Pair]) -> list[PairShown]:
        return [PairShown.of(pair, request) for pair in found]

    return listed(with_verbs(request.me, mine), paging, by="began_on", kind=date, shown=shown, newest_first=True)


@pairs.read("/pairs/{uuid:pk}", PairShown)
def get_pair(request: Call, pk: UUID) -> PairShown:
    """Show one of my pairs."""
    return PairShown.of(pair_for(request, "see", pk), request)


@pairs.do("/pairs/{uuid:pk}/pause", PairShown)
def pause_pair(request: Call, pk: UUID) -> PairShown:
    """Say "I must now speak as your manager": coaching rests until the performer takes it up again."""
    rest_together(pair_for(request, "pause", pk), by=request.me)
    return get_pair(request, pk)


@pairs.do("/pairs/{uuid:pk}/resume", PairShown)
def resume_pair(request: Call, pk: UUID) -> PairShown:
    """Take coaching up again. Only the performer does that."""
    actions.resume(pair_for(request, "resume", pk), by=request.me)
    return get_pair(request, pk)


@pairs.do("/pairs/{uuid:pk}/end", PairShown)
def end_pair(request: Call, pk: UUID) -> PairShown:
    """Stop, without giving a reason."""
    end_together(pair_for(request, "end", pk), by=request.me)
    return get_pair(request, pk)
