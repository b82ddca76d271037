"""The four questions of a check-in, as each of the two reads them."""

from django.utils.translation import gettext as _

from alongside.evaluations.gaps import Axis
from alongside.evaluations.models import CheckIn, Placement
from alongside.pairs.models import Pair, Side
from alongside.people.models import Person

About = Placement.About


def asked_of(check_in: CheckIn, me: Person) -> dict[About, dict[Axis, str]]:
    """The four questions to `me`: the team's own where it had some when it was asked, else those of the house."""
    house = of_the_house(check_in.pair, me)
    return {
        about: {axis: getattr(check_in, f"{about}_{axis}") or house[about][axis] for axis in Axis} for about in About
    }


def of_the_house(pair: Pair, me: Person) -> dict[About, dict[Axis, str]]:
    """The four questions of the house, to one of the two."""
    other = {"name": pair.other(me)}
    if pair.side_of(me) == Side.PERFORMER:
        return {
            About.WORK: {
                Axis.ACROSS: _("How often was my work outstanding?"),
                Axis.UP: _("How often did I stretch beyond what comes easily?"),
            },
            About.COACHING: {
                Axis.ACROSS: _("How often did %(name)s make good work easier for me?") % other,
                Axis.UP: _("How often did I leave our talks with a thought of my own?"),
            },
        }
    return {
        About.WORK: {
            Axis.ACROSS: _("How often was %(name)s's work outstanding?") % other,
            Axis.UP: _("How often did %(name)s stretch beyond what comes easily?") % other,
        },
        About.COACHING: {
            Axis.ACROSS: _("How often did I make good work easier for %(name)s?") % other,
            Axis.UP: _("How often did %(name)s leave our talks with a thought of their own?") % other,
        },
    }


def for_anybody() -> dict[About, dict[Axis, str]]:
    """The four questions of the house without names, for those who word their team's own."""
    return {
        About.WORK: {
            Axis.ACROSS: _("How often was the work outstanding?"),
            Axis.UP: _("How often did it go beyond what comes easily?"),
        },
        About.COACHING: {
            Axis.ACROSS: _("How often did the coaching make good work easier?"),
            Axis.UP: _("How often did a talk end with a thought of one's own?"),
        },
    }
