"""Searches every byte of our own files for traces of forgotten files.

Runs in a separate process: SQLite loses its locks on a file when the same process opens and closes that file.
Invariant: the traces come over standard input and stay in memory; the result holds paths and offsets, never text.
"""

from __future__ import annotations

import base64
import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from assistant.domain.errors import AssistantError
from assistant.domain.records.receipts import Leftover, TraceKind
from assistant.sandbox.lockdown import sandbox_command
from assistant.sandbox.offline import minimal_environment
from assistant.store.forget.byte_search import FRAGMENT, TextSearch, VectorSearch
from assistant.store.forget.traces import Traces

_BLOCK_BYTES = 1 << 20
_PASSES = 5
_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")
_PACKAGES = str(Path(__file__).resolve().parents[3])
_BOOT = (
    "import sys; sys.path.insert(0, sys.argv[1]); from assistant.sandbox.lockdown import seal; seal(); "
    "from assistant.store.forget.leftovers import main; main()"
)


@dataclass(frozen=True, slots=True)
class SearchResult:
    """How much was searched, and the first trace of each kind in each file."""

    files: int
    size_bytes: int
    found: tuple[Leftover, ...]
    unreadable: tuple[str, ...]


class FileStat(NamedTuple):
    """At least one of these changes when a file is written to or replaced."""

    device: int
    inode: int
    size: int
    mtime_ns: int


def search_in_process(traces: Traces, folders: Sequence[Path], leave_out: Sequence[Path] = ()) -> SearchResult:
    """Search all files below `folders`, except those below `leave_out`. Raises AssistantError if it fails."""
    job = {
        "texts": traces.texts,
        "vectors": base64.b64encode(np.ascontiguousarray(traces.vectors, "<f4").tobytes()).decode(),
        "shape": traces.vectors.shape,
        "folders": [str(folder) for folder in folders],
        "leave_out": [str(folder) for folder in leave_out],
    }
    command = sandbox_command([sys.executable, "-I", "-B", "-X", "utf8", "-c", _BOOT, _PACKAGES])
    done = subprocess.run(
        command,
        input=json.dumps(job).encode(),
        capture_output=True,
        env=minimal_environment(),
        cwd=Path(sys.executable).anchor,
        check=False,
    )
    if done.returncode != 0:
        raise AssistantError(
            f"The search for leftovers ended with status {done.returncode}: the removal is not confirmed.",
            "Run the same command again, or: assistant doctor",
        )
    answer = json.loads(done.stdout)
    found = tuple(Leftover(**leftover) for leftover in answer["found"])
    return SearchResult(answer["files"], answer["size_bytes"], found, tuple(answer["unreadable"]))


def main() -> None:
    """Read a job from standard input, write its result to standard output."""
    job = json.load(sys.stdin)
    vectors = np.frombuffer(base64.b64decode(job["vectors"]), "<f4").reshape(job["shape"])
    traces = Traces(tuple((kind, text) for kind, text in job["texts"]), vectors)
    folders, leave_out = ([Path(folder) for folder in job[key]] for key in ("folders", "leave_out"))
    print(json.dumps(asdict(search(traces, folders, leave_out))))  # noqa: T201 -- the result for the parent


def search(traces: Traces, folders: Sequence[Path], leave_out: Sequence[Path] = ()) -> SearchResult:
    """See `search_in_process`. Never call it in a process that has a database among these files open.

    The result covers the files that exist at the end. A file that changes or appears during the search is searched
    again, a file that disappears does not count, and a file that keeps changing counts as unreadable.
    """
    finder = _Finder(traces)
    states: dict[Path, FileStat] = {}
    found: dict[Path, list[Leftover]] = {}
    for _ in range(_PASSES):
        present = dict(_files(folders, leave_out))
        changed = [file for file, state in present.items() if states.get(file) != state]
        if not changed and len(present) == len(states):
            break
        states = present
        for file in changed:
            found.pop(file, None)
            with suppress(OSError):
                found[file] = finder.find_in(file)
    unreadable = [file for file in states if file not in found or file in changed]
    searched = [file for file in states if file not in unreadable]
    return SearchResult(
        files=len(searched),
        size_bytes=sum(states[file].size for file in searched),
        found=tuple(leftover for file in states for leftover in found.get(file, ())),
        unreadable=tuple(str(file) for file in unreadable),
    )


class _Finder:
    """Looks for the first trace of each kind in a file."""

    def __init__(self, traces: Traces) -> None:
        self._patterns = list(_patterns(traces))
        self._texts = TextSearch([pattern for _, pattern in self._patterns])
        self._vectors = VectorSearch(traces.vectors)
        self._overlap = max(self._texts.longest, 4 * FRAGMENT + 4)

    def find_in(self, file: Path) -> list[Leftover]:
        """Raises OSError."""
        first: dict[TraceKind, int] = {}
        for start, block in _blocks(file, self._overlap):
            hits = [(offset, self._patterns[number][0]) for offset, number in self._texts.find(block)]
            vector_kind: TraceKind = "vector"
            hits += [(offset, vector_kind) for offset, _ in self._vectors.find(block)]
            for offset, kind in sorted(hits):
                first.setdefault(kind, start + offset)
        return [Leftover(str(file), offset, kind) for kind, offset in first.items()]


def _patterns(traces: Traces) -> Iterator[tuple[TraceKind, bytes]]:
    for kind, text in traces.texts:
        # The keyword index is UTF-8; text and paths may have passed through a program that writes UTF-16.
        for encoding in _ENCODINGS[:1] if kind == "word" else _ENCODINGS:
            yield kind, text.encode(encoding)


def _files(folders: Sequence[Path], leave_out: Sequence[Path]) -> Iterator[tuple[Path, FileStat]]:
    seen: set[tuple[int, int]] = set()
    for top in folders:
        for folder, inner, names in os.walk(top):
            inner[:] = sorted(name for name in inner if Path(folder, name) not in leave_out)
            for name in sorted(names):
                file = Path(folder, name)
                try:
                    status = file.lstat()
                except FileNotFoundError:
                    continue
                if stat.S_ISREG(status.st_mode) and (status.st_dev, status.st_ino) not in seen:
                    seen.add((status.st_dev, status.st_ino))
                    yield file, FileStat(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)


def _blocks(file: Path, overlap: int) -> Iterator[tuple[int, bytes]]:
    """Blocks of a file with their offsets. Each block overlaps the next, so that a trace across the border is found."""
    with file.open("rb", buffering=0) as stream:
        start = 0
        while True:
            stream.seek(start)
            block = stream.read(_BLOCK_BYTES + overlap)
            if not block:
                return
            yield start, block
            start += _BLOCK_BYTES
            if len(block) < _BLOCK_BYTES + overlap:
                return
