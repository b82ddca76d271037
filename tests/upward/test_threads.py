"""Told with a name, brought in confidence: who hears, what can be done, what stays."""

from datetime import date, timedelta

import pytest

from alongside.access.gate import may, readers, rows
from alongside.journal.models import Deed
from alongside.kit.refusal import Refusal
from alongside.lifecycle.acting import act_for
from alongside.lifecycle.exporting import export
from alongside.lifecycle.forgetting import forget
from alongside.lifecycle.leaving import let_go
from alongside.pairs.actions import end, invite
from alongside.pairs.models import Invite, Pair, Side
from alongside.people.actions import let_keep_people, open_line
from alongside.people.models import Person
from alongside.upward.keeping import sweep_upward
from alongside.upward.models import Letter, Thread
from alongside.upward.naming import be_contact, end_contact
from alongside.upward.rules import Wanted, Wish, answer_day, wish_of
from alongside.upward.threads import bring, delete_thread, hand_on, in_line_with, seen, tell, wish_for, write
from alongside.vault.models import Key
from tests.cast import enter, in_team, pair_up
from tests.promises import table

PROMISES = table.read()


@pytest.fixture
def brought(cast, contacts) -> Thread:
    return bring(contacts.as_contact, "I dread the talks.", by=cast.pia)


def texts(thread):
    return [letter.text for letter in Letter.objects.filter(thread=thread).order_by("position")]


# --- To a lead --------------------------------------------------------------------------------------------------------


def test_one_tells_ones_lead_and_their_lead_and_nobody_else(cast, clock):
    open_line(cast.lena, cast.otto)
    assert set(rows(cast.pia, "tell", Person)) == {cast.lena, cast.otto}
    assert {person.pk for person in rows(cast.lena, "tell", Person)} == {cast.otto.pk}
    assert not rows(cast.cleo, "tell", Person).exists()


def test_told_with_a_name_the_lead_reads_and_answers(cast, clock):
    thread = tell(cast.lena, "The rota is unfair.", by=cast.pia)
    assert {person.pk for person in readers(thread)} == {cast.pia.pk, cast.lena.pk}
    assert Deed.objects.filter(verb="upward.told", row=thread.pk).exists()
    write(thread, "Thank you. I'll look at it.", by=cast.lena)
    thread.refresh_from_db()
    assert thread.news and thread.waits_since is None
    assert texts(thread) == ["The rota is unfair.", "Thank you. I'll look at it."]
    seen(thread, by=cast.lena)
    assert Thread.objects.get(pk=thread.pk).news
    seen(thread, by=cast.pia)
    assert not Thread.objects.get(pk=thread.pk).news


def test_a_lead_is_not_asked_to_end_a_pair(cast, clock):
    thread = tell(cast.lena, "I want out.", by=cast.pia)
    with pytest.raises(Refusal, match="A lead can't do this"):
        wish_for(thread, Wish(Wanted.END, str(cast.pair.pk)), by=cast.pia)
    assert not may(cast.lena, "act", thread)


# --- In confidence ----------------------------------------------------------------------------------------------------


def test_what_is_brought_two_people_read_and_no_journal_knows(cast, contacts, brought):
    assert {person.pk for person in readers(brought)} == {cast.pia.pk, contacts.ruth.pk}
    for letter in Letter.objects.all():
        assert {person.pk for person in readers(letter)} == {cast.pia.pk, contacts.ruth.pk}
    for person in (*cast, contacts.hanne):
        assert may(person, "see", brought) == (person == cast.pia)
    write(brought, "When shall we talk?", by=contacts.ruth)
    wish_for(brought, Wish(Wanted.END, str(cast.pair.pk)), by=cast.pia)
    assert not Deed.objects.filter(row=brought.pk).exists()
    assert not Deed.objects.filter(by=contacts.ruth.pk, model__startswith="upward.t").exists()


