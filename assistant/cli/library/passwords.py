"""Passwords of locked files: from a file, or asked for at the terminal.

Invariant: a password is in memory only, never in an argument, a message or a file of ours.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TextIO

import click

from assistant.app.ports.assistant import Assistant
from assistant.cli.interrupt import stop_on_interrupt
from assistant.domain.errors import UsageError
from assistant.domain.events import IndexEvent, IndexingFinished
from assistant.domain.records.files import FileRecord
from assistant.text.clean import one_line

Show = Callable[[Iterator[IndexEvent]], IndexingFinished | None]

_MAX_PASSWORDS = 1000
_TRIES = 3
_OPENED_BY_PASSWORD = (".pdf",)


def read_passwords(file: TextIO) -> list[str]:
    """One password a line, empty lines left out. Raises UsageError."""
    try:
        lines = [line.rstrip("\r\n") for line in file]
    except UnicodeDecodeError:
        raise UsageError("The password file is not UTF-8 text.", "Write one password a line.") from None
    passwords = [line for line in lines if line]
    if not 0 < len(passwords) <= _MAX_PASSWORDS:
        raise UsageError(
            f"The password file holds {len(passwords)} passwords; 1 to {_MAX_PASSWORDS} are read.",
            "Write one password a line.",
        )
    return passwords


def require_terminal() -> None:
    """Raises UsageError where nobody can be asked."""
    if not sys.stdin.isatty():
        raise UsageError("Passwords can only be asked for at a terminal.", "Give them with --password-file FILE.")


def unlock_each(assistant: Assistant, roots: Sequence[Path], show: Show) -> None:
    """Ask for the password of each locked file below `roots`, at most three times; an empty password skips the file."""
    for record in assistant.files():
        if _is_locked(record, roots):
            _unlock(assistant, record.path, show)


def _is_locked(record: FileRecord, roots: Sequence[Path]) -> bool:
    path = Path(record.path)
    below = any(path.is_relative_to(root) for root in roots)
    return below and record.reason == "needs_password" and path.suffix.lower() in _OPENED_BY_PASSWORD


def _unlock(assistant: Assistant, path: str, show: Show) -> None:
    for _ in range(_TRIES):
        asked = f"Password of {one_line(path)} (empty: leave it)"
        password = click.prompt(asked, default="", hide_input=True, show_default=False, err=True)
        if not password:
            return
        with stop_on_interrupt() as stop:
            finished = show(assistant.unlock(path, password, stop))
        if stop.stopped or (finished is not None and finished.indexed):
            return
