"""The audit record: JSON lines, each chained to the line before.

Invariant: a line holds no text of a document, question or answer; a changed, removed, inserted or reordered line is
found by `verify`, and so is a missing end, because a separate file holds the last line's hash.

A line's `hash` is an HMAC (key in `audit.key`, 0600) over the previous hash and the line. `text` is an HMAC of the
checked text, so that only the key's owner can recognise equal texts. The record reveals accidents and careless
tampering; anybody who can read the key can rewrite the record.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.disk.durable import private_folder, write_durably
from assistant.domain.errors import AssistantError
from assistant.domain.records.documents import Span
from assistant.domain.records.verdicts import Finding
from assistant.guard.audit.decision import Decision

_FILE, _KEY, _HEAD, _OLD = "audit.jsonl", "audit.key", "audit.head", "audit.1.jsonl"
_START = "0" * 64
MAX_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class AuditReport:
    """The result of `verify`. `line` is 1-based; 0 if no line is wrong."""

    ok: bool
    entries: int
    line: int = 0
    problem: str = ""


class AuditRecord:
    """Appends decisions. Safe to share between threads; a second process appends after the existing lines."""

    def __init__(self, folder: Path) -> None:
        """`folder` is created with mode 0700. Raises AssistantError if it cannot be used."""
        self._folder = private_folder(folder)
        self._file = folder / _FILE
        self._key = _key(folder / _KEY)
        self._lock = threading.Lock()
        self._last = _START
        self._number = 0
        self._size = -1
        self.trouble = ""  # why the last decision could not be written; "" if it was written

    def record(self, decision: Decision, text: str) -> None:
        """Write a line for each finding. If the disk refuses, `trouble` holds the reason, and the turn goes on."""
        digest = hmac.new(self._key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
        entries = [_entry(decision, finding, digest) for finding in decision.findings]
        with self._lock:
            try:
                self._append(entries)
                self.trouble = ""
            except OSError as error:
                self.trouble = f"The audit record cannot be written: {error.strerror}."
                self._size = -1

    def note(self, what: str, **facts: str) -> None:
        """Write an event of the guard itself. If the disk refuses, `trouble` holds the reason."""
        with self._lock:
            try:
                self._append([{"event": what, "time": round(time.time(), 3), **facts}])
            except OSError as error:
                self.trouble = f"The audit record cannot be written: {error.strerror}."
                self._size = -1

    def _append(self, entries: list[dict[str, object]]) -> None:
        descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0), 0o600)
        try:
            _lock(descriptor)
            if self._size < 0:
                self._clean()
            self._catch_up(descriptor)
            lines = b"".join(self._seal(entry) for entry in entries)
            os.write(descriptor, lines)
            self._size += len(lines)
            self._write_head()
        finally:
            os.close(descriptor)
        if self._size > MAX_BYTES:
            self._file.replace(self._folder / _OLD)
            self._size = 0

    def _clean(self) -> None:
        """Remove the heads that killed processes have left half written; whoever holds the lock is alone here."""
        for left in self._folder.glob(f".{_HEAD}.*.tmp"):
            left.unlink(missing_ok=True)

    def _write_head(self) -> None:
        """Write the last line's number and hash by a rename. Not synced: a decision must not wait for the disk."""
        temporary = self._folder / f".{_HEAD}.{os.getpid()}.tmp"
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(json.dumps({"entries": self._number, "hash": self._last}).encode())
            temporary.replace(self._folder / _HEAD)
        except OSError:  # a full disk
            temporary.unlink(missing_ok=True)
            raise

    def _catch_up(self, descriptor: int) -> None:
        """Continue after the last complete line of any process; a line cut off by a crash is removed."""
        size = os.fstat(descriptor).st_size
        if size == self._size:
            return
        data = self._file.read_bytes()
        whole = data.rfind(b"\n") + 1
        if whole < len(data):
            os.ftruncate(descriptor, whole)
        lines = data[:whole].splitlines() or _last_line(self._folder / _OLD)
        if lines:
            last = json.loads(lines[-1])
            self._last, self._number = str(last["hash"]), int(last["n"])
        self._size = whole

    def _seal(self, entry: dict[str, object]) -> bytes:
        """The entry as a line, with its number, the previous hash and its own hash."""
        self._number += 1
        body = {"n": self._number, **entry, "previous": self._last}
        self._last = _hash(self._key, body)
        return (json.dumps({**body, "hash": self._last}, ensure_ascii=True) + "\n").encode()


