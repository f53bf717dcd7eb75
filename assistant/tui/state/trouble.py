"""Errors as a person reads them. Invariant: no document text, only what our own errors say or where the code failed."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from pathlib import PurePath

from assistant.domain.errors import AssistantError


@dataclass(frozen=True, slots=True)
class Trouble:
    """What failed while doing what, and the remedy."""

    while_doing: str
    message: str
    hint: str = ""


def explain(error: BaseException, while_doing: str) -> Trouble:
    """Deliberate errors speak for themselves; of any other only its kind and place are told, as it may quote text."""
    if isinstance(error, AssistantError):
        return Trouble(while_doing, error.message, error.hint)
    if isinstance(error, OSError) and error.strerror:
        return Trouble(while_doing, f"The operating system says: {error.strerror}.", "Free some space or check access.")
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {PurePath(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return Trouble(
        while_doing, f"Something failed inside: {type(error).__name__}{place}.", "Try again, or run: assistant doctor"
    )
