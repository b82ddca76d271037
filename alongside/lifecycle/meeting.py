"""What finding each other leaves to the floors above: handed-over pairs end; who leaves is in no group any more."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from alongside.jobs.periodic import every
from alongside.lifecycle.ending import end_together
from alongside.matching.leading import close_handover, end_stand_ins_of, handovers_to_finish
from alongside.matching.models import Handover
from alongside.matching.trios import end_trios_of


@every(timedelta(minutes=1))
def finish_handovers() -> int:
    """End pairs whose performer and new coach have both said yes; returns how many that were."""
    ready = handovers_to_finish()
    for agreed in ready:
        with transaction.atomic():
            end_together(agreed.pair, by=agreed.pair.performer)
    return len(ready)


def stop_meeting(people: Iterable[UUID]) -> None:
    """Whoever leaves or is forgotten is in no group of three any more and coaches in nobody's place."""
    gone = list(people)
    end_trios_of(gone)
    end_stand_ins_of(gone)
    for proposed in Handover.objects.filter(to__in=gone, closed_on=None):
        close_handover(proposed)
