"""Finding each other: the directory, suggestions, groups of three, a lead's own path, handing over.

What somebody would rather not is theirs alone: it is locked with their key, and every way of not saying yes leaves the
same rows behind.
"""

import json
from datetime import date
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alongside.matching.topics import topics
from alongside.pairs.models import InPair, PairText, Side
from alongside.people.models import Person, Team
from alongside.vault.fields import EncryptedText
from alongside.vault.models import Row


class Listing(Row):
    """A line in the directory: what somebody can help with (coach) or wants to learn (performer)."""

    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    side = models.CharField(
        gettext_lazy("side"),
        max_length=9,
        choices=[(Side.COACH, gettext_lazy("I can help with")), (Side.PERFORMER, gettext_lazy("I want to learn"))],
    )
    topics = EncryptedText(verbose_name=gettext_lazy("topics"), of="author_id", help_text="Slugs, one a line.")
    words = EncryptedText(verbose_name=gettext_lazy("in my words"), of="author_id")
    listed_on = models.DateField(gettext_lazy("since"))

    class Meta:
        verbose_name_plural = gettext_lazy("what you offer and look for")
        constraints = [models.UniqueConstraint(fields=["author", "side"], name="one_listing_a_side")]
        indexes = [models.Index(fields=["side", "-listed_on", "id"], name="listing_newest")]

    @property
    def slugs(self) -> list[str]:
        """Its topics."""
        return self.topics.split()

    def tell_topics(self) -> str:
        """Their names, for one's own archive."""
        return ", ".join(topics()[slug] for slug in self.slugs if slug in topics())


class Mark(Row):
    """A word or topic of a listing, as a keyed digest, so that it can be found although the words are locked.

    It repeats the day of its listing, so that the newest with one mark are found without looking at all of them.
    """

    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="marks")
    digest = models.CharField(max_length=16)
    listed_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["listing", "digest"], name="one_mark_each")]
        indexes = [models.Index(fields=["digest", "-listed_on", "listing"], name="mark_newest")]


class Preference(Row):
    """What suits somebody: whether they want suggestions, with whom, for how many there is room, whom to leave out."""

    class Whom(models.TextChoices):
        """From where the other may come."""

        ANYBODY = "anybody", gettext_lazy("That doesn't matter")
        ANOTHER = "another-team", gettext_lazy("From another team")
        OWN = "own-team", gettext_lazy("From my own team")

    class Room(models.TextChoices):
        """For how many people, besides those one coaches now."""

        NONE = "none", gettext_lazy("Nobody just now")
        ONE = "one", gettext_lazy("One more")
        TWO = "two", gettext_lazy("Two more")
        THREE = "three", gettext_lazy("Three more")

    author = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    suggest = EncryptedText(verbose_name=gettext_lazy("suggest somebody to me"), of="author_id", help_text="yes or no.")
    whom = EncryptedText(verbose_name=gettext_lazy("where they may come from"), of="author_id")
    room = EncryptedText(verbose_name=gettext_lazy("room for"), of="author_id")
    left_out = EncryptedText(
        verbose_name=gettext_lazy("left out"), of="author_id", help_text="A kind and an id a line; “line” alone."
    )
    kept_on = models.DateField(gettext_lazy("kept on"))

    class Meta:
        verbose_name_plural = gettext_lazy("what suits you")

    @property
    def exclusions(self) -> list[tuple[str, str]]:
        """Kind and id of each: ("person", id), ("team", id), ("line", "")."""
        lines = self.left_out.strip().splitlines()
        return [(kind, rest) for kind, _blank, rest in (line.partition(" ") for line in lines)]

    def tell_left_out(self) -> str:
        """Names in place of ids, for one's own archive."""
        ids = {rest for _kind, rest in self.exclusions if rest}
        names = {str(person.pk): person.name for person in Person.objects.filter(pk__in=ids)}
        names |= {str(team.pk): team.name for team in Team.objects.filter(pk__in=ids)}
        return ", ".join(names.get(rest, "") if rest else _("everybody in my line") for _kind, rest in self.exclusions)


