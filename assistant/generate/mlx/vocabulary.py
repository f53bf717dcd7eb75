"""The tokenizer of a model folder; the model itself is not loaded. Invariant: content never yields a control token."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assistant.domain.errors import ModelRefused
from assistant.generate.chat_template import Fragment
from assistant.models.tokenizer import open_tokenizer


class MlxVocabulary:
    """`folder` holds a tokenizer.json. All methods may be called from any thread."""

    def __init__(self, folder: Path) -> None:
        file = folder / "tokenizer.json"
        self._for_content = _open(file)
        self._for_content.encode_special_tokens = True  # control tokens count as plain text
        self._for_template = _open(file)

    def tokenize(self, fragment: Fragment, opening: bool = False) -> tuple[int, ...]:
        """Token ids of `fragment`. `opening` changes nothing: the template itself writes the model's opening token."""
        tokenizer = self._for_template if fragment.is_template else self._for_content
        return tuple(tokenizer.encode(fragment.text, add_special_tokens=False).ids)


def _open(file: Path) -> Any:
    refusal = ModelRefused(f"The model folder {file.parent.name!r} has no usable tokenizer.json.")
    try:
        definition = file.read_bytes()
    except OSError as error:
        raise refusal from error
    return open_tokenizer(definition, refusal)
