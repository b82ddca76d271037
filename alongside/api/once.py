"""Making a thing once, however often the line drops: the header `Idempotency-Key`."""

import hashlib
import re
from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from alongside.api.models import Creation
from alongside.api.problems import Field, problem
from alongside.kit import clock
from alongside.people.models import Token
from alongside.vault.fields import LONGEST

HEADER = "Idempotency-Key"
ALLOWED = r"^[\x21-\x7e]{1,200}$"


def once(request: HttpRequest, token: Token, make: Callable[[], str]) -> HttpResponse:
    """Answer with what `make` made, as JSON; with what it made before, if this request was sent before.

    The deed, the key and the answer are written in one transaction: of two requests with one key at the same moment
    the second waits for the first and gets its answer. A refusal is not remembered.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return _made(make())
    if not re.fullmatch(ALLOWED, key):
        field = Field(name=f"header.{HEADER}", detail=_("1 to 200 plain letters, digits and signs."))
        return problem(422, _("Something in this does not do."), code="invalid", fields=[field])
    hashed, asked = hashlib.sha256(key.encode()).hexdigest(), _asked(request)
    if before := Creation.objects.filter(token=token, key=hashed).first():
        return _again(before, asked)
    try:
        with transaction.atomic():
            creation = _claim(token, hashed, asked)
            answer = make()
            creation.answer = answer if len(answer) <= LONGEST else ""
            creation.save(update_fields=["answer"])
    except _TakenError:
        return _again(Creation.objects.get(token=token, key=hashed), asked)
    return _made(answer)


class _TakenError(Exception):
    """Somebody else holds this key."""


def _claim(token: Token, hashed: str, asked: str) -> Creation:
    try:
        with transaction.atomic():
            return Creation.objects.create(
                token=token, owner=token.person_id or token.pk, key=hashed, asked=asked, made_on=clock.today()
            )
    except IntegrityError:
        raise _TakenError from None


def _asked(request: HttpRequest) -> str:
    """What was asked, as a hash. It is kept encrypted: nobody can try guesses of a private text against it."""
    return hashlib.sha256(
        b"\n".join([(request.method or "").encode(), request.path.encode(), request.body])
    ).hexdigest()


def _again(before: Creation, asked: str) -> HttpResponse:
    if before.asked != asked:
        return problem(422, _("This key was used for something else. Take a new one."), code="key-used")
    if not before.answer:
        return problem(409, _("This was made before. Look for it in its list."), code="made-before")
    answer = _made(before.answer)
    answer["Idempotent-Replayed"] = "true"
    return answer


def _made(answer: str) -> HttpResponse:
    return HttpResponse(answer, status=201, content_type="application/json; charset=utf-8")
