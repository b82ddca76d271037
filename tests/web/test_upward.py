"""The pages of the ways upward: what they say before one writes, who is let in, what they cost."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from alongside.people.actions import open_line
from alongside.people.models import Organisation
from alongside.upward import nameless, threads
from alongside.upward.models import Batch, Contact, Letter, OpenAnswer, Representative, Thread
from alongside.upward.naming import be_contact, end_contact, propose_contact
from alongside.upward.rules import Wanted, Wish, giveaways
from tests.cast import enter, pair_up
from tests.upward.conftest import contacts  # noqa: F401 (a fixture)
from tests.upward.lines import be_here, fill_line


def as_(person):
    client = Client()
    client.force_login(person)
    return client


def text_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


# --- Before one writes ------------------------------------------------------------------------------------------------


def test_it_says_who_reads_it_and_from_how_many_it_could_come(cast, clock):
    fill_line(cast)
    said = text_of(as_(cast.pia).get(reverse("upward:tell", args=[cast.lena.pk])))
    assert "Lena reads it at once, sees that it is from you" in said
    assert "Lena reads it on Monday, 9 March" in said
    assert "This could have come from any of 6 people. Your wording or story may still give you away." in said
    assert "anonym" not in said.lower()


def test_the_button_names_the_reader_on_both_ways(cast, clock):
    fill_line(cast)
    client, address = as_(cast.pia), reverse("upward:tell", args=[cast.lena.pk])
    for how, button in (("named", "Send to Lena with my name"), ("nameless", "Send to Lena without my name")):
        answer = client.post(address, {"text": "The rota.", "how": how})
        assert button in answer.content.decode()
        assert not Thread.objects.exists()


def test_nothing_is_chosen_for_one(cast, clock):
    fill_line(cast)
    client, address = as_(cast.pia), reverse("upward:tell", args=[cast.lena.pk])
    assert "checked" not in client.get(address).content.decode()
    answer = client.post(address, {"text": "The rota.", "send": "1"})
    assert answer.status_code == 422 and "The rota." in answer.content.decode()
    assert not Thread.objects.exists()


def test_below_five_the_reason_is_said_and_a_forged_form_gets_nowhere(cast, clock):
    be_here(list(cast))
    client, address = as_(cast.pia), reverse("upward:tell", args=[cast.lena.pk])
    assert "fewer than 5 people could have written it" in text_of(client.get(address))
    answer = client.post(address, {"text": "The rota.", "how": "nameless", "send": "1"})
    assert answer.status_code == 409 and "Fewer than five people" in text_of(answer)


def test_changing_it_keeps_the_words(cast, clock):
    fill_line(cast)
    sent = {"text": "The rota & more.", "how": "nameless", "again": "1"}
    answer = as_(cast.pia).post(reverse("upward:tell", args=[cast.lena.pk]), sent)
    assert answer.status_code == 200 and "The rota &amp; more.</textarea>" in answer.content.decode()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Pia says the rota is unfair.", "own name"),
        ("I am the only one who stays.", "one person only"),
        ("On Tuesday it happened again.", "a day or an hour"),
        ("At 14:30 the phone rang.", "a day or an hour"),
        ("You told me it can't change.", "said to you"),
        ("My daughter was ill.", "something of yours"),
        ("As I wrote before, the rota.", "said before"),
    ],
)
def test_what_may_give_one_away_is_pointed_at(words, found):
    assert any(found in str(hint) for hint in giveaways(words, "Pia", "Pia Lund", "Lund"))


def test_plain_words_are_left_alone():
    assert not list(giveaways("The rota is made for those who shout. Could it hang by the door?", "Pia", "Lund"))


def test_a_lead_sees_no_trace_of_who_may_write(cast, clock):
    assert as_(cast.lena).get(reverse("upward:tell", args=[cast.pia.pk])).status_code == 404
    assert as_(cast.cleo).get(reverse("upward:tell", args=[cast.lena.pk])).status_code == 404


# --- In confidence ----------------------------------------------------------------------------------------------------


def test_contacts_are_one_click_from_how_this_works(cast, contacts):  # noqa: F811
    assert reverse("upward:contacts") in as_(cast.pia).get(reverse("how:page")).content.decode()
    assert reverse("upward:page") in as_(cast.pia).get("/").content.decode()


def test_who_named_them_stands_there_and_whom_to_call(cast, contacts):  # noqa: F811
    Organisation.objects.update_or_create(pk=1, defaults={"help_line": "Dr. Maas, 555 0100"})
    said = text_of(as_(cast.pia).get(reverse("upward:contacts")))
    assert "Named by Ada Kern for management and Otto Brandt for the employees" in said
    assert "Dr. Maas, 555 0100" in said and "Hanne has time on Fridays." in said


def test_who_is_in_ones_line_is_named_as_not_free(cast, contacts):  # noqa: F811
    open_line(cast.lena, contacts.ruth)
    said = text_of(as_(cast.pia).get(reverse("upward:contacts")))
    assert "Ruth Adler: also a contact, but in your line" in said and "Write to Ruth" not in said
    assert as_(cast.pia).get(reverse("upward:bring", args=[contacts.as_contact.pk])).status_code == 409


def test_with_nobody_named_the_next_best_is_said(cast, clock):
    said = text_of(as_(cast.pia).get(reverse("upward:contacts")))
    assert "Nobody is named yet" in said and "More than work?" in said


def test_one_alone_is_too_few_and_the_page_says_so(cast, contacts):  # noqa: F811
    end_contact(contacts.another, by=contacts.hanne)
    assert "There should be two at least" in text_of(as_(cast.pia).get(reverse("upward:contacts")))


def test_somebody_away_stands_below_and_the_others_first(cast, contacts, clock):  # noqa: F811
    be_contact(contacts.another, by=contacts.hanne, away_until=clock.now.date())
    said = text_of(as_(cast.pia).get(reverse("upward:contacts")))
    assert said.index("Write to Ruth") < said.index("Away just now") < said.index("Until 2 March")


def test_bringing_it_with_a_wish_and_taking_the_wish_back(cast, contacts):  # noqa: F811
    client = as_(cast.pia)
    sent = {"text": "I dread it.", "wanted": "end", "pair": str(cast.pair.pk)}
    answer = client.post(reverse("upward:bring", args=[contacts.as_contact.pk]), sent)
    thread = Thread.objects.get()
    assert answer["Location"] == reverse("upward:thread", args=[thread.pk])
    assert "Stop your pair with Cleo." in text_of(client.get(answer["Location"]))
    client.post(reverse("upward:wish", args=[thread.pk]), {"wanted": ""})
    assert "Stop your pair" not in text_of(client.get(answer["Location"]))
    assert as_(contacts.ruth).post(reverse("upward:act", args=[thread.pk])).status_code == 409


def test_a_wish_that_lacks_something_is_asked_for_and_nothing_is_sent(cast, contacts):  # noqa: F811
    sent = {"text": "I dread it.", "wanted": "move", "pair": str(cast.pair.pk)}
    answer = as_(cast.pia).post(reverse("upward:bring", args=[contacts.as_contact.pk]), sent)
    assert answer.status_code == 422 and "with whom you would like to go on" in text_of(answer)
    assert "I dread it." in answer.content.decode() and not Thread.objects.exists()


def test_somebody_elses_pair_cant_be_meant(cast, contacts):  # noqa: F811
    other = pair_up(cast.toni, cast.cleo)
    sent = {"text": "Stop them.", "wanted": "end", "pair": str(other.pk)}
    answer = as_(cast.pia).post(reverse("upward:bring", args=[contacts.as_contact.pk]), sent)
    assert answer.status_code == 422 and not Thread.objects.exists()


def test_a_contact_does_nothing_on_what_they_were_not_asked(cast, contacts):  # noqa: F811
    thread = threads.bring(contacts.as_contact, "Hear me.", by=cast.pia)
    ruth = as_(contacts.ruth)
    for name in ("wish", "hand_on", "delete"):
        assert ruth.post(reverse(f"upward:{name}", args=[thread.pk])).status_code == 404
    for person in (cast.cleo, cast.lena, cast.ada, cast.otto, contacts.hanne):
        for name in ("thread", "act", "wish", "hand_on", "delete"):
            assert as_(person).post(reverse(f"upward:{name}", args=[thread.pk]), {"text": "x"}).status_code == 404
    assert Letter.objects.count() == 1


def test_after_three_working_days_it_is_kind_and_shows_the_way_on(cast, contacts, clock):  # noqa: F811
    thread = threads.bring(contacts.as_contact, "Hear me.", by=cast.pia)
    client, address = as_(cast.pia), reverse("upward:thread", args=[thread.pk])
    assert "Ruth answers by Thursday, 5 March" in text_of(client.get(address))
    clock.forward(days=4)
    said = text_of(client.get(address))
    assert "Ruth has not come to it yet. You can wait, or take what you wrote to another contact." in said
    assert not re.search(r"\b(late|overdue|failed|missed)\b", said)
    there = reverse("upward:hand_on", args=[thread.pk])
    assert "Send to Hanne" in text_of(client.get(there))
    answer = client.post(there, {"contact": str(contacts.another.pk)})
    assert "Hear me." in text_of(client.get(answer["Location"]))


@pytest.mark.parametrize("later", [0, 4])
def test_after_an_act_without_words_nobody_is_said_to_answer_by_a_day(cast, contacts, clock, later):  # noqa: F811
    thread = threads.bring(contacts.as_contact, "Hear me.", by=cast.pia, wish=Wish(Wanted.END, str(cast.pair.pk)))
    client, address = as_(cast.pia), reverse("upward:thread", args=[thread.pk])
    assert "Ruth answers by Thursday, 5 March" in text_of(client.get(address))
    as_(contacts.ruth).post(reverse("upward:act", args=[thread.pk]))
    assert "until then it stays on your page of the day" in text_of(as_(contacts.ruth).get(address))
    today = text_of(as_(contacts.ruth).get("/"))
    assert "A word from you would be kind." in today and "hope for a word by" not in today
    clock.forward(days=later)
    said = text_of(client.get(address))
    assert "Done on 2 March." in said and "answers by" not in said and "has not come to it" not in said
    client.post(address, {"text": "One thing more."})
    assert ("answers by" if not later else "Ruth answers by Wednesday, 11 March") in text_of(client.get(address))
    if later:
        assert "hope for a word by Wednesday, 11 March" in text_of(as_(contacts.ruth).get("/"))
    as_(contacts.ruth).post(address, {"text": "Yes?"})
    assert "answers by" not in text_of(client.get(address))
    assert "until then" not in text_of(as_(contacts.ruth).get(address))


def test_when_a_contact_is_one_no_more_the_author_reads_on(cast, contacts):  # noqa: F811
    thread = threads.bring(contacts.as_contact, "Hear me.", by=cast.pia)
    end_contact(contacts.as_contact, by=contacts.ruth)
    address = reverse("upward:thread", args=[thread.pk])
    assert "Ruth can no longer read this" in text_of(as_(cast.pia).get(address))
    assert as_(contacts.ruth).get(address).status_code == 404


# --- Hearing ----------------------------------------------------------------------------------------------------------


def test_a_contact_who_comes_to_stand_in_ones_line_is_pointed_at(cast, contacts):  # noqa: F811
    client = as_(cast.pia)
    there = reverse("upward:thread", args=[threads.bring(contacts.as_contact, "The talks.", by=cast.pia).pk])
    assert "stands in your line" not in text_of(client.get(there))
    open_line(cast.pia, contacts.ruth, additional=True)
    assert "Ruth stands in your line by now." in text_of(client.get(there))
    assert "stands in your line" not in text_of(as_(contacts.ruth).get(there))


def test_reading_a_batch_lets_it_wait_no_longer_and_leaves_no_receipt(cast, clock):
    fill_line(cast)
    nameless.send_without_name(cast.lena, "The rota.", by=cast.pia)
    clock.forward(days=7)
    nameless.publish()
    lena = as_(cast.lena)
    assert "without names" in text_of(lena.get("/"))
    said = text_of(lena.get(reverse("upward:batch", args=[Batch.objects.get().pk])))
    assert "Each of these could have come from any of 6 people" in said
    assert "without names" not in text_of(lena.get("/"))
    assert "read" not in text_of(as_(cast.pia).get(reverse("upward:page"))).split("Whom would you")[0]


# --- Naming -----------------------------------------------------------------------------------------------------------


def test_only_those_who_name_find_the_page(cast, contacts):  # noqa: F811
    address = reverse("upward:naming")
    assert [as_(person).get(address).status_code for person in (cast.ada, cast.otto, cast.pia, cast.lena)] == [
        200,
        200,
        404,
        404,
    ]
    for name in ("propose", "represent", "call"):
        for person in (cast.otto, cast.pia):
            answer = as_(person).post(reverse(f"upward:{name}"), {"person": "Toni Adeyemi", "help_line": "x"})
            assert answer.status_code == 404
    assert Contact.objects.count() == 2 and Representative.objects.count() == 1


def test_a_keeper_cant_confirm_and_a_representative_cant_propose(cast, contacts):  # noqa: F811
    proposed = propose_contact(cast.toni, by=cast.ada)
    assert as_(cast.ada).post(reverse("upward:confirm", args=[proposed.pk])).status_code == 404
    assert as_(cast.otto).post(reverse("upward:confirm", args=[proposed.pk])).status_code == 302
    proposed.refresh_from_db()
    assert proposed.confirmed_by == cast.otto and not proposed.stands


def test_a_refusal_stays_at_its_input(cast, contacts):  # noqa: F811
    answer = as_(cast.ada).post(reverse("upward:propose"), {"person": "Ada Kern"})
    assert "Confidential contacts are outside HR" in text_of(answer)
    answer = as_(cast.ada).post(reverse("upward:represent"), {"person": "Nobody Atall"})
    assert answer.status_code == 422 and "Nobody here has this name" in text_of(answer)


# --- Cost -------------------------------------------------------------------------------------------------------------


def test_pages_cost_the_same_with_much_and_with_little(cast, contacts, clock):  # noqa: F811
    fill_line(cast)
    open_line(cast.lena, enter("Vera Top"))

    def fill(number):
        made = [add_some() for _ in range(number)]
        return made[-1]

    def add_some():
        thread = threads.bring(contacts.as_contact, "Hear me.", by=cast.pia)
        threads.write(thread, "I do.", by=contacts.ruth)
        threads.wish_for(thread, Wish(Wanted.END, str(cast.pair.pk)), by=cast.pia)
        batch = Batch.objects.create(
            to=cast.lena, week=clock.now.date(), part=Batch.objects.count(), people=6, words='["x"]'
        )
        OpenAnswer.objects.create(batch=batch, author=cast.lena, text="So.", written_on=clock.now.date())
        return thread, batch

    def costs(thread, batch):
        pages = [
            (cast.pia, reverse("upward:page")),
            (cast.pia, reverse("upward:contacts")),
            (cast.pia, reverse("upward:tell", args=[cast.lena.pk])),
            (cast.pia, reverse("upward:bring", args=[contacts.another.pk])),
            (cast.pia, reverse("upward:thread", args=[thread.pk])),
            (contacts.ruth, reverse("upward:thread", args=[thread.pk])),
            (contacts.ruth, reverse("upward:heard")),
            (cast.lena, reverse("upward:batch", args=[batch.pk])),
            (cast.ada, reverse("upward:naming")),
        ]
        found = {}
        for person, address in pages:
            client = as_(person)
            client.get(address)  # what is made once is made
            with CaptureQueriesContext(connection) as seen:
                assert client.get(address).status_code == 200
            found[str(person), address.split("/")[2]] = len(seen)
        return found

    few = costs(*fill(1))
    many = costs(*fill(12))
    assert few == many
    assert max(few.values()) <= 10, few
