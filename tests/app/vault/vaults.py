"""Small real libraries to be put into a vault, and what must be the same afterwards."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from assistant.app.vault.change import create_vault
from assistant.app.vault.unlocking import lock_vault, unlock_vault
from assistant.config.file import write_settings
from assistant.config.paths import Paths, find_paths
from assistant.config.schema import load_config
from assistant.guard.audit.record import AuditRecord
from assistant.guard.audit.verify import read_entries, verify
from assistant.store.chats_table import ChatsTable
from assistant.store.ledger.database import Database
from assistant.store.library import SqliteLibrary
from assistant.vault.cipher import connect
from assistant.vault.copying import hash_database
from assistant.vault.unlocked import key_for
from tests.store.conftest import IDENTITY
from tests.store.libraries import put

PASSPHRASE = "correct horse battery"
COST = 16  # of scrypt: what a test may take
MARKS = ("QUARTZMARK", "VELVETMARK", "ORCHIDMARK")


@dataclass(frozen=True, slots=True)
class Held:
    """What a library holds: a hash of its database, its audit record and its settings with names."""

    ledger: str
    events: tuple[str, ...]
    record_is_whole: bool
    folders: tuple[str, ...]
    ignored: tuple[str, ...]
    passages: int
    chats: tuple[str, ...]


def home_with_library(home: Path) -> Paths:
    """A home with three files, a record of decisions, and settings that hold names; no models."""
    home.mkdir(mode=0o700)
    paths = find_paths({"ASSISTANT_HOME": str(home)})
    fill(paths)
    with closing(Database(paths.ledger)) as database:
        ChatsTable(database, str).add_turn(None, f"What costs {MARKS[0]}?", f"{MARKS[1]}.", "answered", "quotes", ())
    AuditRecord(paths.audit).note(f"policy {MARKS[2]}")
    (home / "config.toml").write_text('# mine\n[answers]\ngenerator = "extractive"\n', "utf-8")
    names = {"library.folders": [f"/x/{MARKS[1]}"], "library.ignore": [f"{MARKS[0]}.pdf"]}
    write_settings(paths.config_file, {**names, "mcp.folders": [f"/y/{MARKS[2]}"]})
    return paths


def fill(paths: Paths, *more: str) -> None:
    """Index files, with the parts of an owner that has no vector index."""
    with closing(Database(paths.ledger)) as database:
        library = SqliteLibrary(database, IDENTITY)
        library.adopt_identity()
        for number, mark in enumerate((*MARKS, *more)):
            put(library, f"/archive/{mark}.txt", f"The {mark} costs {number} euros.", f"{mark} again", seed=number)


def into_vault(paths: Paths) -> str:
    """The recovery code."""
    return create_vault(paths, PASSPHRASE, lambda text: None, COST)


def held(paths: Paths) -> Held:
    """Read all of it: plain, or with the vault unlocked."""
    with closing(connect(paths.ledger, key_for(paths.ledger))) as connection:
        ledger = hash_database(connection)
    with closing(Database(paths.ledger)) as database:
        assert database.is_sound()
        assert database.keywords_are_sound()
        library = SqliteLibrary(database, IDENTITY)
        passages = library.count_chunks()
        assert not library.damage()
        chats = tuple(chat.title for chat in ChatsTable(database, str).all())
    settings = load_config(paths.config_file).library
    events = tuple(str(entry["event"]) for entry in read_entries(paths.audit))
    return Held(ledger, events, verify(paths.audit).ok, settings.folders, settings.ignore, passages, chats)


def relock(paths: Paths, secret: str = PASSPHRASE) -> None:
    """Lock and unlock again, as another process does."""
    lock_vault(paths)
    unlock_vault(paths, secret)


def marks_below(home: Path, *more: str) -> list[str]:
    """Where any of the marks stands in a name or in a file."""
    found = []
    for file in sorted(home.rglob("*")):
        data = str(file.relative_to(home)).encode() + (file.read_bytes() if file.is_file() else b"")
        found += [f"{mark} in {file}" for mark in (*MARKS, *more) if any(spelled in data for spelled in _spelled(mark))]
    return found


def _spelled(mark: str) -> tuple[bytes, ...]:
    return mark.encode(), mark.lower().encode(), mark.encode("utf-16-le")
