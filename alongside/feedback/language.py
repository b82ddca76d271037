"""The language check: points at a phrase, says why, and asks for what was seen instead. It never blocks.

Pure, and local: it looks at the words on this server and sends them nowhere. Four rules of our own, each for the ways
in which English does it: words for a person's character, "always" and "never", telling what goes on inside somebody,
advice dressed as a question. What stands in quotation marks is somebody else's. A language without patterns gets none.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from alongside.conversations.rules import ask_first

LONGEST = 4_000
"""Beyond so many characters nothing is looked at."""


class Rule(TextChoices):
    """What a hint points at."""

    TRAIT = "trait", _("a word for a person's character")
    ABSOLUTE = "absolute", _("always, never, everybody")
    MIND = "mind", _("what goes on inside somebody")
    ADVICE = "advice", _("advice in other clothes")


REASONS: dict[Rule, str | Promise] = {
    Rule.TRAIT: _("This says what somebody is, not what happened. What did you see or hear?"),
    Rule.ABSOLUTE: _("One exception, and you two talk about the exception. Which time do you mean?"),
    Rule.MIND: _("Nobody sees into somebody else. What did you see or hear that made you think so?"),
    Rule.ADVICE: _(
        "This is advice in other clothes. What do you really not know? What you can do stands in your offer."
    ),
}

WATCHED: dict[str, tuple[Rule, ...]] = {
    "saw": (Rule.TRAIT, Rule.ABSOLUTE, Rule.MIND, Rule.ADVICE),
    # A story is what I made of it: there it is honest to say what I thought went on in somebody.
    "story": (Rule.TRAIT, Rule.ABSOLUTE, Rule.ADVICE),
    "otherwise": (Rule.TRAIT, Rule.ABSOLUTE),
    "missing": (Rule.TRAIT, Rule.ABSOLUTE),
    "question": (Rule.TRAIT, Rule.ABSOLUTE, Rule.MIND, Rule.ADVICE),
    "offer": (Rule.TRAIT, Rule.ADVICE),
    "did": (Rule.TRAIT, Rule.ABSOLUTE),
}
"""Which rules look at which part of what somebody writes."""


@dataclass(frozen=True, slots=True)
class Hint:
    """A phrase of the text, from `start` to `end`, and why to look at it again."""

    rule: Rule
    phrase: str
    start: int
    end: int

    @property
    def reason(self) -> str:
        """Why, in a sentence, and what to ask oneself."""
        return str(REASONS[self.rule])


def hints(text: str, part: str = "saw", language: str = "en") -> list[Hint]:
    """What to look at again in this part of a text: at most one hint of each rule, in the order of the text."""
    if not language.lower().startswith("en"):
        return []
    plain = _QUOTED.sub(lambda said: " " * len(said.group()), text[:LONGEST].replace("’", "'"))
    found = [hint for rule in WATCHED.get(part, ()) if (hint := _first(rule, text, plain))]
    return sorted(found, key=lambda hint: hint.start)


def _first(rule: Rule, text: str, plain: str) -> Hint | None:
    for start, end in _FINDERS[rule](plain):
        phrase = text[start:end].strip()
        if phrase:
            return Hint(rule, phrase, start, end)
    return None


def _any(*phrases: str) -> re.Pattern[str]:
    """One pattern for several phrases, between words."""
    return re.compile(r"(?<![\w'])(?:" + "|".join(phrases) + r")(?![\w'])", re.IGNORECASE)


def _words(listed: str) -> str:
    return "(?:" + "|".join(re.escape(word) for word in listed.split()) + ")"


_QUOTED = re.compile(r"“[^”]*”?|\"[^\"]*\"?|«[^»]*»?|„[^“]*“?")
_SENTENCE = re.compile(r"[^\s.!?…][^.!?…\n]*(?:[.!?…]+)?")
_WHO = r"(?:you|he|she|they)"
_ARE = (
    r"(?:'re|'s| are| is| were| was| can be| could be| seem(?:ed|s)?| sound(?:ed|s)?| act(?:ed|s)?"
    r"| (?:have|has) (?:been|become)| became)"
)
_MUCH = (
    r"(?: (?:just|so|too|very|rather|quite|pretty|always|never|often|being|a bit|a little|a bit of an?|sometimes|not"
    r"|also|an?|the|such|such an?|most|more|by nature|one of those|\w+ly))*"
)

# Said of people and hardly of anything else, so that a name before them is enough.
_CHARACTER = _words(
    "lazy arrogant rude selfish stubborn careless sloppy unprofessional unreliable irresponsible disorganised"
    " disorganized immature childish incompetent stupid ignorant manipulative dishonest disrespectful moody touchy"
    " oversensitive bossy pushy naive cynical egoistic egotistic self-centred self-centered narcissistic inconsiderate"
    " ungrateful unfriendly impolite lazier ruthless superior pessimistic passive-aggressive incapable cheeky vain"
    " greedy spiteful petty fussy grumpy stingy timid cowardly insensitive heartless thoughtless inattentive forgetful"
    " unmotivated uncooperative unhelpful unkind intolerant inflexible domineering patronising patronizing"
    " condescending sarcastic cocky conceited pompous smug hypocritical two-faced insincere disloyal hot-headed"
    " short-tempered narrow-minded big-headed hard-working hardworking kind-hearted good-natured"
)
# Said of much else, too: only when it is clearly said of somebody.
_PERHAPS_CHARACTER = (
    r"(?:useless|hopeless|negative|defensive|aggressive|hysterical|dramatic|controlling|sensitive|emotional|insecure"
    r"|toxic|chaotic|distant|reliable|brilliant|wonderful|amazing|talented|gifted|clever|smart|awesome|fantastic"
    r"|perfect|excellent|helpful|professional|impatient|impossible(?! to)|passive|hostile|nasty|dominant"
    r"|unbearable|weak(?! signal)|cold and|difficult(?! to)|lovely|genius)"
)
_KINDS = (
    r"(?:control freak|micromanager|perfectionist|pessimist|bully|liar|slacker|diva|know-it-all|egoist|team player"
    r"|natural(?: \w+)?|star|genius|rock star|chaos|idiot|fool|coward|(?:hard|good|bad|slow) worker|workaholic"
    r"|drama queen|lone wolf|clown"
    r"|troublemaker|know-all|dictator|tyrant|snob|hypocrite|loser|legend|hero|angel|gem|treasure|joker)"
)
_QUALITIES = (
    r"(?:attitude|arrogance|laziness|negativity|personality|character|ego|temper|carelessness|stubbornness|selfishness"
    r"|moods|rudeness|immaturity|incompetence|unreliability|impatience|pride|vanity|aggressiveness|aggression|sarcasm"
    r"|pessimism|perfectionism|cowardice|ignorance|insensitivity|mentality|nature|indifference|lack of (?!time"
    r"|sleep|staff|people|tools|space|room)\w+)"
)
_SAID_OF = r"(?<!said )(?<!says )(?<!that )(?<!told me )(?<!whether )(?<!if )"

_TRAIT = _any(
    rf"{_SAID_OF}{_WHO}{_ARE}{_MUCH} (?:{_CHARACTER}|{_PERHAPS_CHARACTER}|{_KINDS})",
    rf"(?:know|knows|think|find|believe) (?:that )?{_WHO}{_ARE}{_MUCH} (?:{_CHARACTER}|{_PERHAPS_CHARACTER}|{_KINDS})",
    rf"(?-i:[A-Z][a-z]+)(?: is|'s| was){_MUCH} {_CHARACTER}",
    rf"(?:find|found|consider|call) (?:you|him|her|them){_MUCH} (?:{_CHARACTER}|{_PERHAPS_CHARACTER})",
    rf"come(?:s)? across as{_MUCH} \w+",
    r"typical(?:ly)? (?:of )?(?:you|him|her)",
    r"(?:that's|this is|it's) (?:just )?(?:so|like) you",
    r"(?:it's|that's|this is) (?:just |simply )?(?:your|his|her|their) way",
    rf"{_WHO}(?:'re| are|'s| is) (?:just )?like that",
    rf"(?:what an?|such an?) {_CHARACTER} \w+",
    rf"(?:your|his|her|their) {_QUALITIES}",
    rf"(?:{_CHARACTER}|thoughtless) of you",
    rf"(?:{_CHARACTER}) as (?:you|he|she|they)",
    r"(?:such an?|an?) (?:\w+ )?(?:difficult|bad|good|nice|awful|terrible|strange|great)"
    r" (?:person|colleague|character)",
    r"the (?:kind|sort|type) of (?:person|man|woman|colleague|guy) (?:who|that)",
    rf"{_WHO} (?:lack|lacks|have no|has no|don't have any) (?:any )?"
    r"(?:discipline|empathy|manners|respect|patience|humour|humor|backbone|ambition|tact|shame|commitment)",
    rf"{_WHO} (?:behave|behaves|behaved|act|acts|acted) like an? (?:child|diva|boss|dictator|king|queen)",
)

_ABSOLUTE = _any(
    r"(?<!as )(?<!I )(?<!I've )(?<!I have )(?<!I had )(?<!I'd )always",
    r"(?<!I )(?<!I've )(?<!I have )(?<!I had )(?<!I'd )never(?! mind| before)",
    r"constantly|permanently|invariably",
    r"every (?:single )?time|each time|time and again|again and again|all the time",
    r"every(?:body|one) (?:knows|says|thinks|agrees|feels|sees|is|was|complains|hates|wants|has|had|here|else)",
    r"(?:nobody|no one) (?:can|could|wants|likes|trusts|reads|believes|understands|cares|listens|works|knows|else)",
    r"whenever (?:I|we|somebody|someone|anybody|anyone)",
    rf"{_WHO}(?:'re|'s| are| is) forever",
    r"(?:don't|doesn't|didn't|can't|won't) ever",
    r"all (?:you|he|she|they) ever|none of (?:you|them)|without exception|no matter (?:what|how)",
    r"(?:as|like) (?:usual|ever|always)|not (?:a single|one single) (?:day|time|week|shift|meeting|one)",
    r"every (?:day|week|month|shift|meeting) (?:it is|it's|the same|again)|everything (?:has to|must|goes|is about)",
    r"nothing (?:I|we) do",
)

_INSIDE = (
    r"(?:(?:really|just|simply|clearly|obviously|only|probably|even|never|always|already|certainly|deliberately"
    r"|surely) )*"
)
_STATES = (
    r"(?:afraid|angry|jealous|bored|annoyed|offended|insulted|uninterested|not interested|threatened|scared|ashamed"
    r"|hoping|envious|too proud|trying to|looking for|only interested|pleased to see (?:me|us) fail)"
)
_NOT_REPORTED = r"(?<!said )(?<!that )(?<!told me )(?<!what )(?<!if )(?<!If )(?<!do )(?<!Do )(?<!did )(?<!as )(?<!As )"

_MIND = _any(
    rf"{_NOT_REPORTED}{_WHO} {_INSIDE}(?:don't|doesn't|didn't|do not|does not|did not) (?:even |really )?"
    r"(?:care|want|like|trust|respect|value|believe|take (?:\w+ )?\w+ seriously)",
    rf"{_NOT_REPORTED}{_WHO} {_INSIDE}(?:wanted|tried|meant|intended|hoped|planned) (?:to|me|us|him|her|them"
    rf"|nobody|that)\b",
    rf"{_NOT_REPORTED}{_WHO} {_INSIDE}(?:think|thinks|thought|believe|believes|believed|assumed?) "
    r"(?:that )?(?:I|we|you|he|she|they|it|this|nobody|everybody)\b",
    rf"{_NOT_REPORTED}{_WHO} {_INSIDE}(?:felt|feel|feels) (?!free|like|ill|sick|unwell)\w+",
    rf"{_NOT_REPORTED}{_WHO} {_INSIDE}(?:knew|know (?:exactly|full well|very well|perfectly)|resents?|resented|enjoyed"
    r"|hated?|hates|despised?|cared?|cares)",
    rf"{_NOT_REPORTED}{_WHO}(?:'re| are| is| were| was) {_INSIDE}{_STATES}",
    rf"{_WHO} (?:had|have|has) (?:already |long )?(?:decided|made up (?:your|his|her|their) mind)",
    r"on purpose|deliberately|intentionally|out of (?:spite|malice|envy|jealousy)",
    r"(?:only|just) (?:did|said|came|left|wrote|do|say) (?:it|that|this) to \w+",
    rf"{_WHO} (?:couldn't|could not) care less",
    r"(?:doesn't|didn't|does not|did not) matter to (?:you|him|her|them)",
    rf"{_WHO} (?:look|looks|looked) down on",
    rf"{_WHO} (?:see|sees|saw) me as",
    rf"{_WHO} (?:have|has|had) (?:something|a grudge) against",
    r"(?:your|his|her|their) (?:real|true|hidden) (?:reason|motive|aim|agenda|intention)",
    r"(?:a )?hidden agenda",
    rf"{_NOT_REPORTED}{_WHO} {_INSIDE}(?:have|had|has) (?:no|little) (?:real )?interest",
    rf"{_WHO} {_INSIDE}(?:did|said|wrote|do|say) (?:it|that|this|so) to (?:punish|hurt|spite|annoy|impress|avoid|get)",
    r"to (?:make|show) (?:me|us|him|her) (?:look|up)\b",
)

# Beyond what is met with "Ask first?" in a talk: questions that already know the answer.
_DRESSED = _any(
    r"when (?:will|are) you (?:finally|ever|at last)?",
    r"would it (?:kill|hurt) you",
    r"how (?:hard|difficult) can it be",
    r"what (?:stops|keeps|prevents) you from",
    r"(?:surely|of course) you could",
    r"isn't it time",
    r"will you (?:please|finally|kindly)",
    r"do you (?:really|honestly|seriously) (?:think|believe|need|have)",
    r"did you (?:talk|speak) (?:to|with) (?!any)\w+",
    r"next time,? (?:just|please)",
)


def _matches(pattern: re.Pattern[str]) -> Callable[[str], Iterator[tuple[int, int]]]:
    return lambda plain: (found.span() for found in pattern.finditer(plain))


def _advice(plain: str) -> Iterator[tuple[int, int]]:
    """Sentences that would be met with "Ask first?" in a talk, and questions that know their answer."""
    for found in _SENTENCE.finditer(plain):
        if _DRESSED.search(found.group()) or ask_first(found.group()):
            yield found.span()


_FINDERS = {
    Rule.TRAIT: _matches(_TRAIT),
    Rule.ABSOLUTE: _matches(_ABSOLUTE),
    Rule.MIND: _matches(_MIND),
    Rule.ADVICE: _advice,
}
