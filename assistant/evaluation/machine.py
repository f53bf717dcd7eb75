"""The machine that figures were measured on: rounding of 8-bit models differs between processors.

Invariant: facts of the processor alone; nothing that names the person or the computer.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.models.hardware import read_hardware

_VNNI = ("avx512_vnni", "avx_vnni", "amx_int8", "asimddp", "i8mm")


@dataclass(frozen=True, slots=True)
class Machine:
    """`vnni`: the processor adds products of 8-bit numbers in 32 bits; others cut the sums off at 16 bits."""

    chip: str
    cores: int
    features: tuple[str, ...]

    @property
    def vnni(self) -> bool:
        return any(feature in _VNNI for feature in self.features)

    @property
    def shown(self) -> str:
        return f"{self.chip}, {self.cores} cores, {'with' if self.vnni else 'without'} VNNI"

    def as_json(self) -> dict[str, object]:
        return {"chip": self.chip, "cores": self.cores, "vnni": self.vnni, "features": list(self.features)}


def this_machine() -> Machine:
    """What the system says of its processor."""
    hardware = read_hardware()
    return Machine(hardware.chip, hardware.logical_cores, hardware.features)
