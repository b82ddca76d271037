"""Persons, teams, reporting lines, invitations to sign in, tokens."""

from datetime import date
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alongside.kit import clock
from alongside.people.finding import WAYS
from alongside.vault.models import Row


class Organisation(models.Model):
    """The one organisation of this installation."""

    name = models.CharField(max_length=120, default="")
    help_line = models.CharField(max_length=300, default="", help_text="Who to call when it is more than work.")
    is_demo = models.BooleanField(default=False)
    made_on = models.DateField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_organisation")]


class PersonManager(BaseUserManager["Person"]):
    """Finds persons by what they sign in with."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        """The person with this e-mail address, whatever its capitals."""
        return self.get(email=(username or "").lower())


class Person(Row, AbstractBaseUser):
    """Somebody who works here. Their id owns their keys; it stays as a name-less stub when they are forgotten."""

    email = models.EmailField(_("e-mail"), max_length=254)
    proposed_email = models.EmailField(max_length=254, default="", blank=True, help_text="Waits for their own yes.")
    name = models.CharField(_("full name"), max_length=120)
    given_name = models.CharField(_("what people call you"), max_length=60)
    time_zone = models.CharField(max_length=40, default="UTC")
    language = models.CharField(max_length=12, default="en-gb")
    external_key = models.CharField(max_length=80, default="", blank=True)
    started_on = models.DateField(null=True, blank=True)
    keeps_people = models.BooleanField(default=False, help_text="May import and change the list of people.")
    is_active = models.BooleanField(default=True)
    primer_seen_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_person_per_email"),
            models.UniqueConstraint(fields=["external_key"], condition=~Q(external_key=""), name="one_person_per_key"),
        ]
        indexes = [
            models.Index(fields=["name", "id"], name="person_name"),
            *(models.Index(way, "id", name=name) for name, way in WAYS.items()),
        ]

    def __str__(self) -> str:
        return self.given_name or self.name or gettext("somebody who left")

    @property
    def initial(self) -> str:
        """What stands in their disc."""
        return (self.given_name or self.name or "?")[:1].upper()

    def today(self) -> date:
        """The date it is where this person is."""
        return clock.today(self.time_zone)


class Team(Row):
    """People who work together. Its id owns the key of its texts."""

    name = models.CharField(max_length=120)
    parent = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    lead = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    external_name = models.CharField(max_length=120, default="", blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["external_name"], condition=~Q(external_name=""), name="one_team_per_source"
            ),
        ]
        indexes = [models.Index(fields=["name", "id"], name="team_name")]

    def __str__(self) -> str:
        return self.name


class Membership(Row):
    """Who is in which team, from when until when. A person is in one team at a time."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("team"))
    started_on = models.DateField(verbose_name=_("from"))
    ended_on = models.DateField(null=True, blank=True, verbose_name=_("to"))

    class Meta:
        verbose_name = _("place in a team")
        verbose_name_plural = _("your teams")
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_on=None), name="one_team_at_a_time"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")), name="membership_days"
            ),
        ]


class LineQuerySet(models.QuerySet["Line"]):
    """Reporting lines, by whether they hold."""

    def main(self) -> "LineQuerySet":
        """The main lines of today: at most one from each person."""
        return self.filter(ended_on=None, additional=False)


class Line(Row):
    """A reporting line: `person` reports to `lead`. One main line at a time; additional leads beside it."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="lines")
    lead = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="led", verbose_name=_("lead"))
    additional = models.BooleanField(default=False, verbose_name=_("additional"))
    started_on = models.DateField(verbose_name=_("from"))
    ended_on = models.DateField(null=True, blank=True, verbose_name=_("to"))

    objects = LineQuerySet.as_manager()

    class Meta:
        verbose_name = _("line")
        verbose_name_plural = _("whom you report to")
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_on=None, additional=False), name="one_lead_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["person", "lead"], condition=Q(ended_on=None), name="one_open_line_between_two"
            ),
            models.CheckConstraint(condition=~Q(person=F("lead")), name="nobody_leads_themselves"),
            models.CheckConstraint(condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")), name="line_days"),
        ]


class SignInLink(Row):
    """A link that lets somebody in once, by POST. Only its hash is kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    hashed = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)


class Token(Row):
    """A key for programs: personal (does what its maker may do) or a service's (people data only)."""

    class Scope(models.TextChoices):
        """What a token may touch."""

        LOOP_READ = "loop:read", _("read what I can read")
        LOOP_WRITE = "loop:write", _("write what I can write, and be shown what stands there then")
        PEOPLE_READ = "people:read", _("read people and teams")
        PEOPLE_WRITE = "people:write", _("change people and teams")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="tokens")
    name = models.CharField(max_length=80, verbose_name=_("name"))
    hashed = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    made_on = models.DateField(verbose_name=_("made on"))
    expires_on = models.DateField(verbose_name=_("until"))
    last_used_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("access for programs")
        verbose_name_plural = _("access you gave to programs")

    def allows(self, scope: str) -> bool:
        """Whether this token was made for `scope`."""
        return scope in self.scopes


class HouseAgreement(Row):
    """What this place is used for, in the words of the people here. It stands once both sides said yes to it."""

    class State(models.TextChoices):
        """One stands, another one may wait to take its place."""

        WAITING = "waiting", _("waits for a yes of the employees")
        STANDING = "standing", _("agreed")

    words = models.TextField(help_text="In Markdown. On an open page, and so not encrypted.")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    proposed_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    proposed_on = models.DateField()
    agreed_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    agreed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["state"], name="one_house_agreement_each"),
            models.CheckConstraint(condition=~Q(agreed_by=F("proposed_by")), name="house_agreement_of_two"),
            models.CheckConstraint(
                condition=Q(state="waiting", agreed_on=None) | Q(state="standing", agreed_on__isnull=False),
                name="house_agreement_stands_when_agreed",
            ),
        ]


class RosterImport(Row):
    """A list of people on its way in: what was taken from a file, what it would change, and how far it has got.

    Only columns that may be taken are in it. The file itself lies encrypted in its `UploadPart`s until it was read;
    what was taken goes when it is done.
    """

    class State(models.TextChoices):
        """How far it has got."""

        READING = "reading", _("being read")
        REFUSED = "refused", _("could not be read")
        PREVIEW = "preview", _("to look through")
        APPLYING = "applying", _("under way")
        DONE = "done", _("done")

    made_by = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    file_name = models.CharField(max_length=120)
    domain = models.CharField(max_length=253, default="", blank=True)
    partial = models.BooleanField(default=False, help_text="The file holds a part of the people: who is missing stays.")
    encoding = models.CharField(max_length=120, default="", blank=True, help_text="How a CSV is written, if they said.")
    state = models.CharField(max_length=8, choices=State, default=State.PREVIEW)
    refused = models.TextField(default="", blank=True, help_text="Why it could not be read, in a sentence.")
    begun = models.PositiveSmallIntegerField(default=0, help_text="How often the background work began.")
    taken = models.BinaryField(null=True, help_text="What was taken from the file, packed.")
    found = models.BinaryField(null=True, help_text="What it would change and every problem, packed.")
    leaving = models.JSONField(default=list, help_text="Ids of those ticked as no longer working here.")
    progress = models.UUIDField(null=True, blank=True, help_text="How far the background work is.")
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["made_at"], name="roster_import_made")]


class UploadPart(models.Model):
    """A part of an uploaded file, under a key that is destroyed as soon as the file was read."""

    imported = models.ForeignKey(RosterImport, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["imported", "number"], name="one_part_per_number")]
