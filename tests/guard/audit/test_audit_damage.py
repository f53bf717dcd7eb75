"""A record that was cut, replaced or filled with rubbish: it is told, it stops nothing, and a new chain begins."""

from __future__ import annotations

import hashlib
import hmac
import json
import random
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.domain.errors import AssistantError
from assistant.guard.audit import files, record
from assistant.guard.audit.chain import StartKey, State, next_key, seal_line
from assistant.guard.audit.files import read_state, write_state
from assistant.guard.audit.record import AuditRecord
from assistant.guard.audit.verify import head_of, lacks, read_entries, verify
from tests.guard.audit.test_audit import decision

TEXT = "the rent is EUR 500"
Lines = list[bytes]


def written(folder: Path, count: int = 6) -> Path:
    kept = AuditRecord(folder)
    for number in range(count):
        kept.record(decision(f"rule-{number}"), TEXT)
    assert kept.trouble == "" and verify(folder).ok
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return written(tmp_path / "audit")


def change_lines(folder: Path, change: Callable[[Lines], Lines]) -> None:
    file = folder / "audit.jsonl"
    file.write_bytes(b"".join(change(file.read_bytes().splitlines(keepends=True))))


def rewrite_note_of_the_end(folder: Path) -> None:
    """What earlier versions kept the end in, made to fit the lines that are there now."""
    last = json.loads((folder / "audit.jsonl").read_bytes().splitlines()[-1])
    (folder / "audit.head").write_text(json.dumps({"entries": last["n"], "hash": last["hash"]}))


DAMAGES: dict[str, Callable[[Path], object]] = {
    "first line cut": lambda folder: change_lines(folder, lambda lines: lines[1:]),
    "first lines cut": lambda folder: change_lines(folder, lambda lines: lines[4:]),
    "all but the last cut": lambda folder: change_lines(folder, lambda lines: lines[-1:]),
    "last line cut": lambda folder: change_lines(folder, lambda lines: lines[:-1]),
    "last lines cut": lambda folder: change_lines(folder, lambda lines: lines[:2]),
    "all lines cut": lambda folder: change_lines(folder, lambda lines: []),
    "file gone": lambda folder: (folder / "audit.jsonl").unlink(),
    "half of the last line": lambda folder: change_lines(folder, lambda lines: [*lines[:-1], lines[-1][:80]]),
    "text at the end": lambda folder: change_lines(folder, lambda lines: [*lines, b"rubbish\n"]),
    "bytes at the end": lambda folder: change_lines(folder, lambda lines: [*lines, b"\xff\x00\xfe\n"]),
    "a number at the end": lambda folder: change_lines(folder, lambda lines: [*lines, b"7\n"]),
    "a list at the end": lambda folder: change_lines(folder, lambda lines: [*lines, b'["hash"]\n']),
    "an object at the end": lambda folder: change_lines(folder, lambda lines: [*lines, b'{"n": "x"}\n']),
    "depth at the end": lambda folder: change_lines(folder, lambda lines: [*lines, b"[" * 100_000 + b"\n"]),
    "a huge number at the end": lambda folder: change_lines(folder, lambda lines: [*lines, b"9" * 5000 + b"\n"]),
    "an empty line at the end": lambda folder: change_lines(folder, lambda lines: [*lines, b"\n"]),
    "the last line changed": lambda folder: change_lines(
        folder, lambda lines: [*lines[:-1], lines[-1].replace(b"redact", b"permit")]
    ),
    "the key gone": lambda folder: (folder / "audit.key").unlink(),
    "the key cut": lambda folder: (folder / "audit.key").write_bytes(b"{"),
    "the key of another": lambda folder: (folder / "audit.key").write_bytes(secrets.token_bytes(32)),
}


@pytest.mark.parametrize("with_note", [False, True])
@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_told_and_a_new_chain_begins_behind_it(folder: Path, damage: str, with_note: bool) -> None:
    DAMAGES[damage](folder)
    if with_note and (folder / "audit.jsonl").exists() and b'"n"' in (folder / "audit.jsonl").read_bytes()[-800:]:
        try:
            rewrite_note_of_the_end(folder)
        except (ValueError, KeyError, TypeError, RecursionError):
            return  # there is no last line that a note could fit
    assert not verify(folder).ok
    assert all(isinstance(entry, dict) for entry in read_entries(folder))
    again = AuditRecord(folder)
    again.record(decision("after"), TEXT)
    again.record(decision("later"), TEXT)
    assert again.trouble == ""
    entries = list(read_entries(folder))
    assert [entry.get("rule") for entry in entries[-2:]] == ["after", "later"]
    said = entries[-3]
    assert said["event"] == "the record was damaged, a new chain begins" and said["begins"]["after"]  # type: ignore[index]
    assert said["n"] == 7  # no number is given twice
    report = verify(folder)
    assert not report.ok and report.begins == len(entries) - 2  # it stays told; what follows is chained


