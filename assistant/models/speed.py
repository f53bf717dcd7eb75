"""Estimates the speed of models on this machine from the measured speed of a single model.

Invariant: a measurement is used only for the machine and the runtime that it was made with; there is no estimate
without a measurement.

Reading a token needs arithmetic over all weights, and writing a token reads all weights from memory. Both times grow in
proportion to the size of the weights, so the speed of a model is the measured speed times the ratio of the sizes.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.disk.durable import private_folder, write_durably
from assistant.domain.errors import AssistantError
from assistant.models.hardware import Hardware
from assistant.text.clean import read_json_value

RECORD = "speed.json"
_SCHEMA = 1
_MOST = 1 << 60  # bytes, or tokens a second: more is no measurement


@dataclass(frozen=True, slots=True)
class Speed:
    """Tokens a second that a model of `model_bytes` reads and writes; `runtime` names the engine and its version."""

    model: str
    model_bytes: int
    runtime: str
    reads_per_s: float
    writes_per_s: float

    def estimate(self, model_bytes: int) -> tuple[float, float]:
        """(tokens read, tokens written) per second by a model of that size."""
        ratio = self.model_bytes / max(1, model_bytes)
        return self.reads_per_s * ratio, self.writes_per_s * ratio


def read_speed(state: Path, hardware: Hardware, runtime: str) -> Speed | None:
    """The measurement for this machine and this runtime, or None. `state` is the folder for caches."""
    try:
        record = read_json_value((state / RECORD).read_bytes())
        if record["schema"] != _SCHEMA or record["machine"] != _machine(hardware):
            return None
        speed = Speed(**record["speed"])
        figures = (speed.model_bytes, speed.reads_per_s, speed.writes_per_s)
        sound = all(0 < figure < _MOST for figure in figures)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return speed if sound and speed.runtime == runtime else None


def write_speed(state: Path, hardware: Hardware, speed: Speed) -> None:
    """Store `speed`. If the folder cannot be written, the speed is measured again next time."""
    record = {"schema": _SCHEMA, "machine": _machine(hardware), "speed": asdict(speed)}
    with suppress(OSError, AssistantError):
        private_folder(state)
        write_durably(state / RECORD, (json.dumps(record) + "\n").encode())


def _machine(hardware: Hardware) -> list[object]:
    facts = (hardware.system, hardware.architecture, hardware.chip, hardware.logical_cores)
    return [*facts, list(hardware.accelerators)]
