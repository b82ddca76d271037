"""`alongside`: serve it, keep it, bring people in."""

from typing import Annotated

import typer

from alongside import __version__
from alongside.cli import demo, keep, people, serving, welcome
from alongside.cli.say import out, ready

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    help="Alongside: performance coaching in place of performance reviews. Settings: see docs/operate.md.",
    pretty_exceptions_enable=False,
)


def _version(asked: bool) -> None:  # noqa: FBT001 (Typer's signature)
    if asked:
        out.print(f"Alongside {__version__}")
        raise typer.Exit


Version = Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")]


@app.callback()
def begin(context: typer.Context, version: Version = False) -> None:  # noqa: FBT002
    """Run before every command."""
    if context.invoked_subcommand not in {"demo", "serve"}:  # they have something to do before
        ready(pool=context.invoked_subcommand == "work")


app.add_typer(people.app, name="people")
app.command("serve")(serving.serve)
app.command("demo")(demo.demo)
app.command("work")(serving.work)
app.command("invite")(welcome.invite)
app.command("token")(welcome.token)
app.command("tokens")(welcome.tokens)
app.command("revoke")(welcome.revoke)
app.command("doctor")(keep.doctor)
app.command("backup")(keep.backup)
app.command("restore")(keep.restore)
app.command("rotate-keys")(keep.rotate_keys)
app.command("sweep")(keep.sweep_now)
