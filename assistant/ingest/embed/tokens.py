"""Text to word-pieces. Invariant: no sequence is ever longer than the model's window, and spans are never cut."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant.domain.errors import ModelRefused
from assistant.text.clean import encodable


class TokenReader:
    """The model's own tokenizer, with the truncation and padding saved in its file switched off."""

    def __init__(self, definition: bytes, max_tokens: int, name: str) -> None:
        from tokenizers import Tokenizer

        try:
            tokenizer = Tokenizer.from_str(definition.decode("utf-8"))
        except Exception as error:  # the library raises bare Exception for a broken definition
            raise ModelRefused(f"The tokenizer of the model {name!r} cannot be read.", "Pull it again.") from error
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self._tokenizer = tokenizer
        self._max_tokens = max_tokens

    def spans(self, text: str) -> list[tuple[int, int]]:
        """The character span of each word-piece, without special tokens."""
        return list(self._tokenizer.encode(encodable(text), add_special_tokens=False).offsets)

    def count(self, text: str) -> int:
        """Word-pieces without special tokens."""
        return len(self._tokenizer.encode(encodable(text), add_special_tokens=False).ids)

    def sequences(self, texts: Sequence[str]) -> list[list[int]]:
        """Ids with special tokens, cut to the window; the closing special tokens survive the cut."""
        encoded = self._tokenizer.encode_batch([encodable(text) for text in texts])
        return [self._cut(item) for item in encoded]

    def _cut(self, item: Any) -> list[int]:
        ids: list[int] = item.ids
        excess = len(ids) - self._max_tokens
        if excess <= 0:
            return ids
        special = item.special_tokens_mask
        closing = next((n for n, mark in enumerate(reversed(special)) if not mark), 0)
        end = len(ids) - closing
        return ids[: end - excess] + ids[end:]
