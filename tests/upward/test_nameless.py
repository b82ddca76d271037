"""Without names: what goes out, when, to whom, and what is refused."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.feedback.actions import give_feedback
from alongside.feedback.agreeing import propose
from alongside.jobs import periodic
from alongside.kit.refusal import Refusal
from alongside.people.actions import end, open_line
from alongside.people.models import Line, Person
from alongside.upward import nameless
from alongside.upward.models import Batch, OpenAnswer, Sack
from alongside.upward.nameless import MOST, SIZE, publish, send_without_name, stir_now, texts_of
from alongside.vault.models import Key
from alongside.vault.ring import ring
from tests.cast import Cast, enter
from tests.upward.lines import be_here, fill_line

TEXT = "The rota is made for those who shout."


@pytest.fixture
def line(cast: Cast, clock) -> Cast:
    fill_line(cast)
    return cast


def test_it_goes_out_on_monday_and_not_before(line, clock):
    assert send_without_name(line.lena, TEXT, by=line.pia) == date(2026, 3, 9)
    clock.forward(days=6, hours=14)  # Sunday, an hour before midnight
    assert publish() == 0
    clock.forward(hours=2)
    assert publish() == 1
    batch = Batch.objects.get()
    assert (batch.to, batch.week, batch.people, texts_of(batch)) == (line.lena, date(2026, 3, 2), 6, [TEXT])
    assert publish() == 0
    assert Batch.objects.count() == 1


def test_a_worker_that_slept_for_weeks_keeps_the_weeks_apart(line, clock):
    send_without_name(line.lena, TEXT, by=line.pia)
    clock.forward(days=7)
    send_without_name(line.lena, "And the week after.", by=line.toni)
    clock.forward(days=14)
    assert publish() == 2
    assert {batch.week: texts_of(batch) for batch in Batch.objects.all()} == {
        date(2026, 3, 2): [TEXT],
        date(2026, 3, 9): ["And the week after."],
    }


def test_below_five_it_is_refused_with_the_reason(cast, clock):
    be_here(list(cast))
    with pytest.raises(Refusal, match="Fewer than five people could have written this to Lena") as refused:
        send_without_name(cast.lena, TEXT, by=cast.pia)
    assert refused.value.code == "too-few"
    assert not Sack.objects.exists()


def test_only_accounts_that_were_ever_used_count(line, clock):
    Person.objects.filter(given_name__in=["Nia", "Ben"]).update(last_login=None)
    with pytest.raises(Refusal, match="Fewer than five"):
        send_without_name(line.lena, TEXT, by=line.pia)


def test_what_others_do_about_an_account_does_not_count_as_using_it(line, clock):
    """Rows that are made for somebody are locked with a key of theirs; it is no sign that they were ever here."""
    unused = Person.objects.filter(given_name__in=["Nia", "Ben"])
    unused.update(last_login=None)
    for person in unused:
        give_feedback(person, by=line.lena, saw="You closed the hatch.", story="You care.", otherwise="The rule.")
    propose(line.customer_care, by=line.lena, words="We ask before we move a shift.")
    assert Key.objects.filter(voice__in=unused.values("pk")).exists()
    with pytest.raises(Refusal, match="Fewer than five"):
        send_without_name(line.lena, TEXT, by=line.pia)


def test_the_group_is_fixed_on_monday(line, clock):
    clock.forward(days=1)
    new = enter("Zoe Newman")
    be_here([new])
    open_line(new, line.lena)
    assert len(nameless.could_have_written(line.lena, date(2026, 3, 3))) == 6
    with pytest.raises(Refusal, match="fixed on Monday"):
        send_without_name(line.lena, TEXT, by=new)
    clock.forward(days=7)
    assert len(nameless.could_have_written(line.lena, date(2026, 3, 10))) == 7
    send_without_name(line.lena, TEXT, by=new)


def test_whoever_reports_to_somebody_who_reports_is_in_the_group(line, clock):
    open_line(line.lena, line.otto, on=date(2026, 1, 12))
    assert len(nameless.could_have_written(line.otto, date(2026, 3, 2))) == 7
    send_without_name(line.otto, TEXT, by=line.pia)
    assert len(nameless.could_have_written(line.lena, date(2026, 3, 2))) == 6


def test_a_group_that_became_too_small_gets_nothing_published(line, clock):
    send_without_name(line.lena, TEXT, by=line.pia)
    for name in ("Nia", "Ben"):
        end(Line.objects.get(person__given_name=name))
    clock.forward(days=7)
    assert publish() == 0
    assert not Batch.objects.exists()
    assert not Sack.objects.filter(week=date(2026, 3, 2)).exists()


def test_those_who_left_meanwhile_no_longer_count(line, clock):
    send_without_name(line.lena, TEXT, by=line.pia)
    end(Line.objects.get(person__given_name="Nia"))
    clock.forward(days=7)
    publish()
    assert Batch.objects.get().people == 5


@pytest.mark.parametrize("text", ["", "  \n", "x" * (MOST + 1)])
def test_empty_and_endless_are_refused(line, text):
    with pytest.raises(Refusal):
        send_without_name(line.lena, text, by=line.pia)


def test_the_same_words_twice_are_one_message(line, clock):
    for text in (TEXT, f" {TEXT}\n", "Another."):
        send_without_name(line.lena, text, by=line.pia)
    clock.forward(days=7)
    publish()
    assert sorted(texts_of(Batch.objects.get())) == ["Another.", TEXT]


def test_a_full_sack_gets_another_and_both_stay_of_one_size(line, clock):
    for number in range(6):
        send_without_name(line.lena, f"{number} " + "\N{GRINNING FACE}" * (MOST - 4), by=line.pia)
    assert Sack.objects.count() > 1
    assert len({len(bytes(row.__dict__["words"])) for row in Sack.objects.all()}) == 1
    clock.forward(days=7)
    publish()
    assert sum(len(texts_of(batch)) for batch in Batch.objects.all()) == 6


def test_no_more_room_is_said(line, monkeypatch):
    monkeypatch.setattr(nameless, "MOST_SACKS", 1)
    monkeypatch.setattr(nameless, "SIZE", 4_000)
    send_without_name(line.lena, "x" * 2_500, by=line.pia)
    with pytest.raises(Refusal, match="no more room this week"):
        send_without_name(line.lena, "y" * 2_500, by=line.toni)


def test_when_it_is_out_the_sack_and_its_key_are_gone(line, clock):
    send_without_name(line.lena, TEXT, by=line.pia)
    sack = Sack.objects.get()
    assert Key.objects.filter(owner=sack.pk).exists()
    clock.forward(days=7)
    publish()
    assert not Key.objects.filter(owner=sack.pk).exists()
    assert [(left.week, left.words.strip()) for left in Sack.objects.all()] == [(date(2026, 3, 9), "[]")]


def test_what_was_sent_in_the_second_in_which_the_week_went_out_comes_after(line, clock):
    send_without_name(line.lena, TEXT, by=line.pia)
    sunday = clock.now
    clock.forward(days=7)
    publish()
    clock.set(sunday)
    send_without_name(line.lena, "A second too late.", by=line.toni)
    clock.forward(days=7)
    assert publish() == 1
    assert [texts_of(batch) for batch in Batch.objects.order_by("part")] == [[TEXT], ["A second too late."]]


def test_stirring_loses_nothing(line, clock):
    send_without_name(line.lena, TEXT, by=line.pia)
    before = bytes(Sack.objects.get().__dict__["words"])
    stir_now()
    after = Sack.objects.get()
    assert bytes(after.__dict__["words"]) != before
    assert TEXT in after.words
    assert len(after.words) == SIZE


def test_a_lead_answers_everybody_in_the_line_again_and_again(line, clock):
    send_without_name(line.lena, TEXT, by=line.pia)
    clock.forward(days=7)
    publish()
    batch = Batch.objects.get()
    nameless.answer_openly(batch, "I will show how I make it.", by=line.lena)
    nameless.answer_openly(batch, "It hangs by the door now.", by=line.lena)
    assert OpenAnswer.objects.get().text == "It hangs by the door now."


@pytest.mark.django_db
@settings(max_examples=20, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60), max_size=8))
def test_whatever_goes_in_comes_out(texts):
    wanted = {text.strip() for text in texts} - {""}
    with ring():
        sack = Sack(week=date(2026, 3, 2))
        messages = [("a", text) for text in wanted]
        sack.words = nameless._packed(messages).ljust(SIZE)
        assert {text for _to, text in nameless._messages(sack)} == wanted
        assert len(sack.words) == SIZE


def test_the_workers_know_what_to_do(line):
    assert "alongside.upward.nameless.stir" in periodic._turns
    for name in ("nameless.publish", "keeping.sweep_upward"):
        assert f"alongside.upward.{name}" in periodic._rounds
    assert periodic._rounds["alongside.upward.nameless.publish"][0] <= timedelta(days=1)


def test_a_worker_stirs_now_and_then_by_chance(line, monkeypatch):
    asked = []

    def draw(most):
        asked.append(most)
        return len(asked) % 2

    monkeypatch.setattr("alongside.upward.nameless.secrets.randbelow", draw)
    nameless.stir()
    assert not Sack.objects.exists()
    nameless.stir()
    assert Sack.objects.count() == 1 and asked == [nameless.STIRRED] * 2
