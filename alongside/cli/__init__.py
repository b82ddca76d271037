"""The operator's commands."""

import os
import sys


def main() -> None:
    """Run the `alongside` command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alongside.config.settings")
    from alongside.cli.app import app
    from alongside.cli.say import err, why_not

    try:
        app(prog_name="alongside")
    except Exception as problem:
        sentence = why_not(problem)
        if sentence is None:
            raise
        err.print(sentence, style="bold", markup=False)
        sys.exit(1)
