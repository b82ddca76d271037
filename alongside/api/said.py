"""What people say to each other: something seen, thanks, a question; the language check."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from django.db.models import Q
from ninja import Query
from pydantic import Field

from alongside.access.gate import one, rows
from alongside.api.fields import Sent, Shown, Version, Words
from alongside.api.frame import Call, Noun
from alongside.api.paging import Listed, Paging, listed
from alongside.api.people import Named
from alongside.feedback import actions
from alongside.feedback.language import Rule, hints
from alongside.feedback.models import (
    Appreciation,
    Asking,
    ChangedView,
    Feedback,
    FeedbackDraft,
    Hearing,
    NotNow,
    OwnAccount,
    Story,
)
from alongside.kit.refusal import NotHere
from alongside.people.models import Person
from alongside.vault.ring import unlock

feedback = Noun("feedback")
appreciations = Noun("appreciations")


# --- What is answered -------------------------------------------------------------------------------------------------


class StoryShown(Shown):
    """What the giver made of it."""

    story: str
    otherwise: str
    missing: str
    question: str
    offer: str


class ChangedViewShown(Shown):
    """Whose view changed, as one of the two sees it: "mine" is of whoever says so."""

    by: UUID
    whose: ChangedView.Whose
    words: str


class FeedbackShown(Shown):
    """What was seen. Whether and when it was read is told to nobody."""

    id: UUID
    by: Named
    to: Named
    saw: str
    asking: UUID | None
    given_on: date
    closed_on: date | None
    taken_back_on: date | None


class WholeFeedback(FeedbackShown):
    """With as much as is open to me: the story once I read on; whose view changed once both said so."""

    own_account: str | None
    story: StoryShown | None
    changed_views: list[ChangedViewShown]
    my_answer: Annotated[
        ChangedViewShown | None, Field(description="What I said about whose view changed, while it is mine alone.")
    ]


class DraftShown(Shown):
    """What I began to write to somebody, for me alone."""

    to: UUID
    version: int
    saw: str
    story: str
    otherwise: str
    missing: str
    question: str
    offer: str


class MyViewShown(Shown):
    """How often my own view changed, in words, for me alone."""

    words: str


class HintShown(Shown):
    """A phrase to look at again, where it stands, and why."""

    rule: Rule
    phrase: str
    start: int
    end: int
    reason: str


class HintsShown(Shown):
    """What the language check points at; it never says no."""

    hints: list[HintShown]


class AskingShown(Shown):
    """A question to a colleague. Not now and no answer look the same to whoever asked."""

    id: UUID
    by: Named
    to: Named
    about: str
    asked_on: date
    expires_on: date
    withdrawn_on: date | None
    put_aside: Annotated[bool, Field(description="I put it aside; false for whoever asked, whatever happened.")]

    @classmethod
    def of(cls, row: Asking, *, put_aside: bool) -> "AskingShown":
        """This question."""
        return cls.telling(row, by=row.author, put_aside=put_aside)


class AppreciationShown(Shown):
    """What somebody did, and what it did for whoever says so."""

    id: UUID
    by: Named
    to: Named
    did: str
    meant: str
    given_on: date

    @classmethod
    def of(cls, row: Appreciation) -> "AppreciationShown":
        """This one, its two people fetched."""
        return cls.telling(row, by=row.author)


# --- What is sent -----------------------------------------------------------------------------------------------------


class NewFeedback(Sent):
    """What I saw, the story I made of it, what else could explain it; and three parts more, if I like."""

    saw: Words
    story: Words
    otherwise: Words
    missing: Words = ""
    question: Words = ""
    offer: Words = ""
    asking: Annotated[UUID | None, Field(description="Their question that this answers.")] = None


class NewDraft(Sent):
    """What I have so far. `version` is the one it began from; left out, it replaces whatever is there."""

    version: Version | None = None
    saw: Words = ""
    story: Words = ""
    otherwise: Words = ""
    missing: Words = ""
    question: Words = ""
    offer: Words = ""


class NewOwnAccount(Sent):
    """How it was from my side."""

    text: Words


class WhoseViewChanged(Sent):
    """Whose view changed; "mine" is my own."""

    whose: ChangedView.Whose
    words: Words = ""


class TextToLookAt(Sent):
    """A text, and which part it is: "saw", "story", "otherwise", "missing", "question", "offer" or "did"."""

    text: Words
    part: Annotated[str, Field(max_length=20, pattern="^[a-z]*$")] = "saw"


class NewAsking(Sent):
    """What I would like to know."""

    about: Words


class NewAppreciation(Sent):
    """What you did, and what it did for me."""

    did: Words
    meant: Words


# --- Something seen ---------------------------------------------------------------------------------------------------


def colleague(request: Call, pk: UUID) -> Person:
    """Somebody I can write to."""
    person = one(request.me, "write_to", Person, pk)
    if person.pk == request.me.pk or not person.is_active:
        raise NotHere
    return person


def _said(request: Call, verb: str, pk: UUID) -> Feedback:
    return one(request.me, verb, Feedback.objects.select_related("by", "to"), pk)


def _whole(request: Call, pk: UUID) -> WholeFeedback:
    me, row = request.me, _said(request, "see", pk)
    unlock([row.by_id, row.to_id])
    story = rows(me, "see", Story).filter(feedback=row).first()
    told = rows(me, "see", OwnAccount).filter(feedback=row).first()
    views = rows(me, "see", ChangedView).filter(feedback=row).order_by("by")
    mine = None if row.closed_on or row.taken_back_on else actions.my_answer(row, me)
    return WholeFeedback.telling(
        row,
        own_account=told.text if told else None,
        story=StoryShown.telling(story) if story else None,
        changed_views=[ChangedViewShown.telling(view) for view in views],
        my_answer=ChangedViewShown(by=me.pk, **mine) if mine else None,
    )


class WhichSaid(Paging):
    """Which side."""

    to_me: bool | None = Field(None, description="Only what was said to me, or only what I said.")


@feedback.read("/feedback", Listed[FeedbackShown])
def list_feedback(request: Call, paging: Query[WhichSaid]) -> Listed[FeedbackShown]:
    """List what was said to me and what I said, the newest first. What was put away is left out."""
    me = request.me
    away = Hearing.objects.filter(author=me, put_away=True, feedback__isnull=False)
    found = rows(me, "see", Feedback).exclude(pk__in=away.values("feedback")).select_related("by", "to")
    if paging.to_me is not None:
        found = found.filter(to=me) if paging.to_me else found.filter(by=me)

    def shown(said: Sequence[Feedback]) -> list[FeedbackShown]:
        unlock([row.by_id for row in said])
        return [FeedbackShown.telling(row) for row in said]

    return listed(found, paging, by="given_on", kind=date, shown=shown, newest_first=True)


@feedback.read("/feedback/my-view", MyViewShown)
def get_my_view(request: Call) -> MyViewShown:
    """Say how often my own view changed after what I told others: in words, for me alone."""
    return MyViewShown(words=actions.how_often_my_view_changed(request.me))


@feedback.do("/feedback/look", HintsShown)
def look_at_words(request: Call, sent: TextToLookAt) -> HintsShown:
    """Point at words to look at again, with the reason. Nothing of the text is kept."""
    found = hints(sent.text, sent.part, request.me.language)
    return HintsShown(hints=[HintShown.telling(hint) for hint in found])


@feedback.create("/people/{uuid:pk}/feedback", WholeFeedback)
def give_feedback(request: Call, pk: UUID, sent: NewFeedback) -> WholeFeedback:
    """Tell a colleague what I saw. They read that at once; the rest after their own account, if they like."""
    to = colleague(request, pk)
    asking = one(request.me, "answer", Asking, sent.asking) if sent.asking else None
    parts = sent.model_dump(exclude={"asking"})
    return _whole(request, actions.give_feedback(to, by=request.me, asking=asking, **parts).pk)


@feedback.read("/people/{uuid:pk}/feedback-draft", DraftShown)
def get_feedback_draft(request: Call, pk: UUID) -> DraftShown:
    """Show what I began to write to somebody."""
    to = colleague(request, pk)
    draft = rows(request.me, "edit", FeedbackDraft).filter(to=to).first()
    if draft is None:
        raise NotHere
    return DraftShown.telling(draft)


@feedback.write("/people/{uuid:pk}/feedback-draft", DraftShown)
def keep_feedback_draft(request: Call, pk: UUID, sent: NewDraft) -> DraftShown:
    """Keep what I have so far, for me alone. If it was changed meanwhile, the refusal has that text ("stale")."""
    to = colleague(request, pk)
    parts = sent.model_dump(exclude={"version"})
    return DraftShown.telling(actions.keep_draft(to, by=request.me, version=sent.version, **parts))


@feedback.remove("/people/{uuid:pk}/feedback-draft")
def drop_feedback_draft(request: Call, pk: UUID) -> None:
    """Throw away what I began."""
    actions.drop_draft(colleague(request, pk), by=request.me)


@feedback.read("/feedback/{uuid:pk}", WholeFeedback)
def get_feedback(request: Call, pk: UUID) -> WholeFeedback:
    """Show what was seen, and as much of the rest as is open to me."""
    return _whole(request, pk)


@feedback.do("/feedback/{uuid:pk}/own-account", WholeFeedback)
def tell_own_account(request: Call, pk: UUID, sent: NewOwnAccount) -> WholeFeedback:
    """Tell it from my side; then the giver's story opens."""
    actions.tell_own_account(_said(request, "hear", pk), by=request.me, text=sent.text)
    return _whole(request, pk)


