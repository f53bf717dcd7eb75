"""Fits the weights of the sentence reader, and without a span reader those of the judgement, and writes them.

    python -m tools.training.reader.fit --home HOME --data DATA [--write]

HOME is an ASSISTANT_HOME with the starter models; with --words the weights are those used where there is no span
reader (where there is one, `judgement.py` fits the judgement). DATA is a folder that holds `retrieval/squad2_cs224n`
and `retrieval/xquad_de` (BEIR layout; see the sets' own licences); only what the span reader was not trained on is
used.
Reader: the probability that a softmax over a question's candidate sentences gives to those that hold an answer on the
right page. Evidence: logistic regression of answerable against unanswerable. Of sample_docs/questions.yaml only the
tune half is used, with the questions of reading_questions.yaml and near_misses.yaml over the same archive; the report
half stays unseen. Prints one JSON line. Without DATA it says so and ends.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import urllib.parse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from assistant.answer.reader import sentences as reader
from assistant.answer.reader import wanted, weights
from assistant.answer.retrieve import evidence
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

Floats = NDArray[np.float64]
_PASSAGES = 8
_SAMPLE_PASSAGES = 5  # as the product reads
_SQUAD, _XQUAD = 300, 120
_SAMPLE_WEIGHT = 15.0  # a question of the archive counts as so many public ones: it is what the product is for
_READER_L2, _EVIDENCE_L2 = 0.01, 0.001
_PUBLIC_SHARE = 0.5  # of the evidence fit, against the archive's share of 1
_MAX_REFUSED = 0.1  # of the answerable questions fitted on: they are harder than most, near misses beside them
_LANGUAGE = Path(reader.__file__).parent
_READING = Path(__file__).with_name("reading_questions.yaml")
_NEAR_MISSES = Path(__file__).with_name("near_misses.yaml")


@dataclass(frozen=True, slots=True)
class Case:
    """One question with what was read for it. `hits` marks candidates that hold an answer on the right page."""

    question: str
    answerable: bool
    weight: float
    passages: tuple[Passage, ...]
    read: tuple[reader.Candidate, ...]
    hits: tuple[bool, ...]
    asked: wanted.Wanted
    known_share: float


def case(
    retriever: HybridRetriever, question: str, passages: Sequence[Passage], answerable: bool, weight: float,
    is_hit: Callable[[Passage, str], bool],
) -> Case | None:  # fmt: skip
    """What the retriever's reader sees; None where it sees nothing."""
    read = retriever.reader.read(question, passages) if passages else ()
    if not read:
        return None
    hits = tuple(answerable and is_hit(passages[one.passage], one.text) for one in read)
    asked = wanted.wanted(question, retriever.rarity)
    known = retriever._weigh(question).known_share
    return Case(question, answerable, weight, tuple(passages), read, hits, asked, known)


def reading_questions() -> Iterator[Question]:
    """The questions over sample_docs that are there to be fitted on."""
    content = yaml.safe_load(_READING.read_text("utf-8"))
    for number, (text, file, page, answers, *also) in enumerate(content["answerable"]):
        yield Question(
            id=f"a{number}", kind="answerable", split="tune", question=text, file=file, page=page,
            answers=tuple(answers), also=tuple(*also),
        )  # fmt: skip
    for number, text in enumerate(content["unanswerable"]):
        yield Question(id=f"u{number}", kind="unanswerable", split="tune", question=text)


def reading(retriever: object, words: bool) -> HybridRetriever:
    """The product's retriever, or with `words` as it is where there is no span reader."""
    assert isinstance(retriever, HybridRetriever)
    return HybridRetriever(retriever.library, retriever.embedder) if words else retriever


def sample_cases(questions: Sequence[Question], archive: Path, words: bool) -> Iterator[Case]:
    """The tune half over the archive in the present home."""
    with open_assistant_here(owner=True) as assistant:
        list(assistant.index([archive], StopSignal()))
        retriever = reading(retrieval_parts(assistant).retriever, words)
        for question in questions:
            text, passages = searched(retriever, question)

            def is_hit(passage: Passage, sentence: str, wanted_: Question = question) -> bool:
                right = passage.path.endswith(f"/{wanted_.file}") and passage.page == wanted_.page
                also = any(passage.path.endswith(f"/{other}") for other in wanted_.also)
                return (right or also) and any(fold_text(answer) in fold_text(sentence) for answer in wanted_.answers)

            made = case(retriever, text, passages, question.kind != "unanswerable", _SAMPLE_WEIGHT, is_hit)
            if made is not None:
                yield made


