"""The search for leftovers beside other programs: what changes while it runs, and what vanishes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from assistant.store.forget import leftovers
from assistant.store.forget.leftovers import search
from assistant.store.forget.traces import Traces

TRACE = "xylophone qu"
SOUGHT = Traces((("text", TRACE),), np.empty((0, 0), np.float32))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    for name in "abc":
        (tmp_path / name).write_text(f"nothing in {name}", "utf-8")
    return tmp_path


def meanwhile(monkeypatch: pytest.MonkeyPatch, when: str, act: object) -> None:
    """Call `act` as the file named `when` is about to be read."""
    blocks = leftovers._blocks

    def reading(file: Path, overlap: int) -> Iterator[tuple[int, bytes]]:
        if file.name == when:
            act()  # type: ignore[operator]
        return blocks(file, overlap)

    monkeypatch.setattr(leftovers, "_blocks", reading)


def test_a_file_that_vanishes_is_not_unreadable(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    meanwhile(monkeypatch, "b", lambda: (place / "b").unlink(missing_ok=True))
    found = search(SOUGHT, [place])
    assert (found.files, found.found, found.unreadable) == (2, (), ())


def test_what_is_written_behind_the_search_is_found(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    meanwhile(monkeypatch, "b", lambda: (place / "a").write_text(f"it says {TRACE} now", "utf-8"))
    found = search(SOUGHT, [place])
    assert [(Path(one.file).name, one.offset, one.kind) for one in found.found] == [("a", 8, "text")]
    assert (found.files, found.unreadable) == (3, ())


def test_what_is_made_behind_the_search_is_found(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    meanwhile(monkeypatch, "b", lambda: (place / "0").write_text(TRACE, "utf-8"))
    found = search(SOUGHT, [place])
    assert [Path(one.file).name for one in found.found] == ["0"]
    assert (found.files, found.unreadable) == (4, ())


def test_a_file_that_keeps_changing_is_not_confirmed(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def grow() -> None:
        with (place / "c").open("a", encoding="utf-8") as stream:
            stream.write("more and more ")

    meanwhile(monkeypatch, "c", grow)
    found = search(SOUGHT, [place])
    assert [Path(one).name for one in found.unreadable] == ["c"]


def test_a_file_that_cannot_be_opened_is_not_confirmed(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise PermissionError(13, "Permission denied")

    meanwhile(monkeypatch, "b", refuse)
    found = search(SOUGHT, [place])
    assert [Path(one).name for one in found.unreadable] == ["b"]
    assert found.files == 2
