"""`python -m tests.tracing`: the suite, or a part of it, under `strace`, and then every socket that was opened.

    python -m tests.tracing -n 4 --dist loadscope        what follows goes to pytest
    python -m tests.tracing tests/store tests/journeys
    python -m tests.tracing --keep FILE tests/store      the trace itself stays
    python -m tests.tracing --read FILE FILE ...         what was kept, without running anything

Only a test with the mark `internet_socket` may open a socket that is no Unix socket, and `assistant models pull`. Exit
code 1 if another one does, or if a test with the mark opens none; what becomes of the tests themselves is only told.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.promises.traced import cannot_trace, tracing
from tests.tracing.read import CALLS, Opened, Trace, read

_SHOWN_COMMAND = 160  # characters of a command line in a report


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", type=Path, metavar="FILE")
    parser.add_argument("--read", type=Path, metavar="FILE", nargs="+")
    given, others = parser.parse_known_args(arguments)
    if given.read:
        return _report(given.read)
    if reason := cannot_trace():
        _say(f"Nothing can be traced here: {reason}.")
        return 2
    with tempfile.TemporaryDirectory(prefix="tracing-") as folder:
        trace: Path = given.keep or Path(folder) / "trace"
        pytest = [sys.executable, "-m", "pytest", "-p", "tests.tracing.tell", *others]
        done = subprocess.run(tracing(pytest, trace, CALLS), check=False)
        _say(f"pytest ended with exit code {done.returncode}")
        return _report([trace])


def _report(files: Sequence[Path]) -> int:
    """Print what the traces say together; the exit code."""
    found = Trace()
    for file in files:
        with file.open(encoding="utf-8", errors="replace") as lines:
            read(lines, found)
    _say(in_words(found))
    return 1 if not found.tests or found.unmarked() or found.marked_for_nothing() else 0


def in_words(trace: Trace) -> str:
    """The report: figures, what may open sockets, what may not."""
    ended = Counter(trace.tests.values())
    lines = [
        f"tests traced: {len(trace.tests)} ({', '.join(f'{count} {word}' for word, count in sorted(ended.items()))})",
        f"processes started: {trace.processes}, programs: {trace.programs}",
        f"sockets by family: {', '.join(f'{name} {count}' for name, count in sorted(trace.sockets.items())) or 'none'}",
        *_section("by `assistant models pull`", [one for one in trace.opened if one.by_pull]),
        *_section(
            "by tests that say so", [one for one in trace.opened if not one.by_pull and one.test in trace.marked]
        ),
        *_section("BY OTHERS, which is a failure", trace.unmarked()),
    ]
    lines += [f"MARKED, but it opened none: {test}" for test in trace.marked_for_nothing()]
    return "\n".join(lines)


def _section(title: str, opened: Sequence[Opened]) -> list[str]:
    """A line for each test function, call, family and command."""
    counted = Counter((one.test.partition("[")[0], one.call, one.family, _shown(one.command)) for one in opened)
    rows = [f"  {count:>5} {test or 'no test'}: {call} {family}, {command}"
            for (test, call, family, command), count in sorted(counted.items())]  # fmt: skip
    return [f"internet sockets {title}: {len(opened)}", *rows]


def _shown(command: Sequence[str]) -> str:
    whole = " ".join(command).replace("\\n", " ")
    return whole if len(whole) <= _SHOWN_COMMAND else f"{whole[:_SHOWN_COMMAND]}…"


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
