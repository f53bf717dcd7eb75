"""Kills on the way into a vault and out of it, at every place and at random moments, and while one is worked on.

    python -m tests.benchmarks.library.kill_vault [--moments 200] [--every 1]

Prints a line for each part and ends with 1 if anything was lost, or left plain beside a vault.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from assistant.vault import unlocked
from tests.app.vault.kills import WAYS, copy, end_after, end_at, points, templates, walk
from tests.app.vault.vaults import home_with_library
from tests.store.kills import forked, kill_at_random


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--moments", type=int, default=200, help="kills at random moments, of the ways and of the work")
    parser.add_argument("--every", type=int, default=1, help="every so many places of each way")
    asked = parser.parse_args()
    problems: list[str] = []
    with tempfile.TemporaryDirectory(prefix="assistant-kills-") as name:
        folder = Path(name)
        homes, before = templates(folder, home_with_library)
        for way in WAYS:
            total = points(homes[way], folder / "counted", way)
            places = range(1, total + 1, asked.every)
            for number in places:
                problems += [f"{way} {number}: {one}" for one in end_at(homes[way], folder / "h", way, number, before)]
            print(f"{way}: ended at {len(places)} of {total} places, {len(problems)} problems so far", flush=True)  # noqa: T201
        draw = random.Random(1)
        for way in WAYS:
            started = time.monotonic()
            whole = copy(homes[way], folder / "timed")
            forked(lambda report, whole=whole, way=way: walk(whole, way))  # type: ignore[misc]
            longest = time.monotonic() - started
            for _ in range(asked.moments // len(WAYS)):
                found = end_after(homes[way], folder / "h", way, draw.uniform(0.001, longest), before)
                problems += [f"{way} at a moment: {one}" for one in found]
            print(f"{way}: {asked.moments // len(WAYS)} moments, {len(problems)} problems so far", flush=True)  # noqa: T201
        vault = folder / "vault"
        vault.mkdir(mode=0o700)
        (vault / "vault.json").write_text("{}", "utf-8")
        unlocked.unlock(vault, bytes(range(32)), folder / "config.toml")
        tally = kill_at_random(vault, kills=asked.moments, seed=5, longest_s=0.6)
        problems += tally.problems
        print(f"work: {tally.kills} kills, {tally.done} operations acknowledged, {len(problems)} problems")  # noqa: T201
    for one in problems:
        print(one)  # noqa: T201
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
