"""The generator for a server that the person runs: Ollama, LM Studio, llama-server and others with their protocol.

Invariant: requests go only to the given address, and a prompt is never longer than the given window: some servers cut a
longer prompt without an error.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from typing import Any

from assistant.config.server_address import ServerAddress
from assistant.domain.errors import GenerationFailed
from assistant.domain.records.passages import Prompt
from assistant.domain.stop import StopSignal
from assistant.generate.answer_text import AnswerText
from assistant.generate.choices import grammar, require_choice
from assistant.generate.http_client import EngineGone, abort_when_stopped
from assistant.generate.prompt import fit, render
from assistant.generate.sampling import Sampling
from assistant.generate.server.bounded import Unbounded
from assistant.generate.server.client import Connect, ServerClient
from assistant.text.clean import one_line

_WINDOW = 4096  # the default of Ollama
_MOST_CHARS_PER_TOKEN = 64  # of any vocabulary's tokens, on average over an answer
_BYTES_PER_TOKEN = 3  # European text has 3.5 to 4.5; each digit counts as a token, as in today's vocabularies


class ServerGenerator:
    """`connect` makes a connection to `address`; `model` "" means the first model of the server.

    `window_tokens` (0: 4,096) must not exceed the server's own window. No request is sent before the first use.
    """

    writes_citations = False

    def __init__(
        self,
        address: ServerAddress,
        connect: Connect,
        *,
        model: str = "",
        api_key: str = "",
        window_tokens: int = 0,
        sampling: Sampling | None = None,
    ) -> None:
        self._address, self._model = address, model
        self.window_tokens = window_tokens or _WINDOW
        self._client = ServerClient(connect, address.host, address.path, api_key)
        self._sampling = sampling or Sampling()
        self._fence_key = secrets.token_bytes(16)
        self._closed = False

    @property
    def name(self) -> str:
        where = f"server {self._address.shown}"
        return f"{one_line(self._model, 60)} ({where})" if self._model else where

    def count_tokens(self, text: str) -> int:
        """An upper estimate, because the server's tokenizer is not available."""
        digits = sum(letter.isdigit() for letter in text)
        return digits + -(-(len(text.encode("utf-8", "replace")) - digits) // _BYTES_PER_TOKEN)

    def generate(self, prompt: Prompt, stop: StopSignal) -> Iterator[str]:
        """Pieces of the answer as they arrive; ends at once when `stop` is set.

        Raises GenerationFailed if the server cannot be reached, refuses or breaks off, or the prompt is too long.
        """
        if self._closed:
            raise GenerationFailed("The language model has been closed.")
        fitted = fit(prompt, self.window_tokens, self.count_tokens)
        if stop.wait(0):
            return
        try:
            self._model = self._model or self._client.first_model()
            stream = self._client.stream(self._request(fitted))
        except EngineGone:
            raise self._unreachable() from None
        except Unbounded as error:
            raise self._unbounded(str(error)) from None
        answer = AnswerText(self._sampling.stop_strings)
        done = threading.Event()
        threading.Thread(target=abort_when_stopped, args=(stop, done, stream), name="stop-watch", daemon=True).start()
        try:
            written, left = "", prompt.max_answer_tokens * _MOST_CHARS_PER_TOKEN
            for event in stream.events():
                if stop.stopped:
                    return
                left -= len(event["content"])
                if left < 0:
                    raise Unbounded("an answer that is longer than asked for")
                if text := answer.feed(event["content"]):
                    written += text
                    yield text
                if answer.ended:
                    return
            if text := answer.finish():
                written += text
                yield text
            require_choice(written, prompt.choices)  # only some servers enforce the choices
        except EngineGone:
            if not stop.stopped:
                raise self._unreachable() from None
        except Unbounded as error:
            raise self._unbounded(str(error)) from None
        finally:
            done.set()
            stream.close()

    def close(self) -> None:
        """Send no more requests. The server itself goes on running."""
        self._closed = True

    def _request(self, prompt: Prompt) -> dict[str, Any]:
        penalty = self._sampling.repeat_penalty
        return {
            "model": self._model,
            "messages": [
                {"role": message.role, "content": message.content} for message in render(prompt, self._fence_key)
            ],
            "max_tokens": prompt.max_answer_tokens,
            "temperature": self._sampling.temperature,
            "stop": list(self._sampling.stop_strings),
            # llama-server and its relatives use this; other servers ignore it.
            "chat_template_kwargs": {"enable_thinking": False},
            **({"repeat_penalty": penalty} if penalty != 1.0 else {}),
            **({"grammar": grammar(prompt.choices)} if prompt.choices else {}),
        }

    def _unbounded(self, what: str) -> GenerationFailed:
        return GenerationFailed(
            f"The server at {self._address.shown} sends what no answer has: {what}.",
            "See the server's own log, or choose another one: assistant config show",
        )

    def _unreachable(self) -> GenerationFailed:
        return GenerationFailed(
            f"The server at {self._address.shown} cannot be reached, or broke off.",
            "Is it running? See answers.server_url: assistant config show",
        )
