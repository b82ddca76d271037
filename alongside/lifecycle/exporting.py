"""Everything of one person as an archive they can read without this program."""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.template.loader import render_to_string

from alongside.access.gate import rows
from alongside.access.rules import RULES
from alongside.pairs.models import InPair, Pair
from alongside.people.models import Line, Membership, Person, SignInLink
from alongside.vault.ring import ring, unlock

LEFT_OUT = {Person, SignInLink}
"""The person stands at the top; links that sign somebody in are secrets."""


def export(person: Person) -> bytes:
    """A zip archive with everything of this person: a page to read (`everything.html`) and the same as JSON.

    It holds what they wrote, privately and in their pairs, and what is known about them. The words of others stay
    with them: of a row both wrote on, the archive has this person's part.
    """
    with ring():
        parts = list(_parts(person))
        about = {
            "name": person.name,
            "email": person.email,
            "time_zone": person.time_zone,
            "language": person.language,
            "exported_on": person.today().isoformat(),
        }
        page = render_to_string(
            "lifecycle/everything.html", {"person": person, "parts": parts, "about": about, "empty": ("", None)}
        )
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("everything.html", page)
        out.writestr(
            "everything.json",
            json.dumps({"person": about} | {name: found for name, _, found in parts}, ensure_ascii=False, indent=2),
        )
    return archive.getvalue()


def _parts(person: Person) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    """Each kind of thing: its name in JSON, its name for people, and the rows."""
    unlock([person.pk, *rows(person, "see", Pair).values_list("pk", flat=True)])
    for model, rule in RULES.items():
        if model in LEFT_OUT or any(branch.ids is None for branch in rule.get("see", [])):
            continue
        found = _own(person, rows(person, "see", model))
        if listed := [_plain(row) for row in found.iterator(chunk_size=500)]:
            yield str(model._meta.model_name), str(model._meta.verbose_name), listed
    for kind in (Membership, Line):
        known = [_plain(row) for row in kind._default_manager.filter(person=person)]
        if known:
            yield str(kind._meta.model_name), str(kind._meta.verbose_name), known


def _own(person: Person, found: "models.QuerySet[Any]") -> "models.QuerySet[Any]":
    """Of what the person can see: their own rows; in pairs those they wrote."""
    return found.filter(by=person) if issubclass(found.model, InPair) else found


def _plain(row: models.Model) -> dict[str, Any]:
    return {
        field.name: _value(getattr(row, field.attname))
        for field in row._meta.fields
        if field.name not in {"hashed", "password"}
    }


def _value(value: object) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
