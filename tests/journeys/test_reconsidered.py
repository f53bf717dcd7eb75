"""What another policy, other limits or the wish to read again change of what is known already, and only then."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.domain.errors import ParseFailure
from assistant.domain.events import FileJudged, FileQuarantined, IndexingFinished
from assistant.domain.ports.guard import Gate
from assistant.domain.records.documents import Chunk, ParsedDocument
from assistant.domain.records.files import SourceFile
from assistant.domain.scope import Scope
from assistant.domain.stop import StopSignal
from assistant.ingest.parse.source import Limits
from assistant.ingest.run import Indexing
from assistant.store.library import SqliteLibrary
from tests.guard.policies import gate_from
from tests.ingest.parse.direct import DirectParser
from tests.properties.following.parts import CHUNKER, EMBEDDER, GATE, MAX_FILE_BYTES, PARSER, SCANNER, opened

NO_HERONS = """
detectors:
  herons: {type: phrases, words: [heron]}
rules:
  - {id: no-herons, category: custom, stages: [ingest], detector: herons, action: block}
"""


class Impatient(DirectParser):
    """Finds every file too slow."""

    def parse(self, file: SourceFile, *, password: str | None = None, stop: StopSignal | None = None) -> ParsedDocument:
        raise ParseFailure("limit", "It takes longer to read than the time limit allows.")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = tmp_path / "files"
    made.mkdir()
    (made / "pond.md").write_text("The heron stands in the pond.")
    (made / "empty.md").write_text("")
    return made


def run(library: SqliteLibrary, root: Path, *, parser: DirectParser = PARSER, gate: Gate = GATE) -> IndexingFinished:
    journey = Indexing(SCANNER, parser, CHUNKER, EMBEDDER, library, gate)
    last = list(journey.run([root], StopSignal()))[-1]
    assert isinstance(last, IndexingFinished)
    return replace(last, seconds=0.0)


def test_another_policy_lets_a_file_in(root: Path, tmp_path: Path) -> None:
    strict = gate_from(tmp_path, NO_HERONS)
    with opened(tmp_path / "library") as library:
        assert run(library, root, gate=strict) == IndexingFinished(0, 2, 0, 0, 0, 0, 0.0)
        assert run(library, root, gate=strict) == IndexingFinished(0, 0, 0, 0, 2, 0, 0.0)
        assert run(library, root) == IndexingFinished(1, 0, 0, 0, 1, 1, 0.0)
        assert run(library, root) == IndexingFinished(0, 0, 0, 0, 2, 0, 0.0)


def test_a_higher_limit_lets_a_file_in(root: Path, tmp_path: Path) -> None:
    short = Impatient(MAX_FILE_BYTES, Limits(timeout_s=1.0))
    with opened(tmp_path / "library") as library:
        assert run(library, root, parser=short).quarantined == 2
        assert run(library, root, parser=short).unchanged == 2
        after = run(library, root)
        assert (after.indexed, after.quarantined, after.unchanged) == (1, 0, 1)


# ---------------------------------------------------------------- what is in the library already

MARKS_HERONS = NO_HERONS.replace("action: block", "action: log")


class Unread(DirectParser):
    """Must not be asked."""

    def parse(self, file: SourceFile, *, password: str | None = None, stop: StopSignal | None = None) -> ParsedDocument:
        raise AssertionError(f"{file.path} is read")


def marks(library: SqliteLibrary, root: Path) -> tuple[str, ...]:
    return library.pages(str(root / "pond.md"))[0].marks


def test_another_policy_takes_a_file_out_of_the_library_without_reading_it(root: Path, tmp_path: Path) -> None:
    strict, unread = gate_from(tmp_path, NO_HERONS), Unread(MAX_FILE_BYTES)
    with opened(tmp_path / "library") as library:
        assert run(library, root) == IndexingFinished(1, 1, 0, 0, 0, 1, 0.0)
        assert run(library, root, gate=strict, parser=unread) == IndexingFinished(0, 1, 0, 0, 2, 0, 0.0)
        kept_out = library.file(str(root / "pond.md"))
        assert kept_out is not None
        assert (kept_out.state, kept_out.reason) == ("quarantined", "policy")
        assert "no-herons" in kept_out.message
        assert library.count_chunks() == 0
        assert run(library, root, gate=strict, parser=unread) == IndexingFinished(0, 0, 0, 0, 2, 0, 0.0)


def test_another_policy_marks_the_pages_of_the_library_anew(root: Path, tmp_path: Path) -> None:
    (root / "pond.md").write_text("The heron\u202e stands in the pond.")
    unread = Unread(MAX_FILE_BYTES)
    with opened(tmp_path / "library") as library:
        run(library, root)
        assert marks(library, root) == ("invisible_characters",)
        run(library, root, gate=gate_from(tmp_path, MARKS_HERONS), parser=unread)
        assert marks(library, root) == ("invisible_characters", "no-herons")
        run(library, root, parser=unread)
        assert marks(library, root) == ("invisible_characters",)


def test_a_policy_with_the_same_rules_for_what_comes_in_judges_nothing_again(root: Path, tmp_path: Path) -> None:
    other = """
rules:
  - {id: no-ponds, category: custom, stages: [output], detector: ponds, action: block}