@feedback.do("/feedback/{uuid:pk}/read-on", WholeFeedback)
def open_story(request: Call, pk: UUID) -> WholeFeedback:
    """Read the story without my own account first. Nobody is told."""
    actions.open_story(_said(request, "hear", pk), by=request.me)
    return _whole(request, pk)


@feedback.do("/feedback/{uuid:pk}/put-away", FeedbackShown)
def put_feedback_away(request: Call, pk: UUID) -> FeedbackShown:
    """Put it away; nobody is told."""
    row = _said(request, "hear", pk)
    actions.put_away(row, by=request.me)
    return FeedbackShown.telling(row)


@feedback.do("/feedback/{uuid:pk}/take-out", FeedbackShown)
def take_feedback_out(request: Call, pk: UUID) -> FeedbackShown:
    """Take it out again after all."""
    row = _said(request, "hear", pk)
    actions.take_out(row, by=request.me)
    return FeedbackShown.telling(row)


@feedback.write("/feedback/{uuid:pk}/whose-view", WholeFeedback)
def say_whose_view_changed(request: Call, pk: UUID, sent: WhoseViewChanged) -> WholeFeedback:
    """Say whose view changed. Both see it when both are in; until then nobody learns that I have."""
    actions.say_whose_view_changed(_said(request, "close", pk), by=request.me, whose=sent.whose, words=sent.words)
    return _whole(request, pk)


