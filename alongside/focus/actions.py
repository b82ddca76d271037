"""Our one thing: choosing it, agreeing, sharpening it, carrying it on, looking back, closing it."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from alongside.conversations.models import Conversation
from alongside.focus import rules
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
from alongside.journal.actions import record
from alongside.kit import clock
from alongside.kit.refusal import Refusal
from alongside.kit.words import written
from alongside.pairs.actions import held_open
from alongside.pairs.models import InPair, Pair, Side
from alongside.pairs.rules import must_be_open
from alongside.people.models import Person
from alongside.vault.fields import EncryptedText

LONGEST = 2_000
"""How many characters one text of our one thing may have."""

# --- Choosing ---------------------------------------------------------------------------------------------------------


def choose_focus(
    pair: Pair,
    *,
    by: Person,
    aim: str,
    performer_will: str,
    coach_will: str,
    look_back_on: date,
    performer_until: date | None = None,
    coach_until: date | None = None,
    proposed_by: Side | None = None,
    chosen_in: Conversation | None = None,
    serves: str = "",
    where_and_when: str = "",
    first_sign: str = "",
    second_ok: bool = False,
) -> Focus:
    """Choose the one thing of a pair, with what each will do. Whoever does it has agreed; the other is asked.

    Args:
        pair: the two people.
        by: one of the two, at whose device it is typed.
        aim: the one thing, in the performer's words.
        performer_will: what the performer will do.
        coach_will: what the coach will do.
        look_back_on: at most 21 days from today, where `by` is.
        performer_until: by when the performer will have done it, if that was said.
        coach_until: by when the coach will have done it, if that was said.
        proposed_by: whose idea it was; None while nobody has said.
        chosen_in: the talk in which it was chosen.
        serves: what it is good for.
        where_and_when: where and when it will happen.
        first_sign: what will be seen first when it works.
        second_ok: the performer was asked whether a second one, with somebody else, is wanted (P2).

    Raises:
        Refusal: there is one already ("open-focus", about its id); the performer has one with somebody else and was
            not asked ("second-focus"); the day does not do; the pair rests or has ended; in the talk the roles were
            turned ("turned-talk").
    """
    if chosen_in is not None and chosen_in.turned:
        raise Refusal(
            _("In this talk the roles are turned. What comes of it belongs to %(name)s alone.")
            % {"name": chosen_in.performer},
            code="turned-talk",
        )
    today = by.today()
    with transaction.atomic():
        pair = held_open(pair.pk)
        _refuse_second_of_pair(pair)
        aim = _said(aim, "aim")
        performer_will, coach_will = _said(performer_will, "performer_will"), _said(coach_will, "coach_will")
        _refuse_day(look_back_on, today)
        if by.pk == pair.performer_id and not second_ok:
            _ask_about_second(pair)
        try:
            with transaction.atomic():
                focus = Focus.objects.create(
                    pair=pair, by=by, aim=aim, look_back_on=look_back_on, chosen_at=clock.now()
                )
        except IntegrityError:
            _refuse_second_of_pair(pair)
            raise
        of_performer = pair.side_of(by) == Side.PERFORMER
        Sharpening.objects.create(
            pair=pair,
            by=by,
            focus=focus,
            chosen_in=chosen_in,
            proposed_by=proposed_by or "",
            serves=_perhaps(serves, "serves"),
            where_and_when=_perhaps(where_and_when, "where_and_when"),
            first_sign=_perhaps(first_sign, "first_sign"),
            performer_agreed_on=today if of_performer else None,
            coach_agreed_on=None if of_performer else today,
            touched_on=today,
        )
        for side, text, until in (
            (Side.PERFORMER, performer_will, performer_until),
            (Side.COACH, coach_will, coach_until),
        ):
            Commitment.objects.create(pair=pair, by=by, focus=focus, side=side, text=text, until=until)
        record(by, "focus.chosen", focus)
    return focus


def agree_to_focus(
    focus: Focus,
    *,
    by: Person,
    will: str | None = None,
    until: date | None = None,
    aim: str | None = None,
    second_ok: bool = False,
) -> Focus:
    """Say "Yes, this is what I said", or put one's own part into other words. From then on they are one's own words.

    Args:
        focus: our one thing.
        by: one of the two.
        will: one's own part in other words; None leaves it, and its day, as they are.
        until: by when, if the own part is changed.
        aim: the one thing in other words. Only the performer can change it here; the coach is asked again then.
        second_ok: as for `choose_focus`.

    Raises:
        Refusal: the performer has one thing with somebody else and was not asked ("second-focus"); it is closed.
    """
    with transaction.atomic():
        focus, side = _in_hand(focus, by)
        sharpening = focus.sharpening
        if side == Side.PERFORMER and sharpening.performer_agreed_on is None and not second_ok:
            _ask_about_second(focus.pair)
        part = Commitment.objects.get(focus=focus, side=side)
        changed = will is not None and _said(will, "will") != part.text
        if will is not None:
            part.until = until
        if changed:
            part.state = Commitment.State.OPEN
        _in_words_of(part, by, text=_said(will, "will") if will is not None else part.text)
        if side == Side.PERFORMER:
            new_aim = _said(aim, "aim") if aim is not None else focus.aim
            if new_aim != focus.aim:
                sharpening.coach_agreed_on, changed = None, True
            _in_words_of(focus, by, aim=new_aim)
        _agree(sharpening, side, by.today())
        record(by, "focus.part-changed" if changed else "focus.agreed", focus)
    return focus


def sharpen(
    focus: Focus,
    *,
    by: Person,
    proposed_by: Side | None = None,
    serves: str | None = None,
    where_and_when: str | None = None,
    first_sign: str | None = None,
) -> Sharpening:
    """Make it clearer: whose idea it was, what it serves, where and when, what will be seen first. None leaves it."""
    with transaction.atomic():
        focus, _side = _in_hand(focus, by)
        sharpening = focus.sharpening
        if proposed_by is not None:
            sharpening.proposed_by = Side(proposed_by)
        texts = {"serves": serves, "where_and_when": where_and_when, "first_sign": first_sign}
        sharpening.touched_on = by.today()
        sharpening.by = by
        for name, text in texts.items():
            if text is not None:
                setattr(sharpening, name, _perhaps(text, name))
        sharpening.save()
        record(by, "focus.sharpened", focus)
    return sharpening


def weigh(
    focus: Focus,
    *,
    by: Person,
    confidence: int | None = None,
    importance: int | None = None,
    first_minutes: str | None = None,
) -> Sense:
    """Keep for oneself how sure one is and how much it matters, 0 to 10. Nobody else learns of it, or that it is there.

    None leaves confidence and importance unsaid, and the first twenty minutes as they are.

    Raises:
        Refusal: a number that is not between 0 and 10.
    """
    for field, value in (("confidence", confidence), ("importance", importance)):
        if value is not None and not 0 <= value <= 10:
            raise Refusal(_("From 0 to 10, please."), field=field)
    with transaction.atomic():
        Focus.objects.select_for_update(no_key=True).get(pk=focus.pk)
        sense = Sense.objects.filter(focus=focus, author=by).first() or Sense(focus=focus, author=by)
        sense.confidence = "" if confidence is None else str(confidence)
        sense.importance = "" if importance is None else str(importance)
        if first_minutes is not None:
            sense.first_minutes = _perhaps(first_minutes, "first_minutes")
        sense.save()
    return sense


# --- While it is in hand ----------------------------------------------------------------------------------------------


def say_word(commitment: Commitment, *, by: Person, text: str) -> Word:
    """Add a line to a commitment, such as "Not yet. He is back on Tuesday"."""
    with transaction.atomic():
        focus, _side = _in_hand(commitment.focus_id, by)
        word = Word.objects.create(
            pair=focus.pair, by=by, commitment=commitment, text=_said(text, "text"), said_at=clock.now()
        )
        _touch(focus, by)
        record(by, "commitment.said", commitment)
    return word


def set_state(commitment: Commitment, *, by: Person, state: Commitment.State) -> Commitment:
    """Say how a commitment went, in one of the words of `Commitment.State`; back to open takes it up again."""
    with transaction.atomic():
        focus, _side = _in_hand(commitment.focus_id, by)
        commitment = Commitment.objects.select_for_update(no_key=True).get(pk=commitment.pk)
        commitment.state = Commitment.State(state)
        commitment.save(update_fields=["state"])
        _touch(focus, by)
        record(by, "commitment.state-said", commitment)
    return commitment


def take_on_step(focus: Focus, *, by: Person, text: str) -> Step:
    """Take on a small step, whoever of the two will do it.

    Raises:
        Refusal: three are in hand already ("steps-in-hand").
    """
    with transaction.atomic():
        focus, _side = _in_hand(focus, by)
        text = _said(text, "text")
        try:
            with transaction.atomic():
                step = Step.objects.create(
                    pair=focus.pair, by=by, focus=focus, text=text, place=_free_place(focus), taken_on=by.today()
                )
        except IntegrityError:
            _free_place(focus)
            raise
        _touch(focus, by)
        record(by, "step.taken", step)
    return step


def finish_step(step: Step, *, by: Person) -> Step:
    """The step is done."""
    return _end_step(step, by, Step.State.DONE, "step.done")


def drop_step(step: Step, *, by: Person) -> Step:
    """The step is no longer needed."""
    return _end_step(step, by, Step.State.DROPPED, "step.dropped")


def park_idea(pair: Pair, *, by: Person, text: str) -> ParkedIdea:
    """Keep an idea for later: one thing at a time, and nothing gets lost."""
    with transaction.atomic():
        pair = held_open(pair.pk)
        idea = ParkedIdea.objects.create(pair=pair, by=by, text=_said(text, "text"), parked_on=by.today())
        record(by, "idea.parked", idea)
    return idea


def drop_idea(idea: ParkedIdea, *, by: Person) -> ParkedIdea:
    """Take a parked idea off the list. Once more changes nothing."""
    with transaction.atomic():
        held_open(idea.pair_id)
        idea = ParkedIdea.objects.select_for_update(no_key=True).get(pk=idea.pk)
        if idea.closed_on is None:
            idea.closed_on = by.today()
            idea.save(update_fields=["closed_on"])
            record(by, "idea.dropped", idea)
    return idea


def extend(focus: Focus, *, by: Person, look_back_on: date) -> Focus:
    """Carry it on: look back on another day, at most 21 days from today.

    Raises:
        Refusal: it was carried on twice already and is to be put in new words first ("reword").
    """
    with transaction.atomic():
        focus, _side = _in_hand(focus, by)
        sharpening = focus.sharpening
        if rules.needs_rewording(sharpening.extended):
            raise Refusal(rules.REWORD, code="reword", about={"focus": focus.pk})
        _refuse_day(look_back_on, by.today())
        focus.look_back_on = look_back_on
        focus.save(update_fields=["look_back_on"])
        sharpening.extended += 1
        sharpening.touched_on = by.today()
        sharpening.save(update_fields=["extended", "touched_on"])
        record(by, "focus.extended", focus)
    return focus


def reword(
    focus: Focus,
    *,
    by: Person,
    aim: str,
    look_back_on: date,
    performer_will: str | None = None,
    coach_will: str | None = None,
) -> Focus:
    """Put it in new words: smaller, or about what is really in the way. The other is asked whether that is it.

    A part that gets other words is open again; None leaves it. The count of extensions begins anew.

    Raises:
        Refusal: the words are the same as before, or the day does not do.
    """
    today = by.today()
    with transaction.atomic():
        focus, side = _in_hand(focus, by)
        sharpening = focus.sharpening
        _refuse_day(look_back_on, today)
        parts = {part.side: part for part in Commitment.objects.filter(focus=focus)}
        wanted = {Side.PERFORMER: performer_will, Side.COACH: coach_will}
        new = {
            parts[whose]: _said(text, f"{whose}_will")
            for whose, text in wanted.items()
            if text is not None and _said(text, f"{whose}_will") != parts[whose].text
        }
        aim = _said(aim, "aim")
        if aim == focus.aim and not new:
            raise Refusal(_("These are the words it has now. What would make it smaller?"), field="aim")
        for part, text in new.items():
            part.state, part.until = Commitment.State.OPEN, None
            _in_words_of(part, by, text=text)
        focus.look_back_on = look_back_on
        _in_words_of(focus, by if aim != focus.aim else None, aim=aim)
        sharpening.extended = 0
        sharpening.performer_agreed_on = sharpening.coach_agreed_on = None
        _agree(sharpening, side, today)
        record(by, "focus.reworded", focus)
    return focus


# --- Something to try -------------------------------------------------------------------------------------------------


def begin_experiment(focus: Focus, *, by: Person, question: str, options: Sequence[str]) -> Experiment:
    """Ask something that can be tried, with at least two ways to try it; the performer chooses among them.

    Raises:
        Refusal: fewer than two ways, or something is being tried already ("trying-already").
    """
    ways = [text.strip() for text in options if text.strip()]
    with transaction.atomic():
        focus, _side = _in_hand(focus, by)
        question = _said(question, "question")
        if len(ways) < 2:
            raise Refusal(_("One way is no choice. What else could be tried?"), field="options", code="two-options")
        _refuse_second_try(focus)
        try:
            with transaction.atomic():
                experiment = Experiment.objects.create(
                    pair=focus.pair,
                    by=by,
                    focus=focus,
                    question=question,
                    begun_on=by.today(),
                    tried_by_id=focus.pair.performer_id,
                )
        except IntegrityError:
            _refuse_second_try(focus)
            raise
        for text in ways:
            _add_option(experiment, by, text)
        _touch(focus, by)
        record(by, "experiment.begun", experiment)
    return experiment


def add_option(experiment: Experiment, *, by: Person, text: str) -> Option:
    """Add another way to try it, while none is chosen. One of the coach's is stamped as suggested."""
    with transaction.atomic():
        focus, experiment = _being_tried(experiment, by)
        _refuse_chosen(experiment)
        option = _add_option(experiment, by, _said(text, "text"))
        _touch(focus, by)
        record(by, "experiment.option-added", experiment)
    return option


