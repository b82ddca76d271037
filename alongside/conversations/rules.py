"""What a coach writes is a question, an observation with an example, or an offer; advice is met with "Ask first?".

Pure, and careful rather than clever: it looks for the ways in which English gives advice, and leaves alone whoever has
asked already. It never blocks, it only offers. A language without patterns gets no nudges.
"""

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DIRECT = _("This sounds like advice. It is heard better when it was wanted. Ask first?")
DISGUISED = _("This is advice with a question mark behind it. Ask first?")
OWN_STORY = _("What worked for you may not fit here. Ask first?")


@dataclass(frozen=True, slots=True)
class Nudge:
    """Why a text sounds like advice, and the same text as an offer that asks first."""

    reason: str | Promise
    swapped: str


def ask_first(text: str, language: str = "en") -> Nudge | None:
    """A nudge when the text sounds like advice; None when it doesn't, or for a language without patterns."""
    plain = text.replace("’", "'")
    if not language.lower().startswith("en") or _ASKED.search(plain):
        return None
    for found in _SENTENCE.finditer(plain):
        sentence = " ".join(found.group().split())
        reason = _reason(sentence)
        if reason is not None:
            before, after = text[: found.start()], text[found.end() :]
            return Nudge(reason, f"{before}May I share an idea? {_as_offer(sentence)}{after}")
    return None


def _reason(sentence: str) -> str | Promise | None:
    """What kind of advice one sentence gives, if any; quoted words are somebody else's."""
    said = _QUOTED.sub("", sentence).strip()
    if _OPEN_QUESTION.match(said):
        return None
    if _DISGUISED.search(said):
        return DISGUISED
    if _REPORTED.search(said) or _OFFERED.search(said):
        return None
    if _OWN_STORY.search(said):
        return OWN_STORY
    return DIRECT if _DIRECT.search(said) or _COMMAND.match(said) else None


def _as_offer(sentence: str) -> str:
    """The sentence as something one can take or leave. Where no pattern fits, it stays as it is and says so."""
    for pattern, lead in _OFFERS:
        found = pattern.search(sentence)
        if found and found["what"].strip(" .!?"):
            return f"{lead} {_going_on(found['what'])}."
    return sentence if sentence.endswith("?") else f"{sentence} You're free to leave it."


def _going_on(text: str) -> str:
    """The text as the rest of a sentence: without the mark at its end or “yet”, and small at first unless it is “I”."""
    bare = re.sub(r"\s+(?:yet|already|instead|so far)$", "", text.strip().rstrip(".!?…").strip(), flags=re.IGNORECASE)
    return bare if re.match(r"I\b", bare) else bare[:1].lower() + bare[1:]


def _any(*phrases: str, start: bool = False) -> re.Pattern[str]:
    """One pattern for several phrases, anywhere between words or, if so wished, only at the start of a sentence."""
    lead = r"^(?:and |so |but |then )*" if start else r"(?<![\w'])"
    return re.compile(lead + "(?:" + "|".join(phrases) + ")", re.IGNORECASE)


_SENTENCE = re.compile(r"[^\s.!?…][^.!?…\n]*(?:[.!?…]+[”\"']?)?")
_QUOTED = re.compile(r"“[^”]*”?|\"[^\"]*\"?")

_MILDLY = r"(?:(?:really|just|simply|probably|also|definitely|always|only|first|perhaps|maybe|still) )*"
_OUGHT = r"(?:should|ought to|need to|have to|must|could|might want to|may want to)"
_ASKING_WORD = r"(?:anything|something|any|what|how|who|which|where|why|when)"

# Someone who asks for permission, or puts themselves out, gives no advice, whatever comes after it.
_ASKED = _any(
    r"(?:may|can|could|shall|should|might) i (?:share|offer|suggest|add|make a|give you|tell you)\b",
    r"would you like (?:to hear|an idea|me to)\b",
    r"do you want (?:to hear|an idea|me to)\b",
    r"i have an idea\b.{0,200}\bwant\b",
)

_OFFERED = _any(r"(?:i'll|i can|i could|i'd|i would)\b.{0,200}\b(?:for you|if you (?:like|want))\b")

