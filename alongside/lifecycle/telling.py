"""Rows that a person's archive tells in a way of their own: as words and a picture, or by what was asked."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from alongside.evaluations.checking_in import KIND as CHECK_IN
from alongside.evaluations.checking_in import About, read_mine, whole
from alongside.evaluations.drawing import Mark, draw
from alongside.evaluations.gaps import Axis, Spot
from alongside.evaluations.models import CheckIn, Placement
from alongside.evaluations.questions import asked_of
from alongside.evaluations.rules import HowOften, how_often_asked
from alongside.feedback.models import ChangedView
from alongside.pairs.models import Promise
from alongside.people.models import Person
from alongside.sealed.actions import read
from alongside.sealed.models import Envelope

Told = Iterator[tuple[str, str]]
"""What it is called, and what it says."""


def told(row: models.Model) -> Told | None:
    """What this row of somebody's own says to them, where it has a way of its own."""
    teller = TELLERS.get(type(row))
    return teller(row) if teller else None


def fetched(found: "models.QuerySet[Any]") -> "models.QuerySet[Any]":
    """The same rows with what is needed to tell them."""
    return found.select_related(*NEEDED[found.model]) if found.model in NEEDED else found


def _placement(row: Placement) -> Told:
    yield _("asked on"), _day(row.check_in)
    yield from _spot(row.check_in, row.by, About(row.about), Spot(HowOften(row.across), HowOften(row.up)))


def _spot(check_in: CheckIn, me: Person, about: About, spot: Spot) -> Told:
    asked = asked_of(check_in, me)[about]
    yield asked[Axis.ACROSS], str(spot.across.label)
    yield asked[Axis.UP], str(spot.up.label)
    yield _("as a picture"), draw([Mark(_("You"), me.initial, "me", spot)])


def _envelope(row: Envelope) -> Told:
    """What I answered while the other had not, or what came back to me."""
    exchange = row.exchange
    other = exchange.second if exchange.first_id == row.author_id else exchange.first
    yield _("answered with"), other.name
    answer = read(row) or {}
    if exchange.kind == CHECK_IN:
        check_in = whole().get(exchange=exchange)
        yield _("asked on"), _day(check_in)
        for about, spot in (read_mine(row) or {}).items():
            if spot:
                yield from _spot(check_in, row.author, about, spot)
        return
    for about, word in answer.get("placements", {}).items():
        yield how_often_asked(Promise.About(about), other), str(HowOften(word).label) if word else _("I can't tell")
    if "whose" in answer:
        yield _("whose view changed"), str(ChangedView.Whose(answer["whose"]).label)
    for name, label in (("example", _("one example")), ("request", _("one request")), ("words", _("in my words"))):
        if answer.get(name):
            yield label, answer[name]


def _day(check_in: CheckIn) -> str:
    return date_format(check_in.asked_on, "j F Y")


TELLERS: dict[type[models.Model], Callable[[Any], Told]] = {Placement: _placement, Envelope: _envelope}

NEEDED: dict[type[models.Model], tuple[str, ...]] = {
    Placement: ("by", "check_in__pair__performer", "check_in__pair__coach"),
    Envelope: ("author", "exchange__first", "exchange__second"),
}
