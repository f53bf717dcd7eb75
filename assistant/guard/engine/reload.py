"""The policy in use, kept up to date with its files.

Invariant: there is always a complete, tested policy; a turn takes the gate once and keeps it. An unusable file changes
nothing but `error`. When the chosen policy is gone from every folder, the policy `base` is used instead.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from assistant.domain.errors import PolicyError
from assistant.guard.audit.decision import Recorder
from assistant.guard.detectors.models import DetectorModels
from assistant.guard.engine.build import gate_of
from assistant.guard.engine.cases import run_tests
from assistant.guard.engine.gate import PolicyGate
from assistant.guard.policy.load import load_policy
from assistant.guard.policy.source import SUFFIX, find_policy

FALLBACK = "base"
Stamp = tuple[tuple[str, int, int], ...]


def tested_gate(
    name: str, folders: Sequence[Path], models: DetectorModels | None = None, recorder: Recorder | None = None
) -> PolicyGate:
    """Load a policy, build its gate and run the policy's own tests. Raises PolicyError, also if a test fails."""
    policy = load_policy(name, folders)
    gate = gate_of(policy, models=models, recorder=recorder)
    failures = run_tests(gate).failures
    if failures:
        first, file = failures[0], str(policy.files[-1])
        what = f"{policy.files[-1].name}: {len(failures)} of its tests fail, first test {first.id}: {first.problem}."
        raise PolicyError(what, f"Run: assistant policy test {file!r}", file=file, key=f"tests.{int(first.id) - 1}")
    return gate


class PolicyKeeper:
    """Holds the gate in use, and replaces it when a policy file changes. Safe to use from several threads."""

    def __init__(
        self,
        name: str,
        folders: Sequence[Path],
        *,
        models: DetectorModels | None = None,
        recorder: Recorder | None = None,
    ) -> None:
        """Raises PolicyError if the policy cannot be used: no turn runs without a policy."""
        self._name = name
        self._folders = tuple(folders)
        self._models = models
        self._recorder = recorder
        self._lock = threading.Lock()
        self._stamp = self._file_stamps()
        self._gate = tested_gate(name, self._folders, models, recorder)
        self._error: PolicyError | None = None

    @property
    def gate(self) -> PolicyGate:
        """The gate for a turn that begins now."""
        return self._gate

    @property
    def name(self) -> str:
        """The chosen policy. The gate's own id differs while `base` is used instead."""
        return self._name

    @property
    def error(self) -> PolicyError | None:
        """Why the present files are not used; None if they are used."""
        return self._error

    def poll(self) -> bool:
        """Check the folders for changes; True if the gate was replaced. Fast if nothing changed."""
        with self._lock:
            stamp = self._file_stamps()
            if stamp == self._stamp:
                return False
            self._stamp = stamp
            return self._swap(self._name)

    def switch(self, name: str) -> PolicyGate:
        """Use another policy from the next turn on. Raises PolicyError and then keeps the present policy."""
        with self._lock:
            gate = tested_gate(name, self._folders, self._models, self._recorder)
            self._name, self._gate, self._error, self._stamp = name, gate, None, self._file_stamps()
            self._record_change("policy switched", gate)
            return gate

    def _swap(self, name: str) -> bool:
        chosen = name if self._exists(name) else FALLBACK
        try:
            gate = tested_gate(chosen, self._folders, self._models, self._recorder)
        except PolicyError as error:
            self._error = error
            self._record_change("policy refused", self._gate)
            return False
        self._error = None
        if chosen != name:
            self._error = PolicyError(f"The policy {name!r} is gone; {FALLBACK!r} is used.", "Choose another policy.")
        swapped = gate.policy.hash != self._gate.policy.hash or gate.policy.id != self._gate.policy.id
        self._gate = gate
        if swapped:
            self._record_change("policy reloaded", gate)
        return swapped

    def _record_change(self, what: str, used: PolicyGate) -> None:
        """Record the event and the policy in use now."""
        if self._recorder is not None:
            self._recorder.note(what, policy=used.policy.id, policy_hash=used.policy.hash[:16])

    def _exists(self, name: str) -> bool:
        try:
            find_policy(name, self._folders)
        except PolicyError:
            return False
        return True

    def _file_stamps(self) -> Stamp:
        """(path, mtime_ns, size) of every policy file in the folders."""
        found: list[tuple[str, int, int]] = []
        for folder in self._folders:
            for path in sorted(folder.glob(f"*{SUFFIX}")) if folder.is_dir() else []:
                try:
                    status = path.stat()
                except OSError:
                    continue
                found.append((str(path), status.st_mtime_ns, status.st_size))
        return tuple(found)
