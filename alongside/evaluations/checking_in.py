"""Where would you place the last two months? Asking, placing, the picture of both, a team's own questions."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from alongside.evaluations.gaps import Axis, Spot
from alongside.evaluations.models import Axes, CheckIn, Placement
from alongside.evaluations.rules import HowOften
from alongside.journal.actions import record
from alongside.kit import clock
from alongside.kit.refusal import Refusal
from alongside.pairs.actions import held_open
from alongside.pairs.models import Pair
from alongside.people.models import Membership, Person, Team
from alongside.sealed import actions as sealed
from alongside.sealed.actions import Answers
from alongside.sealed.models import Envelope, Exchange

KIND = "check-in"
DAYS = timedelta(days=14)
"""How long the two have for it."""

LONGEST = 120
"""How many characters a team's own question may have."""

About = Placement.About
Spots = dict[About, Spot | None]
"""What somebody placed: for the work and for the coaching a spot, or None if they can't tell."""

QUESTIONS = [(about, axis) for about in About for axis in Axis]
"""The four questions, in the order in which they are asked."""


def whole() -> "QuerySet[CheckIn]":
    """Check-ins, with the two, and how far each is."""
    return CheckIn.objects.select_related("exchange", "pair__performer", "pair__coach")


def ask_where(pair: Pair, *, by: Person) -> CheckIn:
    """Ask both where they would place the last two months. While it is asked, asking again gives the same.

    Raises:
        Refusal: the pair rests or has ended.
    """
    with transaction.atomic():
        pair = held_open(pair.pk)
        exchange = sealed.open_exchange(
            KIND, pair.pk, pair.performer, pair.coach, closes_on=clock.today() + DAYS, pair=pair
        )
        asked = CheckIn.objects.filter(exchange=exchange).first()
        if asked is not None:
            return asked
        asked = CheckIn.objects.create(
            pair=pair, by=by, exchange=exchange, asked_on=clock.today(), **_own_questions(pair)
        )
        record(by, "check-in.asked", asked)
    return asked


def place_months(check_in: CheckIn, spots: Spots, *, by: Person) -> bool:
    """Place the last two months, or change it; returns whether both are in now.

    Nobody learns of it before the other one has placed theirs: there is no deed in the journal, and the row that says
    "placed" is its author's. Then both are told at once.

    Args:
        check_in: which.
        spots: for the work and for the coaching where it was; None for what one can't tell.
        by: one of the two.

    Raises:
        Refusal: the days are over, both are in already, or the two rest or have stopped ("not-open").
    """
    return sealed.place(check_in.exchange, _packed(spots), by=by, reveal=_reveal)


def take_back(check_in: CheckIn, *, by: Person) -> None:
    """Take it back, as if it had never been placed."""
    sealed.take_back(check_in.exchange, by=by)


def discard(check_in: CheckIn, *, by: Person) -> None:
    """Delete what came back."""
    sealed.discard(check_in.exchange, by=by)


def mine(check_in: CheckIn, me: Person) -> Spots | None:
    """What I placed, while it lies in its envelope or after it came back."""
    answer = sealed.mine(check_in.exchange, me)
    return unpacked(answer) if answer else None


def read_mine(envelope: Envelope) -> Spots | None:
    """What lies in my envelope."""
    answer = sealed.read(envelope)
    return unpacked(answer) if answer else None


def unpacked(answer: Mapping[str, Any]) -> Spots:
    """An answer from its envelope."""
    return {about: _spot(**answer[about]) if answer.get(about) else None for about in About}


def placed(check_in: CheckIn, placements: Iterable[Placement]) -> dict[UUID, Spots | None]:
    """What each of the two placed, from the rows of a check-in that was revealed; None if their words are gone."""
    found: dict[UUID, Spots | None] = {
        person: dict.fromkeys(About) for person in (check_in.pair.performer_id, check_in.pair.coach_id)
    }
    for row in placements:
        spots = found[row.by_id]
        if not row.across or not row.up:
            found[row.by_id] = None
        elif spots is not None:
            spots[About(row.about)] = _spot(row.across, row.up)
    return found


def word_axes(team: Team, questions: Mapping[tuple[About, Axis], str], *, by: Person) -> Axes:
    """Give a team its own questions; an empty one is asked in the words of the house. It holds from the next asking.

    Raises:
        Refusal: a question is too long (at its field, such as "work_across").
    """
    words = {f"{about}_{axis}": " ".join(questions.get((about, axis), "").split()) for about, axis in QUESTIONS}
    for name, text in words.items():
        if len(text) > LONGEST:
            raise Refusal(_("One line is enough: %(most)s characters.") % {"most": LONGEST}, field=name)
    with transaction.atomic():
        Team.objects.select_for_update().get(pk=team.pk)
        axes = Axes.objects.filter(team=team).first() or Axes(team=team)
        for name, text in words.items():
            setattr(axes, name, text)
        axes.save()
        record(by, "axes.worded", axes)
    return axes


def _own_questions(pair: Pair) -> dict[str, str]:
    """The questions of the performer's team, where it has its own."""
    teams = Membership.objects.filter(person=pair.performer_id, ended_on=None).values("team")
    axes = Axes.objects.filter(team__in=teams).first()
    return {name: getattr(axes, name) for about, axis in QUESTIONS if axes and (name := f"{about}_{axis}")}


def _reveal(exchange: Exchange, answers: Answers) -> None:
    """Write both answers where both can read them: the performer's first, whoever placed first."""
    check_in = whole().get(exchange=exchange)
    pair = check_in.pair
    for person in (pair.performer, pair.coach):
        for about, spot in unpacked(answers[person.pk]).items():
            if spot:
                Placement.objects.create(
                    pair=pair, by=person, check_in=check_in, about=about, across=spot.across, up=spot.up
                )
    for person in (pair.performer, pair.coach):  # each has done it, and each is told; not who was the last
        record(person, "check-in.revealed", check_in)


def _packed(spots: Spots) -> dict[str, Any]:
    found = {about: spots[about] for about in About}
    return {
        about.value: {"across": spot.across.value, "up": spot.up.value} if spot else None
        for about, spot in found.items()
    }


def _spot(across: str, up: str) -> Spot:
    return Spot(HowOften(across), HowOften(up))
