"""Works that come round by themselves: every turn of a worker, every day, every week."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import transaction

from alongside.jobs.models import Run
from alongside.kit import clock

Work = Callable[[], object]
AnyWork = TypeVar("AnyWork", bound=Work)

AGAIN_AFTER_FAILING = timedelta(hours=1)

_turns: dict[str, Work] = {}
_rounds: dict[str, tuple[timedelta, Work]] = {}
log = logging.getLogger(__name__)


def every_turn(work: AnyWork) -> AnyWork:
    """Do this about once a second in every worker. It has to be cheap, and safe when two do it at once."""
    _turns[_name(work)] = work
    return work


def every(time: timedelta) -> Callable[[AnyWork], AnyWork]:
    """Do this about once in `time`, in one worker. When it fails it is tried again an hour later."""

    def take(work: AnyWork) -> AnyWork:
        _rounds[_name(work)] = (time, work)
        return work

    return take


def take_turn() -> None:
    """Do what comes with every turn."""
    for name, work in _turns.items():
        _do(name, work)


def go_round() -> list[str]:
    """Do what is due, and return the names of it."""
    began = dict(Run.objects.values_list("name", "began_at"))
    due = [name for name, (time, _work) in _rounds.items() if name not in began or clock.now() - began[name] >= time]
    done = []
    for name in due:
        time, work = _rounds[name]
        if _claim(name, began.get(name)):
            done.append(name)
            if not _do(name, work):
                Run.objects.filter(pk=name).update(began_at=clock.now() - time + min(time, AGAIN_AFTER_FAILING))
    return done


def _claim(name: str, before: datetime | None) -> bool:
    """Of several workers that find it due, one gets it."""
    with transaction.atomic():
        if before is None:
            return Run.objects.get_or_create(pk=name, defaults={"began_at": clock.now()})[1]
        return bool(Run.objects.filter(pk=name, began_at=before).update(began_at=clock.now()))


def _do(name: str, work: Work) -> bool:
    try:
        work()
    except Exception as problem:  # noqa: BLE001 (one work that fails must not stop the others)
        log.error("periodic work failed", extra={"facts": {"work": name, "problem": type(problem).__qualname__}})
        return False
    return True


def _name(work: Work) -> str:
    return f"{work.__module__}.{work.__name__}"
