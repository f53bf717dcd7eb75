"""What `forget` removed, and the search for traces afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

TraceKind = Literal["text", "word", "path", "vector"]


@dataclass(frozen=True, slots=True)
class Leftover:
    """A trace of forgotten content in one of our files. It holds the location, never the content."""

    file: str
    offset: int
    kind: TraceKind


@dataclass(frozen=True, slots=True)
class Receipt:
    """What `forget` removed, how traces were searched for, and what no program can reach."""

    files: int  # forgotten
    passages: int  # removed with them
    passages_kept: int  # of documents that another indexed file has as well
    texts_sought: int  # pieces of 12 characters, each as UTF-8, UTF-16-LE and UTF-16-BE
    words_sought: int  # rare words as the keyword index spells them
    paths_sought: int
    vectors_sought: int
    shared: int  # traces that were not searched for, because indexed files hold the same content
    places: tuple[str, ...]  # folders that were searched
    files_searched: int
    bytes_searched: int
    leftovers: tuple[Leftover, ...] = ()  # the first of each kind in each file
    unreadable: tuple[str, ...] = ()  # files of ours that could not be searched
    on_disk: tuple[str, ...] = ()  # forgotten files that still exist: the next index run reads them again
    trouble: str = ""  # why the vector index could not be rebuilt; it is removed then
    out_of_reach: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def is_clean(self) -> bool:
        return not self.leftovers and not self.unreadable
