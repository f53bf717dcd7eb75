"""Which languages the passages are in, and whether another embedding model would find more in them.

Invariant: nothing is fetched or changed; it is only said.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from assistant.domain.records.program import EmbedderAdvice

if TYPE_CHECKING:
    from assistant.app.parts import Parts

_BETTER = "multilingual-e5-small"
_SHARE = 0.25  # of the passages; below that, the slower model costs more than it finds
_FEWEST = 10  # passages


def embedder_advice(parts: Parts) -> EmbedderAdvice | None:
    """The better model if many passages are in languages that the embedding model does not know."""
    from assistant.app.models.embedders import trust_of
    from assistant.models.installed import list_installed

    if parts.embedders.following is not None or not trust_of(parts.embedder).english_only:
        return None
    name = parts.embedder.identity.partition("@")[0]
    installed = any(model.name == _BETTER for model in list_installed(parts.paths.models))
    return advice(name, parts.library.languages(), parts.library.count_chunks(), installed)


def advice(name: str, languages: Mapping[str, int], passages: int, installed: bool) -> EmbedderAdvice | None:
    """`languages`: the passages in each language but English; `name` is a model that knows English alone."""
    others = {language: count for language, count in languages.items() if count}
    total = sum(others.values())
    if total < _FEWEST or total < _SHARE * passages:
        return None
    first = max(others, key=lambda language: others[language])
    named = first if first == "Chinese, Japanese or Korean" else first.capitalize()
    more = " and others" if others[first] < total else ""
    why = f"{total:,} of {passages:,} passages are in languages that {name} does not know: {named}{more}."
    return EmbedderAdvice(why, _BETTER, installed)
