"""Sessions that lie sealed in the database: while somebody signs in, the code they were sent is in theirs."""

import base64
import struct
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.contrib.sessions.backends import db
from django.utils.crypto import salted_hmac

from alongside.vault import cipher

_BOUND_TO = b"session"
_NO_KEY = UUID(int=0)
"""The key is none of the database's."""


def _key() -> bytes:
    """Made of the secret that signs the cookies; it lies beside the master key."""
    return salted_hmac("alongside.session.contents", b"", algorithm="sha256").digest()


class SessionStore(db.SessionStore):
    """Django's, sealed. What can't be opened is an empty session."""

    def encode(self, session_dict: dict[str, Any]) -> str:
        """What lies in the database."""
        plain = super().encode(session_dict).encode()
        return base64.urlsafe_b64encode(cipher.seal(_key(), _NO_KEY, plain, _BOUND_TO)).decode()

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """What is in it."""
        try:
            plain = cipher.unseal(_key(), base64.urlsafe_b64decode(session_data), _BOUND_TO)
        except (ValueError, struct.error, InvalidTag):
            return {}
        return super().decode(plain.decode())


def contents(session_data: str) -> dict[str, Any]:
    """What is in a session, as it lies in the database."""
    return SessionStore().decode(session_data)
