"""The program on its whole way, under strace and with everything set that could talk it into a connection.

Indexed, asked, searched, measured, watched, chatted with on a terminal, forgotten; each step a program of its own,
started with the mask of file modes that hides nothing. In a network namespace without any interface, in a library that
was made there by watching the folder, the same is asked, searched and measured.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.privacy.fresh import REPOSITORY
from tests.promises.terminal import Terminal
from tests.promises.traced import cannot_unshare, traced, without_interfaces
from tests.waiting import PATIENCE_S

# In every program of the journey: names of classes that a pickle asks for are written down.
_LISTENS = """
import os, sys
def listen(event, arguments):
    if event == "pickle.find_class":
        descriptor = os.open({place!r}, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.write(descriptor, f"{{arguments[1:]}}\\n".encode())
        os.close(descriptor)
sys.addaudithook(listen)
"""
COPY = "\x1b]52;c;c2VjcmV0\x07"  # has a terminal put something into the clipboard
STEPS = ("index", "ask", "search", "eval", "watch", "chat", "forget")
COMPARED = ("ask", "search", "eval")  # with what comes without any interface
_KINDS = ("washing_machine_velda_w7.pdf", "northmoor_tariff.html", "meter_readings.csv", "residents_meeting_2024.docx")
_RECEIPTS = {"oak": 31, "birch": 19}
_TOPICS = ("boiler", "attic", "garden gate", "cellar", "bicycle shed")
QUESTIONS = (
    "Who swept the chimney of house 7?",
    "What did the chimney of house 7 cost?",
    "Which files mention the attic?",
    "When was the garden gate painted?",
    "What is the sum of heating_units in meter_readings.csv?",
    "Summarise the minutes of the residents' meeting.",
    "What is the difference between house 9 and house 10?",
    "List all dates in the residents' meeting.",
    "What is the total on each receipt?",
    *("What can you do?", "How many files are there?", "Which files could you not read?", "Hello!", "What is 12 * 12?"),
    *("Thank you!", "Good morning!", "What kinds of files can you read?"),
    *("What is 2 + 2?", "What is 3 + 3?", "Write a short letter that thanks Erna Voss for the cleaning."),
)
_EXPECTED = """
- {id: one, kind: answerable, split: tune, question: "Who swept the chimney of house 7?", answers: [Ivo Brandt]}
"""
# What tries to talk Chroma, the model libraries and everything else into a connection.
_ADDRESS = "http://192.0.2.1:1"
_HOSTILE = {
    "CHROMA_API_IMPL": "chromadb.api.fastapi.FastAPI",
    "CHROMA_SERVER_HOST": "192.0.2.1",
    "CHROMA_SERVER_HTTP_PORT": "80",
    "CHROMA_OTEL_COLLECTION_ENDPOINT": _ADDRESS,
    "CHROMA_PRODUCT_TELEMETRY_IMPL": "chromadb.telemetry.product.posthog.Posthog",
    "ANONYMIZED_TELEMETRY": "True",
    "HF_ENDPOINT": _ADDRESS,
    "HF_HUB_OFFLINE": "0",
    "TRANSFORMERS_OFFLINE": "0",
    "HF_HUB_DISABLE_TELEMETRY": "0",
    "DO_NOT_TRACK": "0",
    "ORT_DISABLE_TELEMETRY": "0",
    **{name: _ADDRESS for base in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY") for name in (base, base.lower())},
}


@dataclass
class Journey:
    """Where everything lies, and what was seen on the way."""

    place: Path
    environment: dict[str, str]
    outputs: dict[str, str] = field(default_factory=dict)
    drawn: bytes = b""  # on the terminal of the chat

    @property
    def files(self) -> Path:
        return self.place / "files"

    @property
    def folder(self) -> Path:
        """The current folder of every command."""
        return self.place / "here"

    @property
    def exported(self) -> Path:
        """The conversation of the chat: not in the home of the program, nor in its current folder."""
        return self.place / "e.md"

    @property
    def unpickled(self) -> str:
        """The classes that pickles asked for, a line each."""
        listened = self.place / "unpickled"
        return listened.read_text("utf-8") if listened.exists() else ""

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "assistant", *arguments]

    def trace(self, step: str) -> Path:
        return self.place / f"{step}.trace"

    def run(self, step: str, *arguments: str) -> None:
        self.outputs[step] = self._output(traced(self.command(*arguments), self.trace(step)), self.environment)

    def run_without_interfaces(self, step: str, *arguments: str) -> None:
        """The same in the library that was made without any interface."""
        elsewhere = {**self.environment, "ASSISTANT_HOME": str(self.place / "elsewhere")}
        self.outputs[f"{step} without interfaces"] = self._output(
            without_interfaces(self.command(*arguments)), elsewhere
        )

    def _output(self, command: Sequence[str], environment: Mapping[str, str]) -> str:
        done = subprocess.run(
            command, env=environment, cwd=self.folder, umask=0,
            capture_output=True, text=True, timeout=PATIENCE_S, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{command}: {done.stderr}"
        return done.stdout

    def answers(self, step: str) -> list[dict[str, Any]]:
        """What a step printed, a value a line, without the times that it took."""
        return [_without_times(json.loads(line)) for line in self.outputs[step].splitlines()]


def _without_times(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_times(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {key: _without_times(one) for key, one in value.items() if not key.endswith("_ms") and key != "machine"}


def _make(place: Path, models: Path, sample_docs: Path) -> Journey:
    (place / "person").mkdir()
    (place / "listening").mkdir()
    (place / "listening" / "sitecustomize.py").write_text(_LISTENS.format(place=str(place / "unpickled")), "utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    places = {"ASSISTANT_HOME": str(place / "home"), "HOME": str(place / "person"), "TERM": "xterm-256color"}
    path = f"{place / 'listening'}{os.pathsep}{REPOSITORY}"
    journey = Journey(place, {**kept, **_HOSTILE, **places, "PYTHONPATH": path})
    for home in ("home", "elsewhere"):
        (place / home).mkdir(mode=0o700)
        (place / home / "models").symlink_to(models, target_is_directory=True)
    journey.folder.mkdir()
    (journey.folder / ".env").write_text("".join(f"{name}={value}\n" for name, value in _HOSTILE.items()), "utf-8")
    journey.files.mkdir()
    for name in _KINDS:
        shutil.copy(sample_docs / "home" / name, journey.files)
    for tree, total in _RECEIPTS.items():
        (journey.files / f"receipt {tree}.md").write_text(f"# Receipt\n\nOne {tree}. Total: EUR {total}.\n", "utf-8")
    for number in range(50 - len(_KINDS) - len(_RECEIPTS)):
        topic = _TOPICS[number % len(_TOPICS)]
        text = f"# House {number}\n\nOn 3 May the {topic} was cleaned by Erna Voss for EUR {200 + number}.\n"
        (journey.files / f"house{number}.md").write_text(text, "utf-8")
    swept = f"# House 7{COPY}\n\nThe chimney was swept by Ivo Brandt{COPY} for EUR 207.\n"
    (journey.files / "house7.md").write_text(swept, "utf-8")
    (journey.files / "house8.md").rename(journey.files / f"house8{COPY}.md")
    lines = (json.dumps({"id": str(number), "text": text}) for number, text in enumerate(QUESTIONS))
    (place / "questions.jsonl").write_text("\n".join(lines), "utf-8")
    (place / "expected.yaml").write_text(_EXPECTED, "utf-8")
    return journey


def _watch(journey: Journey) -> None:
    """Followed until a new file is in, then interrupted."""
    command = traced(journey.command("watch", "--json", str(journey.files)), journey.trace("watch"))
    for event in _followed(journey, command, journey.environment):
        if event == "IndexingFinished":
            (journey.files / "late.md").write_text("# Late\n\nThe lantern is in the hall.\n", "utf-8")
        elif event == "FileIndexed":
            break


def _index_without_interfaces(journey: Journey) -> None:
    """Another library of the same files: watched until all are in, then interrupted."""
    elsewhere = {**journey.environment, "ASSISTANT_HOME": str(journey.place / "elsewhere")}
    command = without_interfaces(journey.command("watch", "--json", str(journey.files)))
    for event in _followed(journey, command, elsewhere):
        if event == "IndexingFinished":
            break


def _followed(journey: Journey, command: Sequence[str], environment: Mapping[str, str]) -> Iterator[str]:
    """The events of a watch by their names; it is interrupted once nobody asks for more."""
    process = subprocess.Popen(
        command, env=environment, cwd=journey.folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        start_new_session=True, umask=0,
    )  # fmt: skip
    with process:
        assert process.stdout is not None
        try:
            for line in process.stdout:
                yield json.loads(line)["event"]
        finally:
            os.killpg(process.pid, signal.SIGINT)
            process.stdout.read()
            if process.wait(PATIENCE_S) != 130:
                os.killpg(process.pid, signal.SIGKILL)


def _chat(journey: Journey) -> None:
    """A question in the app, its answer exported to a folder of the person, then ctrl+q."""
    terminal = Terminal(traced(journey.command("chat"), journey.trace("chat")), journey.environment, journey.folder)
    try:
        terminal.wait_for("Ask about your files")
        terminal.type("Who swept the chimney of house 7?\r")
        terminal.wait_for("Ivo Brandt")
        terminal.type(f"/export {journey.exported}\r")
        terminal.wait_for("Exported to")
        terminal.type("\x11")
        assert terminal.wait() == 0
        journey.drawn = terminal.drawn
    finally:
        terminal.close()


def travel(place: Path, models: Path, sample_docs: Path) -> Journey:
    """All steps in order, in `place`; `models` are the starter models."""
    made = _make(place, models, sample_docs)
    asking = ("ask", "--json", "--batch", str(made.place / "questions.jsonl"))
    searching = ("search", "--json", "Who looks after the washing machine?")
    measuring = ("eval", "answers", "--json", str(made.place / "expected.yaml"))
    made.run("index", "index", str(made.files))
    for step, command in zip(COMPARED, (asking, searching, measuring), strict=True):
        made.run(step, *command)
    if not cannot_unshare():
        _index_without_interfaces(made)
        for step, command in zip(COMPARED, (asking, searching, measuring), strict=True):
            made.run_without_interfaces(step, *command)
    _watch(made)
    _chat(made)
    made.run("forget", "forget", str(made.files / "house7.md"), "--yes", "--json")
    return made
