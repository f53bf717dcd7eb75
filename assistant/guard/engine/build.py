"""Builds the gate of a policy with its detectors, and lists the detectors whose model is missing.

Invariant: a detector without its model never disappears. Its rules with `on_error: warn` are shown as degraded; its
other rules stop every text that they apply to.
"""

from __future__ import annotations

from assistant.domain.errors import AssistantError, ModelMissing, PolicyError
from assistant.guard.audit.decision import Recorder
from assistant.guard.detectors.detector import Content, Detector, Hit, WholeDetector
from assistant.guard.detectors.models import DetectorModels
from assistant.guard.engine.gate import PolicyGate
from assistant.guard.policy.policy import Policy


def gate_of(policy: Policy, *, models: DetectorModels | None = None, recorder: Recorder | None = None) -> PolicyGate:
    """The gate of a loaded policy. Raises PolicyError for a detector with impossible settings."""
    detectors: dict[str, Detector] = {}
    unavailable: list[str] = []
    for name, spec in policy.detectors.items():
        try:
            detectors[name] = spec.make(models or DetectorModels())
        except ModelMissing as error:
            detectors[name] = UnavailableDetector(spec.type, error)
            unavailable.append(name)
        except PolicyError as error:
            hint, where = error.hint, ", ".join(path.name for path in policy.files)
            raise PolicyError(f"{where}: detector {name!r}: {error.message}", hint, file=where, key=name) from None
    return PolicyGate(policy, detectors, unavailable=unavailable, recorder=recorder)


class UnavailableDetector(WholeDetector):
    """Replaces a detector whose model is missing: each use raises, and the rule's `on_error` decides."""

    slow = False

    def __init__(self, kind: str, error: AssistantError) -> None:
        self.identity = f"{kind} (unavailable)"
        self._error = error

    def detect(self, content: Content) -> list[Hit]:
        raise self._error
