"""Every error this program raises on purpose, each with a remedy and an exit code.

    AssistantError            1   something failed
    |-- UsageError            2   the request itself is wrong
    |   |-- ConfigError           a setting is unknown or out of range
    |   `-- PolicyError           a policy file cannot be used
    |-- ModelMissing          3   a model has to be pulled first
    |   `-- ModelRefused          a model file is there and is not what it should be
    |-- StoppedByPolicy       4   a rule ended the turn
    |-- NothingFound          5   nothing in the files answers
    |-- LibraryBusy           6   another process owns the library
    |-- RebuildNeeded         6   the library was built by other parts and must be rebuilt
    |-- VaultLocked           7   the library is in a vault whose passphrase was not given
    |-- ParseFailure          1   one file cannot be read (quarantined, never fatal)
    |-- GenerationFailed      1   the language model's engine failed or was killed
    |-- QueryFailed          1   a query over tables was refused, or took too long
    `-- StoreDamaged          1   the ledger itself cannot be read

Invariant: a message names the thing and a hint names the remedy; neither ever holds document text.
"""

from __future__ import annotations

from typing import ClassVar


class AssistantError(Exception):
    """Base of all deliberate errors: `message` says what happened to what, `hint` what to do next."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class UsageError(AssistantError):
    """The request itself is wrong: a missing folder, an unknown name, a bad option."""

    exit_code = 2


class ConfigError(UsageError):
    """A setting is unknown, of the wrong type or out of range."""


class PolicyError(UsageError):
    """A policy file cannot be used; `file`, `line` (1-based, 0 if unknown) and `key` say where."""

    def __init__(self, message: str, hint: str = "", *, file: str = "", line: int = 0, key: str = "") -> None:
        super().__init__(message, hint)
        self.file = file
        self.line = line
        self.key = key

    @property
    def located(self) -> str:
        """The message behind file and line, as far as they are known."""
        location = ":".join(part for part in (self.file, str(self.line or "")) if part)
        return f"{location}  {self}".strip()


class ModelMissing(AssistantError):
    """A model that the request needs is not installed."""

    exit_code = 3


class ModelRefused(ModelMissing):
    """A model file is present but is not what it should be: wrong hash, pickle, wrong shape."""


class StoppedByPolicy(AssistantError):
    """A rule ended the turn; the message names the rule."""

    exit_code = 4


class NothingFound(AssistantError):
    """Nothing in the indexed files answers the question."""

    exit_code = 5


class LibraryBusy(AssistantError):
    """Another process owns the library; the message names its process id."""

    exit_code = 6


class LibraryReadOnly(AssistantError):
    """The disk or its permissions do not let the library be written; it can be read all the same."""


class RebuildNeeded(AssistantError):
    """The library was built with another embedding model, or by another version of the program."""

    exit_code = 6


class VaultLocked(AssistantError):
    """The library is in a vault, and this process has not been given its passphrase."""

    exit_code = 7


class ParseFailure(AssistantError):
    """One file cannot be read. `reason` is a stable code, see `records.QuarantineReason`; `pages`: how many pages were
    seen before that, 0 where it is not known."""

    def __init__(self, reason: str, message: str, hint: str = "", pages: int = 0) -> None:
        super().__init__(message, hint)
        self.reason = reason
        self.pages = pages


class GenerationFailed(AssistantError):
    """The language model's engine failed, was killed, or refused the prompt."""


class QueryFailed(AssistantError):
    """A query over tables was refused, or took too long."""


class StoreDamaged(AssistantError):
    """The ledger cannot be read; the hint says how to recover."""
