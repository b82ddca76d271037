"""What a shared device, the logs and a copy of the database give away: nothing that lets anybody in or can be read."""

import base64
import io
import json
import logging
import re
import subprocess
import sys
import zlib
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as PlainSessions
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from alongside.people.actions import make_sign_in_link
from alongside.vault.sessions import contents
from tests.cast import Cast
from tests.post import Postbox, text_of
from tests.server import ROOT

WORDS = "Xylophon in the cellar"


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """What is logged, as the product's own formatter writes it."""
    ours = next(handler for handler in logging.getLogger().handlers if handler.name == "stderr")
    listening = logging.StreamHandler(said := io.StringIO())
    listening.setFormatter(ours.formatter)
    logging.getLogger().addHandler(listening)
    yield said
    logging.getLogger().removeHandler(listening)


def test_private_pages_stay_in_no_cache(cast: Cast, client: Client) -> None:
    client.force_login(cast.pia)
    for address in ("/", "/me/", "/pairs/", "/reflect/", f"/pairs/{cast.pair.pk}/", "/people/", "/nowhere/"):
        assert "no-store" in client.get(address)["Cache-Control"], address
    client.post(reverse("account_logout"))
    assert "no-store" in client.get("/")["Cache-Control"]


def test_a_session_key_from_the_database_lets_nobody_in(cast: Cast, client: Client) -> None:
    client.force_login(cast.pia)
    assert client.get("/me/").status_code == 200
    name = settings.SESSION_COOKIE_NAME
    key = Session.objects.get().session_key
    for stolen in (key, f"{key}.", f"{key}.made-up", client.cookies[name].value[:-1]):
        thief = Client()
        thief.cookies[name] = stolen
        assert thief.get("/me/").status_code == 302, stolen


def test_signing_in_gives_a_signed_cookie(cast: Cast, client: Client) -> None:
    given = client.post(reverse("door:welcome", args=[make_sign_in_link(cast.pia)]), {"start": "1"})
    cookie = given.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    assert cookie.value.partition(".")[0] == Session.objects.get().session_key and len(cookie.value) > 60
    assert client.get("/me/").status_code == 200


def test_a_code_that_waits_for_being_typed_is_not_in_the_database(
    cast: Cast, client: Client, real_mail: Postbox
) -> None:
    """Whoever reads the database could ask for a code in anybody's name, and read it there."""
    asked = client.post("/account/login/", {"login": "pia@example.org"})
    code = re.search(r"^\s*([A-Z0-9-]{6,12})\s*$", text_of(real_mail.wait_for("pia@example.org")), re.MULTILINE)
    assert code is not None
    lies_there = _unpacked(Session.objects.get().session_data)
    assert code.group(1).encode() not in lies_there and b"pia@example.org" not in lies_there
    client.post(asked["Location"], {"action": "verify", "code": code.group(1)})
    assert client.get("/me/").status_code == 200
    assert str(cast.pia.pk).encode() not in _unpacked(Session.objects.get().session_data)


def _unpacked(data: str) -> bytes:
    """What a session's row says without any key: Django packs it, which hides nothing."""
    packed = data.lstrip(".").partition(":")[0]
    plain = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
    return zlib.decompress(plain) if data.startswith(".") else plain


def test_sessions_of_before_they_were_sealed_let_nobody_in(cast: Cast, client: Client) -> None:
    client.force_login(cast.pia)
    kept = Session.objects.get()
    kept.session_data = PlainSessions().encode(contents(kept.session_data))
    kept.save()
    assert client.get("/me/").status_code == 302


def test_a_link_is_not_in_the_log_when_the_button_was_refused(cast: Cast, logged: io.StringIO) -> None:
    secret = make_sign_in_link(cast.pia)
    address = reverse("door:welcome", args=[secret])
    assert Client(enforce_csrf_checks=True).post(address, {"start": "1"}).status_code == 403
    assert logged.getvalue() == ""
    logging.getLogger("django.request").error("Internal Server Error: %s", address)
    said = logged.getvalue()
    assert "/welcome/…" in said and secret not in said


def test_no_request_is_logged_not_even_a_refused_one(cast: Cast, logged: io.StringIO, client: Client) -> None:
    """Such a line would say when somebody began to write to this lead, or turned to this contact."""
    client.force_login(cast.pia)
    there = reverse("upward:tell", args=[cast.lena.pk])
    assert client.post(there, {"text": "", "how": "nameless"}).status_code == 422
    assert client.post(there, {"text": "Too few.", "how": "nameless"}).status_code in {409, 422}
    assert client.get(reverse("upward:thread", args=[cast.pia.pk])).status_code == 404
    assert client.get(reverse("upward:delete", args=[cast.pia.pk])).status_code == 405
    assert logged.getvalue() == ""
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.pia)
    assert strict.post(there, {"text": "Hello.", "how": "named"}).status_code == 403
    assert str(cast.lena.pk) not in logged.getvalue()


def test_an_error_is_logged_without_the_words_in_its_message(
    cast: Cast, logged: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(person: object) -> bytes:
        raise ValueError(WORDS)

    monkeypatch.setattr("alongside.web.mydata.views.export", breaks)
    client = Client(raise_request_exception=False)
    client.force_login(cast.pia)
    assert client.get(reverse("mydata:take")).status_code == 500
    said = logged.getvalue()
    assert "Xylophon" not in said
    told = json.loads(said.splitlines()[-1])
    assert told["problem"] == "builtins.ValueError" and any("breaks" in where for where in told["at"])


def test_other_peoples_loggers_say_no_more(logged: io.StringIO) -> None:
    try:
        raise ValueError(WORDS)
    except ValueError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application\n")
    assert "Exception in ASGI" in logged.getvalue() and "Xylophon" not in logged.getvalue()


def test_being_forgotten_empties_the_device_as_signing_out_does(cast: Cast, client: Client) -> None:
    client.force_login(cast.pia)
    assert '<form method="post" class="stack" data-signs-out>' in client.get(reverse("mydata:forget")).content.decode()


@pytest.mark.parametrize("name", ["changepassword", "createsuperuser"])
def test_no_command_sets_somebodys_password(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "alongside.manage", name, "pia@example.org"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1 and "Nobody sets the password of somebody else" in done.stderr


def test_being_forgotten_is_said_to_take_the_notes_of_both(cast: Cast, client: Client) -> None:
    client.force_login(cast.cleo)
    page = client.get(reverse("mydata:forget")).content.decode()
    assert "With Pia: what you wrote is destroyed, and so are the notes you both wrote in." in page
