"""How long a thing is kept, in the sentence that a person reads beside it. What deletes it is in `keeping`."""

from django.db.models import Model
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from alongside.access.models import Look
from alongside.conversations import models as talks
from alongside.evaluations import models as evaluations
from alongside.feedback import models as said
from alongside.focus import models as focus
from alongside.matching import models as matching
from alongside.pairs import models as pairs
from alongside.people import models as people
from alongside.reflections import models as reflections
from alongside.sealed.models import Envelope, Exchange
from alongside.upward import models as upward

UNTIL_DELETED = _("It stays until its author deletes it.")
AFTER_CLOSING = _("It is kept until twelve months after it was closed; then it is deleted.")
AFTER_IN = _("It is kept until twelve months after both were in or the days for it were over; then it is deleted.")
WITH_PAIR = _("It is kept as long as the two go on, and three years after; then it is deleted.")
SEVEN_DAYS = _("It goes seven days after the file was brought, or sooner.")
WHILE_HERE = _("It is kept as long as somebody works here, and stays with the account until that is forgotten.")
UNTIL_CHANGED = _("It stays until somebody changes it.")
UNTIL_TAKEN_BACK = _(
    "It stays until its author takes it back. When the two stop, it closes for the coach; it is deleted a year later."
)
A_YEAR_AT_MOST = _("It goes when whoever began it deletes it, and a year after the last word at the latest.")
UNTIL_ONE_REMOVES = _("It stays until one of the two takes it away.")
TWELVE_MONTHS = _("It is kept for twelve months; then it is deleted.")
CLOSED_BY_BOTH = _("It is kept until twelve months after both closed it; fifteen months at the latest.")
TWELVE_WEEKS = _("It is kept for twelve weeks; then it is deleted.")
THREE_MONTHS_AFTER = _("It is kept until three months after it ran out; then it is deleted.")
HALF_A_YEAR_AFTER = _("It goes half a year after its days were over, so that you two are not suggested again too soon.")
HALF_A_YEAR = _("It goes when the half-year is over, whatever became of it.")
UNTIL_DECIDED = _("It goes as soon as the proposal is decided.")
AFTER_AN_END = _("It is kept until twelve months after it ended; then it is deleted.")

_BY_SENTENCE: dict[Lazy, list[type[Model]]] = {
    WHILE_HERE: [people.Person, people.Membership, people.Line],
    UNTIL_CHANGED: [people.Organisation, people.HouseAgreement, people.Team, talks.Theme, evaluations.Axes],
    SEVEN_DAYS: [people.RosterImport],
    UNTIL_DELETED: [
        reflections.Reflection,
        reflections.Card,
        reflections.SoloFocus,
        reflections.SoloStep,
        talks.PrivateNote,
        said.FeedbackDraft,
        matching.Listing,
        matching.Preference,
        matching.LeadPath,
    ],
    WITH_PAIR: [
        pairs.Pair,
        pairs.Agreement,
        pairs.Promise,
        pairs.Consent,
        pairs.Permission,
        pairs.Pause,
        talks.StartHere,
    ],
    UNTIL_TAKEN_BACK: [reflections.BroughtCard],
    AFTER_CLOSING: [
        talks.Conversation,
        talks.Turn,
        talks.Answer,
        talks.Topic,
        talks.SharedNotes,
        talks.NotesVersion,
        talks.ClosingWords,
        focus.Focus,
        focus.Sharpening,
        focus.Sense,
        focus.Commitment,
        focus.Word,
        focus.Step,
        focus.Experiment,
        focus.Option,
        focus.LookBack,
        focus.Ending,
        focus.ParkedIdea,
        evaluations.BothWays,
        evaluations.OneWay,
        evaluations.PromisePlacement,
        matching.Handover,
    ],
    AFTER_IN: [Exchange, Envelope, evaluations.CheckIn, evaluations.Placement],
    TWELVE_MONTHS: [Look, talks.OwnTheme, evaluations.Reading, said.Slip, matching.SilentReply],
    HALF_A_YEAR: [evaluations.NamelessAnswer],
    CLOSED_BY_BOTH: [said.Feedback, said.Story, said.OwnAccount, said.ChangedView, said.Hearing],
    UNTIL_ONE_REMOVES: [said.Appreciation],
    THREE_MONTHS_AFTER: [people.Token, pairs.Invite, pairs.Reply, said.Asking, said.NotNow],
    HALF_A_YEAR_AFTER: [matching.Suggestion],
    AFTER_AN_END: [
        said.TeamAgreement,
        matching.Trio,
        matching.Seat,
        matching.StandIn,
        upward.Contact,
        upward.Representative,
    ],
    UNTIL_DECIDED: [said.Say],
    A_YEAR_AT_MOST: [upward.Thread, upward.Letter],
    TWELVE_WEEKS: [upward.Batch, upward.OpenAnswer],
}

KEPT: dict[type[Model], Lazy] = {kind: sentence for sentence, kinds in _BY_SENTENCE.items() for kind in kinds}
"""For every model that anybody can see."""
