"""How long it takes to see that nothing has changed, and to follow a folder that moved. Prints one JSON line.

python -m tests.benchmarks.library.reconciling [--files 20000] [--moved 1000]

A real library of so many files (real models, real ledger, real vector index); then `assistant index` on the unchanged
tree, the same after a folder of `--moved` files was renamed, and a look at one folder only, as after a save.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Collection, Sequence
from pathlib import Path

from assistant.app.local import LocalAssistant
from assistant.app.open import open_assistant
from assistant.config.schema import Config
from assistant.domain.events import IndexEvent, IndexingFinished
from assistant.domain.stop import StopSignal
from tests.counting import count_embedded
from tests.journeys.conftest import paths_below
from tests.starter import starter_models_folder

_TIMES = 5


def main() -> int:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--files", type=int, default=20_000)
    arguments.add_argument("--moved", type=int, default=1_000)
    options = arguments.parse_args()
    os.umask(0o077)
    with tempfile.TemporaryDirectory(prefix="reconciling-") as folder:
        sys.stdout.write(json.dumps(measure(Path(folder), options.files, options.moved)) + "\n")
    return 0


def measure(place: Path, files: int, moved: int) -> dict[str, object]:
    root = place / "files"
    for number in range(files):
        folder = root / f"folder {number // moved}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"note {number}.txt").write_text(f"The number of this note is {number}.\n")
    assistant = open_assistant(Config(), paths_below(place / "home", starter_models_folder()), owner=True)
    try:
        _, first_s = timed(assistant, root)
        embedded = count_embedded(assistant)
        unchanged = [timed(assistant, root) for _ in range(_TIMES)]
        (root / "folder 0").rename(root / "folder renamed")
        after_move, move_s = timed(assistant, root)
        (root / "folder renamed").rename(root / "folder 0")
        watched, watched_s = timed(assistant, root, places=[root / "folder renamed", root / "folder 0"])
        look = [timed(assistant, root, places=[root / "folder 1" / f"note {moved}.txt"])[1] for _ in range(_TIMES)]
    finally:
        assistant.close()
    return {
        "benchmark": "reconciling",
        "files": files,
        "first_s": first_s,
        "unchanged": {"unchanged": unchanged[0][0].unchanged, "p50_s": median([seconds for _, seconds in unchanged])},
        "moved": {"moved": after_move.moved, "seconds": move_s, "texts_embedded": embedded.texts},
        "moved_as_watched": {"moved": watched.moved, "seconds": watched_s},
        "one_save": {"p50_s": median(look)},
    }


def timed(assistant: LocalAssistant, root: Path, places: Collection[Path] = ()) -> tuple[IndexingFinished, float]:
    begun = time.monotonic()
    stop = StopSignal()
    events = assistant.reconcile([root], places, stop) if places else assistant.index([root], stop)
    last: IndexEvent | None = None
    for event in events:
        last = event
    assert isinstance(last, IndexingFinished)
    return last, round(time.monotonic() - begun, 3)


def median(values: Sequence[float]) -> float:
    return round(statistics.median(values), 3)


if __name__ == "__main__":
    sys.exit(main())
