"""At the very same moment: nothing written without a name is lost, doubled, or left behind."""

import pytest

from alongside.lifecycle.acting import act_for
from alongside.upward.models import Batch, Contact, Letter, Sack, Thread
from alongside.upward.nameless import publish, send_without_name, stir_now, texts_of
from alongside.upward.rules import Wanted, Wish
from alongside.upward.threads import bring, delete_thread, wish_for, write
from tests.cast import Cast, gather
from tests.together import at_once
from tests.upward.conftest import name_two
from tests.upward.lines import fill_line

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def line(clock) -> Cast:
    cast = gather()
    fill_line(cast)
    return cast


def test_the_first_two_of_a_week_and_a_stir(line, clock):
    given = at_once(
        lambda: send_without_name(line.lena, "One.", by=line.pia),
        lambda: send_without_name(line.lena, "Two.", by=line.toni),
        stir_now,
    )
    assert not [raised for raised in given if isinstance(raised, Exception)]
    assert Sack.objects.count() == 1
    clock.forward(days=7)
    publish()
    assert sorted(texts_of(Batch.objects.get())) == ["One.", "Two."]


def test_two_workers_publish_once(line, clock):
    send_without_name(line.lena, "One.", by=line.pia)
    clock.forward(days=7)
    given = at_once(publish, publish)
    assert sorted(given) == [0, 1]
    assert Batch.objects.count() == 1


def test_two_presses_on_the_same_button_end_a_pair_once(line, clock):
    contacts = name_two(line)
    thread = bring(contacts.as_contact, "Out.", by=line.pia)
    wish_for(thread, Wish(Wanted.END, str(line.pair.pk)), by=line.pia)
    given = at_once(lambda: act_for(thread, by=contacts.ruth), lambda: act_for(thread, by=contacts.ruth))
    assert sorted(str(each) for each in given)[0].startswith(("None", "Pia has asked"))
    assert given.count(None) == 1


def test_an_answer_while_it_is_deleted(line, clock):
    contacts = name_two(line)
    thread = bring(contacts.as_contact, "Out.", by=line.pia)
    at_once(lambda: delete_thread(thread, by=line.pia), lambda: write(thread, "Come by.", by=contacts.ruth))
    assert not Thread.objects.exists() and not Letter.objects.exists()


def test_two_letters_at_once_both_have_a_place(line, clock):
    contacts = name_two(line)
    thread = bring(contacts.as_contact, "Out.", by=line.pia)
    at_once(lambda: write(thread, "And.", by=line.pia), lambda: write(thread, "Come by.", by=contacts.ruth))
    assert sorted(Letter.objects.values_list("position", flat=True)) == [1, 2, 3]
    assert Contact.objects.count() == 2
