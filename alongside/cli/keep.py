"""Commands that keep an installation healthy."""

from pathlib import Path
from typing import Annotated

import typer

from alongside.cli.say import bars, no_folder, out, plainly, stop


def backup(
    to: Annotated[Path, typer.Argument(help="The file to write, or a folder for one named after the moment.")] = Path(),
) -> None:
    """Back up the database while people go on working. The master key is not in it: keep that apart."""
    from alongside.lifecycle.backup import back_up

    with plainly(), bars() as progress:
        task = progress.add_task("Copying the database", total=None)
        written = back_up(to, told=lambda done, of: progress.update(task, completed=done, total=of))
    out.print(f"Backed up to {written} ({written.stat().st_size / 1_000_000:.1f} MB).")
    from alongside.vault import masters

    out.print(f"It can be read only with the master key in {masters.path()}. Keep a copy of that somewhere else.")


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `alongside backup` wrote.")],
    yes: Annotated[bool, typer.Option("--yes", help="Replace the database without asking.")] = False,  # noqa: FBT002
) -> None:
    """Put a backup back in place of the whole database. People forgotten since then are forgotten again."""
    from alongside.cli.serving import only_one
    from alongside.lifecycle.backup import put_back, read_note

    with plainly(), only_one():
        note = read_note(file)
        if not yes and not typer.confirm(f"Replace everything by the backup of {note['made_at']}?"):
            stop("Nothing was changed.")
        with bars() as progress:
            progress.add_task("Putting the database back", total=None)
            again = put_back(file)
    out.print(f"Restored as of {note['made_at']}.")
    if again:
        out.print(f"Forgotten again since then: {again}.")


def rotate_keys() -> None:
    """Make a new master key and wrap every data key with it. Texts stay as they are; nobody is interrupted."""
    from alongside.vault.actions import rotate_master
    from alongside.vault.models import Key

    with plainly(), bars() as progress:
        task = progress.add_task("Wrapping keys", total=Key.objects.count())
        count = rotate_master(lambda done: progress.update(task, completed=done))
    out.print(
        f"{count} data keys are wrapped with the new master key. Back up the key file again, apart from the database."
    )


def sweep_now() -> None:
    """Delete now what has been kept long enough; the worker does this once a day."""
    from alongside.lifecycle.keeping import sweep

    gone = {kind: count for kind, count in sweep().items() if count}
    out.print(
        f"Deleted: {', '.join(f'{count} {kind}' for kind, count in gone.items())}." if gone else "Nothing was due."
    )


def doctor() -> None:
    """Check this installation and say what is missing. Ends with 1 if something must be mended."""
    from alongside.lifecycle.health import checks

    if sentence := no_folder():
        stop(sentence)
    bad = 0
    for check in checks():
        sign, style = {"ok": ("✓", "green"), "hint": ("·", "yellow"), "bad": ("✗", "red")}[check.state]
        out.print(f"[{style}]{sign}[/] [bold]{check.name}[/]: ", end="")
        out.print(check.words, markup=False)
        bad += check.state == "bad"
    if bad:
        raise typer.Exit(1)
