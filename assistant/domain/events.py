"""The events of the two journeys (indexing, answering), in order. Command line, JSON, app and tests read one stream.

Invariant: a `Delta` holds only text that the output guard has released.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.domain.records.answers import Answer, Citation
from assistant.domain.records.passages import Evidence, Passage
from assistant.domain.records.verdicts import Verdict
from assistant.domain.records.watching import WatchState

# ---------------------------------------------------------------- indexing


@dataclass(frozen=True, slots=True)
class ScanFinished:
    """The plan: how many files each kind of change concerns."""

    new: int
    changed: int
    moved: int
    gone: int
    unchanged: int
    skipped: int = 0  # ignored by rules, or kinds that no parser reads
    skipped_as: tuple[tuple[str, int], ...] = ()  # see ScanPlan
    anew: bool = False  # the embedder, chunker or parser has changed: its results are made again


@dataclass(frozen=True, slots=True)
class FileSeen:
    path: str


@dataclass(frozen=True, slots=True)
class FileIndexed:
    path: str
    pages: int
    chunks: int
    seconds: float
    pages_without_text: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileQuarantined:
    path: str
    reason: str
    message: str


@dataclass(frozen=True, slots=True)
class FileMoved:
    old_path: str
    path: str


@dataclass(frozen=True, slots=True)
class FileForgotten:
    path: str


@dataclass(frozen=True, slots=True)
class FileJudged:
    """A new policy judges the files of the library: this file is number `done` of `total`."""

    path: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class TablesRead:
    """A file of the library is read again for its tables alone: it is number `done` of `total`."""

    path: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class TextRenewed:
    """A file is read again because its reader or the cutting of passages has changed: it is number `done` of `total`.

    Its earlier text answers until the new one is stored. `kept` says why that stays instead, where reading failed.
    """

    path: str
    done: int
    total: int
    kept: str = ""


@dataclass(frozen=True, slots=True)
class NamesRenewed:
    """The passages of a renamed file are found by its new name from now on: it is number `done` of at most `total`."""

    path: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class VectorsMade:
    """Another embedding model is to answer: `done` of `total` passages have its vectors, and with all it answers."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class RootMissing:
    """A root cannot be read (an unmounted drive): its files are kept, not purged."""

    root: str


@dataclass(frozen=True, slots=True)
class Progress:
    done: int
    total: int
    chunks: int
    chunks_per_s: float
    eta_s: float
    scans: int = 0  # files that are still to be recognised, after all others
    recognising: bool = False  # all others are read; `eta_s` is that of the scans now


@dataclass(frozen=True, slots=True)
class IndexingFinished:
    indexed: int
    quarantined: int
    moved: int
    forgotten: int
    unchanged: int
    chunks: int
    seconds: float
    cancelled: bool = False
    pictures: int = 0  # that show no text; they do not count as quarantined


IndexEvent = (
    ScanFinished
    | FileSeen
    | FileIndexed
    | FileQuarantined
    | FileMoved
    | FileForgotten
    | FileJudged
    | TablesRead
    | TextRenewed
    | NamesRenewed
    | VectorsMade
    | RootMissing
    | Progress
    | IndexingFinished
)


@dataclass(frozen=True, slots=True)
class WatchChanged:
    """The way in which the roots are watched has changed."""

    state: WatchState


WatchEvent = IndexEvent | WatchChanged

# ---------------------------------------------------------------- answering


@dataclass(frozen=True, slots=True)
class Checked:
    """A decision of the guard; never emitted for a plain allow."""

    verdict: Verdict
    path: str = ""  # the passage's file at retrieval


@dataclass(frozen=True, slots=True)
class Routed:
    """The question is answered as `task`; `others` are the next likely kinds. A second `Routed` replaces the first."""

    task: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """What is being done, in words ("reading section 3 of 14"); `done` of `total` where it is counted, else 0."""

    text: str
    done: int = 0
    total: int = 0
    left_s: float = 0.0  # estimate of the seconds that are left, 0 where there is none


@dataclass(frozen=True, slots=True)
class Retrieved:
    """The passages that go into the prompt, best first, and whether they are enough."""

    passages: tuple[Passage, ...]
    evidence: Evidence
    question: str  # as it was searched, after follow-up rewriting


@dataclass(frozen=True, slots=True)
class Delta:
    """More of the answer, already checked."""

    text: str


@dataclass(frozen=True, slots=True)
class Blocked:
    """A rule ended the turn: replace the open answer by `verdict.message`."""

    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Cited:
    """The checked citations, in the order of their first use."""

    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Finished:
    answer: Answer


AnswerEvent = Checked | Routed | Step | Retrieved | Delta | Blocked | Cited | Finished
