"""How much of the machine others took meanwhile: other programs, and other machines of the same host (steal).

Invariant: what is told apart by it is chosen by the disturbance alone, never by the figure that is measured.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import psutil

Result = TypeVar("Result")


def others_s() -> float:
    """Processor seconds since the start of the machine that went neither to this process nor to its children."""
    times = psutil.cpu_times()
    kinds = ("user", "nice", "system", "irq", "softirq", "steal")  # not every system knows all of them
    me = psutil.Process()
    own = [process.cpu_times() for process in (me, *me.children(recursive=True))]
    spent = sum(float(getattr(times, kind, 0.0)) for kind in kinds)
    return spent - sum(float(one.user + one.system) for one in own)


def calmer_half(measured: Sequence[tuple[float, Result]]) -> list[Result]:
    """Those of (disturbance, result) that were disturbed least, half of them, rounded up."""
    ordered = sorted(measured, key=lambda pair: pair[0])
    return [result for _, result in ordered[: (len(ordered) + 1) // 2]]
