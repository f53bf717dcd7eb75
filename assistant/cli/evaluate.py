"""`assistant eval`: how well passages are found, and how well questions are answered."""

from __future__ import annotations

import sys
import tempfile
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
    from assistant.evaluation.beir import read_retrieval_set
    from assistant.evaluation.retrieval import evaluate_retrieval
    from assistant.wiring import retrieval_parts_here

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
