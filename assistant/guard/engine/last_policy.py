"""The policy that was last in use, remembered for the next process.

Invariant: a policy is never made of other files than the last time only because files are gone. A person says so with
`assistant policy use`, or puts the files back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from assistant.disk.durable import private_folder, write_durably
from assistant.disk.opening import read_small
from assistant.domain.errors import AssistantError, PolicyError
from assistant.text.clean import read_json_value

_MOST_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class UsedPolicy:
    """A policy by its name, and the size in bytes of each file that it was made of."""

    name: str
    files: Mapping[Path, int]

    def require(self, files: Iterable[Path]) -> None:
        """Raises PolicyError if a file that was used is gone and one of `files`, of the same name, stands in for it."""
        present = {file.name: file for file in files}
        for gone in self.gone():
            if gone.name in present:
                raise PolicyError(
                    f"The policy file {str(gone)!r} is gone, and {str(present[gone.name])!r} would stand in for it.",
                    f"Put it back. If you removed it, run: assistant policy use {self.name}",
                    file=str(gone),
                )

    def gone(self) -> list[Path]:
        """The files that are not there now."""
        return [file for file in self.files if not _is_there(file)]


def used(name: str, files: Iterable[Path]) -> UsedPolicy:
    """The policy `name` as it is made of `files` now."""
    sizes: dict[Path, int] = {}
    for file in files:
        with suppress(OSError):
            sizes[file] = file.stat().st_size
    return UsedPolicy(name, sizes)


def _is_there(file: Path) -> bool:
    try:
        return file.exists()
    except OSError:  # the drive does not answer
        return False


class LastPolicy:
    """Keeps the last policy in a file of ours. Files in the folder `shipped` are not kept: they move with the program,
    whose next version may lie elsewhere."""

    def __init__(self, file: Path, shipped: Path) -> None:
        self.file = file
        self._shipped = shipped

    def read(self) -> UsedPolicy | None:
        """None where nothing was kept, or what was kept cannot be read."""
        try:
            kept = read_json_value(read_small(self.file, _MOST_BYTES))
            return UsedPolicy(str(kept["name"]), {Path(file): int(size) for file, size in kept["files"].items()})
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def write(self, name: str, files: Iterable[Path]) -> None:
        """Keep the policy. A disk that refuses it costs nothing but the next process's memory."""
        now = used(name, (file for file in files if not file.is_relative_to(self._shipped)))
        if now == self.read():
            return
        text = json.dumps({"name": name, "files": {str(file): size for file, size in now.files.items()}})
        with suppress(OSError, AssistantError):
            private_folder(self.file.parent)
            write_durably(self.file, text.encode())
