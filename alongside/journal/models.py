"""Deeds: who did what to which row. No content, no names, no foreign keys; gone after 180 days."""

from django.db import models


class Deed(models.Model):
    """One deed that another person may learn of. No record of anybody's hours: it can't be asked for by person."""

    by = models.UUIDField()
    verb = models.CharField(max_length=40)
    model = models.CharField(max_length=40)
    row = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["row"], name="deed_row"), models.Index(fields=["at"], name="deed_at")]
