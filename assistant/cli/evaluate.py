"""`assistant eval`: how well passages are found, and how well questions are answered."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from assistant.cli.output import json_option, print_json, print_table, say


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
    from assistant.app.evaluate import measure_retrieval

    live = sys.stderr.isatty()

    def show_progress(done: int, total: int) -> None:
        if live:
            click.echo(f"\r\x1b[K{done} of {total} documents", err=True, nl=False)

    report = measure_retrieval(folder, show_progress)
    if live:
        click.echo("\r\x1b[K", err=True, nl=False)
    if as_json:
        print_json(report.as_json())
        return
    say(f"{report.documents} documents, {report.chunks} passages, {report.questions} questions")
    rows = [("hybrid", report.hybrid), ("keywords", report.keywords), ("vectors", report.vectors)]
    names = tuple(report.hybrid.as_json())
    print_table(
        ("", *names), [(name, *(round(value, 3) for value in figures.as_json().values())) for name, figures in rows]
    )
    click.echo(f"{report.ms_per_query:.1f} ms a query")


@command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--split", type=click.Choice(["tune", "report"]), help="Only this half of the questions.")
@click.option("--failures", is_flag=True, help="List the questions that went wrong, on stderr.")
@json_option
def answers(file: Path, split: str | None, failures: bool, as_json: bool) -> None:
    """Ask the questions in FILE (as in sample_docs/questions.yaml) of the library and compare with what is expected."""
    from assistant.app.evaluate import measure_answers

    measured = measure_answers(file, split)
    for wrong in measured.wrong if failures else ():
        say(f"{wrong.id}: {', '.join(wrong.faults)}: {wrong.question}")
    figures = measured.report.as_json()
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
