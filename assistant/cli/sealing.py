"""Giving up the internet before a command does anything."""

from __future__ import annotations

import os
import platform
import sys

_RESTARTED = "ASSISTANT_SANDBOXED"  # set for the second start, so that a system that refuses is not asked for ever


def seal_this_process() -> None:
    """Refuse internet sockets from here on. On macOS that takes a restart of the program under `sandbox-exec`."""
    from assistant.privacy.lockdown import sandbox_command, seal

    if seal().enforced or platform.system() != "Darwin" or os.environ.get(_RESTARTED):
        return
    command = sandbox_command([sys.executable, "-m", "assistant", *sys.argv[1:]])
    os.environ[_RESTARTED] = "1"
    os.execv(command[0], command)
