"""Putting text on the clipboard so that it is really there.

Invariant: a native tool is tried first and its success is checked; only otherwise is the terminal asked.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping

_TIMEOUT_S = 2.0


def native_command(environ: Mapping[str, str], platform: str = sys.platform) -> list[str]:
    """The command that takes the text on its standard input, or [] if there is none here."""
    candidates: list[list[str]] = []
    if platform == "darwin":
        candidates.append(["pbcopy"])
    if environ.get("WAYLAND_DISPLAY"):
        candidates.append(["wl-copy"])
    if environ.get("DISPLAY"):
        candidates += [["xclip", "-selection", "clipboard"], ["xsel", "--clipboard", "--input"]]
    # Over SSH a native tool would fill the clipboard of the wrong machine.
    if environ.get("SSH_CONNECTION") and not environ.get("DISPLAY"):
        return []
    return next((command for command in candidates if shutil.which(command[0])), [])


def copy_natively(text: str, environ: Mapping[str, str] | None = None) -> str:
    """Copy with the system's own tool; returns its name, or "" if there is none or it failed."""
    from assistant.app.ports.outside import outside

    porter = outside()  # it has chosen its tool in the same way, before the seal
    if porter is not None:
        return porter.copy(text)
    command = native_command(os.environ if environ is None else environ)
    if not command:
        return ""
    try:
        done = subprocess.run(
            command,
            input=text.encode("utf-8"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_TIMEOUT_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return command[0] if done.returncode == 0 else ""
