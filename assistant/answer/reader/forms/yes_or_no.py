"""Questions that ask for yes or no, and the figures that they put to the files.

Invariant: pure functions of text, in English, German, Spanish and French.
"""

from __future__ import annotations

import re

from assistant.answer.reader.forms.units import MEASURES
from assistant.text.asked_language import language_of
from assistant.text.folding import fold_accents
from assistant.text.written.asked_kinds import NUMBERS, UNITS_OF_TIME

_ASKS = re.compile(
    r"(?:and |but |so |also |und |aber |y |e |et |mais )?(?:"
    r"(?:am|is|are|was|were|do|does|did|can|could|may|might|must|should|shall|will|would|has|have|had)(?:n't|nt)? "
    r"|(?:darf|darfst|durfen|durfte[nt]?|kann|kannst|konnen|konnte[nt]?|muss|musst|mussen|musste[nt]?|bin|bist|ist|sind|"
    r"war|waren|habe|hast|hat|haben|hatte[nt]?|gibt|soll|sollen|sollte[nt]?|werde|wird|werden|wurde[nt]?|gilt|gelten|"
    r"brauch(?:e|st|t|en)|benotig(?:e|t|en)|gehort|gehoren|zahl(?:e|t|en)|steht|stehen|deckt|decken|"
    r"bekomm(?:e|st|t|en)|erhalt|erhalten|ubernimmt|ubernehmen|erstattet|ersetzt|bietet|enthalt|umfasst|reicht|kommt|"
    r"kommen|nimmt|geht|lasst|kostet|passt|lauft|schliesst|offnet|findet|verlangt|erlaubt|lohnt|leidet|wohnt|arbeitet) "
    r"|est-ce que? |est-ce qu'|(?:est|sont|peut|peuvent|doit|doivent|faut) "
    r")"
)
# "Peut-on ..", "Le chat peut-il ..": the verb with its pronoun behind it. "Quand peut-on .." asks for more.
_INVERSION = re.compile(r"[^\W\d_](?:-t)?-(?:je|tu|il|elle|on|nous|vous|ils|elles)\b|\by a-t-il\b")
_FRENCH_FOR_MORE = re.compile(
    r"^qu(?:e|'| )|\b(?:qui|quoi|quel(?:le)?s?|lequel|laquelle|quand|ou|comment|combien|pourquoi)\b(?!-)"
)
_SPANISH = re.compile(
    r"(?:y |pero )?(?:puedo|puede|pueden|podemos|podria|se|es|esta|estan|hay|tengo|tiene|tienen|tenemos|debo|debe|"
    r"deben|debemos|hace falta|cubre|cubren|incluye|incluyen|son|era|eran|fue|fueron|ha|han|he|hemos|existe|necesito|"
    r"necesita|necesitamos|permite|permiten|admite|admiten|acepta|aceptan|cobra|cobran|paga|pagan|ofrece|ofrecen|sirve|"
    r"vale|recibe|trabaja|entra|entran|cabe|caben|cuesta|cuestan|dura|abre|abren|cierra|cierran|viene|vienen|llega|lleva|"
    r"llevan|queda|quedan|da|dan|vive|viven|gana|toma|hubo|habia|tenia|podia)\b"
)
_SPANISH_FOR_MORE = re.compile(r"\b(?:quien|quienes|cuando|donde|cual|cuales|cuant[oa]s?|como|por que|o)\b")
_PRETERITE = re.compile(r"\w+\u00f3\s")  # "¿Presentó ..?"
_ACCENTED_QUE = re.compile(r"\bqu\u00e9\b", re.IGNORECASE)
# "吗" at the end, or a verb with its denial: "能不能".
_CHINESE = re.compile("吗[？?。]?$|能不能|可不可以|可否|是不是|有没有|要不要|会不会|该不该")
_CHINESE_FOR_MORE = re.compile("谁|什么|哪|几|多[少久长]|怎")
# What may stand in front: other sentences, and a clause that tells the case.
_SENTENCE_END = re.compile(r"[.!;]\s+(?=\S)|\s[-\u2013]\s")
_CASE = re.compile(
    r"^(?:and |und |y |et )?(?:if|when|once|as|since|wenn|falls|weil|da|si|cuando|como|quand|lorsque?|comme)\b"
    r"[^,?]*,\s*"
)
_MARKS = " \t\n\u00bf\u00a1\"'"
_PEOPLE = (
    r"people|persons?|guests?|children|kids|personen|leute|gasten?|kindern?|personas?|invitados?|ninos?|personnes?|"
    r"invites?|enfants?|times|mal|veces|fois"
)
_MONEY = r"euros?|eur|gbp|usd|chf|pounds?|dollars?|cents?|francs?|franken|kronor|kroner"
# The last two are volts and amperes, whose letters are words: "12 a week".
_COUNTED = MEASURES[:-2]
_FIGURE = rf"(?:\d+(?:[.,]\d+)*|{NUMBERS})"
_COMPARED = re.compile(
    rf"(?<![\w.,/-])(?:(?P<sum>[\u20ac$\u00a3]\s?{_FIGURE})|(?P<figure>{_FIGURE})(?:\s|-)?"
    rf"(?:{'|'.join(_COUNTED)}|{UNITS_OF_TIME}|{_MONEY}|{_PEOPLE}|[\u20ac$\u00a3])(?![^\W_]))"
)


def asks_yes_or_no(question: str) -> bool:
    """Whether the question can be answered by yes or no: it opens with a verb, and asks for nothing else.

    The opening is that of its last sentence, behind a clause that tells the case: "If it rains, may I ..?".
    """
    if _CHINESE.search(question):
        return _CHINESE_FOR_MORE.search(question) is None
    shown, folded = _last_part(question)
    if _ASKS.match(folded) and not (folded.startswith("was ") and language_of(question) == "de"):
        rest = folded.split(" ", 1)[-1]
        return folded.startswith("est-ce") or not re.match(r"(?:who|what|when|where|which|why|how)\b", rest)
    if _INVERSION.search(folded) and _FRENCH_FOR_MORE.search(folded) is None:
        return language_of(question) == "fr"
    opens = _SPANISH.match(folded) or _PRETERITE.match(shown)
    if opens is None or _ACCENTED_QUE.search(shown):
        return False
    return _SPANISH_FOR_MORE.search(folded) is None


def compared_figures(question: str) -> frozenset[str]:
    """The figures, folded, with which a question for yes or no compares: of "Is a trip of 60 days insured?" the 60.

    They need not stand in the files, which say "at most 45 days". Empty where anything else is asked for.
    """
    if not asks_yes_or_no(question):
        return frozenset()
    found = _COMPARED.finditer(fold_accents(question))
    return frozenset(re.sub(r"\W", " ", match["sum"] or match["figure"]).strip() for match in found)


def _last_part(question: str) -> tuple[str, str]:
    """The last sentence as it is written, and folded without the clause that tells the case."""
    shown = _SENTENCE_END.split(question.strip(_MARKS))[-1].strip(_MARKS)
    return shown, _CASE.sub("", fold_accents(shown)).strip(_MARKS)
