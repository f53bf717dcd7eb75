"""The questions that the span reader learns from, each with the passage it is read in.

Invariant: an answer is a span of the passage's text, or None where the passage does not answer; what is held out never
becomes an example to learn from.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HELD_OUT_SHARE = 5  # every fifth article of SQuAD and every fifth paragraph of XQuAD is kept for measuring
OWN_HELD_OUT = 9  # every ninth of our own
_NEIGHBOURS = 0.3  # so many answerable questions come a second time, with another paragraph of their article
_OWN_NEIGHBOURS = 0.5  # so many of our own
_WORD = re.compile(r"\w{4,}")
OWN = Path(__file__).with_name("own_passages.jsonl")


@dataclass(frozen=True, slots=True)
class Example:
    """`answer` is (start, end) in `text`, in characters; `context` stands in front of the text when it is read."""

    question: str
    context: str
    text: str
    answer: tuple[int, int] | None
    source: str  # "squad", "xquad" or "own"


def squad(file: Path, *, held_out: bool) -> Iterator[Example]:
    """SQuAD 2.0 as published: answerable, unanswerable, and answerable ones beside a paragraph that does not answer."""
    articles = json.loads(file.read_text("utf-8"))["data"]
    for number, article in enumerate(articles):
        if (number % HELD_OUT_SHARE == 0) == held_out:
            yield from _article(article, random.Random(number))


def _article(article: Mapping[str, Any], chance: random.Random) -> Iterator[Example]:
    title = article["title"].replace("_", " ")
    texts = [paragraph["context"] for paragraph in article["paragraphs"]]
    for paragraph in article["paragraphs"]:
        text = paragraph["context"]
        for row in paragraph["qas"]:
            question, answers = row["question"].strip(), row["answers"]
            span = None
            if answers:
                start = int(answers[0]["answer_start"])
                span = (start, start + len(answers[0]["text"]))
            yield Example(question, title, text, span, "squad")
            if answers and chance.random() < _NEIGHBOURS:
                others = [one for one in texts if not any(answer["text"] in one for answer in answers)]
                if others:
                    nearest = max(others, key=lambda one: len(_words(one) & _words(question)))
                    yield Example(question, title, nearest, None, "squad")


def xquad(folder: Path, *, held_out: bool) -> Iterator[Example]:
    """A BEIR folder of XQuAD: the answer is taken where it first stands in its paragraph."""
    corpus = {row["_id"]: row["text"] for row in _lines(folder / "corpus.jsonl")}
    place = {}
    for line in next((folder / "qrels").glob("*.tsv")).read_text("utf-8").splitlines()[1:]:
        query, document, *_ = line.split("\t")
        place[query] = document
    kept = {name for number, name in enumerate(sorted(corpus)) if (number % HELD_OUT_SHARE == 0) == held_out}
    for row in _lines(folder / "queries.jsonl"):
        document = place[row["_id"]]
        start = corpus[document].find(row["answers"][0])
        if document in kept and start >= 0:
            yield Example(row["text"], "", corpus[document], (start, start + len(row["answers"][0])), "xquad")


def own(file: Path = OWN, *, held_out: bool) -> Iterator[Example]:
    """Invented private papers (a lease, a letter, a list), with questions that each answers or nearly answers.

    Answerable ones come a second time beside the paper nearest to them that does not answer, as a search finds it.
    """
    rows = [row for number, row in enumerate(_lines(file)) if (number % OWN_HELD_OUT == 0) == held_out]
    texts = [(_words(row["text"]), row) for row in rows]
    for number, row in enumerate(rows):
        chance = random.Random(number)
        for one in row["questions"]:
            start = row["text"].find(one["a"]) if one["a"] else -1
            span = (start, start + len(one["a"])) if one["a"] else None
            yield Example(one["q"], _context(row), row["text"], span, "own")
            if one["a"] and chance.random() < _OWN_NEIGHBOURS:
                asked = _words(one["q"])
                others = [
                    (len(words & asked), at) for at, (words, other) in enumerate(texts) if one["a"] not in other["text"]
                ]
                if others:
                    nearest = texts[max(others)[1]][1]
                    yield Example(one["q"], _context(nearest), nearest["text"], None, "own")


def _context(row: Mapping[str, Any]) -> str:
    return ", ".join([row["title"], *row["headings"]])


def mixed(parts: Sequence[Sequence[Example]], seed: int) -> list[Example]:
    """All of them in one order that the seed decides."""
    found = [one for part in parts for one in part]
    random.Random(seed).shuffle(found)
    return found


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower()))


def _lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
