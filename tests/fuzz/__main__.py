"""`python -m tests.fuzz`: bends inputs against all targets, or some, and ends with a table.

    python -m tests.fuzz --seconds 60                  all targets, a minute together
    python -m tests.fuzz --seconds 600 --target reader-docx
    python -m tests.fuzz --runs 200 --seed 7           the same inputs each time
    python -m tests.fuzz --replay FILE                 one input that was kept

Exit code 1 if anything was found. Inputs that reach new lines and findings are kept in the folder that is named at the
end; with `--folder` a later call goes on from there.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import textwrap
import time
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from pathlib import Path, PurePath

from tests.fuzz.engine.lines import Line, all_lines
from tests.fuzz.engine.one_run import run_once
from tests.fuzz.engine.supervise import Tally, carry_out
from tests.fuzz.engine.worker import Order
from tests.fuzz.targets.registry import TARGETS, by_name

_SLICE_S = 60.0  # of a target before the next one has its turn
_LEAST_S = 1.0  # each target has its turn, however late it is


def main(arguments: Sequence[str] | None = None) -> int:
    given = _parser().parse_args(arguments)
    if given.replay:
        return replay(given.replay, given.target)
    names = tuple(given.target or [target.name for target in TARGETS])
    for name in names:
        by_name(name)
    folder = given.folder or Path(tempfile.mkdtemp(prefix="fuzz-"))
    folder.mkdir(parents=True, exist_ok=True)
    seed = given.seed or f"{time.time_ns()}"
    _say(f"seed {seed}, inputs and findings in {folder}")
    order = Order(names, str(folder), seed, runs=given.runs, trace_every=given.trace_every)
    tallies = carry_out(order, _say) if given.runs else _for_seconds(order, given.seconds)
    _say(table(tallies))
    lines = {name: sorted(tally.lines) for name, tally in tallies.items()}
    (folder / "lines.json").write_text(json.dumps(lines), "utf-8")
    return 1 if any(tally.findings for tally in tallies.values()) else 0


def _for_seconds(order: Order, seconds: float) -> dict[str, Tally]:
    """Slices of each target in turn, each in a new process, until the time is up."""
    until = time.monotonic() + seconds
    tallies = {name: Tally() for name in order.targets}
    turn = 0
    while (left := until - time.monotonic()) > 0:
        for at, name in enumerate(order.targets):
            left = max(0.0, until - time.monotonic())
            share = max(_LEAST_S, min(_SLICE_S, left / (len(order.targets) - at)))
            one = Order((name,), order.folder, f"{order.seed} {turn}", share, 0, order.trace_every)
            _add(tallies[name], carry_out(one, _say)[name])
        turn += 1
        if left > _SLICE_S:
            _say(table(tallies))
    return tallies


def _add(total: Tally, slice_of_it: Tally) -> None:
    total.runs += slice_of_it.runs
    total.inputs = slice_of_it.inputs or total.inputs
    total.lines |= slice_of_it.lines
    total.findings |= slice_of_it.findings


def table(tallies: Mapping[str, Tally]) -> str:
    """A line a target: runs, inputs that are kept, lines of the program reached, findings; then all together."""
    rows = [f"{'target':22}{'runs':>10}{'inputs':>8}{'lines':>8}{'findings':>10}"]
    for name, tally in tallies.items():
        rows.append(f"{name:22}{tally.runs:10,}{tally.inputs:8,}{len(tally.lines):8,}{len(tally.findings):10}")
    reached = {line for tally in tallies.values() for line in tally.lines}
    runs = sum(tally.runs for tally in tallies.values())
    found = {file: title for tally in tallies.values() for file, title in tally.findings.items()}
    rows.append(f"{'together':22}{runs:10,}{'':8}{len(reached):8,}{len(found):10}")
    rows += ["", *_coverage(reached)]
    rows += [f"{title}\n    python -m tests.fuzz --replay {file}" for file, title in found.items()]
    return "\n".join(rows)


def _coverage(reached: Set[Line]) -> list[str]:
    """How much of each folder that was reached at all, in percent of its lines in functions."""
    known = all_lines()
    there = Counter(str(PurePath(file).parent) for file, _ in known)
    found = Counter(str(PurePath(file).parent) for file, _ in reached)
    shares = [f"{folder} {100 * found[folder] // there[folder]}%" for folder in sorted(found)]
    whole = f"{len(reached):,} of the program's {len(known):,} lines in functions were reached:"
    return textwrap.wrap(f"{whole} {', '.join(shares)}.", 120)


def replay(file: Path, names: Sequence[str] | None) -> int:
    """Run one kept input; the target is that of the file's name, or the given one."""
    target = by_name(names[0] if names else file.stem.rpartition("-")[0])
    found = run_once(target, file.read_bytes())
    _say(f"{target.name} stands" if found is None else f"{found.details}\n{found.title}")
    return 0 if found is None else 1


def _parser() -> argparse.ArgumentParser:
    what = "Bend foreign bytes against every place that reads them."
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=what)
    parser.add_argument("--seconds", type=float, default=60.0, help="on the clock, for all targets together")
    parser.add_argument("--runs", type=int, default=0, help="of each target, instead of a time")
    parser.add_argument("--target", action="append", help="one target; may be given several times")
    parser.add_argument("--seed", default="", help="of the random generator; the clock if it is not given")
    parser.add_argument("--folder", type=Path, help="where inputs and findings are kept")
    parser.add_argument("--replay", type=Path, metavar="FILE", help="run one kept input")
    parser.add_argument("--trace-every", type=int, default=3, metavar="N", help="look at the lines of one run in N")
    return parser


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
