"""Ways upward: to a lead with a name, to a lead without names, to a confidential contact.

What is written without names has no row of its own and no author anywhere: see docs/decisions/0020-without-names.md.
"""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from alongside.people.models import Person
from alongside.upward.rules import wish_of, word_awaited
from alongside.vault.fields import EncryptedText
from alongside.vault.models import Row


class Sack(Row):
    """Everything the organisation wrote without names in one week, in one text of constant length, until it goes out.

    It is there before anybody writes and is rewritten as a whole at random moments, so that neither a row nor a change
    of one says that somebody wrote, to whom, or when. It knows no author, not even for whoever has the key.
    """

    week = models.DateField(help_text="The Monday it began on.")
    place = models.PositiveSmallIntegerField(default=0, help_text="Another one is begun when the first is full.")
    words = EncryptedText(of="id")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["week", "place"], name="one_sack_a_week_and_place")]


class Batch(Row):
    """What came to one lead without names in one week, shuffled; in one text under the reader's key."""

    to = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    week = models.DateField(help_text="The Monday it began on.")
    part = models.PositiveSmallIntegerField(default=0)
    people = models.PositiveIntegerField(help_text="From how many people any of it could have come; never below five.")
    words = EncryptedText(of="to_id")
    opened_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["to", "week", "part"], name="one_batch_a_week"),
            models.CheckConstraint(condition=Q(people__gte=5), name="batch_of_five_or_more"),
        ]


class OpenAnswer(Row):
    """What a lead says to everybody in their line about what came without names. It names nobody."""

    batch = models.OneToOneField(Batch, on_delete=models.CASCADE, related_name="answer")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    text = EncryptedText(of="author_id", verbose_name=_("to everybody in my line"))
    written_on = models.DateField(_("on"))

    class Meta:
        verbose_name_plural = _("what I answered to messages without names")


class Representative(Row):
    """Who speaks for the employees when confidential contacts are named. Everybody can see who that is."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    named_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    named_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_on=None), name="one_representative_each"),
            models.CheckConstraint(condition=~Q(person=F("named_by")), name="nobody_names_themselves"),
        ]


SPEAKS = Q(ended_on=None, person__is_active=True, person__keeps_people=False)
"""Representatives who can confirm: whoever begins to keep the list of people speaks for management."""


class ContactQuerySet(models.QuerySet["Contact"]):
    """Confidential contacts, by where they stand."""

    def standing(self) -> "ContactQuerySet":
        """Those one can turn to: named by both sides, willing, here, and not keeping the list of people."""
        return self.filter(STANDS)


class Contact(Row):
    """A confidential contact: proposed for management, confirmed for the employees, and willing."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    about = EncryptedText(of="person_id", help_text="What they say of themselves, for everybody here.")
    proposed_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    proposed_on = models.DateField()
    confirmed_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    confirmed_on = models.DateField(null=True, blank=True)
    willing_on = models.DateField(null=True, blank=True)
    away_until = models.DateField(null=True, blank=True, help_text="The last day on which somebody else is there.")
    ended_on = models.DateField(null=True, blank=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_on=None), name="one_contact_each"),
            models.CheckConstraint(condition=~Q(confirmed_by=F("proposed_by")), name="contact_named_by_two"),
            models.CheckConstraint(condition=~Q(confirmed_by=F("person")), name="contact_not_confirmed_by_self"),
            models.CheckConstraint(condition=~Q(proposed_by=F("person")), name="contact_not_proposed_by_self"),
        ]

    @property
    def stands(self) -> bool:
        """Whether one can turn to them."""
        named = self.confirmed_on and self.willing_on and not self.ended_on
        return bool(named and self.person.is_active and not self.person.keeps_people)


STANDS = Q(
    confirmed_on__isnull=False,
    willing_on__isnull=False,
    ended_on=None,
    person__is_active=True,
    person__keeps_people=False,
)


class Thread(Row):
    """What somebody told their lead with their name, or brought to a confidential contact, and what came back.

    The author can delete it for good. What they wish to be done is locked with their own key, so that the row does not
    say whom it is about, nor whether the contact did it.
    """

    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", verbose_name=_("by"))
    to = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", verbose_name=_("to"))
    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, null=True, blank=True, related_name="+", help_text="None: to a lead."
    )
    wish = EncryptedText(of="author_id", verbose_name=_("what I wished"), help_text="JSON of rules.Wish.")
    begun_on = models.DateField(_("begun on"))
    touched_on = models.DateField(_("last word on"))
    waits_since = models.DateField(null=True, blank=True, help_text="Since when `to` has not answered.")
    told_on = models.DateField(null=True, blank=True, help_text="When `to` was told by mail that something waits.")
    news = models.BooleanField(default=False, help_text="Something the author has not seen.")

    class Meta:
        verbose_name_plural = _("what I brought to somebody")
        indexes = [
            models.Index(fields=["author", "touched_on"], name="thread_author"),
            models.Index(fields=["to", "touched_on"], name="thread_to"),
        ]
        constraints = [models.CheckConstraint(condition=~Q(author=F("to")), name="thread_two_people")]

    @property
    def acted_on(self) -> date | None:
        """When the contact did what is wished."""
        done = wish_of(self.wish).done
        return date.fromisoformat(done) if done else None

    @property
    def word_awaited(self) -> date | None:
        """Since when the author waits for a word; None when there is one, or the contact did what is wished instead."""
        return word_awaited(self.waits_since, wish_of(self.wish))


class Letter(Row):
    """One message in a thread, under the thread's key in its writer's voice."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="letters")
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    text = EncryptedText(of="thread_id", voice="by_id", verbose_name=_("what I wrote"))
    written_on = models.DateField(_("on"))
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name_plural = _("what I wrote to a lead or a confidential contact, or as one")
        constraints = [models.UniqueConstraint(fields=["thread", "position"], name="letter_position")]
