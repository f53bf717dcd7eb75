"""A retrieval test set on disk in BEIR's layout: corpus.jsonl, queries.jsonl, qrels/*.tsv.

Invariant: every judged question has a text; a missing or malformed part is an error that names the file.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.domain.errors import UsageError


@dataclass(frozen=True, slots=True)
class TestDocument:
    """One document of the corpus."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class RetrievalSet:
    """Documents, questions by id, and the relevance of documents: question id -> document id -> gain."""

    documents: tuple[TestDocument, ...]
    questions: dict[str, str]
    relevance: dict[str, dict[str, int]]


def read_retrieval_set(folder: Path) -> RetrievalSet:
    """Raises UsageError where a file is missing or is not what the layout says."""
    documents = tuple(
        TestDocument(str(row["_id"]), str(row.get("title") or ""), str(row["text"]))
        for row in _rows(folder / "corpus.jsonl", "_id", "text")
    )
    texts = {str(row["_id"]): str(row["text"]) for row in _rows(folder / "queries.jsonl", "_id", "text")}
    relevance: dict[str, dict[str, int]] = {}
    judgements = sorted((folder / "qrels").glob("*.tsv"))
    if not judgements:
        raise UsageError(f"There is no qrels/*.tsv in {str(folder)!r}.", "The folder needs BEIR's layout.")
    for file in judgements:
        for question, document, gain in _judgements(file):
            relevance.setdefault(question, {})[document] = gain
    questions = {question: text for question, text in texts.items() if question in relevance}
    if not questions:
        raise UsageError(f"No question of {str(folder)!r} has a relevant document.", "Check queries.jsonl and qrels.")
    return RetrievalSet(documents, questions, {question: relevance[question] for question in questions})


def _rows(file: Path, *keys: str) -> Iterator[dict[str, object]]:
    try:
        with file.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    row = json.loads(line)
                    if not isinstance(row, dict) or not all(key in row for key in keys):
                        raise UsageError(f"Line {number} of {str(file)!r} lacks one of: {', '.join(keys)}.")
                    yield row
    except OSError as error:
        raise UsageError(f"Cannot read {str(file)!r}: {error.strerror}.", "The folder needs BEIR's layout.") from error
    except ValueError as error:
        raise UsageError(f"{str(file)!r} does not hold one JSON object a line.") from error


def _judgements(file: Path) -> Iterator[tuple[str, str, int]]:
    with file.open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.reader(lines, delimiter="\t"), start=1):
            if len(row) < 3:
                raise UsageError(f"Line {number} of {str(file)!r} does not hold question, document and score.")
            try:
                gain = int(float(row[2]))
            except ValueError:
                if number == 1:  # the header line
                    continue
                raise UsageError(f"Line {number} of {str(file)!r}: {row[2]!r} is not a number.") from None
            if gain > 0:
                yield row[0], row[1], gain
