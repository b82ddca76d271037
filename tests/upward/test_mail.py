"""Once a day, whoever hears is told that something waits; never what, from whom, or when it was written.

And whoever is proposed as a confidential contact is told that somebody trusts them; not as what, nor by whom.
"""

import pytest
from django.conf import settings

from alongside.jobs.worker import work_off
from alongside.notices.mails import mail_for
from alongside.notices.models import Notice
from alongside.notices.tasks import gather, tell_who_hears
from alongside.upward.naming import be_contact, confirm_contact, end_contact, name_representative, propose_contact
from alongside.upward.threads import bring, delete_thread, tell, write
from tests.post import links_in, text_of
from tests.web.test_every_address import as_person


@pytest.fixture(autouse=True)
def address(monkeypatch):
    monkeypatch.setattr(settings, "BASE_URL", "https://alongside.example.org")


def test_a_contact_gets_one_mail_a_day_that_names_nobody(cast, contacts, clock):
    bring(contacts.as_contact, "I dread the talks.", by=cast.pia)
    thread = bring(contacts.as_contact, "Me too.", by=cast.toni)
    assert not Notice.objects.filter(kind="heard").exists()
    assert tell_who_hears() == 1
    assert tell_who_hears() == 0
    notice = Notice.objects.get(kind="heard")
    assert (notice.to, notice.row, notice.deed) == (contacts.ruth, contacts.ruth.pk, None)
    mail = mail_for(notice)
    assert mail is not None
    said = str(mail.message().message())
    for secret in ("Pia", "Toni", "dread", "confiden", str(thread.pk)):
        assert secret not in said
    clock.forward(days=1)
    write(thread, "Are you there?", by=cast.toni)
    assert tell_who_hears() == 0


def test_after_an_answer_the_next_word_is_told_again(cast, contacts, clock):
    thread = bring(contacts.as_contact, "I dread the talks.", by=cast.pia)
    tell_who_hears()
    write(thread, "Come by.", by=contacts.ruth)
    assert tell_who_hears() == 0
    write(thread, "Today?", by=cast.pia)
    assert tell_who_hears() == 1


def test_what_was_deleted_or_answered_meanwhile_sends_nothing(cast, contacts, clock):
    thread = bring(contacts.as_contact, "I dread the talks.", by=cast.pia)
    tell_who_hears()
    delete_thread(thread, by=cast.pia)
    assert mail_for(Notice.objects.get(kind="heard")) is None


def test_a_lead_is_told_the_same_way_and_the_author_never(cast, contacts, clock):
    thread = tell(cast.lena, "The rota.", by=cast.pia)
    tell_who_hears()
    write(thread, "Thank you.", by=cast.lena)
    tell_who_hears()
    assert list(Notice.objects.filter(kind="heard").values_list("to__given_name", flat=True)) == ["Lena"]


def test_who_is_proposed_hears_of_it_alone_and_reads_the_rest_on_the_page(cast, clock, real_mail):
    name_representative(cast.otto, by=cast.ada)
    contact = propose_contact(cast.toni, by=cast.ada)
    propose_contact(cast.toni, by=cast.ada)
    confirm_contact(contact, by=cast.otto)
    work_off()
    (mail,) = [mail for mail in real_mail.mails if "colleagues" in mail["Subject"]]
    assert mail["To"] == cast.toni.email
    said = text_of(mail)
    assert "thinks people would trust you" in said
    for secret in ("Ada", "Otto", "confiden", "contact"):
        assert secret not in mail["Subject"] + said
    page = as_person(cast.toni).get(links_in(mail)[0], follow=True)
    assert "Would you be a confidential contact?" in page.content.decode()
    assert as_person(cast.lena).get(links_in(mail)[0]).status_code == 404
    gather()
    work_off()
    assert [mail["To"] for mail in real_mail.mails if "colleagues" in mail["Subject"]] == [cast.toni.email]


ANSWERED = {
    "said yes": lambda contact, toni, keeper: be_contact(contact, by=toni, about="Fridays."),
    "said no": lambda contact, toni, keeper: end_contact(contact, by=toni),
    "no longer proposed": lambda contact, toni, keeper: end_contact(contact, by=keeper),
}


@pytest.mark.parametrize("what", ANSWERED)
def test_who_was_proposed_and_is_not_any_more_gets_no_mail(cast, clock, what):
    contact = propose_contact(cast.toni, by=cast.ada)
    gather()
    notice = Notice.objects.get(kind="trusted")
    assert notice.to == cast.toni and mail_for(notice) is not None
    ANSWERED[what](contact, cast.toni, cast.ada)
    assert mail_for(notice) is None
