"""Settings that are no file, or no small one, are refused at once, whoever reads them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.app.overview import LocalOverview
from assistant.app.sealing import _named_server
from assistant.config.appearance import read_appearance
from assistant.config.file import write_setting
from assistant.config.paths import find_paths
from assistant.config.schema import Config, load_config
from assistant.domain.errors import ConfigError
from tests.special_files import SPECIAL

pytestmark = [pytest.mark.skipif(os.name != "posix", reason="special files are a POSIX idea"), pytest.mark.timeout(60)]


@pytest.fixture(params=SPECIAL)
def settings(tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path))
    SPECIAL[request.param](tmp_path / "config.toml")
    return tmp_path / "config.toml"


def test_they_are_refused_with_their_name_and_a_remedy(settings: Path) -> None:
    uses: list[Callable[[], object]] = [
        lambda: load_config(settings),
        lambda: write_setting(settings, "app.theme", "nord"),
        lambda: LocalOverview(find_paths()).settings(),
    ]
    for use in uses:
        with pytest.raises(ConfigError) as caught:
            use()
        assert str(settings) in caught.value.message and caught.value.hint


def test_what_reads_them_before_they_are_checked_goes_on_without_them(settings: Path) -> None:
    assert read_appearance(settings) == ("", {})
    assert _named_server() is None


def test_a_link_to_ordinary_settings_is_followed(tmp_path: Path) -> None:
    (tmp_path / "dotfiles.toml").write_text('[app]\ntheme = "nord"\n')
    (tmp_path / "config.toml").symlink_to(tmp_path / "dotfiles.toml")
    assert load_config(tmp_path / "config.toml").app.theme == "nord"
    assert load_config(tmp_path / "none.toml") == Config()
