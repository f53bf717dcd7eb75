"""Giving up the internet before a command does anything, and the processes that stay outside that seal.

Invariant: what may reach the internet is started before the seal, or never.
"""

from __future__ import annotations

import os
import platform
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.sandbox.launcher import Launcher

_RESTARTED = "ASSISTANT_SANDBOXED"  # set for the second start, so that a system that refuses is not asked for ever


def seal_this_process(*, answers: bool = False) -> None:
    """Refuse internet sockets from here on. On macOS that takes a restart of the program under `sandbox-exec`.

    A command that `answers` first gets the one helper that reaches the server of the settings, if they name one.
    """
    from assistant.sandbox.lockdown import sandbox_command, seal

    if answers:
        _start_relay()
    if seal().enforced or platform.system() != "Darwin" or os.environ.get(_RESTARTED):
        return
    command = sandbox_command([sys.executable, "-m", "assistant", *sys.argv[1:]])
    os.environ[_RESTARTED] = "1"
    os.execv(command[0], command)


def seal_the_app(*, may_pull: bool) -> Launcher | None:
    """Seal the app's process. With `may_pull` it keeps a launcher, which can fetch models of the catalog.

    The seal binds every process that is started after it, so the launcher is forked first. None where there is none.
    """
    launcher = None
    if may_pull:
        from assistant.sandbox.launcher import start_launcher

        launcher = start_launcher()
    seal_this_process(answers=True)
    return launcher


def stay_outside() -> None:
    """For the process that fetches models, which stays outside the seal: nothing sealed may act through it."""
    from assistant.sandbox.forked_helper import refuse_tracing

    refuse_tracing()


def _start_relay() -> None:
    """Fork the relay if the settings ask for it. Settings that cannot be read are reported by whoever needs them."""
    from assistant.config.paths import find_paths

    try:
        if b"server" not in find_paths().config_file.read_bytes():  # nearly always: no settings are parsed for nothing
            return
    except OSError:
        return
    from assistant.config.schema import load_config
    from assistant.config.server_address import named_server
    from assistant.domain.errors import AssistantError
    from assistant.sandbox.relay import start_relay

    try:
        server = named_server(load_config(find_paths().config_file).answers)
        if server is not None and not server.unix_path:
            start_relay(server)
    except AssistantError:
        return
