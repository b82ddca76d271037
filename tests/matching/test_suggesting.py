"""Who is suggested to whom: what is excluded stays excluded, and nothing that is seen tells why."""

import json
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.journal.models import Deed
from alongside.lifecycle.forgetting import forget
from alongside.lifecycle.leaving import let_go
from alongside.matching import directory, leading
from alongside.matching.assignment import Room, assign
from alongside.matching.models import LeadPath, Mark, Preference, Suggestion
from alongside.matching.rules import Seeker, beginnings, fit, may_meet, shared_hours, words_of
from alongside.matching.suggesting import gather, possible, suggest_all
from alongside.pairs.actions import invite, say_not_now
from alongside.pairs.models import Side
from alongside.vault.ring import ring
from tests.cast import enter
from tests.matching.town import made_up


@pytest.fixture
def two(cast, clock, never_held_back):
    """Toni wants to learn what Grace can help with, and both want suggestions."""
    grace = enter("Grace Obi")
    directory.put_in_directory(by=cast.toni, side=Side.PERFORMER, topics_=["saying-no"])
    directory.put_in_directory(by=grace, side=Side.COACH, topics_=["saying-no"])
    for person in (cast.toni, grace):
        directory.keep_preference(by=person, suggest=True)
    return cast.toni, grace


def suggested() -> set[tuple[str, str, str]]:
    """Who was suggested whom, and on which side."""
    from alongside.people.models import Person

    names = {person.pk: str(person) for person in Person.objects.all()}
    with ring():
        return {
            (names[one.author_id], one.side, names[one.other_id]) for one in Suggestion.objects.all() if one.other_id
        }


BOTH = {("Toni", "performer", "Grace"), ("Grace", "coach", "Toni")}


# --- What suits ------------------------------------------------------------------------------------------------------


def test_two_who_fit_are_suggested_to_each_other_once(two, clock):
    suggest_all()
    suggest_all()
    assert suggested() == BOTH
    assert {one.until for one in Suggestion.objects.all()} == {clock.now.date() + timedelta(days=21)}
    clock.forward(days=60)
    suggest_all()
    assert Suggestion.objects.count() == 2, "the same two are left in peace for half a year"
    clock.forward(days=130)
    suggest_all()
    assert Suggestion.objects.count() == 4


def test_two_who_share_only_a_word(cast, clock, never_held_back):
    directory.put_in_directory(by=cast.toni, side=Side.PERFORMER, topics_=[], words="Reading circuit diagrams")
    directory.put_in_directory(by=cast.otto, side=Side.COACH, topics_=[], words="Every CIRCUIT we ever built")
    for person in (cast.toni, cast.otto):
        directory.keep_preference(by=person, suggest=True)
    suggest_all()
    with ring():
        assert {one.because() for one in Suggestion.objects.all()} == {"Because you both wrote “circuit”."}


@pytest.mark.parametrize("who", [0, 1])
@pytest.mark.parametrize("how", ["off", "person", "team", "another-team", "left", "room", "asked", "zone", "line"])
def test_not_suggested(two, cast, clock, who, how):
    """Whatever one of the two would rather not: neither is suggested to the other."""
    from alongside.people.actions import change_profile, open_line, put_in_team

    me, other = two[who], two[1 - who]
    put_in_team(other, cast.operations)
    if how == "off":
        directory.keep_preference(by=me, suggest=False)
    elif how == "person":
        directory.leave_out(other, by=me)
    elif how == "team":
        directory.leave_out(cast.operations, by=me)
    elif how == "another-team":
        put_in_team(me, cast.operations)
        directory.keep_preference(by=me, suggest=True, whom="another-team")
    elif how == "left":
        let_go([me], by=None)
    elif how == "room":
        directory.keep_preference(by=two[1], suggest=True, room="none")
    elif how == "asked":
        say_not_now(invite(other, by=me, side=Side.COACH), by=other)
    elif how == "zone":
        change_profile(me, given_name=str(me), time_zone="Pacific/Auckland", language="en-gb")
        change_profile(other, given_name=str(other), time_zone="Europe/Lisbon", language="en-gb")
    else:
        between = enter("Robin Between")
        open_line(me, between)
        open_line(between, other)
        directory.keep_preference(by=me, suggest=True, without_line=True)
    suggest_all()
    assert suggested() == set()


