"""The API, version 1: the same gates and deeds as the pages, for programs."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, re_path
from django.utils.translation import gettext as _

from alongside.api.agreements import agreements, permissions
from alongside.api.both_ways import both_ways, readings
from alongside.api.check_ins import check_ins
from alongside.api.finding import finding
from alongside.api.focus import focus
from alongside.api.frame import OurAPI, OurParser, made_once, names
from alongside.api.guides import guides
from alongside.api.invitations import invitations
from alongside.api.me import me
from alongside.api.pairs import pairs
from alongside.api.people import people
from alongside.api.problems import problem, speak_problems
from alongside.api.readers import who
from alongside.api.reflections import reflections
from alongside.api.roster import roster
from alongside.api.said import appreciations, feedback
from alongside.api.solo import solo
from alongside.api.talks import talks
from alongside.api.teamagreements import team_agreements
from alongside.api.themes import themes
from alongside.api.upward import upward

NOUNS = [
    me,
    people,
    roster,
    invitations,
    pairs,
    agreements,
    permissions,
    reflections,
    solo,
    guides,
    themes,
    talks,
    focus,
    check_ins,
    both_ways,
    readings,
    feedback,
    appreciations,
    team_agreements,
    finding,
    upward,
    who,
]

DESCRIPTION = """\
The whole loop can be done here, and nearly all else that the pages of Alongside do, by the same rules. Only the pages
let somebody in (links, codes, passwords, new tokens), forget somebody, correct one person's name or address, or say
who keeps the list of people and whom one can call.

Send a token: `Authorization: Bearer along_...`. A personal token, made on your own page, does what you may do. A
service's token, made by whoever runs the server, reaches people, teams and reporting lines, and nothing that anybody
wrote. What writes answers with what stands there then: `loop:write` shows notes, too.

What is not possible is answered by a problem document (RFC 9457): `detail` is a sentence for a person, `code` is for a
program, `about` holds ids that help to go on. What is not there and what is not for you look the same: 404.

Lists come a page at a time, by time or by name: put `next` into `after` for the following one. They have no totals.
What makes something takes an `Idempotency-Key`; the same request with the same key makes one thing.
"""

api = OurAPI(
    title="Alongside",
    version="1",
    description=DESCRIPTION,
    docs_url=None,
    docs_decorator=made_once,
    urls_namespace="api",
    parser=OurParser(),
    openapi_extra={"tags": names(NOUNS)},
)
speak_problems(api)
for noun in NOUNS:
    api.add_router("", noun)


def not_here(request: HttpRequest, **anything: Any) -> HttpResponse:
    """What no operation answers."""
    return problem(404, _("There is nothing here."), code="not-here")


not_here.csrf_exempt = True  # type: ignore[attr-defined]


def _empty(status: int) -> Callable[..., HttpResponse]:
    """In place of a page that says no; `ApiDoor` makes a problem document of it."""
    return lambda request, exception=None: HttpResponse(status=status)


handler400, handler403, handler404, handler500 = map(_empty, (400, 403, 404, 500))

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    re_path("", not_here),
]
