"""An index that somebody prepared: opening and asking it runs nothing that it names and unpickles nothing.

Chroma keeps the name and settings of an embedding function with a collection and makes it when it needs one: with
`trust_remote_code` that loads code from the folder of a model (CVE-2026-45829 on its server, the same on a client).
"""

from __future__ import annotations

import json
import os
import pickle
import shutil
import sqlite3
import sys
import types
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import chromadb
import pytest
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.errors import ChromaError

from assistant.domain.errors import AssistantError
from assistant.store.index.vectors import ChromaIndex
from tests.store.conftest import unit_vectors

VECTORS = unit_vectors(6)
_PLANTED = {
    "type": "known",
    "name": "sentence_transformer",
    "config": {
        "model_name": "/tmp/planted",
        "device": "cpu",
        "normalize_embeddings": False,
        "kwargs": {"trust_remote_code": True},
    },
}
_OURS = '{"type":"known","name":"refusing","config":{}}'


class _Plant:
    """Pickled, it makes a folder when it is read."""

    def __init__(self, mark: Path) -> None:
        self._mark = mark

    def __reduce__(self) -> tuple[Callable[[str], None], tuple[str]]:
        return os.mkdir, (str(self._mark),)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small index of the program's own making, closed."""
    folder = tmp_path_factory.mktemp("sound") / "index"
    index = ChromaIndex(folder)
    index.add(list(range(6)), VECTORS)
    index.close()
    return folder


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What was loaded by the library that runs the code of models, for which a double stands here."""
    calls: list[object] = []
    double = types.ModuleType("sentence_transformers")
    double.SentenceTransformer = lambda **settings: calls.append(settings)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sentence_transformers", double)
    return calls


def poison(folder: Path, how: str) -> Path:
    """Poison the index in `folder`; returns the mark that a pickle would make."""
    mark = folder.parent / "mark"
    planted = json.dumps({**_PLANTED, "name": "planted"} if how == "unknown function" else _PLANTED)
    if how == "pickle":
        (file,) = folder.rglob("index_metadata.pickle")
        file.write_bytes(pickle.dumps(_Plant(mark)))
        return mark
    with closing(sqlite3.connect(folder / "chroma.sqlite3")) as database, database:
        (schema,) = database.execute("SELECT schema_str FROM collections").fetchone()
        assert _OURS in schema
        if how in ("schema", "both", "unknown function"):
            database.execute("UPDATE collections SET schema_str = ?", (schema.replace(_OURS, planted),))
        if how in ("configuration", "both"):
            database.execute("UPDATE collections SET config_json_str = ?", (f'{{"embedding_function": {planted}}}',))
        if how == "metadata":
            rows = [("embedding_function", planted), ("hnsw:space", "cosine"), ("_type", "planted.Module")]
            for key, value in rows:
                database.execute(
                    "INSERT INTO collection_metadata (collection_id, key, str_value) SELECT id, ?, ? FROM collections",
                    (key, value),
                )
    return mark


@pytest.mark.promise("P1", "P18")
@pytest.mark.parametrize("how", ["schema", "configuration", "both", "unknown function", "metadata", "pickle"])
def test_nothing_that_it_names_runs(how: str, sound: Path, tmp_path: Path, loaded: list[object]) -> None:
    """It is refused, or it answers as it should; its seal, which is compared before, is left out here."""
    folder = tmp_path / "index"
    shutil.copytree(sound, folder)
    mark = poison(folder, how)
    before = {name for name in sys.modules if "planted" in name}
    try:
        with closing(ChromaIndex(folder)) as index:
            assert index.query(VECTORS[2], 1)[0][0] == 2
            index.add([7], VECTORS[:1])
            index.remove([1])
            assert index.stored_ids([1, 7]) == {7}
    except AssistantError as error:
        assert "cannot be opened" in str(error)
    except ChromaError as error:
        assert "pickle" in str(error)  # Chroma's own reader knows numbers and texts alone
    assert loaded == []
    assert not mark.exists()
    assert {name for name in sys.modules if "planted" in name} == before


@pytest.mark.control("P1", "P18")
def test_opened_as_it_is_usually_done_it_would(sound: Path, tmp_path: Path, loaded: list[object]) -> None:
    folder = tmp_path / "index"
    shutil.copytree(sound, folder)
    poison(folder, "both")
    client = chromadb.PersistentClient(str(folder))
    try:
        with pytest.raises(AttributeError, match="encode"):  # the double embeds nothing
            client.get_collection("chunks").query(query_texts=["a question"])
    finally:
        SharedSystemClient.clear_system_cache()
    assert loaded[0] == {"model_name_or_path": "/tmp/planted", "device": "cpu", "trust_remote_code": True}


@pytest.mark.control("P18")
def test_the_pickle_would_act_if_it_was_read(sound: Path, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    shutil.copytree(sound, folder)
    mark = poison(folder, "pickle")
    (file,) = folder.rglob("index_metadata.pickle")
    pickle.loads(file.read_bytes())
    assert mark.is_dir()
