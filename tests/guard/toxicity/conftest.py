"""The starter model, assembled once a run from the pulled base and the shipped difference."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.guard.toxicity.assemble import assemble
from assistant.guard.toxicity.scorers import OnnxToxicity
from assistant.models.onnx.bert import ClassifierHead, build_bert
from assistant.models.onnx.export import quantise
from assistant.models.shipped.folder import WriteGraph


def write_int8(weights: Mapping[str, NDArray[np.float32]], config: Mapping[str, Any], target: Path) -> None:
    """What the wiring passes in: the graph with a sigmoid head, 8-bit."""
    quantise(build_bert(weights, config, ClassifierHead()), target)


@pytest.fixture(scope="session")
def write_graph() -> WriteGraph:
    return write_int8


@pytest.fixture(scope="session")
def base(starter_models: Path) -> Path:
    """The folder of the pulled MiniLM."""
    return starter_models / "all-minilm-l6-v2"


@pytest.fixture(scope="session")
def starter_folder(base: Path, write_graph: WriteGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return assemble(base, tmp_path_factory.mktemp("models") / "toxicity-starter", write_graph)


@pytest.fixture(scope="session")
def starter(starter_folder: Path) -> OnnxToxicity:
    return OnnxToxicity(starter_folder)
