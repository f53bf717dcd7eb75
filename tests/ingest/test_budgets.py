"""One file never holds up the others: what takes too long is listed, and a stop is heard inside a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from assistant.config.paths import shipped_policies
from assistant.domain.errors import ParseFailure
from assistant.domain.events import FileQuarantined, IndexEvent, IndexingFinished
from assistant.domain.ports.embed import Vectors
from assistant.domain.records.documents import ChunkDraft, ParsedDocument
from assistant.domain.records.passages import Passage
from assistant.domain.records.verdicts import Stage, Verdict
from assistant.domain.stop import Stopped, StopSignal
from assistant.guard.engine.gate import PolicyGate
from assistant.guard.policy.load import load_policy
from assistant.ingest.budget import Budget
from assistant.ingest.chunk.structure import StructureChunker
from assistant.ingest.run import Indexing
from assistant.store.library import SqliteLibrary
from tests.properties.following.embedder import HashEmbedder
from tests.properties.following.parts import CHUNKER, EMBEDDER, GATE, PARSER, SCANNER, opened

MARK = "endless"


class EndlessGate(PolicyGate):
    """Judges a marked text until it is told to end."""

    def __init__(self, meanwhile: Callable[[], None] = lambda: None) -> None:
        super().__init__(load_policy("base", (shipped_policies(),)), {})
        self._meanwhile = meanwhile

    def check(
        self,
        stage: Stage,
        text: str,
        *,
        path: str = "",
        passages: Sequence[Passage] = (),
        question: str = "",
        between: Callable[[], None] | None = None,
    ) -> Verdict:
        while MARK in text and between is not None:
            self._meanwhile()
            between()
        return GATE.check(stage, text, path=path, passages=passages, question=question)


class EndlessChunker(StructureChunker):
    """Cuts a marked document again and again."""

    def chunk(self, document: ParsedDocument, title: str) -> Iterator[ChunkDraft]:
        yield from super().chunk(document, title)
        while any(MARK in page.text for page in document.pages):
            yield from super().chunk(document, title)


class SlowEmbedder(HashEmbedder):
    """Takes all the time that a file has for a marked chunk."""

    def __init__(self, meanwhile: Callable[[], None]) -> None:
        super().__init__()
        self._meanwhile = meanwhile

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        if any(MARK in text for text in texts):
            self._meanwhile()
        return super().embed_passages(texts)


def journey(library: SqliteLibrary, part: str, *, limit_s: float, meanwhile: Callable[[], None]) -> Indexing:
    """The journey with one endless part: gate, chunker or embedder."""
    return Indexing(
        SCANNER,
        PARSER,
        EndlessChunker(EMBEDDER) if part == "chunker" else CHUNKER,
        SlowEmbedder(meanwhile) if part == "embedder" else EMBEDDER,
        library,
        EndlessGate(meanwhile) if part == "gate" else GATE,
        file_timeout_s=limit_s,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "files"
    made.mkdir()
    (made / "a-first.md").write_text("The heron stands in the pond.")
    (made / "b-long.md").write_text(f"The {MARK} river. " + "It flows on and on past the mill. " * 150)
    (made / "c-last.md").write_text("The otter sleeps on the bank.")
    return made


def spin() -> None:
    """More processor time than the limit of the tests below."""
    sum(number for number in range(2_000_000))


@pytest.mark.promise("P7", "P8")
@pytest.mark.parametrize("part", ["gate", "chunker", "embedder"])
def test_a_file_that_takes_too_long_is_listed_and_the_rest_goes_on(part: str, folder: Path, tmp_path: Path) -> None:
    meanwhile = spin if part == "embedder" else lambda: None
    with opened(tmp_path / "home") as library:
        events = list(journey(library, part, limit_s=0.02, meanwhile=meanwhile).run([folder], StopSignal()))
        [listed] = [event for event in events if isinstance(event, FileQuarantined)]
        assert (Path(listed.path).name, listed.reason) == ("b-long.md", "limit")
        assert "processor time" in listed.message
        assert "library.parse_timeout_s" in listed.message
        finished = events[-1]
        assert isinstance(finished, IndexingFinished)
        assert (finished.indexed, finished.quarantined, finished.cancelled) == (2, 1, False)
        states = {Path(file.path).name: file.state for file in library.files()}
        assert states == {"a-first.md": "indexed", "b-long.md": "quarantined", "c-last.md": "indexed"}


@pytest.mark.parametrize("part", ["gate", "embedder"])
def test_a_stop_is_heard_inside_a_file(part: str, folder: Path, tmp_path: Path) -> None:
    """Without it, the gate above would never end, and the embedder would go through all chunks."""
    stop = StopSignal()
    with opened(tmp_path / "home") as library:
        events: list[IndexEvent] = list(journey(library, part, limit_s=600, meanwhile=stop.stop).run([folder], stop))
        assert isinstance(events[-1], IndexingFinished)
        assert events[-1].cancelled
        states = {Path(file.path).name: file.state for file in library.files()}
        assert states == {"a-first.md": "indexed"}  # what was finished before is kept


def test_a_stop_is_heard_while_files_are_judged_again(folder: Path, tmp_path: Path) -> None:
    stop = StopSignal()
    with opened(tmp_path / "home") as library:
        list(Indexing(SCANNER, PARSER, CHUNKER, EMBEDDER, library, GATE).run([folder], StopSignal()))
        library.set_judged_by("another policy")
        events = list(journey(library, "gate", limit_s=600, meanwhile=stop.stop).run([folder], stop))
        assert isinstance(events[-1], IndexingFinished)
        assert events[-1].cancelled
        assert library.judged_by() == "another policy"  # the next run judges all of them
        assert len([file for file in library.files() if file.state == "indexed"]) == 3


def test_a_file_that_takes_too_long_to_be_judged_again_leaves_the_library(folder: Path, tmp_path: Path) -> None:
    with opened(tmp_path / "home") as library:
        list(Indexing(SCANNER, PARSER, CHUNKER, EMBEDDER, library, GATE).run([folder], StopSignal()))
        library.set_judged_by("another policy")
        list(journey(library, "gate", limit_s=0.02, meanwhile=lambda: None).run([folder], StopSignal()))
        reasons = {Path(file.path).name: file.reason for file in library.files()}
        assert reasons == {"a-first.md": "", "b-long.md": "limit", "c-last.md": ""}


def test_a_budget_counts_from_its_beginning_and_a_stop_comes_first() -> None:
    seconds, stop = [100.0], StopSignal()
    budget = Budget(stop, 5.0, lambda: seconds[0])
    seconds[0] = 105.0
    budget.check()
    seconds[0] = 105.1
    with pytest.raises(ParseFailure, match=r"more than 5 s"):
        budget.check()
    stop.stop()
    with pytest.raises(Stopped):
        budget.check()
