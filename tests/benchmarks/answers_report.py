"""What answers over the report halves of sample_docs/questions.yaml reach, without and with a language model.

    python -m tests.benchmarks.answers_report [--home HOME] [--split report] [--only quotes|written]
        [--float32] [--beside OTHER.json]

HOME is an ASSISTANT_HOME with the models; without a language model in it the second half is skipped, and it says so.
Prints one JSON line: for each way of answering all figures, and for each goal its figure, interval and whether it is
reached. Rounding of 8-bit models depends on the processor: run it once as it is and once with `--float32` (the same
weights, nothing rounded; a library of its own), or on two processors, give the JSON of the first to `--beside`, and it
names what moved by more than 0.05.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.app.evaluate import ask_all
from assistant.evaluation.answers import AnswersReport
from assistant.evaluation.machine import this_machine
from assistant.evaluation.questions import read_questions
from assistant.evaluation.shares import Share
from tests.benchmarks.libraries import (
    QUESTIONS,
    SAMPLE_DOCS,
    Reader,
    add_options,
    has_language_model,
    library,
    show_progress,
    tell,
)
from tests.benchmarks.models.float_graphs import in_float32

MOVED = 0.05  # a figure that moves by more between two processors hangs on rounding
# Shares that are to be reached: with a language model, and by quotes alone (None: not asked for).
GOALS: Mapping[str, tuple[float, float | None]] = {
    "lookup": (0.85, 0.78),
    "first citation of answered lookups": (0.95, None),
    "summary": (0.80, 0.60),
    "survey": (0.85, 0.85),
    "recall of survey files": (0.95, 0.95),
    "each, table": (0.85, 0.85),
    "compare": (0.75, None),
    "dates": (0.85, 0.85),
    "about, talk": (0.95, None),
    "follow-ups": (0.75, None),
    "unanswerable refused at 90% answered": (0.75, 0.75),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A share that a goal is set for. `share` may be a point of the curve, which counts no single questions."""

    what: str
    share: Share

    def against(self, goal: float | None) -> dict[str, object]:
        reached = None if goal is None else self.share.value >= goal
        return {"what": self.what, **self.share.as_json(), "goal": goal, "reached": reached}


def figures(report: AnswersReport) -> list[Figure]:
    """The figures that `GOALS` names."""
    found = report.as_json()

    def right(*tasks: str) -> Share:
        counts = [found["tasks"].get(task, {"correct": 0, "n": 0}) for task in tasks]
        return Share(sum(one["correct"] for one in counts), sum(one["n"] for one in counts))

    lookup = found["tasks"].get("lookup", {"citation_right": 0, "cited": 0})
    files = found["tasks"].get("survey", {}).get("files", {"right": 0, "n": 0})
    made = [
        Figure("lookup", right("lookup")),
        Figure("first citation of answered lookups", Share(lookup["citation_right"], lookup["cited"])),
        Figure("summary", right("summary")),
        Figure("survey", right("survey")),
        Figure("recall of survey files", Share(files["right"], files["n"])),
        Figure("each, table", right("each", "table")),
        Figure("compare", right("compare")),
        Figure("dates", right("dates")),
        Figure("about, talk", _not_refused(found, "about", "talk")),
        Figure("follow-ups", Share(found["follow_up"]["correct"], found["follow_up"]["n"])),
    ]
    unanswerable = found["unanswerable"]["n"]
    for point in found["refusal"]["curve"]:
        if point["answered"] == 0.9:
            refused = Share(round(point["refused"] * unanswerable), unanswerable)
            made.append(Figure("unanswerable refused at 90% answered", refused))
    return [figure for figure in made if figure.share.n]


def _not_refused(found: Mapping[str, Any], *tasks: str) -> Share:
    counts = [found["tasks"][task] for task in tasks if task in found["tasks"]]
    return Share(sum(one["answered"] for one in counts), sum(one["n"] for one in counts))


def measure(reader: Reader, options: argparse.Namespace) -> dict[str, Any] | None:
    """All figures of one way of answering; None without a language model where one is asked for."""
    questions = [one for one in read_questions(QUESTIONS) if options.split in ("all", one.split)]
    name = "sample_docs-float32" if options.float32 else "sample_docs"
    with library(name, SAMPLE_DOCS, options, reader) as assistant:
        if reader == "auto" and not has_language_model(assistant):
            tell("skipped: there is no language model that answers better than quotes do (assistant models list)")
            return None
        report = ask_all(assistant, questions, show_progress)
    column = 0 if reader == "auto" else 1
    compared = [figure.against(GOALS[figure.what][column]) for figure in figures(report)]
    for one in compared:
        tell(f"{one['what']}: {one['right']} of {one['n']}, {one['share']} {one['interval']}, goal {one['goal']}")
    return {"goals": compared, "figures": report.as_json()}


def moved(now: Mapping[str, Any], before: Mapping[str, Any]) -> list[dict[str, object]]:
    """The figures of both runs that differ by more than `MOVED`."""
    found: list[dict[str, object]] = []
    for way in ("quotes", "written"):
        others = {one["what"]: one["share"] for one in (before.get(way) or {}).get("goals", ())}
        found.extend(
            {"way": way, "what": one["what"], "now": one["share"], "before": others[one["what"]]}
            for one in (now.get(way) or {}).get("goals", ())
            if one["what"] in others and abs(one["share"] - others[one["what"]]) > MOVED
        )
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--split", choices=["report", "tune", "all"], default="report")
    parser.add_argument("--only", choices=["quotes", "written"])
    parser.add_argument("--float32", action="store_true", help="open the 8-bit graphs as float32 ones")
    parser.add_argument("--beside", type=Path, help="the JSON of a run with other rounding")
    add_options(parser)
    options = parser.parse_args(arguments)
    machine = this_machine()
    tell(machine.shown)
    measured: dict[str, Any] = {"machine": machine.as_json(), "split": options.split, "float32": options.float32}
    with in_float32() if options.float32 else nullcontext():
        if options.only != "written":
            measured["quotes"] = measure("extractive", options)
        if options.only != "quotes":
            measured["written"] = measure("auto", options)
    if options.beside:
        other = json.loads(options.beside.read_text("utf-8"))
        beside = {"machine": other["machine"], "float32": other.get("float32", False)}
        measured["moved"] = {**beside, "figures": moved(measured, other)}
    print(json.dumps(measured, ensure_ascii=False))  # noqa: T201


if __name__ == "__main__":
    main()
