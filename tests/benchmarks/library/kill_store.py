"""Kills a process that works on one library, again and again, and looks at what is left each time.

    python -m tests.benchmarks.library.kill_store [--kills 200] [--each 60] [--only NAME ...] [--seed 1]

First `--kills` kills at random moments of storing, replacing, moving, forgetting and rebuilding; then `--each` kills at
the writes, syncs, truncations, renames and removals of every single file of the library (the kernel stops the process
before each such call, in SQLite's and Chroma's own code and in the process that builds the index as well; Linux only),
or of those named by `--only`: all of them take more than an hour.
Nothing acknowledged may be lost, nothing orphaned or doubled, and the vector index must answer as exact search does.
Prints one JSON line for each way; exit 1 if anything was wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import assistant.store.index.vectors  # noqa: F401 -- imported once, before the forks
from tests.store.forget.traced import can_trace
from tests.store.kills import Tally, kill_at_points, kill_at_random


def _narrate(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201


def run(way: str, kill: Callable[[Path], Tally]) -> bool:
    """One way of killing on a library of its own; True if nothing was wrong. A library that was wrong is kept."""
    folder = Path(tempfile.mkdtemp(prefix="kill-store-")) / "library"
    started = time.monotonic()
    tally = kill(folder)
    result = {
        "benchmark": "kill_store",
        "way": way,
        "starts": tally.starts,
        "kills": tally.kills,
        "points": dict(tally.points),
        "operations_acknowledged": tally.done,
        "in_flight": dict(tally.in_flight),
        "in_flight_completed": tally.completed,
        "problems": tally.problems[:20],
        "seconds": round(time.monotonic() - started, 1),
    }
    print(json.dumps(result), flush=True)  # noqa: T201
    if not tally.problems:
        shutil.rmtree(folder.parent)
    return not tally.problems


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=200, help="at random moments; 0 for none")
    parser.add_argument("--each", type=int, default=60, help="at calls on each file; 0 for none")
    parser.add_argument("--only", nargs="+", default=(), help="names of files, as the first line of the run tells them")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--longest-s", type=float, default=2.5, help="the longest life before a random kill")
    options = parser.parse_args()
    os.umask(0o077)
    good = True
    if options.kills:
        good &= run(
            "random", partial(kill_at_random, kills=options.kills, seed=options.seed, longest_s=options.longest_s)
        )
    if options.each and can_trace():
        _narrate(f"skipped: {can_trace()}")
    elif options.each:
        points = partial(kill_at_points, each=options.each, seed=options.seed, tell=_narrate, only=options.only)
        good &= run("chosen calls", points)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
