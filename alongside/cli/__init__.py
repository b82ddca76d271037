"""The operator's commands."""

import os
import sys


def main() -> None:
    """Run the `alongside` command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alongside.config.settings")
    from alongside.cli.app import app
    from alongside.cli.say import err, why_not

    if any(not _is_text(word) for word in sys.argv):
        err.print("Write this in UTF-8.", style="bold")
        sys.exit(2)
    try:
        app(prog_name="alongside")
    except Exception as problem:
        sentence = why_not(problem)
        if sentence is None:
            raise
        err.print(sentence, style="bold", markup=False)
        sys.exit(1)


def _is_text(word: str) -> bool:
    try:
        word.encode()
    except UnicodeEncodeError:
        return False
    return True
