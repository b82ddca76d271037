"""The floor: the least that a signed-in page can be, with the product's own settings, middleware and server.

Reading lists 25 rows of a table through a template; writing inserts one row.
"""

from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template import engines
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.http import require_POST, require_safe

from alongside.config.urls import urlpatterns as the_product
from alongside.conversations.models import Topic
from alongside.kit import clock
from alongside.web.http import Request

ROWS = 25
PAGE = """<!doctype html><html lang="en"><head><title>Floor</title></head><body><h1>{{ request.user.name }}</h1>
<table>{% for row in rows %}<tr><td>{{ row.pk }}</td>{% for value in row.plain %}<td>{{ value }}</td>{% endfor %}</tr>
{% endfor %}</table></body></html>"""


@cache
def _template() -> Any:
    return engines["django"].from_string(PAGE)


def plain(row: Model) -> list[Any]:
    """Two plain columns of a row, for something to show."""
    shown = [field for field in row._meta.concrete_fields if not field.primary_key and not field.is_relation]
    return [getattr(row, field.attname) for field in shown if field.get_internal_type() != "BinaryField"][:2]


@require_safe
def read(request: Request, model: str) -> HttpResponse:
    """A page with 25 rows of this table."""
    rows: list[Any] = list(apps.get_model(model)._default_manager.order_by("pk")[:ROWS])
    for row in rows:
        row.plain = plain(row)
    return HttpResponse(_template().render({"rows": rows}, request))


@require_POST
def write(request: Request, pair: str) -> HttpResponse:
    """Insert one row, without a word in it."""
    Topic.objects.create(pair_id=pair, by=request.user, raised_on=clock.today())
    return redirect("today")


urlpatterns: list[URLPattern | URLResolver] = [
    *the_product,
    path("floor/write/<str:pair>/", write, name="floor-write"),
    path("floor/<str:model>/", read, name="floor"),
]
