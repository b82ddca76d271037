"""Two private answers to the same question. A row tells no more than that an answer was placed."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from alongside.kit import clock
from alongside.pairs.models import Pair
from alongside.people.models import Person
from alongside.vault.fields import EncryptedText
from alongside.vault.models import Row


class Exchange(Row):
    """Two people are asked the same. Both answers come out together, or each goes back to whoever gave it.

    `kind` says what is asked, `about` is the id of the row on a higher floor that it is asked about: a pair, a
    feedback.
    """

    kind = models.CharField(_("what was asked"), max_length=20)
    about = models.UUIDField()
    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    first = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    opened_on = models.DateField(_("asked on"))
    closes_on = models.DateField(_("open until"), help_text="The last day on which an answer can be placed.")
    revealed_on = models.DateField(_("both in on"), null=True, blank=True)
    returned_on = models.DateField(_("given back on"), null=True, blank=True)

    class Meta:
        verbose_name = _("question to two people")
        verbose_name_plural = _("what was asked of me and somebody else")
        constraints = [
            models.CheckConstraint(condition=~Q(first=F("second")), name="exchange_two_people"),
            models.UniqueConstraint(
                fields=["kind", "about"],
                condition=Q(revealed_on=None, returned_on=None),
                name="one_open_exchange",
            ),
            models.CheckConstraint(
                condition=Q(revealed_on=None) | Q(returned_on=None), name="exchange_revealed_or_returned"
            ),
        ]
        indexes = [
            models.Index(fields=["about", "kind"], name="exchange_about"),
            models.Index(fields=["closes_on"], name="exchange_closes", condition=Q(revealed_on=None, returned_on=None)),
        ]

    @property
    def is_open(self) -> bool:
        """Neither revealed nor given back."""
        return self.revealed_on is None and self.returned_on is None

    @property
    def takes_answers(self) -> bool:
        """Answers can be placed and changed: it is open and its days are not over."""
        return self.is_open and self.closes_on >= clock.today()


class Envelope(Row):
    """One person's answer, for their eyes alone.

    Both envelopes are there from the start, full and of one size, so that no row is newer or longer than the other.
    When both are placed, the answers go to rows of the floor above and the envelopes are deleted. When the days are
    over, an answer that was placed stays with its author.
    """

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    placed = models.BooleanField(_("placed"), default=False)
    answer = EncryptedText(of="author_id", verbose_name=_("what I answered"))

    class Meta:
        verbose_name = _("answer in its envelope")
        verbose_name_plural = _("answers in their envelopes")
        constraints = [models.UniqueConstraint(fields=["exchange", "author"], name="one_envelope_each")]
        indexes = [models.Index(fields=["author", "placed"], name="envelope_author")]
