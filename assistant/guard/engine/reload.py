"""The policy in use, kept up to date with its files.

Invariant: there is always a complete, tested policy; a turn takes the gate once and keeps it. Files that are gone,
half written or unusable change nothing but `error`: no other policy stands in for the chosen one.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from assistant.domain.errors import PolicyError
from assistant.guard.audit.decision import Recorder
from assistant.guard.detectors.models import DetectorModels
from assistant.guard.engine.build import gate_of
from assistant.guard.engine.cases import run_tests
from assistant.guard.engine.gate import PolicyGate
from assistant.guard.engine.last_policy import LastPolicy, UsedPolicy, used
from assistant.guard.policy.load import load_policy
from assistant.guard.policy.source import SUFFIX

_QUIET_S = 0.3  # a file that was written so lately may be half written
_QUIET_SHORTER_S = 10.0  # the same for a file that has become shorter: its beginning may be a policy with fewer rules
_LOOKS = 5  # at files that are being written, before the policy before them stays for this turn

# Of each policy file: its path, times (ns), size and inode. Of what the system refuses: its path and minus the errno.
Stamp = tuple[tuple[str, int, int, int, int], ...]


class _Unsettled(PolicyError):
    """A file is being written; it is looked at again at the next turn."""


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
        last: LastPolicy | None = None,
        named: bool = True,
    ) -> None:
        """`last` remembers the policy for the next process; `named` says whether the settings name it.

        Raises PolicyError if the policy cannot be used, or would be another one than last time because files are gone:
        no turn runs without a policy.
        """
        self._name = name
        self._folders = tuple(folders)
        self._models = models
        self._recorder = recorder
        self._last = last
        self._lock = threading.Lock()
        before = last.read() if last is not None else None
        if before is not None and before.name != name and not named:
            what = f"The settings name no policy; {before.name!r} was in use, and {name!r} would stand in for it."
            raise PolicyError(what, f"Bring the settings back. If you removed it, run: assistant policy use {name}")
        self._used = before if before is not None and before.name == name else UsedPolicy(name, {})
        self._error: PolicyError | None = None
        self._stamp, self._gate = self._load(name, self._used)
        self._adopt(name, self._stamp, self._gate)

    @property
    def gate(self) -> PolicyGate:
        """The gate for a turn that begins now."""
        return self._gate

    @property
    def name(self) -> str:
        """The chosen policy."""
        return self._name

    @property
    def error(self) -> PolicyError | None:
        """Why the present files are not used; None if they are used."""
        return self._error

    def poll(self) -> bool:
        """Check the folders for changes; True if the gate was replaced. Fast if nothing changed."""
        with self._lock:
            stamp = self._file_stamps()
            return stamp != self._stamp and self._swap(stamp)

    def switch(self, name: str) -> PolicyGate:
        """Use another policy from the next turn on. Raises PolicyError and then keeps the present policy."""
        with self._lock:
            self._adopt(name, *self._load(name, UsedPolicy(name, {})))
            self._record_change("policy switched")
            return self._gate

    def _swap(self, stamp: Stamp) -> bool:
        before = self._gate.policy
        try:
            self._adopt(self._name, *self._load(self._name, self._used))
        except PolicyError as error:
            gone = self._used.gone()
            self._error = _gone(gone, self._name) if gone else error
            if not isinstance(error, _Unsettled):
                self._stamp = stamp
                self._record_change("policy refused")
            return False
        swapped = (self._gate.policy.hash, self._gate.policy.id) != (before.hash, before.id)
        if swapped:
            self._record_change("policy reloaded")
        return swapped

    def _adopt(self, name: str, stamp: Stamp, gate: PolicyGate) -> None:
        files = gate.rulebook.policy.files
        self._name, self._stamp, self._gate, self._error = name, stamp, gate, None
        self._used = used(name, files)
        if self._last is not None:
            self._last.write(name, files)

    def _load(self, name: str, before: UsedPolicy) -> tuple[Stamp, PolicyGate]:
        """The policy as its files are, once they have been still for a moment, and their stamp. Raises PolicyError."""
        for _ in range(_LOOKS):
            stamp = self._file_stamps()
            if _is_written(stamp):
                time.sleep(_QUIET_S)
                continue
            try:
                gate = tested_gate(name, self._folders, self._models, self._recorder)
                before.require(gate.rulebook.policy.files)
                _refuse_shorter(stamp, before)
            except PolicyError:
                if self._file_stamps() == stamp:
                    raise
                continue
            if self._file_stamps() == stamp:
                return stamp, gate
        raise _Unsettled("A policy file is being written just now.", "It is used once it has been still for a moment.")

    def _record_change(self, what: str) -> None:
        """Record the event and the policy in use now."""
        if self._recorder is not None:
            policy = self._gate.policy
            self._recorder.note(what, policy=policy.id, policy_hash=policy.hash[:16])

    def _file_stamps(self) -> Stamp:
        return tuple(entry for folder in self._folders for entry in _stamps(folder))


def _stamps(folder: Path) -> Stamp:
    try:
        with os.scandir(folder) as listing:
            names = sorted(entry.name for entry in listing if entry.name.endswith(SUFFIX))
    except OSError as error:
        return ((str(folder), -(error.errno or 0), 0, 0, 0),)
    return tuple(_stamp(folder / name) for name in names)


def _stamp(path: Path) -> tuple[str, int, int, int, int]:
    try:
        status = path.stat()
    except OSError as error:
        return (str(path), -(error.errno or 0), 0, 0, 0)
    return (str(path), status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)


def _age_s(mtime_ns: int) -> float:
    """Seconds since then; endless for a time to come, which another machine's clock wrote."""
    age = time.time() - mtime_ns / 1e9
    return age if age >= 0 else float("inf")


def _is_written(stamp: Stamp) -> bool:
    return any(_age_s(mtime_ns) < _QUIET_S for _, mtime_ns, *_ in stamp)


def _refuse_shorter(stamp: Stamp, before: UsedPolicy) -> None:
    for path, mtime_ns, _, size, _ in stamp:
        if size < before.files.get(Path(path), 0) and _age_s(mtime_ns) < _QUIET_SHORTER_S:
            what = f"The policy file {path!r} is shorter than it was, and may be half written."
            raise _Unsettled(what, f"It is used once it has been still for {_QUIET_SHORTER_S:.0f} s.", file=path)


def _gone(files: Sequence[Path], name: str) -> PolicyError:
    names = ", ".join(repr(str(file)) for file in files)
    what = f"The policy {name!r} was made of files that are gone ({names}); the rules read last stay in force."
    return PolicyError(what, f"Put them back, or choose a policy: assistant policy use {name}", file=str(files[0]))
