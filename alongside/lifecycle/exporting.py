"""Everything of one person as an archive they can read without this program."""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from alongside.access.gate import rows
from alongside.access.rules import RULES
from alongside.conversations.models import Answer, SharedNotes
from alongside.feedback.models import Appreciation, Asking, Between, Slip, TeamAgreement
from alongside.focus.models import Sharpening
from alongside.lifecycle.telling import fetched, told
from alongside.matching.models import Listing, Seat, StandIn
from alongside.pairs.models import Agreement, InPair, Invite, Pair
from alongside.people.models import Line, Membership, Person, SignInLink
from alongside.sealed.actions import read
from alongside.sealed.models import Envelope
from alongside.upward.models import Batch, Letter, OpenAnswer, Thread
from alongside.vault.ring import ring, unlock

LEFT_OUT = {Person, SignInLink, Batch}
"""The person stands at the top; links that sign somebody in are secrets; what came without names is others' words."""


TOGETHER = {
    SharedNotes: Q(),
    Sharpening: Q(),
    Agreement: Q(performer_signed_on__isnull=False, coach_signed_on__isnull=False),
}
"""What is as much the one's as the other's, whoever wrote in it last."""


def export(person: Person) -> bytes:
    """A zip archive with everything of this person: a page to read (`everything.html`) and the same as JSON.

    It holds what they wrote, privately and in their pairs, what they and another wrote or signed together, and what is
    known about them. The words that others wrote alone stay with them.
    """
    with ring():
        parts = list(_parts(person))
        about = {
            "name": person.name,
            "given_name": person.given_name,
            "email": person.email,
            "time_zone": person.time_zone,
            "language": person.language,
            "exported_on": person.today().isoformat(),
        }
        page = render_to_string("lifecycle/everything.html", {"person": person, "parts": parts})
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("everything.html", page)
        out.writestr(
            "everything.json",
            json.dumps(
                {"person": about} | {name: found for name, _title, found, _said in parts}, ensure_ascii=False, indent=2
            ),
        )
    return archive.getvalue()


Said = list[tuple[str, str]]
"""A row as people read it: what it is called, and what it says."""

FOR_PROGRAMS = {"id", "by", "author", "person", "version", "position", "place", "slug", "model", "row", "wish"}


def _parts(person: Person) -> Iterator[tuple[str, str, list[dict[str, Any]], list[Said]]]:
    """Each kind of thing: its name in JSON, its name for people, the rows, and the same for people to read."""
    pairs = list(rows(person, "see", Pair).select_related("performer", "coach"))
    unlock([person.pk, *(pair.pk for pair in pairs)])
    names = {pair.pk: _("You and %(name)s") % {"name": pair.other(person)} for pair in pairs}
    for model, rule in RULES.items():
        if model in LEFT_OUT or any(branch.ids is None for branch in rule.get("see", [])):
            continue
        found = fetched(_own(person, rows(person, "see", model)))
        if model is Answer:
            found = found.select_related("turn")
        if listed := [_without_others_words(row, person) for row in found.iterator(chunk_size=500)]:
            yield _part(model, listed, names)
    for kind, whose in ((Membership, "person"), (Line, "person"), (Listing, "author")):
        if known := list(kind._default_manager.filter(**{whose: person})):
            yield _part(kind, known, names)


def _without_others_words(row: Any, person: Person) -> Any:
    """An invitation to this person is known about them; the line that came with it is its writer's."""
    if isinstance(row, Invite) and row.inviter_id != person.pk:
        row.words = ""
    return row


def _own(person: Person, found: "models.QuerySet[Any]") -> "models.QuerySet[Any]":
    """Of what the person can see: their own rows; in pairs those they wrote, alone or together."""
    if found.model in TOGETHER:
        theirs = Pair.objects.filter(Q(performer=person) | Q(coach=person))
        return found.filter(Q(by=person) | TOGETHER[found.model] & Q(pair__in=theirs))
    if found.model is StandIn:
        return found.filter(Q(lead=person) | Q(coach=person))
    if found.model is Seat:
        return found.filter(person=person)
    if found.model in {Thread, OpenAnswer, Asking, Appreciation, Slip}:
        return found.filter(author=person)
    with_others = found.model in {Letter, TeamAgreement} or issubclass(found.model, InPair | Between)
    return found.filter(by=person) if with_others else found


def _part(
    model: type[models.Model], listed: "list[Any]", names: dict[UUID, str]
) -> tuple[str, str, list[dict[str, Any]], list[Said]]:
    said = [shown for row in listed if (shown := list(_said(row, names)))]
    return str(model._meta.model_name), str(model._meta.verbose_name_plural), [_plain(row) for row in listed], said


def _said(row: Any, names: dict[UUID, str]) -> Iterator[tuple[str, str]]:
    """What a row says to people; nothing that is empty, and nothing that only programs need."""
    if (in_its_own_way := told(row)) is not None:
        yield from in_its_own_way
        return
    if isinstance(row, Answer):
        yield _("question"), row.turn.question
    for field in row._meta.fields:
        value = getattr(row, field.attname)
        if field.name in FOR_PROGRAMS | {"hashed", "password"} or value in ("", None, False):
            continue
        if field.related_model is Person and value not in names:
            names[value] = getattr(row, field.name).name
        words = names.get(value) if field.is_relation else _in_words(row, field, value)
        if words is not None:
            yield str(field.verbose_name), words


def _in_words(row: Any, field: Any, value: object) -> str:
    """Words for choices, days for dates; what a row tells in its own way (`tell_what`) as it tells it."""
    if hasattr(row, f"tell_{field.name}"):
        return str(getattr(row, f"tell_{field.name}")())
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    if isinstance(value, datetime):
        return date_format(localtime(value), "j F Y, H:i")
    if isinstance(value, date):
        return date_format(value, "j F Y")
    return _("yes") if value is True else str(value)


def _plain(row: models.Model) -> dict[str, Any]:
    if isinstance(row, Envelope):
        return {"kind": row.exchange.kind, "answer": read(row)}
    return {
        field.name: _value(getattr(row, field.attname))
        for field in row._meta.fields
        if field.name not in {"hashed", "password"}
    }


def _value(value: object) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
