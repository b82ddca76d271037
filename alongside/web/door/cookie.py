"""What a browser holds of a session: its key, signed. A key read from the database or a backup lets nobody in."""

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse


def _signer() -> Signer:
    return Signer(salt="alongside.session", sep=".")


def signed(session_key: str) -> str:
    """The value of the cookie."""
    return _signer().sign(session_key)


def key_in(cookie: str) -> str | None:
    """The session's key, if the signature is ours."""
    try:
        return _signer().unsign(cookie)
    except BadSignature:
        return None


class SignedSessions(SessionMiddleware):
    """Sessions whose keys lie in the database as ever, and whose cookies need the secret that lies beside the keys."""

    def process_request(self, request: HttpRequest) -> None:
        """Find the session of this browser."""
        request.session = self.SessionStore(key_in(request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")))

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Save the session and give the browser its signed key."""
        response = super().process_response(request, response)
        cookie = response.cookies.get(settings.SESSION_COOKIE_NAME)
        if cookie is not None and cookie.value:
            value = signed(cookie.value)
            cookie.set(cookie.key, value, value)
        return response
