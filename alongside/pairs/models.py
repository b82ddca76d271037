"""Two people: the invitation, the pair, what they agreed, what they allow."""

from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from alongside.people.models import Line, Person
from alongside.vault.fields import EncryptedText
from alongside.vault.models import Row


class Side(models.TextChoices):
    """The two sides of a pair."""

    PERFORMER = "performer", _("performer")
    COACH = "coach", _("coach")

    @property
    def other(self) -> "Side":
        """The side across from this one."""
        return Side.COACH if self == Side.PERFORMER else Side.PERFORMER


class Kind(models.TextChoices):
    """How the two stand to each other when they begin."""

    LINE = "line", _("with the lead")
    PEER = "peer", _("among colleagues")
    REVERSE = "reverse", _("the other way round")
    ACROSS = "across", _("across teams")
    COACHING = "coaching", _("coaching for coaches")


class Invite(Row):
    """An invitation to coach or be coached. It looks the same until `expires_on`, whatever came back but a yes (P7)."""

    inviter = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", verbose_name=_("who asked"))
    invited = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", verbose_name=_("who was asked"))
    inviter_side = models.CharField(max_length=9, choices=Side, verbose_name=_("as"))
    kind = models.CharField(max_length=9, choices=Kind, verbose_name=_("among whom"))
    words = EncryptedText(of="inviter_id", verbose_name=_("a line with it"))
    sent_on = models.DateField(verbose_name=_("sent on"))
    expires_on = models.DateField(verbose_name=_("stands until"))
    accepted_on = models.DateField(null=True, blank=True, verbose_name=_("said yes on"))
    withdrawn_on = models.DateField(null=True, blank=True, verbose_name=_("taken back on"))
    somebody_else = models.BooleanField(default=False, help_text="The invited person chose to say so.")
    suggested = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Whom the invited coach thinks of instead; said to the inviter on purpose.",
        verbose_name=_("who was named instead"),
    )

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations you sent or were sent")
        constraints = [
            models.CheckConstraint(condition=~Q(inviter=F("invited")), name="invite_two_people"),
        ]
        indexes = [
            models.Index(fields=["invited", "expires_on"], name="invite_invited"),
            models.Index(fields=["inviter", "expires_on"], name="invite_inviter"),
        ]

    @property
    def performer_id(self) -> UUID:
        """Who would perform."""
        return self.inviter_id if self.inviter_side == Side.PERFORMER else self.invited_id

    @property
    def coach_id(self) -> UUID:
        """Who would coach."""
        return self.inviter_id if self.inviter_side == Side.COACH else self.invited_id


class Reply(Row):
    """What the invited person did with an invitation when they did not accept it. Nobody else learns of it."""

    NOT_NOW = "not-now"
    OTHER = "somebody-else"

    invite = models.OneToOneField(Invite, on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    answer = EncryptedText(of="author_id", help_text="NOT_NOW or OTHER.", verbose_name=_("answer"))
    on = models.DateField(verbose_name=_("on"))

    class Meta:
        verbose_name = _("answer to an invitation")
        verbose_name_plural = _("what you answered to invitations")


class Pair(Row):
    """A performer and a coach. Its id owns the keys of everything the two share."""

    performer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("who performs"))
    coach = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("who coaches"))
    kind = models.CharField(max_length=9, choices=Kind, verbose_name=_("among whom"))
    began_on = models.DateField(verbose_name=_("since"))
    paused_at = models.DateTimeField(null=True, blank=True, verbose_name=_("resting since"))
    ended_at = models.DateTimeField(null=True, blank=True, verbose_name=_("until"))

    class Meta:
        verbose_name = _("pair")
        verbose_name_plural = _("you and others")
        constraints = [
            models.UniqueConstraint(
                fields=["performer", "coach"], condition=Q(ended_at=None), name="one_open_pair_of_two"
            ),
            models.CheckConstraint(condition=~Q(performer=F("coach")), name="pair_two_people"),
        ]
        indexes = [
            models.Index(fields=["performer", "ended_at"], name="pair_performer"),
            models.Index(fields=["coach", "ended_at"], name="pair_coach"),
        ]

    def side_of(self, person: Person) -> Side | None:
        """Which side this person is on, or None for a stranger."""
        return {self.performer_id: Side.PERFORMER, self.coach_id: Side.COACH}.get(person.pk)

    def other(self, person: Person) -> Person:
        """The other of the two."""
        return self.coach if person.pk == self.performer_id else self.performer

    @property
    def is_open(self) -> bool:
        """Neither ended nor paused."""
        return self.ended_at is None and self.paused_at is None


