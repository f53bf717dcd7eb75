"""The llama.cpp generator: an engine in a child process, started at the first use and again after it has died.

Invariant: an answer is the complete text of the model, unless the caller stops it or GenerationFailed is raised.
Neither the prompt nor the answer is truncated silently.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from assistant.domain.errors import GenerationFailed, ModelMissing
from assistant.domain.records.passages import Prompt
from assistant.domain.stop import StopSignal
from assistant.generate.answer_text import THINK_CLOSE, THINK_OPEN, AnswerText
from assistant.generate.chat_template import ChatTemplate
from assistant.generate.choices import grammar
from assistant.generate.encoded import PromptEncoder
from assistant.generate.http_client import POLL_S, EngineClient, EngineGone, Stream, abort_when_stopped
from assistant.generate.llama_cpp.process import EngineProcess
from assistant.generate.llama_cpp.tokens import LlamaTokens
from assistant.generate.sampling import Sampling, default_sampling
from assistant.generate.window import choose_window, free_memory_bytes
from assistant.models.gguf.facts import read_facts

_GIVE_UP_S = 2.0  # the engine is killed if it still works on an abandoned request after this time


class LlamaCppGenerator:
    """`model` is a GGUF file. Opening reads its header only; `start` or the first use loads it.

    `window_tokens` is the window to use (0: by the free memory), `trained_tokens` the window of the model if its header
    names none. `threads` 0 means the physical cores, `gpu_layers` -1 as many as fit.
    Raises ModelMissing or ModelRefused when opened; loading may raise ModelRefused at the first use.
    """

    writes_citations = False

    def __init__(
        self,
        model: Path,
        *,
        name: str = "",
        window_tokens: int = 0,
        trained_tokens: int = 0,
        threads: int = 0,
        gpu_layers: int = -1,
        sampling: Sampling | None = None,
    ) -> None:
        if not hasattr(socket, "AF_UNIX"):
            raise ModelMissing("llama.cpp is not available on this system.", "Set answers.generator to extractive.")
        facts = read_facts(model)
        self.name = f"{name or model.stem.lower()} (llama.cpp)"
        self.window = choose_window(
            facts.window_tokens or trained_tokens,
            free_memory_bytes(),
            window_tokens,
            model_bytes=facts.size_bytes,
            kv_bytes_per_token=facts.kv_bytes_per_token,
        )
        self.window_tokens = self.window.tokens
        self._model, self._threads, self._gpu_layers = model.resolve(), threads, gpu_layers
        self._sampling = sampling or default_sampling(facts.parameters)
        vocabulary = LlamaTokens(self._post)
        self._encoder = PromptEncoder(ChatTemplate(vocabulary.apply_template), vocabulary.tokenize)
        self._lock = threading.Lock()
        self._engine: EngineProcess | None = None
        self._cleanup: threading.Thread | None = None
        self._closed = False

    @property
    def engine_pid(self) -> int:
        """The child's process id; 0 if there is no living child."""
        with self._lock:
            return self._engine.pid if self._engine is not None and self._engine.alive else 0

    def start(self) -> None:
        """Begin to load the model; returns at once."""
        self._live_engine()

    def count_tokens(self, text: str) -> int:
        """The exact count, by the model's own tokenizer; control tokens in `text` count as plain text."""
        return self._encoder.count(text)

    def generate(self, prompt: Prompt, stop: StopSignal) -> Iterator[str]:
        """Pieces of the answer as they arrive; ends within 0.2 s of `stop`.

        Raises GenerationFailed if the engine dies or the prompt is too long, ModelRefused if the file is broken.
        """
        cleanup = self._cleanup
        if cleanup is not None:
            cleanup.join()
        engine = self._live_engine()
        if not engine.wait_ready(stop):
            return
        encoded = self._encoder.encode(prompt, self.window_tokens)
        engine = self._live_engine()
        if not engine.wait_ready(stop):
            return
        try:
            stream = self._client(engine).stream(self._request(encoded.ids, prompt))
        except EngineGone:
            raise _died(engine) from None
        yield from self._pieces(engine, stream, AnswerText(self._sampling.stop_strings, encoded.thinking), stop)

    def close(self) -> None:
        """End the engine. Safe to call twice."""
        with self._lock:
            self._closed = True
            engine, self._engine = self._engine, None
        if engine is not None:
            engine.kill()

    # ------------------------------------------------------------ the engine

    def _live_engine(self) -> EngineProcess:
        """The living engine; starts a new engine if there is none."""
        with self._lock:
            if self._closed:
                raise GenerationFailed("The language model has been closed.")
            if self._engine is None or not self._engine.alive:
                self._engine = EngineProcess(
                    self._model,
                    self.window.tokens,
                    threads=self._threads,
                    gpu_layers=self._gpu_layers,
                    cache=self.window.cache,
                )
            return self._engine

    def _client(self, engine: EngineProcess) -> EngineClient:
        return EngineClient(engine.socket_path, engine.api_key)

    def _post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """The response of a loaded engine; retried once, with a new engine, if the engine has died."""
        for attempt in range(2):
            engine = self._live_engine()
            engine.wait_ready()
            try:
                return self._client(engine).post(path, body)
            except EngineGone:
                if attempt or not engine.has_ended(within_s=1.0):
                    raise _died(engine) from None
        raise AssertionError("unreachable")

    def _request(self, ids: tuple[int, ...], prompt: Prompt) -> dict[str, Any]:
        return {
            "prompt": list(ids),
            "n_predict": prompt.max_answer_tokens,
            "temperature": self._sampling.temperature,
            "repeat_penalty": self._sampling.repeat_penalty,
            "repeat_last_n": self._sampling.repeat_tokens,
            "stop": list(self._sampling.stop_strings),
            "preserved_tokens": [THINK_OPEN, THINK_CLOSE],
            "cache_prompt": True,
            "id_slot": int(prompt.apart),
            "response_fields": ["content", "stop"],
            **({"grammar": grammar(prompt.choices)} if prompt.choices else {}),
        }

    # ------------------------------------------------------------ tokens to answer

    def _pieces(self, engine: EngineProcess, stream: Stream, answer: AnswerText, stop: StopSignal) -> Iterator[str]:
        done = threading.Event()
        finished = False
        threading.Thread(target=abort_when_stopped, args=(stop, done, stream), name="stop-watch", daemon=True).start()
        try:
            for event in stream.events():
                if stop.stopped:
                    return
                finished = bool(event.get("stop"))
                if text := answer.feed(str(event.get("content", ""))):
                    yield text
            if text := answer.finish():
                yield text
        except EngineGone:
            if not stop.stopped:
                raise _died(engine) from None
        finally:
            done.set()
            stream.close()
            if not finished and engine.alive:
                self._drop_request(engine)

    def _drop_request(self, engine: EngineProcess) -> None:
        """In a thread, wait until the engine drops the abandoned request; kill the engine if that takes too long."""
        self._cleanup = threading.Thread(target=self._wait_idle, args=(engine,), name="engine-cleanup", daemon=True)
        self._cleanup.start()

    def _wait_idle(self, engine: EngineProcess) -> None:
        client = self._client(engine)
        deadline = time.monotonic() + _GIVE_UP_S
        try:
            while client.is_busy(max(0.1, deadline - time.monotonic())):
                if time.monotonic() > deadline:
                    raise EngineGone
                time.sleep(POLL_S)
        except (EngineGone, GenerationFailed):
            engine.kill()
            with contextlib.suppress(GenerationFailed):
                self.start()


def _died(engine: EngineProcess) -> GenerationFailed:
    return GenerationFailed(
        f"The language model's engine ended in the middle of its work ({engine.why_ended()}).",
        "Ask again: it is started anew.",
    )
