"""How commands speak: one plain sentence, an exit code, a bar where it takes long."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import typer
from rich.console import Console
from rich.progress import Progress

from alongside.kit.refusal import Refusal

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def stop(sentence: object, code: int = 1) -> NoReturn:
    """End the command with a sentence. Codes: 1 not possible now, 2 wrong use of the command."""
    err.print(str(sentence), style="bold", markup=False)
    raise typer.Exit(code)


def bars() -> Progress:
    """Bars for long work, where somebody watches; in a file or a pipe they leave no trace."""
    return Progress(console=err, transient=True, disable=not err.is_terminal)


@contextmanager
def plainly() -> Iterator[None]:
    """Within this block a refusal ends the command with its sentence."""
    try:
        yield
    except Refusal as refusal:
        stop(refusal)


def ready(*, pool: bool = False) -> None:
    """Load Django; only then may models be imported. A setting or a folder that can't be used gets a sentence.

    Without a pool of connections a command hears at once why the database can't be reached; what goes on asking has
    one.
    """
    import django
    from django.apps import apps
    from django.conf import settings

    settle()
    if not pool and not apps.ready:
        settings.DATABASES["default"].get("OPTIONS", {}).pop("pool", None)
    django.setup()


def settle() -> None:
    """Read the settings alone."""
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    try:
        settings.DATA  # noqa: B018 (read with the first that is asked for)
    except ImproperlyConfigured as problem:
        stop(f"{problem} See docs/operate.md.")
    except OSError as problem:
        stop(f"{problem.filename} can't be used: {problem.strerror}. See ALONGSIDE_DATA and ALONGSIDE_KEYS.")


def no_folder() -> str | None:
    """A sentence when the folder of a SQLite database is not there: nothing was started yet, or it is another one."""
    from django.db import connection

    folder = Path(str(connection.settings_dict["NAME"])).parent
    if connection.vendor != "sqlite" or folder.is_dir():
        return None
    return f"There is no folder {folder} yet. `alongside serve` makes it. Or did you mean another ALONGSIDE_DATA?"


def why_not(problem: Exception) -> str | None:
    """A sentence for an error of the database that has a plain cause: out of reach, or not up to date."""
    from django.db import Error

    if not isinstance(problem, Error):
        return None
    from alongside.lifecycle.health import steps_waiting

    try:
        waiting = steps_waiting()
    except Error:
        if sentence := no_folder():
            return sentence
        return f"The database can't be reached: {str(problem).strip().splitlines()[0]}"
    if waiting:
        return f"The database is not ready: {waiting} steps to this version are waiting. `alongside serve` takes them."
    return None
