"""The operator's commands."""

import os


def main() -> None:
    """Run the `alongside` command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alongside.config.settings")
    from alongside.cli.app import app

    app(prog_name="alongside")
