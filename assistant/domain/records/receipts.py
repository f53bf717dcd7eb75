"""What `forget` removed, and what it looked for afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

TraceKind = Literal["text", "word", "path", "vector"]


@dataclass(frozen=True, slots=True)
class Leftover:
    """A trace of something forgotten that is still in one of our files. Says where, never what."""

    file: str
    offset: int
    kind: TraceKind


@dataclass(frozen=True, slots=True)
class Receipt:
    """What `forget` removed, how it was looked for afterwards, and what is beyond a program's reach."""

    files: int  # forgotten
    passages: int  # removed with them
    passages_kept: int  # of documents that another indexed file has as well
    texts_sought: int  # pieces of 12 characters, each as UTF-8, UTF-16-LE and UTF-16-BE
    words_sought: int  # rare words as the keyword index spells them
    paths_sought: int
    vectors_sought: int
    shared: int  # traces not looked for, because files that are still indexed hold the same
    places: tuple[str, ...]  # folders that were searched
    files_searched: int
    bytes_searched: int
    leftovers: tuple[Leftover, ...] = ()  # the first of each kind in each file
    unreadable: tuple[str, ...] = ()  # files of ours that could not be searched
    on_disk: tuple[str, ...] = ()  # forgotten files that are still there: the next index run reads them again
    trouble: str = ""  # why the vector index could not be made anew; it was removed then
    out_of_reach: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def is_clean(self) -> bool:
        return not self.leftovers and not self.unreadable
