"""What a talk can be guided by, and what helps with words before they are sent."""

from uuid import UUID
from zoneinfo import ZoneInfo

from alongside.access.gate import rows
from alongside.api.fields import Sent, Shown, Words
from alongside.api.frame import Call, Noun
from alongside.api.pairs import pair_for
from alongside.conversations import guidebook, offering
from alongside.conversations.actions import mark_primer_seen
from alongside.conversations.models import Conversation
from alongside.conversations.rules import ask_first
from alongside.conversations.theming import this_month
from alongside.evaluations import both_ways
from alongside.focus.models import Focus
from alongside.focus.rules import sharpen
from alongside.kit import clock
from alongside.kit.refusal import NotHere
from alongside.reflections.models import BroughtCard

guides = Noun("guides")


class GuideStep(Shown):
    """One question of a guide, what to ask on, and a word to the coach."""

    slug: str
    to: guidebook.To
    question: str
    follow_ups: list[str]
    hint: str


class GuideShown(Shown):
    """Questions for a talk."""

    slug: str
    title: str
    purpose: str
    minutes: int
    opening: str


class WholeGuide(GuideShown):
    """Questions for a talk, all of them, with what to have in mind and what is easily done wrong."""

    language: str
    version: int
    prompts: list[str]
    trap: str
    steps: list[GuideStep]


class SuggestedGuide(Shown):
    """A guide, and why it is offered."""

    slug: str
    reason: str


class Offer(Shown):
    """One guide and two alternatives."""

    first: SuggestedGuide
    others: list[SuggestedGuide]


class Screen(Shown):
    """One short screen; `text` is Markdown."""

    title: str
    text: str


class Primer(Shown):
    """What somebody reads before their first talk as a coach."""

    title: str
    minutes: int
    screens: list[Screen]


class Draft(Sent):
    """A text that is not sent yet. It is looked at and not kept."""

    text: Words


class Nudge(Shown):
    """Why it sounds like advice, and the same as an offer that asks first. Null: it doesn't."""

    reason: str | None
    swapped: str | None


class Clearer(Shown):
    """What could make a commitment easier to keep. Null: it can be seen when it is kept."""

    question: str | None
    reason: str | None


@guides.read("/guides", list[GuideShown])
def list_guides(request: Call) -> list[GuideShown]:
    """List the guides, by title."""
    return [GuideShown.telling(guide) for guide in guidebook.guides(request.me.language)]


@guides.read("/guides/{slug:slug}", WholeGuide)
def get_guide(request: Call, slug: str) -> WholeGuide:
    """Show a guide with all its questions."""
    try:
        guide = guidebook.guide(slug, request.me.language)
    except LookupError:
        raise NotHere from None
    return WholeGuide.telling(guide, steps=[GuideStep.telling(step) for step in guide.steps])


@guides.read("/pairs/{uuid:pk}/guide-offer", Offer)
def offer_guide(request: Call, pk: UUID) -> Offer:
    """Offer one guide for the next talk of a pair, and two alternatives, each with its reason.

    This month's topic is the first unless something presses: how we're doing, both ways, takes its place when due.
    """
    pair = pair_for(request, "talk", pk)
    held = list(rows(request.me, "see", Conversation.objects.filter(pair=pair).held())[:8])
    turned = rows(request.me, "see", Conversation.objects.filter(pair=pair, turned=True).held()).first()
    last = held[0].closed_at if held else None
    shown = rows(request.me, "see", BroughtCard).filter(pair=pair, slug="harder")
    if last:
        shown = shown.filter(brought_on__gte=last.astimezone(ZoneInfo(pair.performer.time_zone)).date())
    open_focus = rows(request.me, "work_on", Focus).filter(pair=pair, closed_at=None)
    facts = offering.known_about(
        pair,
        held,
        this_month(pair),
        look_back_on=open_focus.values_list("look_back_on", flat=True).first(),
        obstacle_named=shown.exists(),
        both_ways_due=both_ways.due(pair, clock.today()),
        last_turned=turned.closed_at if turned else None,
    )
    offer = offering.offer(facts)
    first, *others = [SuggestedGuide(slug=one.slug, reason=str(one.reason)) for one in (offer.first, *offer.others)]
    return Offer(first=first, others=others)


@guides.read("/primer", Primer)
def get_primer(request: Call) -> Primer:
    """Show what somebody reads before their first talk as a coach: three minutes."""
    primer = guidebook.primer(request.me.language)
    return Primer.telling(primer, screens=[Screen.telling(screen) for screen in primer.screens])


@guides.do("/primer/seen", Primer)
def see_primer(request: Call) -> Primer:
    """Say that I read it."""
    mark_primer_seen(by=request.me)
    return get_primer(request)


@guides.do("/ask-first", Nudge)
def nudge(request: Call, sent: Draft) -> Nudge:
    """Look whether what a coach is about to write sounds like advice."""
    found = ask_first(sent.text, request.me.language)
    return Nudge(reason=str(found.reason) if found else None, swapped=found.swapped if found else None)


@guides.do("/make-clearer", Clearer)
def make_clearer(request: Call, sent: Draft) -> Clearer:
    """Look whether a commitment is too vague to be kept."""
    found = sharpen(sent.text, request.me.language)
    return Clearer(question=str(found.question) if found else None, reason=str(found.reason) if found else None)
