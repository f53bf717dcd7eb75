"""Parse every file below a folder in parser processes and say what became of each kind.

    python -m tests.benchmarks.parse_corpus [--data FOLDER] [--list]

Prints one JSON line. Exits 0 with a printed reason where the folder is not there. `--list` also prints a line a file
(to standard error). Files of kinds that are not read are counted as "unsupported".
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

from assistant.core.errors import ParseFailure
from assistant.core.records import SourceFile
from assistant.parse.pool import ParserProcess

DEFAULT = Path(__file__).resolve().parent.parent.parent.parent / "shared" / "data" / "files"


def main() -> int:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--data", type=Path, default=DEFAULT)
    arguments.add_argument("--list", action="store_true")
    options = arguments.parse_args()
    if not options.data.is_dir():
        sys.stdout.write(f"skipped: there is no folder {str(options.data)!r}\n")
        return 0
    sys.stdout.write(json.dumps(measure(options.data, options.list)) + "\n")
    return 0


def measure(folder: Path, listed: bool) -> dict[str, object]:
    outcomes: dict[str, Counter[str]] = defaultdict(Counter)
    seconds: list[float] = []
    chars = pages = 0
    parser = ParserProcess()
    started = time.monotonic()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
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
        outcomes[path.suffix.lower() or "(none)"][outcome] += 1
        if outcome != "unsupported":
            seconds.append(taken)
        if listed and outcome != "unsupported":
            sys.stderr.write(f"{taken:6.2f} s  {outcome:14} {path.relative_to(folder)}  {note}\n")
    parser.close()
    return report(outcomes, sorted(seconds), pages, chars, time.monotonic() - started)


def report(
    outcomes: dict[str, Counter[str]], seconds: list[float], pages: int, chars: int, total_s: float
) -> dict[str, object]:
    totals: Counter[str] = Counter()
    for counts in outcomes.values():
        totals.update(counts)
    return {
        "benchmark": "parse_corpus",
        "files": sum(totals.values()),
        "outcomes": dict(totals.most_common()),
        "by_suffix": {suffix: dict(counts) for suffix, counts in sorted(outcomes.items())},
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
