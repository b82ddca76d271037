"""A coach's reading without names: joining it or not, and what is published of it once in a half-year.

docs/decisions/0021-readings.md says what it protects from, and what it cannot.
"""

import hmac
import json
import secrets
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from alongside.evaluations.models import NamelessAnswer, Reading, ReadingGroups
from alongside.evaluations.pooling import LEAST, Group, Reads, choose_whom, half_year_of, read_together
from alongside.evaluations.rules import HowOften
from alongside.jobs.periodic import every
from alongside.kit import clock
from alongside.kit.kept import first, kept
from alongside.kit.refusal import Refusal
from alongside.pairs.models import Pair, Promise, Side
from alongside.people.models import Person
from alongside.vault.ring import ring, unlock

ABOUT = [about for about in Promise.About if about.side == Side.COACH]
"""What a reading is about: what coaches promise."""

LENGTH = 240
"""Every answer is as long as this, joined or not, so that its length tells nothing."""
GROUPS_LENGTH = 4000
"""And what is kept of groups is as long as this, or a multiple."""

Placements = Mapping[Promise.About, HowOften | None]


def may_join(pair: Pair, me: Person) -> NamelessAnswer | None:
    """Where I could join the reading of this half-year; None while the coach coaches too few for one."""
    return first(_answers(me.pk, pair.coach_id, half_year_of(clock.today())))


@kept
def _answers(author: UUID, coach: UUID, until: date) -> QuerySet[NamelessAnswer]:
    return NamelessAnswer.objects.filter(author=author, coach=coach, until=until)


def join(mine: NamelessAnswer, placements: Placements, *, by: Person) -> None:
    """Join the coach's reading of this half-year with a word for each; None is "I can't tell". Nobody learns of it.

    Raises:
        Refusal: the half-year is over, or something is left open.
    """
    if set(placements) != set(ABOUT):
        raise Refusal(_("Choose a word for each, or “I can’t tell”."), field="placements")
    _write(mine, json.dumps({about.value: word.value if word else "" for about, word in placements.items()}), by)


def stay_out(mine: NamelessAnswer, *, by: Person) -> None:
    """Stay out of it, or take one's words out again. It looks the same as having joined, to everybody."""
    _write(mine, "", by)


@every(timedelta(days=1))
def prepare_answers() -> int:
    """Make room for an answer of everybody whose coach could have a reading; returns how much was made.

    The rows come by themselves, alike for all, so that none of them tells that somebody joined.
    """
    until = half_year_of(clock.today())
    open_pairs = Pair.objects.filter(ended_at=None, performer__is_active=True, coach__is_active=True)
    enough = open_pairs.values("coach").annotate(people=Count("performer", distinct=True)).filter(people__gte=LEAST)
    found = set(open_pairs.filter(coach__in=enough.values("coach")).values_list("performer", "coach"))
    wanted = sorted(found - set(NamelessAnswer.objects.filter(until=until).values_list("author", "coach")))
    for start in range(0, len(wanted), 200):
        some = wanted[start : start + 200]
        with ring(), transaction.atomic():
            unlock(author for author, _coach in some)
            NamelessAnswer.objects.bulk_create(
                [
                    NamelessAnswer(author_id=author, coach_id=coach, until=until, answer=_padded(""))
                    for author, coach in some
                ],
                ignore_conflicts=True,
            )
    return len(wanted)


@every(timedelta(days=1))
def publish_readings() -> int:
    """Publish what can be of the half-years that are over, once, and delete the answers; returns for how many coaches.

    A coach of whom nothing can be published gets a row like everybody else, that says "no reading this time".
    """
    over = NamelessAnswer.objects.filter(until__lt=clock.today()).order_by("until", "coach")
    found = list(over.values_list("coach", "until").distinct())
    for coach, until in found:
        _publish(coach, until)
    return len(found)


def _publish(coach_id: UUID, until: date) -> None:
    with ring(), transaction.atomic():
        coach = Person.objects.select_for_update().get(pk=coach_id)
        answers = list(NamelessAnswer.objects.filter(coach=coach, until=until))
        if coach.is_active and not Reading.objects.filter(coach=coach, until=until).exists():
            unlock([coach.pk, *(answer.author_id for answer in answers)])
            joined = {row.author_id: said for row in answers if (said := row.words) is not None}
            together = _whom(coach, joined)
            words: dict[str, str] = {about.value: _read(about, together) for about in ABOUT}
            Reading.objects.create(coach=coach, until=until, published_on=clock.today(), **words)
        NamelessAnswer.objects.filter(pk__in=[answer.pk for answer in answers]).delete()


def _whom(coach: Person, joined: Mapping[UUID, Placements]) -> list[Placements]:
    """The answers that are read together now, and in no order; which groups there are is kept for later ones."""
    row = ReadingGroups.objects.filter(coach=coach).first() or ReadingGroups(coach=coach)
    kept: dict[str, Any] = json.loads(row.kept.strip() or "{}") or {"key": secrets.token_hex(32), "groups": []}
    by_digest = {_digest(kept["key"], person): said for person, said in joined.items()}
    choice = choose_whom(map(frozenset, kept["groups"]), frozenset(by_digest))
    row.kept = _groups_text(kept["key"], choice.groups)
    row.save()
    return [by_digest[digest] for digest in sorted(choice.read)]


def _read(about: Promise.About, together: list[Placements]) -> Reads:
    return read_together([said[about] for said in together]) if together else Reads.NONE


def _digest(key: str, person: UUID) -> str:
    return hmac.new(bytes.fromhex(key), b"read together|" + person.bytes, sha256).hexdigest()[:32]


def _groups_text(key: str, groups: Iterable[Group]) -> str:
    text = json.dumps({"key": key, "groups": sorted(sorted(group) for group in groups)})
    return text.ljust(-(-len(text) // GROUPS_LENGTH) * GROUPS_LENGTH)


def _write(mine: NamelessAnswer, text: str, by: Person) -> None:
    """Put words into an answer, or take them out.

    The answers of all whom this coach coaches are written anew, so that not even the database's own marks on a row
    (xmin in PostgreSQL), nor two copies of it laid side by side, tell whose hand it was.
    """
    with ring(), transaction.atomic():
        beside = NamelessAnswer.objects.select_for_update().filter(coach=mine.coach_id, until=mine.until)
        rows = list(beside.order_by("pk"))
        if mine.until < clock.today() or not any(row.pk == mine.pk and row.author_id == by.pk for row in rows):
            raise Refusal(_("This half-year is over, and your words for it are deleted."), code="not-open")
        unlock(row.author_id for row in rows)
        for row in rows:
            row.answer = _padded(text if row.pk == mine.pk else row.answer)
            row.save(update_fields=["answer"])


def _padded(text: str) -> str:
    return text.ljust(LENGTH)
