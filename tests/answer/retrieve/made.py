"""Chunks and passages for the tests of retrieval, and the two things that joining asks of a library."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.domain.records.documents import Chunk
from assistant.domain.records.passages import Passage

PAGE = "The rent is EUR 900. It is due on the third working day. Pets need consent. The keys are handed back in May."


def chunk(
    text: str,
    *,
    page_text: str = PAGE,
    path: str = "/a/home/lease.pdf",
    page: int | None = 1,
    also: tuple[str, ...] = (),
) -> Chunk:
    """The piece `text` of `page_text`."""
    start = page_text.index(text)
    return Chunk(
        id=hash((path, page, start)), path=path, page=page, start=start, end=start + len(text), headings=("Rent",),
        header="lease", text=text, also_at=also,
    )  # fmt: skip


def passage(text: str, rank: int = 1, *, path: str = "/a/home/lease.pdf", page: int | None = 1) -> Passage:
    """A passage that is its chunk."""
    made = Chunk(id=rank, path=path, page=page, start=0, end=len(text), headings=("Rent",), header="", text=text)
    return Passage(made, text, 1 / rank, rank)


@dataclass(frozen=True, slots=True)
class PageOnly:
    """What `assemble` asks of a library: the page, and what stands beside a chunk."""

    page: str = PAGE
    beside: tuple[Chunk, ...] = ()
    gone: bool = False

    def page_text(self, path: str, page: int) -> str:
        if self.gone:
            raise KeyError(path)
        return self.page

    def neighbours(self, chunk: Chunk, before: int, after: int) -> list[Chunk]:
        return list(self.beside)
