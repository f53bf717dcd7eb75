"""What indexing costs beside a bare loop over the same reader and the same embedding model, in one run: one JSON line.

    python -m tests.benchmarks.library.indexing [--folder sample_docs] [--home HOME]

The folder is indexed by the product into a new library; each stage's time is taken on the way. Then the bare loop reads
the same files with the same reader and embeds the very same texts, nothing else. Times are processor seconds of this
process and of those that it started; `of_bare_loop` is the loop's time by the product's, `of_embedding` that of
embedding alone.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from assistant.app.local import LocalAssistant
from assistant.app.open import open_assistant
from assistant.config.paths import find_paths
from assistant.config.schema import Config
from assistant.domain.errors import ParseFailure
from assistant.domain.stop import StopSignal
from tests.benchmarks.libraries import SAMPLE_DOCS

_BATCH = 64  # texts of the bare loop that are embedded together, as in the product


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=SAMPLE_DOCS)
    parser.add_argument("--home", type=Path, help="the ASSISTANT_HOME with the models; default: your own")
    options = parser.parse_args()
    os.umask(0o077)
    installed = find_paths({"ASSISTANT_HOME": str(options.home.resolve())} if options.home else None)
    with tempfile.TemporaryDirectory(prefix="indexing-") as home:
        paths = replace(find_paths({"ASSISTANT_HOME": home}), models=installed.models)
        assistant = open_assistant(Config(), paths, owner=True)
        try:
            sys.stdout.write(json.dumps(_measure(assistant, options.folder.resolve())) + "\n")
        finally:
            assistant.close()
    return 0


def _measure(assistant: LocalAssistant, folder: Path) -> dict[str, object]:
    parts = assistant.parts
    assert parts.gate.policy.id  # its detectors embed their own examples once, before anything is timed
    parts.embedder.embed_passages(["The first text takes longer."])
    assert parts.library.count_chunks() == 0
    parts.wait_for_index()
    texts: list[str] = []
    embed = parts.embedder.embed_passages
    stages = {"judge": _Timed(parts.gate.check), "embed": _Timed(embed), "store": _Timed(parts.library.store)}

    def embedding(given: Any) -> Any:
        texts.extend(given)
        return stages["embed"](given)

    with _patched(
        (parts.gate, "check", stages["judge"]),
        (parts.library, "store", stages["store"]),
        (parts.embedder, "embed_passages", embedding),
    ):
        begun = _processor_s()
        events = list(assistant.index([folder], StopSignal()))
        parts.parser.close()  # so that the time of its processes counts
        product = _processor_s() - begun
    files = [file.as_scanned() for file in parts.library.files() if file.state == "indexed"]
    begun = _processor_s()
    for file in files:
        try:
            parts.parser.parse(file)
        except ParseFailure as failure:
            raise SystemExit(f"{file.path} was read before, and cannot be now: {failure}") from failure
    parts.parser.close()
    read = _processor_s() - begun
    begun = _processor_s()
    for start in range(0, len(texts), _BATCH):
        embed(texts[start : start + _BATCH])
    embedded = _processor_s() - begun
    return {
        "benchmark": "indexing",
        "files": len(files),
        "passages": len(texts),
        "events": len(events),
        "product_s": round(product, 2),
        "bare_read_s": round(read, 2),
        "bare_embed_s": round(embedded, 2),
        "stages_s": {name: round(stage.seconds, 2) for name, stage in stages.items()},
        "of_bare_loop": round((read + embedded) / product, 3),
        "of_embedding": round(embedded / product, 3),
    }


def _processor_s() -> float:
    """Of this process with all its threads, and of those it started that have ended."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


class _Timed:
    """Calls `work`, and sums up the processor time of the calling thread (of `embed` that of all threads)."""

    def __init__(self, work: Callable[..., Any]) -> None:
        self._work = work
        self.seconds = 0.0

    def __call__(self, *values: Any, **named: Any) -> Any:
        begun = time.process_time()
        try:
            return self._work(*values, **named)
        finally:
            self.seconds += time.process_time() - begun


class _patched:  # noqa: N801 - a context manager
    """In the block the methods of these objects are others."""

    def __init__(self, *places: tuple[object, str, object]) -> None:
        self._places = places

    def __enter__(self) -> None:
        for owner, name, value in self._places:
            setattr(owner, name, value)

    def __exit__(self, *failure: object) -> None:
        for owner, name, _ in self._places:
            delattr(owner, name)


if __name__ == "__main__":
    sys.exit(main())
