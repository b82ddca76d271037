"""Talks: planned or under way, guided by questions; topics, notes, closing words."""

from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alongside.pairs.models import InPair, Pair, PairText, Side
from alongside.people.models import Person, Team
from alongside.reflections.models import BroughtCard
from alongside.vault.fields import EncryptedText
from alongside.vault.models import Row


class Talks(models.QuerySet["Conversation"]):
    """Talks by how far they are."""

    def planned(self) -> "Talks":
        """Agreed on, and not begun."""
        return self.filter(started_at=None, cancelled_at=None)

    def running(self) -> "Talks":
        """Begun and not closed."""
        return self.filter(closed_at=None, cancelled_at=None).exclude(started_at=None)

    def held(self) -> "Talks":
        """Closed, the newest first."""
        return self.exclude(closed_at=None).order_by("-started_at")


class Conversation(InPair):
    """A talk of a pair: planned, under way or closed. `by` planned or began it.

    In a turned talk the two change places for once: the pair's performer coaches, the pair's coach is coached.
    """

    class Mode(models.TextChoices):
        """Where the talk happens."""

        TABLE = "table", _("one phone on the table")
        SCREENS = "screens", _("each at their own screen")

    class Ended(models.TextChoices):
        """What the talk ended with."""

        OPEN = "", _("not yet")
        ONE_THING = "one-thing", _("one thing")
        NOTHING = "nothing", _("nothing today, and that is fine")

    planned_for = models.DateTimeField(null=True, blank=True, verbose_name=_("planned for"))
    started_at = models.DateTimeField(null=True, blank=True, verbose_name=_("from"))
    closed_at = models.DateTimeField(null=True, blank=True, verbose_name=_("to"))
    cancelled_at = models.DateTimeField(null=True, blank=True, verbose_name=_("called off"))
    mode = models.CharField(max_length=7, choices=Mode, default=Mode.TABLE, verbose_name=_("how"))
    guide = models.CharField(max_length=40, default="", blank=True)
    guide_language = models.CharField(max_length=12, default="", blank=True)
    guide_version = models.PositiveSmallIntegerField(default=0)
    position = models.PositiveSmallIntegerField(default=0, help_text="The card on the table, counted from 0.")
    part_said = models.BooleanField(
        default=False,
        help_text="The coach has begun with their own part.",
        verbose_name=_("opened with the coach’s part"),
    )
    ended_with = models.CharField(
        max_length=9, choices=Ended, default=Ended.OPEN, blank=True, verbose_name=_("ended with")
    )
    turned = models.BooleanField(_("with the roles turned"), default=False)

    objects = Talks.as_manager()

    class Meta:
        verbose_name = _("talk")
        verbose_name_plural = _("talks you began or planned")
        constraints = [
            models.UniqueConstraint(
                fields=["pair"],
                condition=Q(closed_at=None, cancelled_at=None) & ~Q(started_at=None),
                name="one_talk_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["pair"], condition=Q(started_at=None, cancelled_at=None), name="one_planned_talk"
            ),
            models.CheckConstraint(condition=Q(closed_at=None) | ~Q(started_at=None), name="closed_after_started"),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | Q(started_at=None), name="cancelled_before_started"
            ),
            models.CheckConstraint(
                condition=Q(turned=False) | ~Q(ended_with="one-thing"), name="turned_talk_without_one_thing"
            ),
        ]
        indexes = [models.Index(fields=["pair", "started_at"], name="conversation_pair")]

    def role_of(self, person: Person) -> Side | None:
        """Which part this person has in this talk, or None for a stranger."""
        side = self.pair.side_of(person)
        if side is None or not self.turned:
            return side
        return side.other

    @property
    def performer(self) -> Person:
        """Who is coached in this talk, and goes first (P1)."""
        return self.pair.coach if self.turned else self.pair.performer

    @property
    def coach(self) -> Person:
        """Who asks and listens in this talk."""
        return self.pair.performer if self.turned else self.pair.coach

    @property
    def performer_id(self) -> UUID:
        """The id of who is coached in this talk."""
        return self.pair.coach_id if self.turned else self.pair.performer_id

    @property
    def is_planned(self) -> bool:
        """Agreed on, and not begun."""
        return self.started_at is None and self.cancelled_at is None

    @property
    def is_running(self) -> bool:
        """Begun and not closed."""
        return self.started_at is not None and self.closed_at is None

    @property
    def is_closed(self) -> bool:
        """Over; to be read."""
        return self.closed_at is not None


class Turn(InPair):
    """One card of a talk. The coach can write on it only after the performer wrote or skipped (P1).

    In a turned talk the pair's coach is the performer: `turned` says so, and the rules of access go by it.
    """

    class First(models.TextChoices):
        """What the performer did with the card."""

        OPEN = "", _("not yet")
        WROTE = "wrote", _("wrote")
        SKIPPED = "skipped", _("skipped")

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="turns")
    position = models.PositiveSmallIntegerField()
    slug = models.CharField(max_length=40)
    question = PairText(voice="pair_id")
    brought = models.ForeignKey(
        BroughtCard,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="What was shown already; the card goes on from there instead of asking again.",
    )
    performer = models.CharField(max_length=7, choices=First, default=First.OPEN, blank=True)
    coach_wrote = models.BooleanField(default=False)
    turned = models.BooleanField(_("with the roles turned"), default=False)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "position"], name="turn_position"),
            models.CheckConstraint(condition=Q(coach_wrote=False) | ~Q(performer=""), name="performer_goes_first"),
        ]


