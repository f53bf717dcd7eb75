"""Failures that belong to one file.

Invariant: only what is no deliberate error counts as the file's; a deliberate error (a full disk, a locked ledger, a
missing model) goes on to whoever runs the journey.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from assistant.domain.errors import AssistantError, ParseFailure
from assistant.domain.ports.parse import TakesLonger
from assistant.domain.records.files import QuarantineReason
from assistant.domain.stop import Stopped


@contextmanager
def one_file(reason: QuarantineReason, what: str) -> Iterator[None]:
    """An unexpected failure in the block becomes a ParseFailure: the file is left out, and the run goes on."""
    try:
        yield
    except (AssistantError, Stopped, TakesLonger):
        raise
    except Exception as error:  # the name alone: a message may hold text of the document
        hint = "To try again: assistant index --force. If it fails again, please report it."
        raise ParseFailure(reason, f"{what} ({type(error).__name__}).", hint) from error
