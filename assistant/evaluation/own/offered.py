"""Questions that a person would ask of these files, made from their sentences, titles, names and rows, without a model.

Invariant: what is expected stands on the page that it was made from and not in the question; a question names what it
is about in the file's own words; nothing is made of a page that may not be shown.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Literal

from assistant.evaluation.matching.tokens import says, tokens
from assistant.evaluation.own.choose import PagedFile
from assistant.evaluation.own.make import language_of
from assistant.evaluation.own.spending import Spending, spending_in
from assistant.evaluation.own.statements import definition, statements
from assistant.ingest.parse.registry import suffixes_with_tables
from assistant.text.languages import word_set
from assistant.text.sentences import sentence_spans

Sort = Literal["money", "duration", "date", "person", "measure", "definition", "sum", "summary", "mention"]
PageText = Callable[[str, int], str]  # (path, page) -> its text
Admitted = Callable[[str, int], str | None]  # (path, page) -> its text as answers may use it, None if they may not

_FILES = 200  # looked at
_PAGES = 900  # looked at in all, and not more than so many of a file:
_PAGES_A_FILE = range(6, 61)
PAGE_CHARS = 12_000  # looked at
_SENTENCES_A_PAGE = 120
_SENTENCE_CHARS = 240
_LONG_PAGES, _LONG_CHARS = 3, 6_000  # from one of them on a document is worth a summary
_FEWEST_MENTIONS, _MOST_MENTIONS = 3, 12  # files that name a name worth asking for
_PLAIN: tuple[Sort, ...] = ("money", "person", "date", "sum", "duration", "definition", "measure")
_TURNS: tuple[Sort, ...] = (*_PLAIN, "summary", "mention")
_CAPITAL = r"[A-Z\u00c0-\u00de][a-z\u00e0-\u00ff]{2,20}"
# Two capitals within a sentence, no part of a longer run of them, and no column's name.
_NAME = re.compile(
    rf"(?:^|(?<=[ (\n]))[a-z\u00e0-\u00ff][\w'\u2019-]*,? (?P<name>{_CAPITAL} {_CAPITAL})\b(?! {_CAPITAL}|\s?:)"
)
_TITLE = re.compile(r"(?=[A-Z\u00c0-\u00de]\w{4,}$|.*[^\W\d_]{3,}.*\s.*[^\W\d_]{3,})[^\n\[\]{}<>|@_\\]{5,60}")
_WORDS = re.compile(r"[^\W\d_]{2,}(?: [^\W\d_]{2,}){0,5}")
_FILE_NAME = re.compile(  # what programs write there, and what every second paper is called
    r"\.[a-z]{2,5}$|^Microsoft |^untitled|^document\b|"
    r"^(?:readme|notes?|letter|introduction|contents|index|terms|home|welcome)$",
    re.IGNORECASE,
)
# Two capitals that are no name of a person or place: parts of a paper, of an address, of a programme.
_PARTS = word_set(
    """table figure section chapter appendix annex page part item form exhibit note notes schedule article clause terms
    conditions policy street road avenue lane square united states inc ltd corporation company department board
    committee
    act plan fiscal financial annual report common stock internal revenue net income general open source lorem
    ipsum deep machine learning"""
)


@dataclass(frozen=True, slots=True)
class Offered:
    """A question that may be offered. `expected` has to stand in the answer, "" where any answer from `path` will do.

    `page` is where it was made from, 0 where that is no single page.
    """

    question: str
    expected: str
    path: str
    sort: Sort
    page: int = 0


@dataclass(slots=True)
class _Found:
    """What the pages gave. `named`: the pages on which a name stands, one of each file."""

    offered: list[tuple[Offered, str]] = field(default_factory=list)  # with the sentence
    long: set[str] = field(default_factory=set)
    named: dict[str, list[tuple[str, int]]] = field(default_factory=lambda: defaultdict(list))


def offered_questions(
    files: Sequence[PagedFile], titles: dict[str, str], seed: int, page_text: PageText, admitted: Admitted
) -> Iterator[Offered]:
    """Candidates, the sorts taking turns; within a sort those first whose file was not asked about yet.

    `titles` are those of the documents, by path. `admitted` is asked only for pages that give a candidate.
    """
    chance = random.Random(seed)
    shuffled = chance.sample(sorted(files, key=lambda file: file.path), len(files))[:_FILES]
    titles = {file.path: _title(file, titles) for file in shuffled}
    found = _look_through(shuffled, titles, chance, page_text)
    asked_about = Counter(one.question.casefold() for one, _ in found.offered)
    by_sort: dict[Sort, list[tuple[Offered, str]]] = defaultdict(list)
    for one, sentence in found.offered:
        if asked_about[one.question.casefold()] == 1:  # else nobody could tell which of them is meant
            by_sort[one.sort].append((one, sentence))
    used: Counter[str] = Counter()
    sources: dict[Sort, Iterator[Offered]] = {sort: _freshest(by_sort[sort], used, admitted) for sort in _PLAIN}
    sources["summary"] = _summaries([file for file in shuffled if file.path in found.long], titles)
    sources["mention"] = _mentions(found.named, admitted)
    while sources:
        for sort in [sort for sort in _TURNS if sort in sources]:
            candidate = next(sources[sort], None)
            if candidate is None:
                del sources[sort]
            else:
                used[candidate.path] += 1
                yield candidate


def _look_through(
    files: Sequence[PagedFile], titles: dict[str, str], chance: random.Random, page_text: PageText
) -> _Found:
    """All pages that are looked at, before any of them is judged: reading is cheap, judging is not."""
    found = _Found()
    pages = max(_PAGES_A_FILE.start, min(_PAGES_A_FILE.stop - 1, _PAGES // max(1, len(files))))
    prose = suffixes_with_tables()  # programs and settings have no sentences that a person would ask about
    for file in files:
        ending = PurePath(file.path).suffix.lower()
        if ending not in prose or "json" in ending:
            continue
        names, rows = set[str](), Spending()
        numbers = sorted(chance.sample(range(1, file.pages + 1), min(file.pages, pages)))
        for number in numbers:
            text = page_text(file.path, number)
            found.offered += values_of_page(text[:PAGE_CHARS], file.path, number, titles[file.path])
            if len(text) >= _LONG_CHARS or file.pages >= _LONG_PAGES:
                found.long.add(file.path)
            rows.read(text)
            for name in {" ".join(name.split()) for name in _NAME.findall(text[:PAGE_CHARS])} - names:
                names.add(name)
                found.named[name].append((file.path, number))
        if len(numbers) == file.pages:  # a sum of some pages would be wrong
            found.offered += _of_spending(rows, file.path, numbers)
    return found


def _title(file: PagedFile, titles: dict[str, str]) -> str:
    """As the paper says it, else as its file is called where that is words."""
    name = PurePath(file.path).stem.replace("_", " ")
    return " ".join(titles.get(file.path, "").split()) or (name if _WORDS.fullmatch(name) else "")


def values_of_page(text: str, path: str, page: int, title: str = "") -> Iterator[tuple[Offered, str]]:
    """The questions that sentences and labelled lines answer, each with its sentence."""
    language = language_of(text)
    for start, end in sentence_spans(text)[:_SENTENCES_A_PAGE]:
        if end - start > _SENTENCE_CHARS:
            continue
        sentence = " ".join(text[start:end].split())
        for said in statements(sentence, language):
            if not says(tokens(said.question), tokens(said.expected)):
                yield Offered(said.question, said.expected, path, said.kind, page), sentence
        if title and language == "en" and (told := definition(sentence, title)) is not None:
            yield Offered(told.question, told.expected, path, "definition", page), sentence


def _of_spending(rows: Spending, path: str, pages: Sequence[int]) -> Iterator[tuple[Offered, str]]:
    for question, expected in spending_in(rows):
        yield Offered(question, expected, path, "sum", pages[0]), ""


def _freshest(candidates: Sequence[tuple[Offered, str]], used: Counter[str], admitted: Admitted) -> Iterator[Offered]:
    """Those of files that were asked about the least, as far as their page still says it where a rule looked at it."""
    left = list(candidates)
    while left:
        one, sentence = min(left, key=lambda pair: used[pair[0].path])
        left.remove((one, sentence))
        text = admitted(one.path, one.page)
        if text is not None and sentence in " ".join(text.split()):
            yield one


def _summaries(files: Sequence[PagedFile], titles: dict[str, str]) -> Iterator[Offered]:
    """Documents with a title that can be said and that no other has."""
    counted = Counter(titles.values())
    for file in files:
        title = titles[file.path]
        sayable = _TITLE.fullmatch(title) is not None and _FILE_NAME.search(title) is None
        if counted[title] == 1 and sayable:
            yield Offered(f"Summarise \u201c{title}\u201d", "", file.path, "summary")


def _mentions(named: dict[str, list[tuple[str, int]]], admitted: Admitted) -> Iterator[Offered]:
    """The names that most files hold, of those that not every file holds."""
    for name, pages in sorted(named.items(), key=lambda item: (-len(item[1]), item[0])):
        telling = not _PARTS & set(name.lower().split())
        if not telling or not _FEWEST_MENTIONS <= len(pages) <= _MOST_MENTIONS:
            continue
        shown = (text for path, page in pages if (text := admitted(path, page)) is not None)
        if sum(1 for text in shown if name in " ".join(text.split())) >= _FEWEST_MENTIONS:
            yield Offered(f"Which files mention {name}?", name, "", "mention")
