"""One sealed process and the sheets of the small files, for all questions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.answer.tables.cells.sheets import Sheet
from assistant.answer.tables.engine.process import SealedQueries
from tests.answer.tables.asking import read_sheets
from tests.answer.tables.files import write_files


@pytest.fixture(scope="session")
def queries() -> Iterator[SealedQueries]:
    process = SealedQueries()
    yield process
    process.close()


@pytest.fixture(scope="session")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> list[Sheet]:
    return read_sheets(write_files(tmp_path_factory.mktemp("papers") / "papers"))
