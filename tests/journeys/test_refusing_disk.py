"""A disk that is full, has no room for another file or may not be written: a clear state, and no damage."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from assistant.app.open import open_or_read
from assistant.app.vault.unlocking import lock_vault, unlock_vault
from assistant.config.schema import Config, load_config
from assistant.domain.errors import AssistantError, LibraryReadOnly
from assistant.domain.scope import Scope
from assistant.domain.stop import StopSignal
from assistant.guard.audit.record import AuditRecord
from assistant.guard.audit.verify import read_entries
from assistant.store.forget import erase, forget
from assistant.store.ledger import database as database_module
from assistant.store.ledger.database import Database
from assistant.store.ledger.owner import Owner
from assistant.store.library import SqliteLibrary
from tests.app.vault.vaults import PASSPHRASE, home_with_library, into_vault
from tests.journeys.conftest import ask, index, paths_below
from tests.properties.following.equal import differences, ledger_problems, names_of
from tests.properties.following.parts import EMBEDDER, opened, reconcile
from tests.properties.following.tree import Tree, mark
from tests.store.libraries import generations_of

LEASE = "# Lease\n\nThe tenant must give nine weeks of notice in writing before moving out.\n"
ROOMY = "size=64m,nr_inodes=10000"


def remount(disk: Path, options: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{options}", str(disk)], check=True, capture_output=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, whose size and rights the test changes."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"{ROOMY},mode=0700", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this system lets nobody mount a file system here")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    made = Tree(tmp_path / "files")
    for number in range(60):
        made.write(made.place(number, "one", f"{number}.md"), "long")
    return made


def used_bytes(disk: Path) -> int:
    status = os.statvfs(disk)
    return (status.f_blocks - status.f_bfree) * status.f_frsize


def assert_whole(library: SqliteLibrary, tree: Tree, apart: Path) -> None:
    """It equals a fresh build elsewhere."""
    with opened(apart) as fresh:
        reconcile(fresh, tree.roots)
        rows = fresh.database.rows("SELECT f.path, d.title FROM files f JOIN documents d ON d.id = f.document_id")
        titles: dict[tuple[str, str], set[str]] = {}
        for one, title in names_of(fresh.files(), {str(row[0]): str(row[1]) for row in rows}):
            titles.setdefault(one, set()).add(title)
        assert list(differences(library, fresh, titles)) == []


@pytest.mark.promise("P5")
@pytest.mark.parametrize("spare_kib", [0, 200, 1500])
def test_a_disk_that_fills_up_while_indexing(disk: Path, tree: Tree, tmp_path: Path, spare_kib: int) -> None:
    with opened(disk / "library") as library:
        remount(disk, f"size={used_bytes(disk) // 1024 + spare_kib}k")
        with pytest.raises(AssistantError, match="disk is full") as refused:
            reconcile(library, tree.roots)
        assert "Check that the disk is not full" in refused.value.hint
        before = library.counts()
    with opened(disk / "library") as library:  # the next start, on the disk that is still full
        assert library.counts() == before
        assert len(library.search_vectors(EMBEDDER.embed_question("x"), 1, Scope())) == min(1, before[1])
        remount(disk, ROOMY)
        assert list(ledger_problems(library)) == []
        reconcile(library, tree.roots)
        assert_whole(library, tree, tmp_path / "fresh")


@pytest.mark.control("P5")
def test_a_full_disk_would_end_the_run_with_an_error_of_sqlite(
    disk: Path, tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the error that names the disk and the remedy, the person gets what the library says, or a traceback."""
    monkeypatch.setattr(database_module, "unwritable", lambda file, error: error)
    with opened(disk / "library") as library:
        remount(disk, f"size={used_bytes(disk) // 1024}k")
        with pytest.raises(sqlite3.OperationalError, match="disk is full"):
            reconcile(library, tree.roots)