def test_contacts_see_nothing_but_what_was_brought(cast, contacts, brought, stage):
    brought.wish = Wish(Wanted.END, str(cast.pair.pk)).packed()
    brought.save()
    for model, row in stage.items():
        promised = PROMISES.get((model.__name__, "see"))
        if promised is None or not promised["otto"]:  # what is not for everybody here
            assert not may(contacts.ruth, "see", row), model
    assert not may(contacts.ruth, "see", cast.pair)


def test_nobody_in_ones_line_hears_it(cast, contacts):
    open_line(cast.lena, cast.otto)
    open_line(cast.otto, contacts.ruth)
    assert in_line_with(cast.pia, [contacts.as_contact, contacts.another]) == {contacts.ruth.pk}
    with pytest.raises(Refusal, match="stands in your line"):
        bring(contacts.as_contact, "About Lena.", by=cast.pia)
    with pytest.raises(Refusal, match="stands in your line"):
        bring(contacts.as_contact, "About Lena.", by=cast.otto)
    bring(contacts.another, "About Lena.", by=cast.pia)


def test_below_oneself_is_in_ones_line_too(cast, contacts):
    in_team(contacts.ruth, cast.customer_care, cast.lena)
    assert in_line_with(cast.lena, [contacts.as_contact]) == {contacts.ruth.pk}


def test_the_day_of_an_answer_is_three_working_days_on():
    assert answer_day(date(2026, 3, 2)) == date(2026, 3, 5)
    assert answer_day(date(2026, 3, 5)) == date(2026, 3, 10)
    assert answer_day(date(2026, 3, 7)) == date(2026, 3, 11)


def test_whoever_stops_being_a_contact_or_keeps_people_reads_nothing_more(cast, contacts, brought):
    let_keep_people(contacts.ruth, keeps=True)
    assert not may(contacts.ruth, "see", brought)
    let_keep_people(contacts.ruth, keeps=False)
    assert may(contacts.ruth, "see", brought)
    end_contact(contacts.as_contact, by=contacts.ruth)
    assert not may(contacts.ruth, "see", brought)
    assert may(cast.pia, "see", brought)
    with pytest.raises(Refusal, match="can no longer read this"):
        write(brought, "Are you there?", by=cast.pia)


def test_it_can_be_taken_to_another_one_with_ones_own_words_alone(cast, contacts, brought):
    write(brought, "Not now.", by=contacts.ruth)
    write(brought, "It cannot wait.", by=cast.pia)
    taken = hand_on(brought, contacts.another, by=cast.pia)
    assert texts(taken) == ["I dread the talks.", "It cannot wait."]
    assert not may(contacts.ruth, "see", taken)
    assert not may(contacts.hanne, "see", brought)


def test_deleting_takes_both_sides_and_the_key(cast, contacts, brought):
    write(brought, "Come by.", by=contacts.ruth)
    assert Key.objects.filter(owner=brought.pk).count() == 2
    delete_thread(brought, by=cast.pia)
    assert not Thread.objects.exists() and not Letter.objects.exists()
    assert not Key.objects.filter(owner=brought.pk).exists()


# --- Doing something for somebody -------------------------------------------------------------------------------------


def test_a_contact_does_only_what_is_wished_and_once(cast, contacts, brought):
    with pytest.raises(Refusal, match="asked for nothing"):
        act_for(brought, by=contacts.ruth)
    wish_for(brought, Wish(Wanted.END, str(cast.pair.pk)), by=cast.pia)
    wish_for(brought, Wish(), by=cast.pia)
    with pytest.raises(Refusal, match="asked for nothing"):
        act_for(brought, by=contacts.ruth)
    wish_for(brought, Wish(Wanted.END, str(cast.pair.pk)), by=cast.pia)
    act_for(brought, by=contacts.ruth)
    cast.pair.refresh_from_db()
    assert cast.pair.ended_at is not None
    with pytest.raises(Refusal, match="asked for nothing"):
        act_for(brought, by=contacts.ruth)


