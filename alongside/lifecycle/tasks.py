"""What lifecycle does in the background."""

import time
from uuid import UUID

import structlog
from django.utils.translation import gettext as _
from django_tasks import task

from alongside.jobs import progress
from alongside.kit.refusal import Refusal
from alongside.lifecycle.roster_import import apply_import, read_preview, sentence_of
from alongside.people.models import RosterImport

log = structlog.get_logger()


@task()
def apply_roster(import_id: str) -> None:
    """Apply a list of people that somebody said yes to, and tell them how far it is."""
    imported = RosterImport.objects.filter(pk=UUID(import_id)).first()
    if imported is None or imported.progress is None:
        return
    begun, last = imported.progress, 0.0

    def told(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last > 1:
            last = time.monotonic()
            progress.advance(begun, done=done, total=total)

    progress.advance(begun, done=0)
    try:
        done = apply_import(imported.pk, told=told)
    except Refusal as refusal:
        _back_to_preview(imported)
        progress.fail(begun, str(refusal))
    except Exception:
        _back_to_preview(imported)
        progress.fail(
            begun, _("Something went wrong on our side. Nothing was changed. Whoever runs the server can help.")
        )
        raise
    else:
        progress.finish(begun, words=sentence_of(read_preview(done), len(done.leaving)))


def _back_to_preview(imported: RosterImport) -> None:
    RosterImport.objects.filter(pk=imported.pk, state=RosterImport.State.APPLYING).update(
        state=RosterImport.State.PREVIEW
    )
