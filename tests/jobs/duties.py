"""What the workers of these tests do. Importable by name, as a worker process needs it."""

import os
from pathlib import Path

from django_tasks import task


@task()
def leave_a_mark(path: str) -> None:
    with Path(path).open("a") as file:
        file.write(f"{os.getpid()}\n")
