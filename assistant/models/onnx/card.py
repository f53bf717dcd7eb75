"""The card beside a model: a JSON file that says how the model is meant to be run, and the SHA-256 of its files.

Invariant: a card has the fields of its kind and no others, or it is refused; the bytes of a file are given out only if
they have the SHA-256 that the card names.
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
    """What the cards of all kinds have in common: unknown fields are refused, and nothing changes once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


_Card = TypeVar("_Card", bound=ModelCard)


def read_card(kind: type[_Card], file: Path, what: str, hint: str, missing: ModelMissing) -> _Card:
    """Raises `missing` where there is no card, ModelRefused where it is not of that kind (`what` names the model)."""
    try:
        return kind.model_validate_json(file.read_bytes())
    except FileNotFoundError:
        raise missing from None
    except (OSError, ValidationError) as error:
        raise ModelRefused(f"The card of {what} cannot be read.", hint) from error


def write_card(file: Path, card: ModelCard) -> None:
    """Write the card; the last step of making a model's folder."""
    record = card.model_dump(mode="json", by_alias=True)
    write_durably(file, (json.dumps(record, indent=2) + "\n").encode())


def read_checked(folder: Path, relative: str, sha256: str, what: str, hint: str) -> bytes:
    """The bytes of a file of the model `what`. Raises ModelRefused if they are not the ones that the card names."""
    try:
        data = (folder / relative).read_bytes()
    except OSError as error:
        raise ModelRefused(f"{relative!r} of {what} cannot be read.", hint) from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ModelRefused(f"{relative!r} of {what} has been changed.", hint)
    return data
