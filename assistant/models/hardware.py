"""The hardware of this machine, and the models that fit it.

Invariant: the facts come from the system alone, no model runtime is loaded, and nothing raises.
"""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.models.catalog.entries import CatalogEntry
from assistant.models.installed import InstalledModel

Accelerator = Literal["metal", "cuda", "rocm", "vulkan"]

_CPU_FLAGS = ("avx2", "avx512_vnni", "avx_vnni", "amx_int8", "asimddp", "i8mm")
# The share that a model may use: Metal gives a process about two thirds of all memory; elsewhere a fifth of the free
# memory stays free.
_METAL_SHARE, _FREE_SHARE = 2 / 3, 0.8


@dataclass(frozen=True, slots=True)
class Hardware:
    """`memory_mb` is the total memory, `free_mb` what is available now; `features` speed up 8-bit models."""

    system: str
    architecture: str
    chip: str
    physical_cores: int
    logical_cores: int
    memory_mb: int
    free_mb: int
    accelerators: tuple[Accelerator, ...] = ()
    features: tuple[str, ...] = ()

    @property
    def apple_silicon(self) -> bool:
        return self.system == "Darwin" and self.architecture == "arm64"

    @property
    def model_budget_mb(self) -> int:
        """The largest `memory_mb` that a model may need to be loaded now."""
        if self.apple_silicon:
            return int(min(self.memory_mb * _METAL_SHARE, self.free_mb))
        return int(self.free_mb * _FREE_SHARE)


def read_hardware() -> Hardware:
    """The machine as it is now."""
    import psutil

    memory = psutil.virtual_memory()
    facts = _cpu_facts()
    system, architecture = platform.system(), platform.machine()
    return Hardware(
        system=system,
        architecture=architecture,
        chip=_chip(system, facts),
        physical_cores=psutil.cpu_count(logical=False) or os.cpu_count() or 1,
        logical_cores=os.cpu_count() or 1,
        memory_mb=memory.total // 1_000_000,
        free_mb=memory.available // 1_000_000,
        accelerators=_accelerators(system, architecture),
        features=tuple(flag for flag in _CPU_FLAGS if flag in facts.get("flags", facts.get("Features", "")).split()),
    )


def fits(memory_mb: int, hardware: Hardware) -> bool:
    """Whether a model that needs `memory_mb` can be loaded now."""
    return memory_mb <= hardware.model_budget_mb


def best_fit(models: Sequence[InstalledModel], hardware: Hardware) -> InstalledModel:
    """The largest of the installed `models` that fits, else the smallest of all; `models` is not empty."""
    fitting = [model for model in models if fits(model.memory_mb, hardware)]
    if fitting:
        return max(fitting, key=lambda model: model.size_bytes)
    return min(models, key=lambda model: model.size_bytes)


def can_run(entry: CatalogEntry, hardware: Hardware) -> bool:
    """Whether a runtime on this machine is fast enough for `entry`: MLX only on Apple Silicon."""
    return entry.format != "mlx" or hardware.apple_silicon


def _cpu_facts() -> dict[str, str]:
    """The facts of the first processor in Linux's /proc/cpuinfo; empty on other systems."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return {}
    lines = text.split("\n\n", 1)[0].splitlines()
    return {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines)}


def _chip(system: str, facts: dict[str, str]) -> str:
    if system == "Darwin":
        try:
            command = ["/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string"]
            return subprocess.run(command, capture_output=True, text=True, timeout=5, check=True).stdout.strip()
        except (OSError, subprocess.SubprocessError):
            return platform.processor()
    return facts.get("model name") or facts.get("Model") or platform.processor() or platform.machine()


def _accelerators(system: str, architecture: str) -> tuple[Accelerator, ...]:
    """The accelerators whose drivers have left files on the disk. A runtime may still be built without them."""
    if system == "Darwin":
        return ("metal",) if architecture == "arm64" else ()
    found: list[Accelerator] = []
    windows = Path(os.environ.get("SYSTEMROOT", r"C:\Windows"), "System32")
    if Path("/proc/driver/nvidia/version").exists() or (system == "Windows" and (windows / "nvcuda.dll").exists()):
        found.append("cuda")
    if Path("/dev/kfd").exists():
        found.append("rocm")
    if any(Path("/dev/dri").glob("renderD*")) or (system == "Windows" and (windows / "vulkan-1.dll").exists()):
        found.append("vulkan")
    return tuple(found)
