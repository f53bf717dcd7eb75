"""The seams: what a journey asks of each stage. Only `parts` knows who answers.

Invariant: a port speaks in records; no library type crosses it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias

from assistant.core.chats import Chats
from assistant.core.events import AnswerEvent, Blocked, Checked, Delta, IndexEvent, WatchEvent
from assistant.core.records import (
    Chunk,
    ChunkDraft,
    Citation,
    Evidence,
    Excerpt,
    FileRecord,
    LibrarySummary,
    NumberedPassage,
    ParsedDocument,
    ParsedPage,
    Passage,
    PolicyInfo,
    Prompt,
    Receipt,
    ScanPlan,
    SourceFile,
    Stage,
    Turn,
    Verdict,
    WatchedRoot,
    WatchState,
)
from assistant.core.scope import Scope
from assistant.core.stop import StopSignal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from assistant.core.config import Config

# Named, not evaluated: the app's first frame knows the ports and does not wait for numpy.
Vectors: TypeAlias = "NDArray[np.float32]"  # shape (n, dimension), unit length
Vector: TypeAlias = "NDArray[np.float32]"  # shape (dimension,), unit length


class Scanner(Protocol):
    """Disk and ledger compared."""

    def plan(
        self,
        roots: Sequence[Path],
        known: Sequence[FileRecord],
        *,
        force: bool = False,
        places: Collection[Path] = (),
    ) -> ScanPlan:
        """What has changed below `roots`; files of other roots are left alone. `force` takes every file as changed.

        With `places` (below the roots, there or not) only they and the folders that hold them are looked at.
        """
        ...


class ChangeHints(Protocol):
    """Where to look: paths below some roots, reported from a thread of its own. Hints are never the truth."""

    def start(self) -> None:
        """Every root is reported once at first."""
        ...

    def cover(self, roots: Sequence[Path]) -> None:
        """From here on these are the roots; a new one is reported once."""
        ...

    def pause(self) -> None: ...

    def resume(self) -> None:
        """Every root is reported."""
        ...

    def states(self) -> tuple[WatchedRoot, ...]: ...

    def stop(self) -> None: ...


class Parser(Protocol):
    """File on disk to cleaned, paged text."""

    @property
    def version(self) -> str:
        """Changes whenever the text made of a file may change."""
        ...

    @property
    def bounds(self) -> str:
        """What a file is held to: one that went past it may be read once this is another."""
        ...

    def reads(self, path: Path) -> bool:
        """Whether the kind of file (by its suffix) is one that can be read."""
        ...

    def parse(self, file: SourceFile, *, password: str | None = None) -> ParsedDocument:
        """Raises ParseFailure with a QuarantineReason; never anything else because of the file."""
        ...

    def close(self) -> None: ...


class Chunker(Protocol):
    """Cleaned pages to chunks that fit the embedder's window, never across pages."""

    @property
    def version(self) -> str: ...

    def chunk(self, document: ParsedDocument, title: str) -> list[ChunkDraft]: ...


class Embedder(Protocol):
    """Texts to unit vectors."""

    @property
    def identity(self) -> str:
        """Name, revision, pooling and precision in one string."""
        ...

    @property
    def dimension(self) -> int: ...

    @property
    def max_tokens(self) -> int:
        """The true window in word-pieces, special tokens included; longer text is cut by the model."""
        ...

    def token_spans(self, text: str) -> list[tuple[int, int]]:
        """The character span of each word-piece of `text`, without special tokens and without any cut."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimension), float32, unit rows, in the order given."""
        ...

    def embed_question(self, text: str) -> Vector: ...


class SpanReader(Protocol):
    """Question and text to the place of the answer."""

    @property
    def identity(self) -> str:
        """Name and revision."""
        ...

    def margins(self, question: str, excerpts: Sequence[Excerpt]) -> list[list[float]]:
        """For each span of each excerpt the logit by which "answered here" beats "not answered in this text"."""
        ...


class VectorIndex(Protocol):
    """Nearest chunks by cosine similarity."""

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Idempotent: an id that is there is replaced."""
        ...

    def remove(self, ids: Sequence[int]) -> None:
        """Ids that are not there are ignored."""
        ...

    def query(self, vector: Vector, k: int) -> list[tuple[int, float]]:
        """At most `k` of (id, cosine), best first."""
        ...

    def count(self) -> int: ...

    def close(self) -> None: ...


class Library(Protocol):
    """What retrieval reads: the ledger's chunks by keyword, by vector and by id."""

    def search_keywords(self, query: str, k: int, scope: Scope) -> list[tuple[int, float]]:
        """At most `k` of (chunk id, BM25 >= 0, higher is better), best first. Any string is a valid query."""
        ...

    def search_vectors(self, vector: Vector, k: int, scope: Scope) -> list[tuple[int, float]]:
        """At most `k` of (chunk id, cosine), best first."""
        ...

    def chunks(self, ids: Iterable[int]) -> dict[int, Chunk]:
        """The chunks that exist, by id."""
        ...

    def vectors(self, ids: Sequence[int]) -> Vectors:
        """Shape (len(ids), dimension). Raises KeyError for an unknown id."""
        ...

    def neighbours(self, chunk: Chunk, before: int, after: int) -> list[Chunk]:
        """Chunks of the same document and page around `chunk`, in order, `chunk` included."""
        ...

    def page_text(self, path: str, page: int) -> str:
        """The cleaned text of a page (1 where the format has no pages). Raises KeyError."""
        ...

    def within(self, paths: Iterable[str], scope: Scope) -> set[str]:
        """Those of `paths` that are indexed and in `scope`."""
        ...

    def document_frequency(self, term: str) -> int:
        """In how many chunks the (stemmed) term occurs."""
        ...

    def count_chunks(self) -> int: ...


