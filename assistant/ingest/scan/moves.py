"""Which new files are known files under another path.

Invariant: a move pairs files of the same content and kind; each old path and each new file is used once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from assistant.domain.records.files import FileRecord, SourceFile


def match_moves(
    new: Sequence[SourceFile], gone: Iterable[FileRecord]
) -> tuple[list[tuple[str, SourceFile]], list[SourceFile]]:
    """Pairs of (old path, file) and the files that are really new.

    Where several files of the same content are gone, the same inode decides, then the same name, then the order.
    Only indexed files move: other records hold nothing worth keeping. A file whose suffix changes is read again,
    because another reader may extract another text.
    """
    by_content: dict[tuple[str, str], list[FileRecord]] = defaultdict(list)
    for record in gone:
        if record.state == "indexed" and record.sha256:
            by_content[record.sha256, Path(record.path).suffix.lower()].append(record)
    found: dict[int, str] = {}
    for rule in (_same_inode, _same_name, _same_content):
        for number, file in enumerate(new):
            candidates = by_content.get((file.sha256, file.path.suffix.lower()), [])
            match = next((record for record in candidates if rule(record, file)), None) if number not in found else None
            if match is not None:
                candidates.remove(match)
                found[number] = match.path
    moved = [(found[number], file) for number, file in enumerate(new) if number in found]
    return moved, [file for number, file in enumerate(new) if number not in found]


def _same_inode(record: FileRecord, file: SourceFile) -> bool:
    return record.inode != 0 and record.inode == file.inode


def _same_name(record: FileRecord, file: SourceFile) -> bool:
    return Path(record.path).name == file.path.name


def _same_content(record: FileRecord, file: SourceFile) -> bool:
    return True
