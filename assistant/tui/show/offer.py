"""What a person has to know before models are fetched: name, size, source, licence, and the room on the disk.

Invariant: nothing is fetched before this was shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.chat.words import size
from assistant.text.clean import one_line

if TYPE_CHECKING:
    from assistant.app.ports.overview import FetchOffer, ModelRow
    from assistant.chat.pieces import Piece

OTHER_VECTORS = (
    "Another embedding model makes other vectors of every passage. They are made in the background, and the present "
    "ones answer until all are there."
)
_LACKS = {
    "starter": "Files cannot be found yet: the embedding model is missing.",
    "scans": "Scans and pictures are not read: the models for them are missing.",
    "reader": "Answers are quotations: no language model is here yet.",
}


def offer_text(offer: FetchOffer, key: str) -> list[Piece]:
    """What is missing and how it is fetched. `key`: what fetches it, "" where nothing can be fetched from here."""
    pieces: list[Piece] = []
    for name in offer.names:
        pieces += [("\n  ! ", "bold $warning"), _LACKS.get(name, name)]
    if key:
        pieces += ["\n    ", (key, "bold $accent"), " accepts the licence and fetches "]
    else:
        commands = " ".join(("assistant models pull", *offer.names))
        pieces += ["\n    Run in another window: ", (commands, "bold"), " . It fetches "]
    pieces += [*_models(offer), *disk(offer.space_bytes, offer.free_bytes, "\n    ")]
    return pieces


def _models(offer: FetchOffer) -> list[Piece]:
    pieces: list[Piece] = []
    for model in offer.models:
        pieces += [
            (one_line(model.name, 60), "bold"),
            f" ({size(model.size_bytes)} from {model.source}, {model.licence} ",
            (model.licence_url, "dim"),
            "), ",
        ]
    pieces[-1] = ")."
    return pieces


def disk(space_bytes: int, free_bytes: int, indent: str = "") -> list[Piece]:
    """Whether the disk has the room that is needed meanwhile."""
    told = f"{indent}{size(space_bytes)} of disk space are needed, {size(free_bytes)} are free."
    return [told] if space_bytes <= free_bytes else [(f"{told} That is too little.", "bold $warning")]


def licence(model: ModelRow, free_bytes: int) -> list[Piece]:
    """What a person has to know before a model is fetched."""
    pieces: list[Piece] = [
        f"{model.notes}\n",
        ("Size      ", "dim"),
        f"{size(model.size_bytes)} from {model.source}\n",
        ("Licence   ", "dim"),
        (model.licence, "bold"),
        f"  {model.licence_url}\n",
    ]
    if model.memory_mb:
        fits = "fits" if model.fits else "! does not fit"
        pieces += [("Memory    ", "dim"), f"about {model.memory_mb:,} MB: {fits} what is free now\n"]
    if model.space_bytes:
        pieces += [("Disk      ", "dim"), *disk(model.space_bytes, free_bytes), "\n"]
    pieces.append("\nA process of its own fetches it, checks its SHA-256, and ends; it sees none of your files.\n")
    pieces.append(("enter accepts the licence and fetches it.", "bold"))
    return pieces
