"""What finding each other does in the background."""

from django.utils.translation import gettext as _
from django_tasks import task

from alongside.jobs import progress
from alongside.matching.suggesting import suggest_aside


@task()
def look_for_everybody(progress_id: str) -> None:
    """Look whom everybody who wants it may like to meet, and tell the one who started it how far it is."""
    try:
        suggest_aside(told=lambda done, total: progress.advance(progress_id, done=done, total=total))
    except Exception:
        progress.fail(progress_id, _("Something went wrong on our side. What was suggested before stands."))
        raise
    progress.finish(progress_id)
