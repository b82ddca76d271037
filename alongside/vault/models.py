"""Data keys. Each text is encrypted with the key of its owner; each key is wrapped by the master key."""

import uuid

from django.db import models


class Key(models.Model):
    """A data key of one owner. Deleting the row makes every text under it unreadable for good.

    `owner` is a person, a pair or a team; `voice` is whose words these are: the person's id within a pair, or the
    owner's own id for what is nobody's in particular. The ids are plain values: nothing below knows what they name.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.UUIDField()
    voice = models.UUIDField()
    version = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "voice", "version"], name="one_key_per_version"),
        ]
        indexes = [models.Index(fields=["voice"], name="key_voice")]


class Wrap(models.Model):
    """One way to open a data key: today the master key named by `master`; later an own passphrase."""

    key = models.ForeignKey(Key, on_delete=models.CASCADE, related_name="wraps")
    master = models.CharField(max_length=16)
    wrapped = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "master"], name="one_wrap_per_master")]


class Row(models.Model):
    """A row whose id tells neither order nor volume, and that ciphertext can be bound to."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True
