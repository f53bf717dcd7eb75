"""A language model that comes while the assistant is open answers from the next turn on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.app.open import open_assistant
from assistant.config.paths import find_paths
from assistant.config.schema import Config
from tests.starter import SMALL_LANGUAGE_MODEL


def test_a_model_that_arrives_answers_and_one_that_goes_does_not(
    tmp_path: Path, starter_models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.generate.choose._ADEQUATE_PARAMETERS", 100_000_000)
    models = tmp_path / "models"
    models.mkdir(mode=0o700)
    for folder in starter_models.iterdir():
        if folder.is_dir() and folder.name not in (SMALL_LANGUAGE_MODEL, ".partial"):
            (models / folder.name).symlink_to(folder)
    paths = replace(find_paths({"ASSISTANT_HOME": str(tmp_path / "home")}), models=models)
    assistant = open_assistant(Config(), paths, owner=True)
    try:
        assert assistant.summary().generator == "extractive"
        (models / SMALL_LANGUAGE_MODEL).symlink_to(starter_models / SMALL_LANGUAGE_MODEL)
        assert assistant.summary().generator == "extractive"  # nothing changes in the middle of a turn
        assistant.look_for_models()
        assert assistant.summary().generator == f"{SMALL_LANGUAGE_MODEL} (llama.cpp)"
        (models / SMALL_LANGUAGE_MODEL).unlink()
        assistant.look_for_models()
        assert assistant.summary().generator == "extractive"
    finally:
        assistant.close()
