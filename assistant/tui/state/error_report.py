"""Errors as a person reads them.

Invariant: no text of a document, only what our own errors say, or where the code failed.
"""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from pathlib import PurePath

from assistant.domain.errors import AssistantError


@dataclass(frozen=True, slots=True)
class ErrorReport:
    """What the app was doing, what went wrong, and what to do about it."""

    while_doing: str
    message: str
    hint: str = ""


def explain(error: BaseException, while_doing: str) -> ErrorReport:
    """The report of `error`. Its text is told only if the error is ours: any other text may quote a document."""
    if isinstance(error, AssistantError):
        return ErrorReport(while_doing, error.message, error.hint)
    if isinstance(error, OSError) and error.strerror:
        told = f"The operating system says: {error.strerror}."
        return ErrorReport(while_doing, told, "Free some space or check access.")
    frames = traceback.extract_tb(error.__traceback__)
    line = f" at {PurePath(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    told = f"Something failed inside: {type(error).__name__}{line}."
    return ErrorReport(while_doing, told, "Try again, or run: assistant doctor")