def flip_byte(file: Path, drawn: random.Random) -> str:
    """Change one bit of one byte of `file`; says where."""
    content = bytearray(file.read_bytes())
    place, bit = drawn.randrange(len(content)), drawn.randrange(8)
    content[place] ^= 1 << bit
    file.write_bytes(content)
    return f"{file.name}, byte {place}, bit {bit}"


def test_one_bit_anywhere_is_told_and_stops_nothing(folder: Path) -> None:
    whole = (folder / "audit.jsonl").read_bytes()
    for seed in range(40):
        (folder / "audit.jsonl").write_bytes(whole)
        where = flip_byte(folder / "audit.jsonl", random.Random(seed))
        assert not verify(folder).ok, where
        assert len(list(read_entries(folder))) >= 5, where


def test_a_line_changed_in_the_middle_is_told_and_what_follows_it_goes_on(folder: Path) -> None:
    change_lines(folder, lambda lines: [*lines[:2], lines[2].replace(b"rule-2", b"rule-9"), *lines[3:]])
    AuditRecord(folder).record(decision("after"), TEXT)
    report = verify(folder)
    assert (report.ok, report.line, report.problem) == (False, 3, "the line was changed")


def test_rubbish_without_an_end_of_line_is_dropped_as_after_a_crash(folder: Path) -> None:
    change_lines(folder, lambda lines: [*lines, b'{"n": 7, "rubb'])
    AuditRecord(folder).record(decision("after"), TEXT)
    assert verify(folder).ok


def test_all_of_it_gone_is_known_to_the_library_alone(folder: Path) -> None:
    head = head_of(folder)
    assert verify(folder, head).ok
    shutil.rmtree(folder)
    assert "the library knows of" in verify(folder, head).problem
    written(folder, 2)
    assert "the library knows of" in verify(folder, head).problem and lacks(folder, head)
    AuditRecord(folder).note_damage("lines are missing that the library knows of")
    assert "a new chain begins there" in verify(folder, head_of(folder)).problem


def forge(folder: Path, lines: Lines) -> None:
    """Replace the record by lines that agree with each other, with the present key: whoever can read all can do so."""
    state = read_state(folder)
    assert state is not None
    forged, at = [], State(0, "0" * 64, secrets.token_bytes(32))
    for line in lines:
        entry = json.loads(line)
        for name in ("n", "previous", "hash", "seal"):
            del entry[name]
        content, at = seal_line(at, entry)
        forged.append(content)
    (folder / "audit.jsonl").write_bytes(b"".join(forged))
    write_state(folder, State(at.n, at.link, state.key))


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: [*lines[:2], lines[2].replace(b"redact", b"permit"), *lines[3:]],
        lambda lines: lines[:3],
        lambda lines: [lines[0], *lines[3:]],
    ],
)
def test_who_takes_over_everything_cannot_make_yesterdays_lines(
    tmp_path: Path, change: Callable[[Lines], Lines]
) -> None:
    folder = tmp_path / "audit"
    start = AuditRecord(folder).begin()
    written_later = AuditRecord(folder)
    for number in range(5):
        written_later.record(decision(f"rule-{number}"), TEXT)
    head, report = head_of(folder), verify(folder, "", start)
    assert report.ok and report.sealed == report.entries == 6
    forge(folder, change((folder / "audit.jsonl").read_bytes().splitlines(keepends=True)))
    assert verify(folder).ok  # its hashes agree: this is why there are two more witnesses
    assert not verify(folder, head).ok
    assert not verify(folder, "", start).ok


def test_old_keys_are_nowhere_and_the_start_key_comes_back_as_it_was_printed(tmp_path: Path) -> None:
    folder = tmp_path / "audit"
    start = AuditRecord(folder).begin()
    key, keys = start.key, []
    kept = AuditRecord(folder)
    for _ in range(4):
        kept.record(decision(), TEXT)
        keys.append(key)
        key = next_key(key)
    stored = b"".join(file.read_bytes() for file in folder.iterdir())
    assert not any(old in stored or old.hex().encode() in stored for old in keys)
    for spelled in (str(start), str(start).upper().replace("-", " - "), f"{start.n}-{start.key.hex()}"):
        assert StartKey.read(spelled) == start
    for wrong in ("", "5", "x-" + "0" * 64, str(start)[:-1], str(start) + "0"):
        assert StartKey.read(wrong) is None
    assert "no chain" in verify(folder, "", StartKey(99, start.key)).problem
    assert "seal of your key" in verify(folder, "", StartKey(start.n, bytes(32))).problem


def test_seals_are_checked_across_full_files_even_when_the_first_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record, "MAX_BYTES", 2500)
    folder = tmp_path / "audit"
    start = AuditRecord(folder).begin()
    for number in range(25):
        AuditRecord(folder).record(decision(f"rule-{number}"), TEXT)
    report = verify(folder, head_of(folder), start)
    assert report.ok and 0 < report.sealed == report.entries < 25
    for name in ("audit.1.jsonl", "audit.jsonl"):
        content = (folder / name).read_bytes()
        (folder / name).write_bytes(b"".join(content.splitlines(keepends=True)[1:]))
        assert not verify(folder).ok
        (folder / name).unlink()
        assert not verify(folder).ok
        (folder / name).write_bytes(content)
    assert verify(folder).ok


