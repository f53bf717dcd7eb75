"""Texts to vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

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

    @property
    def unrelated(self) -> float:
        """The cosine of texts that have nothing in common, 0 up to below 1; many models never come near 0."""
        ...


def likeness(embedder: Embedder, cosines: Vector | float) -> Any:
    """How alike texts are, of their cosines: about 0 for what has nothing in common and 1 for the same text.

    It keeps the order. What is compared with a bound or added to something else is a likeness, so that the bounds hold
    for models whose cosines lie in another range.
    """
    return (cosines - embedder.unrelated) / (1.0 - embedder.unrelated)
