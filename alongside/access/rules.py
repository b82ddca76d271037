"""Who may see and do what. One page, to be read aloud.

For each model, for each verb: the branches by which a person reaches rows. No branch, no rows; there is no rank that
sees more. *May this person?* is asked here; *is it possible now?* in the deeds. Creating is a verb on the parent.
"""

from django.db.models import Model

from alongside.access.branches import (
    Branch,
    allowed,
    as_coach,
    as_coached,
    as_coaching,
    as_member,
    as_performer,
    as_present_coach,
    both,
    everyone,
    keepers,
    leading,
    once,
    once_read_on,
    own,
    own_side,
    there_when_noted,
)
from alongside.access.meeting import among_three, in_my_leads_place
from alongside.access.models import Look
from alongside.access.upwards import (
    hearing,
    hearing_as_contact,
    in_heard_thread,
    in_my_thread,
    leading_me,
    representatives,
    standing,
)
from alongside.conversations.models import (
    Answer,
    ClosingWords,
    Conversation,
    NotesVersion,
    OwnTheme,
    PrivateNote,
    SharedNotes,
    StartHere,
    Theme,
    Topic,
    Turn,
)
from alongside.evaluations.models import (
    Axes,
    BothWays,
    CheckIn,
    NamelessAnswer,
    OneWay,
    Placement,
    PromisePlacement,
    Reading,
    ReadingGroups,
)
from alongside.feedback.models import (
    Appreciation,
    Asking,
    ChangedView,
    Feedback,
    FeedbackDraft,
    Hearing,
    NotNow,
    OwnAccount,
    Say,
    Slip,
    SlipReader,
    Story,
    TeamAgreement,
)
from alongside.focus.models import (
    Commitment,
    Ending,
    Experiment,
    Focus,
    LookBack,
    Option,
    ParkedIdea,
    Sense,
    Sharpening,
    Step,
    Word,
)
from alongside.matching.models import (
    Handover,
    LeadPath,
    Listing,
    Mark,
    Preference,
    Seat,
    SilentReply,
    StandIn,
    Suggestion,
    Trio,
)
from alongside.pairs.models import Agreement, Consent, Invite, Pair, Pause, Permission, Promise, Reply, What
from alongside.people.models import (
    HouseAgreement,
    Line,
    Membership,
    Organisation,
    Person,
    RosterImport,
    SignInLink,
    Team,
    Token,
)
from alongside.reflections.models import BroughtCard, Card, Reflection, SoloFocus, SoloStep
from alongside.sealed.models import Envelope, Exchange
from alongside.upward.models import Batch, Contact, Letter, OpenAnswer, Representative, Sack, Thread

Rule = dict[str, list[Branch]]

