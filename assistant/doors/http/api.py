"""What is answered over HTTP, as the objects that OpenAI's interface has.

Invariant: text of files comes as it was released by the rules, and its citations beside it; one question is answered
at a time.
"""

from __future__ import annotations

import base64
import threading
import time
import uuid
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from assistant.app.doors.listening import embed, turns_that_pass
from assistant.chat.told.shapes import answer_json, citation_json, passage_json
from assistant.domain.errors import (
    AssistantError,
    LibraryBusy,
    ModelMissing,
    NothingFound,
    RebuildNeeded,
    StoppedByPolicy,
    UsageError,
    VaultLocked,
)
from assistant.domain.events import Delta, Finished
from assistant.domain.stop import StopSignal
from assistant.doors.http.access import Denied
from assistant.doors.http.asked import CHAT, EMBEDDING, Body, Chat, read_search, read_texts
from assistant.text.clean import clean

if TYPE_CHECKING:
    from assistant.app.local import LocalAssistant
    from assistant.domain.records.answers import Answer

Object = dict[str, Any]
MOST_WAITING = 8
_STATUS: dict[type[AssistantError], int] = {
    UsageError: 400,
    StoppedByPolicy: 403,
    NothingFound: 404,
    ModelMissing: 503,
    LibraryBusy: 503,
    RebuildNeeded: 503,
    VaultLocked: 503,
}


class Api:
    """Called by many threads."""

    def __init__(self, assistant: LocalAssistant) -> None:
        self._assistant = assistant
        self._turn = threading.Lock()
        self._places = threading.Semaphore(MOST_WAITING)
        self._open: set[StopSignal] = set()

    def models(self) -> Object:
        names = (CHAT, EMBEDDING)
        listed = [{"id": name, "object": "model", "created": 0, "owned_by": "this-machine"} for name in names]
        return {"object": "list", "data": listed}

    def search(self, body: Body) -> Object:
        query, limit, scope = read_search(body)
        with self._my_turn():
            found = self._assistant.search(query, limit, scope)
        return {"object": "list", "data": [passage_json(passage) for passage in found]}

    def embeddings(self, body: Body) -> Object:
        texts = read_texts(body)
        with self._my_turn():
            vectors = embed(self._assistant, texts, questions=body.get("input_type") == "query")
        if body.get("dimensions") not in (None, vectors.shape[1]):
            raise Denied(400, "invalid_request_error", f"The vectors have {vectors.shape[1]} dimensions.")
        as_text = body.get("encoding_format") == "base64"
        data = [
            {
                "object": "embedding",
                "index": number,
                "embedding": base64.b64encode(row.astype("<f4").tobytes()).decode() if as_text else row.tolist(),
            }
            for number, row in enumerate(vectors)
        ]
        return {"object": "list", "model": EMBEDDING, "data": data}

    def chat(self, chat: Chat, stop: StopSignal) -> Generator[Object, None, None]:
        """The chunks of an answer; the last one has the answer itself, under `answer`, and its citations."""
        one, made = f"chatcmpl-{uuid.uuid4().hex}", int(time.time())

        def chunk(delta: Object, reason: str | None = None) -> Object:
            choice = {"index": 0, "delta": delta, "finish_reason": reason}
            return {"id": one, "object": "chat.completion.chunk", "created": made, "model": CHAT, "choices": [choice]}

        with self._my_turn(stop):
            turns = turns_that_pass(self._assistant, chat.turns)
            yield chunk({"role": "assistant", "content": ""})
            said = False
            events = self._assistant.ask(
                chat.question, history=turns, scope=chat.scope, stop=stop, consent=None, task=chat.task
            )
            for event in events:
                if isinstance(event, Delta):
                    said = True
                    yield chunk({"content": clean(event.text)})
                elif isinstance(event, Finished):
                    if not said or event.answer.blocked:  # a refusal, or a rule's message: it was not streamed
                        yield chunk({"content": clean(event.answer.text)})
                    yield chunk({}, _reason(event.answer)) | self._about(event.answer)

    def whole(self, chat: Chat, stop: StopSignal) -> Object:
        """The answer in one object."""
        last = list(self.chat(chat, stop))[-1]
        if "answer" not in last:
            raise Denied(503, "server_error", "The answer was ended.")
        answer = last["answer"]
        message = {"role": "assistant", "content": answer["answer"], "refusal": None}
        choice = {"index": 0, "message": message, "finish_reason": last["choices"][0]["finish_reason"]}
        return {**last, "object": "chat.completion", "choices": [choice]}

    def stop(self) -> None:
        """End what is being answered."""
        for stop in tuple(self._open):
            stop.stop()

    def _about(self, answer: Answer) -> Object:
        return {
            "citations": [citation_json(citation) for citation in answer.citations],
            "answer": answer_json(answer, self._assistant.check_log),
        }

    @contextmanager
    def _my_turn(self, stop: StopSignal | None = None) -> Iterator[None]:
        if not self._places.acquire(blocking=False):
            raise Denied(429, "rate_limit_error", "Too many questions wait.")
        mine = stop or StopSignal()
        self._open.add(mine)
        try:
            with self._turn:
                mine.check()
                yield
        finally:
            self._open.discard(mine)
            self._places.release()


def denial(error: AssistantError) -> Denied:
    """An error of the program as a status."""
    status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 500)
    return Denied(
        status, "invalid_request_error" if status == 400 else "server_error", str(error), type(error).__name__
    )


def _reason(answer: Answer) -> str:
    return "content_filter" if answer.blocked else "stop"
