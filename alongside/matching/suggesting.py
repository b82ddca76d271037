"""Suggesting people to each other: daily, in the background, for those who want it.

Who was left out, or has no room, or switched suggestions off, is never told apart: nobody sees more than whom they were
suggested, and what was suggested stands until its day, whatever either of the two does meanwhile.
"""

import hmac
import json
import random
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from alongside.jobs.aside import aside
from alongside.jobs.periodic import every
from alongside.kit import clock
from alongside.matching.assignment import Chance, Room, assign
from alongside.matching.directory import DIRECTORY
from alongside.matching.models import LeadPath, Listing, Preference, Suggestion
from alongside.matching.rules import Seeker, fit, may_meet, words_of
from alongside.pairs.models import Invite, Pair, Side
from alongside.people.actions import organisation
from alongside.people.models import Line, Membership, Organisation, Person
from alongside.vault.ring import key_for_writing, ring, unlock

STANDS = timedelta(days=21)
"""How long a suggestion stands, whatever becomes of it."""
REST = timedelta(days=7)
"""How long nobody is suggested after that."""
NOT_AGAIN = timedelta(days=182)
"""How long the same two are not suggested to each other again."""
MET_LATELY = timedelta(days=365)
MOST_COACHES = 2
"""Whoever has so many coaches is not suggested another."""
MOST_CHANCES = 20
"""Of the people who would suit a learner so many are looked at closely."""
MOST_ALIKE = 40
"""Of all who offer the same topic so many, chosen by lot for each learner."""
TELLING = 200
"""A word that more people use than that tells nothing."""
HELD_BACK = 8
"""One in so many possible meetings is held back for half a year, by lot: not being suggested proves nothing."""
AT_ONCE = 5_000
SAY_NOTHING = words_of(
    "the and for with how can new our your from into about better help learn want would like more people others who "
    "what when where that this have need get being able good very some any all not one two somebody someone something "
    "anybody anyone anything nobody everybody many much often always never myself yourself work working make do"
)
PLACES = {Preference.Room.NONE: 0, Preference.Room.ONE: 1, Preference.Room.TWO: 2, Preference.Room.THREE: 3}

Told = Callable[[int, int], None]
Solve = Callable[[int, Sequence[Room], Sequence[Chance]], list[Chance]]
STEPS = 4


@dataclass
class Round:
    """Everybody who takes part: as learner, as helper, and how often each was suggested already."""

    learners: list[Seeker] = field(default_factory=list)
    helpers: list[Seeker] = field(default_factory=list)
    live: dict[tuple[UUID, str], int] = field(default_factory=dict)


@every(timedelta(days=1))
def suggest_daily() -> None:
    """Look every day whether there is somebody for those who want it."""
    suggest_aside()


def suggest_aside(told: Told = lambda done, total: None) -> None:
    """The same as `suggest_all`, for a worker: the solver takes 40 MB, and a process of its own gives them back."""
    suggest_all(told, solve=lambda *what: aside(assign, *what))


def suggest_all(told: Told = lambda done, total: None, solve: Solve = assign) -> None:
    """Look for everybody who wants it whom they may like to meet, and keep it for each of the two alone.

    Args:
        told: is told how many of the steps are done, and of how many. Never how many people there are.
        solve: `assign`, here or aside.
    """
    with ring():
        told(0, STEPS)
        found = gather()
        told(1, STEPS)
        chances = possible(found.learners, found.helpers, _lot())
        told(2, STEPS)
        rooms = [Room(helper.room, helper.load) for helper in found.helpers]
        taken = solve(len(found.learners), rooms, chances) if chances else []
        told(3, STEPS)
        met = [(found.learners[one.learner], found.helpers[one.helper]) for one in taken]
        for first in range(0, len(met), AT_ONCE):
            _keep(met[first : first + AT_ONCE], found.live)
        told(STEPS, STEPS)


# --- Who takes part ---------------------------------------------------------------------------------------------------


