"""Parse every file below some folders in a parser process and say what became of each kind.

    python -m tests.benchmarks.library.parse_corpus [--data FOLDER ...] [--list]

Without `--data`: the public files beside this repository, where they are, and sample_docs. Prints one JSON line.
`--list` also prints a line a file (to standard error). Files of kinds that are not read are counted by their ending.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

from assistant.domain.errors import ParseFailure
from assistant.domain.records.files import SourceFile
from assistant.ingest.parse.process.pool import ParserProcess
from assistant.ingest.parse.registry import kinds

_REPOSITORY = Path(__file__).resolve().parents[3]
DEFAULT = (_REPOSITORY.parent / "shared" / "data" / "files", _REPOSITORY / "sample_docs")


def main() -> int:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--data", type=Path, nargs="+", default=DEFAULT)
    arguments.add_argument("--list", action="store_true")
    options = arguments.parse_args()
    folders = [folder for folder in options.data if folder.is_dir()]
    if not folders:
        sys.stdout.write(f"skipped: there is no folder {' nor '.join(map(str, options.data))}\n")
        return 0
    sys.stdout.write(json.dumps(measure(folders, options.list)) + "\n")
    return 0


def measure(folders: Sequence[Path], listed: bool) -> dict[str, object]:
    outcomes: dict[str, Counter[str]] = defaultdict(Counter)
    seconds: list[float] = []
    chars = pages = 0
    parser = ParserProcess()
    started = time.monotonic()
    for folder, path in ((one, path) for one in folders for path in sorted(one.rglob("*")) if path.is_file()):
        status = path.stat()
        file = SourceFile(path, folder, status.st_size, status.st_mtime_ns, status.st_dev, status.st_ino)
        begun = time.monotonic()
        note = ""
        try:
            document = parser.parse(file)
            outcome = "read"
            pages += len(document.pages)
            chars += sum(len(page.text) for page in document.pages)
        except ParseFailure as failure:
            outcome, note = failure.reason, failure.message
        taken = time.monotonic() - begun
        if outcome == "unsupported":
            outcomes["not read"][path.suffix.lower() or "(no ending)"] += 1
            continue
        outcomes[_kind(path)][outcome] += 1
        seconds.append(taken)
        if listed:
            sys.stderr.write(f"{taken:6.2f} s  {outcome:14} {path.relative_to(folder)}  {note}\n")
    parser.close()
    return report(outcomes, sorted(seconds), pages, chars, time.monotonic() - started)


def _kind(path: Path) -> str:
    return next(kind.name for kind in kinds() if path.suffix.lower() in kind.suffixes)


def report(
    outcomes: dict[str, Counter[str]], seconds: list[float], pages: int, chars: int, total_s: float
) -> dict[str, object]:
    totals: Counter[str] = Counter()
    for kind, counts in outcomes.items():
        totals.update({"not read": counts.total()} if kind == "not read" else counts)
    return {
        "benchmark": "parse_corpus",
        "files": sum(totals.values()),
        "outcomes": dict(totals.most_common()),
        "by_kind": {kind: dict(counts.most_common()) for kind, counts in sorted(outcomes.items())},
        "pages": pages,
        "chars": chars,
        "seconds": {
            "total": round(total_s, 1),
            "p50": round(seconds[len(seconds) // 2], 3) if seconds else 0,
            "p99": round(seconds[len(seconds) * 99 // 100], 2) if seconds else 0,
            "max": round(seconds[-1], 2) if seconds else 0,
        },
        "parent_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "child_rss_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
    }


if __name__ == "__main__":
    sys.exit(main())