RULES: dict[type[Model], Rule] = {
    # --- Who works here: known to everybody who does ---------------------------------------------------------------
    Organisation: {"see": [everyone()], "edit": [keepers()]},
    HouseAgreement: {"see": [everyone()], "agree": [representatives(HouseAgreement)], "keep": [keepers()]},
    Person: {
        "see": [everyone()],
        "invite": [everyone()],
        "write_to": [everyone()],
        "tell": [leading_me("pk")],
        "edit": [own("pk")],
        "keep": [keepers()],
    },
    Team: {
        "see": [everyone()],
        "agree": [as_member("pk")],
        "keep": [keepers()],
        "set_themes": [leading("pk"), keepers()],
        "word_axes": [leading("pk"), keepers()],
    },
    Membership: {"see": [everyone()], "keep": [keepers()]},
    Line: {"see": [everyone()], "keep": [keepers()]},
    RosterImport: {"see": [keepers()], "keep": [keepers()]},
    SignInLink: {},
    Token: {"see": [own("person")], "edit": [own("person")]},
    # --- Two people ------------------------------------------------------------------------------------------------
    Invite: {"see": [own("inviter"), own("invited")], "answer": [own("invited")], "withdraw": [own("inviter")]},
    Reply: {"see": [own("author")]},
    Pair: {
        "see": both("pk"),
        "talk": both("pk"),
        "choose": both("pk"),
        "bring": [as_performer("pk")],
        "swap_theme": [as_performer("pk")],
        "permit": both("pk"),
        "agree": both("pk"),
        "end": both("pk"),
        "pause": [as_coach("pk")],
        "resume": [as_performer("pk")],
        "hand_over": [as_coach("pk")],
        "check_in": both("pk"),
        "both_ways": both("pk"),
        "join_reading": [as_performer("pk")],
    },
    Agreement: {"see": both("pair"), "sign": both("pair")},
    Promise: {"see": both("pair")},
    Consent: {"see": [own("by")]},
    Permission: {"see": both("pair")},
    Pause: {"see": both("pair")},
    Look: {"see": both("pair")},
    # --- The performer's own rooms ---------------------------------------------------------------------------------
    Reflection: {"see": [own("author")], "edit": [own("author")]},
    Card: {"see": [own("author")], "edit": [own("author")]},
    SoloFocus: {"see": [own("author")], "edit": [own("author")]},
    SoloStep: {"see": [own("author")], "edit": [own("author")]},
    BroughtCard: {"see": [own("by"), as_performer("pair"), as_present_coach("pair")], "withdraw": [own("by")]},
    # --- The talk --------------------------------------------------------------------------------------------------
    Conversation: {"see": both("pair"), "lead": both("pair")},
    Turn: {"see": both("pair"), "write_first": as_coached("pair"), "write_after": as_coaching("pair")},
    Answer: {"see": both("pair"), "edit": [own("by")]},
    Topic: {"see": both("pair"), "edit": both("pair")},
    Theme: {"see": [everyone()]},
    OwnTheme: {"see": both("pair")},
    SharedNotes: {"see": both("pair"), "edit": both("pair")},
    NotesVersion: {"see": both("pair")},
    ClosingWords: {"see": [own("by"), *once("both_in", both("pair"))], "edit": [own("by")]},
    PrivateNote: {"see": [own("author")], "edit": [own("author")]},
    StartHere: {"see": [own("author")], "edit": [own("author")]},
    # --- Our one thing ---------------------------------------------------------------------------------------------
    Focus: {
        "see": [*both("pair"), allowed(What.SEE_AIM)],
        "work_on": both("pair"),
        "weigh": [as_performer("pair")],
    },
    Sharpening: {"see": both("pair"), "edit": both("pair")},
    Sense: {"see": [own("author")], "edit": [own("author")]},
    Commitment: {"see": both("pair"), "say": own_side("pair")},
    Word: {"see": both("pair")},
    Step: {"see": both("pair"), "work_on": both("pair")},
    Experiment: {"see": both("pair"), "work_on": both("pair"), "decide": [as_performer("pair")]},
    Option: {"see": both("pair")},
    LookBack: {"see": both("pair"), "edit": [own("by")]},
    Ending: {"see": both("pair")},
    ParkedIdea: {"see": both("pair"), "edit": both("pair")},
    # --- Two answers, hidden until both are in ---------------------------------------------------------------------
    Exchange: {"see": [own("first"), own("second")]},
    Envelope: {"see": [own("author")]},
    # --- Where would you place the last two months? ----------------------------------------------------------------
    Axes: {"see": [everyone()]},
    CheckIn: {"see": both("pair"), "place": both("pair")},
    Placement: {"see": both("pair")},
    # --- How we're doing, both ways --------------------------------------------------------------------------------
    BothWays: {"see": both("pair"), "answer": both("pair"), "just_talk": [as_performer("pair")]},
    OneWay: {"see": both("pair")},
    PromisePlacement: {"see": both("pair")},
    NamelessAnswer: {"see": [own("author")], "edit": [own("author")]},
    Reading: {"see": [own("coach")]},
    ReadingGroups: {},
    # --- What people say to each other ----------------------------------------------------------------------------
    Feedback: {
        "see": [own("by"), own("to")],
        "hear": [own("to")],
        "close": [own("by"), own("to")],
        "take_back": [own("by")],
    },
    Story: {"see": [own("by"), once_read_on()]},
    OwnAccount: {"see": [own("by"), own("to")]},
    ChangedView: {"see": [own("by"), own("to")]},
    Hearing: {"see": [own("author")]},
    FeedbackDraft: {"see": [own("author")], "edit": [own("author")]},
    Asking: {"see": [own("author"), own("to")], "answer": [own("to")], "withdraw": [own("author")]},
    NotNow: {"see": [own("author")]},
    Appreciation: {"see": [own("author"), own("to")], "receive": [own("to")], "remove": [own("author"), own("to")]},
    TeamAgreement: {"see": [as_member("team")], "keep_to": [as_member("team")]},
    Say: {"see": [own("author")], "edit": [own("author")]},
    Slip: {"see": [own("author"), there_when_noted()], "remove": [own("author")]},
    SlipReader: {},
    # --- Finding each other ----------------------------------------------------------------------------------------
    Listing: {"see": [everyone()], "edit": [own("author")]},
    Mark: {},
    Preference: {"see": [own("author")], "edit": [own("author")]},
    Suggestion: {"see": [own("author")]},
    SilentReply: {"see": [own("author")]},
    Trio: {"see": [among_three("pk")], "take_part": [among_three("pk")]},
    Seat: {"see": [among_three("trio")]},
    LeadPath: {"see": [own("author")], "edit": [own("author")]},
    StandIn: {
        "see": [own("lead"), own("coach"), in_my_leads_place()],
        "answer": [own("coach")],
        "end": [own("lead"), own("coach")],
    },
    Handover: {"see": both("pair"), "answer": [as_performer("pair")], "take_back": [own("by")]},
    # --- Upward, unasked -------------------------------------------------------------------------------------------
    Sack: {},
    Batch: {"see": [own("to")], "answer": [own("to")]},
    OpenAnswer: {"see": [own("author"), leading_me("author")]},
    Representative: {"see": [everyone()], "keep": [keepers()]},
    Contact: {
        "see": [standing(), own("person"), keepers(), representatives(Contact)],
        "bring": [standing()],
        "be": [own("person")],
        "confirm": [representatives(Contact)],
        "keep": [keepers()],
    },
    Thread: {
        "see": [own("author"), hearing()],
        "write": [own("author"), hearing()],
        "wish": [own("author")],
        "act": [hearing_as_contact()],
        "delete": [own("author")],
    },
    Letter: {"see": [in_my_thread("thread"), in_heard_thread("thread")]},
}

FOR_SERVICES: dict[type[Model], set[str]] = {
    Person: {"see", "keep"},
    Team: {"see", "keep"},
    Membership: {"see", "keep"},
    Line: {"see", "keep"},
    RosterImport: {"see", "keep"},
}
"""What a service's token, which belongs to nobody, reaches in the API: who works here, and no written word."""
