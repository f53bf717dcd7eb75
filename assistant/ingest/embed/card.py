"""The card beside an exported embedding model: all that is needed to run it as it was meant.

Invariant: the model and the tokenizer are opened only if their bytes have the SHA-256 that the card names.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from assistant.domain.errors import ModelMissing, ModelRefused

CARD = "embedder.json"
_SCHEMA = 1


@dataclass(frozen=True, slots=True)
class EmbedderCard:
    """`max_tokens` counts special tokens; prompts are put before a question and before a passage."""

    name: str
    revision: str
    pooling: str
    precision: str
    dimension: int
    max_tokens: int
    pad_id: int
    question_prompt: str
    passage_prompt: str
    model: str
    model_sha256: str
    tokenizer_sha256: str

    @property
    def identity(self) -> str:
        """Changes with anything that changes a vector: weights, precision, pooling, window, prompts, tokenizer."""
        facts = json.dumps([getattr(self, name) for name in self.__slots__])
        digest = hashlib.sha256(facts.encode()).hexdigest()[:12]
        return f"{self.name}@{self.revision}/{self.pooling}/{self.precision}/{digest}"


def read_card(folder: Path) -> EmbedderCard:
    """Raises ModelMissing where there is no card, ModelRefused where it is not one of ours."""
    try:
        record = json.loads((folder / CARD).read_bytes())
        if record.pop("schema") != _SCHEMA:
            raise ValueError("schema")
        card = EmbedderCard(**record)
        _check_types(card)
    except FileNotFoundError:
        raise ModelMissing(
            f"The folder {folder.name!r} holds no exported embedding model.", "Run: assistant models pull starter"
        ) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelRefused(f"The card of the model {folder.name!r} cannot be read.", _remedy(folder)) from error
    return card


def read_checked(folder: Path, relative: str, sha256: str) -> bytes:
    """The bytes of a file of the model. Raises ModelRefused if they are not the ones the card names."""
    try:
        data = (folder / relative).read_bytes()
    except OSError as error:
        raise ModelRefused(f"{relative!r} of the model {folder.name!r} cannot be read.", _remedy(folder)) from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ModelRefused(f"{relative!r} of the model {folder.name!r} has been changed.", _remedy(folder))
    return data


def _check_types(card: EmbedderCard) -> None:
    for name in ("dimension", "max_tokens", "pad_id"):
        if not isinstance(getattr(card, name), int):
            raise TypeError(name)
    for name in ("name", "revision", "pooling", "precision", "question_prompt", "passage_prompt", "model"):
        if not isinstance(getattr(card, name), str):
            raise TypeError(name)
    if Path(card.model).is_absolute() or ".." in Path(card.model).parts:
        raise ValueError("model")


def _remedy(folder: Path) -> str:
    return f"Run: assistant models pull {folder.name}"
