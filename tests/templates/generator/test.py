"""The setting chooses the generator, and it answers."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from assistant.app.open import open_assistant
from assistant.config.schema import load_config
from tests.journeys.conftest import ask, index, paths_below


def test_the_best_passage_is_the_answer(tmp_path: Path, starter_models: Path) -> None:
    note = tmp_path / "notes" / "garden.md"
    note.parent.mkdir()
    note.write_text("The fence was painted by Wharfside Joinery in May.\n", "utf-8")
    settings = tmp_path / "config.toml"
    settings.write_text('[answers]\ngenerator = "first_passage"\n', "utf-8")
    paths = paths_below(tmp_path / "home", starter_models)
    with closing(open_assistant(load_config(settings), paths, owner=True)) as assistant:
        index(assistant, note.parent)
        answer, _ = ask(assistant, "Who painted the fence?")
    assert answer.generator == "first_passage"
    assert answer.text == (
        "“The fence was painted by Wharfside Joinery in May.” [1]\n\n"
        "The fence was painted by Wharfside Joinery in May. [1]"
    )
    assert [(citation.path, citation.quote) for citation in answer.citations] == [
        (str(note), "The fence was painted by Wharfside Joinery in May.")
    ]
