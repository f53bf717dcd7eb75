"""`assistant eval`: how well passages are found, and how well questions are answered."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.cli.output import json_option, print_json, print_table, say

if TYPE_CHECKING:
    from assistant.evaluation.answers import Outcome


@click.group(name="eval")
def command() -> None:
    """Measure retrieval and answers."""


@command.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@json_option
def retrieval(folder: Path, as_json: bool) -> None:
    """Index the BEIR test set in FOLDER into a library that is thrown away, and rank its documents.

    FOLDER holds corpus.jsonl, queries.jsonl and qrels/test.tsv.
    """
    from assistant.app.open import retrieval_parts_here
    from assistant.evaluation.beir import read_retrieval_set
    from assistant.evaluation.retrieval import evaluate_retrieval

    test_set = read_retrieval_set(folder)
    live = sys.stderr.isatty()

    def tell(done: int, total: int) -> None:
        if live:
            click.echo(f"\r\x1b[K{done} of {total} documents", err=True, nl=False)

    with tempfile.TemporaryDirectory(prefix="assistant-eval-") as place:
        with retrieval_parts_here(Path(place)) as parts:
            report = evaluate_retrieval(test_set, parts, tell)
        if live:
            click.echo("\r\x1b[K", err=True, nl=False)
    if as_json:
        print_json(report.as_json())
        return
    say(f"{report.documents} documents, {report.chunks} passages, {report.questions} questions")
    rows = [("hybrid", report.hybrid), ("keywords", report.keywords), ("vectors", report.vectors)]
    names = tuple(report.hybrid.as_json())
    print_table(
        ("", *names), [(name, *(round(one, 3) for one in figures.as_json().values())) for name, figures in rows]
    )
    click.echo(f"{report.ms_per_query:.1f} ms a query")


@command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--split", type=click.Choice(["tune", "report"]), help="Only this half of the questions.")
@click.option("--failures", is_flag=True, help="List the questions that went wrong, on stderr.")
@json_option
def answers(file: Path, split: str | None, failures: bool, as_json: bool) -> None:
    """Ask the questions in FILE (as in sample_docs/questions.yaml) of the library and compare with what is expected."""
    from assistant.app.open import open_assistant_here
    from assistant.domain.events import Finished
    from assistant.domain.records.answers import Answer
    from assistant.domain.records.passages import Turn
    from assistant.evaluation.answers import evaluate_answers, read_questions

    questions = [one for one in read_questions(file) if split in (None, one.split)]
    with open_assistant_here() as assistant:

        def ask(question: str, history: Sequence[Turn]) -> Answer:
            events = list(assistant.ask(question, history=history))
            return next(event.answer for event in reversed(events) if isinstance(event, Finished))

        report = evaluate_answers(questions, ask)
    if failures:
        for one in report.outcomes:
            wrong = _wrong(one)
            if wrong:
                say(f"{one.question.id}: {', '.join(wrong)}: {one.question.question}")
    figures = report.as_json()
    if as_json:
        print_json(figures)
        return
    unanswerable, refusal = figures["unanswerable"], figures["refusal"]
    columns = ("n", "answered", "correct", "citation_right")
    print_table(
        ("", "n", "answered", "correct", "first citation right"),
        [(kind, *(figures[kind][key] for key in columns)) for kind in ("answerable", "follow_up")],
    )
    print_table(
        ("unanswerable", "refused", "precision", "recall"),
        [(unanswerable["n"], unanswerable["refused"], refusal["precision"], refusal["recall"])],
    )
    click.echo(f"{figures['median_ms']} ms a question (median)")


def _wrong(outcome: Outcome) -> list[str]:
    """What went wrong with one question."""
    if outcome.question.kind == "unanswerable":
        return [] if outcome.answer.refused else ["answered"]
    if outcome.answer.refused:
        return ["refused"]
    return [*([] if outcome.correct else ["answer"]), *([] if outcome.citation_right else ["citation"])]
