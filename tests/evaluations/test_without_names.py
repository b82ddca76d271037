"""A coach's reading without names, attacked: by rows, lengths, journal, joining, leaving, half-years."""

import io
import zipfile
from datetime import date

import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from alongside.evaluations import without_names as deeds
from alongside.evaluations.models import NamelessAnswer, Reading, ReadingGroups
from alongside.evaluations.pooling import Reads
from alongside.evaluations.rules import HowOften
from alongside.journal.models import Deed
from alongside.kit.refusal import Refusal
from alongside.lifecycle.ending import end_together
from alongside.lifecycle.exporting import export
from alongside.lifecycle.forgetting import forget
from alongside.lifecycle.keeping import sweep
from alongside.lifecycle.leaving import let_go
from alongside.notices.models import Notice
from alongside.pairs.models import Pair
from alongside.vault.actions import rotate_master
from alongside.vault.ring import ring
from tests.cast import enter, pair_up
from tests.together import at_once

NAMES = ["Grace", "Dev", "Samira", "Marek", "Ingrid", "Hanne", "Ruth", "João", "Nia", "Otis", "Bo"]
SUMMER, WINTER = date(2026, 6, 30), date(2026, 12, 31)


@pytest.fixture(autouse=True)
def _now(clock):
    """It is a Monday in March."""


def coached(cast, count):
    """Pia and others whom Cleo coaches."""
    others = [enter(f"{name} Haldane") for name in NAMES[: count - 1]]
    for person in others:
        pair_up(person, cast.cleo)
    return [cast.pia, *others]


def join(people, word: HowOften | None = HowOften.MOSTLY):
    for person in people:
        mine = NamelessAnswer.objects.get(author=person)
        deeds.join(mine, dict.fromkeys(deeds.ABOUT, word), by=person)


def next_half_year(clock):
    """The half-year is over: readings are published, and there is room for the next answers."""
    clock.set(
        clock.now.replace(month=7, day=1)
        if clock.now.month <= 6
        else clock.now.replace(year=clock.now.year + 1, month=1, day=1)
    )
    deeds.publish_readings()
    deeds.prepare_answers()


def newest(cast):
    """What Cleo reads in her newest reading."""
    with ring():
        reading = Reading.objects.filter(coach=cast.cleo).order_by("-until")[0]
        return {about.value: getattr(reading, about.value) for about in deeds.ABOUT}


def all_say(reads):
    return dict.fromkeys([about.value for about in deeds.ABOUT], reads.value)


