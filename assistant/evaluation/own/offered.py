"""Questions that a person would ask of these files, made from their sentences, titles and names, without a model.

Invariant: what is expected stands on the page that it was made from and not in the question; a question names what it
is about in the file's own words.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.evaluation.matching.tokens import says, tokens
from assistant.evaluation.own.choose import PagedFile
from assistant.evaluation.own.make import Language, language_of
from assistant.text.languages import ENGLISH, GERMAN, SPANISH
from assistant.text.sentences import sentence_spans
from assistant.text.words import words
from assistant.text.written.asked_kinds import Kind
from assistant.text.written.said_values import said_values

Sort = Literal["value", "summary", "mention"]
Admitted = Callable[[str, int], str | None]  # (path, page) -> its text as answers may use it, None if they may not

_PAGES_A_FILE = 6
_VALUES_A_PAGE = 3
_SENTENCES_A_PAGE = 120
_LONG_PAGES = 3  # from here on a document is worth a summary
_FEWEST_MENTIONS, _MOST_MENTIONS = 3, 12  # files that name a name worth asking for
_SUBJECT_WORDS = 5
_VALUES: tuple[Kind, ...] = ("money", "duration", "date")
# "The deposit is EUR 1,850": article, subject, verb; the value follows within a few words.
_IS: dict[Language, re.Pattern[str]] = {
    "en": re.compile(r"\b(?:The|the) (?P<subject>[a-z][\w' -]{2,48}?) (?:is|was|are|were|amounts to|comes to|runs for|lasts)\b"),
    "de": re.compile(r"\b(?P<article>[Dd]er|[Dd]ie|[Dd]as) (?P<subject>[\w -]{3,48}?) (?:ist|betr\u00e4gt|betrug|kostet|dauert|war)\b"),
    "es": re.compile(r"\b(?P<article>[Ee]l|[Ll]a) (?P<subject>[\w -]{3,48}?) (?:es de|era de|es|cuesta|dura)\b"),
    "fr": re.compile(r"\b(?P<article>[Ll]e|[Ll]a) (?P<subject>[\w' -]{3,48}?) (?:est de|\u00e9tait de|est|co\u00fbte|dure)\b"),
}  # fmt: skip
_ASK: dict[Language, dict[str, str]] = {
    "en": {"money": "How much is the {s}?", "duration": "How long is the {s}?", "date": "When is the {s}?"},
    "de": {"money": "Wie hoch ist {a} {s}?", "duration": "Wie lange dauert {a} {s}?", "date": "Wann ist {a} {s}?"},
    "es": {"money": "\u00bfCu\u00e1nto cuesta {a} {s}?", "duration": "\u00bfCu\u00e1nto dura {a} {s}?", "date": "\u00bfCu\u00e1ndo es {a} {s}?"},
    "fr": {"money": "Combien co\u00fbte {a} {s} ?", "duration": "Combien de temps dure {a} {s} ?", "date": "Quand est {a} {s} ?"},
}  # fmt: skip
_AFTER_CHARS = 60  # between the verb and the end of the value
_NAME = re.compile(
    r"(?<=[a-z\u00e0-\u00ff,;] )[A-Z\u00c0-\u00de][a-z\u00e0-\u00ff]{2,20} [A-Z\u00c0-\u00de][a-z\u00e0-\u00ff]{2,20}\b"
)
_COMMON = ENGLISH | GERMAN | SPANISH
_TITLE = re.compile(r"[^\n\[\]{}<>|@]{6,60}")


@dataclass(frozen=True, slots=True)
class Offered:
    """A question that may be offered. `expected` has to stand in the answer, "" where any answer from `path` will do."""

    question: str
    expected: str
    path: str
    sort: Sort


def offered_questions(
    files: Sequence[PagedFile], titles: dict[str, str], seed: int, admitted: Admitted
) -> Iterator[Offered]:
    """Candidates in random order, the sorts taking turns, one of each file before a second of any.

    `titles` are those of the documents, by path.
    """
    chance = random.Random(seed)
    shuffled = chance.sample(sorted(files, key=lambda file: file.path), len(files))
    mentions: Counter[str] = Counter()
    values = _taking_turns([_values_of(file, chance, admitted, mentions) for file in shuffled])
    summaries = _summaries(shuffled, titles)
    ahead: list[Offered] = []
    for number, offered in enumerate(values, start=1):
        ahead.append(offered)
        if number % 3 == 0:
            yield from ahead
            ahead = []
            yield from _one(summaries)
            yield from _one(_mention(mentions))
    yield from ahead
    yield from summaries
    yield from _mention(mentions)


def _one(source: Iterator[Offered]) -> Iterator[Offered]:
    if (found := next(source, None)) is not None:
        yield found


def _taking_turns(sources: list[Iterator[Offered]]) -> Iterator[Offered]:
    while sources:
        left = []
        for source in sources:
            if (found := next(source, None)) is not None:
                left.append(source)
                yield found
        sources = left


def _values_of(file: PagedFile, chance: random.Random, admitted: Admitted, mentions: Counter[str]) -> Iterator[Offered]:
    """Questions for the values of a file's pages; the names on them are counted on the way, once for the file."""
    seen: set[str] = set()
    numbers = chance.sample(range(1, file.pages + 1), min(file.pages, _PAGES_A_FILE))
    for number in numbers:
        text = admitted(file.path, number)
        if not text:
            continue
        fresh = {" ".join(name.split()) for name in _NAME.findall(text)} - seen
        mentions.update(fresh)
        seen |= fresh
        yield from list(values_of_page(text, file.path))[:_VALUES_A_PAGE]


