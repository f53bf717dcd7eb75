"""The MLX generator: the runtime for Apple Silicon. On other processors it works too, but slowly.

Invariant: all MLX work happens on a single worker thread; the caller only waits for pieces, and not after a stop.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from assistant.domain.errors import AssistantError, GenerationFailed, ModelMissing, ModelRefused
from assistant.domain.records.passages import Prompt
from assistant.domain.stop import StopSignal
from assistant.generate.answer_text import AnswerText
from assistant.generate.chat_template import Fragment
from assistant.generate.mlx.config import read_config
from assistant.generate.mlx.runtime import Cancelled, MlxRuntime
from assistant.generate.mlx.vocabulary import MlxVocabulary
from assistant.generate.sampling import Sampling, default_sampling
from assistant.generate.window import choose_window, free_memory_bytes

_POLL_S = 0.05


@dataclass(slots=True)
class _Job:
    """An answer in progress: the worker puts pieces into the queue, then None or an error."""

    prompt: Prompt
    cancelled: threading.Event = field(default_factory=threading.Event)
    pieces: queue.SimpleQueue[str | AssistantError | None] = field(default_factory=queue.SimpleQueue)


class MlxGenerator:
    """`folder` is an absolute path of a model in MLX's layout (config.json, model*.safetensors, tokenizer.json).

    `parameters` (0: unknown) chooses the sampling; `window_tokens` is the window to use (0: by the free memory),
    `trained_tokens` the window of the model if its config names none. Raises ModelMissing or ModelRefused when opened;
    the weights are loaded by `start` or at the first use, which may raise ModelRefused.
    """

    writes_citations = False

    def __init__(
        self,
        folder: Path,
        *,
        name: str = "",
        window_tokens: int = 0,
        trained_tokens: int = 0,
        parameters: int = 0,
        sampling: Sampling | None = None,
    ) -> None:
        config = read_config(folder)
        self.name = f"{name or folder.name.lower()} (mlx)"
        self.window = choose_window(
            config.window_tokens or trained_tokens,
            free_memory_bytes(),
            window_tokens,
            model_bytes=sum(file.stat().st_size for file in folder.glob("*.safetensors")),
            kv_bytes_per_token=config.kv_bytes_per_token,
        )
        self.window_tokens = self.window.tokens
        self._folder = folder
        self._sampling = sampling or default_sampling(parameters)
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._worker: threading.Thread | None = None
        self._lock = threading.Lock()
        self._closed = False

    def start(self) -> None:
        """Begin to load the model; returns at once."""
        self._live_worker()

    def count_tokens(self, text: str) -> int:
        """The exact count, by the model's own tokenizer; control tokens in `text` count as plain text."""
        return len(self._vocabulary.tokenize(Fragment(text, False)))

    def generate(self, prompt: Prompt, stop: StopSignal) -> Iterator[str]:
        """Pieces of the answer as they arrive; ends within 0.2 s of `stop`.

        Raises GenerationFailed if the model fails or the prompt is too long, ModelRefused if the folder is broken.
        """
        worker = self._live_worker()
        job = _Job(prompt)
        self._jobs.put(job)
        try:
            while not stop.stopped:
                try:
                    piece = job.pieces.get(timeout=_POLL_S)
                except queue.Empty:
                    if worker.is_alive():
                        continue
                    raise _closed() from None
                if piece is None:
                    return
                if isinstance(piece, AssistantError):
                    raise piece
                yield piece
        finally:
            job.cancelled.set()

    def close(self) -> None:
        """Let the worker end after its current job. Safe to call twice."""
        with self._lock:
            self._closed = True
            worker = self._worker
        if worker is not None:
            self._jobs.put(None)
            worker.join(timeout=5)

    def _live_worker(self) -> threading.Thread:
        with self._lock:
            if self._closed:
                raise _closed()
            if self._worker is None:
                self._worker = threading.Thread(target=self._work, name="mlx", daemon=True)
                self._worker.start()
            return self._worker

    @cached_property
    def _vocabulary(self) -> MlxVocabulary:
        return MlxVocabulary(self._folder)

    # ------------------------------------------------------------ on the worker thread

    def _work(self) -> None:
        runtime: MlxRuntime | None = None
        problem: AssistantError | None = None
        try:
            runtime = MlxRuntime(self._folder, self._vocabulary.tokenize, self.window.cache)
        except AssistantError as error:
            problem = error
        except ImportError:
            problem = ModelMissing("mlx-lm is not installed.", "Run: pip install mlx-lm")
        except Exception:  # noqa: BLE001 - unknown weights and settings: every error is a refusal
            problem = ModelRefused(
                f"mlx-lm cannot use the model folder {self._folder.name!r}.", "Pull it again, or choose another."
            )
        while (job := self._jobs.get()) is not None:
            if runtime is None:
                job.pieces.put(problem)
            else:
                self._answer(runtime, job)
        if runtime is not None:
            runtime.close()

    def _answer(self, runtime: MlxRuntime, job: _Job) -> None:
        def cancelled() -> bool:
            return job.cancelled.is_set() or self._closed

        end: AssistantError | None = None
        try:
            encoded = runtime.encoder.encode(job.prompt, self.window_tokens)
            answer = AnswerText(self._sampling.stop_strings, encoded.thinking)
            prompt = job.prompt
            pieces = runtime.stream(encoded, prompt.max_answer_tokens, self._sampling, cancelled, prompt.choices)
            with contextlib.closing(pieces):
                for piece in pieces:
                    if text := answer.feed(piece):
                        job.pieces.put(text)
                    if answer.ended or cancelled():
                        break
            if text := answer.finish():
                job.pieces.put(text)
        except Cancelled:
            pass
        except AssistantError as error:
            end = error
        except Exception as error:  # noqa: BLE001 - native code: the error is reported, the thread goes on
            end = GenerationFailed(f"The language model failed ({type(error).__name__}).", "Ask again.")
        job.pieces.put(end or (_closed() if self._closed else None))


def _closed() -> GenerationFailed:
    return GenerationFailed("The language model has been closed.")