# “What could you do?” is open; “What I'd do is ...” and “What about asking ...?” only begin like that.
_OPEN_QUESTION = _any(
    r"(?:what|how|when|where|who|whom|whose|which)\b"
    r"(?! (?:about|if|i'd|i would|i was|you (?:should|need|have|want|must))\b)"
    r"(?! (?:always |often )?(?:work|help)(?:s|ed) (?:for )?me\b)",
    start=True,
)

_REPORTED = _any(
    r"you(?:'ve| have)? (?:say|said|told|mention(?:ed)?|wrote|described?|think|thought|feel|felt)\b",
    r"(?:makes|hear) you\b",
    r"if (?:you (?:could|had)|i (?:hear|understand) you)\b",
)

_DISGUISED = _any(
    r"why (?:don't|didn't|won't|can't|not) \w+",
    rf"have you (?:ever |already |maybe )*(?:tried|considered|asked|thought (?:about|of))\b(?! {_ASKING_WORD}\b)",
    rf"have you (?:ever |already |maybe )*(?:talked|spoken) (?:to|with)\b(?! {_ASKING_WORD}\b)",
    r"did you (?:even |ever )?(?:try|ask|consider|talk to|speak to|think (?:of|about))\b"
    rf"(?! (?:{_ASKING_WORD}|for help)\b)",
    r"how about (?:you \w|\w+ing\b|(?:a|some)\b)",
    r"what about (?!any|some|noth|every|morning|evening|meeting|training|planning)\w+ing\b",
    r"what if you \w",
    r"(?:wouldn't|shouldn't|couldn't|can't|isn't|won't) (?:you|it|that|there)\b",
    r"don't you think\b",
    r"could you (?:just|perhaps|maybe|also|not|simply)\b",
    r"would it (?:not )?(?:help|be (?:better|easier|an idea|worth))\b(?!.{0,200}\bif (?:i|we)\b)",
    r"is there (?:a|any) reason (?:why )?you (?:don't|didn't|haven't|can't|never|won't)\b",
)

_OWN_STORY = _any(
    r"if i (?:were|was) you\b",
    r"in your (?:place|shoes|position|situation|job)\b",
    r"in my experience\b",
    r"what (?:i'd|i would) do\b",
    r"(?:works|worked|helps|helped) (?:best )?(?:for )?me\b",
    r"when i was (?:your age|at your|doing your|where you)\b",
    r"(?:i'd|i would) (?:just |simply |always |never |definitely |probably )?"
    r"(?:start|begin|try|ask|tell|talk|speak|go|write|make|stop|leave|say|use|do|take|put|forget|refuse|call|keep|wait)\b",
)

_DIRECT = _any(
    r"my (?:advice|suggestion|tip|recommendation)\b",
    r"(?:a|one) tip\b",
    r"i(?:'d| would)? (?:strongly )?(?:suggest|recommend|advise)\b",
    r"you(?:'d| had| would) (?:be )?better\b",
    r"you(?:'re| are) better off\b",
    rf"(?<!do )(?<!did )you(?:'ll| will)? {_MILDLY}(?:never )?(?:should|ought to|need to|have to)\b"
    r"(?! be (?:proud|glad|pleased)\b)",
    rf"you {_MILDLY}(?:shouldn't|mustn't|must (?!be |have |feel ))",
    rf"you {_MILDLY}need (?:a better|more|some|less)\b",
    r"you've got to\b",
    r"you (?:can't|cannot) (?:just )?go on\b",
    r"you could (?!see|hear|feel|tell|not|have|be)\w",
    r"you can (?:just|always|simply|also) (?!(?:tell|talk to|call|ask) me\b)\w",
    r"you (?:might|may) (?:want|like) to\b",
    r"you want to (?:be|make|watch|keep|start|stop|avoid)\b",
    r"what you (?:really )?need is\b",
    r"all you (?:need|have)\b",
    r"ideally,? you\b",
    r"(?:best|only|right|smart|sensible) (?:thing|way) (?:would|is|to)\b",
    r"the (?:trick|key|answer|solution) is\b",
    r"(?:it|that) (?:(?:might|may|could|would|usually|often|always) help|helps) (?:to|if you)\b",
    r"it(?:'s| is) (?:always )?(?:better|best|easier) (?:to|if)\b",
    r"it(?:'s| is) (?:just |only )?a (?:matter|question) of\b",
    r"it would be (?:better|good|best|easier|nice) (?:if you|to)\b",
    r"(?:maybe|perhaps) it's time\b",
    r"^better (?:to|not|if)\b",
    r"^(?:could|should|would)n't [a-z]+ [a-z]+",
)

