"""Our one thing: what the two chose, what each will do, how it went."""

from datetime import date

from django.db import models
from django.db.models import FilteredRelation, Q
from django.utils.translation import gettext_lazy as _

from alongside.conversations.models import Conversation
from alongside.pairs.models import InPair, PairText, Side
from alongside.people.models import Person
from alongside.vault.fields import EncryptedText
from alongside.vault.models import Row


class FocusQuerySet(models.QuerySet["Focus"]):
    """Focuses, asked for in the words of the work."""

    def open(self) -> "FocusQuerySet":
        """Those that two people have in hand."""
        return self.filter(closed_at=None, pair__ended_at=None)

    def whole(self) -> "FocusQuerySet":
        """With the pair, its two people, both commitments (`of_performer`, `of_coach`), what sharpens it and how it
        ended, in one query.
        """
        parts = {
            f"of_{side}": FilteredRelation("commitments", condition=Q(commitments__side=side)) for side in Side.values
        }
        return self.annotate(**parts).select_related(
            "pair__performer", "pair__coach", "sharpening", "ending__by", *parts
        )


class Focus(InPair):
    """The one thing of a pair, in the performer's words. A third person who is allowed sees this row and no other.

    `by` is whose words the aim is: whoever typed it, until the performer agrees.
    """

    aim = PairText(verbose_name=_("our one thing"))
    look_back_on = models.DateField(verbose_name=_("looking back on"))
    chosen_at = models.DateTimeField(verbose_name=_("chosen"))
    closed_at = models.DateTimeField(null=True, blank=True, verbose_name=_("closed"))

    objects = FocusQuerySet.as_manager()

    class Meta:
        verbose_name = _("one thing")
        verbose_name_plural = _("our one things, in your words")
        constraints = [models.UniqueConstraint(fields=["pair"], condition=Q(closed_at=None), name="one_open_focus")]
        indexes = [models.Index(fields=["pair", "chosen_at"], name="focus_pair")]


