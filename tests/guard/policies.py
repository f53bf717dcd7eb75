"""Small policies written for tests, from text to gate."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assistant.guard.audit.decision import Recorder
from assistant.guard.detectors.models import DetectorModels
from assistant.guard.engine.build import gate_of
from assistant.guard.engine.gate import PolicyGate
from assistant.guard.policy.load import load_policy, load_policy_file
from assistant.guard.policy.policy import Policy


def write_policy(folder: Path, body: str, name: str = "test") -> Path:
    """A policy file with the two obligatory lines in front of `body`."""
    path = folder / f"{name}.yaml"
    path.write_text(f"schema: 1\nid: {name}\n{body}", encoding="utf-8")
    return path


def policy_from(folder: Path, body: str, name: str = "test") -> Policy:
    return load_policy_file(write_policy(folder, body, name), (folder,))


def gate_from(folder: Path, body: str, models: DetectorModels | None = None) -> PolicyGate:
    return gate_of(policy_from(folder, body), models=models)


def open_gate(name: str, folders: Sequence[Path], recorder: Recorder | None = None) -> PolicyGate:
    """The gate of the policy called `name`, without any model."""
    return gate_of(load_policy(name, folders), recorder=recorder)
