"""Background work: done once, taken over from the dead, and without a trace of content."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from alongside.jobs import periodic, progress
from alongside.jobs.models import Progress, Run, Worker
from alongside.jobs.supervisor import worker_beside
from alongside.jobs.worker import (
    TRIES,
    forget_tasks,
    give_back,
    say_alive,
    somebody_works,
    take_over_from_the_dead,
    take_task,
    work_off,
)
from alongside.kit import clock as the_clock
from tests.server import database_url

done: list[str] = []


@task()
def note_down(word: str) -> None:
    done.append(word)


@task()
def stumble(word: str) -> None:
    raise ValueError(f"nobody may keep {word}")


@pytest.fixture(autouse=True)
def nothing_done():
    done.clear()


@pytest.mark.django_db
def test_tasks_are_done_in_order_and_once():
    note_down.enqueue("one")
    note_down.enqueue("two")
    assert work_off() == 2 and done == ["one", "two"]
    assert work_off() == 0


@pytest.mark.django_db
def test_a_failed_task_keeps_no_word_of_its_error_and_stops_nobody():
    stumble.enqueue("an id")
    note_down.enqueue("next")
    assert work_off() == 2 and done == ["next"]
    row = DBTaskResult.objects.get(status="FAILED")
    assert row.exception_class_path == "builtins.ValueError"
    assert row.traceback == "" and "nobody" not in json.dumps(row.return_value)


@pytest.mark.django_db
def test_a_dead_workers_task_goes_to_another(clock):
    Worker.objects.create(pk="gone", started_at=the_clock.now(), seen_at=the_clock.now())
    note_down.enqueue("mine")
    assert take_task("gone") and take_task("here") is None
    assert take_over_from_the_dead() == 0
    clock.forward(seconds=61)
    assert take_over_from_the_dead() == 1 and not Worker.objects.exists()
    assert work_off() == 1 and done == ["mine"]


@pytest.mark.django_db
def test_a_worker_taken_for_dead_that_lives_says_so_again(clock):
    assert not somebody_works()
    say_alive("slept")
    assert somebody_works()
    clock.forward(seconds=61)
    take_over_from_the_dead()
    assert not Worker.objects.exists() and not somebody_works()
    say_alive("slept")
    assert somebody_works() and Worker.objects.get().pk == "slept"


@pytest.mark.django_db
def test_a_task_of_a_worker_nobody_knows_is_taken_over_too():
    note_down.enqueue("mine")
    take_task("never seen")
    with the_clock.at(the_clock.now() + timedelta(minutes=2)):
        assert take_over_from_the_dead() == 1


@pytest.mark.django_db
def test_a_task_that_kills_its_workers_is_given_up():
    note_down.enqueue("deadly")
    for turn in range(TRIES):
        assert take_task("same"), turn
        give_back("same")
    assert take_task("same") is None
    assert DBTaskResult.objects.get().status == "FAILED"


@pytest.mark.django_db
def test_finished_tasks_are_forgotten(clock):
    note_down.enqueue("one")
    work_off()
    clock.forward(days=4)
    forget_tasks()
    assert not DBTaskResult.objects.exists()


@pytest.mark.django_db
def test_what_comes_round_is_done_once_a_day_and_again_an_hour_after_failing(clock, monkeypatch):
    seen: list[str] = []

    def daily() -> None:
        seen.append("daily")

    def broken() -> None:
        seen.append("broken")
        raise RuntimeError

    monkeypatch.setattr(periodic, "_rounds", {})
    periodic.every(timedelta(days=1))(daily)
    periodic.every(timedelta(days=1))(broken)
    periodic.go_round()
    periodic.go_round()
    assert seen == ["daily", "broken"]
    clock.forward(minutes=61)
    periodic.go_round()
    assert seen[2:] == ["broken"]
    clock.forward(hours=23)
    periodic.go_round()
    assert seen[3:] == ["daily", "broken"] and Run.objects.count() == 2


@pytest.mark.django_db
def test_progress_is_seen_by_the_person_who_waits_and_nobody_else(clock):
    mine, other = uuid4(), uuid4()
    row = progress.begin(mine, "roster", total=200)
    progress.advance(row.pk, done=50)
    now = progress.of(mine, row.pk)
    assert now and (now.done, now.total, now.state) == (50, 200, "running") and not now.is_over
    assert progress.of(other, row.pk) is None
    progress.finish(row.pk, words="200 people joined.")
    now = progress.of(mine, row.pk)
    assert now and now.done == 200 and now.is_over
    progress.fail(row.pk, "The file is gone.")
    clock.forward(days=8)
    progress.forget_progress()
    assert not Progress.objects.exists()


# --- Real processes ---------------------------------------------------------------------------------------------------


@pytest.fixture
def as_elsewhere(monkeypatch, transactional_db):
    """Processes started now work on this test's database."""
    for name, value in {
        "DJANGO_SETTINGS_MODULE": "alongside.config.settings",
        "DATABASE_URL": database_url(),
        "ALONGSIDE_DATA": str(settings.DATA),
        "ALONGSIDE_KEYS": str(settings.KEYS),
    }.items():
        monkeypatch.setenv(name, value)


def wait_until(seen, patience: float = 30) -> None:
    until = time.monotonic() + patience
    while not seen():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.1)


def lines(path) -> list[str]:
    return path.read_text().split() if path.exists() else []


def test_a_worker_that_is_killed_is_replaced_and_the_last_one_goes_with_the_server(as_elsewhere, tmp_path):
    from tests.jobs.duties import leave_a_mark

    mark = tmp_path / "mark"
    with worker_beside():
        leave_a_mark.enqueue(str(mark))
        wait_until(lambda: len(lines(mark)) == 1)
        first = int(lines(mark)[0])
        os.kill(first, signal.SIGKILL)
        leave_a_mark.enqueue(str(mark))
        wait_until(lambda: len(lines(mark)) == 2)
        second = int(lines(mark)[1])
        assert second != first
    with pytest.raises(ProcessLookupError):
        os.kill(second, 0)
    assert not Worker.objects.exists()


def test_a_worker_ends_when_its_parent_is_gone(as_elsewhere):
    child = subprocess.Popen([sys.executable, "-m", "alongside.jobs", "orphan", "--beside"], stdin=subprocess.PIPE)
    wait_until(Worker.objects.filter(pk="orphan").exists)
    assert child.stdin
    child.stdin.close()
    assert child.wait(20) == 0
    assert not Worker.objects.exists()


def test_what_a_worker_left_when_it_was_killed_is_done_by_the_next_of_its_name(as_elsewhere, tmp_path):
    from tests.jobs.duties import leave_a_mark

    leave_a_mark.enqueue(str(tmp_path / "mark"))
    take_task("the-same")
    child = subprocess.Popen([sys.executable, "-m", "alongside.jobs", "the-same"], stdin=subprocess.DEVNULL)
    wait_until(lambda: lines(tmp_path / "mark"))
    child.terminate()
    assert child.wait(20) == 0
