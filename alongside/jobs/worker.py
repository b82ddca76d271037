"""A worker: takes tasks one after the other, says that it is alive, and takes over from those that are not."""

import logging
import os
import secrets
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, TypeAlias

from django.db import OperationalError, close_old_connections, connection, transaction
from django_tasks_db.models import DBTaskResult

from alongside.jobs import periodic
from alongside.jobs.models import Worker
from alongside.kit import clock

TURN = 1.0
"""Seconds between two looks for work."""
BEAT = 10.0
"""Seconds between two signs of life."""
DEAD_AFTER = timedelta(seconds=60)
"""A worker that gave no sign of life for so long is taken for dead."""
TRIES = 5
"""How often a task is begun before it is given up: one that kills its workers must not kill them for ever."""
KEPT = timedelta(days=3)
"""How long a finished task's row is kept."""

Task: TypeAlias = "DBTaskResult[Any, Any]"
READY, RUNNING, FAILED, SUCCESSFUL = "READY", "RUNNING", "FAILED", "SUCCESSFUL"
log = logging.getLogger(__name__)


def run_worker(worker_id: str = "", *, while_parent_lives: bool = False) -> None:
    """Work until asked to stop (SIGTERM, SIGINT), finishing the task in hand.

    Args:
        worker_id: a name that no other running worker has. Tasks that an earlier worker of this name left are taken up.
        while_parent_lives: also stop when standard input closes, which it does when the parent process is gone.
    """
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if while_parent_lives:
        threading.Thread(target=_wait_for_end_of_input, args=[stop], daemon=True).start()
    worker_id = worker_id or f"worker-{secrets.token_hex(8)}"
    with _alive(worker_id):
        give_back(worker_id)
        next_round = 0.0
        while not stop.is_set():
            try:
                next_round = _turn(worker_id, stop, next_round)
            except OperationalError as problem:  # the database is busy or away: wait, then try again
                log.warning("the database does not answer", extra={"facts": {"problem": type(problem).__qualname__}})
                connection.close()
            close_old_connections()
            stop.wait(TURN)


def _turn(worker_id: str, stop: threading.Event, next_round: float) -> float:
    periodic.take_turn()
    while not stop.is_set() and (task := take_task(worker_id)):
        do_task(task)
    if time.monotonic() >= next_round:
        take_over_from_the_dead()
        periodic.go_round()
        return time.monotonic() + 30
    return next_round


def work_off() -> int:
    """Do all that waits, here and now, and return how many tasks that were. For tests and for one-off commands."""
    count = 0
    periodic.take_turn()
    while task := take_task("at-once"):
        do_task(task)
        count += 1
    return count


def somebody_works() -> bool:
    """Whether a worker gave a sign of life within the last minute: if none did, whatever is begun waits."""
    return Worker.objects.filter(seen_at__gte=clock.now() - DEAD_AFTER).exists()


def take_task(worker_id: str) -> "Task | None":
    """The next task, claimed for this worker."""
    ready = DBTaskResult.objects.ready()
    if not ready.exists():
        return None
    with transaction.atomic():
        task = ready.get_locked()
        if task is not None:
            task.claim(worker_id)
    return task


def do_task(row: Task) -> None:
    """Do a task and note how it went: no result and no text of an error is kept, which could hold content."""
    try:
        task: Any = row.task
        task.call(*row.args_kwargs["args"], **row.args_kwargs["kwargs"])
    except Exception as problem:  # noqa: BLE001 (whatever a task does wrong, the next one is done)
        kind = f"{type(problem).__module__}.{type(problem).__qualname__}"
        log.error("task failed", extra={"facts": {"task": row.task_path, "problem": kind}})
        _note(row, FAILED, kind)
    else:
        _note(row, SUCCESSFUL, "")


def _note(row: Task, status: str, kind: str) -> None:
    DBTaskResult.objects.filter(pk=row.pk).update(
        status=status, finished_at=clock.now(), exception_class_path=kind, traceback="", return_value=None
    )


def give_back(worker_id: str) -> int:
    """Let others do what this worker had begun when it was cut off; returns how many tasks that were."""
    count = 0
    for task in DBTaskResult.objects.filter(status=RUNNING):
        if task.worker_ids and task.worker_ids[-1] == worker_id:
            tired = len(task.worker_ids) >= TRIES
            changed = DBTaskResult.objects.filter(pk=task.pk, status=RUNNING)
            if tired:
                changed.update(status=FAILED, finished_at=clock.now(), exception_class_path="", traceback="")
                log.error("task given up", extra={"facts": {"task": task.task_path}})
            else:
                count += changed.update(status=READY)
    return count


def take_over_from_the_dead() -> int:
    """Re-queue the tasks of workers that gave no sign of life for a minute; returns how many."""
    count = 0
    dead = Worker.objects.filter(seen_at__lt=clock.now() - DEAD_AFTER)
    for worker in dead:
        count += give_back(worker.pk)
        worker.delete()
    living = set(Worker.objects.values_list("pk", flat=True))
    running = DBTaskResult.objects.filter(status=RUNNING, started_at__lt=clock.now() - DEAD_AFTER)
    for lost in {task.worker_ids[-1] for task in running if task.worker_ids} - living:
        count += give_back(lost)
    return count


@periodic.every(timedelta(days=1))
def forget_tasks() -> None:
    """Finished tasks are kept for three days, for whoever looks for a fault."""
    over = DBTaskResult.objects.filter(status__in=[FAILED, SUCCESSFUL], finished_at__lt=clock.now() - KEPT)
    over.delete()


def say_alive(worker_id: str) -> None:
    """Note that this worker lives, also when it was taken for dead: a machine that slept wakes up again."""
    now = clock.now()
    Worker.objects.update_or_create(
        pk=worker_id, defaults={"seen_at": now}, create_defaults={"started_at": now, "seen_at": now}
    )


@contextmanager
def _alive(worker_id: str) -> Iterator[None]:
    """Give a sign of life every ten seconds, from a thread of its own: long tasks are not taken for dead."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(BEAT):
            try:
                say_alive(worker_id)
            except OperationalError:
                log.warning("no sign of life could be given")
            finally:
                connection.close()

    say_alive(worker_id)
    heart = threading.Thread(target=beat, daemon=True)
    heart.start()
    try:
        yield
    finally:
        over.set()
        heart.join(BEAT)
        Worker.objects.filter(pk=worker_id).delete()
        connection.close()


def _wait_for_end_of_input(stop: threading.Event) -> None:
    while os.read(0, 1):  # not sys.stdin: its lock would outlive this thread
        pass
    stop.set()
