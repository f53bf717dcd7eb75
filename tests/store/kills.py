"""Works on one library in a process that gets killed, and looks at what the next start finds.

Invariant: what was acknowledged before the kill is there afterwards, whole; what was in flight is there whole or not at
all; and the vector index answers as exact search does.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import time
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from assistant.store.ledger.owner import Owner
from tests.store.forget.traced import Kind, Target, Trace, Victim, trace
from tests.store.libraries import open_library
from tests.store.workload import Model, Op, after, apply, choose, problems

Report = Callable[[str], None]
OPS_TRACED = 8
_MISSES = 30  # lives that never came to a file, after which it is one that only a first life writes
_HEAVY_TRACED = 0.5  # the share of operations that build an index or rewrite the ledger


@dataclass(slots=True)
class Tally:
    """What happened over all kills."""

    starts: int = 0
    kills: int = 0
    points: Counter[str] = field(default_factory=Counter)
    done: int = 0  # operations acknowledged
    in_flight: Counter[str] = field(default_factory=Counter)
    completed: int = 0  # of those in flight, found done afterwards
    problems: list[str] = field(default_factory=list)


def work(folder: Path, model: Model, seed: int, ops: int, heavy: float, report: Report) -> None:
    """Random operations on the library in `folder`, each told before and after. Runs until killed, or for `ops`."""
    draw = random.Random(seed)
    owner = Owner(folder / "owner.lock")
    library = open_library(folder)
    for number in range(ops):
        op = choose(model, draw, seed * 10_000 + number, heavy)
        report(json.dumps(op.as_json()))
        apply(library, op, model, folder)
        model = after(model, op)
        report("done")
    library.close()
    owner.release()


def replay(model: Model, lines: list[str]) -> tuple[Model, Op | None]:
    """The model after all that was acknowledged, and what was in flight."""
    op: Op | None = None
    for line in lines:
        if line == "done" and op is not None:
            model, op = after(model, op), None
        elif line.startswith("{"):
            op = Op(**json.loads(line))
    return model, op


def look(folder: Path, acknowledged: Model, op: Op | None) -> dict[str, object]:
    """Open the library as the next start does and compare it with the two states that are allowed."""
    owner = Owner(folder / "owner.lock")
    library = open_library(folder)
    found: list[str] = []
    done = False
    for candidate in (acknowledged, after(acknowledged, op) if op is not None else acknowledged):
        found = list(problems(library, candidate))
        if not found:
            break
        done = True
    library.close()
    owner.release()
    return {"problems": found, "done": done and not found}


def forked(job: Callable[[Report], None], kill_after_s: float = 0.0) -> tuple[list[str], int]:
    """Run `job` in a fork; returns the lines it reported and its wait status. With a time, it is killed then."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        status = 1
        try:
            job(lambda line: _say(writing, line))
            status = 0
        except BaseException as error:  # noqa: BLE001 -- a fork must not return into the caller's stack
            _say(writing, f"!{type(error).__name__}: {error}")
        finally:
            os._exit(status)
    os.close(writing)
    if kill_after_s:
        time.sleep(kill_after_s)
        os.kill(child, signal.SIGKILL)
    with os.fdopen(reading, encoding="utf-8") as stream:
        lines = stream.read().splitlines()
    return lines, os.waitpid(child, 0)[1]


def _say(descriptor: int, line: str) -> None:
    os.write(descriptor, (line + "\n").encode())


def judge(folder: Path, model: Model, lines: list[str], tally: Tally) -> Model:
    """Look at the library after a kill; returns the model that it agrees with."""
    tally.starts += 1
    tally.problems += [line for line in lines if line.startswith("!")]
    tally.done += lines.count("done")
    acknowledged, op = replay(model, lines)
    told, status = forked(lambda report: report(json.dumps(look(folder, acknowledged, op))))
    if status != 0 or not told or not told[-1].startswith("{"):
        tally.problems.append(f"after {op}: the next start ended with {status}: {told}")
        return acknowledged
    answer = json.loads(told[-1])
    tally.problems += [f"after {op}: {one}" for one in answer["problems"]]
    if op is not None:
        tally.in_flight[op.kind] += 1
    if op is not None and answer["done"]:
        tally.completed += 1
        return after(acknowledged, op)
    return acknowledged


