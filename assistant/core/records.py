"""The nouns of the program: frozen records that flow from stage to stage.

Invariant: a record holds values only; spans are half-open character offsets `(start, end)` into the text they name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Span = tuple[int, int]

# ---------------------------------------------------------------- files and documents

QuarantineReason = Literal[
    "empty",  # zero bytes
    "no_text",  # readable, but holds no text (a scan)
    "needs_password",  # encrypted
    "damaged",  # the parser refused it
    "unsupported",  # no parser for this kind
    "too_large",  # over the size limit
    "limit",  # the parser ran into its time, memory, page or character limit
    "crashed",  # the parser process died
    "unreadable",  # the operating system refused the file
    "policy",  # a rule at ingest keeps it out
]
FileState = Literal["indexed", "quarantined", "pending"]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A regular file on disk as the scan saw it. `sha256` is hex, or "" while not yet hashed."""

    path: Path
    root: Path
    size_bytes: int
    mtime_ns: int
    device: int = 0
    inode: int = 0
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One row of the library: a file, what became of it, and why."""

    path: str
    root: str
    state: FileState
    reason: str = ""  # a QuarantineReason when quarantined
    message: str = ""
    size_bytes: int = 0
    mtime_ns: int = 0
    sha256: str = ""
    pages: int = 0
    chunks: int = 0
    pages_without_text: tuple[int, ...] = ()
    title: str = ""
    device: int = 0
    inode: int = 0


# What parsers mark on a page; every other mark is the id of a rule that noticed something at ingest.
PARSER_MARKS = frozenset({"hidden_text", "invisible_characters"})

BlockKind = Literal["heading", "paragraph", "list", "table_row", "code"]


@dataclass(frozen=True, slots=True)
class Block:
    """A structural unit of a page: its span in the page's text. `level` is 1-6 for headings, else 0."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """One page's cleaned text (see `core.text.clean`) and its blocks, in reading order, not overlapping."""

    number: int  # 1-based
    text: str
    blocks: tuple[Block, ...] = ()
    marks: tuple[str, ...] = ()  # what ingest noticed: PARSER_MARKS and ids of rules


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """What a parser makes of one file. A format without pages has `paged` False and one page, number 1."""

    title: str  # the document's own title, or ""
    paged: bool
    pages: tuple[ParsedPage, ...]
    pages_without_text: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()  # short, content-free remarks shown in the library


@dataclass(frozen=True, slots=True)
class ChunkDraft:
    """A chunk as the chunker cuts it: a span of one page's text plus the context line that is embedded with it."""

    page: int
    start: int
    end: int
    headings: tuple[str, ...]
    header: str  # title and headings in one line, embedded and indexed in front of the text
    text: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stored chunk. `id` is deterministic: a 63-bit hash of the content, number and versions."""

    id: int
    path: str
    page: int | None  # None where the format has no pages
    start: int
    end: int
    headings: tuple[str, ...]
    header: str
    text: str
    title: str = ""
    number: int = 0  # position in the document, 0-based
    marks: tuple[str, ...] = ()
    also_at: tuple[str, ...] = ()  # other paths with the same content


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Text that a question is read in: `context` says what it is out of, `spans` mark its sentences."""

    context: str
    text: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """What the index was built with; a mismatch is rebuilt, never mixed."""

    embedder: str
    dimension: int
    chunker: str
    parser: str


@dataclass(frozen=True, slots=True)
class ScanPlan:
    """What reconciling the disk with the library has to do. Files in `new`, `changed` and `moved` are hashed.

    `changed` includes files whose times changed and whose content did not; `moved` pairs the old path with the file.
    """

    new: tuple[SourceFile, ...]
    changed: tuple[SourceFile, ...]
    moved: tuple[tuple[str, SourceFile], ...]
    gone: tuple[str, ...]
    unchanged: int
    unreadable: tuple[tuple[SourceFile, str, str], ...] = ()  # file, QuarantineReason, message
    skipped: int = 0
    skipped_as: tuple[tuple[str, int], ...] = ()  # why and how many, most first; a kind nobody reads by its ending
    missing_roots: tuple[str, ...] = ()
    is_partial: bool = (
        False  # places were looked at, and what was found there can only be judged from all that there is
    )


# ---------------------------------------------------------------- watching

WatchMode = Literal["events", "polling", "missing", "paused", "stopped"]


