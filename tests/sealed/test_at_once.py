"""Both place at the very same moment; one places while the other takes back, or while the two stop."""

import random
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from alongside.evaluations.checking_in import About, ask_where, place_months
from alongside.evaluations.gaps import Spot
from alongside.evaluations.models import CheckIn, Placement
from alongside.evaluations.rules import HowOften
from alongside.journal.models import Deed
from alongside.kit import clock as the_clock
from alongside.kit.refusal import Refusal
from alongside.lifecycle.ending import end_together
from alongside.sealed.actions import mine, open_exchange, place, take_back
from alongside.sealed.models import Envelope, Exchange
from tests.cast import Cast, gather
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)

HIGH = Spot(HowOften.NEARLY_ALWAYS, HowOften.MORE_THAN_NOT)
LOW = Spot(HowOften.HARDLY_EVER, HowOften.NOW_AND_THEN)
ROUNDS = 4


@pytest.fixture
def cast(clock: Any) -> Cast:
    return gather()


def asked(cast: Cast) -> CheckIn:
    return ask_where(cast.pair, by=cast.pia)


def test_both_place_at_once_and_both_come_out_once(cast: Cast) -> None:
    for _round in range(ROUNDS):
        check_in = asked(cast)
        deeds = [
            partial(place_months, check_in, {About.WORK: HIGH, About.COACHING: LOW}, by=cast.pia),
            partial(place_months, check_in, {About.WORK: LOW, About.COACHING: HIGH}, by=cast.cleo),
        ]
        random.shuffle(deeds)
        assert sorted(at_once(*deeds)) == [False, True]
        assert Placement.objects.filter(check_in=check_in).count() == 4
        assert Deed.objects.filter(row=check_in.pk, verb="check-in.revealed").count() == 2
        assert not Envelope.objects.exists()


def test_both_ask_at_once_and_are_asked_once(cast: Cast) -> None:
    found = at_once(*(partial(ask_where, cast.pair, by=person) for person in (cast.pia, cast.cleo, cast.pia)))
    assert {check_in.pk for check_in in found} == {CheckIn.objects.get().pk}
    assert Envelope.objects.count() == 2
    assert Deed.objects.filter(verb="check-in.asked").count() == 1


def test_taking_back_while_the_other_places(cast: Cast) -> None:
    for _round in range(ROUNDS):
        check_in = asked(cast)
        place_months(check_in, {About.WORK: HIGH, About.COACHING: None}, by=cast.pia)
        back, placed = at_once(
            partial(take_back, check_in.exchange, by=cast.pia),
            partial(place_months, check_in, {About.WORK: LOW, About.COACHING: None}, by=cast.cleo),
        )
        shown = Placement.objects.filter(check_in=check_in).count()
        if isinstance(back, Refusal):
            assert placed is True
            assert shown == 2
        else:
            assert placed is False
            assert shown == 0
            assert mine(check_in.exchange, cast.pia) is None
            place_months(check_in, {About.WORK: HIGH, About.COACHING: None}, by=cast.pia)


def test_the_second_places_while_the_two_stop(cast: Cast) -> None:
    check_in = asked(cast)
    place_months(check_in, {About.WORK: HIGH, About.COACHING: None}, by=cast.pia)
    placed, _ended = at_once(
        partial(place_months, check_in, {About.WORK: LOW, About.COACHING: None}, by=cast.cleo),
        partial(end_together, cast.pair, by=cast.pia),
    )
    exchange = Exchange.objects.get()
    assert bool(exchange.revealed_on) != bool(exchange.returned_on)
    assert bool(exchange.revealed_on) == (placed is True) == Placement.objects.exists()
    if exchange.returned_on:
        assert set(Envelope.objects.values_list("author", flat=True)) == {cast.pia.pk}


def test_whoever_comes_first_the_database_holds_one_open_exchange(cast: Cast) -> None:
    ask = partial(open_exchange, "test", cast.pair.pk, cast.pia, cast.cleo, closes_on=the_clock.today())
    assert len({exchange.pk for exchange in at_once(ask, ask, ask)}) == 1


@pytest.mark.skipif("postgres" in settings.DATABASES["default"]["ENGINE"], reason="looks into SQLite's files")
def test_no_word_of_it_is_in_the_file_before_or_after(cast: Cast) -> None:
    check_in = asked(cast)
    for person, spot in ((cast.pia, HIGH), (cast.cleo, LOW)):
        place_months(check_in, {About.WORK: spot, About.COACHING: spot}, by=person)
        file = Path(connection.settings_dict["NAME"])
        written = b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
        assert check_in.pk.bytes in written or check_in.pk.hex.encode() in written
        for word in HowOften:
            if word not in {HowOften.NEVER, HowOften.ALWAYS, HowOften.MOSTLY, HowOften.SELDOM}:
                assert word.value.encode() not in written


def test_a_long_answer_of_the_other_waits_as_quietly(cast: Cast) -> None:
    """Sizes in the database: an empty envelope, a short answer and a long one are the same."""
    exchange = open_exchange(
        "test", cast.pair.pk, cast.pia, cast.cleo, closes_on=the_clock.today() + timedelta(days=1), pair=cast.pair
    )
    sizes = set()
    for answer in ({}, {"it": "x"}, {"it": "words " * 1000}):
        place(exchange, answer, by=cast.pia, reveal=lambda exchange, answers: None)
        with connection.cursor() as cursor:
            cursor.execute("SELECT length(answer) FROM sealed_envelope")
            sizes |= {row[0] for row in cursor.fetchall()}
    assert len(sizes) == 1
