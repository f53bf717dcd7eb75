"""Ranked chunks to passages: the same text once, neighbours joined, short chunks widened by their neighbours.

Invariant: a passage's text is an unbroken piece of one page, and holds its chunk's text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from assistant.answer.retrieve.fusion import by_score
from assistant.answer.retrieve.versions import is_copy
from assistant.domain.ports.store import Library
from assistant.domain.records.documents import Chunk
from assistant.domain.records.passages import Passage, Why
from assistant.text.folding import fold_text
from assistant.text.pages import BESIDE_THE_TEXT
from assistant.text.words import words

MAX_JOINED_CHARS = 3000  # a passage of joined chunks stays about as long as three chunks
SHORT_CHARS = 240  # a chunk shorter than this is shown with its neighbours

# What the menus, side bars and the foot of a web page weigh beside its text: they stand on every page of a site.
BESIDE_SHARE = 0.85


@dataclass(slots=True)
class _Piece:
    """A passage in the making."""

    chunk: Chunk
    score: float
    why: Why
    start: int
    end: int
    parts: dict[int, tuple[str, ...]]  # the headings above the text that begins there


def text_first(ranked: Iterable[tuple[Chunk, float, Why]]) -> list[tuple[Chunk, float, Why]]:
    """The chunks in order of their score anew, those that stand beside the text of a web page with less weight."""
    weighed = [
        (chunk, score * BESIDE_SHARE if chunk.headings[:1] == (BESIDE_THE_TEXT,) else score, why)
        for chunk, score, why in ranked
    ]
    return sorted(weighed, key=lambda item: by_score(item[1]))


def assemble(
    ranked: Iterable[tuple[Chunk, float, Why]], k: int, library: Library, at_cited_path: Callable[[Chunk], Chunk]
) -> list[Passage]:
    """At most `k` passages from chunks in order of their score, best first; `at_cited_path` sets the path to cite."""
    pieces: list[_Piece] = []
    seen: set[str] = set()
    for chunk, score, why in ranked:
        content = fold_text(chunk.text)
        if content in seen:
            continue
        seen.add(content)
        chosen = at_cited_path(chunk)
        if any(_join(piece, chosen) for piece in pieces):
            continue
        if len(pieces) == k:
            break
        pieces.append(_Piece(chosen, score, why, chosen.start, chosen.end, {chosen.start: chosen.headings}))
    return [
        Passage(piece.chunk, _text(piece, library), piece.score, rank, piece.why, _sections(piece))
        for rank, piece in enumerate(pieces, start=1)
    ]


def _join(piece: _Piece, chunk: Chunk) -> bool:
    """Widen `piece` by a chunk that touches or overlaps it on its page; False if they are apart."""
    if (piece.chunk.path, piece.chunk.page) != (chunk.path, chunk.page):
        return False
    if piece.start <= chunk.start and chunk.end <= piece.end:
        return True
    gap = max(piece.start, chunk.start) - min(piece.end, chunk.end)
    start, end = min(piece.start, chunk.start), max(piece.end, chunk.end)
    if gap > 2 or end - start > MAX_JOINED_CHARS:
        return False
    piece.start, piece.end = start, end
    piece.parts[chunk.start] = chunk.headings
    return True


def _sections(piece: _Piece) -> tuple[tuple[str, ...], ...]:
    """The headings above each part of the text; nothing where all of it stands in one section."""
    in_order = [piece.parts[start] for start in sorted(piece.parts)]
    sections = [headings for number, headings in enumerate(in_order) if not number or headings != in_order[number - 1]]
    return tuple(sections) if len(sections) > 1 else ()


def _text(piece: _Piece, library: Library) -> str:
    if piece.end - piece.start < SHORT_CHARS:
        _widen(piece, library)
    if (piece.start, piece.end) == (piece.chunk.start, piece.chunk.end):
        return piece.chunk.text
    try:
        return library.page_text(piece.chunk.path, piece.chunk.page or 1)[piece.start : piece.end]
    except KeyError:  # the file was removed while the question was asked
        return piece.chunk.text


def _widen(piece: _Piece, library: Library) -> None:
    for neighbour in library.neighbours(piece.chunk, 1, 1):
        start, end = min(piece.start, neighbour.start), max(piece.end, neighbour.end)
        if end - start <= MAX_JOINED_CHARS // 2:
            piece.start, piece.end = start, end
            piece.parts[neighbour.start] = neighbour.headings


def cite_from(chunk: Chunk, question: str, allowed: Callable[[str], bool]) -> Chunk:
    """The chunk at the path that the question means, where several files hold the same content.

    Only a path in the question's scope is cited: the path that shares most words with the question, of equals one
    that is not named as a copy.
    """
    if not chunk.also_at:
        return chunk
    asked = set(words(question))
    paths = [path for path in (chunk.path, *chunk.also_at) if allowed(path)] or [chunk.path]
    best = max(paths, key=lambda path: (len(asked.intersection(words(path))), not is_copy(path)))
    if best == chunk.path:
        return chunk
    others = tuple(path for path in (chunk.path, *chunk.also_at) if path != best)
    return replace(chunk, path=best, also_at=others)
