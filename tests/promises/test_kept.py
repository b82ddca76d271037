"""Queries that are made once: they answer for whoever asks now, and keep nothing of whoever asked first."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db.models import F, QuerySet

from alongside.access.gate import one, rows
from alongside.kit import clock
from alongside.kit.kept import Ids, Kept, derived, kept
from alongside.kit.refusal import NotHere
from alongside.pairs.models import Pair
from alongside.people.models import Person, RosterImport
from tests.cast import BEGINNING, Cast
from tests.together import at_once

FIRST = BEGINNING.date()


@kept
def pairs_of(me: UUID) -> QuerySet[Pair]:
    return rows(me, "see", Pair).order_by("pk")


@kept
def people_but(me: UUID) -> QuerySet[Person]:
    return rows(me, "see", Person).exclude(pk=me).order_by("name", "pk")


@kept
def of_these(me: UUID, ids: list[UUID]) -> QuerySet[Person]:
    return rows(me, "see", Person).filter(pk__in=Ids(ids))


@kept
def begun_in_the_week(until: date) -> QuerySet[Pair]:
    return Pair.objects.filter(began_on__lte=until, began_on__gt=derived(until, lambda day: day - timedelta(weeks=1)))


@kept
def begun_by_the_day_after_next(today: date) -> QuerySet[Pair]:
    return Pair.objects.filter(began_on__lte=derived(derived(today, _a_day_on), _a_day_on))


def _a_day_on(day: date) -> date:
    return day + timedelta(days=1)


def with_a_name() -> QuerySet[Pair]:
    return Pair.objects.select_related("performer")


@pytest.mark.django_db
def test_each_person_gets_their_own_rows_whoever_asked_before(cast: Cast) -> None:
    order = [cast.pia, cast.otto, cast.cleo, cast.lena, cast.toni, cast.ada]
    for who in [*order, *reversed(order)]:
        assert pairs_of(who.pk) == ([cast.pair] if who in {cast.pia, cast.cleo} else [])


@pytest.mark.django_db
def test_parts_are_those_of_whoever_asks_now(cast: Cast) -> None:
    for _ in range(2):
        for who in (cast.pia, cast.cleo):
            everybody, parts = people_but(who.pk), people_but.parts(who.pk)
            assert who not in everybody
            assert [*parts[0:2], *parts[2:4], *parts[4:100]] == everybody
            assert parts[:3] == everybody[:3]


@pytest.mark.django_db
def test_ids_are_those_of_each_call_however_many(cast: Cast) -> None:
    for some in ([cast.pia, cast.cleo], [], [cast.otto], list(cast), [cast.pia, cast.pia]):
        ids = [person.pk for person in some]
        assert set(of_these(cast.toni.pk, ids)) == set(of_these.anew(cast.toni.pk, ids)) == set(some)
    pairs = Kept(lambda coaches: Pair.objects.filter(coach__in=Ids(coaches)))
    assert pairs([cast.cleo.pk]) == [cast.pair] and pairs([cast.pia.pk]) == []


@pytest.mark.django_db
@pytest.mark.parametrize("source", [Pair, with_a_name])
def test_one_row_is_there_only_for_those_who_may(cast: Cast, source: Any) -> None:
    for _ in range(2):
        assert "end" in one(cast.cleo, "see", source, cast.pair.pk).can
        assert "pause" not in one(cast.pia, "see", source, str(cast.pair.pk)).can
        for other in (cast.lena, cast.otto, cast.ada):
            with pytest.raises(NotHere):
                one(other, "see", source, cast.pair.pk)


@pytest.mark.django_db
def test_what_a_keeper_may_is_kept_apart_from_what_others_may(cast: Cast) -> None:
    cast.lena.keeps_people = True
    cast.lena.save()
    assert "keep" in one(cast.lena, "see", Person, cast.pia.pk).can  # type: ignore[attr-defined]
    assert "keep" not in one(cast.toni, "see", Person, cast.pia.pk).can  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_dates_are_those_of_each_call(cast: Cast) -> None:
    asked = [begun_in_the_week(FIRST + timedelta(days)) for days in (0, 8, 6, -1)]
    assert asked == [[cast.pair], [], [cast.pair], []]
    asked = [begun_by_the_day_after_next(FIRST - timedelta(days)) for days in (1, 2, 3)]
    assert asked == [[cast.pair], [cast.pair], []], "what is derived from what is derived"


@pytest.mark.django_db
def test_nothing_of_the_first_call_can_stay(cast: Cast) -> None:
    def by_the_clock(me: UUID) -> QuerySet[Pair]:
        return rows(me, "see", Pair).filter(began_on__lte=clock.today())

    def of_this_moment(me: UUID) -> QuerySet[Pair]:
        return rows(me, "see", Pair).filter(ended_at__lte=clock.now())

    def of_somebody(me: UUID) -> QuerySet[Pair]:
        return rows(me, "see", Pair).filter(coach=cast.cleo)

    def of_a_rule_that_differs(me: UUID) -> QuerySet[RosterImport]:
        return rows(me, "see", RosterImport)

    def of_a_day_where_they_are(me: UUID) -> QuerySet[Pair]:
        return rows(me, "see", Pair).filter(ended_at__date=F("began_on"))

    def of_some(me: UUID) -> QuerySet[Pair]:
        return rows(me, "see", Pair).filter(coach__in=Ids([cast.cleo.pk, cast.pia.pk]))

    def of_the_same(me: UUID) -> QuerySet[Pair]:
        return rows(me, "see", Pair).filter(pk__in=Ids([cast.pair.pk]))

    frozen: list[Callable[[UUID], QuerySet[Any]]] = [
        by_the_clock,
        of_this_moment,
        of_a_day_where_they_are,
        of_somebody,
        of_some,
        of_the_same,
        of_a_rule_that_differs,
    ]
    for build in frozen:
        with pytest.raises(TypeError):
            Kept(build)(cast.pia.pk)


@pytest.mark.django_db(transaction=True)
def test_many_who_ask_at_the_same_moment_get_their_own(cast: Cast) -> None:
    everybody = list(cast)
    answers = at_once(*[lambda who=who: [pairs_of(who.pk) for _ in range(20)] for who in everybody])
    for who, answer in zip(everybody, answers, strict=True):
        assert answer == [[cast.pair] if who in {cast.pia, cast.cleo} else []] * 20
