"""The door: links that only the button uses, codes, passwords, limits; and nobody unsigned sees anything but it."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from alongside.pairs.actions import invite
from alongside.pairs.models import Reply, Side
from alongside.people.actions import add_person, make_sign_in_link
from alongside.people.models import Person, SignInLink
from tests.post import links_in, text_of

SIGN_IN = "/account/login/"


@pytest.fixture(autouse=True)
def fresh_limits(clock):
    cache.clear()
    yield
    cache.clear()


def said(answer) -> str:
    return " ".join(answer.content.decode().split())


def is_in(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


# --- By a link --------------------------------------------------------------------------------------------------------


@pytest.fixture
def link(cast):
    return reverse("door:welcome", args=[make_sign_in_link(cast.pia)])


def test_looking_at_a_link_does_not_use_it(cast, client, link):
    for method in (client.get, client.head, client.get):
        assert method(link).status_code == 200
    assert not is_in(client) and SignInLink.objects.get(person=cast.pia).used_at is None
    assert client.delete(link).status_code == 405
    client.post(link, {"start": "1"})
    assert is_in(client) == str(cast.pia.pk)


@pytest.mark.parametrize(
    ("told", "said", "becomes"),
    [
        ("UTC", "Europe/Berlin", "Europe/Berlin"),
        ("UTC", "", "UTC"),
        ("UTC", "Mars/Olympus", "UTC"),
        ("Europe/Lisbon", "Europe/Berlin", "Europe/Lisbon"),
    ],
)
def test_whoever_comes_in_first_is_where_their_browser_says(cast, link, told, said, becomes):
    """Unless somebody said where they are; and only the first time."""
    Person.objects.filter(pk=cast.pia.pk).update(time_zone=told)
    assert "data-time-zone" in Client().get(link).content.decode()
    Client().post(link, {"start": "1", "time_zone": said})
    assert Person.objects.get(pk=cast.pia.pk).time_zone == becomes
    again = reverse("door:welcome", args=[make_sign_in_link(cast.pia)])
    Client().post(again, {"start": "1", "time_zone": "Asia/Tokyo"})
    assert Person.objects.get(pk=cast.pia.pk).time_zone == becomes


def test_a_link_lets_in_once(cast, link):
    Client().post(link, {"start": "1"})
    late = Client()
    assert late.post(link, {"start": "1"}).status_code == 410 and not is_in(late)
    assert "done its work" in said(late.get(link))


@pytest.mark.parametrize("why", ["run out", "made up", "left"])
def test_a_link_that_is_not_good(cast, client, link, clock, why):
    if why == "run out":
        clock.forward(days=15)
    if why == "left":
        cast.pia.is_active = False
        cast.pia.save()
    answer = client.post("/welcome/made-up/" if why == "made up" else link, {"start": "1"})
    assert answer.status_code == 410 and not is_in(client)


def test_its_address_stays_out_of_caches_and_referrers(client, link):
    answer = client.get(link)
    assert "no-store" in answer["Cache-Control"] and answer["Referrer-Policy"] == "same-origin"


def test_an_invitation_says_who_and_leads_to_three_questions(cast, client):
    sent = invite(cast.pia, by=cast.otto, side=Side.COACH, words="Shall we?")
    link = f"{reverse('door:welcome', args=[make_sign_in_link(cast.pia)])}?invite={sent.pk}"
    there = said(client.get(link))
    assert "Otto would like to be useful to you." in there and "You choose what Otto sees." in there
    assert client.post(link, {"start": "1"})["Location"].endswith("/going-well/")


def test_who_is_asked_to_coach_answers_first(cast, client):
    sent = invite(cast.cleo, by=cast.otto, side=Side.PERFORMER)
    link = f"{reverse('door:welcome', args=[make_sign_in_link(cast.cleo)])}?invite={sent.pk}"
    assert "would like you as a coach" in said(client.get(link))
    assert client.post(link, {"start": "1"})["Location"] == reverse("pairs:invitation", args=[sent.pk])


def test_not_now_at_the_door_signs_nobody_in_and_keeps_the_link(cast, client):
    sent = invite(cast.pia, by=cast.otto, side=Side.COACH)
    link = f"{reverse('door:welcome', args=[make_sign_in_link(cast.pia)])}?invite={sent.pk}"
    assert "Otto is not told" in said(client.post(link, {"not-now": "1"}))
    assert not is_in(client) and Reply.objects.get(invite=sent).author == cast.pia
    assert client.get(link).status_code == 200


def test_the_invitation_of_somebody_else_is_not_shown(cast, client, link):
    sent = invite(cast.toni, by=cast.otto, side=Side.COACH, words="For Toni")
    there = said(client.get(f"{link}?invite={sent.pk}"))
    assert "Otto" not in there and client.get(f"{link}?invite=nonsense").status_code == 200


def test_a_link_for_pia_pressed_by_toni_lets_pia_in(cast, client, link):
    client.force_login(cast.toni)
    client.post(link, {"start": "1"})
    assert is_in(client) == str(cast.pia.pk)


# --- By a code --------------------------------------------------------------------------------------------------------


def test_a_code_by_mail(cast, client, real_mail):
    asked = client.post(SIGN_IN, {"login": "PIA@example.org", "next": "/pairs/"})
    assert asked.status_code == 302 and asked["Location"].startswith("/account/login/code/")
    mail = real_mail.wait_for("pia@example.org")
    code = re.search(r"^\s*([A-Z0-9-]{6,12})\s*$", text_of(mail), re.MULTILINE)
    assert code and code.group(1) not in mail["Subject"]
    wrong = client.post(asked["Location"], {"action": "verify", "code": "AAAAAA"})
    assert wrong.status_code == 200 and not is_in(client)
    client.post(asked["Location"], {"action": "verify", "code": code.group(1), "time_zone": "Europe/Berlin"})
    assert is_in(client) == str(cast.pia.pk)
    assert Person.objects.get(pk=cast.pia.pk).time_zone == "Europe/Berlin"
    assert UserSession.objects.get(user=cast.pia).session_key == client.session.session_key
    assert not EmailAddress.objects.exists()  # one address a person, and it is the one in the list of people


def test_the_same_mail_has_a_link_for_another_device(cast, client, real_mail, clock):
    client.post(SIGN_IN, {"login": "pia@example.org"})
    link = links_in(real_mail.wait_for("pia@example.org"))[0]
    phone = Client()
    assert "Sign in as Pia" in said(phone.get(link)) or "Welcome, Pia" in said(phone.get(link))
    phone.post(link, {"start": "1"})
    assert is_in(phone) == str(cast.pia.pk)
    client.post(SIGN_IN, {"login": "pia@example.org"})


def test_the_link_is_good_for_fifteen_minutes(cast, client, real_mail, clock):
    client.post(SIGN_IN, {"login": "pia@example.org"})
    link = links_in(real_mail.wait_for("pia@example.org"))[0]
    clock.forward(minutes=16)
    assert Client().get(link).status_code == 410


def test_an_unknown_address_looks_the_same(cast, real_mail):
    known, unknown = Client(), Client()
    answers = [
        known.post(SIGN_IN, {"login": "pia@example.org"}),
        unknown.post(SIGN_IN, {"login": "nobody@example.org"}),
    ]
    assert answers[0].status_code == answers[1].status_code == 302
    assert answers[0]["Location"] == answers[1]["Location"]
    pages = [one.get(answers[0]["Location"]) for one in (known, unknown)]

    def bare(page) -> str:
        plain = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", said(page))
        return re.sub(r"(pia|nobody)@example.org", "", plain)

    assert bare(pages[0]) == bare(pages[1])
    assert "nobody here has it" in " ".join(text_of(real_mail.wait_for("nobody@example.org")).split())


def test_mail_that_cannot_be_sent_says_so_whether_known_or_not(cast, real_mail, settings):
    settings.EMAIL_PORT = 1
    answers = [Client().post(SIGN_IN, {"login": f"{name}@example.org"}) for name in ("pia", "nobody")]
    assert {answer.status_code for answer in answers} == {409}
    assert all("could not be sent just now" in said(answer) for answer in answers)


def test_without_mail_the_page_says_so(cast, client, settings):
    settings.MAIL_CONFIGURED = False
    assert "No mail is set up here yet" in said(client.get(SIGN_IN))
    assert "a code is on its way" not in said(client.post(SIGN_IN, {"login": "pia@example.org"}, follow=True))


# --- By a password ----------------------------------------------------------------------------------------------------


def test_a_password_for_who_set_one(cast, client):
    cast.pia.set_password("a short sentence")
    cast.pia.save()
    wrong = client.post(SIGN_IN, {"login": "pia@example.org", "password": "another one"})
    assert wrong.status_code == 200 and not is_in(client)
    nobody = client.post(SIGN_IN, {"login": "nobody@example.org", "password": "another one"})
    assert "The email address and/or password you specified are not correct." in said(nobody)
    client.post(SIGN_IN, {"login": "Pia@example.org", "password": "a short sentence"})
    assert is_in(client) == str(cast.pia.pk)


def test_who_left_does_not_get_in(cast, client, real_mail):
    cast.pia.set_password("a short sentence")
    cast.pia.is_active = False
    cast.pia.save()
    client.post(SIGN_IN, {"login": "pia@example.org", "password": "a short sentence"})
    client.post(SIGN_IN, {"login": "pia@example.org"})
    assert not is_in(client)
    assert "nobody here has it" in " ".join(text_of(real_mail.wait_for("pia@example.org")).split())


# --- The real limits --------------------------------------------------------------------------------------------------


def test_codes_and_passwords_are_limited(cast, real_mail):
    answers = [Client().post(SIGN_IN, {"login": "pia@example.org"}) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 200, 200]
    assert "Too many failed login attempts" in said(answers[-1])
    cast.toni.set_password("a short sentence")
    cast.toni.save()
    for _turn in range(5):
        Client().post(SIGN_IN, {"login": "toni@example.org", "password": "guess"})
    late = Client()
    late.post(SIGN_IN, {"login": "toni@example.org", "password": "a short sentence"})
    assert not is_in(late)
    many = [Client().post(SIGN_IN, {"login": f"a{number}@example.org", "password": "x"}) for number in range(40)]
    assert many[-1].status_code == 429 and "A little slower" in said(many[-1])


def test_what_others_do_meanwhile_takes_no_limit_away(cast):
    cast.toni.set_password("a short sentence")
    cast.toni.save()
    for _turn in range(5):
        Client().post(SIGN_IN, {"login": "toni@example.org", "password": "guess"})
    for number in range(1000):
        cache.add(f"api-calls-{number}", 1, timeout=90)  # as each token's calls are counted
    late = Client()
    late.post(SIGN_IN, {"login": "toni@example.org", "password": "a short sentence"})
    assert not is_in(late)


def test_behind_proxies_it_is_the_visitors_address_that_is_limited(cast, real_mail, settings):
    """What a visitor writes in front of the list is believed by nobody: it is counted from the end."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2

    def guess(number: int, seen: str) -> int:
        passed = f"203.0.113.{number}, {seen}, 10.0.0.2"
        sent = {"login": f"a{number}@example.org", "password": "x"}
        return Client().post(SIGN_IN, sent, headers={"x-forwarded-for": passed}).status_code

    assert [guess(number, "198.51.100.7") for number in range(40)][-1] == 429
    assert guess(41, "198.51.100.8") == 200


