"""Fits the judgement whether what was found answers a question, where there is a span reader.

    python -m tools.training.reader.judgement --home HOME --archives FOLDER --cases CASES.jsonl [--data DATA] [--write]

HOME is an ASSISTANT_HOME with the starter models. FOLDER holds archives, each with `files/` and `questions.yaml` in
the form of sample_docs; DATA holds `retrieval/squad2_cs224n` (SQuAD 2.0, BEIR layout), of which only what the span
reader was not trained on is used. To these come sample_docs without its report half and our own held-out papers. The
shipped weights were fitted with three archives of invented private papers in four languages (180 questions), which are
not part of the repository. Cases are kept in CASES as figures: an archive that has cases there is not searched again.
Prints a JSON line for each archive left out of the fit (area under the curve, recall of refusals at 90% of the
answerable answered, both with 95% intervals of 2,000 draws), and one for the fit of all.

Logistic regression of answerable against unanswerable in which no weight may be below 0; of a question's searches the
one with the highest score counts, as in the product, so fitting and choosing take turns. Each archive counts the same,
sample_docs more, and half of each for either side; a question that is answerable but whose best sentence is wrong
counts little.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.answer.reader import weights
from assistant.answer.retrieve.evidence import SPAN_FEATURES
from assistant.evaluation.questions import read_questions
from tools.training.reader import examples
from tools.training.reader.judged_cases import (
    JudgedCase,
    cases_of_files,
    cases_of_own,
    cases_of_set,
    read_cases,
    sample_questions,
)

Floats = NDArray[np.float64]
_ARCHIVE_WEIGHT = {"sample_docs": 4.0, "squad": 0.5}
_WRONG_SENTENCE = 0.1  # what an answerable question counts whose best sentence is not the right one
_L2 = 0.01
_ROUNDS, _STEPS = 4, 600
_SET_CASES = 100
_ANSWERED = 0.9
_DRAWS = 2_000
_FILE = Path(weights.__file__).with_name("evidence_spans.json")


def best_search(case: JudgedCase, values: Floats) -> int:
    """The search with the highest logit under `values` (weights and bias)."""
    return int(np.argmax([_row(one.features) @ values + one.rules for one in case.tries]))


def scores(cases: Sequence[JudgedCase], values: Floats) -> Floats:
    """The logit of each case."""
    return np.array([max(float(_row(one.features) @ values) + one.rules for one in case.tries) for case in cases])


def fit(cases: Sequence[JudgedCase]) -> Floats:
    """Weights of SPAN_FEATURES and the bias."""
    chosen = [0] * len(cases)
    values = np.zeros(len(SPAN_FEATURES) + 1)
    for _ in range(_ROUNDS):
        rows = np.array([_row(case.tries[at].features) for case, at in zip(cases, chosen, strict=True)])
        right = [case.tries[at].right for case, at in zip(cases, chosen, strict=True)]
        values = _signed_regression(
            rows, np.array([case.kind == "answerable" for case in cases], float), _weigh(cases, right)
        )
        chosen = [best_search(case, values) for case in cases]
    return values


def _row(features: Mapping[str, float]) -> Floats:
    return np.array([*(features[name] for name in SPAN_FEATURES), 1.0])


def _weigh(cases: Sequence[JudgedCase], right: Sequence[bool]) -> Floats:
    weight = np.array(
        [1.0 if ok or case.kind != "answerable" else _WRONG_SENTENCE for case, ok in zip(cases, right, strict=True)]
    )
    for archive in {case.archive for case in cases}:
        for answerable in (True, False):
            side = np.array([case.archive == archive and (case.kind == "answerable") == answerable for case in cases])
            weight[side] *= _ARCHIVE_WEIGHT.get(archive, 1.0) / max(weight[side].sum(), 1e-9)
    whole: Floats = weight / weight.sum()
    return whole


def _signed_regression(rows: Floats, answerable: Floats, weight: Floats) -> Floats:
    """Accelerated projected gradient on standardised features (Beck and Teboulle 2009), ridge on all but the bias."""
    mean, spread = rows[:, :-1].mean(axis=0), rows[:, :-1].std(axis=0) + 1e-6
    design = np.c_[(rows[:, :-1] - mean) / spread, np.ones(len(rows))]
    ridge = np.array([*([_L2] * len(SPAN_FEATURES)), 1e-6])
    rate = 1 / (0.25 * np.linalg.eigvalsh((design.T * weight) @ design).max() + _L2)
    values = ahead = np.zeros(design.shape[1])
    momentum = 1.0
    for _ in range(_STEPS):
        share = 1 / (1 + np.exp(-design @ ahead))
        step = ahead - rate * (ridge * ahead - design.T @ (weight * (answerable - share)))
        step[:-1] = np.maximum(step[:-1], 0.0)
        grown = (1 + np.sqrt(1 + 4 * momentum**2)) / 2
        ahead = step + (momentum - 1) / grown * (step - values)
        values, momentum = step, grown
    plain = values[:-1] / spread
    found: Floats = np.r_[plain, values[-1] - mean @ plain]
    return found


def area(answerable: Floats, others: Floats) -> float:
    """How often an answerable question scores above another one; half for a draw."""
    above = answerable[:, None] - others[None, :]
    return float(np.mean((above > 0) + 0.5 * (above == 0)))


def refused(answerable: Floats, others: Floats) -> float:
    """The share of `others` below the score that 90% of the answerable reach."""
    limit = np.sort(answerable)[::-1][int(np.ceil(_ANSWERED * len(answerable))) - 1]
    return float(np.mean(others < limit))


def measured(cases: Sequence[JudgedCase], values: Floats) -> dict[str, object]:
    """Both figures with their 95% intervals, and how many cases each side has; papers taken away do not count."""
    found = scores(cases, values)
    sides = [found[np.array([case.kind == kind for case in cases])] for kind in ("answerable", "unanswerable")]
    if not all(len(side) for side in sides):
        return {"n": [len(side) for side in sides]}
    chance = np.random.default_rng(1)
    drawn = [[chance.choice(side, len(side)) for side in sides] for _ in range(_DRAWS)]
    told: dict[str, object] = {"n": [len(side) for side in sides]}
    for name, figure in (("area", area), ("refused_at_90", refused)):
        interval = np.quantile([figure(*pair) for pair in drawn], [0.025, 0.975])
        told[name] = [round(figure(*sides), 3), *(round(float(end), 3) for end in interval)]
    return told


def collect(options: argparse.Namespace) -> list[JudgedCase]:
    """All cases; those of archives that the file of cases lacks are made and appended to it."""
    known = read_cases(options.cases)
    have = {case.archive for case in known}
    models, sample = options.home / "models", options.archive
    makers: dict[str, Callable[[], Iterator[JudgedCase]]] = {
        "sample_docs": lambda: cases_of_files("sample_docs", sample, sample_questions(sample), models),
        "own": lambda: cases_of_own(models),
    }
    for folder in sorted(options.archives.iterdir()) if options.archives else ():
        makers[folder.name] = partial(_cases_of_archive, folder, models)
    squad = options.data / "retrieval/squad2_cs224n"
    if squad.is_dir():
        allowed = frozenset(one.question for one in examples.squad(squad / "dev-v2.0.json", held_out=True))
        makers["squad"] = lambda: cases_of_set("squad", squad, allowed, _SET_CASES, models)
    for name, make in makers.items():
        if name not in have:
            made = [case for case in make() if case.tries]
            known.extend(made)
            with options.cases.open("a", encoding="utf-8") as file:
                file.writelines(f"{case.model_dump_json()}\n" for case in made)
    return known


def _cases_of_archive(folder: Path, models: Path) -> Iterator[JudgedCase]:
    questions = [one for one in read_questions(folder / "questions.yaml") if one.is_read]
    yield from cases_of_files(folder.name, folder / "files", questions, models)


def main() -> None:
    """Fit, print, and with --write replace the shipped weights; the threshold stays."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--archives", type=Path)
    parser.add_argument("--archive", type=Path, default=Path("sample_docs"))
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--cases", type=Path, required=True)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    cases = collect(options)
    for archive in sorted({case.archive for case in cases}):
        left_out = [case for case in cases if case.archive == archive]
        told = measured(left_out, fit([case for case in cases if case.archive != archive]))
        sys.stdout.write(json.dumps({"left out": archive, **told}) + "\n")
    values = fit(cases)
    found = {name: round(float(value), 3) for name, value in zip(SPAN_FEATURES, values, strict=False)}
    sys.stdout.write(json.dumps({"cases": len(cases), "weights": found, "bias": round(float(values[-1]), 3)}) + "\n")
    if options.write:
        archives = ", ".join(sorted({case.archive for case in cases}))
        content = json.loads(_FILE.read_text("utf-8"))
        content |= {
            "provenance": f"python -m tools.training.reader.judgement over {archives}",
            "weights": found,
            "bias": round(float(values[-1]), 3),
        }
        _FILE.write_text(json.dumps(content, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
