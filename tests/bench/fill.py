"""An organisation of any size: each person with a pair, three talks, a closed and an open one thing.

People sit in teams of ten. In each team everybody performs with the next one and coaches the one before, so that
everybody has two pairs whatever the size. Every text is encrypted as the product does it; only the making of keys and
the inserting take a shorter way: many rows at once, and drafts of rows where models would cost most of the time.
"""

import itertools
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import cache
from multiprocessing import get_context
from typing import Any

import django
from django.db import connection, connections, models, transaction

from alongside.conversations.guidebook import Guide, guide
from alongside.conversations.models import Answer, ClosingWords, Conversation, PrivateNote, SharedNotes, Topic, Turn
from alongside.focus.models import Commitment, Ending, Focus, LookBack, Sharpening, Step, Word
from alongside.journal.models import Deed
from alongside.kit import clock
from alongside.pairs.models import Agreement, Kind, Pair, Side
from alongside.people.models import Line, Membership, Organisation, Person, Team
from alongside.reflections.cards import Set, cards
from alongside.reflections.models import BroughtCard, Card, Reflection
from alongside.vault import cipher, masters
from alongside.vault.fields import EncryptedText
from alongside.vault.models import Key, Wrap
from alongside.vault.ring import OpenKey, Ring, ring
from tests.bench import mutual

TEAM = 10
AT_ONCE = 500
"""People whose rows are made and inserted together."""

CARDS = 3
"""Cards of a closed talk; one under way has all of its guide's."""

GIVEN = ["Ines", "Marek", "Grace", "Toni", "Hanne", "Otto", "Nia", "Luca", "Wanda", "Jonas", "Aylin", "Pavel", "Rosa"]
FAMILY = ["Adeyemi", "Brandt", "Castillo", "Dahl", "Ekström", "Fontana", "Grabowski", "Haddad", "Ivanova", "Jensen"]
WORDS = [
    "I wait two days for an answer about parts, and the customer waits with me.",
    "I will ask Otto on Tuesday whether we can read the stock list ourselves, and say what he answered.",
    "When the call came back before noon, the rest of the day went well. I should like more of these mornings.",
    "I will write down ten parts that were missing, with the day on which each was asked for.",
    "We tried it with the early shift first; that was quieter than I had feared.",
]

Put = Callable[[models.Model], None]


def email(number: int) -> str:
    """The address of the person with this number."""
    return f"person{number}@example.org"


def fill(people: int, say: Callable[[str], None] = lambda line: None, *, processes: int = 1) -> None:
    """Bring the organisation up to so many people, a multiple of ten."""
    if people % TEAM:
        raise ValueError(f"The number of people must be a multiple of {TEAM}.")
    Organisation.objects.get_or_create(pk=1, defaults={"name": "Haldane Beds", "made_on": clock.today()})
    there = Person.objects.count()
    parts = [range(first, min(first + AT_ONCE, people)) for first in range(there, people, AT_ONCE)]
    mutual.marks(Side.COACH), mutual.marks(Side.PERFORMER)  # their key is made once, before several want it
    if there == 0:
        fill_part(parts.pop(0))
    if processes == 1 or len(parts) < 4:
        for numbers in parts:
            fill_part(numbers)
        return
    with ProcessPoolExecutor(processes, get_context("spawn"), initializer=django.setup) as pool:
        for number, _done in enumerate(pool.map(_fill_in_haste, parts), start=1):
            if number % 20 == 0:
                say(f"{there + number * AT_ONCE:,} people")


def _fill_in_haste(numbers: range) -> None:
    """The same, in a process of its own."""
    _hasten()
    fill_part(numbers)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:  # two that always write would never let the log be put away
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def fill_part(numbers: range) -> None:
    """The people with these numbers and all that is theirs, in one transaction."""
    with ring() as held:
        ready = [(_shape(model), _shape(model).ready(rows)) for model, rows in _Part(held, numbers).rows().items()]
        held.by_id.clear()
        held.newest.clear()
        held.known.clear()
    with transaction.atomic():
        for shape, lines in ready:
            shape.insert(lines)