@dataclass(frozen=True, slots=True)
class WatchedRoot:
    """How one root is watched, and why if not by events. A missing root (an unmounted drive) keeps its files."""

    root: str
    mode: WatchMode
    reason: str = ""


@dataclass(frozen=True, slots=True)
class WatchState:
    """What keeps the library equal to the disk, at this moment."""

    activity: Literal["starting", "idle", "updating", "paused", "stopped"]
    roots: tuple[WatchedRoot, ...] = ()
    trouble: str = ""  # why the last look at the disk failed; it is tried again


# ---------------------------------------------------------------- retrieval


@dataclass(frozen=True, slots=True)
class Why:
    """Why a passage was chosen: 1-based ranks (0 = not found that way) and scores before and after fusion."""

    keyword_rank: int = 0
    keyword_score: float = 0.0
    vector_rank: int = 0
    vector_score: float = 0.0  # cosine, -1..1
    fused_score: float = 0.0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk offered as evidence. `score` is 0..1; `text` may be wider than the chunk (neighbours) or redacted."""

    chunk: Chunk
    text: str
    score: float
    rank: int
    why: Why = Why()

    @property
    def path(self) -> str:
        return self.chunk.path

    @property
    def page(self) -> int | None:
        return self.chunk.page


@dataclass(frozen=True, slots=True)
class Evidence:
    """Whether the passages answer the question. `score` 0..1, compared with `threshold`."""

    sufficient: bool
    score: float
    threshold: float
    features: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    """A finished exchange, as later turns see it (already through the guard's `log` stage)."""

    question: str
    answer: str


# ---------------------------------------------------------------- generation


@dataclass(frozen=True, slots=True)
class NumberedPassage:
    """A passage as the prompt shows it: `number` is what the answer cites."""

    number: int
    label: str  # file, page, section
    passage: Passage


@dataclass(frozen=True, slots=True)
class Budget:
    """What of the passages fitted into the prompt, in the generator's own tokens. `cut`: the best one was shortened."""

    limit_tokens: int
    used_tokens: int
    chunks: tuple[int, ...] = ()  # ids, in the prompt's order
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Prompt:
    """All a generator needs, in prefix-stable order; each generator renders it in its own way.

    With `choices` the answer is one of them, letter by letter: the model cannot say anything else.
    """

    system: str
    question: str
    passages: tuple[NumberedPassage, ...]
    history: tuple[Turn, ...] = ()
    max_answer_tokens: int = 400
    budget: Budget | None = None
    choices: tuple[str, ...] = ()


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


# ---------------------------------------------------------------- guard

Stage = Literal["ingest", "input", "retrieval", "prompt", "output", "final", "log"]
Action = Literal["block", "ask", "rewrite", "drop_passage", "redact", "warn", "log", "allow"]
ACTION_ORDER: tuple[Action, ...] = ("block", "ask", "rewrite", "drop_passage", "redact", "warn", "log", "allow")


@dataclass(frozen=True, slots=True)
class Finding:
    """One hit of one rule. `span` is in the text that was checked, None if the whole text is meant."""

    rule: str
    detector: str
    action: Action
    category: str
    span: Span | None = None
    score: float = 1.0
    threshold: float = 0.0
    label: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate decided about a text. `text` is what may go on: redacted, rewritten, as it came; "" if blocked."""

    stage: Stage
    action: Action
    text: str
    findings: tuple[Finding, ...] = ()
    message: str = ""

    @property
    def rule(self) -> str:
        """The id of the strongest finding's rule, or ""."""
        ranked = sorted(self.findings, key=lambda finding: ACTION_ORDER.index(finding.action))
        return ranked[0].rule if ranked else ""

    @property
    def stops(self) -> bool:
        return self.action == "block"


@dataclass(frozen=True, slots=True)
class PolicyInfo:
    """The active policy as faces show it."""

    id: str
    hash: str
    description: str
    rules: int
    degraded: tuple[str, ...] = ()  # detectors that are not available although rules name them
    models: tuple[
        str, ...
    ] = ()  # what judges: detector type, model and hash, e.g. "toxicity+toxicity-starter@8835db56"
    ingest_hash: str = ""  # of what decides at ingest alone


# ---------------------------------------------------------------- results


@dataclass(frozen=True, slots=True)
class Answer:
    """The end of a turn. `refused` means that the files do not answer; `blocked` that a rule stopped it."""

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


# ---------------------------------------------------------------- forgetting

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
