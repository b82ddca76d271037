"""`python -m alongside.config.serving HOST PORT`: the web server, and beside it a worker.

`alongside serve` and `alongside demo` become this process, so that what stays for weeks holds nothing of what commands
need.
"""

import argparse
import os
import signal
import sys
from contextlib import nullcontext
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.utils.log import configure_logging


def main() -> None:
    """Serve until told to stop."""
    asked = argparse.ArgumentParser()
    asked.add_argument("host")
    asked.add_argument("port", type=int)
    asked.add_argument("--processes", type=int, default=1)
    asked.add_argument("--no-worker", action="store_false", dest="worker")
    asked.add_argument("--reload", action="store_true")
    asked.add_argument("--after", type=int, default=0)
    told = vars(asked.parse_args())
    try:
        configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)
        if after := told.pop("after"):
            wait_for(after, load=told["processes"] == 1)
            print(f"Alongside answers on http://{told['host']}:{told['port']}. Stop it with Ctrl+C.", flush=True)  # noqa: T201
        run(**told)
    except KeyboardInterrupt:  # before the server itself listens to it
        sys.exit(128 + signal.SIGINT)


def wait_for(child: int, *, load: bool) -> None:
    """Wait until the child has got everything ready, or end as it ended; meanwhile `load` what needs none of that."""
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT, signal.SIGTERM})
        if load:
            import django

            django.setup(set_prefix=False)
            import_module(settings.ROOT_URLCONF)
        _child, status = os.waitpid(child, 0)
    except BaseException:  # nobody would wait for it any more
        os.kill(child, signal.SIGTERM)
        os.waitpid(child, 0)
        raise
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if code := os.waitstatus_to_exitcode(status):
        sys.exit(code if code > 0 else 128 - code)


def run(host: str, port: int, *, processes: int = 1, worker: bool = True, reload: bool = False) -> None:
    """Run the web server, and beside it one worker process."""
    import uvicorn

    from alongside.jobs.supervisor import worker_beside

    if processes > 1:
        count_together()
    with worker_beside() if worker else nullcontext():
        uvicorn.run(
            "alongside.config.asgi:application",
            host=host,
            port=port,
            workers=processes if processes > 1 else None,
            reload=reload,
            log_config=None,  # what it has to say goes to our own log, without content
            log_level="warning",
            access_log=False,
            proxy_headers=True,
            lifespan="off",
            server_header=False,
        )


def count_together() -> None:
    """Have all web processes count sign-ins and calls in one place; else each would allow the whole number."""
    if not os.environ.get("ALONGSIDE_CACHE"):
        os.environ["ALONGSIDE_CACHE"] = f"file://{Path(settings.DATA) / 'cache'}"


if __name__ == "__main__":
    main()
