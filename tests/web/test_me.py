"""Me: profile, password, devices, programs."""

import re

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from alongside.lifecycle.keeping import sweep
from alongside.people.actions import MOST_TOKENS, find_token, make_sign_in_link, make_token
from alongside.people.models import Person, Token


@pytest.fixture(autouse=True)
def on_monday(clock):
    return clock


def come_in(person: Person, agent: str = "Mozilla/5.0 (X11; Linux) Firefox/130") -> Client:
    """Sign in as people do, so that the device is known."""
    client = Client(headers={"User-Agent": agent})
    client.post(reverse("door:welcome", args=[make_sign_in_link(person)]), {"start": "1"})
    return client


def said(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_how_i_am_called_and_where_my_day_begins(cast):
    client = come_in(cast.pia)
    assert "Customer Care" in said(client.get("/me/")) and "Lena Vogt" in said(client.get("/me/"))
    client.post("/me/", {"given_name": " Pie ", "time_zone": "Europe/Berlin", "language": "en-gb"})
    cast.pia.refresh_from_db()
    assert (cast.pia.given_name, cast.pia.time_zone) == ("Pie", "Europe/Berlin")
    wrong = client.post("/me/", {"given_name": "", "time_zone": "Mars/Base", "language": "xx"})
    assert wrong.status_code == 422 and "A few words are needed here." in said(wrong)


def test_what_people_call_me_stays_on_one_line(cast):
    """It stands in the subject of mails, where a second line would be another header."""
    come_in(cast.pia).post("/me/", {"given_name": "Pia\r\nBcc: x@example.org", "time_zone": "UTC", "language": "en-gb"})
    cast.pia.refresh_from_db()
    assert cast.pia.given_name == "Pia Bcc: x@example.org"


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "America/New_York"])
def test_my_time_zone_is_the_chosen_one(cast, zone):
    client = come_in(cast.pia)
    client.post("/me/", {"given_name": "Pia", "time_zone": zone, "language": "en-gb"})
    options = re.findall(r"<option[^>]*>[^<]*</option>", client.get("/me/").content.decode().split("</select>")[0])
    told = {re.sub(r"<[^>]*>", "", option).replace(" ", "_") for option in options}
    assert len(told) == len(options) and {"UTC", "Europe/Berlin", "America/New_York"} <= told
    (chosen,) = [option for option in options if " selected" in option]
    value = f' value="{zone}"' if "_" in zone else ""
    assert chosen == f"<option{value} selected>{zone.replace('_', ' ')}</option>"


def test_a_password_is_set_changed_and_removed(cast):
    here, there = come_in(cast.pia), come_in(cast.pia)
    short = here.post("/me/password/", {"new_password1": "short", "new_password2": "short"})
    assert short.status_code == 422
    new = {"new_password1": "a quiet sentence", "new_password2": "a quiet sentence"}
    assert here.post("/me/password/", new).status_code == 302
    assert here.get("/me/").status_code == 200 and there.get("/me/").status_code == 302
    assert UserSession.objects.filter(session_key=here.session.session_key).exists()
    assert here.post("/me/password/", new).status_code == 422  # the old one is asked for now
    other = {"old_password": "a quiet sentence", "new_password1": "a new sentence", "new_password2": "a new sentence"}
    assert here.post("/me/password/", other).status_code == 302
    assert here.post("/me/password/remove/").status_code == 302
    cast.pia.refresh_from_db()
    assert not cast.pia.has_usable_password() and here.get("/me/").status_code == 200


def test_where_i_am_signed_in_and_signing_out_there(cast):
    laptop = come_in(cast.pia)
    phone = come_in(cast.pia, "Mozilla/5.0 (iPhone; like Mac OS X) Version/17 Safari/604")
    listed = said(laptop.get("/me/devices/"))
    assert "Firefox on Linux" in listed and "Safari on iPhone" in listed and "This device" in listed
    row = UserSession.objects.get(session_key=phone.session.session_key)
    laptop.post("/me/devices/sign-out/", {"device": str(row.pk)})
    assert phone.get("/me/").status_code == 302 and laptop.get("/me/").status_code == 200
    phone, tablet = come_in(cast.pia), come_in(cast.pia)
    laptop.post("/me/devices/sign-out/")
    assert {phone.get("/me/").status_code, tablet.get("/me/").status_code} == {302}
    assert laptop.get("/me/").status_code == 200


