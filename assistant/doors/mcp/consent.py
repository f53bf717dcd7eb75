"""A rule's question to the person, asked through the client: by a request of ours, or by a result that asks.

Invariant: without a clear yes the answer is no, each rule asks once a call, and no question holds text of a file. An
answer counts only for the call that it was asked for.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
from collections.abc import Mapping
from typing import Any

from assistant.domain.ports.guard import Consent
from assistant.domain.records.verdicts import Verdict
from assistant.domain.stop import StopSignal
from assistant.doors.mcp.frames import Streams
from assistant.doors.mcp.protocol import Object
from assistant.text.clean import one_line, read_json_object

_POLL_S = 0.2
_MOST_STATE_CHARS = 20_000
_FORM: Object = {
    "type": "object",
    "properties": {"allow": {"type": "boolean", "title": "Allow", "description": "Give this text to the program."}},
    "required": ["allow"],
}


class InputRequired(Exception):
    """The call ends here, with questions; the client makes it again with the answers."""

    def __init__(self, requests: Object, state: str) -> None:
        super().__init__()
        self.requests = requests
        self.state = state


class Questions:
    """Requests of ours to the client, in the era of `initialize`."""

    def __init__(self, streams: Streams) -> None:
        self._streams = streams
        self._lock = threading.Lock()
        self._asked = 0
        self._answers: dict[str, Object | None] = {}

    def consent(self, stop: StopSignal) -> Consent:
        """Who answers for one call."""
        known: dict[str, bool] = {}

        def ask(verdict: Verdict, path: str) -> bool:
            key = _key(verdict)
            if key not in known:
                known[key] = self._ask(_words(verdict), stop)
            return known[key]

        return ask

    def answered(self, message: Mapping[str, Any]) -> None:
        """A response of the client; one that nobody waits for is dropped."""
        one = message.get("id")
        with self._lock:
            if isinstance(one, str) and one in self._answers:
                result = message.get("result")
                self._answers[one] = result if isinstance(result, dict) else {}

    def _ask(self, words: str, stop: StopSignal) -> bool:
        with self._lock:
            self._asked += 1
            one = f"question-{self._asked}"
            self._answers[one] = None
        params = {"message": words, "requestedSchema": _FORM}
        self._streams.write({"jsonrpc": "2.0", "id": one, "method": "elicitation/create", "params": params})
        while self._answers[one] is None and self._streams.is_open and not stop.wait(_POLL_S):
            pass
        with self._lock:
            return _is_yes(self._answers.pop(one))


class Rounds:
    """Questions as results, from 2026-07-28 on: what was answered is in a state that only we can have signed."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def consent(self, call: object, params: Mapping[str, Any]) -> Consent:
        """Who answers for the call with these `params`; what it asks is left to `InputRequired`."""
        known = self._known(call, params)

        def ask(verdict: Verdict, path: str) -> bool:
            key = _key(verdict)
            if key not in known:
                request = {
                    "method": "elicitation/create",
                    "params": {"mode": "form", "message": _words(verdict), "requestedSchema": _FORM},
                }
                raise InputRequired({key: request}, self._signed({"of": _digest(call), "known": known, "open": key}))
            return known[key]

        return ask

    def _known(self, call: object, params: Mapping[str, Any]) -> dict[str, bool]:
        state = self._read(params.get("requestState"))
        if state.get("of") != _digest(call):
            return {}
        responses = params.get("inputResponses")
        answer = responses.get(state["open"]) if isinstance(responses, dict) else None
        return {**state["known"], state["open"]: _is_yes(answer)}

    def _signed(self, state: Object) -> str:
        body = base64.urlsafe_b64encode(json.dumps(state).encode()).decode()
        return f"{body}.{self._seal(body)}"

    def _read(self, signed: object) -> Object:
        if not isinstance(signed, str) or len(signed) > _MOST_STATE_CHARS or not signed.isascii():
            return {}
        body, _, seal = signed.partition(".")
        if not hmac.compare_digest(seal, self._seal(body)):
            return {}
        return read_json_object(base64.urlsafe_b64decode(body))

    def _seal(self, body: str) -> str:
        return hmac.new(self._key, body.encode(), hashlib.sha256).hexdigest()


def _key(verdict: Verdict) -> str:
    return f"{verdict.stage}:{verdict.rule}"


def _words(verdict: Verdict) -> str:
    said = one_line(verdict.message, 300) or "Is it to be used?"
    return f"A rule of your policy asks ({verdict.rule}, {verdict.stage}): {said} Give it to this program?"


def _is_yes(answer: object) -> bool:
    if not isinstance(answer, dict) or answer.get("action") != "accept":
        return False
    content = answer.get("content")
    return isinstance(content, dict) and content.get("allow") is True


def _digest(call: object) -> str:
    return hashlib.sha256(json.dumps(call, sort_keys=True).encode()).hexdigest()