def kill_at_random(folder: Path, kills: int, seed: int, longest_s: float) -> Tally:
    """Kill at `kills` random moments of one library's life."""
    draw, tally = random.Random(seed), Tally()
    model: Model = {}
    for number in range(kills):
        job = partial(work, folder, dict(model), seed * 1000 + number, 10**6, 0.15)
        lines, _ = forked(job, kill_after_s=draw.uniform(0.05, longest_s))
        tally.kills += 1
        model = judge(folder, model, lines, tally)
    return tally


def work_traced(folder: Path, model: Model, seed: int, target: Target | None, ops: int) -> tuple[list[str], Trace]:
    """`work` in a traced fork: the lines it reported, and what was counted."""

    def traced(report: Report) -> None:
        found = trace(lambda: work(folder, model, seed, ops, _HEAVY_TRACED, report), folder, target)
        counted = [[*point, number] for point, number in found.counts.items()]
        report("=" + json.dumps({"killed": found.killed, "counts": counted}))

    lines, _ = forked(traced)
    told = [json.loads(line[1:]) for line in lines if line.startswith("=")]
    if not told:
        raise AssertionError(f"the tracer failed: {lines[-1:]}")
    counts = Counter({(str(name), _kind(kind)): int(number) for name, kind, number in told[0]["counts"]})
    return [line for line in lines if not line.startswith("=")], Trace(counts, bool(told[0]["killed"]))


def _kind(name: str) -> Kind:
    kind: Kind = name  # type: ignore[assignment]
    return kind


def kill_at_points(
    folder: Path, each: int, seed: int, tell: Report = lambda line: None, only: Collection[str] = ()
) -> Tally:
    """Kill `each` times at calls on every file of the library, or on those that are named, one library through it all.

    Which calls there are is counted first, in a life of the same kind that nobody ends. A file that only the first life
    of a library writes (SQLite's journal, before the ledger is set to write ahead) gets a new library for each kill.
    """
    draw, tally = random.Random(seed), Tally()
    lines, census = work_traced(folder, {}, seed, None, 3 * OPS_TRACED)
    model = judge(folder, {}, lines, tally)
    tell(json.dumps({f"{name} {kind}": number for (name, kind), number in sorted(census.counts.items())}))
    names = {name for name, _ in census.counts if not name.startswith("owner.")}
    for name in sorted(names & set(only) if only else names):
        points = [point for point in sorted(census.counts) if point[0] == name]
        killed, first_only = 0, False
        for attempt in range(5 * each):
            if killed == each:
                break
            point = points[attempt % len(points)]
            most = census.counts[point] if attempt < 2 * each else 1  # some calls are rare in some lives
            target = Target(point, draw.randint(1, most), _victim(draw))
            first_only = first_only or (killed == 0 and attempt == _MISSES)
            if first_only:
                hit = kill_at_first(folder, target, seed, tally)
            else:
                model, hit = kill_at(folder, model, target, seed, tally)
            killed += hit
        tell(f"{name}: {killed} kills, {tally.starts} lives, {len(tally.problems)} problems")
    return tally


def kill_at(folder: Path, model: Model, target: Target, seed: int, tally: Tally) -> tuple[Model, bool]:
    """One life that ends at `target` and the look at what is left; False where the life never came there."""
    lines, found = work_traced(folder, dict(model), seed * 1000 + tally.starts, target, OPS_TRACED)
    if found.killed:
        tally.kills += 1
        tally.points[" ".join(target.point)] += 1
    return judge(folder, model, lines, tally), found.killed


def kill_at_first(folder: Path, target: Target, seed: int, tally: Tally) -> bool:
    """As `kill_at`, in the first life of a new library beside `folder`; it is removed unless it was wrong."""
    fresh = folder.with_name(f"{folder.name}-{tally.starts}")
    problems_before = len(tally.problems)
    _, hit = kill_at(fresh, {}, target, seed, tally)
    if len(tally.problems) == problems_before:
        shutil.rmtree(fresh)
    return hit


def _victim(draw: random.Random) -> Victim:
    return "owner" if draw.random() < 0.5 else "caller"
