"""The program's folders and files. Invariant: if `ASSISTANT_HOME` is set, all of them are below it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.domain.errors import UsageError
from assistant.vault.place import VAULT, has_traces, is_vault

MAX_SETTINGS_BYTES = 1 << 20  # of the settings file
LEDGER = "ledger.sqlite3"
_APP = "private-assistant"


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders and files of one installation (absolute)."""

    config_file: Path
    library: Path  # ledger, index generations, lock
    models: Path
    policies: Path  # the user's own policy files, searched before the shipped ones
    logs: Path
    state: Path  # audit record, caches that may be dropped

    @property
    def own_folders(self) -> tuple[Path, ...]:
        """The folders that the program writes; no file in them is ever read as a document."""
        return self.library, self.models, self.policies, self.logs, self.state

    @property
    def vault(self) -> Path:
        """The folder of the vault; the library is in it if it exists."""
        return self.library / VAULT

    @property
    def has_vault(self) -> bool:
        return is_vault(self.vault)

    @property
    def has_traces_of_vault(self) -> bool:
        """Whether there is a vault, or something that a way into one or out of it has left."""
        return has_traces(self.library)

    @property
    def ledger(self) -> Path:
        return (self.vault if self.has_vault else self.library) / LEDGER

    @property
    def plain_ledger(self) -> Path:
        """The ledger where there is no vault."""
        return self.library / LEDGER

    @property
    def audit(self) -> Path:
        """The record of decisions; in a vault no folder of the disk but a name in its database of small files."""
        return (self.vault if self.has_vault else self.state) / "audit"

    @property
    def index(self) -> Path:
        return self.library / "index"

    @property
    def lock(self) -> Path:
        return self.library / "owner.lock"


def find_paths(environ: Mapping[str, str] | None = None) -> Paths:
    """Resolve all locations from `ASSISTANT_HOME`, else from the platform's own conventions.

    Raises UsageError if ASSISTANT_HOME is a relative path.
    """
    values = os.environ if environ is None else environ
    home = values.get("ASSISTANT_HOME", "")
    if home:
        base = Path(home).expanduser()
        if not base.is_absolute():
            raise UsageError(f"ASSISTANT_HOME must be an absolute path, not {home!r}.", "Use a path from the root.")
        return _below(base, base, base)
    from platformdirs import PlatformDirs

    folders = PlatformDirs(_APP, appauthor=False)
    return _below(Path(folders.user_config_dir), Path(folders.user_data_dir), Path(folders.user_state_dir))


def _below(config: Path, data: Path, state: Path) -> Paths:
    return Paths(
        config_file=config / "config.toml",
        library=data / "library",
        models=data / "models",
        policies=config / "policies",
        logs=state / "logs",
        state=state / "state",
    )


def shipped_policies() -> Path:
    """The folder of the shipped policy files: inside the installed package, or the repository's own `policies/`."""
    inside = Path(__file__).resolve().parent.parent / "_policies"
    return inside if inside.is_dir() else Path(__file__).resolve().parent.parent.parent / "policies"
