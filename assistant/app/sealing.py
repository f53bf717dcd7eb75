"""Seals the process off from the internet before a command does anything; starts the helpers that stay outside.

Invariant: a helper process that may reach the internet is started before the seal, or never.
"""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.sandbox.launcher import Launcher

_PACKAGES = str(Path(__file__).resolve().parents[2])
# Isolated, where `-m` would import from the current folder first; so the place of the program is handed over.
_PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); "
    "import runpy; runpy.run_module('assistant', run_name='__main__', alter_sys=True)"
)
_RESTARTED = "ASSISTANT_SANDBOXED"  # set by the restart, so that a seal that fails does not restart it for ever


def seal_this_process(*, answers: bool = False) -> None:
    """Refuse internet sockets from here on. On macOS that takes a restart of the program under `sandbox-exec`.

    With `answers` the relay is started first, if the settings name a server: it can reach that server and nothing else.
    """
    from assistant.sandbox.lockdown import sandbox_command, seal

    if answers:
        _start_relay()
    enforced = seal().enforced
    _leave_other_processes()
    if enforced or platform.system() != "Darwin" or os.environ.get(_RESTARTED):
        return
    command = sandbox_command([sys.executable, "-I", "-c", _PROGRAM, _PACKAGES, *sys.argv[1:]])
    os.environ[_RESTARTED] = "1"
    os.execv(command[0], command)


def seal_the_app(*, may_pull: bool) -> Launcher | None:
    """Seal the app's process. With `may_pull` it keeps a launcher, which can fetch models of the catalog.

    Every process that is started after the seal is sealed too, so the launcher is forked first.
    """
    launcher = None
    if may_pull:
        from assistant.sandbox.launcher import start_launcher

        launcher = start_launcher()
    seal_this_process(answers=True)
    return launcher


def _leave_other_processes() -> None:
    """No process of the person can be reached from here through its memory, and this one not from others."""
    from assistant.sandbox.forked_helper import refuse_tracing
    from assistant.sandbox.kernel.landlock import leave_other_processes

    leave_other_processes()
    refuse_tracing()


def protect_unsealed_process() -> None:
    """Forbid tracing of this process, which fetches models outside the seal: no sealed process may act through it."""
    from assistant.sandbox.forked_helper import refuse_tracing

    refuse_tracing()


def _start_relay() -> None:
    """Fork the relay if the settings ask for it. Settings that cannot be read are reported by whoever needs them."""
    from assistant.config.paths import MAX_SETTINGS_BYTES, find_paths
    from assistant.disk.opening import read_small

    try:
        text = read_small(find_paths().config_file, MAX_SETTINGS_BYTES)
        if b"server" not in text:  # the usual case; the settings are not parsed
            return
    except OSError:
        return
    from assistant.config.schema import load_config
    from assistant.config.server_address import named_server
    from assistant.domain.errors import AssistantError
    from assistant.sandbox.relay.sealed_side import start_relay

    try:
        server = named_server(load_config(find_paths().config_file).answers)
        if server is not None and not server.unix_path:
            start_relay(server)
    except AssistantError:
        return
