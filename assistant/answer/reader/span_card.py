"""What a span reader's folder says about itself.

Invariant: graph and tokenizer are opened only if their bytes have the SHA-256 that the card names.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.disk.durable import write_durably
from assistant.domain.errors import ModelMissing, ModelRefused

CARD, GRAPH, TOKENIZER = "reader.json", "model.onnx", "tokenizer.json"
_AGAIN = "Run: assistant models pull starter"


class ReaderCard(BaseModel):
    """The contents of `reader.json`. A window holds question, passage and three special tokens, in word-pieces."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    schema_version: Literal[1] = 1
    name: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")
    revision: str
    window_tokens: int = Field(ge=32, le=512)
    stride_tokens: int = Field(ge=0, le=256)
    graph_sha256: str
    tokenizer_sha256: str


def read_card(folder: Path) -> ReaderCard:
    """Raises ModelMissing where there is no card, ModelRefused where it is not one."""
    try:
        return ReaderCard.model_validate_json((folder / CARD).read_bytes())
    except FileNotFoundError:
        raise ModelMissing(f"There is no reading model in {folder.name!r}.", _AGAIN) from None
    except (OSError, ValidationError) as error:
        raise ModelRefused(f"The card of the reading model {folder.name!r} cannot be read.", _AGAIN) from error


def write_card(folder: Path, card: ReaderCard) -> None:
    """Write the card; the last step of making a folder."""
    write_durably(folder / CARD, (card.model_dump_json(indent=2) + "\n").encode())


def read_checked(folder: Path, name: str, sha256: str) -> bytes:
    """The bytes of a file of the model. Raises ModelRefused if they are not those that the card names."""
    try:
        data = (folder / name).read_bytes()
    except OSError as error:
        raise ModelRefused(f"{name!r} of the reading model cannot be read.", _AGAIN) from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ModelRefused(f"{name!r} of the reading model has been changed.", _AGAIN)
    return data
