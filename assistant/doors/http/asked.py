"""The body of a request, as what is asked for.

Invariant: what would change the meaning of an answer and is not offered is refused; nothing in a body changes a rule.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from assistant.chat.limits import make_scope
from assistant.domain.errors import UsageError
from assistant.domain.scope import Scope
from assistant.doors.http.access import Denied

Body = Mapping[str, Any]
CHAT, EMBEDDING = "private-assistant", "private-assistant-embedding"
MOST_TEXTS = 256
_MOST_CHARS = 100_000
_MOST_TURNS = 6
_MOST_PASSAGES = 100
_NOT_OFFERED = ("tools", "functions", "audio", "logprobs", "response_format", "modalities")
_LIMITS = ("paths", "types", "since", "before")


@dataclass(frozen=True, slots=True)
class Chat:
    """A question with what was said before."""

    question: str
    turns: tuple[tuple[str, str], ...]
    task: str
    scope: Scope
    streams: bool


def wrong(message: str, code: str = "invalid_value") -> Denied:
    return Denied(400, "invalid_request_error", message, code)


def read_chat(body: Body) -> Chat:
    """The last message of the user is the question. Raises Denied."""
    _require_model(body, CHAT)
    given = [name for name in _NOT_OFFERED if body.get(name)]
    if given and body.get("response_format") != {"type": "text"}:
        raise wrong(f"Not offered: {', '.join(given)}.", "unsupported_parameter")
    if body.get("n", 1) not in (1, None):
        raise wrong("There is one answer (n).", "unsupported_parameter")
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        raise wrong("messages has to be a list of messages.")
    said = [(_role(message), _content(message)) for message in messages]
    spoken = [(role, text) for role, text in said if role in ("user", "assistant")]
    if not spoken or spoken[-1][0] != "user":
        raise wrong("The last message has to be the user's question.")
    turns = [
        (question, answer)
        for (first, question), (second, answer) in pairwise(spoken)
        if (first, second) == ("user", "assistant")
    ]
    streams = body.get("stream") is True
    return Chat(spoken[-1][1], tuple(turns[-_MOST_TURNS:]), text_of(body, "task"), read_scope(body), streams)


def read_texts(body: Body) -> list[str]:
    """What is to be embedded. Raises Denied."""
    _require_model(body, EMBEDDING)
    given = body.get("input")
    texts = [given] if isinstance(given, str) else given
    if not isinstance(texts, list) or not texts or len(texts) > MOST_TEXTS:
        raise wrong(f"input has to be a text or a list of at most {MOST_TEXTS} texts.")
    if not all(isinstance(text, str) and 0 < len(text) <= _MOST_CHARS for text in texts):
        raise wrong(f"input has to hold texts of 1 to {_MOST_CHARS:,} characters.")
    if body.get("encoding_format", "float") not in ("float", "base64"):
        raise wrong("encoding_format has to be float or base64.")
    if body.get("input_type", "passage") not in ("passage", "query"):
        raise wrong("input_type has to be passage or query.")
    return [str(text) for text in texts]


def read_search(body: Body) -> tuple[str, int, Scope]:
    """What is looked for, how many passages, and where. Raises Denied."""
    limit = body.get("limit", 10)
    if isinstance(limit, bool) or not isinstance(limit, int) or not 1 <= limit <= _MOST_PASSAGES:
        raise wrong(f"limit has to be a whole number, 1 to {_MOST_PASSAGES}.")
    query = text_of(body, "query")
    if not query.strip():
        raise wrong("query is missing.")
    return query, limit, read_scope(body)


def read_scope(body: Body) -> Scope:
    """The field `scope`: an object with some of `paths`, `types`, `since`, `before`. Raises Denied."""
    given = body.get("scope") or {}
    if not isinstance(given, dict) or any(key not in _LIMITS for key in given):
        raise wrong(f"scope has to be an object with some of: {', '.join(_LIMITS)}.")
    try:
        return make_scope(
            _texts(given, "paths"), _texts(given, "types"), text_of(given, "since"), text_of(given, "before")
        )
    except UsageError as error:
        raise wrong(error.message) from None


def text_of(body: Body, name: str) -> str:
    value = body.get(name) or ""
    if not isinstance(value, str) or len(value) > _MOST_CHARS:
        raise wrong(f"{name} has to be a text.")
    return value


def _texts(body: Body, name: str) -> Sequence[str]:
    values = body.get(name) or []
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise wrong(f"{name} has to be a list of texts.")
    return values


def _require_model(body: Body, known: str) -> None:
    if body.get("model") != known:
        raise Denied(404, "invalid_request_error", f"There is one model for this: {known}.", "model_not_found")


def _role(message: object) -> str:
    role = message.get("role") if isinstance(message, dict) else None
    if role not in ("user", "assistant", "system", "developer"):
        raise wrong("A message has to be one of the roles user, assistant, system and developer.")
    return str(role)


def _content(message: Mapping[str, Any]) -> str:
    content = message.get("content")
    if isinstance(content, list):
        parts = [part.get("text") for part in content if isinstance(part, dict) and part.get("type") == "text"]
        if len(parts) != len(content) or not all(isinstance(part, str) for part in parts):
            raise wrong("Messages are of text alone.")
        content = "\n".join(str(part) for part in parts)
    if not isinstance(content, str) or len(content) > _MOST_CHARS:
        raise wrong(f"A message has to hold a text of at most {_MOST_CHARS:,} characters.")
    return content
