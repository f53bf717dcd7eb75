"""Cards beside models: read as they were written, refused if they are of another kind; files only with their hash."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from assistant.domain.errors import ModelMissing, ModelRefused
from assistant.models.onnx.card import ModelCard, read_card, read_checked, write_card
from assistant.models.onnx.embedder_card import CARD, EmbedderCard, read_embedder_card


class SmallCard(ModelCard):
    name: str
    tokens: int = 0


MISSING = ModelMissing("There is none.", "Pull it.")

EMBEDDER = EmbedderCard(
    schema=1,
    name="tiny",
    revision="0.1.0",
    pooling="mean",
    precision="int8",
    dimension=384,
    max_tokens=256,
    pad_id=0,
    question_prompt="Frage: ü",
    passage_prompt="",
    model="onnx/model.int8.onnx",
    model_sha256="0" * 64,
    tokenizer_sha256="1" * 64,
)


def read(file: Path) -> SmallCard:
    return read_card(SmallCard, file, "the small model 'x'", "Pull it.", MISSING)


def test_a_card_is_read_as_it_was_written(tmp_path: Path) -> None:
    write_card(tmp_path / "small.json", SmallCard(name="x", tokens=3))
    assert read(tmp_path / "small.json") == SmallCard(name="x", tokens=3)


def test_where_there_is_none_the_kind_says_so(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing) as caught:
        read(tmp_path / "small.json")
    assert caught.value is MISSING


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"name": 1}', '{"name": "x", "more": 1}', "\ufeff{"])
def test_what_is_no_card_of_the_kind_is_refused_by_name(tmp_path: Path, text: str) -> None:
    (tmp_path / "small.json").write_text(text, encoding="utf-8")
    with pytest.raises(ModelRefused, match="The card of the small model 'x' cannot be read"):
        read(tmp_path / "small.json")


def test_bytes_are_given_out_only_with_the_hash_that_was_named(tmp_path: Path) -> None:
    (tmp_path / "graph").write_bytes(b"graph")
    digest = hashlib.sha256(b"graph").hexdigest()
    assert read_checked(tmp_path, "graph", digest, "the model", "Pull it.") == b"graph"
    with pytest.raises(ModelRefused, match="'graph' of the model has been changed"):
        read_checked(tmp_path, "graph", "0" * 64, "the model", "Pull it.")
    with pytest.raises(ModelRefused, match="'gone' of the model cannot be read"):
        read_checked(tmp_path, "gone", digest, "the model", "Pull it.")


def test_the_embedders_card_keeps_its_form_and_its_identity(tmp_path: Path) -> None:
    """Both stand in libraries that exist: another form would not be read, another identity would empty the library."""
    write_card(tmp_path / CARD, EMBEDDER)
    record = json.loads((tmp_path / CARD).read_text(encoding="ascii"))
    assert list(record)[:3] == ["schema", "name", "revision"]
    assert record["question_prompt"] == "Frage: ü"
    assert read_embedder_card(tmp_path) == EMBEDDER
    assert EMBEDDER.identity == "tiny@0.1.0/mean/int8/f3c98ea9bfc5"
