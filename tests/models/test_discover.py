"""Models of other programs: each tool's real layout in a made-up home, everything found, nothing touched."""

from __future__ import annotations

import hashlib
import json
import struct
from pathlib import Path

import pytest

from assistant.models.found.discover import FoundModel, discover
from assistant.models.found.folders import Machine
from assistant.models.gguf.facts import facts_to_show

COMMIT = "a" * 40


def gguf(architecture: str = "llama", name: str = "Tiny", window: int = 4096) -> bytes:
    def text(value: str) -> bytes:
        return struct.pack("<Q", len(value)) + value.encode()

    pairs = [
        text("general.architecture") + struct.pack("<I", 8) + text(architecture),
        text("general.name") + struct.pack("<I", 8) + text(name),
        text(f"{architecture}.context_length") + struct.pack("<II", 4, window),
        text("tokenizer.ggml.tokens") + struct.pack("<IIQ", 9, 8, 1) + text("a"),
    ]
    return b"GGUF" + struct.pack("<IQQ", 3, 0, len(pairs)) + b"".join(pairs)


def write(place: Path, data: bytes | str) -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data.encode() if isinstance(data, str) else data)
    return place


def ollama(root: Path) -> None:
    blob = gguf("qwen3", window=40960)
    digest = hashlib.sha256(blob).hexdigest()
    write(root / "blobs" / f"sha256-{digest}", blob)
    write(root / "blobs" / f"sha256-{'1' * 64}", "{{ .Prompt }}")
    layers = [
        {"mediaType": "application/vnd.ollama.image.template", "digest": f"sha256:{'1' * 64}", "size": 13},
        {"mediaType": "application/vnd.ollama.image.model", "digest": f"sha256:{digest}", "size": len(blob)},
    ]
    manifest = json.dumps({"schemaVersion": 2, "config": {}, "layers": layers})
    write(root / "manifests/registry.ollama.ai/library/qwen3/4b", manifest)
    write(root / "manifests/registry.ollama.ai/someone/tuned/latest", manifest.replace(digest, "2" * 64))  # blob gone
    outside = [{"mediaType": "application/vnd.ollama.image.model", "digest": "sha256:../../../etc/passwd"}]
    write(root / "manifests/registry.ollama.ai/library/evil/latest", json.dumps({"layers": outside}))


def lm_studio(root: Path) -> None:
    write(root / "publisher/model-GGUF/model-Q4_K_M.gguf", gguf())
    write(root / "publisher/model-GGUF/mmproj-model.gguf", gguf("clip"))
    write(root / "publisher/big-GGUF/big-00001-of-00002.gguf", gguf())
    write(root / "publisher/big-GGUF/big-00002-of-00002.gguf", gguf())
    write(root / "mlx-community/model-4bit/config.json", json.dumps({"architectures": ["LlamaForCausalLM"]}))
    write(root / "mlx-community/model-4bit/model.safetensors", b"\0" * 100)


def hugging_face(root: Path) -> None:
    def repository(name: str, files: dict[str, bytes | str], commit: str = COMMIT) -> Path:
        folder = root / name
        for path, data in files.items():
            raw = data.encode() if isinstance(data, str) else data
            blob = write(folder / "blobs" / hashlib.sha256(raw).hexdigest(), raw)
            link = folder / "snapshots" / commit / path
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(blob)
        write(folder / "refs/main", COMMIT)
        return folder

    sentences: dict[str, bytes | str] = {
        "config.json": json.dumps({"architectures": ["BertModel"], "max_position_embeddings": 512}),
        "modules.json": "[]",
        "model.safetensors": b"\0" * 50,
    }
    repository("models--BAAI--bge-small-en-v1.5", sentences)
    old = repository("models--BAAI--bge-small-en-v1.5", {"config.json": "{}"}, commit="b" * 40)
    repository(
        "models--someone--pickled", {"config.json": '{"architectures": ["A"]}', "pytorch_model.bin": b"\x80\x04"}
    )
    escaping = repository("models--someone--Escaping-GGUF", {"here.gguf": gguf()})
    (escaping / "snapshots" / COMMIT / "there.gguf").symlink_to(write(root.parent / "elsewhere.gguf", gguf()))
    assert (old / "snapshots" / COMMIT).is_dir()


