"""The record of earlier versions: chained with one key that lay beside it for ever.

Invariant: it is checked with its key once more and set aside as it is; then the key goes, because texts could be
guessed with it from the hashes in the lines.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from pathlib import Path

from assistant.guard.audit.chain import line_number
from assistant.guard.audit.files import FULL, KEY, RECORD, first_line, lines_of
from assistant.guard.audit.report import AuditReport
from assistant.text.clean import read_json_value
from assistant.vault.shelf import shelf_of

HEAD = "audit.head"


def is_earlier(folder: Path) -> bool:
    """Whether the record in `folder` is one of an earlier version."""
    first = first_line(folder, FULL) or first_line(folder, RECORD)
    if not first:
        return _has_head(folder)
    return b'"seal"' not in first and (_has_head(folder) or b'"hash"' in first)


def _has_head(folder: Path) -> bool:
    return shelf_of(folder).read(HEAD) is not None


def last_number(folder: Path) -> int:
    """The number of the last line; 0 if it has none."""
    lines = lines_of(folder, RECORD) or lines_of(folder, FULL)
    try:
        return line_number(read_json_value(lines[-1])["n"]) if lines else 0
    except (ValueError, KeyError, TypeError):
        return len(lines)


def verify_earlier(folder: Path) -> AuditReport:
    """Check every line against the line before, and the last line against the note of it."""
    lines = lines_of(folder, FULL) + lines_of(folder, RECORD)
    if not lines:
        return AuditReport(False, 0, 0, "the record is gone")
    try:
        key = shelf_of(folder).read(KEY)
    except OSError:
        key = None
    if key is None:
        return AuditReport(False, len(lines), 0, "the key is gone, so nothing can be checked")
    previous, number = None, None
    for position, line in enumerate(lines, 1):
        problem, previous, number = _check(line, key, previous, number)
        if problem:
            return AuditReport(False, len(lines), position, problem)
    return _check_end(folder, len(lines), str(previous), int(number or 0))


def _check(line: bytes, key: bytes, previous: str | None, number: int | None) -> tuple[str, str | None, int | None]:
    try:
        entry = read_json_value(line)
        seal, own_number, before = str(entry.pop("hash")), line_number(entry["n"]), str(entry["previous"])
        content = json.dumps(entry, sort_keys=True).encode()
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):  # what is nested is written again
        return "the line is damaged", None, None
    if previous is not None and (before != previous or own_number != (number or 0) + 1):
        return "a line is missing or out of order before it", None, None
    own = hmac.new(key, content, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(seal.encode("utf-8", "surrogatepass"), own.encode()):
        return "the line was changed", None, None
    return "", seal, own_number


def _check_end(folder: Path, entries: int, last: str, number: int) -> AuditReport:
    try:
        head = read_json_value(shelf_of(folder).read(HEAD) or b"")
        known, seal = line_number(head["entries"]), str(head["hash"])
    except (OSError, ValueError, KeyError, TypeError):
        return AuditReport(False, entries, 0, "the note of the last line is gone")
    # After a crash between the two writes, the note is behind the last line, never ahead of it.
    if known > number or (known == number and seal != last):
        return AuditReport(False, entries, entries, "lines are missing at the end")
    return AuditReport(True, entries)