def searched(retriever: HybridRetriever, question: Question) -> tuple[str, list[Passage]]:
    """The text that the product searches for, and what it finds: the first rewrite that is answered, else the first."""
    found: list[tuple[str, list[Passage]]] = []
    for text in retriever.rewrites(question.question, question.history):
        found.append((text, retriever.retrieve(text, k=_SAMPLE_PASSAGES, scope=Scope())))
        if retriever.judge(*found[-1]).sufficient:
            return found[-1]
    return found[0]


def held_out_questions(data: Path) -> tuple[frozenset[str], frozenset[str]]:
    """The questions of SQuAD and of XQuAD that the span reader was not trained on."""
    squad = examples.squad(data / "squad2_cs224n/dev-v2.0.json", held_out=True)
    xquad = examples.xquad(data / "xquad_de", held_out=True)
    return frozenset(one.question for one in squad), frozenset(one.question for one in xquad)


def public_cases(folder: Path, limit: int, allowed: frozenset[str], words: bool) -> Iterator[Case]:
    """Answerable questions, as many whose document is taken away, and the set's unanswerable ones if it has any."""
    test_set = read_retrieval_set(folder)
    rows = [json.loads(line) for line in (folder / "queries.jsonl").read_text("utf-8").splitlines()]
    answers = {row["_id"]: [fold_text(one) for one in row.get("answers", [])] for row in rows}
    ids = sorted(one for one in test_set.relevance if test_set.questions[one].strip() in allowed)
    random.Random(1).shuffle(ids)
    with tempfile.TemporaryDirectory() as scratch, retrieval_parts_here(Path(scratch)) as parts:
        index_documents(test_set.documents, parts, lambda done, total: None)
        retriever = reading(parts.retriever, words)

        def name(passage: Passage) -> str:
            return urllib.parse.unquote(Path(passage.path).name)

        for number, one in enumerate(ids[: 2 * limit]):
            relevant, text = test_set.relevance[one], test_set.questions[one]
            found = retriever.retrieve(text, k=_PASSAGES + 4, scope=Scope())
            removed = number >= limit
            kept = [passage for passage in found if not (removed and name(passage) in relevant)][:_PASSAGES]

            def is_hit(passage: Passage, sentence: str, key: str = one) -> bool:
                return name(passage) in test_set.relevance[key] and any(a in fold_text(sentence) for a in answers[key])

            made = case(retriever, text, kept, not removed, 0.7 if removed else 1.0, is_hit)
            if made is not None:
                yield made
        extra = folder / "unanswerable.jsonl"
        lines = extra.read_text("utf-8").splitlines() if extra.exists() else []
        texts = [text for line in lines if (text := json.loads(line)["text"].strip()) in allowed]
        random.Random(2).shuffle(texts)
        for text in texts[:limit]:
            found = retriever.retrieve(text, k=_PASSAGES, scope=Scope())
            made = case(retriever, text, found, False, 0.3, lambda passage, sentence: False)
            if made is not None:
                yield made


def fit_reader(cases: Sequence[Case]) -> Floats:
    """Weights of the reader's features: Adam on the log-likelihood of the hits, L2 as a prior."""
    usable = [
        (np.array([c.features for c in one.read]), np.array(one.hits), one.weight) for one in cases if any(one.hits)
    ]
    total = sum(weight for *_, weight in usable)
    values, first, second = (np.zeros(len(usable[0][0][0])) for _ in range(3))
    for step in range(1, 401):
        gradient = -_READER_L2 * values
        for features, hits, weight in usable:
            logits = features @ values
            shares = np.exp(logits - logits.max())
            shares /= shares.sum()
            wanted_shares = shares * hits
            gradient += weight / total * (features.T @ (wanted_shares / wanted_shares.sum() - shares))
        first, second = 0.9 * first + 0.1 * gradient, 0.999 * second + 0.001 * gradient**2
        values = values + 0.03 * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return np.asarray(np.round(values, 3), dtype=np.float64)


def rescored(one: Case, values: Floats) -> Case:
    """The case as a reader with `values` would have read it."""
    scored = [
        (replace(c, score=float(np.dot(values, c.features))), hit) for c, hit in zip(one.read, one.hits, strict=True)
    ]
    scored.sort(key=lambda pair: (-pair[0].score, pair[0].passage, pair[0].position))
    return replace(one, read=tuple(c for c, _ in scored), hits=tuple(hit for _, hit in scored))


