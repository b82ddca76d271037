"""Oneself: who one is here, and everything of one's own as a file."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from ninja import Query
from pydantic import AfterValidator, StringConstraints, WithJsonSchema

from alongside.access.gate import one, rows
from alongside.api.fields import Sent, Short, Shown
from alongside.api.frame import Call, Noun
from alongside.api.paging import Listed, Paging, listed
from alongside.kit import clock
from alongside.lifecycle.exporting import export
from alongside.people.actions import change_profile, revoke_token
from alongside.people.models import Person, Token

me = Noun("me")


class Myself(Shown):
    """Whose token this is."""

    id: UUID
    name: str
    given_name: str
    email: str
    language: str
    time_zone: str
    today: date
    keeps_people: bool
    primer_seen_on: date | None

    @classmethod
    def of(cls, person: Person) -> "Myself":
        """This person, with the date it is where they are."""
        return cls.telling(person, today=person.today())


ZONES = list(clock.zones())
LANGUAGES = [code for code, _name in settings.LANGUAGES]


def _one_of(known: list[str]) -> Callable[[str], str]:
    def check(value: str) -> str:
        if value not in known:
            raise ValueError("none of those that are there")
        return value

    return check


Zone = Annotated[str, AfterValidator(_one_of(ZONES)), WithJsonSchema({"type": "string", "enum": ZONES})]
Language = Annotated[str, AfterValidator(_one_of(LANGUAGES)), WithJsonSchema({"type": "string", "enum": LANGUAGES})]


class Profile(Sent):
    """What is sent changes, what is left out stays."""

    given_name: Annotated[Short, StringConstraints(max_length=60)] | None = None
    time_zone: Zone | None = None
    language: Language | None = None


class TokenShown(Shown):
    """A key for programs that act for me. Its secret was shown once, when it was made on my page."""

    id: UUID
    name: str
    scopes: list[str]
    made_on: date
    expires_on: date
    last_used_on: date | None


@me.read("/me", Myself)
def get_me(request: Call) -> Myself:
    """Show whose token this is."""
    return Myself.of(request.me)


@me.change("/me", Myself)
def change_me(request: Call, sent: Profile) -> Myself:
    """Change what people call me, when my day begins, and in which language I read."""
    now = request.me
    change_profile(
        now,
        given_name=sent.given_name or now.given_name,
        time_zone=sent.time_zone or now.time_zone,
        language=sent.language or now.language,
    )
    return Myself.of(now)


@me.read("/me/tokens", Listed[TokenShown])
def list_tokens(request: Call, paging: Query[Paging]) -> Listed[TokenShown]:
    """List the programs that act for me, the newest first. Tokens are made on my page, never by another token."""

    def shown(found: Sequence[Token]) -> list[TokenShown]:
        return [TokenShown.telling(token) for token in found]

    mine = rows(request.me, "see", Token)
    return listed(mine, paging, by="made_on", kind=date, shown=shown, newest_first=True)


@me.remove("/me/tokens/{uuid:pk}")
def remove_token(request: Call, pk: UUID) -> None:
    """Make a token useless, at once; the one in use, too."""
    revoke_token(one(request.me, "edit", Token, pk))


@me.read_file("/me/export", "application/zip")
def export_me(request: Call) -> HttpResponse:
    """Take everything of mine as a zip archive: a page to read, and the same as JSON."""
    answer = HttpResponse(export(request.me), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="alongside-{request.me.today()}.zip"'
    return answer
