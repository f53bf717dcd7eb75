"""How long questions over a folder of 1,000 small files take, with the product's own parts.

    python -m tests.benchmarks.answers.thousand_files [--files 1000] [--keep FOLDER]

The models are those of ASSISTANT_HOME; the library is a new one below FOLDER (default: a temporary folder), which is
used again if it is there. For each question: seconds, files found, steps told, the longest wait between two events, and
whether the receipt adds up; then how long a stop takes and what it keeps.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from assistant.app.local import LocalAssistant
from assistant.app.open import open_assistant
from assistant.config.paths import find_paths
from assistant.config.schema import load_config
from assistant.domain.events import Finished, Step
from assistant.domain.records.answers import Answer
from assistant.domain.stop import StopSignal

QUESTIONS = (
    "Which files mention Brightside Motors?",
    "What do I have on insurance?",
    "Which letters are about the balcony?",
    "Which files mention Zanzibar?",
    "Which files mention water?",
    "What is the amount due on each invoice?",
)
_FIRMS = ("Brightside Motors", "Wharfside Plumbing", "Calder Roofing", "Northmoor Energy", "Fennel Mobile")
_THINGS = ("balcony", "boiler", "washing machine", "water meter", "bicycle", "insurance", "garden", "kitchen window")
_NAMES = ("Ada Quist", "Bram Okafor", "Cora Lindt", "Dara Fenn", "Elio Marsh")


def write_files(folder: Path, count: int) -> None:
    """Letters, invoices and notes of five to twelve lines; the same each time."""
    chance = random.Random(20)
    for number in range(count):
        firm, thing, name = chance.choice(_FIRMS), chance.choice(_THINGS), chance.choice(_NAMES)
        day = (
            f"{chance.randint(1, 28)} {chance.choice(('March', 'May', 'October'))} {chance.choice((2022, 2023, 2024))}"
        )
        place = folder / f"{chance.choice(('home', 'papers', 'work'))}{number % 20:02d}"
        place.mkdir(parents=True, exist_ok=True)
        lines = [
            f"{thing} note {at}: checked by {chance.choice(_NAMES)}, all well." for at in range(chance.randint(3, 9))
        ]
        kind = number % 4
        if kind == 0:
            amount = f"{chance.randint(20, 2000)}.{chance.randint(0, 99):02d}"
            text = f"Invoice {number}\n{firm}, {day}\nWork on the {thing}\n\nAmount due EUR {amount}\nPlease pay soon."
            (place / f"invoice_{number}.txt").write_text(text, "utf-8")
        elif kind == 1:
            text = f"Dear {name},\n\nthank you for your call about the {thing} on {day}. We shall come next week.\n\n"
            (place / f"letter_{number}.txt").write_text(f"{text}Kind regards\n{firm}", "utf-8")
        else:
            (place / f"notes_{number}.md").write_text(f"# Notes {number}\n\n{day}\n\n" + "\n".join(lines), "utf-8")


def ask(assistant: LocalAssistant, question: str, stop_after_s: float = 0.0) -> tuple[Answer, str]:
    """The answer, and a line of figures."""
    stop = StopSignal()
    started = last = time.monotonic()
    longest, steps, stopped_at = 0.0, 0, 0.0
    answer: Answer | None = None
    for event in assistant.ask(question, stop=stop):
        now = time.monotonic()
        longest, last = max(longest, now - last), now
        steps += isinstance(event, Step)
        if stop_after_s and not stopped_at and now - started > stop_after_s:
            stop.stop()
            stopped_at = now
        if isinstance(event, Finished):
            answer = event.answer
    assert answer is not None
    coverage = answer.coverage
    rows = len(answer.table.rows) if answer.table else 0
    figures = f"{time.monotonic() - started:6.1f} s, {rows} rows, {steps} steps, longest wait {longest:.1f} s"
    if coverage is not None:
        parts = (coverage.matched, coverage.unmatched, coverage.unread, coverage.kept_out, coverage.left)
        figures += f", receipt {coverage.in_scope} = {' + '.join(map(str, parts))}"
        assert coverage.in_scope == sum(parts)
    if stopped_at:
        figures += f", ended {time.monotonic() - stopped_at:.2f} s after the stop"
    return answer, figures


def main() -> None:
    """See the module's docstring."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--files", type=int, default=1000)
    arguments.add_argument("--keep", type=Path)
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        home = options.keep or Path(scratch)
        folder = home / "papers"
        is_new = not folder.exists()
        if is_new:
            write_files(folder, options.files)
        own = find_paths()
        paths = replace(find_paths({"ASSISTANT_HOME": str(home)}), models=own.models, policies=own.policies)
        assistant = open_assistant(load_config(paths.config_file), paths, owner=True)
        try:
            if is_new:
                started = time.monotonic()
                for _ in assistant.index([folder], StopSignal()):
                    pass
                sys.stdout.write(f"indexed in {time.monotonic() - started:.0f} s\n")
            ask(assistant, "hello")  # opens what is opened once
            for question in QUESTIONS:
                answer, figures = ask(assistant, question)
                sys.stdout.write(f"{figures}  [{answer.task}] {question}\n")
                sys.stdout.flush()
            answer, figures = ask(assistant, QUESTIONS[1], stop_after_s=0.5)
            sys.stdout.write(f"{figures}  [stopped] {QUESTIONS[1]}\n")
        finally:
            assistant.close()


if __name__ == "__main__":
    main()
