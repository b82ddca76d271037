"""What every operation is made of: a token with a scope, an answer, its place in the OpenAPI document."""

import json
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from threading import Lock
from typing import Any, TypeVar, cast

from django.conf import settings
from django.core.cache import cache
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Router, Schema
from ninja.errors import AuthorizationError, Throttled, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.params.models import ParamModel
from ninja.parser import Parser
from ninja.security import HttpBearer
from ninja.utils import contribute_operation_callback
from pydantic import BaseModel

from alongside.access.gate import rows
from alongside.access.rules import FOR_SERVICES
from alongside.api.once import ALLOWED, HEADER, once
from alongside.api.problems import MEDIA_TYPE, STATUSES, Problem
from alongside.kit import clock
from alongside.people.actions import find_token
from alongside.people.models import Person, Token

M = TypeVar("M", bound=Model)
View = TypeVar("View", bound=Callable[..., Any])
Scope = Token.Scope


# What ninja makes for each operation is built when it is first needed, as our own shapes are.
bases: list[type[BaseModel]] = [Schema, ParamModel, *ParamModel.__subclasses__()]
for base in bases:
    base.model_config["defer_build"] = True


class Call(HttpRequest):
    """A request that came with a token."""

    auth: Token
    me: Person
    """Whose token it is. A service's is nobody's: operations on people data ask `reach` instead."""


class Bearer(HttpBearer):
    """Lets in who brings a token that is still good and was made for `scope`."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        found = find_token(token)
        if found is None:
            return None
        _not_too_often(found)
        if found.person:
            cast(Call, request).me = found.person
            translation.activate(found.person.language)
        if not found.allows(self.scope) or (found.person is None and self.scope.startswith("loop:")):
            raise AuthorizationError(message=_("This token was not made for that. It needs “%s”.") % self.scope.value)
        return found


BEARERS = {scope: Bearer(scope) for scope in Scope}


def _not_too_often(token: Token) -> None:
    """Count the calls of this token in this minute."""
    most = settings.API_CALLS_A_MINUTE
    if not most:
        return
    minute, second = divmod(int(clock.now().timestamp()), 60)
    name = f"api-calls-{token.pk}-{minute}"
    if cache.add(name, 1, timeout=90):
        return
    try:
        calls = cache.incr(name)
    except ValueError:  # it was thrown out in between, or is no count
        cache.set(name, 1, timeout=90)
        return
    if calls > most:
        raise Throttled(wait=60 - second)


def reach(request: Call, verb: str, source: type[M] | QuerySet[M]) -> QuerySet[M]:
    """The rows that this token may so treat: its person's; for a service's all of people data."""
    if request.auth.person is not None:
        return rows(request.auth.person, verb, source)
    found = source if isinstance(source, QuerySet) else source._default_manager.all()
    return found if verb in FOR_SERVICES.get(found.model, ()) else found.none()


class Noun(Router):
    """The operations on one noun. Each says whether it reads, makes, does or removes; the scope follows from that."""

    def __init__(self, name: str, *, reads: Scope = Scope.LOOP_READ, writes: Scope = Scope.LOOP_WRITE) -> None:
        super().__init__(tags=[name])
        self.reads, self.writes = reads, writes
        self.add_decorator(_only_what_is_known, mode="view")

    def read(self, path: str, answer: Any) -> Callable[[View], View]:
        """GET: look at something. Nothing changes by it."""
        return self._operation(["GET", "HEAD"], path, self.reads, {200: answer})

    def read_file(self, path: str, kind: str) -> Callable[[View], View]:
        """GET: a file of this media type."""
        return self._operation(["GET", "HEAD"], path, self.reads, {200: None}, {"x-file": kind})

    def create(self, path: str, answer: type[BaseModel]) -> Callable[[View], View]:
        """POST: make something, once, however often it is sent with the same `Idempotency-Key`."""

        def decorator(view: View) -> View:
            @wraps(view)
            def makes(request: Call, **sent: Any) -> HttpResponse:
                return once(request, request.auth, lambda: _json(view(request, **sent)))

            self._operation(["POST"], path, self.writes, {201: answer}, {"x-once": True})(makes)
            return view

        return decorator

    def take_up(self, path: str, answer: type[BaseModel]) -> Callable[[View], View]:
        """POST: begin something, or take up what is begun. Twice is once by itself, so no answer has to be kept."""
        return self._operation(["POST"], path, self.writes, {201: answer})

    def upload(self, path: str, answer: type[BaseModel]) -> Callable[[View], View]:
        """POST: bring a file. Nothing but a preview comes of it, so that it may be sent again.

        A small file is read by the time of the answer (201); a larger one is on its way then (202).
        """
        return self._operation(["POST"], path, self.writes, {201: answer, 202: answer})

    def do(self, path: str, answer: Any) -> Callable[[View], View]:
        """POST: a deed on something that is there. Doing it twice is refused, or is the same as doing it once."""
        return self._operation(["POST"], path, self.writes, {200: answer})

    def begin(self, path: str, answer: Any) -> Callable[[View], View]:
        """POST: begin what takes its time in the background (202). Twice is once; when it is done already, 200."""
        return self._operation(["POST"], path, self.writes, {200: answer, 202: answer})

    def write(self, path: str, answer: Any) -> Callable[[View], View]:
        """PUT: it then reads as sent."""
        return self._operation(["PUT"], path, self.writes, {200: answer})

    def change(self, path: str, answer: Any) -> Callable[[View], View]:
        """PATCH: what is sent changes, what is left out stays."""
        return self._operation(["PATCH"], path, self.writes, {200: answer})

    def remove(self, path: str) -> Callable[[View], View]:
        """DELETE: it is gone, or no longer shown."""
        return self._operation(["DELETE"], path, self.writes, {204: None})

    def _operation(
        self,
        methods: list[str],
        path: str,
        scope: Scope,
        response: dict[int, Any],
        extra: Mapping[str, Any] | None = None,
    ) -> Callable[[View], View]:
        extra = {"x-scope": scope.value, **(extra or {})}
        operation = self.api_operation(methods, path, auth=BEARERS[scope], response=response, openapi_extra=extra)

        def decorator(view: View) -> View:
            contribute_operation_callback(view, _share)
            return operation(view)

        return decorator


_shared: dict[Any, Any] = {}


def _share(operation: Operation) -> None:
    """Take the shapes that another operation has already: ninja makes some for each, and one holds 12 KB."""
    operation.models[:] = [_known(model) for model in operation.models]
    answers = operation.response_models
    operation.response_models = {status: model and _known(model) for status, model in answers.items()}


def _known(model: Any) -> Any:
    fields = tuple(
        (name, field.annotation, field.default_factory, repr(field)) for name, field in model.model_fields.items()
    )
    return _shared.setdefault((model.__bases__, fields), model)


def _only_what_is_known(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Refuse what is asked in the address and not known: nobody believes that a list came as they wanted it."""
    operation: Operation = run.__self__  # type: ignore[attr-defined]
    asked = [model for model in operation.models if model.__ninja_param_source__ == "query"]
    known = {name for model in asked for name in model.__ninja_flatten_map__}

    @wraps(run)
    def checked(request: HttpRequest, **path: Any) -> HttpResponse:
        unknown = sorted(request.GET.keys() - known)
        if unknown:
            errors = [{"loc": ("query", name), "msg": _("Nobody knows this here.")} for name in unknown]
            return operation.api.on_exception(request, ValidationError(errors))
        return run(request, **path)

    return checked


