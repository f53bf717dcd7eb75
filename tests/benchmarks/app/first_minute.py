"""The first minute of a new user, as seconds: the real app in a terminal, an empty home, the models there already.

    python -m tests.benchmarks.app.first_minute [--folder sample_docs] [--question TEXT --expected TEXT]

- folder_s: from starting the program until its first screen says how many files the folder holds
- answered_s: from the key that gives the folder until a right answer to --question stands on the screen; it is asked
  once, at once, while the paper that answers may not be read yet
- read_s: until the whole folder was read
- folder_cpu_s, answered_cpu_s, read_cpu_s: the processor time of the program and its helpers in the same spans: on a
  machine with other work the clock tells more of that work
- offered: the questions that the app then offers, each with the quote that answers it, its file, and when it was found

Quotes answer. What is offered is for a person to judge: would somebody ask this, and does the quote say it?
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from assistant.app.open import open_assistant
from assistant.config.paths import Paths, find_paths
from assistant.config.schema import load_config
from assistant.domain.events import Finished
from assistant.domain.stop import StopSignal
from tests.promises.terminal import Terminal
from tests.starter import starter_models_folder

_QUESTIONS, _SEED = 6, 11  # as the view at home asks for
_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


def processor_s(program: int) -> float:
    """The processor time of the session that `program` leads, so far, with children that have ended."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it has just ended
            fields = stat.read_text("utf-8", "replace").rpartition(")")[2].split()
            ticks += sum(map(int, fields[11:15])) if int(fields[3]) == program else 0
    return ticks / _TICKS_A_SECOND


def first_minute(home: Path, folder: Path, question: str, expected: str) -> dict[str, float]:
    """Seconds of one run. Raises AssertionError where something does not come about."""
    person = home.parent
    shutil.copytree(folder, person / "Documents")
    environment = {**os.environ, "ASSISTANT_HOME": str(home), "HOME": str(person), "TERM": "xterm-256color"}
    seconds: dict[str, float] = {}
    clock, worked = time.monotonic(), 0.0
    terminal = Terminal([sys.executable, "-m", "assistant"], environment, person)

    def note(name: str) -> None:
        work = processor_s(terminal.leader)
        seconds[f"{name}_s"], seconds[f"{name}_cpu_s"] = time.monotonic() - clock, work - worked

    try:
        terminal.wait_for("would be read in")
        note("folder")
        clock, worked = time.monotonic(), processor_s(terminal.leader)
        terminal.type("\r")
        terminal.wait_for("Reading")
        terminal.type(f"{question}\r")
        terminal.wait_for(expected)
        note("answered")
        terminal.wait_for("Done in")
        note("read")
        terminal.type("\x11")
        terminal.wait()
    finally:
        terminal.close()
    return seconds


def offered(paths: Paths) -> list[dict[str, object]]:
    """What the app offers on this library, each with the answer that a person gets."""
    assistant = open_assistant(load_config(paths.config_file), paths, owner=True)
    started, found = time.monotonic(), []
    for question in assistant.suggest(_QUESTIONS, _SEED, StopSignal()):
        seconds = round(time.monotonic() - started, 1)
        answer = next(event.answer for event in assistant.ask(question) if isinstance(event, Finished))
        first = min(answer.citations, key=lambda cited: cited.number)
        quote = " ".join(first.quote.split())
        found.append({"question": question, "quote": quote, "file": Path(first.path).name, "found_s": seconds})
    assistant.close()
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, default=Path("sample_docs"))
    parser.add_argument("--question", default="How much notice does the lease ask for?")
    parser.add_argument("--expected", default="three months")
    chosen = parser.parse_args()
    os.umask(0o077)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        home.mkdir()
        (home / "models").symlink_to(starter_models_folder())
        (home / "config.toml").write_text('[answers]\ngenerator = "extractive"\n', "utf-8")
        seconds = first_minute(home, chosen.folder.resolve(), chosen.question, chosen.expected)
        questions = offered(find_paths({"ASSISTANT_HOME": str(home)}))
    figures = {name: round(value, 1) for name, value in seconds.items()}
    sys.stdout.write(json.dumps({**figures, "offered": questions}, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
