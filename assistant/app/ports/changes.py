"""What the app's side views change without the Assistant port: settings, and models on disk.

Invariant: a change is made whole and written durably, or not at all; nothing here touches the library or a document.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from assistant.domain.stop import StopSignal

if TYPE_CHECKING:
    from assistant.config.schema import Config


@dataclass(frozen=True, slots=True)
class PullEvent:
    """The progress of a pull. `step` is "present", "pinned", "download", "fallback", "prepare" or "installed".

    `note` says at a "fallback" what could not be had and what is fetched instead.
    """

    model: str
    step: str
    done_bytes: int = 0
    total_bytes: int = 0
    note: str = ""


class Changes(Protocol):
    """Every method may be slow and is called off the app's thread."""

    def set(self, key: str, text: str) -> Config:
        """Write what a person typed for the setting `key`; returns all settings. Raises ConfigError."""
        ...

    def reset(self, key: str) -> Config:
        """Remove `key` from the settings file, so that its default applies. Raises ConfigError."""
        ...

    def keep_out(self, patterns: Sequence[str], folders: Sequence[str]) -> Config:
        """Add `patterns` (.gitignore syntax) to `library.ignore`, and remove `folders` from `library.folders`.

        Raises ConfigError.
        """
        ...

    def use_model(self, name: str) -> Config:
        """Use an installed model, a model found on disk, or a model at an absolute path from now on.

        "quotes" leads back to answers without a language model. Raises ModelMissing, ModelRefused, UsageError.
        """
        ...

    def verify_model(self, name: str) -> None:
        """Read every byte of an installed model again. Raises ModelRefused naming the file."""
        ...

    def remove_model(self, name: str) -> int:
        """Delete an installed model; returns the bytes freed. Raises ModelMissing."""
        ...

    def measure_speed(self) -> str:
        """Measure the best installed language model for three seconds; returns its name, "" if there is none.

        Raises AssistantError where it cannot be opened.
        """
        ...

    @property
    def can_pull(self) -> bool:
        """Whether there is a process outside the seal that can fetch models."""
        ...

    def pull(self, name: str, stop: StopSignal) -> Iterator[PullEvent]:
        """Fetch a model or set of the catalog, in a process of its own. Ends early once `stop` is set.

        Raises AssistantError with the message of that process.
        """
        ...