def with_both() -> "models.QuerySet[Pair]":
    """Pairs with their two people."""
    return Pair.objects.select_related("performer", "coach")


class InPair(Row):
    """A row of a pair, by one of the two. Its texts are encrypted with the pair's key in the author's voice."""

    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True


class PairText(EncryptedText):
    """A text of an `InPair` row: the pair's key, the author's voice."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**({"of": "pair_id", "voice": "by_id"} | options))


class AgreementQuerySet(models.QuerySet["Agreement"]):
    """Agreements, by how far they are."""

    def signed(self) -> "AgreementQuerySet":
        """Those that both have signed, the newest first: it is the one that holds."""
        return self.filter(performer_signed_on__isnull=False, coach_signed_on__isnull=False).order_by("-version")


class Agreement(InPair):
    """One version of what the two agreed. Valid when both have signed it.

    Its words never change once made: the database itself refuses that (migration 0002). A proposal that was answered
    by another one, or taken back, is set aside.
    """

    class Liked(models.TextChoices):
        """How the performer likes to be coached."""

        NONE = "", _("We'll find out")
        LISTEN = "listen", _("Listen")
        THINK = "think", _("Think with me")
        ADVISE = "advise", _("Advise me")
        DECIDE = "decide", _("Help me decide")
        DO = "do", _("Do it with me")

    version = models.PositiveSmallIntegerField()
    starter = models.BooleanField(
        default=False, help_text="The four starter lines, unchanged.", verbose_name=_("the four lines alone")
    )
    every_weeks = models.PositiveSmallIntegerField(default=2, verbose_name=_("a talk every so many weeks"))
    both_ways_weeks = models.PositiveSmallIntegerField(
        default=7,
        help_text="After how many weeks the two ask each other how they are doing, both ways.",
        verbose_name=_("both ways every so many weeks"),
    )
    liked = models.CharField(
        max_length=9,
        choices=Liked,
        default=Liked.NONE,
        blank=True,
        verbose_name=_("how the performer likes to be coached"),
    )
    keeps_words = models.BooleanField(
        default=False,
        help_text="What one of us wrote here stays with the other when one is forgotten.",
        verbose_name=_("words stay when one is forgotten"),
    )
    words = PairText(verbose_name=_("in our words"))
    made_on = models.DateField(verbose_name=_("of"))
    performer_signed_on = models.DateField(null=True, blank=True, verbose_name=_("the performer agreed on"))
    coach_signed_on = models.DateField(null=True, blank=True, verbose_name=_("the coach agreed on"))
    set_aside_on = models.DateField(null=True, blank=True, verbose_name=_("set aside on"))

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("what you two agreed")
        constraints = [
            models.UniqueConstraint(fields=["pair", "version"], name="agreement_version"),
            models.UniqueConstraint(
                fields=["pair"],
                condition=Q(performer_signed_on=None, set_aside_on=None) | Q(coach_signed_on=None, set_aside_on=None),
                name="one_proposed_agreement",
            ),
            models.CheckConstraint(
                condition=Q(set_aside_on=None) | Q(performer_signed_on=None) | Q(coach_signed_on=None),
                name="signed_is_not_set_aside",
            ),
            models.CheckConstraint(condition=Q(every_weeks__gte=1, every_weeks__lte=12), name="agreement_rhythm"),
            models.CheckConstraint(
                condition=Q(both_ways_weeks__gte=6, both_ways_weeks__lte=8), name="agreement_both_ways_rhythm"
            ),
        ]

    @property
    def is_signed(self) -> bool:
        """Both have signed."""
        return bool(self.performer_signed_on and self.coach_signed_on)

    @property
    def is_proposed(self) -> bool:
        """One has signed and it waits for the other."""
        return not self.is_signed and self.set_aside_on is None

    def signed_by(self, person: Person) -> bool:
        """Whether this person's signature is on it."""
        return bool(self.performer_signed_on if self.pair.performer_id == person.pk else self.coach_signed_on)


