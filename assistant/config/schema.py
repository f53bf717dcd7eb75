"""The settings: one schema, one file, and where each value comes from.

Invariant: an unknown key is an error, never ignored, and no configuration is read from the current folder. A wrong
value is replaced by the default and told, unless the default could let in, send or show what the person kept out.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import to_jsonable_python

from assistant.config.appearance import LOCK_MINUTES, MOST_LOCK_MINUTES, THEMES
from assistant.config.paths import MAX_SETTINGS_BYTES
from assistant.config.setting import Setting, SettingKind
from assistant.config.vault_settings import merged, read_names
from assistant.disk.exposure import find_exposure
from assistant.disk.opening import read_small
from assistant.domain.errors import ConfigError


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LibraryConfig(_Section):
    """What is read from disk."""

    folders: tuple[str, ...] = Field((), description="Folders that are indexed and watched.")
    watch: bool = Field(True, description="Keep the library equal to the folders while the app is open.")
    poll: bool = Field(False, description="Look every few seconds instead of waiting for the system's events.")
    sweep_minutes: int = Field(60, ge=1, le=1440, description="Everything is looked at anew this often (minutes).")
    rehash_mb: int = Field(
        200, ge=0, le=100_000, description="Unchanged files are hashed anew, so much at each look at everything (MB)."
    )
    ignore: tuple[str, ...] = Field((), description="Further patterns to leave out, in .gitignore syntax.")
    hidden: bool = Field(False, description="Also read hidden files and folders.")
    max_file_mb: int = Field(100, ge=1, le=4096, description="Larger files are quarantined (MB).")
    parse_timeout_s: float = Field(20.0, gt=0, le=600, description="Time a single file may take to parse (s).")


class RetrievalConfig(_Section):
    """How passages are found."""

    candidates: int = Field(30, ge=5, le=200, description="Candidates taken from each of keywords and vectors.")
    passages: int = Field(8, ge=1, le=50, description="Passages offered to the generator.")
    context_tokens: int = Field(2000, ge=200, le=100_000, description="Budget of the passages in the prompt (tokens).")
    vector_weight: float = Field(0.5, ge=0, le=1, description="Weight of vectors against keywords in the fusion.")


class AnswersConfig(_Section):
    """Who writes the answer."""

    generator: Literal[
        "auto",
        "extractive",
        "llama_cpp",
        "mlx",
        "server",
    ] = Field("auto", description="Which generator answers.")
    model: str = Field("", description="Language model by catalog name or absolute path; empty for the best installed.")
    window_tokens: int = Field(
        0, ge=0, le=1_000_000, description="Window of the language model (tokens); 0 for what fits this machine."
    )
    threads: int = Field(0, ge=0, le=256, description="Threads of the language model; 0 for the physical cores.")
    server_url: str = Field(
        "", description='For generator "server": http://127.0.0.1:11434/v1, or unix:/path of a server that you run.'
    )
    server_model: str = Field("", description="Model to ask that server for; empty for the first it offers.")
    server_host: str = Field(
        "", description="Only if server_url is another machine: its host again, as your consent that text goes there."
    )
    preload: Literal["off", "open", "typing"] = Field(
        "open", description="When the app loads the language model: with the first answer, at its start, as you type."
    )
    max_answer_tokens: int = Field(400, ge=16, le=8192, description="Longest answer (tokens).")
    evidence_threshold: float | None = Field(
        None, ge=0, le=1, description="Evidence needed to answer instead of refusing; empty for the measured value."
    )


class GuardConfig(_Section):
    """The safeguards."""

    policy: str = Field("standard", description="Name of the active policy.")


class EmbeddingConfig(_Section):
    """The embedding model."""

    model: str = Field("", description="Embedding model by catalog name or absolute path; empty for the starter.")
    threads: int = Field(0, ge=0, le=64, description="Threads for embedding; 0 for physical cores less one.")


class McpConfig(_Section):
    """What other programs on this machine may ask for (`assistant mcp`)."""

    folders: tuple[str, ...] = Field((), description="Folders that other programs may be given text of; none at first.")
    call_chars: int = Field(20_000, ge=1_000, le=1_000_000, description="Text of files in one result (characters).")
    session_chars: int = Field(
        400_000, ge=1_000, le=100_000_000, description="Text of files while a program is connected (characters)."
    )


class ServeConfig(_Section):
    """What other programs of yours may ask for over HTTP (`assistant serve`)."""

    tcp: str = Field(
        "",
        pattern=r"^(?:127\.0\.0\.1:\d{1,5})?$",
        description="Where assistant serve --tcp may listen, such as 127.0.0.1:8765; empty: at the Unix socket alone.",
    )


class AppConfig(_Section):
    """The terminal app."""

    theme: Literal[THEMES] = Field("", description="Name of the colour theme; empty follows the default.")  # type: ignore[valid-type]
    lock_minutes: int = Field(
        LOCK_MINUTES,
        ge=0,
        le=MOST_LOCK_MINUTES,
        description="A vault is locked after so many minutes without a key; 0: never.",
    )
    keys: dict[str, str] = Field(
        default_factory=dict,
        description='Other keys for actions, by action id: { help = "f12", stop = "ctrl+x" }.',
    )


class Config(_Section):
    """All settings."""

    library: LibraryConfig = LibraryConfig()
    retrieval: RetrievalConfig = RetrievalConfig()
    answers: AnswersConfig = AnswersConfig()
    guard: GuardConfig = GuardConfig()
    embedding: EmbeddingConfig = EmbeddingConfig()
    app: AppConfig = AppConfig()
    mcp: McpConfig = McpConfig()
    serve: ServeConfig = ServeConfig()


# With the default of one of these a file is read, a rule is dropped or text is sent against the person's will.
NEVER_REPLACED = frozenset(
    {"library.folders", "library.ignore", "guard.policy", "answers.server_url", "answers.server_host"}
)


@dataclass(frozen=True, slots=True)
class WrongValue:
    """A value of the settings file that is not used. `default` is what holds instead, as TOML writes it."""

    key: str
    reason: str
    default: str

    @property
    def said(self) -> str:
        """One line for a person."""
        return f"Setting {self.key!r} is not used: {self.reason}. The default holds: {self.default}."


def load_config(file: Path) -> Config:
    """Read `file`, or the defaults where it does not exist or where a value is wrong.

    Raises ConfigError naming the file, the key and the nearest known key: for an unknown key, and for a wrong value of
    NEVER_REPLACED.
    """
    return read_config(file)[0]


def read_config(file: Path) -> tuple[Config, tuple[WrongValue, ...]]:
    """As `load_config`, and the values that are not used because they are wrong."""
    return as_config(file, read_written(file))


def as_config(file: Path, written: Mapping[str, Any]) -> tuple[Config, tuple[WrongValue, ...]]:
    """As `read_config`, of what `file` holds."""
    wrong: dict[str, WrongValue] = {}
    used = dict(written)
    while True:
        try:
            return Config.model_validate(used), tuple(wrong.values())
        except ValidationError as error:
            found = {value.key: value for value in _replaceable(error)}
            if not found or found.keys() <= wrong.keys():
                raise _explain(file, error) from None
            wrong |= found
            used = without(used, found)


def _replaceable(error: ValidationError) -> list[WrongValue]:
    """The wrong values of known keys, without those that are never replaced."""
    found = []
    for one in error.errors(include_url=False, include_input=False):
        section, *rest = (str(part) for part in one["loc"])
        key = ".".join((section, *rest[:1]))
        if one["type"] == "extra_forbidden" or key in NEVER_REPLACED or key not in known_keys():
            continue
        field = _field(key)
        default = to_jsonable_python(field.get_default(call_default_factory=True))
        shown = Setting(key, default, "default", "").shown
        found.append(WrongValue(key, f"it {_expected(field) or one['msg']}", shown))
    return found


def without(written: Mapping[str, Any], keys: Collection[str]) -> dict[str, Any]:
    """`written` without `keys` (section.name)."""
    return {
        section: {name: value for name, value in inner.items() if f"{section}.{name}" not in keys}
        if isinstance(inner, Mapping)
        else inner
        for section, inner in written.items()
    }


def _field(key: str) -> FieldInfo:
    """The field of a known key."""
    section, name = key.split(".")
    model = Config.model_fields[section].annotation
    assert isinstance(model, type) and issubclass(model, BaseModel)
    return model.model_fields[name]


def _expected(field: FieldInfo) -> str:
    """ "has to be a number, 1 to 50"; "" where that takes more than a few words."""
    kind, bounds = _kind(field.annotation), _bounds(field.metadata)
    if kind == "choice":
        return "has to be one of " + ", ".join(_choices(field))
    words = {"switch": "true or false", "number": f"a number, {bounds}" if bounds else "a number", "text": "a text",
             "list": "a list of texts"}.get(kind, "")  # fmt: skip
    return f"has to be {words}" if words else ""


def read_written(file: Path) -> dict[str, Any]:
    """What `file` holds, with what an unlocked vault keeps for it, not yet checked. Raises ConfigError."""
    try:
        return merged(tomllib.loads(read_text(file)), read_names(file))
    except ValueError as error:  # TOMLDecodeError, and a number of more than 4,300 digits
        raise ConfigError(f"The settings file {str(file)!r} is not valid TOML: {error}.") from error
    except RecursionError:
        raise ConfigError(f"The settings file {str(file)!r} is nested too deeply.", "Settings are flat.") from None


def read_text(file: Path) -> str:
    """The text of `file`, "" where it does not exist. Raises ConfigError."""
    exposure = find_exposure(file)
    if exposure is not None:
        raise ConfigError(exposure.problem, exposure.remedy)
    try:
        return read_small(file, MAX_SETTINGS_BYTES).decode("utf-8")
    except FileNotFoundError:
        return ""
    except OSError as error:
        what = f"Cannot read the settings file {str(file)!r}: {error.strerror or 'unknown error'}."
        raise ConfigError(what, "Put an ordinary file there, or none for the defaults.") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"The settings file {str(file)!r} is not UTF-8.", "Save it as UTF-8.") from error


def known_keys() -> tuple[str, ...]:
    """Every setting as `section.key`."""
    return tuple(
        f"{section}.{key}"
        for section, field in Config.model_fields.items()
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)
        for key in field.annotation.model_fields
    )


def _explain(file: Path, error: ValidationError) -> ConfigError:
    first = error.errors(include_url=False, include_input=False)[0]
    key = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        near = difflib.get_close_matches(key, (*known_keys(), *Config.model_fields), n=1)
        hint = f"Did you mean {near[0]!r}?" if near else "Run: assistant config show"
        return ConfigError(f"Unknown setting {key!r} in {str(file)!r}.", hint)
    return ConfigError(f"Setting {key!r} in {str(file)!r}: {first['msg']}.", "Run: assistant config show")


def describe(config: Config, written: Mapping[str, Any]) -> tuple[Setting, ...]:
    """Every setting of `config`; `written` is what its file holds."""
    values = config.model_dump(mode="json")
    found = []
    for key in known_keys():
        section, name = key.split(".")
        field = type(getattr(config, section)).model_fields[name]
        origin = "file" if name in written.get(section, {}) else "default"
        found.append(
            Setting(
                key,
                values[section][name],
                origin,
                field.description or "",
                _kind(field.annotation),
                _choices(field),
                _bounds(field.metadata),
                to_jsonable_python(field.get_default(call_default_factory=True)),
            )
        )
    return tuple(found)


def _choices(field: FieldInfo) -> tuple[str, ...]:
    """What a choice may be, without "", which leads back to the default; () for anything else."""
    return tuple(str(one) for one in get_args(field.annotation) if one) if _kind(field.annotation) == "choice" else ()


def _kind(annotation: Any) -> SettingKind:
    """What a person has to write for a value of the type `annotation`."""
    origin = get_origin(annotation)
    if origin is Literal:
        return "choice"
    if annotation is bool:
        return "switch"
    if annotation in (int, float) or {int, float} & set(get_args(annotation)):
        return "number"
    if origin in (tuple, list):
        return "list"
    return "text" if annotation is str else "table"


def _bounds(metadata: Sequence[Any]) -> str:
    """The limits of a number in words, "" if there are none."""
    words = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
    found = {sign: getattr(limit, sign) for limit in metadata for sign in words if hasattr(limit, sign)}
    if set(found) == {"ge", "le"}:
        return f"{found['ge']} to {found['le']}"
    return ", ".join(f"{words[sign]} {limit}" for sign, limit in found.items())
