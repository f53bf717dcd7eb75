"""Settings files with wrong values: the default holds and is told, unless that would let in, send or show something."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.config.appearance import THEMES, read_appearance
from assistant.config.file import reset_setting, write_setting
from assistant.config.outline import Outlined, outline, untouched
from assistant.config.paths import find_paths
from assistant.config.schema import NEVER_REPLACED, Config, describe, known_keys, load_config, read_config
from assistant.domain.errors import ConfigError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


@pytest.mark.parametrize(
    ("text", "key", "told"),
    [
        ('[answers]\ngenerator = "extractve"\n', "answers.generator", "one of auto, extractive"),
        ("[retrieval]\npassages = 400\n", "retrieval.passages", "a number, 1 to 50. The default holds: 8."),
        ('[retrieval]\npassages = "many"\n', "retrieval.passages", "a number, 1 to 50"),
        ('[library]\nwatch = "maybe"\n', "library.watch", "true or false. The default holds: true."),
        ('[app]\ntheme = "blah"\n', "app.theme", "assistant-dark"),
        ('[app]\nkeys = "f1"\n', "app.keys", "The default holds: {}."),
        ("[answers]\nmodel = 7\n", "answers.model", 'a text. The default holds: "".'),
    ],
)
def test_a_wrong_value_is_replaced_by_its_default_and_told_in_one_line(
    file: Path, text: str, key: str, told: str
) -> None:
    file.write_text(f"# mine\n{text}", "utf-8")
    config, wrong = read_config(file)
    section, name = key.split(".")
    assert getattr(getattr(config, section), name) == getattr(getattr(Config(), section), name)
    assert [value.key for value in wrong] == [key]
    assert told in wrong[0].said and len(wrong[0].said.splitlines()) == 1


def test_what_is_right_beside_it_holds(file: Path) -> None:
    file.write_text(
        '[retrieval]\npassages = 0\ncandidates = 12\n[library]\npoll = true\nsweep_minutes = "x"\n', "utf-8"
    )
    config, wrong = read_config(file)
    assert (config.retrieval.candidates, config.library.poll, config.retrieval.passages) == (12, True, 8)
    assert {value.key for value in wrong} == {"retrieval.passages", "library.sweep_minutes"}


@pytest.mark.parametrize("key", sorted(NEVER_REPLACED))
def test_what_guards_the_files_is_never_replaced(file: Path, key: str) -> None:
    section, name = key.split(".")
    file.write_text(f"[{section}]\n{name} = 5\n[retrieval]\npassages = 0\n", "utf-8")
    with pytest.raises(ConfigError, match=name):
        load_config(file)


def test_an_unknown_setting_is_an_error_as_ever(file: Path) -> None:
    file.write_text("[retrieval]\npasages = 5\npassages = 0\n", "utf-8")
    with pytest.raises(ConfigError, match=r"retrieval\.pasages"):
        load_config(file)


def test_a_wrong_value_stands_in_nobodys_way(file: Path) -> None:
    file.write_text("# mine\n[retrieval]\npassages = 0  # too few\n", "utf-8")
    config = write_setting(file, "retrieval.candidates", 12)
    assert (config.retrieval.candidates, config.retrieval.passages) == (12, 8)
    assert "# mine" in file.read_text("utf-8") and "# too few" in file.read_text("utf-8")
    with pytest.raises(ConfigError, match="1 to 50"):
        write_setting(file, "retrieval.passages", 51)
    assert reset_setting(file, "retrieval.passages").retrieval.passages == 8
    assert read_config(file)[1] == ()


def test_the_app_starts_with_a_theme_that_there_is(file: Path) -> None:
    file.write_text('[app]\ntheme = "blah"\n', "utf-8")
    assert read_appearance(file)[0] == ""
    file.write_text('[app]\ntheme = "nord"\n', "utf-8")
    assert read_appearance(file)[0] == "nord"


def test_the_themes_of_the_settings_are_those_of_the_app() -> None:
    from textual.theme import BUILTIN_THEMES

    from assistant.tui.show.themes import THEMES as OURS

    assert set(THEMES) == {"", *BUILTIN_THEMES, *(theme.name for theme in OURS)}


def test_the_outline_says_what_the_schema_says() -> None:
    described = {
        setting.key: Outlined(setting.default, setting.choices, setting.meaning) for setting in describe(Config(), {})
    }
    found = {
        key: Outlined(list(one.default) if isinstance(one.default, tuple) else one.default, one.choices, one.meaning)
        for key, one in outline().items()
    }
    assert tuple(found) == known_keys()
    assert found == described


def test_only_what_the_file_surely_does_not_hold_has_its_default_unread(tmp_path: Path) -> None:
    paths = find_paths({"ASSISTANT_HOME": str(tmp_path)})
    assert untouched("retrieval.passages", paths) == outline()["retrieval.passages"]
    paths.config_file.write_text("[retrieval]\npassages = 5\n", "utf-8")
    assert untouched("retrieval.passages", paths) is None
    assert untouched("retrieval.candidates", paths) is not None
    assert untouched("no.such", paths) is None
