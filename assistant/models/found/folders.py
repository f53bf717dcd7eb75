"""The folders in which other programs store their models. Invariant: this module names folders and opens no model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Tool = Literal["Ollama", "LM Studio", "Hugging Face", "llama.cpp", "Jan", "GPT4All"]


@dataclass(frozen=True, slots=True)
class Machine:
    """The facts that decide the folders: the home folder, the environment, and `sys.platform`."""

    home: Path
    environ: Mapping[str, str]
    platform: str

    def _folder(self, variable: str, *default: str) -> Path:
        value = self.environ.get(variable, "")
        return Path(value).expanduser() if value else self.home.joinpath(*default)

    @property
    def cache(self) -> Path:
        """The folder for caches, by the rules of the platform."""
        if self.platform == "darwin":
            return self.home / "Library" / "Caches"
        return self.local_data if self.platform == "win32" else self._folder("XDG_CACHE_HOME", ".cache")

    @property
    def data(self) -> Path:
        """The folder for data, by the rules of the platform; on Windows the roaming folder."""
        if self.platform == "darwin":
            return self.home / "Library" / "Application Support"
        if self.platform == "win32":
            return self._folder("APPDATA", "AppData", "Roaming")
        return self._folder("XDG_DATA_HOME", ".local", "share")

    @property
    def local_data(self) -> Path:
        return self._folder("LOCALAPPDATA", "AppData", "Local") if self.platform == "win32" else self.data

    @property
    def config(self) -> Path:
        return self._folder("XDG_CONFIG_HOME", ".config") if self.platform == "linux" else self.data


def ollama(machine: Machine) -> list[Path]:
    """Folders with `manifests` and `blobs`. The last folder belongs to Ollama's own Linux service."""
    value = machine.environ.get("OLLAMA_MODELS", "")
    folders = [Path(value).expanduser()] if value else [machine.home / ".ollama" / "models"]
    return [*folders, Path("/usr/share/ollama/.ollama/models")] if machine.platform == "linux" else folders


def lm_studio(machine: Machine) -> list[Path]:
    """Folders with `<publisher>/<model>/<files>`: the person's choice, today's default and an older default."""
    folders = [machine.home / ".lmstudio" / "models", machine.home / ".cache" / "lm-studio" / "models"]
    pointer = machine.home / ".lmstudio-home-pointer"
    try:
        chosen = Path(pointer.read_text(encoding="utf-8").strip())
    except (OSError, UnicodeDecodeError):
        return folders
    return [chosen / "models", *folders] if chosen.is_absolute() else folders


def hugging_face(machine: Machine) -> list[Path]:
    """Folders with `models--<owner>--<name>`."""
    hub = machine.environ.get("HF_HUB_CACHE", "")
    if hub:
        return [Path(hub).expanduser()]
    home = machine.environ.get("HF_HOME", "")
    if home:
        return [Path(home).expanduser() / "hub"]
    base = machine.environ.get("XDG_CACHE_HOME", "")
    return [(Path(base).expanduser() if base else machine.home / ".cache") / "huggingface" / "hub"]


def llama_cpp(machine: Machine) -> list[Path]:
    """A flat folder of GGUF files; newer versions use the Hugging Face cache."""
    value = machine.environ.get("LLAMA_CACHE", "")
    return [Path(value).expanduser()] if value else [machine.cache / "llama.cpp"]


def jan(machine: Machine) -> list[Path]:
    """The folders of today's and of older versions; their GGUF files are some levels below."""
    roots = [machine.data / "Jan" / "data", machine.config / "Jan" / "data", machine.data / "jan", machine.home / "jan"]
    return [root / below for root in roots for below in ("llamacpp/models", "models")]


def gpt4all(machine: Machine) -> list[Path]:
    """The flat folders of GGUF files of the app and of its Python binding."""
    return [machine.local_data / "nomic.ai" / "GPT4All", machine.home / ".cache" / "gpt4all"]
