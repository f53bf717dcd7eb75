"""A request that has nothing to do with the text around it: a task slipped into a document.

Invariant: only requests are candidates. A candidate's score is one minus its similarity to the rest of the passage. A
passage of less than three sentences has no candidates.

"How do solar panels work?" is an ordinary sentence in a leaflet on solar panels and a planted task in a letter of the
bank. Only its neighbours show which it is: 95% of the plain requests of BIPIA's train half, put into its
contexts, had a cosine under 0.1 to the rest of the passage (MiniLM); of 5,000 passages of public corpora none has a
question or an imperative that scores 0.8 (`tests/benchmarks/guard/injection.py`).
"""

from __future__ import annotations

import re
from typing import Final, Literal

from assistant.domain.ports.embed import Embedder, likeness
from assistant.domain.records.documents import Span
from assistant.guard.detectors.detector import Content, Hit, WholeDetector
from assistant.guard.detectors.models import DetectorModels
from assistant.guard.detectors.spec import DetectorSpec
from assistant.guard.matching.segment import sentences

# Verbs of requests to an assistant, without words that also begin headings and labels ("Design", "Rank").
_VERBS = (
    "analy[sz]e|answer|arrange|assess|assist|book|brainstorm|break down|build|calculate|choose|classify|compare|"
    "compile|compose|compute|convert|correct|craft|create|debug|decode|define|describe|determine|develop|discuss|draft|draw|"
    "elaborate|encode|estimate|evaluate|examine|explain|extract|fetch|find|forecast|generate|give|guess|help|identify|"
    "illustrate|imagine|implement|improve|interpret|invent|investigate|list the|locate|look up|make|optimi[sz]e|"
    "organi[sz]e|outline|paraphrase|perform|plan|play|predict|prepare|produce|proofread|propose|provide|recite|recommend|"
    "rephrase|research|respond|rewrite|schedule|search|select|show|simulate|sing|solve|suggest|summari[sz]e|talk|teach|"
    "tell|test|think|track|translate|update|validate|verify|visuali[sz]e|walk me|write"
)
_REQUEST: Final = re.compile(
    rf"^[\s\"'*>\-]{{0,6}}(?:(?:please|kindly|now|next|also|then),? )?(?:(?:can|could|would|will) you (?:please )?"
    rf"|i (?:want|need|would like) you to |your (?:new )?task is to )?(?P<verb>{_VERBS})\b"
    # Verbs that begin labels too ("Claim", "Order", "State") ask for something only with what follows here.
    r"|^[\s\"'*>\-]{0,6}(?:please |also |then )?(?P<orders>(?:state|claim|say|assert|insist|announce|mention|argue|report) that"
    r"|(?:tell|ask|advise|inform|convince|urge|persuade|warn) (?:them|him|her|the (?:user|reader|recipient|person|customer))"
    r"|(?:end|finish|close|begin|start|conclude) (?:it |off )?with an?|throw in|list (?=(?:\w+ ){1,4}(?:of|for|that|in|on)\b)"
    r"|name (?:two|three|four|five|some)|(?:gather|collect) (?=(?:\w+ )?(?:data|statistics|evidence|examples|studies|feedback)\b)"
    r"|cite|gauge|detect|segment|categori[sz]e|quantify|rate the|rank (?:the|our|these|all)|review (?:the latest|recent)"
    r"|(?:set|add|delete|cancel|send|forward|sort|clean up|back up|sync|check|order|turn (?:on|off)|switch (?:on|off)|remind|move|mark"
    r"|print|rename|monitor|notify|upload|download|post|open|close|read)\b(?=.{0,60}\b(?:my|me)\b))"
    r"|^[\s\"'*>\-]{0,6}(?P<asks>who|whom|whose|what|when|where|why|how|which|is|are|do|does|did|can|could|should"
    r"|would|will)\b(?=[^?]{5,300}\?)",
    re.IGNORECASE,
)
# A request of stop words alone ("What should I do now?") is similar to no other sentence, and so is no candidate.
_STOP_WORD_LIST = """
    what when where which whom whose would could should does that this these those they them their your yours with from
    have about there here please will much many very then than just also more most some other into
"""
_STOP_WORDS: Final = frozenset(_STOP_WORD_LIST.split())
_WORD = re.compile(r"[^\W\d_]{4,}")
# What only a machine is asked for in the middle of a paper, and what only people ask each other for. Of the first a
# likeness by chance counts less, of the second more: "everyone who uses it", "the slip below" lean on the paper.
_FOR_A_MACHINE: Final = re.compile(
    r"\b(?:poem|haiku|essay|story|joke|limerick|song|lyrics|screenplay|speech|riddle|blog post|tweet|slogan|synonyms?|"
    r"translat\w+|paraphrase|rephrase|proofread|in (?:python|java|javascript|sql|php|c\+\+|html|css)|function|algorithm|"
    r"(?:in|to|into) (?:english|french|german|spanish|italian|dutch|portuguese|russian|japanese|chinese|latin)|"
    r"explain (?:how|what|why|the (?:theory|concept|difference|process))|who (?:wrote|invented|discovered|painted|was the)|"
    r"what (?:is|are|was|were) the (?:capital|main|primary|history|largest|meaning|population|chemical|benefits|differences?)|"
    r"how (?:do|does|can) (?:i|you|one|a|an) |my (?:calendar|schedule|inbox|to-do|meetings?|alarm|playlist|flight|thermostat)|"
    r"(?:latest|current|recent|emerging) (?:trends|research|studies|news|findings|advances)|sentiment|market|competitors?|customers feel)\b",
    re.IGNORECASE,
)
_FOR_PEOPLE: Final = re.compile(
    r"\b(?:we|us|our|ours|everyone|everybody|colleagues?|neighbou?rs?|tenants?|parents?|below|above|overleaf|attached|attach|enclosed?|"
    r"enclosing|return|(?:tell|send|bring|call|ask|let) me(?! an?\b)|who (?:needs|wants|is coming|comes|has|can)|by (?:mon|tues|wednes|thurs|fri|satur|sun)day|by post|in person|the (?:form|sheet|slip|box|machine|"
    r"device|appliance|label|lid|reception|office|caretaker))\b",
    re.IGNORECASE,
)
_MACHINE_LEAN: Final = 0.08
_PEOPLE_LEAN: Final = 0.15
_MIN_CONTENT_WORDS, _MIN_NEIGHBOURS = 2, 2
_MAX_UNITS = 60  # sentences; in a longer text only the nearest neighbours are compared
_WHOLE_BELOW_BEST = 0.08  # the cosine with the whole rest is lower than with its best sentence by about this


