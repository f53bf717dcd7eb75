"""Files of models from elsewhere: what is read of them before a runtime sees them, and the graph that one opens."""

from __future__ import annotations

import json
import struct
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import numpy as np

from assistant.domain.errors import ModelMissing
from assistant.generate.mlx.config import read_config
from assistant.models.found.discover import discover
from assistant.models.found.folders import Machine
from assistant.models.gguf.facts import facts_to_show, read_facts
from assistant.models.onnx.bert import build_bert
from assistant.models.onnx.sentence_folder import read_json, read_prompts, read_sentence_folder
from assistant.models.onnx.weights import read_weights
from assistant.models.packed.graph import build_packed
from assistant.models.packed.layout import read_packed
from assistant.models.packed.tokenizer import tokenizer_definition
from assistant.models.shipped.delta import unpack
from tests.fuzz.engine.shapes import ZIPPED
from tests.fuzz.engine.target import Target
from tests.models.packed.packing import pack


def _text(value: str) -> bytes:
    return struct.pack("<Q", len(value)) + value.encode()


def _gguf_seeds() -> Iterable[bytes]:
    entries = (
        _text("general.architecture") + struct.pack("<I", 8) + _text("llama"),
        _text("general.size_label") + struct.pack("<I", 8) + _text("8x1.7B"),
        _text("general.languages") + struct.pack("<IIQ", 9, 8, 2) + _text("en") + _text("de"),
        _text("general.scale") + struct.pack("<If", 6, 1.5),
        _text("llama.shape") + struct.pack("<IIQ3I", 9, 4, 3, 1, 2, 3),
        *(_text(f"llama.{key}") + struct.pack("<II", 4, value) for key, value in _LLAMA.items()),
        _text("tokenizer.ggml.tokens") + struct.pack("<IIQ", 9, 8, 1) + _text("a"),
    )
    yield struct.pack("<4sIQQ", b"GGUF", 3, 0, len(entries)) + b"".join(entries)
    yield struct.pack("<4sIQQ", b"GGUF", 2, 0, 3) + b"".join(entries[3:6])


_LLAMA = {"context_length": 8192, "embedding_length": 576, "block_count": 30, "attention.head_count": 9}


@lru_cache(maxsize=1)
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="fuzz-models-"))


def _written(data: bytes, name: str) -> Path:
    file = _folder() / name
    file.write_bytes(data)
    return file


def _run_gguf(data: bytes) -> None:
    file = _written(data, "model.gguf")
    facts_to_show(file)
    facts = read_facts(file)
    assert facts.window_tokens >= 0 and facts.parameters >= 0 and facts.kv_bytes_per_token >= 0


def _safetensors_seeds() -> Iterable[bytes]:
    from safetensors.numpy import save

    base = np.arange(6, dtype=np.float32).reshape(2, 3)
    yield save({"a": base, "b": base.astype(np.float16), "c": np.arange(3)})
    yield save(
        {
            "a:steps": base.astype(np.int8),
            "a:scale": np.ones((2, 1), np.float32),
            "a:change": base.astype(np.float16),
            "n:whole": base[0],
        }
    )
    header = b'{"w":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}}'
    yield struct.pack("<Q", len(header)) + header + bytes(4)


def _run_safetensors(data: bytes) -> None:
    file = _written(data, "model.safetensors")
    with suppress(ModelMissing):
        assert all(array.dtype == np.float32 for array in read_weights(file).values())
    with suppress(ModelMissing):
        unpack(file, {"a": np.zeros((2, 3), np.float32)})


