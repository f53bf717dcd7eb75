"""Whether a written sentence is carried by an excerpt: its numbers, names, months, words, negation, yes and no.

Invariant: a sentence with a number that its excerpt (file name and heading included) does not hold is never carried.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer.prose.excerpts import GAP
from assistant.answer.prose.polarity import Polarity, split_lead
from assistant.answer.reader.forms.yes_or_no import asks_yes_or_no
from assistant.domain.records.passages import NumberedPassage
from assistant.text.folding import fold_accents
from assistant.text.languages import stop_words_for
from assistant.text.months import month_of
from assistant.text.pages import page_phrase
from assistant.text.sentences import sentence_spans
from assistant.text.support import Claim, coverage, held_share, read_claim
from assistant.text.written.negation import is_negative, statements

# A sentence rewords its source: shares of its words that the excerpt holds. They are choices, checked on the questions
# to tune on.
_NEW_HELD = 0.5  # of the words that are not the question's
_HELD = 0.2  # of all its words
_LEAST = 0.15
_FARTHER = 0.3  # how much less than the nearest sentence the carrying sentence may hold
_SAME_SUBJECT = 0.4
_SAME_START = 5  # letters from which two forms of a word count as the same word
_WORD = re.compile(r"[^\W\d_]+")
_FIGURE = re.compile(r"\d")
_SAYS = re.compile(r"(?<![^\W_])[a-z\u00df-\u00ff]")  # a word without a capital: a mere name or figure denies nothing
_CURRENCIES = (
    ("eur", re.compile(r"\u20ac|\beuros?\b", re.IGNORECASE)),
    ("gbp", re.compile(r"\u00a3|\bpounds?\b", re.IGNORECASE)),
    ("usd", re.compile(r"\$|\b(?:US )?dollars?\b", re.IGNORECASE)),
)
_DATE = re.compile(r"\b(\d{1,4})[./-](\d{1,2})[./-](\d{2,4})\b")
# "May" and short forms such as "Mar" are months only beside a figure.
_SHORT_MONTH = re.compile(r"\d[.]?\s(?:de\s)?([a-z]{3})\b|\b([a-z]{3})[.]?\s\d")


@dataclass(frozen=True, slots=True)
class Carried:
    """A sentence as it may be shown, the number of the excerpt that carries it, and the one or two sentences of that
    excerpt which do."""

    text: str
    number: int
    source: str = ""


def carried(
    sentence: str, question: str, excerpts: Sequence[NumberedPassage], quoted: Sequence[str] = ()
) -> Carried | None:
    """The sentence with the excerpt that carries it; None if no excerpt does. `quoted`: the sentences that are shown
    as the answer's quotes, which speak of the question whatever their words.

    A leading yes or no that goes against the sentence behind it is put right: "Yes, dogs are not allowed" to "no".
    """
    bare, lead = split_lead(sentence)
    if not _WORD.search(bare) and (lead or not _FIGURE.search(bare)):
        return _bare_no(sentence, lead, question, excerpts, quoted)
    claim, asked, decides = _claim(bare), _claim(question), asks_yes_or_no(question)
    mere = is_value(bare)
    windows = [(given, window) for given in excerpts for window in _windows(given.passage.text, 1 if mere else 2)]
    nearest = max((_cover(claim, asked, _claim(window)) for _, window in windows), default=0.0)
    best: tuple[float, NumberedPassage, str] | None = None
    for excerpt, window in windows:
        is_quoted = any(text in window for text in quoted)
        farther = _cover(claim, asked, _claim(window)) < nearest - _FARTHER
        if not is_quoted and (farther or _of_another(claim, asked, window)):
            continue  # another sentence speaks of it: a figure of this one would be the figure of something else
        source = _claim(f"{_name_of(excerpt)}\n{window}")
        if mere and _is_of_another_name(asked, source, question, window):
            continue
        value = _value(claim, asked, source, bare, window, decides=decides)
        if value > (best[0] if best else _LEAST):
            best = (value, excerpt, window)
    if best is None or ((decides or not mere) and _denied(bare, best[2], always=decides)):
        return None
    if lead is None:
        return Carried(sentence.strip(), best[1].number, best[2])
    if lead == "yes" and decides and is_negative(bare) and not is_negative(question):
        sentence = f"{_no(sentence)} {bare}"
    return Carried(sentence.strip(), best[1].number, best[2])


def _claim(text: str) -> Claim:
    """The parts of the text, with the code of each currency that it names or signs: "60 euros" is "EUR 60"."""
    for code, names in _CURRENCIES:
        text = names.sub(f" {code} ", text)
    return read_claim(text)


def _name_of(excerpt: NumberedPassage) -> str:
    """The label without the number of the page, which is no figure of the text."""
    passage = excerpt.passage
    page = page_phrase(passage.path, passage.page)
    return excerpt.label.replace(page, "") if page else excerpt.label


def is_value(sentence: str) -> bool:
    """Whether it is a mere name or figure, which says nothing of it: "Lucian Farkas", "GBP 8.00"."""
    return not _SAYS.search(sentence)


def _windows(text: str, most: int) -> list[str]:
    """Each sentence of the excerpt, and with `most` 2 each two beside each other."""
    found = []
    for part in text.split(GAP):
        spans = sentence_spans(part)
        for at in range(len(spans)):
            for width in range(1, most + 1):
                found += [part[spans[at][0] : spans[at + width - 1][1]]] if at + width <= len(spans) else []
    return found


def _value(claim: Claim, asked: Claim, source: Claim, sentence: str, window: str, *, decides: bool) -> float:
    """How well the source carries the claim, 0 if it does not. `decides`: the question asks for yes or no, so that its
    own words may be the answer."""
    if source.lacks(claim) - _date_parts(window) or _months(sentence) - _months(window):
        return 0.0
    if _is_other_language(sentence, window):
        shared = (
            len(claim.numbers & source.numbers) + len(_months(sentence)) + len(set(claim.words) & set(source.words))
        )
        return min(1.0, shared / 3)
    held = held_words(claim, source)
    words = {word: weight for word, weight in claim.words.items() if not month_of(word)}  # months are compared above
    if any(name in words and name not in held and name not in asked.words for name in claim.names):
        return 0.0
    new = {word: weight for word, weight in words.items() if not _is_asked(word, asked)}
    share = held_share(words, held)
    if not new and (claim.numbers or _months(sentence)):
        return 1.0 + share  # it repeats the question and gives a figure of the sentence that is nearest to it
    if not new and not decides:
        return 0.0  # it repeats the question alone
    if held_share(new, held) < _NEW_HELD or share < _HELD:
        return 0.0
    return share


def _of_another(claim: Claim, asked: Claim, window: str) -> bool:
    """Whether the sentence of two that speaks of the claim has figures, and other ones than the claim."""
    parts = [_claim(window[start:end]) for start, end in sentence_spans(window)]
    if not claim.numbers or len(parts) < 2:
        return False
    speaks = max(parts, key=lambda part: _cover(claim, asked, part))
    return bool(speaks.numbers) and not claim.numbers & speaks.numbers


def _is_of_another_name(asked: Claim, source: Claim, question: str, window: str) -> bool:
    """Whether a name of the question is missing where a mere value stands: the date in Theo's row is not Ida's."""
    names = Claim(dict.fromkeys(asked.names, 1.0), frozenset(), frozenset(), False)
    return bool(asked.names - held_words(names, source)) and not _is_other_language(question, window)


def _is_asked(word: str, asked: Claim) -> bool:
    """Whether the question has the word, or a form of it that is longer or shorter: "take" and "takes"."""
    return any(word.startswith(other) or other.startswith(word) for other in asked.words if len(other) > 2)


def _cover(claim: Claim, asked: Claim, source: Claim) -> float:
    """The share (0..1) of the words of sentence and question that the source holds."""
    words = {**asked.words, **claim.words}
    held = held_words(Claim(words, frozenset(), frozenset(), False), source)
    return held_share(words, held)


def held_words(claim: Claim, source: Claim) -> set[str]:
    """The words of the claim that the source holds, also in another form."""
    starts = {word[:_SAME_START] for word in source.words if len(word) >= _SAME_START}
    return {word for word in claim.words if word in source.words or word[:_SAME_START] in starts}


def _months(text: str) -> set[int]:
    """The months (1 to 12) that `text` names, in words or in dates."""
    folded = fold_accents(text)
    found = {month_of(word) for word in _WORD.findall(folded) if len(word) > 3}
    found |= {month_of(before or behind) for before, behind in _SHORT_MONTH.findall(folded)}
    found |= {int(part) for part in _date_parts(text) if int(part) <= 12}
    return found - {0}


def _date_parts(text: str) -> set[str]:
    """The numbers of the dates that are written in figures, without leading zeros."""
    return {str(int(part)) for date in _DATE.findall(text) for part in date}


def _is_other_language(sentence: str, source: str) -> bool:
    mine, theirs = (_WORD.findall(fold_accents(text)) for text in (sentence, source))
    return stop_words_for(mine) is not stop_words_for(theirs)


def _bare_no(
    sentence: str,
    lead: Polarity | None,
    question: str,
    excerpts: Sequence[NumberedPassage],
    quoted: Sequence[str],
) -> Carried | None:
    """A mere "No." where the first quote denies as well. A mere "Yes." can be compared with nothing."""
    if lead != "no" or not quoted or not asks_yes_or_no(question) or is_negative(question):
        return None
    if not is_negative(quoted[0]):
        return None
    return next((Carried(sentence.strip(), each.number) for each in excerpts if quoted[0] in each.passage.text), None)


def _denied(sentence: str, window: str, *, always: bool) -> bool:
    """Whether the nearest sentence of the window says the opposite; with `always` also if it shares few words."""
    parts = [part for start, end in sentence_spans(window) for part in statements(window[start:end])]
    claim = _claim(sentence)
    nearest = max(parts, key=lambda part: coverage(claim, _claim(part)), default="")
    if not always and coverage(claim, _claim(nearest)) <= _SAME_SUBJECT:
        return False
    return is_negative(sentence) != is_negative(nearest)


_NO = {"yes": "No,", "ja": "Nein,", "si": "No,", "oui": "Non,"}


def _no(sentence: str) -> str:
    """The "no" of the language of a sentence that leads with "yes"."""
    first = _WORD.search(sentence)
    return _NO.get(fold_accents(first.group()) if first else "", "No,")
