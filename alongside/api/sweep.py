"""What the API forgets by itself."""

from datetime import timedelta

from alongside.api.models import Creation
from alongside.jobs.periodic import every
from alongside.kit import clock

KEPT = timedelta(days=2)
"""An answer is remembered for at least a day and at most two."""


@every(timedelta(days=1))
def sweep_creations() -> int:
    """Forget the keys and answers of the day before yesterday and earlier; says how many."""
    return Creation.objects.filter(made_on__lte=clock.today() - KEPT).delete()[0]
