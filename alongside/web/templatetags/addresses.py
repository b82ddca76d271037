"""`{% url %}`, which asks Django once for the shape of an address and from then on only puts the ids in."""

from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import template
from django.conf import settings
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as djangos
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.html import conditional_escape

if TYPE_CHECKING:
    from django.template import Context
    from django.template.base import Parser, Token

register = template.Library()

STAND_INS = [UUID(int=number) for number in (1, 2, 3)]


class Address(URLNode):
    """An address that takes ids or nothing. One that takes anything else is made by Django each time."""

    def render(self, context: "Context") -> str:
        """The address; nothing where it goes into a variable."""
        name: Any = self.view_name.resolve(context)
        ids = [arg.resolve(context) for arg in self.args]
        if self.kwargs or len(ids) > len(STAND_INS) or not all(isinstance(pk, UUID) for pk in ids):
            return super().render(context)
        try:
            address = _shape(get_urlconf() or settings.ROOT_URLCONF, get_script_prefix(), name, len(ids))
        except NoReverseMatch:
            return super().render(context)
        for stand_in, pk in zip(STAND_INS, ids, strict=False):
            address = address.replace(str(stand_in), str(pk))
        if self.asvar:
            context[self.asvar] = address
            return ""
        return conditional_escape(address) if context.autoescape else address


@register.tag
def url(parser: "Parser", token: "Token") -> URLNode:
    """The address of a view."""
    node = djangos(parser, token)
    return Address(node.view_name, node.args, node.kwargs, node.asvar)


@lru_cache(maxsize=1000)
def _shape(urlconf: str, prefix: str, name: str, ids: int) -> str:
    made = reverse(name, urlconf, args=STAND_INS[:ids])
    if not all(str(stand_in) in made for stand_in in STAND_INS[:ids]):
        raise NoReverseMatch
    return made
