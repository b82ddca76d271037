"""What two people say of the last months and of each other: in words, both at once."""

import json

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alongside.evaluations.pooling import Reads
from alongside.evaluations.rules import HowOften
from alongside.pairs.models import InPair, PairText, Promise
from alongside.people.models import Person, Team
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

    `across` and `up` hold a word of `HowOften` each. Of what somebody could not tell there is no row.
    """

    class About(models.TextChoices):
        """What was placed: the performer's work, or the coach's coaching."""

        WORK = "work", _("the work")
        COACHING = "coaching", _("the coaching")

    check_in = models.ForeignKey(CheckIn, on_delete=models.CASCADE, related_name="placements")
    about = models.CharField(_("about"), max_length=8, choices=About)
    across = PairText(choices=HowOften, verbose_name=_("across"))
    up = PairText(choices=HowOften, verbose_name=_("up"))

    class Meta:
        verbose_name = _("where I placed the last two months")
        verbose_name_plural = _("where I placed the last two months")
        constraints = [models.UniqueConstraint(fields=["check_in", "by", "about"], name="one_placement_each")]


# --- How we're doing, both ways ---------------------------------------------------------------------------------------


class BothWays(InPair):
    """The two ask each other how they are doing, both ways. `by` is who asked. Done only once talked about.

    What each answers lies in the exchange until both are in. `talk_only` is the performer's choice, said openly: then
    nothing is written, and an answer that was placed goes back.
    """

    exchange = models.OneToOneField(Exchange, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    asked_on = models.DateField(_("asked on"))
    talk_only = models.BooleanField(_("only talked about"), default=False)
    talked_about_on = models.DateField(_("talked about on"), null=True, blank=True)
    passed_on = models.DateField(_("days went by on"), null=True, blank=True)

    class Meta:
        verbose_name = _("how we’re doing, both ways, as I asked it")
        verbose_name_plural = _("how we’re doing, both ways, as I asked it")
        constraints = [
            models.UniqueConstraint(
                fields=["pair"], condition=Q(talked_about_on=None, passed_on=None), name="one_open_both_ways"
            ),
            models.CheckConstraint(condition=Q(talked_about_on=None) | Q(passed_on=None), name="both_ways_one_end"),
            models.CheckConstraint(condition=Q(talk_only=True) | Q(exchange__isnull=False), name="both_ways_asked"),
        ]
        indexes = [models.Index(fields=["pair", "asked_on"], name="both_ways_pair")]

    class State(models.TextChoices):
        """Where it stands."""

        ASKED = "asked", _("both are asked")
        IN = "in", _("both are in; talk about it")
        TALK_ONLY = "talk-only", _("you talk about it, and write nothing")
        TALKED = "talked-about", _("talked about")
        PASSED = "passed", _("the days went by; what was written stayed with its author")

    @property
    def state(self) -> "BothWays.State":
        """Where it stands. It needs the exchange at hand."""
        if self.talked_about_on:
            return self.State.TALKED
        if self.talk_only:
            return self.State.TALK_ONLY
        exchange = self.exchange
        if exchange is not None and exchange.revealed_on:
            return self.State.IN
        open_still = exchange is not None and exchange.takes_answers and self.passed_on is None
        return self.State.ASKED if open_still else self.State.PASSED


class OneWay(InPair):
    """What one of the two said of the other: an example and a request in all. There is none before both are in."""

    both_ways = models.ForeignKey(BothWays, on_delete=models.CASCADE, related_name="ways")
    example = PairText(verbose_name=_("an example"))
    request = PairText(verbose_name=_("a request"))

    class Meta:
        verbose_name = _("what I said, both ways")
        verbose_name_plural = _("what I said, both ways")
        constraints = [models.UniqueConstraint(fields=["both_ways", "by"], name="one_way_each")]


class PromisePlacement(InPair):
    """How often a promise of the other was kept, as one of the two sees it: a word of `HowOften`, or empty."""

    one_way = models.ForeignKey(OneWay, on_delete=models.CASCADE, related_name="placements")
    about = models.CharField(_("about"), max_length=11, choices=Promise.About)
    often = PairText(verbose_name=_("how often"), choices=HowOften.choices)

    class Meta:
        verbose_name = _("how often the other kept a promise")
        verbose_name_plural = _("how often the other kept their promises")
        constraints = [models.UniqueConstraint(fields=["one_way", "about"], name="one_promise_placement_each")]


# --- A coach's reading without names ----------------------------------------------------------------------------------


class NamelessAnswer(Row):
    """What a performer would add to their coach's reading without names in a half-year, for their eyes alone.

    Every performer whose coach could have a reading has such a row from the start, joined or not, of one length: a row
    tells nobody whether somebody joins. It is deleted when the half-year is over, whatever became of it.
    """

    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    coach = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", verbose_name=_("about"))
    until = models.DateField(_("of the half-year until"))
    answer = EncryptedText(of="author_id", verbose_name=_("what I would add"))

    class Meta:
        verbose_name = _("what I would add to a reading without names")
        verbose_name_plural = _("what I would add to a reading without names")
        constraints = [models.UniqueConstraint(fields=["author", "coach", "until"], name="one_nameless_answer_each")]
        indexes = [models.Index(fields=["coach", "until"], name="nameless_coach")]

    @property
    def words(self) -> dict[Promise.About, HowOften | None] | None:
        """What I would add, None standing for "I can't tell"; None altogether if I have not joined."""
        said = json.loads(self.answer.strip() or "null")
        return said and {Promise.About(about): HowOften(word) if word else None for about, word in said.items()}

    def tell_answer(self) -> str:
        """The same in a person's archive."""
        said = self.words or {}
        lines = [f"{about.label}: {word.label if word else _('can’t tell')}" for about, word in said.items()]
        return "\n".join(lines) or str(_("nothing; you have not joined"))


class Reading(Row):
    """How it looks to those whom a coach coaches, without names, in one half-year. It never changes.

    Each text holds a word of `pooling.Reads`. A half-year without a reading has a row like any other.
    """

    coach = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", verbose_name=_("about"))
    until = models.DateField(_("of the half-year until"))
    published_on = models.DateField(_("since"))
    progress = EncryptedText(of="coach_id", verbose_name=_("help with progress"), choices=Reads.choices)
    obstacles = EncryptedText(of="coach_id", verbose_name=_("help with obstacles"), choices=Reads.choices)
    learning = EncryptedText(of="coach_id", verbose_name=_("help with learning"), choices=Reads.choices)
    candour = EncryptedText(of="coach_id", verbose_name=_("room to be candid"), choices=Reads.choices)

    class Meta:
        verbose_name = _("reading without names")
        verbose_name_plural = _("readings without names")
        constraints = [models.UniqueConstraint(fields=["coach", "until"], name="one_reading_each")]


class ReadingGroups(Row):
    """Who was ever read together for a coach, as keyed digests in groups that are never told apart again.

    Nobody sees this row. `kept` holds the key of the digests and the groups, encrypted and padded; without the master
    key it tells neither who nor how many.
    """

    coach = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    kept = EncryptedText(of="coach_id")
