"""The look of the first frame is read without the schema, and nothing in a broken file stops it."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.config.appearance import read_appearance
from assistant.config.schema import load_config


def test_it_is_what_the_schema_reads(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[app]\ntheme = "assistant-light"\nkeys = { help = "f12" }\n[library]\nwatch = false\n')
    app = load_config(file).app
    assert read_appearance(file) == (app.theme, app.keys) == ("assistant-light", {"help": "f12"})


@pytest.mark.parametrize(
    "content",
    [None, b"", b"[app", b"\xff\xfe", b"app = 3\n", b"[app]\ntheme = 3\nkeys = 4\n", b"[app.keys]\nhelp = 5\n"],
)
def test_what_is_missing_or_broken_is_the_default(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "config.toml"
    if content is not None:
        file.write_bytes(content)
    assert read_appearance(file) == ("", {})
