"""How the lines of the two-way street are played: each through the deed that somebody's click leads to."""

from datetime import datetime
from functools import singledispatch
from typing import TypeVar, cast

from alongside.conversations.theming import set_themes, swap_theme
from alongside.demo import mutual
from alongside.demo.playing import Playing
from alongside.demo.told import Told
from alongside.evaluations import both_ways, checking_in
from alongside.evaluations.gaps import Spot
from alongside.evaluations.models import BothWays, CheckIn, Placement
from alongside.feedback import actions as saying
from alongside.feedback import agreeing
from alongside.feedback.models import Appreciation, Asking, Feedback, Say, TeamAgreement
from alongside.matching import directory, leading, trios
from alongside.matching.models import StandIn, Trio
from alongside.matching.suggesting import suggest_all
from alongside.pairs.models import Side
from alongside.people import house
from alongside.people.models import HouseAgreement, Person
from alongside.sealed.actions import return_passed
from alongside.upward import nameless, naming, threads
from alongside.upward.models import Batch, Contact, Thread

Row = TypeVar("Row")


def by_itself(*, weekly: bool, lately: bool) -> None:
    """What the server does by itself in the night: decide what had its days, give back, hand out, suggest.

    It does all of it every night; eight months of nights are over sooner if what the story takes no notice of is left
    out: on most days nothing comes back or goes out, and suggestions of long ago have passed.

    Args:
        weekly: it is the first night of a week, or the last one.
        lately: it is one of the last nights.
    """
    agreeing.settle_proposals()
    if weekly:
        return_passed()
        both_ways.pass_days()
        nameless.publish()
    if lately:
        suggest_all()


@singledispatch
def play(verb: Told, thread: Playing, at: datetime) -> None:
    """Let it happen."""
    raise LookupError(f"Nobody has said how {type(verb).__name__} is played.")


def _row(thread: Playing, name: str, kind: type[Row]) -> Row:
    found = thread.rows.get(name)
    if not isinstance(found, kind):
        raise LookupError(f"{thread.thread.name}: there is no {name} yet.")
    return found


# --- Both ways, in a pair ---------------------------------------------------------------------------------------------


@play.register
def _(verb: mutual.AsksWhere, thread: Playing, at: datetime) -> None:
    thread.rows["check-in"] = checking_in.ask_where(thread.pair, by=thread.people[verb.by])


@play.register
def _(verb: mutual.Places, thread: Playing, at: datetime) -> None:
    spots = {
        about: Spot(told.across, told.up) if told else None
        for about, told in ((Placement.About.WORK, verb.work), (Placement.About.COACHING, verb.coaching))
    }
    checking_in.place_months(_row(thread, "check-in", CheckIn), spots, by=thread.people[verb.by])


@play.register
def _(verb: mutual.AsksBothWays, thread: Playing, at: datetime) -> None:
    by = thread.people[verb.by]
    thread.rows["both-ways"] = both_ways.ask_both_ways(thread.pair, by=by, talk_only=verb.talk_only)


@play.register
def _(verb: mutual.AnswersBothWays, thread: Playing, at: datetime) -> None:
    both_ways.answer(
        _row(thread, "both-ways", BothWays),
        by=thread.people[verb.by],
        placements=verb.promises,
        example=verb.example,
        request=verb.request,
    )


@play.register
def _(verb: mutual.TalkedBothWays, thread: Playing, at: datetime) -> None:
    both_ways.mark_talked_about(_row(thread, "both-ways", BothWays), by=thread.people[verb.by])


@play.register
def _(verb: mutual.SwapsTopic, thread: Playing, at: datetime) -> None:
    swap_theme(thread.pair, verb.guide, by=thread.people[verb.by])


@play.register
def _(verb: mutual.ProposesHandover, thread: Playing, at: datetime) -> None:
    leading.propose_handover(thread.pair, thread.people[verb.to], by=thread.people[verb.by], words=verb.words)


# --- Between colleagues -----------------------------------------------------------------------------------------------


@play.register
def _(verb: mutual.AsksFeedback, thread: Playing, at: datetime) -> None:
    to = thread.other(verb.by)
    thread.rows["asking"] = saying.ask_for_feedback(to, by=thread.people[verb.by], about=verb.about)


@play.register
def _(verb: mutual.PutsAside, thread: Playing, at: datetime) -> None:
    saying.say_not_now(_row(thread, "asking", Asking), by=thread.people[verb.by])


