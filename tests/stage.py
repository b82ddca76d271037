"""A little of everything: one row of each model that the access rules name, as Pia and Cleo would have made it.

Made from models, not through deeds: who may see a row must not hang on how it came to be.
"""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db.models import DateField, DateTimeField, Model

from alongside.access.models import Look
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
from alongside.lifecycle.roster_import import Preview
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
from alongside.pairs.models import (
    Agreement,
    Consent,
    Invite,
    Kind,
    Pair,
    Pause,
    Permission,
    Promise,
    Reply,
    Side,
    What,
)
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
from alongside.people.problems import Problem
from alongside.reflections.models import BroughtCard, Card, Reflection, SoloFocus, SoloStep
from alongside.sealed.models import Envelope, Exchange
from alongside.upward.models import Batch, Contact, Letter, OpenAnswer, Representative, Sack, Thread
from tests.cast import Cast

DAY = date(2026, 2, 16)
MOMENT = datetime(2026, 2, 16, 9, 0, tzinfo=UTC)


A_PREVIEW = Preview(
    rows=3,
    former_rows=0,
    unchanged=1,
    joins=[[3, "Nia Okoro", "nia@example.org", "Assembly", "marek@example.org"]],
    changes=[[2, "Pia Lund", {"lead": ["Lena Vogt", "Otto Brandt"]}]],
    leavers=[["8a5e3f52-2f0e-4b62-9d4c-7d7a5a3c1b11", "Toni Adeyemi", "toni@example.org", "", False]],
    problems=[Problem(4, "Email", "ruth", "no-domain")],
    new_teams=["Assembly"],
    headings={"name": "Name", "email": "Email"},
    ignored=["Salary"],
    needs_domain=True,
    read_as="utf-8 ,",
    fingerprint="",
)

Stage = dict[type[Model], Model]


def set_stage(cast: Cast, id_for: Callable[[type[Model]], UUID] = lambda kind: uuid4()) -> Stage:
    """One row of every model of the rules. What is private is Pia's; what is shared belongs to her pair with Cleo."""
    stage: Stage = {}

    def add(kind: type[Model], /, **values: Any) -> Any:
        stage[kind] = kind._default_manager.create(pk=id_for(kind), **(_days(kind) | values))
        return stage[kind]

    _set_people(cast, stage, add)
    pia, cleo, pair = cast.pia, cast.cleo, cast.pair
    pias = {"pair": pair, "by": pia}
    cleos = {"pair": pair, "by": cleo}

    invite = add(
        Invite,
        inviter=pia,
        invited=cast.toni,
        inviter_side=Side.PERFORMER,
        kind=Kind.PEER,
        words="Would you think along with me?",
        expires_on=DAY + timedelta(days=21),
    )
    add(Reply, invite=invite, author=cast.toni, answer=Reply.NOT_NOW)
    agreement = add(Agreement, version=2, words="We meet on Thursdays.", coach_signed_on=DAY, **cleos)
    add(Promise, agreement=agreement, side=Side.COACH, about=Promise.About.OBSTACLES, words="I ask about it.", **cleos)
    add(Pause, began_at=MOMENT, ended_at=MOMENT, **cleos)
    add(Consent, reader=cast.lena, what=What.SEE_AIM, **pias)

    reflection = add(Reflection, author=pia, pair=pair)
    card = add(
        Card,
        reflection=reflection,
        author=pia,
        position=0,
        slug="harder",
        question="What makes your work harder than it needs to be?",
        answer="I wait for call-backs about parts.",
        mover="above",
        state=Card.State.WRITTEN,
    )
    add(
        BroughtCard,
        card=card,
        slug=card.slug,
        question=card.question,
        answer=card.answer,
        mover=card.mover,
        **pias,
    )
    solo = add(SoloFocus, author=pia, aim="Say no once a week.", will="Say it.", look_back_on=DAY)
    add(SoloStep, focus=solo, author=pia, text="Write the sentence down.")

    talk = add(Conversation, started_at=MOMENT, guide="opening", guide_language="en", guide_version=1, **pias)
    turn = add(
        Turn,
        conversation=talk,
        position=0,
        slug="help",
        question="How can I help you achieve better outcomes?",
        performer=Turn.First.WROTE,
        coach_wrote=True,
        **cleos,
    )
    add(Answer, turn=turn, text="Get me into the parts stock.", **pias)
    add(Topic, text="Weekends", **pias)
    add(Theme, team=cast.customer_care, month=2, guide="energy")
    add(OwnTheme, month=DAY.replace(day=1), guide="learning", **pias)
    notes = add(SharedNotes, conversation=talk, text="Access to the stock list.", version=1, **cleos)
    add(NotesVersion, notes=notes, text="Access?", version=0, **pias)
    add(PrivateNote, conversation=talk, author=pia, text="He listened.")
    add(StartHere, pair=pair, author=pia, text="Ask about the weekend.")
    add(ClosingWords, conversation=talk, worth=ClosingWords.Worth.YES, different="Less haste.", **pias)

    focus = add(Focus, aim="See the stock myself.", look_back_on=DAY + timedelta(days=14), chosen_at=MOMENT, **pias)
    add(Sharpening, focus=focus, chosen_in=talk, proposed_by=Side.PERFORMER, **pias)
    add(Sense, focus=focus, author=pia, confidence="6", importance="9")
    Commitment.objects.create(focus=focus, side=Side.COACH, text="I will ask Otto for access.", **cleos)
    commitment = add(Commitment, focus=focus, side=Side.PERFORMER, text="I will list ten parts.", **pias)
    add(Word, commitment=commitment, text="Seven so far.", **pias)
    add(Step, focus=focus, text="Ask Toni for his list.", place=1, **pias)
    experiment = add(Experiment, focus=focus, question="Does calling first save time?", tried_by=pia, **pias)
    add(Option, experiment=experiment, position=1, text="Call before nine.", **pias)
    add(LookBack, focus=focus, learning="Ask earlier.", helped="Toni.", hindered="No access.", **pias)
    add(Ending, focus=focus, how=Ending.As.PARTLY, **pias)
    add(ParkedIdea, text="A shared list of spare parts.", **pias)

    exchange = add(Exchange, kind="check-in", about=pair.pk, pair=pair, first=pia, second=cleo)
    add(Envelope, exchange=exchange, author=pia, placed=True, answer='{"work": null}')
    add(Axes, team=cast.customer_care, work_across="How often did somebody say thank you for it?")
    check_in = add(CheckIn, exchange=exchange, **pias)
    _set_both_ways(cast, add)
    add(Placement, check_in=check_in, about=Placement.About.WORK, across="mostly", up="seldom", **pias)
    _set_what_is_said(cast, add)
    _set_what_goes_upward(cast, add)
    _set_who_finds_whom(cast, add)
    return stage


