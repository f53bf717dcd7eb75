"""Splits pages into chunks: at headings, blocks and table rows where possible, and always within the embedder's window.

Invariant: a draft's text is exactly `page.text[start:end]` of one page; every character that is not white space is in a
draft; header and text together never exceed the window.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.domain.ports.embed import Embedder
from assistant.domain.records.documents import ChunkDraft, ParsedDocument, ParsedPage, Span
from assistant.ingest.chunk.header import header_line, heading_text
from assistant.ingest.chunk.units import MAX_CHARS, Unit, halfway, units
from assistant.text.sentences import trim

TARGET_TOKENS = 230  # header and text; the range 220-240 was measured as best for 256-piece windows
HEADER_TOKENS = 40
OVERLAP = 0.15  # of the target, where a block had to be cut
SPECIAL_TOKENS = 8  # kept free in the window for tokens that the model adds
SECTION_TOKENS = 24  # a shorter section shares a chunk with its first part: too little to find it by
TAIL_TOKENS = 40  # a smaller last part joins the chunk before it if the window allows

Headings = tuple[tuple[int, str], ...]  # (level, text), outermost first


class StructureChunker:
    """The Chunker for one embedder."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._window = max(16, embedder.max_tokens - SPECIAL_TOKENS)
        self._target = min(TARGET_TOKENS, self._window)
        self._header_cap = min(HEADER_TOKENS, self._target // 4)

    @property
    def version(self) -> str:
        return f"structure-2/{self._target}"

    def chunk(self, document: ParsedDocument, title: str) -> Iterator[ChunkDraft]:
        """The drafts of all pages, in reading order. `title` may be the document's title with words of its folder."""
        headings: Headings = ()
        for page in document.pages:
            for group, above in self._groups(page, title, headings):
                yield from self._drafts(page, (group[0].start, group[-1].end), title, above)
            headings = _after(page, headings)

    def headers(self, draft: ChunkDraft, title: str) -> tuple[str, str]:
        """The header that `chunk` gives a draft under `title`, and the longest one that fits beside its text."""
        usual = header_line(title, draft.headings, self._header_cap, self._embedder.token_spans)
        fitting, cap = usual, self._header_cap
        while cap and self._count(f"{fitting}\n{draft.text}") > self._window:
            cap -= 1
            fitting = header_line(title, draft.headings, cap, self._embedder.token_spans)
        return usual, fitting

    def _count(self, text: str) -> int:
        return len(self._embedder.token_spans(text))

    def _header(self, title: str, headings: Headings) -> str:
        return header_line(title, [text for _, text in headings], self._header_cap, self._embedder.token_spans)

    def _groups(self, page: ParsedPage, title: str, headings: Headings) -> Iterator[tuple[list[Unit], Headings]]:
        """The units of each chunk, with the headings above its first unit."""
        group: list[Unit] = []
        above = headings
        room = self._target - self._header_cap
        for unit in units(page, self._target - self._header_cap, self._count):
            if group and (_starts_section(unit, group, above) or not self._fits(group, unit, room)):
                yield group, above
                group = self._overlap(group, unit)
                above = headings
            if unit.kind == "heading":
                headings = _under(headings, unit.level, heading_text(page.text[unit.start : unit.end]))
            if not group or _only_headings(group) or (unit.kind == "heading" and not above):
                above = headings  # a short beginning of the document belongs to its first section
                room = self._target - self._count(self._header(title, above))
            group.append(unit)
        if group:
            yield group, above

    def _fits(self, group: list[Unit], unit: Unit, room: int) -> bool:
        if unit.end - group[0].start > MAX_CHARS:
            return False
        slack = self._window - self._target if unit.tokens < TAIL_TOKENS and unit.part else 0
        return _tokens(group) + unit.tokens <= room + slack

    def _overlap(self, group: list[Unit], following: Unit) -> list[Unit]:
        """The last sentences of `group` that the next chunk repeats: only inside a block that had to be cut."""
        kept: list[Unit] = []
        for unit in reversed(group[1:]):
            if not (unit.part and following.part and unit.block == following.block):
                break
            if _tokens(kept) + unit.tokens > OVERLAP * self._target:
                break
            kept.insert(0, unit)
        if _tokens(kept) + following.tokens > self._target - self._header_cap:
            return []
        return kept

    def _drafts(self, page: ParsedPage, span: Span, title: str, headings: Headings) -> Iterator[ChunkDraft]:
        """One draft, or halves if the tokenizer counts more tokens for the whole than for its parts."""
        start, end = span
        header = self._header(title, headings)
        text = page.text[start:end]
        if end - start > 1 and self._count(f"{header}\n{text}") > self._window:
            middle = halfway(page.text, start, end)
            for half in ((start, middle), (middle, end)):
                if trimmed := trim(page.text, half):
                    yield from self._drafts(page, trimmed, title, headings)
            return
        yield ChunkDraft(page.number, start, end, tuple(text for _, text in headings), header, text)


def _tokens(group: list[Unit]) -> int:
    return sum(unit.tokens for unit in group)


def _only_headings(group: list[Unit]) -> bool:
    return all(unit.kind == "heading" for unit in group)


def _starts_section(unit: Unit, group: list[Unit], above: Headings) -> bool:
    """Whether a chunk ends in front of `unit`.

    A short section may share its chunk with its own first part, never with the section beside it: its sentences would
    stand under the other's heading ("It was bought on 2 May", below "Fridge" or below "Washer").
    """
    if unit.kind != "heading" or _only_headings(group):
        return False
    is_part = not above or unit.level > above[-1][0]
    return not is_part or _tokens(group) >= SECTION_TOKENS


def _under(headings: Headings, level: int, text: str) -> Headings:
    return (*(heading for heading in headings if heading[0] < level), (level, text))


def _after(page: ParsedPage, headings: Headings) -> Headings:
    """The headings in force at the end of `page`."""
    for block in page.blocks:
        if block.kind == "heading":
            headings = _under(headings, block.level, heading_text(page.text[block.start : block.end]))
    return headings
