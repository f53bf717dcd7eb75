"""Counts what an open assistant embeds. Invariant: the real embedder still does the work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.app.local import LocalAssistant
from assistant.domain.ports.embed import Vectors


@dataclass(slots=True)
class Embedded:
    """So far: calls, and texts in them."""

    calls: int = 0
    texts: int = 0


def count_embedded(assistant: LocalAssistant) -> Embedded:
    """From here on every passage that `assistant` embeds is counted."""
    embedder = assistant.parts.embedder
    embed, counted = embedder.embed_passages, Embedded()

    def counting(texts: Sequence[str]) -> Vectors:
        counted.calls += 1
        counted.texts += len(texts)
        return embed(texts)

    embedder.embed_passages = counting  # type: ignore[method-assign]
    return counted
