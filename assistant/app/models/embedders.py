"""Which embedding model finds passages, and which one is to find them next.

Invariant: what finds passages made the library's vectors, where that model is still installed.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.app.models.choice import open_chosen_embedder
from assistant.config.paths import Paths
from assistant.domain.errors import ModelMissing, ModelRefused
from assistant.domain.records.documents import Identity

if TYPE_CHECKING:
    from assistant.answer.retrieve.fusion import Trust
    from assistant.config.schema import EmbeddingConfig
    from assistant.domain.ports.embed import Embedder
    from assistant.store.library import SqliteLibrary


@dataclass(frozen=True, slots=True)
class Embedders:
    """`answering` made the library's vectors; `following` is the one of the settings, where that is another."""

    answering: Embedder
    following: Embedder | None = None


def open_embedders(settings: EmbeddingConfig, paths: Paths) -> Embedders:
    """The model of the settings, behind the one that the library was built with if that is still installed.

    Raises ModelMissing, ModelRefused.
    """
    from assistant.store.building import recorded_in

    chosen = open_chosen_embedder(settings, paths)
    wanted, built_with = identity_of(chosen), recorded_in(paths.ledger)
    if built_with in ("", repr(wanted)):
        return Embedders(chosen)
    former = _open_former(built_with, settings, paths)
    return Embedders(chosen) if former is None else Embedders(former, chosen)


def _open_former(built_with: str, settings: EmbeddingConfig, paths: Paths) -> Embedder | None:
    from assistant.ingest.embed.choose import open_embedder
    from assistant.models.installed import list_installed
    from assistant.models.onnx.embedder_card import read_embedder_card

    for model in list_installed(paths.models):
        with suppress(ModelMissing, ModelRefused):
            if model.role == "embedding":
                card = read_embedder_card(model.folder)
                if repr(Identity(card.identity, card.dimension)) == built_with:
                    return open_embedder(model.folder, settings.threads)
    return None


def identity_of(embedder: Embedder) -> Identity:
    """What a library is built with whose vectors `embedder` makes."""
    return Identity(embedder.identity, embedder.dimension)


def trust_of(embedder: Embedder) -> Trust:
    """How much the vectors of `embedder` count: as the catalog says, or as much as keywords."""
    from assistant.answer.retrieve.fusion import Trust
    from assistant.models.catalog.entries import load_catalog

    name = embedder.identity.partition("@")[0]
    for entry in load_catalog().model:
        if entry.name == name:
            return Trust(entry.vector_odds, english_only=entry.languages == ("en",))
    return Trust()


def aim_library(library: SqliteLibrary, embedders: Embedders) -> None:
    """Note in the library whether vectors of another model are to be made; what was begun for a third one goes."""
    from assistant.store.building import aim

    following = embedders.following
    aim(library.database, identity_of(following) if following is not None else None)
