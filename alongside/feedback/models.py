"""What people say to each other: what somebody saw, thanks, a question; and what a team agrees on."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from alongside.people.models import Person, Team
from alongside.vault.fields import EncryptedText
from alongside.vault.models import Row

# --- From one person to another ---------------------------------------------------------------------------------------


class Asking(Row):
    """Somebody asks a colleague what they see. It looks the same until `expires_on`, whatever came back but words."""

    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", verbose_name=_("who asked"))
    to = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", verbose_name=_("who was asked"))
    about = EncryptedText(of="author_id", verbose_name=_("what I would like to know"))
    asked_on = models.DateField(_("asked on"))
    expires_on = models.DateField(_("stands until"))
    withdrawn_on = models.DateField(_("taken back on"), null=True, blank=True)

    class Meta:
        verbose_name = _("question to a colleague")
        verbose_name_plural = _("questions to colleagues")
        constraints = [models.CheckConstraint(condition=~Q(author=F("to")), name="asking_two_people")]
        indexes = [
            models.Index(fields=["to", "expires_on"], name="asking_to"),
            models.Index(fields=["author", "expires_on"], name="asking_author"),
        ]


class NotNow(Row):
    """The colleague put an asking aside. Nobody else learns of it: not now and no answer look the same (P7)."""

    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    asking = models.OneToOneField(Asking, on_delete=models.CASCADE, related_name="+")
    on = models.DateField(_("on"))

    class Meta:
        verbose_name = _("question put aside")
        verbose_name_plural = _("questions put aside")


class Between(Row):
    """A row between two people: written by one, for the other. Its texts are under its author's key.

    When the author is forgotten the key goes, and with it the words; the other's own words keep their place.
    """

    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", verbose_name=_("written by"))
    to = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", verbose_name=_("written for"))

    class Meta:
        abstract = True


class Feedback(Between):
    """What somebody saw, as they saw it. The receiver reads this row at once; the story behind it is a row of its own.

    `closed_on` is the day on which both had said whose view changed. It says nothing of who was first.
    """

    asking = models.ForeignKey(
        Asking, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("asked for")
    )
    saw = EncryptedText(of="by_id", verbose_name=_("what I saw"))
    given_on = models.DateField(_("given on"))
    closed_on = models.DateField(_("closed by both on"), null=True, blank=True)
    taken_back_on = models.DateField(_("taken back on"), null=True, blank=True)

    class Meta:
        verbose_name = _("something I saw")
        verbose_name_plural = _("what I saw, and said")
        constraints = [models.CheckConstraint(condition=~Q(by=F("to")), name="feedback_two_people")]
        indexes = [
            models.Index(fields=["to", "given_on"], name="feedback_to"),
            models.Index(fields=["by", "given_on"], name="feedback_by"),
        ]


class Story(Between):
    """What the giver made of it. The receiver reads it once they told it from their side, or chose not to first."""

    feedback = models.OneToOneField(Feedback, on_delete=models.CASCADE, related_name="story")
    story = EncryptedText(of="by_id", verbose_name=_("the story I made of it"))
    otherwise = EncryptedText(of="by_id", verbose_name=_("what else could explain it"))
    missing = EncryptedText(of="by_id", verbose_name=_("what I may be missing or adding"))
    question = EncryptedText(of="by_id", verbose_name=_("a question I don't know the answer to"))
    offer = EncryptedText(of="by_id", verbose_name=_("what I offer"))

    class Meta:
        verbose_name = _("the story I made of it")
        verbose_name_plural = _("the stories I made of what I saw")


class OwnAccount(Between):
    """How it was from the receiver's side, in their words."""

    feedback = models.OneToOneField(Feedback, on_delete=models.CASCADE, related_name="own_account")
    text = EncryptedText(of="by_id", verbose_name=_("how it was from my side"))
    told_on = models.DateField(_("told on"))

    class Meta:
        verbose_name = _("how it was from my side")
        verbose_name_plural = _("how it was from my side")


