"""The audit record on a disk that anybody wrote: it is checked, read, and gone on with."""

from __future__ import annotations

import hashlib
import hmac
import json
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from assistant.domain.errors import AssistantError
from assistant.guard.audit.chain import StartKey
from assistant.guard.audit.record import AuditRecord
from assistant.guard.audit.verify import head_of, lacks, read_entries, verify
from tests.fuzz.engine.shapes import ZIPPED
from tests.fuzz.engine.target import Target

_NAMES = ("audit.jsonl", "audit.1.jsonl", "audit.earlier.jsonl", "audit.key", "audit.head", "start", "head")


def _packed(folder: Path, **more: str) -> bytes:
    files = [(file.name, file.read_bytes()) for file in sorted(folder.iterdir()) if file.name in _NAMES]
    return ZIPPED.join([*files, *((name, text.encode()) for name, text in more.items())])


def _seeds() -> Iterable[bytes]:
    """A record, one whose file was full before, one that was begun anew, and one of an earlier version."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made, "audit")
        record = AuditRecord(folder)
        for number in range(4):
            record.note("the policy was changed", name=f"policy {number}")
        yield _packed(folder, head=head_of(folder))
        (folder / "audit.jsonl").rename(folder / "audit.1.jsonl")
        record.note("on")
        yield _packed(folder, head=head_of(folder))
        key = record.begin()
        record.note("anew")
        yield _packed(folder, head=head_of(folder), start=str(key))
    yield _earlier()
    line = b'{"n": 1, "previous": "0", "rule": "r", "hash": "ab"}\n'
    note = b'{"entries": 1, "hash": "ab"}'
    yield ZIPPED.join([("audit.jsonl", line), ("audit.key", bytes(32)), ("audit.head", note)])


def _earlier() -> bytes:
    """A record as the first version wrote it."""
    key, previous, lines = b"k" * 32, "0" * 64, []
    for number in (1, 2):
        entry = {"n": number, "previous": previous, "rule": "r"}
        previous = hmac.new(key, json.dumps(entry, sort_keys=True).encode(), hashlib.sha256).hexdigest()
        lines.append(json.dumps({**entry, "hash": previous}).encode() + b"\n")
    note = json.dumps({"entries": 2, "hash": previous}).encode()
    return ZIPPED.join([("audit.jsonl", b"".join(lines)), ("audit.key", key), ("audit.head", note)])


@lru_cache(maxsize=1)
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="fuzz-audit-"), "audit")


def _laid_out(parts: Sequence[tuple[str, bytes]]) -> Path:
    folder = _folder()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    for name, content in parts:
        if name in _NAMES[:5]:
            (folder / name).write_bytes(content)
    return folder


def _run(data: bytes) -> None:
    parts = ZIPPED.split(data)
    folder = _laid_out(parts)
    known = dict(parts)
    head = known.get("head", b"").decode("utf-8", "replace")
    start = StartKey.read(known.get("start", b"").decode("utf-8", "replace"))
    verify(folder, head, start)
    head_of(folder)
    lacks(folder, head)
    assert all(isinstance(entry, dict) for entry in read_entries(folder))
    record = AuditRecord(folder)
    record.note("it goes on")
    assert record.trouble == "", record.trouble
    assert [entry.get("event") for entry in read_entries(folder)][-1] == "it goes on"
    record.begin()
    assert verify(folder).ok


# A key may be asked for ten million lines back, which takes ten seconds (see `verify`).
TARGETS = (Target("audit", _seeds, _run, (AssistantError,), shape=ZIPPED, limit_s=30.0),)
