"""Starts the process that builds a generation, and reads its result.

Invariant: a build without a seal is discarded, and its process has ended when `run` returns.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.domain.errors import AssistantError
from assistant.sandbox.lockdown import sandbox_command
from assistant.sandbox.offline import minimal_environment
from assistant.store.index.sealed import Sealed

Progress = Callable[[int, int], None]

_PACKAGES = str(Path(__file__).resolve().parents[3])
_BOOT = (
    "import sys; sys.path.insert(0, sys.argv[1]); from pathlib import Path; "
    # This comes before the slow imports below: the build of a dead owner must not write to the index.
    "from assistant.sandbox.parent import end_with_parent; end_with_parent(int(sys.argv[2])); "
    "from assistant.sandbox.permissions import make_private; from assistant.sandbox.lockdown import seal; "
    "from assistant.sandbox.frames import roomy; from importlib import import_module; "
    "make_private(); seal(); build = roomy(import_module)('assistant.store.index.build'); "  # Chroma's import is deep
    "sys.exit(build.main(Path(sys.argv[3]), Path(sys.argv[4])))"
)


class BuildFailed(AssistantError):
    """The vector index could not be built; exact search answers instead."""


class Builder:
    """Runs one build after another. `stop` may be called from any thread."""

    def __init__(self, ledger: Path, command: Sequence[str] | None = None) -> None:
        """`command` replaces the program's own in tests; the ledger and the folder are appended to it."""
        self._ledger = ledger
        options = ["-I", "-B", "-X", "utf8", "-c", _BOOT, _PACKAGES]
        self._command = list(command or sandbox_command([sys.executable, *options, str(os.getpid())]))
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._stopped = False

    def run(self, folder: Path, base: Sealed | None, progress: Progress) -> tuple[Sealed, int]:
        """Build into `folder`; returns its seal and the last serial number of the queue in it. Raises BuildFailed."""
        process = self._start(folder)
        last: dict[str, object] = {}
        try:
            job = {"base": base.to_json() if base is not None else ""}
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(json.dumps(job) + "\n")
            process.stdin.flush()
            for line in process.stdout:
                last = json.loads(line)
                if "done" in last:
                    progress(int(str(last["done"])), int(str(last["total"])))
            process.wait()
        except (OSError, ValueError):
            last = {}
        finally:
            self._end(process)
        sealed = Sealed.from_json(str(last.get("sealed", "")))
        if process.returncode != 0 or sealed is None:
            raise BuildFailed(f"The vector index could not be built ({self._cause(process, last)}).", _HINT)
        return sealed, int(str(last["serial"]))

    def stop(self) -> None:
        """Kill the running build; every later build fails at once."""
        with self._lock:
            self._stopped = True
            if self._process is not None:
                with contextlib.suppress(OSError):
                    self._process.kill()

    def _start(self, folder: Path) -> subprocess.Popen[str]:
        with self._lock:
            if self._stopped:
                raise BuildFailed("The vector index is being closed.")
            self._process = subprocess.Popen(
                [*self._command, str(self._ledger), str(folder)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
                env=minimal_environment(),
                cwd=Path(sys.executable).anchor,
                start_new_session=True,  # Ctrl-C is for the program, which then ends its build
            )
            return self._process

    def _end(self, process: subprocess.Popen[str]) -> None:
        with self._lock:
            self._process = None
        with contextlib.suppress(OSError):
            process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                if stream is not None:
                    stream.close()

    def _cause(self, process: subprocess.Popen[str], last: dict[str, object]) -> str:
        if self._stopped:
            return "it was stopped"
        return str(last.get("failed") or f"its process ended with status {process.returncode}")


_HINT = "Exact search answers meanwhile. Check that the disk is not full, then run: assistant rebuild"
