"""The words with which people place things between never and always. No number leaves this module."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class HowOften(TextChoices):
    """How often something was so, from never to always. What is kept, sent and shown is the word."""

    NEVER = "never", _("never")
    HARDLY_EVER = "hardly-ever", _("hardly ever")
    SELDOM = "seldom", _("seldom")
    NOW_AND_THEN = "now-and-then", _("now and then")
    HALF = "half-the-time", _("about half the time")
    MORE_THAN_NOT = "more-often-than-not", _("more often than not")
    MOSTLY = "mostly", _("mostly")
    NEARLY_ALWAYS = "nearly-always", _("nearly always")
    ALWAYS = "always", _("always")


def steps_between(one: HowOften, other: HowOften) -> int:
    """How many words `other` is further towards "always" than `one`; for choosing a question, never for people."""
    words = list(HowOften)
    return words.index(other) - words.index(one)
