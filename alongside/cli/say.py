"""How commands speak: one plain sentence, an exit code, a bar where it takes long."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from rich.console import Console

from alongside.kit.refusal import Refusal

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def stop(sentence: object, code: int = 1) -> NoReturn:
    """End the command with a sentence. Codes: 1 not possible now, 2 wrong use of the command."""
    err.print(str(sentence), style="bold", markup=False)
    raise typer.Exit(code)


@contextmanager
def plainly() -> Iterator[None]:
    """Within this block a refusal ends the command with its sentence."""
    try:
        yield
    except Refusal as refusal:
        stop(refusal)


def ready() -> None:
    """Load Django; only then may models be imported."""
    import django

    django.setup()