PLACES = {
    "linux": {
        "ollama": ".ollama/models",
        "lm studio": ".lmstudio/models",
        "hugging face": ".cache/huggingface/hub",
        "llama.cpp": ".cache/llama.cpp",
        "jan": ".config/Jan/data/models/huggingface.co/someone/model",
        "gpt4all": ".local/share/nomic.ai/GPT4All",
    },
    "darwin": {
        "ollama": ".ollama/models",
        "lm studio": ".lmstudio/models",
        "hugging face": ".cache/huggingface/hub",
        "llama.cpp": "Library/Caches/llama.cpp",
        "jan": "Library/Application Support/Jan/data/llamacpp/models/model",
        "gpt4all": "Library/Application Support/nomic.ai/GPT4All",
    },
    "win32": {
        "ollama": ".ollama/models",
        "lm studio": ".lmstudio/models",
        "hugging face": ".cache/huggingface/hub",
        "llama.cpp": "AppData/Local/llama.cpp",
        "jan": "AppData/Roaming/Jan/data/llamacpp/models/model",
        "gpt4all": "AppData/Local/nomic.ai/GPT4All",
    },
}


def populate(home: Path, platform: str) -> Machine:
    where = {tool: home / place for tool, place in PLACES[platform].items()}
    ollama(where["ollama"])
    lm_studio(where["lm studio"])
    hugging_face(where["hugging face"])
    write(where["llama.cpp"] / "ggml-org_tiny-GGUF_tiny-Q8_0.gguf", gguf())
    write(where["llama.cpp"] / "ggml-org_tiny-GGUF_tiny-Q8_0.gguf.json", "{}")
    write(where["jan"] / "model.gguf", gguf("gemma3"))
    write(where["gpt4all"] / "nomic-embed-text-v1.5.f16.gguf", gguf("nomic-bert", window=2048))
    write(where["gpt4all"] / "half.gguf", b"GG")  # a download that was cut off
    return Machine(home, {}, platform)


def picture(home: Path) -> dict[str, tuple[int, int, str]]:
    return {
        str(place): (place.lstat().st_mtime_ns, place.lstat().st_mode, hashlib.sha256(place.read_bytes()).hexdigest())
        for place in home.rglob("*")
        if place.is_file()
    }


@pytest.mark.parametrize("platform", list(PLACES))
def test_everything_is_found_and_nothing_is_touched(tmp_path: Path, platform: str) -> None:
    machine = populate(tmp_path / "home", platform)
    before = picture(tmp_path)
    found = [model for model in discover(machine) if model.path.is_relative_to(tmp_path)]
    assert picture(tmp_path) == before
    assert [(model.tool, model.name, model.role, model.format) for model in found] == [
        ("GPT4All", "nomic-embed-text-v1.5.f16", "embedding", "gguf"),
        ("Hugging Face", "BAAI/bge-small-en-v1.5", "embedding", "sentence-transformers"),
        ("Hugging Face", "someone/Escaping-GGUF/here.gguf", "language", "gguf"),
        ("Hugging Face", "someone/pickled", "unknown", "pickle"),
        ("Jan", "model", "language", "gguf"),
        ("LM Studio", "big-00001-of-00002", "language", "gguf"),
        ("LM Studio", "mlx-community/model-4bit", "language", "safetensors"),
        ("LM Studio", "model-Q4_K_M", "language", "gguf"),
        ("Ollama", "qwen3:4b", "language", "gguf"),
        ("llama.cpp", "ggml-org_tiny-GGUF_tiny-Q8_0", "language", "gguf"),
    ]
    by_name = {model.name: model for model in found}
    assert by_name["qwen3:4b"].window_tokens == 40960
    assert "can run code" in by_name["someone/pickled"].refused
    assert [model.name for model in found if model.refused] == ["someone/pickled"]
    assert all(model.path.exists() for model in found)


