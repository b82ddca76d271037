"""Made-up people who look for each other, as many as one likes, always the same."""

import random
from uuid import UUID

from alongside.matching.models import Preference
from alongside.matching.rules import Seeker
from alongside.matching.topics import topics

ZONES = ["Europe/Berlin", "Europe/Lisbon", "Europe/London", "America/New_York", "Asia/Kolkata", "Asia/Tokyo"]


def made_up(people: int, *, seed: int = 1) -> list[Seeker]:
    """So many people of teams of about ten: most offer something, most look for something, some leave others out."""
    lots = random.Random(seed)
    slugs = list(topics())
    ids = [UUID(int=lots.getrandbits(128)) for _ in range(people)]
    teams = [UUID(int=lots.getrandbits(128)) for _ in range(max(1, people // 10))]
    where = [Preference.Whom.ANYBODY] * 6 + [Preference.Whom.ANOTHER] * 2 + [Preference.Whom.OWN]
    return [
        Seeker(
            id=one,
            zone=lots.choice(ZONES),
            team=lots.choice(teams),
            offers=frozenset(lots.sample(slugs, lots.randint(0, 3))),
            wishes=frozenset(lots.sample(slugs, lots.randint(0, 3))),
            whom=lots.choice(where),
            left_out=frozenset([*lots.sample(ids, min(2, people)), lots.choice(teams)])
            if lots.random() < 0.3
            else frozenset(),
            room=lots.randint(0, 3),
            load=lots.randint(0, 2),
            met=frozenset(lots.sample(ids, min(3, people))),
        )
        for one in ids
    ]
