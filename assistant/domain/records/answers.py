"""What a turn ends in: an answer with citations, and the figures of the status line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.domain.records.passages import Budget, Evidence, Passage
from assistant.domain.records.results import Coverage, ResultTable
from assistant.domain.records.verdicts import PolicyInfo, Verdict


@dataclass(frozen=True, slots=True)
class Citation:
    """A checked citation: `start:end` of the page's text, and `quote`, that text as the policy lets it be shown."""

    number: int
    path: str
    page: int | None
    quote: str
    start: int
    end: int
    chunk_id: int = 0
    recognised: int = 0  # percent: how sure the text is that was recognised from a picture; 0: the file holds it


@dataclass(frozen=True, slots=True)
class Answer:
    """The end of a turn. `refused` means that the files do not answer; `blocked` that a rule stopped it.

    `task` is the kind of question that it was answered as, `others` the next likely kinds. `table` stands in `text`
    too. `query` is the SQL that was run. `own_words`: the text is not from the files. `trouble`: why the language model
    wrote nothing, or not to its end, under quotes that stand. `damage`: which files were left out because their stored
    text is not as it was written.
    """

    text: str
    refused: bool
    generator: str
    citations: tuple[Citation, ...] = ()
    passages: tuple[Passage, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    blocked: bool = False
    interrupted: bool = False
    evidence: Evidence | None = None
    budget: Budget | None = None  # None where no prompt was made
    task: str = "lookup"
    others: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()  # what was done, in words, in order
    table: ResultTable | None = None
    coverage: Coverage | None = None
    query: str = ""
    own_words: bool = False
    trouble: str = ""
    damage: str = ""


@dataclass(frozen=True, slots=True)
class LibrarySummary:
    """The figures of the status line."""

    files: int
    passages: int
    quarantined: int
    generator: str
    embedder: str
    policy: PolicyInfo
    sealed: bool  # internet sockets are refused by the system, not only unused
    read_only: bool = False
    leaves_to: str = ""  # the other machine that questions and passages are sent to, by the person's own settings
    banner: str = ""  # e.g. "index is being rebuilt, answering by exact search"
