"""The settings file: a fault is a ConfigError, and one that loads can be changed."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from assistant.config.file import write_setting
from assistant.config.schema import load_config
from assistant.domain.errors import ConfigError
from tests.fuzz.engine.target import Target


def _seeds() -> Iterable[bytes]:
    yield (
        b'# mine\n[library]\nroots = ["/a", "/b"]\nmax_file_mb = 50\n\n[answers]\ngenerator = "extractive"\n'
        b'server_url = "http://127.0.0.1:8080/v1"\nserver_key = "k"\n[guard]\npolicy = "standard"\n[look]\n'
    )
    yield b'answers.generator = "server"\nlibrary = {roots = []}\n'


@lru_cache(maxsize=1)
def _file() -> Path:
    return Path(tempfile.mkdtemp(prefix="fuzz-settings-"), "config.toml")


def _run(data: bytes) -> None:
    _file().write_bytes(data)
    load_config(_file())
    assert write_setting(_file(), "library.max_file_mb", 7).library.max_file_mb == 7
    assert load_config(_file()).library.max_file_mb == 7


TARGETS = (Target("settings", _seeds, _run, (ConfigError,)),)
