"""Notices: what is to be told to whom, and whether it was."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alongside.people.models import Person
from alongside.vault.models import Row


class Notice(Row):
    """One thing to tell one person. Ids and a kind; the words are made when it is sent, from how things are then."""

    class Kind(models.TextChoices):
        """What it tells."""

        WELCOME = "welcome", _("how to sign in for the first time")
        INVITED = "invited", _("somebody invited you")
        ACCEPTED = "accepted", _("somebody said yes")
        PAUSED = "paused", _("coaching rests")
        WHERE = "where", _("somebody asks where you would place the last two months")
        BOTH_IN = "both-in", _("both have placed the last two months")
        BOTH_WAYS = "ways", _("somebody asks how you two are doing, both ways")
        BOTH_SAID = "ways-in", _("both have said how you two are doing")
        WROTE = "wrote", _("a colleague wrote to you")
        HEARD = "heard", _("something was told to you")
        ASKED = "asked", _("a colleague asks you something")
        TRUSTED = "trusted", _("somebody asks whether you would be there for colleagues")
        PASSWORD = "password", _("your password is another one")
        TOKEN = "token", _("a program can act for you")

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", _("to be sent")
        SENT = "sent", _("sent")
        DROPPED = "dropped", _("no longer needed")
        GIVEN_UP = "given-up", _("could not be delivered")

    kind = models.CharField(max_length=8, choices=Kind)
    to = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    row = models.UUIDField(help_text="What it is about: an invitation, a pair, a person.")
    deed = models.BigIntegerField(null=True, blank=True, help_text="The journal row it came from; gone after 180 days.")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    next_try_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deed"], condition=~Q(deed=None), name="one_notice_per_deed"),
            models.UniqueConstraint(
                fields=["to"], condition=Q(kind="welcome", state="waiting"), name="one_welcome_waiting"
            ),
        ]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(state="waiting"), name="notice_waiting"),
            models.Index(fields=["made_at"], name="notice_made"),
        ]
