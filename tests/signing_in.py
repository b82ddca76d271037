"""Signing in without a form: the test client gets the signed cookie that browsers get."""

from importlib import import_module
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.test.client import ClientMixin

from alongside.web.door.cookie import key_in, signed

_set_login_cookies = ClientMixin._set_login_cookies  # type: ignore[attr-defined]


def _signed_cookies(client: Any, request: HttpRequest) -> None:
    _set_login_cookies(client, request)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    cookie.set(cookie.key, signed(cookie.value), signed(cookie.value))


def _session(client: Any) -> Any:
    store = import_module(settings.SESSION_ENGINE).SessionStore
    cookie = client.cookies.get(settings.SESSION_COOKIE_NAME)
    if cookie:
        return store(key_in(cookie.value))
    fresh = store()
    fresh.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = signed(fresh.session_key)
    return fresh


ClientMixin._set_login_cookies = _signed_cookies  # type: ignore[attr-defined]
ClientMixin.session = property(_session)  # type: ignore[assignment]
