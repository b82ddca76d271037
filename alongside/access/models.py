"""Looks from outside a pair, so that the two can see who looked."""

from django.db import models

from alongside.pairs.models import Pair
from alongside.people.models import Person
from alongside.vault.models import Row


class Look(Row):
    """Somebody outside the pair, whom both allowed, looked at one of its rows that day."""

    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, related_name="+")
    reader = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    model = models.CharField(max_length=40)
    row = models.UUIDField()
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reader", "row", "on"], name="one_look_a_day")]
        indexes = [models.Index(fields=["pair", "on"], name="look_pair")]