def gather() -> Round:
    """Read what everybody who wants suggestions offers, looks for, and would rather not."""
    today = clock.today()
    wanting = {mine.author_id: mine for mine in _read(Preference.objects.all()) if mine.suggest == "yes"}
    listings: dict[tuple[UUID, str], Listing] = {
        (one.author_id, one.side): one for one in _read(Listing.objects.all()) if one.author_id in wanting
    }
    rather_not = {path.author_id for path in _read(LeadPath.objects.all()) if path.step == LeadPath.Step.RATHER_NOT}
    zones = dict(Person.objects.filter(is_active=True).values_list("pk", "time_zone"))
    teams = dict(Membership.objects.filter(ended_on=None).values_list("person", "team"))
    lines, live = _lines(), _live(today)
    met, coaches, coached = _met(today)
    known: dict[UUID, Seeker] = {}
    for person in {author for author, _side in listings} & zones.keys():
        mine = wanting[person]
        offer, wish = listings.get((person, Side.COACH)), listings.get((person, Side.PERFORMER))
        without_line = ("line", "") in mine.exclusions
        room = 0 if person in rather_not else PLACES[Preference.Room(mine.room)] - live.get((person, Side.COACH), 0)
        known[person] = Seeker(
            id=person,
            zone=zones[person],
            team=teams.get(person),
            offers=_topics(offer),
            wishes=_topics(wish),
            offered_words=_words(offer),
            wished_words=_words(wish),
            whom=mine.whom,
            left_out=frozenset(UUID(rest) for _kind, rest in mine.exclusions if rest),
            line=lines(person) if without_line else frozenset(),
            room=max(room, 0),
            load=coaches.get(person, 0),
            met=frozenset(met.get(person, ())),
        )
    found = Round(live=live)
    for person, seeker in known.items():
        if (person, Side.COACH) in listings and seeker.room:
            found.helpers.append(seeker)
        full = coached.get(person, 0) >= MOST_COACHES or live.get((person, Side.PERFORMER), 0)
        if (person, Side.PERFORMER) in listings and not full:
            found.learners.append(seeker)
    return found


def _read(found: Any) -> Iterator[Any]:
    """These rows with their keys opened, some hundred at a time."""
    batch: list[Any] = []
    for row in found.filter(author__is_active=True).iterator(chunk_size=500):
        batch.append(row)
        if len(batch) == 500:
            unlock(row.author_id for row in batch)
            yield from batch
            batch = []
    unlock(row.author_id for row in batch)
    yield from batch


def _topics(listing: Listing | None) -> frozenset[str]:
    return frozenset(listing.slugs) if listing else frozenset()


def _words(listing: Listing | None) -> frozenset[str]:
    return frozenset(words_of(listing.words) - SAY_NOTHING) if listing else frozenset()


def _lines() -> Callable[[UUID], frozenset[UUID]]:
    """For a person: all their leads upwards, and whoever reports to them."""
    above, below = defaultdict(set), defaultdict(set)
    for person, lead in Line.objects.filter(ended_on=None).values_list("person", "lead"):
        above[person].add(lead)
        below[lead].add(person)

    def line(person: UUID) -> frozenset[UUID]:
        found: set[UUID] = set()
        ahead = {person}
        while ahead := {lead for one in ahead for lead in above.get(one, ())} - found:
            found |= ahead
        return frozenset(found | below.get(person, set())) - {person}

    return line


def _live(today: date) -> dict[tuple[UUID, str], int]:
    """How many suggestions stand for a person on a side, or ended so lately that they rest."""
    live: dict[tuple[UUID, str], int] = defaultdict(int)
    standing = Suggestion.objects.filter(until__gte=today - REST)
    for author, side in standing.values_list("author", "side"):
        live[author, side] += 1
    return live


def _met(today: date) -> tuple[dict[UUID, set[UUID]], dict[UUID, int], dict[UUID, int]]:
    """Who knows whom from here already; how many each one coaches, and by how many each one is coached.

    An invitation counts for its days whatever the answer was, so that no suggestion can tell the answer.
    """
    met: dict[UUID, set[UUID]] = defaultdict(set)
    coaches: dict[UUID, int] = defaultdict(int)
    coached: dict[UUID, int] = defaultdict(int)
    lately = Q(ended_at=None) | Q(ended_at__gte=clock.now() - MET_LATELY)
    for performer, coach, ended in Pair.objects.filter(lately).values_list("performer", "coach", "ended_at"):
        met[performer].add(coach)
        met[coach].add(performer)
        coaches[coach] += ended is None
        coached[performer] += ended is None
    for inviter, invited in Invite.objects.filter(expires_on__gte=today).values_list("inviter", "invited"):
        met[inviter].add(invited)
        met[invited].add(inviter)
    for one in _read(Suggestion.objects.filter(made_on__gte=today - NOT_AGAIN)):
        if one.what:
            met[one.author_id].add(UUID(json.loads(one.what)["person"]))
    return met, coaches, coached


