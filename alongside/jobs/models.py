"""Who works in the background, what ran when, and how far long work is. Ids only: nothing here knows what they name."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Worker(models.Model):
    """A worker process. One that has not been seen for a minute is dead; its tasks go to another."""

    id = models.CharField(primary_key=True, max_length=64)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()


class Run(models.Model):
    """When a periodic work last began, so that of several workers one does it."""

    name = models.CharField(primary_key=True, max_length=120)
    began_at = models.DateTimeField()


class Progress(models.Model):
    """How far a long work is, for the one person who waits for it."""

    class State(models.TextChoices):
        """How far."""

        WAITING = "waiting", _("about to begin")
        RUNNING = "running", _("under way")
        DONE = "done", _("done")
        FAILED = "failed", _("stopped")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.UUIDField(help_text="The id of the person who may ask.")
    kind = models.CharField(max_length=40)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0, help_text="0 while unknown.")
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    words = models.CharField(max_length=300, default="", blank=True, help_text="A sentence for the page; no content.")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["owner", "kind"], name="progress_owner")]

    @property
    def is_over(self) -> bool:
        """Done or stopped."""
        return self.state in {self.State.DONE, self.State.FAILED}
