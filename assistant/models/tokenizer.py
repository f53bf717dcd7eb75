"""Text to word-pieces. Invariant: ids are cut only by `sequences`, spans are never cut, and nothing is padded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant.domain.errors import ModelRefused
from assistant.text.clean import encodable


def open_tokenizer(definition: bytes, refusal: ModelRefused) -> Any:
    """The tokenizer that a tokenizer.json defines, with its truncation and padding switched off.

    Raises `refusal` if it cannot be read.
    """
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_str(definition.decode("utf-8"))
    except Exception as error:  # the library raises bare Exception for a broken definition
        raise refusal from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


class TokenReader:
    """The model's own tokenizer. Raises ModelRefused if it cannot be read; `what` names the model in it."""

    def __init__(self, definition: bytes, what: str) -> None:
        self._tokenizer = open_tokenizer(
            definition, ModelRefused(f"The tokenizer of {what} cannot be read.", "Pull it again.")
        )

    def pieces(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """The id and the character span of each word-piece, without special tokens."""
        encoded = self._tokenizer.encode(encodable(text), add_special_tokens=False)
        return encoded.ids, encoded.offsets

    def spans(self, text: str) -> list[tuple[int, int]]:
        """The character span of each word-piece, without special tokens."""
        return self.pieces(text)[1]

    def ids(self, text: str) -> list[int]:
        """The id of each word-piece, without special tokens."""
        found: list[int] = self._tokenizer.encode(encodable(text), add_special_tokens=False).ids
        return found

    def special_tokens(self) -> tuple[list[int], list[int]]:
        """The ids of the special tokens before a text, and after it."""
        special: list[int] = self._tokenizer.encode("").ids
        return special[:1], special[1:]

    def sequences(self, texts: Sequence[str], max_tokens: int) -> list[list[int]]:
        """Ids with special tokens, cut to `max_tokens`; the cut keeps the closing special tokens."""
        encoded = self._tokenizer.encode_batch([encodable(text) for text in texts])
        return [_cut(item, max_tokens) for item in encoded]


def _cut(item: Any, max_tokens: int) -> list[int]:
    ids: list[int] = item.ids
    excess = len(ids) - max_tokens
    if excess <= 0:
        return ids
    special = item.special_tokens_mask
    closing = next((n for n, mark in enumerate(reversed(special)) if not mark), 0)
    end = len(ids) - closing
    return ids[: end - excess] + ids[end:]