@feedback.remove("/feedback/{uuid:pk}/whose-view")
def take_answer_back(request: Call, pk: UUID) -> None:
    """Take out what I said about whose view changed."""
    actions.take_back_answer(_said(request, "close", pk), by=request.me)


@feedback.remove("/feedback/{uuid:pk}")
def take_feedback_back(request: Call, pk: UUID) -> None:
    """Take my words back. Whether they had been read is not told."""
    actions.take_back_feedback(_said(request, "take_back", pk), by=request.me)


# --- Asking -----------------------------------------------------------------------------------------------------------


def _asking(request: Call, verb: str, pk: UUID) -> Asking:
    return one(request.me, verb, Asking.objects.select_related("author", "to"), pk)


def _asked(request: Call, row: Asking) -> AskingShown:
    aside = rows(request.me, "see", NotNow).filter(asking=row).exists()
    return AskingShown.of(row, put_aside=aside)


@feedback.read("/askings", Listed[AskingShown])
def list_askings(request: Call, paging: Query[Paging]) -> Listed[AskingShown]:
    """List what I asked and what I was asked, the newest first."""
    me = request.me

    def shown(asked: Sequence[Asking]) -> list[AskingShown]:
        unlock([row.author_id for row in asked])
        aside = set(
            rows(me, "see", NotNow).filter(asking__in=[row.pk for row in asked]).values_list("asking", flat=True)
        )
        return [AskingShown.of(row, put_aside=row.pk in aside) for row in asked]

    found = rows(me, "see", Asking).select_related("author", "to")
    return listed(found, paging, by="asked_on", kind=date, shown=shown, newest_first=True)


