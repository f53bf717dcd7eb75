"""What was left out for a limit or by the policy is read once these have changed, and only then."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.core.errors import ParseFailure
from assistant.core.events import IndexingFinished
from assistant.core.ports import Gate
from assistant.core.records import ParsedDocument, SourceFile
from assistant.core.stop import StopSignal
from assistant.indexing import Indexing
from assistant.parse.direct import DirectParser
from assistant.parse.source import Limits
from assistant.store.library import SqliteLibrary
from tests.properties.following.parts import CHUNKER, EMBEDDER, GATE, MAX_FILE_BYTES, PARSER, SCANNER, opened
from tests.stages.guard.policies import gate_from

NO_HERONS = """
detectors:
  herons: {type: phrases, words: [heron]}
rules:
  - {id: no-herons, category: custom, stages: [ingest], detector: herons, action: block}
"""


class Impatient(DirectParser):
    """Finds every file too slow."""

    def parse(self, file: SourceFile, *, password: str | None = None) -> ParsedDocument:
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
