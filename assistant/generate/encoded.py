"""Encodes a prompt as token ids. Invariant: an encoded prompt and its answer fit the window together."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from assistant.domain.errors import GenerationFailed
from assistant.domain.records.passages import Prompt
from assistant.generate.answer_text import opens_thinking
from assistant.generate.chat_template import ChatTemplate, Fragment
from assistant.generate.prompt import fit, render

Tokenize = Callable[[Fragment, bool], tuple[int, ...]]  # the flag: the fragment opens the prompt


@dataclass(frozen=True, slots=True)
class Encoded:
    """Token ids of a prompt. `thinking`: the model begins inside its thoughts.

    The first `stable` ids begin the next turn's prompt too: all but the opening of the answer, nothing of a step aside.
    `apart`: the prompt is no part of the conversation, and what was read of that is kept.
    """

    ids: tuple[int, ...]
    thinking: bool
    stable: int = 0
    apart: bool = False


@dataclass(frozen=True, slots=True)
class PromptEncoder:
    """Prompt to token ids, with the template and the tokenizer of a model."""

    template: ChatTemplate
    tokenize: Tokenize
    fence_key: bytes = field(default_factory=lambda: secrets.token_bytes(16))

    def encode(self, prompt: Prompt, window_tokens: int) -> Encoded:
        """`prompt` as token ids. If it is too long for the window, its worst passages and oldest turns are left out.

        Raises GenerationFailed if the question does not fit.
        """
        encoded = self._encode(prompt)
        if len(encoded.ids) + prompt.max_answer_tokens <= window_tokens:
            return encoded
        encoded = self._encode(fit(prompt, window_tokens, self.count))
        if len(encoded.ids) + prompt.max_answer_tokens <= window_tokens:
            return encoded
        raise GenerationFailed(
            f"The prompt has {len(encoded.ids)} tokens; with {prompt.max_answer_tokens} for the answer it does not fit "
            f"the model's window of {window_tokens}.",
            "Ask a shorter question, or set a smaller retrieval.context_tokens.",
        )

    def count(self, text: str) -> int:
        """The number of tokens of `text` as content: control tokens count as plain text."""
        return len(self.tokenize(Fragment(text, False), False))

    def _encode(self, prompt: Prompt) -> Encoded:
        fragments = self.template.fragments(render(prompt, self.fence_key))
        parts = [self.tokenize(fragment, number == 0) for number, fragment in enumerate(fragments)]
        ids = tuple(token for part in parts for token in part)
        stable = 0 if prompt.aside else len(ids) - len(parts[-1])
        return Encoded(ids, opens_thinking(fragments[-1].text), stable, prompt.apart)
