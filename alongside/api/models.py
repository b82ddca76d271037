"""What a program made with an idempotency key: so that asking twice makes one thing."""

from django.db import models

from alongside.people.models import Token
from alongside.vault.fields import EncryptedText
from alongside.vault.models import Row


class Creation(Row):
    """One answered request that made something. It holds no words in the clear, and a day, not a time.

    `owner` is the person, or for a service the token, under whose key `asked` (a hash of the method, the address and
    the body) and `answer` lie.
    """

    token = models.ForeignKey(Token, on_delete=models.CASCADE, related_name="+")
    owner = models.UUIDField()
    key = models.CharField(max_length=64, help_text="SHA-256 of the Idempotency-Key.")
    asked = EncryptedText(of="owner")
    answer = EncryptedText(of="owner")
    made_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="one_creation_per_key")]
        indexes = [models.Index(fields=["made_on"], name="creation_made")]