def choose_option(option: Option, *, by: Person, expected: str) -> Experiment:
    """Choose this way, and say what one expects. Only the performer is asked."""
    with transaction.atomic():
        focus, experiment = _being_tried(option.experiment_id, by)
        _refuse_chosen(experiment)
        _in_words_of(experiment, None, expected=_said(expected, "expected"))
        Option.objects.filter(pk=option.pk).update(chosen=True)
        _touch(focus, by)
        record(by, "experiment.chosen", experiment)
    return experiment


def end_experiment(experiment: Experiment, *, by: Person, happened: str, verdict: Experiment.Verdict) -> Experiment:
    """Say what happened, and what becomes of it: keep, adapt or drop.

    Raises:
        Refusal: no way was chosen yet, except to drop it.
    """
    with transaction.atomic():
        focus, experiment = _being_tried(experiment, by)
        verdict = Experiment.Verdict(verdict)
        if verdict == Experiment.Verdict.OPEN:
            raise Refusal(_("Keep it, adapt it or drop it?"), field="verdict")
        if (
            verdict != Experiment.Verdict.DROP
            and not Option.objects.filter(experiment=experiment, chosen=True).exists()
        ):
            raise Refusal(_("Choose a way first, or drop it."), code="choose-first")
        experiment.verdict, experiment.ended_on = verdict, by.today()
        _in_words_of(experiment, None, happened=_said(happened, "happened"))
        _touch(focus, by)
        record(by, "experiment.ended", experiment)
    return experiment