@play.register
def _(verb: mutual.GivesFeedback, thread: Playing, at: datetime) -> None:
    thread.rows["feedback"] = saying.give_feedback(
        thread.other(verb.by),
        by=thread.people[verb.by],
        saw=verb.saw,
        story=verb.story,
        otherwise=verb.otherwise,
        missing=verb.missing,
        question=verb.question,
        offer=verb.offer,
        asking=_row(thread, "asking", Asking) if verb.asked else None,
    )


@play.register
def _(verb: mutual.TellsOwnAccount, thread: Playing, at: datetime) -> None:
    saying.tell_own_account(_row(thread, "feedback", Feedback), by=thread.people[verb.by], text=verb.text)


@play.register
def _(verb: mutual.OpensStory, thread: Playing, at: datetime) -> None:
    saying.open_story(_row(thread, "feedback", Feedback), by=thread.people[verb.by])


@play.register
def _(verb: mutual.SaysWhoseView, thread: Playing, at: datetime) -> None:
    feedback = _row(thread, "feedback", Feedback)
    saying.say_whose_view_changed(feedback, by=thread.people[verb.by], whose=verb.whose, words=verb.words)


@play.register
def _(verb: mutual.Thanks, thread: Playing, at: datetime) -> None:
    to, by = thread.other(verb.by), thread.people[verb.by]
    thread.rows[id(verb)] = saying.appreciate(to, by=by, did=verb.did, meant=verb.meant)


def arrives(verb: Told, *, thread: Playing) -> None:
    """Whoever was thanked has read it."""
    thanks = thread.rows[id(verb)]
    if isinstance(thanks, Appreciation):
        saying.receive_appreciation(thanks, by=thanks.to)


# --- In a team --------------------------------------------------------------------------------------------------------


@play.register
def _(verb: mutual.ProposesToTeam, thread: Playing, at: datetime) -> None:
    thread.rows[verb.line] = agreeing.propose(thread.team, by=thread.people[verb.by], words=verb.words)


@play.register
def _(verb: mutual.CanKeep, thread: Playing, at: datetime) -> None:
    for key in verb.who:
        agreeing.say(_row(thread, verb.line, TeamAgreement), by=thread.people[key], answer=Say.Answer.YES)


@play.register
def _(verb: mutual.Slips, thread: Playing, at: datetime) -> None:
    agreement = _row(thread, verb.line, TeamAgreement)
    agreeing.note_slip(agreement, by=thread.people[verb.by], whose=verb.whose, words=verb.words)


@play.register
def _(verb: mutual.SetsYear, thread: Playing, at: datetime) -> None:
    set_themes(thread.team, verb.months, by=thread.people[verb.by])


@play.register
def _(verb: mutual.WordsAxes, thread: Playing, at: datetime) -> None:
    questions = {(about, axis): getattr(verb, f"{about.value}_{axis.value}") for about, axis in checking_in.QUESTIONS}
    checking_in.word_axes(thread.team, questions, by=thread.people[verb.by])


# --- Finding each other -----------------------------------------------------------------------------------------------


@play.register
def _(verb: mutual.Offers, thread: Playing, at: datetime) -> None:
    by = thread.people[verb.by]
    directory.put_in_directory(by=by, side=Side.COACH, topics_=verb.topics, words=verb.words)


@play.register
def _(verb: mutual.LooksFor, thread: Playing, at: datetime) -> None:
    by = thread.people[verb.by]
    directory.put_in_directory(by=by, side=Side.PERFORMER, topics_=verb.topics, words=verb.words)


@play.register
def _(verb: mutual.Prefers, thread: Playing, at: datetime) -> None:
    by = thread.people[verb.by]
    directory.keep_preference(
        by=by, suggest=verb.suggest, whom=verb.whom, room=verb.room, without_line=verb.without_line
    )
    for key in verb.leaves_out:
        directory.leave_out(thread.people.get(key) or thread.teams[key], by=by)


@play.register
def _(verb: mutual.AsksIntoThree, thread: Playing, at: datetime) -> None:
    others = [thread.people[key] for key in thread.thread.people if key != verb.by]
    thread.rows["trio"] = trios.ask_two(others, by=thread.people[verb.by])


@play.register
def _(verb: mutual.JoinsThree, thread: Playing, at: datetime) -> None:
    thread.rows["trio"] = trios.join(_row(thread, "trio", Trio), by=thread.people[verb.by])


