"""The offer to fetch the starter models where a command cannot work without them."""

from __future__ import annotations

import os
import sys

import click

from assistant.cli.terminal.look import LOOK
from assistant.config.paths import find_paths
from assistant.domain.errors import AssistantError

_ASKED = "ASSISTANT_ASKED_TO_PULL"  # on macOS the seal starts the program again


def offer_starter() -> None:
    """Ask a person at a terminal whether to fetch them now. Has to be called before the seal.

    Without a terminal, and after a no, the command itself says what is missing.
    """
    at_terminal = sys.stdin.isatty() and sys.stderr.isatty() and not LOOK.is_quiet
    if not at_terminal or _ASKED in os.environ:
        return
    from assistant.app.command_line.first_pull import has_no_model, pull_starter

    try:
        if not has_no_model(find_paths()):
            return
    except AssistantError:
        return  # the command itself reports the settings
    os.environ[_ASKED] = "1"
    question = "Finding anything needs the starter models (84 MB, Apache-2.0). Fetch them now?"
    if click.confirm(question, default=True, err=True):
        pull_starter()