# --- Looking back -----------------------------------------------------------------------------------------------------


def look_back(focus: Focus, *, by: Person, learning: str, helped: str, hindered: str) -> LookBack:
    """Write one's sentence of learning, and what helped and hindered from outside ("nothing" is an answer; P4).

    While it is in hand the words can be changed. After it was closed, whoever has not written yet still can, once.

    Raises:
        Refusal: one of the three is empty, or it is closed and one has looked back already.
    """
    texts = {
        "learning": _said(learning, "learning"),
        "helped": _said(helped, "helped", _("Did anything from outside help? “Nothing” is an answer.")),
        "hindered": _said(hindered, "hindered", _("Did anything from outside get in the way? “Nothing” is an answer.")),
    }
    with transaction.atomic():
        held = _held(focus)
        _side_of(held, by)
        written = LookBack.objects.filter(focus=held, by=by).first()
        if written and held.closed_at:
            raise _closed(held)
        row = written or LookBack(pair=held.pair, by=by, focus=held)
        row.written_on = by.today()
        _in_words_of(row, by, **texts)
        _touch(held, by)
        record(by, "focus.looked-back", held)
    return row


def close_focus(focus: Focus, *, by: Person, how: Ending.As) -> Ending:
    """Close it in one of the words of `Ending.As`, once both have looked back. Setting aside needs only one's own.

    Raises:
        Refusal: somebody has not looked back yet ("look-back-missing", about whom), or it is closed already.
    """
    how = Ending.As(how)
    with transaction.atomic():
        focus, _side = _in_hand(focus, by)
        wrote = set(LookBack.objects.filter(focus=focus).values_list("by", flat=True))
        if by.pk not in wrote:
            raise Refusal(
                _("First one sentence of yours: what did you learn?"), code="look-back-missing", about={"person": by.pk}
            )
        other = focus.pair.other(by)
        if how != Ending.As.SET_ASIDE and other.pk not in wrote:
            raise Refusal(
                _("%(name)s has not looked back yet. It closes when both of you have written a sentence.")
                % {"name": other},
                code="look-back-missing",
                about={"person": other.pk},
            )
        try:
            with transaction.atomic():
                ending = Ending.objects.create(pair=focus.pair, by=by, focus=focus, how=how)
        except IntegrityError:
            raise _closed(focus) from None
        focus.closed_at = clock.now()
        focus.save(update_fields=["closed_at"])
        _touch(focus, by)
        record(by, "focus.closed", focus)
    return ending


