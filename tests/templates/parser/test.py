"""Lyrics are indexed, and what is sung in them is found."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from assistant.app.open import open_assistant
from assistant.config.schema import Config
from tests.journeys.conftest import finished, index, paths_below

_SONG = """\
[ti:Ferry]
[00:01.00]The last ferry to Holm Island
[00:04.00][01:04.00]leaves at a quarter past nine.

[00:05.00]Then we stay on the mainland.
"""


def test_what_is_sung_is_found(tmp_path: Path, starter_models: Path) -> None:
    song = tmp_path / "songs" / "ferry.lrc"
    song.parent.mkdir()
    song.write_text(_SONG, "utf-8")
    paths = paths_below(tmp_path / "home", starter_models)
    with closing(open_assistant(Config(), paths, owner=True)) as assistant:
        assert finished(index(assistant, song.parent)).indexed == 1
        best = assistant.search("When does the last ferry leave?", 1)[0]
        assert best.path == str(song)
        assert assistant.page_text(best.path, None) == (
            "The last ferry to Holm Island\nleaves at a quarter past nine.\n\nThen we stay on the mainland."
        )
