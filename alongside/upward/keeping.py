"""How long what goes upward is kept, and what ends when somebody leaves or is forgotten."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from alongside.jobs.periodic import every
from alongside.kit import clock
from alongside.people.models import Person
from alongside.upward.models import Batch, Contact, Representative, Thread
from alongside.vault.actions import destroy_keys

BATCHES = timedelta(weeks=12)
"""What came without names, and what was answered to everybody: twelve weeks after it came."""

THREADS = timedelta(days=365)
"""What was told or brought: a year after the last word, or until its author deletes it."""


@every(timedelta(days=1))
def sweep_upward() -> None:
    """Delete what has been kept long enough, with its keys. Twice changes nothing."""
    today = clock.today()
    Batch.objects.filter(week__lt=today - BATCHES).delete()
    Contact.objects.filter(ended_on__lt=today - THREADS).exclude(
        pk__in=Thread.objects.filter(contact__isnull=False).values("contact")
    ).delete()
    Representative.objects.filter(ended_on__lt=today - THREADS).delete()
    _delete_threads(Thread.objects.filter(touched_on__lt=today - THREADS).values_list("pk", flat=True)[:500])


def stop_hearing(gone: Sequence[UUID]) -> None:
    """These persons leave: they are contacts and representatives no longer. What was brought to them closes."""
    today = clock.today()
    Contact.objects.filter(person__in=gone, ended_on=None).update(ended_on=today)
    Representative.objects.filter(person__in=gone, ended_on=None).update(ended_on=today)


def forget_what_went_up(person: Person) -> None:
    """Somebody is forgotten: their threads with every answer, what came to them, their words in threads of others."""
    stop_hearing([person.pk])
    _delete_threads(Thread.objects.filter(author=person).values_list("pk", flat=True))
    theirs = Thread.objects.filter(to=person).values_list("pk", flat=True)
    destroy_keys(theirs, voices=[person.pk])
    Batch.objects.filter(to=person).delete()


def _delete_threads(found: Iterable[UUID]) -> None:
    doomed = list(found)
    with transaction.atomic():
        Thread.objects.filter(pk__in=doomed).delete()
        destroy_keys(doomed)