def test_an_end_by_a_contact_looks_like_any_end(cast, contacts, brought):
    """The other one, and whoever reads the journal, sees no contact."""
    wish_for(brought, Wish(Wanted.END, str(cast.pair.pk)), by=cast.pia)
    act_for(brought, by=contacts.ruth)
    assert Deed.objects.get(verb="pair.ended").by == cast.pia.pk
    assert not Deed.objects.filter(by=contacts.ruth.pk).exclude(model="upward.contact").exists()


def test_moving_asks_the_new_coach_in_ones_name(cast, contacts, brought):
    grace = enter("Grace Obi")
    with pytest.raises(Refusal, match="with whom you would like to go on"):
        wish_for(brought, Wish(Wanted.MOVE, str(cast.pair.pk)), by=cast.pia)
    wish_for(brought, Wish(Wanted.MOVE, str(cast.pair.pk), str(grace.pk)), by=cast.pia)
    act_for(brought, by=contacts.ruth)
    sent = Invite.objects.get(inviter=cast.pia)
    assert (sent.invited, sent.coach_id) == (grace, grace.pk)
    assert Pair.objects.get().ended_at is not None


@pytest.mark.parametrize("meanwhile", ["a pair", "asked by her", "asked by him"])
def test_a_contact_never_learns_how_the_two_stand_already(cast, contacts, brought, meanwhile):
    """The pair stops all the same: what the performer and the new coach have going is not told to the contact."""
    grace = enter("Grace Obi")
    wish_for(brought, Wish(Wanted.MOVE, str(cast.pair.pk), str(grace.pk)), by=cast.pia)
    if meanwhile == "a pair":
        pair_up(cast.pia, grace)
    elif meanwhile == "asked by her":
        invite(grace, by=cast.pia, side=Side.PERFORMER)
    else:
        invite(cast.pia, by=grace, side=Side.COACH)
    before = Invite.objects.count()
    act_for(brought, by=contacts.ruth)
    cast.pair.refresh_from_db()
    assert cast.pair.ended_at is not None
    assert Invite.objects.count() == before


def test_when_the_new_coach_has_left_nothing_happens(cast, contacts, brought):
    grace = enter("Grace Obi")
    wish_for(brought, Wish(Wanted.MOVE, str(cast.pair.pk), str(grace.pk)), by=cast.pia)
    let_go([grace], by=cast.ada)
    with pytest.raises(Refusal, match="with whom you would like to go on"):
        act_for(brought, by=contacts.ruth)
    cast.pair.refresh_from_db()
    assert cast.pair.ended_at is None


def test_only_ones_own_open_pair_can_be_meant(cast, contacts, brought):
    other = pair_up(cast.toni, cast.cleo)
    for pair in (str(other.pk), ""):
        with pytest.raises(Refusal, match="which of your pairs"):
            wish_for(brought, Wish(Wanted.END, pair), by=cast.pia)
    end(cast.pair, by=cast.cleo)
    with pytest.raises(Refusal, match="which of your pairs"):
        wish_for(brought, Wish(Wanted.END, str(cast.pair.pk)), by=cast.pia)


def test_a_coach_can_stop_but_chooses_no_other_coach_for_the_performer(cast, contacts):
    thread = bring(contacts.as_contact, "It does no good.", by=cast.cleo)
    with pytest.raises(Refusal, match="chooses another coach"):
        wish_for(thread, Wish(Wanted.MOVE, str(cast.pair.pk), str(cast.otto.pk)), by=cast.cleo)
    wish_for(thread, Wish(Wanted.END, str(cast.pair.pk)), by=cast.cleo)
    act_for(thread, by=contacts.ruth)
    assert Deed.objects.get(verb="pair.ended").by == cast.cleo.pk


def test_whom_a_wish_is_about_does_not_stand_in_the_database(cast, contacts, brought):
    wish_for(brought, Wish(Wanted.END, str(cast.pair.pk)), by=cast.pia)
    found = Thread.objects.get(pk=brought.pk)
    sealed = bytes(found.__dict__["wish"])
    assert cast.pair.pk.bytes not in sealed and str(cast.pair.pk).encode() not in sealed
    assert wish_of(found.wish).pair == str(cast.pair.pk)