@play.register
def _(verb: mutual.TurnsRoles, thread: Playing, at: datetime) -> None:
    trio = _row(thread, "trio", Trio)
    thread.rows["trio"] = trios.turn_roles(trio, by=thread.people[verb.by], turn=trio.turn)


@play.register
def _(verb: mutual.GoesOn, thread: Playing, at: datetime) -> None:
    leading.choose_step(by=thread.people[verb.by], step=verb.step)


@play.register
def _(verb: mutual.NamesTime, thread: Playing, at: datetime) -> None:
    leading.name_time(by=thread.people[verb.by], eats_time=verb.eats, success=verb.success)


@play.register
def _(verb: mutual.LooksAgain, thread: Playing, at: datetime) -> None:
    leading.look_again(by=thread.people[verb.by], since_then=verb.now, again=verb.again)


@play.register
def _(verb: mutual.AsksStandIn, thread: Playing, at: datetime) -> None:
    thread.rows["stand-in"] = leading.ask_stand_in(thread.people[verb.coach], by=thread.people[verb.by])


@play.register
def _(verb: mutual.StandsIn, thread: Playing, at: datetime) -> None:
    leading.stand_in(_row(thread, "stand-in", StandIn), by=thread.people[verb.by])


# --- Upward -----------------------------------------------------------------------------------------------------------


@play.register
def _(verb: mutual.NamesRepresentative, thread: Playing, at: datetime) -> None:
    naming.name_representative(thread.people[verb.person], by=thread.people[verb.by])


@play.register
def _(verb: mutual.ProposesContact, thread: Playing, at: datetime) -> None:
    naming.propose_contact(thread.people[verb.person], by=thread.people[verb.by])


@play.register
def _(verb: mutual.ConfirmsContact, thread: Playing, at: datetime) -> None:
    naming.confirm_contact(_contact(thread.people[verb.person]), by=thread.people[verb.by])


@play.register
def _(verb: mutual.ProposesHouseWords, thread: Playing, at: datetime) -> None:
    thread.rows["words"] = house.propose_words(verb.words, by=thread.people[verb.by])


@play.register
def _(verb: mutual.AgreesToHouseWords, thread: Playing, at: datetime) -> None:
    house.agree(_row(thread, "words", HouseAgreement), by=thread.people[verb.by])


@play.register
def _(verb: mutual.IsWilling, thread: Playing, at: datetime) -> None:
    by = thread.people[verb.by]
    naming.be_contact(_contact(by), by=by, about=verb.about)


def _contact(person: Person) -> Contact:
    return Contact.objects.get(person=person, ended_on=None)


@play.register
def _(verb: mutual.Brings, thread: Playing, at: datetime) -> None:
    to, by = thread.other(verb.by), thread.people[verb.by]
    if verb.in_confidence:
        thread.rows["letters"] = threads.bring(_contact(to), verb.words, by=by)
    else:
        thread.rows["letters"] = threads.tell(to, verb.words, by=by)


@play.register
def _(verb: mutual.WritesOn, thread: Playing, at: datetime) -> None:
    letters = _letters(verb.by, thread)
    threads.write(letters, verb.words, by=thread.people[verb.by])


@play.register
def _(verb: mutual.SeesAnswer, thread: Playing, at: datetime) -> None:
    _letters(verb.by, thread)


def _letters(by: str, thread: Playing) -> Thread:
    """What was brought and what came back, which this person has now before them."""
    letters = _row(thread, "letters", Thread)
    letters.refresh_from_db()
    threads.seen(letters, by=thread.people[by])
    return letters


@play.register
def _(verb: mutual.WithoutName, thread: Playing, at: datetime) -> None:
    """Somebody wrote it; that it was one of those who could have is all that the deed looks at."""
    to = thread.people[thread.thread.people[0]]
    group = nameless.could_have_written(to, at.date())
    nameless.send_without_name(to, verb.words, by=cast("Person", Person.objects.filter(pk__in=group).first()))


@play.register
def _(verb: mutual.OpensBatch, thread: Playing, at: datetime) -> None:
    for batch in Batch.objects.filter(to=thread.people[verb.by], opened_on=None):
        nameless.open_batch(batch)


@play.register
def _(verb: mutual.AnswersOpenly, thread: Playing, at: datetime) -> None:
    by = thread.people[verb.by]
    nameless.answer_openly(Batch.objects.filter(to=by).latest("week"), verb.words, by=by)
