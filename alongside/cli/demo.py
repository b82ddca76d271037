"""`demo`: Haldane Beds, a living example organisation, on this computer."""

import hashlib
import os
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from alongside.cli.say import bars, out, plainly, ready
from alongside.cli.serving import HOST, PORT, become, only_one, prepare, refuse_taken

FOLDER = Path(".demo")
"""Where the demo lives, under the folder it is started in. It may be deleted at any time."""

OF_ANOTHER = (
    "DATABASE_URL",
    "ALONGSIDE_KEYS",
    "ALONGSIDE_SECRET",
    "ALONGSIDE_CACHE",
    "ALONGSIDE_MAIL",
    "ALONGSIDE_HOSTS",
    "ALONGSIDE_PROXIES",
)
"""Settings of a real installation, which the demo must not touch."""


def demo(
    port: Annotated[int, typer.Option(envvar="PORT", min=1, max=65535, help="The port to listen on.")] = PORT,
    fresh: Annotated[bool, typer.Option("--fresh", help="Forget what was tried, and begin anew.")] = False,  # noqa: FBT002
    keep: Annotated[bool, typer.Option("--keep", help="Keep it as it is, though it was made on another day.")] = False,  # noqa: FBT002
    reload: Annotated[bool, typer.Option("--reload", hidden=True)] = False,  # noqa: FBT002
) -> None:
    """Show Haldane Beds: an invented organisation with eight months of history, on this computer only.

    It is made anew for each day, because its story is told relative to today.
    """
    _live_in(FOLDER.resolve(), port)
    ready()
    with only_one():
        refuse_taken(HOST, port)
        _make(fresh=fresh, keep=keep)
        out.print(f"Haldane Beds is open on [bold]http://{HOST}:{port}[/]. Stop it with Ctrl+C.")
        become(HOST, port, reload=reload)


def _live_in(folder: Path, port: int) -> None:
    """Settings for the demo, before Django reads them."""
    for name in OF_ANOTHER:
        os.environ.pop(name, None)
    os.environ["ALONGSIDE_DATA"] = str(folder)
    os.environ["ALONGSIDE_URL"] = f"http://{HOST}:{port}"
    os.environ["ALONGSIDE_DEMO"] = "true"


def _make(*, fresh: bool, keep: bool) -> None:
    """Have a database made for today, by this version of the program; make one if there is none, and say so."""
    from django.conf import settings

    from alongside.demo.moments import today

    folder, day = Path(settings.DATA), today()
    stamp = folder / "made"
    if not fresh and is_usable(stamp, day, _made_of(), keep=keep):
        prepare()
        return
    if stamp.exists():
        out.print("The story is told relative to today, so it is made anew.")
    stamp.unlink(missing_ok=True)
    for file in folder.glob("alongside.sqlite3*"):
        file.unlink()
    prepare()
    _fill(day)
    stamp.write_text(f"{day.isoformat()}\n{_made_of()}\n")


def is_usable(stamp: Path, day: date, of: str, *, keep: bool) -> bool:
    """Whether the database beside this stamp was filled to the end, with this story, and for this day or to be kept."""
    try:
        made_on, made_of = stamp.read_text().split()
    except (OSError, ValueError):
        return False
    return made_of == of and (keep or made_on == day.isoformat())


def _made_of() -> str:
    """Changes whenever the story or the database's form does."""
    from django.conf import settings

    package = Path(settings.PACKAGE)
    files = [*package.glob("demo/**/*.yaml"), *package.glob("demo/*.py"), *package.glob("*/migrations/*.py")]
    return hashlib.sha256(b"".join(file.read_bytes() for file in sorted(files))).hexdigest()


def _fill(day: date) -> None:
    from alongside.demo.actions import fill

    with plainly(), bars() as progress:
        task = progress.add_task("Eight months at Haldane Beds", total=None)
        fill(today=day, told=lambda done, of: progress.update(task, completed=done, total=of))
