"""Processor time that readers take for each kind of file: of two trees, or of one against a plain loop.

    python -m tests.benchmarks.reading_time [--before TREE] [--data FOLDER ...] [--rounds 3] [--list] [--changed]

TREE is a checkout to compare with (`git worktree add --detach TREE COMMIT`). A process for each tree reads one file
after another in turn with the other, so that a busy machine slows both; the least of the rounds counts, user and system
time together. Without `--before` the times are divided by that of a loop of a million additions, taken in between.
`--list` prints a line a file, `--changed` how the texts differ (both to standard error). Prints one JSON line:
seconds (or loops) and the ratio to the time before for each kind.
"""

from __future__ import annotations

import argparse
import contextlib
import difflib
import json
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

_REPOSITORY = Path(__file__).resolve().parents[2]
_SHARED = _REPOSITORY.parent / "shared"
DEFAULT = (_SHARED / "data" / "files", _SHARED / "cases" / "files", _REPOSITORY / "sample_docs")
_LOOP = 1_000_000


@dataclass(slots=True)
class Reading:
    """One file: the least seconds, by tree, and what was read."""

    seconds: dict[str, float] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    def add(self, tree: str, seconds: float, text: str) -> None:
        self.seconds[tree] = min(seconds, self.seconds.get(tree, seconds))
        self.texts[tree] = text


class TreeReader:
    """A process that reads files with the code of one tree."""

    def __init__(self, tree: Path) -> None:
        command = [sys.executable, "-I", "-B", "-X", "utf8", str(Path(__file__).resolve()), "--reader", str(tree)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.suffixes: dict[str, str] = self._answer()

    def read(self, path: Path) -> tuple[float, str]:
        """Seconds of processor time, and the text or the reason why there is none."""
        _pipe(self._process.stdin).write(json.dumps(str(path)) + "\n")
        _pipe(self._process.stdin).flush()
        seconds, text = self._answer()
        return seconds, text

    def close(self) -> None:
        _pipe(self._process.stdin).close()
        self._process.wait()
        _pipe(self._process.stdout).close()

    def _answer(self) -> Any:
        line = _pipe(self._process.stdout).readline()
        if not line:
            raise RuntimeError(f"The process that reads ended with {self._process.wait()}.")
        return json.loads(line)


def _pipe(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None
    return pipe


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--before", type=Path)
    arguments.add_argument("--data", type=Path, nargs="+", default=DEFAULT)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--list", action="store_true")
    arguments.add_argument("--changed", action="store_true")
    arguments.add_argument("--reader", type=Path, help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if options.reader:
        return _read_files(options.reader)
    trees = {"now": _REPOSITORY, **({"before": options.before.resolve()} if options.before else {})}
    with contextlib.ExitStack() as stack:
        readers = {name: stack.enter_context(contextlib.closing(TreeReader(tree))) for name, tree in trees.items()}
        kinds = readers["now"].suffixes
        files = [path for folder in options.data for path in sorted(folder.rglob("*"))]
        files = [path for path in files if path.is_file() and path.suffix.lower() in kinds]
        if not files:
            sys.stdout.write(f"skipped: there are no files in {', '.join(map(str, options.data))}\n")
            return 0
        found = dict(_measure(readers, files, options.rounds))
    for path, reading in found.items():
        if options.list:
            sys.stderr.write(f"{_seconds(reading)}  {path}\n")
        if options.changed and len(set(reading.texts.values())) > 1:
            sys.stderr.writelines(_difference(path, reading.texts))
    sys.stdout.write(json.dumps(report(found, kinds)) + "\n")
    return 0


def _measure(readers: dict[str, TreeReader], files: Sequence[Path], rounds: int) -> Iterator[tuple[Path, Reading]]:
    for path in files:
        reading = Reading()
        for count in range(rounds):
            names = list(readers) if count % 2 else list(reversed(readers))
            for name in names:
                reading.add(name, *readers[name].read(path))
            if len(names) == 1:
                reading.add("loop", _plain_loop(), reading.texts["now"])
        yield path, reading


def _plain_loop() -> float:
    total, begun = 0, time.process_time()
    for number in range(_LOOP):
        total += number
    return time.process_time() - begun


def report(found: dict[Path, Reading], kinds: dict[str, str]) -> dict[str, object]:
    """The sums of each kind and of all, against the time before or the loop."""
    groups: dict[str, list[Reading]] = defaultdict(list)
    for path, reading in found.items():
        groups[kinds[path.suffix.lower()]].append(reading)
        groups["all"].append(reading)
    by_kind = {kind: _sums(readings) for kind, readings in sorted(groups.items())}
    changed = sum(len(set(reading.texts.values())) > 1 for reading in found.values())
    return {"benchmark": "reading_time", "files": len(found), "changed": changed, "kinds": by_kind}


def _sums(readings: Sequence[Reading]) -> dict[str, float]:
    now = sum(reading.seconds["now"] for reading in readings)
    sums = {"files": len(readings), "now_s": round(now, 4)}
    if "before" in readings[0].seconds:
        before = sum(reading.seconds["before"] for reading in readings)
        return {**sums, "before_s": round(before, 4), "ratio": round(now / before, 3)}
    loops = sum(reading.seconds["now"] / reading.seconds["loop"] for reading in readings)
    return {**sums, "loops": round(loops, 3)}


def _seconds(reading: Reading) -> str:
    return "  ".join(f"{name} {1000 * seconds:9.2f} ms" for name, seconds in sorted(reading.seconds.items()))


def _difference(path: Path, texts: dict[str, str]) -> Iterator[str]:
    before, now = (texts[name].splitlines(keepends=True) for name in ("before", "now"))
    for line in difflib.unified_diff(before, now, f"{path} before", f"{path} now", n=1):
        yield line if line.endswith("\n") else f"{line}\n"


def _read_files(tree: Path) -> int:
    """Read the files that standard input names with the code of `tree`, without network."""
    sys.path.insert(0, str(tree))
    from assistant.domain.errors import ParseFailure
    from assistant.ingest.parse.registry import kinds, read_pages, readers
    from assistant.ingest.parse.source import Source
    from assistant.sandbox.lockdown import seal

    seal(allow_unix=False)
    modules = readers()
    sys.stdout.write(json.dumps({suffix: kind.name for kind in kinds() for suffix in kind.suffixes}) + "\n")
    sys.stdout.flush()
    for line in sys.stdin:
        path = Path(json.loads(line))
        with path.open("rb") as stream:
            begun = time.process_time()
            source = Source(stream, path.suffix.lower(), path.stat().st_size)
            try:
                pages = list(read_pages(source, modules))
                seconds = time.process_time() - begun
                lines = [
                    f"{block.kind} {page.text[block.start : block.end]}" for page in pages for block in page.blocks
                ]
                text = "\n".join([f"title {source.title}", *(f"note {note}" for note in source.notes), *lines])
            except ParseFailure as failure:
                seconds = time.process_time() - begun
                text = f"{failure.reason}: {failure.message}"
        sys.stdout.write(json.dumps([seconds, text]) + "\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
