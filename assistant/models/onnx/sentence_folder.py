"""Reads the configuration of a sentence-transformers folder.

Invariant: a value that is not supported exactly (another pooling, an extra layer) is an error, never a guess.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from assistant.domain.errors import ModelRefused
from assistant.models.onnx.bert import GraphUnsupported
from assistant.models.onnx.config_values import read_count, unusable
from assistant.text.clean import read_json_value

_LEGACY_MODES = {
    "pooling_mode_cls_token": "cls",
    "pooling_mode_max_tokens": "max",
    "pooling_mode_mean_tokens": "mean",
    "pooling_mode_mean_sqrt_len_tokens": "mean_sqrt_len_tokens",
    "pooling_mode_weightedmean_tokens": "weightedmean",
    "pooling_mode_lasttoken": "lasttoken",
}
_ENDLESS = 1 << 20  # what is longer is no limit that anybody has measured
_PROMPTS = "config_sentence_transformers.json"


@dataclass(frozen=True, slots=True)
class SentenceFolder:
    """The parts of the folder that decide an embedding. `max_tokens` counts special tokens."""

    pooling: Literal["mean", "cls"]
    max_tokens: int
    config: dict[str, Any]


def read_sentence_folder(folder: Path) -> SentenceFolder:
    """Raises GraphUnsupported for an unsupported value, ModelRefused for a file that cannot be read."""
    config = read_json(folder / "config.json")
    return SentenceFolder(pooling=_pooling(folder), max_tokens=_max_tokens(folder, config), config=config)


def read_prompts(folder: Path) -> tuple[str, str]:
    """The prompts in front of a question and in front of a passage. Raises ModelRefused."""
    saved = read_json(folder / _PROMPTS, optional=True)
    prompts = saved.get("prompts") or {}
    if not isinstance(prompts, dict) or not all(isinstance(prompt, str | None) for prompt in prompts.values()):
        raise unusable(_PROMPTS, "prompts")
    default = prompts.get(str(saved.get("default_prompt_name"))) or ""
    return prompts.get("query") or default, prompts.get("document") or prompts.get("passage") or default


def read_json(file: Path, *, optional: bool = False) -> dict[str, Any]:
    """A JSON object from disk; empty if `optional` and absent. Raises ModelRefused."""
    if optional and not file.exists():
        return {}
    try:
        value = read_json_value(file.read_bytes())
    except (OSError, ValueError) as error:
        raise ModelRefused(f"{file.name!r} of the model cannot be read.", "Pull the model again.") from error
    if not isinstance(value, dict):
        raise ModelRefused(f"{file.name!r} of the model is not a JSON object.", "Pull the model again.")
    return value


def read_modules(folder: Path) -> list[tuple[str, str]]:
    """Class and subfolder of each layer that `modules.json` names; none without that file. Raises ModelRefused."""
    file = folder / "modules.json"
    if not file.exists():
        return []
    try:
        modules = [(str(module["type"]), str(module["path"])) for module in read_json_value(file.read_bytes())]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelRefused("'modules.json' of the model cannot be read.", "Pull the model again.") from error
    if any(Path(subfolder).is_absolute() or ".." in Path(subfolder).parts for _, subfolder in modules):
        raise ModelRefused("'modules.json' of the model points outside its folder.", "Do not use this model.")
    return modules


def _pooling(folder: Path) -> Literal["mean", "cls"]:
    modules = read_modules(folder) if (folder / "modules.json").exists() else [("Transformer", "")]
    kinds = [kind.rsplit(".", 1)[-1] for kind, _ in modules]
    if kinds not in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"], ["Transformer"]):
        raise GraphUnsupported(
            f"The layers {', '.join(kinds)} have no ONNX graph here.", "It runs with the extra: torch."
        )
    if len(modules) == 1:
        return "mean"
    settings = read_json(folder / modules[1][1] / "config.json")
    mode = settings.get("pooling_mode") or [word for key, word in _LEGACY_MODES.items() if settings.get(key)]
    mode = mode[0] if isinstance(mode, list) and len(mode) == 1 else mode or "mean"
    if mode not in ("mean", "cls") or settings.get("include_prompt") is False:
        raise GraphUnsupported(f"Pooling by {mode!r} has no ONNX graph here.", "It runs with the extra: torch.")
    return cast("Literal['mean', 'cls']", mode)


def _max_tokens(folder: Path, config: dict[str, Any]) -> int:
    """The smallest of the limits that the folder names; RoBERTa's position table is longer than its window by two."""
    sentence = read_json(folder / "sentence_bert_config.json", optional=True)
    if sentence.get("do_lower_case") and not _lowercases(folder):
        raise GraphUnsupported(
            "Lower-casing outside the tokenizer has no ONNX graph here.", "It runs with the extra: torch."
        )
    tokenizer = read_json(folder / "tokenizer_config.json", optional=True)
    offset = 0 if config.get("model_type") == "bert" else read_count(config, "pad_token_id", "config.json", 1) + 1
    smallest = min(
        read_count(config, "max_position_embeddings", "config.json") - offset,
        read_count(sentence, "max_seq_length", "sentence_bert_config.json", 0) or _ENDLESS,
        read_count(tokenizer, "model_max_length", "tokenizer_config.json", 0) or _ENDLESS,
    )
    if not 0 < smallest < _ENDLESS:
        raise unusable("config.json", "max_position_embeddings")
    return smallest


def _lowercases(folder: Path) -> bool:
    normalizer = read_json(folder / "tokenizer.json").get("normalizer")
    if not isinstance(normalizer, dict):
        return False
    return bool(normalizer.get("lowercase")) or normalizer.get("type") == "Lowercase"
