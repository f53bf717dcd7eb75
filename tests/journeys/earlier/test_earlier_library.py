"""A library that was made by an earlier version opens as it is: nothing is parsed, embedded or judged again.

The archive beside this file holds seven files of the sample archive, the library that the last commit before the move
of the rooms made of them, one kept conversation and the settings. Paths are moved to where the test runs.
"""

from __future__ import annotations

import importlib.metadata
import os
import re
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from assistant.app.local import LocalAssistant
from assistant.app.open import open_assistant
from assistant.config.schema import load_config
from assistant.domain.events import FileIndexed, FileJudged, TablesRead
from assistant.domain.scope import Scope
from tests.counting import count_embedded
from tests.journeys.conftest import ask, finished, index, paths_below

ARCHIVE = Path(__file__).with_name("library_0.1.0.tar.xz")
OLD_FOLDER = "/home/nora/papers"
QUESTION = "How many months of notice does the lease ask for?"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The earlier installation, with the files where their library says that they lie."""
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(tmp_path, filter="data")
    folder = str(tmp_path / "papers")
    with closing(sqlite3.connect(tmp_path / "library" / "ledger.sqlite3")) as ledger, ledger:
        for path, mtime_ns in ledger.execute("SELECT path, mtime_ns FROM files").fetchall():
            moved = Path(path.replace(OLD_FOLDER, folder))
            os.utime(moved, ns=(mtime_ns, mtime_ns))
            place = moved.stat()
            ledger.execute(
                "UPDATE files SET path = ?, root = ?, device = ?, inode = ? WHERE path = ?",
                (str(moved), folder, place.st_dev, place.st_ino, path),
            )
        ledger.execute("UPDATE chat_quotes SET path = replace(path, ?, ?)", (OLD_FOLDER, folder))
    config = tmp_path / "config.toml"
    config.write_text(config.read_text("utf-8").replace(OLD_FOLDER, folder), encoding="utf-8")
    return tmp_path


@pytest.fixture
def earlier(home: Path, starter_models: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalAssistant]:
    """The library opened by today's program, under the versions of the PDF libraries that it was made with."""
    with closing(sqlite3.connect(home / "library" / "ledger.sqlite3")) as ledger:
        [(recorded,)] = ledger.execute("SELECT value FROM meta WHERE key = 'identity'").fetchall()
    made_with = dict(re.findall(r"(pypdfium2|pypdf) ([\d.]+)", recorded))
    today = importlib.metadata.version
    monkeypatch.setattr("importlib.metadata.version", lambda name: made_with.get(name) or today(name))
    paths = paths_below(home, starter_models)
    opened = open_assistant(load_config(paths.config_file), paths, owner=True)
    yield opened
    opened.close()


def test_it_opens_and_nothing_is_read_again(earlier: LocalAssistant, home: Path) -> None:
    assert earlier.parts.gate.policy.id == "standard"  # its detectors embed their own examples once
    embedded = count_embedded(earlier)
    before = earlier.files()
    assert len(before) == 7 and {file.state for file in before} == {"indexed"}

    events = index(earlier, home / "papers")

    assert finished(events).unchanged == 7
    assert not [event for event in events if isinstance(event, FileIndexed | FileJudged)]
    assert embedded.texts == 0
    assert earlier.files() == before


def test_only_the_tables_are_read_for_what_it_lacks(earlier: LocalAssistant, home: Path) -> None:
    assert earlier.parts.gate.policy.id == "standard"
    embedded = count_embedded(earlier)
    library = earlier.parts.library
    chunks = [chunk for file in earlier.files() for chunk in library.document(file.path)]
    assert library.tables(Scope()) == []

    events = index(earlier, home / "papers")

    read = [Path(event.path).name for event in events if isinstance(event, TablesRead)]
    assert read == [
        "correo_de_pilar.eml", "letter_orthopaedics_2024-03.docx", "northmoor_tariff.html", "service_history.csv",
    ]  # fmt: skip
    found = {Path(table.path).name: table.rows for table in library.tables(Scope())}
    assert found["service_history.csv"] == 17
    assert {"letter_orthopaedics_2024-03.docx", "northmoor_tariff.html"} < set(found)
    assert embedded.texts == 0
    assert [chunk for file in earlier.files() for chunk in library.document(file.path)] == chunks
    assert not [event for event in index(earlier, home / "papers") if isinstance(event, TablesRead)]


def test_it_answers_as_it_did(earlier: LocalAssistant) -> None:
    [chat] = earlier.chats.all("")
    [kept] = earlier.chats.turns(chat.id)
    assert kept.question == QUESTION and {quote.standing for quote in kept.quotes} == {"same"}

    answer, _ = ask(earlier, QUESTION)

    assert answer.text == kept.answer
    assert [(one.path, one.page, one.start, one.end, one.quote) for one in answer.citations] == [
        (one.path, one.page, one.start, one.end, one.quote) for one in kept.quotes
    ]


def test_its_vector_index_is_the_one_that_answers(earlier: LocalAssistant) -> None:
    earlier.parts.wait_for_index()
    generations = earlier.parts.library.generations
    assert generations is not None and generations.current is not None
    assert generations.current.name == "gen-1-70c36dfa"
