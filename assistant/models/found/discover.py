"""Finds models that other programs have stored on this machine. They are used from their own folders.

Invariant: nothing is written, moved or copied; no link is followed out of the folder that holds it; only the header of
a weights file is read. Weights in formats that can run code are shown as refused, never offered.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from assistant.models.found import folders
from assistant.models.found.folders import Machine, Tool
from assistant.models.gguf.facts import facts_to_show
from assistant.text.clean import read_json_object, read_json_value

_DIGEST = re.compile(r"sha256:([0-9a-f]{64})")
_LATER_PART = re.compile(r"-(?!00001)\d{5}-of-\d{5}\.gguf$")
_PICKLES = frozenset({".bin", ".pt", ".pth", ".ckpt", ".pkl"})
_EMBEDDERS = frozenset({"bert", "nomic-bert", "jina-bert-v2", "modern-bert", "gemma-embedding", "t5encoder"})
_MAX_DEPTH = 5
_MAX_ENTRIES = 20_000


@dataclass(frozen=True, slots=True)
class FoundModel:
    """A model of another program. `path` is a GGUF file or a folder; `refused` is why it cannot be used, or ""."""

    tool: Tool
    name: str
    role: Literal["language", "embedding", "unknown"]
    format: Literal["gguf", "safetensors", "sentence-transformers", "pickle"]
    path: Path
    size_bytes: int
    window_tokens: int = 0
    refused: str = ""


def discover(machine: Machine | None = None) -> list[FoundModel]:
    """Every model found, sorted by program and name; unreadable folders are skipped."""
    here = machine or Machine(Path.home(), os.environ, sys.platform)
    searches: list[tuple[list[Path], Callable[[Path], Iterator[FoundModel]]]] = [
        (folders.ollama(here), _in_ollama),
        (folders.lm_studio(here), _in_lm_studio),
        (folders.hugging_face(here), _in_hugging_face),
        (folders.llama_cpp(here), lambda root: _gguf_files("llama.cpp", root)),
        (folders.jan(here), lambda root: _gguf_files("Jan", root)),
        (folders.gpt4all(here), lambda root: _gguf_files("GPT4All", root)),
    ]
    found: dict[Path, FoundModel] = {}
    for roots, search in searches:
        for root in roots:
            for model in search(root) if root.is_dir() else ():
                found.setdefault(model.path.resolve(), model)
    return sorted(found.values(), key=lambda model: (model.tool, model.name))


def _in_ollama(root: Path) -> Iterator[FoundModel]:
    """Layout: `manifests/<registry>/<namespace>/<model>/<tag>` names blobs by digest."""
    manifests = root / "manifests"
    for manifest in _files(manifests):
        try:
            layers = read_json_value(manifest.read_bytes())["layers"]
            digests = [
                layer["digest"] for layer in layers if layer["mediaType"] == "application/vnd.ollama.image.model"
            ]
        except (OSError, ValueError, KeyError, TypeError):
            continue
        match = _DIGEST.fullmatch(str(digests[0])) if digests else None
        if match is None:
            continue
        model, tag = manifest.parent.name, manifest.name
        namespace = manifest.parent.parent.name
        name = f"{model}:{tag}" if namespace == "library" else f"{namespace}/{model}:{tag}"
        blob = root / "blobs" / f"sha256-{match[1]}"
        if _inside(blob, root):
            yield from _gguf("Ollama", name, blob)


def _in_lm_studio(root: Path) -> Iterator[FoundModel]:
    yield from _gguf_files("LM Studio", root)
    for folder in _folders(root, depth=2):
        yield from _folder_model("LM Studio", f"{folder.parent.name}/{folder.name}", folder, root)


def _in_hugging_face(root: Path) -> Iterator[FoundModel]:
    """Layout: `models--<owner>--<name>/snapshots/<commit>/`; its files are links into `blobs` of the same model."""
    for repository in sorted(root.glob("models--*")):
        name = repository.name.removeprefix("models--").replace("--", "/")
        snapshot = _snapshot(repository)
        if snapshot is None:
            continue
        for file in sorted(snapshot.rglob("*.gguf")):
            if _inside(file, repository) and not _LATER_PART.search(file.name):
                yield from _gguf("Hugging Face", f"{name}/{file.name}", file)
        yield from _folder_model("Hugging Face", name, snapshot, repository)


def _snapshot(repository: Path) -> Path | None:
    """The folder of the commit that `main` points to, else the newest snapshot; None if there is none."""
    snapshots = repository / "snapshots"
    try:
        main = (repository / "refs" / "main").read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        main = ""
    if re.fullmatch(r"[0-9a-f]{40}", main) and (snapshots / main).is_dir():
        return snapshots / main
    commits = [folder for folder in snapshots.glob("*") if folder.is_dir()]
    return max(commits, key=lambda folder: folder.stat().st_mtime_ns, default=None)


def _folder_model(tool: Tool, name: str, folder: Path, root: Path) -> Iterator[FoundModel]:
    """The model in a folder with weights and a `config.json`. GGUF files are models of their own (`_gguf_files`)."""
    files = [file for file in folder.rglob("*") if file.is_file() and _inside(file, root)]
    config = _read(folder / "config.json") if _inside(folder / "config.json", root) else {}
    weights = [file for file in files if file.suffix == ".safetensors"]
    pickles = [file for file in files if file.suffix.lower() in _PICKLES]
    if not config or not (weights or pickles):
        return
    named = config.get("architectures")
    architecture = str(named[0]) if isinstance(named, list) and named else ""
    sentences = (folder / "modules.json").exists()
    writes = architecture.endswith(("ForCausalLM", "ForConditionalGeneration"))
    refused = f"{pickles[0].name} can run code when it is loaded" if pickles else ""
    size = sum(file.stat().st_size for file in weights or pickles)
    window = config.get("max_position_embeddings")
    yield FoundModel(
        tool=tool,
        name=name,
        role="embedding" if sentences else "language" if writes else "unknown",
        format="pickle" if pickles else "sentence-transformers" if sentences else "safetensors",
        path=folder,
        size_bytes=size,
        window_tokens=window if type(window) is int and window > 0 else 0,
        refused=refused,
    )


def _gguf_files(tool: Tool, root: Path) -> Iterator[FoundModel]:
    for file in _files(root):
        if file.suffix == ".gguf" and _inside(file, root) and not _LATER_PART.search(file.name):
            yield from _gguf(tool, file.stem, file)


def _gguf(tool: Tool, name: str, file: Path) -> Iterator[FoundModel]:
    facts = facts_to_show(file)
    if facts is None or facts.architecture == "clip":  # clip: the image encoder of a vision model
        return
    role: Literal["language", "embedding"] = "embedding" if facts.architecture in _EMBEDDERS else "language"
    yield FoundModel(tool, name, role, "gguf", file, facts.size_bytes, facts.window_tokens)


def _files(root: Path) -> Iterator[Path]:
    """Files at most `_MAX_DEPTH` folders deep, and at most `_MAX_ENTRIES` of them; linked folders are not entered."""
    seen = 0
    for folder, names, files in os.walk(root):
        if len(Path(folder).relative_to(root).parts) >= _MAX_DEPTH:
            names.clear()
        for name in sorted(files):
            seen += 1
            if seen > _MAX_ENTRIES:
                return
            yield Path(folder, name)


def _folders(root: Path, depth: int) -> list[Path]:
    return sorted(path for path in root.glob("/".join("*" * depth)) if path.is_dir() and not path.is_symlink())


def _inside(file: Path, root: Path) -> bool:
    """Whether the file, with all links resolved, is in `root`."""
    try:
        return file.resolve(strict=True).is_relative_to(root.resolve())
    except (OSError, RuntimeError):
        return False


def _read(file: Path) -> dict[str, Any]:
    try:
        return read_json_object(file.read_bytes())
    except OSError:
        return {}