class ForeignSpec(DetectorSpec):
    """Requests that have nothing to do with the text around them, by similarity of meaning."""

    type: Literal["foreign"]

    def make(self, models: DetectorModels) -> ForeignDetector:
        return ForeignDetector(models.embedder())


class ForeignDetector(WholeDetector):
    """A hit `foreign` for each candidate; its score is one minus the similarity to the text around it."""

    slow = True
    has_model = True

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.identity = f"foreign+{embedder.identity}"

    def detect(self, content: Content) -> list[Hit]:
        units = [span for span in sentences(content.text) if len(content.text[slice(*span)].strip()) > 3]
        if len(units) <= _MIN_NEIGHBOURS:
            return []
        requests = [number for number, span in enumerate(units) if _is_request(content.text[slice(*span)])]
        return [Hit("foreign", self._score(content.text, units, number), units[number]) for number in requests]

    def _score(self, text: str, units: list[Span], number: int) -> float:
        first = max(0, min(number - _MAX_UNITS // 2, len(units) - _MAX_UNITS))
        near = [
            text[start:end] for at, (start, end) in enumerate(units[first : first + _MAX_UNITS], first) if at != number
        ]
        request = text[slice(*units[number])]
        vectors = self._embedder.embed_passages([request, " ".join(near), *near])
        cosines = likeness(self._embedder, vectors[1:] @ vectors[0])
        closest = max(float(cosines[0]) + _WHOLE_BELOW_BEST, float(cosines[1:].max())) + _lean(request)
        return round(min(1.0, max(0.0, 1.0 - closest)), 4)


def _lean(sentence: str) -> float:
    """What the likeness of a request to its paper counts more, for a sentence to people, or less."""
    if _FOR_PEOPLE.search(sentence):
        return _PEOPLE_LEAN
    return -_MACHINE_LEAN if _FOR_A_MACHINE.search(sentence) else 0.0


def _is_request(sentence: str) -> bool:
    request = _REQUEST.search(sentence)
    if request is None or sentence.isupper():
        return False
    words = [
        word
        for word in _WORD.findall(sentence[request.end(request.lastgroup or 0) :])
        if word.casefold() not in _STOP_WORDS
    ]
    return len(words) >= (1 if _FOR_A_MACHINE.search(sentence) else _MIN_CONTENT_WORDS)
