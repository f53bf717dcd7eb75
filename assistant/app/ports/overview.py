"""What the app's side views show without the Assistant port: settings, rules, models, and previews of folders.

Invariant: everything here is read-only; nothing in it changes the disk, the library or a policy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from assistant.config.setting import Setting
from assistant.domain.records.program import OtherPrograms

ModelState = Literal["installed", "built in", "to pull", "found on disk", "refused"]


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """One policy file. `error`: why it cannot be used, or ""; `hidden`: an earlier folder has a policy of this name."""

    name: str
    active: bool
    description: str
    rules: int
    tests: int
    hash: str
    file: str
    hidden: bool = False
    error: str = ""


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule of the active policy. `when` is its condition in words; `source` is file:line."""

    id: str
    description: str
    category: str
    stages: tuple[str, ...]
    detector: str
    when: str
    action: str
    message: str
    source: str
    hits: int = 0  # how often it acted, in the last recorded decisions


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One recorded decision; it holds no text. `time` is in seconds since 1970."""

    time: float
    policy: str
    stage: str
    rule: str
    action: str
    detector: str
    score: float


@dataclass(frozen=True, slots=True)
class ModelRow:
    """One model. `command` is the exact command that makes it usable, "" if none is needed or possible."""

    name: str
    role: str
    state: ModelState
    licence: str = ""
    size_bytes: int = 0
    memory_mb: int = 0
    fits: bool = True  # into this machine's free memory
    command: str = ""
    notes: str = ""
    licence_url: str = ""
    source: str = ""  # where `command` would fetch it, in words
    path: str = ""  # of a model that another program put on this machine
    writes_per_s: float = 0.0  # tokens a second, estimated from a measurement; 0 where nothing was measured
    runs: bool = True  # whether there is a fast enough runtime for it here
    space_bytes: int = 0  # the most that the disk holds of it while it is installed


@dataclass(frozen=True, slots=True)
class MachineFacts:
    """The facts that decide which models fit. `budget_mb`: the largest `memory_mb` of a model that fits now."""

    chip: str
    cores: int  # physical
    memory_mb: int
    free_mb: int
    budget_mb: int
    accelerators: tuple[str, ...] = ()
    measured: str = ""  # the language model that was measured, "" if none was
    reads_per_s: float = 0.0
    writes_per_s: float = 0.0
    disk_free_bytes: int = 0  # where the models lie


@dataclass(frozen=True, slots=True)
class FolderPreview:
    """What indexing `folder` would read: files by ending, and what it would leave out: by the ending of kinds
    that nobody reads (".jpg"), else by reason. `complete` is False
    where counting was ended early."""

    folder: str
    readable: Mapping[str, int] = field(default_factory=dict)
    left_out: Mapping[str, int] = field(default_factory=dict)
    size_bytes: int = 0
    complete: bool = True


@dataclass(frozen=True, slots=True)
class FetchOffer:
    """What this machine lacks. `names` are pulled one after the other; `models` are what comes with them.

    `space_bytes` of the disk are needed meanwhile.
    """

    names: tuple[str, ...]
    models: tuple[ModelRow, ...]
    space_bytes: int
    free_bytes: int


@dataclass(frozen=True, slots=True)
class PolicyTests:
    """A run of a policy's own tests. `failed`: the name of each that failed, with what came instead."""

    policy: str
    count: int
    failed: tuple[str, ...] = ()
    skipped: int = 0  # their rule has a detector that is not available here


class Overview(Protocol):
    """What the side views read. Every method may be slow and is called off the app's thread."""

    def settings(self) -> tuple[Setting, ...]: ...

    @property
    def settings_file(self) -> str: ...

    def policies(self) -> tuple[PolicyRow, ...]: ...

    def test_policy(self, name: str) -> PolicyTests:
        """Runs the own tests of the policy `name`, and changes nothing. Raises PolicyError."""
        ...

    def rules(self) -> tuple[RuleRow, ...]:
        """The active policy's rules, in file order. Raises PolicyError."""
        ...

    def decisions(self, limit: int = 50) -> tuple[DecisionRow, ...]:
        """The last recorded decisions, newest first; empty where there is no record or it is damaged."""
        ...

    def models(self) -> tuple[ModelRow, ...]: ...

    def other_programs(self) -> OtherPrograms:
        """Those that ask over `assistant mcp`, and what they were given today."""
        ...

    def machine(self) -> MachineFacts: ...

    def missing_models(self) -> FetchOffer | None:
        """The starter set if nothing can be found without it, and the reader if quotations answer for want of one."""
        ...

    def preview(self, folder: Path) -> FolderPreview:
        """Raises UsageError if `folder` cannot be listed."""
        ...

    def look(self, roots: Sequence[Path]) -> FolderPreview:
        """What a look at all of `roots` would read and leave out, without a folder's name; one that is away is not
        counted."""
        ...
