"""Filling a database with Haldane Beds: the story is played through the deeds that people's clicks lead to.

So its agreements are signed, its one things were chosen by two, and its journal says what happened. What a deed would
refuse, the story cannot contain.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial, singledispatchmethod

from django.db import transaction
from django.utils.translation import gettext as _

from alongside.access.gate import one
from alongside.conversations import actions as talking
from alongside.conversations.models import Conversation, Topic, Turn
from alongside.demo import moments, mutual, mutual_play, script
from alongside.demo.moments import Moment
from alongside.demo.playing import Playing
from alongside.demo.script import Story
from alongside.demo.told import Told
from alongside.focus import actions as focusing
from alongside.focus.models import Commitment, Experiment, Focus, Option, Step
from alongside.journal.actions import thin_journal
from alongside.kit import clock
from alongside.kit.refusal import Refusal
from alongside.pairs import actions as pairing
from alongside.pairs.models import Invite, Side, What
from alongside.people.actions import add_person, open_line, organisation, put_in_team
from alongside.people.models import Organisation, Person, Team
from alongside.reflections import actions as reflecting
from alongside.reflections import solo
from alongside.reflections.models import SoloFocus, SoloStep
from alongside.vault.ring import ring

TOLD_IN = 40
"""How many things that happened are written in one transaction: few enough to let others write in between."""

LATELY = 5
"""For so many nights the server has suggested people to each other; what is older would have passed by now."""

Counting = Callable[[int, int], None]


def fill(*, today: date | None = None, told: Counting = lambda done, of: None) -> None:
    """Fill this database with Haldane Beds as it is on this day, and mark it as the demo's.

    Args:
        today: the day the story is told for; the day it is at Haldane's by default.
        told: is told how many things have happened so far, of how many, for a progress bar.

    Raises:
        Refusal: there are people in this database already.
    """
    today = today or moments.today()
    if Person.objects.exists():
        raise Refusal(_("There are people in this database already. The demo wants an empty one."), code="not-empty")
    story = script.story()
    with ring():
        with transaction.atomic():
            _open_the_house(story)
            people, teams = _hire(story, today)
        events = _events(story, people, teams, today)
        for start in range(0, len(events), TOLD_IN):
            with transaction.atomic():
                for moment, happens in events[start : start + TOLD_IN]:
                    with clock.at(moment):
                        happens()
            told(min(start + TOLD_IN, len(events)), len(events))
        with transaction.atomic(), clock.at(datetime.combine(today, time(), moments.ZONE)):
            mutual_play.by_itself(weekly=True, lately=True)
            thin_journal()
            Organisation.objects.filter(pk=1).update(made_on=today)


# --- The house and its people -----------------------------------------------------------------------------------------


def _open_the_house(story: Story) -> None:
    told = story.organisation
    house = organisation()
    house.name, house.help_line = told.name, told.help_line
    house.is_demo, house.made_on = True, None
    house.save()


def _hire(story: Story, today: date) -> tuple[dict[str, Person], dict[str, Team]]:
    """Everybody and every team, by their key in the story, with memberships and lines."""
    told = story.organisation
    people = {key: _person(told, key) for key in told.people}
    teams: dict[str, Team] = {}
    for key, team in told.teams.items():
        parent = teams[team.parent] if team.parent else None
        teams[key] = Team.objects.create(name=team.name, lead=people[team.lead], parent=parent)
    for key, person in people.items():
        tells = told.people[key]
        person.started_on = began = tells.since.day(today)
        person.last_login = datetime.combine(began, time(), moments.ZONE)  # whoever is in the story has been here
        person.save(update_fields=["started_on", "last_login"])
        if tells.team:
            put_in_team(person, teams[tells.team], on=began)
        if tells.before:
            open_line(person, people[tells.before.lead], on=began)
            began = tells.before.until.day(today)
        if tells.lead:
            open_line(person, people[tells.lead], on=began)
        for lead in tells.also:
            open_line(person, people[lead], additional=True, on=began)
    return people, teams


def _person(told: script.Organisation, key: str) -> Person:
    tells = told.people[key]
    return add_person(
        told.email(key),
        tells.name,
        given_name=tells.given,
        time_zone=tells.zone,
        keeps_people=tells.keeps_people or key == told.keeper,
    )


# --- The story, in the order in which it happened ---------------------------------------------------------------------

Happening = tuple[datetime, Callable[[], None]]


def _events(story: Story, people: dict[str, Person], teams: dict[str, Team], today: date) -> list[Happening]:
    """Everything that happens, of all threads, by time; what a line tells of later stands at its own moment."""
    found: list[Happening] = []
    for thread in story.threads:
        played = _Thread(thread, people, teams, today)
        for act in thread.acts:
            at = act.at.at(today).astimezone(UTC)
            found.append((at, partial(played.play, act.verb, at)))
            found += [(later.at(today), partial(then, act.verb)) for later, then in played.later(act.verb)]
    found += _nights(min(at for at, _happens in found), today)
    return sorted(found, key=lambda happening: happening[0])


def _nights(first: datetime, today: date) -> list[Happening]:
    """What the server did by itself, in every night of the story."""
    found: list[Happening] = []
    for ago in range(1, (today - first.date()).days):
        day = today - timedelta(days=ago)
        night = partial(mutual_play.by_itself, weekly=day.weekday() == 0, lately=ago <= LATELY)
        found.append((datetime.combine(day, time(4), moments.ZONE), night))
    return found


@dataclass
class _Thread(Playing):
    """One thread being played."""

    def later(self, verb: Told) -> list[tuple[Moment, Callable[[Told], None]]]:
        """What one line of the story tells of later moments."""
        match verb:
            case script.Raises(talked_about=Moment() as at):
                return [(at, self._talked_about)]
            case script.Raises(dropped=Moment() as at):
                return [(at, self._no_longer_needed)]
            case script.TakesStep(done=Moment() as at):
                return [(at, self._step_done)]
            case script.TakesStep(dropped=Moment() as at):
                return [(at, self._step_dropped)]
            case script.StepsAlone(done=Moment() as at):
                return [(at, self._step_done_alone)]
            case script.Tries(result=script.Tried() as result):
                return [(result.at, self._tried)]
            case mutual.Thanks(arrived=Moment() as at):
                return [(at, partial(mutual_play.arrives, thread=self))]
            case _:
                return []

    @singledispatchmethod
    def play(self, verb: Told, at: datetime) -> None:
        """Let it happen."""
        mutual_play.play(verb, self, at)

    # --- Becoming a pair, agreeing, ending ---

    @play.register
    def _(self, verb: script.Invites, at: datetime) -> None:
        by_coach = verb.by == self.of.coach
        pairing.invite(
            self.performer if by_coach else self.coach,
            by=self.people[verb.by],
            side=Side.COACH if by_coach else Side.PERFORMER,
            words=verb.words,
            kind=self.of.kind,
        )

    def _invitation(self) -> Invite:
        two = {self.performer.pk, self.coach.pk}
        sent = Invite.objects.filter(inviter__in=two, invited__in=two).order_by("-sent_on").first()
        if sent is None:
            raise LookupError(f"{self.thread.name}: nobody was invited.")
        return sent

    @play.register
    def _(self, verb: script.Accepts, at: datetime) -> None:
        self.held = pairing.accept(self._invitation(), by=self.people[verb.by])

    @play.register
    def _(self, verb: script.SaysNotNow, at: datetime) -> None:
        pairing.say_not_now(self._invitation(), by=self.people[verb.by])

    @play.register
    def _(self, verb: script.NamesAnother, at: datetime) -> None:
        pairing.ask_instead(
            self._invitation(),
            self.people[verb.instead],
            by=self.people[verb.by],
            words=verb.words,
            tell=verb.tells,
        )

    @play.register
    def _(self, verb: script.ProposesWords, at: datetime) -> None:
        pairing.propose_agreement(
            self.pair,
            by=self.people[verb.by],
            promises=verb.promises,
            every_weeks=verb.every_weeks,
            both_ways_weeks=verb.both_ways_weeks,
            liked=verb.liked,
            words=verb.words,
        )

    @play.register
    def _(self, verb: script.Signs, at: datetime) -> None:
        proposed = pairing.open_proposal(self.pair)
        if proposed:
            pairing.sign_agreement(proposed, by=self.people[verb.by])

    @play.register
    def _(self, verb: script.Allows, at: datetime) -> None:
        pairing.allow(self.pair, self.people[verb.reader], What.SEE_AIM, by=self.people[verb.by])

    @play.register
    def _(self, verb: script.Disallows, at: datetime) -> None:
        pairing.disallow(self.pair, self.people[verb.reader], What.SEE_AIM, by=self.people[verb.by])

    @play.register
    def _(self, verb: script.Looks, at: datetime) -> None:
        one(self.people[verb.by], "see", Focus, self.thing.pk)

    @play.register
    def _(self, verb: script.Pauses, at: datetime) -> None:
        pairing.pause(self.pair, by=self.people[verb.by])

    @play.register
    def _(self, verb: script.TakesUp, at: datetime) -> None:
        pairing.resume(self.pair, by=self.people[verb.by])

    @play.register
    def _(self, verb: script.EndsPair, at: datetime) -> None:
        pairing.end(self.pair, by=self.people[verb.by])

    # --- Notes for oneself ---

    @play.register
    def _(self, verb: script.Reflects, at: datetime) -> None:
        by = self.people[verb.by]
        notes = reflecting.begin_reflection(by=by, pair=self.held, slugs=list(verb.cards))
        for card in notes.cards.order_by("position"):
            tells = verb.cards.get(card.slug)
            if tells is not None:
                reflecting.keep_answer(card, by=by, text=tells.says, mover=tells.mover or "")
            elif not verb.unfinished:
                reflecting.skip_card(card, by=by)
        if not verb.unfinished:
            reflecting.finish_reflection(notes, by=by)
        for slug in verb.shows:
            reflecting.bring_card(notes.cards.get(slug=slug), self.pair, by=by)

    # --- Talks ---

    @play.register
    def _(self, verb: script.Raises, at: datetime) -> None:
        self.rows[id(verb)] = talking.add_topic(self.pair, by=self.people[verb.by], text=verb.topic)

    def _talked_about(self, verb: Told) -> None:
        if isinstance(topic := self.rows[id(verb)], Topic):
            talking.finish_topic(topic, by=self.performer)

    def _no_longer_needed(self, verb: Told) -> None:
        if isinstance(topic := self.rows[id(verb)], Topic):
            talking.drop_topic(topic, by=topic.by)

    @play.register
    def _(self, verb: script.Plans, at: datetime) -> None:
        talking.plan_talk(self.pair, by=self.people[verb.by], when=verb.for_.at(self.today))

    @play.register
    def _(self, verb: script.CallsOff, at: datetime) -> None:
        talking.cancel_talk(self._planned(), by=self.people[verb.by])

    def _planned(self) -> Conversation:
        return Conversation.objects.filter(pair=self.pair).planned().get()

    @play.register
    def _(self, verb: script.Talks, at: datetime) -> None:
        if self.coach.primer_seen_on is None:
            talking.mark_primer_seen(by=self.coach)
            self.coach.refresh_from_db(fields=["primer_seen_on"])
        talk = talking.start_talk(self.pair, by=self.coach, mode=verb.mode, guide=verb.guide, turned=verb.turned)
        minute = partial(_minutes_after, at)
        with minute(1):
            self._parts_first(talk, verb)
        for number, (slug, card) in enumerate(verb.cards.items()):
            with minute(3 + 3 * number):
                self._on_the_table(talk, slug, card)
        with minute(verb.minutes - 6):
            self._notes(talk, verb)
        with minute(verb.minutes - 5):
            self._decide(talk, verb)
        with minute(verb.minutes):
            self._close(talk, verb)

    def _parts_first(self, talk: Conversation, verb: script.Talks) -> None:
        """The coach begins with their own part; then how the performer's went."""
        if verb.my_part:
            talking.say_part_first(talk, by=self.coach)
            self._went(Side.COACH, verb.my_part.state, verb.my_part.says)
        if verb.my_side:
            self._went(Side.PERFORMER, verb.my_side.state, verb.my_side.says)

    def _went(self, side: Side, state: Commitment.State, says: str) -> None:
        by = self.coach if side == Side.COACH else self.performer
        part = self._part(side)
        if says:
            focusing.say_word(part, by=by, text=says)
        if state:
            focusing.set_state(part, by=by, state=state)

    def _part(self, side: Side) -> Commitment:
        return Commitment.objects.get(focus=self.thing, side=side)

    def _on_the_table(self, talk: Conversation, slug: str, card: script.OnTheTable) -> None:
        turn = Turn.objects.select_related("conversation__pair").get(conversation=talk, slug=slug)
        if card.performer:
            talking.answer_turn(turn, by=talk.performer, text=card.performer)
        else:
            talking.skip_turn(turn, by=talk.performer)
        if card.coach:
            talking.answer_turn(turn, by=talk.coach, text=card.coach.text, kind=card.coach.kind)

    def _notes(self, talk: Conversation, verb: script.Talks) -> None:
        if verb.notes:
            talking.write_shared_notes(talk, by=self.performer, text=verb.notes, version=0)
        for by, text in ((talk.performer, verb.private.performer), (talk.coach, verb.private.coach)):
            if text:
                talking.write_private_note(talk, by=by, text=text)

    def _decide(self, talk: Conversation, verb: script.Talks) -> None:
        """Look back, carry on, put it in new words, choose."""
        if verb.looks_back:
            self._look_back(verb.looks_back)
        if verb.extends:
            focusing.extend(self.thing, by=self.performer, look_back_on=verb.extends.look_back.day(self.today))
        if verb.rewords:
            self._reword(verb.rewords)
        if verb.chooses:
            self._choose(talk, verb.chooses)

    def _look_back(self, told: script.LooksBack) -> None:
        for by, words in ((self.performer, told.performer), (self.coach, told.coach)):
            focusing.look_back(self.thing, by=by, learning=words.learning, helped=words.helped, hindered=words.hindered)
        focusing.close_focus(self.thing, by=self.performer, how=told.ending)
        self.focus = None

    def _reword(self, told: script.Rewords) -> None:
        focusing.reword(
            self.thing,
            by=self.performer,
            aim=told.aim,
            look_back_on=told.look_back.day(self.today),
            performer_will=told.performer_will,
            coach_will=told.coach_will,
        )
        focusing.agree_to_focus(self.thing, by=self.coach)
        if told.coach_kept_at_once:
            focusing.set_state(self._part(Side.COACH), by=self.coach, state=Commitment.State.HAPPENED)

    def _choose(self, talk: Conversation, told: script.Chooses) -> None:
        sharper = told.sharpened or script.Sharpened()
        self.focus = focusing.choose_focus(
            self.pair,
            by=self.performer,
            aim=told.aim,
            performer_will=told.performer.will,
            coach_will=told.coach.will,
            look_back_on=told.look_back.day(self.today),
            performer_until=told.performer.until.day(self.today),
            coach_until=told.coach.until.day(self.today),
            proposed_by=sharper.proposed_by,
            chosen_in=talk,
            serves=sharper.serves,
            where_and_when=sharper.where_and_when,
            first_sign=sharper.first_sign,
        )
        focusing.agree_to_focus(self.focus, by=self.coach)
        if told.sure:
            focusing.weigh(
                self.focus,
                by=self.performer,
                confidence=told.sure.confidence,
                importance=told.sure.importance,
                first_minutes=told.sure.first_minutes,
            )

    def _close(self, talk: Conversation, verb: script.Talks) -> None:
        goes_on = verb.chooses or verb.extends or verb.rewords
        mine, theirs = verb.closing.performer or script.Worth(), verb.closing.coach or script.Worth()
        talking.close_talk(
            talk,
            by=talk.performer,
            ended_with=Conversation.Ended.ONE_THING if goes_on else Conversation.Ended.NOTHING,
            worth=mine.worth,
            different=mine.different,
            next_at=verb.next.at(self.today) if verb.next else None,
            start_here=verb.start_here.performer,
        )
        talking.say_closing_words(talk, by=talk.coach, worth=theirs.worth, different=theirs.different)
        if verb.start_here.coach:
            talking.write_start_here(self.pair, by=talk.coach, text=verb.start_here.coach)

    # --- Our one thing, from talk to talk ---

    @play.register
    def _(self, verb: script.SaysOf, at: datetime) -> None:
        by = self.people[verb.by]
        side = Side.COACH if by == self.coach else Side.PERFORMER
        focusing.say_word(self._part(side), by=by, text=verb.text)

    @play.register
    def _(self, verb: script.TakesStep, at: datetime) -> None:
        self.rows[id(verb)] = focusing.take_on_step(self.thing, by=self.people[verb.by], text=verb.step)

    def _step_done(self, verb: Told) -> None:
        if isinstance(step := self.rows[id(verb)], Step):
            focusing.finish_step(step, by=step.by)

    def _step_dropped(self, verb: Told) -> None:
        if isinstance(step := self.rows[id(verb)], Step):
            focusing.drop_step(step, by=step.by)

    @play.register
    def _(self, verb: script.Tries, at: datetime) -> None:
        """The performer asks and names ways of their own; the coach adds theirs; the performer chooses."""
        own = [option.text for option in verb.options if not option.suggested]
        trying = focusing.begin_experiment(self.thing, by=self.performer, question=verb.question, options=own)
        for option in verb.options:
            if option.suggested:
                focusing.add_option(trying, by=self.coach, text=option.text)
        for option in verb.options:
            if option.chosen:
                ways = {way.text: way for way in Option.objects.filter(experiment=trying)}
                focusing.choose_option(ways[option.text], by=self.performer, expected=verb.expects)
        self.rows[id(verb)] = trying

    def _tried(self, verb: Told) -> None:
        trying = self.rows[id(verb)]
        if isinstance(trying, Experiment) and isinstance(verb, script.Tries) and verb.result:
            focusing.end_experiment(
                trying, by=self.performer, happened=verb.result.happened, verdict=verb.result.verdict
            )

    @play.register
    def _(self, verb: script.Parks, at: datetime) -> None:
        focusing.park_idea(self.pair, by=self.people[verb.by], text=verb.idea)

    # --- Alone ---

    @play.register
    def _(self, verb: script.TakesOnAlone, at: datetime) -> None:
        self.solo = solo.choose_alone(
            by=self.people[verb.by], aim=verb.aim, will=verb.will, look_back_on=verb.look_back.day(self.today)
        )

    @property
    def own_thing(self) -> SoloFocus:
        """What they took on alone."""
        if self.solo is None:
            raise LookupError(f"{self.thread.name}: nothing was taken on alone.")
        return self.solo

    @play.register
    def _(self, verb: script.StepsAlone, at: datetime) -> None:
        self.rows[id(verb)] = solo.take_step_alone(self.own_thing, by=self.people[verb.by], text=verb.step)

    def _step_done_alone(self, verb: Told) -> None:
        if isinstance(step := self.rows[id(verb)], SoloStep):
            solo.finish_step_alone(step, by=step.author)

    @play.register
    def _(self, verb: script.LooksBackAlone, at: datetime) -> None:
        solo.look_back_alone(
            self.own_thing,
            by=self.people[verb.by],
            how=verb.ending,
            learning=verb.learning,
            helped=verb.helped,
            hindered=verb.hindered,
        )


def _minutes_after(at: datetime, minutes: int) -> AbstractContextManager[None]:
    return clock.at(at + timedelta(minutes=minutes))
