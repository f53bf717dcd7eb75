"""The card of a span reader's folder. Invariant: as of every card (`models.onnx.card`)."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from assistant.domain.errors import ModelMissing
from assistant.models.onnx.card import ModelCard, read_card

CARD, GRAPH, TOKENIZER = "reader.json", "model.onnx", "tokenizer.json"
WHAT, HINT = "the reading model", "Run: assistant models pull starter"  # how errors name it, and the remedy


class ReaderCard(ModelCard):
    """The contents of `reader.json`. A window holds question, passage and three special tokens, in word-pieces."""

    schema_version: Literal[1] = 1
    name: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")
    revision: str
    window_tokens: int = Field(ge=32, le=512)
    stride_tokens: int = Field(ge=0, le=256)
    graph_sha256: str
    tokenizer_sha256: str


def read_reader_card(folder: Path) -> ReaderCard:
    """Raises ModelMissing if there is no card, ModelRefused if it is not valid."""
    missing = ModelMissing(f"There is no reading model in {folder.name!r}.", HINT)
    return read_card(ReaderCard, folder / CARD, f"{WHAT} {folder.name!r}", HINT, missing)
