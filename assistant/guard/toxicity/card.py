"""The card of a toxicity model's folder, and the check of the folder's files against it.

Invariant: a folder is opened only after every file named in `toxicity.json` has the SHA-256 written there, and only
if the folder holds no file of a format that can run code.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from assistant.disk.durable import hash_file
from assistant.domain.errors import ModelMissing, ModelRefused
from assistant.models.onnx.card import ModelCard, read_card

CARD = "toxicity.json"
_SAFE_SUFFIXES = frozenset({".onnx", ".safetensors", ".json", ".txt", ".md", ".model"})


class ToxicityCard(ModelCard):
    """The contents of `toxicity.json`. `labels` name the first outputs; a model may have more outputs than names."""

    schema_version: Literal[1] = 1
    name: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")
    revision: str
    labels: tuple[str, ...] = Field(min_length=1)
    window_tokens: int = Field(ge=8, le=8192)
    stride_tokens: int = Field(ge=0)
    pad_id: int = 0
    graph: str = ""  # the ONNX file; empty if the model runs through torch only
    architecture: str = ""  # the transformers class; empty if the model runs through ONNX only
    tokenizer_class: str = ""
    outputs: int = 0
    files: dict[str, str]  # name -> SHA-256


def read_toxicity_card(folder: Path) -> ToxicityCard:
    """Raises ModelMissing if there is no card, ModelRefused if the file is not a valid card."""
    missing = ModelMissing(f"There is no toxicity model in {folder.name!r}.", "Run: assistant models pull starter")
    return read_card(ToxicityCard, folder / CARD, f"the toxicity model {folder.name!r}", _AGAIN, missing)


def verify(folder: Path, card: ToxicityCard) -> None:
    """Raises ModelRefused for a file that is missing, changed, or of a format that can run code."""
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or (path.is_file() and path.suffix.lower() not in _SAFE_SUFFIXES):
            raise ModelRefused(f"The toxicity model {card.name!r} holds {path.name!r}, which may run code.", _AGAIN)
    for name, expected in card.files.items():
        if "/" in name or "\\" in name or name.startswith("."):
            raise ModelRefused(f"The card of the toxicity model {card.name!r} names a file outside its folder.", _AGAIN)
        try:
            found = hash_file(folder / name)
        except OSError as error:
            raise ModelRefused(f"{name!r} of the toxicity model {card.name!r} cannot be read.", _AGAIN) from error
        if found != expected:
            raise ModelRefused(f"{name!r} of the toxicity model {card.name!r} has a wrong SHA-256.", _AGAIN)


_AGAIN = "Remove the folder and run: assistant models pull starter"
