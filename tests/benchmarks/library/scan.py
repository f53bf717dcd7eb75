"""Plan a tree of many files: the first time, unchanged, and after a folder has moved. Prints one JSON line.

python -m tests.benchmarks.library.scan [--files 20000]
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

from assistant.domain.records.files import FileRecord, ScanPlan, SourceFile
from assistant.ingest.scan.ignore import Rules
from assistant.ingest.scan.scanner import DiskScanner

_A_FOLDER = 1_000


def main() -> int:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--files", type=int, default=20_000)
    with tempfile.TemporaryDirectory(prefix="scan-") as folder:
        sys.stdout.write(json.dumps(measure(Path(folder), arguments.parse_args().files)) + "\n")
    return 0


def measure(root: Path, files: int) -> dict[str, object]:
    for number in range(files):
        folder = root / f"folder{number // _A_FOLDER}"
        folder.mkdir(exist_ok=True)
        (folder / f"file {number}.txt").write_text(f"{number}")
    scanner = DiskScanner(Rules(ignore=("*.bak",), reads=lambda path: path.suffix == ".txt"))
    first, first_s = timed(scanner, root, [])
    known = [record(file) for file in first.new]
    unchanged, unchanged_s = timed(scanner, root, known)
    (root / "folder0").rename(root / "renamed")
    moved, moved_s = timed(scanner, root, known)
    return {
        "benchmark": "scan",
        "files": files,
        "first": {"new": len(first.new), "seconds": first_s},
        "unchanged": {"unchanged": unchanged.unchanged, "seconds": unchanged_s},
        "moved": {"moved": len(moved.moved), "new": len(moved.new), "gone": len(moved.gone), "seconds": moved_s},
    }


def timed(scanner: DiskScanner, root: Path, known: list[FileRecord]) -> tuple[ScanPlan, float]:
    begun = time.monotonic()
    plan = scanner.plan([root], known)
    return plan, round(time.monotonic() - begun, 3)


def record(file: SourceFile) -> FileRecord:
    return FileRecord(
        path=str(file.path),
        root=str(file.root),
        state="indexed",
        size_bytes=file.size_bytes,
        mtime_ns=file.mtime_ns,
        sha256=file.sha256,
        device=file.device,
        inode=file.inode,
    )


if __name__ == "__main__":
    sys.exit(main())