detectors:
  ponds: {type: phrases, words: [pond]}
"""
    with opened(tmp_path / "library") as library:
        run(library, root, gate=gate_from(tmp_path, other.replace("[pond]", "[lake]")))
        for body, judges in ((other, False), (NO_HERONS, True), (NO_HERONS, False)):
            journey = Indexing(SCANNER, PARSER, CHUNKER, EMBEDDER, library, gate_from(tmp_path, body))
            events = list(journey.run([root], StopSignal()))
            judged = [event for event in events if isinstance(event, FileJudged)]
            assert judged == ([FileJudged(str(root / "pond.md"), 0, 1)] if judges else [])


def test_a_policy_that_only_observes_keeps_nothing_out(root: Path, tmp_path: Path) -> None:
    observing = gate_from(tmp_path, "mode: observe\n" + NO_HERONS)
    with opened(tmp_path / "library") as library:
        run(library, root)
        assert run(library, root, gate=observing, parser=Unread(MAX_FILE_BYTES)).quarantined == 0
        assert marks(library, root) == ("no-herons",)


def test_a_look_that_was_stopped_is_taken_again(root: Path, tmp_path: Path) -> None:
    (root / "river.md").write_text("No heron stands in the river.")
    strict, stop = gate_from(tmp_path, NO_HERONS), StopSignal()
    with opened(tmp_path / "library") as library:
        run(library, root)
        journey = Indexing(SCANNER, PARSER, CHUNKER, EMBEDDER, library, strict)
        for event in journey.run([root], stop):
            if isinstance(event, FileQuarantined):
                stop.stop()
        assert library.counts()[0] == 1
        assert run(library, root, gate=strict).quarantined == 1
        assert library.counts()[0] == 0


# ---------------------------------------------------------------- reading again on demand


def force(library: SqliteLibrary, root: Path, gate: Gate = GATE) -> IndexingFinished:
    journey = Indexing(SCANNER, PARSER, CHUNKER, EMBEDDER, library, gate)
    last = list(journey.run([root], StopSignal(), force=True))[-1]
    assert isinstance(last, IndexingFinished)
    return last


def test_a_copy_beside_its_original_costs_one_row(root: Path, tmp_path: Path) -> None:
    (root / "copy of pond.md").write_text((root / "pond.md").read_text())
    with opened(tmp_path / "library") as library:
        first = run(library, root)
        assert (first.indexed, first.chunks) == (2, 1)
        assert library.count_chunks() == 1
        again = force(library, root)
        assert (again.indexed, again.chunks) == (2, 1)


def test_reading_again_what_is_the_same_leaves_the_vector_index_alone(root: Path, tmp_path: Path) -> None:
    with opened(tmp_path / "library", with_index=True) as library:
        run(library, root)
        library.finish()
        before = queued(library)
        force(library, root)
        assert queued(library) == before


def test_reading_again_takes_over_what_became_of_a_file(root: Path, tmp_path: Path) -> None:
    """A file keeps its passages when it is moved; read again, they tell the folder that it lies in now."""
    (root / "leases").mkdir()
    with opened(tmp_path / "library", with_index=True) as library:
        run(library, root)
        library.finish()
        (root / "pond.md").rename(root / "leases" / "brook.md")
        assert run(library, root).moved == 1
        (before,) = passages(library)
        assert before.header.startswith("pond")
        assert force(library, root).indexed == 1
        (after,) = passages(library)
        assert after.header.startswith("leases / brook")
        assert after.id == before.id
        assert queued(library) == [(after.id, "add")]
        library.finish()
        vector = EMBEDDER.embed_passages([f"{after.header}\n{after.text}"])[0]
        ((found, score),) = library.search_vectors(vector, 1, Scope())
        assert (found, round(score, 3)) == (after.id, 1.0)
        assert [hit for hit, _ in library.search_keywords("pond", 5, Scope())] == [after.id]
        assert [hit for hit, _ in library.search_keywords("brook", 5, Scope())] == [after.id]


def queued(library: SqliteLibrary) -> list[tuple[int, str]]:
    return [(row[0], row[1]) for row in library.database.rows("SELECT chunk_id, operation FROM vector_queue")]


def passages(library: SqliteLibrary) -> list[Chunk]:
    ids = [int(row[0]) for row in library.database.rows("SELECT id FROM chunks")]
    return list(library.chunks(ids).values())


def test_a_copy_is_judged_by_the_rules_of_its_own_folder(root: Path, tmp_path: Path) -> None:
    """Beside its original, and in a later run."""
    scoped = gate_from(tmp_path, NO_HERONS.replace("action: block", "action: block, folder: kept-out"))
    (root / "kept-out").mkdir()
    (root / "kept-out" / "copy.md").write_text((root / "pond.md").read_text())
    with opened(tmp_path / "library") as library:
        assert (first := run(library, root, gate=scoped)).indexed == 1 and first.quarantined == 2  # and the empty one
        (root / "kept-out" / "another.md").write_text((root / "pond.md").read_text())
        assert run(library, root, gate=scoped).quarantined == 1
        states = {Path(file.path).name: (file.state, file.reason) for file in library.files()}
        assert states["pond.md"] == ("indexed", "")
        assert states["copy.md"] == states["another.md"] == ("quarantined", "policy")
