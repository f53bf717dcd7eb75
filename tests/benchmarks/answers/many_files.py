"""How well questions over many files of sample_docs are answered: file sets, values and totals.

    python -m tests.benchmarks.answers.many_files [tune|once] [--wrong]

The library of ASSISTANT_HOME must hold sample_docs and nothing else. Prints, for the files listed: how many sets are
exact, precision and recall over all; for values: how many questions have each value right, and how many totals.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.app.local import LocalAssistant
from assistant.app.open import open_assistant_here
from assistant.domain.events import Finished
from assistant.domain.records.answers import Answer
from tests.answer.documents.asked import EACHES, EACHES_ONCE, SURVEYS, SURVEYS_ONCE, Each, Survey


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one question found."""

    found: frozenset[str]
    missed: frozenset[str]
    wrong: frozenset[str]


def ask(assistant: LocalAssistant, question: str) -> Answer:
    events = list(assistant.ask(question))
    return next(event.answer for event in reversed(events) if isinstance(event, Finished))


def listed(answer: Answer) -> frozenset[str]:
    """The paths in the first column of the answer's table, with "_" for white space."""
    if answer.table is None:
        return frozenset()
    return frozenset(path.replace(" ", "_") for row in answer.table.rows for path in row[0].split(", "))


def compare(found: frozenset[str], must: str, may: str) -> Outcome:
    wanted, allowed = frozenset(must.split()), may.split()
    extra = frozenset(
        path
        for path in found - wanted
        if path not in allowed and not any(path.startswith(one) for one in allowed if one.endswith("/"))
    )
    return Outcome(found & wanted, wanted - found, extra)


def measure_surveys(assistant: LocalAssistant, questions: Sequence[Survey], *, wrong: bool) -> None:
    exact = found = missed = extra = 0
    for question in questions:
        answer = ask(assistant, question.question)
        outcome = compare(listed(answer), question.must, question.may)
        is_exact = not outcome.missed and not outcome.wrong and (bool(question.must) or answer.refused)
        exact += is_exact and answer.task == "survey"
        found, missed = found + len(outcome.found), missed + len(outcome.missed)
        extra += len(outcome.wrong)
        if wrong and not (is_exact and answer.task == "survey"):
            say(f"  {question.question} [{answer.task}]")
            say(f"     missed {sorted(outcome.missed)}\n     wrong  {sorted(outcome.wrong)}")
    precision, recall = found / max(1, found + extra), found / max(1, found + missed)
    say(f"survey: {exact} of {len(questions)} sets exact, precision {precision:.3f}, recall {recall:.3f}")


def measure_eaches(assistant: LocalAssistant, questions: Sequence[Each], *, wrong: bool) -> None:
    right = totals = asked_totals = cells = right_cells = 0
    for question in questions:
        answer = ask(assistant, question.question)
        rows = {path.replace(" ", "_"): row[1] for row in (answer.table.rows if answer.table else ())
                for path in row[0].split(", ")}  # fmt: skip
        wanted = dict(line.rsplit("=", 1) for line in question.values.split("\n"))
        outcome = compare(frozenset(rows), " ".join(wanted), question.may)
        bad = {path: rows.get(path, "-") for path, value in wanted.items() if value not in rows.get(path, "")}
        cells, right_cells = cells + len(wanted), right_cells + len(wanted) - len(bad)
        first = answer.text.split("\n", 1)[0]
        total = not question.total or question.total in first
        asked_totals += bool(question.total)
        totals += bool(question.total) and total
        is_right = not bad and not outcome.wrong and total
        right += is_right and answer.task == "each"
        if wrong and not (is_right and answer.task == "each"):
            say(f"  {question.question} [{answer.task}] {first!r}")
            say(f"     values {bad}\n     wrong  {sorted(outcome.wrong)}")
    say(f"each: {right} of {len(questions)} right, values {right_cells} of {cells}, totals {totals} of {asked_totals}")


def main() -> None:
    """See the module's docstring."""
    once, wrong = "once" in sys.argv, "--wrong" in sys.argv
    with open_assistant_here() as assistant:
        roots = {Path(record.root).name for record in assistant.files()}
        if roots != {"sample_docs"}:
            raise SystemExit(f"The library holds {', '.join(sorted(roots))}, not sample_docs alone.")
        measure_surveys(assistant, SURVEYS_ONCE if once else SURVEYS, wrong=wrong)
        measure_eaches(assistant, EACHES_ONCE if once else EACHES, wrong=wrong)


if __name__ == "__main__":
    main()