def test_a_mail_that_went_astray_lets_nobody_in_after_signing_out_everywhere(cast):
    here = come_in(cast.pia)
    assert "Sign out everywhere else" not in said(here.get("/me/devices/"))
    for signs_out in (
        lambda: here.post("/me/devices/sign-out/"),
        lambda: here.post("/me/password/", {"new_password1": "a quiet sentence", "new_password2": "a quiet sentence"}),
    ):
        astray = reverse("door:welcome", args=[make_sign_in_link(cast.pia)])
        assert "Sign out everywhere else" in said(here.get("/me/devices/"))
        signs_out()
        assert Client().post(astray, {"start": "1"}).status_code == 410


def test_nobody_signs_others_out(cast):
    pia, toni = come_in(cast.pia), come_in(cast.toni)
    row = UserSession.objects.get(user=cast.pia)
    toni.post("/me/devices/sign-out/", {"device": str(row.pk)})
    toni.post("/me/devices/sign-out/", {"device": "nonsense"})
    toni.post("/me/devices/sign-out/")
    assert pia.get("/me/").status_code == 200


def test_a_token_is_shown_once_and_revoked(cast):
    client = come_in(cast.pia)
    assert "write what I can write, and be shown what stands there then" in said(client.get("/me/tokens/"))
    made = client.post("/me/tokens/", {"name": "My notes", "scopes": ["loop:read"], "lasts": "30"})
    secret = made.context["secret"]
    assert secret in said(made) and "no-store" in made["Cache-Control"]
    token = find_token(secret)
    assert token and token.person == cast.pia and token.scopes == ["loop:read"]
    again = said(client.get("/me/tokens/"))
    assert secret not in again and "read what I can read" in again and "My notes" in again
    client.post(reverse("me:revoke", args=[token.pk]))
    assert find_token(secret) is None


def test_a_token_needs_a_name_and_a_scope_that_is_mine(cast):
    client = come_in(cast.pia)
    assert client.post("/me/tokens/", {"name": "", "lasts": "30"}).status_code == 422
    answer = client.post("/me/tokens/", {"name": "x", "scopes": ["people:write"], "lasts": "30"})
    assert answer.status_code == 422 and not Token.objects.exists()
    keeper = come_in(cast.ada)
    assert keeper.post("/me/tokens/", {"name": "x", "scopes": ["people:write"], "lasts": "30"}).status_code == 200
    assert Token.objects.get().person == cast.ada


def test_the_token_of_somebody_else_is_not_there(cast):
    token, _secret = make_token(name="x", scopes=["loop:read"], person=cast.pia)
    assert come_in(cast.toni).post(reverse("me:revoke", args=[token.pk])).status_code == 404
    assert Token.objects.exists()


def test_so_many_programs_and_no_more(cast):
    client = come_in(cast.pia)
    for number in range(MOST_TOKENS):
        make_token(name=str(number), scopes=["loop:read"], person=cast.pia)
    answer = client.post("/me/tokens/", {"name": "One more", "scopes": ["loop:read"], "lasts": "30"})
    assert answer.status_code == 409 and "no longer use" in said(answer) and "One more" in answer.content.decode()
    assert Token.objects.count() == MOST_TOKENS


def test_a_token_that_ran_out_counts_no_more_and_goes(cast, clock):
    make_token(name="Old", scopes=["loop:read"], person=cast.pia, lasts_days=30)
    for _number in range(MOST_TOKENS - 1):
        make_token(name="New", scopes=["loop:read"], person=cast.pia)
    clock.forward(days=31)
    make_token(name="One more", scopes=["loop:read"], person=cast.pia)
    assert Token.objects.filter(name="Old").exists()
    clock.forward(days=90)
    sweep()
    assert not Token.objects.filter(name="Old").exists() and Token.objects.count() == MOST_TOKENS


def test_ten_queries(cast, django_assert_max_num_queries):
    client = come_in(cast.pia)
    for number in range(8):
        come_in(cast.pia)
        make_token(name=str(number), scopes=["loop:read"], person=cast.pia)
    for path in ("/me/", "/me/password/", "/me/devices/", "/me/tokens/"):
        with django_assert_max_num_queries(10):
            assert client.get(path).status_code == 200
