"""Settings changed by a person in a view: read by the schema, written with comments and order kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.config.file import SettingValue, read_typed, reset_setting, write_setting
from assistant.config.schema import Config, describe, load_config
from assistant.config.setting import Setting
from assistant.domain.errors import ConfigError

SETTINGS = {one.key: one for one in describe(Config(), {})}
WRITTEN = """# mine
[library]
folders = ["~/Documents"]  # the important ones
hidden = true

[answers]
# short
max_answer_tokens = 99
"""


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        ("answers.model", "  qwen ", "qwen"),
        ("library.hidden", "Yes", True),
        ("library.hidden", "off", False),
        ("answers.generator", "mlx", "mlx"),
        ("library.max_file_mb", "12", 12),
        ("library.parse_timeout_s", "2.5", 2.5),
        ("answers.evidence_threshold", "", None),
        ("answers.evidence_threshold", "0.4", 0.4),
        ("library.folders", "~/a, ~/b c,", ["~/a", "~/b c"]),
        ("library.folders", '["~/a, b"]', ["~/a, b"]),
        ("library.folders", "", []),
    ],
)
def test_what_is_typed_is_read_by_the_schema(key: str, typed: str, value: SettingValue | None) -> None:
    assert read_typed(SETTINGS[key], typed) == value


@pytest.mark.parametrize(
    ("key", "typed", "expected"),
    [
        ("library.hidden", "perhaps", "true or false"),
        ("answers.generator", "gpt", "one of auto, extractive, llama_cpp, mlx"),
        ("library.max_file_mb", "1.5", "a number, 1 to 4096"),
        ("library.max_file_mb", "", "a number"),
        ("library.folders", '["~/a', "as TOML"),
    ],
)
def test_what_cannot_be_read_says_what_is_expected(key: str, typed: str, expected: str) -> None:
    with pytest.raises(ConfigError) as raised:
        read_typed(SETTINGS[key], typed)
    assert key in raised.value.message
    assert expected in raised.value.hint


def test_a_table_is_read_as_toml() -> None:
    assert read_typed(Setting("a.b", {}, "default", "", "table", default={}), '{help = "f12"}') == {"help": "f12"}


def test_comments_order_and_other_values_stay(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(WRITTEN, "utf-8")
    write_setting(file, "library.folders", ["~/Documents", "~/Notes"])
    write_setting(file, "guard.policy", "strict")
    config = reset_setting(file, "library.hidden")
    assert config == load_config(file)
    assert config.library.folders == ("~/Documents", "~/Notes")
    assert (config.library.hidden, config.guard.policy, config.answers.max_answer_tokens) == (False, "strict", 99)
    text = file.read_text("utf-8")
    for kept in ("# mine", "# the important ones", "# short"):
        assert kept in text
    assert text.index("[library]") < text.index("[answers]") < text.index("[guard]")
    assert file.stat().st_mode & 0o077 == 0


def test_resetting_what_was_never_written_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(WRITTEN, "utf-8")
    before = load_config(file)
    assert reset_setting(file, "library.max_file_mb") == before
    assert load_config(file) == before


@pytest.mark.parametrize(("key", "value"), [("library.max_file_mb", 0), ("answers.generator", "x"), ("no.such", 1)])
def test_a_value_out_of_range_leaves_the_file_alone(tmp_path: Path, key: str, value: SettingValue) -> None:
    file = tmp_path / "config.toml"
    file.write_text(WRITTEN, "utf-8")
    with pytest.raises(ConfigError):
        write_setting(file, key, value)
    assert file.read_text("utf-8") == WRITTEN


def test_every_setting_says_what_may_be_put() -> None:
    assert SETTINGS["library.max_file_mb"].bounds == "1 to 4096"
    assert SETTINGS["library.parse_timeout_s"].bounds == "more than 0, at most 600"
    assert SETTINGS["answers.generator"].choices[0] == "auto"
    for setting in SETTINGS.values():
        assert read_typed(setting, "" if setting.value is None else setting.shown.strip('"')) in (
            setting.value,
            None if setting.value is None else setting.value,
        )


@pytest.mark.parametrize("digits", [4_301, 10_000])
def test_a_number_without_an_end_is_told(tmp_path: Path, digits: int) -> None:
    file = tmp_path / "config.toml"
    file.write_text("[library]\nmax_file_mb = " + "9" * digits)
    with pytest.raises(ConfigError, match="not valid TOML"):
        load_config(file)
    with pytest.raises(ConfigError):
        write_setting(file, "library.max_file_mb", 7)