class Hearing(Row):
    """How far the receiver is with something that came to them. Theirs alone: nobody learns what was read or when."""

    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    feedback = models.OneToOneField(Feedback, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    appreciation = models.OneToOneField(
        "feedback.Appreciation", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    opened = models.BooleanField(_("read on"), default=False)
    put_away = models.BooleanField(_("put away"), default=False)

    class Meta:
        verbose_name = _("something that came to me")
        verbose_name_plural = _("what came to me, and how far I am with it")
        constraints = [
            models.CheckConstraint(
                condition=Q(feedback=None, appreciation__isnull=False) | Q(feedback__isnull=False, appreciation=None),
                name="hearing_of_one_thing",
            ),
        ]
        indexes = [models.Index(fields=["author", "opened"], name="hearing_author")]


class ChangedView(Between):
    """Whose view changed, as one of the two sees it; there only when both have said so."""

    class Whose(models.TextChoices):
        """Whose view changed. None of the four is a mark."""

        MINE = "mine", _("mine")
        THEIRS = "theirs", _("theirs")
        BOTH = "both", _("both")
        NEITHER = "neither", _("neither")

    feedback = models.ForeignKey(Feedback, on_delete=models.CASCADE, related_name="changed_views")
    whose = EncryptedText(of="by_id", verbose_name=_("whose view changed"))
    words = EncryptedText(of="by_id", verbose_name=_("what I see now"))

    class Meta:
        verbose_name = _("whose view changed")
        verbose_name_plural = _("whose view changed")
        constraints = [models.UniqueConstraint(fields=["feedback", "by"], name="one_changed_view_each")]
        indexes = [models.Index(fields=["by"], name="changed_view_by")]


class Appreciation(Row):
    """What somebody did, and what it did for whoever says so. Straight to the person: no list of them, no count."""

    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", verbose_name=_("written by"))
    to = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", verbose_name=_("written for"))
    did = EncryptedText(of="author_id", verbose_name=_("what you did"))
    meant = EncryptedText(of="author_id", verbose_name=_("what it did for me"))
    given_on = models.DateField(_("given on"))

    class Meta:
        verbose_name = _("appreciation")
        verbose_name_plural = _("appreciation")
        constraints = [models.CheckConstraint(condition=~Q(author=F("to")), name="appreciation_two_people")]
        indexes = [
            models.Index(fields=["to", "given_on"], name="appreciation_to"),
            models.Index(fields=["author", "given_on"], name="appreciation_author"),
        ]


class FeedbackDraft(Row):
    """What somebody is still writing to a colleague. Theirs alone, until they show it."""

    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    to = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", verbose_name=_("about"))
    version = models.PositiveIntegerField(default=0)
    on = models.DateField(_("on"))
    saw = EncryptedText(of="author_id", verbose_name=_("what I saw"))
    story = EncryptedText(of="author_id", verbose_name=_("the story I made of it"))
    otherwise = EncryptedText(of="author_id", verbose_name=_("what else could explain it"))
    missing = EncryptedText(of="author_id", verbose_name=_("what I may be missing or adding"))
    question = EncryptedText(of="author_id", verbose_name=_("a question I don't know the answer to"))
    offer = EncryptedText(of="author_id", verbose_name=_("what I offer"))

    class Meta:
        verbose_name = _("something I began to write")
        verbose_name_plural = _("what I began to write to others")
        constraints = [models.UniqueConstraint(fields=["author", "to"], name="one_feedback_draft")]


# --- What a team agrees on --------------------------------------------------------------------------------------------


class TeamAgreement(Row):
    """One sentence that a team means to keep: proposed, then holding, then set aside.

    It has one of five places from the day it is proposed until it is set aside. Its words belong to the team.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", verbose_name=_("proposed by"))
    words = EncryptedText(of="team_id", verbose_name=_("what we agreed"))
    place = models.PositiveSmallIntegerField(help_text="1 to 5.")
    proposed_on = models.DateField(_("proposed on"))
    decides_on = models.DateField(_("decided on"), help_text="The day after which it holds or not.")
    holds_since = models.DateField(_("holds since"), null=True, blank=True)
    set_aside_on = models.DateField(_("set aside on"), null=True, blank=True)
    set_aside_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("set aside by")
    )

    class Meta:
        verbose_name = _("what we agreed as a team")
        verbose_name_plural = _("what I proposed to agree as a team")
        constraints = [
            models.UniqueConstraint(
                fields=["team", "place"], condition=Q(set_aside_on=None), name="five_team_agreements"
            ),
            models.CheckConstraint(condition=Q(place__gte=1, place__lte=5), name="team_agreement_places"),
        ]
        indexes = [
            models.Index(
                fields=["decides_on"], condition=Q(holds_since=None, set_aside_on=None), name="team_agreement_decides"
            )
        ]

    @property
    def is_proposed(self) -> bool:
        """It neither holds nor was set aside."""
        return self.holds_since is None and self.set_aside_on is None

    @property
    def holds(self) -> bool:
        """The team keeps it."""
        return self.holds_since is not None and self.set_aside_on is None


class Say(Row):
    """What one member says to a proposal, for themselves alone. Each has a row from the start, so that none is newer.

    `asked` goes when they answered or wanted to think about it; which of these, only the sealed answer tells.
    """

    class Answer(models.TextChoices):
        """What one can say."""

        NOTHING = "nothing", _("nothing yet")
        YES = "yes", _("I can keep this")
        NOT_SO = "not-so", _("not like this")

    agreement = models.ForeignKey(TeamAgreement, on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    answer = EncryptedText(of="author_id", verbose_name=_("my answer"))
    asked = models.BooleanField(_("waits for me"), default=True)

    class Meta:
        verbose_name = _("my say in what we agree as a team")
        verbose_name_plural = _("my say in what we agree as a team")
        constraints = [models.UniqueConstraint(fields=["agreement", "author"], name="one_say_each")]
        indexes = [models.Index(fields=["author", "asked"], name="say_author")]


class Slip(Row):
    """When we slipped: said of oneself or of all, never of somebody else."""

    class Whose(models.TextChoices):
        """Whose slip it was."""

        I = "i", _("I slipped")  # noqa: E741 (it is the word)
        WE = "we", _("We slipped")

    agreement = models.ForeignKey(TeamAgreement, on_delete=models.CASCADE, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", verbose_name=_("noted by"))
    whose = EncryptedText(of="team_id", voice="author_id", verbose_name=_("whose"))
    words = EncryptedText(of="team_id", voice="author_id", verbose_name=_("what happened"))
    noted_on = models.DateField(_("noted on"))

    class Meta:
        verbose_name = _("when we slipped")
        verbose_name_plural = _("when we slipped, as I noted it")
        indexes = [models.Index(fields=["agreement", "noted_on"], name="slip_agreement")]


class SlipReader(Row):
    """Who was in the team when a slip was noted. Nobody who joins later reads it (P6)."""

    slip = models.ForeignKey(Slip, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["slip", "person"], name="one_slip_reader")]
