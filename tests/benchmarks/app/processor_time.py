"""Processor time of the first frame, of this checkout and of another one, by turns; prints one JSON line.

    python -m tests.benchmarks.app.processor_time --against CHECKOUT [--starts 40] [--columns 100] [--lines 30]

- frame_ms: user and system time of the process, from its start until it hands the drawn prompt to the terminal (median)
- against_ms: the same of CHECKOUT
- ratio: the first by the second, the geometric mean over pairs of starts, and its 95% interval

Processor time, because on a machine with other work the clock tells more of that work than of the program.
"""

from __future__ import annotations

import argparse
import compileall
import json
import math
import os
import statistics
import sys
import tempfile
from pathlib import Path

from tests.promises.terminal import Terminal
from tests.waiting import until

_HERE = Path(__file__).parents[3]
# It ends where the frame is handed over: what comes then is the opening of the library, in other threads.
_PROGRAM = """
import os, sys, time
from textual.drivers.linux_driver import LinuxDriver
write, told = LinuxDriver.write, open(sys.argv.pop(), "w", buffering=1)  # the sealed app could not open it
def notice(driver, text):
    write(driver, text)
    if "sk about your files" in text:
        print(time.process_time(), file=told)
        os._exit(0)
LinuxDriver.write = notice
sys.argv = ["assistant", "chat"]
from assistant.__main__ import main
main()
"""


def one_start(checkout: Path, folder: Path, columns: int, lines: int) -> float:
    """Milliseconds of processor time until the frame of `checkout` is handed to the terminal."""
    told = folder / "told"
    told.write_text("")
    environment = {
        **os.environ,
        "PYTHONPATH": str(checkout),
        "ASSISTANT_HOME": str(folder / "home"),
        "TERM": "xterm-256color",
    }
    command = [sys.executable, "-c", _PROGRAM, str(told)]
    terminal = Terminal(command, environment, checkout, columns, lines)
    try:
        until(lambda: told.read_text().endswith("\n"), "the first frame")
    finally:
        terminal.close()
    return float(told.read_text()) * 1000


def ratio_of(pairs: list[tuple[float, float]]) -> tuple[float, float, float]:
    """Geometric mean of first by second, and the two ends of its 95% interval."""
    logs = [math.log(here / there) for here, there in pairs]
    middle, half = statistics.mean(logs), 1.96 * statistics.stdev(logs) / math.sqrt(len(logs))
    return math.exp(middle), math.exp(middle - half), math.exp(middle + half)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--against", type=Path, required=True)
    parser.add_argument("--starts", type=int, default=40)
    parser.add_argument("--columns", type=int, default=100)
    parser.add_argument("--lines", type=int, default=30)
    chosen = parser.parse_args()
    size, pairs = (chosen.columns, chosen.lines), []
    for checkout in (_HERE, chosen.against.resolve()):  # the sealed app cannot write Python's compiled files
        compileall.compile_dir(checkout / "assistant", quiet=1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(chosen.starts + 1):
            first, second = _HERE, chosen.against.resolve()
            if number % 2:  # who comes second finds the machine warmer
                there, here = (one_start(checkout, folder, *size) for checkout in (second, first))
            else:
                here, there = (one_start(checkout, folder, *size) for checkout in (first, second))
            if number:  # the first start finds nothing in the memory of the disk
                pairs.append((here, there))
    here_ms, there_ms = (statistics.median(times) for times in zip(*pairs, strict=True))
    ratio, low, high = ratio_of(pairs)
    figures = {"frame_ms": round(here_ms), "against_ms": round(there_ms), "ratio": round(ratio, 3)}
    told = {**figures, "interval": [round(low, 3), round(high, 3)], "starts": len(pairs)}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