class Sharpening(InPair):
    """What makes the one thing clearer, for the two of them; whether both said yes to it, and when it last moved.

    Either writes in it at any time, so its words are under the key of the two.
    """

    focus = models.OneToOneField(Focus, on_delete=models.CASCADE, related_name="sharpening")
    chosen_in = models.ForeignKey(Conversation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    proposed_by = models.CharField(
        max_length=9,
        choices=Side,
        default="",
        blank=True,
        help_text="Whose idea it was; both can correct it.",
        verbose_name=_("whose idea"),
    )
    serves = PairText(voice="pair_id", verbose_name=_("what it is good for"))
    where_and_when = PairText(voice="pair_id", verbose_name=_("where and when"))
    first_sign = PairText(voice="pair_id", verbose_name=_("the first sign"))
    performer_agreed_on = models.DateField(null=True, blank=True, verbose_name=_("the performer agreed on"))
    coach_agreed_on = models.DateField(null=True, blank=True, verbose_name=_("the coach agreed on"))
    extended = models.PositiveSmallIntegerField(
        default=0, help_text="Times extended since it was last worded.", verbose_name=_("times carried on")
    )
    touched_on = models.DateField(
        help_text="When one of the two last did something about it.", verbose_name=_("last touched on")
    )

    class Meta:
        verbose_name = _("what makes it clearer")
        verbose_name_plural = _("what makes our one things clearer")

    def agreed_on(self, side: Side) -> date | None:
        """When this side said yes to the words as they are; None while it has not."""
        return self.performer_agreed_on if side == Side.PERFORMER else self.coach_agreed_on


class Sense(Row):
    """How sure the performer is and how much it matters, 0 to 10. For the performer's eyes alone."""

    focus = models.ForeignKey(Focus, on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    confidence = EncryptedText(of="author_id", verbose_name=_("how sure, 0 to 10"))
    importance = EncryptedText(of="author_id", verbose_name=_("how much it matters, 0 to 10"))
    first_minutes = EncryptedText(of="author_id", verbose_name=_("the first twenty minutes"))

    class Meta:
        verbose_name = _("how sure you are")
        verbose_name_plural = _("how sure you are, only for you")
        constraints = [models.UniqueConstraint(fields=["focus", "author"], name="one_sense")]


class Commitment(InPair):
    """What one side will do. `side` says whose commitment it is; `by` whoever typed it, until its own side agrees."""

    class State(models.TextChoices):
        """How it went, in words."""

        OPEN = "", _("in hand")
        HAPPENED = "happened", _("happened")
        DIFFERENTLY = "differently", _("happened differently")
        SOMETHING_ELSE = "something-else", _("something else came first")
        NO_LONGER = "no-longer", _("no longer matters")

    focus = models.ForeignKey(Focus, on_delete=models.CASCADE, related_name="commitments")
    side = models.CharField(max_length=9, choices=Side, verbose_name=_("as"))
    text = PairText(verbose_name=_("I will"))
    until = models.DateField(null=True, blank=True, verbose_name=_("by"))
    state = PairText(choices=State, default=State.OPEN, verbose_name=_("how it went"))

    class Meta:
        verbose_name = _("what you will do")
        verbose_name_plural = _("what you said you would do")
        constraints = [models.UniqueConstraint(fields=["focus", "side"], name="one_commitment_each")]


class Word(InPair):
    """A line said about a commitment while it is in hand, such as "Not yet. He is back on Tuesday"."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="said")
    text = PairText(verbose_name=_("line"))
    said_at = models.DateTimeField(verbose_name=_("on"))

    class Meta:
        verbose_name = _("a line on how it goes")
        verbose_name_plural = _("your lines on how it goes")


class Step(InPair):
    """A small step of either side. At most three are in hand at once: each holds one of three places."""

    class State(models.TextChoices):
        """How far a step is."""

        IN_HAND = "in-hand", _("in hand")
        DONE = "done", _("done")
        DROPPED = "dropped", _("dropped")

    focus = models.ForeignKey(Focus, on_delete=models.CASCADE, related_name="steps")
    text = PairText(verbose_name=_("step"))
    state = models.CharField(max_length=7, choices=State, default=State.IN_HAND, verbose_name=_("how far"))
    place = models.PositiveSmallIntegerField(help_text="1 to 3.")
    taken_on = models.DateField(verbose_name=_("taken on"))
    closed_on = models.DateField(null=True, blank=True, verbose_name=_("closed on"))

    class Meta:
        verbose_name = _("small step")
        verbose_name_plural = _("small steps")
        constraints = [
            models.UniqueConstraint(
                fields=["focus", "place"], condition=Q(state="in-hand"), name="three_steps_in_hand"
            ),
            models.CheckConstraint(condition=Q(place__gte=1, place__lte=3), name="step_places"),
        ]


class Experiment(InPair):
    """Something to try: a question, options, what I expect, what happened. The performer chooses.

    `by` asked the question; what is expected and what happened are the words of `tried_by`, the performer.
    """

    class Verdict(models.TextChoices):
        """What becomes of it."""

        OPEN = "", _("trying")
        KEEP = "keep", _("keep")
        ADAPT = "adapt", _("adapt")
        DROP = "drop", _("drop")

    focus = models.ForeignKey(Focus, on_delete=models.CASCADE, related_name="experiments")
    question = PairText(verbose_name=_("question"))
    begun_on = models.DateField(verbose_name=_("begun on"))
    ended_on = models.DateField(null=True, blank=True, verbose_name=_("ended on"))
    verdict = PairText(choices=Verdict, default=Verdict.OPEN, verbose_name=_("and now"))
    tried_by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", verbose_name=_("tried by"))
    expected = PairText(voice="tried_by_id", verbose_name=_("what I expect"))
    happened = PairText(voice="tried_by_id", verbose_name=_("what happened"))

    class Meta:
        verbose_name = _("something to try")
        verbose_name_plural = _("what you wanted to try")
        constraints = [
            models.UniqueConstraint(fields=["focus"], condition=Q(ended_on=None), name="one_thing_to_try"),
        ]


class Option(InPair):
    """One way to try it. `suggested` when it came from the coach."""

    experiment = models.ForeignKey(Experiment, on_delete=models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField()
    text = PairText(verbose_name=_("way"))
    suggested = models.BooleanField(default=False, verbose_name=_("suggested"))
    chosen = models.BooleanField(default=False, verbose_name=_("chosen"))

    class Meta:
        verbose_name = _("one way to try it")
        verbose_name_plural = _("ways to try it")
        constraints = [
            models.UniqueConstraint(fields=["experiment"], condition=Q(chosen=True), name="one_option_chosen"),
            models.UniqueConstraint(fields=["experiment", "position"], name="option_position"),
        ]


class LookBack(InPair):
    """What one of the two learnt, and what helped or hindered from outside (P4)."""

    focus = models.ForeignKey(Focus, on_delete=models.CASCADE, related_name="look_backs")
    learning = PairText(verbose_name=_("what I learnt"))
    helped = PairText(verbose_name=_("what helped from outside"))
    hindered = PairText(verbose_name=_("what hindered from outside"))
    written_on = models.DateField(verbose_name=_("on"))

    class Meta:
        verbose_name = _("looking back")
        verbose_name_plural = _("your looks back")
        constraints = [models.UniqueConstraint(fields=["focus", "by"], name="one_look_back_each")]


class Ending(InPair):
    """How a focus ended, in words."""

    class As(models.TextChoices):
        """The four endings; none of them is a mark."""

        HELPED = "helped", _("It helped")
        PARTLY = "partly", _("Partly")
        NOT_YET = "not-yet", _("Not yet")
        SET_ASIDE = "set-aside", _("Set aside")

    focus = models.OneToOneField(Focus, on_delete=models.CASCADE, related_name="ending")
    how = PairText(choices=As, verbose_name=_("how"))

    class Meta:
        verbose_name = _("how it ended")
        verbose_name_plural = _("how our one things ended")


class ParkedIdea(InPair):
    """An idea for later. One thing at a time; nothing gets lost."""

    text = PairText(verbose_name=_("idea"))
    parked_on = models.DateField(verbose_name=_("since"))
    closed_on = models.DateField(null=True, blank=True, verbose_name=_("closed on"))

    class Meta:
        verbose_name = _("idea for later")
        verbose_name_plural = _("ideas for later")
        indexes = [models.Index(fields=["pair", "closed_on"], name="parked_pair")]
