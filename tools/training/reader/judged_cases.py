"""The cases that the judgement of evidence is fitted on: what every search for a question found, and what is right.

Invariant: a case holds figures alone, no text of a question or file; it is made with the product's own search and
reader. Four kinds of archive: files with questions (`NAME/files`, `NAME/questions.yaml`), sample_docs without its
report half, our own papers that the span reader was not trained on, and public sets, also with the paper taken away
that answers.
"""

from __future__ import annotations

import json
import math
import os
import random
import shutil
import tempfile
import urllib.parse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel

from assistant.answer.reader.weights import dot, load_weights
from assistant.answer.retrieve.hybrid import HybridRetriever
from assistant.app.open import open_assistant_here, retrieval_parts, retrieval_parts_here
from assistant.domain.records.passages import Passage
from assistant.domain.scope import Scope
from assistant.domain.stop import StopSignal
from assistant.evaluation.beir import read_retrieval_set
from assistant.evaluation.questions import Question, read_questions
from assistant.evaluation.retrieval import index_documents
from assistant.text.folding import fold_text
from tools.training.reader import examples

Kind = Literal["answerable", "unanswerable", "removed"]
_PASSAGES = 5  # as the product reads
_SPARE = 9  # found for a case without its paper
_HERE = Path(__file__).parent
_SHIPPED = load_weights("evidence_spans")
_READING, _NEAR_MISSES = _HERE / "reading_questions.yaml", _HERE / "near_misses.yaml"


class Search(BaseModel):
    """One search: the features, what rules add to the logit, and whether the best sentence is right."""

    features: dict[str, float]
    rules: float
    right: bool


class JudgedCase(BaseModel):
    """A question over an archive. `removed`: answerable, but the paper that answers was taken away."""

    archive: str
    id: str
    kind: Kind
    tries: list[Search]


