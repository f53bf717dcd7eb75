"""A locked PDF is opened with its password, from the faces' side of the port."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.app.local import LocalAssistant
from assistant.domain.errors import NothingFound
from assistant.domain.events import FileIndexed, FileQuarantined
from assistant.domain.stop import StopSignal
from tests.ingest.parse.made import LEASE, pdf
from tests.journeys.conftest import finished, index


def test_unlock_reads_one_file_and_leaves_the_others(assistant: LocalAssistant, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    (folder / "inner").mkdir(parents=True)
    locked = folder / "inner" / "locked.pdf"
    locked.write_bytes(pdf([LEASE], password="figs"))
    (folder / "new.md").write_text("# New\n\nWritten after the library was made.\n", "utf-8")
    index(assistant, folder)
    wrong = list(assistant.unlock(str(locked), "dates", StopSignal()))
    assert [(one.reason, one.message) for one in wrong if isinstance(one, FileQuarantined)] == [
        ("needs_password", next(one.message for one in assistant.files() if one.path == str(locked)))
    ]
    assert "The password is wrong." in assistant.files()[0].message
    right = list(assistant.unlock(str(locked), "figs", StopSignal()))
    assert [one.path for one in right if isinstance(one, FileIndexed)] == [str(locked)]
    assert finished(right).indexed == 1
    assert {(one.path, one.root, one.state) for one in assistant.files()} == {
        (str(locked), str(folder), "indexed"),
        (str(folder / "new.md"), str(folder), "indexed"),
    }
    assert any("three months" in passage.text for passage in assistant.search("notice of the lease", 3))
    assert finished(index(assistant, folder)).unchanged == 2
    locked.unlink()
    with pytest.raises(NothingFound):
        list(assistant.unlock(str(locked), "figs", StopSignal()))