def _json(answer: BaseModel) -> str:
    return json.dumps(answer.model_dump(mode="json"))


class OurParser(Parser):
    """JSON as the standard has it: without NaN and the like."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        return cast("dict[str, Any]", json.loads(request.body, parse_constant=_no_number))


def _no_number(word: str) -> None:
    raise ValueError(word)


def made_once(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The same answer for everybody, made by the first who asks and kept as it was sent."""
    making = Lock()
    made: list[bytes] = []

    @wraps(view, assigned=())
    def answer(request: HttpRequest, **path: Any) -> HttpResponse:
        with making:
            if not made:
                made.append(view(request, **path).content)
        return HttpResponse(made[0], content_type="application/json; charset=utf-8")

    return answer


class OurAPI(NinjaAPI):
    """The API with an OpenAPI document that says what really happens."""

    def get_openapi_operation_id(self, operation: Any) -> str:
        return cast(str, operation.view_func.__name__)

    def get_openapi_schema(self, **how: Any) -> OpenAPISchema:
        document = super().get_openapi_schema(**how)
        document["components"]["schemas"]["Problem"] = _flat(Problem.model_json_schema())
        document["components"]["securitySchemes"] = {
            "token": {"type": "http", "scheme": "bearer", "description": "A token from your page, or a service's."}
        }
        for path in document["paths"].values():
            path.pop("head", None)
            for operation in path.values():
                _complete(operation)
        return document


def _flat(schema: dict[str, Any]) -> dict[str, Any]:
    """The same schema with its parts written out."""
    parts = schema.pop("$defs", {})

    def out(node: Any) -> Any:
        if isinstance(node, dict):
            if "$ref" in node:
                return out(parts[node["$ref"].rsplit("/", 1)[-1]])
            return {name: out(value) for name, value in node.items()}
        return [out(value) for value in node] if isinstance(node, list) else node

    return cast("dict[str, Any]", out(schema))


def _complete(operation: dict[str, Any]) -> None:
    """Say of one operation which problems it may answer with, which scope it needs, and how it is made once."""
    for status, sentence in STATUSES.items():
        operation["responses"][status] = {
            "description": sentence,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    if kind := operation.pop("x-file", ""):
        operation["responses"][200]["content"] = {kind: {"schema": {"type": "string", "format": "binary"}}}
    operation["security"] = [{"token": []}]
    text: str = operation.get("description", "")
    operation["summary"] = text.partition("\n")[0].rstrip(".")
    operation["description"] = f"{text}\n\nNeeds the scope `{operation['x-scope']}`."
    if operation.pop("x-once", False):
        operation.setdefault("parameters", []).append(
            {
                "in": "header",
                "name": HEADER,
                "required": False,
                "description": "A key of your own: the same request with the same key makes one thing, for a day.",
                "schema": {"type": "string", "pattern": ALLOWED},
            }
        )


def names(nouns: Iterable[Noun]) -> list[dict[str, str]]:
    """The nouns for the OpenAPI document."""
    return [{"name": tag} for noun in nouns for tag in noun.tags or []]
