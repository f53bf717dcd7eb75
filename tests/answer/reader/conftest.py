"""The span reader as it is installed."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.answer.reader.span_onnx import OnnxSpanReader
from assistant.app.models.starters import make_starter_reader


@pytest.fixture(scope="session")
def reader_folder(starter_models: Path) -> Path:
    return make_starter_reader(starter_models)


@pytest.fixture(scope="session")
def reader(reader_folder: Path) -> OnnxSpanReader:
    return OnnxSpanReader(reader_folder)
