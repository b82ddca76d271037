"""The words with which people place things between never and always. No number leaves this module."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from alongside.pairs.models import Promise


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


def how_often_asked(about: Promise.About, name: object) -> str:
    """The question about a promise of the other, by name; answered with a word of how often."""
    asked = {
        Promise.About.PROGRESS: _("How often did %(name)s help you get on?"),
        Promise.About.OBSTACLES: _("How often did %(name)s help with what stood in your way?"),
        Promise.About.LEARNING: _("How often did you learn something with %(name)s?"),
        Promise.About.CANDOUR: _("How often could you tell %(name)s what you really think?"),
        Promise.About.COMMITMENTS: _("How often did %(name)s do what the two of you had agreed?"),
        Promise.About.OPENNESS: _("How often was %(name)s open to learning something?"),
        Promise.About.AIMS: _("How often did %(name)s choose aims worth having?"),
    }
    return str(asked[about]) % {"name": name}


def promise_kept(about: Promise.About) -> str:
    """What a word of how often says about a promise, for reading it again."""
    said = {
        Promise.About.PROGRESS: _("helped to get on"),
        Promise.About.OBSTACLES: _("helped with what stood in the way"),
        Promise.About.LEARNING: _("helped to learn something"),
        Promise.About.CANDOUR: _("could be told what one really thinks"),
        Promise.About.COMMITMENTS: _("did what was agreed"),
        Promise.About.OPENNESS: _("was open to learning something"),
        Promise.About.AIMS: _("chose aims worth having"),
    }
    return str(said[about])
