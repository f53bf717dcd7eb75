"""The card of an exported embedding model (`embedder.json`): all settings that are needed to run it.

Invariant: `identity` changes with anything that changes a vector.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Literal

from pydantic import ConfigDict, Field, field_validator

from assistant.domain.errors import ModelMissing
from assistant.models.onnx.card import ModelCard, read_card

CARD = "embedder.json"


class EmbedderCard(ModelCard):
    """`max_tokens` counts special tokens; the prompts are put in front of each question and of each passage."""

    model_config = ConfigDict(strict=True)

    schema_version: Literal[1] = Field(alias="schema")
    name: str
    revision: str
    pooling: str
    precision: str
    dimension: int
    max_tokens: int
    pad_id: int
    question_prompt: str
    passage_prompt: str
    model: str  # the graph's file, below the model's folder
    model_sha256: str
    tokenizer_sha256: str
    unrelated: float = Field(0.0, ge=0, lt=1)  # the cosine of texts that have nothing in common; it changes no vector

    @field_validator("model")
    @classmethod
    def _inside(cls, value: str) -> str:
        if Path(value).is_absolute() or ".." in Path(value).parts:
            raise ValueError("must lie below the model's folder")
        return value

    @property
    def identity(self) -> str:
        """Changes with anything that changes a vector: weights, precision, pooling, window, prompts, tokenizer."""
        facts = json.dumps(list(self.model_dump(exclude={"schema_version", "unrelated"}).values()))
        digest = hashlib.sha256(facts.encode()).hexdigest()[:12]
        return f"{self.name}@{self.revision}/{self.pooling}/{self.precision}/{digest}"


def shown(folder: Path) -> str:
    """The name of the embedding model in `folder`, for error messages."""
    return f"the model {folder.name!r}"


def remedy(folder: Path) -> str:
    """The hint of errors about an incomplete or changed model in `folder`."""
    return f"Run: assistant models pull {folder.name}"


def read_embedder_card(folder: Path) -> EmbedderCard:
    """The card in `folder`. Raises ModelMissing if there is none, ModelRefused if it is not a valid card."""
    missing = ModelMissing(
        f"The folder {folder.name!r} holds no exported embedding model.", "Run: assistant models pull starter"
    )
    return read_card(EmbedderCard, folder / CARD, shown(folder), remedy(folder), missing)
