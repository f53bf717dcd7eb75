"""Giving up the internet before a command does anything."""

from __future__ import annotations

import os
import platform
import sys

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


def _start_relay() -> None:
    """Fork the relay if the settings ask for it. Settings that cannot be read are reported by whoever needs them."""
    from assistant.config.paths import find_paths

    try:
        if b"server" not in find_paths().config_file.read_bytes():  # nearly always: no settings are parsed for nothing
            return
    except OSError:
        return
    from assistant.config.schema import load_config
    from assistant.config.server_address import parse_server
    from assistant.domain.errors import AssistantError
    from assistant.sandbox.relay import start_relay

    try:
        settings = load_config(find_paths().config_file).answers
        if settings.generator == "server" and not settings.server_url.startswith("unix:"):
            start_relay(parse_server(settings.server_url, settings.server_host))
    except AssistantError:
        return