def test_an_empty_home_holds_nothing(tmp_path: Path) -> None:
    assert [model for model in discover(Machine(tmp_path, {}, "linux")) if model.path.is_relative_to(tmp_path)] == []


def test_the_environment_names_other_places(tmp_path: Path) -> None:
    ollama(tmp_path / "o")
    hugging_face(tmp_path / "h" / "hub")
    write(tmp_path / "l" / "x.gguf", gguf())
    write(tmp_path / "studio/models/a/b/y.gguf", gguf())
    write(tmp_path / "home/.lmstudio-home-pointer", f"{tmp_path / 'studio'}\n")
    environ = {"OLLAMA_MODELS": str(tmp_path / "o"), "HF_HOME": str(tmp_path / "h"), "LLAMA_CACHE": str(tmp_path / "l")}
    found = discover(Machine(tmp_path / "home", environ, "linux"))
    assert {"qwen3:4b", "BAAI/bge-small-en-v1.5", "x", "y"} <= {model.name for model in found}


@pytest.mark.parametrize(
    "config",
    ["[" * 50_000, '{"architectures": {"a": 1}}', '{"architectures": 5}', '{"architectures": "Llama"}',
     '{"architectures": [1]}', '{"architectures": [], "max_position_embeddings": 1e999}',
     '{"architectures": [], "max_position_embeddings": -5}', '{"architectures": [], "max_position_embeddings": true}'],
    ids=range(8),
)  # fmt: skip
def test_files_of_other_programs_may_hold_anything(tmp_path: Path, config: str) -> None:
    """What makes no sense is passed over, and the model beside it is found."""
    models = tmp_path / ".lmstudio/models"
    write(models / "a/odd/config.json", config)
    write(models / "a/odd/model.safetensors", b"x")
    write(models / "a/good/good.gguf", gguf())
    write(tmp_path / ".ollama/models/manifests/r/library/odd/latest", config)
    found = {model.name: model for model in discover(Machine(tmp_path, {}, "darwin"))}
    assert "good" in found
    assert "a/odd" not in found or found["a/odd"].window_tokens == 0


def test_a_file_reached_twice_is_one_model(tmp_path: Path) -> None:
    write(tmp_path / "one/x.gguf", gguf())
    environ = {"LLAMA_CACHE": str(tmp_path / "one"), "XDG_DATA_HOME": str(tmp_path / "data")}
    (tmp_path / "data/nomic.ai").mkdir(parents=True)
    (tmp_path / "data/nomic.ai/GPT4All").symlink_to(tmp_path / "one")
    found: list[FoundModel] = discover(Machine(tmp_path / "home", environ, "linux"))
    assert [model.name for model in found if model.path.is_relative_to(tmp_path)] == ["x"]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (gguf("llama", "Tiny", 2048), ("llama", 2048)),
        (b"GGUF" + struct.pack("<IQQ", 3, 0, 1 << 62), ("", 0)),
        (b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + struct.pack("<Q", 1 << 60) + b"x", ("", 0)),
        (gguf()[:40], ("", 0)),
        (b"PK\x03\x04" + b"\0" * 100, None),
        (b"", None),
    ],
)
def test_the_first_facts_of_a_file_whatever_it_claims(
    tmp_path: Path, data: bytes, expected: tuple[str, int] | None
) -> None:
    facts = facts_to_show(write(tmp_path / "x.gguf", data))
    assert (facts and (facts.architecture, facts.window_tokens)) == expected
    assert facts is None or facts.size_bytes == len(data)


def test_a_file_that_is_gone_has_no_header(tmp_path: Path) -> None:
    assert facts_to_show(tmp_path / "gone.gguf") is None
