"""A real mail server on loopback, and what arrived at it."""

import re
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller


def free_port() -> int:
    """A port of this machine that nobody listens on just now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


class Postbox:
    """Takes every mail. `mails` are those that arrived, oldest first."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 (aiosmtpd's name)
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 Taken"

    def open(self) -> "Postbox":
        """Listen on a free port; on another one if somebody takes it first."""
        for _ in range(3):
            self.port = free_port()
            self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
            with suppress(OSError):
                self._controller.start()
                return self
        pytest.fail("The mail server found no port.")

    def close(self) -> None:
        self._controller.stop()

    @property
    def url(self) -> str:
        """As ALONGSIDE_MAIL wants it."""
        return f"smtp://127.0.0.1:{self.port}"

    def to(self, address: str) -> list[EmailMessage]:
        """The mails to one address, oldest first."""
        return [mail for mail in self.mails if address.lower() in str(mail["To"]).lower()]

    def wait_for(self, address: str, count: int = 1, patience: float = 20) -> EmailMessage:
        """The newest mail to this address, once there are `count`; waits up to `patience` seconds."""
        until = time.monotonic() + patience
        while len(self.to(address)) < count:
            if time.monotonic() > until:
                pytest.fail(f"{len(self.to(address))} of {count} mails to {address} came; all: {self.subjects}")
            time.sleep(0.05)
        return self.to(address)[-1]

    @property
    def subjects(self) -> list[str]:
        return [f"{mail['To']}: {mail['Subject']}" for mail in self.mails]


def text_of(mail: EmailMessage) -> str:
    """The plain text of a mail."""
    part = mail.get_body(("plain",))
    assert part is not None, "a mail without a plain text"
    return str(part.get_content())


def links_in(mail: EmailMessage) -> list[str]:
    """The addresses a reader can follow from its plain text."""
    return re.findall(r"https?://[^\s<>\"]+", text_of(mail))


@pytest.fixture(scope="session")
def postbox_session() -> Iterator[Postbox]:
    box = Postbox().open()
    yield box
    box.close()


@pytest.fixture
def postbox(postbox_session: Postbox) -> Postbox:
    """A real mail server, empty. The real server sends to it; see `mail_settings` for the test's own process."""
    postbox_session.mails.clear()
    return postbox_session


@pytest.fixture
def real_mail(postbox: Postbox, settings: Any) -> Postbox:
    """Mail sent in the test's own process leaves through SMTP to the postbox."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", postbox.port
    settings.MAIL_CONFIGURED = True
    return postbox