class Suggestion(Row):
    """Somebody whom one may like to meet. Each of the two has a row of their own, and both end on the same day."""

    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    side = models.CharField(gettext_lazy("side"), max_length=9, choices=Side)
    what = EncryptedText(verbose_name=gettext_lazy("who, and why"), of="author_id", help_text="JSON: person, because.")
    made_on = models.DateField(gettext_lazy("made on"))
    until = models.DateField(gettext_lazy("until"))

    class Meta:
        verbose_name_plural = gettext_lazy("whom you may like to meet")
        indexes = [models.Index(fields=["author", "until"], name="suggestion_author")]

    @property
    def other_id(self) -> UUID | None:
        """Who was suggested; None once that can't be read any more."""
        return UUID(json.loads(self.what)["person"]) if self.what else None

    def because(self) -> str:
        """Why, in a sentence that holds for both: only what both of them wrote where everybody reads it."""
        known, what = topics(), json.loads(self.what or "{}")
        shared = [known[slug] for slug in what.get("topics", []) if slug in known]
        if shared:
            why = _("Because you both named “%(topic)s”.") % {"topic": _("” and “").join(shared[:2])}
        elif what.get("words"):
            why = _("Because you both wrote “%(word)s”.") % {"word": _("” and “").join(what["words"][:2])}
        else:
            return ""
        back = [known[slug] for slug in what.get("back", []) if slug in known]
        return f"{why} {_('The other way round, it is “%(topic)s”.') % {'topic': back[0]}}" if back else why

    def tell_what(self) -> str:
        """In words, for one's own archive."""
        other = Person.objects.filter(pk=self.other_id).first() if self.other_id else None
        return f"{other.name}. {self.because()}" if other and other.name else ""


class SilentReply(Row):
    """How somebody answered something they were asked. Nobody else learns of it: a yes shows only when it counts."""

    YES, NOT_NOW = "yes", "not-now"

    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    about = models.UUIDField(help_text="A suggestion, a group of three, a stand-in, a handing over.")
    answer = EncryptedText(verbose_name=gettext_lazy("answer"), of="author_id", help_text="YES or NOT_NOW.")
    on = models.DateField(gettext_lazy("on"))

    class Meta:
        verbose_name_plural = gettext_lazy("what you answered")
        constraints = [models.UniqueConstraint(fields=["author", "about"], name="one_silent_reply")]


class Trio(Row):
    """Three people who practise together: one coaches, one performs, one watches, and the roles go round."""

    class Role(models.TextChoices):
        """What one of the three does this time."""

        COACH = "coach", gettext_lazy("coaches")
        PERFORMER = "performer", gettext_lazy("brings something")
        OBSERVER = "observer", gettext_lazy("watches")

    made_by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    made_on = models.DateField(gettext_lazy("asked on"))
    expires_on = models.DateField(gettext_lazy("stands until"))
    begun_on = models.DateField(gettext_lazy("began on"), null=True, blank=True)
    ended_on = models.DateField(gettext_lazy("ended on"), null=True, blank=True)
    turn = models.PositiveSmallIntegerField(gettext_lazy("turns so far"), default=0)

    class Meta:
        verbose_name_plural = gettext_lazy("your groups of three")

    def stands(self, today: date) -> bool:
        """It can still be answered: not begun, not ended, its days not over."""
        return self.begun_on is None and self.ended_on is None and today <= self.expires_on

    @property
    def is_open(self) -> bool:
        """All three said yes, and it goes on."""
        return self.begun_on is not None and self.ended_on is None


