"""The facts of a GGUF file, and that a hostile one is refused in no time."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from unittest import mock

import pytest

from assistant.domain.errors import ModelMissing, ModelRefused
from assistant.models.gguf.facts import facts_to_show, read_facts
from assistant.models.gguf.header import READ_BYTES, read_header
from tests.generate.mlx.weights import starter_gguf


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


def test_the_starter(starter_models: Path) -> None:
    gguf = starter_gguf(starter_models)
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


@pytest.mark.parametrize("value", [text("8192"), struct.pack("<Q", 2**40) + b"x" * 100])
def test_a_window_that_is_no_number_is_not_known(tmp_path: Path, value: bytes) -> None:
    said = header(string("general.architecture", "x"), text("x.context_length") + struct.pack("<I", 8) + value)
    facts = facts_to_show(written(tmp_path, said))
    assert facts is not None
    assert (facts.architecture, facts.window_tokens) == ("x", 0)


@pytest.mark.parametrize("kind", [4, 8])
def test_no_more_than_the_bound_is_read_whatever_the_file_claims(tmp_path: Path, kind: int) -> None:
    items = struct.pack("<IQ", kind, READ_BYTES) + bytes(9 * READ_BYTES)
    file = written(tmp_path, header(string("general.architecture", "x"), text("k") + struct.pack("<I", 9) + items))
    read = 0

    class Counting(io.FileIO):
        def read(self, size: int | None = -1, /) -> bytes:
            nonlocal read
            data = super().read(-1 if size is None else size) or b""
            read += len(data)
            return data

    with mock.patch.object(Path, "open", lambda path, *_, **__: Counting(path)):
        found = read_header(file)
    assert found is not None
    assert found.problem
    assert found.values == {"general.architecture": "x"}
    assert 0 < read <= READ_BYTES
    with pytest.raises(ModelRefused, match="not a usable GGUF"):
        read_facts(file)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / "none.gguf", tmp_path):
        with pytest.raises(ModelMissing):
            read_facts(path)
