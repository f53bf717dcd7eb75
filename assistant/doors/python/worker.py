"""The sealed process behind the Python interface: requests as lines of JSON, and a line for each thing that happens.

Invariant: one request is answered at a time, in the order of their coming; each ends with one line that says so, and
when nobody listens any more nothing goes on.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from assistant.chat.limits import make_scope
from assistant.chat.told.shapes import passage_json
from assistant.domain.errors import AssistantError, UsageError
from assistant.domain.stop import Stopped, StopSignal
from assistant.doors.mcp.frames import Streams
from assistant.doors.python.telling import event_json, question_json

if TYPE_CHECKING:
    from assistant.app.ports.assistant import Assistant
    from assistant.domain.ports.guard import Consent
    from assistant.domain.records.verdicts import Verdict
    from assistant.domain.scope import Scope

MOST_PASSAGES = 100
_POLL_S = 0.2
_PATIENCE_S = 1.5  # for what is at work when the other side has gone

Message = dict[str, Any]


class Worker:
    """Serves one program over `streams`, from `run` on."""

    def __init__(self, assistant: Assistant, streams: Streams) -> None:
        self._assistant = assistant
        self._streams = streams
        self._waiting: queue.Queue[Message | None] = queue.Queue()
        self._consents: queue.Queue[bool] = queue.Queue()
        self._stop = StopSignal()  # of the request that is answered
        self._answers: object = None  # its id
        self._stopped: object = None  # the id that was stopped last, perhaps before that request was begun
        self._heard = time.monotonic()

    def run(self, is_over: Callable[[float], bool] = lambda idle_s: False) -> bool:
        """Until the program has gone, or `is_over`, which is asked about every second with the seconds since its last
        message. False where a request goes on."""
        work = threading.Thread(target=self._work, name="requests", daemon=True)
        self._streams.write({"ready": True})
        work.start()
        for value in self._streams.lines(lambda: is_over(time.monotonic() - self._heard)):
            self._heard = time.monotonic()
            self._take(value)
        self._streams.is_open = False
        self._stop.stop()
        self._waiting.put(None)
        work.join(_PATIENCE_S)
        return not work.is_alive()

    def _take(self, value: object) -> None:
        message = value if isinstance(value, dict) else {}
        match message.get("do"):
            case "stop":
                self._stopped = message.get("id")
                if self._stopped == self._answers:
                    self._stop.stop()
            case "consent":
                self._consents.put(message.get("yes") is True)
            case _:
                self._waiting.put(message)

    # ------------------------------------------------------------ requests

    def _work(self) -> None:
        while (message := self._waiting.get()) is not None:
            one = message.get("id")
            self._stop = StopSignal()
            self._answers = one
            if self._stopped == one:  # it came while the request waited
                self._stop.stop()
            for told in self._answered(message):
                self._streams.write({"id": one, **told})

    def _answered(self, message: Message) -> Iterator[Message]:
        """What there is to tell, and the line that ends it."""
        try:
            yield from self._done(message)
        except AssistantError as error:
            kind = next(one.__name__ for one in type(error).__mro__ if one.__module__ == AssistantError.__module__)
            yield {"error": kind, "message": error.message, "hint": error.hint}
        except Stopped:
            yield {"end": True}
        except Exception as error:  # noqa: BLE001 - the next request is answered all the same; the text may be a file's
            yield {"error": "AssistantError", "message": f"It failed inside ({type(error).__name__}).", "hint": ""}
        else:
            yield {"end": True}

    def _done(self, message: Message) -> Iterator[Message]:
        match message.get("do"):
            case "ask":
                question, task = _text(message, "question"), _text(message, "task")
                events = self._assistant.ask(
                    question,
                    scope=_scope(message),
                    stop=self._stop,
                    consent=self._consent(message.get("id")) if message.get("asks") is True else None,
                    task=task,
                )
                for event in events:
                    yield event_json(event, self._assistant.check_log)
            case "search":
                count = message.get("limit")
                if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= MOST_PASSAGES:
                    raise UsageError(f"The limit has to be a whole number, 1 to {MOST_PASSAGES}.")
                found = self._assistant.search(_text(message, "text"), count, _scope(message))
                yield {"passages": [passage_json(passage) for passage in found]}
            case _:
                raise UsageError("There is no such request.", "See docs/python.md.")

    def _consent(self, one: object) -> Consent:
        """Asks the person through the program. Without a clear yes the answer is no."""

        def ask(verdict: Verdict, path: str) -> bool:
            while not self._consents.empty():  # answers to what nobody asked
                self._consents.get_nowait()
            self._streams.write({"id": one, "question": question_json(verdict, path)})
            while self._streams.is_open and not self._stop.stopped:
                try:
                    return self._consents.get(timeout=_POLL_S)
                except queue.Empty:
                    continue
            return False

        return ask


def _text(message: Mapping[str, Any], name: str) -> str:
    value = message.get(name, "")
    if not isinstance(value, str):
        raise UsageError(f"{name} has to be a text.")
    return value


def _texts(message: Mapping[str, Any], name: str) -> list[str]:
    values = message.get(name, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise UsageError(f"{name} has to be a list of texts.")
    return values


def _scope(message: Mapping[str, Any]) -> Scope:
    return make_scope(
        _texts(message, "paths"), _texts(message, "types"), _text(message, "since"), _text(message, "before")
    )
