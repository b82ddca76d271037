"""Mails through a real SMTP server: what they say, whom they reach, and that none gets lost or says too much."""

from datetime import timedelta

import pytest
from django.test import Client

from alongside.feedback.actions import give_feedback
from alongside.jobs.worker import work_off
from alongside.kit import clock as the_clock
from alongside.notices.actions import first_link, welcome
from alongside.notices.models import Notice
from alongside.notices.tasks import WAITS, forget_notices, gather, send
from alongside.pairs.actions import accept, end, invite, pause, say_not_now, withdraw_invite
from alongside.pairs.models import Side
from alongside.people.actions import add_person, is_theirs, make_sign_in_link, organisation
from alongside.people.models import Person, SignInLink
from alongside.vault.models import Key
from tests.post import links_in, text_of

WORDS = "a line that nobody but Toni may read"


@pytest.fixture(autouse=True)
def quiet_start(cast, clock):
    """What the cast did to meet is told already."""
    Notice.objects.all().delete()
    gather()
    Notice.objects.all().delete()
    clock.forward(days=3)
    return cast


@pytest.fixture
def sent(cast):
    return invite(cast.toni, by=cast.otto, side=Side.COACH, words=WORDS)


def test_an_invitation_comes_with_a_link_that_lets_in(cast, sent, real_mail):
    assert work_off() == 1
    mail = real_mail.wait_for("toni@example.org")
    assert mail["Subject"] == "An invitation from Otto" and mail["Auto-Submitted"] == "auto-generated"
    (link, _place) = links_in(mail)
    assert "/welcome/" in link and link.endswith(f"?invite={sent.pk}")
    client = Client()
    assert "Otto would like to be useful to you." in client.get(link).content.decode()
    assert client.post(link, {"start": "1"})["Location"].endswith("/going-well/")
    assert client.session["_auth_user_id"] == str(cast.toni.pk)


def test_no_mail_says_what_was_written(cast, sent, real_mail):
    pair = accept(invite(cast.toni, by=cast.cleo, side=Side.COACH, words=WORDS), by=cast.toni)
    pause(pair, by=cast.cleo)
    work_off()
    mails = real_mail.mails
    assert len(mails) == 3
    for mail in mails:
        assert WORDS not in mail.as_string() and WORDS not in text_of(mail)
        html = mail.get_body(("html",))
        assert html is not None and "http://127.0.0.1" in html.get_content() and "<img" not in html.get_content()


def test_each_deed_is_told_once(cast, sent, real_mail):
    gather()
    gather()
    work_off()
    work_off()
    assert len(real_mail.to("toni@example.org")) == 1
    send.func(str(Notice.objects.get(to=cast.toni).pk))
    assert len(real_mail.to("toni@example.org")) == 1


def test_a_yes_is_told_to_who_asked_and_a_pause_to_the_performer(cast, sent, real_mail):
    work_off()
    pair = accept(sent, by=cast.toni)
    work_off()
    assert real_mail.wait_for("otto@example.org")["Subject"] == "Toni said yes"
    pause(pair, by=cast.otto)
    work_off()
    assert real_mail.wait_for("toni@example.org", 2)["Subject"] == "Your coaching with Otto rests"


@pytest.mark.parametrize("why", ["taken back", "accepted", "ended"])
def test_what_no_longer_holds_is_not_told(cast, sent, real_mail, why):
    gather()
    if why == "taken back":
        withdraw_invite(sent, by=cast.otto)
    else:
        pair = accept(sent, by=cast.toni)
        if why == "ended":
            end(pair, by=cast.toni)
    work_off()
    assert [mail["Subject"] for mail in real_mail.mails] == (["Toni said yes"] if why == "accepted" else [])


def test_not_now_is_told_to_nobody(cast, sent, real_mail):
    work_off()
    say_not_now(sent, by=cast.toni)
    work_off()
    assert not real_mail.to("otto@example.org")


def test_a_mail_server_that_is_away_is_asked_again(cast, sent, real_mail, settings, clock):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    work_off()
    notice = Notice.objects.get()
    assert notice.state == "waiting" and notice.tries == 1
    settings.EMAIL_PORT = port
    work_off()
    assert not real_mail.mails
    clock.forward(minutes=2)
    work_off()
    assert Notice.objects.get().state == "sent" and len(real_mail.mails) == 1


def test_in_the_end_it_is_given_up(cast, sent, real_mail, settings, clock):
    settings.EMAIL_PORT = 1
    for _turn in range(len(WAITS) + 2):
        work_off()
        clock.forward(hours=13)
    assert Notice.objects.get().state == "given-up"


def test_what_can_be_no_mail_is_given_up_too_and_holds_up_no_others(cast, sent, real_mail, clock):
    Person.objects.filter(pk=cast.otto.pk).update(given_name="Otto\nBcc: x@example.org")
    invite(cast.toni, by=cast.cleo, side=Side.COACH)
    for _turn in range(len(WAITS) + 2):
        work_off()
        clock.forward(hours=13)
    assert sorted(Notice.objects.values_list("state", flat=True)) == ["given-up", "sent"]


