"""Texts to vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


# Strings, so that importing the ports does not import numpy: the app's first frame imports the ports.
Vectors: TypeAlias = "NDArray[np.float32]"  # shape (n, dimension), unit length


Vector: TypeAlias = "NDArray[np.float32]"  # shape (dimension,), unit length


class Embedder(Protocol):
    """Texts to unit vectors."""

    @property
    def identity(self) -> str:
        """Name, revision, pooling and precision in one string."""
        ...

    @property
    def dimension(self) -> int: ...

    @property
    def max_tokens(self) -> int:
        """The true window in word-pieces, special tokens included; longer text is cut by the model."""
        ...

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        """The character span of each word-piece of `text`, without special tokens and without any cut."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimension), float32, unit rows, in the order given."""
        ...

    def embed_question(self, text: str) -> Vector: ...
