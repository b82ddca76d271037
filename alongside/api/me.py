"""Oneself: who one is here, and everything of one's own as a file."""

from datetime import date
from uuid import UUID

from django.http import HttpResponse

from alongside.api.fields import Shown
from alongside.api.frame import Call, Noun
from alongside.lifecycle.exporting import export
from alongside.people.models import Person

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
        return cls.model_validate(
            {name: getattr(person, name) for name in cls.model_fields if name not in {"today"}}
            | {"today": person.today()}
        )


@me.read("/me", Myself)
def get_me(request: Call) -> Myself:
    """Show whose token this is."""
    return Myself.of(request.me)


@me.read("/me/export", bytes)
def export_me(request: Call) -> HttpResponse:
    """Take everything of mine as a zip archive: a page to read, and the same as JSON."""
    answer = HttpResponse(export(request.me), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="alongside-{request.me.today()}.zip"'
    return answer
