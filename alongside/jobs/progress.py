"""How far long work is: written by the task, asked for by the page."""

from datetime import timedelta
from uuid import UUID

from alongside.jobs.models import Progress
from alongside.jobs.periodic import every
from alongside.kit import clock

KEPT = timedelta(days=7)


def begin(owner: UUID, kind: str, *, total: int = 0) -> Progress:
    """A new piece of long work for this person, about to begin. Hand its id to the task."""
    return Progress.objects.create(owner=owner, kind=kind, total=total, began_at=clock.now())


def advance(pk: UUID | str, *, done: int, total: int | None = None, words: str = "") -> None:
    """So much is done. Call it once a second rather than once a row: each call is a write."""
    known: dict[str, object] = {"done": done, "state": Progress.State.RUNNING}
    if total is not None:
        known["total"] = total
    if words:
        known["words"] = words
    Progress.objects.filter(pk=pk).update(**known)


def finish(pk: UUID | str, *, words: str = "") -> None:
    """All is done."""
    row = Progress.objects.get(pk=pk)
    row.state, row.done, row.words, row.ended_at = Progress.State.DONE, row.total or row.done, words, clock.now()
    row.save()


def fail(pk: UUID | str, words: str) -> None:
    """It stopped, for a reason that the person reads."""
    Progress.objects.filter(pk=pk).update(state=Progress.State.FAILED, words=words, ended_at=clock.now())


def of(owner: UUID, pk: UUID | str) -> Progress | None:
    """This person's piece of work; None for anybody else's."""
    return Progress.objects.filter(pk=pk, owner=owner).first()


@every(timedelta(days=1))
def forget_progress() -> None:
    """Progress is of no interest a week later."""
    Progress.objects.filter(began_at__lt=clock.now() - KEPT).delete()
