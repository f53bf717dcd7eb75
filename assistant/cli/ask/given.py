"""What a question and its text come from: words of the command line, and standard input.

A text on standard input is asked instead of the library, as other tools for pipes do; without words it is the question.
Invariant: a terminal is never waited for without a word, and what is read is bounded.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from assistant.cli.ask.files_option import require_files
from assistant.cli.output import say
from assistant.cli.terminal.live_line import LiveLine
from assistant.domain.errors import UsageError
from assistant.domain.scope import Scope

STANDARD_INPUT = "-"
MOST_BYTES = 4_000_000  # of a text: a minute of reading on a slow machine
_MOST_QUESTION = 100_000  # bytes


@dataclass(frozen=True, slots=True)
class Given:
    """The question, and the text or the files that it is asked of; without both, the library."""

    question: str
    text: bytes | None = None
    files: tuple[Path, ...] = ()

    @property
    def asks_library(self) -> bool:
        return self.text is None and not self.files


def read_given(words: Sequence[str], files: Sequence[Path], line: LiveLine) -> Given:
    """What was given. With `files` nothing but the question is read from standard input. Raises UsageError where it is
    no question, too long, or not there, and for a file that is none."""
    if files and list(words) != [STANDARD_INPUT]:
        return Given(" ".join(words), files=require_files(files, has_question=bool(words)))
    given = _read_given(words, line)
    return replace(given, files=require_files(files, has_question=True))


def _read_given(words: Sequence[str], line: LiveLine) -> Given:
    if list(words) == [STANDARD_INPUT]:
        if sys.stdin.isatty():
            click.echo("The question, then ctrl+d:", err=True)
        return Given(_as_question(_read(_MOST_QUESTION, "A question", line)))
    question = " ".join(words)
    if not is_piped():
        return Given(question)
    if not words:
        return Given(_as_question(_read(_MOST_QUESTION, "A question", line)))
    text = _read(MOST_BYTES, "A text on standard input", line)
    if not text.strip():
        say("(Standard input is empty: the library is asked.)")
        return Given(question)
    return Given(question, text)


def is_piped() -> bool:
    """Whether standard input is a pipe or a file: neither a terminal nor nothing (/dev/null)."""
    try:
        mode = os.fstat(sys.stdin.fileno()).st_mode
    except (AttributeError, OSError, ValueError):  # none, closed, or no file at all
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISREG(mode)


def kind_and_scope(text: bytes, scope: Scope, name: str) -> tuple[str, Scope]:
    """The ending that says how `text` is to be read, and the scope of its only file, `name`. Raises UsageError."""
    from assistant.app.command_line.kinds import kind_of

    if scope.paths or scope.folders or scope.modified_after_ns or scope.modified_before_ns:
        raise UsageError(
            "--in, --since and --before limit the library, and the text on standard input is asked instead of it.",
            "Leave them out; to ask the library, give no text: < /dev/null",
        )
    if len(scope.suffixes) > 1:
        raise UsageError("A text is of one kind.", "Give --type once, for instance --type .csv")
    return scope.suffixes[0] if scope.suffixes else kind_of(text), Scope((name,))


def _read(most: int, what: str, line: LiveLine) -> bytes:
    if not sys.stdin.isatty():
        line.say("waiting for standard input")
    data = sys.stdin.buffer.read(most + 1)
    line.clear()
    if len(data) > most:
        raise UsageError(f"{what} may have {most / 1e6:g} MB.", "Save it as a file, then: assistant index FILE")
    return data


def _as_question(data: bytes) -> str:
    text = data.decode("utf-8", "replace").strip()
    if not text:
        raise UsageError("There is no question on standard input.", 'For instance: assistant ask "When is rent due?"')
    return text
