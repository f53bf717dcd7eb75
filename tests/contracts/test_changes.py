"""The Changes port: both implementations keep it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.app.changes import LocalChanges
from assistant.app.ports.changes import Changes
from assistant.config.paths import Paths, find_paths
from assistant.config.schema import load_config
from assistant.domain.errors import AssistantError, ConfigError, ModelMissing, ModelRefused, UsageError
from assistant.domain.stop import StopSignal
from assistant.models.installed import list_installed
from assistant.sandbox.launcher import start_launcher
from tests.models.test_installed import install
from tests.starter import SMALL_LANGUAGE_MODEL
from tests.tui.doubles.scripted_changes import ScriptedChanges


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    (tmp_path / "home").mkdir(mode=0o700)
    return find_paths({"ASSISTANT_HOME": str(tmp_path / "home")})


@pytest.fixture(params=["local", "scripted"])
def changes(request: pytest.FixtureRequest, paths: Paths) -> Changes:
    return LocalChanges(paths) if request.param == "local" else ScriptedChanges()


def test_a_setting_is_set_refused_and_reset(changes: Changes) -> None:
    assert changes.set("retrieval.passages", "9").retrieval.passages == 9
    for key, typed in (("retrieval.passages", "0"), ("retrieval.passages", "x"), ("no.such", "1")):
        with pytest.raises(ConfigError):
            changes.set(key, typed)
    assert changes.reset("retrieval.passages").retrieval.passages == 8
    with pytest.raises(ConfigError):
        changes.reset("no.such")
    assert changes.set("answers.evidence_threshold", "0.2").answers.evidence_threshold == 0.2
    assert changes.set("answers.evidence_threshold", "").answers.evidence_threshold is None


@pytest.mark.parametrize("key", ["answers.model", "embedding.model"])
def test_a_model_that_is_not_here_is_no_value_of_a_setting(changes: Changes, key: str) -> None:
    with pytest.raises(ConfigError, match="no-such-model"):
        changes.set(key, "no-such-model")
    assert changes.set(key, "") == changes.reset(key)


def test_a_model_of_another_kind_is_no_value_of_a_setting(paths: Paths) -> None:
    install(paths.models, "searcher", role="embedding")
    with pytest.raises(ConfigError, match=r"'searcher' is a model for 'embedding\.model'"):
        LocalChanges(paths).set("answers.model", "searcher")
    assert not paths.config_file.exists()
    assert LocalChanges(paths).set("embedding.model", "searcher").embedding.model == "searcher"


def test_a_model_that_is_not_here_is_named_by_every_change(changes: Changes) -> None:
    for change in (changes.use_model, changes.verify_model, changes.remove_model):
        with pytest.raises(ModelMissing, match="no-such-model"):
            change("no-such-model")


def test_without_a_launcher_a_pull_names_the_command(paths: Paths) -> None:
    with pytest.raises(UsageError) as raised:
        list(LocalChanges(paths).pull("starter", StopSignal()))
    assert "assistant models pull starter" in raised.value.hint


@pytest.fixture
def pulling(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalChanges]:
    """Changes with a real launcher beside them, as the app has it."""
    monkeypatch.setenv("ASSISTANT_HOME", str(paths.models.parent))
    # A look at all installed code takes a second; `tests/privacy/test_launcher.py` has a pull with it.
    monkeypatch.setattr("assistant.sandbox.launcher.fingerprint", lambda: "the same")
    launcher = start_launcher()
    assert launcher is not None
    yield LocalChanges(paths, launcher)
    launcher.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork on this system")
def test_pulling_through_the_launcher_tells_each_step_and_the_error(
    pulling: LocalChanges, paths: Paths, starter_models: Path
) -> None:
    """What is there already is not fetched again, so the network is not asked."""
    shutil.copytree(starter_models, paths.models)
    assert pulling.can_pull
    steps = [(moved.model, moved.step) for moved in pulling.pull("starter", StopSignal())]
    assert steps == [("all-minilm-l6-v2", "present")]
    (language,) = pulling.pull(SMALL_LANGUAGE_MODEL, StopSignal())
    assert (language.model, language.step) == (SMALL_LANGUAGE_MODEL, "present")
    with pytest.raises(ModelMissing) as raised:
        list(pulling.pull("starterr", StopSignal()))
    assert "starterr" in raised.value.message
    assert "starter" in raised.value.hint
    stopped = StopSignal()
    stopped.stop()
    assert list(pulling.pull("starterr", stopped)) == []


def test_models_on_disk_are_used_verified_and_removed(paths: Paths, starter_models: Path) -> None:
    shutil.copytree(starter_models, paths.models)
    changes = LocalChanges(paths)
    (name,) = [model.name for model in list_installed(paths.models) if model.role == "language"]
    assert changes.use_model(name).answers.model == name
    assert load_config(paths.config_file).answers.model == name
    assert load_config(paths.config_file).answers.generator == "llama_cpp"  # `auto` would leave so small a model out
    assert changes.use_model("quotes").answers.generator == "extractive"
    changes.verify_model(name)
    (weights,) = (paths.models / name).glob("*.gguf")
    with weights.open("r+b") as file:
        file.seek(1000)
        file.write(b"\0\0\0\0")
    with pytest.raises(ModelRefused):
        changes.verify_model(name)
    assert changes.remove_model(name) > 90_000_000
    with pytest.raises(AssistantError):
        changes.verify_model(name)