def fit_evidence(features: Floats, answerable: Floats, weight: Floats) -> Floats:
    """Weights of the judgement's features and the bias: Newton's method for a logistic regression."""
    design = np.c_[features, np.ones(len(features))]
    weight = weight / weight.sum()
    values = np.zeros(design.shape[1])
    ridge = np.full(design.shape[1], _EVIDENCE_L2)
    ridge[-1] = 1e-6
    for _ in range(60):
        share = 1 / (1 + np.exp(-design @ values))
        gradient = design.T @ (weight * (answerable - share)) - ridge * values
        hessian = (design.T * (weight * share * (1 - share))) @ design + np.diag(ridge)
        values = values + np.linalg.solve(hessian, gradient)
    return np.asarray(np.round(values, 3), dtype=np.float64)


def threshold(shares: Floats) -> float:
    """The threshold that refuses _MAX_REFUSED of these answerable questions (linear between neighbours)."""
    return round(float(np.quantile(shares, _MAX_REFUSED)), 3)


def main() -> None:
    """Fit, print, and with --write replace the shipped weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--archive", type=Path, default=Path("sample_docs"))
    parser.add_argument("--words", action="store_true", help="without the span reader")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    squad, xquad = options.data / "retrieval/squad2_cs224n", options.data / "retrieval/xquad_de"
    if not (squad.is_dir() and xquad.is_dir()):
        sys.exit(print(f"skipped: {squad} and {xquad} are not here"))  # noqa: T201
    os.environ["ASSISTANT_HOME"] = str(options.home.resolve())
    questions = [
        one for one in read_questions(options.archive / "questions.yaml") if one.split == "tune" and one.is_read
    ]
    questions.extend(reading_questions())
    questions.extend(read_questions(_NEAR_MISSES))
    sample = list(sample_cases(questions, options.archive.resolve(), options.words))
    squad_only, xquad_only = held_out_questions(options.data / "retrieval")
    public = [
        *public_cases(squad, _SQUAD, squad_only, options.words),
        *public_cases(xquad, _XQUAD, xquad_only, options.words),
    ]
    values = fit_reader([*sample, *public])
    sample, public = [rescored(one, values) for one in sample], [rescored(one, values) for one in public]
    names = reader.FEATURES if options.words else reader.SPAN_FEATURES
    found: dict[str, Any] = {
        "reader": dict(zip(names, values.tolist(), strict=True)),
        "tune_first_hit": float(np.mean([one.hits[0] for one in sample if one.answerable])),
        "public_first_hit": float(np.mean([one.hits[0] for one in public if any(one.hits)])),
        "cases": len(sample) + len(public),
    }
    judged = judgement(sample, public) if options.words else {}
    print(json.dumps(found | judged))  # noqa: T201
    if options.write:
        write(f"reader{'' if options.words else '_spans'}", found["reader"], 0.0, 0.0)
        if judged:
            write("evidence", judged["evidence"], judged["bias"], judged["threshold"])


def judgement(sample: Sequence[Case], public: Sequence[Case]) -> dict[str, Any]:
    """The weights of the judgement without a span reader, its bias and threshold, and what it refuses."""
    rows = [*public, *sample]
    known = [
        evidence.evidence_features(one.question, one.passages, one.read, one.asked, one.known_share, None)
        for one in rows
    ]
    features = np.array([[one[name] for name in evidence.FEATURES] for one in known])
    answerable = np.array([float(one.answerable) for one in rows])
    ours = np.arange(len(rows)) >= len(public)
    weight = np.array([min(one.weight, 1.0) for one in rows])
    weight[~ours] *= _PUBLIC_SHARE / weight[~ours].sum()
    for side in (0.0, 1.0):  # the archive's two kinds of question count the same
        chosen = ours & (answerable == side)
        weight[chosen] *= 0.5 / weight[chosen].sum()
    judged = fit_evidence(features, answerable, weight)
    shares = 1 / (1 + np.exp(-(np.c_[features, np.ones(len(rows))] @ judged)))
    limit = threshold(shares[ours & (answerable == 1)])
    return {
        "evidence": dict(zip(evidence.FEATURES, judged.tolist(), strict=False)),
        "bias": float(judged[-1]),
        "threshold": limit,
        "tune_unanswerable_refused": float(np.mean(shares[ours & (answerable == 0)] < limit)),
    }


def write(name: str, values: object, bias: object, limit: object) -> None:
    """Replace one of the shipped files of weights."""
    source = (
        "python -m tools.training.reader.fit: SQuAD 2.0, XQuAD (de), reading_questions.yaml, near_misses.yaml and "
        "the tune half of sample_docs/questions.yaml"
    )
    content = {"provenance": source, "weights": values, "bias": bias, "threshold": limit}
    (_LANGUAGE / f"{name}.json").write_text(json.dumps(content, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    assert weights.load_weights("reader")
    main()
