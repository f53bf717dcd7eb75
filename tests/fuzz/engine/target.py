"""What a target is: a name, its first inputs, and the call that must stand whatever bytes it gets."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tests.fuzz.engine.shapes import PLAIN, Shape


@dataclass(frozen=True, slots=True)
class Target:
    """A place that reads foreign bytes.

    `run` may raise what `allowed` names: the errors that this place promises to raise. Anything else is a finding, and
    so is an `AssertionError` of its own checks, a process that ends, and more than `limit_s` of processor time.
    """

    name: str  # letters, digits and hyphens
    seeds: Callable[[], Iterable[bytes]]
    run: Callable[[bytes], None]
    allowed: tuple[type[BaseException], ...] = ()
    shape: Shape = field(default=PLAIN)
    limit_s: float = 3.0
    most_bytes: int = 64 * 1024  # of an input: what is slow per byte shows well below