@feedback.create("/people/{uuid:pk}/askings", AskingShown)
def ask_for_feedback(request: Call, pk: UUID, sent: NewAsking) -> AskingShown:
    """Ask a colleague what they see. For three weeks it looks the same, whatever comes back but words."""
    asking = actions.ask_for_feedback(colleague(request, pk), by=request.me, about=sent.about)
    return AskingShown.of(asking, put_aside=False)


@feedback.read("/askings/{uuid:pk}", AskingShown)
def get_asking(request: Call, pk: UUID) -> AskingShown:
    """Show a question that I asked or was asked."""
    return _asked(request, _asking(request, "see", pk))


@feedback.do("/askings/{uuid:pk}/not-now", AskingShown)
def put_asking_aside(request: Call, pk: UUID) -> AskingShown:
    """Put a question aside; nobody is told."""
    row = _asking(request, "answer", pk)
    actions.say_not_now(row, by=request.me)
    return _asked(request, row)


@feedback.do("/askings/{uuid:pk}/withdraw", AskingShown)
def withdraw_asking(request: Call, pk: UUID) -> AskingShown:
    """Take my question back."""
    _asking(request, "withdraw", pk)
    return _asked(request, actions.withdraw_asking(_asking(request, "withdraw", pk), by=request.me))


# --- Thanks -----------------------------------------------------------------------------------------------------------


def _thanks(request: Call, verb: str, pk: UUID) -> Appreciation:
    return one(request.me, verb, Appreciation.objects.select_related("author", "to"), pk)


@appreciations.read("/appreciations", Listed[AppreciationShown])
def list_appreciations(request: Call, paging: Query[WhichSaid]) -> Listed[AppreciationShown]:
    """List the thanks between me and others, the newest first."""
    me = request.me
    found = rows(me, "see", Appreciation).select_related("author", "to")
    if paging.to_me is not None:
        found = found.filter(Q(to=me) if paging.to_me else Q(author=me))

    def shown(thanks: Sequence[Appreciation]) -> list[AppreciationShown]:
        unlock([row.author_id for row in thanks])
        return [AppreciationShown.of(row) for row in thanks]

    return listed(found, paging, by="given_on", kind=date, shown=shown, newest_first=True)


@appreciations.create("/people/{uuid:pk}/appreciations", AppreciationShown)
def appreciate(request: Call, pk: UUID, sent: NewAppreciation) -> AppreciationShown:
    """Thank a colleague: what they did, and what it did for me. Only the two of us read it."""
    thanks = actions.appreciate(colleague(request, pk), by=request.me, did=sent.did, meant=sent.meant)
    return AppreciationShown.of(thanks)


@appreciations.read("/appreciations/{uuid:pk}", AppreciationShown)
def get_appreciation(request: Call, pk: UUID) -> AppreciationShown:
    """Show what somebody appreciates."""
    return AppreciationShown.of(_thanks(request, "see", pk))


@appreciations.do("/appreciations/{uuid:pk}/arrived", AppreciationShown)
def receive_appreciation(request: Call, pk: UUID) -> AppreciationShown:
    """It has arrived, and no longer waits. Whoever wrote it is not told."""
    row = _thanks(request, "receive", pk)
    actions.receive_appreciation(row, by=request.me)
    return AppreciationShown.of(row)


@appreciations.remove("/appreciations/{uuid:pk}")
def remove_appreciation(request: Call, pk: UUID) -> None:
    """Take it away, for both."""
    actions.remove_appreciation(_thanks(request, "remove", pk), by=request.me)
