"""From save to searchable while questions are asked. Prints one JSON line.

python -m tests.benchmarks.library.watching [--edits 200] [--files 500]

A real library is watched as the app watches it. File after file is saved, in place, through a temporary file or as a
new one, with a word that stands nowhere else; the time runs until a search finds the word in that file. Meanwhile
another thread asks one question after the other.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from assistant.app.local import LocalAssistant
from assistant.app.open import open_assistant
from assistant.config.schema import Config
from assistant.domain.stop import StopSignal
from tests.journeys.conftest import paths_below
from tests.starter import starter_models_folder

_PATIENCE_S = 60.0
_SAMPLE_DOCS = Path(__file__).resolve().parents[3] / "sample_docs"
_QUESTIONS = (
    "How much notice does the lease ask for?",
    "What is the excess for water damage?",
    "When is the class trip?",
    "Which note speaks of the weather?",
)
_BETWEEN_QUESTIONS_S = 0.2


def main() -> int:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--edits", type=int, default=200)
    arguments.add_argument("--files", type=int, default=500)
    options = arguments.parse_args()
    os.umask(0o077)
    with tempfile.TemporaryDirectory(prefix="watching-") as folder:
        sys.stdout.write(json.dumps(measure(Path(folder), options.edits, options.files)) + "\n")
    return 0


def measure(place: Path, edits: int, files: int) -> dict[str, object]:
    root = place / "files"
    shutil.copytree(_SAMPLE_DOCS, root)
    for number in range(files):
        folder = root / "notes" / f"{number // 50}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"note {number}.md").write_text(_note(number, "nothing special"))
    assistant = open_assistant(Config(), paths_below(place / "home", starter_models_folder()), owner=True)
    load = _Load(assistant)
    try:
        for _ in assistant.index([root], StopSignal()):
            pass
        watch = assistant.watch([root], lambda event: None)
        watch.start()
        while watch.state().activity != "idle":
            time.sleep(0.1)
        load.start()
        waits = [_until_found(assistant, *_save(root, number, files)) for number in range(edits)]
        mode = watch.state().roots[0].mode
    finally:
        load.end()
        assistant.close()
    return {
        "benchmark": "watching",
        "files": files,
        "watched_by": mode,
        "edits": edits,
        "save_to_searchable_s": _spread(waits),
        "questions_meanwhile": len(load.taken),
        "question_s": _spread(load.taken),
    }


def _note(number: int, word: str) -> str:
    return f"# Note {number}\n\nThe weather on day {number} was as usual.\n\nThe word of this note is {word}.\n" * 3


def _save(root: Path, number: int, files: int) -> tuple[Path, str, float]:
    """One save; the file, the word to look for, and when it was done."""
    word = f"heliotrope{number}x"
    file = root / "notes" / f"{number % files // 50}" / f"note {number % files}.md"
    if number % 4 == 0:
        file = file.with_name(f"new {number}.md")
    text = _note(number, word)
    if number % 2:
        file.write_text(text)
    else:
        temporary = file.with_name(f".{file.name}.tmp")
        temporary.write_text(text)
        temporary.replace(file)
    return file, word, time.monotonic()


def _until_found(assistant: LocalAssistant, file: Path, word: str, saved: float) -> float:
    while not any(one.path == str(file) and word in one.text for one in assistant.search(word, 5)):
        if time.monotonic() - saved > _PATIENCE_S:
            raise TimeoutError(f"{file.name} is not found after {_PATIENCE_S:.0f} s")
        time.sleep(0.02)
    return time.monotonic() - saved


class _Load:
    """A thread that asks without end."""

    def __init__(self, assistant: LocalAssistant) -> None:
        self.taken: list[float] = []
        self._assistant = assistant
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._ask)

    def start(self) -> None:
        self._thread.start()

    def end(self) -> None:
        self._ending.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _ask(self) -> None:
        while not self._ending.wait(_BETWEEN_QUESTIONS_S):
            begun = time.monotonic()
            for _ in self._assistant.ask(_QUESTIONS[len(self.taken) % len(_QUESTIONS)]):
                pass
            self.taken.append(time.monotonic() - begun)


def _spread(values: Sequence[float]) -> dict[str, float]:
    cuts = statistics.quantiles(values, n=100, method="inclusive")
    return {"p50": round(cuts[49], 3), "p95": round(cuts[94], 3), "max": round(max(values), 3)}


if __name__ == "__main__":
    sys.exit(main())
