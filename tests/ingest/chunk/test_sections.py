"""Where a chunk ends: a section never shares one with the section beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import cast

from assistant.domain.ports.embed import Embedder
from assistant.domain.records.documents import Block, ParsedDocument, ParsedPage, Span
from assistant.ingest.chunk.structure import StructureChunker
from assistant.text.words import words


@dataclass(frozen=True, slots=True)
class _Words:
    """An embedder's tokenizer that counts words."""

    max_tokens: int = 256

    def token_spans(self, text: str) -> list[Span]:
        return [(0, len(text))] * len(words(text))


def _chunks(text: str) -> list[tuple[tuple[str, ...], str]]:
    lines = re.finditer(r"^(#+) (.+)$", text, re.MULTILINE)
    blocks = tuple(Block("heading", *line.span(2), len(line[1])) for line in lines)  # without marks, as readers do
    document = ParsedDocument("notes", False, (ParsedPage(1, text, blocks),))
    drafts = StructureChunker(cast(Embedder, _Words())).chunk(document, "notes")
    return [(draft.headings, draft.text) for draft in drafts]


def test_two_short_sections_are_two_chunks() -> None:
    found = _chunks("# Fridge\n\nBought in May.\n\n# Washer\n\nBought in June.")
    assert found == [(("Fridge",), "# Fridge\n\nBought in May."), (("Washer",), "# Washer\n\nBought in June.")]


def test_a_short_section_holds_its_own_first_part() -> None:
    found = _chunks("# Pond\n\nIt is deep.\n\n## Filter\n\nClean it.\n\n# Shed\n\nIt is dry.")
    assert [headings for headings, _ in found] == [("Pond",), ("Shed",)]


def test_a_short_beginning_belongs_to_the_first_section() -> None:
    found = _chunks("Noted by Ida.\n\n# Fridge\n\nBought in May.")
    assert found == [(("Fridge",), "Noted by Ida.\n\n# Fridge\n\nBought in May.")]


def test_all_text_is_in_a_chunk() -> None:
    text = "Begin.\n\n# A\n\nOne.\n\n## B\n\nTwo.\n\n# C\n\nThree."
    assert "".join("".join(part for _, part in _chunks(text)).split()) == "".join(text.split())