@pytest.mark.slow
def test_no_room_for_the_vector_index(disk: Path, tree: Tree, tmp_path: Path) -> None:
    with opened(disk / "library", with_index=True) as library:
        remount(disk, "nr_inodes=8")  # the ledger's three files, its folders, and one more
        reconcile(library, tree.roots)
        assert "could not be built" in library.trouble
        assert library.trouble.endswith("Exact search answers.")
        assert_whole(library, tree, tmp_path / "fresh")
        remount(disk, ROOMY)
        library.finish()
        assert library.trouble == ""
        assert generations_of(library).current is not None


@pytest.mark.promise("P5")
def test_a_disk_without_room_for_a_single_file(disk: Path) -> None:
    (disk / "library").mkdir(mode=0o700)
    remount(disk, "nr_inodes=2")
    with pytest.raises(LibraryReadOnly, match="No space left"):
        Owner(disk / "library" / "owner.lock")
    with pytest.raises(AssistantError, match="cannot be opened"), opened(disk / "library"):
        pass
    remount(disk, ROOMY)
    Owner(disk / "library" / "owner.lock").release()


@pytest.mark.slow
def test_forgetting_on_a_full_disk_is_finished_once_there_is_room(disk: Path, tree: Tree) -> None:
    with opened(disk / "library", with_index=True) as library:
        reconcile(library, tree.roots)
        chosen = str(tree.files()[0])
        with library.database.transaction() as connection:
            erase.remove_files(connection, [chosen])  # the first step of forgetting; then there is no room to go on
        remount(disk, f"size={used_bytes(disk) // 1024}k")
        with pytest.raises(AssistantError, match="disk is full"):
            forget.finish_forgetting(library.database, generations_of(library))
    with opened(disk / "library", with_index=True) as library:
        assert "disk is full" in library.trouble
        assert len(library.files()) == len(tree.files()) - 1
    remount(disk, ROOMY)
    with opened(disk / "library", with_index=True) as library:
        assert library.trouble == ""
        assert not erase.is_forgetting(library.database)
    word = mark(1).encode()
    assert not [file for file in disk.rglob("*") if file.is_file() and word in file.read_bytes()]


@pytest.mark.promise("P5")
def test_a_read_only_disk_answers_and_says_why_it_does_not_learn(
    disk: Path, tmp_path: Path, starter_models: Path
) -> None:
    files = tmp_path / "files"
    files.mkdir()
    (files / "lease.md").write_text(LEASE)
    paths = paths_below(disk / "home", starter_models)
    assistant = open_or_read(Config(), paths)
    index(assistant, files)
    assistant.close()
    remount(disk, "ro")
    reader = open_or_read(Config(), paths)
    try:
        summary = reader.summary()
        assert summary.read_only
        assert summary.files == 1
        assert "Read-only file system" in summary.banner
        answer, _ = ask(reader, "How much notice must the tenant give?")
        assert "nine weeks" in answer.text
        with pytest.raises(LibraryReadOnly, match="Read-only file system"):
            list(reader.index([files], StopSignal()))
        with pytest.raises(LibraryReadOnly), reader.upkeep():
            pass
    finally:
        reader.close()
        remount(disk, "rw")


@pytest.mark.promise("P5")
def test_a_vault_on_a_read_only_disk_is_read(disk: Path) -> None:
    paths = home_with_library(disk / "home")
    into_vault(paths)
    folders, entries = load_config(paths.config_file).library.folders, len(list(read_entries(paths.audit)))
    lock_vault(paths)
    remount(disk, "ro")
    try:
        unlock_vault(paths, PASSPHRASE)
        assert load_config(paths.config_file).library.folders == folders
        assert len(list(read_entries(paths.audit))) == entries
        with closing(Database(paths.ledger, read_only=True)) as database:
            assert database.number("SELECT count(*) FROM files") == 3
        record = AuditRecord(paths.audit)
        record.note("a decision")
        assert "cannot be written" in record.trouble
    finally:
        lock_vault(paths)
        remount(disk, "rw")
