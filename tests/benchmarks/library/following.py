"""Random lives of a tree of files, and the library after each reconcile compared with a fresh build.

    python -m tests.benchmarks.library.following [--sequences 2000] [--with-index 30] [--steps 30]

Each sequence creates, edits, saves, renames, moves, copies, links, deletes, unmounts and mounts, and reconciles, is
stopped or is killed before a drawn SQL statement in between; `tests/properties/following` says what must be equal.
`--with-index` more sequences build the vector index as well, and forget. Run as root it gives up the right to read
every file first. Prints one JSON line; exit 1, with the shortest failing sequence, if a library was not equal.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import platform
import sys
import time

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.properties.following.machine import FollowsTheDisk


class FollowsTheDiskWithIndex(FollowsTheDisk):
    """Builds the vector index at the end of each run, and forgets."""

    with_index = True


def give_up_reading_everything() -> bool:
    """Drop root's right to read files whatever their mode (capset(2)); True if this process has no such right now."""
    if os.name != "posix" or os.geteuid() != 0:
        return True
    if platform.system() != "Linux":
        return False
    override = (1 << 1) | (1 << 2)  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    data = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable; twice 32 bits
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.capget(header, data) != 0:
        return False
    data[0], data[1] = data[0] & ~override, data[1] & ~override
    return bool(libc.capset(header, data) == 0)


def main() -> int:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--sequences", type=int, default=2000)
    arguments.add_argument("--with-index", type=int, default=30)
    arguments.add_argument("--steps", type=int, default=30)
    options = arguments.parse_args()
    os.umask(0o077)
    unprivileged = give_up_reading_everything()
    started = time.monotonic()
    for machine, sequences in (
        (FollowsTheDisk, options.sequences),
        (FollowsTheDiskWithIndex, options.with_index),
    ):
        if sequences:
            run_state_machine_as_test(
                machine,
                settings=settings(
                    max_examples=sequences,
                    stateful_step_count=options.steps,
                    deadline=None,
                    database=None,
                    phases=(Phase.generate, Phase.shrink),
                    suppress_health_check=list(HealthCheck),
                ),
            )
    result = {
        "benchmark": "following",
        **FollowsTheDisk.tally,
        "with_index": options.with_index,
        "modes_hold": unprivileged,
        "seconds": round(time.monotonic() - started, 1),
    }
    sys.stdout.write(json.dumps(result) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