@contextmanager
def in_haste() -> Iterator[None]:
    """Within this block a power cut would cost the database; filling is several times as fast."""
    _hasten()
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            # What a server does by itself, a little later.
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)" if connection.vendor == "sqlite" else "VACUUM ANALYZE")
        connection.close()


def _hasten() -> None:
    lines = {
        "sqlite": ["synchronous=OFF", "foreign_keys=OFF", "cache_size=-1000000", "wal_autocheckpoint=50000"],
        "postgresql": [],
    }
    with connection.cursor() as cursor:
        for line in lines[connection.vendor]:
            cursor.execute(f"PRAGMA {line}")


class _Draft:
    """A row on its way in: the values of a model's columns, and what `EncryptedText` asks a row for."""

    def __init__(self, shape: "_Shape", values: dict[str, Any]) -> None:
        self._meta = shape.meta
        own = self.__dict__
        own.update(shape.plain)
        for name, make in shape.made:
            own[name] = make()
        for name, value in values.items():
            if isinstance(value, _Draft):
                own[f"{name}_id"] = value.pk
            own[name] = value

    @property
    def pk(self) -> Any:
        return self.id

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)


class _Shape:
    """What a model's drafts begin with, and how its columns are written in this database."""

    def __init__(self, model: type[models.Model]) -> None:
        self.meta: Any = model._meta
        self.fields = [field for field in self.meta.concrete_fields if not isinstance(field, models.AutoField)]
        made = [field for field in self.fields if field.default is not models.NOT_PROVIDED and callable(field.default)]
        self.made = [(field.attname, field.default) for field in made]
        self.plain = {field.attname: field.get_default() for field in self.fields if field not in made}
        self.database = connections["default"]
        hexed = self.database.vendor == "sqlite"
        self.columns = [(field.attname, self._way(field, hexed=hexed)) for field in self.fields]
        quote = self.database.ops.quote_name
        self.into = f"{quote(self.meta.db_table)} ({', '.join(quote(str(field.column)) for field in self.fields)})"

    def _way(self, field: Any, *, hexed: bool) -> Callable[[Any, Any], Any]:
        kind = (field.target_field if field.is_relation else field).get_internal_type()
        if isinstance(field, EncryptedText):
            return lambda row, text: bytes(field.seal(row, text)) if text else b""
        if kind == "UUIDField":
            return lambda row, value: value.hex if hexed and value else value
        if kind in {"DateField", "DateTimeField"}:
            known = cache(lambda value: field.get_db_prep_save(value, self.database))
            return lambda row, value: known(value)
        return lambda row, value: value

    def ready(self, rows: Sequence[_Draft]) -> list[list[Any]]:
        """The rows as the database takes them, texts encrypted."""
        return [[way(row, row.__dict__[name]) for name, way in self.columns] for row in rows]

    def insert(self, lines: list[list[Any]]) -> None:
        """Write them all."""
        with self.database.cursor() as cursor:
            if self.database.vendor == "sqlite":
                marks = ", ".join(["%s"] * len(self.fields))
                cursor.executemany(f"INSERT INTO {self.into} VALUES ({marks})", lines)
                return
            with cursor.copy(f"COPY {self.into} FROM STDIN") as copy:
                for line in lines:
                    copy.write_row(line)


@cache
def _shape(model: type[models.Model]) -> _Shape:
    return _Shape(model)


