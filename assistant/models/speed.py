"""How fast models will be here, from one that was measured.

Invariant: a figure is used only on the machine and for the runtime that it was measured with; an estimate is never
given without a measurement.

Reading a token takes arithmetic over all weights, writing one takes reading all of them from memory: both times grow
with the bytes of the weights, so the rates of another model are those of the measured one, times the ratio of sizes.
"""

from __future__ import annotations

import json
import math
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.disk.durable import private_folder, write_durably
from assistant.domain.errors import AssistantError
from assistant.models.hardware import Hardware

RECORD = "speed.json"
_SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Speed:
    """Tokens a second that a model of `model_bytes` reads and writes; `runtime` names the engine and its version."""

    model: str
    model_bytes: int
    runtime: str
    reads_per_s: float
    writes_per_s: float

    def estimate(self, model_bytes: int) -> tuple[float, float]:
        """(reads, writes) a second of a model of that size."""
        ratio = self.model_bytes / max(1, model_bytes)
        return self.reads_per_s * ratio, self.writes_per_s * ratio


def read_speed(state: Path, hardware: Hardware, runtime: str) -> Speed | None:
    """What was measured on this machine with this runtime, if anything. `state` is the folder for caches."""
    try:
        record = json.loads((state / RECORD).read_bytes())
        if record["schema"] != _SCHEMA or record["machine"] != _machine(hardware):
            return None
        speed = Speed(**record["speed"])
        figures = (speed.model_bytes, speed.reads_per_s, speed.writes_per_s)
        sound = all(math.isfinite(figure) and figure > 0 for figure in figures)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return speed if sound and speed.runtime == runtime else None


def write_speed(state: Path, hardware: Hardware, speed: Speed) -> None:
    """Keep `speed`. A folder that cannot be written costs a measurement next time, nothing else."""
    record = {"schema": _SCHEMA, "machine": _machine(hardware), "speed": asdict(speed)}
    with suppress(OSError, AssistantError):
        private_folder(state)
        write_durably(state / RECORD, (json.dumps(record) + "\n").encode())


def _machine(hardware: Hardware) -> list[object]:
    facts = (hardware.system, hardware.architecture, hardware.chip, hardware.logical_cores)
    return [*facts, list(hardware.accelerators)]
