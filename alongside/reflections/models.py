"""The performer's own rooms. Private to their author; nothing here leaves a trace in the journal."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alongside.pairs.models import InPair, Invite, Pair, PairText
from alongside.people.models import Person
from alongside.vault.fields import EncryptedText
from alongside.vault.models import Row


class Reflection(Row):
    """One sitting of notes for oneself, perhaps with one pair in mind."""

    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    pair = models.ForeignKey(
        Pair, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("before a talk")
    )
    invite = models.ForeignKey(
        Invite, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", help_text="Until there is a pair."
    )
    as_coach = models.BooleanField(default=False, verbose_name=_("as a coach"))
    began_on = models.DateField(verbose_name=_("begun on"))
    finished_on = models.DateField(null=True, blank=True, verbose_name=_("put away on"))

    class Meta:
        verbose_name = _("notes")
        verbose_name_plural = _("your notes for yourself")
        constraints = [
            models.UniqueConstraint(
                fields=["author", "pair", "as_coach"],
                condition=Q(finished_on=None) & ~Q(pair=None),
                name="one_open_reflection_for_a_pair",
            ),
            models.UniqueConstraint(
                fields=["author"], condition=Q(finished_on=None, pair=None), name="one_open_reflection_alone"
            ),
        ]
        indexes = [models.Index(fields=["author", "began_on"], name="reflection_author")]


class Card(Row):
    """One question of a reflection and its answer; written, skipped, or still open."""

    class State(models.TextChoices):
        """How far a card is."""

        OPEN = "", _("open")
        WRITTEN = "written", _("written")
        SKIPPED = "skipped", _("skipped")

    reflection = models.ForeignKey(Reflection, on_delete=models.CASCADE, related_name="cards")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()
    slug = models.CharField(max_length=40)
    question = EncryptedText(of="author_id", verbose_name=_("question"))
    answer = EncryptedText(of="author_id", verbose_name=_("answer"))
    mover = EncryptedText(of="author_id", help_text="One of cards.Whose' values.", verbose_name=_("who could move it"))
    state = models.CharField(max_length=7, choices=State, default=State.OPEN, blank=True, verbose_name=_("how far"))
    version = models.PositiveIntegerField(default=0, help_text="Counts saves, so that a stale one is noticed.")

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("what you answered for yourself")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["reflection", "slug"], name="card_once"),
            models.UniqueConstraint(fields=["reflection", "position"], name="card_position"),
        ]


class BroughtCard(InPair):
    """A frozen copy of one answer, shown to the pair by its author."""

    card = models.ForeignKey(Card, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    slug = models.CharField(max_length=40)
    question = PairText(verbose_name=_("question"))
    answer = PairText(verbose_name=_("answer"))
    mover = PairText(verbose_name=_("who could move it"))
    brought_on = models.DateField(verbose_name=_("shown on"))

    class Meta:
        verbose_name = _("what you showed")
        verbose_name_plural = _("what you showed somebody")
        constraints = [models.UniqueConstraint(fields=["pair", "card"], condition=~Q(card=None), name="brought_once")]
        indexes = [models.Index(fields=["pair", "brought_on"], name="brought_pair")]


class SoloFocus(Row):
    """One thing somebody takes on alone, without a coach. Nobody else learns of it."""

    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    aim = EncryptedText(of="author_id", verbose_name=_("the one thing"))
    will = EncryptedText(of="author_id", verbose_name=_("I will"))
    look_back_on = models.DateField(verbose_name=_("looking back on"))
    chosen_on = models.DateField(verbose_name=_("chosen on"))
    closed_on = models.DateField(null=True, blank=True, verbose_name=_("closed on"))
    ended_as = EncryptedText(of="author_id", help_text="One of focus' endings.")
    learning = EncryptedText(of="author_id", verbose_name=_("what I learnt"))
    helped = EncryptedText(of="author_id", verbose_name=_("what helped from outside"))
    hindered = EncryptedText(of="author_id", verbose_name=_("what hindered from outside"))

    class Meta:
        verbose_name = _("one thing, just for you")
        verbose_name_plural = _("one thing, just for you")
        constraints = [
            models.UniqueConstraint(fields=["author"], condition=Q(closed_on=None), name="one_solo_focus"),
        ]


class SoloStep(Row):
    """A small step of a solo focus."""

    focus = models.ForeignKey(SoloFocus, on_delete=models.CASCADE, related_name="steps")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    text = EncryptedText(of="author_id", verbose_name=_("step"))
    done_on = models.DateField(null=True, blank=True)
    dropped_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("small step, just for you")
        verbose_name_plural = _("small steps, just for you")
