"""`assistant pipe`: what the Python interface talks to, on standard input and output."""

from __future__ import annotations

import os
import sys

import click

from assistant.cli.vault.passphrase import lock_here, lock_watch
from assistant.config.paths import find_paths
from assistant.domain.errors import UsageError


@click.command()
def command() -> None:
    """Answer requests, a line of JSON each, until standard input ends.

    The Python interface starts it (docs/python.md); programs in other languages may too. It reads, and changes nothing.
    """
    from assistant.app.open import open_assistant_here
    from assistant.doors.mcp.frames import own_streams
    from assistant.doors.python.worker import Worker

    if sys.stdin is not None and sys.stdin.isatty():
        raise UsageError(
            "Another program starts this and writes to it.",
            'In Python: assistant.open_library(); here: assistant ask "..."',
        )
    locks = lock_watch(find_paths())
    with open_assistant_here() as assistant:
        ended = Worker(assistant, own_streams()).run(lambda idle_s: locks is not None and locks(idle_s))
        if not ended:  # a model at work hears nothing; what it works for is gone
            sys.stderr.flush()
            os._exit(0)
    if locks is not None:
        lock_here()
