"""Writing and thinning the journal."""

from datetime import timedelta

from django.db import models
from django.db.models.functions import TruncDay

from alongside.journal.models import Deed
from alongside.kit import clock

TIME_OF_DAY_KEPT = timedelta(days=30)
KEPT = timedelta(days=180)


def record(by: models.Model, verb: str, row: models.Model) -> Deed:
    """Note that `by` did `verb` (such as "focus.chosen") to this row. Call it in the deed's own transaction."""
    return Deed.objects.create(by=by.pk, verb=verb, model=row._meta.label_lower, row=row.pk, at=clock.now())


def thin_journal() -> None:
    """Take the time of day from deeds older than 30 days and delete those older than 180."""
    now = clock.now()
    Deed.objects.filter(at__lt=now - KEPT).delete()
    Deed.objects.filter(at__lt=now - TIME_OF_DAY_KEPT).update(at=TruncDay("at"))
