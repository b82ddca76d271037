"""Whoever keeps the list can't sit down in somebody's chair: another address waits for the person's own yes."""

import re

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from alongside.jobs.worker import work_off
from alongside.kit import clock as the_clock
from alongside.lifecycle.forgetting import forget
from alongside.lifecycle.roster_import import apply_import, look_into
from alongside.people.actions import add_person, change_person, make_token
from alongside.people.models import Person
from tests.api.conftest import program
from tests.post import links_in, text_of

THEIRS, MINE = "pia@example.org", "mine@evil.example"
ROW = f"id,name,email\n7,Pia Lund,{MINE}\n"


@pytest.fixture(autouse=True)
def fresh_limits(clock):
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def pia(cast):
    """Pia has been here."""
    Person.objects.filter(pk=cast.pia.pk).update(last_login=the_clock.now(), external_key="7")
    return Person.objects.get(pk=cast.pia.pk)


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def said(answer) -> str:
    return " ".join(answer.content.decode().split())


def by_hand(cast, tmp_path):
    as_(cast.ada).post(f"/people/{cast.pia.pk}/change/", {"name": "Pia Lund", "email": MINE})


def by_a_file(cast, tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(ROW)
    apply_import(look_into(path, by=None, file_name="people.csv", partial=True).pk)


def by_a_service(cast, tmp_path):
    speaks = program(None)
    sent = {"file": SimpleUploadedFile("people.csv", ROW.encode()), "partial": "true"}
    shown = speaks.client.post("/api/v1/imports", sent, headers={"Authorization": f"Bearer {speaks.secret}"})
    work_off()
    looked = speaks.get(f"/imports/{shown.json()['id']}")
    assert "waits for their yes" in str(looked.json)
    assert speaks.post(f"/imports/{shown.json()['id']}/apply", {}).status == 202
    work_off()
    assert speaks.get(f"/imports/{shown.json()['id']}")["state"] == "done"


@pytest.mark.parametrize("bring", [by_hand, by_a_file, by_a_service])
def test_nobody_takes_over_an_account_by_its_address(cast, pia, real_mail, tmp_path, bring):
    bring(cast, tmp_path)
    pia.refresh_from_db()
    assert (pia.email, pia.proposed_email) == (THEIRS, MINE)
    as_(cast.ada).post(f"/people/{pia.pk}/welcome/")
    Client().post("/account/login/", {"login": MINE})
    assert "nobody here has it" in " ".join(text_of(real_mail.wait_for(MINE)).split())
    assert not any("/welcome/" in link for mail in real_mail.to(MINE) for link in links_in(mail))
    pias = Client()
    asked = pias.post("/account/login/", {"login": THEIRS})
    code = re.search(r"^\s*([A-Z0-9-]{6,12})\s*$", text_of(real_mail.wait_for(THEIRS)), re.MULTILINE)
    assert code
    pias.post(asked["Location"], {"action": "verify", "code": code.group(1)})
    assert pias.session["_auth_user_id"] == str(pia.pk)


def test_an_account_nobody_has_used_changes_at_once(cast):
    nia = add_person("nia@example.org", "Nia Okoro")
    client, path = as_(cast.ada), f"/people/{nia.pk}/change/"
    assert "Links sent to an old address" in said(client.get(path))
    client.post(path, {"name": "Nia Okoro", "email": "nia.okoro@example.org"})
    nia.refresh_from_db()
    assert (nia.email, nia.proposed_email) == ("nia.okoro@example.org", "")


def test_one_says_yes(cast, pia):
    change_person(pia, name="Pia Lund", email="new@example.org", by=cast.ada)
    make_token(name="planted", scopes=["loop:read"], person=pia)
    client = as_(pia)
    today = said(client.get("/"))
    assert "Is this your new address?" in today and "new@example.org" in today and "/me/address/" in today
    assert "whoever reads it can sign in as you" in said(client.get("/me/address/"))
    assert "/me/address/" in said(client.get("/me/"))
    assert client.post("/me/address/accept/", {"address": "other@example.org"}).status_code == 409
    assert client.post("/me/address/accept/", {"address": "new@example.org"}).status_code == 302
    pia.refresh_from_db()
    assert (pia.email, pia.proposed_email) == ("new@example.org", "")
    assert "/account/login/" in client.get("/me/")["Location"]
    assert not pia.has_usable_password() and not pia.tokens.exists()
    assert "new address?" not in said(as_(pia).get("/"))


def test_one_says_no(cast, pia):
    change_person(pia, name="Pia Lund", email="new@example.org", by=cast.ada)
    client = as_(pia)
    assert client.post("/me/address/keep/").status_code == 302
    pia.refresh_from_db()
    assert (pia.email, pia.proposed_email) == (THEIRS, "")
    assert client.post("/me/address/accept/", {"address": "new@example.org"}).status_code == 409
    assert client.post("/me/address/accept/").status_code == 409


def test_nobody_else_says_yes_for_them(cast, pia):
    change_person(pia, name="Pia Lund", email=MINE, by=cast.ada)
    assert as_(cast.ada).post("/me/address/accept/", {"address": MINE}).status_code == 409
    assert Person.objects.get(pk=pia.pk).email == THEIRS
    assert MINE not in said(as_(cast.otto).get(f"/people/{pia.pk}/"))


def test_an_address_that_somebody_got_meanwhile(cast, pia):
    change_person(pia, name="Pia Lund", email="new@example.org", by=cast.ada)
    add_person("new@example.org", "Nia Okoro")
    late = as_(pia).post("/me/address/accept/", {"address": "new@example.org"})
    assert late.status_code == 409 and "is here already" in said(late)


def test_the_list_says_that_it_waits(cast, pia):
    client, path = as_(cast.ada), f"/people/{pia.pk}/change/"
    assert "once they say yes to it" in said(client.get(path))
    client.post(path, {"name": "Pia Lund", "email": "new@example.org"})
    assert "signs in with pia@example.org until they say yes" in said(client.get(path))
    client.post(path, {"name": "Pia Berg", "email": "new@example.org"})
    pia.refresh_from_db()
    assert (pia.name, pia.email, pia.proposed_email) == ("Pia Berg", THEIRS, "new@example.org")


def test_forgetting_keeps_no_address_that_waits(cast, pia):
    change_person(pia, name="Pia Lund", email="new@example.org", by=cast.ada)
    forget(pia)
    pia.refresh_from_db()
    assert pia.proposed_email == ""