def _days(kind: type[Model]) -> dict[str, date]:
    """That day in February for every day a row of this model needs."""
    needed = [field for field in kind._meta.fields if isinstance(field, DateField) and not field.null]
    return {field.name: MOMENT if isinstance(field, DateTimeField) else DAY for field in needed}


def _set_both_ways(cast: Cast, add: Any) -> None:
    """Pia asked how they are doing, both ways, and both answered; and what Cleo read without names."""
    pias = {"pair": cast.pair, "by": cast.pia}
    asked = add(BothWays, talk_only=True, **pias)
    way = add(OneWay, both_ways=asked, example="You asked Otto.", request="Ask me before you ask him.", **pias)
    add(PromisePlacement, one_way=way, about=Promise.About.OBSTACLES, often="mostly", **pias)
    add(NamelessAnswer, author=cast.pia, coach=cast.cleo, until=date(2026, 6, 30), answer='{"progress": "mostly"}')
    add(Reading, coach=cast.cleo, until=date(2025, 12, 31), progress="mixed")
    add(ReadingGroups, coach=cast.cleo, kept="{}")


def _set_what_is_said(cast: Cast, add: Any) -> None:
    """Between Pia and Toni, who are no pair; and in their team, before Toni came into it."""
    pia, toni, team = cast.pia, cast.toni, cast.customer_care
    to_toni = {"by": pia, "to": toni}
    asking = add(Asking, author=pia, to=toni, about="How are my handovers?", expires_on=DAY + timedelta(days=21))
    add(NotNow, author=toni, asking=asking)
    feedback = add(Feedback, saw="You took the call while I spoke.", **to_toni)
    add(Story, feedback=feedback, story="I thought mine could wait.", otherwise="The ward was waiting.", **to_toni)
    add(Hearing, author=toni, feedback=feedback)
    add(OwnAccount, feedback=feedback, text="The ward had called three times.", by=toni, to=pia)
    add(ChangedView, feedback=feedback, whose=ChangedView.Whose.BOTH.value, **to_toni)
    add(FeedbackDraft, author=pia, to=toni, saw="On Monday ...")
    add(Appreciation, author=pia, to=toni, did="You stayed for the late delivery.", meant="I could go home.")
    agreement = add(TeamAgreement, team=team, by=pia, words="We call back the same day.", place=1)
    add(Say, agreement=agreement, author=pia, answer=Say.Answer.YES.value)
    slip = add(Slip, agreement=agreement, team=team, author=pia, whose=Slip.Whose.I.value, words="I forgot ward four.")
    add(SlipReader, slip=slip, person=cast.lena)