def set_aside(
    focus: Focus,
    *,
    by: Person,
    learning: str | None = None,
    helped: str | None = None,
    hindered: str | None = None,
) -> Ending:
    """Set it aside, which either of the two can do alone. The other can add their sentence afterwards.

    One's own look-back is written with it when `learning` is given; else it must be there already.
    """
    with transaction.atomic():
        if learning is not None:
            look_back(focus, by=by, learning=learning, helped=helped or "", hindered=hindered or "")
        return close_focus(focus, by=by, how=Ending.As.SET_ASIDE)


# --- What the deeds above share ---------------------------------------------------------------------------------------


def _held(focus: Focus | UUID) -> Focus:
    """The focus and its pair as they are now, held against deeds at the same moment."""
    held = (
        Focus.objects.select_for_update(no_key=True, of=("self", "pair"))
        .select_related("pair__performer", "pair__coach", "sharpening")
        .get(pk=focus.pk if isinstance(focus, Focus) else focus)
    )
    must_be_open(held.pair)
    return held


def _in_hand(focus: Focus | UUID, by: Person) -> tuple[Focus, Side]:
    """The focus, held, and the side of `by`. Refuses when it is closed, or the pair rests or has ended."""
    held = _held(focus)
    if held.closed_at:
        raise _closed(held)
    return held, _side_of(held, by)


