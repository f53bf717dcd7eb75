"""What a question for a summary is about: the documents that it names, and a topic within them.

Invariant: pure functions of text; the words are read folded, in English, German, Spanish and French.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.answer.reader.forms.steps import asked_step
from assistant.text.folding import fold_accents
from assistant.text.languages import word_set
from assistant.text.words import words

# (pattern, how sure it is). The pattern's end is where the document's name begins, unless it is named before.
_ASKS: tuple[tuple[re.Pattern[str], float], ...] = tuple(
    (re.compile(pattern), sure)
    for pattern, sure in (
        (r"\b(?:summar\w+|sum (?:\w+ )?up|tl;?dr|gist of|(?:key|main) points|recap|abstract of|boil\w* down|"
         r"(?:short|brief|quick|condensed) version|(?:highlights|essentials|essence|takeaways|bottom line) (?:of|from)|in short)\b", 0.9),
        (r"\b(?:overview|outline|rundown|digest) (?:of|on|about)\b|\bwalk me through\b|\bin a nutshell\b", 0.8),
        (r"\bwhat(?:'s| is| are|s)? (?:the |this |that |my |our )?(?:[\w' ]{1,60} )?(?:all )?about\b\W*$", 0.75),
        (r"^(?:and |so )?what(?:'s| is|s) (?:there )?in (?!which|what)", 0.55),
        (
            r"^(?:and |so )?what(?:'s| is|s) in (?:the |this |that |my |our )?[\w' -]{0,60}\b(?:letter|contract|policy|"
            r"invoice|bill|e-?mail|mail|minutes|notes|handbook|report|agreement|terms|lease|document|paper|brochure)\b",
            0.75,
        ),
        (r"^(?:and |so )?what (?:do|does) (?:the |this |that |my |our )?[\w' -]{2,60} (?:say|contain|cover|tell|state|explain)\b", 0.5),
        (r"^(?:and |so )?what (?:did|has) (?:the |this |that |my |our )?[\w' -]{2,60} (?:write|written|say|said|tell|told|report\w*)\b", 0.5),
        (r"\b(?:zusammenfass\w+|fass\w* .*\bzusammen|kurzfassung|uberblick (?:uber|zu)|kernpunkte|kurzversion|kurz und knapp|das wesentliche)\b", 0.9),
        (r"\bwichtigste[ns]? (?:punkte|aus)\b", 0.9),
        (r"\bworum geht(?:'s| es)\b|\bwovon handelt\b", 0.8),
        (r"^(?:und )?was steht (?:alles )?(?:in|im)\b|^(?:und )?was (?:sagt|schreibt)\b|^(?:und )?was hat [\w -]{2,60} geschrieben\b", 0.55),
        (r"\b(?:resum\w+|sintesis|puntos (?:clave|principales)|en pocas palabras|vision general|version corta|lo esencial)\b", 0.9),
        (r"\bde que (?:trata|va|habla)\b", 0.8),
        (r"^(?:y )?que (?:dice|pone|contiene|cuenta|escribe|escribio)(?:n)?\b|^(?:y )?que hay en\b", 0.55),
        (r"\b(?:synthese|points (?:cles|principaux)|en bref|apercu|grandes lignes|version courte|l'essentiel)\b", 0.9),
        (r"\bde quoi (?:parle|traite|s'agit)\b", 0.8),
        (r"^(?:et )?(?:que|qu'est-ce que) (?:dit|contient|raconte|ecrit)\b|^(?:et )?qu'y a-t-il dans\b|^(?:et )?qu'est-ce qu'il y a dans\b", 0.55),
    )
)  # fmt: skip
_TOPIC = re.compile(
    r"\b(?:say|says|contain|contains|cover|covers|sagt|sagen|steht|dice|dicen|pone|dit|disent|summar\w+|resum\w+|zusammen)\b.*?"
    r"\b(?:about|on|regarding|uber|zu|zum|zur|sobre|acerca de|sur|a propos de)\b (.+?)[?.!]*$"
)
_DETAIL = re.compile(
    r"\b(?:how much|how many|when|who|where|which|wann|wie viele?|wer|wo|cuanto|cuando|quien|donde|combien|quand|qui)\b"
)
# Words that ask for a summary and name no document.
_FRAME = word_set(
    """sum up gist key main points recap abstract short boil down overview outline rundown digest walk through nutshell
    what whats all there say says contain contains cover covers tell give me quick brief briefly
    zusammen kurzfassung uberblick kernpunkte wichtigste wichtigsten wichtigstes punkte worum geht wovon handelt steht
    version did has write written said tells told state explain report reported highlights essentials essence takeaways bottom line schreibt hat
    geschrieben kurzversion knapp wesentliche corta esencial cuenta escribe escribio courte essentiel raconte ecrit us
    sagt fass fasse fassen gib mal kurz
    sintesis puntos clave principales pocas palabras vision general trata va habla dice dicen pone ponen contiene
    contienen hay haz dame breve
    synthese points cles principaux bref apercu grandes lignes quoi parle traite agit dit contient fais moi"""
)
_FRAME_STARTS = ("summar", "zusammenfass", "resum", "tldr")


@dataclass(frozen=True, slots=True)
class SummaryRequest:
    """`fit` 0..1; `name` is the text in which documents are named, folded; `topic` is "" for the whole document."""

    fit: float
    name: str = ""
    topic: str = ""


def read_summary_request(question: str) -> SummaryRequest:
    """The request in `question`; fit 0 where it asks for no summary."""
    folded = fold_accents(question).strip(" \t\n¿¡\"'")
    sure = max((sure for pattern, sure in _ASKS if pattern.search(folded)), default=0.0)
    if not sure:
        return SummaryRequest(0.0)
    name = " ".join(word for word in words(folded) if word not in _FRAME and not word.startswith(_FRAME_STARTS))
    topic = _TOPIC.search(folded)
    if topic is not None and sure < 0.8 and topic[1] in name:
        return SummaryRequest(sure + 0.05, name.replace(topic[1], " "), topic[1])
    if sure < 0.8 and (_DETAIL.search(folded) or asked_step(question) is not None):
        return SummaryRequest(0.0)
    return SummaryRequest(sure, name)