class Archive(Library, Protocol):
    """The library as indexing writes it. Each method is one transaction; `settle` updates the vector index after it."""

    def files(self) -> list[FileRecord]: ...

    def known(self, places: Collection[Path] = ()) -> list[FileRecord]:
        """The files as a scan compares them, without pages, chunks and title.

        With `places` at least those in the folders that hold them, and all below those folders.
        """
        ...

    def file(self, path: str) -> FileRecord | None: ...

    def adopt_identity(self) -> bool:
        """Record the present embedder, chunker and parser; True if what others built has to be built again."""
        ...

    def reconsider(self, circumstances: str) -> None:
        """Let what was left out for its limits or by the policy be read again, if these are others than the last."""
        ...

    def judged_by(self) -> str:
        """The ingest hash of the policy that last judged all files of the library, or ""."""
        ...

    def set_judged_by(self, ingest_hash: str) -> None: ...

    def pages(self, path: str) -> list[ParsedPage]:
        """The stored pages of a file, without their blocks; none where it is not indexed."""
        ...

    def copied_pages(self, file: SourceFile) -> list[ParsedPage]:
        """The stored pages, without their blocks, of a document with the content of `file`; none if there is none."""
        ...

    def mark(self, path: str, marks: Mapping[int, tuple[str, ...]]) -> None:
        """Replace the marks of a file's pages, by page number."""
        ...

    def keep_out(self, path: str, message: str) -> None:
        """Let the policy take an indexed file out of the library: its row stays, with the reason."""
        ...

    def link(self, file: SourceFile) -> bool:
        """Let `file` share a document of the same content; False if there is none."""
        ...

    def store(
        self,
        file: SourceFile,
        document: ParsedDocument,
        drafts: Sequence[ChunkDraft],
        vectors: Vectors,
        *,
        reread: bool = False,
    ) -> None:
        """A document of the same content is kept as it is, unless it was `reread` and looks different now."""
        ...

    def quarantine(self, file: SourceFile, reason: str, message: str) -> None: ...

    def touch(self, file: SourceFile) -> None: ...

    def move_all(self, moves: Sequence[tuple[str, SourceFile]]) -> None:
        """Each (old path, file): rows change, nothing is parsed or embedded. Names may have been exchanged."""
        ...

    def forget_all(self, paths: Sequence[str]) -> None: ...

    def settle(self) -> None: ...


class Retriever(Protocol):
    """Question to ranked passages, and whether they answer it."""

    def rewrites(self, question: str, history: Sequence[Turn]) -> tuple[str, ...]:
        """What to search for, the likeliest first: the question made to stand alone, or as it is; one or both."""
        ...

    def retrieve(self, question: str, *, k: int, scope: Scope, history: Sequence[Turn] = ()) -> list[Passage]:
        """At most `k` passages, best first, deduplicated; scores in 0..1."""
        ...

    def judge(self, question: str, passages: Sequence[Passage]) -> Evidence: ...


class OutputStream(Protocol):
    """The hold-back side of the output guard: feed what the generator says, show what comes out."""

    def feed(self, piece: str) -> list[Delta | Checked | Blocked]:
        """After a Blocked nothing more comes out and the generator must be stopped."""
        ...

    def finish(self) -> list[Delta | Checked | Blocked]:
        """Check and release what is still held."""
        ...

    @property
    def released(self) -> str:
        """All text given out so far."""
        ...


class Gate(Protocol):
    """The policy at work. One gate holds one immutable policy; a turn keeps the gate it began with."""

    @property
    def policy(self) -> PolicyInfo: ...

    def check(
        self, stage: Stage, text: str, *, path: str = "", passages: Sequence[Passage] = (), question: str = ""
    ) -> Verdict:
        """Decide about one text; a detector that fails decides by its rule's `on_error`, never by silence."""
        ...

    def open_stream(self, passages: Sequence[Passage] = (), question: str = "") -> OutputStream: ...


class Composer(Protocol):
    """Passages to prompt: numbers, labels, budget."""

    def compose(self, question: str, passages: Sequence[Passage], history: Sequence[Turn]) -> Prompt: ...


