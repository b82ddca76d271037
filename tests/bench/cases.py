"""What is measured: the main pages, calls and writes, each as some of the people would ask for it."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from alongside.conversations.models import Conversation
from alongside.evaluations.models import BothWays, CheckIn
from alongside.feedback.models import Feedback
from alongside.focus.models import Focus
from alongside.matching.models import Suggestion
from alongside.pairs.models import Pair
from alongside.people.actions import make_token
from alongside.people.models import Membership, Person, Token
from alongside.reflections.models import Card
from alongside.upward.models import Thread
from tests import signing_in  # noqa: F401 (gives the test client the signed cookie that browsers get)
from tests.bench.fill import email

CSRF = "b" * 32
BOUNDARIES = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
ORDINARY = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Stand:
    """Where one of the people stands: what is theirs, and how they sign in."""

    person: Person
    pair: UUID
    talk: UUID  # planned or running
    held: UUID
    focus: UUID
    card: Card
    team: UUID
    check_in: UUID
    open_check_in: UUID
    both_ways: UUID
    feedback: UUID
    suggestion: UUID
    thread: UUID
    running: bool
    session: str
    token: str


@dataclass(frozen=True)
class Case:
    """One page, call or write. The floor lists rows of `table`, or inserts one."""

    name: str
    where: Callable[[Stand], str]
    table: str
    kind: Literal["page", "call"] = "page"
    running: bool | None = None
    """Only for people whose talk is running (True) or planned (False)."""
    sends: Callable[[Stand, int], dict[str, str]] | None = None

    def fits(self, stand: Stand) -> bool:
        return self.running in {None, stand.running}

    def body(self, stand: Stand, number: int) -> bytes | None:
        """What is sent; `number` makes it differ from what was sent before."""
        if self.sends is None:
            return None
        sent = self.sends(stand, number)
        return json.dumps(sent).encode() if self.kind == "call" else urlencode(sent).encode()

    @property
    def content_type(self) -> str:
        return "application/json" if self.kind == "call" else ORDINARY


def _topic(stand: Stand, number: int) -> dict[str, str]:
    return {"text": f"Who tells the night shift about missing parts, and when? ({number})"}


def _typed(stand: Stand, number: int) -> dict[str, str]:
    return {"text": f"I wait two days for an answer about parts, and the customer waits with me, {number} times."}


CASES = [
    Case("Today", lambda s: "/", "focus.focus"),
    Case("You and your coach", lambda s: reverse("pairs:page", args=[s.pair]), "conversations.conversation"),
    Case("Before a talk", lambda s: reverse("talks:begin", args=[s.pair]), "conversations.conversation", running=False),
    Case("In a talk", lambda s: reverse("talks:page", args=[s.talk]), "conversations.turn", running=True),
    Case("A talk read again", lambda s: reverse("talks:page", args=[s.held]), "conversations.turn"),
    Case("Our one thing", lambda s: reverse("focus:page", args=[s.focus]), "focus.step"),
    Case("Looking back", lambda s: reverse("focus:look_back", args=[s.focus]), "focus.lookback"),
    Case("Reflect", lambda s: reverse("reflect:start"), "reflections.reflection"),
    Case(
        "A question to reflect on",
        lambda s: reverse("reflect:card", args=[s.card.reflection_id, s.card.slug]),
        "reflections.card",
    ),
    Case("People", lambda s: reverse("people:list"), "people.person"),
    Case("People, searched", lambda s: reverse("people:list") + "?q=hanne", "people.person"),
    Case("A person", lambda s: reverse("people:person", args=[s.person.pk]), "people.membership"),
    Case("A team", lambda s: reverse("people:team", args=[s.team]), "people.membership"),
    Case("Me", lambda s: reverse("me:page"), "people.person"),
    Case("How this works here", lambda s: reverse("how:page"), "people.organisation"),
    Case("Who can read this", lambda s: reverse("readers", args=["focus", s.focus]), "focus.focus"),
    Case("Where we place it", lambda s: reverse("checkins:page", args=[s.open_check_in]), "evaluations.placement"),
    Case("Both placed it", lambda s: reverse("checkins:page", args=[s.check_in]), "evaluations.placement"),
    Case("Both ways", lambda s: reverse("both_ways:page", args=[s.both_ways]), "evaluations.oneway"),
    Case("What somebody saw", lambda s: reverse("feedback:page", args=[s.feedback]), "feedback.feedback"),
    Case("Said to me", lambda s: reverse("feedback:list"), "feedback.feedback"),
    Case("A team's agreements", lambda s: reverse("team_agreements:list", args=[s.team]), "feedback.teamagreement"),
    Case("Finding each other", lambda s: reverse("finding:page"), "matching.listing"),
    Case(
        "Finding, by topic",
        lambda s: reverse("finding:page") + "?topic=listening",
        "matching.listing",
    ),
    Case("A suggestion", lambda s: reverse("finding:suggestion", args=[s.suggestion]), "matching.suggestion"),
    Case("Upward", lambda s: reverse("upward:page"), "upward.thread"),
    Case("With a contact", lambda s: reverse("upward:thread", args=[s.thread]), "upward.letter"),
    Case("GET /me", lambda s: "/api/v1/me", "people.person", "call"),
    Case("GET /people", lambda s: "/api/v1/people", "people.person", "call"),
    Case("GET /pairs", lambda s: "/api/v1/pairs", "pairs.pair", "call"),
    Case("GET /focuses", lambda s: "/api/v1/focuses", "focus.focus", "call"),
    Case("GET /focuses/…", lambda s: f"/api/v1/focuses/{s.focus}", "focus.focus", "call"),
    Case("GET /pairs/…/talks", lambda s: f"/api/v1/pairs/{s.pair}/talks", "conversations.conversation", "call"),
    Case("Typing a reflection", lambda s: reverse("reflect:save", args=[s.card.pk]), "", sends=_typed),
    Case("A topic, on the page", lambda s: reverse("talks:topics", args=[s.pair]), "", sends=_topic),
    Case("POST /pairs/…/topics", lambda s: f"/api/v1/pairs/{s.pair}/topics", "", "call", sends=_topic),
]


def stands(numbers: Iterable[int]) -> list[Stand]:
    """Where the people with these numbers stand; each gets a session and a token."""
    return [_stand(number) for number in numbers]


def _stand(number: int) -> Stand:
    person = Person.objects.get(email=email(number))
    client = Client()
    client.force_login(person)
    pair = Pair.objects.get(performer=person)
    talks = Conversation.objects.filter(pair=pair)
    talk = talks.get(closed_at=None)
    check_ins = CheckIn.objects.filter(pair=pair)
    return Stand(
        person=person,
        pair=pair.pk,
        talk=talk.pk,
        held=talks.exclude(closed_at=None).order_by("started_at")[0].pk,
        focus=Focus.objects.get(pair=pair, closed_at=None).pk,
        card=Card.objects.get(author=person, position=0),
        team=Membership.objects.get(person=person).team_id,
        check_in=check_ins.exclude(exchange__revealed_on=None).order_by("-asked_on")[0].pk,
        open_check_in=check_ins.get(exchange__revealed_on=None).pk,
        both_ways=BothWays.objects.get(pair=pair).pk,
        feedback=Feedback.objects.get(to=person).pk,
        suggestion=Suggestion.objects.get(author=person).pk,
        thread=Thread.objects.filter(Q(author=person) | Q(to=person))[0].pk,
        running=talk.is_running,
        session=client.cookies[settings.SESSION_COOKIE_NAME].value,
        token=make_token(name="bench", scopes=list(Token.Scope), person=person)[1],
    )


def headers(case: Case, stand: Stand) -> dict[str, str]:
    """How this person signs in for this case."""
    if case.kind == "call":
        return {"Authorization": f"Bearer {stand.token}"}
    cookies = f"{settings.SESSION_COOKIE_NAME}={stand.session}; {settings.CSRF_COOKIE_NAME}={CSRF}"
    return {"Cookie": cookies, "X-CSRFToken": CSRF}


def request(
    method: str, path: str, head: dict[str, str], body: bytes | None = None, content_type: str = ORDINARY
) -> bytes:
    """A request as it goes over the wire."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Accept-Encoding: gzip, br"]
    lines += [f"{name}: {value}" for name, value in head.items()]
    if body is not None:
        lines += [f"Content-Type: {content_type}", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + (body or b"")


def requests(case: Case, those: list[Stand]) -> tuple[list[bytes], list[bytes]]:
    """The case and its floor, as these people would ask for them."""
    product, floor = [], []
    for number in (1, 2):
        for stand in filter(case.fits, those):
            body = case.body(stand, number)
            method = "GET" if body is None else "POST"
            product.append(request(method, case.where(stand), headers(case, stand), body, case.content_type))
            path = reverse("floor", args=[case.table]) if body is None else reverse("floor-write", args=[stand.pair])
            signed_in = headers(CASES[0], stand)
            floor.append(request(method, path, signed_in, None if body is None else b""))
    return product, floor


def queries(case: Case, those: list[Stand]) -> int:
    """How many queries it takes at most, after a first time; beginnings and ends of transactions are not counted."""
    most = 0
    for stand in filter(case.fits, those):
        ask(case, stand, 3)
        with CaptureQueriesContext(connection) as asked:
            ask(case, stand, 4)
        told = [query["sql"] for query in asked.captured_queries]
        most = max(most, sum(not sql.upper().startswith(BOUNDARIES) for sql in told))
    return most


def ask(case: Case, stand: Stand, number: int) -> None:
    """Ask for it within this process. Raises RuntimeError when it goes wrong."""
    body = case.body(stand, number)
    answer = _client().generic(
        "GET" if body is None else "POST",
        case.where(stand),
        body or b"",
        content_type=case.content_type,
        headers=headers(case, stand),
    )
    if answer.status_code >= 400 or "/account/login/" in answer.get("Location", ""):
        raise RuntimeError(f"{case.name} answered {answer.status_code}.")


@cache
def _client() -> Client:
    """One for all: a fresh one would read every static file's name again."""
    return Client(SERVER_NAME="127.0.0.1")
