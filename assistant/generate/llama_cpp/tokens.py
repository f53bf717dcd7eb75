"""Tokenizes and applies templates through the engine. Invariant: only template text may yield control tokens."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

from assistant.generate.chat_template import ChatMessages, Fragment
from assistant.generate.http_client import EngineRefused

Post = Callable[[str, Mapping[str, Any]], Mapping[str, Any]]
_CACHED_TEXTS = 512


class LlamaTokens:
    """`post` sends a request to the engine. The last texts are cached: passages are counted, then encoded."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self._cache: OrderedDict[tuple[Fragment, bool], tuple[int, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def tokenize(self, fragment: Fragment, opening: bool = False) -> tuple[int, ...]:
        """Token ids of `fragment`; with the model's opening token if it begins the prompt (`opening`)."""
        key = (fragment, opening)
        with self._lock:
            if key in self._cache:
                self._cache.move_to_end(key)
                return self._cache[key]
        body = {"content": fragment.text, "add_special": opening, "parse_special": fragment.is_template}
        tokens = _numbers(self._post("/tokenize", body).get("tokens", []))
        with self._lock:
            self._cache[key] = tokens
            while len(self._cache) > _CACHED_TEXTS:
                self._cache.popitem(last=False)
        return tokens

    def apply_template(self, messages: ChatMessages) -> str:
        """The messages, rendered by the model's template; "" if the template refuses them."""
        body = {"messages": messages, "chat_template_kwargs": {"enable_thinking": False}}
        try:
            return str(self._post("/apply-template", body).get("prompt", ""))
        except EngineRefused:
            return ""


def _numbers(tokens: object) -> tuple[int, ...]:
    """Raises EngineRefused if they are none: a text that counts nothing would seem to fit any window."""
    if not isinstance(tokens, list) or any(type(token) is not int for token in tokens):
        raise EngineRefused("The engine answered with nonsense.", "Ask again, or choose another model.")
    return tuple(tokens)