def _side_of(focus: Focus, by: Person) -> Side:
    side = focus.pair.side_of(by)
    if side is None:
        names = {"one": focus.pair.performer, "two": focus.pair.coach}
        raise Refusal(_("This is between %(one)s and %(two)s.") % names)
    return side


def _closed(focus: Focus) -> Refusal:
    ending = Ending.objects.filter(focus=focus).select_related("by").first()
    how = ending.get_how_display() if ending else ""
    return Refusal(
        _("%(name)s closed this with “%(how)s”.") % {"name": ending.by if ending else "", "how": how},
        code="focus-closed",
        about={"focus": focus.pk},
    )


def _refuse_second_of_pair(pair: Pair) -> None:
    standing = Focus.objects.filter(pair=pair, closed_at=None).first()
    if standing:
        raise Refusal(
            _("You have one thing already: “%(aim)s”. Look back on it first, or set it aside.") % {"aim": standing.aim},
            code="open-focus",
            about={"focus": standing.pk},
        )


def _ask_about_second(pair: Pair) -> None:
    """P2: whoever is about to have a second one, with somebody else, is asked first."""
    other = (
        Focus.objects.filter(closed_at=None, pair__performer=pair.performer_id, pair__ended_at=None)
        .exclude(pair=pair)
        .select_related("pair__coach")
        .order_by("chosen_at")
        .first()
    )
    if other:
        raise Refusal(
            _("You have one thing with %(name)s already: “%(aim)s”. Two at a time is a lot. Do you want both?")
            % {"name": other.pair.coach, "aim": other.aim},
            code="second-focus",
            about={"focus": other.pk},
        )


