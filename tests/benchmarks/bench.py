"""The benchmarks that tell how fast the program is, one after the other, beside those of the last time.

    python -m tests.benchmarks.bench [--home HOME] [--only NAME ...] [--minutes 20] [--results FOLDER]

Each runs as it does by itself, with figures small enough for all to end in `--minutes`; what fails or has no time left
is named with its reason. The results go into FOLDER (default: beside the benchmarks' libraries) as one JSON file a run,
with the commit, the machine and its load. Printed is a table: each figure, the one of the last run, and their ratio.
Clock times hang on what else the machine does: processor times (`cpu`, `processor`) and ratios do so least.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.libraries import REPOSITORY, cache_folder, tell

_LEAST_S = 20.0  # with less time left no benchmark is begun


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A module of this package with its arguments. `home`: whether it takes the installation as `--home`."""

    name: str
    module: str
    arguments: tuple[str, ...] = ()
    home: bool = False


BENCHMARKS = (
    Benchmark("start-up", "app.first_frame", ("--runs", "5", "--chunks", "2000")),
    Benchmark("indexing", "library.indexing", home=True),
    Benchmark("embedding", "models.embedding", ("--rounds", "4", "--documents", "400")),
    Benchmark(
        "retrieval", "library.many_passages", ("--passages", "20000", "--questions", "60", "--forget"), home=True
    ),
    Benchmark("first quote", "app.first_minute"),
    Benchmark("guard", "guard.guard_time", ("--answers", "20")),
    Benchmark("hard texts", "library.hard_texts", ("--parts", "cost")),
    Benchmark("scan", "library.scan", ("--files", "5000")),
    Benchmark("watch", "library.watching", ("--edits", "20", "--files", "100")),
    Benchmark("killed", "library.killed_index", ("--files", "200"), home=True),
)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, help="the ASSISTANT_HOME with the models; default: your own")
    parser.add_argument("--only", nargs="+", choices=[one.name for one in BENCHMARKS], metavar="NAME")
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--results", type=Path, default=cache_folder() / "results")
    options = parser.parse_args()
    last = latest(options.results)
    ends = time.monotonic() + 60 * options.minutes
    figures = {
        one.name: run(one, options.home, ends - time.monotonic())
        for one in BENCHMARKS
        if not options.only or one.name in options.only
    }
    report = {**circumstances(), "figures": figures}
    options.results.mkdir(parents=True, exist_ok=True)
    file = options.results / f"{report['at']}.json".replace(":", "-")
    file.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write("\n".join([*table(figures, last.get("figures", {})), f"kept in {file}"]) + "\n")
    return 1 if any("failed" in found for found in figures.values()) else 0


def run(one: Benchmark, home: Path | None, left_s: float) -> dict[str, object]:
    """What the benchmark prints as its last JSON object, or {"failed": why}."""
    if left_s < _LEAST_S:
        return {"skipped": "no time left"}
    tell(f"{one.name}: python -m tests.benchmarks.{one.module} {' '.join(one.arguments)}")
    command = [sys.executable, "-m", f"tests.benchmarks.{one.module}", *one.arguments]
    environment = dict(os.environ)
    if home is not None:
        environment["ASSISTANT_HOME"] = str(home.resolve())
        command += ["--home", str(home.resolve())] if one.home else []
    begun = time.monotonic()
    try:
        ended = subprocess.run(
            command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, timeout=left_s, check=False
        )
    except subprocess.TimeoutExpired:
        return {"skipped": f"not done in the {left_s:.0f} s that were left"}
    found = last_json(ended.stdout)
    if ended.returncode or found is None:
        return {"failed": (ended.stderr.strip().splitlines() or [f"it ended with {ended.returncode}"])[-1][:300]}
    return {**found, "took_s": round(time.monotonic() - begun, 1)}


def last_json(printed: str) -> dict[str, object] | None:
    """The last JSON object that begins a line, on one line or on several."""
    for start in reversed([match.start() for match in re.finditer(r"^\{", printed, re.MULTILINE)]):
        with suppress(json.JSONDecodeError):
            found: dict[str, object] = json.JSONDecoder().raw_decode(printed[start:])[0]
            return found
    return None


def latest(results: Path) -> dict[str, dict[str, dict[str, object]]]:
    """The newest report; empty if there is none."""
    files = sorted(results.glob("*.json")) if results.is_dir() else []
    found: dict[str, dict[str, dict[str, object]]] = json.loads(files[-1].read_text("utf-8")) if files else {}
    return found


def circumstances() -> dict[str, object]:
    """When, of which commit, on what."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    return {
        "at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "commit": commit.stdout.strip(),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 1),
    }


def table(figures: Mapping[str, Mapping[str, object]], before: Mapping[str, Mapping[str, object]]) -> list[str]:
    """A line a figure: its name, its value, that of the last time, and how many times as much it is now."""
    lines = []
    for name, found in figures.items():
        known = dict(numbers(before.get(name, {})))
        for word in ("failed", "skipped"):
            lines += [f"{name}: {word}: {found[word]}"] if word in found else []
        for figure, value in numbers(found):
            last = known.get(figure)
            beside = "" if last is None else f"{last:>12,g}" + (f"  x {value / last:.2f}" if last else "")
            lines.append(f"{name + ' ' + figure:<58}{value:>12,g}{beside}")
    return lines


def numbers(found: object, name: str = "") -> Iterator[tuple[str, float]]:
    """All numbers of a nested result, each with its dotted name."""
    if isinstance(found, Mapping):
        for key, value in found.items():
            yield from numbers(value, f"{name}.{key}" if name else str(key))
    elif isinstance(found, int | float) and not isinstance(found, bool):
        yield name, float(found)


if __name__ == "__main__":
    sys.exit(main())
