"""Starts workers, and keeps what ends them.

Invariant: whatever a target does to its process, the other targets are run, and the input is kept.
"""

from __future__ import annotations

import json
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

from tests.fuzz.engine.findings import Finding, Kind, from_death
from tests.fuzz.engine.lines import PACKAGE, Line
from tests.fuzz.engine.one_run import CurrentInput
from tests.fuzz.engine.worker import Order, encoded

_SILENCE_S = 300.0  # without a word: far more than the limit of a run, on a busy machine too


@dataclass(slots=True)
class Tally:
    """What came of one target: its runs, kept inputs, reached lines, and its findings as files with their titles."""

    runs: int = 0
    inputs: int = 0
    lines: set[Line] = field(default_factory=set)
    findings: dict[Path, str] = field(default_factory=dict)


def carry_out(order: Order, say: Callable[[str], None]) -> dict[str, Tally]:
    """Run an order to its end, with a new worker behind each one that ended."""
    tallies = {name: Tally() for name in order.targets}
    while order.targets:
        order = replace(order, targets=_Worker(order, tallies, say).run())
    return tallies


def _stands(found: Finding) -> bool:
    """Whether the input of a hang stands twice in new processes.

    The limit of a process counts the system's time too, which a machine that has just woken or swaps spends on others.
    """
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "tests.fuzz", "--replay", str(found.keep(Path(folder)))]
        return all(subprocess.run(command, cwd=PACKAGE.parent, capture_output=True).returncode == 0 for _ in range(2))


class _Worker:
    """One process, and what it says."""

    def __init__(self, order: Order, tallies: dict[str, Tally], say: Callable[[str], None]) -> None:
        self._order, self._tallies, self._say = order, tallies, say
        self._left = list(order.targets)
        self._at = order.targets[0]
        self._runs = 0
        self._current = CurrentInput(Path(order.folder) / "current", create=True)

    def run(self) -> tuple[str, ...]:
        """The targets that are left, because the process ended early. Raises RuntimeError if it cannot work at all."""
        with tempfile.TemporaryFile() as errors:
            command = [sys.executable, "-m", "tests.fuzz.engine.worker", encoded(self._order)]
            process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, cwd=PACKAGE.parent)
            assert process.stdout is not None
            speaks = self._listen(process.stdout)
            if not speaks:
                process.kill()
            code = process.wait()
            process.stdout.close()
            errors.seek(0)
            said = errors.read().decode("utf-8", "replace")
        if not self._left:
            return ()
        if code > 0 and "Traceback" in said:
            raise RuntimeError(f"the worker of {self._at} failed:\n{said}")
        if not speaks:
            self._keep_death("hang", "silence", said)
        elif code == -signal.SIGXCPU:
            self._keep_death("hang", "SIGXCPU", said)
        else:
            self._keep_death("crash", signal.Signals(-code).name if code < 0 else f"exit status {code}", said)
        return tuple(self._left)

    def _keep_death(self, kind: Kind, how: str, said: str) -> None:
        found = from_death(self._at, kind, how, said, self._current.get())
        tally = self._tallies[self._at]
        tally.runs += self._runs
        if kind == "hang" and _stands(found):
            file = found.keep(Path(self._order.folder) / "not seen again")
            self._say(f"{found.title}: not seen again in two runs of their own, the input is {file}")
        else:
            tally.findings[found.keep(Path(self._order.folder) / "findings")] = found.title
            self._say(found.title)
        self._left.remove(self._at)  # the next slice is soon there, and another run would soon find the same

    def _listen(self, stdout: IO[bytes]) -> bool:
        """Take in what the process says, until it ends; False if it falls silent."""
        lines: queue.Queue[bytes] = queue.Queue()

        def read() -> None:
            for line in stdout:
                lines.put(line)
            lines.put(b"")

        threading.Thread(target=read, daemon=True).start()
        while True:
            try:
                line = lines.get(timeout=_SILENCE_S)
            except queue.Empty:
                return False
            if not line:
                return True
            self._take_in(json.loads(line))

    def _take_in(self, said: dict[str, object]) -> None:
        tally = self._tallies[self._at]
        if "begun" in said:
            self._at, self._runs = str(said["begun"]), 0
        elif "alive" in said:
            self._runs = int(str(said["runs"]))
        elif "finding" in said:
            tally.findings[Path(str(said["file"]))] = str(said["finding"])
            self._say(str(said["finding"]))
        else:
            self._left.remove(self._at)
            tally.runs += int(str(said["runs"]))
            tally.inputs = int(str(said["inputs"]))
            lines = said["lines"]
            assert isinstance(lines, list)
            tally.lines |= {(str(file), int(line)) for file, line in lines}
