"""Tokens and templates asked from the engine. Invariant: only a template's own text is read for control tokens."""

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
    """`post` is one exchange with the engine. The last texts stay known: passages are counted, then encoded."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self._known: OrderedDict[tuple[Fragment, bool], tuple[int, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def tokenize(self, fragment: Fragment, opening: bool = False) -> tuple[int, ...]:
        """Token ids; with the model's own opening token if the fragment opens the prompt."""
        key = (fragment, opening)
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        body = {"content": fragment.text, "add_special": opening, "parse_special": fragment.is_template}
        tokens = tuple(int(token) for token in self._post("/tokenize", body).get("tokens", ()))
        with self._lock:
            self._known[key] = tokens
            while len(self._known) > _CACHED_TEXTS:
                self._known.popitem(last=False)
        return tokens

    def apply_template(self, messages: ChatMessages) -> str:
        """The messages as the model's template renders them; "" where it refuses them."""
        body = {"messages": messages, "chat_template_kwargs": {"enable_thinking": False}}
        try:
            return str(self._post("/apply-template", body).get("prompt", ""))
        except EngineRefused:
            return ""
