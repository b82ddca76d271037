"""`alongside people import`: the list of people, from a file."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from alongside.cli.say import err, out, plainly, stop

if TYPE_CHECKING:
    from alongside.lifecycle.roster_import import Preview

SHOWN = 20
"""How many lines of each kind are shown; `--problems` writes all of them."""


def import_people(
    file: Annotated[
        Path, typer.Argument(help="A CSV or XLSX file as the HR system exports it.", exists=True, dir_okay=False)
    ],
    domain: Annotated[str, typer.Option(help="Belongs to e-mail addresses without one: haldane.example.")] = "",
    partial: Annotated[bool, typer.Option("--partial", help="The file holds a part of the people.")] = False,  # noqa: FBT002
    apply: Annotated[bool, typer.Option("--apply", help="Apply it without asking.")] = False,  # noqa: FBT002
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")] = False,  # noqa: FBT002
    leave: Annotated[
        list[str] | None,
        typer.Option(metavar="EMAIL", help="Of those who may have left: this one has. Can be repeated."),
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(metavar="WORD=HEADING", help="Say which column holds a thing: email=Contact. Can be repeated."),
    ] = None,
    encoding: Annotated[str, typer.Option(help="How a CSV is written, if names look wrong: cp1250.")] = "",
    problems: Annotated[
        Path | None, typer.Option(help="Write what could not be taken to this CSV.", dir_okay=False)
    ] = None,
) -> None:
    """Bring the list of people up to date from a file. Shows what would change, then asks.

    Pay, birth dates and the like are never read. Ends with 0 when all of the file could be taken, 1 when it could not
    be read or applied, 2 after wrong use, 3 when rows were left out; what could be taken is applied all the same.
    """
    from alongside.lifecycle.roster_import import apply_import, drop_import, look_into, read_preview, sentence_of
    from alongside.people.models import Person, RosterImport

    if apply and dry_run:
        stop("Say --apply or --dry-run, not both.", 2)
    with plainly(), _bars() as bars:
        reading, comparing = bars.add_task("Reading rows", total=None), bars.add_task("Comparing", total=None)
        waiting = look_into(
            file,
            by=None,
            file_name=file.name,
            domain=domain,
            partial=partial,
            encoding=encoding,
            named=_named(column or []),
            on_row=lambda rows: _some(bars, reading, rows),
            told=lambda done, total: bars.update(comparing, completed=done, total=total),
        )
    preview = read_preview(waiting)
    going = {email.lower() for email in leave or []}
    proposed = {leaver[2]: leaver[0] for leaver in preview.leavers}
    if unknown := sorted(going - set(proposed)):
        drop_import(waiting)
        stop(f"{', '.join(unknown)}: not among those who may have left.", 2)
    _show(preview)
    if problems:
        _write_problems(preview, problems)
    if dry_run or not (apply or _yes(preview, len(going))):
        drop_import(waiting)
        out.print("Nothing was changed.")
    else:
        RosterImport.objects.filter(pk=waiting.pk).update(leaving=[proposed[email] for email in sorted(going)])
        with plainly(), _bars() as bars:
            writing = bars.add_task("Writing", total=None)
            apply_import(waiting.pk, told=lambda done, total: bars.update(writing, completed=done, total=total))
        out.print(f"[bold]Done:[/] {sentence_of(preview, len(going))}")
        if not Person.objects.filter(keeps_people=True, is_active=True).exists():
            out.print("Nobody keeps this list in the browser yet. Say who does: alongside people keeper EMAIL")
    if preview.rows_left_out:
        raise typer.Exit(3)


def _named(columns: list[str]) -> dict[str, str]:
    named = {}
    for said in columns:
        word, sign, heading = said.partition("=")
        if not sign:
            stop(f"Say --column like email=Contact, not {said}.", 2)
        named[word.strip()] = heading.strip()
    return named


def _bars() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:,.0f}"),
        TimeElapsedColumn(),
        console=err,
        transient=True,
        disable=not err.is_terminal,
    )


def _some(bars: Progress, task: TaskID, rows: int) -> None:
    if rows % 500 == 0:
        bars.update(task, completed=rows)


def _yes(preview: "Preview", leaving: int) -> bool:
    if not (preview.joins or preview.changes or leaving):
        return False
    if not sys.stdin.isatty():
        out.print("To apply it, say --apply.")
        return False
    return typer.confirm("Apply this?")


def _show(preview: "Preview") -> None:
    if preview.needs_domain:
        count = sum(one.code == "no-domain" for one in preview.problems)
        some = "1 address has" if count == 1 else f"{count:,} addresses have"
        out.print(f"{some} no domain. Say which one that is: --domain haldane.example")
    out.print(
        f"{preview.rows:,} rows, {preview.former_rows:,} of them former ones: {len(preview.joins):,} join, "
        f"{len(preview.changes):,} change, {preview.unchanged:,} stay as they are."
    )
    if preview.ignored:
        out.print(f"Not read: {', '.join(preview.ignored)}.", markup=False)
    if preview.new_teams:
        more = f" and {len(preview.new_teams) - SHOWN:,} more" if len(preview.new_teams) > SHOWN else ""
        out.print(f"New teams: {', '.join(preview.new_teams[:SHOWN])}{more}.", markup=False)
    if preview.joins:
        rows = [[str(row), *who] for row, *who in preview.joins]
        _list("Join", ["Row", "Who", "E-mail", "Team", "Reports to"], rows)
    if preview.changes:
        _list("Changes", ["Row", "Who", "What"], [[str(row), name, _said(what)] for row, name, what in preview.changes])
    if preview.leavers:
        rows = [
            [name, email, ended or ("added by hand" if by_hand else "not in the file")]
            for _pk, name, email, ended, by_hand in preview.leavers
        ]
        _list("May have left (nobody leaves unless you say --leave)", ["Who", "E-mail", "Why"], rows)
    if rows := [
        [str(one.row), one.heading, one.value, f"{one.what} {one.todo}", one.weight.label]
        for one in preview.problems
        if one.code != "no-domain"
    ]:
        _list("To look at", ["Row", "Column", "Value", "What is wrong and what to do", ""], rows)


def _said(what: dict[str, list[str]]) -> str:
    return "; ".join(f"{thing}: {was or '–'} → {becomes or '–'}" for thing, (was, becomes) in what.items())


def _list(title: str, headings: list[str], rows: list[list[str]]) -> None:
    from rich.text import Text

    table = Table(title=title, title_justify="left", show_edge=False, pad_edge=False, caption_justify="left")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows[:SHOWN]:
        table.add_row(*(Text(value) for value in row))
    if len(rows) > SHOWN:
        table.caption = f"… and {len(rows) - SHOWN:,} more"
    out.print(table)


def _write_problems(preview: "Preview", path: Path) -> None:
    from alongside.lifecycle.roster_import import left_out

    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            file.writelines(left_out(preview))
    except OSError as problem:
        stop(f"{path} can't be written: {problem.strerror}.")
    out.print(f"What could not be taken is in {path}.", markup=False)