class _Part:
    """The rows of some teams, by model and in an order that references allow."""

    def __init__(self, held: Ring, numbers: range) -> None:
        self.held, self.numbers = held, numbers
        self.now: datetime = clock.now()
        self.today: date = clock.today()
        self.made: dict[type[models.Model], list[_Draft]] = {}
        self.master_name, self.master = masters.active()
        self.words = itertools.cycle(WORDS)

    def put(self, model: type[models.Model], /, **values: Any) -> Any:
        row = _Draft(_shape(model), values)
        self.made.setdefault(model, []).append(row)
        return row

    def rows(self) -> dict[type[models.Model], list[_Draft]]:
        for first in range(self.numbers.start, self.numbers.stop, TEAM):
            self._team(range(first, first + TEAM))
        # Keys go first, though the rows that need them were made later; people before teams that they lead.
        order = [Key, Wrap, Person, Team]
        return {model: self.made[model] for model in [*order, *(set(self.made) - set(order))] if model in self.made}

    def key(self, owner: uuid.UUID, *voices: uuid.UUID) -> None:
        """A key for this owner in each of these voices."""
        for voice in voices:
            opened = OpenKey(uuid.uuid4(), cipher.new_key())
            row = self.put(Key, id=opened.id, owner=owner, voice=voice)
            self.put(Wrap, key=row, master=self.master_name, wrapped=cipher.wrap(self.master, opened.id, opened.secret))
            self.held.by_id[opened.id] = self.held.newest[owner, voice] = opened
        self.held.known.add(owner)

    def _team(self, numbers: range) -> None:
        people = [self._person(number) for number in numbers]
        team = self.put(Team, name=f"Team {numbers.start // TEAM:05}", lead=people[0])
        began = self.today - timedelta(days=400)
        for person in people:
            self.put(Membership, person=person, team=team, started_on=began)
            if person is not people[0]:
                self.put(Line, person=person, lead=people[0], started_on=began)
        for number, performer in zip(numbers, people, strict=True):
            self._pair(performer, people[(number + 1) % TEAM], running=number % 2 == 1)
            mutual.of_person(self, performer, people[(number + 3) % TEAM])
        mutual.in_team(self, team, people)
        if mutual.CONTACT_NUMBER in numbers:
            mutual.for_all(self)

    def _person(self, number: int) -> _Draft:
        given = GIVEN[number % len(GIVEN)]
        name = f"{given} {FAMILY[number // len(GIVEN) % len(FAMILY)]}"
        person = self.put(
            Person,
            id=mutual.CONTACT_PERSON if number == mutual.CONTACT_NUMBER else uuid.uuid4(),
            email=email(number),
            name=name,
            given_name=given,
            password="!",
            time_zone="Europe/Berlin",
            primer_seen_on=self.today,
        )
        self.key(person.pk, person.pk)
        return person

    def _pair(self, performer: _Draft, coach: _Draft, *, running: bool) -> None:
        """Their agreement, three talks of which the last is planned or running, a closed and an open one thing."""
        day = self.today - timedelta(days=90)
        pair = self.put(Pair, performer=performer, coach=coach, kind=Kind.PEER, began_on=day)
        self.key(pair.pk, pair.pk, performer.pk, coach.pk)
        self.put(
            Agreement,
            pair=pair,
            by=coach,
            version=1,
            starter=True,
            made_on=day,
            performer_signed_on=day,
            coach_signed_on=day,
        )
        card = self._reflection(performer, pair)
        talks = [self._talk(pair, ago, guide("opening" if ago > 60 else "grow")) for ago in (80, 50)]
        if running:
            self._talk(pair, 0, guide("looking-back"))
        else:
            self.put(Conversation, pair=pair, by=performer, planned_for=self.now + timedelta(days=3))
        self.put(
            BroughtCard,
            pair=pair,
            by=performer,
            card=card,
            slug=card.slug,
            question=card.question,
            answer=card.answer,
            brought_on=self.today - timedelta(days=2),
        )
        self.put(Topic, pair=pair, by=coach, text=next(self.words), raised_on=self.today)
        self.put(Topic, pair=pair, by=performer, text=next(self.words), raised_on=self.today)
        self._one_thing(pair, talks[0], chosen=80, closed=52)
        self._one_thing(pair, talks[1], chosen=50, closed=None)
        mutual.of_pair(self, pair)

    def _reflection(self, author: _Draft, pair: _Draft) -> _Draft:
        """One that is open, with its first question answered."""
        reflection = self.put(Reflection, author=author, pair=pair, began_on=self.today - timedelta(days=2))
        made = [
            self.put(
                Card,
                reflection=reflection,
                author=author,
                position=position,
                slug=one.slug,
                question=one.question,
                answer=next(self.words) if position == 0 else "",
                state=Card.State.WRITTEN if position == 0 else Card.State.OPEN,
            )
            for position, one in enumerate(cards(Set.FIRST))
        ]
        return made[0]

    def _talk(self, pair: _Draft, ago: int, asked: Guide) -> _Draft:
        """Closed if it was some days ago, else under way on its second card."""
        at = self.now - timedelta(days=ago)
        performer, coach = pair.performer, pair.coach
        talk = self.put(
            Conversation,
            pair=pair,
            by=performer,
            started_at=at,
            closed_at=at + timedelta(minutes=40) if ago else None,
            mode=Conversation.Mode.SCREENS,
            guide=asked.slug,
            guide_language=asked.language,
            guide_version=asked.version,
            position=1,
            part_said=True,
            ended_with=Conversation.Ended.ONE_THING if ago else Conversation.Ended.OPEN,
        )
        notes = next(self.words)
        self.put(SharedNotes, pair=pair, by=performer, conversation=talk, text=notes, version=1)
        for position, step in enumerate(asked.steps[: CARDS if ago else None]):
            both = position < 2
            turn = self.put(
                Turn,
                pair=pair,
                by=performer,
                conversation=talk,
                position=position,
                slug=step.slug,
                question=step.question,
                performer=Turn.First.WROTE if both else Turn.First.SKIPPED if ago else Turn.First.OPEN,
                coach_wrote=both,
            )
            if both:
                self.put(Answer, pair=pair, by=performer, turn=turn, text=next(self.words))
                self.put(Answer, pair=pair, by=coach, turn=turn, kind=Answer.Kind.QUESTION, text=next(self.words))
        if ago:
            for who in (performer, coach):
                self.put(ClosingWords, pair=pair, by=who, conversation=talk, worth=ClosingWords.Worth.YES, both_in=True)
        else:
            self.put(PrivateNote, conversation=talk, author=performer, text=next(self.words), begun_on=self.today)
        return talk

    def _one_thing(self, pair: _Draft, talk: _Draft, *, chosen: int, closed: int | None) -> None:
        at = self.now - timedelta(days=chosen)
        day = at.date()
        ours = {"pair": pair, "by": pair.performer}
        focus = self.put(
            Focus,
            **ours,
            aim=next(self.words),
            chosen_at=at,
            look_back_on=day + timedelta(days=28) if closed else self.today + timedelta(days=9),
            closed_at=None if closed is None else self.now - timedelta(days=closed),
        )
        self.put(
            Sharpening,
            **ours,
            focus=focus,
            chosen_in=talk,
            proposed_by=Side.PERFORMER,
            serves=next(self.words),
            performer_agreed_on=day,
            coach_agreed_on=day,
            touched_on=self.today,
        )
        for side, who in ((Side.PERFORMER, pair.performer), (Side.COACH, pair.coach)):
            state = Commitment.State.HAPPENED if closed else Commitment.State.OPEN
            part = self.put(Commitment, pair=pair, by=who, focus=focus, side=side, text=next(self.words), state=state)
            self.put(Word, pair=pair, by=who, commitment=part, text=next(self.words), said_at=at)
            if closed:
                self.put(LookBack, pair=pair, by=who, focus=focus, learning=next(self.words), written_on=self.today)
        for place in (1, 2):
            how_far = Step.State.DONE if closed else Step.State.IN_HAND
            over = self.today if closed else None
            self.put(
                Step,
                **ours,
                focus=focus,
                text=next(self.words),
                state=how_far,
                place=place,
                taken_on=day,
                closed_on=over,
            )
        if closed:
            self.put(Ending, **ours, focus=focus, how=Ending.As.HELPED)
        self.put(Deed, by=pair.performer_id, verb="focus.chosen", model="focus.focus", row=focus.pk, at=at)


def sample(of: Iterable[int]) -> list[Person]:
    """The people with these numbers."""
    return list(Person.objects.filter(email__in=[email(number) for number in of]).order_by("email"))
