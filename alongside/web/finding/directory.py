"""Who can help with what, and who wants to learn what."""

from uuid import UUID

from django.contrib import messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.access.gate import rows
from alongside.kit.kept import Parts, kept
from alongside.matching import directory
from alongside.matching.models import Listing
from alongside.matching.topics import topics
from alongside.pairs.models import Side
from alongside.people.finding import typed_name
from alongside.people.models import Membership, Person
from alongside.vault.ring import unlock
from alongside.web.finding.forms import LineForm
from alongside.web.finding.suggestions import standing
from alongside.web.http import Request, back, heard, invalid, page, slice_of


@require_safe
def page_of_lines(request: Request) -> HttpResponse:
    """The directory: `?side=` is "coach" for who can help, "performer" for who wants to learn; `?q=` and `?topic=`."""
    me, known = request.user, topics()
    side = Side.PERFORMER if request.GET.get("side") == Side.PERFORMER else Side.COACH
    typed, topic = typed_name(request.GET.get("q", "")), request.GET.get("topic", "")
    topic = topic if topic in known else ""
    unlock([me.pk, directory.DIRECTORY])
    lines = slice_of(_found(me, side, typed, topic), request)
    mine = {line.side: line for line in _mine(me.pk)}
    suggested = standing(me)
    unlock(line.author_id for line in lines)
    asks = _("Ask %(name)s") if side == Side.COACH else _("Offer %(name)s help")
    context = {
        "lines": [
            (line, "" if line.author_id == me.pk else asks % {"name": line.author}, named(line)) for line in lines
        ],
        "slice": lines,
        "side": side.value,
        "my_side": side.other.value,
        "typed": typed,
        "topic": topic,
        "topics": known,
        "helps": mine.get(Side.COACH),
        "learns": mine.get(Side.PERFORMER),
        "suggested": suggested,
    }
    return page(request, "finding/page.html", context, part="found")


def _found(me: Person, side: Side, typed: str, topic: str) -> QuerySet[Listing] | Parts[Listing]:
    if typed.strip():
        return directory.search(_with_people(me.pk), side=side, typed=typed, topic=topic)
    if topic:
        return _on_topic.parts(me.pk, side.value, directory.mark_of_topic(side, topic))
    return _all.parts(me.pk, side.value)


@kept
def _all(me: UUID, side: str) -> QuerySet[Listing]:
    return directory.standing(_with_people(me), side)


@kept
def _on_topic(me: UUID, side: str, mark: str) -> QuerySet[Listing]:
    return directory.standing(_with_people(me), side, [mark])


def _with_people(me: UUID) -> QuerySet[Listing]:
    team = Membership.objects.filter(person=OuterRef("author"), ended_on=None).values("team__name")[:1]
    return rows(me, "see", Listing).select_related("author").annotate(team_name=Subquery(team))


@kept
def _mine(me: UUID) -> QuerySet[Listing]:
    return rows(me, "edit", Listing)


@require_http_methods(["GET", "HEAD", "POST"])
def my_line(request: Request, side: Side) -> HttpResponse:
    """What I can help with, or want to learn."""
    line = rows(request.user, "edit", Listing).filter(side=side).first()
    now = {"topics": line.slugs, "words": line.words} if line else {}
    form = LineForm(request.POST if request.method == "POST" else None, initial=now)
    if form.is_valid():
        with heard(form):
            said = form.cleaned_data
            directory.put_in_directory(by=request.user, side=side, topics_=said["topics"], words=said["words"])
            messages.success(request, _("Everybody here can find it now."))
            return back(request, "finding:page")
    context = {"form": form, "line": line, "side": side.value}
    return page(request, "finding/mine.html", context, status=invalid(form))


@require_POST
def take_out(request: Request, side: Side) -> HttpResponse:
    """Nobody finds it any more."""
    directory.take_out_of_directory(by=request.user, side=side)
    messages.success(request, _("Taken out. Nobody finds it any more."))
    return back(request, "finding:page")


def named(line: Listing) -> list[str]:
    """Its topics, as the reader calls them."""
    known = topics()
    return [known[slug] for slug in line.slugs if slug in known]
