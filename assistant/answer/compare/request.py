"""What a question compares: its sides, what of them, and what is wanted to be known.

Invariant: a pure function of the question. Words that both sides share are written once by people and are given to each
side: "Nora's and Jonas's net pay in March 2024" are "Nora's net pay in March 2024" and "Jonas's net pay in March 2024".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from assistant.answer.compare.cues import OVER_TIME, asks_over_time, aspect_of
from assistant.text.asked_language import Language, language_of
from assistant.text.folding import fold_accents
from assistant.text.languages import word_set
from assistant.text.written.dates import MONTH_NUMBER, flat

Wanted = Literal["difference", "higher", "lower", "change"]

_READ_CHARS = 600
_MOST_SIDES = 4
_SURE, _LIKELY = 0.9, 0.75

_AND = r"(?:\band\b|\bund\b|\by\b|\be\b|\bet\b|&|,)"
_WITH = (
    rf"(?:{_AND}|\bwith\b|\bto\b|\bagainst\b|\bversus\b|\bvs\b\.?|\bmit\b|\bcon\b|\bcontra\b|\bavec\b|\bà\b|\bgegen\b)"
)
_OR = r"(?:\bor\b|\boder\b|\bo\b|\bu\b|\bou\b|,)"
_THAN = r"(?:\bthan\b|\bals\b|\bque\b)"
_MORE = r"(?:more (?:expensive|costly|recent)|mas (?:car[oa]s?|alt[oa]s?|larg[oa]s?|grandes?)|plus (?:chere?s?|longue?s?|hauts?|hautes?|grande?s?|eleve(?:e?s?))|more|higher|larger|bigger|greater|dearer|longer|later|older|heavier|faster|taller|better paid|more \w+|mehr|hoher|hohere[nr]?|grosser|grossere[nr]?|teurer|langer|spater|alter|schwerer|mas|mayor|mayores|superior|plus|superieure?)"
_LESS = r"(?:less expensive|moins chere?s?|less|lower|smaller|cheaper|shorter|earlier|younger|lighter|fewer|less \w+|weniger|niedriger|kleiner|billiger|gunstiger|kurzer|fruher|leichter|menos|menor|menores|inferior|mas (?:barat[oa]|cort[oa]|baj[oa])|moins|inferieure?|plus (?:court|bas|petit)e?)"
# "Is A higher than B?"
_ASKED = r"^\W*(?:is|are|was|were|did|does|do|has|ist|sind|war|waren|verdient|kostet|hat|hatte|es|son|era|fue|gana|cuesta|est ce que)\b "
# A side that is no thing to look for: a question word, a number.
_NO_SIDE = re.compile(
    r"(?:who|what|which|whom|wer|was|welche\w*|quien|que|cual|qui|quel\w*)\b|(?:(?!(?:19|20)\d\d\b)\d[\d.,]*|one|two|three|four|five|six|ten|ein\w*|zwei|drei|un[ao]?|une|dos|tres|deux|trois)\b(?! of)"
)
# Any adjective that compares, where the question itself names two sides behind a comma: "which is faster, A or B?"
_ANY_MORE = r"(?:more \w+|better|(?!other|over|ever|never|number|paper|letter|under|after|either)\w{2,12}er|(?:mas|plus) \w+|mejor|meilleure?)"
_MOST = r"(?:most|highest|largest|biggest|dearest|longest|latest|oldest|meiste[nr]?|hochste[nr]?|teuerste[nr]?|langste[nr]?|mas car[oa]|mas alt[oa]|mas larg[oa]|plus cher(?:e)?|plus haut(?:e)?|plus long(?:ue)?)"
# Read from folded text; "{...}" are the places of the sides. Offsets in folded text are those of the text (see `_fold`).
_FORMS: tuple[tuple[Wanted, float, str], ...] = (
    ("change", _SURE, r"\b(?:what|how)(?: has| have| is| was| did| were)? (?:\w+ ){0,3}?(?:changed?|different|differ)\b(?P<aspect>.*?)\b(?:between|from) (?P<a>.+?) (?:and|to) (?P<b>.+)"),
    ("change", _SURE, r"\bwas (?:hat sich|ist anders|wurde geandert)\b(?P<aspect>.*?)\bzwischen (?P<a>.+?) und (?P<b>.+?)(?: (?:geandert|verandert|getan|anders|ist))*\W*$"),
    ("change", _SURE, r"\bque (?:ha |han )?cambi\w+\b(?P<aspect>.*?)\bentre (?P<a>.+?) y (?P<b>.+)"),
    ("change", _SURE, r"\bqu(?:'| )est[- ]ce qui a change\b(?P<aspect>.*?)\bentre (?P<a>.+?) et (?P<b>.+)"),
    ("difference", _SURE, rf"\b(?:differences?|gap)\b(?P<aspect>.*?)\b(?:between|of) (?P<a>.+?) ?{_AND} ?(?P<b>.+)"),
    ("difference", _SURE, r"\b(?:unterschiede?|differenz)\b(?P<aspect>.*?)\bzwischen (?P<a>.+?) ?\bund (?P<b>.+)"),
    ("difference", _SURE, r"\bdiferencias?\b(?P<aspect>.*?)\bentre (?P<a>.+?) y (?P<b>.+)"),
    ("difference", _SURE, r"\bdifferences?\b(?P<aspect>.*?)\bentre (?P<a>.+?) et (?P<b>.+)"),
    ("difference", _SURE, r"\b(?:how|in what way) (?:do|does|did|is|are) (?P<a>.+?) (?:differ(?:ent)? from|compare (?:with|to)) (?P<b>.+)"),
    ("difference", _SURE, r"\bhow (?:do|does|did|are|is) (?P<a>.+?) and (?P<b>.+?) (?:differ(?:ent)?|compare)\b"),
    ("difference", _SURE, r"\b(?:worin|wie|wodurch) unterscheide[nt] sich (?P<a>.+?) (?:und|von|vom) (?P<b>.+)"),
    ("difference", _SURE, r"\ben que se diferencian? (?P<a>.+?) (?:y|del?) (?P<b>.+)|\ben quoi (?P<a2>.+?) (?:et|differe(?:nt)? d[eu]) (?P<b2>.+?)(?: different)?$"),
    ("change", _SURE, r"\b(?:how|by how|um|wie|cuanto|combien|how much|wie ?viel|what|did|has|have|hat|ha|a)\b(?: much| far| viel)?(?P<aspect>.+?)\b(?:rise|rose|risen|increased?|go(?:ne|es)? up|went up|fall|fell|fallen|drop(?:ped)?|decreased?|grown?|grew|changed?|develop(?:ed)?)\b.*?\b(?:between|from) (?P<a>.+?) (?:and|to) (?P<b>.+)"),
    ("change", _SURE, r"\b(?:hat|haben|ist|sind)\b(?: sich)?(?P<aspect>.+?)\b(?:zwischen (?P<a>.+?) und (?P<b>.+?)|von (?P<a2>.+?) (?:auf|bis|zu|nach) (?P<b2>.+?)) (?:gestiegen|gesunken|erhoht|verandert|geandert|entwickelt|gefallen)\b"),
    ("change", _SURE, r"\b(?:subio|bajo|aumento|cambio|ha (?:subido|bajado|aumentado|cambiado))\b(?P<aspect>.+?)\b(?:entre (?P<a>.+?) y (?P<b>.+)|de (?P<a2>(?:19|20)\d\d) a (?P<b2>.+))"),
    ("change", _SURE, r"\ba(?:-t-il|-t-elle)?(?P<aspect>.*?)\b(?:augmente|baisse|change|evolue)\b.*?\b(?:entre (?P<a>.+?) et (?P<b>.+)|de (?P<a2>(?:19|20)\d\d) a (?P<b2>.+))"),
    ("difference", _SURE, rf"\b(?:compare|contrast|comparison of|vergleich(?:e|en)?(?: sie)?|compar(?:a|ar|e)|comparez|comparer)\b (?P<a>.+?) {_WITH} (?P<b>.+)"),
    ("higher", _SURE, rf"\bhow much (?:more|higher|longer|dearer|later)\b (?:is |are |was |were |did |does |do )?(?P<a>.+?) {_THAN} (?P<b>.+)"),
    ("lower", _SURE, rf"\bhow much (?:less|lower|shorter|cheaper|earlier)\b (?:is |are |was |were |did |does |do )?(?P<a>.+?) {_THAN} (?P<b>.+)"),
    ("higher", _SURE, rf"\b(?:um )?wie ?viel {_MORE}\b (?:ist |war |sind |waren |verdient |verdiente |kostet |kostete )?(?P<a>.+?) als (?P<b>.+)"),
    ("lower", _LIKELY, rf"\b(?:which|what|who|was|wer|welche[rs]?|que|cual|quien|lequel|laquelle|qui)\b[^,:?]*?\b{_LESS}\b(?P<aspect>[^,:?]*)[,:?]\s*(?P<a>.+?) {_OR} (?P<b>.+)"),
    ("higher", _LIKELY, rf"\b(?:which|what|who|was|wer|welche[rs]?|que|cual|quien|lequel|laquelle|qui)\b[^,:?]*?\b(?:{_MORE}|{_MOST}|{_ANY_MORE})\b(?P<aspect>[^,:?]*)[,:?]\s*(?P<a>.+?) {_OR} (?P<b>.+)"),
    ("lower", _LIKELY, rf"{_ASKED}(?P<a>.+?) \b{_LESS}\b(?P<aspect>.*?) {_THAN} (?P<b>.+)"),
    ("higher", _LIKELY, rf"{_ASKED}(?P<a>.+?) \b{_MORE}\b(?P<aspect>.*?) {_THAN} (?P<b>.+)"),
    ("higher", _LIKELY, rf"^\W*(?:is|are|was|does|do|did|has|have|ist|sind|hat|kostet|verdient|es|son|cuesta|gana|est ce que)\b (?P<a>[^?]+?) (?:or|oder|o|ou) (?P<b>[^?]+?) (?:the )?\b(?:{_MORE}|{_LESS}|{_ANY_MORE}|costs? more|earns? more)\b"),
    ("lower", _LIKELY, rf"\b(?:which|what|who|was|wer|welche[rs]?|que|cual|quien|lequel|laquelle|qui)\b[^,:?]*?\b{_LESS}\b\s+(?P<a>.+?) {_OR} (?P<b>.+)"),
    ("higher", _LIKELY, rf"\b(?:which|what|who|was|wer|welche[rs]?|que|cual|quien|lequel|laquelle|qui)\b[^,:?]*?\b(?:{_MORE}|{_MOST}|{_ANY_MORE})\b\s+(?P<a>.+?) {_OR} (?P<b>.+)"),
    ("higher", _LIKELY, rf"^\W*(?:ganan?|cuestan?|duran?|verdient|kostet|dauert|gagne|coute|dure)\b (?:{_MORE}) (?P<a>[^?]+?) (?:o|oder|ou) (?P<b>[^?]+)"),
    ("lower", _LIKELY, rf"^\W*(?:ganan?|cuestan?|duran?|verdient|kostet|dauert|gagne|coute|dure)\b (?:{_LESS}) (?P<a>[^?]+?) (?:o|oder|ou) (?P<b>[^?]+)"),
    ("difference", _LIKELY, r"^(?:(?:what|was|que) (?:is|are|ist|es) (?:different|new|anders|neu|distinto|diferente) (?:in |im |an |en )?)?(?P<a>[^?]{3,80}?) (?:vs\.?|versus|against|gegenuber|gegen|frente a|compared (?:with|to)|verglichen mit|comparado con|par rapport a) (?P<b>[^?]{3,120})"),
)  # fmt: skip
_PATTERNS = tuple((wanted, value, re.compile(form)) for wanted, value, form in _FORMS)
_VERSIONS = re.compile(
    r"\b(?:(?:the|both|two|these) )*(?:two|both|old and (?:the )?new|different) (?:versions?|editions?|copies|drafts)\b(?: of (?P<of>.+))?|"
    r"\b(?:beiden|zwei|alten und (?:der )?neuen) (?:versionen|fassungen|ausgaben|version)\b(?: (?:von|des|der) (?P<of2>.+))?|"
    r"\b(?:las )?dos versiones\b(?: del? (?:la )?(?P<of3>.+))?|\b(?:les )?deux versions\b(?: d[eu'](?: la)? ?(?P<of4>.+))?|"
    r"\b(?:what|was) (?:has |hat sich )?(?:changed|geandert) in the new (?:version|edition) of (?P<of5>.+)"
)  # fmt: skip
_TWO_OF = re.compile(
    r"\b(?:between|of|compare|contrast) (?:the |these |my |our )?(?:two|both) (?P<of>[^,]+)|\b(?:zwischen|vergleiche?) (?:den |die |meinen )?(?:beiden|zwei) (?P<of2>[^,]+)|"
    r"\b(?:how|in what way) (?:do|does|did|are) (?:the |my |our |these )?(?:two|both) (?P<of5>[^,?]+?) (?:differ(?:ent)?|compare)\b|"
    r"\bunterscheiden sich (?:die |meine |unsere )?(?:beiden|zwei) (?P<of6>[^,?]+)|\bse diferencian (?:los|las|mis) dos (?P<of7>[^,?]+)|"
    r"\bdifferent (?:les|mes|nos) deux (?P<of8>[^,?]+)|\b(?:les|mes|nos) deux (?P<of9>[^,?]+?) (?:different|se distinguent)\b|"
    r"\b(?:entre|compara) (?:las|los) dos (?P<of3>[^,]+)|\b(?:entre|compare[rz]?) les deux (?P<of4>[^,]+)"
)  # fmt: skip
_CHANGES = re.compile(r"\b(?:chang|contrast|differ|compar|unterschied|geander|vergleich|cambi|diferenc|compare)")
_ABOUT = re.compile(
    r"\s(?:about|regarding|concerning|with regard to|when it comes to|in terms of|hinsichtlich|bezuglich|in bezug auf|sobre|respecto a|en cuanto a|"
    r"au sujet d[eu]|concernant|en ce qui concerne)\s+(?P<what>.+)$"
)
_OF_ASPECT = re.compile(
    r"^\s*(?:(?:hay|existe|y a-t-il)\b\s*)?(?:(?:about|in|of|for|with|bei|an|am|de|del|en|dans|pour|sobre)\s+)?(?:the |der |dem |den |die |das |el |la |le )?"
)
_TAIL = re.compile(
    r"[\s?.!,;:]+$|\s(?:geandert|verandert|please|bitte|por favor|cheaper|dearer|higher|lower|teurer|billiger|hoher|niedriger)$"
)
_LITTLE = word_set(
    """the a an of in on at for to is are was were my our his her their your this that and or between per each with from by since than did
    der die das den dem des ein eine einen einem einer von im am bei fur zu zum zur mein meine meiner unser unsere und oder seit als
    el la los las un una de del en por para mi mis su sus y o que one ones le les des du d l au aux et ou sa son ses ma mon mes notre dans"""
)
_PERIOD_WORDS = frozenset(MONTH_NUMBER) | word_set(
    "year month last this januar january quarter half spring summer autumn winter jahr monat ano mes annee mois"
)
_YEAR = re.compile(r"(?:19|20)\d\d(?:/\d\d)?")
_COLON = re.compile(r"\W*(?P<what>[^:?]{2,60}):\s")
_SEVERAL = re.compile(r",\s*(?:and |und |y |et |or |oder |o |ou )?|\s(?:and|und|y|et|or|oder|ou)\s")
_ARTICLE = re.compile(r"^(?:the|der|die|das|den|dem|el|la|los|las|le|les)\s+(?=\S)", re.IGNORECASE)
# "that of the gym", "das von Jonas", "el del hogar", "celui de Nora": the article stands for the thing itself.
_STANDS_FOR = re.compile(
    r"\s*(?P<article>that|those|the one|das|der|die|den|dem|el|la|los|las|celui|celle|ceux|celles)\s+(?:of|for|in|von|vom|des|del?|du)\b"
)
_ONE = re.compile(r"(?<=\s)ones?(?=[\s?.!]*$)")  # "the old rules and the new ones"
_PLACES = r"(?:at|in|on|since|before|after|during|im|in|am|bei|seit|vor|nach|wahrend|en|antes|desde|al|au|a|dans|depuis|avant|apres)"
_PLACE = re.compile(rf"{_PLACES}\s")
_PLACE_INSIDE = re.compile(rf"\s{_PLACES}\s")
_GOES_ON = re.compile(
    r"\W*(?:and|und|y|et|what about|how about|was ist mit|que hay de)\s+(?:the |der |die |das |den |el |la |le |with |)?"
)
_POSSESSIVE = re.compile(r"['’]s?$")


@dataclass(frozen=True, slots=True)
class CompareRequest:
    """`sides`: what is compared, each complete in itself; empty for two versions of one document, which `aspect` then
    names. `aspect`: what of the sides is compared, "" where the sides say it. `is_yes_no`: "is A higher than B?". `is_over_time`: `aspect` of two versions
    of the document that tells it."""

    fit: float
    language: Language
    sides: tuple[str, ...] = ()
    aspect: str = ""
    wanted: Wanted = "difference"
    is_versions: bool = False
    is_yes_no: bool = False
    is_over_time: bool = False
    question: str = ""


def read_compare(question: str) -> CompareRequest:
    """The request; its `fit` is 0 where the question compares nothing."""
    text = " ".join(question[:_READ_CHARS].split())
    language, folded = language_of(question), _fold(text)
    versions = _VERSIONS.search(folded)
    if _CHANGES.search(folded):
        for found in filter(None, (versions, _TWO_OF.search(folded))):
            name = next((text[slice(*found.span(group))] for group, held in found.groupdict().items() if held), "")
            return CompareRequest(_SURE, language, (), _clean(name), "change", is_versions=True, question=question)
    for wanted, value, pattern in _PATTERNS:
        if match := pattern.search(folded):
            sides, aspect = _sides(text, match, language)
            if len(sides) > 1 and not any(_NO_SIDE.match(_fold(side)) for side in sides):
                is_yes_no = pattern.pattern.startswith(_ASKED)
                return CompareRequest(value, language, sides, aspect, wanted, is_yes_no=is_yes_no, question=question)
    if asks_over_time(question) and (aspect := aspect_of(question)):
        return CompareRequest(OVER_TIME, language, (), aspect, "change", is_over_time=True, question=question)
    return CompareRequest(0.0, language, question=question)


def with_aspect(request: CompareRequest, question: str) -> CompareRequest:
    """`request` asked anew of something else: "and the gross pay?" """
    opening = _GOES_ON.match(_fold(question))
    aspect = _clean(question[opening.end() :] if opening else question)
    told = [[word for word in side.split() if _kind(word, request.language) != "other"] for side in request.sides]
    if len({tuple(words) for words in told}) == len(told):  # what is left still tells the sides from each other
        request = replace(request, sides=tuple(_clean(" ".join(words)) for words in told))
    return replace(request, aspect=aspect, question=f"{request.question} {question}")


def _sides(text: str, match: re.Match[str], language: Language) -> tuple[tuple[str, ...], str]:
    aspect = text[slice(*match.span("aspect"))] if match.groupdict().get("aspect") else ""
    pair = ("a2", "b2") if match.groupdict().get("a2") else ("a", "b")
    first, last = (text[slice(*match.span(side))] for side in pair)
    if not aspect:
        # "Quorum: old rules or new ones?", "rent 2024 against 2025, without heating": what is compared stands apart.
        if colon := _COLON.match(text[: match.start(pair[0])] + first):
            aspect, first = colon["what"], first[max(0, colon.end() - match.start(pair[0])) :]
        elif "," in last and not _SEVERAL.search(last.split(",", 1)[0]):
            last, aspect = last.split(",", 1)
    if about := _ABOUT.search(_fold(last)):
        aspect, last = last[about.start("what") : about.end("what")], last[: about.start()]
    several = _SEVERAL.split(first) if "," in first else [first]
    written = [_with_head(side, several[0], language) for side in (*several, last)]
    sides = [side for side in map(_clean, written) if side][:_MOST_SIDES]
    if len(sides) == 2 and _PLACE.match(_fold(sides[1])) and (at := _last_place(sides[0])) > 0:
        # "our payment since September than at the start": the payment is of both, the times are the sides.
        aspect, complete = sides[0][:at], [sides[0][at:].strip(), sides[1]]
    else:
        complete = _complete(sides, language)
    opening = _OF_ASPECT.match(_fold(aspect))
    return tuple(dict.fromkeys(complete)), _clean(aspect[opening.end() :] if opening else aspect)


def _last_place(side: str) -> int:
    """Where the last "since ..." or "in ..." of a side begins; 0 if it has none."""
    return max((match.start() for match in _PLACE_INSIDE.finditer(_fold(side))), default=0)


def _with_head(side: str, first: str, language: Language) -> str:
    """ "el del hogar" beside "el seguro del coche" is "seguro del hogar"."""
    if side != first and (one := _ONE.search(_fold(side))):
        nouns = [word for word in _clean(first).split() if _kind(word, language) == "other"]
        return f"{side[: one.start()]}{nouns[-1]}{side[one.end() :]}" if nouns else side
    stands_for = _STANDS_FOR.match(_fold(side))
    if stands_for is None or side == first:
        return side
    names = [word for word in _clean(first).split() if _kind(word, language) == "other"]
    if not names:
        return side
    head = names[-1] if language == "de" else names[0]
    return f"{head} {side[stands_for.end('article') :].strip()}"


def _complete(sides: list[str], language: Language) -> list[str]:
    """Each side with what people write once: "2023" beside "2024 running costs", the month behind the last side."""
    others = [_of_kind(side, "other", language) for side in sides]
    fullest = max(range(len(sides)), key=lambda at: len(others[at]), default=0)
    done = [
        _replaced(sides[fullest], side, language) if not own and others[fullest] else side
        for side, own in zip(sides, others, strict=True)
    ]
    times = [_of_kind(side, "time", language) for side in done]
    shared = [found for found in times if found]
    if len(shared) != 1:
        return done
    return [side if found else f"{side} {' '.join(shared[0])}" for side, found in zip(done, times, strict=True)]


def _replaced(full: str, part: str, language: Language) -> str:
    """`full` with its words of the kinds that `part` has (times, names) replaced by those of `part`."""
    kinds = {_kind(word, language) for word in part.split()} - {"little"}
    kept = [word for word in full.split() if _kind(word, language) not in kinds]
    return " ".join([*_of_kind(part, "name", language), *kept, *_of_kind(part, "time", language)])


def _of_kind(side: str, kind: str, language: Language) -> list[str]:
    return [word for word in side.split() if _kind(word, language) == kind]


def _kind(word: str, language: Language) -> Literal["little", "time", "name", "other"]:
    bare = word.strip('.,;:?!()"“”')
    if len(bare) == 1 and bare.isupper() and bare not in "AI":
        return "name"  # "tariff M": no article of another language
    folded = _POSSESSIVE.sub("", fold_accents(bare))
    if not folded or folded in _LITTLE:
        return "little"
    if _YEAR.fullmatch(folded) or folded in _PERIOD_WORDS:
        return "time"
    # In German every noun has a capital.
    is_name = _POSSESSIVE.search(bare) or (bare[:1].isupper() and len(bare) > 1 and language != "de")
    return "name" if is_name else "other"


def _clean(text: str) -> str:
    """Without what is no part of a name: marks and asking words at its ends."""
    text = text.strip(" \t\"“”'‘’")
    while tail := _TAIL.search(_fold(text)):
        text = text[: tail.start()]
    return _ARTICLE.sub("", text)


def _fold(text: str) -> str:
    """Folded, with as many characters as `text`."""
    return flat(text)
