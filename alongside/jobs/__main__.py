"""`python -m alongside.jobs [NAME]`: a worker, until asked to stop. `--beside` stops with the parent process, too."""

import os
import sys

import django


def main() -> None:
    """Work."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alongside.config.settings")
    django.setup()
    from alongside.jobs.worker import run_worker

    names = [word for word in sys.argv[1:] if not word.startswith("-")]
    run_worker(names[0] if names else "", while_parent_lives="--beside" in sys.argv)


if __name__ == "__main__":
    main()