def test_a_lead_who_would_rather_not_coach_is_left_out_as_a_coach_alone(two, cast):
    _toni, grace = two
    directory.put_in_directory(by=grace, side=Side.PERFORMER, topics_=["craft"])
    directory.put_in_directory(by=cast.otto, side=Side.COACH, topics_=["craft"])
    directory.keep_preference(by=cast.otto, suggest=True)
    leading.choose_step(by=grace, step=LeadPath.Step.RATHER_NOT)
    suggest_all()
    assert suggested() == {("Grace", "performer", "Otto"), ("Otto", "coach", "Grace")}


# --- Nothing tells why ------------------------------------------------------------------------------------------------


def test_what_is_suggested_stands_whatever_one_of_the_two_does(two, clock):
    toni, grace = two
    suggest_all()
    with ring():
        before = [(one.pk, one.what, one.until) for one in Suggestion.objects.filter(author=grace)]
    directory.leave_out(grace, by=toni)
    directory.keep_preference(by=toni, suggest=False)
    directory.take_out_of_directory(by=toni, side=Side.PERFORMER)
    clock.forward(days=1)
    suggest_all()
    with ring():
        assert [(one.pk, one.what, one.until) for one in Suggestion.objects.filter(author=grace)] == before


def test_the_database_does_not_tell_whom_somebody_leaves_out(two, cast):
    """Without a key, leaving somebody out is the same row as not: as long, of the same day, and no deed beside it."""
    toni, grace = two
    columns = "suggest, whom, room, left_out, kept_on FROM matching_preference WHERE author_id = %s"

    def row() -> tuple[object, ...]:
        key = toni.pk.hex if connection.vendor == "sqlite" else toni.pk
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {columns}", [key])
            found = cursor.fetchone()
        return tuple(len(bytes(value)) if isinstance(value, bytes | memoryview) else value for value in found)

    directory.keep_preference(by=toni, suggest=True, without_line=True)
    deeds = Deed.objects.count()
    before = row()
    directory.leave_out(grace, by=toni)
    assert row() == before
    assert Deed.objects.count() == deeds


def test_suggestions_leave_no_deed_no_order_and_no_words(two, cast):
    suggest_all()
    assert not Deed.objects.filter(model__startswith="matching").exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM matching_suggestion")
        raw = repr([[bytes(v) if isinstance(v, memoryview) else v for v in row] for row in cursor.fetchall()])
    toni, grace = two
    assert "saying" not in raw
    for one in Suggestion.objects.all():
        other = grace if one.author_id == toni.pk else toni
        assert set(one.__dict__) >= {"author_id", "what"}
        assert other.pk not in {value for name, value in one.__dict__.items() if name.endswith("_id")}


def test_marks_are_no_use_without_the_key(cast):
    directory.put_in_directory(by=cast.cleo, side=Side.COACH, topics_=["saying-no"], words="Wards")
    import hashlib

    guesses = {hashlib.sha256(f"{Side.COACH} {sign}".encode()).hexdigest()[:16] for sign in ("wards", "#saying-no")}
    assert not guesses & set(Mark.objects.values_list("digest", flat=True))


def test_an_invitation_that_was_put_aside_is_left_in_peace_like_one_without_an_answer(two, clock):
    toni, grace = two
    sent = invite(grace, by=toni, side=Side.PERFORMER)
    met = {one.id: one.met for one in gather().learners}
    say_not_now(sent, by=grace)
    assert {one.id: one.met for one in gather().learners} == met


def test_forgetting_takes_all_of_it(two):
    toni, grace = two
    suggest_all()
    directory.leave_out(grace, by=toni)
    forget(toni)
    assert not Preference.objects.filter(author=toni).exists()
    assert not Suggestion.objects.filter(author=toni).exists()
    forget(grace)
    assert suggested() == set()


# --- Property tests ---------------------------------------------------------------------------------------------------

some_ids = [UUID(int=number) for number in range(1, 7)]
some_teams = [UUID(int=101), UUID(int=102)]
slugs = st.frozensets(st.sampled_from(["a", "b", "c"]), max_size=3)


