"""Runs mlx-lm: model, tokenizer, prompt cache.

Invariant: all calls happen on the same thread; only an existing folder is opened, and no remote code is run.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

from assistant.generate.chat_template import ChatMessages, ChatTemplate, Fragment
from assistant.generate.choices import TokenPaths
from assistant.generate.encoded import Encoded, PromptEncoder
from assistant.generate.sampling import Sampling
from assistant.generate.window import CacheType
from assistant.sandbox.offline import set_offline_environment

_PREFILL_STEP = 512  # tokens per step: a stop is detected between steps
_CACHE_LIMIT_BYTES = 512 * 2**20  # freed buffers that MLX may keep
_MEMORY_SHARE = 0.75  # of the free memory: without a limit MLX has crashed whole Macs


class Cancelled(Exception):
    """The caller stopped while the prompt was read."""


class MlxRuntime:
    """An open model. `tokenize` is its tokenizer; `cache` is the precision of the prompt cache (16 or 8 bits).

    The next turn reuses the cached tokens of the last turn. The cache of some models (state spaces, linear attention)
    cannot be trimmed. For them a copy of the cache is kept, made at the last token that both turns share.
    """

    def __init__(
        self, folder: Path, tokenize: Callable[[Fragment, bool], tuple[int, ...]], cache: CacheType = "f16"
    ) -> None:
        set_offline_environment()
        import mlx.core as mx
        from mlx_lm.utils import load

        _limit_memory(mx)
        self._mx = mx
        self._model, self._tokenizer = load(str(folder), tokenizer_config={"trust_remote_code": False})
        self._eight_bits = cache == "q8_0"
        self._cache: list[Any] = []
        self._cached: list[int] = []
        self._copy: tuple[tuple[int, ...], list[Any]] = ((), [])
        self._beside: tuple[list[Any], list[int], tuple[tuple[int, ...], list[Any]]] = ([], [], ((), []))
        self.encoder = PromptEncoder(ChatTemplate(self._apply_template), tokenize)

    def stream(
        self,
        encoded: Encoded,
        max_tokens: int,
        sampling: Sampling,
        cancelled: Callable[[], bool],
        choices: tuple[str, ...] = (),
    ) -> Generator[str, None, None]:
        """Pieces of text; together they are one of `choices`, if there are any.

        Raises Cancelled if `cancelled` turns true while the prompt is read.
        """
        pieces = self._stream(encoded, max_tokens, sampling, cancelled, choices)
        if not encoded.apart:
            yield from pieces
            return
        self._swap()
        try:
            yield from pieces
        finally:
            self._swap()

    def _swap(self) -> None:
        """Exchange the cache of the conversation for that of what is asked beside it, or back."""
        mine = self._cache, self._cached, self._copy
        self._cache, self._cached, self._copy = self._beside
        self._beside = mine

    def _stream(
        self,
        encoded: Encoded,
        max_tokens: int,
        sampling: Sampling,
        cancelled: Callable[[], bool],
        choices: tuple[str, ...],
    ) -> Generator[str, None, None]:
        from mlx_lm.generate import stream_generate
        from mlx_lm.sample_utils import make_sampler

        ids = encoded.ids
        reused = self._reuse(ids)
        if not self._can_trim() and reused < encoded.stable:
            self._prefill(ids[reused : encoded.stable], cancelled)
            self._copy = (ids[: encoded.stable], copy.deepcopy(self._cache))
            reused = encoded.stable
        written: list[int] = []

        def progress(_done: int, _total: int) -> None:
            if cancelled():
                raise Cancelled

        try:
            for response in stream_generate(
                self._model,
                self._tokenizer,
                list(ids[reused:]),
                max_tokens=max_tokens,
                sampler=make_sampler(temp=sampling.temperature),
                logits_processors=self._processors(ids, reused, sampling, choices),
                prompt_cache=self._cache,
                prefill_step_size=_PREFILL_STEP,
                prompt_progress_callback=progress,
                kv_bits=8 if self._eight_bits and self._can_quantize() else None,
                quantized_kv_start=0,
            ):
                written.append(int(response.token))
                yield str(response.text)
        finally:
            self._cached = [*ids, *written][: self._cache_length()]

    def close(self) -> None:
        """Free the memory."""
        self._model = self._tokenizer = None
        self._cache, self._copy, self._beside = [], ((), []), ([], [], ((), []))
        self._mx.clear_cache()

    def _processors(
        self, ids: tuple[int, ...], reused: int, sampling: Sampling, choices: tuple[str, ...]
    ) -> list[Callable[[Any, Any], Any]]:
        """The functions that change the scores. Each gets the uncached tokens of the prompt and the answer so far."""
        if not choices:
            return _penalty(self._mx, ids[:reused], sampling)
        tokenize = self.encoder.tokenize
        paths = TokenPaths(
            choices, lambda text: tokenize(Fragment(text, False), False), sorted(self._tokenizer.eos_token_ids)
        )
        given = len(ids) - reused

        def allow(tokens: Any, logits: Any) -> Any:
            allowed = paths.after([int(token) for token in tokens[given:].tolist()])
            scores = self._mx.full(logits.shape, -float("inf"), dtype=logits.dtype)
            scores[:, self._mx.array(allowed)] = logits[:, self._mx.array(allowed)]
            return scores

        return [allow]

    def _reuse(self, ids: tuple[int, ...]) -> int:
        """Reduce the cache to the tokens that it shares with `ids` (never the last of them) and return their number."""
        from mlx_lm.models.cache import make_prompt_cache, trim_prompt_cache

        copied, kept = self._copy
        if kept and len(copied) < len(ids) and ids[: len(copied)] == copied:
            self._cache = copy.deepcopy(kept)
            return len(copied)
        same = 0
        for cached, wanted in zip(self._cached, ids[:-1], strict=False):
            if cached != wanted:
                break
            same += 1
        surplus = len(self._cached) - same
        if same and self._can_trim() and trim_prompt_cache(self._cache, surplus) == surplus:
            return same
        self._cache, self._cached, self._copy = make_prompt_cache(self._model), [], ((), [])
        return 0

    def _prefill(self, ids: tuple[int, ...], cancelled: Callable[[], bool]) -> None:
        """Put `ids` into the cache, in steps. Raises Cancelled; the next turn then starts with an empty cache."""
        from mlx_lm.generate import generation_stream

        self._cached = []
        for start in range(0, len(ids), _PREFILL_STEP):
            if cancelled():
                raise Cancelled
            with self._mx.stream(generation_stream):
                self._model(self._mx.array(list(ids[start : start + _PREFILL_STEP]))[None], cache=self._cache)
                self._mx.eval([layer.state for layer in self._cache])

    def _can_trim(self) -> bool:
        """Whether tokens can be removed from the end of the cache."""
        from mlx_lm.models.cache import can_trim_prompt_cache

        return bool(can_trim_prompt_cache(self._cache))

    def _can_quantize(self) -> bool:
        """Whether the keys and values can be stored in 8 bits: mlx-lm cannot do this for a sliding window."""
        from mlx_lm.models.cache import KVCache, QuantizedKVCache

        quantizable = [layer for layer in self._cache if hasattr(layer, "to_quantized")]
        return all(isinstance(layer, KVCache | QuantizedKVCache) for layer in quantizable)

    def _cache_length(self) -> int:
        """The number of tokens in the cache; 0 for caches that do not report it, which are then not reused."""
        return int(getattr(self._cache[0], "offset", 0)) if self._cache else 0

    def _apply_template(self, messages: ChatMessages) -> str:
        rendered = self._tokenizer.apply_chat_template(
            messages, tokenize=False, add_generation_prompt=True, enable_thinking=False
        )
        return str(rendered)


def _limit_memory(mx: Any) -> None:
    import psutil

    mx.set_memory_limit(int(psutil.virtual_memory().available * _MEMORY_SHARE))
    mx.set_cache_limit(_CACHE_LIMIT_BYTES)


def _penalty(mx: Any, before: tuple[int, ...], sampling: Sampling) -> list[Callable[[Any, Any], Any]]:
    """The repetition penalty over the last tokens, with those in the cache, which mlx-lm's own penalty leaves out."""
    if sampling.repeat_penalty == 1.0:
        return []
    head = mx.array(list(before[-sampling.repeat_tokens :]), dtype=mx.uint32)

    def divide(tokens: Any, logits: Any) -> Any:
        recent = mx.concatenate([head, tokens.astype(mx.uint32)])[-sampling.repeat_tokens :]
        scores = logits[:, recent]
        penalty = sampling.repeat_penalty
        logits[:, recent] = mx.where(scores < 0, scores * penalty, scores / penalty)
        return logits

    return [divide]
