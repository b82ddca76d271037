"""The real server, as its own process, on this run's database: what journeys and crash tests talk to."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.post import Postbox, free_port

ROOT = Path(__file__).resolve().parent.parent
COMMAND = [sys.executable, "-m", "alongside", "serve", "--port"]
PATIENCE = 60.0  # seconds until a server must answer; it takes about two on an idle machine


class Server:
    """An `alongside serve` process. `url` is where it listens; `log` is all it said."""

    def __init__(self, folder: Path, database: str, **environment: str) -> None:
        self.folder = folder
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("PYTEST")},
            "DJANGO_SETTINGS_MODULE": "alongside.config.settings",
            "DATABASE_URL": database,
            "ALONGSIDE_DATA": str(folder),
            "ALONGSIDE_KEYS": str(folder / "keys"),
            **environment,
        }
        self.url = ""
        self.process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True, exist_ok=True)
        self._log = folder / "server.log"

    @property
    def log(self) -> str:
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    def start(self) -> "Server":
        """Start on a free port and wait for the first answer. Another program may take the port first: then again."""
        for _ in range(3):
            port = free_port()
            self.url = f"http://127.0.0.1:{port}"
            with self._log.open("ab") as log:
                self.process = subprocess.Popen(
                    [*COMMAND, str(port)],
                    cwd=ROOT,
                    env={**self.environment, "ALONGSIDE_URL": self.url},
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            if self._answers():
                return self
            self.kill()
        pytest.fail(f"The server did not start:\n{self.log[-4000:]}")

    def _answers(self) -> bool:
        """Whether it answered before it ended or the patience did."""
        assert self.process is not None
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.process.poll() is None:
            try:
                urllib.request.urlopen(self.url, timeout=PATIENCE).close()
            except urllib.error.HTTPError:
                return True
            except OSError:
                time.sleep(0.1)
            else:
                return True
        return False

    def stop(self) -> int:
        """Ask it to end, as a service manager would; return its exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()
            return -signal.SIGKILL
        finally:
            self._end_group()

    def kill(self) -> None:
        """End it and its children as a power cut would."""
        self._end_group()
        if self.process is not None:
            self.process.wait(20)

    def _end_group(self) -> None:
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)


def database_url() -> str:
    """The address of this worker's test database, as DATABASE_URL wants it."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"


@pytest.fixture(scope="session")
def running_server(django_db_setup: None, postbox_session: Postbox) -> Iterator[Server]:
    """One server for all tests of this worker, on the same database and with the same keys as the tests."""
    server = Server(Path(settings.DATA), database_url(), ALONGSIDE_MAIL=postbox_session.url).start()
    yield server
    server.stop()


@pytest.fixture
def server(running_server: Server, transactional_db: None) -> Server:
    """The real server. What a test writes is there for it at once, and the other way round; emptied afterwards."""
    return running_server