def read_entries(folder: Path) -> Iterator[dict[str, object]]:
    """All entries, oldest first. Raises AssistantError for a line that is not JSON."""
    for number, line in enumerate(_lines(folder), 1):
        try:
            entry = json.loads(line)
        except ValueError:
            what = f"Line {number} of the audit record is damaged."
            raise AssistantError(what, "Run: assistant audit verify") from None
        yield entry


def verify(folder: Path) -> AuditReport:
    """Check every line against the line before, and the last line against the head. An empty record is correct."""
    lines = _lines(folder)
    if not lines:
        gone = (folder / _HEAD).exists()
        return AuditReport(not gone, 0, 0, "the record is gone" if gone else "")
    try:
        key = (folder / _KEY).read_bytes()
    except OSError:
        return AuditReport(False, len(lines), 0, "the key is gone, so nothing can be checked")
    previous, number = None, None
    for position, line in enumerate(lines, 1):
        problem, previous, number = _check(line, key, previous, number)
        if problem:
            return AuditReport(False, len(lines), position, problem)
    return _check_end(folder, len(lines), str(previous), int(number or 0))


def _check(line: bytes, key: bytes, previous: str | None, number: int | None) -> tuple[str, str | None, int | None]:
    try:
        entry = json.loads(line)
        seal, own_number, before = str(entry.pop("hash")), int(entry["n"]), str(entry["previous"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return "the line is damaged", None, None
    if previous is not None and (before != previous or own_number != (number or 0) + 1):
        return "a line is missing or out of order before it", None, None
    if not hmac.compare_digest(seal, _hash(key, entry)):
        return "the line was changed", None, None
    return "", seal, own_number


def _check_end(folder: Path, entries: int, last: str, number: int) -> AuditReport:
    try:
        head = json.loads((folder / _HEAD).read_bytes())
        known, seal = int(head["entries"]), str(head["hash"])
    except (OSError, ValueError, KeyError, TypeError):
        return AuditReport(False, entries, 0, "the note of the last line is gone")
    # After a crash between the two writes, the head is behind the last line, never ahead of it.
    if known > number or (known == number and seal != last):
        return AuditReport(False, entries, entries, "lines are missing at the end")
    return AuditReport(True, entries)


def _entry(decision: Decision, finding: Finding, digest: str) -> dict[str, object]:
    return {
        "time": round(time.time(), 3),
        "policy": decision.policy.id,
        "policy_hash": decision.policy.hash[:16],
        "stage": decision.stage,
        "rule": finding.rule,
        "category": finding.category,
        "detector": decision.identities.get(finding.detector, finding.detector),
        "label": finding.label,
        "score": finding.score,
        "threshold": finding.threshold,
        "action": finding.action,
        "span": _offsets(finding.span),
        "ms": round(decision.milliseconds, 2),
        "text": digest,
    }


def _offsets(span: Span | None) -> list[int] | None:
    return None if span is None else list(span)


def _hash(key: bytes, body: dict[str, object]) -> str:
    return hmac.new(key, json.dumps(body, sort_keys=True).encode(), hashlib.sha256).hexdigest()


def _lines(folder: Path) -> list[bytes]:
    lines: list[bytes] = []
    for name in (_OLD, _FILE):
        path = folder / name
        lines += path.read_bytes().splitlines() if path.is_file() else []
    return lines


def _last_line(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines()[-1:] if path.is_file() else []


def _key(path: Path) -> bytes:
    if not path.is_file():
        write_durably(path, secrets.token_bytes(32))
    return path.read_bytes()


def _lock(descriptor: int) -> None:
    """Lock the file for a single writer, where the system can; closing the descriptor releases the lock."""
    try:
        import fcntl
    except ImportError:  # Windows: one process owns the library anyway
        return
    fcntl.flock(descriptor, fcntl.LOCK_EX)