class Generator(Protocol):
    """Prompt to text."""

    @property
    def name(self) -> str:
        """As the status line shows it, e.g. "extractive" or "smollm2-135m (llama.cpp)"."""
        ...

    @property
    def writes_citations(self) -> bool:
        """True where the pieces already carry right [n] markers (extractive); else citations are attached after."""
        ...

    @property
    def needs_evidence(self) -> bool:
        """True where the answer may only be asked for when the evidence is sufficient."""
        ...

    def count_tokens(self, text: str) -> int: ...

    @property
    def window_tokens(self) -> int: ...

    def generate(self, prompt: Prompt, stop: StopSignal) -> Iterator[str]:
        """Pieces of the answer. Ends early once `stop` is set. Raises GenerationFailed."""
        ...

    def close(self) -> None: ...


class Citer(Protocol):
    """Citations attached and checked without the model."""

    def mark(self, sentence: str, passages: Sequence[NumberedPassage]) -> str:
        """One released piece of an answer with right [n] markers: wrong ones dropped, missing ones added."""
        ...

    def cite(
        self,
        answer: str,
        passages: Sequence[NumberedPassage],
        page_text: Callable[[str, int | None], str],
    ) -> tuple[str, tuple[Citation, ...]]:
        """The answer without markers that prove nothing, and its citations: each quote stands on the page it names."""
        ...


# A rule's question to the person: the verdict, and the passage's file at retrieval; True lets the text go on.
Consent = Callable[[Verdict, str], bool]


class Watch(Protocol):
    """Keeps the library equal to the disk below some roots, from threads of its own, until it is stopped."""

    def start(self) -> None:
        """Begin with a look at everything; returns at once."""
        ...

    def cover(self, roots: Sequence[Path]) -> None:
        """From here on these are the roots; a new one is looked at as a whole."""
        ...

    def pause(self) -> None:
        """Stop after the file that is being read; nothing is looked at until `resume`."""
        ...

    def resume(self) -> None:
        """Go on, with a look at everything."""
        ...

    def state(self) -> WatchState: ...

    def stop(self) -> None:
        """End for good, after the file that is being read; what was found until then is kept."""
        ...


class Assistant(Protocol):
    """The whole program as its faces (command line, terminal app) see it."""

    def summary(self) -> LibrarySummary: ...

    def files(self) -> list[FileRecord]: ...

    def index(
        self, roots: Sequence[Path], stop: StopSignal, *, force: bool = False, passwords: Sequence[str] = ()
    ) -> Iterator[IndexEvent]:
        """Make the library equal the disk below `roots`; PDFs that need a password are tried with `passwords`."""
        ...

    def reread(self, paths: Sequence[Path], stop: StopSignal) -> Iterator[IndexEvent]:
        """Read the known files at and below `paths` anew, changed or not. Raises LibraryBusy."""
        ...

    def unlock(self, path: str, password: str, stop: StopSignal) -> Iterator[IndexEvent]:
        """Read the file at `path`, listed as needs_password, with its password, which is kept nowhere.

        Ends with FileIndexed, or FileQuarantined (needs_password again: it is wrong), and IndexingFinished, as
        indexing does. Raises NothingFound where the file is gone, LibraryBusy where this one only reads.
        """
        ...

    def watch(self, roots: Sequence[Path], tell: Callable[[WatchEvent], None]) -> Watch:
        """A watch, not yet started; `tell` is called from its thread. Raises LibraryBusy where this one only reads."""
        ...

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        scope: Scope = Scope(),
        stop: StopSignal | None = None,
        consent: Consent | None = None,
    ) -> Iterator[AnswerEvent]:
        """One turn. A rule with the action `ask` asks `consent`; without one the answer is no."""
        ...

    def search(self, text: str, k: int, scope: Scope = Scope()) -> list[Passage]: ...

    def page_text(self, path: str, page: int | None) -> str:
        """The cleaned text of an indexed page; raises NothingFound if the file is gone."""
        ...

    def check_log(self, text: str, path: str = "") -> str:
        """`text` as the guard's `log` stage lets it into history, export, clipboard or a command's output.

        `path` is the file that it is from, for rules about folders; "" where it is from none.
        """
        ...

    @property
    def chats(self) -> Chats:
        """The conversations that are kept. Raises what opening the library raises."""
        ...

    def use_policy(self, name: str) -> PolicyInfo:
        """Make `name` the active policy from the next turn on, if its own tests pass, and write the setting.

        Raises PolicyError and changes nothing.
        """
        ...

    def policy_trouble(self) -> str:
        """Why the policy files as they are now are not used, with file and line; "" when they are."""
        ...

    def take_over(self, config: Config) -> None:
        """Use `config` from the next turn and the next run on, without being opened again.

        Call it between two turns. Raises RebuildNeeded where only opening anew can do it: another embedding model.
        """
        ...

    def forget(self, paths: Sequence[Path], tell: Callable[[str], None]) -> Receipt:
        """Remove the files at and below `paths` from everything that is kept, and look for what may be left.

        `tell` gets what is being done. Raises LibraryBusy, NothingFound.
        """
        ...

    def timings(self) -> Mapping[str, float]:
        """Milliseconds spent on opening each part."""
        ...

    def close(self) -> None: ...