class Seat(Row):
    """One of the three."""

    trio = models.ForeignKey(Trio, on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    place = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name_plural = gettext_lazy("your places in groups of three")
        constraints = [
            models.UniqueConstraint(fields=["trio", "place"], name="one_in_each_place"),
            models.UniqueConstraint(fields=["trio", "person"], name="one_place_each"),
            models.CheckConstraint(condition=Q(place__lte=2), name="three_places"),
        ]
        indexes = [models.Index(fields=["person"], name="seat_person")]


class LeadPath(Row):
    """Where a lead stands with coaching, what eats their time and what they would call success; for them alone."""

    class Step(models.TextChoices):
        """Where they are. None is better than another."""

        NOT_MET = "not-met", gettext_lazy("I haven't met it yet")
        TRIED = "tried", gettext_lazy("I have tried it")
        PRACTISES = "practises", gettext_lazy("I practise it")
        COACHED = "coached", gettext_lazy("I am coached on my coaching")
        COACHES_COACHES = "coaches-coaches", gettext_lazy("I coach others on their coaching")
        RATHER_NOT = "rather-not", gettext_lazy("I'd rather not coach")

    author = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    step = EncryptedText(verbose_name=gettext_lazy("where I am"), of="author_id")
    eats_time = EncryptedText(verbose_name=gettext_lazy("what eats my time"), of="author_id")
    success = EncryptedText(verbose_name=gettext_lazy("what I would call success"), of="author_id")
    since_then = EncryptedText(verbose_name=gettext_lazy("how it is now"), of="author_id")
    named_on = models.DateField(gettext_lazy("named on"), null=True, blank=True)
    again_on = models.DateField(gettext_lazy("shown again on"), null=True, blank=True)

    class Meta:
        verbose_name_plural = gettext_lazy("your path as a lead")
        indexes = [models.Index(fields=["author", "again_on"], name="path_again")]

    def tell_step(self) -> str:
        """In words, for one's own archive."""
        return str(self.Step(self.step).label) if self.step else ""


class StandIn(Row):
    """Who coaches a lead's people in the lead's place. Their people read it once both said yes."""

    lead = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    coach = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    asked_on = models.DateField(gettext_lazy("asked on"))
    expires_on = models.DateField(gettext_lazy("stands until"))
    agreed_on = models.DateField(gettext_lazy("said yes on"), null=True, blank=True)
    ended_on = models.DateField(gettext_lazy("ended on"), null=True, blank=True)
    holds = models.BooleanField(default=False, help_text="Both said yes, and neither has ended it.")

    class Meta:
        verbose_name_plural = gettext_lazy("who coaches in a lead's place")
        constraints = [
            models.UniqueConstraint(fields=["lead"], condition=Q(ended_on=None), name="one_stand_in"),
            models.CheckConstraint(condition=~Q(lead=F("coach")), name="stand_in_two_people"),
            models.CheckConstraint(
                condition=Q(holds=False) | Q(agreed_on__isnull=False, ended_on=None), name="stand_in_holds"
            ),
        ]
        indexes = [models.Index(fields=["coach"], name="stand_in_coach")]

    def stands(self, today: date) -> bool:
        """It can still be answered."""
        return self.agreed_on is None and self.ended_on is None and today <= self.expires_on


class Handover(InPair):
    """A coach proposes that somebody else coaches from now on. Nothing goes along; the performer decides."""

    to = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    words = PairText(verbose_name=gettext_lazy("words"))
    made_on = models.DateField(gettext_lazy("proposed on"))
    expires_on = models.DateField(gettext_lazy("stands until"))
    agreed_on = models.DateField(gettext_lazy("the performer said yes on"), null=True, blank=True)
    closed_on = models.DateField(gettext_lazy("closed on"), null=True, blank=True)

    class Meta:
        verbose_name_plural = gettext_lazy("handing over")
        constraints = [
            models.UniqueConstraint(fields=["pair"], condition=Q(closed_on=None), name="one_handover"),
        ]

    def stands(self, today: date) -> bool:
        """It can still be answered."""
        return self.agreed_on is None and self.closed_on is None and today <= self.expires_on
