"""The facts of a GGUF file, and that a hostile one is refused in no time."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from assistant.domain.errors import ModelMissing, ModelRefused
from assistant.models.gguf.facts import read_facts


def text(value: str) -> bytes:
    return struct.pack("<Q", len(value)) + value.encode()


def header(*entries: bytes, magic: bytes = b"GGUF", version: int = 3, count: int | None = None) -> bytes:
    return struct.pack("<4sIQQ", magic, version, 0, len(entries) if count is None else count) + b"".join(entries)


def string(key: str, value: str) -> bytes:
    return text(key) + struct.pack("<I", 8) + text(value)


def number(key: str, value: int) -> bytes:
    return text(key) + struct.pack("<II", 4, value)


def strings(key: str, *values: str) -> bytes:
    return text(key) + struct.pack("<IIQ", 9, 8, len(values)) + b"".join(map(text, values))


GOOD = header(
    string("general.architecture", "llama"),
    string("general.size_label", "1.7B"),
    strings("general.languages", "en", "de"),
    text("general.scale") + struct.pack("<If", 6, 1.5),
    number("llama.context_length", 8192),
    strings("tokenizer.ggml.tokens", "never read"),
)


def written(folder: Path, data: bytes) -> Path:
    file = folder / "model.gguf"
    file.write_bytes(data)
    return file


@pytest.mark.models
def test_the_starter(gguf: Path) -> None:
    facts = read_facts(gguf)
    assert (facts.architecture, facts.window_tokens, facts.parameters) == ("llama", 8192, 135_000_000)
    assert facts.size_bytes == gguf.stat().st_size
    assert facts.kv_bytes_per_token == 30 * 3 * (64 + 64) * 2


def test_a_small_header(tmp_path: Path) -> None:
    facts = read_facts(written(tmp_path, GOOD))
    assert (facts.window_tokens, facts.parameters) == (8192, 1_700_000_000)


@pytest.mark.parametrize(("label", "parameters"), [("135M", 135e6), ("8x7B", 56e9), ("large", 0), ("", 0)])
def test_size_labels(tmp_path: Path, label: str, parameters: float) -> None:
    file = written(tmp_path, header(string("general.architecture", "x"), string("general.size_label", label)))
    assert read_facts(file).parameters == int(parameters)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04" + bytes(100),
        header(magic=b"FUGG"),
        header(version=1),
        header(count=2**60),
        header(struct.pack("<Q", 2**62)),
        header(text("k") + struct.pack("<I", 77)),
        header(text("k") + struct.pack("<IIQ", 9, 4, 2**50)),
        header(text("k") + struct.pack("<IIQ", 9, 9, 3)),
        header(text("k") + struct.pack("<IQ", 8, 2) + b"\xff\xfe"),
    ],
)
def test_what_is_not_gguf_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(ModelRefused):
        read_facts(written(tmp_path, data))


def test_a_header_cut_anywhere_is_refused(tmp_path: Path) -> None:
    end = GOOD.index(b"tokenizer.ggml.tokens")
    for length in range(end):
        with pytest.raises(ModelRefused):
            read_facts(written(tmp_path, GOOD[:length]))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / "none.gguf", tmp_path):
        with pytest.raises(ModelMissing):
            read_facts(path)
