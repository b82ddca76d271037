"""What two people say of the last months and of each other: in words, both at once."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from alongside.pairs.models import InPair, PairText
from alongside.people.models import Team
from alongside.sealed.models import Exchange
from alongside.vault.fields import EncryptedText
from alongside.vault.models import Row


class Axes(Row):
    """How a team words the four questions of its check-ins. What is empty is asked in the words of the house."""

    team = models.OneToOneField(Team, on_delete=models.CASCADE, related_name="+")
    work_across = EncryptedText(of="team_id")
    work_up = EncryptedText(of="team_id")
    coaching_across = EncryptedText(of="team_id")
    coaching_up = EncryptedText(of="team_id")

    class Meta:
        verbose_name = verbose_name_plural = _("a team's own questions for its check-ins")


class CheckIn(InPair):
    """Asks a pair where they would place the last two months. `by` is who asked.

    What each places lies in the exchange until both are in. The team's own questions are copied when it is asked; they
    are nobody's words in particular.
    """

    exchange = models.OneToOneField(Exchange, on_delete=models.CASCADE, related_name="+")
    asked_on = models.DateField(_("asked on"))
    work_across = PairText(voice="pair_id", verbose_name=_("asked about the work"))
    work_up = PairText(voice="pair_id", verbose_name=_("asked about the work, too"))
    coaching_across = PairText(voice="pair_id", verbose_name=_("asked about the coaching"))
    coaching_up = PairText(voice="pair_id", verbose_name=_("asked about the coaching, too"))

    class Meta:
        verbose_name = _("check-in I asked for")
        verbose_name_plural = _("check-ins I asked for")
        indexes = [models.Index(fields=["pair", "asked_on"], name="check_in_pair")]


class Placement(InPair):
    """Where one of the two placed the work or the coaching. There is none before both are in.

    `across` and `up` hold a word of `HowOften` each; both are empty when somebody could not tell.
    """

    class About(models.TextChoices):
        """What was placed: the performer's work, or the coach's coaching."""

        WORK = "work", _("the work")
        COACHING = "coaching", _("the coaching")

    check_in = models.ForeignKey(CheckIn, on_delete=models.CASCADE, related_name="placements")
    about = models.CharField(_("about"), max_length=8, choices=About)
    across = PairText()
    up = PairText()

    class Meta:
        verbose_name = _("where I placed the last two months")
        verbose_name_plural = _("where I placed the last two months")
        constraints = [models.UniqueConstraint(fields=["check_in", "by", "about"], name="one_placement_each")]
