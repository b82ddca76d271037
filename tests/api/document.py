"""The OpenAPI document, as a list of operations: a test over it forgets none."""

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import uuid4

from alongside.api.v1 import api


@dataclass(frozen=True)
class Operation:
    """One method at one address."""

    method: str
    path: str
    about: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def name(self) -> str:
        return str(self.about["operationId"])

    @property
    def scope(self) -> str:
        return str(self.about["x-scope"])

    @property
    def has_id(self) -> bool:
        return "{" in self.path

    def address(self, **known: object) -> str:
        """The address with these ids; where none is known, of something that is not there."""
        return re.sub(r"{(\w+)}", lambda found: str(known.get(found[1], uuid4())), self.path)

    def body(self) -> Any:
        """The least that can be sent, so that it is not for this that the operation says no."""
        content = self.about.get("requestBody", {}).get("content", {})
        if "application/json" not in content:
            return None
        return sample(content["application/json"]["schema"])


@cache
def document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/")))
    return found


def operations() -> list[Operation]:
    return [
        Operation(method.upper(), path.removeprefix("/api/v1"), about)
        for path, methods in document()["paths"].items()
        for method, about in methods.items()
    ]


def sample(schema: dict[str, Any]) -> Any:
    """The simplest value of this schema."""
    if "$ref" in schema:
        return sample(document()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]])
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return sample(schema["anyOf"][0])
    kind = schema.get("type")
    if kind == "object":
        return {name: sample(schema["properties"][name]) for name in schema.get("required", [])}
    if kind == "array":
        return [sample(schema["items"]) for _ in range(schema.get("minItems", 0))]
    if kind in {"integer", "boolean"}:
        return schema.get("minimum", 0) if kind == "integer" else False
    by_format = {"uuid": str(uuid4()), "date": "2026-03-09", "date-time": "2026-03-09T09:00:00Z"}
    by_format["email"] = "new@example.org"
    return by_format.get(schema.get("format", ""), "new@example.org" if "@" in schema.get("pattern", "") else "words")
