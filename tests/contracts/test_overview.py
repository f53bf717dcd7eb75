"""The Overview port: the same promises from the one on this machine and the scripted one."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.app.overview import LocalOverview
from assistant.app.ports.overview import Overview
from assistant.config.file import write_setting
from assistant.config.paths import find_paths
from assistant.config.schema import known_keys
from assistant.domain.errors import ConfigError, UsageError
from tests.tui.doubles.scripted_overview import OFFER, ScriptedOverview


@pytest.fixture(params=["local", "scripted"])
def overview(request: pytest.FixtureRequest, tmp_path: Path) -> Overview:
    if request.param == "scripted":
        return ScriptedOverview()
    return LocalOverview(find_paths({"ASSISTANT_HOME": str(tmp_path / "home")}))


def test_every_setting_is_there_with_its_origin_and_meaning(overview: Overview) -> None:
    settings = overview.settings()
    assert [one.key for one in settings] == list(known_keys())
    assert all(one.origin in ("default", "file", "environment") and one.meaning for one in settings)
    assert overview.settings_file.endswith("config.toml")


def test_what_is_wrong_in_the_settings_file_is_said_in_its_own_error(tmp_path: Path) -> None:
    paths = find_paths({"ASSISTANT_HOME": str(tmp_path / "home")})
    paths.config_file.parent.mkdir()
    paths.config_file.write_text("[library\n")
    with pytest.raises(ConfigError, match="not valid TOML"):
        LocalOverview(paths).settings()


def test_one_policy_is_active_and_its_rules_say_where_they_are_written(overview: Overview) -> None:
    assert len([policy for policy in overview.policies() if policy.active]) == 1
    rules = overview.rules()
    assert rules
    assert len({rule.id for rule in rules}) == len(rules)
    assert all(rule.stages and rule.action and ":" in rule.source for rule in rules)


def test_a_policy_is_tested_by_its_own_tests(overview: Overview) -> None:
    policy = min((policy for policy in overview.policies() if not policy.error), key=lambda policy: policy.rules)
    tested = overview.test_policy(policy.name)
    assert tested.policy == policy.name and tested.count + tested.skipped == policy.tests > 0 and not tested.failed


def test_a_model_to_pull_has_its_command_size_and_licence(overview: Overview) -> None:
    models = overview.models()
    to_pull = [model for model in models if model.state == "to pull"]
    assert to_pull
    assert all(model.command.endswith(f"pull {model.name}") and model.licence for model in to_pull)
    assert all(model.size_bytes > 0 for model in to_pull)


def test_what_is_missing_is_offered_with_licence_size_and_space(overview: Overview) -> None:
    if isinstance(overview, ScriptedOverview):
        overview.offer = OFFER
    offer = overview.missing_models()
    assert offer is not None
    assert offer.names[-1] == "reader"
    assert all(model.licence and model.licence_url and model.source for model in offer.models)
    assert offer.space_bytes > max(model.size_bytes for model in offer.models) > 0
    assert offer.free_bytes > 0


def test_a_preview_counts_and_refuses_what_is_not_there(overview: Overview, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("text")
    shown = overview.preview(tmp_path)
    assert shown.folder == str(tmp_path)
    assert shown.readable[".md"] >= 1
    assert shown.size_bytes > 0
    with pytest.raises(UsageError):
        overview.preview(tmp_path / "nowhere")


def test_the_preview_leaves_out_our_own_folders_and_what_the_settings_ignore(tmp_path: Path) -> None:
    paths = find_paths({"ASSISTANT_HOME": str(tmp_path / "home")})
    paths.models.mkdir(parents=True)
    (paths.models / "card.md").write_text("ours")
    (tmp_path / "mine.md").write_text("mine")
    (tmp_path / "draft.md").write_text("ignored")
    write_setting(paths.config_file, "library.ignore", ["draft.*"])
    assert LocalOverview(paths).preview(tmp_path).readable == {".md": 1}


def test_a_look_names_what_is_left_out_by_its_ending_or_its_reason(tmp_path: Path) -> None:
    paths, files = find_paths({"ASSISTANT_HOME": str(tmp_path / "home")}), tmp_path / "files"
    files.mkdir()
    for name in ("a.md", "README", "b.jpg", "c.jpg", "d.zip"):
        (files / name).write_text("text")
    (files / "tool").write_bytes(b"\x7fELF\0")
    (files / "e.md").symlink_to(files / "a.md")
    found = LocalOverview(paths).look([files, tmp_path / "away"])
    assert found.readable == {".md": 1, "": 1}
    assert found.left_out == {".jpg": 2, ".zip": 1, "binary": 1, "link": 1}
