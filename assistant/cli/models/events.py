"""What `assistant models pull --events` writes for the app, which reads it line by line.

Invariant: one JSON object a line; the last line is "done", or "failed" with the error's message, hint and exit code.
"""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from assistant.cli.output import print_json
from assistant.domain.errors import AssistantError

if TYPE_CHECKING:
    from assistant.app.models.installed import ModelOnDisk
    from assistant.app.ports.changes import PullEvent

_PAUSE_S = 0.1  # seconds between two lines about the same step


def pull_with_events(work: Callable[[Callable[[PullEvent], None]], Sequence[ModelOnDisk]]) -> None:
    """Call `work` with a function that reports progress, then write how it ended. Ends the process if it fails."""
    from assistant.app.sealing import protect_unsealed_process

    protect_unsealed_process()
    # The app stops this process with SIGINT, which a process started in the background inherits as ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    last = ("", "", 0.0)

    def report(progress: PullEvent) -> None:
        nonlocal last
        now = time.monotonic()
        if (progress.model, progress.step) == last[:2] and now - last[2] < _PAUSE_S:
            return
        last = (progress.model, progress.step, now)
        _write_event(
            "progress",
            model=progress.model,
            step=progress.step,
            done=progress.done_bytes,
            total=progress.total_bytes,
            note=progress.note,
        )

    try:
        models = work(report)
    except AssistantError as error:
        _write_event("failed", message=error.message, hint=error.hint, code=error.exit_code)
        sys.exit(error.exit_code)
    except Exception as error:  # noqa: BLE001 - the app must get an event; the error's text may hold anything
        _write_event(
            "failed", message=f"The pull failed inside: {type(error).__name__}.", hint="Run: assistant doctor", code=1
        )
        sys.exit(1)
    _write_event("done", models=[model.name for model in models])


def _write_event(event: str, **facts: object) -> None:
    print_json({"event": event, **facts})
    sys.stdout.flush()
