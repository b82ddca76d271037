"""Mails about finding each other: that somebody asks, never what, and nothing about suggestions."""

import pytest
from django.test import Client

from alongside.jobs.worker import work_off
from alongside.matching import directory, leading, suggesting, trios
from alongside.matching.models import LeadPath
from alongside.notices.models import Notice
from alongside.notices.tasks import gather
from alongside.pairs.models import Side
from tests.cast import enter
from tests.post import links_in, text_of

WORDS = "She knows nights better than I do."


@pytest.fixture(autouse=True)
def quiet_start(cast, clock):
    gather()
    Notice.objects.all().delete()
    clock.forward(days=3)


def test_who_is_asked_hears_of_it_in_words_that_say_nothing(cast, real_mail):
    grace = enter("Grace Obi")
    trios.ask_two([cast.pia, grace], by=cast.otto)
    leading.choose_step(by=cast.lena, step=LeadPath.Step.RATHER_NOT)
    leading.ask_stand_in(cast.otto, by=cast.lena)
    leading.propose_handover(cast.pair, grace, by=cast.cleo, words=WORDS)
    work_off()
    said = sorted((mail["To"], mail["Subject"]) for mail in real_mail.mails)
    assert said == [
        ("grace@example.org", "Otto asks you something"),
        ("otto@example.org", "Lena asks you something"),
        ("pia@example.org", "Cleo asks you something"),
        ("pia@example.org", "Otto asks you something"),
    ]
    (link,) = [link for mail in real_mail.mails if mail["To"].startswith("grace") for link in links_in(mail)[:1]]
    client = Client()
    client.force_login(grace)
    assert client.get(link, follow=True).redirect_chain[0][0].startswith("/finding/three/")
    for mail in real_mail.mails:
        assert WORDS not in text_of(mail) and "coach" not in text_of(mail) and "three" not in text_of(mail)


def test_what_was_answered_or_taken_back_is_not_told(cast, real_mail):
    grace = enter("Grace Obi")
    trio = trios.ask_two([cast.pia, cast.cleo], by=cast.otto)
    trios.not_now(trio, by=cast.pia)
    trios.end_trio(trio, by=cast.otto)
    leading.take_handover_back(leading.propose_handover(cast.pair, grace, by=cast.cleo), by=cast.cleo)
    work_off()
    assert real_mail.mails == []


def test_a_suggestion_a_yes_and_a_no_are_told_to_nobody(cast, real_mail, never_held_back):
    directory.put_in_directory(by=cast.toni, side=Side.PERFORMER, topics_=["craft"])
    directory.put_in_directory(by=cast.otto, side=Side.COACH, topics_=["craft"])
    for person in (cast.toni, cast.otto):
        directory.keep_preference(by=person, suggest=True)
    directory.leave_out(cast.cleo, by=cast.toni)
    suggesting.suggest_all()
    work_off()
    assert real_mail.mails == []