_COMMAND = _any(
    r"(?:(?:just|simply|please|maybe|perhaps),? )*(?:"
    r"don't (?!hurry|rush|mind|know)\w+"
    r"|(?:always|never) (?!mind|again|before|in|on|at|have)\w+"
    r"|(?:ask|try|stop|start|talk|speak|write|use|focus|remember|consider|bring|put|call|ring|send|keep|leave|plan)\b"
    r"(?! (?:me|us|on)\b)"
    r"|(?:avoid|forget|learn|set|check|delegate|listen|begin|book|block|move|drop|be|get|make sure|think about)\b"
    r"(?! (?:me|us|on)\b)"
    r"|tell (?!me|us)\w|let (?!me|us)\w|give (?!me|us|it a moment)\w"
    r"|say (?!more|that|it|again)\w|take (?!your time|a moment)\w|go (?!on|ahead)\w)",
    start=True,
)

# How each way of advising becomes an offer; what would turn round when “not” or “never” is lost stays as it is.
_OFFERS = tuple(
    (re.compile(pattern, re.IGNORECASE), lead)
    for pattern, lead in (
        (r"\bwhy (?:don't you|didn't you|not) (?:just )?(?P<what>.+)", "You could"),
        (
            r"\bhave you (?:ever |already )*(?:tried|considered|thought (?:about|of)) (?P<what>\w+ing\b.*)",
            "One way could be",
        ),
        (r"\b(?:how about|what about|better off) (?P<what>\w+ing\b.*)", "One way could be"),
        (r"^(?:consider|try) (?P<what>\w+ing\b.*)", "One way could be"),
        (r"\bhave you (?:ever |already )*talked (?P<what>(?:to|with)\b.+)", "You could talk"),
        (r"\bhave you (?:ever |already )*spoken (?P<what>(?:to|with)\b.+)", "You could speak"),
        (r"\bhave you (?:ever |already )*asked (?P<what>.+)", "You could ask"),
        (r"\bdid you (?:try to )?(?P<what>(?!try|think|consider|even|ever).+)", "You could"),
        (r"\b(?:shouldn't|couldn't|can't|won't) you (?P<what>.+)", "You could"),
        (r"\b(?:wouldn't|isn't) it (?:be )?(?P<what>(?:better|easier|best)\b.+)", "It may be"),
        (r"\ba reason (?:why )?you (?:don't|won't|can't) (?P<what>.+)", "You could"),
        (r"\bwhat (?:i'd|i would) do is (?P<what>.+)", "You could"),
        (r"\bi(?:'d| would)? (?:suggest|recommend|advise) (?P<what>\w+ing\b.+)", "One way could be"),
        (r"\bi(?:'d| would)? (?:suggest|recommend|advise) (?:that )?you (?P<what>.+)", "You could"),
        (r"\b(?:my (?:advice|suggestion|tip|recommendation)|(?:a|one) tip): (?P<what>.+)", "You could"),
        (r"\ball you (?:need|have) to do is (?:to )?(?P<what>.+)", "You could"),
        (r"\b(?:thing|way|trick|key|answer|solution) (?:would be|is) to (?P<what>.+)", "You could"),
        (r"\bit's (?:better|best|easier|time) to (?P<what>.+)", "You could"),
        (r"\byou(?:'d| had) better (?!not\b)(?P<what>.+)", "You could"),
        (rf"\byou(?:'ll| will)? {_MILDLY}{_OUGHT} (?!not\b|never\b){_MILDLY}(?P<what>.+)", "You could"),
        (
            r"\b(?:i'd|i would) (?:just |simply |definitely )?(?!never|not|say|suggest|recommend)(?P<what>.+)",
            "You could",
        ),
        (r"^(?:just|simply|maybe|perhaps) (?!you\b|it|not\b|never\b|don't)(?P<what>.+)", "You could"),
        (
            r"^(?P<what>(?:ask|try|talk|speak|start|begin|write|bring|put|call|ring|send|tell|take|let|leave)\b.+)",
            "You could",
        ),
        (r"^(?P<what>(?:use|plan|give|be|make sure|get|go|move|check|book|block)\b.+)", "You could"),
    )
)
