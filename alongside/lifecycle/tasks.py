"""What lifecycle does in the background."""

import time
from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_tasks import task

from alongside.jobs import progress
from alongside.kit.refusal import Refusal
from alongside.lifecycle.roster_import import (
    apply_import,
    begin_again,
    read_file,
    read_preview,
    refuse_file,
    sentence_of,
)
from alongside.people.models import Person, RosterImport


@task()
def read_roster(import_id: str) -> None:
    """Read an uploaded list of people, and tell whoever waits how far it is and what is wrong with it."""
    waiting = RosterImport.objects.filter(pk=UUID(import_id), state=RosterImport.State.READING).first()
    if waiting is None or waiting.progress is None:
        return
    begun = waiting.progress
    tell = _now_and_then(begun)

    def on_row(rows: int) -> None:
        tell(rows, 0, lambda: ngettext("%(count)d row read", "%(count)d rows read", rows) % {"count": rows})

    def told(done: int, total: int) -> None:
        tell(done, total, lambda: _("Comparing with who is here"))

    with translation.override(_language_of(waiting.made_by)):
        try:
            if not begin_again(waiting.pk):
                raise Refusal(
                    _(
                        "Reading this file was cut off three times, perhaps because it asks for too much memory. "
                        "Leave out columns that are not needed, or ask whoever runs the server."
                    )
                )
            progress.advance(begun, done=0)
            read_file(waiting.pk, on_row=on_row, told=told)
        except Refusal as refusal:
            refuse_file(waiting.pk, str(refusal))
        except Exception:
            refuse_file(
                waiting.pk,
                _("Something went wrong on our side, and the file was not read. Whoever runs the server can help."),
            )
            raise
        finally:
            progress.finish(begun)


@task()
def apply_roster(import_id: str) -> None:
    """Apply a list of people that somebody said yes to, and tell them how far it is."""
    imported = RosterImport.objects.filter(pk=UUID(import_id)).first()
    if imported is None or imported.progress is None:
        return
    if imported.state not in (RosterImport.State.APPLYING, RosterImport.State.DONE):
        return  # cut off after it was shown anew: to that nobody has said yes
    begun = imported.progress
    tell = _now_and_then(begun)
    with translation.override(_language_of(imported.made_by)):
        try:
            if imported.state == RosterImport.State.APPLYING and not begin_again(imported.pk):
                raise Refusal(
                    _(
                        "This was cut off three times, and nothing was changed. "
                        "Whoever runs the server can find out why."
                    )
                )
            progress.advance(begun, done=0)
            done = apply_import(imported.pk, told=lambda done, total: tell(done, total, str))
        except Refusal as refusal:
            _back_to_preview(imported, str(refusal))
        except Exception:
            _back_to_preview(
                imported, _("Something went wrong on our side. Nothing was changed. Whoever runs the server can help.")
            )
            raise
        else:
            progress.finish(begun, words=sentence_of(read_preview(done), len(done.leaving)))


def _now_and_then(begun: UUID) -> Callable[[int, int, Callable[[], str]], None]:
    """Tells how far it is and in which words, once a second at the most."""
    last = time.monotonic()

    def tell(done: int, total: int, words: Callable[[], str]) -> None:
        nonlocal last
        if time.monotonic() - last > 1:
            last = time.monotonic()
            progress.advance(begun, done=done, total=total, words=words())

    return tell


def _language_of(person: Person | None) -> str:
    return person.language if person else settings.LANGUAGE_CODE


def _back_to_preview(imported: RosterImport, why: str) -> None:
    """Nothing was changed; whoever sees the list to look through again sees why. What was begun anew goes on."""
    with transaction.atomic():
        begun = RosterImport.objects.filter(pk=imported.pk, progress=imported.progress)
        begun.filter(state=RosterImport.State.APPLYING).update(state=RosterImport.State.PREVIEW)
        if imported.progress:
            progress.fail(imported.progress, why)
