"""What `assistant models pull --events` writes for the app, which reads it line by line.

Invariant: one JSON object a line; the last one is "done", or "failed" with the error's message, hint and exit code.
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
    from assistant.app.ports.changes import PullMoved

_PAUSE_S = 0.1  # between two lines about the same step


def pull_with_events(work: Callable[[Callable[[PullMoved], None]], Sequence[ModelOnDisk]]) -> None:
    """Do `work`, which gets what to call with its progress, and tell how it ends. Ends the process if it fails."""
    from assistant.app.sealing import stay_outside

    stay_outside()
    # The app stops it as ctrl+c would. What was started in the background inherits that interrupts are ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    last = ("", "", 0.0)

    def report(progress: PullMoved) -> None:
        nonlocal last
        now = time.monotonic()
        if (progress.model, progress.step) == last[:2] and now - last[2] < _PAUSE_S:
            return
        last = (progress.model, progress.step, now)
        _say("progress", model=progress.model, step=progress.step, done=progress.done_bytes, total=progress.total_bytes)

    try:
        models = work(report)
    except AssistantError as error:
        _say("failed", message=error.message, hint=error.hint, code=error.exit_code)
        sys.exit(error.exit_code)
    except Exception as error:  # noqa: BLE001 - the app must hear of it; the text may hold anything
        _say("failed", message=f"The pull failed inside: {type(error).__name__}.", hint="Run: assistant doctor", code=1)
        sys.exit(1)
    _say("done", models=[model.name for model in models])


def _say(event: str, **facts: object) -> None:
    print_json({"event": event, **facts})
    sys.stdout.flush()