def values_of_page(text: str, path: str) -> Iterator[Offered]:
    """The questions that sentences of the form "the deposit is EUR 1,850" answer."""
    language = language_of(text)
    for start, end in sentence_spans(text)[:_SENTENCES_A_PAGE]:
        sentence = " ".join(text[start:end].split())
        match = _IS[language].search(sentence)
        if match is None or not _is_subject(match["subject"]):
            continue
        after = sentence[match.end() : match.end() + _AFTER_CHARS]
        found = _value(after)
        if found is None:
            continue
        kind, value = found
        article = match.groupdict().get("article") or ""
        question = _ASK[language][kind].format(a=article.lower(), s=match["subject"].strip())
        if not says(tokens(question), tokens(value)):
            yield Offered(question, value, path, "value")


def _value(text: str) -> tuple[Kind, str] | None:
    """The only kind of value that stands in `text`, with the first of them."""
    found = [(kind, spans[0]) for kind in _VALUES if (spans := said_values(kind, text))]
    if len(found) != 1:
        return None
    kind, (start, end) = found[0]
    return kind, text[start:end]


def _is_subject(subject: str) -> bool:
    """Whether a person would know what is meant: a few words, one of them no everyday word, none a figure."""
    said = words(subject)
    telling = [word for word in said if word not in _COMMON and len(word) > 3]
    return bool(telling) and len(said) <= _SUBJECT_WORDS and not any(map(str.isdigit, subject))


def _summaries(files: Sequence[PagedFile], titles: dict[str, str]) -> Iterator[Offered]:
    """Long documents with a title that can be said."""
    counted = Counter(titles.values())
    for file in files:
        title = " ".join(titles.get(file.path, "").split())
        if file.pages >= _LONG_PAGES and counted[titles.get(file.path, "")] == 1 and _TITLE.fullmatch(title):
            yield Offered(f"Summarise \u201c{title}\u201d", "", file.path, "summary")


def _mention(mentions: Counter[str]) -> Iterator[Offered]:
    """The name that most files hold, of those that not every file holds; taken out, so that it is asked for once."""
    for name, number in mentions.most_common():
        if _FEWEST_MENTIONS <= number <= _MOST_MENTIONS:
            mentions[name] = 0
            yield Offered(f"Which files mention {name}?", name, "", "mention")
            return