class Answer(InPair):
    """What one of the two wrote on a card."""

    class Kind(models.TextChoices):
        """What the coach's words are; the performer's are just words."""

        WORDS = "words", _("my words")
        QUESTION = "question", _("a question")
        OBSERVATION = "observation", _("something I saw, with an example")
        OFFER = "offer", _("an offer")

    turn = models.ForeignKey(Turn, on_delete=models.CASCADE, related_name="answers")
    kind = models.CharField(max_length=11, choices=Kind, default=Kind.WORDS, verbose_name=_("as"))
    text = PairText(verbose_name=_("what I wrote"))
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("answer in a talk")
        verbose_name_plural = _("what you wrote in talks")
        constraints = [models.UniqueConstraint(fields=["turn", "by"], name="one_answer_each")]


class Topic(InPair):
    """Something to talk about. It stays until it is done, over as many talks as it takes."""

    class State(models.TextChoices):
        """How far a topic is."""

        OPEN = "open", _("to talk about")
        DONE = "done", _("talked about")
        DROPPED = "dropped", _("no longer needed")

    text = PairText(verbose_name=_("what"))
    state = models.CharField(max_length=7, choices=State, default=State.OPEN, verbose_name=_("how far"))
    raised_on = models.DateField(verbose_name=_("raised on"))
    closed_on = models.DateField(null=True, blank=True, verbose_name=_("closed on"))

    class Meta:
        verbose_name = _("something to talk about")
        verbose_name_plural = _("what you put on the list to talk about")
        indexes = [models.Index(fields=["pair", "state"], name="topic_pair")]


class SharedNotes(InPair):
    """The notes both write in one talk. A save names the version it began from; an older one is merged or refused."""

    taken_as = 0
    """After a save: the version that stands for exactly the text that was sent."""

    conversation = models.OneToOneField(Conversation, on_delete=models.CASCADE, related_name="shared_notes")
    text = PairText(voice="pair_id", verbose_name=_("notes"))
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("notes of a talk")
        verbose_name_plural = _("notes of your talks")


class NotesVersion(InPair):
    """How the shared notes read at one version. What a late save began from is found here; the last ones are kept."""

    notes = models.ForeignKey(SharedNotes, on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    text = PairText(voice="pair_id", verbose_name=_("notes"))

    class Meta:
        verbose_name = _("earlier notes")
        verbose_name_plural = _("earlier versions of notes, as you saved them")
        constraints = [models.UniqueConstraint(fields=["notes", "version"], name="notes_version")]


class PrivateNote(Row):
    """Notes for oneself during a talk. They stay until their author deletes them, also when the talk is gone."""

    conversation = models.ForeignKey(Conversation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    begun_on = models.DateField(verbose_name=_("begun on"))
    text = EncryptedText(of="author_id", verbose_name=_("notes"))
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("notes only for you")
        verbose_name_plural = _("your notes of talks, only for you")
        constraints = [models.UniqueConstraint(fields=["conversation", "author"], name="one_private_note_each")]


class StartHere(Row):
    """Ten private seconds after a talk: "next time, start here". Shown to its author just before the next one."""

    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    text = EncryptedText(of="author_id", verbose_name=_("start here"))
    written_on = models.DateField(verbose_name=_("on"))

    class Meta:
        verbose_name = _("next time, start here")
        verbose_name_plural = _("next time, start here")
        constraints = [models.UniqueConstraint(fields=["pair", "author"], name="one_start_here_each")]


class ClosingWords(InPair):
    """What one of the two says at the end: was it worth the time, what should be different. Seen when both have."""

    class Worth(models.TextChoices):
        """Was it worth the time?"""

        NONE = "", _("not said")
        YES = "yes", _("Yes")
        PARTLY = "partly", _("Partly")
        NOT_TODAY = "not-today", _("Not today")

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="closing_words")
    worth = PairText(help_text="One of Worth's values.", verbose_name=_("worth the time"))
    different = PairText(verbose_name=_("what should be different"))
    both_in = models.BooleanField(default=False, verbose_name=_("both have said theirs"))

    class Meta:
        verbose_name = _("words at the end")
        verbose_name_plural = _("your words at the end of talks")
        constraints = [models.UniqueConstraint(fields=["conversation", "by"], name="closing_words_each")]


class Theme(Row):
    """What a team talks about in one month of the year, as a guide's slug. A team without themes has the usual ones."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    month = models.PositiveSmallIntegerField(help_text="1 to 12.")
    guide = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "month"], name="one_theme_a_month"),
            models.CheckConstraint(condition=Q(month__gte=1, month__lte=12), name="theme_months"),
        ]


class OwnTheme(InPair):
    """What two people talk about in one month instead of their team's topic; the performer chose it."""

    month = models.DateField(_("month"), help_text="Its first day.")
    guide = models.CharField(_("questions"), max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pair", "month"], name="one_own_theme_a_month")]
