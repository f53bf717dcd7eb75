"""Chooses the generator. Invariant: `auto` never picks a model that is too small to answer better than quotes do."""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import platform
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from assistant.config.schema import AnswersConfig
from assistant.domain.errors import ModelMissing, ModelRefused
from assistant.domain.ports.generate import Generator
from assistant.models.gguf.facts import read_facts

Choice = Literal["auto", "extractive", "llama_cpp", "mlx"]
Kind = Literal["extractive", "llama_cpp", "mlx"]
Runtime = Literal["llama_cpp", "mlx"]
CHOSEN_BY_MODEL: tuple[Choice, ...] = ("auto", "extractive", "llama_cpp", "mlx")

# With the right passage in the prompt, a model of 135M parameters answered 7 of 24 questions and a model of 270M 6 of
# 24; neither refused any of 8 questions without an answer. Useful models begin at about 1B.
_ADEQUATE_PARAMETERS = 1_000_000_000
_ADEQUATE_BYTES = 600_000_000  # about 1B parameters in 4 bits; used if the number is unknown


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """A language model on disk: a GGUF file, or a folder in MLX's layout. `parameters` is 0 if unknown."""

    path: Path
    name: str = ""
    parameters: int = 0
    size_bytes: int = 0
    window_tokens: int = 0  # from the catalog; used if the model's own files do not name it

    @property
    def runtime(self) -> Runtime:
        return runtime_of(self.path)


@dataclass(frozen=True, slots=True)
class Opening:
    """The arguments with which a generator is opened."""

    settings: AnswersConfig
    model: ModelFacts | None = None  # for generators that run a model of this machine

    def require_model(self) -> ModelFacts:
        """The model. Raises ModelMissing if there is none."""
        if self.model is None:
            raise _no_model()
        return self.model


def read_model_facts(path: Path, name: str = "", window_tokens: int = 0) -> ModelFacts:
    """The facts of a model on disk, from its header and the size of its weights. Raises ModelMissing, ModelRefused."""
    if _is_gguf(path):
        facts = read_facts(path)
        return ModelFacts(path, name, facts.parameters, facts.size_bytes, window_tokens)
    if not path.is_dir():
        raise ModelMissing(f"There is no language model {str(path)!r}.", "Run: assistant models list")
    size = sum(file.stat().st_size for file in path.glob("*.safetensors"))
    return ModelFacts(path, name, 0, size, window_tokens)


def runtime_of(path: Path) -> Runtime:
    """The runtime that opens the model at `path`: llama.cpp for a GGUF file, MLX for a folder."""
    return "llama_cpp" if _is_gguf(path) else "mlx"


def _is_gguf(path: Path) -> bool:
    """Whether `path` is a GGUF file. Any file counts, whatever its name: Ollama names its files by their hash."""
    return path.suffix.lower() == ".gguf" or path.is_file()


def is_adequate(model: ModelFacts) -> bool:
    """Whether the model is large enough to answer from passages reliably."""
    if model.parameters:
        return model.parameters >= _ADEQUATE_PARAMETERS
    return model.size_bytes >= _ADEQUATE_BYTES


def choose_kind(choice: Choice, model: ModelFacts | None, runtimes: frozenset[Runtime]) -> Kind:
    """The kind of generator for `choice`, given the best model on disk and the runtimes that work here.

    Raises ModelMissing if `choice` names a runtime that does not work or has no model, ModelRefused if the model needs
    another runtime.
    """
    if choice == "extractive":
        return "extractive"
    if choice == "auto":
        usable = model is not None and model.runtime in runtimes and is_adequate(model)
        return model.runtime if usable and model is not None else "extractive"
    if choice not in runtimes:
        raise ModelMissing(f"The generator {choice!r} does not work on this system.", "Set answers.generator to auto.")
    if model is None:
        raise _no_model()
    if model.runtime != choice:
        form = "a GGUF file" if choice == "llama_cpp" else "a folder in MLX's layout"
        raise ModelRefused(f"The generator {choice!r} needs {form}, not {model.path.name!r}.", "Set answers.model.")
    return choice


def _no_model() -> ModelMissing:
    return ModelMissing("No language model is installed.", "Run: assistant models pull reader")


def available_runtimes() -> frozenset[Runtime]:
    """The runtimes that are installed and work on this system. Neither is imported."""
    found: set[Runtime] = set()
    if sys.platform != "win32" and importlib.util.find_spec("xllamacpp"):
        found.add("llama_cpp")
    if importlib.util.find_spec("mlx_lm") and importlib.util.find_spec("mlx"):
        found.add("mlx")
    return frozenset(found)


def auto_runtimes() -> frozenset[Runtime]:
    """The runtimes that `auto` may choose: MLX only on Apple Silicon, because elsewhere it is far too slow."""
    return available_runtimes() - (frozenset() if is_apple_silicon() else {"mlx"})


def runtime_version(runtime: Runtime) -> str:
    """Name and version of the runtime, to be shown and to tag measurements; "" if it is not installed."""
    name = {"llama_cpp": "xllamacpp", "mlx": "mlx-lm"}[runtime]
    try:
        return f"{name} {importlib.metadata.version(name)}"
    except importlib.metadata.PackageNotFoundError:
        return ""


def devices() -> list[str]:
    """The devices that the installed build of llama.cpp reports; empty if it is not installed. Imports the runtime."""
    if "llama_cpp" not in available_runtimes():
        return []
    import xllamacpp

    return [f"{device['name']} ({device['description']})" for device in xllamacpp.get_device_info()]


def is_apple_silicon() -> bool:
    """Whether this machine is a Mac with Apple Silicon, on which MLX is fast."""
    return sys.platform == "darwin" and platform.machine() == "arm64"


def open_generator(
    settings: AnswersConfig, find_model: Callable[[], ModelFacts | None], *, extractive: Callable[[], Generator]
) -> Generator:
    """The generator that the settings name. `find_model` is called only if it may run a model of this machine.

    Weights are loaded at the first use. Raises ModelMissing, ModelRefused, ConfigError.
    """
    choice = settings.generator
    if choice not in CHOSEN_BY_MODEL:
        return open_kind(choice, Opening(settings))
    model = find_model()
    runtimes = auto_runtimes() if choice == "auto" else available_runtimes()
    kind = choose_kind(choice, model, runtimes)
    return extractive() if kind == "extractive" else open_kind(kind, Opening(settings, model))


def open_kind(name: str, opening: Opening) -> Generator:
    """The generator that the settings call `name`, opened by the module of that name in `kinds/`."""
    kind: _Kind = importlib.import_module(f"assistant.generate.kinds.{name}")
    return kind.open_generator(opening)


class _Kind(Protocol):
    def open_generator(self, opening: Opening) -> Generator: ...
