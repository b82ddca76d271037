"""Programs that speak for people: `api(cast.pia).get("/me")`."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from alongside.people.actions import make_token
from alongside.people.models import Person, Token

LOOP = [Token.Scope.LOOP_READ, Token.Scope.LOOP_WRITE]
PEOPLE = [Token.Scope.PEOPLE_READ, Token.Scope.PEOPLE_WRITE]


class Answer:
    """What came back: its status and what it says."""

    def __init__(self, response: Any) -> None:
        self.response = response
        self.status: int = response.status_code
        kind = response.get("Content-Type", "")
        self.json: Any = json.loads(response.content) if "json" in kind else None

    def __getitem__(self, name: str) -> Any:
        return self.json[name]


class Program:
    """Speaks to the API with one token, or without."""

    def __init__(self, secret: str = "") -> None:
        self.secret = secret
        self.client = Client(raise_request_exception=True)

    def call(self, method: str, path: str, sent: Any = None, **headers: str) -> Answer:
        if self.secret:
            headers["Authorization"] = f"Bearer {self.secret}"
        body = sent if isinstance(sent, str | bytes) else "" if sent is None else json.dumps(sent)
        response = self.client.generic(method, f"/api/v1{path}", body, content_type="application/json", headers=headers)
        return Answer(response)

    def get(self, path: str, **headers: str) -> Answer:
        return self.call("GET", path, **headers)

    def post(self, path: str, sent: Any = None, **headers: str) -> Answer:
        return self.call("POST", path, sent, **headers)

    def put(self, path: str, sent: Any = None, **headers: str) -> Answer:
        return self.call("PUT", path, sent, **headers)

    def patch(self, path: str, sent: Any = None, **headers: str) -> Answer:
        return self.call("PATCH", path, sent, **headers)

    def delete(self, path: str, **headers: str) -> Answer:
        return self.call("DELETE", path, **headers)


def program(person: Person | None, *scopes: str) -> Program:
    """A program with a token of this person; of a service when there is none."""
    chosen: list[str] = list(scopes) or [*PEOPLE, *(LOOP if person else [])]
    return Program(make_token(name=f"a test {uuid4()}", scopes=chosen, person=person)[1])


@pytest.fixture
def api() -> Callable[..., Program]:
    return program