@st.composite
def villages(draw: st.DrawFn) -> list[Seeker]:
    outs = st.frozensets(st.sampled_from([*some_ids, *some_teams]), max_size=2)
    return [
        Seeker(
            id=one,
            zone=draw(st.sampled_from(["UTC", "Asia/Tokyo", "Europe/Berlin"])),
            team=draw(st.sampled_from([None, *some_teams])),
            offers=draw(slugs),
            wishes=draw(slugs),
            whom=draw(st.sampled_from(list(Preference.Whom))),
            left_out=draw(outs),
            line=draw(st.frozensets(st.sampled_from(some_ids), max_size=1)),
            room=draw(st.integers(0, 2)),
            load=draw(st.integers(0, 1)),
        )
        for one in some_ids[: draw(st.integers(2, 6))]
    ]


def matched(village: list[Seeker]) -> set[tuple[UUID, UUID]]:
    taken = assign(len(village), [Room(one.room, one.load) for one in village], possible(village, village))
    return {(village[one.learner].id, village[one.helper].id) for one in taken}


@settings(deadline=None)
@given(villages())
def test_no_line_that_somebody_drew_is_ever_crossed(village):
    known = {one.id: one for one in village}
    for learner, helper in matched(village):
        me, other = known[learner], known[helper]
        assert learner != helper
        assert me.wishes & other.offers
        for one, two in ((me, other), (other, me)):
            assert two.id not in one.left_out | one.line and two.team not in one.left_out
            same = one.team is not None and one.team == two.team
            assert one.whom == "anybody" or same == (one.whom == "own-team")
        assert shared_hours(me.zone, other.zone) >= 3


@settings(deadline=None)
@given(villages(), st.sampled_from(some_ids), st.sampled_from(some_ids))
def test_leaving_out_is_the_same_from_either_side(village, one, other):
    """Whether I leave you out or you leave me out: nobody is told apart by what is possible."""

    def without(me: UUID, you: UUID) -> set[tuple[UUID, UUID]]:
        changed = [replace(who, left_out=who.left_out | {you}) if who.id == me else who for who in village]
        found = possible(changed, changed)
        return {(changed[chance.learner].id, changed[chance.helper].id) for chance in found}

    assert (
        without(one, other) == without(other, one)
        or one not in {who.id for who in village}
        or other not in {who.id for who in village}
    )


@settings(deadline=None)
@given(villages())
def test_all_who_fit_are_looked_at_when_they_are_few(village):
    found = {(chance.learner, chance.helper): chance.fit for chance in possible(village, village)}
    for me, learner in enumerate(village):
        for at, helper in enumerate(village):
            worth = fit(learner, helper) if may_meet(learner, helper) else 0
            assert found.get((me, at), 0) == worth


def test_ten_thousand_people():
    """Everybody gets at most one helper, no helper more than there is room for, and hardly anybody is left alone."""
    town = made_up(10_000)
    learners, helpers = [one for one in town if one.wishes], [one for one in town if one.offers and one.room]
    chances = possible(learners, helpers)
    taken = assign(len(learners), [Room(helper.room, helper.load) for helper in helpers], chances)
    assert len({one.learner for one in taken}) == len(taken)
    helped = [0] * len(helpers)
    for one in taken:
        helped[one.helper] += 1
        assert may_meet(learners[one.learner], helpers[one.helper])
    assert all(count <= helper.room for count, helper in zip(helped, helpers, strict=True))
    could = {one.learner for one in chances}
    assert len(taken) > 0.8 * len(could)
    assert max(Counter(one.learner for one in chances).values()) <= 20


# --- Words -----------------------------------------------------------------------------------------------------------


def test_words_and_their_beginnings():
    assert words_of("SAP, die Stückliste & me!") == {"sap", "die", "stückliste"}
    assert beginnings({"ward"}) == {"war", "ward"}


def test_hours_in_common():
    assert shared_hours("Europe/Berlin", "Europe/Lisbon") == 7
    assert shared_hours("Europe/Berlin", "Asia/Tokyo") == 0
    assert shared_hours("Pacific/Auckland", "Pacific/Honolulu") == 7


def test_the_reason_names_only_what_both_wrote_for_everybody(two, cast):
    suggest_all()
    with ring():
        for one in Suggestion.objects.all():
            assert set(json.loads(one.what)) == {"person", "topics", "words", "back"}
            assert one.because() == "Because you both named “Saying no, and keeping it”."
