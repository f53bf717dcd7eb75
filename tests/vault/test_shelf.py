"""Small files by name: in a folder and in a vault they behave alike."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.domain.errors import VaultLocked
from assistant.guard.audit.record import AuditRecord
from assistant.guard.audit.verify import read_entries, verify
from assistant.store.ledger.connection import connect
from assistant.vault import unlocked
from assistant.vault.cabinet import close_cabinet
from assistant.vault.shelf import Shelf, shelf_of
from assistant.vault.unlocked import key_for

KEY = bytes(range(32))


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Path]:
    """An unlocked vault, with a file of keys that opens nothing."""
    folder = tmp_path / "vault"
    folder.mkdir(mode=0o700)
    (folder / "vault.json").write_text("{}", "utf-8")
    unlocked.unlock(folder, KEY, tmp_path / "config.toml")
    yield folder
    close_cabinet(folder)
    unlocked.lock(folder)


@pytest.fixture(params=["folder", "vault"])
def shelf(request: pytest.FixtureRequest, vault: Path, tmp_path: Path) -> Shelf:
    found = shelf_of((tmp_path if request.param == "folder" else vault) / "records")
    found.make()
    return found


def test_what_was_written_is_read(shelf: Shelf) -> None:
    assert shelf.read("a") is None
    assert shelf.size("a") == 0
    assert shelf.append("a", b"one\n") == 4
    assert shelf.append("a", b"two\n") == 8
    assert shelf.read("a") == b"one\ntwo\n"
    shelf.put("a", b"other", durable=True)
    shelf.put("b", b"")
    assert (shelf.read("a"), shelf.read("b"), shelf.size("a")) == (b"other", b"", 5)
    shelf.append("a", b"!")
    shelf.cut("a", 3)
    assert shelf.read("a") == b"oth"
    shelf.rename("a", "b")
    assert (shelf.read("a"), shelf.read("b"), shelf.names()) == (None, b"oth", ["b"])
    shelf.remove("b")
    shelf.remove("b")
    assert shelf.names() == []


def test_what_fails_within_the_lock_leaves_nothing_half_done_in_a_vault(vault: Path) -> None:
    shelf = shelf_of(vault / "records")
    shelf.put("a", b"before")
    with pytest.raises(RuntimeError), shelf.locked("lock"):
        shelf.append("a", b"half")
        raise RuntimeError
    assert shelf.read("a") == b"before"


def test_a_locked_vault_takes_nothing_and_nothing_is_written_beside_it(vault: Path) -> None:
    record = AuditRecord(vault / "audit")
    record.note("the RAREMARK policy")
    close_cabinet(vault)
    unlocked.lock(vault)
    record.note("the RAREMARK policy again")
    assert "locked" in record.trouble
    with pytest.raises(VaultLocked):
        AuditRecord(vault / "audit")
    assert not (vault / "audit").exists()
    assert all(b"RAREMARK" not in file.read_bytes() for file in vault.iterdir())


def test_the_audit_record_is_chained_and_checked_in_a_vault(vault: Path) -> None:
    first, second = AuditRecord(vault / "audit"), AuditRecord(vault / "audit")
    for number in range(3):
        first.note("one", number=str(number))
        second.note("two", number=str(number))
    start = first.begin()
    second.note("after")
    assert verify(vault / "audit", start=start).ok
    entries = list(read_entries(vault / "audit"))
    assert [entry["event"] for entry in entries][:2] == ["one", "two"]
    shelf = shelf_of(vault / "audit")
    content = shelf.read("audit.jsonl") or b""
    shelf.put("audit.jsonl", content.replace(b"after", b"AFTER"))
    assert not verify(vault / "audit").ok
    shelf.cut("audit.jsonl", len(content) - 5)  # a line that a crash has cut off
    first.note("goes on")
    assert [entry["event"] for entry in read_entries(vault / "audit")][-1] == "goes on"


@pytest.mark.parametrize("opened", [False, True])
def test_where_the_vault_is_gone_nothing_is_made_in_its_place(vault: Path, opened: bool) -> None:
    record = AuditRecord(vault / "audit")
    if opened:
        record.note("while it was there")
    vault.rename(vault.with_name("elsewhere"))  # as another process does that takes the library out
    record.note("afterwards")
    assert bool(record.trouble) or opened
    with pytest.raises(VaultLocked, match="any more"):
        key_for(vault / "ledger.sqlite3")
    with pytest.raises(VaultLocked, match="any more"):
        connect(vault / "ledger.sqlite3")
    unlocked.lock(vault)
    AuditRecord(vault.with_name("state") / "audit").note("in a folder")
    record.note("and without the key")
    assert not vault.exists()
