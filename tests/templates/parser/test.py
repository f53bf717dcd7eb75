"""Subtitles are indexed, and what is said in them is found."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from assistant.app.open import open_assistant
from assistant.config.schema import Config
from tests.journeys.conftest import finished, index, paths_below

_FILM = """\
1
00:00:01,000 --> 00:00:04,000
The last ferry to Holm Island
leaves at a quarter past nine.

2
00:00:05,000 --> 00:00:07,500
Then we stay on the mainland.
"""


def test_what_is_said_is_found(tmp_path: Path, starter_models: Path) -> None:
    film = tmp_path / "films" / "ferry.srt"
    film.parent.mkdir()
    film.write_text(_FILM, "utf-8")
    paths = paths_below(tmp_path / "home", starter_models)
    with closing(open_assistant(Config(), paths, owner=True)) as assistant:
        assert finished(index(assistant, film.parent)).indexed == 1
        best = assistant.search("When does the last ferry leave?", 1)[0]
        assert best.path == str(film)
        assert assistant.page_text(best.path, None) == (
            "The last ferry to Holm Island\nleaves at a quarter past nine.\n\nThen we stay on the mainland."
        )