def raw(model, column):
    """A column as it lies in the database."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {model._meta.db_table}")
        return [bytes(value) for (value,) in cursor.fetchall()]


# --- What a coach reads -----------------------------------------------------------------------------------------------


def test_five_who_join_are_read_together(cast, clock):
    people = coached(cast, 5)
    deeds.prepare_answers()
    join(people)
    assert deeds.publish_readings() == 0, "not before the half-year is over"
    next_half_year(clock)
    assert newest(cast) == all_say(Reads.OFTEN)
    assert not NamelessAnswer.objects.filter(until=SUMMER).exists(), "what was read is deleted"


def test_one_of_five_who_dissents_is_not_seen(cast, clock):
    people = coached(cast, 5)
    deeds.prepare_answers()
    join(people[:4])
    join(people[4:], HowOften.NEVER)
    next_half_year(clock)
    assert newest(cast) == all_say(Reads.OFTEN)


def test_four_who_join_are_not_read_and_nobody_is_told_why(cast, clock):
    people = coached(cast, 6)
    deeds.prepare_answers()
    join(people[:4])
    next_half_year(clock)
    assert newest(cast) == all_say(Reads.NONE)


def test_whose_coach_has_four_is_asked_nothing(cast):
    coached(cast, 4)
    assert deeds.prepare_answers() == 0
    assert deeds.may_join(cast.pair, cast.pia) is None


def test_what_is_published_never_changes(cast, clock):
    people = coached(cast, 5)
    deeds.prepare_answers()
    join(people)
    next_half_year(clock)
    NamelessAnswer.objects.create(author=people[0], coach=cast.cleo, until=SUMMER, answer="")
    assert deeds.publish_readings() == 1
    assert newest(cast) == all_say(Reads.OFTEN) and Reading.objects.count() == 1
    assert not NamelessAnswer.objects.filter(until=SUMMER).exists()


# --- Joining and leaving ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("joins", [True, False])
def test_whether_a_sixth_joins_cannot_be_seen(cast, clock, joins):
    people = coached(cast, 5)
    deeds.prepare_answers()
    join(people)
    next_half_year(clock)
    sixth = enter("Nia Haldane")
    pair_up(sixth, cast.cleo)
    deeds.prepare_answers()
    join(people)
    if joins:
        join([sixth], HowOften.NEVER)
    next_half_year(clock)
    assert newest(cast) == all_say(Reads.OFTEN)


def test_the_one_who_stays_away_is_not_read_off_from_the_others(cast, clock):
    people = coached(cast, 6)
    deeds.prepare_answers()
    join(people)
    next_half_year(clock)
    join(people[1:])
    next_half_year(clock)
    assert newest(cast) == all_say(Reads.NONE), "five would be enough, if they were not six before"


def test_the_half_years_between_are_no_way_round(cast, clock):
    people = coached(cast, 6)
    deeds.prepare_answers()
    join(people)
    next_half_year(clock)
    next_half_year(clock)
    clock.forward(days=800)
    sweep()
    assert not Reading.objects.exists(), "kept for twelve months"
    next_half_year(clock)
    join(people[1:])
    next_half_year(clock)
    assert newest(cast) == all_say(Reads.NONE), "but who was read together is not forgotten with it"


def test_five_who_are_new_are_read_beside_those_of_before(cast, clock):
    people = coached(cast, 10)
    deeds.prepare_answers()
    join(people[:5])
    next_half_year(clock)
    join(people[:5], HowOften.SELDOM)
    join(people[5:], HowOften.NEVER)
    next_half_year(clock)
    assert newest(cast) == all_say(Reads.SELDOM)


def test_a_new_master_key_knows_who_was_read_together(cast, clock):
    people = coached(cast, 6)
    deeds.prepare_answers()
    join(people)
    next_half_year(clock)
    rotate_master()
    join(people[:5])
    next_half_year(clock)
    assert newest(cast) == all_say(Reads.NONE)


def test_an_end_does_not_take_back_what_one_said(cast, clock):
    people = coached(cast, 5)
    deeds.prepare_answers()
    join(people)
    end_together(cast.pair, by=cast.pia)
    next_half_year(clock)
    assert newest(cast) == all_say(Reads.OFTEN)


PEOPLE = 7


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(st.lists(st.frozensets(st.integers(0, PEOPLE - 1)), min_size=2, max_size=4), st.integers(0, PEOPLE - 1))
def test_what_one_person_says_is_never_told_by_two_half_years(cast, clock, crowds, one):
    """Whoever it is, whoever joins when: had they said the opposite, each reading could have come out the same.

    All others say "about half the time"; one says "always", or "never". Neither can be told from any reading.
    """
    clock.set(clock.now.replace(year=2026, month=3, day=2))
    Reading.objects.all().delete()
    ReadingGroups.objects.all().delete()
    NamelessAnswer.objects.all().delete()
    people = list(_seven(cast))
    deeds.prepare_answers()
    for crowd in crowds:
        join([people[number] for number in sorted(crowd) if number != one], HowOften.HALF)
        if one in crowd:
            join([people[one]], HowOften.ALWAYS if clock.now.month < 7 else HowOften.NEVER)
        next_half_year(clock)
        assert set(newest(cast).values()) <= {Reads.MIXED.value, Reads.NONE.value}


def _seven(cast):
    if Pair.objects.filter(coach=cast.cleo).count() < PEOPLE:
        coached(cast, PEOPLE)
    return [pair.performer for pair in Pair.objects.filter(coach=cast.cleo).order_by("pk")]


# --- What the database shows without the key --------------------------------------------------------------------------


def test_joining_and_staying_out_leave_rows_of_one_kind(cast):
    people = coached(cast, 6)
    assert deeds.prepare_answers() == 6 and deeds.prepare_answers() == 0
    join(people[:3])
    join(people[3:4], None)
    deeds.stay_out(NamelessAnswer.objects.get(author=people[4]), by=people[4])
    assert NamelessAnswer.objects.count() == 6
    assert len({len(sealed) for sealed in raw(NamelessAnswer, "answer")}) == 1
    assert not any(b"mostly" in sealed for sealed in raw(NamelessAnswer, "answer"))


def test_two_copies_of_the_database_do_not_tell_whose_answer_changed(cast):
    people = coached(cast, 5)
    deeds.prepare_answers()
    before = set(raw(NamelessAnswer, "answer"))
    join(people[:1])
    assert not before & set(raw(NamelessAnswer, "answer")), "all of them are new"
    with ring():
        assert [row.words is not None for row in NamelessAnswer.objects.order_by("author__name")].count(True) == 1


@pytest.mark.django_db(transaction=True)
def test_five_who_join_at_the_very_same_moment_all_join(cast):
    people = coached(cast, 5)
    deeds.prepare_answers()
    results = at_once(*(lambda one=one: join([one]) for one in people))
    assert results == [None] * 5
    with ring():
        assert all(row.words for row in NamelessAnswer.objects.all())


def test_the_rows_tell_neither_who_was_read_nor_how_many(cast, clock):
    sizes = set()
    people = coached(cast, 9)
    deeds.prepare_answers()
    next_half_year(clock)
    sizes |= {len(kept) for kept in raw(ReadingGroups, "kept")}
    none = [len(raw(Reading, about.value)[0]) for about in deeds.ABOUT]
    join(people)
    next_half_year(clock)
    sizes |= {len(kept) for kept in raw(ReadingGroups, "kept")}
    assert len(sizes) == 1
    for about, size in zip(deeds.ABOUT, none, strict=True):
        assert {len(sealed) for sealed in raw(Reading, about.value)} == {size}, "a reading is as long as none"
    for kept in raw(ReadingGroups, "kept"):
        assert not any(person.pk.bytes in kept or str(person.pk).encode() in kept for person in people)


def test_nothing_of_it_is_in_the_journal_or_on_its_way(cast, clock):
    people = coached(cast, 5)
    deeds.prepare_answers()
    deeds_before, notices = Deed.objects.count(), Notice.objects.count()
    join(people)
    next_half_year(clock)
    assert (Deed.objects.count(), Notice.objects.count()) == (deeds_before, notices)


# --- Whose it is ------------------------------------------------------------------------------------------------------


def test_words_can_be_changed_until_the_half_year_is_over(cast, clock):
    people = coached(cast, 5)
    deeds.prepare_answers()
    mine = NamelessAnswer.objects.get(author=cast.pia)
    join(people)
    with pytest.raises(Refusal):
        deeds.join(mine, {}, by=cast.pia)
    with pytest.raises(Refusal):
        deeds.join(mine, dict.fromkeys(deeds.ABOUT), by=cast.toni)
    clock.set(clock.now.replace(month=7, day=1))
    with pytest.raises(Refusal):
        deeds.stay_out(mine, by=cast.pia)


def test_ones_archive_says_what_one_would_add_and_nobody_elses_does(cast):
    people = coached(cast, 5)
    deeds.prepare_answers()
    join(people[:1])
    assert b"NamelessAnswer".lower() in _json(cast.pia)
    assert b"mostly" in _json(cast.pia)
    assert b"namelessanswer" not in _json(cast.cleo) and b"readinggroups" not in _json(cast.cleo)


def _json(person):
    with zipfile.ZipFile(io.BytesIO(export(person))) as archive:
        return archive.read("everything.json")


def test_forgetting_a_coach_takes_the_readings_along(cast, clock):
    people = coached(cast, 5)
    deeds.prepare_answers()
    join(people)
    next_half_year(clock)
    forget(cast.cleo)
    assert not any(model.objects.exists() for model in (Reading, ReadingGroups, NamelessAnswer))


def test_whoever_is_forgotten_is_not_read(cast, clock):
    people = coached(cast, 5)
    deeds.prepare_answers()
    join(people)
    forget(people[4])
    next_half_year(clock)
    assert newest(cast) == all_say(Reads.NONE)


def test_a_coach_who_left_gets_no_reading_and_the_answers_go(cast, clock):
    people = coached(cast, 5)
    deeds.prepare_answers()
    join(people)
    let_go([cast.cleo], by=cast.ada)
    next_half_year(clock)
    assert not Reading.objects.exists() and not NamelessAnswer.objects.exists()
