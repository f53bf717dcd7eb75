"""Figures, dates and names of written sentences that stand neither in the evidence nor come out of a calculation.

    python -m tests.benchmarks.written_figures [--home HOME] [--split all] [--show]

Asks all questions of sample_docs/questions.yaml (about 300 are answered) with the language model of HOME, and checks
each sentence that the answer says in words of its own, with code that is not the program's: `evaluation.matching`.
Evidence is the text of the passages and of the cited pages, the question and the turns before it, the names of files,
the tables that the answer shows; of a calculation, what can be counted, added, averaged or subtracted from those
tables, and the known result of the question. What the program says of itself and what is marked as not from the files
are left out. Prints one JSON line: how many answers, sentences and figures there were, how many stand nowhere, and
of the yes/no questions how many were said rightly.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations

from assistant.app.evaluate import ask_all, files_of
from assistant.app.local import LocalAssistant
from assistant.evaluation.answers import Outcome
from assistant.evaluation.judging import Files
from assistant.evaluation.machine import this_machine
from assistant.evaluation.matching.own_words import own_sentences
from assistant.evaluation.matching.tokens import tokens
from assistant.evaluation.matching.untrue import Document, figures_in, untrue_figures, untrue_names
from assistant.evaluation.questions import read_questions
from assistant.evaluation.shares import Share
from tests.benchmarks.libraries import (
    QUESTIONS,
    SAMPLE_DOCS,
    add_options,
    has_language_model,
    library,
    show_progress,
    tell,
)

_OWN_TASKS = ("about", "talk")
_MARKER = re.compile(r"\[\d+\]")
_CENTS = Decimal("0.01")


@dataclass
class Counts:
    """What was found in the written sentences."""

    answers: int = 0
    written: int = 0  # answers with a sentence of their own
    sentences: int = 0
    figures: int = 0
    untrue: list[tuple[str, str, str]] = field(default_factory=list)  # id, figure, sentence
    names: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def answers_with_untrue(self) -> int:
        return len({name for name, _, _ in self.untrue})


def evidence(outcome: Outcome, files: Files) -> Document:
    """All that the figures of the answer may be taken from, as one text."""
    answer, question = outcome.answer, outcome.question
    cited = {citation.path for citation in answer.citations} | {passage.path for passage in answer.passages}
    parts = [question.question, *(f"{turn.question} {turn.answer}" for turn in question.previous), *sorted(cited)]
    parts += [passage.text for passage in answer.passages]
    parts += [files.text_of(path) for path in sorted({citation.path for citation in answer.citations})]
    if answer.table is not None:
        parts += [" | ".join(row) for row in answer.table.rows]
        parts += [str(number) for number in calculated(answer.table.rows)]
    if answer.coverage is not None:
        coverage = answer.coverage
        parts += [str(number) for number in (coverage.in_scope, coverage.matched, coverage.unmatched, coverage.unread)]
    parts += [str(number) for number in (question.number, len(cited), len(answer.citations)) if number is not None]
    return Document("\n".join(parts))


def calculated(rows: Sequence[Sequence[str]]) -> Iterator[Decimal]:
    """What can be worked out from the columns of a table: their size, sum, mean, and the differences of two cells."""
    yield Decimal(len(rows))
    for column in zip(*rows, strict=True):
        numbers = [
            min(values) for cell in column for token in tokens(_MARKER.sub("", cell)) if (values := token.numbers())
        ]
        if numbers:
            total = sum(numbers, Decimal())
            yield total
            yield (total / len(numbers)).quantize(_CENTS)
            yield from (abs(one - other) for one, other in combinations(dict.fromkeys(numbers), 2))


def count(outcomes: Sequence[Outcome], files: Files) -> Counts:
    """Look through the written sentences of all answers that are from the files."""
    counts = Counts()
    for outcome in outcomes:
        answer, question = outcome.answer, outcome.question
        if not outcome.answered or answer.own_words or answer.task in _OWN_TASKS:
            continue
        counts.answers += 1
        sentences = own_sentences(answer)
        counts.written += bool(sentences)
        known = evidence(outcome, files)
        for sentence in sentences:
            counts.sentences += 1
            counts.figures += len(figures_in(sentence))
            counts.untrue += [(question.id, one, sentence) for one in untrue_figures(sentence, known)]
            untrue = untrue_names(sentence, known, language=question.language)
            counts.names += [(question.id, one, sentence) for one in untrue]
    return counts


def measure(assistant: LocalAssistant, options: argparse.Namespace) -> dict[str, object]:
    """Ask, count, and say what was found."""
    questions = [one for one in read_questions(QUESTIONS) if options.split in ("all", one.split)]
    report = ask_all(assistant, questions, show_progress)
    counts = count(report.outcomes, files_of(assistant))
    for kind, found in (("figure", counts.untrue), ("name", counts.names)) if options.show else ():
        for name, one, sentence in found:
            tell(f"{name} {kind} {one!r}: {sentence}")
    polarity = report.as_json()["polarity"]
    return {
        "machine": this_machine().as_json(),
        "generator": report.generator,
        "answers": counts.answers,
        "written_answers": counts.written,
        "sentences": counts.sentences,
        "figures": counts.figures,
        "untrue_figures": Share(len(counts.untrue), counts.figures).as_json(),
        "answers_with_untrue_figures": Share(counts.answers_with_untrue, counts.answers).as_json(),
        "unknown_names": len(counts.names),
        "polarity": {**polarity, **Share(polarity["right"], polarity["n"]).as_json()},
        "polarity_said_or_shown": Share(polarity["right"] + polarity["only_shown"], polarity["n"]).as_json(),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--split", choices=["report", "tune", "all"], default="all")
    parser.add_argument("--show", action="store_true", help="each untrue figure and name with its sentence, on stderr")
    add_options(parser)
    options = parser.parse_args(arguments)
    with library("sample_docs", SAMPLE_DOCS, options) as assistant:
        if not has_language_model(assistant):
            print("skipped: there is no language model that writes answers (assistant models list)")  # noqa: T201
            return
        print(json.dumps(measure(assistant, options), ensure_ascii=False))  # noqa: T201


if __name__ == "__main__":
    main()
