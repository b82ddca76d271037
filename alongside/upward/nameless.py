"""Without names: into the sack of the week, out to the lead on Monday. Nobody's row, line or time is kept.

Whoever adds anything here reads docs/decisions/0020-without-names.md first: not one row may be written for an author.
"""

import json
import random
import secrets
from collections import defaultdict
from datetime import date, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from alongside.jobs.periodic import every, every_turn
from alongside.kit import clock
from alongside.kit.refusal import Refusal
from alongside.kit.words import written
from alongside.people.models import Person
from alongside.upward.lines import circle
from alongside.upward.models import Batch, OpenAnswer, Sack
from alongside.upward.rules import FEWEST, LONGEST, goes_out, monday
from alongside.vault.actions import destroy_keys, scrub
from alongside.vault.ring import ring

SIZE = 40_000
"""How many characters a sack holds, full or empty."""

MOST_SACKS = 50
"""So many a week, and no more."""

MOST = 3_000
"""How many characters one message may have; so it always fits."""

BATCH = 40_000
"""How many characters of messages one row of a batch takes."""

STIRRED = 300
"""A sack is rewritten about every so many seconds, at random."""

Message = tuple[str, str]
"""To whom (an id), and the words."""


def could_have_written(to: Person, day: date) -> set[UUID]:
    """From whom a message without a name to this lead could have come in the week of this day."""
    return circle(to, monday(day))


def send_without_name(to: Person, text: str, *, by: Person) -> date:
    """Give something to a lead without one's name; returns the Monday on which it goes out.

    `by` is looked at for one thing: whether they belong to the group it could have come from. Nothing of them is kept.
    The same words again are the same message.

    Raises:
        Refusal: the group has fewer than five people (code "too-few"), `by` joined it this week
            ("too-new"), it is empty or too long, or the week's sack is full.
    """
    text, today = check(to, text, by=by), clock.today()
    with ring(), transaction.atomic():
        _rewrite(monday(today), (str(to.pk), text))
    return goes_out(today)


def check(to: Person, text: str, *, by: Person) -> str:
    """Refuse what `send_without_name` would refuse; returns the words without what surrounds them."""
    text, today = _written(text, MOST), clock.today()
    group = could_have_written(to, today)
    if len(group) < FEWEST:
        raise too_few(to)
    if by.pk not in group:
        raise Refusal(
            _(
                "The group it could have come from was fixed on Monday, before you joined it. From next Monday on it "
                "holds you, too."
            ),
            code="too-new",
        )
    return text


def too_few(to: Person) -> Refusal:
    """Why nothing goes to this lead without a name. Not how many they are: that would tell who has signed in (P9)."""
    return Refusal(
        _(
            "Fewer than five people could have written this to %(name)s. "
            "It would be easy to guess who did, so it can't go without a name."
        )
        % {"name": to},
        code="too-few",
    )


@every_turn
def stir() -> None:
    """Now and then write the sack of this week anew, so that a change of it says nothing."""
    if not secrets.randbelow(STIRRED):
        stir_now()


def stir_now() -> None:
    """Write the sacks of this week anew: the very same writing as when somebody adds something."""
    with ring(), transaction.atomic():
        _rewrite(monday(clock.today()))


@every(timedelta(hours=6))
def publish() -> int:
    """Give each lead what was written without names in the weeks that are over, and forget the sacks.

    What came from a group that has meanwhile become smaller than five is destroyed unread. Returns how many batches
    there were. Twice changes nothing.
    """
    this_week = monday(clock.today())
    with ring(), transaction.atomic():
        passed = list(Sack.objects.select_for_update().filter(week__lt=this_week))
        letters: dict[tuple[date, str], list[str]] = defaultdict(list)
        for sack in passed:
            for to, text in _messages(sack):
                letters[sack.week, to].append(text)
        made = [batch for (week, to), texts in _shuffled(letters) for batch in _batches(week, UUID(to), texts)]
        Sack.objects.filter(pk__in=[sack.pk for sack in passed]).delete()
        destroy_keys([sack.pk for sack in passed])
    if passed:
        scrub()
    if not Sack.objects.filter(week=this_week).exists():
        stir_now()
    return len(made)


def texts_of(batch: Batch) -> list[str]:
    """The messages of a batch, in the order they were shuffled into."""
    return [str(text) for text in json.loads(batch.words)] if batch.words else []


def open_batch(batch: Batch) -> None:
    """The lead has it before them; it no longer waits on their page of the day."""
    Batch.objects.filter(pk=batch.pk, opened_on=None).update(opened_on=clock.today())


def answer_openly(batch: Batch, text: str, *, by: Person) -> OpenAnswer:
    """Say something about a batch to everybody in one's line; said again, it takes the first one's place."""
    text = _written(text, LONGEST)
    with transaction.atomic():
        return OpenAnswer.objects.update_or_create(
            batch=batch, defaults={"author": by, "text": text, "written_on": clock.today()}
        )[0]


def _written(text: str, most: int) -> str:
    return written(text, most=most, too_long=_("That is too long. Say the heart of it in fewer words."))


def _rewrite(week: date, added: Message | None = None) -> None:
    """Write every sack of this week anew, with one message more if there is one."""
    sacks = list(Sack.objects.select_for_update().filter(week=week).order_by("place"))
    if not sacks:
        sacks = [_another(week, 0)]
    held = [_messages(sack) for sack in sacks]
    if added is not None and not any(added in messages for messages in held):
        room = next((place for place, messages in enumerate(held) if _fits([*messages, added])), None)
        if room is None:
            if len(sacks) == MOST_SACKS:
                raise Refusal(_("There is no more room this week. Try again on Monday."), code="full")
            room = len(sacks)
            sacks.append(_another(week, room))
            held.append([])
        held[room] = [*held[room], added]
    for sack, messages in zip(sacks, held, strict=True):
        sack.words = _packed(messages).ljust(SIZE)
        sack.save(update_fields=["words"])


def _another(week: date, place: int) -> Sack:
    try:
        with transaction.atomic():
            return Sack.objects.create(week=week, place=place, words=" " * SIZE)
    except IntegrityError:  # somebody made it at the same moment
        return Sack.objects.select_for_update().get(week=week, place=place)


def _messages(sack: Sack) -> list[Message]:
    return [(to, text) for to, text in json.loads(sack.words.strip() or "[]")]


def _packed(messages: list[Message]) -> str:
    return json.dumps(messages)


def _fits(messages: list[Message]) -> bool:
    return len(_packed(messages)) <= SIZE


def _shuffled(letters: dict[tuple[date, str], list[str]]) -> list[tuple[tuple[date, str], list[str]]]:
    chance = random.SystemRandom()
    items = [(key, chance.sample(texts, len(texts))) for key, texts in letters.items()]
    chance.shuffle(items)
    return items


def _batches(week: date, to: UUID, texts: list[str]) -> list[Batch]:
    lead = Person.objects.filter(pk=to, is_active=True).first()
    people = len(circle(lead, week)) if lead else 0
    if people < FEWEST:
        return []
    parts: list[list[str]] = [[]]
    for text in texts:
        if parts[-1] and len(json.dumps([*parts[-1], text])) > BATCH:
            parts.append([])
        parts[-1].append(text)
    before = Batch.objects.filter(to=to, week=week).count()  # somebody sent in the second in which the week went out
    return [
        Batch.objects.create(to_id=to, week=week, part=part, people=people, words=json.dumps(held))
        for part, held in enumerate(parts, before)
    ]
