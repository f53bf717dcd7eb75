"""Another embedding model is recommended where many passages are in languages that the present one does not know."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.app.models.languages import advice
from tests.properties.following.parts import opened, reconcile

GERMAN = "Die Miete ist am ersten Tag des Monats zu zahlen, und der Keller wird nicht vermietet."
FRENCH = "Le loyer est dû le premier jour du mois, et la cave n'est pas comprise dans le prix."
CHINESE = "房租在每个月的第一天交，地下室不出租。"
ENGLISH = "The rent is due on the first day of the month, and the cellar is not part of the flat."


def test_the_library_counts_its_languages(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    for number, text in enumerate((GERMAN, GERMAN + " Gut.", FRENCH, CHINESE, ENGLISH)):
        (folder / f"{number}.md").write_text(text, "utf-8")
    with opened(tmp_path / "library") as library:
        reconcile(library, [folder])
        found = library.languages()
    assert (found["german"], found["french"], found["Chinese, Japanese or Korean"]) == (2, 1, 1)
    assert "english" not in found


@pytest.mark.parametrize(
    ("languages", "passages", "says"),
    [
        (
            {"german": 60, "french": 3},
            100,
            "63 of 100 passages are in languages that small does not know: German and others",
        ),
        ({"Chinese, Japanese or Korean": 40}, 40, ": Chinese, Japanese or Korean."),
        ({"german": 9}, 9, ""),
        ({"german": 20}, 100, ""),
        ({}, 100, ""),
    ],
)
def test_it_is_said_where_it_is_worth_it(languages: dict[str, int], passages: int, says: str) -> None:
    told = advice("small", languages, passages, installed=False)
    assert says in told.told if told is not None else not says
    if told is not None:
        assert "models pull multilingual-e5-small" in told.told
        here = advice("small", languages, passages, installed=True)
        assert here is not None
        assert "models pull" not in here.told
