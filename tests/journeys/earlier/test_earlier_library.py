"""A library that was made by an earlier version opens as it is: nothing is parsed, embedded or judged again.

The archive beside this file holds seven files of the sample archive, the library that the last commit before the move
of the rooms made of them, one kept conversation and the settings. Paths are moved to where the test runs.
"""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from onnxruntime import quantization

from assistant.app.local import LocalAssistant
from assistant.app.open import open_assistant
from assistant.config.schema import load_config
from assistant.domain.errors import RebuildNeeded
from assistant.domain.events import FileIndexed, FileJudged, TablesRead
from assistant.domain.scope import Scope
from assistant.ingest.chunk.structure import StructureChunker
from assistant.models.installed import read_manifest
from assistant.models.onnx.export import export_embedder
from assistant.store.ledger.owner import Owner
from tests.counting import count_embedded
from tests.journeys.conftest import ask, finished, index, paths_below

ARCHIVE = Path(__file__).with_name("library_0.1.0.tar.xz")
OLD_FOLDER = "/home/nora/papers"
QUESTION = "How many months of notice does the lease ask for?"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The earlier installation, with the files where their library says that they lie."""
    with tarfile.open(ARCHIVE) as archive:
        if hasattr(tarfile, "data_filter"):  # Python 3.11 has it from 3.11.4 on; Debian's is 3.11.2
            archive.extraction_filter = tarfile.data_filter
        archive.extractall(tmp_path)
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


@pytest.fixture(scope="module")
def earlier_models(starter_models: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The installed models as version 0.1.0 left them: the graph of the embedding model in 8 bits."""
    models = tmp_path_factory.mktemp("earlier") / "models"
    shutil.copytree(starter_models, models)
    folder = models / "all-minilm-l6-v2"
    exporting = quantization.quantize_dynamic
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            quantization,
            "quantize_dynamic",
            lambda *given, **named: exporting(*given, **{**named, "reduce_range": False}),
        )
        export_embedder(folder, "all-minilm-l6-v2", read_manifest(folder).revision)
    return models


def opened(home: Path, models: Path, *, owner: bool) -> LocalAssistant:
    paths = paths_below(home, models)
    return open_assistant(load_config(paths.config_file), paths, owner=owner)


@pytest.fixture
def earlier(home: Path, earlier_models: Path, old_versions: None) -> Iterator[LocalAssistant]:
    """The library opened by today's program."""
    assistant = opened(home, earlier_models, owner=True)
    yield assistant
    assistant.close()


@pytest.fixture
def old_versions(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The versions of readers, PDF libraries and chunker that the library was made with: where they are today's,
    nothing is read again. Where they are newer, `assistant index` reads the files anew."""
    with closing(sqlite3.connect(home / "library" / "ledger.sqlite3")) as ledger:
        [(recorded,)] = ledger.execute("SELECT value FROM meta WHERE key = 'identity'").fetchall()
    made_with = dict(re.findall(r"(pypdfium2|pypdf) ([\d.]+)", recorded))
    today = importlib.metadata.version
    monkeypatch.setattr("importlib.metadata.version", lambda name: made_with.get(name) or today(name))
    readers, chunker = re.search(r"parser='(\d+),", recorded), re.search(r"chunker='([^']+)'", recorded)
    assert readers is not None and chunker is not None
    monkeypatch.setattr("assistant.ingest.parse.registry.READERS_VERSION", int(readers[1]))
    monkeypatch.setattr(StructureChunker, "version", chunker[1])


def test_a_reader_brings_the_tables_up_to_date_first(home: Path, earlier_models: Path, old_versions: None) -> None:
    reader = opened(home, earlier_models, owner=False)
    try:
        answer, _ = ask(reader, QUESTION)
    finally:
        reader.close()
    assert answer.citations and not answer.refused


def test_a_reader_says_who_has_to_close_an_earlier_library(
    home: Path, earlier_models: Path, old_versions: None
) -> None:
    paths = paths_below(home, earlier_models)
    other = Owner(paths.lock)
    reader = opened(home, earlier_models, owner=False)
    try:
        with pytest.raises(RebuildNeeded, match="another process has it open"):
            ask(reader, QUESTION)
    finally:
        reader.close()
        other.release()


def test_it_opens_and_nothing_is_read_again(earlier: LocalAssistant, home: Path) -> None:
    assert earlier.parts.gate.policy.id == "standard"  # its detectors embed their own examples once
    embedded = count_embedded(earlier)
    before = earlier.files()
    assert len(before) == 7 and {file.state for file in before} == {"indexed"}

    events = index(earlier, home / "papers")

    assert finished(events).unchanged == 7
    assert not [event for event in events if isinstance(event, FileIndexed | FileJudged)]
    assert embedded.texts == 0
    # Only when files last changed their status, and that they wait to be hashed in their turn, is new.
    assert [replace(file, changed_ns=0, hashed_at=0) for file in earlier.files()] == before


def test_only_the_tables_are_read_for_what_it_lacks(earlier: LocalAssistant, home: Path) -> None:
    assert earlier.parts.gate.policy.id == "standard"
    embedded = count_embedded(earlier)
    library = earlier.parts.library
    chunks = [chunk for file in earlier.files() for chunk in library.document(file.path)]
    assert library.tables(Scope()) == []

    events = index(earlier, home / "papers")

    read = [Path(event.path).name for event in events if isinstance(event, TablesRead)]
    assert sorted(read) == sorted(path.name for path in (home / "papers").iterdir())  # all kinds have tables now
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