def test_past_a_proxy_it_is_the_one_connected_who_is_limited(cast, real_mail, settings):
    """Fewer addresses than there are proxies: no error, and writing another one each time gives no more tries."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 3

    def guess(number: int, peer: str) -> int:
        sent = {"login": f"a{number}@example.org", "password": "x"}
        passed = {"x-forwarded-for": f"203.0.113.{number}, 10.0.0.{number}"}
        return Client(REMOTE_ADDR=peer).post(SIGN_IN, sent, headers=passed).status_code

    answers = [guess(number, "192.0.2.1") for number in range(40)]
    assert (answers[0], answers[-1]) == (200, 429)
    assert guess(41, "192.0.2.2") == 200
    assert guess(42, "no address") == 403


def test_a_domain_with_letters_beyond_a_to_z_is_sent_a_code(db, client, real_mail):
    person = add_person("zoe@bücher.example", "Zoë Bücher")
    asked = client.post(SIGN_IN, {"login": "Zoe@BÜCHER.example"})
    mail = real_mail.wait_for("zoe@xn--bcher-kva.example")
    code = re.search(r"^\s*([A-Z0-9-]{6,12})\s*$", text_of(mail), re.MULTILINE)
    assert code
    client.post(asked["Location"], {"action": "verify", "code": code.group(1)})
    assert is_in(client) == str(person.pk)


@pytest.mark.parametrize("listed", ["jürgen.müller@example.org", "łucja@example.org", "zoë@bücher.example"])
def test_a_name_with_letters_beyond_a_to_z_lets_in(listed, db, client):
    person = add_person(listed, "Zoë Bücher")
    person.set_password("a short sentence")
    person.save()
    client.post(SIGN_IN, {"login": listed.upper(), "password": "a short sentence"})
    assert is_in(client) == str(person.pk)


def test_what_is_no_address_is_said(db, client):
    assert "not an e-mail address" in said(client.post(SIGN_IN, {"login": "ü@"}))


def test_a_code_cannot_be_guessed_for_long(cast, client, real_mail):
    asked = client.post(SIGN_IN, {"login": "pia@example.org"})
    answers = [client.post(asked["Location"], {"action": "verify", "code": "AAAAAA"}) for _turn in range(6)]
    assert answers[-1].status_code == 302 and answers[-1]["Location"].startswith(SIGN_IN)


# --- Nothing but the door ---------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_front_page_says_what_this_is(client):
    there = said(client.get("/"))
    assert "How can I help you achieve better outcomes?" in there and "Sign in" in there


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "signup/",
        "email/",
        "password/reset/",
        "password/change/",
        "password/set/",
        "confirm-email/",
        "reauthenticate/",
        "sessions/",
    ],
)
def test_what_is_not_used_does_not_exist(client, path):
    assert client.get(f"/account/{path}").status_code == 404


@pytest.mark.django_db
def test_nobody_signs_themselves_up(client):
    assert "People are invited here" in said(client.get(reverse("account_signup")))
    assert client.post(reverse("account_signup"), {"email": "new@example.org"}).status_code == 405


def test_signing_out_is_a_button(cast, client):
    client.force_login(cast.pia)
    assert client.get("/account/logout/").status_code == 200 and is_in(client)
    assert client.post("/account/logout/")["Location"] == "/" and not is_in(client)