def read_cases(file: Path) -> list[JudgedCase]:
    """The cases that were kept in `file`, one JSON object a line; none where it is not there."""
    return (
        [JudgedCase.model_validate_json(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []
    )


def sample_questions(archive: Path) -> list[Question]:
    """The questions over sample_docs that may be fitted on: the tune half, reading questions, near misses."""
    content = yaml.safe_load(_READING.read_text("utf-8"))
    found = [one for one in read_questions(archive / "questions.yaml") if one.split == "tune" and one.is_read]
    for number, (text, file, page, answers, *also) in enumerate(content["answerable"]):
        found.append(
            Question(
                id=f"a{number}", kind="answerable", split="tune", question=text, file=file, page=page,
                answers=tuple(answers), also=tuple(*also),
            )
        )  # fmt: skip
    for number, text in enumerate(content["unanswerable"]):
        found.append(Question(id=f"u{number}", kind="unanswerable", split="tune", question=text))
    return [*found, *(one.model_copy(update={"id": f"near-{one.id}"}) for one in read_questions(_NEAR_MISSES))]


def cases_of_files(name: str, files: Path, questions: Sequence[Question], models: Path) -> Iterator[JudgedCase]:
    """Questions over a folder, in a library of its own."""
    with _home(models), open_assistant_here(owner=True) as assistant:
        list(assistant.index([files.resolve()], StopSignal()))
        retriever = retrieval_parts(assistant).retriever
        assert isinstance(retriever, HybridRetriever)
        for question in questions:
            tries = []
            for text in retriever.rewrites(question.question, question.history):
                search = _search(retriever, text, retriever.retrieve(text, k=_PASSAGES, scope=Scope()), question)
                tries.extend([search] if search is not None else [])
            kind: Kind = "unanswerable" if question.kind == "unanswerable" else "answerable"
            yield JudgedCase(archive=name, id=question.id, kind=kind, tries=tries)


def cases_of_own(models: Path) -> Iterator[JudgedCase]:
    """The papers of own_passages.jsonl that are held out from the span reader, each a file, with their questions."""
    with tempfile.TemporaryDirectory() as scratch:
        questions = []
        rows = [json.loads(line) for line in examples.OWN.read_text("utf-8").splitlines()]
        for number, row in enumerate(rows[:: examples.OWN_HELD_OUT]):
            headings = "".join(f"{'#' * level} {text}\n\n" for level, text in enumerate(row["headings"], 2))
            file = Path(scratch) / f"paper_{number}.md"
            file.write_text(f"# {row['title']}\n\n{headings}{row['text']}\n", "utf-8")
            for count, one in enumerate(row["questions"]):
                questions.append(
                    Question(
                        id=f"{number}-{count}", kind="answerable" if one["a"] else "unanswerable", split="tune",
                        question=one["q"], file=file.name, answers=(one["a"],) if one["a"] else (),
                    )
                )  # fmt: skip
        yield from cases_of_files("own", Path(scratch), questions, models)


def cases_of_set(name: str, folder: Path, allowed: frozenset[str], limit: int, models: Path) -> Iterator[JudgedCase]:
    """A public set: answerable questions, the same without their papers, and those that the set calls unanswerable."""
    test_set = read_retrieval_set(folder)
    ids = sorted(one for one in test_set.relevance if test_set.questions[one].strip() in allowed)
    random.Random(7).shuffle(ids)
    extra = folder / "unanswerable.jsonl"
    lines = extra.read_text("utf-8").splitlines() if extra.exists() else []
    texts = [text for line in lines if (text := json.loads(line)["text"].strip()) in allowed]
    random.Random(8).shuffle(texts)
    with _home(models), tempfile.TemporaryDirectory() as scratch, retrieval_parts_here(Path(scratch)) as parts:
        index_documents(test_set.documents, parts, lambda done, total: None)
        retriever = parts.retriever
        assert isinstance(retriever, HybridRetriever)
        for one in ids[:limit]:
            text, papers = test_set.questions[one], test_set.relevance[one]
            found = retriever.retrieve(text, k=_PASSAGES + _SPARE, scope=Scope())
            left = [passage for passage in found if urllib.parse.unquote(Path(passage.path).name) not in papers]
            for kind, passages in (("answerable", found), ("removed", left)):
                search = _search(retriever, text, passages[:_PASSAGES], None)
                if search is not None:
                    yield JudgedCase(archive=name, id=f"{one}-{kind}", kind=kind, tries=[search])
        for number, text in enumerate(texts[:limit]):
            search = _search(retriever, text, retriever.retrieve(text, k=_PASSAGES, scope=Scope()), None)
            if search is not None:
                yield JudgedCase(archive=name, id=f"u{number}", kind="unanswerable", tries=[search])


def _search(
    retriever: HybridRetriever, text: str, passages: Sequence[Passage], question: Question | None
) -> Search | None:
    """What the judgement sees of `passages`; None where it sees nothing. Without a `question` the best sentence counts
    as right."""
    if not passages or not retriever.reader.read(text, passages):
        return None
    evidence = retriever.judge(text, passages)
    best = retriever.reader.read(text, passages)[0]
    right = question is None or _is_right(question, passages[best.passage], best.text)
    linear = dot(_SHIPPED, tuple(evidence.features), tuple(evidence.features.values()))
    return Search(features=dict(evidence.features), rules=round(logit(evidence.score) - linear, 3), right=right)


def logit(score: float) -> float:
    """The logit of a probability, -20..20."""
    kept = min(max(score, 2e-9), 1 - 2e-9)
    return math.log(kept / (1 - kept))


def _is_right(question: Question, passage: Passage, sentence: str) -> bool:
    of_file = any(passage.path.endswith(f"/{file}") for file in question.sources)
    return of_file and any(fold_text(answer) in fold_text(" ".join(sentence.split())) for answer in question.answers)


@contextmanager
def _home(models: Path) -> Iterator[None]:
    """An ASSISTANT_HOME of its own with the `models` of another."""
    before = os.environ.get("ASSISTANT_HOME", "")
    with tempfile.TemporaryDirectory() as scratch:
        shutil.copytree(models, Path(scratch) / "models")
        os.environ["ASSISTANT_HOME"] = scratch
        try:
            yield
        finally:
            os.environ["ASSISTANT_HOME"] = before