def _set_what_goes_upward(cast: Cast, add: Any) -> None:
    """What came to Lena; and what Pia brought to Toni, a confidential contact whom Cleo confirmed."""
    pia, lena, toni = cast.pia, cast.lena, cast.toni
    add(Sack, week=DAY, words="[]")
    batch = add(Batch, to=lena, week=DAY, people=9, words='["Nobody says so, but the rota is unfair."]')
    add(OpenAnswer, batch=batch, author=lena, text="I will show how I make the rota.")
    add(Representative, person=cast.cleo, named_by=cast.ada)
    add(HouseAgreement, words="We help each other.", proposed_by=cast.ada)
    agreed = {"confirmed_by": cast.cleo, "confirmed_on": DAY, "willing_on": DAY}
    contact = add(Contact, person=toni, about="At the desk by the window.", proposed_by=cast.ada, **agreed)
    thread = add(Thread, author=pia, to=toni, contact=contact, wish="", waits_since=DAY)
    add(Letter, thread=thread, by=pia, text="I dread the talks.", position=1)


def _set_who_finds_whom(cast: Cast, add: Any) -> None:
    """Pia looks for somebody and practises with Toni and Cleo; Cleo coaches in Lena's place and hands Pia over."""
    pia, cleo, lena, toni = cast.pia, cast.cleo, cast.lena, cast.toni
    soon = DAY + timedelta(days=21)
    listing = add(Listing, author=pia, side=Side.PERFORMER, topics="saying-no", words="Saying no to the ward")
    add(Mark, listing=listing, digest="0" * 16)
    otto = f"person {cast.otto.pk}"
    add(Preference, author=pia, suggest="yes", whom=Preference.Whom.ANYBODY, room=Preference.Room.ONE, left_out=otto)
    what = json.dumps({"person": str(toni.pk), "topics": ["saying-no"], "words": [], "back": []})
    suggestion = add(Suggestion, author=pia, side=Side.PERFORMER, what=what, until=soon)
    add(SilentReply, author=pia, about=suggestion.pk, answer=SilentReply.NOT_NOW)
    trio = add(Trio, made_by=pia, expires_on=soon, begun_on=DAY)
    add(Seat, trio=trio, person=pia, place=0)
    for place, person in enumerate((toni, cleo), start=1):
        Seat.objects.create(trio=trio, person=person, place=place)
    add(LeadPath, author=pia, step=LeadPath.Step.TRIED, eats_time="Night calls.", success="Fewer of them.")
    add(StandIn, lead=lena, coach=cleo, expires_on=soon, agreed_on=DAY, holds=True)
    add(Handover, pair=cast.pair, by=cleo, to=toni, words="He knows the ward.", expires_on=soon)


def _set_people(cast: Cast, stage: Stage, add: Any) -> None:
    stage |= {
        Organisation: Organisation.objects.get_or_create(pk=1, defaults={"name": "Haldane Beds"})[0],
        Person: cast.pia,
        Team: cast.customer_care,
        Membership: Membership.objects.get(person=cast.pia),
        Line: Line.objects.get(person=cast.pia),
        Pair: cast.pair,
    }
    add(RosterImport, made_by=cast.ada, made_at=MOMENT, file_name="people.csv", found=A_PREVIEW.packed())
    add(SignInLink, person=cast.pia, hashed="a" * 64, expires_at=MOMENT)
    add(
        Token,
        person=cast.pia,
        name="Pia's own",
        hashed="b" * 64,
        scopes=[Token.Scope.LOOP_READ],
        expires_on=DAY + timedelta(days=90),
    )
    # Lena was once allowed to see the aim, and looked; that was before today's one thing was chosen.
    add(Permission, pair=cast.pair, reader=cast.lena, what=What.SEE_AIM, since=MOMENT + timedelta(days=1))
    add(Look, pair=cast.pair, reader=cast.lena, model="focus.focus", row=cast.pair.pk)


@pytest.fixture
def stage(cast: Cast) -> Stage:
    """One row of every model that the access rules name: `stage[Reflection]` is Pia's."""
    return set_stage(cast)
