"""Who is suggested to whom, so that it suits as many as possible as well as possible.

An assignment problem: each learner meets at most one helper, each helper at most as many as they have room for. It is
solved exactly, for the pairs that are offered to it, by the shortest augmenting paths of Jonker and Volgenant for
sparse costs (scipy's `min_weight_full_bipartite_matching`).
"""

from collections.abc import Sequence
from typing import NamedTuple

SPREAD = 6
"""What each further person weighs on a helper: the second place has to suit by so much better than somebody's first."""


class Chance(NamedTuple):
    """A learner and a helper (positions in their lists) whom one could suggest, and how well it suits both."""

    learner: int
    helper: int
    fit: int


class Room(NamedTuple):
    """How many a helper could take, and how many they coach already."""

    places: int
    load: int = 0


def worth(chance: Chance, room: Room, place: int) -> int:
    """What it is worth to give this chance that place (from 0) of the helper; nothing if it is not above 0."""
    return chance.fit - SPREAD * (room.load + place)


def assign(learners: int, rooms: Sequence[Room], chances: Sequence[Chance]) -> list[Chance]:
    """The chances to take, whose worth together is the greatest possible.

    Args:
        learners: how many learners there are.
        rooms: for each helper how much room there is.
        chances: who could meet whom; each two at most once.
    """
    from scipy.sparse import csr_array  # takes 40 MB that only this needs
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    first = [0]
    for room in rooms:
        first.append(first[-1] + room.places)
    helped_by = [helper for helper, room in enumerate(rooms) for _place in range(room.places)]
    top = 1 + max((chance.fit for chance in chances), default=0)
    # Nobody has to be suggested anybody: each learner also has a place of their own that is worth nothing.
    costs = {(learner, first[-1] + learner): top for learner in range(learners)}
    known = {}
    for chance in chances:
        known[chance.learner, chance.helper] = chance
        for place in range(rooms[chance.helper].places):
            if (gain := worth(chance, rooms[chance.helper], place)) > 0:
                costs[chance.learner, first[chance.helper] + place] = top - gain
    if not learners:
        return []
    across = list(zip(*costs, strict=True))
    table = csr_array((list(costs.values()), across), shape=(learners, first[-1] + learners), dtype=float)
    met = zip(*min_weight_full_bipartite_matching(table), strict=True)
    return [known[int(learner), helped_by[int(place)]] for learner, place in met if place < first[-1]]