def test_who_was_away_for_long_is_not_flooded(cast, sent, real_mail, clock):
    clock.forward(days=3)
    work_off()
    assert not real_mail.mails


def test_notices_are_forgotten_and_deeds_are_not_told_again(cast, sent, real_mail, clock):
    work_off()
    clock.forward(days=31)
    forget_notices()
    work_off()
    assert not Notice.objects.exists() and len(real_mail.mails) == 1


def test_nobody_who_left_gets_mail(cast, sent, real_mail):
    cast.toni.is_active = False
    cast.toni.save()
    work_off()
    assert not real_mail.mails and Notice.objects.get().state == "dropped"


# --- The first way in -------------------------------------------------------------------------------------------------


def test_a_welcome_lets_a_new_person_in(real_mail):
    new = add_person("Nora.New@example.org", "Nora New")
    assert welcome(new) and welcome(new) is None
    work_off()
    (link, _place) = links_in(real_mail.wait_for("nora.new@example.org"))
    client = Client()
    assert client.post(link, {"start": "1"})["Location"] == "/"
    assert client.get("/").status_code == 200
    assert client.post(link, {"start": "1"}).status_code == 410


def test_without_mail_the_console_shows_the_first_link_once(capfd):
    new = add_person("nora@example.org", "Nora New")
    welcome(new)
    work_off()
    said = capfd.readouterr().out
    assert "Nora New" in said and "/welcome/" in said
    welcome(new)
    work_off()
    assert "/welcome/" not in capfd.readouterr().out
    assert SignInLink.objects.filter(person=new).count() == 1


def test_without_mail_an_invitation_waits_on_the_page(cast, sent, capfd):
    cast.toni.last_login = the_clock.now()
    cast.toni.save()
    work_off()
    assert "/welcome/" not in capfd.readouterr().out
    client = Client()
    client.force_login(cast.toni)
    assert "Otto would like to be useful" in client.get("/").content.decode()


@pytest.mark.parametrize("why", ["signed in", "had a link", "has a password", "left"])
def test_the_console_is_no_way_into_somebodys_chair(cast, why):
    person = add_person("nora@example.org", "Nora New")
    if why == "signed in":
        person.last_login = the_clock.now()
        person.save()
    if why == "had a link":
        make_sign_in_link(person)
    if why == "has a password":
        person.set_password("a short sentence")
        person.save()
    if why == "left":
        person.is_active = False
        person.save()
    assert first_link(person) is None


def test_the_demo_sends_nothing(cast, sent, real_mail, capfd):
    here = organisation()
    here.is_demo = True
    here.save()
    work_off()
    assert not real_mail.mails and "/welcome/" not in capfd.readouterr().out


def test_old_history_is_not_told(cast, real_mail, clock):
    with the_clock.at(the_clock.now() - timedelta(days=90)):
        invite(cast.ada, by=cast.otto, side=Side.COACH)
    work_off()
    assert not real_mail.mails


def test_whoever_was_told_something_before_their_first_visit_still_gets_in(cast):
    nora = add_person("nora@example.org", "Nora New")
    give_feedback(nora, by=cast.otto, saw="You rang back.", story="You care.", otherwise="It was quiet.")
    assert Key.objects.filter(voice=nora.pk).exists()
    assert first_link(nora)
    assert not is_theirs(nora)


def test_a_new_way_in_is_told_to_its_owner(cast, real_mail):
    """Somebody at an open session can make a password or a token; whose it is learns of it, and where to undo it."""
    client = Client()
    client.force_login(cast.pia)
    twice = {"new_password1": "a quiet sentence", "new_password2": "a quiet sentence"}
    token = {"name": WORDS, "scopes": ["loop:read"], "lasts": "30"}
    for path, said, subject, undo in (
        ("/me/password/", twice, "Your password was set", "/me/password/"),
        ("/me/password/remove/", {}, "Your password is gone", "/me/devices/"),
        ("/me/tokens/", token, "A program can act for you", "/me/tokens/"),
    ):
        client.post(path, said)
        assert work_off() == 1
        mail = real_mail.mails[-1]
        assert mail["Subject"] == subject and mail["To"] == "pia@example.org"
        assert links_in(mail)[0].endswith(undo) and WORDS not in text_of(mail)
    client.post("/me/password/remove/")
    assert work_off() == 0 and len(real_mail.mails) == 3


def test_a_token_revoked_meanwhile_is_not_told(cast, real_mail):
    client = Client()
    client.force_login(cast.pia)
    client.post("/me/tokens/", {"name": "Notes", "scopes": ["loop:read"], "lasts": "30"})
    client.post(f"/me/tokens/{cast.pia.tokens.get().pk}/revoke/")
    work_off()
    assert not real_mail.mails
