"""The small language model of the tests: the GGUF file itself, and the same weights in MLX's layout.

Invariant: the MLX folder is made once, from the pulled file and nothing else, and kept between runs.
"""

from __future__ import annotations

import json
from pathlib import Path

from filelock import FileLock

from tests.starter import cache_folder

_VERSION = "1"  # raise it when the way of making the folder changes


def starter_gguf(models: Path) -> Path:
    """The small language model below the models folder."""
    (file,) = models.glob("*/*.gguf")
    return file


def starter_mlx(models: Path) -> Path:
    """A folder for mlx-lm with the weights of that GGUF file in float32 (540 MB, made in about 20 s)."""
    cache = cache_folder()
    folder = cache / f"mlx-{starter_gguf(models).stem.lower()}-{_VERSION}"
    with FileLock(cache / "mlx.lock", timeout=900):  # test processes run side by side
        if not folder.is_dir():
            unfinished = folder.with_suffix(".part")
            unfinished.mkdir(exist_ok=True)
            _convert(starter_gguf(models), unfinished)
            unfinished.replace(folder)
    return folder


def _convert(gguf: Path, folder: Path) -> None:
    import torch
    from safetensors.torch import save_file
    from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer
    from transformers.modeling_gguf_pytorch_utils import load_gguf_checkpoint

    source, name = str(gguf.parent), gguf.name
    config = AutoConfig.from_pretrained(source, gguf_file=name)
    with torch.device("meta"):
        shape = AutoModelForCausalLM.from_config(config)
    tensors = load_gguf_checkpoint(str(gguf), return_tensors=True, model_to_load=shape)["tensors"]
    tensors = {name: tensor.contiguous() for name, tensor in tensors.items()}
    save_file(tensors, str(folder / "model.safetensors"), metadata={"format": "pt"})
    AutoTokenizer.from_pretrained(source, gguf_file=name).save_pretrained(str(folder))
    written = config.to_dict()
    written["rope_theta"] = config.rope_parameters["rope_theta"]  # where mlx-lm looks for it; it defaults to 10,000
    (folder / "config.json").write_text(json.dumps(written), encoding="utf-8")
