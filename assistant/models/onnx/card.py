"""The card beside a model: a JSON file with the settings for running the model and the SHA-256 of its files.

Invariant: a card with missing or unknown fields is refused; the bytes of a file are returned only if they have the
SHA-256 that the card names.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.disk.durable import write_durably
from assistant.domain.errors import ModelMissing, ModelRefused


class ModelCard(BaseModel):
    """The base of all cards: unknown fields are refused, and a card cannot be changed after it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


_Card = TypeVar("_Card", bound=ModelCard)


def read_card(kind: type[_Card], file: Path, what: str, hint: str, missing: ModelMissing) -> _Card:
    """The card in `file`. Raises `missing` if there is none, ModelRefused (naming `what`) if it is of another kind."""
    try:
        return kind.model_validate_json(file.read_bytes())
    except FileNotFoundError:
        raise missing from None
    except (OSError, ValidationError) as error:
        raise ModelRefused(f"The card of {what} cannot be read.", hint) from error


def write_card(file: Path, card: ModelCard) -> None:
    """Write the card. A model's folder gets its card after all other files."""
    record = card.model_dump(mode="json", by_alias=True)
    write_durably(file, (json.dumps(record, indent=2) + "\n").encode())


def read_checked(folder: Path, relative: str, sha256: str, what: str, hint: str) -> bytes:
    """The bytes of a file of the model `what`. Raises ModelRefused if their SHA-256 is not `sha256`."""
    try:
        data = (folder / relative).read_bytes()
    except OSError as error:
        raise ModelRefused(f"{relative!r} of {what} cannot be read.", hint) from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ModelRefused(f"{relative!r} of {what} has been changed.", hint)
    return data
