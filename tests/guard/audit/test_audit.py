"""The record of decisions: bound line to line, without a word of what was checked."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from assistant.domain.records.verdicts import Finding, PolicyInfo
from assistant.guard.audit import record as audit
from assistant.guard.audit.decision import Decision
from assistant.guard.audit.record import AuditRecord
from assistant.guard.audit.verify import read_entries, verify

SECRET = "the private words of Quillfeather"


def decision(rule: str = "a-rule") -> Decision:
    finding = Finding(rule, "d", "redact", "privacy", (4, 11), 0.9, 0.7, "EMAIL", "Stopped.")
    return Decision("output", PolicyInfo("test", "ab" * 32, "", 1), [finding], {"d": "pii"}, 1.25)


@pytest.fixture
def record(tmp_path: Path) -> AuditRecord:
    made = AuditRecord(tmp_path / "audit")
    for number in range(5):
        made.record(decision(f"rule-{number}"), f"{SECRET} {number}")
    return made


@pytest.fixture
def folder(record: AuditRecord, tmp_path: Path) -> Path:
    return tmp_path / "audit"


def lines(folder: Path) -> list[str]:
    return (folder / "audit.jsonl").read_text("utf-8").splitlines(keepends=True)


@pytest.mark.promise("P21")
def test_an_entry_says_everything_but_the_text(folder: Path) -> None:
    first = next(read_entries(folder))
    assert {key: first[key] for key in ("n", "policy", "stage", "rule", "action", "detector", "label")} == {
        "n": 1, "policy": "test", "stage": "output", "rule": "rule-0", "action": "redact", "detector": "pii",
        "label": "EMAIL",
    }  # fmt: skip
    assert (first["score"], first["threshold"], first["span"], first["ms"]) == (0.9, 0.7, [4, 11], 1.25)
    stored = b"".join(file.read_bytes() for file in folder.iterdir())
    assert b"Quillfeather" not in stored and b"private" not in stored
    assert verify(folder).ok and verify(folder).entries == 5


@pytest.mark.skipif(sys.platform == "win32", reason="file modes are not those of Windows")
def test_it_is_the_user_s_alone(folder: Path) -> None:
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}


def test_equal_texts_are_recognised_by_the_process_that_checked_them_only(tmp_path: Path) -> None:
    for name in ("one", "two"):
        record = AuditRecord(tmp_path / name)
        for text in ("same", "same", "other"):
            record.record(decision(), text)
    one, two = ([entry["text"] for entry in read_entries(tmp_path / name)] for name in ("one", "two"))
    assert one[0] == one[1] != one[2]
    assert one[0] != two[0]


@pytest.mark.parametrize(
    ("change", "line", "problem"),
    [
        (lambda all_: [all_[0].replace("rule-0", "rule-9"), *all_[1:]], 1, "was changed"),
        (lambda all_: [all_[0], *all_[2:]], 2, "missing or out of order"),
        (lambda all_: [all_[0], all_[2], all_[1], *all_[3:]], 2, "missing or out of order"),
        (lambda all_: [all_[1], all_[0], *all_[2:]], 1, "missing before it"),
        (lambda all_: all_[2:], 1, "missing before it"),
        (lambda all_: [*all_[:3], all_[1], *all_[3:]], 4, "missing or out of order"),
        (lambda all_: [*all_[:2], "{}\n", *all_[2:]], 3, "damaged"),
        (lambda all_: all_[:-1], 0, "missing at the end"),
        (lambda all_: [], 0, "gone"),
    ],
)
def test_every_kind_of_tampering_is_found(folder: Path, change, line: int, problem: str) -> None:  # type: ignore[no-untyped-def]
    (folder / "audit.jsonl").write_text("".join(change(lines(folder))), "utf-8")
    report = verify(folder)
    assert (report.ok, report.line) == (False, line) and problem in report.problem


def test_without_the_key_nothing_can_be_checked(folder: Path) -> None:
    (folder / "audit.key").unlink()
    assert not verify(folder).ok


def test_no_record_is_an_empty_one(tmp_path: Path) -> None:
    assert verify(tmp_path / "nowhere").ok and list(read_entries(tmp_path / "nowhere")) == []


def test_a_line_cut_off_by_a_crash_is_dropped_and_the_chain_goes_on(record: AuditRecord, folder: Path) -> None:
    with (folder / "audit.jsonl").open("a") as stream:
        stream.write('{"n": 6, "half": ')
    AuditRecord(folder).record(decision("after"), "text")
    assert verify(folder).ok
    assert [entry["rule"] for entry in read_entries(folder)][-1] == "after"


def test_two_programs_may_write_to_one_record(record: AuditRecord, folder: Path) -> None:
    other = AuditRecord(folder)
    for number in range(4):
        (other if number % 2 else record).record(decision(f"turn-{number}"), "text")
    assert verify(folder).ok and verify(folder).entries == 9
    assert [entry["n"] for entry in read_entries(folder)] == list(range(1, 10))


def test_a_full_file_is_set_aside_and_the_chain_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "MAX_BYTES", 2000)
    record = AuditRecord(tmp_path / "audit")
    for number in range(20):
        record.record(decision(f"rule-{number}"), "text")
    entries = list(read_entries(tmp_path / "audit"))
    assert verify(tmp_path / "audit").ok
    assert entries[-1]["n"] == 20 and len(entries) < 20  # two files are kept, the rest is gone
    AuditRecord(tmp_path / "audit").record(decision("next"), "text")
    assert verify(tmp_path / "audit").ok


def test_a_note_about_the_guard_itself_is_in_the_chain(record: AuditRecord, folder: Path) -> None:
    record.note("policy switched", policy="strict")
    assert verify(folder).ok and verify(folder).entries == 6
    assert list(read_entries(folder))[-1]["event"] == "policy switched"


@pytest.mark.skipif(sys.platform == "win32" or os.getuid() == 0, reason="the superuser may write anywhere")
def test_a_disk_that_refuses_is_noted_and_the_turn_goes_on(record: AuditRecord, folder: Path) -> None:
    (folder / "audit.jsonl").chmod(0o400)
    record.record(decision(), "text")
    assert "cannot be written" in record.trouble
    (folder / "audit.jsonl").chmod(0o600)
    record.record(decision(), "text")
    assert record.trouble == "" and verify(folder).ok


@pytest.mark.skipif(not hasattr(os, "O_NOFOLLOW"), reason="this system cannot refuse to follow a link")
def test_it_does_not_write_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "victim").write_text("mine")
    record = AuditRecord(tmp_path / "audit")
    (tmp_path / "audit" / "audit.jsonl").symlink_to(tmp_path / "victim")
    record.record(decision(), "text")
    assert record.trouble and (tmp_path / "victim").read_text() == "mine"


def test_lone_surrogates_do_not_stop_it(tmp_path: Path) -> None:
    record = AuditRecord(tmp_path / "audit")
    record.record(decision(), "a \ud800 b")
    assert record.trouble == "" and json.loads(lines(tmp_path / "audit")[0])["n"] == 1
