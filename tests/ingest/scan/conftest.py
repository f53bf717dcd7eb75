"""What the tests of scanning share: trees made from a table of names, and libraries made from plans."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.domain.records.files import FileRecord, ScanPlan, SourceFile
from assistant.ingest.scan.ignore import Rules
from assistant.ingest.scan.roots import find_roots
from assistant.ingest.scan.walk import Skipped, walk
from assistant.ingest.scan.watch import Watcher
from tests.ingest.scan.reports import QUICK, Reports, Start

Tree = Callable[[dict[str, str]], Path]


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """`tree({"a/b.txt": "text", "empty/": ""})`: the root of a tree made so; may be called again to add to it."""
    root = Path(os.path.realpath(tmp_path)) / "root"

    def make(files: dict[str, str]) -> Path:
        root.mkdir(exist_ok=True)
        for name, text in files.items():
            path = root / name
            if name.endswith("/"):
                path.mkdir(parents=True, exist_ok=True)
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
        return root

    return make


@pytest.fixture
def start() -> Iterator[Start]:
    """`start(root, ...)`: a running watcher whose first report has come."""
    running: list[Watcher] = []

    def begin(root: Path, **options: object) -> tuple[Watcher, Reports]:
        reports = Reports()
        watcher = Watcher([root], reports, **{"timing": QUICK, **options})  # type: ignore[arg-type]
        running.append(watcher)
        watcher.start()
        reports.wait_for(root)
        return watcher, reports

    yield begin
    for watcher in running:
        watcher.stop()


def names(root: Path, rules: Rules = Rules()) -> list[str]:
    """The files a walk takes, relative to the root."""
    found = walk(find_roots([root]).present, rules)
    return sorted(str(one.path.relative_to(root)) for one in found if isinstance(one, SourceFile))


def skipped(root: Path, rules: Rules = Rules()) -> dict[str, str]:
    """What a walk leaves out, with the reasons."""
    found = walk(find_roots([root]).present, rules)
    return {str(one.path.relative_to(root)): one.reason for one in found if isinstance(one, Skipped)}


def record(file: SourceFile, state: str = "indexed", reason: str = "") -> FileRecord:
    return FileRecord(
        path=str(file.path),
        root=str(file.root),
        state=state,  # type: ignore[arg-type]
        reason=reason,
        size_bytes=file.size_bytes,
        mtime_ns=file.mtime_ns,
        sha256=file.sha256,
        device=file.device,
        inode=file.inode,
        changed_ns=file.changed_ns,
        hashed_at=file.hashed_at,
    )


def library(plan: ScanPlan, before: Iterable[FileRecord] = ()) -> list[FileRecord]:
    """The library after a plan was carried out."""
    records = {one.path: one for one in before}
    for path in (*plan.gone, *(old for old, _ in plan.moved)):
        del records[path]
    for file in (*plan.new, *plan.changed, *(file for _, file in plan.moved)):
        records[str(file.path)] = record(file)
    for file in plan.noted:
        noted = records[str(file.path)]
        records[noted.path] = replace(noted, changed_ns=file.changed_ns, hashed_at=file.hashed_at)
    for file, reason, _ in plan.unreadable:
        records[str(file.path)] = record(file, "quarantined", reason)
    return list(records.values())
