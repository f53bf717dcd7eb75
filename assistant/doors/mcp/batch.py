"""Several messages in one frame, which the version 2025-03-26 alone has: their answers come in one frame too."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

from assistant.doors.mcp.protocol import INVALID_REQUEST, Object, ProtocolError

MOST_MESSAGES = 50

Send = Callable[[Object | None], None]  # an answer; None where there is none to come


def batch(messages: list[object], write: Callable[[Any], None]) -> Iterator[tuple[object, Send]]:
    """Each of `messages` with what takes its answer; `write` gets the list of answers once all are there."""
    if len(messages) > MOST_MESSAGES:
        error = ProtocolError(INVALID_REQUEST, f"A batch may have {MOST_MESSAGES} messages")
        write({"jsonrpc": "2.0", "id": None, "error": error.as_error()})
        return
    lock = threading.Lock()
    answers: list[Object] = []
    open_ones = [sum(_is_answered(message) for message in messages)]

    def send(answer: Object | None) -> None:
        with lock:
            open_ones[0] -= 1
            if answer is not None:
                answers.append(answer)
            if not open_ones[0] and answers:
                write(list(answers))

    for message in messages:
        yield message, send


def _is_answered(message: object) -> bool:
    """Whether `send` will be called for it: not for notifications and responses."""
    if not isinstance(message, dict) or message.get("jsonrpc") != "2.0":
        return True
    if "method" not in message and ("result" in message or "error" in message):
        return False
    is_message = isinstance(message.get("method"), str) and isinstance(message.get("params", {}), dict)
    return "id" in message or not is_message
