"""The directory: who can help with what, who wants to learn what. Whoever stands in it chose to."""

import hmac
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from alongside.kit import clock
from alongside.kit.refusal import Refusal
from alongside.matching.models import Listing, Mark, Preference, SilentReply, Suggestion
from alongside.matching.rules import beginnings, words_of
from alongside.matching.topics import topics
from alongside.pairs.models import Side
from alongside.people.models import Person, Team
from alongside.vault.ring import key_for_writing

DIRECTORY = UUID("d19ec703-0000-4000-8000-000000000000")
"""Owns the key of the marks: whoever holds the database alone can't guess at them."""
LONGEST = 200
MOST_TOPICS = 5
MOST_LEFT_OUT = 50
LENGTH_LEFT_OUT = 2_300
"""Whom somebody leaves out is kept as long as this, be it nobody or fifty, so that a row tells nothing by its size."""


def put_in_directory(*, by: Person, side: Side, topics_: Iterable[str], words: str = "") -> Listing:
    """Let everybody here read what one can help with, or wants to learn. What stood there before is replaced.

    Raises:
        Refusal: neither a topic nor a word, or more than five topics.
    """
    chosen = [slug for slug in topics() if slug in set(topics_)]
    words = " ".join(words.split())
    if not chosen and not words:
        raise Refusal(_("Choose a topic, or say it in a few words."), field="words")
    if len(chosen) > MOST_TOPICS:
        raise Refusal(_("Five topics at most: those that matter most now."), field="topics")
    if len(words) > LONGEST:
        raise Refusal(_("A line is enough: 200 letters at most."), field="words")
    with transaction.atomic():
        held = _held(by)
        listing = Listing.objects.filter(author=held, side=side).first() or Listing(author=held, side=side)
        listing.topics, listing.words, listing.listed_on = "\n".join(chosen), words, clock.today()
        listing.save()
        found = {_mark(side, sign) for sign in _signs(chosen, words)}
        Mark.objects.filter(listing=listing).delete()
        day = listing.listed_on
        Mark.objects.bulk_create([Mark(listing=listing, digest=digest, listed_on=day) for digest in sorted(found)])
    return listing


def take_out_of_directory(*, by: Person, side: Side) -> None:
    """Nobody finds it any more. Twice is the same as once."""
    Listing.objects.filter(author=by, side=side).delete()


def search(found: "QuerySet[Listing]", *, side: Side, typed: str = "", topic: str = "") -> "QuerySet[Listing]":
    """Of these listings those on one side that have this topic and all these words, or their beginnings."""
    words = sorted(words_of(typed))[:6]
    if typed.strip() and not words:
        return found.none()
    marks = [mark_of_topic(side, topic)] if topic else []
    return standing(found, side, marks + [_mark(side, word) for word in words])


def standing(found: "QuerySet[Listing]", side: str, marks: Sequence[str] = ()) -> "QuerySet[Listing]":
    """Of these listings those on one side that have all these marks, the newest first."""
    found = found.filter(side=side, author__is_active=True)
    for mark in marks[1:]:
        found = found.filter(pk__in=Mark.objects.filter(digest=mark).values("listing"))
    if not marks:
        return found.order_by("-listed_on", "pk")
    return found.filter(marks__digest=marks[0]).order_by("-marks__listed_on", "marks__listing")


def mark_of_topic(side: str, topic: str) -> str:
    """The mark by which a topic is found on this side."""
    return _mark(side, f"#{topic}")


def _signs(slugs: list[str], words: str) -> set[str]:
    named = " ".join(topics()[slug] for slug in slugs)
    return beginnings(words_of(f"{words} {named}")) | {f"#{slug}" for slug in slugs}


def _mark(side: str, sign: str) -> str:
    key = key_for_writing(DIRECTORY, DIRECTORY)
    return hmac.digest(key.secret, f"{side} {sign}".encode(), "sha256")[:8].hex()


def _held(person: Person) -> Person:
    return Person.objects.select_for_update().get(pk=person.pk)


# --- What suits me ----------------------------------------------------------------------------------------------------


def keep_preference(
    *,
    by: Person,
    suggest: bool,
    whom: str = Preference.Whom.ANYBODY,
    room: str = Preference.Room.ONE,
    without_line: bool = False,
) -> Preference:
    """Keep for oneself whether one wants suggestions, and which. Who is left out otherwise stays left out."""
    with transaction.atomic():
        mine = _my_preference(by)
        others = [(kind, rest) for kind, rest in mine.exclusions if kind != "line"]
        mine.suggest = "yes" if suggest else "no"
        mine.whom, mine.room = Preference.Whom(whom), Preference.Room(room)
        return _keep(mine, ([("line", "")] if without_line else []) + others)


def leave_out(row: Person | Team, *, by: Person) -> Preference:
    """Never suggest this person, or anybody of this team, in either direction. Nobody learns of it."""
    if row.pk == by.pk:
        raise Refusal(_("Nobody is suggested to themselves."), field="person")
    kind = "team" if isinstance(row, Team) else "person"
    with transaction.atomic():
        mine = _my_preference(by)
        if len(mine.exclusions) >= MOST_LEFT_OUT:
            raise Refusal(_("That is a long list. It may be simpler to have no suggestions for a while."))
        return _keep(mine, [*mine.exclusions, (kind, str(row.pk))])


def leave_in(pk: UUID, *, by: Person) -> Preference:
    """No longer leave this person or team out."""
    with transaction.atomic():
        mine = _my_preference(by)
        return _keep(mine, [(kind, rest) for kind, rest in mine.exclusions if rest != str(pk)])


def _my_preference(by: Person) -> Preference:
    held = _held(by)
    return Preference.objects.filter(author=held).first() or Preference(
        author=held, suggest="no", whom=Preference.Whom.ANYBODY, room=Preference.Room.ONE
    )


def _keep(mine: Preference, left_out: list[tuple[str, str]]) -> Preference:
    lines = "\n".join(f"{kind} {rest}".strip() for kind, rest in dict.fromkeys(left_out))
    mine.left_out = lines.ljust(LENGTH_LEFT_OUT)
    mine.kept_on = clock.today()
    mine.save()
    return mine


# --- Answering quietly ------------------------------------------------------------------------------------------------


def put_aside(suggestion: Suggestion, *, by: Person) -> None:
    """Not this one, not now. Nobody learns of it; for the other the suggestion stays as it is."""
    reply_silently(suggestion.pk, SilentReply.NOT_NOW, by=by)


def reply_silently(about: UUID, answer: str, *, by: Person) -> None:
    """Keep an answer that nobody else learns of. The later one counts."""
    SilentReply.objects.update_or_create(author=by, about=about, defaults={"answer": answer, "on": clock.today()})
