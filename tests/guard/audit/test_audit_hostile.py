"""Lines and keys that somebody wrote to trip up whoever reads them: told like any damage, and they stop nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.guard.audit.chain import StartKey
from assistant.guard.audit.record import AuditRecord
from assistant.guard.audit.verify import lacks, read_entries, verify
from tests.guard.audit.test_audit import decision
from tests.guard.audit.test_audit_damage import TEXT, Lines, change_lines, rewrite_note_of_the_end, written


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return written(tmp_path / "audit")


HOSTILE: dict[str, Callable[[dict[str, object]], object]] = {
    "an infinite number": lambda entry: entry.update(n=float("inf")),
    "a number beyond any ledger": lambda entry: entry.update(n=1 << 70),
    "a number of 5,000 digits": lambda entry: entry.update(n="9" * 5_000),
    "half a number": lambda entry: entry.update(n=1.5),
    "a number below zero": lambda entry: entry.update(n=-3),
    "a seal in other letters": lambda entry: entry.update(seal="\u00e9" * 64),
    "half a letter as its seal": lambda entry: entry.update(seal="\ud800"),
    "half a letter as its link": lambda entry: entry.update(previous="\ud800"),
    "no text as its seal": lambda entry: entry.update(seal=["x"]),
}


@pytest.mark.parametrize("earlier", [False, True], ids=["this version", "an earlier one"])
@pytest.mark.parametrize("change", HOSTILE)
def test_a_line_that_somebody_wrote_is_told_and_stops_nothing(folder: Path, change: str, earlier: bool) -> None:
    """Its hash is right, because whoever writes a line can make one."""

    def rewritten(lines: Lines) -> Lines:
        entry = json.loads(lines[-1])
        HOSTILE[change](entry)
        for name in ("hash", "seal"):
            entry[name] = entry.pop(name)
        if earlier:
            entry.pop("seal")
        body = {key: value for key, value in entry.items() if key not in ("hash", "seal")}
        entry["hash"] = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
        if earlier and "seal" in change:
            entry["hash"] = "\ud800"
        return [json.dumps(entry).encode() + b"\n"] if earlier else [*lines[:-1], json.dumps(entry).encode() + b"\n"]

    change_lines(folder, rewritten)
    if earlier:
        rewrite_note_of_the_end(folder)
    assert not verify(folder).ok
    kept = AuditRecord(folder)
    kept.record(decision("after"), TEXT)
    assert kept.trouble == "" and list(read_entries(folder))[-1]["rule"] == "after"


@pytest.mark.parametrize("number", ["1e999", "9" * 400, "-1", "0.5", "[1]", "null", "true", "9" * 5_000], ids=range(8))
def test_a_key_with_another_number_is_a_damaged_key(folder: Path, number: str) -> None:
    key = json.loads((folder / "audit.key").read_bytes())["key"]
    (folder / "audit.key").write_text(f'{{"n": {number}, "link": "x", "key": "{key}"}}')
    assert "key" in verify(folder).problem
    kept = AuditRecord(folder)
    kept.record(decision("after"), TEXT)
    assert kept.trouble == "" and list(read_entries(folder))[-1]["rule"] == "after"


@pytest.mark.parametrize("number", ["9" * 5_000, "\u0665", "1.5", "-2", ""])
def test_numbers_that_a_person_or_the_library_has_wrong_are_none(folder: Path, number: str) -> None:
    assert StartKey.read(f"{number}-{'ab' * 32}") is None
    assert not lacks(folder, f"{number}:abc")
