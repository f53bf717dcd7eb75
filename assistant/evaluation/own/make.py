"""Questions out of the sentences and table rows of a page, without a language model.

Invariant: what is expected as the answer stands in the sentence and not in the question.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.evaluation.matching.calendar_words import MONTH_NAMES
from assistant.evaluation.matching.tokens import says, tokens
from assistant.text.folding import fold_accents
from assistant.text.languages import ENGLISH, GERMAN, SPANISH, STOP_WORDS, stop_words_for, word_set
from assistant.text.sentences import sentence_spans
from assistant.text.words import content_terms, words

Style = Literal["figure", "row", "name", "model"]
Language = Literal["en", "de", "es", "fr"]

_SENTENCE_CHARACTERS = (30, 280)
_FEWEST_CONTENT_WORDS = 4
_KEYWORDS = 6  # of a question: enough to find the sentence, and fewer than it has
_GAP_WORDS = 7  # shown on each side of a gap
_SENTENCES_A_PAGE = 400  # a text file of megabytes is one page
_ROW_CELL = re.compile(r"([^:;\n]{1,40}): ([^;\n]{1,80})(?:;|$)")
_MONEY = r"(?:EUR|USD|GBP|CHF|[€$£])\s?\d[\d.,]*\d|\d[\d.,]*\s?(?:EUR\b|[Ee]uros?\b|[€$£])"
_DAY = (
    r"\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{4}|"
    r"\d{1,2}\.? (?:de |of )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mai|Okt|Dez|enero|febrero|marzo|abril|"
    r"mayo|junio|julio|agosto|sept|octubre|noviembre|diciembre|janv|févr|mars|avril|juin|juil|août|déc)[a-zäéû]{0,8}"
    r"(?: (?:de )?\d{4})?"
)
_FIGURE = re.compile(
    rf"(?P<day>{_DAY})|(?P<money>{_MONEY})|"
    r"(?<![\w.,:/-])(?P<number>\d[\d.,]*\d|\d)(?: (?P<unit>[^\W\d_]{2,14}))?(?![\w:/-])"
)
_NAME = re.compile(r"(?<=[a-zà-ÿ,] )[A-ZÀ-Þ][a-zà-ÿ'’-]{2,20}(?: [A-ZÀ-Þ][a-zà-ÿ'’-]{2,20}){0,2}")
_POSSESSIVE = re.compile(r"['’]s$")
_CALENDAR = MONTH_NAMES | word_set(
    """monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun lunes martes miercoles
    jueves viernes sabado domingo lundi mardi mercredi jeudi vendredi samedi dimanche"""
)
_FRENCH = word_set("le les des une est dans pour avec sur qui pas aux ce cette nous vous du au et ou")
_ASK: dict[Language, dict[str, str]] = {
    "en": {
        "day": "When: {}?", "money": "How much: {}?", "unit": "How many {}: {}?", "number": "Which number: {}?",
        "name": "Who or what is “…” here: {}?", "row": "What is {} where {}?", "cell": "{} is {}", "and": " and ",
    },
    "de": {
        "day": "Wann: {}?", "money": "Wie viel: {}?", "unit": "Wie viele {}: {}?", "number": "Welche Zahl: {}?",
        "name": "Wer oder was ist „…“ hier: {}?", "row": "Was ist {}, wo {}?", "cell": "{} {} ist", "and": " und ",
    },
    "es": {
        "day": "¿Cuándo: {}?", "money": "¿Cuánto: {}?", "unit": "¿Cuántos {}: {}?", "number": "¿Qué número: {}?",
        "name": "¿Quién o qué es «…» aquí: {}?", "row": "¿Qué es {} donde {}?", "cell": "{} es {}", "and": " y ",
    },
    "fr": {
        "day": "Quand : {} ?", "money": "Combien : {} ?", "unit": "Combien de {} : {} ?",
        "number": "Quel nombre : {} ?",
        "name": "Qui ou quoi est « … » ici : {} ?", "row": "Quel est {} où {} ?", "cell": "{} est {}", "and": " et ",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """A question and what a right answer says. `page` is the number of the page as the library counts it."""

    question: str
    expected: str
    sentence: str
    path: str
    page: int
    style: Style


def questions_of_page(text: str, path: str, page: int, chance: random.Random) -> list[OwnQuestion]:
    """The questions that the page gives, in random order: at most one a sentence."""
    language = language_of(text)
    spans = sentence_spans(text)
    chosen = chance.sample(spans, min(len(spans), _SENTENCES_A_PAGE))
    made: list[OwnQuestion] = []
    for start, end in chosen:
        sentence = " ".join(text[start:end].split())
        ways = [way for way in _ways(sentence, language, chance) if _is_fair(way[0], way[1])]
        if ways:
            question, expected, style = chance.choice(ways)
            made.append(OwnQuestion(question, expected, sentence, path, page, style))
    return made


def language_of(text: str) -> Language:
    """The language whose short words are the most frequent in `text`."""
    written = words(text[:4000])
    chosen = stop_words_for(written)
    if sum(word in _FRENCH for word in written) > sum(word in chosen for word in written):
        return "fr"
    if chosen is GERMAN:
        return "de"
    return "es" if chosen is SPANISH else "en"


def _is_fair(question: str, expected: str) -> bool:
    """Whether the question does not give its answer away."""
    return not says(tokens(question), tokens(expected))


Way = tuple[str, str, Style]  # question, expected, style


def _ways(sentence: str, language: Language, chance: random.Random) -> Iterator[Way]:
    cells = [(key.strip(" |-").replace("_", " "), value.strip()) for key, value in _ROW_CELL.findall(sentence)]
    if len(cells) >= 3:
        yield from _of_row(cells, language, chance)
        return
    fewest, most = _SENTENCE_CHARACTERS
    if not fewest <= len(sentence) <= most or len(content_terms(sentence)) < _FEWEST_CONTENT_WORDS:
        return
    yield from _of_figures(sentence, language, chance)
    if language != "de":  # German writes every noun as a name
        yield from _of_names(sentence, language, chance)


def _of_row(cells: Sequence[tuple[str, str]], language: Language, chance: random.Random) -> Iterator[Way]:
    """Asks for one cell of a row, which is told by its two longest other cells."""
    asked = [cell for cell in cells if any(letter.isdigit() for letter in cell[1])]
    if not asked:
        return
    key, value = chance.choice(asked)
    others = sorted((cell for cell in cells if cell[0] != key), key=lambda cell: -len(cell[1]))[:2]
    ask = _ASK[language]
    where = ask["and"].join(ask["cell"].format(*cell) for cell in others)
    yield ask["row"].format(key, where), value, "row"


def _of_figures(sentence: str, language: Language, chance: random.Random) -> Iterator[Way]:
    # What a sentence begins with is the number of a clause or of a list's item.
    found = [
        match for match in _FIGURE.finditer(sentence) if match.start() > 0 and (match["unit"] or len(match[0]) > 1)
    ]
    if not found:
        return
    match = chance.choice(found)
    unit = _unit(match["unit"] or "", language)
    rest = f"{sentence[: match.start()]} {sentence[match.end() :]}"
    keywords = _keywords(rest)
    if len(keywords) < _FEWEST_CONTENT_WORDS - 1:
        return
    ask, shown = _ASK[language], " ".join(keywords)
    if match["day"]:
        yield ask["day"].format(shown), match["day"], "figure"
    elif match["money"]:
        yield ask["money"].format(shown), match["money"], "figure"
    elif unit:
        yield ask["unit"].format(unit, shown), match["number"], "figure"
    else:
        yield ask["number"].format(shown), match["number"], "figure"


def _unit(word: str, language: Language) -> str:
    """The word behind a number, if it says what is counted; "" for "and", and for the beginning of a sentence."""
    lower = word.lower()
    counted = fold_accents(lower) not in STOP_WORDS | ENGLISH | GERMAN | SPANISH | _FRENCH
    return word if counted and (language == "de" or word == lower) else ""


def _of_names(sentence: str, language: Language, chance: random.Random) -> Iterator[Way]:
    found = [match for match in _NAME.finditer(sentence) if not _CALENDAR & set(words(match[0]))]
    if not found:
        return
    match = chance.choice(found)
    before, after = sentence[: match.start()].split()[-_GAP_WORDS:], sentence[match.end() :].split()[:_GAP_WORDS]
    shown = " ".join([*before, "…", *after]).strip(" .;:")
    yield _ASK[language]["name"].format(shown), _POSSESSIVE.sub("", match[0]), "name"


def _keywords(text: str) -> list[str]:
    """The longest content words of `text` without figures, in their order."""
    terms = [term.word for term in content_terms(text)]
    content = [word for word in terms if len(word) > 1 and not any(letter.isdigit() for letter in word)]
    longest = sorted(content, key=lambda word: -len(word))[:_KEYWORDS]
    return [word for word in content if word in longest]
