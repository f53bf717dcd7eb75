"""Reads the config.json of an MLX model folder, before its weights are opened.

Invariant: a name that is not a folder is refused, never looked up on a hub; a value that is no number is ignored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.domain.errors import ModelMissing, ModelRefused
from assistant.text.clean import read_json_value


@dataclass(frozen=True, slots=True)
class MlxConfig:
    """0 if the config does not name a value. `kv_bytes_per_token` is for 16 bits, as if every layer had a cache."""

    window_tokens: int = 0
    kv_bytes_per_token: int = 0


def read_config(folder: Path) -> MlxConfig:
    """Raises ModelMissing if there is no such folder, ModelRefused if its config.json cannot be used."""
    if not folder.is_absolute() or not folder.is_dir():
        raise ModelMissing(f"There is no model folder {str(folder)!r}.", "Give the absolute path of a folder.")
    try:
        config = read_json_value((folder / "config.json").read_bytes())
    except (OSError, ValueError) as error:
        raise ModelRefused(f"The model folder {folder.name!r} has no usable config.json.") from error
    if not isinstance(config, dict):
        raise ModelRefused(f"The config.json of the model folder {folder.name!r} is not an object.")
    text = config.get("text_config")  # of a vision model
    parts: tuple[Mapping[str, Any], ...] = (config, text if isinstance(text, dict) else {})
    heads = _number(parts, "num_attention_heads")
    size = _number(parts, "head_dim") or (_number(parts, "hidden_size") // heads if heads else 0)
    kv_heads = _number(parts, "num_key_value_heads") or heads
    return MlxConfig(
        window_tokens=_number(parts, "max_position_embeddings"),
        kv_bytes_per_token=_number(parts, "num_hidden_layers") * kv_heads * size * 4,  # key and value, two bytes each
    )


def _number(parts: tuple[Mapping[str, Any], ...], key: str) -> int:
    for part in parts:
        value = part.get(key)
        if isinstance(value, int) and value > 0:
            return value
    return 0