def test_that_a_contact_acted_does_not_stand_in_the_database(cast, contacts, brought):
    """Nor that anything was wished: without the key an end is its author's, and the thread looks as it did."""

    def told() -> dict[str, object]:
        row = Thread.objects.filter(pk=brought.pk).values().get()
        return {name: len(value) if isinstance(value, bytes) else value for name, value in row.items()}

    grace = enter("Grace Obi")
    seen_before = told()
    wish_for(brought, Wish(Wanted.MOVE, str(cast.pair.pk), str(grace.pk)), by=cast.pia)
    assert told() == seen_before
    act_for(brought, by=contacts.ruth)
    assert Thread.objects.get().acted_on is not None
    assert told() == seen_before | {"news": True}
    write(brought, "Thank you.", by=cast.pia)
    assert told() == seen_before | {"news": True}
    wish_for(brought, Wish(), by=cast.pia)
    assert told() == seen_before | {"news": True}


def test_what_was_done_is_an_answer_until_its_author_writes_again(cast, contacts, brought, clock):
    def awaited():
        return Thread.objects.get(pk=brought.pk).word_awaited

    today = clock.now.date()
    assert awaited() == today
    wish_for(brought, Wish(Wanted.END, str(cast.pair.pk)), by=cast.pia)
    assert awaited() == today
    act_for(brought, by=contacts.ruth)
    assert awaited() is None
    write(brought, "One thing more.", by=cast.pia)
    assert awaited() == today, "on the same day, too"
    clock.forward(days=5)
    write(brought, "Are you there?", by=cast.pia)
    assert awaited() == today
    write(brought, "Yes.", by=contacts.ruth)
    assert awaited() is None
    clock.forward(days=1)
    write(brought, "Thank you.", by=cast.pia)
    assert awaited() == today + timedelta(days=6)


# --- What stays -------------------------------------------------------------------------------------------------------


def read_archive(person):
    import io
    import zipfile

    whole = zipfile.ZipFile(io.BytesIO(export(person)))
    return whole.read("everything.json").decode() + whole.read("everything.html").decode()


def test_each_archive_holds_ones_own_words(cast, contacts, brought):
    write(brought, "Come by on Friday.", by=contacts.ruth)
    hers, contacts_own = read_archive(cast.pia), read_archive(contacts.ruth)
    assert "I dread the talks." in hers and "Come by on Friday." not in hers
    assert "Come by on Friday." in contacts_own and "I dread" not in contacts_own
    assert "Pia" not in contacts_own


def test_being_forgotten_takes_the_thread_and_its_answers(cast, contacts, brought):
    write(brought, "Come by.", by=contacts.ruth)
    forget(cast.pia)
    assert not Thread.objects.exists()
    assert not Key.objects.filter(owner=brought.pk).exists()


def test_a_forgotten_contact_takes_their_words_and_leaves_the_askers(cast, contacts, brought):
    write(brought, "Come by.", by=contacts.ruth)
    forget(contacts.ruth)
    assert texts(brought) == ["I dread the talks.", ""]
    assert not may(contacts.ruth, "see", brought)


def test_a_contact_who_leaves_is_one_no_longer(cast, contacts, brought):
    let_go([contacts.ruth], by=cast.ada)
    contacts.as_contact.refresh_from_db()
    assert contacts.as_contact.ended_on is not None
    taken = hand_on(brought, contacts.another, by=cast.pia)
    assert texts(taken) == ["I dread the talks."]


def test_a_year_after_the_last_word_it_goes(cast, contacts, brought, clock):
    clock.forward(days=364)
    sweep_upward()
    assert Thread.objects.exists()
    clock.forward(days=3)
    sweep_upward()
    assert not Thread.objects.exists()
    assert not Key.objects.filter(owner=brought.pk).exists()


def test_whoever_is_away_says_so_and_can_be_reached_all_the_same(cast, contacts, clock):
    be_contact(contacts.as_contact, by=contacts.ruth, about="", away_until=date(2026, 3, 20))
    assert bring(contacts.as_contact, "No haste.", by=cast.pia).to == contacts.ruth