_CONFIGS: dict[str, object] = {
    "config.json": {
        "model_type": "bert", "max_position_embeddings": 512, "hidden_size": 64, "num_hidden_layers": 2, "pad_token_id": 0,
        "num_attention_heads": 2, "architectures": ["LlamaForCausalLM"], "text_config": {"head_dim": 32},
    },
    "modules.json": [
        {"type": "sentence_transformers.models.Transformer", "path": ""},
        {"type": "sentence_transformers.models.Pooling", "path": "1_Pooling"},
    ],
    "1_Pooling/config.json": {"pooling_mode_mean_tokens": True, "include_prompt": True},
    "sentence_bert_config.json": {"max_seq_length": 256, "do_lower_case": True},
    "tokenizer_config.json": {"model_max_length": 512},
    "tokenizer.json": {"normalizer": {"type": "Lowercase", "lowercase": True}},
    "config_sentence_transformers.json": {"prompts": {"query": "q: ", "document": "d: "}, "default_prompt_name": "query"},
    "manifests/registry/library/qwen/latest": {
        "layers": [{"mediaType": "application/vnd.ollama.image.model", "digest": f"sha256:{'a' * 64}"}]
    },
}  # fmt: skip


def _config_seeds() -> Iterable[bytes]:
    parts = [(name, json.dumps(content).encode()) for name, content in _CONFIGS.items()]
    yield ZIPPED.join(parts)
    yield ZIPPED.join([part for part in parts if part[0] != "modules.json"])


def _run_configs(data: bytes) -> None:
    """A folder as other programs keep one: in LM Studio's and Ollama's places, read for its embedding and its window."""
    home = _folder() / "home"
    model = home / ".lmstudio" / "models" / "some" / "model"
    for name in _CONFIGS:
        file = (home / ".ollama" / "models" if name.startswith("manifests") else model) / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.unlink(missing_ok=True)
        content = dict(ZIPPED.split(data)).get(name)
        if content is not None:
            file.write_bytes(content)
    (model / "model.safetensors").write_bytes(b"")
    calls: tuple[Callable[[], object], ...] = (
        lambda: read_sentence_folder(model),
        lambda: read_prompts(model),
        lambda: read_config(model),
        lambda: discover(Machine(home, {}, "darwin")),
    )
    for call in calls:
        with suppress(ModelMissing):
            call()


def _graph_seeds() -> Iterable[bytes]:
    from safetensors.numpy import save

    parts = ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense")
    squares = [f"encoder.layer.0.{part}" for part in (*parts, "intermediate.dense", "output.dense")]
    norms = ["embeddings", "encoder.layer.0.attention.output", "encoder.layer.0.output"]
    tables = [f"embeddings.{kind}_embeddings.weight" for kind in ("word", "position", "token_type")]
    shapes: dict[str, tuple[int, ...]] = {
        **{f"{name}.weight": (4, 4) for name in squares},
        **{f"{name}.bias": (4,) for name in squares},
        **{f"{name}.LayerNorm.{kind}": (4,) for name in norms for kind in ("weight", "bias")},
        **dict.fromkeys(tables, (6, 4)),
    }
    config = {"model_type": "bert", "num_hidden_layers": 1, "num_attention_heads": 2, "hidden_size": 4}
    config |= {"max_position_embeddings": 6, "layer_norm_eps": 1e-12, "hidden_act": "gelu", "pad_token_id": 0}
    weights = save({name: np.zeros(shape, np.float32) for name, shape in shapes.items()})
    yield ZIPPED.join([("config.json", json.dumps(config).encode()), ("model.safetensors", weights)])


def _run_graph(data: bytes) -> None:
    """From a config and weights to the graph, as far as it is built here."""
    parts = dict(ZIPPED.split(data))
    config = read_json(_written(parts.get("config.json", b""), "config.json"))
    weights = read_weights(_written(parts.get("model.safetensors", b""), "model.safetensors"))
    assert build_bert(weights, config).graph.node


def _packed_seeds() -> Iterable[bytes]:
    yield pack()


def _run_packed(data: bytes) -> None:
    """From a packed file to its tokenizer and its graph."""
    model = read_packed(data)
    assert tokenizer_definition(model.tokens)
    assert build_packed(model).graph.node


TARGETS = (
    Target("gguf", _gguf_seeds, _run_gguf, (ModelMissing,)),
    Target("safetensors", _safetensors_seeds, _run_safetensors),
    Target("onnx-shapes", _graph_seeds, _run_graph, (ModelMissing,), shape=ZIPPED),
    Target("packed", _packed_seeds, _run_packed, (ModelMissing,)),
    Target("model-configs", _config_seeds, _run_configs, shape=ZIPPED),
)
