"""The process in which targets run: `python -m tests.fuzz.engine.worker ORDER`, one JSON line a target as its answer.

Invariant: with the same seed, the same number of runs and an empty folder the same inputs are run.
"""

from __future__ import annotations

import faulthandler
import hashlib
import json
import logging
import random
import resource
import signal
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.fuzz.engine.lines import LineCounter
from tests.fuzz.engine.mutate import mutated
from tests.fuzz.engine.one_run import CurrentInput, run_once
from tests.fuzz.engine.shrink import shrunk
from tests.fuzz.engine.target import Target

_MEMORY_BYTES = 4 << 30
_MOST_INPUTS = 3_000
_MOST_FINDINGS = 20  # of a target and a slice: more say nothing new
_ALIVE_S = 5.0
# Measured at equal processor time: bending only what was bent reached fewer lines than bending whole inputs alone (rich
# text 426 and 431, mail 924 and 999, web pages 764 and 771), this mixture as many or more (workbooks 761, 739 without).
_WHOLE = 0.7


@dataclass(frozen=True, slots=True)
class Order:
    """What a worker does: `runs` of each target, or `seconds` on the clock if that is not 0.

    A run in `trace_every` is looked at line by line; what reaches a new line is kept and bent further. 0: none is.
    """

    targets: tuple[str, ...]
    folder: str
    seed: str
    seconds: float = 0.0
    runs: int = 0
    trace_every: int = 3


class _Runner:
    """Runs one target and keeps the inputs that reach something new."""

    def __init__(self, target: Target, order: Order, current: CurrentInput) -> None:
        self._target, self._order, self._current = target, order, current
        self._random = random.Random(f"{order.seed} {target.name}")
        self._folder = Path(order.folder)
        self._kept = self._folder / "inputs" / target.name
        self._kept.mkdir(parents=True, exist_ok=True)
        self._lines = LineCounter()
        self._inputs: list[bytes] = []
        self._first = 0  # so many of them are whole
        self._keys: set[str] = set()
        self._hangs = False  # then the rest of the slice would be spent on waiting for the next one
        self.runs = 0

    def run(self) -> None:
        seeds = list(self._target.seeds())
        self._first = len(seeds)
        for data in (*seeds, *(file.read_bytes() for file in sorted(self._kept.iterdir()))):
            self._inputs.append(data)
            self._try(data, traced=self._order.trace_every > 0)
        until = time.monotonic() + self._order.seconds
        told = time.monotonic()
        while self.runs < self._order.runs or time.monotonic() < until:
            if len(self._keys) >= _MOST_FINDINGS or self._hangs:
                break
            data = self._next()
            traced = self._order.trace_every > 0 and self.runs % self._order.trace_every == 0
            if self._try(data, traced=traced) and len(self._inputs) < _MOST_INPUTS:
                self._inputs.append(data)
                (self._kept / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)
            if time.monotonic() > told + _ALIVE_S:
                told = time.monotonic()
                _tell({"alive": self._target.name, "runs": self.runs})

    def report(self) -> dict[str, object]:
        return {
            "target": self._target.name,
            "runs": self.runs,
            "inputs": len(self._inputs),
            "lines": sorted(self._lines.reached),
        }

    def _next(self) -> bytes:
        """A bent input: mostly one of the first, which are whole; else one that was bent and reached a new line."""
        whole = self._random.random() < _WHOLE or len(self._inputs) == self._first
        chosen = self._inputs[: self._first] if whole else self._inputs[self._first :]
        data, other = self._random.choice(chosen), self._random.choice(self._inputs)
        return mutated(self._random, data, other, self._target.shape, self._target.most_bytes)

    def _try(self, data: bytes, *, traced: bool) -> bool:
        """Whether the run reached a new line; what goes wrong is kept."""
        self.runs += 1
        self._current.set(data)
        if traced:
            with self._lines.traced():
                found = run_once(self._target, data)
            if found is not None and found.kind == "hang":  # looking at each line takes time as well
                found = run_once(self._target, data)
        else:
            found = run_once(self._target, data)
        if found is not None and found.key not in self._keys:
            self._keys.add(found.key)
            self._hangs = self._hangs or found.kind == "hang"
            file = shrunk(self._target, found).keep(self._folder / "findings")
            _tell({"finding": found.title, "file": str(file)})
        return traced and self._lines.is_new


def _tell(what: dict[str, object]) -> None:
    print(json.dumps(what), file=_ANSWERS, flush=True)


_ANSWERS = sys.stdout


def main(order: Order) -> None:
    """Run the targets one after the other."""
    from tests.fuzz.targets.registry import by_name

    faulthandler.enable()
    faulthandler.register(signal.SIGXCPU, chain=True)  # says where it was, then the process ends
    logging.disable(logging.CRITICAL)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, hard))
    current = CurrentInput(Path(order.folder) / "current")
    for name in order.targets:
        _tell({"begun": name})
        runner = _Runner(by_name(name), order, current)
        runner.run()
        _tell(runner.report())


def encoded(order: Order) -> str:
    return json.dumps(asdict(order))


if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    main(Order(**{**given, "targets": tuple(given["targets"])}))
