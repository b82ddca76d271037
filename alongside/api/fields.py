"""What may be sent: texts without signs that nobody sees, days, moments, numbers that fit."""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    StringConstraints,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from alongside.focus.actions import LONGEST as LONGEST_LINE
from alongside.reflections.actions import LONGEST as LONGEST_ANSWER
from alongside.vault.fields import LONGEST as LONGEST_PAGE

WITHOUT_CONTROLS = r"^[^\x00-\x08\x0B\x0C\x0E-\x1F\x7F]*$"
"""Letters, signs, tabs and line ends; nothing else that a database or a page stumbles over."""

Line = Annotated[str, StringConstraints(max_length=LONGEST_LINE, pattern=WITHOUT_CONTROLS)]
"""A sentence or a few: an aim, a commitment, a step."""

Answer = Annotated[str, StringConstraints(max_length=LONGEST_ANSWER, pattern=WITHOUT_CONTROLS)]
"""The answer on a card."""

Words = Annotated[str, StringConstraints(max_length=4_000, pattern=WITHOUT_CONTROLS)]
"""What is said in a talk or in an agreement."""

Page = Annotated[str, StringConstraints(max_length=LONGEST_PAGE, pattern=WITHOUT_CONTROLS)]
"""Notes."""

_PLAIN = r"[^\x00-\x1F\x7F]"
_SEEN = r"[^\x00-\x20\x7F\u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]"

Short = Annotated[str, StringConstraints(max_length=120, pattern=f"^{_PLAIN}*$")]
"""What fits on a line, such as a name; it may be empty."""

Name = Annotated[str, StringConstraints(max_length=120, pattern=f"^{_PLAIN}*{_SEEN}{_PLAIN}*$")]
"""The name of a person; something of it can be seen."""

Slug = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[a-z0-9-]+$")]

Flag = Annotated[bool, Field(strict=True)]

Verbs = Annotated[list[str], BeforeValidator(sorted)]
"""What may be done with a row, as the gate gave it."""


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


WHOLE = BeforeValidator(_whole)
"""Takes 4.0 for 4, as JSON does; "4" stays a word."""

Version = Annotated[int, Field(ge=0, le=2_147_483_647, strict=True), WHOLE]
"""Which version the writing began from."""


def _day(value: Any) -> date:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError("a day such as 2026-03-31")
    return date.fromisoformat(value)


def _moment(value: Any) -> datetime:
    if not isinstance(value, str) or not re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:", value):
        raise ValueError("a moment such as 2026-03-31T15:00:00+02:00")
    found = datetime.fromisoformat(value.upper())
    if found.tzinfo is None:
        raise ValueError("say in which time zone, such as 2026-03-31T15:00:00+02:00")
    try:
        return found.astimezone(UTC)
    except OverflowError:
        raise ValueError("a moment that a calendar has") from None


Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
"""A day in somebody's calendar."""

Moment = Annotated[datetime, BeforeValidator(_moment), WithJsonSchema({"type": "string", "format": "date-time"})]
"""A moment, with its offset from UTC."""


class Told(BaseModel):
    """What goes in or out. Its choices are written out in place: many nouns have a "state" of their own.

    It is built when it is first needed, since most programs need a few of them.
    """

    model_config = ConfigDict(defer_build=True)

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        schema = handler(core_schema)
        _write_out_choices(handler.resolve_ref_schema(schema), handler)
        return schema


def _write_out_choices(node: Any, handler: GetJsonSchemaHandler) -> None:
    for inner in node.values() if isinstance(node, dict) else node:
        if isinstance(inner, dict) and "$ref" in inner:
            try:
                choices = handler.resolve_ref_schema(inner)
            except LookupError:  # a schema that is still being made: its own turn comes, and no choice is one of these
                continue
            if "enum" in choices:
                del inner["$ref"]
                inner |= {"type": "string", "enum": choices["enum"]}
        elif isinstance(inner, dict | list):
            _write_out_choices(inner, handler)


class Sent(Told):
    """What an operation takes. Members nobody knows are refused, so that a slip of the pen is noticed."""

    model_config = ConfigDict(extra="forbid")


class Shown(Told):
    """What an operation answers."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    @classmethod
    def telling(cls, row: Any, **more: Any) -> Self:
        """What this row says: each member from its column, a UUID from the id of the row it names; `more` comes first.

        Nothing is told by accident: only the members that the class declares are read.
        """

        def said(name: str, kind: Any) -> Any:
            shows_id = kind in (UUID, UUID | None) and hasattr(row, f"{name}_id")
            return getattr(row, f"{name}_id" if shows_id else name)

        members = cls.model_fields.items()
        return cls(**{name: said(name, of.annotation) for name, of in members if name not in more}, **more)