# --- Who could meet whom ----------------------------------------------------------------------------------------------

Lot = Callable[[UUID, UUID], bool]


def _lot() -> Lot:
    """Whether two are held back in this half-year. Only whoever holds the key could tell."""
    key = key_for_writing(DIRECTORY, DIRECTORY)
    today = clock.today()
    half = f"{today.year}-{(today.month + 5) // 6}"

    def held_back(one: UUID, other: UUID) -> bool:
        two = "|".join(sorted((str(one), str(other))))
        return hmac.digest(key.secret, f"held back {half} {two}".encode(), "sha256")[0] % HELD_BACK == 0

    return held_back


def possible(learners: list[Seeker], helpers: list[Seeker], held_back: Lot = lambda one, other: False) -> list[Chance]:
    """Who could meet whom; for each learner at most the twenty who suit them best, ties by lot.

    All helpers with something in common are looked at when they are few, else some by lot: among thousands who offer
    the same there is always somebody.
    """
    lots = random.Random(secrets.randbits(64))  # noqa: S311 (a fair lot, no secret: drawn a million times)
    by_topic, by_word = defaultdict(list), defaultdict(list)
    for at, helper in enumerate(helpers):
        for topic in helper.offers:
            by_topic[topic].append(at)
        for word in helper.offered_words:
            by_word[word].append(at)
    chances: list[Chance] = []
    for me, learner in enumerate(learners):
        alike = {at for topic in learner.wishes for at in _some(by_topic.get(topic, []), lots)}
        telling = [by_word[word] for word in learner.wished_words if len(by_word.get(word, ())) <= TELLING]
        alike |= {at for found in telling for at in _some(found, lots)}
        mine = [
            Chance(me, at, fit(learner, helpers[at]))
            for at in alike
            if may_meet(learner, helpers[at]) and not held_back(learner.id, helpers[at].id)
        ]
        if len(mine) > MOST_CHANCES:
            lots.shuffle(mine)
            mine = sorted(mine, key=lambda chance: -chance.fit)[:MOST_CHANCES]
        chances += mine
    return chances


def _some(found: list[int], lots: random.Random) -> Iterable[int]:
    return found if len(found) <= MOST_ALIKE else lots.sample(found, MOST_ALIKE)


# --- Keeping it -------------------------------------------------------------------------------------------------------


def _keep(met: list[tuple[Seeker, Seeker]], before: dict[tuple[UUID, str], int]) -> None:
    """Give each of the two a row of their own, unless another round was faster. The rows lie in no order."""
    today = clock.today()
    organisation()
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=1)
        live = _live(today)
        rows = []
        for learner, helper in met:
            sides = [(learner.id, Side.PERFORMER.value), (helper.id, Side.COACH.value)]
            if live.get(sides[0]) or live.get(sides[1], 0) != before.get(sides[1], 0):
                continue
            rows += [
                Suggestion(
                    author_id=author,
                    side=side,
                    what=json.dumps({"person": str(other)} | _because(learner, helper)),
                    made_on=today,
                    until=today + STANDS,
                )
                for (author, side), other in zip(sides, (helper.id, learner.id), strict=True)
            ]
        rows.sort(key=lambda row: row.pk)
        unlock(row.author_id for row in rows)
        Suggestion.objects.bulk_create(rows, batch_size=500)


def _because(learner: Seeker, helper: Seeker) -> dict[str, Any]:
    return {
        "topics": sorted(learner.wishes & helper.offers),
        "words": sorted(learner.wished_words & helper.offered_words),
        "back": sorted(helper.wishes & learner.offers),
    }