def _refuse_day(day: date, today: date) -> None:
    if problem := rules.look_back_problem(day, today):
        raise Refusal(problem, field="look_back_on")


def _refuse_second_try(focus: Focus) -> None:
    standing = Experiment.objects.filter(focus=focus, ended_on=None).first()
    if standing:
        raise Refusal(
            _("You are trying something already: “%(question)s”. Say first what came of it.")
            % {"question": standing.question},
            code="trying-already",
            about={"experiment": standing.pk},
        )


def _being_tried(experiment: Experiment | UUID, by: Person) -> tuple[Focus, Experiment]:
    pk = experiment.pk if isinstance(experiment, Experiment) else experiment
    focus, _side = _in_hand(Experiment.objects.values_list("focus_id", flat=True).get(pk=pk), by)
    held = Experiment.objects.get(pk=pk)
    if held.ended_on:
        raise Refusal(_("This has been tried. Begin something new if it left a question."), code="tried-already")
    return focus, held


def _refuse_chosen(experiment: Experiment) -> None:
    if Option.objects.filter(experiment=experiment, chosen=True).exists():
        raise Refusal(_("A way is chosen already. Say first what came of it."), code="chosen-already")


def _add_option(experiment: Experiment, by: Person, text: str) -> Option:
    return Option.objects.create(
        pair_id=experiment.pair_id,
        by=by,
        experiment=experiment,
        position=Option.objects.filter(experiment=experiment).count() + 1,
        text=text,
        suggested=by.pk != experiment.tried_by_id,
    )


def _free_place(focus: Focus) -> int:
    taken = set(Step.objects.filter(focus=focus, state=Step.State.IN_HAND).values_list("place", flat=True))
    free = [place for place in range(1, rules.IN_HAND + 1) if place not in taken]
    if not free:
        raise Refusal(_("Three steps are in hand already. Finish or drop one."), code="steps-in-hand")
    return free[0]


def _end_step(step: Step, by: Person, state: Step.State, verb: str) -> Step:
    with transaction.atomic():
        focus, _side = _in_hand(step.focus_id, by)
        step = Step.objects.get(pk=step.pk)
        if step.state == state:
            return step
        if step.state != Step.State.IN_HAND:
            raise Refusal(_("This step is no longer in hand."), code="step-closed")
        step.state, step.closed_on = state, by.today()
        step.save(update_fields=["state", "closed_on"])
        _touch(focus, by)
        record(by, verb, step)
    return step


def _agree(sharpening: Sharpening, side: Side, today: date) -> None:
    if side == Side.PERFORMER:
        sharpening.performer_agreed_on = today
    else:
        sharpening.coach_agreed_on = today
    sharpening.touched_on = today
    sharpening.save(update_fields=["performer_agreed_on", "coach_agreed_on", "extended", "touched_on"])


def _touch(focus: Focus, by: Person) -> None:
    Sharpening.objects.filter(focus=focus).update(touched_on=by.today())


def _said(text: str, field: str, ask: str = "") -> str:
    return written(text, field, most=LONGEST, too_long=_("That is a lot for one thing. Say it shorter."), ask=ask)


def _perhaps(text: str, field: str) -> str:
    """The words, or none."""
    return _said(text, field) if text.strip() else ""


def _in_words_of(row: InPair, by: Person | None, **texts: str) -> None:
    """Save the row with all its words in the voice of `by`, whose key they are under from now on."""
    names = [field.attname for field in row._meta.concrete_fields if isinstance(field, EncryptedText)]
    plain = {name: getattr(row, name) for name in names} | texts
    if by is not None:
        row.by = by
    for name, text in plain.items():
        setattr(row, name, text)
    row.save()
