"""`assistant eval`: how well passages are found, and how well questions are answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from assistant.cli.interrupt import stop_on_interrupt
from assistant.cli.output import json_option, print_json, print_table, say
from assistant.cli.scope import scope_options
from assistant.cli.terminal.live_line import LiveLine
from assistant.domain.scope import Scope
from assistant.text.clean import one_line
from assistant.text.pages import file_and_page

_SAID = 200  # characters of a wrong answer that are shown


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

    with progress_of("documents") as show_progress:
        report = measure_retrieval(folder, show_progress)
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


TASKS = ("lookup", "summary", "survey", "each", "table", "compare", "dates", "about", "talk")


@command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--split", type=click.Choice(["tune", "report"]), help="Only this half of the questions.")
@click.option("--task", type=click.Choice(TASKS), help="Only questions of this kind.")
@click.option("--failures", is_flag=True, help="List what went wrong and how, on stderr.")
@json_option
def answers(file: Path, split: str | None, task: str | None, failures: bool, as_json: bool) -> None:
    """Ask the questions in FILE (as in sample_docs/questions.yaml) of the library and compare with what is expected."""
    from assistant.app.evaluate import measure_answers, wrong_answers

    with progress_of("questions") as show_progress:
        report = measure_answers(file, split, task, show_progress)
    for wrong in wrong_answers(report) if failures else ():
        say(f"{wrong.id} {wrong.task}, answered as {wrong.answered_as}: {wrong.question}")
        say(f"    {'; '.join(wrong.faults)}")
        say(f"    said: {one_line(wrong.said, _SAID)}")
    figures = report.as_json()
    if as_json:
        print_json(figures)
        return
    _show_figures(figures)


def _show_figures(figures: Mapping[str, Any]) -> None:
    """Tables for a person: by kind of question, then refusals."""
    kinds = [*figures["tasks"].items(), ("all", figures["answerable"]), ("follow-ups", figures["follow_up"])]
    print_table(
        ("", "n", "answered", "right", "share", "95% interval", "first citation right", "median ms"),
        [
            (
                kind,
                counts["n"],
                counts["answered"],
                counts["correct"],
                f"{counts['correct'] / counts['n']:.2f}",
                _interval(counts["interval"]),
                f"{counts['citation_right']} of {counts['cited']}",
                counts["median_ms"],
            )
            for kind, counts in kinds
            if counts["n"]
        ],
    )
    unanswerable, refusal = figures["unanswerable"], figures["refusal"]
    if unanswerable["n"]:
        interval = _interval(unanswerable["interval"])
        click.echo()
        print_table(
            ("unanswerable", "refused", "recall", "95% interval", "precision"),
            [(unanswerable["n"], unanswerable["refused"], refusal["recall"], interval, refusal["precision"])],
        )
    if refusal["curve"]:
        click.echo()
        print_table(
            ("if so many were answered", *(f"{point['answered']:.0%}" for point in refusal["curve"])),
            [("so many would be refused rightly", *(f"{point['refused']:.0%}" for point in refusal["curve"]))],
        )
    polarity = figures["polarity"]
    if polarity["n"]:
        click.echo(
            f"\nyes/no questions: {polarity['n']}; said rightly {polarity['right']}, wrongly {polarity['wrong']}, "
            f"only shown {polarity['only_shown']}"
        )
    machine = figures["machine"]
    click.echo(
        f"{figures['median_ms']} ms a question (median); {figures['generator']}; {machine['chip']}, "
        f"{'with' if machine['vnni'] else 'without'} VNNI"
    )


@command.command()
@click.option("--n", "number", default=40, show_default=True, type=click.IntRange(1, 1000), help="Questions to ask.")
@click.option("--seed", default=1, show_default=True, help="Another number chooses other questions.")
@click.option("--failures", is_flag=True, help="List the questions that went wrong, on stderr.")
@scope_options
@json_option
def own(number: int, seed: int, failures: bool, scope: Scope, as_json: bool) -> None:
    """Ask your own files questions that are made from them, and say where pages are missed and answers are wrong.

    The questions are made from sentences and table rows: a figure, a date or a name is asked for. A language model,
    where there is one, puts them in other words. They pass the safeguards like your own, and nothing is kept.
    """
    from assistant.app.evaluate_own import measure_own

    with progress_of("questions") as show_progress, stop_on_interrupt() as stop:
        measured = measure_own(number, seed, scope, stop, show_progress)
    for miss in measured.missed if failures else ():
        say(f"{file_and_page(miss.path, miss.page)}, {'page found' if miss.found else 'page not found'}")
        say(f"    {one_line(miss.question, _SAID)}")
        say(f"    expected: {one_line(miss.expected, _SAID)}; said: {one_line(miss.said, _SAID)}")
    figures = measured.report.as_json()
    if as_json:
        print_json(figures)
        return
    groups = [*figures["kinds"].items(), ("all", figures)]
    print_table(
        ("", "questions", "page found", "answered", "right", "95% interval"),
        [
            (name, found["n"], found["found"], found["answered"], found["right"], _interval(found["interval"]))
            for name, found in groups
        ],
    )
    click.echo()
    for sentence in figures["words"]:
        click.echo(sentence)


def _interval(bounds: Sequence[float]) -> str:
    return f"{bounds[0]:.2f} to {bounds[1]:.2f}"


@contextmanager
def progress_of(what: str) -> Iterator[Callable[[int, int], None]]:
    """A function that shows "12 of 40 questions" on stderr, on a terminal alone; the line is gone at the end."""
    with LiveLine() as line:
        line.say("opening the library")
        yield lambda done, total: line.say(f"{done} of {total} {what}")
