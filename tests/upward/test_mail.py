"""Once a day, whoever hears is told that something waits; never what, from whom, or when it was written."""

import pytest
from django.conf import settings

from alongside.notices.mails import mail_for
from alongside.notices.models import Notice
from alongside.notices.tasks import tell_who_hears
from alongside.upward.threads import bring, delete_thread, tell, write


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
