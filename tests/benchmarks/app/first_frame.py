"""How soon the app can be typed into: a fresh process in tmux, on a library of 10,000 chunks; prints one JSON line.

    python -m tests.benchmarks.app.first_frame [--runs 15] [--chunks 10000]

- first_frame_ms: from starting the program until its prompt is drawn in the terminal (p50 of the runs, and the worst)
- first_key_ms: from a key pressed at that very moment until it is drawn, while the library is being opened behind it
- opened_ms: until the status line shows the figures of the library

The library is made by the product's own parts (starter models, ledger, Chroma) in a folder that is removed afterwards.
"""

from __future__ import annotations

import argparse
import json
import os
import select
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from assistant.app.open import open_assistant
from assistant.config.paths import find_paths
from assistant.config.schema import Config
from assistant.domain.records.documents import ChunkDraft, ParsedDocument, ParsedPage
from assistant.domain.records.files import SourceFile
from tests.starter import starter_models_folder

_TIMEOUT_S = 30.0
_CHUNKS_A_FILE = 20
_PROMPT, _OPENED = b"sk about your files", b"policy"
_KEY = "\u00a7"  # stands nowhere else on the screen


def make_library(home: Path, chunks: int) -> None:
    """A library of `chunks` chunks in `home`, with a built vector index, as an index run would leave it."""
    home.mkdir(mode=0o700)
    (home / "models").symlink_to(starter_models_folder())
    assistant = open_assistant(Config(), find_paths({"ASSISTANT_HOME": str(home)}), owner=True)
    library = assistant.parts.library
    library.adopt_identity()
    drawn = np.random.default_rng(0).normal(size=(chunks, library.identity.dimension)).astype(np.float32)
    vectors = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    root = home / "documents"  # is not there: the app keeps what it knows of an absent root
    for first in range(0, chunks, _CHUNKS_A_FILE):
        pages = [
            ParsedPage(number, f"Page {number} of file {first}. The rent of flat {first + number} is due on the third.")
            for number in range(1, min(_CHUNKS_A_FILE, chunks - first) + 1)
        ]
        drafts = [ChunkDraft(page.number, 0, len(page.text), ("Rent",), "file", page.text) for page in pages]
        source = SourceFile(root / f"{first}.pdf", root, 1000, 1, 1, first + 1, f"{first:064d}")
        library.store(source, ParsedDocument("", True, tuple(pages)), drafts, vectors[first : first + len(pages)])
    library.finish()
    assistant.close()


class Terminal:
    """A program in a tmux of its own, whose output is read as it comes."""

    def __init__(self, folder: Path, home: Path) -> None:
        self._socket = str(folder / "tmux")
        pipe = folder / "pipe"
        os.mkfifo(pipe)
        # Opened for both, so that opening does not wait for the other end.
        self._output = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)
        environment = {**os.environ, "ASSISTANT_HOME": str(home), "TERM": "xterm-256color"}
        environment.pop(
            "PYTHONDONTWRITEBYTECODE", None
        )  # else every start compiles the app anew, as no installed one does
        # The shell waits for enter, so that nothing of the program's output is missed.
        program = f"read go; exec {sys.executable} -m assistant chat"
        self._tmux("-f", "/dev/null", "new-session", "-d", "-x", "100", "-y", "30", program, env=environment)
        self._tmux("pipe-pane", f"cat > {pipe}")
        self.seen = b""

    def _tmux(self, *arguments: str, env: dict[str, str] | None = None) -> None:
        subprocess.run(["tmux", "-S", self._socket, *arguments], check=True, env=env)

    def press(self, key: str) -> None:
        self._tmux("send-keys", key)

    def wait_for(self, wanted: bytes) -> float:
        """Read until `wanted` was drawn; returns that moment (monotonic seconds)."""
        end = time.monotonic() + _TIMEOUT_S
        while wanted not in self.seen:
            if time.monotonic() > end:
                raise TimeoutError(f"{wanted!r} was not drawn")
            if select.select([self._output], [], [], 0.05)[0]:
                self.seen += os.read(self._output, 65536)
        return time.monotonic()

    def close(self) -> None:
        subprocess.run(["tmux", "-S", self._socket, "kill-server"], check=False)
        os.close(self._output)


def one_start(home: Path) -> tuple[float, float, float]:
    """Milliseconds to the first frame, to the first key after it, and to the opened library."""
    with tempfile.TemporaryDirectory() as folder:
        terminal = Terminal(Path(folder), home)
        try:
            started = time.monotonic()
            terminal.press("Enter")
            drawn = terminal.wait_for(_PROMPT)
            terminal.press(_KEY)
            typed = terminal.wait_for(_KEY.encode())
            opened = terminal.wait_for(_OPENED)
        finally:
            terminal.close()
    return (drawn - started) * 1000, (typed - drawn) * 1000, (opened - started) * 1000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--chunks", type=int, default=10_000)
    chosen = parser.parse_args()
    os.umask(0o077)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        make_library(home, chosen.chunks)
        one_start(home)  # the first start writes Python's compiled files
        frames, keys, opened = zip(*(one_start(home) for _ in range(chosen.runs)), strict=True)
    figures = {
        "first_frame_ms": statistics.median(frames),
        "first_frame_worst_ms": max(frames),
        "first_key_ms": statistics.median(keys),
        "opened_ms": statistics.median(opened),
        "chunks": chosen.chunks,
        "runs": chosen.runs,
    }
    sys.stdout.write(json.dumps({name: round(value) for name, value in figures.items()}) + "\n")


if __name__ == "__main__":
    main()