class Promise(InPair):
    """One promise of an agreement: what one side does for the other."""

    class About(models.TextChoices):
        """What a promise is about: the first four are the coach's, the last three the performer's."""

        PROGRESS = "progress", _("help with progress")
        OBSTACLES = "obstacles", _("help with obstacles")
        LEARNING = "learning", _("help with learning")
        CANDOUR = "candour", _("room to be candid")
        COMMITMENTS = "commitments", _("keep commitments")
        OPENNESS = "openness", _("stay open to learning")
        AIMS = "aims", _("set good aims")

        @property
        def side(self) -> Side:
            """Whose promise this is."""
            mine = {self.COMMITMENTS, self.OPENNESS, self.AIMS}
            return Side.PERFORMER if self in mine else Side.COACH

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="promises")
    side = models.CharField(max_length=9, choices=Side, verbose_name=_("whose"))
    about = models.CharField(max_length=11, choices=About, verbose_name=_("about"))
    words = PairText(verbose_name=_("in words"))

    class Meta:
        verbose_name = _("promise")
        verbose_name_plural = _("promises you wrote down")
        constraints = [models.UniqueConstraint(fields=["agreement", "about"], name="one_promise_each")]


class What(models.TextChoices):
    """What a third person can be allowed to see."""

    SEE_AIM = "see_aim", _("the aim of our one thing")


class Consent(InPair):
    """The yes of one of the two to a permission. Its absence looks the same whether withdrawn or never given (P7)."""

    reader = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", verbose_name=_("who"))
    what = models.CharField(max_length=9, choices=What, verbose_name=_("what"))

    class Meta:
        verbose_name = _("what you allow")
        verbose_name_plural = _("what you allow others to see")
        constraints = [models.UniqueConstraint(fields=["pair", "by", "reader", "what"], name="one_consent_each")]


class PermissionQuerySet(models.QuerySet["Permission"]):
    """Permissions, by whether they count: one given to the performer's lead lapses with the next change of lead."""

    def live(self, what: What) -> "PermissionQuerySet":
        """Those that count, for this, while the pair goes on."""
        return self.filter(Q(as_lead=False) | _still_leads(), what=what, pair__ended_at=None)

    def lapsed(self) -> "PermissionQuerySet":
        """Those of somebody who is the performer's lead no more."""
        return self.filter(~_still_leads(), as_lead=True)


def _still_leads() -> Exists:
    return Exists(Line.objects.main().filter(person=OuterRef("pair__performer"), lead=OuterRef("reader")))


class Permission(Row):
    """What a third person, named as a person, may see. Made when both said yes; covers only what is written after."""

    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, related_name="+")
    reader = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", verbose_name=_("who"))
    what = models.CharField(max_length=9, choices=What, verbose_name=_("what"))
    as_lead = models.BooleanField(default=False, help_text="Lapses when the reader stops being the performer's lead.")
    since = models.DateTimeField(verbose_name=_("since"))

    objects = PermissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("permission")
        verbose_name_plural = _("what others may see, since you both said yes")
        constraints = [models.UniqueConstraint(fields=["pair", "reader", "what"], name="one_permission_each")]
        indexes = [models.Index(fields=["reader", "what"], name="permission_reader")]


class Pause(InPair):
    """Coaching rests ("I must now speak as your manager") until the performer takes it up again."""

    began_at = models.DateTimeField(verbose_name=_("from"))
    ended_at = models.DateTimeField(null=True, blank=True, verbose_name=_("to"))

    class Meta:
        verbose_name = _("rest")
        verbose_name_plural = _("when coaching rested")
        constraints = [models.UniqueConstraint(fields=["pair"], condition=Q(ended_at=None), name="one_open_pause")]