@pytest.mark.parametrize("lines", [1, 3])
def test_a_kill_between_a_line_and_its_key_loses_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, lines: int
) -> None:
    def killed(*arguments: object) -> None:
        raise KeyboardInterrupt

    for _ in range(lines):
        state = read_state(folder)
        monkeypatch.setattr(record, "write_state", killed)
        with pytest.raises(KeyboardInterrupt):
            AuditRecord(folder).record(decision("cut short"), TEXT)
        monkeypatch.undo()
        assert read_state(folder) == state and verify(folder).ok
    AuditRecord(folder).record(decision("after"), TEXT)
    assert verify(folder).ok and [entry["rule"] for entry in read_entries(folder)][-2:] == ["cut short", "after"]


def test_a_full_disk_leaves_no_temporary_file_and_is_noted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    before = sorted(file.name for file in folder.iterdir())
    kept = AuditRecord(folder)
    monkeypatch.setattr(Path, "replace", full)
    kept.record(decision(), TEXT)
    monkeypatch.undo()
    assert "No space left" in kept.trouble and sorted(file.name for file in folder.iterdir()) == before
    kept.record(decision(), TEXT)
    assert kept.trouble == "" and verify(folder).ok


def test_no_key_on_the_disk_tells_whether_a_text_was_checked(folder: Path) -> None:
    """A forgotten text stays forgotten: whoever guesses it cannot prove it with the record and its keys."""
    entries = list(read_entries(folder))
    assert len({entry["text"] for entry in entries}) == 1  # the process that checked them recognises equal texts
    stored = b"".join(file.read_bytes() for file in sorted(folder.iterdir()))
    state = read_state(folder)
    assert state is not None
    windows = {stored[at : at + 32] for at in range(len(stored) - 31)} | {state.key, b""}
    digests = {hmac.new(key, TEXT.encode(), hashlib.sha256).hexdigest() for key in windows}
    assert not digests & {str(entry["text"]) for entry in entries}


def earlier_record(folder: Path, count: int = 4) -> bytes:
    """A record as version 0.1.0 wrote it; returns its key."""
    folder.mkdir(mode=0o700)
    key, previous, lines = secrets.token_bytes(32), "0" * 64, []
    for number in range(1, count + 1):
        text = hmac.new(key, TEXT.encode(), hashlib.sha256).hexdigest()
        body = {"n": number, "time": 1.5, "rule": f"rule-{number}", "text": text, "previous": previous}
        previous = hmac.new(key, json.dumps(body, sort_keys=True).encode(), hashlib.sha256).hexdigest()
        lines.append(json.dumps({**body, "hash": previous}) + "\n")
    (folder / "audit.jsonl").write_text("".join(lines))
    (folder / "audit.head").write_text(json.dumps({"entries": count, "hash": previous}))
    (folder / "audit.key").write_bytes(key)
    return key


def test_an_earlier_record_keeps_verifying_and_its_key_goes(tmp_path: Path) -> None:
    folder = tmp_path / "audit"
    key = earlier_record(folder)
    assert verify(folder).ok and verify(folder).entries == 4
    AuditRecord(folder).record(decision("after"), TEXT)
    assert verify(folder).ok
    assert [(entry["n"], entry["rule"]) for entry in read_entries(folder)] == [
        *((number, f"rule-{number}") for number in range(1, 5)), (5, "after"),
    ]  # fmt: skip
    assert not any(key in file.read_bytes() for file in folder.iterdir())
    earlier = folder / files.EARLIER
    content = earlier.read_bytes()
    earlier.write_bytes(content.replace(b"rule-2", b"rule-3", 1))
    assert verify(folder).problem == "the record that was set aside was changed"
    earlier.unlink()
    assert verify(folder).problem == "the record that was set aside is gone"


@pytest.mark.parametrize("by_a_person", [False, True])
def test_an_earlier_record_that_was_damaged_stays_told_until_a_person_begins_anew(
    tmp_path: Path, by_a_person: bool
) -> None:
    folder = tmp_path / "audit"
    earlier_record(folder)
    change_lines(folder, lambda lines: [lines[0], *lines[2:]])
    assert not verify(folder).ok
    kept = AuditRecord(folder)
    start = kept.begin() if by_a_person else None
    kept.record(decision("after"), TEXT)
    report = verify(folder, "", start)
    assert report.ok == by_a_person
    if not by_a_person:
        assert "earlier record was damaged" in report.problem
    assert [entry.get("rule") for entry in read_entries(folder)][:3] == ["rule-1", "rule-3", "rule-4"]


def test_a_record_that_cannot_be_set_aside_is_an_error_of_the_person_s_command(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from assistant.app.audit import begin_record
    from assistant.config.paths import find_paths

    def refused(path: Path) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("assistant.guard.audit.record.locked", refused)
    with pytest.raises(AssistantError, match="cannot be written"):
        begin_record(find_paths({"ASSISTANT_HOME": str(tmp_path / "home")}))
